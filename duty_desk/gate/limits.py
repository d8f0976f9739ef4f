"""The office's rules in force at the gate on a day: bands of temperature, hours, what coming in twice means."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, time, timedelta

from db.vocabulary import Direction, TemperatureMethod
from duty_desk import policy
from duty_desk.gate.rules import Alternation, Bands
from duty_desk.work import Read, shelved


def bands(read: Read, day: date | None = None) -> Bands:
    """The limits of temperature on a day."""
    wanted = day or read.at.date()
    return shelved(read, f"gate.bands.{wanted}", lambda: _bands(read, wanted))


def _bands(read: Read, day: date) -> Bands:
    by_method: Mapping[TemperatureMethod, float] = {}
    if policy.value(read, "temp.per_method", day):
        by_method = {
            TemperatureMethod.AXILLARY: policy.number(read, "temp.abnormal_axillary", day),
            TemperatureMethod.EAR: policy.number(read, "temp.abnormal_ear", day),
        }
    return Bands(
        low=policy.number(read, "temp.low_retest", day),
        attention=policy.number(read, "temp.attention", day),
        abnormal=policy.number(read, "temp.abnormal", day),
        by_method=by_method,
        emergency=policy.number(read, "temp.emergency", day),
    )


def retest_wait(read: Read, day: date | None = None) -> timedelta:
    """How long somebody with an abnormal reading rests before the second one."""
    return timedelta(minutes=policy.integer(read, "temp.retest_wait_min", day))


def needs_temperature(read: Read, direction: Direction, day: date | None = None) -> bool:
    """Whether a reading is asked for in that direction."""
    wanted = policy.text(read, "gate.temperature", day)
    return wanted == "both" or (wanted == "in" and direction is Direction.IN)


def alternation(read: Read, day: date | None = None) -> Alternation:
    """What coming in twice means."""
    return Alternation(policy.text(read, "gate.alternation", day))


def repeat_within(read: Read) -> timedelta:
    """Within which time the same code counts once."""
    return timedelta(seconds=policy.integer(read, "gate.repeat_seconds"))


def clock_of(read: Read, key: str, day: date | None = None) -> time:
    """A time of day out of a rule, e.g. 23:00."""
    return time.fromisoformat(policy.text(read, key, day))


def is_in_window(read: Read, moment: datetime) -> bool:
    """Whether supply vehicles may come in at a moment; the window may run across midnight."""
    start = clock_of(read, "vehicle.window_start", moment.date())
    end = clock_of(read, "vehicle.window_end", moment.date())
    now = moment.time()
    return start <= now <= end if start <= end else now >= start or now <= end


def night_of(read: Read, moment: datetime) -> date:
    """The day on whose evening a moment of the window belongs: before noon to the day before."""
    return moment.date() - timedelta(days=1) if moment.hour < 12 else moment.date()


def day_bounds(read: Read, day: date) -> tuple[datetime, datetime]:
    """From when, until when (exclusive) a reporting day runs."""
    start = clock_of(read, "gate.day_starts", day)
    if start == time(0):
        begin = datetime.combine(day, time())
        return begin, begin + timedelta(days=1)
    end = datetime.combine(day, start)
    return end - timedelta(days=1), end
