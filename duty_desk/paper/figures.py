"""A report of figures: tables and charts one below the other, on as few pages as they need."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Final

from duty_desk.paper.chart import Series
from duty_desk.paper.frame import Frame, Pages, turned
from duty_desk.paper.layout import Item, Text, middle
from duty_desk.paper.lists import SIGNATURE_ROOM, ListColumn, Printed, signature_items
from duty_desk.paper.writer import Progress, Target, writing
from duty_desk.strings import t

if TYPE_CHECKING:
    from duty_desk.paper.table import Table

HEADING: Final = 8.0  # mm for the heading of a part
GAP: Final = 6.0  # between parts
LEAST: Final = 24.0  # a table is not begun with less room than this
WIDEST: Final = 2.0  # how far columns are drawn apart


@dataclass(frozen=True, slots=True)
class FigureTable:
    """Numbers under a heading, with an optional last row in bold."""

    heading: str
    columns: tuple[ListColumn, ...]
    rows: tuple[tuple[str, ...], ...]
    totals: tuple[str, ...] | None = None


@dataclass(frozen=True, slots=True)
class FigureChart:
    """Stacked columns under a heading; `labels` are the columns (`chart.day_labels` for days)."""

    heading: str
    labels: tuple[str, ...]
    series: tuple[Series, ...]
    unit: str = ""
    height: float = 74.0
    beside: bool = False
    line: Series | None = None


@dataclass(frozen=True, slots=True)
class FigureText:
    """A paragraph between the figures."""

    text: str


FigurePart = FigureTable | FigureChart | FigureText


def write_figures(
    target: Target,
    *,
    title: str,
    office: str,
    parts: Sequence[FigurePart],
    officer: str,
    printed_at: datetime,
    cut_off: datetime | None = None,
    filter_text: str = "",
    sheet_number: str = "",
    watermark: str | None = None,
    landscape: bool = False,
    signatures: Sequence[str] = (),
    reprint: int = 0,
    progress: Progress | None = None,
) -> Printed:
    """Write the parts one below the other in the frame of every list. StorageError when it cannot be written."""
    width, height = turned("A4", landscape)
    frame = Frame(
        title=title,
        office=office,
        officer=officer,
        printed_at=printed_at,
        number=sheet_number,
        cut_off=cut_off,
        filter_text=filter_text,
        watermark=watermark,
        reprint=reprint,
        width=width,
        height=height,
    )
    with writing(target, title) as paper:
        flow = _Flow(Pages(paper, frame))
        rows = 0
        for done, part in enumerate(parts, 1):
            if isinstance(part, FigureTable):
                flow.table(part)
                rows += len(part.rows)
            elif isinstance(part, FigureChart):
                flow.chart(part)
            else:
                flow.text(part)
            if progress:
                progress(done, len(parts))
        if signatures:
            flow.signatures(signatures)
        flow.pages.end()
        flow.pages.close()
        missing = tuple(paper.missing)
    return Printed(flow.pages.count, rows, missing)


class _Flow:
    """Where the next part goes; begins pages as they are needed."""

    def __init__(self, pages: Pages) -> None:
        self.pages = pages
        pages.begin()
        self.y = pages.frame.top

    def room(self, height: float) -> None:
        """Make sure that `height` mm are free."""
        frame = self.pages.frame
        if self.y > frame.top and self.y + height > frame.bottom:
            self.turn()

    def turn(self) -> None:
        self.pages.end()
        self.pages.begin()
        self.y = self.pages.frame.top

    def heading(self, words: str) -> None:
        self._items([Text(self.pages.frame.left, middle(self.y + 3, 11), words, 11, bold=True)])
        self.y += HEADING

    def table(self, part: FigureTable) -> None:
        from duty_desk.paper.table import Table

        frame = self.pages.frame
        self.room(HEADING + min(LEAST, 7.0 * (len(part.rows) + 2)))
        self.heading(part.heading)
        # Two short columns over a whole page are read with a ruler.
        right = min(frame.right, frame.left + WIDEST * sum(column.width for column in part.columns))
        table = Table(self.pages.paper, part.columns, left=frame.left, right=right, bottom=frame.bottom)
        table.restart(self.y)
        turn = self._turner(table)
        for cells in part.rows:
            table.row(cells, turn)
        if not part.rows:
            table.note(t("paper.frame.empty"))
        if part.totals is not None:
            table.row(part.totals, turn, bold=True)
        table.end()
        self.y = table.foot + GAP

    def _turner(self, table: Table) -> Callable[[], None]:
        def turn() -> None:
            table.end()
            self.turn()
            table.restart(self.y)

        return turn

    def chart(self, part: FigureChart) -> None:
        from duty_desk.paper.chart import stacked

        frame = self.pages.frame
        width = frame.right - frame.left
        self.room(HEADING + part.height)
        self.heading(part.heading)
        png = stacked(
            part.labels,
            part.series,
            look="print",
            width=width,
            height=part.height,
            dpi=220,
            unit=part.unit,
            beside=part.beside,
            line=part.line,
        )
        self.pages.paper.picture(frame.left, self.y, width, part.height, png)
        self.y += part.height + GAP

    def text(self, part: FigureText) -> None:
        from duty_desk.paper import fonts
        from duty_desk.paper.layout import POINT
        from duty_desk.paper.text import wrap

        frame = self.pages.frame
        lines = [
            line
            for paragraph in part.text.splitlines()
            for line in wrap(
                paragraph, frame.right - frame.left, lambda words: fonts.width(words, "sans", 10.5) * POINT
            )
        ]
        for line in lines:
            self.room(6.0)
            self._items([Text(frame.left, middle(self.y + 3, 10.5), line, 10.5)])
            self.y += 6.0
        self.y += GAP / 2

    def signatures(self, labels: Sequence[str]) -> None:
        self.room(SIGNATURE_ROOM)
        self._items(signature_items(self.pages.frame, self.y + 5, labels))

    def _items(self, items: Sequence[Item]) -> None:
        from duty_desk.paper.pieces import draw

        draw(self.pages.paper, items)
