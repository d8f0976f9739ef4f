"""Dates and times as people type them: 3-6, 0306, a month and day in words, today, +3, 1720, 24:00."""

from __future__ import annotations

import re
import unicodedata
from datetime import date, datetime, time, timedelta
from functools import cache

from duty_desk.errors import InputError
from duty_desk.strings import LANGUAGES, text_in

_NAMED = (("yesterday", -1), ("today", 0), ("tomorrow", 1), ("after_tomorrow", 2))
_CLOCK = re.compile(r"(?P<hour>\d{1,2}):(?P<minute>\d{2})$")


def _fold(text: str) -> str:
    """Half width, one kind of dash and colon, lower case."""
    plain = unicodedata.normalize("NFKC", text).strip().lower()
    for year, month, day in (text_in(name, "kit.date.signs").split() for name in LANGUAGES):
        pattern = rf"(?:(\d{{4}}){year})?(\d{{1,2}}){month}(\d{{1,2}})(?:{day}(?![a-z]))?"
        plain = re.sub(pattern, lambda found: "-".join(part for part in found.groups() if part) + " ", plain)
    months, day_first, month_first = _months()
    for pattern in (day_first, month_first):
        plain = pattern.sub(lambda found: _numbered(found, months), plain)
    return re.sub(r"\s+", " ", plain.replace("\N{EN DASH}", "-")).strip()


@cache
def _months() -> tuple[dict[str, int], re.Pattern[str], re.Pattern[str]]:
    """Months that have a name in one of the languages, and a date with such a name: 6 Mar 2020, march 6. Four figures that may be a
    time of day are none of a year.
    """
    named = {
        text_in(name, f"formats.month.{each}").lower(): each for name in LANGUAGES for each in range(1, 13)
    }
    months = {name: each for name, each in named.items() if name.isalpha()}
    month = rf"(?P<month>{'|'.join(months)})[a-z]*\.?,?"
    year = r"(?:,? *(?P<year>(?:19|20)\d\d)(?![\d:]))?"
    day = r"(?<!\d)(?P<day>\d{1,2})"
    return (
        months,
        re.compile(rf"{day} *{month}{year}"),
        re.compile(rf"(?<![a-z]){month} *{day}(?![\d:]){year}"),
    )


def _numbered(found: re.Match[str], months: dict[str, int]) -> str:
    parts = (found["year"], str(months[found["month"]]), found["day"])
    return "-".join(part for part in parts if part) + " "


def _days_by_name() -> dict[str, int]:
    return {text_in(name, f"kit.date.{key}"): shift for name in LANGUAGES for key, shift in _NAMED}


def parse_date(text: str, today: date, field: str = "date") -> date | None:
    """The day meant, None for nothing. Without a year, the one that brings the day nearest to `today`."""
    plain = _fold(text)
    if not plain:
        return None
    named = _days_by_name()
    if plain in named:
        return today + timedelta(days=named[plain])
    if found := re.fullmatch(r"([+-])(\d{1,4})", plain):
        return today + timedelta(days=int(found[2]) * (1 if found[1] == "+" else -1))
    if found := re.fullmatch(r"(\d{4})[-/.]?(\d{2})[-/.]?(\d{2})|(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})", plain):
        year, month, day = (int(part) for part in found.groups() if part)
        return _made(year, month, day, field)
    if found := re.fullmatch(r"(\d{1,2})[-/.](\d{1,2})|(\d{1,2})(\d{2})", plain):
        month, day = (int(part) for part in found.groups() if part)
        return _nearest(month, day, today, field)
    raise InputError(field, "kit.date.not_understood", text=text.strip())


def _made(year: int, month: int, day: int, field: str) -> date:
    try:
        return date(year, month, day)
    except ValueError as error:
        raise InputError(field, "kit.date.impossible", month=month, day=day) from error


def _nearest(month: int, day: int, today: date, field: str) -> date:
    found: list[date] = []
    for year in (today.year - 1, today.year, today.year + 1):
        try:
            found.append(date(year, month, day))
        except ValueError:
            continue  # 29 February exists in some years only
    if not found:
        raise InputError(field, "kit.date.impossible", month=month, day=day)
    return min(found, key=lambda each: (abs((each - today).days), each < today))


def parse_clock(text: str, field: str = "time") -> tuple[time, bool] | None:
    """Time of day, and whether it was written 24:00, the end of the day. None for nothing."""
    plain = _fold(text)
    if not plain:
        return None
    if re.fullmatch(r"\d{3,4}", plain):
        plain = f"{plain[:-2]}:{plain[-2:]}"
    elif re.fullmatch(r"\d{1,2}", plain):
        plain = f"{plain}:00"
    found = _CLOCK.fullmatch(plain)
    if found is None or int(found["hour"]) > 24 or int(found["minute"]) > 59:
        raise InputError(field, "kit.date.time_impossible", text=text.strip())
    hour, minute = int(found["hour"]), int(found["minute"])
    if hour == 24:
        if minute:
            raise InputError(field, "kit.date.time_impossible", text=text.strip())
        return time(0, 0), True
    return time(hour, minute), False


def parse_moment(text: str, now: datetime, *, end: bool = False, field: str = "moment") -> datetime | None:
    """Day and time meant. A day alone starts at 0:00, or ends at 24:00 when `end`; a time alone is today's."""
    plain = _fold(text)
    if not plain:
        return None
    head, _, tail = plain.rpartition(" ")
    if not head:
        if _CLOCK.search(plain) and not re.search(r"[-/.+]", plain):
            head, tail = "", plain
        else:
            split = re.fullmatch(r"(.*\D)(\d{1,2}:\d{2})", plain)
            head, tail = (split[1].strip(), split[2]) if split else (plain, "")
    day = parse_date(head, now.date(), field) if head else now.date()
    clock = parse_clock(tail, field) if tail else (time(0, 0), end)
    if day is None or clock is None:
        return None
    return datetime.combine(day + timedelta(days=1 if clock[1] else 0), clock[0])
