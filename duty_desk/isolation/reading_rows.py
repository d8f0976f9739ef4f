"""Temperatures of those under observation as they are read: by slot, along the days, and who was missed (product rule I5)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from typing import Any

from sqlalchemy import Select, select
from sqlalchemy.orm import aliased

from db.models import Officer, Person, Reading, Room, Stay, Zone
from db.vocabulary import ReadingSlot, StayState, TemperatureMethod
from duty_desk import masking, policy
from duty_desk.errors import StaleError
from duty_desk.isolation.slot_rules import (
    DAILY,
    Presence,
    SlotState,
    Window,
    Windows,
    bounds,
    in_a_row,
    is_required,
    slots_between,
    state_of,
)
from duty_desk.roles import Permission, may, require
from duty_desk.work import Read

# What is asked at the door (form A1.10), in this order; kept by these words.
SYMPTOMS = ("fever", "dry_cough", "fatigue", "sore_throat", "smell_taste", "diarrhoea", "other")
# How far back the slots in a row are looked at; more than any rule asks for.
_BACK = timedelta(days=7)
Key = tuple[int, date, str]
_LATER = aliased(Reading)
_CURRENT = (
    select(
        Reading.id,
        Reading.stay_id,
        Reading.day,
        Reading.slot,
        Reading.at,
        Reading.temperature,
        Reading.retest,
        Reading.method,
        Reading.not_taken,
        Reading.is_late,
    )
    .outerjoin(_LATER, _LATER.replaces_id == Reading.id)
    .where(_LATER.id.is_(None))
)


@dataclass(frozen=True, slots=True)
class Lines:
    """The limits of a day in degrees Celsius: below `low` measure again; `abnormal` by method where the office wants it."""

    low: float
    abnormal: float
    emergency: float
    by_method: Mapping[str, float]

    def abnormal_by(self, method: str | None) -> float:
        """From which reading on it is abnormal."""
        return self.by_method.get(method or "", self.abnormal)

    def is_over(self, temperature: float | None, retest: float | None, method: str | None) -> bool:
        """Whether what counts of a reading is abnormal; a second reading is taken under the arm."""
        if retest is not None:
            return retest >= self.abnormal_by(TemperatureMethod.AXILLARY.value)
        return temperature is not None and temperature >= self.abnormal_by(method)


@dataclass(frozen=True, slots=True)
class SlotView:
    """One slot as a board or a sheet shows it.

    `temperature` is what counts: the second reading where there is one, of which `first` was the first. `abnormal` says that it is at or
    over the line, `waits` that a second reading is still asked for. A slot that is not `required` shows nothing.
    """

    state: SlotState
    temperature: float | None = None
    at: datetime | None = None
    reading_id: int | None = None
    reason: str | None = None
    required: bool = True
    first: float | None = None
    abnormal: bool = False
    waits: bool = False


@dataclass(frozen=True, slots=True)
class ReadingRow:
    """One reading in force, with everything written about it."""

    id: int
    stay: int
    day: date
    slot: ReadingSlot
    at: datetime
    temperature: float | None
    retest: float | None
    method: str | None
    symptoms: tuple[str, ...]
    not_taken: str | None
    is_late: bool
    at_home: bool
    medicine: str | None
    note: str | None
    replaces: int | None
    officer: str | None
    abnormal: bool


@dataclass(frozen=True, slots=True)
class CurvePoint:
    """One slot of the curve of a person; `number` is the day under observation. A missing one has no temperature."""

    day: date
    slot: ReadingSlot
    view: SlotView


@dataclass(frozen=True, slots=True)
class MissedRow:
    """Somebody under observation with slots missing. `in_row` counts those without a break up to now; `escalates` by the office's rule."""

    stay: int
    number: str | None
    person: int
    name: str
    building: str
    room: str
    slots: tuple[tuple[date, ReadingSlot], ...]
    in_row: int
    escalates: bool


def windows_of(read: Read, day: date | None = None) -> Windows:
    """When the two readings of a day are taken."""
    on = day or read.at.date()
    memo = f"isolation.windows.{on}"
    if memo not in read.memo:
        clock = {
            key: time.fromisoformat(policy.text(read, f"iso.{key}", on))
            for key in ("am_from", "am_until", "pm_from", "pm_until")
        }
        read.memo[memo] = Windows(
            Window(clock["am_from"], clock["am_until"]), Window(clock["pm_from"], clock["pm_until"])
        )
    return read.memo[memo]


