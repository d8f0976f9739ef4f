"""Dates, times and numbers as an office writes them, the same on screen, paper and in workbooks.

On screens month and day, in print the year as well, in workbooks 2020-03-06. The end of a day is 24:00 of that day.
"""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from decimal import Decimal

from duty_desk.strings import t

MIDNIGHT = time(0, 0)
# Full-width digits, letters, hyphen and space; full-width punctuation is how Chinese is written.
_HALF = {
    code: code - 0xFEE0
    for code in (0xFF0D, *range(0xFF10, 0xFF1A), *range(0xFF21, 0xFF3B), *range(0xFF41, 0xFF5B))
} | {0x3000: 0x20}


def month_name(value: date) -> str:
    """The month as dates name it: Mar, or its number where that is how it is said."""
    return t(f"formats.month.{value.month}")


def day(value: date | None) -> str:
    """Month and day, as lists and screens write a date."""
    return t("formats.day", month=month_name(value), day=value.day) if value else ""


def full_day(value: date | None) -> str:
    """Year, month and day, as papers date themselves."""
    return t("formats.full_day", year=value.year, month=month_name(value), day=value.day) if value else ""


def clock(value: datetime | time | None) -> str:
    """17:20."""
    return f"{value.hour:02d}:{value.minute:02d}" if value else ""


def moment(value: datetime | None) -> str:
    """Month, day and time."""
    return f"{day(value.date())} {clock(value)}" if value else ""


def full_moment(value: datetime | None) -> str:
    """Year, month, day and time."""
    return f"{full_day(value.date())} {clock(value)}" if value else ""


def end_moment(value: datetime | None) -> str:
    """24:00 of 6 March for the midnight that ends it; otherwise as `moment`."""
    if value is not None and value.time() == MIDNIGHT:
        return f"{day(value.date() - timedelta(days=1))} 24:00"
    return moment(value)


def last_day(until: datetime) -> date:
    """The last day of a period that ends at `until`: a midnight belongs to the day before."""
    return until.date() - timedelta(days=1) if until.time() == MIDNIGHT else until.date()


def period(start: date, end: date) -> str:
    """First and last day with a dash between; one day only once."""
    return day(start) if start == end else f"{day(start)}—{day(end)}"


def hours(start: time | None, end: time | None) -> str:
    """06:00–22:00; around the clock when empty. An end of midnight reads 24:00."""
    if start is None or end is None:
        return t("formats.all_day")
    return f"{clock(start)}–{'24:00' if end == MIDNIGHT else clock(end)}"


def number(value: float | int | Decimal | None) -> str:
    """1,234 and 2.85; no trailing zeros."""
    if value is None:
        return ""
    if isinstance(value, Decimal):
        return f"{value.normalize():,f}"
    if isinstance(value, float) and not value.is_integer():
        return f"{value:,.3f}".rstrip("0").rstrip(".")
    return f"{int(value):,}"


def weekday(value: date) -> str:
    """The day of the week."""
    return t(f"formats.weekday.{value.isoweekday()}")


def duration(value: timedelta) -> str:
    """Hours and minutes, written tight for chips."""
    minutes = int(value.total_seconds() // 60)
    hours_part, minutes_part = divmod(minutes, 60)
    if hours_part and minutes_part:
        return t("formats.hours_minutes", hours=hours_part, minutes=minutes_part)
    if hours_part:
        return t("formats.hours", hours=hours_part)
    return t("formats.minutes", minutes=minutes_part)


def plain_width(text: str) -> str:
    """Digits and letters of a room or a plate in half width, as every other one on the screen."""
    return text if text.isascii() else text.translate(_HALF)
