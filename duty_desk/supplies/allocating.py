"""Spreads one quantity over many units (product rule S5): accepted, it is one request for each of them, all or none."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from sqlalchemy import func, insert, select

from db.models import Allocation, Dispatch, DispatchLine, Unit
from db.vocabulary import DispatchState
from duty_desk import audit, numbering, operations
from duty_desk.errors import InputError, Refusal, StaleError
from duty_desk.people.approvals import Approval
from duty_desk.roles import Permission, requires
from duty_desk.supplies import (
    catalogue_rows,
    dispatch,
    dispatch_issue,
    fefo_rules,
    quantities,
    reserving,
)
from duty_desk.supplies.allocation_rules import Share
from duty_desk.supplies.dispatch_records import SERIES
from duty_desk.supplies.fefo_rules import NOTHING, Wish
from duty_desk.supplies.posting import quantity_text
from duty_desk.work import Read, Work

BASES = ("headcount", "equal", "last", "manual")


@dataclass(frozen=True, slots=True)
class Allocated:
    """An accepted allocation and its requests, in the order of the units."""

    id: int
    dispatches: tuple[int, ...]
    numbers: tuple[str, ...]


def last_given(read: Read, item: int) -> Mapping[int, Decimal]:
    """What each unit got of an item the last time it got any: the weight of "as last time"."""
    query = (
        select(Dispatch.id, Dispatch.unit_id, DispatchLine.issued)
        .join(DispatchLine, DispatchLine.dispatch_id == Dispatch.id)
        .where(
            DispatchLine.item_id == item,
            DispatchLine.issued > 0,
            Dispatch.state.in_((DispatchState.ISSUED.value, DispatchState.SIGNED.value)),
        )
        .order_by(Dispatch.issued_at.desc(), Dispatch.id.desc())
    )
    newest: dict[int, int] = {}
    found: dict[int, Decimal] = {}
    for row in read.session.execute(query):
        if newest.setdefault(row.unit_id, row.id) == row.id:
            found[row.unit_id] = found.get(row.unit_id, NOTHING) + (row.issued or NOTHING)
    return found


@requires(Permission.REQUEST_GOODS)
def accept(
    work: Work,
    *,
    item: int,
    total: Decimal,
    basis: str,
    pack: Decimal,
    shares: Sequence[Share],
    purpose: str,
    front_line_factor: Decimal = Decimal(1),
    heads: Mapping[int, int] | None = None,
    operation: str | None = None,
) -> Allocated:
    """One request with a consecutive number for each unit that gets some. The shares must add up to the total to the last piece.

    Raises InputError at "total" or "purpose", Refusal when less may go to these units than they are to get. The same `operation`
    again gives the same papers.
    """

    def act() -> list[Any]:
        given = [share for share in shares if share.quantity]
        _check(work, item, total, basis, given, purpose)
        made = _accept(work, item, given, purpose, {
            "item_id": item, "total": total, "basis": basis, "pack": pack,
            "front_line_factor": front_line_factor, "purpose": purpose.strip(),
            "rows": [_row(share, heads or {}) for share in shares],
        })  # fmt: skip
        return [made.id, made.dispatches, made.numbers]

    made = operations.once(work, f"allocation:{operation}", act) if operation is not None else act()
    return Allocated(made[0], tuple(made[1]), tuple(made[2]))


@requires(Permission.APPROVE_GOODS)
def approve_all(work: Work, allocation: int) -> int:
    """Approve every request of an allocation that waits, all or none; returns how many. Nobody approves what they asked for."""
    waiting = _dispatches(work, allocation, DispatchState.REQUESTED)
    for request in waiting:
        dispatch.approve(work, request)
    return len(waiting)


@requires(Permission.ISSUE_GOODS)
def issue_all(
    work: Work, allocation: int, *, seconds: Mapping[int, Approval] | None = None
) -> tuple[dispatch_issue.Issued, ...]:
    """Hand out every approved request of an allocation, all or none; `seconds` are yeses to dangerous goods by dispatch."""
    return tuple(
        dispatch_issue.issue(work, request, second=(seconds or {}).get(request))
        for request in _dispatches(work, allocation, DispatchState.APPROVED)
    )


def dispatches_of(read: Read, allocation: int) -> tuple[int, ...]:
    """The requests of an allocation in the order of their numbers."""
    return _dispatches(read, allocation)


def _dispatches(read: Read, allocation: int, state: DispatchState | None = None) -> tuple[int, ...]:
    query = select(Dispatch.id, Dispatch.state).where(Dispatch.allocation_id == allocation)
    rows = read.session.execute(query.order_by(Dispatch.year, Dispatch.sequence, Dispatch.id)).all()
    if not rows:
        raise StaleError("storage.stale")
    found = tuple(row.id for row in rows if state is None or row.state == state)
    if not found:
        raise Refusal("supplies_dispatch.refusal.none_left")
    return found


def _check(work: Work, item: int, total: Decimal, basis: str, given: Sequence[Share], purpose: str) -> None:
    if basis not in BASES:
        raise InputError("basis", "supplies_dispatch.error.basis_unknown")
    if not purpose.strip():
        raise InputError("purpose", "supplies_dispatch.error.purpose_missing")
    row = catalogue_rows.get_item(work, item)
    quantities.read_quantity(total, "", row, field="total")
    for share in given:
        quantities.read_quantity(share.quantity, "", row, field="shares")
    summed = sum((share.quantity for share in given), NOTHING)
    if summed != total:
        raise InputError(
            "total",
            "supplies_dispatch.error.sum_differs",
            sum=quantity_text(summed),
            total=quantity_text(total),
            unit=row.base_unit,
        )
    units = [share.unit for share in given]
    active = work.session.scalar(select(func.count()).where(Unit.id.in_(units), Unit.is_active))
    if len(set(units)) != len(units) or active != len(units):
        raise StaleError("storage.stale")
    _check_stock(work, row, given, purpose)


def _check_stock(work: Work, item: catalogue_rows.ItemRow, given: Sequence[Share], purpose: str) -> None:
    """Each unit's own bound lots and what is free must cover all of them; what is bound to others stays."""
    lying = reserving.candidates(work, item.id, home=item.store_id, hold=True)
    missing = NOTHING
    for share in given:
        wish = Wish(share.unit, purpose.strip(), work.at.date())
        found = fefo_rules.propose(lying, share.quantity, wish)
        missing += found.short
        taken = {(pick.lot, pick.store): pick.quantity for pick in found.picks}
        lying = [
            replace(one, reserved=one.reserved + taken.get((one.lot, one.store), NOTHING)) for one in lying
        ]
    if missing:
        wanted = sum((share.quantity for share in given), NOTHING)
        raise Refusal(
            "supplies_dispatch.refusal.too_little",
            name=item.name,
            unit=item.base_unit,
            wanted=quantity_text(wanted),
            free=quantity_text(wanted - missing),
        )


