"""Morning checks: written by whoever looks at the people, read by the gate (product rules P5, R2)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy import bindparam, insert, select, update

from db.models import CrewJob, CrewMember, HealthCheck, Pass, Person
from db.vocabulary import CheckSlot, CrewDecision, PassKind, PassStatus
from duty_desk import audit, policy
from duty_desk.errors import InputError
from duty_desk.roles import Permission, requires, step
from duty_desk.screening import second
from duty_desk.screening.symptoms import check_temperature
from duty_desk.work import Read, Work

ON_DUTY, OFF_DUTY = "on_duty", "off_duty"
_TABLE: Any = HealthCheck.__table__
_ADD = insert(_TABLE)
_OF_DAYS = select(HealthCheck.day, HealthCheck.normal, HealthCheck.excused).where(
    HealthCheck.person_id == bindparam("person_id"),
    HealthCheck.slot == CheckSlot.MORNING.value,
    HealthCheck.day.between(bindparam("first"), bindparam("last")),
)
_CREW_DAYS = (
    select(HealthCheck.day)
    .where(
        HealthCheck.job_id == bindparam("job_id"),
        HealthCheck.slot == CheckSlot.MORNING.value,
        HealthCheck.day.between(bindparam("first"), bindparam("last")),
    )
    .distinct()
)


@dataclass(frozen=True, slots=True)
class CrewState:
    """What the gate makes of somebody's morning checks: normal, missing, abnormal, missed (on `day`)."""

    state: str
    day: date | None = None


@dataclass(frozen=True, slots=True)
class CheckRow:
    """One person of a crew on one day: checked or missing."""

    id: int | None
    person_id: int
    name: str
    trade: str | None
    temperature: float | None
    retest: float | None
    symptoms: tuple[str, ...]
    normal: bool | None
    excused: bool
    note: str | None

    @property
    def state(self) -> str:
        """normal, abnormal, excused or missing."""
        if self.id is None:
            return "missing"
        return "excused" if self.excused else "normal" if self.normal else "abnormal"


@dataclass(frozen=True, slots=True)
class Missing:
    """Somebody of a crew without a check on a day, with the day on which the gate refuses them for it."""

    person_id: int
    pass_id: int | None
    number: str | None
    day: date
    denied_on: date


@dataclass(frozen=True, slots=True)
class Checked:
    """A check about to be written for many people."""

    person_id: int
    day: date
    slot: CheckSlot
    temperature: float | None
    retest: float | None = None
    job_id: int | None = None
    decision: str | None = None
    note: str | None = None


@requires(Permission.RECORD_CHECK)
def record_check(
    work: Work,
    *,
    person: int,
    day: date | None = None,
    slot: CheckSlot = CheckSlot.MORNING,
    temperature: float | None = None,
    retest: float | None = None,
    symptoms: Sequence[str] = (),
    travelled: bool | None = None,
    contacted: bool | None = None,
    was_ill: bool | None = None,
    excused: bool = False,
    note: str = "",
) -> int:
    """Write down one check, or correct the one of that day and slot. A reading is needed unless the person is `excused` that day.

    The three histories (travel, contact, illness) are None where they were not asked; one that is true makes the check abnormal.
    A second reading over the line opens an incident and restricts the person, as at the gate. Somebody of a crew is found in it by
    themselves. Raises InputError for an impossible reading and for a day to come.
    """
    on = day or work.at.date()
    if on > work.at.date():
        raise InputError("day", "screening.error.future")
    if temperature is None and not excused:
        raise InputError("temperature", "screening.error.temperature_missing")
    if excused and (temperature is not None or retest is not None):
        raise InputError("temperature", "screening.error.absent_reading")
    for field, value in (("temperature", temperature), ("retest", retest)):
        check_temperature(value, field)
    words = [word.strip() for word in symptoms if word.strip()]
    values = {
        "job_id": _job_of(work, person, on),
        "temperature": temperature,
        "retest": retest,
        "symptoms": words,
        "travelled": travelled,
        "contacted": contacted,
        "was_ill": was_ill,
        "normal": (is_normal(work, temperature, retest, words, on) or excused)
        and not any((travelled, contacted, was_ill)),
        "decision": None,
        "excused": excused,
        "note": note.strip() or None,
        "recorded_at": work.at,
        "officer_id": work.officer.id,
    }
    known = work.session.scalar(
        select(HealthCheck)
        .where(HealthCheck.person_id == person, HealthCheck.day == on, HealthCheck.slot == slot.value)
        .with_for_update()
    )
    if known is None:
        known = HealthCheck(person_id=person, day=on, slot=slot.value, **values)
        work.session.add(known)
    else:
        for key, value in values.items():
            setattr(known, key, value)
    work.session.flush()
    audit.record(
        work,
        action="check.record",
        subject=("person", person),
        after={"day": on, "slot": slot, "normal": known.normal, "excused": excused},
        private={
            "temperature": temperature,
            "retest": retest,
            "travelled": travelled,
            "contacted": contacted,
            "was_ill": was_ill,
        },
    )
    second.follow(work, known)
    return known.id


