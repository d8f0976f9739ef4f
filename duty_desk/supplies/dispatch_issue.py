"""Hands out what was approved: posted from its lots, dangerous goods only before a second officer (product rule S4)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from db.vocabulary import DispatchState, DocumentKind
from duty_desk import operations
from duty_desk.errors import InputError, Refusal
from duty_desk.numbering import Number
from duty_desk.people import approvals
from duty_desk.people.approvals import Approval
from duty_desk.roles import Permission, requires, step
from duty_desk.strings import t
from duty_desk.supplies import dispatch_picks, dispatch_records, posting, reserving
from duty_desk.supplies.dispatch_records import SERIES, claim, lines_of, picks_of
from duty_desk.supplies.fefo_rules import NOTHING, Pick
from duty_desk.supplies.posting import Move, quantity_text
from duty_desk.work import Work


@dataclass(frozen=True, slots=True)
class Issued:
    """The paper that goods went out with: its document and its number."""

    document: int
    number: str


def countersigned(dispatch: int, version: int) -> Mapping[str, object]:
    """What a second officer says yes to; `sign_in.approve` takes it together with their password."""
    return {"act": "dispatch.issue", "dispatch": dispatch, "version": version}


@requires(Permission.ISSUE_GOODS)
def issue(
    work: Work,
    dispatch: int,
    *,
    version: int | None = None,
    quantities: Mapping[int, Decimal] | None = None,
    picks: Mapping[int, Sequence[Pick]] | None = None,
    second: Approval | None = None,
    at: datetime | None = None,
    operation: str | None = None,
) -> Issued:
    """Hand out an approved dispatch: all of it, or `quantities` by line identifier; what is reserved beyond that is free again.

    Lots are those that were reserved; `picks` chooses others by line, with the reason where an earlier expiry is passed over.
    Goods that need two are refused without `second`. The same `operation` again gives the same paper.
    """

    def act() -> list[Any]:
        made = _issue(work, dispatch, version, quantities or {}, picks or {}, second, at)
        return [made.document, made.number]

    if operation is not None:
        return Issued(*operations.once(work, f"issue:{operation}", act))
    return Issued(*act())


@step
def hand_out(
    work: Work,
    row: Any,
    lines: Sequence[Any],
    picked: Mapping[int, Sequence[Pick]],
    *,
    at: datetime | None = None,
    second: Approval | None = None,
) -> Issued:
    """Post the picks of a dispatch that may be handed out, under its own number."""
    moves = [
        Move(pick.lot, pick.store, -pick.quantity, unit=row.unit_id, note=(pick.reason or "").strip() or None)
        for line in lines
        for pick in picked.get(line.id, ())
    ]
    posted = posting.post(
        work,
        DocumentKind.ISSUE,
        moves,
        series=SERIES,
        at=at,
        number=Number(row.series, row.year, row.sequence, row.number),
        edition=row.edition,
        subject=("dispatch", row.id),
        second=second.officer if second else None,
    )
    dispatch_records.drop_picks(work, row.id)
    dispatch_picks.keep(work, picked, reserved=False)
    for line in lines:
        given = sum((pick.quantity for pick in picked.get(line.id, ())), NOTHING)
        dispatch_records.set_line(work, line.id, issued=given)
    dispatch_records.set_values(
        work,
        row,
        state=DispatchState.ISSUED.value,
        issued_at=at or work.at,
        issued_by=work.officer.id,
        keeper_name=work.officer.name,
        second_id=second.officer.id if second else None,
        second_name=second.officer.name if second else None,
    )
    return Issued(posted.id, posted.number)


def _issue(
    work: Work,
    dispatch: int,
    version: int | None,
    quantities: Mapping[int, Decimal],
    picks: Mapping[int, Sequence[Pick]],
    second: Approval | None,
    at: datetime | None,
) -> Issued:
    row = claim(work, dispatch, version, DispatchState.APPROVED)
    if row.approved_by is not None and row.approved_by == work.officer.id:
        raise Refusal("supplies_dispatch.refusal.handler_approved", number=row.number)
    lines = lines_of(work, dispatch)
    approved = [(line.item_id, line.approved) for line in lines]
    if dispatch_records.digest_of(row, approved) != row.approved_digest:
        raise Refusal("supplies_dispatch.refusal.changed_since", number=row.number)
    given = {line.id: quantities.get(line.id, line.approved) for line in lines}
    _check_quantities(row, lines, given)
    _check_second(work, row, [line for line in lines if given[line.id] > 0], second)
    reserved = picks_of(work, dispatch)
    own = reserving.summed(reserved)
    wish = dispatch_picks.wish_of(row, (at or work.at).date())
    chosen = {line: tuple(found) for line, found in picks.items() if given.get(line)}
    dispatch_picks.check(work, wish, lines, given, chosen, own=own)
    kept = {**dispatch_picks.trimmed(reserved, given), **chosen}
    picked = dispatch_picks.plan(work, wish, lines, given, own=own, kept=kept)
    reserving.release(work, own)
    return hand_out(work, row, lines, picked, at=at, second=second)


def _check_quantities(row: Any, lines: Sequence[Any], given: Mapping[int, Decimal]) -> None:
    for line in lines:
        if not NOTHING <= given[line.id] <= line.approved:
            raise InputError(
                f"issued.{line.id}",
                "supplies_dispatch.error.over_approved",
                approved=quantity_text(line.approved),
                unit=line.base_unit,
            )
    if not any(given.values()):
        raise Refusal("supplies_dispatch.refusal.nothing_issued", number=row.number)


def _check_second(work: Work, row: Any, lines: Sequence[Any], second: Approval | None) -> None:
    dangerous = [line.name for line in lines if line.needs_two]
    if second is None:
        if dangerous:
            names = t("supplies_dispatch.list_mark").join(dict.fromkeys(dangerous))
            raise Refusal("supplies_dispatch.refusal.second_missing", names=names)
        return
    approvals.insist(work, second, countersigned(row.id, row.version))