def _accept(
    work: Work, item: int, given: Sequence[Share], purpose: str, values: Mapping[str, Any]
) -> Allocated:
    allocation = int(
        work.session.execute(
            insert(Allocation)
            .values(**values, accepted_at=work.at, officer_id=work.officer.id)
            .returning(Allocation.id)
        ).scalar_one()
    )
    numbers = numbering.take_many(work, SERIES, len(given))
    made = tuple(
        dispatch.write_request(
            work,
            number,
            head={"unit_id": share.unit, "purpose": purpose.strip()},
            lines=[{"item_id": item, "asked": share.quantity}],
            allocation_id=allocation,
        )
        for number, share in zip(numbers, given, strict=True)
    )
    audit.record(
        work,
        action="allocation.accept",
        subject=("allocation", allocation),
        after={"item_id": item, "total": values["total"], "basis": values["basis"], "count": len(made),
               "first": numbers[0].text, "last": numbers[-1].text},
    )  # fmt: skip
    return Allocated(allocation, made, tuple(number.text for number in numbers))


def _row(share: Share, heads: Mapping[int, int]) -> dict[str, Any]:
    return {
        "unit": share.unit,
        "heads": heads.get(share.unit),
        "exact": str(round(share.exact, 3)),
        "quantity": quantity_text(share.quantity).replace(",", ""),
        "locked": share.locked,
        "rounded_up": share.rounded_up,
    }
