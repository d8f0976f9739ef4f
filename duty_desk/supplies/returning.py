"""Takes goods back from a unit: what it was given and did not use, lot for lot, never more than it got."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import exists, func, select
from sqlalchemy.orm import aliased

from db.models import Dispatch, Item, Lot, Movement, StockDocument
from db.vocabulary import DispatchState, DocumentKind
from duty_desk import formats
from duty_desk.errors import InputError, Refusal, StaleError
from duty_desk.roles import Permission, requires
from duty_desk.supplies import posting
from duty_desk.supplies.posting import Move, Posted
from duty_desk.supplies.stock import ZERO
from duty_desk.supplies.stock_lots import check_lines, check_words, done_once, store_name
from duty_desk.work import Read, Work


@dataclass(frozen=True, slots=True)
class Returned:
    """How much of a lot comes back."""

    lot: int
    quantity: Decimal
    note: str | None = None


@dataclass(frozen=True, slots=True)
class Returnable:
    """What a unit still has of a lot by the books: handed out less what came back."""

    lot_id: int
    lot: str
    item_id: int
    item: str
    unit: str
    store_id: int
    issued: Decimal
    left: Decimal


def list_returnable(read: Read, dispatch: int) -> tuple[Returnable, ...]:
    """What can come back of a dispatch, lot by lot; empty when nothing was handed out."""
    reversal = aliased(StockDocument)
    query = (
        select(
            Movement.lot_id,
            Lot.code,
            Item.id,
            Item.name,
            Item.base_unit,
            func.min(Movement.store_id),
            func.sum(Movement.quantity).filter(Movement.kind == DocumentKind.ISSUE.value),
            func.sum(Movement.quantity),
        )
        .join(StockDocument, StockDocument.id == Movement.document_id)
        .join(Lot, Lot.id == Movement.lot_id)
        .join(Item, Item.id == Movement.item_id)
        .where(
            StockDocument.subject_kind == "dispatch",
            StockDocument.subject_id == dispatch,
            StockDocument.kind.in_([DocumentKind.ISSUE.value, DocumentKind.RETURN.value]),
            ~exists().where(reversal.reverses_id == StockDocument.id),
        )
        .group_by(Movement.lot_id, Lot.code, Item.id, Item.name, Item.base_unit)
        .order_by(func.min(Movement.line))
    )
    return tuple(
        Returnable(lot, code, item, name, unit, store, -(issued or ZERO), -left)
        for lot, code, item, name, unit, store, issued, left in read.session.execute(query)
    )


@requires(Permission.RECEIVE_GOODS)
def take_back(
    work: Work,
    dispatch: int,
    *,
    store: int,
    lines: Sequence[Returned],
    reason: str,
    at: datetime | None = None,
    operation: str | None = None,
) -> Posted:
    """Put goods that a unit brings back on the shelf of `store`, linked to the dispatch they went out with.

    Raises InputError for more of a lot than the unit still has, Refusal for a dispatch that has not gone out.
    """
    row: Any = work.session.execute(
        select(Dispatch.id, Dispatch.number, Dispatch.state, Dispatch.unit_id, Dispatch.issued_at)
        .where(Dispatch.id == dispatch)
        .with_for_update()
    ).one_or_none()
    if row is None:
        raise StaleError("storage.stale")
    if row.state not in (DispatchState.ISSUED, DispatchState.SIGNED):
        raise Refusal("supplies_books.refusal.not_issued", number=row.number)
    reason = check_words(reason, "reason", "supplies_books.error.reason")
    check_lines(lines)
    store_name(work, store)
    if at is not None and row.issued_at is not None and at < row.issued_at:
        raise InputError("at", "supplies_books.error.before_issue", at=formats.moment(row.issued_at))

    def act() -> Posted:
        _check_left(work, dispatch, lines)
        return posting.post(
            work,
            DocumentKind.RETURN,
            [Move(line.lot, store, line.quantity, unit=row.unit_id, note=line.note) for line in lines],
            series="goods.return",
            at=at,
            subject=("dispatch", dispatch),
            reason=reason,
        )

    return done_once(work, "return", operation, act)


def _check_left(work: Work, dispatch: int, lines: Sequence[Returned]) -> None:
    left: Mapping[int, Returnable] = {each.lot_id: each for each in list_returnable(work, dispatch)}
    wanted: dict[int, Decimal] = {}
    for n, line in enumerate(lines):
        wanted[line.lot] = wanted.get(line.lot, ZERO) + line.quantity
        there = left.get(line.lot)
        if there is None:
            raise InputError(f"lines.{n}.lot", "supplies_books.error.not_given")
        if wanted[line.lot] > there.left:
            raise InputError(
                f"lines.{n}.quantity",
                "supplies_books.error.more_than_given",
                name=there.item,
                left=posting.quantity_text(there.left),
                unit=there.unit,
            )
