"""Dates, times and numbers as an office writes them, the same on screen, paper and in workbooks.

On screens 3月6日 17:20, in print 2020年3月6日, in workbooks 2020-03-06. The end of a day is 24:00 of that day.
"""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from duty_desk.strings import t

MIDNIGHT = time(0, 0)


def day(value: date | None) -> str:
    """3月6日."""
    return t("formats.day", month=value.month, day=value.day) if value else ""


def full_day(value: date | None) -> str:
    """2020年3月6日, as papers date themselves."""
    return t("formats.full_day", year=value.year, month=value.month, day=value.day) if value else ""


def clock(value: datetime | time | None) -> str:
    """17:20."""
    return f"{value.hour:02d}:{value.minute:02d}" if value else ""


def moment(value: datetime | None) -> str:
    """3月6日 17:20."""
    return f"{day(value.date())} {clock(value)}" if value else ""


def full_moment(value: datetime | None) -> str:
    """2020年3月6日 17:20."""
    return f"{full_day(value.date())} {clock(value)}" if value else ""


def end_moment(value: datetime | None) -> str:
    """3月6日 24:00 for the midnight that ends 6 March; otherwise as `moment`."""
    if value is not None and value.time() == MIDNIGHT:
        return f"{day(value.date() - timedelta(days=1))} 24:00"
    return moment(value)


def last_day(until: datetime) -> date:
    """The last day of a period that ends at `until`: a midnight belongs to the day before."""
    return until.date() - timedelta(days=1) if until.time() == MIDNIGHT else until.date()


def period(start: date, end: date) -> str:
    """2月10日—2月23日; one day only once."""
    return day(start) if start == end else f"{day(start)}—{day(end)}"


def hours(start: time | None, end: time | None) -> str:
    """06:00–22:00; around the clock when empty. An end of midnight reads 24:00."""
    if start is None or end is None:
        return t("formats.all_day")
    return f"{clock(start)}–{'24:00' if end == MIDNIGHT else clock(end)}"


def number(value: float | int | None) -> str:
    """1,234 and 2.85; no trailing zeros."""
    if value is None:
        return ""
    if isinstance(value, float) and not value.is_integer():
        return f"{value:,.3f}".rstrip("0").rstrip(".")
    return f"{int(value):,}"


def weekday(value: date) -> str:
    """周五."""
    return t(f"formats.weekday.{value.isoweekday()}")


def duration(value: timedelta) -> str:
    """1小时20分; written tight for chips."""
    minutes = int(value.total_seconds() // 60)
    hours_part, minutes_part = divmod(minutes, 60)
    if hours_part and minutes_part:
        return t("formats.hours_minutes", hours=hours_part, minutes=minutes_part)
    if hours_part:
        return t("formats.hours", hours=hours_part)
    return t("formats.minutes", minutes=minutes_part)
