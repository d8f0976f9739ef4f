"""The two temperatures of a day under observation: which are asked, from when until when, and what is said of each (product rule I5).

Pure rules. A slot exists before anybody writes anything; what it is follows from the stay, the clock and the reading, if any.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum

from db.vocabulary import ReadingSlot

NOON = time(12)
DAILY = (ReadingSlot.AM, ReadingSlot.PM)
# Degrees Celsius that a thermometer can show of somebody alive (domain rule A2.8).
PLAUSIBLE = (30.0, 45.0)


class SlotState(StrEnum):
    """What a slot is at a moment; never stored."""

    NOT_DUE = "not_due"
    DUE = "due"
    MISSING = "missing"
    TAKEN = "taken"
    LATE = "late"
    NOT_TAKEN = "not_taken"


@dataclass(frozen=True, slots=True)
class Window:
    """From when until when a slot is read, both included."""

    start: time
    end: time

    @property
    def length(self) -> timedelta:
        """How long it is open."""
        return datetime.combine(date.min, self.end) - datetime.combine(date.min, self.start)


@dataclass(frozen=True, slots=True)
class Windows:
    """The windows of a day."""

    am: Window = Window(time(8), time(10))
    pm: Window = Window(time(15), time(17))

    def of(self, slot: ReadingSlot) -> Window:
        """The window of one of the two daily slots."""
        return self.am if slot is ReadingSlot.AM else self.pm


@dataclass(frozen=True, slots=True)
class Presence:
    """When somebody was under observation; `home_until` is the last of the days at home that follow."""

    admitted_at: datetime
    ended_at: datetime | None = None
    home_until: date | None = None

    def is_at_home(self, day: date) -> bool:
        """Whether a day is one of those at home."""
        return (
            self.ended_at is not None
            and self.home_until is not None
            and self.ended_at.date() < day <= self.home_until
        )

    def holds(self, day: date) -> bool:
        """Whether a day is one under observation, or one at home after it."""
        if day < self.admitted_at.date():
            return False
        return self.ended_at is None or day <= self.ended_at.date() or self.is_at_home(day)


def is_required(presence: Presence, day: date, slot: ReadingSlot, windows: Windows) -> bool:
    """Whether a slot must be read, as the note under the office's sheet has it.

    Whoever comes in the morning is read twice that day, in the afternoon once; whoever leaves before a window opens is not read in it.
    """
    if slot not in DAILY or not presence.holds(day):
        return False
    came, left = presence.admitted_at, presence.ended_at
    if slot is ReadingSlot.AM and day == came.date() and came.time() >= NOON:
        return False
    return not (left is not None and day == left.date() and left.time() < windows.of(slot).start)


def bounds(presence: Presence, day: date, slot: ReadingSlot, windows: Windows) -> tuple[datetime, datetime]:
    """From when until when a slot is due. Whoever came after it had opened gets the length of the window from then on."""
    window = windows.of(slot)
    start, end = datetime.combine(day, window.start), datetime.combine(day, window.end)
    came = presence.admitted_at
    return (came, max(end, came + window.length)) if came > start else (start, end)


def opens_at(day: date, slot: ReadingSlot) -> datetime:
    """The earliest moment at which a reading counts for a slot: a little early is welcome, in the other half of the day it is a slip."""
    return datetime.combine(day, NOON if slot is ReadingSlot.PM else time())


def state_of(
    presence: Presence,
    day: date,
    slot: ReadingSlot,
    windows: Windows,
    at: datetime,
    *,
    taken: bool | None = None,
    late: bool = False,
) -> SlotState:
    """What a slot is at a moment. `taken` says whether a reading was taken, False that it could not be, None that nothing is written."""
    if taken is not None:
        return SlotState.NOT_TAKEN if not taken else SlotState.LATE if late else SlotState.TAKEN
    if not is_required(presence, day, slot, windows):
        return SlotState.NOT_DUE
    start, end = bounds(presence, day, slot, windows)
    if at < start:
        return SlotState.NOT_DUE
    return SlotState.DUE if at <= end else SlotState.MISSING


def slots_between(
    presence: Presence, first: date, last: date, windows: Windows, *, home: bool = False
) -> Iterator[tuple[date, ReadingSlot]]:
    """The required slots of a period in their order; the days at home only with `home`."""
    day = max(first, presence.admitted_at.date())
    while day <= last:
        if home or not presence.is_at_home(day):
            yield from ((day, slot) for slot in DAILY if is_required(presence, day, slot, windows))
        day += timedelta(days=1)


def in_a_row(states: Iterable[SlotState]) -> int:
    """How many slots in a row are missing, seen back from the last one whose time is over; `states` in the order of time."""
    count = 0
    for state in states:
        if state is SlotState.MISSING:
            count += 1
        elif state not in (SlotState.NOT_DUE, SlotState.DUE):
            count = 0
    return count


def suggestion(value: float) -> float | None:
    """36.5 for 365 typed without the point; only ever proposed (domain rule A2.8)."""
    tenth = round(value / 10, 1)
    return tenth if value >= 100 and PLAUSIBLE[0] <= tenth <= PLAUSIBLE[1] else None
