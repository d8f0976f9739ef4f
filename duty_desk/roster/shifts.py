"""Who is on duty at a moment, and who comes next: what the hand-over and the things to do of the day ask."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time

from sqlalchemy import select

from db.models import Duty, Officer, RosterPerson
from db.vocabulary import Shift
from duty_desk import policy
from duty_desk.roster.persons import RosterPersonRow, row_of
from duty_desk.roster.rules import Limits
from duty_desk.spans import Span, last_span, next_span, span_at
from duty_desk.work import Read


@dataclass(frozen=True, slots=True)
class ShiftRow:
    """One shift with its people. `shift` is day or night; `day` the date it counts for; standby is not on duty.

    `is_planned` tells whether the roster says anything at all of that day.
    """

    shift: Shift
    day: date
    starts_at: datetime
    ends_at: datetime
    leaders: tuple[RosterPersonRow, ...]
    people: tuple[RosterPersonRow, ...]
    standby: tuple[RosterPersonRow, ...]
    is_planned: bool

    @property
    def leader(self) -> RosterPersonRow | None:
        """The leader on duty, the first of several."""
        return self.leaders[0] if self.leaders else None

    @property
    def missing(self) -> tuple[Shift, ...]:
        """What nobody is there for: leader, or the shift itself."""
        found: list[Shift] = []
        if not self.leaders:
            found.append(Shift.LEADER)
        if not self.people:
            found.append(self.shift)
        return tuple(found)


def limits_on(read: Read, on: date | None = None) -> Limits:
    """The rules of the roster in force on a day (today when not given)."""
    return Limits(
        note=policy.integer(read, "duty.run_note", on),
        warn=policy.integer(read, "duty.run_warn", on),
        limit=policy.integer(read, "duty.run_limit", on),
        rest_hours=policy.integer(read, "duty.rest_hours", on),
        least_day=policy.integer(read, "duty.least_day", on),
        least_night=policy.integer(read, "duty.least_night", on),
        day_from=time.fromisoformat(policy.text(read, "duty.day_from", on)),
        day_until=time.fromisoformat(policy.text(read, "duty.day_until", on)),
    )


def on_duty(read: Read, at: datetime | None = None) -> ShiftRow:
    """The shift that runs at a moment (now when not given) and who is on it."""
    return _staffed(read, span_at(read, at or read.at))


def next_shift(read: Read, at: datetime | None = None) -> ShiftRow:
    """The shift after the one that runs at a moment."""
    return _staffed(read, next_span(read, span_at(read, at or read.at)))


def previous_shift(read: Read, at: datetime | None = None) -> ShiftRow:
    """The shift before the one that runs at a moment."""
    return _staffed(read, last_span(read, span_at(read, at or read.at)))


def _staffed(read: Read, span: Span) -> ShiftRow:
    """A shift with who is on it."""
    found = people_on(read, span.day)
    return ShiftRow(
        shift=span.shift,
        day=span.day,
        starts_at=span.start,
        ends_at=span.end,
        leaders=found.get(Shift.LEADER, ()),
        people=found.get(span.shift, ()),
        standby=found.get(Shift.STANDBY, ()),
        is_planned=bool(found),
    )


def people_on(read: Read, day: date) -> Mapping[Shift, tuple[RosterPersonRow, ...]]:
    """Who has which shift on a date, in the order of the list."""
    query = (
        select(Duty.shift, RosterPerson, Officer.phone)
        .join(RosterPerson, RosterPerson.id == Duty.roster_person_id)
        .outerjoin(Officer, Officer.id == RosterPerson.officer_id)
        .where(Duty.day == day)
        .order_by(RosterPerson.list_order, RosterPerson.id)
    )
    rows = read.session.execute(query).all()
    names = [person.name for person in {row.id: row for _, row, _ in rows}.values()]
    found: dict[Shift, list[RosterPersonRow]] = {}
    for shift, person, phone in rows:
        found.setdefault(Shift(shift), []).append(row_of(person, phone, names.count(person.name) > 1))
    return {shift: tuple(people) for shift, people in found.items()}
