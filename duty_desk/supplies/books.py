"""The books of goods: what came, went and is left by month, item and source, and periods that are closed for good.

A paper that was taken back counts against what it did, in the month in which it was taken back: a closed month stays as it was.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

from sqlalchemy import case, func, select
from sqlalchemy.orm import aliased

from db.models import Item, Lot, Movement, Officer, SealedPeriod, StockDocument, Stocktake
from db.vocabulary import DocumentKind
from duty_desk import audit
from duty_desk.errors import InputError, Refusal
from duty_desk.roles import Permission, requires
from duty_desk.supplies import posting, stock, stocktakes
from duty_desk.supplies.stock import ZERO
from duty_desk.work import Read, Work


@dataclass(frozen=True, slots=True)
class Sums:
    """Quantities of one item: `opening` + `came` - `went` - `lost` + `counted` + `other` = `closing`.

    `other` is what was filled over, and what is on its way between stores.
    """

    opening: Decimal = ZERO
    came: Decimal = ZERO
    went: Decimal = ZERO
    lost: Decimal = ZERO
    counted: Decimal = ZERO
    other: Decimal = ZERO
    closing: Decimal = ZERO

    def __add__(self, more: Sums) -> Sums:
        """Of the same unit only."""
        return Sums(*(getattr(self, f.name) + getattr(more, f.name) for f in fields(Sums)))


@dataclass(frozen=True, slots=True)
class BookRow:
    """One line of a month: an item from one source."""

    item_id: int
    code: str
    item: str
    spec: str
    unit: str
    category: str
    metric: str | None
    source: str
    sums: Sums


@dataclass(frozen=True, slots=True)
class Book:
    """A period of the books; what is summed is exactly what is printed."""

    first: date
    last: date
    rows: tuple[BookRow, ...]

    def by_item(self) -> Mapping[str, tuple[tuple[BookRow, ...], Sums]]:
        """The lines of each item with their sum."""
        found: dict[str, list[BookRow]] = {}
        for row in self.rows:
            found.setdefault(row.code, []).append(row)
        return {code: (tuple(rows), add_up(row.sums for row in rows)) for code, rows in found.items()}

    def by_metric(self) -> Mapping[tuple[str, str], Sums]:
        """Sums by line of the office's summary and unit; nothing is added across units."""
        found: dict[tuple[str, str], list[Sums]] = {}
        for row in self.rows:
            if row.metric:
                found.setdefault((row.metric, row.unit), []).append(row.sums)
        return {key: add_up(sums) for key, sums in found.items()}


@dataclass(frozen=True, slots=True)
class SealedRow:
    """A closed period."""

    id: int
    until: date
    at: datetime
    officer: str
    digest: str
    totals: Mapping[str, str]


_COLUMN: Mapping[str, str] = {
    DocumentKind.RECEIPT.value: "came",
    DocumentKind.ISSUE.value: "went",
    DocumentKind.RETURN.value: "went",
    DocumentKind.DISPOSAL.value: "lost",
    DocumentKind.ADJUSTMENT.value: "counted",
}
# Columns that are written as what is taken away.
_TAKEN = frozenset({"went", "lost"})


def add_up(sums: Iterable[Sums]) -> Sums:
    """The sum of quantities of one unit."""
    total = Sums()
    for each in sums:
        total = total + each
    return total


def month_of(day: date) -> tuple[date, date]:
    """First and last day of a month."""
    first = day.replace(day=1)
    return first, (first + timedelta(days=31)).replace(day=1) - timedelta(days=1)