@requires(Permission.RECORD_CHECK)
def review(work: Work, *, person: int, day: date, on_duty: bool, note: str) -> None:
    """Somebody looked into an abnormal check of the morning: back on duty, or off duty. Raises InputError without a word on it."""
    if not note.strip():
        raise InputError("note", "screening.error.review_note")
    row = work.session.scalar(
        select(HealthCheck)
        .where(
            HealthCheck.person_id == person,
            HealthCheck.day == day,
            HealthCheck.slot == CheckSlot.MORNING.value,
        )
        .with_for_update()
    )
    if row is None or row.normal:
        raise InputError("person", "screening.error.nothing_to_review")
    row.decision = ON_DUTY if on_duty else OFF_DUTY
    row.note = "\N{IDEOGRAPHIC SPACE}".join(filter(None, (row.note, note.strip())))
    work.session.flush()
    audit.record(
        work,
        action="check.review",
        subject=("person", person),
        after={"day": day, "decision": row.decision},
        private={"note": note.strip()},
    )


@requires(Permission.IMPORT)
def write_checks(work: Work, checks: Iterable[Checked], *, import_id: int | None) -> int:
    """Write many checks out of a sheet; the caller has made sure that none is there already. Returns how many."""
    rows = [
        {
            "person_id": one.person_id,
            "day": one.day,
            "slot": one.slot.value,
            "job_id": one.job_id,
            "temperature": one.temperature,
            "retest": one.retest,
            "symptoms": [],
            "normal": is_normal(work, one.temperature, one.retest, (), one.day),
            "excused": False,
            "decision": one.decision,
            "note": one.note,
            "recorded_at": work.at,
            "officer_id": work.officer.id,
            "import_id": import_id,
        }
        for one in checks
    ]
    if rows:
        work.session.execute(_ADD, rows)
    return len(rows)


def is_normal(
    read: Read, temperature: float | None, retest: float | None, symptoms: Sequence[str], day: date
) -> bool:
    """Whether all is well by the limits of that day: the second reading counts, and no symptom was seen."""
    value = retest if retest is not None else temperature
    if value is None or symptoms:
        return False
    return policy.number(read, "temp.low_retest", day) <= value < policy.number(read, "temp.abnormal", day)


def crew_check(
    read: Read, person: int, job: int | None, day: date, *, back: int = 1, since: date | None = None
) -> CrewState:
    """Whether somebody of a crew may come in on a day: their morning check is there and normal.

    Of the `back` days before, a day counts against them on which their crew was checked and they were not.
    """
    earliest = max(filter(None, (day - timedelta(days=back), since)))
    values = {"person_id": person, "first": min(earliest, day), "last": day}
    found = {row.day: row for row in read.session.execute(_OF_DAYS, values)}
    today = found.get(day)
    if today is None:
        return CrewState("missing", day)
    if not today.normal or today.excused:
        return CrewState("abnormal" if not today.excused else "missing", day)
    if job is not None and earliest < day:
        due = read.session.scalars(
            _CREW_DAYS, {"job_id": job, "first": earliest, "last": day - timedelta(days=1)}
        )
        missed = sorted(one for one in due if one not in found)
        if missed:
            return CrewState("missed", missed[-1])
    return CrewState("normal")


