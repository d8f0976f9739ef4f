"""Counts a store: the book is frozen, two people count, what moves meanwhile is settled line by line, another officer approves.

A count of what moved after the freeze is compared with the book as it was when that line was counted. The difference is posted
against the stock of now, so that nothing that happened between is undone by it.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import func, insert, select, update

from db.models import Item, Lot, Movement, Stock, StockDocument, Stocktake, StocktakeLine
from db.vocabulary import DocumentKind, StocktakeState
from duty_desk import audit, numbering
from duty_desk.errors import InputError, Refusal, StaleError
from duty_desk.numbering import Number
from duty_desk.people import approvals
from duty_desk.roles import Permission, requires, step
from duty_desk.strings import t
from duty_desk.supplies import posting
from duty_desk.supplies.posting import Move, Posted
from duty_desk.supplies.stock import ZERO
from duty_desk.supplies.stock_lots import check_words, is_same_person, lots_of, store_name
from duty_desk.work import Read, Work

SERIES = "stocktake"
_PAPER = "adjustment"
OPEN = (StocktakeState.COUNTING, StocktakeState.COUNTED)


@dataclass(frozen=True, slots=True)
class Started:
    """A count that has begun."""

    id: int
    number: str


@requires(Permission.COUNT_GOODS)
def start(
    work: Work,
    *,
    store: int,
    counter: str,
    second_counter: str,
    is_blind: bool = True,
    items: Collection[int] = (),
    note: str = "",
) -> Started:
    """Freeze the book of a store, or of some items in it, and begin to count.

    Raises InputError for fields, Refusal when the store is being counted or holds nothing of it.
    """
    store_name(work, store)
    counter = check_words(counter, "counter", "supplies_books.error.counter")
    second_counter = check_words(second_counter, "second_counter", "supplies_books.error.counter")
    if "".join(counter.split()) == "".join(second_counter.split()):
        raise InputError("second_counter", "supplies_books.error.same_counter")
    running = select(Stocktake.number).where(Stocktake.store_id == store, Stocktake.state.in_(OPEN))
    if (number := work.session.scalar(running.limit(1))) is not None:
        raise Refusal("supplies_books.refusal.being_counted", number=number)
    query = (
        select(Stock.lot_id, Stock.item_id, Stock.quantity)
        .join(Lot, Lot.id == Stock.lot_id)
        .join(Item, Item.id == Stock.item_id)
        .where(Stock.store_id == store, Stock.quantity > 0)
        .order_by(Item.list_order, Item.code, func.coalesce(Lot.expires_on, date.max), Lot.id)
    )
    if items:
        query = query.where(Stock.item_id.in_(list(items)))
    lots = work.session.execute(query).all()
    if not lots:
        raise Refusal("supplies_books.refusal.nothing_to_count")
    taken = numbering.take(work, SERIES)
    key: int = work.session.execute(
        insert(Stocktake)
        .values(
            number=taken.text,
            state=StocktakeState.COUNTING.value,
            store_id=store,
            frozen_at=work.at,
            last_movement_id=work.session.scalar(select(func.max(Movement.id))) or 0,
            is_blind=is_blind,
            counter=counter,
            second_counter=second_counter,
            started_by=work.officer.id,
            note=note.strip() or None,
        )
        .returning(Stocktake.id)
    ).scalar_one()
    work.session.execute(
        insert(StocktakeLine),
        [
            {
                "stocktake_id": key,
                "line": n,
                "item_id": lot.item_id,
                "lot_id": lot.lot_id,
                "book": lot.quantity,
            }
            for n, lot in enumerate(lots, start=1)
        ],
    )
    audit.record(work, action="stocktake.start", subject=("stocktake", key), after={"lines": len(lots)})
    return Started(key, taken.text)


@requires(Permission.COUNT_GOODS)
def add_lot(work: Work, stocktake: int, lot: int) -> int:
    """A lot was found that is not on the sheet; gives its line. Its book is what there was at the freeze: mostly nothing."""
    row = claim(work, stocktake, None, StocktakeState.COUNTING)
    known = lots_of(work, [lot])[lot]
    lines = _lines(work, stocktake)
    if any(line.lot_id == lot for line in lines):
        raise InputError("lot", "supplies_books.error.lot_listed")
    line = StocktakeLine(
        stocktake_id=row.id,
        line=len(lines) + 1,
        item_id=known.Lot.item_id,
        lot_id=lot,
        book=_at_freeze(work, row, lot),
    )
    work.session.add(line)
    work.session.flush()
    audit.record(work, action="stocktake.count", subject=("stocktake", stocktake), after={"lines": 1})
    return line.id


@requires(Permission.COUNT_GOODS)
def enter(
    work: Work,
    stocktake: int,
    *,
    counts: Mapping[int, Decimal | None],
    counted_at: datetime | None = None,
    moved: Mapping[int, Decimal] | None = None,
) -> None:
    """Write down what was found, by line; None clears a line. May be called as often as shelves are finished.

    `counted_at` is when it was counted (now when not given): what moved in the books between the freeze and then is part of the
    book of that line, unless the counters say by `moved` how much of it they had before them.
    """
    row = claim(work, stocktake, None, StocktakeState.COUNTING)
    at = counted_at or work.at
    if not row.frozen_at <= at <= work.at:
        raise InputError("counted_at", "supplies_books.error.counted_at")
    lines = {line.id: line for line in _lines(work, stocktake)}
    for key, quantity in counts.items():
        line = _line(lines, key)
        if quantity is None:
            line.counted = line.counted_at = line.recounted = None
            line.moved = ZERO
            continue
        _check_count(quantity, f"counts.{key}")
        line.counted, line.counted_at = quantity, at
        line.moved = (moved or {}).get(key, moved_since(work, row, line.lot_id, at))
    work.session.flush()
    _touch(work, row)
    audit.record(
        work, action="stocktake.count", subject=("stocktake", stocktake), after={"lines": len(counts)}
    )


@requires(Permission.COUNT_GOODS)
def finish(work: Work, stocktake: int, *, version: int | None = None) -> int:
    """All lines are counted: from now on the book is shown beside them; gives how many lines differ."""
    row = claim(work, stocktake, version, StocktakeState.COUNTING)
    lines = _lines(work, stocktake)
    without = sum(line.counted is None for line in lines)
    if without:
        raise Refusal("supplies_books.refusal.not_counted", count=without)
    differing = sum(bool(difference(line)) for line in lines)
    _touch(work, row, state=StocktakeState.COUNTED.value)
    audit.record(
        work, action="stocktake.finish", subject=("stocktake", stocktake), after={"lines": differing}
    )
    return differing


@requires(Permission.COUNT_GOODS)
def explain(
    work: Work,
    stocktake: int,
    line_id: int,
    *,
    recounted: Decimal | None = None,
    reason: str = "",
    handling: str = "",
) -> None:
    """Count a line again, and say why it differs and what becomes of it."""
    row = claim(work, stocktake, None, StocktakeState.COUNTED)
    line = _line({each.id: each for each in _lines(work, stocktake)}, line_id)
    if recounted is not None:
        line.recounted = _check_count(recounted, "recounted")
    line.reason, line.handling = reason.strip() or None, handling.strip() or None
    work.session.flush()
    _touch(work, row)
    audit.record(work, action="stocktake.explain", subject=("stocktake", stocktake), reason=line.reason)


@requires(Permission.APPROVE_GOODS)
def approve(work: Work, stocktake: int, *, version: int) -> Posted | None:
    """Approve what was found, as it stands in `version`, and post the differences; None when there are none.

    Whoever began or counted cannot approve, unless nobody else could. Raises StaleError when it was changed meanwhile, Refusal
    when a difference is not explained or, by what has gone out since, is more than there is.
    """
    row = claim(work, stocktake, version, StocktakeState.COUNTED)
    counters = (row.counter, row.second_counter)
    took_part = row.started_by == work.officer.id or any(is_same_person(work.officer, c) for c in counters)
    if took_part and approvals.is_needed(work):
        raise Refusal("supplies_books.refusal.own_count", number=row.number)
    lines = _lines(work, stocktake)
    differing = [(line, gap) for line in lines if (gap := difference(line))]
    for line, _ in differing:
        if not line.reason or not line.handling:
            raise Refusal("supplies_books.refusal.not_explained", line=line.line)
    posted = None
    if differing:
        year, sequence = row.frozen_at.year, _sequence(work, row)
        posted = posting.post(
            work,
            DocumentKind.ADJUSTMENT,
            [Move(line.lot_id, row.store_id, gap, note=line.reason) for line, gap in differing],
            series=_PAPER,
            number=Number(_PAPER, year, sequence, row.number),
            subject=("stocktake", row.id),
            reason=row.note,
            second_name=row.second_counter,
        )
    else:
        audit.record(work, action="stocktake.approve", subject=("stocktake", stocktake))
    _touch(
        work,
        row,
        state=StocktakeState.POSTED.value,
        approved_at=work.at,
        approved_by=work.officer.id,
        approver_name=work.officer.name,
        document_id=posted.id if posted else None,
    )
    return posted


@requires(Permission.COUNT_GOODS)
def cancel(work: Work, stocktake: int, *, reason: str, version: int | None = None) -> None:
    """Give up a count; its number stays in the list."""
    row = claim(work, stocktake, version, *OPEN)
    reason = check_words(reason, "reason", "supplies_books.error.reason")
    _touch(work, row, state=StocktakeState.CANCELLED.value, note=reason)
    audit.record(work, action="stocktake.cancel", subject=("stocktake", stocktake), reason=reason)


def difference(line: Any) -> Decimal:
    """What was found less what should have been there when it was counted; nothing while it is not counted."""
    found = line.recounted if line.recounted is not None else line.counted
    return ZERO if found is None else found - (line.book + line.moved)


def moved_since(read: Read, row: Any, lot: int, at: datetime) -> Decimal:
    """What the books moved of a lot in this store between the freeze and the moment it was counted."""
    query = (
        select(func.sum(Movement.quantity))
        .join(StockDocument, StockDocument.id == Movement.document_id)
        .where(
            Movement.id > row.last_movement_id,
            Movement.lot_id == lot,
            Movement.store_id == row.store_id,
            StockDocument.recorded_at <= at,
        )
    )
    return read.session.scalar(query) or ZERO


def _at_freeze(read: Read, row: Stocktake, lot: int) -> Decimal:
    """What the book had of a lot in this store when it was frozen; of a count of some items only, that is not nothing."""
    there = select(Stock.quantity).where(Stock.lot_id == lot, Stock.store_id == row.store_id)
    return (read.session.scalar(there) or ZERO) - moved_since(read, row, lot, read.at)


@step
def claim(work: Work, stocktake: int, version: int | None, *states: StocktakeState) -> Stocktake:
    """The count, held for this transaction; raises StaleError or, past the states in which this can be done, Refusal."""
    row = work.session.scalar(
        select(Stocktake)
        .where(Stocktake.id == stocktake)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    if row is None or (version is not None and row.version != version):
        raise StaleError("storage.stale")
    if row.state not in states:
        state = t(f"supplies_books.stocktake_state.{row.state}")
        raise Refusal("supplies_books.refusal.stocktake_state", number=row.number, state=state)
    return row


def _sequence(read: Read, row: Stocktake) -> int:
    number = numbering.parse(read, SERIES, row.number)
    return number.sequence if number else row.id


def _lines(work: Work, stocktake: int) -> Sequence[StocktakeLine]:
    query = select(StocktakeLine).where(StocktakeLine.stocktake_id == stocktake).order_by(StocktakeLine.line)
    return work.session.scalars(query).all()


def _line(lines: Mapping[int, StocktakeLine], key: int) -> StocktakeLine:
    if key not in lines:
        raise StaleError("storage.stale")
    return lines[key]


def _check_count(quantity: Decimal, field: str) -> Decimal:
    if not quantity.is_finite() or quantity < 0:
        raise InputError(field, "supplies_books.error.count")
    if quantity != quantity.quantize(Decimal("0.001")):
        raise InputError(field, "supplies_books.error.places")
    return quantity


def _touch(work: Work, row: Stocktake, **values: Any) -> None:
    work.session.execute(
        update(Stocktake).where(Stocktake.id == row.id).values(**values, version=row.version + 1)
    )
    work.session.refresh(row)
