"""Reading what a cell says: dates, times, numbers and temperatures in every way offices write them.

Each `read_*` returns the value and, when something is the matter, a Trouble naming its reason class. A value
beside a Trouble is only a suggestion.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import NamedTuple

from duty_desk.sheets.book import BOOLEAN, DATE, MOMENT, NUMBER, TEXT, TIME, Cell
from duty_desk.sheets.words import half_width, words

_EPOCH, _EPOCH_1904 = datetime(1899, 12, 30), datetime(1904, 1, 1)
_FIRST_REAL_SERIAL = 61  # 60 is 29 February 1900, which never was
_SERIALS = range(36526, 73051)  # 2000 to 2099, for numbers that only look like a date
_YEARS = range(1950, 2100)
_FULL_DATE = re.compile(r"([0-9]{4})[-./]([0-9]{1,2})[-./]([0-9]{1,2})(?:[ T]+0{1,2}:00(?::00(?:\.0+)?)?)?")
_COMPACT_DATE = re.compile(r"((?:19|20)[0-9][0-9])([01][0-9])([0-3][0-9])")
_SHORT_YEAR = re.compile(r"([0-9]{2})[-./]([0-9]{1,2})[-./]([0-9]{1,2})")
_DAY = re.compile(r"([0-9]{1,2})[-/]([0-9]{1,2})")
_TIME = re.compile(r"([0-9]{1,2}):([0-9]{1,2})?(?::([0-9]{1,2})(?:\.[0-9]+)?)?")
_NUMBER = re.compile(r"[-+]?([0-9]+(\.[0-9]*)?|\.[0-9]+)")
_THOUSANDS = re.compile(r"[-+]?[0-9]{1,3}(,[0-9]{3})+(\.[0-9]+)?")


class Trouble(NamedTuple):
    """A reason class with what its sentence needs."""

    code: str
    values: Mapping[str, object] = {}


@dataclass(frozen=True, slots=True)
class Heading:
    """What stands above the table: its lines, the years named there, the first and the last full date."""

    lines: tuple[str, ...] = ()
    years: tuple[int, ...] = ()
    first: date | None = None
    last: date | None = None
    particulars: Mapping[str, str] = field(default_factory=dict[str, str])

    @property
    def title(self) -> str:
        """The first line."""
        return self.lines[0] if self.lines else ""


@dataclass(frozen=True, slots=True)
class Context:
    """What a cell cannot say by itself."""

    date1904: bool = False
    heading: Heading = Heading()


def is_blank(cell: Cell | None) -> bool:
    """Whether a cell is empty or holds one of the signs for "none"."""
    return cell is None or (cell.kind == TEXT and str(cell.value).strip() in words().none)


def text_of(cell: Cell | None, context: Context) -> str:
    """The cell as a person reads it, trimmed; empty for none."""
    if cell is None:
        return ""
    value = cell.value
    if isinstance(value, str):
        return value.strip()
    if cell.kind == BOOLEAN:
        return "TRUE" if value else "FALSE"
    if cell.kind in (DATE, MOMENT, TIME):
        moment = _moment(float(value), context)
        if moment is None or cell.kind == TIME or float(value) < 1:
            return clock(float(value))
        return f"{moment:%Y-%m-%d}" if cell.kind == DATE else f"{moment:%Y-%m-%d %H:%M}"
    return (
        str(int(value))
        if isinstance(value, float) and value.is_integer() and abs(value) < 1e15
        else str(value)
    )


def plain_text(cell: Cell | None, context: Context) -> str:
    """The text of a field: signs for "none" are empty, ends trimmed."""
    return "" if is_blank(cell) else text_of(cell, context)


def _moment(serial: float, context: Context) -> datetime | None:
    epoch = _EPOCH_1904 if context.date1904 else _EPOCH
    try:
        return epoch + timedelta(seconds=round(serial * 86400))
    except OverflowError:
        return None


def clock(fraction: float) -> str:
    """A day fraction as HH:MM; a whole day is 24:00."""
    minutes = round(fraction % 1 * 1440) if fraction != 1 else 1440
    return f"{minutes // 60:02d}:{minutes % 60:02d}"


def spelt(text: str) -> str:
    """Half width, with the Chinese marks of dates and times turned into plain signs."""
    text = words().weekdays.sub("", half_width(text)).translate(words().marks)
    text = re.sub(r"\s*-\s*", "-", re.sub(r"\(\s*\)", "", text))
    return " ".join(text.split())


def read_date(cell: Cell, context: Context) -> tuple[date | None, Trouble | None]:
    """A calendar date."""
    value = cell.value
    if cell.kind in (DATE, MOMENT) or (cell.kind == TIME and float(value) == 0):
        serial = float(value)
        if not context.date1904 and serial < _FIRST_REAL_SERIAL:
            return None, Trouble("DATE_1900")
        moment = _moment(serial, context)
        if moment is None or moment.year not in _YEARS:
            return None, Trouble("DATE_INVALID", {"value": text_of(cell, context)})
        return moment.date(), None
    if cell.kind == NUMBER and isinstance(value, int):
        found = _COMPACT_DATE.fullmatch(str(value))
        if found:
            return _checked_date(int(found[1]), int(found[2]), int(found[3]), str(value))
        moment = _moment(value, context) if value in _SERIALS else None
        if moment:
            return moment.date(), Trouble("DATE_SERIAL", {"value": value, "date": moment.date().isoformat()})
    if cell.kind != TEXT:
        return None, Trouble("DATE_INVALID", {"value": text_of(cell, context)})
    return _read_date_text(str(value), context)


def _read_date_text(raw: str, context: Context) -> tuple[date | None, Trouble | None]:
    text = spelt(raw).strip("-. ")
    found = _FULL_DATE.fullmatch(text) or _COMPACT_DATE.fullmatch(text)
    if found:
        return _checked_date(int(found[1]), int(found[2]), int(found[3]), raw)
    found = _SHORT_YEAR.fullmatch(text)
    if found:
        day, trouble = _checked_date(2000 + int(found[1]), int(found[2]), int(found[3]), raw)
        return day, trouble or (Trouble("DATE_TWO_DIGIT_YEAR", {"date": day.isoformat()}) if day else None)
    found = _DAY.fullmatch(text)
    if found:
        if not context.heading.years:
            return None, Trouble("DATE_NO_YEAR", {"value": raw.strip()})
        return _in_year(context.heading, int(found[1]), int(found[2]), raw)
    return None, Trouble("DATE_INVALID", {"value": raw.strip()[:40]})


def _checked_date(year: int, month: int, day: int, raw: str) -> tuple[date | None, Trouble | None]:
    try:
        found = date(year, month, day)
    except ValueError:
        found = None
    if found is None or found.year not in _YEARS:
        return None, Trouble("DATE_INVALID", {"value": raw.strip()[:40]})
    return found, None


def _in_year(heading: Heading, month: int, day: int, raw: str) -> tuple[date | None, Trouble | None]:
    """The day in the year of the heading; over the turn of a year, the one inside its period."""
    days = [_checked_date(year, month, day, raw) for year in heading.years]
    first = heading.first
    for found, _ in days:
        if found and first and found >= first and (heading.last is None or found <= heading.last):
            return found, None
    return days[0]


def read_time(cell: Cell, context: Context) -> tuple[str | None, Trouble | None]:
    """A time of day as HH:MM, 24:00 included."""
    value = cell.value
    if cell.kind in (TIME, MOMENT, DATE) and float(value) >= 0:
        return clock(float(value)), None
    if cell.kind == NUMBER and 0 < float(value) < 1:
        return clock(float(value)), None
    if cell.kind == TEXT:
        found = time_text(spelt(str(value)))
        if found:
            return found, None
    return None, Trouble("TIME_INVALID", {"value": text_of(cell, context)[:40]})


def time_text(text: str) -> str | None:
    """HH:MM out of spelt text such as `9:05`, `14:` or with morning and afternoon words; else None."""
    shift = 0
    for word in words().morning + words().afternoon:
        if text.startswith(word):
            shift = 12 if word in words().afternoon else 0
            text = text[len(word) :].strip()
    found = _TIME.fullmatch(text)
    if not found:
        return None
    hour, minute = int(found[1]), int(found[2] or 0)
    if shift and hour < 12:
        hour += shift
    if minute > 59 or hour > 24 or (hour == 24 and minute):
        return None
    return f"{hour:02d}:{minute:02d}"


def read_moment(cell: Cell, context: Context) -> tuple[datetime | None, Trouble | None]:
    """A date with a time; 24:00 is the next midnight."""
    if cell.kind in (DATE, MOMENT):
        day, trouble = read_date(cell, context)
        return (_moment(float(cell.value), context), None) if day else (None, trouble)
    if cell.kind == TEXT:
        day_text, _, time = spelt(str(cell.value)).replace("T", " ").rpartition(" ")
        clock_text = time_text(time)
        if day_text and clock_text:
            day, trouble = _read_date_text(day_text, context)
            return (at(day, clock_text), trouble) if day else (None, trouble)
    day, trouble = read_date(cell, context)
    return (datetime(day.year, day.month, day.day) if day else None), trouble


def at(day: date, clock_text: str) -> datetime:
    """The moment of an HH:MM on a day; 24:00 is the next midnight."""
    hour, minute = (int(part) for part in clock_text.split(":"))
    return datetime(day.year, day.month, day.day) + timedelta(hours=hour, minutes=minute)


def number_text(text: str) -> int | float | None:
    """The number a text stands for: half or full width, spaces round it, thousands separators."""
    text = half_width(text).strip().replace("\u2212", "-")
    if _THOUSANDS.fullmatch(text):
        text = text.replace(",", "")
    if not _NUMBER.fullmatch(text) or len(text) > 30:
        return None
    value = float(text)
    return int(value) if value.is_integer() and abs(value) < 1e15 else value


def read_number(cell: Cell, context: Context) -> tuple[int | float | None, Trouble | None]:
    """A plain number."""
    if cell.kind == NUMBER and not isinstance(cell.value, str):
        return cell.value, None
    if cell.kind == TEXT:
        text = str(cell.value).strip().removeprefix("\u00a5").removeprefix("\uffe5")
        value = number_text(text)
        if value is not None:
            return value, None
    return None, Trouble("NUMBER_INVALID", {"value": text_of(cell, context)[:40]})


def read_temperature(cell: Cell, context: Context) -> tuple[int | float | None, Trouble | None]:
    """A temperature in degrees Celsius with its sign or without; whether it is plausible is judged later."""
    if cell.kind == TEXT:
        text = words().degrees.sub("", half_width(str(cell.value)).strip())
        value = number_text(text)
        if value is not None:
            return value, None
    elif cell.kind == NUMBER and not isinstance(cell.value, str):
        return cell.value, None
    return None, Trouble("NUMBER_INVALID", {"value": text_of(cell, context)[:40]})
