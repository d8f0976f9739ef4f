"""Where it went: every movement as a list, and the stock card of an item with its running balance.

A card is read a page at a time from the newest line, the balance carried along; on paper it begins with the balance before.

Filters of movements: `item`, `lot` (one or several), `store`, `unit`, `kind` (words), `document`, `period` (days), `imported`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from functools import cache
from typing import Any, NamedTuple

from sqlalchemy import Select, func, or_, select, tuple_
from sqlalchemy.orm import aliased

from db.models import Item, Lot, Movement, Receipt, Stock, StockDocument, Store, Unit
from duty_desk import formats
from duty_desk.ledger import Column, Kind, Ledger, Request
from duty_desk.strings import t
from duty_desk.supplies.stock import ZERO
from duty_desk.supplies.stock_lists import items_named
from duty_desk.work import Read

KIND_TONES: Mapping[str, tuple[str, str]] = {
    "receipt": ("ok", "login"),
    "issue": ("info", "logout"),
    "transfer_out": ("neutral", "swap-horizontal"),
    "transfer_in": ("neutral", "swap-horizontal"),
    "repack": ("neutral", "package-variant-closed"),
    "disposal": ("danger", "delete-outline"),
    "return": ("ok", "undo"),
    "adjustment": ("warn", "scale-balance"),
    "reversal": ("warn", "history"),
}


@dataclass(frozen=True, slots=True)
class MovementRow:
    """One line of a posted paper. `party` is who gave, took or brought back; `reversed` when the paper was taken back."""

    id: int
    document_id: int
    number: str
    kind: str
    at: datetime
    recorded_at: datetime
    item_id: int
    code: str
    item: str
    unit: str
    lot: str
    store: str
    source: str
    quantity: Decimal
    party: str
    reason: str
    officer: str
    reversed: bool


class CardRow(NamedTuple):
    """One line of a stock card; `balance` is what was there after it."""

    id: int
    document_id: int
    number: str
    kind: str
    at: datetime
    lot: str
    store: str
    party: str
    came: Decimal | None
    went: Decimal | None
    balance: Decimal
    reversed: bool

    @property
    def quantity(self) -> Decimal:
        """Above zero what came, below what went."""
        return (self.came or ZERO) - (self.went or ZERO)


@dataclass(frozen=True, slots=True)
class CardPlace:
    """Where a page ends, to go on from there: the last line and the balance before it."""

    at: datetime
    id: int
    balance: Decimal


@dataclass(frozen=True, slots=True)
class CardPage:
    """Lines newest first, and where to go on; `after` is None on the last page."""

    rows: tuple[CardRow, ...]
    after: CardPlace | None


def card_page(
    read: Read,
    item: int,
    *,
    store: int | None = None,
    lots: Sequence[int] = (),
    after: CardPlace | None = None,
    limit: int = 100,
) -> CardPage:
    """A page of the stock card from its newest end, or on from where a page ended."""
    balance = after.balance if after else _now(read, item, store, lots)
    query = _of(_facts(), item, store, lots)
    if after is not None:
        query = query.where(tuple_(Movement.at, Movement.id) < tuple_(after.at, after.id))
    query = query.order_by(Movement.at.desc(), Movement.id.desc()).limit(limit + 1)
    found = read.session.execute(query).all()
    rows: list[CardRow] = []
    for line in found[:limit]:
        rows.append(_card_row(line, balance))
        balance -= line.quantity
    more = len(found) > limit
    return CardPage(tuple(rows), CardPlace(rows[-1].at, rows[-1].id, balance) if more else None)


def card(
    read: Read,
    item: int,
    *,
    first: date | None = None,
    last: date | None = None,
    store: int | None = None,
    lots: Sequence[int] = (),
) -> tuple[Decimal, tuple[CardRow, ...]]:
    """The balance before a period and its lines, oldest first, each with the balance after it."""
    query = _of(_facts(), item, store, lots)
    begin = datetime.combine(first, time()) if first else None
    opening = ZERO
    if begin is not None:
        before = _of(select(func.sum(Movement.quantity)), item, store, lots).where(Movement.at < begin)
        opening = read.session.scalar(before) or ZERO
        query = query.where(Movement.at >= begin)
    if last is not None:
        query = query.where(Movement.at < datetime.combine(last + timedelta(days=1), time()))
    balance, rows = opening, list[CardRow]()
    lines: Iterable[Any] = read.session.execute(query.order_by(Movement.at, Movement.id))
    for line in lines:
        balance += line.quantity
        rows.append(_card_row(line, balance))
    return opening, tuple(rows)


def fetch_movements(read: Read, ids: Sequence[int]) -> Sequence[MovementRow]:
    """Rows of these movements."""
    query = (
        _facts()
        .add_columns(
            StockDocument.recorded_at,
            StockDocument.reason,
            StockDocument.keeper_name,
            Item.id.label("item_id"),
            Item.code.label("item_code"),
            Item.name.label("item"),
            Item.base_unit,
            Lot.source,
        )
        .join(Item, Item.id == Movement.item_id)
        .where(Movement.id.in_(ids))
    )
    return [
        MovementRow(
            id=line.id,
            document_id=line.document_id,
            number=line.number,
            kind=line.kind,
            at=line.at,
            recorded_at=line.recorded_at,
            item_id=line.item_id,
            code=line.item_code,
            item=line.item,
            unit=line.base_unit,
            lot=line.lot,
            store=line.store,
            source=line.source,
            quantity=line.quantity,
            party=_party(line),
            reason=line.note or line.reason or "",
            officer=line.keeper_name,
            reversed=line.reversed_by is not None,
        )
        for line in read.session.execute(query)
    ]


def select_movements(read: Read, request: Request) -> Select[Any]:
    """Movements that match, newest first."""
    wanted = {key: value for key, value in request.filters.items() if value not in (None, "", (), [])}
    query = select(Movement.id)
    for key, column in (
        ("item", Movement.item_id),
        ("lot", Movement.lot_id),
        ("store", Movement.store_id),
        ("unit", Movement.unit_id),
        ("document", Movement.document_id),
        ("kind", Movement.kind),
    ):
        if key in wanted:
            query = query.where(column.in_(_several(wanted[key])))
    if "imported" in wanted:
        papers = select(StockDocument.id).where(StockDocument.import_id == wanted["imported"])
        query = query.where(Movement.document_id.in_(papers))
    first, last = wanted.get("period", (None, None))
    if first is not None:
        query = query.where(Movement.at >= datetime.combine(first, time()))
    if last is not None:
        query = query.where(Movement.at < datetime.combine(last + timedelta(days=1), time()))
    if typed := request.search.strip():
        items = select(Item.id).where(items_named(read, typed))
        papers = select(StockDocument.id).where(StockDocument.number == typed)
        lots = select(Lot.id).where(Lot.code == typed)
        query = query.where(
            or_(
                Movement.item_id.in_(items),
                Movement.document_id.in_(papers),
                Movement.lot_id.in_(lots),
            )
        )
    if request.sort is not None and not request.descending:
        return query.order_by(Movement.at, Movement.id)
    return query.order_by(Movement.at.desc(), Movement.id.desc())


def _several(value: Any) -> list[Any]:
    values: Iterable[Any] = value if isinstance(value, list | tuple | set | frozenset) else [value]
    return [getattr(each, "value", each) for each in values]


@cache
def _facts() -> Any:
    later = aliased(StockDocument)
    return (
        select(
            Movement.id,
            Movement.document_id,
            Movement.at,
            Movement.kind,
            Movement.quantity,
            Movement.note,
            StockDocument.number,
            Lot.code.label("lot"),
            Store.name.label("store"),
            Unit.name.label("unit_name"),
            Receipt.party,
            later.id.label("reversed_by"),
        )
        .join(StockDocument, StockDocument.id == Movement.document_id)
        .join(Lot, Lot.id == Movement.lot_id)
        .join(Store, Store.id == Movement.store_id)
        .outerjoin(Unit, Unit.id == Movement.unit_id)
        .outerjoin(Receipt, Receipt.id == Lot.receipt_id)
        .outerjoin(later, later.reverses_id == StockDocument.id)
    )


def _of(query: Any, item: int, store: int | None, lots: Sequence[int]) -> Any:
    query = query.where(Movement.item_id == item)
    if store is not None:
        query = query.where(Movement.store_id == store)
    if lots:
        query = query.where(Movement.lot_id.in_(list(lots)))
    return query


def _now(read: Read, item: int, store: int | None, lots: Sequence[int]) -> Decimal:
    query = select(func.sum(Stock.quantity)).where(Stock.item_id == item)
    if store is not None:
        query = query.where(Stock.store_id == store)
    if lots:
        query = query.where(Stock.lot_id.in_(list(lots)))
    return read.session.scalar(query) or ZERO


def _card_row(line: Any, balance: Decimal) -> CardRow:
    # By place, in the order of `_facts`: a card may have ten thousand lines.
    number, document, at, kind, quantity, _note, paper, lot, store, unit, party, reversed_by = line
    came = quantity > 0
    return CardRow(
        number,
        document,
        paper,
        kind,
        at,
        lot,
        store,
        unit or (party if kind == "receipt" else None) or "",
        quantity if came else None,
        None if came else -quantity,
        balance,
        reversed_by is not None,
    )


def _party(line: Any) -> str:
    return line.unit_name or (line.party if line.kind == "receipt" else None) or ""


def _described(read: Read, request: Request) -> str:
    del read
    said: list[str] = []
    if request.search.strip():
        said.append(t("supplies_books.filter.search", text=request.search.strip()))
    first, last = request.filters.get("period") or (None, None)
    if first is not None and last is not None:
        said.append(formats.period(first, last))
    said += [t(f"supplies_books.kind.{word}") for word in _several(request.filters.get("kind") or ())]
    return t("supplies_books.mark").join(said)


MOVEMENTS = Ledger(
    key="supplies.movements",
    title="supplies_books.ledger.movements",
    columns=(
        Column("at", "supplies_books.column.at", Kind.MOMENT, 104),
        Column("number", "supplies_books.column.number", width=152, sortable=False),
        Column(
            "kind",
            "supplies_books.column.kind",
            Kind.CHIP,
            80,
            sortable=False,
            words="supplies_books.kind",
            tones=KIND_TONES,
        ),
        Column("item", "supplies_books.column.item", width=160, sortable=False, stretch=True),
        Column("quantity", "supplies_books.column.moved", Kind.NUMBER, 88, align="right", sortable=False),
        Column("unit", "supplies_books.column.unit", width=48, sortable=False),
        Column("lot", "supplies_books.column.lot", width=104, sortable=False),
        Column("store", "supplies_books.column.store", width=96, sortable=False),
        Column("party", "supplies_books.column.party", width=144, sortable=False),
        Column(
            "source",
            "supplies_books.column.source",
            width=72,
            sortable=False,
            hidden=True,
            words="supplies_books.source",
        ),
        Column("reason", "supplies_books.column.reason", width=136, sortable=False, hidden=True),
        Column("officer", "supplies_books.column.officer", width=72, sortable=False, hidden=True),
        Column(
            "recorded_at", "supplies_books.column.recorded_at", Kind.MOMENT, 104, sortable=False, hidden=True
        ),
        Column("reversed", "supplies_books.column.reversed", Kind.FLAG, 64, sortable=False, hidden=True),
    ),
    statement=select_movements,
    fetch=fetch_movements,
    default_sort="at",
    default_descending=True,
    describe=_described,
)
