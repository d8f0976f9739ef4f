"""Names by days, A4 landscape: a sign a day, what each shift has, and the rules of the duty at the foot."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from duty_desk import formats
from duty_desk.paper.forms import imprint, signatures
from duty_desk.paper.frame import watermark_items
from duty_desk.paper.layout import Box, Item, Layout, Line, Text, middle
from duty_desk.paper.pass_card import zh
from duty_desk.roster.month import DayHead, Month, PersonLine
from duty_desk.roster.rules import SHIFTS, Cell, Shift

A4: Final = (297.0, 210.0)
LEFT: Final = 12.0
RIGHT: Final = 285.0
TOP: Final = 27.0
_HEAD: Final = 11.5
_ROW: Final = 5.6
_ON_PAGE: Final = 26
_NAME, _POST, _PHONE, _SUM = 19.0, 19.0, 21.0, 9.0
_COUNTED = (Shift.LEADER, Shift.DAY, Shift.NIGHT)


@dataclass(frozen=True, slots=True)
class SheetFacts:
    """Whose roster it is, and who prints it."""

    office: str
    phone: str
    officer: str
    printed_at: datetime
    watermark: str | None


def layout_month(facts: SheetFacts, month: Month) -> tuple[Layout, ...]:
    """The sheets of a month; totals, rules and signatures on the last."""
    lines = month.lines
    count = max(1, -(-len(lines) // _ON_PAGE))
    each = -(-len(lines) // count) if lines else 0
    pieces = [lines[i : i + each] for i in range(0, len(lines), each)] if lines else [()]
    return tuple(_page(facts, month, piece, n, len(pieces)) for n, piece in enumerate(pieces, start=1))


def head_items(facts: SheetFacts, month: Month) -> tuple[Item, ...]:
    """Title, office, phone: the same over both sheets."""
    title = zh("roster_papers.title", year=month.first.year, month=month.first.month)
    phone = zh("roster_papers.phone", phone=facts.phone) if facts.phone else ""
    return (
        *(watermark_items(facts.watermark, *A4) if facts.watermark else ()),
        Text(A4[0] / 2, middle(13, 17), title, 17, bold=True, align="centre", shrink_to=150),
        Text(LEFT, middle(21.5, 10), facts.office, 10, shrink_to=110),
        Text(RIGHT, middle(21.5, 10), phone, 10, align="right", shrink_to=110),
    )


def foot_items(facts: SheetFacts, month: Month, y: float) -> tuple[Item, ...]:
    """The rules of the duty and the lines to sign."""
    limits = month.limits
    start, end = formats.clock(limits.day_from), formats.clock(limits.day_until)
    rules = zh("roster_papers.rules", start=start, end=end)
    labels = [zh(f"roster_papers.sign.{who}") for who in ("maker", "checker", "head")]
    return (
        Text(LEFT, middle(y + 4, 8.5), rules, 8.5, shrink_to=RIGHT - LEFT),
        *signatures(LEFT, y + 11, labels, step=70),
    )


def glyphs(cell: Cell) -> str:
    """A cell in the letters of the roster."""
    return "".join(zh(f"roster.glyph.{shift.value}") for shift in SHIFTS if shift in cell)


def _page(facts: SheetFacts, month: Month, lines: Sequence[PersonLine], page: int, pages: int) -> Layout:
    last = page == pages
    rows = len(lines) + (len(_COUNTED) if last else 0)
    day = (RIGHT - LEFT - _NAME - _POST - _PHONE - _SUM) / len(month.days)
    first = LEFT + _NAME + _POST + _PHONE
    foot = TOP + _HEAD + rows * _ROW
    items: list[Item] = [*head_items(facts, month)]
    items += [
        Box(first + n * day, TOP, day, foot - TOP, line=0, fill="tint")
        for n, head in enumerate(month.days)
        if head.info.is_off
    ]
    items += _heads(month.days, first, day)
    for number, line in enumerate(lines):
        items += _line(line, TOP + _HEAD + (number + 0.5) * _ROW, first, day)
    if last:
        for number, shift in enumerate(_COUNTED, start=len(lines)):
            y = TOP + _HEAD + (number + 0.5) * _ROW
            words = zh(f"roster_papers.total.{shift.value}")
            items.append(Text(LEFT + 1.5, middle(y, 8.5), words, 8.5, bold=True, shrink_to=40))
            for place, head in enumerate(month.days):
                count = str(head.counts.get(shift, 0))
                x = first + (place + 0.5) * day
                items.append(Text(x, middle(y, 8), count, 8, align="centre", shrink_to=day - 1))
    items += _lines(first, day, len(month.days), rows, foot)
    if last:
        items += foot_items(facts, month, foot)
    items += imprint(
        LEFT, RIGHT, 203, officer=facts.officer, printed_at=facts.printed_at, copy=1, page=page, pages=pages, chinese=True
    )  # fmt: skip
    return Layout(*A4, tuple(items))


def _heads(days: Sequence[DayHead], first: float, day: float) -> list[Item]:
    middle_of = TOP + _HEAD / 2
    items: list[Item] = []
    for key, x, wide in (
        ("name", LEFT, _NAME),
        ("post", LEFT + _NAME, _POST),
        ("phone", LEFT + _NAME + _POST, _PHONE),
        ("sum", RIGHT - _SUM, _SUM),
    ):
        words = zh(f"roster_papers.column.{key}")
        items.append(Text(x + wide / 2, middle(middle_of, 9), words, 9, True, "centre", wide - 2))
    for number, head in enumerate(days):
        x = first + (number + 0.5) * day
        weekday = zh(f"roster.weekday.{head.day.isoweekday()}")
        items.append(Text(x, middle(TOP + 2.4, 8.5), str(head.day.day), 8.5, True, "centre", day - 0.6))
        items.append(Text(x, middle(TOP + 5.8, 8), weekday, 8, False, "centre", day - 0.6))
        items.append(Text(x, middle(TOP + 9.2, 6.5), head.info.note, 6.5, False, "centre", day - 0.6))
    return items


def _line(line: PersonLine, y: float, first: float, day: float) -> list[Item]:
    person = line.person
    items: list[Item] = [
        Text(LEFT + 1.5, middle(y, 9.5), person.title, 9.5, shrink_to=_NAME - 2),
        Text(LEFT + _NAME + 1.5, middle(y, 8), person.post, 8, shrink_to=_POST - 2),
        Text(LEFT + _NAME + _POST + 1.5, middle(y, 8), person.phone or "", 8, shrink_to=_PHONE - 2),
        Text(RIGHT - _SUM / 2, middle(y, 9), str(line.attended), 9, True, "centre", _SUM - 1),
    ]
    for number, cell in enumerate(line.cells):
        if words := glyphs(cell):
            # Days of attendance are read at a glance, also on a copy without colour.
            strong = cell != frozenset({Shift.REST})
            x = first + (number + 0.5) * day
            items.append(Text(x, middle(y, 8.5), words, 8.5, strong, "centre", day - 0.8))
    return items


def _lines(first: float, day: float, days: int, rows: int, foot: float) -> list[Item]:
    items: list[Item] = [Box(LEFT, TOP, RIGHT - LEFT, foot - TOP, line=0.35)]
    items += [Line(LEFT, TOP + _HEAD + n * _ROW, RIGHT, TOP + _HEAD + n * _ROW, 0.2) for n in range(rows)]
    uprights = [LEFT + _NAME, LEFT + _NAME + _POST, *(first + n * day for n in range(days + 1))]
    return [*items, *(Line(x, TOP, x, foot, 0.2) for x in uprights)]
