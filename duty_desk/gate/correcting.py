"""Puts the log right without rubbing anything out: taken back, added later, signed out from the list (X10, G3)."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select

from db.models import Crossing
from db.vocabulary import CrossingKind, CrossingOrigin, Direction
from duty_desk import audit, policy
from duty_desk.errors import InputError, Refusal, StaleError
from duty_desk.gate import emergencies, records, return_records, scanning, visit_records
from duty_desk.gate.answer_rules import Reason
from duty_desk.gate.gathering import gather
from duty_desk.gate.rules import judge
from duty_desk.gate.subjects import Attempt, Subject
from duty_desk.roles import Permission, may, requires
from duty_desk.screening import returns
from duty_desk.work import Read, Work


def last_crossing(read: Read, gate: int) -> int | None:
    """The last passage this officer logged at a gate, which Ctrl+Z would take back."""
    return read.session.scalar(
        select(Crossing.id)
        .where(
            Crossing.gate_id == gate,
            Crossing.officer_id == read.officer.id,
            Crossing.withdrawn_at.is_(None),
            Crossing.at >= read.at - _withdraw_within(read),
        )
        .order_by(Crossing.at.desc(), Crossing.id.desc())
        .limit(1)
    )


@requires(Permission.WORK_GATE)
def withdraw(work: Work, crossing: int, *, reason: str = "") -> None:
    """Take a passage back: it stays in the log, marked, and counts no longer. Only the last one of a subject.

    Within minutes by who logged it; later, or of another officer, by a chief with the reason.
    """
    row = records.claim(work, crossing)
    if row.withdrawn_at is not None:
        raise StaleError("storage.stale")
    own = row.officer_id == work.officer.id and work.at - row.at <= _withdraw_within(work)
    if not own:
        if not may(work, Permission.OVERRULE_GATE):
            raise Refusal("gate.refusal.too_late_to_withdraw")
        if not reason.strip():
            raise InputError("reason", "gate.error.why_missing")
    last = records.last_of(work, row)
    if last is not None and last.id != row.id:
        raise Refusal("gate.refusal.not_the_last")
    row.withdrawn_at = work.at
    row.inside_since = None
    work.session.flush()
    records.settle_inside(work, row)
    if row.visit_id is not None:
        if row.direction == Direction.OUT:
            visit_records.reopen(work, row.visit_id)
        else:
            visit_records.unadmit(work, row.visit_id)
    returns.undo_arrival(work, crossing)
    audit.record(
        work,
        action="gate.withdraw",
        subject=("crossing", crossing),
        after={"at": row.at, "gate": row.gate_id, "direction": row.direction},
        reason=reason.strip() or None,
    )


@requires(Permission.WORK_GATE)
def add_missed(
    work: Work,
    subject: Subject,
    *,
    gate: int,
    direction: Direction,
    at: datetime,
    reason: str,
    temperature: float | None = None,
    purpose: str | None = None,
) -> int:
    """Log a passage that was not scanned (F5); ways in and out must still alternate. What a rule has against it is kept with it.

    Raises InputError at "at" when it does not fit between the passages before and after it.
    """
    if not reason.strip():
        raise InputError("reason", "gate.error.why_missing")
    if at > work.at:
        raise InputError("at", "gate.error.future")
    attempt = Attempt(gate, subject=subject, direction=direction, temperature=temperature, purpose=purpose)
    situation = gather(work, subject, attempt, at)
    row = _as_row(subject)
    after = _next_after(work, row, at)
    if situation.facts.last is direction or (after is not None and after.direction == direction.value):
        raise InputError("at", f"gate.error.missed_{direction.value}")
    found = judge(situation.facts)
    harmless = {*scanning.GO, Reason.MEASURE, Reason.MANUAL}
    mark = records.Mark(
        origin=CrossingOrigin.MISSED,
        finding=None if found in harmless else found,
        note=reason.strip(),
    )
    crossing = records.write_crossing(work, situation, mark)
    records.settle_inside(work, records.crossing_of(work, crossing))
    if after is None:
        visit_records.note_crossing(work, situation)
        return_records.note_crossing(work, situation, crossing)
    records.record(work, "gate.missed", crossing, situation, at=at, finding=mark.finding, why=reason.strip())
    return crossing


@requires(Permission.WORK_GATE)
def sign_out(work: Work, crossing: int, *, gate: int, temperature: float | None = None) -> int:
    """Somebody on the list of those inside has gone (F9). Nobody is kept in: neither an expired pass nor an hour stands against it."""
    row = records.claim(work, crossing)
    if row.inside_since is None:
        raise StaleError("storage.stale")
    subject = Subject(
        CrossingKind(row.kind),
        pass_id=row.pass_id,
        person_id=row.person_id,
        household_id=row.household_id,
        visit_id=row.visit_id,
        origin=CrossingOrigin.LIST,
    )
    if row.pass_id is None and row.person_id is None:
        return emergencies.leave(work, row, gate)
    attempt = Attempt(gate, subject=subject, direction=Direction.OUT, temperature=temperature)
    situation = gather(work, subject, attempt)
    found = judge(situation.facts, confirmed=frozenset({Reason.MANUAL, Reason.PHOTO}))
    finding = None if found in {*scanning.GO, Reason.MEASURE} else found
    out = records.write_crossing(work, situation, records.Mark(finding=finding))
    records.settle_inside(work, records.crossing_of(work, out))
    visit_records.note_crossing(work, situation)
    records.record(work, "gate.sign_out", out, situation, finding=finding)
    return out


def _withdraw_within(read: Read) -> timedelta:
    return timedelta(minutes=policy.integer(read, "gate.withdraw_minutes"))


def _as_row(subject: Subject) -> Crossing:
    return Crossing(
        pass_id=subject.pass_id, person_id=subject.person_id, visit_id=subject.visit_id, plate=None
    )


def _next_after(read: Read, row: Crossing, at: datetime) -> Any:
    return read.session.scalar(
        select(Crossing)
        .where(records.same_subject(row), Crossing.withdrawn_at.is_(None), Crossing.at > at)
        .order_by(Crossing.at, Crossing.id)
        .limit(1)
    )