def lines_of(read: Read, day: date) -> Lines:
    """The limits of a day."""
    memo = f"isolation.lines.{day}"
    if memo not in read.memo:
        by_method: Mapping[str, float] = {}
        if policy.value(read, "temp.per_method", day):
            by_method = {
                TemperatureMethod.AXILLARY.value: policy.number(read, "temp.abnormal_axillary", day),
                TemperatureMethod.EAR.value: policy.number(read, "temp.abnormal_ear", day),
            }
        read.memo[memo] = Lines(
            policy.number(read, "temp.low_retest", day),
            policy.number(read, "temp.abnormal", day),
            policy.number(read, "temp.emergency", day),
            by_method,
        )
    return read.memo[memo]


def is_abnormal(
    read: Read, day: date, temperature: float | None, retest: float | None, method: str | None
) -> bool:
    """Whether what counts of a reading is at or over the line of its day."""
    return lines_of(read, day).is_over(temperature, retest, method)


def current(read: Read, stays: Sequence[int] | Select[Any], first: date, last: date) -> dict[Key, Any]:
    """The readings in force of these stays in a period, by stay, day and slot; extra ones are left out."""
    wanted = _CURRENT.where(
        Reading.stay_id.in_(stays),
        Reading.day.between(first, last),
        Reading.slot != ReadingSlot.EXTRA.value,
    )
    return {(row[1], row[2], row[3]): row for row in read.session.execute(wanted)}


def view(read: Read, presence: Presence, day: date, slot: ReadingSlot, row: Any | None) -> SlotView:
    """One slot, with the reading in force of it, if any."""
    return view_by(windows_of(read, day), lines_of(read, day), read.at, presence, day, slot, row)


def view_by(
    windows: Windows,
    lines: Lines,
    at: datetime,
    presence: Presence,
    day: date,
    slot: ReadingSlot,
    row: Any | None,
) -> SlotView:
    """As `view`, with the rules of the day at hand: for many at once."""
    if row is None:
        required = is_required(presence, day, slot, windows)
        return SlotView(state_of(presence, day, slot, windows, at), required=required)
    key, _, _, _, measured, temperature, retest, method, not_taken, late = row
    state = state_of(presence, day, slot, windows, at, taken=temperature is not None, late=late)
    value = temperature if retest is None else retest
    abnormal = lines.is_over(temperature, retest, method)
    return SlotView(
        state,
        value,
        measured,
        key,
        not_taken,
        first=None if retest is None else temperature,
        abnormal=abnormal,
        waits=retest is None and (abnormal or (value is not None and value < lines.low)),
    )


def shown(read: Read, view: SlotView) -> SlotView:
    """A slot as the officer may see it: whether it was read for everybody, what was read for those who may see health (check S-56)."""
    if may(read, Permission.SEE_HEALTH):
        return view
    return replace(view, temperature=None, reason=None, first=None, abnormal=False, waits=False)


def presence_of(read: Read, stay: int) -> Presence | None:
    """When somebody is or was here; None before the admission. Raises StaleError when there is no such stay."""
    query = select(Stay.admitted_at, Stay.ended_at, Stay.home_until).where(Stay.id == stay)
    row = read.session.execute(query).one_or_none()
    if row is None:
        raise StaleError("storage.stale")
    return None if row.admitted_at is None else Presence(row.admitted_at, row.ended_at, row.home_until)


def slots(read: Read, stay: int, day: date) -> tuple[SlotView, SlotView]:
    """Morning and evening of one day of a stay."""
    presence = presence_of(read, stay)
    if presence is None:
        none = SlotView(SlotState.NOT_DUE, required=False)
        return none, none
    known = current(read, [stay], day, day)

    def of(slot: ReadingSlot) -> SlotView:
        return shown(read, view(read, presence, day, slot, known.get((stay, day, slot.value))))

    return of(ReadingSlot.AM), of(ReadingSlot.PM)


def curve(read: Read, stay: int, days: int = 14) -> tuple[CurvePoint, ...]:
    """The last `days` days of a stay, slot by slot, up to today or to its end; what is not required is left out."""
    presence = presence_of(read, stay)
    if presence is None:
        return ()
    last = read.at.date()
    if presence.ended_at is not None:
        last = min(last, max(presence.ended_at.date(), presence.home_until or date.min))
    first = last - timedelta(days=days - 1)
    known = current(read, [stay], first, last)
    return tuple(
        CurvePoint(
            day, slot, shown(read, view(read, presence, day, slot, known.get((stay, day, slot.value))))
        )
        for day, slot in slots_between(presence, first, last, windows_of(read), home=True)
    )


