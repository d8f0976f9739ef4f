"""What is there: now or at any moment of the past, by item, lot, store and source.

Now is read from the kept balances. A moment of the past is now less what moved since, so that it costs what lies between.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

from sqlalchemy import func, select

from db import prepared
from db.models import Item, Lot, Movement, Receipt, Stock, Store, Transfer, TransferLine, Unit
from db.vocabulary import TransferState
from duty_desk.work import Read

ZERO = Decimal(0)
# A place in a store in one number: lot * PLACES + store.
PLACES = 4096
_CHUNK = 500
_BALANCES = select(Stock.item_id, Stock.store_id, func.sum(Stock.quantity)).group_by(
    Stock.item_id, Stock.store_id
)


@dataclass(frozen=True, slots=True)
class Holding:
    """What is in one store of a lot, or of lots that are alike in everything that matters at the shelf (`lots`)."""

    id: int
    lots: tuple[int, ...]
    item_id: int
    code: str
    item: str
    spec: str
    unit: str
    lot: str
    store_id: int
    store_code: str
    store: str
    source: str
    sources: tuple[str, ...]
    party: str
    quantity: Decimal
    reserved: Decimal
    produced_on: date | None
    expires_on: date | None
    strength: Decimal | None
    purpose: str | None
    purpose_unit_id: int | None
    purpose_unit: str | None
    held_reason: str | None

    @property
    def free(self) -> Decimal:
        """What is not promised to anybody."""
        return self.quantity - self.reserved


def end_of(day: date) -> datetime:
    """The last moment of a day; moments are kept to the second."""
    return datetime.combine(day + timedelta(days=1), time()) - timedelta(seconds=1)


def on_hand(
    read: Read,
    *,
    at: datetime | None = None,
    item: int | None = None,
    lot: int | None = None,
    store: int | None = None,
    source: str | None = None,
    merged: bool = True,
) -> tuple[Holding, ...]:
    """What is there of each lot in each store, earliest expiry first within an item; now, or at the end of the moment `at`.

    With `merged` lots of one code, item, store, expiry and restriction are one line, as they are one heap.
    """
    quantities = _quantities(read, at, item, lot, store)
    found = list(_holdings(read, quantities, source))
    found.sort(key=lambda each: (each.expires_on or date.max, each.lots))
    if merged:
        found = list(merge(found))
    order = {each: n for n, each in enumerate(_item_order(read))}
    found.sort(key=lambda each: order.get(each.item_id, 0))
    return tuple(found)


def balances(
    read: Read, *, at: datetime | None = None, item: int | None = None
) -> Mapping[tuple[int, int], Decimal]:
    """Quantities by (item, store)."""
    if item is None and (at is None or at >= read.at):
        if read.session.autoflush:
            read.session.flush()
        # On the bare connection: what is there is asked all day, and nothing of it is kept.
        rows = prepared.ask(read.connection, _BALANCES, {})
        return {(row[0], row[1]): row[2] for row in rows}
    query = select(Stock.item_id, Stock.store_id, func.sum(Stock.quantity)).group_by(
        Stock.item_id, Stock.store_id
    )
    later = select(Movement.item_id, Movement.store_id, func.sum(Movement.quantity)).group_by(
        Movement.item_id, Movement.store_id
    )
    if item is not None:
        query, later = query.where(Stock.item_id == item), later.where(Movement.item_id == item)
    return _at(read, query, later, at)


def totals(
    read: Read, *, at: datetime | None = None, store: int | None = None, source: str | None = None
) -> Mapping[int, Decimal]:
    """Quantities by item, of one store or source when named."""
    query: Any = select(Stock.item_id, func.sum(Stock.quantity)).group_by(Stock.item_id)
    later: Any = select(Movement.item_id, func.sum(Movement.quantity)).group_by(Movement.item_id)
    if store is not None:
        query, later = query.where(Stock.store_id == store), later.where(Movement.store_id == store)
    if source is not None:
        query = query.join(Lot, Lot.id == Stock.lot_id).where(Lot.source == source)
        later = later.join(Lot, Lot.id == Movement.lot_id).where(Lot.source == source)
    return {key[0]: quantity for key, quantity in _at(read, query, later, at).items()}


def by_source(read: Read, item: int, *, at: datetime | None = None) -> Mapping[str, Decimal]:
    """Quantities of one item by where it came from."""
    query: Any = (
        select(Lot.source, func.sum(Stock.quantity))
        .join(Lot, Lot.id == Stock.lot_id)
        .where(Stock.item_id == item)
        .group_by(Lot.source)
    )
    later: Any = (
        select(Lot.source, func.sum(Movement.quantity))
        .join(Lot, Lot.id == Movement.lot_id)
        .where(Movement.item_id == item)
        .group_by(Lot.source)
    )
    return {key[0]: quantity for key, quantity in _at(read, query, later, at).items() if quantity}


def in_transit(read: Read, *, item: int | None = None) -> Mapping[int, Decimal]:
    """What was sent to another store and not yet received, by item."""
    query = (
        select(TransferLine.item_id, func.sum(TransferLine.sent))
        .join(Transfer, Transfer.id == TransferLine.transfer_id)
        .where(Transfer.state == TransferState.SENT.value)
        .group_by(TransferLine.item_id)
    )
    if item is not None:
        query = query.where(TransferLine.item_id == item)
    rows: Any = read.session.execute(query)
    return {item_id: sent for item_id, sent in rows}  # noqa: C416


def merge(holdings: Iterable[Holding]) -> tuple[Holding, ...]:
    """Lines that a keeper sees as one heap, put together; the first of them gives its place in the order."""
    together: dict[tuple[Any, ...], Holding] = {}
    for each in holdings:
        key = (
            each.item_id,
            each.store_id,
            each.lot,
            each.expires_on,
            each.purpose,
            each.purpose_unit_id,
            each.held_reason,
        )
        before = together.get(key)
        if before is None:
            together[key] = each
            continue
        lots = (*before.lots, *each.lots)
        together[key] = replace(
            before,
            id=min(before.id, each.id),
            lots=tuple(sorted(lots)),
            sources=tuple(dict.fromkeys((*before.sources, *each.sources))),
            party=before.party if before.party == each.party else "",
            quantity=before.quantity + each.quantity,
            reserved=before.reserved + each.reserved,
        )
    return tuple(together.values())


def place_key(lot: int, store: int) -> int:
    """One number for a lot in a store."""
    return lot * PLACES + store


def _at(read: Read, now: Any, later: Any, at: datetime | None) -> dict[Any, Decimal]:
    found = {tuple(row[:-1]): row[-1] for row in read.session.execute(now)}
    if at is not None and at < read.at:
        for row in read.session.execute(later.where(Movement.at > at)):
            key = tuple(row[:-1])
            found[key] = found.get(key, ZERO) - row[-1]
    return found


def _quantities(
    read: Read, at: datetime | None, item: int | None, lot: int | None, store: int | None
) -> dict[tuple[int, int], tuple[Decimal, Decimal]]:
    query = select(Stock.lot_id, Stock.store_id, Stock.quantity, Stock.reserved)
    later = select(Movement.lot_id, Movement.store_id, func.sum(Movement.quantity)).group_by(
        Movement.lot_id, Movement.store_id
    )
    for asked, here, there in (
        (item, Stock.item_id, Movement.item_id),
        (lot, Stock.lot_id, Movement.lot_id),
        (store, Stock.store_id, Movement.store_id),
    ):
        if asked is not None:
            query, later = query.where(here == asked), later.where(there == asked)
    if at is None or at >= read.at:
        rows: Any = read.session.execute(query.where(Stock.quantity > 0))
        return {(row[0], row[1]): (row[2], row[3]) for row in rows}
    found = {(row[0], row[1]): row[2] for row in read.session.execute(query)}
    for lot_id, store_id, moved in read.session.execute(later.where(Movement.at > at)):
        found[lot_id, store_id] = found.get((lot_id, store_id), ZERO) - moved
    # What was promised then is not on record.
    return {key: (quantity, ZERO) for key, quantity in found.items() if quantity}


def _facts() -> Any:
    return (
        select(
            Lot.id,
            Lot.item_id,
            Item.code,
            Item.name,
            Item.spec,
            Item.base_unit,
            Lot.code.label("lot"),
            Lot.source,
            Receipt.party,
            Lot.produced_on,
            Lot.expires_on,
            Lot.strength,
            Lot.purpose,
            Lot.purpose_unit_id,
            Unit.name.label("purpose_unit"),
            Lot.held_reason,
        )
        .join(Item, Item.id == Lot.item_id)
        .outerjoin(Receipt, Receipt.id == Lot.receipt_id)
        .outerjoin(Unit, Unit.id == Lot.purpose_unit_id)
    )


def _holdings(
    read: Read, quantities: Mapping[tuple[int, int], tuple[Decimal, Decimal]], source: str | None
) -> Iterable[Holding]:
    stores: Any = {
        row.id: row for row in read.session.execute(select(Store.id, Store.code, Store.name)).all()
    }
    facts: dict[int, Any] = {}
    lots: Sequence[int] = sorted({lot for lot, _ in quantities})
    for start in range(0, len(lots), _CHUNK):
        query = _facts().where(Lot.id.in_(lots[start : start + _CHUNK]))
        facts |= {row.id: row for row in read.session.execute(query)}
    for (lot, store), (quantity, reserved) in quantities.items():
        row = facts[lot]
        if source is not None and row.source != source:
            continue
        yield Holding(
            id=place_key(lot, store),
            lots=(lot,),
            item_id=row.item_id,
            code=row.code,
            item=row.name,
            spec=row.spec,
            unit=row.base_unit,
            lot=row.lot,
            store_id=store,
            store_code=stores[store].code,
            store=stores[store].name,
            source=row.source,
            sources=(row.source,),
            party=row.party or "",
            quantity=quantity,
            reserved=reserved,
            produced_on=row.produced_on,
            expires_on=row.expires_on,
            strength=row.strength,
            purpose=row.purpose,
            purpose_unit_id=row.purpose_unit_id,
            purpose_unit=row.purpose_unit,
            held_reason=row.held_reason,
        )


def _item_order(read: Read) -> Sequence[int]:
    return read.session.scalars(select(Item.id).order_by(Item.list_order, Item.code)).all()
