"""The lunar date of a day, as calendars and duty rosters print it."""

from __future__ import annotations

import tomllib
from bisect import bisect_right
from collections.abc import Callable
from datetime import date
from functools import cache
from typing import NamedTuple

from duty_desk.paths import resources
from duty_desk.strings import t

_TENS = 10
Say = Callable[..., str]


class Lunar(NamedTuple):
    """A day of the lunar calendar; `leap` tells the second of two months of one number."""

    year: int
    month: int
    leap: bool
    day: int


class _Year(NamedTuple):
    first: date
    leap: int
    lengths: tuple[int, ...]


def lunar(day: date) -> Lunar | None:
    """The lunar date of a day; None outside the table."""
    years = _years()
    place = bisect_right(_firsts(), day) - 1
    if place < 0:
        return None
    number = _numbers()[place]
    first, leap, lengths = years[number]
    rest = (day - first).days
    for index, length in enumerate(lengths):
        if rest < length:
            later = bool(leap) and index >= leap
            return Lunar(number, index + (not later), bool(leap) and index == leap, rest + 1)
        rest -= length
    return None


def label(day: date, say: Say = t) -> str:
    """The lunar date in words with its month, as in a heading; empty outside the table. `say` gives the texts of a language."""
    found = lunar(day)
    if found is None:
        return ""
    month = say(f"roster.lunar.month.{found.month}")
    if found.leap:
        month = say("roster.lunar.leap", month=month)
    return say("roster.lunar.day", month=month, day=_day(found.day, say))


def short_label(day: date, say: Say = t) -> str:
    """The lunar day alone, with the month on its first day, as narrow columns print it."""
    found = lunar(day)
    if found is None:
        return ""
    if found.day > 1:
        return say("roster.lunar.day_only", day=_day(found.day, say))
    month = say(f"roster.lunar.month.{found.month}")
    return say("roster.lunar.leap", month=month) if found.leap else month


def _day(number: int, say: Say) -> str:
    tens, ones = divmod(number, _TENS)
    if not ones:
        return say(f"roster.lunar.round.{tens}")
    return say(f"roster.lunar.tens.{tens}") + say(f"roster.lunar.ones.{ones}")


@cache
def _years() -> dict[int, _Year]:
    path = resources() / "calendar" / "lunar.toml"
    found: dict[int, _Year] = {}
    for number, text in tomllib.loads(path.read_text(encoding="utf-8"))["year"].items():
        first, leap, lengths = text.split()
        sizes = tuple(30 if letter == "L" else 29 for letter in lengths)
        found[int(number)] = _Year(date.fromisoformat(first), int(leap), sizes)
    return found


@cache
def _firsts() -> tuple[date, ...]:
    return tuple(year.first for year in _years().values())


@cache
def _numbers() -> tuple[int, ...]:
    return tuple(_years())
