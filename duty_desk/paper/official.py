"""The bulletin in the layout of official documents (GB/T 9704-2012): red head, 22 lines of 28 characters, end matter.

The standard's FangSong may not be redistributed; the body is set in Noto Serif, headings in Noto Sans Bold. A bulletin
becomes a list of layouts, so that it is previewed page by page and printed from the same description.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from duty_desk.paper import dates, fonts
from duty_desk.paper.frame import watermark_items
from duty_desk.paper.layout import POINT, Item, Layout, Line, Text, fitted, middle
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
IMPRINT: Final = 8.0
INDENT: Final = "\u3000\u3000"


@dataclass(frozen=True, slots=True)
class Marked:
    """A paragraph of one line in which some stretches can be pointed at: (begin, end, mark)."""

    text: str
    marks: tuple[tuple[int, int, int], ...] = ()


@dataclass(frozen=True, slots=True)
class Place:
    """Where on which page (from 0) a marked stretch was set, in mm; one that is broken over two lines has two."""

    page: int
    x: float
    y: float
    width: float
    height: float
    mark: int


@dataclass(frozen=True, slots=True)
class Section:
    """A heading and its paragraphs; without any it prints the word for none."""

    heading: str
    paragraphs: tuple[str | Marked, ...] = ()


@dataclass(frozen=True, slots=True)
class Bulletin:
    """One issue. `distribution` is pairs such as (label, recipients); `marking` stands at the top left.

    `imprint` stands small below every page: whose it is, to which cut-off, who made it.
    """

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
    imprint: str = ""


@dataclass(frozen=True, slots=True)
class _Line:
    """One line of the text, with the marks that fall on it."""

    words: str
    bold: bool = False
    centred: bool = False
    marks: tuple[tuple[int, int, int], ...] = ()


def layout_bulletin(bulletin: Bulletin) -> tuple[Layout, ...]:
    """The pages of the bulletin."""
    return lay_out(bulletin)[0]


def lay_out(bulletin: Bulletin) -> tuple[tuple[Layout, ...], tuple[Place, ...]]:
    """The pages of the bulletin, and where the marked stretches stand on them."""
    head, used = _head(bulletin)
    end = _end_matter(bulletin)
    end_lines = len(end)
    pages: list[list[Item]] = [head]
    places: list[Place] = []
    line = used
    for each in _body(bulletin):
        heading_alone = each.bold and not each.centred and line == LINES - 1
        if line >= LINES or heading_alone:
            pages.append([])
            line = 0
        set_line = _line(each.words, line, bold=each.bold, centred=each.centred)
        pages[-1].append(set_line)
        places += _placed(set_line, each.marks, len(pages) - 1, line)
        line += 1
    if end and line + end_lines + 1 > LINES:
        pages.append([])
    pages[-1] += _placed_end(end)
    laid = tuple(
        _page(items, number, bulletin.watermark, bulletin.imprint) for number, items in enumerate(pages, 1)
    )
    return laid, tuple(places)


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


def _body(bulletin: Bulletin) -> list[_Line]:
    """The lines of the text."""
    lines = [_Line("")]
    if bulletin.title:
        lines += [_Line(part, True, True) for part in _title(bulletin.title)]
        lines.append(_Line(""))
    for section in bulletin.sections:
        if section.heading:
            lines += [_Line(part, True) for part in _wrapped(INDENT + section.heading, "bold")]
        paragraphs = section.paragraphs or (text_in(dates.CHINESE, "paper.bulletin.none"),)
        for paragraph in paragraphs:
            if isinstance(paragraph, Marked):
                lines += _marked(paragraph)
                continue
            for part in paragraph.splitlines():
                lines += [_Line(words) for words in _wrapped(INDENT + part, "serif")]
    return lines


def _marked(paragraph: Marked) -> list[_Line]:
    """The lines of a paragraph, each with its share of the marks: wrapping leaves out nothing but space at line ends."""
    text = INDENT + paragraph.text
    lines: list[_Line] = []
    place = 0
    for words in _wrapped(text, "serif"):
        begin = text.index(words, place)
        place = begin + len(words)
        marks = tuple(
            (max(first + len(INDENT), begin) - begin, min(last + len(INDENT), place) - begin, mark)
            for first, last, mark in paragraph.marks
            if first + len(INDENT) < place and last + len(INDENT) > begin
        )
        lines.append(_Line(words, marks=marks))
    return lines


def _placed(line: Text, marks: Sequence[tuple[int, int, int]], page: int, row: int) -> Iterator[Place]:
    """Where the marks of a line stand, as wide as the line was set."""
    if not marks:
        return
    measure = fonts.measure(line.text, "serif", SIZE)
    size, _ = fitted(line, measure(line.text) * POINT)
    share = size / SIZE * POINT
    for first, last, mark in marks:
        x = line.x + measure(line.text[:first]) * share
        width = measure(line.text[first:last]) * share
        yield Place(page, x, TOP + row * PITCH, width, PITCH, mark)


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


def _page(items: list[Item], number: int, watermark: str | None, imprint: str) -> Layout:
    """The page with its number, 7 mm below the type area: right on odd pages, left on even ones."""
    y = TOP + HEIGHT + 7
    words = f"\u2014 {number} \u2014"
    folio = (
        Text(RIGHT - 5, middle(y, SMALL), words, SMALL, align="right", serif=True)
        if number % 2
        else Text(LEFT + 5, middle(y, SMALL), words, SMALL, serif=True)
    )
    under = watermark_items(watermark, *A4) if watermark else ()
    below = (Text(LEFT, middle(A4[1] - 14, IMPRINT), imprint, IMPRINT, shrink_to=WIDTH),) if imprint else ()
    return Layout(*A4, (*under, *items, *below, folio))
