"""Prints any list of the office as a register with its frame, from one row to tens of thousands."""

from __future__ import annotations

from collections.abc import Iterable, Sequence, Sized
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Literal

from duty_desk.paper.forms import seal_place
from duty_desk.paper.frame import Frame, Pages, turned
from duty_desk.paper.layout import POINT, Align, Item, Line, Text, middle
from duty_desk.paper.text import ems
from duty_desk.paper.writer import Progress, Target, writing
from duty_desk.strings import t

if TYPE_CHECKING:
    from duty_desk.paper.table import Table

SIGNATURE_ROOM = 16.0
SUM_ROOM = 8.0
NOTE_ROOM = 6.0
GAP_BY_HAND = 4.2
# A seal beside the lines to sign on.
SEAL = (42.0, 24.0)
SEAL_ROOM = 34.0


@dataclass(frozen=True, slots=True)
class ListColumn:
    """One column of a list: its share of the width (mm, scaled to the page) and how its cells are aligned."""

    title: str
    width: float = 20.0
    align: Align = "left"


@dataclass(frozen=True, slots=True)
class Printed:
    """What was written. `missing` are characters no bundled font has: they stand as their codes, `[U+1F600]`."""

    pages: int
    rows: int
    missing: tuple[str, ...] = ()


def write_list(
    target: Target,
    *,
    title: str,
    office: str,
    columns: Sequence[ListColumn],
    rows: Iterable[Sequence[str]],
    officer: str,
    printed_at: datetime,
    cut_off: datetime | None = None,
    filter_text: str = "",
    about: str = "",
    totals: Sequence[str] | None = None,
    under: Sequence[Sequence[str]] = (),
    sheet_number: str = "",
    watermark: str | None = None,
    landscape: bool = True,
    size: Literal["A4", "A3"] = "A4",
    note: str = "",
    signatures: Sequence[str] = (),
    sealed: bool = False,
    by_hand: bool = False,
    reprint: int = 0,
    purpose: str = "",
    progress: Progress | None = None,
) -> Printed:
    """Write a register. Every page carries office, cut-off, number, who made it, what for, and page x of y.

    `rows` may be a generator; only one page is kept in hand. A cell may hold several lines, divided by line ends.
    A row of fewer cells than columns is a heading: its last cell runs on to the right edge. `totals` is a last row in bold,
    and what follows its last figure belongs to that; the rows `under` it are not part of the sum. `about` stands in
    place of the scope where the paper is of one thing. `note` stands above the table on the first page, in bold, or as
    plain lines where it has several; `signatures` are lines to sign under its end, with a place for the seal where it is
    `sealed`. Rows of a list that is filled in `by_hand` are high enough to write in. `progress` gets (rows done, all rows
    or 0); an exception it raises
    cancels, and then nothing is written. StorageError when the file cannot be written.
    """
    width, height = turned(size, landscape)
    frame = Frame(
        title=title,
        office=office,
        officer=officer,
        printed_at=printed_at,
        number=sheet_number,
        cut_off=cut_off,
        filter_text=filter_text,
        about=about,
        watermark=watermark,
        reprint=reprint,
        purpose=purpose,
        width=width,
        height=height,
    )
    known = len(rows) if isinstance(rows, Sized) else 0
    with writing(target, title) as paper:
        pages = Pages(paper, frame)
        pages.begin()
        top = frame.top
        if note:
            lines = note.splitlines()
            _draw(pages, _note(frame, lines))
            top += NOTE_ROOM * len(lines)
        table = _table(pages, columns, top, by_hand)
        done = 0

        def turn() -> None:
            nonlocal table
            table.end()
            pages.end()
            pages.begin()
            table.restart(frame.top)
            if progress:
                progress(done, known)

        for cells in rows:
            table.row(cells, turn)
            done += 1
        if not done:
            table.note(t("paper.frame.empty"))
        ending = SEAL_ROOM if sealed else SIGNATURE_ROOM
        if signatures and totals is not None and table.foot + SUM_ROOM + ending > frame.bottom:
            # Nobody signs an empty sheet: the sum goes with the signatures.
            turn()
        if totals is not None:
            table.row(_shortened(totals, columns), turn, bold=True)
        for cells in under:
            table.row(cells, turn)
        table.end()
        if signatures:
            if table.foot + ending > frame.bottom:
                pages.end()
                pages.begin()
                table.restart(frame.top, head=False)
            _draw(pages, signature_items(frame, table.foot + 9, signatures, sealed=sealed))
        pages.end()
        pages.close()
        if progress:
            progress(done, done)
        missing = tuple(paper.missing)
    return Printed(pages.count, done, missing)


def _table(pages: Pages, columns: Sequence[ListColumn], top: float, by_hand: bool) -> Table:
    from duty_desk.paper.table import GAP, Table

    frame = pages.frame
    gap = GAP_BY_HAND if by_hand else GAP
    table = Table(pages.paper, columns, left=frame.left, right=frame.right, bottom=frame.bottom, gap=gap)
    table.restart(top)
    return table


def _shortened(cells: Sequence[str], columns: Sequence[ListColumn]) -> Sequence[str]:
    """Without the empty cells at the end, so that a long sum has their room; a figure stays under its own."""
    last = max((place for place, text in enumerate(cells) if text), default=0)
    return cells if last and columns[last].align != "left" else cells[: last + 1]


def _note(frame: Frame, lines: Sequence[str]) -> list[Text]:
    room, bold = frame.right - frame.left, len(lines) == 1
    return [
        Text(frame.left, middle(frame.top + 1.8 + n * NOTE_ROOM, 9), words, 9, bold=bold, shrink_to=room)
        for n, words in enumerate(lines)
    ]


def _draw(pages: Pages, items: Iterable[Item]) -> None:
    from duty_desk.paper.pieces import draw

    draw(pages.paper, items)


def signature_items(
    frame: Frame, y: float, labels: Sequence[str], *, sealed: bool = False
) -> tuple[Item, ...]:
    """Lines to sign on, side by side over the width of the frame, centred on y; at its end a place for the seal."""
    right = frame.right - (SEAL[0] + 6 if sealed else 0)
    step = (right - frame.left) / len(labels)
    items: list[Item] = []
    for i, label in enumerate(labels):
        x = frame.left + i * step
        room = min(ems(label) * 10 * POINT, step * 0.5)
        items.append(Text(x, middle(y, 10), label, 10, shrink_to=room))
        items.append(Line(x + room + 2, y + 2.2, x + step - 6, y + 2.2, 0.25))
    if sealed:
        items += seal_place(
            frame.right - SEAL[0], y - 5, t("paper.frame.seal"), width=SEAL[0], height=SEAL[1]
        )
    return tuple(items)
