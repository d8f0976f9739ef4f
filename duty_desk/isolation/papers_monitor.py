"""The register of one person under observation, a line a day: readings, symptoms, medicine, tests (form A1.10)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final

from duty_desk import formats
from duty_desk.isolation.notice_layout import CHINESE, sex_of, words_in
from duty_desk.isolation.notice_release import symptom_words
from duty_desk.isolation.papers_facts import Observed, Taken
from duty_desk.paper import dates
from duty_desk.paper.forms import field, imprint, signatures
from duty_desk.paper.frame import watermark_items
from duty_desk.paper.layout import Box, Item, Layout, Line, Text, lines_of, middle

PAGE: Final = (297.0, 210.0)
LEFT: Final = 18.0
RIGHT: Final = 285.0
TOP: Final = 47.0
ROW: Final = 7.4
ROWS: Final = 16
HEAD: Final = 11.0
# Key and width in mm; together as wide as the page allows.
COLUMNS: Final = (
    ("day", 12.0), ("date", 17.0), ("am_at", 14.0), ("am", 16.0), ("pm_at", 14.0), ("pm", 16.0), ("symptoms", 46.0),
    ("medicine", 30.0), ("support", 24.0), ("test", 30.0), ("cleaned", 22.0), ("by", 26.0),
)  # fmt: skip
GROUPS: Final = {"am_at": ("am_name", 2), "pm_at": ("pm_name", 2)}


@dataclass(frozen=True, slots=True)
class MonitorFacts:
    """What the register is filled with; days without anything are left to be written by hand."""

    stay: Observed
    office: str
    readings: Sequence[Taken]
    tests: Mapping[date, str]
    support: Mapping[date, str]
    cleaned: Mapping[date, str]
    officers: Mapping[int, str]
    abnormal_from: float
    officer: str
    printed_at: datetime
    copy: int
    watermark: str | None


def layout_monitor(facts: MonitorFacts) -> tuple[Layout, ...]:
    """The pages of the register, from the first day of the stay to the last that is planned or was read."""
    days = _days(facts)
    pieces = [days[i : i + ROWS] for i in range(0, len(days), ROWS)] or [[]]
    return tuple(_page(facts, piece, n, len(pieces)) for n, piece in enumerate(pieces, 1))


def _days(facts: MonitorFacts) -> list[date]:
    stay = facts.stay
    begins = [each.day for each in facts.readings]
    if stay.admitted_at is not None:
        begins.append(stay.admitted_at.date())
    elif stay.first_on is not None:
        begins.append(stay.first_on)
    ends = [each.day for each in facts.readings]
    last = stay.ended_at.date() if stay.ended_at is not None else stay.due_on
    if last is not None:
        ends.append(last)
    if not begins or not ends:
        return []
    first = min(begins)
    return [first + timedelta(days=n) for n in range((max(ends) - first).days + 1)]


def _page(facts: MonitorFacts, days: Sequence[date], page: int, pages: int) -> Layout:
    items: list[Item] = list(watermark_items(facts.watermark, *PAGE)) if facts.watermark else []
    items += _head(facts)
    items += _grid(len(days))
    cells = [_cells(facts, day) for day in days]
    y = TOP + HEAD
    for row in cells:
        x = LEFT
        for (key, width), (words, bold) in zip(COLUMNS, row, strict=True):
            middle_y = y + ROW / 2
            if key in ("symptoms", "medicine", "support", "test", "cleaned"):
                items += lines_of(words, x + 1, middle_y, width - 2, size=8.5, smallest=6.4, bold=bold)
            else:
                items.append(
                    Text(x + width / 2, middle(middle_y, 8.5), words, 8.5, bold, "centre", width - 1.5)
                )
            x += width
        y += ROW
    foot = TOP + HEAD + ROW * max(len(days), 1) + 6
    if page == pages and foot < 196:
        who = [_zh(f"isolation_papers.monitor.sign_{each}") for each in ("nurse", "manager")]
        items += signatures(LEFT, foot, who, step=70)
        items.append(
            Text(
                RIGHT,
                middle(foot, 8),
                _zh("isolation_papers.monitor.legend"),
                8,
                align="right",
                shrink_to=120,
            )
        )
    items += imprint(
        LEFT, RIGHT, 203, officer=facts.officer, printed_at=facts.printed_at, copy=facts.copy, page=page, pages=pages, chinese=True
    )  # fmt: skip
    return Layout(*PAGE, tuple(items))


_zh = words_in(CHINESE)


def _head(facts: MonitorFacts) -> tuple[Item, ...]:
    """Who it is about: three lines of fields under the title."""
    stay = facts.stay
    age = "" if stay.age is None else _zh("isolation_papers.years", age=stay.age)
    unit = "\N{IDEOGRAPHIC SPACE}".join(part for part in (stay.unit, stay.home) if part)
    exposure = " ".join(
        part for part in (dates.full(stay.exposure_on) if stay.exposure_on else "", stay.exposure_way) if part
    )
    lines = (
        (
            ("name", " ".join(filter(None, (stay.name, sex_of(_zh, stay.sex), age))), 0, 66),
            ("document", stay.document, 68, 66),
            ("phone", stay.phone, 136, 50),
            ("place", stay.place, 188, 79),
        ),
        (
            ("home", unit, 0, 98),
            ("category_name", _zh(f"isolation_papers.category.{stay.category}"), 100, 52),
            ("exposure", exposure, 154, 112),
        ),
        (
            ("from_on", dates.full(stay.admitted_at.date()) if stay.admitted_at else "", 0, 66),
            ("until_on", dates.full(stay.due_on) if stay.due_on else "", 68, 66),
            ("doctor", stay.doctor, 136, 50),
            ("number_name", stay.number, 188, 79),
        ),
    )
    centre = (LEFT + RIGHT) / 2
    items: list[Item] = [
        Text(centre, middle(14, 16), _zh("isolation_papers.monitor.title"), 16, bold=True, align="centre"),
        Text(LEFT, middle(14, 9), facts.office, 9, shrink_to=80),
    ]
    for place, line in enumerate(lines):
        for key, value, x, room in line:
            label = _zh(f"isolation_papers.{key}")
            items += field(LEFT + x, 24 + place * 7, label, value, room=room, size=9)
    return tuple(items)


def _grid(rows: int) -> tuple[Item, ...]:
    """Head in two lines, where a slot has time and temperature under one word."""
    foot = TOP + HEAD + ROW * max(rows, 1)
    items: list[Item] = [
        Box(LEFT, TOP, RIGHT - LEFT, HEAD, line=0, fill="tint"),
        Box(LEFT, TOP, RIGHT - LEFT, foot - TOP, line=0.3),
    ]
    items += [
        Line(LEFT, TOP + HEAD + ROW * n, RIGHT, TOP + HEAD + ROW * n, 0.2) for n in range(max(rows, 1) + 1)
    ]
    x = LEFT
    inside = False
    for key, width in COLUMNS:
        words = _zh(f"isolation_papers.monitor.{key}")
        if key in GROUPS:
            group, count = GROUPS[key]
            wide = sum(each[1] for each in COLUMNS[_place(key) : _place(key) + count])
            items += [
                Text(x + wide / 2, middle(TOP + HEAD / 4, 8.5), _zh(f"isolation_papers.monitor.{group}"), 8.5, True, "centre"),
                Line(x, TOP + HEAD / 2, x + wide, TOP + HEAD / 2, 0.2),
            ]  # fmt: skip
            in_group = True
        else:
            in_group = key in ("am", "pm")
        top = TOP + HEAD / 2 if in_group and inside else TOP
        if x > LEFT:
            items.append(Line(x, top, x, foot, 0.2))
        at = TOP + HEAD * (0.75 if in_group else 0.5)
        items.append(Text(x + width / 2, middle(at, 8.5), words, 8.5, True, "centre", width - 1))
        inside = key in GROUPS
        x += width
    return tuple(items)


def _place(key: str) -> int:
    return next(n for n, (name, _width) in enumerate(COLUMNS) if name == key)


def _cells(facts: MonitorFacts, day: date) -> list[tuple[str, bool]]:
    """The words of a day in the order of the columns, and whether they are bold."""
    here = [each for each in facts.readings if each.day == day]
    by_slot = {
        slot: next((each for each in reversed(here) if each.slot == slot), None) for slot in ("am", "pm")
    }
    number = facts.stay.day(day)
    said: list[tuple[str, bool]] = [
        (str(number) if number > 0 else "0", False),
        (f"{day.month}-{day.day}", False),
    ]
    for slot in ("am", "pm"):
        said += _slot(facts, by_slot[slot])
    symptoms = dict.fromkeys(each for row in here for each in row.symptoms)
    mark = _zh("isolation_papers.list_mark")
    extra = [
        _zh("isolation_papers.monitor.extra", at=formats.clock(each.at), value=f"{each.counts:.1f}")
        for each in here
        if each.slot == "extra" and each.counts is not None
    ]
    words = mark.join([*(symptom_words(_zh, each) for each in symptoms), *extra])
    officers = dict.fromkeys(
        facts.officers.get(each.officer, "") for each in here if each.officer is not None
    )
    said += [
        (words, bool(symptoms.keys() - {"none"})),
        (mark.join(dict.fromkeys(each.medicine for each in here if each.medicine)), False),
        (facts.support.get(day, ""), False),
        (facts.tests.get(day, ""), False),
        (facts.cleaned.get(day, ""), False),
        (mark.join(each for each in officers if each), False),
    ]
    return said


def _slot(facts: MonitorFacts, reading: Taken | None) -> list[tuple[str, bool]]:
    if reading is None:
        return [("", False), ("", False)]
    clock = formats.clock(reading.at)
    if reading.is_late:
        clock += _zh("isolation_papers.monitor.late")
    if reading.temperature is None:
        return [(clock, False), (_zh("isolation_papers.monitor.not_taken"), False)]
    value = f"{reading.temperature:.1f}"
    if reading.retest is not None:
        value += f"/{reading.retest:.1f}"
    high = max(reading.temperature, reading.retest or 0.0) >= facts.abnormal_from
    return [(clock, False), (value, high)]
