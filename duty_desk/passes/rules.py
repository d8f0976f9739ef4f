"""What makes a pass possible and what it is at a moment: periods, hours, check codes, states."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, datetime, time, timedelta

from db.vocabulary import PassState, PassStatus
from duty_desk.errors import InputError

MIDNIGHT = time(0, 0)
DAY = timedelta(days=1)
# Extensions are taken until 30 days after the end (a university's published rule, W0 of the sources).
EXTENSION_GRACE = timedelta(days=30)
# How long a step can be taken back by the officer who did it.
UNDO_MINUTES = 15
# What was done outweighs every date: these words are states themselves.
ENDED: Mapping[str, PassState] = {
    status.value: PassState(status.value) for status in PassStatus if status is not PassStatus.ISSUED
}


def end_of_day(day: date) -> datetime:
    """24:00 of a day: a pass valid to a date is valid until then."""
    return datetime.combine(day + DAY, MIDNIGHT)


def last_day_of(valid_until: datetime) -> date:
    """The last day on which a pass is valid; a midnight belongs to the day before."""
    return (valid_until - timedelta(microseconds=1)).date()


def days_of(valid_from: datetime, valid_until: datetime) -> int:
    """Calendar days from the first to the last, both counted."""
    return (last_day_of(valid_until) - valid_from.date()).days + 1


def find_period_problems(
    valid_from: datetime | None,
    valid_until: datetime | None,
    *,
    at: datetime,
    max_days: int | None,
    last_day: date | None = None,
    say: Callable[[date], str] = str,
) -> tuple[InputError, ...]:
    """Everything wrong with a period. `max_days` None: no limit; `last_day`: when the measures end; `say` writes a day."""
    found: list[InputError] = []
    if valid_from is None:
        found.append(InputError("valid_from", "passes.error.from_missing"))
    if valid_until is None:
        found.append(InputError("valid_until", "passes.error.until_missing"))
    if valid_from is None or valid_until is None:
        return tuple(found)
    if valid_until <= valid_from:
        return (InputError("valid_until", "passes.error.ends_before_begins"),)
    if valid_until <= at:
        found.append(InputError("valid_until", "passes.error.already_over"))
    if max_days is not None and days_of(valid_from, valid_until) > max_days:
        latest = valid_from.date() + timedelta(days=max_days - 1)
        found.append(InputError("valid_until", "passes.error.too_long", days=max_days, day=say(latest)))
    if last_day is not None and last_day_of(valid_until) > last_day:
        found.append(InputError("valid_until", "passes.error.past_policy_end", day=say(last_day)))
    return tuple(found)


def find_hours_problems(hours_from: time | None, hours_until: time | None) -> tuple[InputError, ...]:
    """Daily hours are both given or both left open, and not the same moment."""
    if (hours_from is None) != (hours_until is None):
        return (InputError("hours_from" if hours_from is None else "hours_until", "passes.error.hours_half"),)
    if hours_from is not None and hours_from == hours_until and hours_from != MIDNIGHT:
        return (InputError("hours_until", "passes.error.hours_empty"),)
    return ()


def is_within_hours(moment: datetime | time, hours_from: time | None, hours_until: time | None) -> bool:
    """Whether a moment lies in the daily hours, to the minute, both ends counted (A1.20).

    `hours_from` later than `hours_until` runs across midnight; an end of 00:00 is 24:00; empty is round the clock.
    """
    if hours_from is None or hours_until is None:
        return True
    minute = moment.hour * 60 + moment.minute
    start = hours_from.hour * 60 + hours_from.minute
    end = hours_until.hour * 60 + hours_until.minute or 24 * 60
    if start <= end:
        return start <= minute <= end
    return minute >= start or minute <= end


def state_of(
    status: str, valid_from: datetime, valid_until: datetime, restricted: bool, at: datetime
) -> PassState:
    """What a pass is at a moment. An ended pass stays ended; a restriction outweighs the period."""
    if status != PassStatus.ISSUED:
        return ENDED[status]
    if valid_until <= at:
        return PassState.EXPIRED
    if restricted:
        return PassState.SUSPENDED
    if at < valid_from:
        return PassState.NOT_YET
    if valid_until <= end_of_day(at.date()):
        return PassState.LAST_DAY
    return PassState.VALID
