"""Slots of a day by rule, and what a line of a list out of a group chat means: number, name, set, how many."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

# Not the hour of "12:30", nor a number with a fraction.
_MARKS = ".)\\],;\N{IDEOGRAPHIC COMMA}\N{IDEOGRAPHIC FULL STOP}"
_PHONE = re.compile(r"(?<!\d)(1\d{10}|\d{7,8})(?!\d)")
_TIMES = re.compile(r"[x×*]\s*(\d{1,3})(?!\d)")
_ALONE = re.compile(r"(?<![\w:])(\d{1,3})(?![\w:])")
_CLOCK = re.compile(r"(?<!\d)(\d{1,2}):(\d{2})(?!\d)")
_DIVIDE = re.compile("[\\s,;/|\N{IDEOGRAPHIC COMMA}]+")


@dataclass(frozen=True, slots=True)
class Opening:
    """One rule: on `weekdays` (1 is Monday, none is every day) from `starts` to `ends` in slots, or an option that can be ordered."""

    option: str
    weekdays: tuple[int, ...]
    starts: time | None
    ends: time | None
    slot_minutes: int | None
    capacity: int


@dataclass(frozen=True, slots=True)
class Slot:
    """What can be booked on a day: `key` is "12:00" or the option of an order, with `capacity` places or pieces."""

    key: str
    option: str
    starts: time | None
    ends: time | None
    capacity: int


@dataclass(frozen=True, slots=True)
class Signs:
    """How people write: what follows a count, an hour, a half hour; the numerals; lines that are no orders."""

    counts: str
    hours: str
    half: str
    numerals: str
    headings: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Said:
    """One line as it was understood. `number` is that written before it, 0 without."""

    line: int
    text: str
    number: int
    name: str
    option: str
    starts: time | None
    quantity: int
    phone: str
    place: str


def slots_of(day: date, openings: Sequence[Opening], *, every_weekday: bool = False) -> tuple[Slot, ...]:
    """The slots and options of a day, by time. A rest too short for a whole slot is none."""
    found: list[Slot] = []
    for rule in openings:
        if not every_weekday and rule.weekdays and day.isoweekday() not in rule.weekdays:
            continue
        if rule.starts is None or rule.ends is None:
            found.append(Slot(rule.option, rule.option, None, None, rule.capacity))
            continue
        begin, end = datetime.combine(day, rule.starts), datetime.combine(day, rule.ends)
        step = timedelta(minutes=rule.slot_minutes or int((end - begin).total_seconds() // 60))
        while step and begin + step <= end:
            key = f"{begin:%H:%M}"
            found.append(Slot(key, rule.option, begin.time(), (begin + step).time(), rule.capacity))
            begin += step
    return tuple(sorted(found, key=lambda slot: (slot.starts or time(), slot.starts is None)))


def cut_off(day: date, until: time | None, days: int) -> datetime | None:
    """Until when orders for a day are taken; None without a limit."""
    return None if until is None else datetime.combine(day - timedelta(days=days), until)


def fold(text: str) -> str:
    """Half width, one kind of space, nothing invisible."""
    plain = unicodedata.normalize("NFKC", text)
    return "".join(sign for sign in plain if sign.isprintable() or sign.isspace()).strip()


def key_of(text: str) -> str:
    """A name or option for comparing: no spaces, no case, no dots within."""
    return "".join(sign for sign in fold(text).casefold() if sign.isalnum())


def read_list(text: str, options: Sequence[str], signs: Signs) -> tuple[Said, ...]:
    """The lines of a pasted list that say something; headings and empty lines are left out."""
    found: list[Said] = []
    for number, raw in enumerate(text.splitlines(), 1):
        plain = fold(raw)
        if plain and not _is_heading(plain, signs):
            found.append(_read(number, plain, options, signs))
    return tuple(found)


def _is_heading(plain: str, signs: Signs) -> bool:
    return plain.startswith(("#", "[", "\N{LEFT BLACK LENTICULAR BRACKET}")) or any(
        plain.startswith(word) for word in signs.headings
    )


def _read(line: int, plain: str, options: Sequence[str], signs: Signs) -> Said:
    rest, number = plain, 0
    glued = rf"(?=[^\W\d{signs.hours}])"
    begins = re.match(rf"[(\[]?(\d{{1,3}})(?:\s*[{_MARKS}]+(?!\d)|\s*:(?!\d)|\s+(?!\d+:)|{glued})\s*", plain)
    if begins is not None:
        rest, number = plain[begins.end() :], int(begins[1])
    rest, phone = _take(rest, _PHONE)
    rest, starts = _take_time(rest, signs)
    rest, option = _take_option(rest, options)
    rest, quantity = _take_count(rest, signs)
    words = [word for word in _DIVIDE.split(rest) if word]
    name = words[0].strip("-:()") if words else ""
    return Said(line, plain, number, name, option, starts, quantity, phone, " ".join(words[1:]))


def _take(text: str, pattern: re.Pattern[str]) -> tuple[str, str]:
    found = pattern.search(text)
    return (text, "") if found is None else (f"{text[: found.start()]} {text[found.end() :]}", found[1])


def _take_time(text: str, signs: Signs) -> tuple[str, time | None]:
    spoken = re.compile(rf"(\d{{1,2}})[{signs.hours}](?:({signs.half})|(\d{{1,2}}))?")
    for pattern in (_CLOCK, spoken):
        if (found := pattern.search(text)) is None:
            continue
        minute = int(found[2]) if pattern is _CLOCK else 30 if found[2] else int(found[3] or 0)
        if int(found[1]) < 24 and minute < 60:
            return f"{text[: found.start()]} {text[found.end() :]}", time(int(found[1]), minute)
    return text, None


def _take_option(text: str, options: Sequence[str]) -> tuple[str, str]:
    """The longest option that is written out, else a single letter that begins just one of them."""
    lower = text.casefold()
    for option in sorted(options, key=len, reverse=True):
        if (wanted := fold(option).casefold()) and wanted in lower:
            place = lower.index(wanted)
            return f"{text[:place]} {text[place + len(wanted) :]}", option
    for found in re.finditer(r"(?<![a-z])([a-z])(?![a-z])", lower):
        meant = [option for option in options if fold(option).casefold().startswith(found[1])]
        if len(meant) == 1:
            return f"{text[: found.start()]} {text[found.end() :]}", meant[0]
    return text, ""


def _take_count(text: str, signs: Signs) -> tuple[str, int]:
    spoken = re.compile(rf"(\d{{1,3}}|[{signs.numerals}])\s*[{signs.counts}]")
    for pattern in (spoken, _TIMES, _ALONE):
        if found := pattern.search(text):
            return f"{text[: found.start()]} {text[found.end() :]}", _count(found[1], signs)
    return text, 1


def _count(word: str, signs: Signs) -> int:
    """Two is written in two ways."""
    if word.isdigit():
        return int(word)
    place = signs.numerals.index(word)
    return place + 1 if place < 2 else place
