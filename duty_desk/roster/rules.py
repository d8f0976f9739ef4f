"""What the roster counts and warns of: attendance, runs of days, rest between shifts, who is missing. Pure."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum

from db.vocabulary import Shift

DAY = timedelta(days=1)
# In the order in which they are written.
SHIFTS = (Shift.LEADER, Shift.DAY, Shift.NIGHT, Shift.STANDBY, Shift.REST)
# Standing by at home and resting are no attendance.
ATTENDED = frozenset({Shift.LEADER, Shift.DAY, Shift.NIGHT})
# What a day cannot be without.
REQUIRED = (Shift.LEADER, Shift.DAY, Shift.NIGHT)

Cell = frozenset[Shift]
NOTHING: Cell = frozenset()


class Step(StrEnum):
    """How long somebody has been on duty without a day off."""

    NONE = "none"
    NOTE = "note"
    WARN = "warn"
    OVER = "over"


@dataclass(frozen=True, slots=True)
class Limits:
    """What the office has set: days in a row, hours of rest, least people a shift, and when the day shift begins and ends."""

    note: int = 7
    warn: int = 14
    limit: int = 21
    rest_hours: int = 11
    least_day: int = 1
    least_night: int = 1
    day_from: time = time(8)
    day_until: time = time(18)


@dataclass(frozen=True, slots=True)
class Run:
    """Days of attendance without a break, both ends counted."""

    first: date
    last: date

    @property
    def days(self) -> int:
        """How many."""
        return (self.last - self.first).days + 1


def is_attended(cell: Collection[Shift]) -> bool:
    """Whether a day with these shifts counts as attendance."""
    return not ATTENDED.isdisjoint(cell)


def runs(days: Iterable[date]) -> tuple[Run, ...]:
    """The runs that these days of attendance make, in order."""
    found: list[Run] = []
    for day in sorted(set(days)):
        if found and found[-1].last + DAY == day:
            found[-1] = Run(found[-1].first, day)
        else:
            found.append(Run(day, day))
    return tuple(found)


def run_until(days: Collection[date], last: date) -> Run | None:
    """The run that ends on `last`; None when that is no day of attendance."""
    if last not in days:
        return None
    first = last
    while first - DAY in days:
        first -= DAY
    return Run(first, last)


def longest(found: Sequence[Run]) -> Run | None:
    """The longest run, the earliest of several."""
    return max(found, key=lambda run: (run.days, -run.first.toordinal()), default=None)


def step(days: int, limits: Limits) -> Step:
    """How grave a run of so many days is: more than the office's limits."""
    if days > limits.limit:
        return Step.OVER
    if days > limits.warn:
        return Step.WARN
    return Step.NOTE if days > limits.note else Step.NONE


def over_limit(days: Collection[date], limits: Limits, since: date) -> frozenset[date]:
    """The days of attendance after `since` on which somebody is over the limit."""
    found: set[date] = set()
    for run in runs(days):
        first = run.first + limits.limit * DAY
        start = max(first, since + DAY)
        found.update(start + DAY * number for number in range((run.last - start).days + 1))
    return frozenset(found)


def overlaps(cell: Collection[Shift]) -> bool:
    """Whether somebody would be in two places, or on duty and off, at one time.

    Day and night of one date follow one another; the leader on duty has the whole day.
    """
    return len(cell) > 1 and set(cell) != {Shift.DAY, Shift.NIGHT}


def short_rest(cells: Mapping[date, Collection[Shift]], day: date, limits: Limits) -> bool:
    """Whether the shift of `day` begins before somebody has rested from the one before.

    Asked of a change between day and night only, where one begins as the other ends: who works nights goes on at night.
    """
    if limits.rest_hours <= 0:
        return False
    here, before = cells.get(day, NOTHING), cells.get(day - DAY, NOTHING)
    if Shift.NIGHT in here and Shift.DAY in here:
        return True
    return Shift.NIGHT in before and not {Shift.DAY, Shift.LEADER}.isdisjoint(here)


def missing(counts: Mapping[Shift, int], limits: Limits) -> tuple[Shift, ...]:
    """The shifts of a day for which there are too few people."""
    least = {Shift.LEADER: 1, Shift.DAY: limits.least_day, Shift.NIGHT: limits.least_night}
    return tuple(shift for shift in REQUIRED if counts.get(shift, 0) < least[shift])


def window(shift: Shift, day: date, limits: Limits) -> tuple[datetime, datetime]:
    """When a shift of a day begins and ends; a night ends on the next day, leader and standby have the whole of it."""
    start, end = datetime.combine(day, limits.day_from), datetime.combine(day, limits.day_until)
    if shift == Shift.DAY:
        return start, end
    following = datetime.combine(day + DAY, limits.day_from)
    return (end, following) if shift == Shift.NIGHT else (start, following)


def written(cell: Collection[Shift]) -> str:
    """A cell as it is stored: its shifts in order, joined by a comma."""
    return ",".join(shift.value for shift in SHIFTS if shift in cell)


def read_cell(text: str) -> Cell:
    """The shifts of a stored cell."""
    return frozenset(Shift(part) for part in text.split(",") if part)
