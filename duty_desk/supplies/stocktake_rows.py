"""Counts as they are shown: blind while they run, with book, difference and what moved meanwhile once they are done."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import Select, case, func, select

from db.models import Item, Lot, Receipt, Stocktake, StocktakeLine, Store
from db.vocabulary import StocktakeState
from duty_desk.errors import StaleError
from duty_desk.ledger import Column, Kind, Ledger, Request
from duty_desk.strings import t
from duty_desk.supplies import days
from duty_desk.supplies.catalogue_rows import search_items
from duty_desk.supplies.stock import ZERO
from duty_desk.supplies.stocktakes import difference, moved_since
from duty_desk.work import Read

STATE_TONES: Mapping[str, tuple[str, str]] = {
    "counting": ("proc", "progress-clock"),
    "counted": ("info", "clock-outline"),
    "posted": ("ok", "check-circle"),
    "cancelled": ("neutral", "cancel"),
}


@dataclass(frozen=True, slots=True)
class StocktakeRow:
    """A count in its list."""

    id: int
    number: str
    state: str
    store_id: int
    store: str
    frozen_at: datetime
    is_blind: bool
    counter: str
    second_counter: str
    started_by: int | None
    lines: int
    counted: int
    differing: int
    approver: str
    approved_at: datetime | None
    document_id: int | None
    note: str
    version: int


@dataclass(frozen=True, slots=True)
class CountLine:
    """A line of a count. `book`, `expected` and `gap` are None while the count is blind."""

    id: int
    line: int
    item_id: int
    code: str
    item: str
    spec: str
    unit: str
    lot_id: int
    lot: str
    expires_on: date | None
    expiry: str
    book: Decimal | None
    moved: Decimal
    meanwhile: Decimal
    expected: Decimal | None
    counted: Decimal | None
    counted_at: datetime | None
    recounted: Decimal | None
    gap: Decimal | None
    reason: str
    handling: str

    @property
    def more(self) -> Decimal | None:
        """What is there and should not be."""
        return self.gap if self.gap is not None and self.gap > 0 else None

    @property
    def less(self) -> Decimal | None:
        """What should be there and is not."""
        return -self.gap if self.gap is not None and self.gap < 0 else None


@dataclass(frozen=True, slots=True)
class FoundLot:
    """A lot that may be put on the sheet of a count."""

    id: int
    item: str
    spec: str
    lot: str
    expires_on: date | None
    party: str


def get_stocktake(read: Read, stocktake: int) -> StocktakeRow:
    """One count; raises StaleError when it is gone."""
    found = fetch_stocktakes(read, [stocktake])
    if not found:
        raise StaleError("storage.stale")
    return found[0]


def list_lines(read: Read, stocktake: int) -> tuple[CountLine, ...]:
    """Its lines in the order of the shelf: by item, earliest expiry first."""
    count = read.session.get(Stocktake, stocktake)
    if count is None:
        raise StaleError("storage.stale")
    limits, on = days.bands(read), days.day_of(count.frozen_at)
    hidden = count.is_blind and count.state == StocktakeState.COUNTING
    query = (
        select(StocktakeLine, Item.code, Item.name, Item.spec, Item.base_unit, Lot.code, Lot.expires_on)
        .join(Item, Item.id == StocktakeLine.item_id)
        .join(Lot, Lot.id == StocktakeLine.lot_id)
        .where(StocktakeLine.stocktake_id == stocktake)
        .order_by(StocktakeLine.line)
    )
    return tuple(
        CountLine(
            id=line.id,
            line=line.line,
            item_id=line.item_id,
            code=code,
            item=name,
            spec=spec,
            unit=unit,
            lot_id=line.lot_id,
            lot=lot,
            expires_on=expires_on,
            expiry=days.expiry(expires_on, on, limits).value,
            book=None if hidden else line.book,
            moved=line.moved,
            meanwhile=moved_since(read, count, line.lot_id, read.at),
            expected=None if hidden else line.book + line.moved,
            counted=line.counted,
            counted_at=line.counted_at,
            recounted=line.recounted,
            gap=None if hidden or line.counted is None else difference(line),
            reason=line.reason or "",
            handling=line.handling or "",
        )
        for line, code, name, spec, unit, lot, expires_on in read.session.execute(query)
    )


def fetch_stocktakes(read: Read, ids: Sequence[int]) -> Sequence[StocktakeRow]:
    """Rows of these counts."""
    found = func.coalesce(StocktakeLine.recounted, StocktakeLine.counted)
    differs = found != StocktakeLine.book + StocktakeLine.moved
    tally = (
        select(
            StocktakeLine.stocktake_id,
            func.count().label("lines"),
            func.count(StocktakeLine.counted).label("counted"),
            func.count().filter(differs).label("differing"),
        )
        .where(StocktakeLine.stocktake_id.in_(ids))
        .group_by(StocktakeLine.stocktake_id)
        .subquery()
    )
    query = (
        select(Stocktake, Store.name, tally.c.lines, tally.c.counted, tally.c.differing)
        .join(Store, Store.id == Stocktake.store_id)
        .join(tally, tally.c.stocktake_id == Stocktake.id)
        .where(Stocktake.id.in_(ids))
    )
    return [
        StocktakeRow(
            id=row.id,
            number=row.number,
            state=row.state,
            store_id=row.store_id,
            store=store,
            frozen_at=row.frozen_at,
            is_blind=row.is_blind,
            counter=row.counter,
            second_counter=row.second_counter,
            started_by=row.started_by,
            lines=lines,
            counted=counted,
            # A blind count tells nobody before its end.
            differing=0 if row.is_blind and row.state == StocktakeState.COUNTING else differing,
            approver=row.approver_name or "",
            approved_at=row.approved_at,
            document_id=row.document_id,
            note=row.note or "",
            version=row.version,
        )
        for row, store, lines, counted, differing in read.session.execute(query)
    ]


def find_lots(read: Read, stocktake: int, typed: str, most: int = 8) -> Sequence[FoundLot]:
    """Lots that are not on the sheet of a count, by lot number or by item; the latest to come in first."""
    wanted = typed.strip()
    if not wanted:
        return ()
    listed = select(StocktakeLine.lot_id).where(StocktakeLine.stocktake_id == stocktake)
    items = [row.id for row in search_items(read, wanted)]
    coded = func.upper(Lot.code).contains(wanted.upper(), autoescape=True)
    query = (
        select(Lot.id, Item.name, Item.spec, Lot.code, Lot.expires_on, Receipt.party)
        .join(Item, Item.id == Lot.item_id)
        .outerjoin(Receipt, Receipt.id == Lot.receipt_id)
        .where(coded | Lot.item_id.in_(items), Lot.id.not_in(listed))
        # A number typed means that lot before any item.
        .order_by(case((coded, 0), else_=1), Lot.id.desc())
        .limit(most)
    )
    return [
        FoundLot(lot, name, spec, code, expires_on, party or "")
        for lot, name, spec, code, expires_on, party in read.session.execute(query)
    ]


def total_differences(lines: Sequence[CountLine]) -> tuple[int, int]:
    """How many lines are over and how many are short; quantities of different goods are never added up."""
    gaps = [line.gap or ZERO for line in lines]
    return sum(gap > 0 for gap in gaps), sum(gap < 0 for gap in gaps)


def _select(read: Read, request: Request) -> Select[Any]:
    del read
    query = select(Stocktake.id)
    wanted = request.filters
    if wanted.get("store"):
        query = query.where(Stocktake.store_id == wanted["store"])
    if wanted.get("state"):
        values = wanted["state"] if isinstance(wanted["state"], list | tuple | set) else [wanted["state"]]
        query = query.where(Stocktake.state.in_([str(getattr(each, "value", each)) for each in values]))
    if request.search.strip():
        query = query.where(Stocktake.number == request.search.strip())
    if request.sort is not None and not request.descending:
        return query.order_by(Stocktake.frozen_at, Stocktake.id)
    return query.order_by(Stocktake.frozen_at.desc(), Stocktake.id.desc())


def _described(read: Read, request: Request) -> str:
    del read
    typed = request.search.strip()
    return t("supplies_books.filter.search", text=typed) if typed else ""


_RIGHT: dict[str, Any] = {"kind": Kind.NUMBER, "align": "right", "sortable": False}
STOCKTAKES = Ledger(
    key="supplies.stocktakes",
    title="supplies_books.ledger.stocktakes",
    columns=(
        Column("number", "supplies_books.column.number", width=152, sortable=False),
        Column("frozen_at", "supplies_books.column.frozen_at", Kind.MOMENT, 112),
        Column("store", "supplies_books.column.store", width=96, sortable=False, stretch=True),
        Column("counter", "supplies_books.column.counter", Kind.NAME, 72, sortable=False),
        Column("second_counter", "supplies_books.column.second_counter", Kind.NAME, 72, sortable=False),
        Column("lines", "supplies_books.column.lines", width=56, **_RIGHT),
        Column("counted", "supplies_books.column.counted_lines", width=56, **_RIGHT),
        Column("differing", "supplies_books.column.differing", width=72, **_RIGHT),
        Column(
            "state",
            "supplies_books.column.state",
            Kind.CHIP,
            104,
            sortable=False,
            words="supplies_books.stocktake_state",
            tones=STATE_TONES,
        ),
        Column("approver", "supplies_books.column.approver", Kind.NAME, 72, sortable=False),
        Column("note", "supplies_books.column.note", width=144, sortable=False, hidden=True),
    ),
    statement=_select,
    fetch=fetch_stocktakes,
    default_sort="frozen_at",
    default_descending=True,
    describe=_described,
)
