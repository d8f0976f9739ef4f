"""Goods asked for, approved, handed out and signed for (product rule S4): issued never exceeds approved, approved never asked.

The number is given with the request. An approval reserves the lots it was given for; whatever ends it frees them again. Who asked
does not approve, who approved does not hand out.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, TypedDict, Unpack

from db.vocabulary import DispatchState
from duty_desk import audit, numbering, operations
from duty_desk.errors import Denied, InputError, Refusal
from duty_desk.roles import Permission, may, requires, step
from duty_desk.supplies import dispatch_picks, dispatch_records, reserving
from duty_desk.supplies.dispatch_form import Asked, check_head, check_lines
from duty_desk.supplies.dispatch_records import SERIES, claim, lines_of, picks_of
from duty_desk.supplies.fefo_rules import NOTHING
from duty_desk.supplies.posting import quantity_text
from duty_desk.work import Work

OPEN = (DispatchState.REQUESTED, DispatchState.APPROVED)


class RequestForm(TypedDict, total=False):
    """What is filled in beside unit, purpose and lines. `place` is where it is used when that is not the unit itself."""

    place: str | None
    receiver: str | None
    receiver_phone: str | None
    note: str | None


@dataclass(frozen=True, slots=True)
class Requested:
    """A request and the number on it."""

    id: int
    number: str


@requires(Permission.REQUEST_GOODS)
def request(
    work: Work,
    *,
    unit: int,
    purpose: str,
    lines: Sequence[Asked],
    operation: str | None = None,
    **form: Unpack[RequestForm],
) -> Requested:
    """Ask for goods. Raises Problems with every wrong field ("lines.0.quantity"). The same `operation` again gives the same request."""

    def act() -> list[Any]:
        made = _request(work, unit, purpose, lines, form)
        return [made.id, made.number]

    if operation is not None:
        return Requested(*operations.once(work, f"dispatch:{operation}", act))
    return Requested(*act())


@requires(Permission.REQUEST_GOODS)
def change(
    work: Work,
    dispatch: int,
    *,
    unit: int,
    purpose: str,
    lines: Sequence[Asked],
    version: int | None = None,
    **form: Unpack[RequestForm],
) -> None:
    """Ask for something else under the same number; an approval given before is void, and what it reserved is free again."""
    row = claim(work, dispatch, version, *OPEN)
    _insist_on_own(work, row)
    head = check_head(work, unit, purpose, form)
    checked = check_lines(work, lines)
    before = {"state": row.state, "lines": len(lines_of(work, dispatch))}
    _free(work, dispatch)
    dispatch_records.drop_lines(work, dispatch)
    for n, values in enumerate(checked, start=1):
        dispatch_records.add_line(work, dispatch, n, values)
    # Whoever changed it now asks for it, and so does not approve it.
    dispatch_records.set_values(work, row, **head, requested_by=work.officer.id, **_UNAPPROVED)
    audit.record(
        work,
        action="dispatch.change",
        subject=("dispatch", dispatch),
        before=before,
        after={"number": row.number, "unit_id": unit, "lines": len(checked)},
    )


@requires(Permission.APPROVE_GOODS)
def approve(
    work: Work,
    dispatch: int,
    *,
    version: int | None = None,
    quantities: Mapping[int, Decimal] | None = None,
    stores: Collection[int] | None = None,
) -> None:
    """Approve what was asked for, or less of it (`quantities` by line identifier, in base units), and reserve the lots.

    `stores` are those it may come from, all when None. Raises Refusal when less is free, all lines of one item counted together.
    """
    row = claim(work, dispatch, version, DispatchState.REQUESTED)
    if row.requested_by is not None and row.requested_by == work.officer.id:
        raise Refusal("supplies_dispatch.refusal.approver_asked", number=row.number)
    lines = lines_of(work, dispatch)
    approved: dict[int, Decimal] = {line.id: line.asked for line in lines} | dict(quantities or {})
    for line in lines:
        if not NOTHING <= approved[line.id] <= line.asked:
            shown = quantity_text(line.asked)
            raise InputError(
                f"approved.{line.id}", "supplies_dispatch.error.over_asked", asked=shown, unit=line.base_unit
            )
    if not any(approved.values()):
        raise Refusal("supplies_dispatch.refusal.nothing_approved", number=row.number)
    wish = dispatch_picks.wish_of(row, work.at.date(), stores)
    picked = dispatch_picks.plan(work, wish, lines, approved)
    reserving.reserve(work, [pick for picks in picked.values() for pick in picks])
    dispatch_picks.keep(work, picked, reserved=True)
    for line in lines:
        dispatch_records.set_line(work, line.id, approved=approved[line.id])
    dispatch_records.set_values(
        work,
        row,
        state=DispatchState.APPROVED.value,
        approved_at=work.at,
        approved_by=work.officer.id,
        approver_name=work.officer.name,
        approved_digest=dispatch_records.digest_of(
            row, [(line.item_id, approved[line.id]) for line in lines]
        ),
    )
    audit.record(
        work,
        action="dispatch.approve",
        subject=("dispatch", dispatch),
        after={"number": row.number, "lines": len(lines)},
    )


@requires(Permission.APPROVE_GOODS)
def withdraw_approval(work: Work, dispatch: int, *, reason: str, version: int | None = None) -> None:
    """Take an approval back: the request waits again, and nothing of it is left in stock."""
    row = claim(work, dispatch, version, DispatchState.APPROVED)
    _check_reason(reason)
    _free(work, dispatch)
    for line in lines_of(work, dispatch):
        dispatch_records.set_line(work, line.id, approved=None)
    dispatch_records.set_values(work, row, **_UNAPPROVED)
    _record_end(work, "dispatch.withdraw_approval", row, reason)


@requires(Permission.APPROVE_GOODS)
def reject(work: Work, dispatch: int, *, reason: str, version: int | None = None) -> None:
    """Refuse a request, with the reason that the unit is told; its number stays in the list."""
    row = claim(work, dispatch, version, DispatchState.REQUESTED)
    _check_reason(reason)
    dispatch_records.set_values(
        work,
        row,
        state=DispatchState.REJECTED.value,
        approved_at=work.at,
        approved_by=work.officer.id,
        approver_name=work.officer.name,
        ended_reason=reason.strip(),
    )
    _record_end(work, "dispatch.reject", row, reason)


@requires(Permission.ISSUE_GOODS)
def sign(
    work: Work, dispatch: int, *, receiver: str, phone: str | None = None, version: int | None = None
) -> None:
    """Note who took the goods and signed for them."""
    row = claim(work, dispatch, version, DispatchState.ISSUED)
    values = check_head(work, row.unit_id, row.purpose, {"receiver": receiver, "receiver_phone": phone})
    if not values["receiver"]:
        raise InputError("receiver", "supplies_dispatch.error.receiver_missing")
    kept = {"receiver": values["receiver"]} | (
        {"receiver_phone": values["receiver_phone"]} if values["receiver_phone"] else {}
    )
    dispatch_records.set_values(
        work, row, state=DispatchState.SIGNED.value, signed_at=work.at, signed_by=values["receiver"], **kept
    )
    audit.record(
        work,
        action="dispatch.sign",
        subject=("dispatch", dispatch),
        after={"number": row.number},
        private={"receiver": values["receiver"]},
    )


@requires(Permission.REQUEST_GOODS)
def void(work: Work, dispatch: int, *, reason: str, version: int | None = None) -> None:
    """Take a request back before anything was handed out; its number stays in the list, what it reserved is free again.

    Raises Refusal once goods were handed out: then the paper is reversed.
    """
    row = claim(work, dispatch, version)
    if row.state in (DispatchState.ISSUED, DispatchState.SIGNED):
        raise Refusal("supplies_dispatch.refusal.reverse_instead", number=row.number)
    row = claim(work, dispatch, version, *OPEN)
    _insist_on_own(work, row)
    _check_reason(reason)
    _free(work, dispatch)
    dispatch_records.set_values(
        work, row, state=DispatchState.VOIDED.value, approved_digest=None, ended_reason=reason.strip()
    )
    _record_end(work, "dispatch.void", row, reason)


@step
def voided(work: Work, dispatch: int, reason: str) -> None:
    """What becomes of a dispatch whose paper was reversed; called by whoever reverses it."""
    row = claim(work, dispatch, None, DispatchState.ISSUED, DispatchState.SIGNED)
    dispatch_records.set_values(work, row, state=DispatchState.VOIDED.value, ended_reason=reason)


@step
def write_request(
    work: Work,
    number: numbering.Number,
    *,
    head: Mapping[str, Any],
    lines: Sequence[Mapping[str, Any]],
    **more: Any,
) -> int:
    """Write a request that was checked, under a number that was taken."""
    dispatch = dispatch_records.add(
        work, number, {**head, "requested_at": work.at, "requested_by": work.officer.id, **more}
    )
    for n, values in enumerate(lines, start=1):
        dispatch_records.add_line(work, dispatch, n, values)
    return dispatch


_UNAPPROVED: Mapping[str, Any] = {
    "state": DispatchState.REQUESTED.value,
    "approved_at": None,
    "approved_by": None,
    "approver_name": None,
    "approved_digest": None,
}


def _request(work: Work, unit: int, purpose: str, lines: Sequence[Asked], form: RequestForm) -> Requested:
    head = check_head(work, unit, purpose, form)
    checked = check_lines(work, lines)
    number = numbering.take(work, SERIES)
    dispatch = write_request(work, number, head=head, lines=checked)
    audit.record(
        work,
        action="dispatch.request",
        subject=("dispatch", dispatch),
        after={"number": number.text, "unit_id": unit, "lines": len(checked)},
    )
    return Requested(dispatch, number.text)


def _free(work: Work, dispatch: int) -> None:
    reserving.release(work, reserving.summed(picks_of(work, dispatch)))
    dispatch_records.drop_picks(work, dispatch)


def _insist_on_own(work: Work, row: Any) -> None:
    """A request is changed or taken back by who asked, or by those who run the store."""
    if row.requested_by != work.officer.id and not (
        may(work, Permission.ISSUE_GOODS) or may(work, Permission.APPROVE_GOODS)
    ):
        raise Denied("supplies_dispatch.refusal.not_yours", number=row.number)


def _check_reason(reason: str) -> None:
    if not reason.strip():
        raise InputError("reason", "supplies_dispatch.error.reason_missing")


def _record_end(work: Work, action: str, row: Any, reason: str) -> None:
    audit.record(
        work,
        action=action,
        subject=("dispatch", row.id),
        before={"state": row.state},
        after={"number": row.number},
        reason=reason.strip(),
    )
