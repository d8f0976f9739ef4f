"""The bulletin in the layout of official documents (GB/T 9704-2012): red head, 22 lines of 28 characters, end matter.

The standard's FangSong may not be redistributed; the body is set in Noto Serif, headings in Noto Sans Bold. A bulletin
becomes a list of layouts, so that it is previewed page by page and printed from the same description.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from duty_desk.paper import dates, fonts
from duty_desk.paper.frame import watermark_items
from duty_desk.paper.layout import POINT, Item, Layout, Line, Text, middle
from duty_desk.paper.text import wrap
from duty_desk.paper.writer import Target, write_layouts
from duty_desk.strings import text_in

A4: Final = (210.0, 297.0)
LEFT, TOP, WIDTH, HEIGHT = 28.0, 37.0, 156.0, 225.0  # the type area in mm
RIGHT = LEFT + WIDTH
LINES: Final = 22
PITCH = HEIGHT / LINES
SIZE = WIDTH / 28 / POINT  # 28 characters on a line: 15.8 points
SMALL: Final = 14.0
INDENT: Final = "\u3000\u3000"


@dataclass(frozen=True, slots=True)
class Section:
    """A heading and its paragraphs; without any it prints the word for none."""

    heading: str
    paragraphs: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Bulletin:
    """One issue. `distribution` is pairs such as (label, recipients); `marking` stands at the top left."""

    name: str
    issue: str
    compiler: str
    issued_on: date
    sections: tuple[Section, ...]
    total_issue: str = ""
    title: str = ""
    marking: str = ""
    distribution: tuple[tuple[str, str], ...] = ()
    copies: int | None = None
    watermark: str | None = None


def layout_bulletin(bulletin: Bulletin) -> tuple[Layout, ...]:
    """The pages of the bulletin."""
    head, used = _head(bulletin)
    end = _end_matter(bulletin)
    end_lines = len(end)
    pages: list[list[Item]] = [head]
    line = used
    for words, bold, centred in _body(bulletin):
        heading_alone = bold and not centred and line == LINES - 1
        if line >= LINES or heading_alone:
            pages.append([])
            line = 0
        pages[-1].append(_line(words, line, bold=bold, centred=centred))
        line += 1
    if end and line + end_lines + 1 > LINES:
        pages.append([])
    pages[-1] += _placed_end(end)
    return tuple(_page(items, number, bulletin.watermark) for number, items in enumerate(pages, 1))


def write_bulletin(target: Target, bulletin: Bulletin) -> int:
    """Write the bulletin as PDF. Gives the number of pages; StorageError when it cannot be written."""
    return write_layouts(target, f"{bulletin.name} {bulletin.issue}", layout_bulletin(bulletin))


def _head(bulletin: Bulletin) -> tuple[list[Item], int]:
    """The red head, and how many lines of the first page it takes."""
    centre = LEFT + WIDTH / 2
    items: list[Item] = []
    if bulletin.marking:
        items.append(Text(LEFT, middle(TOP + 3, SMALL), bulletin.marking, SMALL, bold=True, shrink_to=70))
    name = Text(
        centre, middle(TOP + 22, 46), bulletin.name, 46, True, "centre", WIDTH - 6, ink="red", serif=True
    )
    issue = f"{bulletin.issue}\u3000{bulletin.total_issue}".strip()
    made = dates.full(bulletin.issued_on)
    y = TOP + 50
    items += [
        name,
        Text(centre, middle(TOP + 39, SIZE), issue, SIZE, align="centre", shrink_to=WIDTH, serif=True),
        Text(LEFT + 5.6, middle(y, SIZE), bulletin.compiler, SIZE, shrink_to=96, serif=True),
        Text(RIGHT - 5.6, middle(y, SIZE), made, SIZE, align="right", shrink_to=50, serif=True),
        Line(LEFT, y + 6, RIGHT, y + 6, 0.7, ink="red"),
    ]
    return items, 6


def _body(bulletin: Bulletin) -> list[tuple[str, bool, bool]]:
    """The lines of the text: words, bold, centred."""
    lines: list[tuple[str, bool, bool]] = [("", False, False)]
    if bulletin.title:
        lines += [(part, True, True) for part in _title(bulletin.title)]
        lines.append(("", False, False))
    for section in bulletin.sections:
        if section.heading:
            lines += [(part, True, False) for part in _wrapped(INDENT + section.heading, "bold")]
        paragraphs = section.paragraphs or (text_in(dates.CHINESE, "paper.bulletin.none"),)
        for paragraph in paragraphs:
            for part in paragraph.splitlines():
                lines += [(words, False, False) for words in _wrapped(INDENT + part, "serif")]
    return lines


def _title(text: str) -> tuple[str, ...]:
    """A title of two lines is parted at the mark nearest to its middle, otherwise evenly."""
    room = (WIDTH - 20) / POINT
    measure = fonts.measure(text, "serif_bold", 22)
    whole = measure(text)
    if whole <= room:
        return (text,)
    marks = (i for i in range(1, len(text)) if text[i - 1] in "\uff0c\uff1b\uff1a\u3001\u3000 ")
    for place in sorted(marks, key=lambda place: abs(place - len(text) / 2)):
        first, second = text[:place].rstrip(), text[place:].lstrip()
        if max(measure(first), measure(second)) <= room:
            return first, second
    return wrap(text, min(room, whole / -(-whole // room) + 22), measure)


def _wrapped(text: str, face: fonts.Face) -> tuple[str, ...]:
    return wrap(text, WIDTH / POINT + 0.5, fonts.measure(text, face, SIZE))


def _line(words: str, line: int, *, bold: bool, centred: bool) -> Text:
    y = TOP + (line + 0.5) * PITCH
    if centred:
        return Text(LEFT + WIDTH / 2, middle(y, 22), words, 22, True, "centre", WIDTH, serif=True)
    return Text(LEFT, middle(y, SIZE), words, SIZE, bold, shrink_to=WIDTH, serif=not bold)


def _end_matter(bulletin: Bulletin) -> list[tuple[str, str]]:
    """Left and right words of each line at the foot of the last page."""
    rows: list[tuple[str, str]] = []
    for label, recipients in bulletin.distribution:
        text = f"{label}\uff1a{recipients}"
        rows += [(part, "") for part in wrap(text, (WIDTH - 10) / POINT, fonts.measure(text, "serif", SMALL))]
    if bulletin.distribution or bulletin.copies is not None:
        issued = text_in(dates.CHINESE, "paper.bulletin.issued", date=dates.full(bulletin.issued_on))
        rows.append((bulletin.compiler, issued))
    if bulletin.copies is not None:
        rows.append(("", text_in(dates.CHINESE, "paper.bulletin.copies", count=bulletin.copies)))
    return rows


def _placed_end(rows: Sequence[tuple[str, str]]) -> list[Item]:
    """The end matter sits on the lower edge of the type area, between rules."""
    if not rows:
        return []
    row = 8.4
    top = TOP + HEIGHT - row * len(rows)
    items: list[Item] = [
        Line(LEFT, top, RIGHT, top, 0.35),
        Line(LEFT, TOP + HEIGHT, RIGHT, TOP + HEIGHT, 0.35),
    ]
    for i, (left, right) in enumerate(rows):
        y = top + row * (i + 0.5)
        items += [
            Text(LEFT + 5, middle(y, SMALL), left, SMALL, shrink_to=WIDTH - 10, serif=True),
            Text(RIGHT - 5, middle(y, SMALL), right, SMALL, align="right", shrink_to=70, serif=True),
        ]
        if right and left:
            items.append(Line(LEFT, top + row * i, RIGHT, top + row * i, 0.25))
    return items


def _page(items: list[Item], number: int, watermark: str | None) -> Layout:
    """The page with its number, 7 mm below the type area: right on odd pages, left on even ones."""
    y = TOP + HEIGHT + 7
    words = f"\u2014 {number} \u2014"
    folio = (
        Text(RIGHT - 5, middle(y, SMALL), words, SMALL, align="right", serif=True)
        if number % 2
        else Text(LEFT + 5, middle(y, SMALL), words, SMALL, serif=True)
    )
    under = watermark_items(watermark, *A4) if watermark else ()
    return Layout(*A4, (*under, *items, folio))
