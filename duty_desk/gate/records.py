"""Writes the log of the gates: crossings, refusals, and who is inside since when."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import bindparam, insert, or_, select, update

from db.models import Crossing, Refusal
from db.vocabulary import CrossingKind, CrossingOrigin, Direction
from duty_desk import audit
from duty_desk.errors import StaleError
from duty_desk.gate.answer_rules import RULINGS, Answer, Reason, Word
from duty_desk.gate.gathering import Situation
from duty_desk.gate.identifying import ScanClass, digest
from duty_desk.gate.subjects import Subject
from duty_desk.passes.quick import add, ask
from duty_desk.work import Read, Work

_CROSSING: Any = Crossing.__table__
_REFUSAL: Any = Refusal.__table__
_ADD_CROSSING = insert(_CROSSING)
_ADD_REFUSAL = insert(_REFUSAL)
_LEAVE = update(_CROSSING).where(_CROSSING.c.id == bindparam("crossing")).values(inside_since=None)
_SAME_SCAN = (
    select(Refusal.id)
    .where(
        Refusal.gate_id == bindparam("gate"),
        Refusal.at >= bindparam("since"),
        Refusal.scan_digest == bindparam("digest"),
        Refusal.reason == bindparam("reason"),
    )
    .order_by(Refusal.id.desc())
    .limit(1)
)


@dataclass(frozen=True, slots=True)
class Mark:
    """What sets a crossing apart: forced, exempt, a finding against it, written later, a second reading."""

    origin: CrossingOrigin | None = None
    finding: Reason | None = None
    forced_reason: str | None = None
    approver: int | None = None
    reason_code: str | None = None
    exempt: bool = False
    retest_first: float | None = None
    retest_first_method: str | None = None
    note: str | None = None


def write_crossing(
    work: Work, situation: Situation, mark: Mark | None = None, *, officer: int | None = None
) -> int:
    """Log a passage; returns its identifier. Who comes in is inside from then on, who goes out no longer."""
    mark = mark or Mark()
    facts, subject, reading = situation.facts, situation.subject, situation.facts.temperature
    going_in = facts.direction is Direction.IN
    tracked = subject.kind is not CrossingKind.HOUSEHOLD
    method = reading.method.value if reading.value is not None and reading.method is not None else None
    second = mark.retest_first is not None
    values: dict[str, Any] = {
        "at": facts.at,
        "gate_id": situation.attempt.gate,
        "direction": facts.direction.value,
        "kind": subject.kind.value,
        "origin": (mark.origin or subject.origin).value,
        "pass_id": subject.pass_id,
        "person_id": subject.person_id,
        "household_id": subject.household_id,
        "visit_id": subject.visit_id,
        "run_id": facts.run.run_id if facts.run is not None else None,
        "plate": situation.attempt.plate,
        "reason_code": mark.reason_code or situation.attempt.purpose,
        "exempt": mark.exempt,
        "temperature": mark.retest_first if second else reading.value,
        "method": mark.retest_first_method if second else method,
        "retest": reading.value if second else None,
        "retest_method": method if second else None,
        "finding": mark.finding.value if mark.finding is not None else None,
        "forced_reason": mark.forced_reason,
        "approver_id": mark.approver,
        "officer_id": officer if officer is not None else work.officer.id,
        "inside_since": facts.at if going_in and tracked else None,
        "note": mark.note,
    }
    crossing = add(work, _CROSSING.name, _ADD_CROSSING, values)
    if getattr(situation.row, "last_inside", None) is not None:
        ask(work, _LEAVE, {"crossing": situation.row.last_id})
    return crossing


def write_refusal(
    work: Work,
    reason: Reason,
    *,
    gate: int,
    direction: Direction | None = None,
    subject: Subject | None = None,
    situation: Situation | None = None,
    text: str = "",
    scanned: ScanClass | None = None,
    number: str | None = None,
    plate: str | None = None,
    purpose: str | None = None,
    at: datetime | None = None,
    officer: int | None = None,
    within: timedelta = timedelta(0),
    note: str | None = None,
) -> int:
    """Log that somebody was not let through; the same scan again `within` a moment is one row.

    What was scanned leaves only a keyed digest and its class.
    """
    moment = at or work.at
    key = digest(work, text) if text else _subject_digest(work, subject)
    if within and key is not None:
        values = {"gate": gate, "since": moment - within, "digest": key, "reason": reason.value}
        known = ask(work, _SAME_SCAN, values).scalar()
        if known is not None:
            return int(known)
    reading = situation.facts.temperature if situation is not None else None
    stop = RULINGS[reason].word is Word.STOP
    values = {
        "at": moment,
        "gate_id": gate,
        "direction": direction.value if direction is not None else None,
        "reason": reason.value,
        "answer": Answer.STOP.value if stop else Answer.LOOK.value,
        "kind": subject.kind.value if subject is not None else None,
        "origin": (subject.origin if subject is not None else CrossingOrigin.SCAN).value,
        "pass_id": subject.pass_id if subject is not None else None,
        "person_id": subject.person_id if subject is not None else None,
        "household_id": subject.household_id if subject is not None else None,
        "visit_id": subject.visit_id if subject is not None else None,
        "plate": plate,
        "number": number,
        "reason_code": purpose,
        "temperature": reading.value if reading is not None else None,
        "method": reading.method.value if reading is not None and reading.method is not None else None,
        "scan_digest": key,
        "scan_class": scanned.value if scanned is not None else None,
        "officer_id": officer if officer is not None else work.officer.id,
        "note": note,
    }
    return add(work, _REFUSAL.name, _ADD_REFUSAL, values)


def record(work: Work, action: str, crossing: int, situation: Situation, **more: Any) -> None:
    """Enter a passage into the chain."""
    facts, subject = situation.facts, situation.subject
    after: dict[str, Any] = {
        "gate": situation.attempt.gate,
        "direction": facts.direction.value,
        "pass": subject.pass_id,
        **more,
    }
    reason = after.pop("why", None)
    audit.record(work, action=action, subject=("crossing", crossing), after=after, reason=reason)


def settle_inside(work: Work, row: Any) -> None:
    """Work out anew from the log whether the subject of a crossing is inside; after a row was withdrawn or put in between."""
    if row.kind == CrossingKind.HOUSEHOLD.value:
        return
    same = same_subject(row)
    last = work.session.execute(
        select(Crossing.id, Crossing.at, Crossing.direction)
        .where(same, Crossing.withdrawn_at.is_(None))
        .order_by(Crossing.at.desc(), Crossing.id.desc())
        .limit(1)
    ).one_or_none()
    run = work.session.execute
    sync = {"synchronize_session": False}
    run(
        update(Crossing).where(same, Crossing.inside_since.is_not(None)).values(inside_since=None),
        execution_options=sync,
    )
    if last is not None and last.direction == Direction.IN.value:
        run(
            update(Crossing).where(Crossing.id == last.id).values(inside_since=last.at),
            execution_options=sync,
        )


def crossing_of(read: Read, crossing: int) -> Any:
    """A row of the log. Raises StaleError when there is none."""
    row = read.session.get(Crossing, crossing, populate_existing=True)
    if row is None:
        raise StaleError("storage.stale")
    return row


def claim(work: Work, crossing: int) -> Crossing:
    """A row of the log to be changed. Raises StaleError when there is none."""
    row = work.session.scalar(select(Crossing).where(Crossing.id == crossing).with_for_update())
    if row is None:
        raise StaleError("storage.stale")
    return row


def same_subject(row: Any) -> Any:
    """Condition: crossings of the same person, or of the same pass or visit where there is no person."""
    if row.person_id is not None:
        return Crossing.person_id == row.person_id
    if row.pass_id is not None:
        return Crossing.pass_id == row.pass_id
    if row.visit_id is not None:
        return Crossing.visit_id == row.visit_id
    # An ambulance is told by its plate; without one by what it was called, in which the time stands.
    told = (
        Crossing.plate == row.plate if row.plate else Crossing.plate.is_(None) & (Crossing.name == row.name)
    )
    return told & or_(Crossing.origin == CrossingOrigin.EMERGENCY.value, Crossing.id == row.id)


def last_of(read: Read, row: Any) -> Any:
    """The last crossing of the same subject that counts."""
    return read.session.scalar(
        select(Crossing)
        .where(same_subject(row), Crossing.withdrawn_at.is_(None))
        .order_by(Crossing.at.desc(), Crossing.id.desc())
        .limit(1)
    )


def _subject_digest(work: Work, subject: Subject | None) -> str | None:
    if subject is None:
        return None
    content: Mapping[str, object] = {
        "pass": subject.pass_id,
        "person": subject.person_id,
        "visit": subject.visit_id,
    }
    return digest(work, repr(content))