def list_checks(read: Read, job: int, day: date, slot: CheckSlot = CheckSlot.MORNING) -> tuple[CheckRow, ...]:
    """Everybody admitted of a crew on a day, those without a check first."""
    query = (
        select(CrewMember.person_id, CrewMember.trade, Person.name, HealthCheck)
        .join(Person, Person.id == CrewMember.person_id)
        .outerjoin(
            HealthCheck,
            (HealthCheck.person_id == CrewMember.person_id)
            & (HealthCheck.day == day)
            & (HealthCheck.slot == slot.value),
        )
        .where(CrewMember.job_id == job, CrewMember.decision == CrewDecision.ADMITTED.value)
        .order_by(HealthCheck.id.is_not(None), CrewMember.id)
    )
    return tuple(
        CheckRow(
            id=check.id if check else None,
            person_id=person,
            name=name,
            trade=trade,
            temperature=check.temperature if check else None,
            retest=check.retest if check else None,
            symptoms=tuple(check.symptoms) if check else (),
            normal=check.normal if check else None,
            excused=bool(check and check.excused),
            note=check.note if check else None,
        )
        for person, trade, name, check in read.session.execute(query)
    )


def list_missing(read: Read, first: date, last: date) -> tuple[Missing, ...]:
    """Who of the crews was not checked on a day on which their crew was, in a period, with the day it is held against them."""
    days: Mapping[int, list[date]] = {}
    query = (
        select(HealthCheck.job_id, HealthCheck.day)
        .where(
            HealthCheck.job_id.is_not(None),
            HealthCheck.slot == CheckSlot.MORNING.value,
            HealthCheck.day.between(first, last),
        )
        .distinct()
        .order_by(HealthCheck.day)
    )
    days = _grouped((row.job_id, row.day) for row in read.session.execute(query))
    checked = {
        (row.person_id, row.day)
        for row in read.session.execute(
            select(HealthCheck.person_id, HealthCheck.day).where(
                HealthCheck.slot == CheckSlot.MORNING.value, HealthCheck.day.between(first, last)
            )
        )
    }
    holders = read.session.execute(
        select(Pass.holder_id, Pass.id, Pass.number, Pass.job_id, Pass.valid_from)
        .where(
            Pass.kind == PassKind.CREW.value,
            Pass.status == PassStatus.ISSUED.value,
            Pass.job_id.in_(list(days)),
        )
        .order_by(Pass.id)
    )
    return tuple(
        Missing(row.holder_id, row.id, row.number, day, day + timedelta(days=1))
        for row in holders
        for day in days[row.job_id]
        if day >= row.valid_from.date() and (row.holder_id, day) not in checked
    )


@step
def add_retest(
    work: Work, *, person: int, day: date, slot: CheckSlot, retest: float | None, decision: str | None
) -> bool:
    """Add the second reading to a check that is there; False when there is none."""
    row = work.session.scalar(
        select(HealthCheck).where(
            HealthCheck.person_id == person, HealthCheck.day == day, HealthCheck.slot == slot.value
        )
    )
    if row is None:
        return False
    normal = is_normal(work, row.temperature, retest, row.symptoms, day)
    work.session.execute(
        update(HealthCheck)
        .where(HealthCheck.id == row.id)
        .values(retest=retest, decision=decision, normal=normal),
        execution_options={"synchronize_session": False},
    )
    return True


def _grouped(pairs: Iterable[tuple[int | None, date]]) -> dict[int, list[date]]:
    found: dict[int, list[date]] = {}
    for job, day in pairs:
        if job is not None:
            found.setdefault(job, []).append(day)
    return found


def _job_of(read: Read, person: int, day: date) -> int | None:
    query = (
        select(CrewMember.job_id)
        .join(CrewJob, CrewJob.id == CrewMember.job_id)
        .where(
            CrewMember.person_id == person,
            CrewJob.starts_on <= day,
            CrewJob.left_on.is_(None) | (CrewJob.left_on >= day),
        )
        .order_by(CrewMember.id.desc())
        .limit(1)
    )
    return read.session.scalar(query)