def book(
    read: Read, first: date, last: date, *, store: int | None = None, sources: Sequence[str] = ()
) -> Book:
    """What was there, came, went and is left, by item and source; of one store or of some sources when named."""
    begin, end = datetime.combine(first, time()), datetime.combine(last + timedelta(days=1), time())
    reversed_one = aliased(StockDocument)
    kind = func.coalesce(reversed_one.kind, Movement.kind)
    before = func.sum(case((Movement.at < begin, Movement.quantity), else_=0))
    within = func.sum(case((Movement.at >= begin, Movement.quantity), else_=0))
    query = (
        select(Movement.item_id, Lot.source, kind, before, within)
        .join(Lot, Lot.id == Movement.lot_id)
        .join(StockDocument, StockDocument.id == Movement.document_id)
        .outerjoin(reversed_one, reversed_one.id == StockDocument.reverses_id)
        .where(Movement.at < end)
        .group_by(Movement.item_id, Lot.source, kind)
    )
    if store is not None:
        query = query.where(Movement.store_id == store)
    if sources:
        query = query.where(Lot.source.in_(list(sources)))
    cells: dict[tuple[int, str], dict[str, Decimal]] = {}
    for item, source, what, earlier, now in read.session.execute(query):
        cell = cells.setdefault((item, source), {})
        column = _COLUMN.get(what, "other")
        cell["opening"] = cell.get("opening", ZERO) + _exact(earlier)
        cell[column] = cell.get(column, ZERO) + (-_exact(now) if column in _TAKEN else _exact(now))
        cell["closing"] = cell.get("closing", ZERO) + _exact(earlier) + _exact(now)
    items = select(
        Item.id, Item.code, Item.name, Item.spec, Item.base_unit, Item.category, Item.metric
    ).order_by(Item.list_order, Item.code)
    rows: list[BookRow] = []
    for item in read.session.execute(items):
        for (key, source), cell in sorted(cells.items(), key=lambda each: each[0]):
            if key == item.id and any(cell.values()):
                rows.append(
                    BookRow(
                        item_id=item.id,
                        code=item.code,
                        item=item.name,
                        spec=item.spec,
                        unit=item.base_unit,
                        category=item.category,
                        metric=item.metric,
                        source=source,
                        sums=Sums(**cell),
                    )
                )
    return Book(first, last, tuple(rows))


@requires(Permission.SEAL_BOOKS)
def seal(work: Work, *, until: date) -> int:
    """Close the books up to the end of a day: nothing can take effect on or before it any more.

    Raises InputError for a day that is not over or closed already, Refusal while a store is being counted as of then.
    """
    if until >= work.at.date():
        raise InputError("until", "supplies_books.error.not_over")
    sealed = posting.sealed_until(work)
    if sealed is not None and until <= sealed:
        raise InputError("until", "supplies_books.error.sealed_before", day=sealed)
    counting = select(Stocktake.number).where(
        Stocktake.state.in_(stocktakes.OPEN), Stocktake.frozen_at <= stock.end_of(until)
    )
    if (number := work.session.scalar(counting.limit(1))) is not None:
        raise Refusal("supplies_books.refusal.being_counted", number=number)
    totals = totals_of(work, until)
    row = SealedPeriod(
        until=until, at=work.at, officer_id=work.officer.id, totals=totals, digest=digest_of(totals)
    )
    work.session.add(row)
    work.session.flush()
    work.memo.pop(posting.SEALED, None)
    audit.record(
        work,
        action="books.seal",
        subject=("sealed_period", row.id),
        after={"until": until, "digest": row.digest[:16]},
    )
    return row.id


def totals_of(read: Read, until: date) -> dict[str, str]:
    """What there is of each item in each store on the evening of a day, from the movements; written as text, exact."""
    query = (
        select(Movement.item_id, Movement.store_id, func.sum(Movement.quantity))
        .where(Movement.at <= stock.end_of(until))
        .group_by(Movement.item_id, Movement.store_id)
    )
    rows = read.session.execute(query)
    return {f"{item}/{store}": f"{quantity.normalize():f}" for item, store, quantity in rows if quantity}


def digest_of(totals: Mapping[str, str]) -> str:
    """SHA-256 over the totals of a closed period."""
    return hashlib.sha256(json.dumps(totals, sort_keys=True).encode()).hexdigest()


def list_sealed(read: Read) -> tuple[SealedRow, ...]:
    """The closed periods, newest first."""
    query = (
        select(SealedPeriod, Officer.name)
        .outerjoin(Officer, Officer.id == SealedPeriod.officer_id)
        .order_by(SealedPeriod.until.desc())
    )
    return tuple(
        SealedRow(row.id, row.until, row.at, officer or "", row.digest, row.totals)
        for row, officer in read.session.execute(query)
    )


def _exact(value: Any) -> Decimal:
    return ZERO if value is None else Decimal(value)
