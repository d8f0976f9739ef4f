"""When rounds are due, how they stand by the clock, and what the rules say against a record: from values alone (domain A3)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from enum import StrEnum

from db.vocabulary import RoundState

# A day on the screen: eight slots of two hours from six in the morning; what is due earlier or later stands at the edge.
SLOTS = 8
_FIRST_HOUR, _HOURS = 6, 2
# "1:100" as printed means 1+99 or 1+100: one percent apart, which is nobody's fault (domain A3.2).
_TOLERANCE = Decimal("0.05")
DAILY, MEALS, WEEKLY, EVENT = "daily", "meals", "weekly", "event"
TRIGGERS = (DAILY, MEALS, WEEKLY, EVENT)
EVENTS = ("vehicle", "unloading", "official_car", "release", "parcels", "other")
KINDS = ("canteen", "dormitory", "teaching", "isolation", "entrance", "sanitation", "other")
THINGS = (
    "touched", "floor", "wall", "bins", "toilet", "tableware", "textile", "metal", "air", "vehicle", "parcel",
    "isolation",
)  # fmt: skip
FIXED, OCCUPIED_ROOMS = "fixed", "occupied_rooms"


class Shown(StrEnum):
    """How a round stands at a moment; derived, never stored."""

    DONE = "done"
    DUE = "due"
    OVERDUE = "overdue"
    LATER = "later"
    MISSED = "missed"
    EXEMPT = "exempt"


# The worst first: what a cell shows of several.
WORST = (Shown.OVERDUE, Shown.DUE, Shown.MISSED, Shown.LATER, Shown.DONE, Shown.EXEMPT)


class Finding(StrEnum):
    """One thing that the rules say against a record."""

    TOO_SHORT = "too_short"
    TOO_STRONG = "too_strong"
    TOO_WEAK = "too_weak"
    EXPIRED = "expired"
    OVER_CEILING = "over_ceiling"


@dataclass(frozen=True, slots=True)
class Band:
    """What is allowed without a word: strength in the plan's unit, minutes of contact; None where nothing is prescribed."""

    least: Decimal | None = None
    most: Decimal | None = None
    minutes: int | None = None


@dataclass(frozen=True, slots=True)
class Done:
    """What counts of a record when it is judged. `count` includes it; `ceiling` is the most that is sensible on one day."""

    strength: Decimal | None
    minutes: int | None
    solution_until: datetime | None
    at: datetime
    count: int = 1
    ceiling: int | None = None


def slot_of(at: datetime, day: date) -> int:
    """Which of the eight two-hour slots of a day a moment stands in, 0 to 7."""
    if at.date() != day:
        return 0 if at.date() < day else SLOTS - 1
    return min(max((at.hour - _FIRST_HOUR) // _HOURS, 0), SLOTS - 1)


def times_of(
    trigger: str, rounds: int, times: Sequence[str], usual: Mapping[str, Sequence[str]]
) -> tuple[time, ...]:
    """When the rounds of a day are due: as fixed, after the meals, or spread over the day (`usual` by number of rounds)."""
    if times:
        return tuple(sorted(time.fromisoformat(text) for text in times))
    if trigger == MEALS and rounds <= len(usual["meals"]):
        return tuple(time.fromisoformat(text) for text in usual["meals"][:rounds])
    if str(rounds) in usual:
        return tuple(time.fromisoformat(text) for text in usual[str(rounds)])
    first, last = (time.fromisoformat(text) for text in usual["evenly"])
    start, end = first.hour * 60 + first.minute, last.hour * 60 + last.minute
    minutes = [start + (end - start) * place // max(rounds - 1, 1) for place in range(rounds)]
    return tuple(time(each // 60, each % 60) for each in minutes)


def is_on(trigger: str, rounds: int, weekdays: Sequence[int], day: date) -> bool:
    """Whether a plan has rounds on a day. Weekly without weekdays: as many days of the week as rounds, spread from Monday on."""
    if trigger == EVENT:
        return False
    if weekdays:
        return day.weekday() in weekdays
    if trigger == WEEKLY:
        return day.weekday() in {place * 7 // rounds for place in range(min(rounds, 7))}
    return True


def rounds_on(trigger: str, rounds: int, weekdays: Sequence[int]) -> int:
    """How many rounds a day has on which the plan has any. Weekly without weekdays: one."""
    return 1 if trigger == WEEKLY and not weekdays else rounds


def shown(state: str, due_at: datetime, now: datetime, warn: timedelta) -> Shown:
    """How a round stands: an open one is overdue from the moment it was due on, and due in the minutes before."""
    if state != RoundState.OPEN:
        return Shown(state)
    if now > due_at:
        return Shown.OVERDUE
    return Shown.DUE if due_at - now <= warn else Shown.LATER


def worst(states: Sequence[Shown]) -> Shown | None:
    """What a cell shows of several rounds."""
    return min(states, key=WORST.index, default=None)


def is_late(due_at: datetime | None, started_at: datetime, recorded_at: datetime, grace: timedelta) -> bool:
    """Whether a record is marked as late: the work began after its time, or was written down on a later day."""
    begun_late = due_at is not None and started_at > due_at + grace
    return begun_late or recorded_at.date() > started_at.date()


def judge(done: Done, band: Band) -> tuple[Finding, ...]:
    """What the rules say against a record, in a fixed order."""
    found: list[Finding] = []
    if band.minutes is not None and done.minutes is not None and done.minutes < band.minutes:
        found.append(Finding.TOO_SHORT)
    if done.strength is not None and band.most is not None and done.strength > band.most * (1 + _TOLERANCE):
        found.append(Finding.TOO_STRONG)
    if done.strength is not None and band.least is not None and done.strength < band.least * (1 - _TOLERANCE):
        found.append(Finding.TOO_WEAK)
    if done.solution_until is not None and done.at > done.solution_until:
        found.append(Finding.EXPIRED)
    if done.ceiling is not None and done.count > done.ceiling:
        found.append(Finding.OVER_CEILING)
    return tuple(found)


def same_person(one: str, other: str) -> bool:
    """Whether two written names are one; blanks between the characters do not count."""
    return "".join(one.split()) == "".join(other.split())
