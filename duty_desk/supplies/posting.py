"""Moves goods: the one place where stock changes, all or nothing, and never below what there is.

Every paper that moves goods ends here: numbered, its lines kept for ever, the balances changed in the same transaction,
in the audit chain once. A paper that takes effect earlier than it is typed may not make any moment in between go negative.
"""

from __future__ import annotations

import hashlib
import json
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from sqlalchemy import bindparam, func, insert, select, update
from sqlalchemy.orm.util import identity_key

from db import changes, prepared
from db.models import Item, Lot, Movement, SealedPeriod, Stock, StockDocument, Store
from db.vocabulary import DocumentKind
from duty_desk import audit, formats, numbering, policy
from duty_desk.errors import InputError, Refusal
from duty_desk.numbering import Number
from duty_desk.roles import step
from duty_desk.work import OfficerRef, Read, Work

_DOCUMENT: Any = StockDocument.__table__
_MOVEMENT: Any = Movement.__table__
_STOCK: Any = Stock.__table__
_LOT: Any = Lot.__table__
_ADD_DOCUMENT = insert(_DOCUMENT)
_ADD_MOVEMENT = insert(_MOVEMENT)
_ADD_STOCK = insert(_STOCK)
_PLACE = (_STOCK.c.lot_id == bindparam("lot")) & (_STOCK.c.store_id == bindparam("store"))
_BALANCE = select(_STOCK.c.quantity, _STOCK.c.reserved).where(_PLACE).with_for_update()
_SET_BALANCE = (
    update(_STOCK).where(_PLACE).values(quantity=bindparam("balance", type_=_STOCK.c.quantity.type))
)
_ITEM_OF = select(_LOT.c.item_id).where(_LOT.c.id == bindparam("lot"))
_SEALED = select(func.max(SealedPeriod.until))
_MOVED = (
    select(_MOVEMENT.c.at, func.sum(_MOVEMENT.c.quantity).label("moved"))
    .where(_MOVEMENT.c.lot_id == bindparam("lot"), _MOVEMENT.c.store_id == bindparam("store"))
    .group_by(_MOVEMENT.c.at)
    .order_by(_MOVEMENT.c.at)
)
SEALED = "supplies.sealed_until"
# A clock a little ahead on another desk is no paper from the future.
_TOLERANCE = timedelta(minutes=5)


@dataclass(frozen=True, slots=True)
class Move:
    """One line: `quantity` base units into (above zero) or out of (below) a store; `unit` is who received or gave it back.

    `item` is what the lot is of, where that is known: it is not asked for then.
    """

    lot: int
    store: int
    quantity: Decimal
    unit: int | None = None
    note: str | None = None
    item: int | None = None


@dataclass(frozen=True, slots=True)
class Posted:
    """A posted paper and the number on it."""

    id: int
    number: str


@step
def post(
    work: Work,
    kind: DocumentKind,
    moves: Sequence[Move],
    *,
    series: str,
    at: datetime | None = None,
    number: Number | None = None,
    edition: int = 1,
    subject: tuple[str, int] | None = None,
    reverses: int | None = None,
    reason: str | None = None,
    keeper: str | None = None,
    second: OfficerRef | None = None,
    second_name: str | None = None,
    import_id: int | None = None,
) -> Posted:
    """Post a paper with its lines; it takes the next number of `series` unless `number` was given out before.

    `at` is when it takes effect (now when not given). Raises InputError("at") for the future, a sealed period or more days back
    than the policy allows (imports excepted), and Refusal when less is there than goes out, now or at any moment since `at`.
    """
    at = at or work.at
    # What follows goes past the session, which may still hold back the lots that it is about.
    work.session.flush()
    check_moment(work, at, imported=import_id is not None)
    number = number or numbering.take(work, series, at.year)
    items = _items_of(work, moves)
    _change_balances(work, moves, items)
    values: dict[str, Any] = {
        "kind": kind.value,
        "series": series,
        "year": number.year,
        "sequence": number.sequence,
        "edition": edition,
        "number": number.text,
        "at": at,
        "recorded_at": work.at,
        "subject_kind": subject[0] if subject else None,
        "subject_id": subject[1] if subject else None,
        "reverses_id": reverses,
        "reason": reason,
        "keeper_id": work.officer.id,
        "keeper_name": keeper or work.officer.name,
        "second_id": second.id if second else None,
        "second_name": second.name if second else second_name,
        "import_id": import_id,
    }
    lines = [
        {
            "line": n,
            "kind": kind.value,
            "at": at,
            "item_id": items[move.lot],
            "lot_id": move.lot,
            "store_id": move.store,
            "quantity": move.quantity,
            "unit_id": move.unit,
            "note": move.note,
        }
        for n, move in enumerate(moves, start=1)
    ]
    values["digest"] = digest_of(values, lines)
    connection = work.connection
    document = prepared.add(connection, _ADD_DOCUMENT, values)
    prepared.write(connection, _ADD_MOVEMENT, [{"document_id": document, **line} for line in lines])
    changes.note(work.session, "stock_document", "movement")
    if at < work.at:
        _check_past(work, moves, at)
    audit.record(
        work,
        action=f"stock.{kind.value}",
        subject=("stock_document", document),
        after={"number": number.text, "lines": len(lines), "digest": values["digest"][:16]},
        reason=reason,
    )
    return Posted(document, number.text)


