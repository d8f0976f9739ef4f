"""The days of a stay change by an officer's decision only, with reason and another officer's approval (product rule I4).

Nothing here runs by itself: a new policy leaves whoever is there alone (domain A4 rule 2).
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta

from sqlalchemy import select

from db.models import Restriction, Stay
from db.vocabulary import StayState
from duty_desk import policy
from duty_desk.errors import InputError, Refusal
from duty_desk.isolation import day_rules, records
from duty_desk.people import restrictions
from duty_desk.people.approvals import Approval
from duty_desk.roles import Permission, requires
from duty_desk.work import OfficerRef, Work

MOST_DAYS = 60


def countersigned(
    kind: str, stay: int, version: int, *, reason: str, days: int | None = None, start: date | None = None
) -> Mapping[str, object]:
    """What another officer says yes to: `kind` is extend, shorten (by so many `days`) or rebase (to `start`)."""
    return {
        "act": f"stay.{kind}",
        "stay": stay,
        "version": version,
        "days": days,
        "start": start.isoformat() if start is not None else None,
        "reason": reason.strip(),
    }


@requires(Permission.WORK_SITE)
def extend(
    work: Work, stay: int, *, days: int, reason: str, second: Approval | None = None, version: int
) -> date:
    """Add so many days, 1 to 60; returns the new last day. Carers stay as long.

    `second` is the yes of another officer who may approve stays, to `countersigned` of the same. Raises InputError at fields.
    """
    if not 1 <= days <= MOST_DAYS:
        raise InputError("days", "isolation.error.days", most=MOST_DAYS)
    row = _changeable(work, stay, version)
    assert row.due_on is not None
    assert row.days is not None
    content = countersigned("extend", stay, version, reason=reason, days=days)
    return _decide(work, row, "extend", reason, second, content, days=row.days + days)


@requires(Permission.WORK_SITE)
def shorten(
    work: Work, stay: int, *, days: int, reason: str, second: Approval | None = None, version: int
) -> date:
    """Take so many days away; returns the new last day, which is not before today. Otherwise as `extend`."""
    row = _changeable(work, stay, version)
    assert row.due_on is not None
    assert row.days is not None
    if not 1 <= days <= row.days:
        raise InputError("days", "isolation.error.days", most=row.days)
    if row.due_on - timedelta(days=days) < work.at.date():
        raise InputError("days", "isolation.error.shortened_past")
    content = countersigned("shorten", stay, version, reason=reason, days=days)
    return _decide(work, row, "shorten", reason, second, content, days=row.days - days)


@requires(Permission.WORK_SITE)
def rebase(
    work: Work, stay: int, *, counted_from: date, reason: str, second: Approval | None = None, version: int
) -> date:
    """Count from another day, because the exposure was another one; returns the new last day. Otherwise as `extend`.

    As many days as before. Raises InputError at `counted_from` for the future and for a day that would end the stay before today.
    """
    row = _changeable(work, stay, version)
    assert row.due_on is not None
    assert row.counted_from is not None
    if counted_from > work.at.date():
        raise InputError("counted_from", "isolation.error.exposure_future")
    if counted_from == row.counted_from:
        raise InputError("counted_from", "isolation.error.same_day")
    if row.due_on + (counted_from - row.counted_from) < work.at.date():
        raise InputError("counted_from", "isolation.error.shortened_past")
    content = countersigned("rebase", stay, version, reason=reason, start=counted_from)
    return _decide(work, row, "rebase", reason, second, content, start=counted_from)


def _changeable(work: Work, stay: int, version: int) -> Stay:
    row = records.claim(work, stay, version, StayState.ADMITTED)
    if row.carer_for_id is not None:
        main = records.claim(work, row.carer_for_id, None)
        if main.state == StayState.ADMITTED:
            raise Refusal("isolation.refusal.carer_bound", number=main.number or "")
    return row


def _decide(
    work: Work,
    row: Stay,
    kind: str,
    reason: str,
    approval: Approval | None,
    content: Mapping[str, object],
    *,
    days: int | None = None,
    start: date | None = None,
) -> date:
    why = records.required_reason(reason)
    second = records.second_officer(work, approval, content, Permission.APPROVE_STAY)
    carers = work.session.scalars(
        select(Stay)
        .where(Stay.carer_for_id == row.id, Stay.state == StayState.ADMITTED.value)
        .order_by(Stay.id)
        .with_for_update()
    ).all()
    for one in (row, *carers):
        _write(work, one, kind, why, second, days=days or row.days or 0, start=start or row.counted_from)
    assert row.due_on is not None
    return row.due_on


def _write(
    work: Work, row: Stay, kind: str, why: str, second: OfficerRef, *, days: int, start: date | None
) -> None:
    assert row.admitted_at is not None
    assert start is not None
    counts = bool(policy.value(work, "iso.first_day_counts", on=row.admitted_at.date()))
    due_on = day_rules.last_day(start, days, first_day_counts=counts)
    before = {"counted_from": row.counted_from, "days": row.days, "due_on": row.due_on}
    after = {"counted_from": start, "days": days, "due_on": due_on}
    records.write_change(work, row, kind, before=before, after=after, reason=why, approver=second)
    records.put(work, row, **after)
    if row.restriction_id is not None:
        kept = work.session.get_one(Restriction, row.restriction_id)
        if kept.lifted_at is None:
            restrictions.change_end(work, kept.id, ends_on=due_on, reason=why)
    records.note(work, kind, row, why, days=days, due_on=due_on, approved_by=second.id)
