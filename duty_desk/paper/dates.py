"""Dates as papers write them, in the language of the paper rather than of the screen."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from duty_desk.strings import text_in

CHINESE = "zh_CN"
ENGLISH = "en"


def day(value: date, language: str = CHINESE) -> str:
    """Month and day: 6 Mar."""
    month = text_in(language, f"formats.month.{value.month}")
    return text_in(language, "formats.day", month=month, day=value.day)


def full(value: date, language: str = CHINESE) -> str:
    """The whole date: 6 Mar 2020."""
    month = text_in(language, f"formats.month.{value.month}")
    return text_in(language, "formats.full_day", year=value.year, month=month, day=value.day)


def end_of(value: date) -> tuple[date, str]:
    """Day and clock at which something valid until `value` ends: a day ends at its 24:00, and so does a midnight."""
    if not isinstance(value, datetime):
        return value, "24:00"
    if value.time() == time(0, 0):
        return value.date() - timedelta(days=1), "24:00"
    return value.date(), f"{value:%H:%M}"


def until(value: date, near: date, language: str = CHINESE) -> str:
    """Day and 24:00, or day and time; with the year where it is not the year of `near`."""
    last, clock = end_of(value)
    write = day if near.year == last.year else full
    return f"{write(last, language)} {clock}"


def since(value: date, near: date, language: str = CHINESE) -> str:
    """Day and time, or only the day where no time is given; with the year where it is not that of `near`."""
    write = day if near.year == value.year else full
    text = write(value, language)
    return f"{text} {value:%H:%M}" if isinstance(value, datetime) else text


def full_moment(value: date, language: str = CHINESE) -> str:
    """The whole date and the time, or only the date where no time is given."""
    text = full(value, language)
    return f"{text} {value:%H:%M}" if isinstance(value, datetime) else text
