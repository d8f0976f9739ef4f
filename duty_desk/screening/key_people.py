"""Follows key persons up: taken into the register, called every day, some drawn by lot, and ended (product rule R3)."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import select

from db.models import KeyCall, KeyCount, KeyDraw, KeyPerson, Person
from db.vocabulary import CallOutcome, IncidentKind
from duty_desk import audit, incidents, policy
from duty_desk.errors import InputError, Refusal, StaleError
from duty_desk.people import revealing
from duty_desk.roles import Permission, requires
from duty_desk.screening import key_rows
from duty_desk.screening.symptoms import check_symptoms, check_temperature, symptom_words
from duty_desk.strings import t
from duty_desk.work import Work

# Of four levels, as at the gate and at the observation sites.
LEVEL, EMERGENCY_LEVEL = 3, 2
COUNTS = ("staff_origin", "student_origin", "staff_there", "student_there", "back")


@dataclass(frozen=True, slots=True)
class Dialled:
    """Whom to call, in full: it is on record that it was shown."""

    name: str
    phone: str


@dataclass(frozen=True, slots=True)
class Called:
    """What a call led to: `incident` of a temperature that is too high."""

    call: int
    incident: int | None = None


@dataclass(frozen=True, slots=True)
class Drawn:
    """A draw: `seed` and the list of that moment give the same persons again."""

    id: int
    seed: str
    key_persons: tuple[int, ...]


@requires(Permission.EDIT_REPORTING)
def register(
    work: Work,
    *,
    person: int,
    came_on: date,
    unit: int | None = None,
    home: str = "",
    follow_until: date | None = None,
    delivered: int = 0,
    remark: str = "",
) -> int:
    """Take somebody in who came back and lives on campus. Without `follow_until` the office's rule says how long they are called.

    Raises InputError for a day to come and for somebody who is followed up already.
    """
    if came_on > work.at.date():
        raise InputError("came_on", "key_people.error.future")
    until = follow_until or came_on + timedelta(days=policy.integer(work, "key.follow_days", came_on))
    if until < came_on:
        raise InputError("follow_until", "key_people.error.until")
    if delivered < 0:
        raise InputError("delivered", "key_people.error.negative")
    known = work.session.get(Person, person)
    if known is None or known.merged_into_id is not None:
        raise StaleError("storage.stale")
    if work.session.scalar(
        select(KeyPerson.id).where(KeyPerson.person_id == person, KeyPerson.ended_on.is_(None))
    ):
        raise InputError("person", "key_people.error.known")
    row = KeyPerson(
        person_id=person,
        unit_id=unit if unit is not None else known.unit_id,
        home=home.strip() or None,
        came_on=came_on,
        follow_until=until,
        delivered=delivered,
        remark=remark.strip() or None,
    )
    work.session.add(row)
    work.session.flush()
    audit.record(
        work,
        action="key_person.register",
        subject=("person", person),
        after={"unit_id": row.unit_id, "follow_until": until},
        private={"came_on": came_on.isoformat(), "remark": row.remark},
    )
    return row.id


@requires(Permission.EDIT_REPORTING)
def change(
    work: Work,
    key_person: int,
    *,
    follow_until: date | None,
    home: str,
    delivered: int,
    remark: str = "",
    version: int | None = None,
) -> None:
    """Call somebody longer or shorter, or put right where they live and what was brought to them."""
    row = _claim(work, key_person, version)
    if follow_until is not None and follow_until < row.came_on:
        raise InputError("follow_until", "key_people.error.until")
    if delivered < 0:
        raise InputError("delivered", "key_people.error.negative")
    before = {"follow_until": row.follow_until, "delivered": row.delivered}
    after = {"follow_until": follow_until, "delivered": delivered}
    row.follow_until, row.delivered = follow_until, delivered
    row.home, row.remark = home.strip() or None, remark.strip() or None
    row.version += 1
    audit.record(
        work,
        action="key_person.change",
        subject=("person", row.person_id),
        before=before,
        after=after,
        private={"home": row.home, "remark": row.remark},
    )


@requires(Permission.EDIT_REPORTING)
def end(work: Work, key_person: int, *, reason: str, version: int | None = None) -> None:
    """Nobody calls this person from today on. Raises InputError without a reason."""
    row = _claim(work, key_person, version)
    if not reason.strip():
        raise InputError("reason", "key_people.error.reason_missing")
    row.ended_on, row.ended_reason = work.at.date(), reason.strip()
    row.version += 1
    audit.record(
        work,
        action="key_person.end",
        subject=("person", row.person_id),
        after={"ended_on": row.ended_on},
        reason=row.ended_reason,
    )


@requires(Permission.FILE_REPORT)
def dial(work: Work, key_person: int) -> Dialled:
    """Name and number of somebody who is to be called. That they were shown, and what for, is on record."""
    row = work.session.get(KeyPerson, key_person)
    if row is None:
        raise StaleError("storage.stale")
    shown = revealing.reveal(work, row.person_id, ("name", "phone"), reason=t("key_people.dial_reason"))
    return Dialled(shown["name"], shown["phone"])


@requires(Permission.FILE_REPORT)
def record_call(
    work: Work,
    key_person: int,
    *,
    outcome: CallOutcome,
    temperature: float | None = None,
    symptoms: Sequence[str] = (),
    note: str = "",
    at: datetime | None = None,
) -> Called:
    """Write down how a call went. Who was reached says a temperature and symptoms; who was not has neither.

    A call by another officer to somebody drawn by lot verifies. A temperature from the office's line on opens an incident.
    """
    row = work.session.scalar(select(KeyPerson).where(KeyPerson.id == key_person).with_for_update())
    if row is None:
        raise StaleError("storage.stale")
    moment = at or work.at
    if moment > work.at:
        raise InputError("at", "key_people.error.later")
    if moment.date() < row.came_on:
        raise InputError("at", "key_people.error.before")
    if row.ended_on is not None and row.ended_on <= moment.date():
        raise Refusal("key_people.refusal.ended")
    if outcome is CallOutcome.MISSED and (temperature is not None or symptoms):
        raise InputError("temperature", "key_people.error.missed_reading")
    if outcome is CallOutcome.REACHED and temperature is None:
        raise InputError("temperature", "key_people.error.temperature_missing")
    check_temperature(temperature)
    words = check_symptoms(symptoms)
    call = KeyCall(
        key_person_id=key_person,
        day=moment.date(),
        at=moment,
        outcome=outcome.value,
        temperature=temperature,
        symptoms=words,
        note=note.strip() or None,
        drawn=_verifies(work, key_person, moment),
        officer_id=work.officer.id,
        officer_name=work.officer.name,
    )
    work.session.add(call)
    work.session.flush()
    audit.record(
        work,
        action="key_person.call",
        subject=("person", row.person_id),
        after={"day": call.day, "outcome": outcome.value, "drawn": call.drawn},
        private={"temperature": temperature, "symptoms": words, "note": call.note},
    )
    incident = None
    if temperature is not None and temperature >= policy.number(work, "temp.abnormal", moment.date()):
        incident = _open_incident(work, row, call)
    return Called(call.id, incident)


@requires(Permission.FILE_REPORT)
def draw(work: Work, *, count: int | None = None) -> Drawn:
    """Draw persons by lot, to be called once more by another officer; who was drawn today is not drawn again.

    `count` is that of the office's rule when not given. Raises Refusal when nobody is left to draw from.
    """
    wanted = policy.integer(work, "key.draw") if count is None else count
    if wanted < 1:
        raise InputError("count", "key_people.error.draw_count")
    already = key_rows.drawn_on(work, work.at.date())
    left = sorted(row.id for row in key_rows.list_key_people(work) if row.id not in already)
    if not left:
        raise Refusal("key_people.refusal.nobody_to_draw")
    seed = secrets.token_hex(8)
    chosen = by_lot(seed, left, wanted)
    row = KeyDraw(
        day=work.at.date(),
        at=work.at,
        seed=seed,
        drawn=list(chosen),
        officer_id=work.officer.id,
        officer_name=work.officer.name,
    )
    work.session.add(row)
    work.session.flush()
    audit.record(
        work,
        action="key_person.draw",
        subject=("key_draw", row.id),
        after={"seed": seed, "count": len(chosen), "of_all": len(left)},
    )
    return Drawn(row.id, seed, chosen)


def by_lot(seed: str, key_persons: Sequence[int], count: int) -> tuple[int, ...]:
    """The persons that a seed draws out of these: the same on every machine and at any time."""

    def lot(key_person: int) -> str:
        return hashlib.sha256(f"{seed}:{key_person}".encode()).hexdigest()

    return tuple(sorted(sorted(key_persons, key=lot)[:count]))


@requires(Permission.EDIT_REPORTING)
def set_counts(
    work: Work,
    *,
    unit: int,
    staff_origin: int,
    student_origin: int,
    staff_there: int,
    student_there: int,
    back: int,
    day: date | None = None,
    remark: str = "",
    version: int | None = None,
) -> int:
    """What a unit says its key persons number as of a day (today); what it said of that day before is replaced.

    Raises InputError for a figure below zero and where more are there than come from there.
    """
    on = day or work.at.date()
    if on > work.at.date():
        raise InputError("day", "key_people.error.future")
    values: dict[str, int] = dict(
        zip(COUNTS, (staff_origin, student_origin, staff_there, student_there, back), strict=True)
    )
    check_counts(values)
    row = work.session.scalar(
        select(KeyCount).where(KeyCount.unit_id == unit, KeyCount.day == on).with_for_update()
    )
    if row is not None and version is not None and row.version != version:
        raise StaleError("storage.stale")
    before = {} if row is None else {name: getattr(row, name) for name in COUNTS}
    if row is None:
        row = KeyCount(unit_id=unit, day=on, remark=remark.strip() or None, **values)
        work.session.add(row)
    else:
        for name, value in values.items():
            setattr(row, name, value)
        row.remark = remark.strip() or None
        row.version += 1
    work.session.flush()
    audit.record(
        work,
        action="key_count.set",
        subject=("unit", unit),
        before=before,
        after={"day": on, **values},
        private={"remark": row.remark},
    )
    return row.id


def check_counts(values: Mapping[str, int]) -> None:
    """Raises InputError for what cannot be: less than nobody, or more there than come from there."""
    for name, value in values.items():
        if value < 0:
            raise InputError(name, "key_people.error.negative")
    for who in ("staff", "student"):
        if values[f"{who}_there"] > values[f"{who}_origin"]:
            raise InputError(f"{who}_there", "key_people.error.more_there")


def _verifies(work: Work, key_person: int, moment: datetime) -> bool:
    """Whether a call verifies: drawn before it, and nobody else than another officer calls."""
    since = key_rows.drawn_on(work, moment.date()).get(key_person)
    if since is None or moment < since:
        return False
    own = select(KeyCall.id).where(
        KeyCall.key_person_id == key_person,
        KeyCall.day == moment.date(),
        KeyCall.officer_id == work.officer.id,
        KeyCall.drawn.is_(False),
    )
    return work.session.scalar(own.limit(1)) is None


def _open_incident(work: Work, row: KeyPerson, call: KeyCall) -> int:
    assert call.temperature is not None
    (shown,) = key_rows.list_key_people(work, ids=[row.id], everybody=True)
    emergency = call.temperature >= policy.number(work, "temp.emergency", call.day)
    return incidents.open_incident(
        work,
        kind=IncidentKind.FEVER,
        level=EMERGENCY_LEVEL if emergency else LEVEL,
        title=t("key_people.fever.title"),
        place=shown.home or t("key_people.fever.at_home"),
        found_at=call.at,
        people=[row.person_id],
        text=t(
            "key_people.fever.text", value=f"{call.temperature:.1f}", symptoms=symptom_words(call.symptoms)
        ),
        source=("key_call", call.id),
    )


def _claim(work: Work, key_person: int, version: int | None) -> KeyPerson:
    row = work.session.scalar(select(KeyPerson).where(KeyPerson.id == key_person).with_for_update())
    if row is None or (version is not None and row.version != version):
        raise StaleError("storage.stale")
    if row.ended_on is not None:
        raise Refusal("key_people.refusal.ended")
    return row
