"""The calendar of weeks, A4 landscape: a block a week, a column a day, names in the cells, as offices hang it up."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from duty_desk.paper import dates
from duty_desk.paper.forms import imprint
from duty_desk.paper.layout import POINT, Box, Item, Layout, Line, Text, middle
from duty_desk.paper.pass_card import zh
from duty_desk.paper.text import ems
from duty_desk.roster.calendar import DayInfo
from duty_desk.roster.month import Month
from duty_desk.roster.papers_month import A4, LEFT, RIGHT, TOP, SheetFacts, foot_items, head_items
from duty_desk.roster.rules import Shift

SHIFTS: Final = (Shift.LEADER, Shift.DAY, Shift.NIGHT, Shift.STANDBY)
_LABEL: Final = 17.0
_DAY: Final = (RIGHT - LEFT - _LABEL) / 7
_TITLE: Final = 6.0
_LINE: Final = 3.6
_SIZE: Final = 8.5
_PAD: Final = 1.0
# The body of a page ends here; the last one keeps room for rules and signatures.
_FOOT: Final = 199.0
_SIGNS: Final = 14.0


@dataclass(frozen=True, slots=True)
class Week:
    """One block: its days, and the lines of names for each shift and day."""

    days: tuple[DayInfo | None, ...]
    names: Mapping[Shift, tuple[tuple[str, ...], ...]]

    def row(self, shift: Shift) -> float:
        """How tall the row of a shift is."""
        most = max((len(lines) for lines in self.names[shift]), default=1)
        return max(1, most) * _LINE + 2 * _PAD

    @property
    def height(self) -> float:
        """How tall the block is."""
        return _TITLE + sum(self.row(shift) for shift in SHIFTS)


def layout_calendar(facts: SheetFacts, month: Month) -> tuple[Layout, ...]:
    """The sheets of a month: as many weeks on each as fit."""
    pages: list[list[Week]] = [[]]
    room = _FOOT - TOP - _TITLE
    for week in weeks_of(month):
        used = sum(each.height for each in pages[-1])
        if pages[-1] and used + week.height > room:
            pages.append([])
        pages[-1].append(week)
    if sum(week.height for week in pages[-1]) > room - _SIGNS:
        # The last week goes to the signatures rather than these alone to a sheet of their own.
        pages.append([pages[-1].pop()] if len(pages[-1]) > 1 else [])
    return tuple(_page(facts, month, weeks, n, len(pages)) for n, weeks in enumerate(pages, start=1))


def people_by_day(month: Month) -> Mapping[tuple[date, Shift], tuple[str, ...]]:
    """Who has each shift of each day, in the order of the list."""
    found: dict[tuple[date, Shift], list[str]] = {}
    for line in month.lines:
        for head, cell in zip(month.days, line.cells, strict=True):
            for shift in cell:
                found.setdefault((head.day, shift), []).append(line.person.title)
    return {key: tuple(names) for key, names in found.items()}


def split_weeks(month: Month) -> tuple[tuple[DayInfo | None, ...], ...]:
    """The days of a month from Monday to Sunday; days of other months are None."""
    infos = {head.day: head.info for head in month.days}
    start = month.first - timedelta(days=month.first.weekday())
    found: list[tuple[DayInfo | None, ...]] = []
    while start <= month.last:
        found.append(tuple(infos.get(start + timedelta(days=number)) for number in range(7)))
        start += timedelta(days=7)
    return tuple(found)


def weeks_of(month: Month) -> tuple[Week, ...]:
    """The blocks of a month with their names broken into lines."""
    people = people_by_day(month)
    return tuple(
        Week(
            days,
            {
                shift: tuple(
                    _broken(people.get((info.day, shift), ())) if info is not None else () for info in days
                )
                for shift in SHIFTS
            },
        )
        for days in split_weeks(month)
    )


def day_title(info: DayInfo) -> str:
    """The date of a column with what the day is called, or its lunar date."""
    note = info.name or info.lunar
    return zh("roster_papers.day", day=dates.day(info.day), note=note) if note else dates.day(info.day)


def _broken(names: Sequence[str]) -> tuple[str, ...]:
    """Names in lines, each name whole."""
    mark, room, lines = zh("roster_papers.list_mark"), _DAY - 3, list[str]()
    for number, name in enumerate(names):
        said = name + (mark if number < len(names) - 1 else "")
        if lines and ems(lines[-1] + said.removesuffix(mark)) * _SIZE * POINT <= room:
            lines[-1] += said
        else:
            lines.append(said)
    return tuple(lines)


def _page(facts: SheetFacts, month: Month, weeks: Sequence[Week], page: int, pages: int) -> Layout:
    items: list[Item] = [*head_items(facts, month)]
    y = TOP
    if weeks:
        items += _weekdays(y)
        y += _TITLE
        for week in weeks:
            items += _week(week, y)
            y += week.height
        items.append(Box(LEFT, TOP, RIGHT - LEFT, y - TOP, line=0.35))
        uprights = [LEFT + _LABEL + number * _DAY for number in range(7)]
        items += [Line(x, TOP, x, y, 0.2) for x in uprights]
    if page == pages:
        items += foot_items(facts, month, y)
    items += imprint(
        LEFT, RIGHT, 203, officer=facts.officer, printed_at=facts.printed_at, copy=1, page=page, pages=pages, chinese=True
    )  # fmt: skip
    return Layout(*A4, tuple(items))


def _weekdays(y: float) -> list[Item]:
    at = y + _TITLE / 2
    items: list[Item] = [Box(LEFT, y, RIGHT - LEFT, _TITLE, line=0, fill="tint")]
    items.append(_centred(LEFT + _LABEL / 2, at, zh("roster_papers.column.shift"), 9, _LABEL))
    for number in range(7):
        words = zh(f"formats.weekday.{number + 1}")
        items.append(_centred(LEFT + _LABEL + (number + 0.5) * _DAY, at, words, 9, _DAY))
    return items


def _week(week: Week, y: float) -> list[Item]:
    items: list[Item] = [Line(LEFT, y, RIGHT, y, 0.35)]
    items.append(_centred(LEFT + _LABEL / 2, y + _TITLE / 2, zh("roster_papers.column.date"), 8.5, _LABEL))
    for number, info in enumerate(week.days):
        left = LEFT + _LABEL + number * _DAY
        if info is None:
            continue
        if info.is_off:
            items.append(Box(left, y, _DAY, _TITLE, line=0, fill="tint"))
        items.append(_centred(left + _DAY / 2, y + _TITLE / 2, day_title(info), 8.5, _DAY))
    y += _TITLE
    for shift in SHIFTS:
        tall = week.row(shift)
        items.append(Line(LEFT, y, RIGHT, y, 0.2))
        words = zh(f"roster_papers.shift.{shift.value}")
        items.append(_centred(LEFT + _LABEL / 2, y + tall / 2, words, 8.5, _LABEL))
        for number, lines in enumerate(week.names[shift]):
            left = LEFT + _LABEL + number * _DAY
            for place, text in enumerate(lines):
                at = y + _PAD + (place + 0.5) * _LINE
                items.append(Text(left + 1.5, middle(at, _SIZE), text, _SIZE, shrink_to=_DAY - 3))
        y += tall
    return items


def _centred(x: float, y: float, words: str, size: float, room: float) -> Text:
    return Text(x, middle(y, size), words, size, True, "centre", room - 1)