def list_readings(read: Read, stay: int, *, limit: int = 200) -> tuple[ReadingRow, ...]:
    """The readings in force of a stay, extra ones among them, the newest first. Raises Denied for who may not see health."""
    require(read, Permission.SEE_HEALTH)
    query = (
        select(Reading, Officer.name.label("officer"))
        .outerjoin(_LATER, _LATER.replaces_id == Reading.id)
        .outerjoin(Officer, Officer.id == Reading.officer_id)
        .where(Reading.stay_id == stay, _LATER.id.is_(None))
        .order_by(Reading.day.desc(), Reading.at.desc(), Reading.id.desc())
        .limit(limit)
    )
    return tuple(_row(read, reading, officer) for reading, officer in read.session.execute(query))


def get_reading(read: Read, reading: int) -> ReadingRow:
    """One reading, in force or not. Raises StaleError when there is none, Denied for who may not see health."""
    require(read, Permission.SEE_HEALTH)
    found = read.session.execute(
        select(Reading, Officer.name.label("officer"))
        .outerjoin(Officer, Officer.id == Reading.officer_id)
        .where(Reading.id == reading)
    ).one_or_none()
    if found is None:
        raise StaleError("storage.stale")
    return _row(read, *found)


def list_missed(read: Read, *, site: str | None = None, revealed: bool = False) -> tuple[MissedRow, ...]:
    """Who of those staying has slots missing today or in a row up to now, the longest first."""
    query = (
        select(
            Stay.id,
            Stay.number,
            Stay.person_id,
            Stay.admitted_at,
            Person.name.label("person"),
            Room.building,
            Room.name.label("room"),
        )
        .join(Person, Person.id == Stay.person_id)
        .join(Room, Room.id == Stay.room_id)
        .join(Zone, Zone.id == Room.zone_id)
        .where(Stay.state == StayState.ADMITTED.value)
    )
    if site is not None:
        query = query.where(Zone.site == site)
    today, limit = read.at.date(), policy.integer(read, "iso.missing_escalate")
    known = current(read, select(Stay.id).where(Stay.state == StayState.ADMITTED.value), today - _BACK, today)
    found: list[MissedRow] = []
    for row in read.session.execute(query):
        states = recent(read, row.id, Presence(row.admitted_at), known)
        count = in_a_row(state for _, _, state in states)
        missing = [(day, slot) for day, slot, state in states if state is SlotState.MISSING]
        earlier = len(missing) - count
        missing = [one for place, one in enumerate(missing) if place >= earlier or one[0] == today]
        if missing:
            name = row.person if revealed else masking.mask_name(row.person)
            found.append(
                MissedRow(
                    row.id, row.number, row.person_id, name, row.building, row.room, tuple(missing), count,
                    count >= limit,
                )
            )  # fmt: skip
    return tuple(sorted(found, key=lambda one: (-one.in_row, one.building, one.room)))


def recent(
    read: Read, stay: int, presence: Presence, known: Mapping[Key, Any], *, back: timedelta = _BACK
) -> list[tuple[date, ReadingSlot, SlotState]]:
    """The required slots of the last days in their order, with what each is now; `known` from `current`."""
    today = read.at.date()
    found: list[tuple[date, ReadingSlot, SlotState]] = []
    for day, slot in slots_between(presence, today - back, today, windows_of(read)):
        row = known.get((stay, day, slot.value))
        taken = None if row is None else row.temperature is not None
        late = row is not None and row.is_late
        windows = windows_of(read, day)
        found.append((day, slot, state_of(presence, day, slot, windows, read.at, taken=taken, late=late)))
    return found


def missed_in_row(read: Read, stay: int, presence: Presence, known: Mapping[Key, Any], first: date) -> int:
    """How many slots in a row have no reading, back from the last one whose time is over to the day `first`."""
    day, count = read.at.date(), 0
    while day >= first:
        windows = windows_of(read, day)
        for slot in reversed(DAILY):
            if (stay, day, slot.value) in known:
                return count
            if is_required(presence, day, slot, windows):
                count += read.at > bounds(presence, day, slot, windows)[1]
        day -= timedelta(days=1)
    return count


def _row(read: Read, reading: Reading, officer: str | None) -> ReadingRow:
    return ReadingRow(
        id=reading.id,
        stay=reading.stay_id,
        day=reading.day,
        slot=ReadingSlot(reading.slot),
        at=reading.at,
        temperature=reading.temperature,
        retest=reading.retest,
        method=reading.method,
        symptoms=tuple(reading.symptoms),
        not_taken=reading.not_taken,
        is_late=reading.is_late,
        at_home=reading.at_home,
        medicine=reading.medicine,
        note=reading.note,
        replaces=reading.replaces_id,
        officer=officer,
        abnormal=is_abnormal(read, reading.day, reading.temperature, reading.retest, reading.method),
    )