def check_moment(read: Read, at: datetime, *, imported: bool = False) -> None:
    """Raise InputError("at") when a paper may not take effect at this moment."""
    if at > read.at + _TOLERANCE:
        raise InputError("at", "supplies.error.future")
    sealed = sealed_until(read)
    if sealed is not None and at.date() <= sealed:
        raise InputError("at", "supplies.error.sealed", day=sealed)
    days = policy.integer(read, "supplies.backdate_days")
    if not imported and at.date() < read.at.date() - timedelta(days=days):
        raise InputError("at", "supplies.error.too_far_back", days=days)


def sealed_until(read: Read) -> Any:
    """The last day of the books that are closed; None while none are. Whoever closes more of them forgets SEALED."""
    if SEALED not in read.memo:
        read.memo[SEALED] = prepared.ask(read.connection, _SEALED, {}).scalar()
    return read.memo[SEALED]


def digest_of(document: Any, lines: Iterable[Any]) -> str:
    """SHA-256 over a paper and its lines, from what was written or from what stands in the tables (mappings either way)."""
    head = (
        "kind",
        "number",
        "edition",
        "at",
        "recorded_at",
        "subject_kind",
        "subject_id",
        "reverses_id",
        "reason",
        "keeper_name",
        "second_name",
    )
    row = ("line", "item_id", "lot_id", "store_id", "quantity", "unit_id", "note")
    content = [[_plain(document[name]) for name in head]]
    content += [[_plain(line[name]) for name in row] for line in lines]
    text = json.dumps(content, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def _plain(value: Any) -> Any:
    if isinstance(value, Decimal):
        return format(value.normalize(), "f")
    return value.isoformat(sep=" ", timespec="seconds") if isinstance(value, datetime) else value


def _items_of(work: Work, moves: Sequence[Move]) -> dict[int, int]:
    connection = work.connection
    known = {move.lot: move.item for move in moves if move.item is not None}
    asked = sorted({move.lot for move in moves if move.lot not in known})
    return known | {lot: prepared.ask(connection, _ITEM_OF, {"lot": lot}).one()[0] for lot in asked}


def _change_balances(work: Work, moves: Sequence[Move], items: dict[int, int]) -> None:
    change: dict[tuple[int, int], Decimal] = defaultdict(Decimal)
    for move in moves:
        change[move.lot, move.store] += move.quantity
    connection = work.connection
    # In one order, so that two desks never wait for each other.
    for (lot, store), quantity in sorted(change.items()):
        place = {"lot": lot, "store": store}
        row = prepared.ask(connection, _BALANCE, place).one_or_none()
        there = row.quantity if row else Decimal(0)
        free = there - row.reserved if row else Decimal(0)
        if quantity < 0 and free + quantity < 0:
            raise not_enough(work, lot, store, wanted=-quantity, free=free)
        if not quantity:
            continue
        if row is None:
            new = {"lot_id": lot, "store_id": store, "item_id": items[lot]}
            prepared.write(connection, _ADD_STOCK, {**new, "quantity": quantity, "reserved": Decimal(0)})
        else:
            prepared.write(connection, _SET_BALANCE, {**place, "balance": there + quantity})
            known = work.session.identity_map.get(identity_key(Stock, (lot, store)))
            if known is not None:
                work.session.expire(known)
    changes.note(work.session, "stock")


def not_enough(read: Read, lot: int, store: int, *, wanted: Decimal, free: Decimal) -> Refusal:
    """The sentence for more going out than is free of a lot in a store."""
    name, unit, code = read.session.execute(
        select(Item.name, Item.base_unit, Lot.code).join(Lot, Lot.item_id == Item.id).where(Lot.id == lot)
    ).one()
    place = read.session.scalar(select(Store.name).where(Store.id == store))
    return Refusal(
        "supplies.refusal.not_enough",
        name=name,
        lot=code,
        store=place,
        wanted=quantity_text(wanted),
        free=quantity_text(free),
        unit=unit,
    )


def quantity_text(quantity: Decimal) -> str:
    """A quantity as it is read: thousands with commas, no zeros at the end."""
    return f"{quantity.normalize():,f}"


def _check_past(work: Work, moves: Sequence[Move], since: datetime) -> None:
    """Of what this paper took out, no moment since it took effect may have had less than nothing."""
    session = work.session
    for lot, store in sorted({(move.lot, move.store) for move in moves if move.quantity < 0}):
        total = Decimal(0)
        for moment, moved in prepared.ask(session.connection(), _MOVED, {"lot": lot, "store": store}):
            total += moved
            if total < 0 and moment >= since:
                name, unit = session.execute(
                    select(Item.name, Item.base_unit).join(Lot, Lot.item_id == Item.id).where(Lot.id == lot)
                ).one()
                raise Refusal(
                    "supplies.refusal.negative_then",
                    name=name,
                    at=formats.moment(moment),
                    short=quantity_text(-total),
                    unit=unit,
                )
