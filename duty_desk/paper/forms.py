"""The parts that slips, certificates and forms are put together from: tables, lines to sign, a place for the seal.

All give items of `layout`, in mm from the upper left corner, so that a slip is previewed and printed alike. A slip is
a `Layout`; `writer.write_layouts` prints any number of them. `chinese` is for papers that stay Chinese whatever the
language of the screen.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from duty_desk.paper import dates
from duty_desk.paper.layout import POINT, Align, Box, Item, Line, Text, lines_of, middle
from duty_desk.paper.text import ems
from duty_desk.strings import language, t, text_in


@dataclass(frozen=True, slots=True)
class FormColumn:
    """A column of a small table, exactly `width` mm wide."""

    title: str
    width: float
    align: Align = "left"
    bold: bool = False


def grid(
    x: float,
    y: float,
    columns: Sequence[FormColumn],
    rows: Sequence[Sequence[str]],
    *,
    row: float = 7.0,
    size: float = 9.0,
    least: int = 0,
    end_mark: bool = False,
    chinese: bool = False,
    serif: bool = False,
    tint: bool = True,
    line: float = 0.25,
) -> tuple[Item, ...]:
    """A table with a head. At least `least` rows are drawn; `end_mark` says in the first empty one that nothing follows."""
    width = sum(column.width for column in columns)
    count = max(least, len(rows))
    foot = y + row * (count + 1)
    items: list[Item] = [Box(x, y, width, row, line=0, fill="tint")] if tint else []
    items.append(Box(x, y, width, foot - y, line=line))
    items += [Line(x, y + row * i, x + width, y + row * i, line) for i in range(1, count + 1)]
    left = x
    for number, column in enumerate(columns):
        if number:
            items.append(Line(left, y, left, foot, line))
        centre = left + column.width / 2
        head = Text(centre, middle(y + row / 2, size), column.title, size, True, "centre", column.width - 2)
        items.append(_serif(head) if serif else head)
        for i, cells in enumerate(rows):
            at = y + row * (i + 1.5)
            items += _cell(column, left, at, cells[number], size, serif=serif)
        if end_mark and len(rows) < count and column.align == "left" and column.width >= 20:
            at = y + row * (len(rows) + 1.5)
            words = _say("paper.frame.end", chinese)
            items.append(Text(left + 1.5, middle(at, size), words, size, shrink_to=column.width - 3))
            end_mark = False
        left += column.width
    return tuple(items)


def _serif(item: Text) -> Text:
    return replace(item, serif=True)


def _cell(
    column: FormColumn, left: float, at: float, words: str, size: float, *, serif: bool
) -> tuple[Item, ...]:
    room = column.width - 3
    if column.align == "left" and not serif and ems(words) * size * POINT > room:
        return lines_of(words, left + 1.5, at, room, size=size, smallest=size * 0.72, bold=column.bold)
    x = {"left": left + 1.5, "centre": left + column.width / 2, "right": left + column.width - 1.5}[
        column.align
    ]
    return (Text(x, middle(at, size), words, size, column.bold, column.align, room, serif=serif),)


def grid_height(rows: int, *, row: float = 7.0, least: int = 0) -> float:
    """How tall `grid` will be."""
    return row * (max(rows, least) + 1)


def field(
    x: float, y: float, label: str, value: str, *, room: float, size: float = 10.5, bold: bool = False
) -> tuple[Item, ...]:
    """A label and what belongs to it, centred on y, or a line to write on where there is nothing; `room` is for both."""
    if not value:
        return blank(x, y, label, room=room, size=size)
    indent = ems(label) * size * POINT + 3
    return (
        Text(x, middle(y, size), label, size),
        *lines_of(value, x + indent, y, room - indent, size=size, smallest=size * 0.7, bold=bold),
    )


def blank(x: float, y: float, label: str, *, room: float, size: float = 10.5) -> tuple[Item, ...]:
    """A label and a line to write on by hand."""
    indent = ems(label) * size * POINT + 2
    return (
        Text(x, middle(y, size), label, size),
        Line(x + indent, y + 2.4, x + room, y + 2.4, 0.25),
    )


def signatures(
    x: float, y: float, labels: Sequence[str], *, step: float, dated: bool = False, chinese: bool = False
) -> tuple[Item, ...]:
    """Lines to sign on side by side; with `dated` a second line for the date 7.5 mm below each."""
    words = (labels, [_say("paper.frame.signed_on", chinese)] * len(labels)) if dated else (labels,)
    return tuple(
        item
        for line, names in enumerate(words)
        for i, name in enumerate(names)
        for item in blank(x + i * step, y + line * 7.5, name, room=step - 3)
    )


def seal_place(
    x: float,
    y: float,
    words: str = "",
    *,
    width: float = 42.0,
    height: float = 23.0,
    under: str = "",
    chinese: bool = False,
) -> tuple[Item, ...]:
    """The place for a seal; the seal itself is never printed."""
    centre, at = x + width / 2, y + height / 2
    words = words or _say("paper.frame.seal", chinese)
    items: list[Item] = [
        Box(x, y, width, height, line=0.2, dash=(1.0, 0.8)),
        Text(centre, middle(at - (1.5 if under else 0), 9), words, 9, align="centre", shrink_to=width - 4),
    ]
    if under:
        items.append(Text(centre, middle(at + 2.5, 6), under, 6, align="centre", shrink_to=width - 4))
    return tuple(items)


def cut_line(y: float, width: float, *, chinese: bool = False) -> tuple[Item, ...]:
    """A dashed line across the sheet to cut along."""
    words = _say("paper.frame.cut_here", chinese)
    room = ems(words) * 8 * POINT + 4
    centre = width / 2
    return (
        Line(0, y, centre - room / 2, y, 0.2, dash=(1.5, 1.2)),
        Line(centre + room / 2, y, width, y, 0.2, dash=(1.5, 1.2)),
        Text(centre, middle(y, 8), words, 8, align="centre"),
    )


def imprint(
    x: float,
    right: float,
    y: float,
    *,
    officer: str,
    printed_at: datetime,
    copy: int,
    page: int,
    pages: int,
    chinese: bool = False,
) -> tuple[Item, ...]:
    """Who printed it, when, for which time, and page x of y; a second print says so in bold."""
    moment = dates.full_moment(printed_at, dates.CHINESE if chinese else language())
    times = _say("paper.frame.copy", chinese, count=copy)
    words = _say("paper.frame.printed", chinese, moment=moment, officer=officer, copy=times)
    of = _say("paper.frame.page_of", chinese, page=page, pages=pages)
    room = (right - x) / 2
    items: list[Item] = [
        Text(x, middle(y, 8.5), words, 8.5, shrink_to=room),
        Text(right, middle(y, 8.5), of, 8.5, align="right", shrink_to=room * 0.5),
    ]
    if copy > 1:
        again = _say("paper.frame.reprint", chinese, count=copy - 1)
        items.append(Text(x + room + 2, middle(y, 8.5), again, 8.5, bold=True, shrink_to=room * 0.4))
    return tuple(items)


def _say(key: str, chinese: bool, **values: object) -> str:
    return text_in(dates.CHINESE, key, **values) if chinese else t(key, **values)
