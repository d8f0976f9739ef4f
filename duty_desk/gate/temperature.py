"""Second readings: the countdown after an abnormal one, and what follows when the second is abnormal too (product rule G2)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select, update

from db.models import AdmissionDraft, Gate, Person, Retest, Visit
from db.vocabulary import IncidentKind, RestrictionKind
from duty_desk import audit, incidents
from duty_desk.errors import InputError, StaleError
from duty_desk.gate import limits
from duty_desk.gate.gathering import Situation
from duty_desk.gate.rules import Band, may_be_retested
from duty_desk.people import restrictions
from duty_desk.roles import Permission, may, requires, step
from duty_desk.strings import t
from duty_desk.work import Read, Work

# 1 is the gravest: from 38.0 the emergency band.
LEVEL, EMERGENCY_LEVEL = 3, 2


@dataclass(frozen=True, slots=True)
class RetestRow:
    """Somebody resting before the second reading. `due_at` is when the reminder comes."""

    id: int
    at: datetime
    gate_id: int
    gate: str
    person_id: int | None
    name: str
    pass_id: int | None
    first: float
    due_at: datetime


@dataclass(frozen=True, slots=True)
class Referral:
    """What a second abnormal reading led to."""

    restriction_id: int | None
    incident_id: int
    draft_id: int


@step
def start_retest(work: Work, situation: Situation) -> tuple[int, datetime]:
    """Let somebody rest; a reading that is low or abnormal again starts anew. Returns the record and when to measure."""
    facts, reading = situation.facts, situation.facts.temperature
    assert reading.value is not None
    _drop(work, situation)
    wait = may_be_retested(reading.value, reading.bands, limits.retest_wait(work, facts.at.date()))
    row = Retest(
        at=facts.at,
        gate_id=situation.attempt.gate,
        direction=facts.direction.value,
        kind=situation.subject.kind.value,
        pass_id=situation.subject.pass_id,
        person_id=situation.subject.person_id,
        first=reading.value,
        first_method=reading.method.value if reading.method is not None else "",
        due_at=facts.at + wait,
        officer_id=work.officer.id,
    )
    work.session.add(row)
    work.session.flush()
    audit.record(
        work,
        action="gate.retest",
        subject=("retest", row.id),
        after={"gate": row.gate_id, "due_at": row.due_at},
        private={"temperature": row.first},
    )
    return row.id, row.due_at


@step
def finish(work: Work, situation: Situation, outcome: str) -> None:
    """Write the second reading into the record of the first: cleared or fever."""
    if situation.row.retest_id is None:
        return
    reading = situation.facts.temperature
    work.session.execute(
        update(Retest)
        .where(Retest.id == situation.row.retest_id)
        .values(
            outcome=outcome,
            second=reading.value,
            second_method=reading.method.value if reading.method is not None else None,
            second_at=situation.facts.at,
        ),
        execution_options={"synchronize_session": False},
    )


@step
def _drop(work: Work, situation: Situation) -> None:
    """An earlier first reading is no longer waited for."""
    if situation.row.retest_id is not None:
        work.session.execute(
            update(Retest).where(Retest.id == situation.row.retest_id).values(outcome="dropped"),
            execution_options={"synchronize_session": False},
        )


@step
def refer(work: Work, situation: Situation, refusal: int) -> Referral:
    """Second reading abnormal: keep the person from passing, open an incident, draft the admission (product rule G2)."""
    reading = situation.facts.temperature
    assert reading.value is not None
    person, name = _who(work, situation)
    gate = work.session.scalar(select(Gate.name).where(Gate.id == situation.attempt.gate)) or ""
    value = f"{reading.value:.1f}"
    emergency = reading.bands.band(reading.value, reading.method) is Band.EMERGENCY
    incident = incidents.open_incident(
        work,
        kind=IncidentKind.FEVER,
        level=EMERGENCY_LEVEL if emergency else LEVEL,
        title=t("gate.fever.title", gate=gate),
        place=gate,
        people=[person] if person is not None else [],
        names=[name] if person is None and name else [],
        text=t(
            "gate.fever.text", first=f"{reading.first:.1f}" if reading.first is not None else "", value=value
        ),
        source=("refusal", refusal),
    )
    restriction = None
    if person is not None:
        restriction = restrictions.impose(
            work,
            person=person,
            kind=RestrictionKind.FEVER,
            starts_on=situation.facts.at.date(),
            reason=t("gate.fever.restriction", gate=gate, value=value),
            source=("incident", incident),
        )
    draft = AdmissionDraft(
        at=situation.facts.at,
        person_id=person,
        name=name,
        gate_id=situation.attempt.gate,
        first=reading.first,
        second=reading.value,
        reason=t("gate.fever.restriction", gate=gate, value=value),
        incident_id=incident,
        restriction_id=restriction,
        officer_id=work.officer.id,
    )
    work.session.add(draft)
    work.session.flush()
    audit.record(
        work,
        action="gate.refer",
        subject=("admission_draft", draft.id),
        after={"incident": incident, "restriction": restriction, "refusal": refusal},
    )
    return Referral(restriction, incident, draft.id)


@requires(Permission.WORK_GATE)
def give_up_retest(work: Work, retest: int, *, reason: str) -> None:
    """Somebody went away before the second reading."""
    row = work.session.scalar(select(Retest).where(Retest.id == retest).with_for_update())
    if row is None or row.outcome != "waiting":
        raise StaleError("storage.stale")
    if not reason.strip():
        raise InputError("reason", "gate.error.why_missing")
    row.outcome = "dropped"
    audit.record(work, action="gate.retest_drop", subject=("retest", retest), reason=reason.strip())


def list_waiting_retests(read: Read, gate: int | None = None) -> tuple[RetestRow, ...]:
    """Who is resting, the next one due first; nobody for who neither measures nor judges."""
    if not may(read, Permission.SEE_READINGS):
        return ()
    query = (
        select(Retest, Gate.name.label("gate"), Person.name.label("person"))
        .join(Gate, Gate.id == Retest.gate_id)
        .outerjoin(Person, Person.id == Retest.person_id)
        .where(Retest.outcome == "waiting")
        .order_by(Retest.due_at, Retest.id)
    )
    if gate is not None:
        query = query.where(Retest.gate_id == gate)
    return tuple(
        RetestRow(
            id=row.id,
            at=row.at,
            gate_id=row.gate_id,
            gate=gate_name,
            person_id=row.person_id,
            name=person or "",
            pass_id=row.pass_id,
            first=row.first,
            due_at=row.due_at,
        )
        for row, gate_name, person in read.session.execute(query)
    )


def _who(read: Read, situation: Situation) -> tuple[int | None, str]:
    person = situation.subject.person_id
    if person is None and situation.subject.visit_id is not None:
        person = read.session.scalar(select(Visit.person_id).where(Visit.id == situation.subject.visit_id))
    if person is None:
        # The driver is who was measured.
        person = getattr(situation.row, "holder_id", None)
    name = read.session.scalar(select(Person.name).where(Person.id == person)) if person is not None else None
    return person, name or getattr(situation.row, "holder_name", None) or ""
