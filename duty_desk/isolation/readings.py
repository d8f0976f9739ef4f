"""Writes down the two temperatures of a day, and what follows when they are high (product rule I5).

Readings are append-only: a second reading and a correction are further rows that stand for the one before. Twice at or over the line
opens an incident, marks the stay for referral and asks for a disinfection of the room while somebody is in it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import select

from db.models import Reading, Stay
from db.vocabulary import IncidentKind, ReadingSlot, TemperatureMethod
from duty_desk import audit, formats, incidents, policy
from duty_desk.errors import InputError, Refusal, StaleError
from duty_desk.isolation.flagging import flag, open_flag
from duty_desk.isolation.reading_rows import SYMPTOMS, is_abnormal, lines_of, windows_of
from duty_desk.isolation.slot_rules import (
    PLAUSIBLE,
    Presence,
    bounds,
    is_required,
    opens_at,
    suggestion,
)
from duty_desk.roles import Permission, requires
from duty_desk.strings import t
from duty_desk.work import Read, Work

# 1 is the gravest: from 38.0 the emergency line.
LEVEL, EMERGENCY_LEVEL = 3, 2
# Two high readings so close together are one fever, also in different slots.
_TWICE_WITHIN = timedelta(hours=24)


@dataclass(frozen=True, slots=True)
class Recorded:
    """What a reading led to. `needs_retest`: measure once more, under the arm, after `rest_until`; `incident` of a fever."""

    reading: int
    needs_retest: bool = False
    fever: bool = False
    incident: int | None = None
    rest_until: datetime | None = None


@requires(Permission.WORK_SITE)
def record_reading(
    work: Work,
    *,
    stay: int,
    day: date,
    slot: ReadingSlot,
    temperature: float,
    retest: float | None = None,
    method: TemperatureMethod | None = None,
    symptoms: Sequence[str] = (),
    medicine: str | None = None,
    note: str | None = None,
    at: datetime | None = None,
) -> Recorded:
    """Write a temperature in degrees Celsius into a slot; one that could not be taken before is taken now.

    `at` is when it was measured, needed for a day gone by. Raises InputError for an impossible value, a slot that is not due yet, is not
    asked for or is filled already (then it is corrected instead).
    """
    row = _claim(work, stay)
    slot = ReadingSlot(slot)
    measured, presence = _moment(work, day, slot, at), _presence(row)
    if at is not None and measured < presence.admitted_at:
        raise InputError("at", "isolation_care.error.not_here")
    _check_slot(work, presence, day, slot)
    before = _in_slot(work, stay, day, slot)
    if before is not None and before.temperature is not None:
        raise InputError("temperature", "isolation_care.error.taken", temperature=f"{_counts(before):.1f}")
    return _write(
        work,
        row,
        Reading(
            stay_id=stay,
            day=day,
            slot=slot.value,
            at=measured,
            recorded_at=work.at,
            temperature=_value("temperature", temperature),
            method=None if method is None else TemperatureMethod(method).value,
            retest=None if retest is None else _value("retest", retest),
            symptoms=_symptoms(symptoms),
            is_late=_is_late(work, presence, day, slot, measured),
            at_home=presence.is_at_home(day),
            medicine=_text(medicine),
            note=_text(note),
            replaces_id=None if before is None else before.id,
            officer_id=work.officer.id,
        ),
        action="reading.record",
    )


@requires(Permission.WORK_SITE)
def add_retest(work: Work, reading: int, *, retest: float, at: datetime | None = None) -> Recorded:
    """Add the second reading, taken under the arm, to one that asked for it. Raises StaleError when another stands for it already."""
    row, old = _claim_reading(work, reading)
    if old.temperature is None or old.retest is not None:
        raise Refusal("isolation_care.refusal.no_retest")
    if at is not None and (at > work.at or at < old.at):
        raise InputError("at", "isolation_care.error.retest_at")
    new = _copy(work, old)
    new.retest = _value("retest", retest)
    return _write(work, row, new, action="reading.retest")


@requires(Permission.WORK_SITE)
def record_not_taken(work: Work, *, stay: int, day: date, slot: ReadingSlot, reason: str) -> int:
    """Write that somebody was there for a reading and it could not be taken, and why. Returns the entry."""
    row = _claim(work, stay)
    slot = ReadingSlot(slot)
    presence = _presence(row)
    if day > work.at.date() or work.at < opens_at(day, slot):
        raise InputError("day", "isolation_care.error.not_due")
    _check_slot(work, presence, day, slot)
    if slot is ReadingSlot.EXTRA:
        raise InputError("slot", "isolation_care.error.slot")
    if not reason.strip():
        raise InputError("reason", "isolation_care.error.reason_missing")
    before = _in_slot(work, stay, day, slot)
    if before is not None:
        raise InputError("slot", "isolation_care.error.filled")
    new = Reading(
        stay_id=stay,
        day=day,
        slot=slot.value,
        at=work.at,
        recorded_at=work.at,
        not_taken=reason.strip(),
        symptoms=[],
        at_home=presence.is_at_home(day),
        officer_id=work.officer.id,
    )
    work.session.add(new)
    work.session.flush()
    audit.record(
        work,
        action="reading.not_taken",
        subject=("stay", row.id),
        after={"day": day, "slot": slot.value},
        reason=new.not_taken,
    )
    return new.id


@requires(Permission.WORK_SITE)
def correct_reading(
    work: Work,
    reading: int,
    *,
    reason: str,
    temperature: float | None = None,
    retest: float | None = None,
    not_taken: str | None = None,
    method: TemperatureMethod | None = None,
    symptoms: Sequence[str] | None = None,
    medicine: str | None = None,
    note: str | None = None,
    at: datetime | None = None,
) -> Recorded:
    """Put another reading in place of a wrong one, which stays on record; what is not given stays as it was.

    `temperature` given without `retest` drops the second reading; `not_taken` takes the temperature back altogether. Raises StaleError
    when another entry stands for this one already.
    """
    row, old = _claim_reading(work, reading)
    # A number is the next reading, typed a field too early.
    if not any(sign.isalpha() for sign in reason):
        raise InputError("reason", "isolation_care.error.reason_missing")
    day, slot = old.day, ReadingSlot(old.slot)
    new = _copy(work, old)
    if not_taken is not None:
        if temperature is not None or retest is not None or not not_taken.strip():
            raise InputError("not_taken", "isolation_care.error.either")
        new.temperature = new.retest = new.method = None
        new.not_taken = not_taken.strip()
    if temperature is not None:
        new.temperature, new.retest, new.not_taken = _value("temperature", temperature), None, None
    if retest is not None:
        if new.temperature is None:
            raise InputError("retest", "isolation_care.error.either")
        new.retest = _value("retest", retest)
    if method is not None:
        new.method = TemperatureMethod(method).value
    if symptoms is not None:
        new.symptoms = _symptoms(symptoms)
    if at is not None:
        new.at = _moment(work, day, slot, at)
        new.is_late = _is_late(work, _presence(row), day, slot, new.at)
    new.medicine = old.medicine if medicine is None else _text(medicine)
    new.note = (old.note if note is None else _text(note)) or reason.strip()
    return _write(work, row, new, action="reading.correct", reason=reason.strip())


def _write(work: Work, stay: Stay, new: Reading, *, action: str, reason: str | None = None) -> Recorded:
    work.session.add(new)
    work.session.flush()
    abnormal = is_abnormal(work, new.day, new.temperature, new.retest, new.method)
    fever = abnormal and (new.retest is not None or _was_high(work, new))
    lines = lines_of(work, new.day)
    low = new.temperature is not None and new.temperature < lines.low
    needs = new.retest is None and not fever and (abnormal or low)
    audit.record(
        work,
        action=action,
        subject=("stay", stay.id),
        after={"day": new.day, "slot": new.slot, "late": new.is_late, "fever": fever},
        private={"temperature": new.temperature, "retest": new.retest},
        reason=reason,
    )
    incident = None
    if fever:
        highest = _counts(new)
        incident = flag(
            work,
            stay,
            source=("reading", new.id),
            kind=IncidentKind.FEVER,
            level=EMERGENCY_LEVEL if highest >= lines.emergency else LEVEL,
            title=t("isolation_care.fever.title"),
            text=t(
                "isolation_care.fever.text",
                day=formats.day(new.day),
                slot=t(f"isolation_care.slot.{new.slot}"),
                value=f"{highest:.1f}",
            ),
        )
    elif stay.incident_id is not None and action == "reading.correct":
        known = open_flag(work, stay.incident_id)
        if known is not None and new.temperature is not None:
            incidents.note(work, known, t("isolation_care.fever.corrected", value=f"{_counts(new):.1f}"))
    wait = None
    if needs:
        wait = new.at + timedelta(minutes=policy.integer(work, "temp.retest_wait_min", new.day))
    return Recorded(new.id, needs, fever, incident, wait)


def _was_high(read: Read, new: Reading) -> bool:
    """Whether the reading before this one, of the same day and night, was at or over the line too."""
    later = select(Reading.replaces_id).where(Reading.replaces_id.is_not(None))
    query = (
        select(Reading)
        .where(
            Reading.stay_id == new.stay_id,
            Reading.id != new.id,
            Reading.id.not_in(later),
            Reading.temperature.is_not(None),
            Reading.at.between(new.at - _TWICE_WITHIN, new.at),
        )
        .order_by(Reading.at.desc(), Reading.id.desc())
        .limit(1)
    )
    before = read.session.scalar(query)
    return before is not None and is_abnormal(
        read, before.day, before.temperature, before.retest, before.method
    )


def _claim(work: Work, stay: int) -> Stay:
    row = work.session.scalar(select(Stay).where(Stay.id == stay).with_for_update())
    if row is None:
        raise StaleError("storage.stale")
    if row.admitted_at is None:
        raise Refusal("isolation_care.refusal.not_admitted")
    return row


def _claim_reading(work: Work, reading: int) -> tuple[Stay, Reading]:
    old = work.session.get(Reading, reading)
    if old is None:
        raise StaleError("storage.stale")
    stay = _claim(work, old.stay_id)
    if work.session.scalar(select(Reading.id).where(Reading.replaces_id == reading)) is not None:
        raise StaleError("storage.stale")
    return stay, old


def _presence(row: Stay) -> Presence:
    assert row.admitted_at is not None
    return Presence(row.admitted_at, row.ended_at, row.home_until)


def _moment(work: Work, day: date, slot: ReadingSlot, at: datetime | None) -> datetime:
    if day > work.at.date() or (day == work.at.date() and at is None and work.at < opens_at(day, slot)):
        raise InputError("day", "isolation_care.error.not_due")
    if at is None:
        if day < work.at.date():
            raise InputError("at", "isolation_care.error.at_missing")
        return work.at
    if at.date() != day or at < opens_at(day, slot):
        raise InputError("at", "isolation_care.error.other_slot")
    if at > work.at:
        raise InputError("at", "isolation_care.error.future")
    return at


def _check_slot(work: Work, presence: Presence, day: date, slot: ReadingSlot) -> None:
    if not presence.holds(day):
        raise InputError("day", "isolation_care.error.not_here")
    if slot is not ReadingSlot.EXTRA and not is_required(presence, day, slot, windows_of(work, day)):
        raise InputError("slot", "isolation_care.error.not_asked")


def _is_late(read: Read, presence: Presence, day: date, slot: ReadingSlot, at: datetime) -> bool:
    return slot is not ReadingSlot.EXTRA and at > bounds(presence, day, slot, windows_of(read, day))[1]


def _in_slot(read: Read, stay: int, day: date, slot: ReadingSlot) -> Reading | None:
    """The reading in force in a daily slot; an extra one never stands in the way of another."""
    if slot is ReadingSlot.EXTRA:
        return None
    later = select(Reading.replaces_id).where(Reading.replaces_id.is_not(None))
    return read.session.scalar(
        select(Reading).where(
            Reading.stay_id == stay,
            Reading.day == day,
            Reading.slot == slot.value,
            Reading.id.not_in(later),
        )
    )


def _copy(work: Work, old: Reading) -> Reading:
    """A further row that says what the old one said."""
    kept: dict[str, Any] = {
        name: getattr(old, name)
        for name in (
            "stay_id", "day", "slot", "at", "temperature", "retest", "method", "symptoms", "not_taken", "is_late",
            "at_home", "medicine", "note",
        )
    }  # fmt: skip
    return Reading(**kept, recorded_at=work.at, replaces_id=old.id, officer_id=work.officer.id)


def _counts(row: Reading) -> float:
    """What counts of a reading: the second one where there is one."""
    value = row.retest if row.retest is not None else row.temperature
    assert value is not None
    return value


def _value(field: str, value: float) -> float:
    low, high = PLAUSIBLE
    if not low <= value <= high:
        meant = suggestion(value)
        if meant is not None:
            raise InputError(field, "isolation_care.error.point", suggestion=f"{meant:.1f}")
        raise InputError(field, "isolation_care.error.range", low=f"{low:.0f}", high=f"{high:.0f}")
    return round(value, 1)


def _symptoms(words: Sequence[str]) -> list[str]:
    unknown = set(words) - set(SYMPTOMS)
    if unknown:
        raise InputError("symptoms", "isolation_care.error.symptom")
    return [word for word in SYMPTOMS if word in words]


def _text(value: str | None) -> str | None:
    return value.strip() or None if value is not None else None
