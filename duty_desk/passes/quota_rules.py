"""How often a household may send somebody out (domain rule A1.21), from its exits alone."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum

CALENDAR, ROLLING = "calendar", "rolling"


@dataclass(frozen=True, slots=True)
class QuotaRule:
    """`persons` exits in `days`, counted by calendar dates or by hours from each exit."""

    persons: int
    days: int
    mode: str = CALENDAR


@dataclass(frozen=True, slots=True)
class Exit:
    """One exit that was not withdrawn. `free` ones (medical, care, duty …) use nothing."""

    at: datetime
    free: bool = False


@dataclass(frozen=True, slots=True)
class Quota:
    """Whether somebody may go out, which exits stand in the way (positions in the list), and from when one may again.

    `next_at` is None while one may go, and when no waiting helps because nobody may go at all.
    """

    allowed: bool
    left: int
    used: tuple[int, ...]
    next_at: datetime | None


class Cell(StrEnum):
    """What a day is in the strip of days beside a household."""

    UNUSED = "unused"
    OUT = "out"
    BLOCKED = "blocked"
    NOW = "now"
    FREE = "free"


def compute_quota(exits: Sequence[Exit], at: datetime, rule: QuotaRule) -> Quota:
    """The answer for an exit at a moment. Exits later than it do not count; re-entry is never asked about."""
    used = tuple(
        i for i, one in enumerate(exits) if not one.free and one.at <= at and counts(one.at, at, rule)
    )
    left = max(0, rule.persons - len(used))
    if left:
        return Quota(True, left, used, None)
    if rule.persons == 0:
        return Quota(False, 0, used, None)
    # One may go as soon as all but `persons - 1` of the counted exits have left the window.
    times = sorted(exits[i].at for i in used)
    return Quota(False, 0, used, leaves_window(times[len(times) - rule.persons], rule))


def counts(exit_at: datetime, at: datetime, rule: QuotaRule) -> bool:
    """Whether an exit still counts at a moment."""
    return at < leaves_window(exit_at, rule)


def leaves_window(exit_at: datetime, rule: QuotaRule) -> datetime:
    """When an exit stops counting: at midnight after the days, or the same hours later."""
    if rule.mode == ROLLING:
        return exit_at + timedelta(days=rule.days)
    return datetime.combine(exit_at.date() + timedelta(days=rule.days), time())


def day_cells(
    exits: Sequence[Exit], at: datetime, rule: QuotaRule, *, before: int = 5, after: int = 2
) -> tuple[tuple[date, Cell], ...]:
    """A strip of days around today: used, blocked by an earlier exit, today's question, free again."""
    today = at.date()
    counted = [one.at for one in exits if not one.free and one.at <= at]
    cells: list[tuple[date, Cell]] = []
    for step in range(-before, after + 1):
        day = today + timedelta(days=step)
        went = any(moment.date() == day for moment in counted)
        last = datetime.combine(day, time(23, 59))
        open_that_day = compute_quota(exits, max(at, last) if step >= 0 else last, rule).allowed
        if went:
            cell = Cell.OUT
        elif step == 0:
            cell = Cell.NOW if compute_quota(exits, at, rule).allowed else Cell.BLOCKED
        elif not open_that_day:
            cell = Cell.BLOCKED
        else:
            cell = Cell.UNUSED if step < 0 else Cell.FREE
        cells.append((day, cell))
    return tuple(cells)
