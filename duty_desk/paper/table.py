"""The ledger table: the head is repeated on every page and nothing in a cell is ever cut off.

Written straight into the page, one operator string for each cell, because a register of 10,000 rows should take
seconds. A text that is wider than its column continues on further lines; a row taller than a page continues on the
next one.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import pairwise
from typing import TYPE_CHECKING

from duty_desk.paper import fonts
from duty_desk.paper.canvas import Paper
from duty_desk.paper.fonts import Face
from duty_desk.paper.layout import MM, RISE, Align
from duty_desk.paper.text import wrap

if TYPE_CHECKING:
    from duty_desk.paper.lists import ListColumn

PAD = 1.2  # mm between text and rule
RULE = 0.2  # mm
GAP = 1.9  # mm beyond the lines of a row
SQUEEZE = 0.6  # a number or a word that cannot be divided is set smaller, down to this
_CENTRE: Align = "centre"


Lines = tuple[tuple[str, ...], ...]


class Table:
    """Rows from where `restart` begins down to `bottom` (mm from the top edge) of the current page."""

    def __init__(
        self,
        paper: Paper,
        columns: Sequence[ListColumn],
        *,
        left: float,
        right: float,
        bottom: float,
        size: float = 8.5,
        gap: float = GAP,
    ) -> None:
        self.paper = paper
        self.size = size
        self.gap = gap * MM
        self.pitch = size * 1.32  # points from line to line
        self.top = paper.height_mm * MM
        self.bottom = (paper.height_mm - bottom) * MM
        scale = (right - left) * MM / sum(column.width for column in columns)
        edges = [left * MM]
        for column in columns:
            edges.append(edges[-1] + column.width * scale)
        self.edges = edges
        self.rooms = [b - a - 2 * PAD * MM for a, b in pairwise(edges)]
        # no character is wider than an em: as many as this fit without being measured
        self.safe = [int(room / size) for room in self.rooms]
        self.aligns = [column.align for column in columns]
        self.titles = tuple(column.title for column in columns)
        self._uncovered = fonts.uncovered("sans").search
        self._rules: list[float] = []
        # Where rules between columns are left out: from, to, and the first edge concerned.
        self._spans: list[tuple[float, float, int]] = []
        self._head = self._wrapped(self.titles, "bold", self.size)
        self.y = self.top

    def restart(self, top: float, *, head: bool = True) -> None:
        """Start on a fresh page at `top` mm, with the head of the columns."""
        self.top = self.y = (self.paper.height_mm - top) * MM
        self._rules = [self.top]
        self._spans = []
        if not head:
            return
        height = self._height(self._head)
        self.paper.fill("tint")
        width = self.edges[-1] - self.edges[0]
        self.paper.operators(f"{self.edges[0]:.2f} {self.y - height:.2f} {width:.2f} {height:.2f} re f")
        self._draw(self._head, height, "bold", centred=True)

    @property
    def foot(self) -> float:
        """Where the last row ends, in mm from the top edge."""
        return self.paper.height_mm - self.y / MM

    def lines(self, cells: Sequence[str], *, bold: bool = False) -> Lines | None:
        """How the cells break into lines; None when each takes just one, which is the rule."""
        face: Face = "bold" if bold else "sans"
        size, safe, rooms, uncovered = self.size, self.safe, self.rooms, self._uncovered
        if not bold:
            for i, text in enumerate(cells):
                if (len(text) > safe[i] or uncovered(text)) and (
                    "\n" in text or fonts.width(text, face, size) > rooms[i]
                ):
                    break
            else:
                return None
        return self._wrapped(cells, face, size)

    def row(self, cells: Sequence[str], turn: Callable[[], None], *, bold: bool = False) -> None:
        """Add a row, turning the page when it does not fit. `turn` ends the page and begins the next one.

        A row with fewer cells than columns is a heading or a sum: its last cell runs on to the right edge.
        """
        face: Face = "bold" if bold else "sans"
        if len(cells) < len(self.titles):
            self._spanning(cells, face, turn)
            return
        lines = self.lines(cells, bold=bold)
        height = self._height(lines)
        if self.y - height < self.bottom:
            if lines is not None and height > self._capacity():
                self._in_parts(lines, face, turn)
                return
            turn()
        if lines is None:
            self._draw_single(cells, height)
        else:
            self._draw(lines, height, face)

    def end(self) -> None:
        """Draw the rules of this page."""
        left, right = self.edges[0], self.edges[-1]
        self.paper.pen(RULE, "ink")
        code = [f"{left:.2f} {y:.2f} m {right:.2f} {y:.2f} l" for y in self._rules]
        for place, x in enumerate(self.edges):
            top = self.top
            for begin, end, shared in self._spans:
                if shared <= place < len(self.edges) - 1:
                    code.append(f"{x:.2f} {top:.2f} m {x:.2f} {begin:.2f} l")
                    top = end
            code.append(f"{x:.2f} {top:.2f} m {x:.2f} {self.y:.2f} l")
        self.paper.operators("\n".join(code) + " S")

    def note(self, words: str) -> None:
        """One line across the whole table, for example that there are no records; the last row of a page."""
        height = self._height(None)
        self._spans.append((self.y, self.y - height, 1))
        centre = (self.edges[0] + self.edges[-1]) / 2 - fonts.width(words, "sans", self.size) / 2
        self.paper.fill("ink")
        base = self.y - height / 2 - RISE * self.size
        self.paper.operators(self.paper.text_code(centre, base, words, self.size))
        self.y -= height
        self._rules.append(self.y)

    def _spanning(self, cells: Sequence[str], face: Face, turn: Callable[[], None]) -> None:
        last = len(cells) - 1
        room = self.edges[-1] - self.edges[last] - 2 * PAD * MM
        wrapped = wrap(cells[last], room, fonts.measure(cells[last], face, self.size), SQUEEZE)
        before = self._wrapped([*cells[:last], *[""] * (len(self.titles) - last)], face, self.size)
        lines: Lines = (*before[:last], wrapped)
        height = self._height(lines)
        # A heading is never the last line of a page: what it is of may take two lines.
        if self.y - height - (0 if face == "bold" else self._height(None) + self.pitch) < self.bottom:
            turn()
        self._spans.append((self.y, self.y - height, len(cells)))
        aligns, rooms = self.aligns, self.rooms
        self.aligns, self.rooms = [*aligns[:last], "left"], [*rooms[:last], room]
        self._draw(lines, height, face)
        self.aligns, self.rooms = aligns, rooms

    def _capacity(self) -> float:
        return self.top - self.bottom - self._height(self._head)

    def _height(self, lines: Lines | None) -> float:
        most = 1 if lines is None else max(len(cell) for cell in lines)
        return most * self.pitch + self.gap

    def _wrapped(self, cells: Sequence[str], face: Face, size: float) -> Lines:
        wrapped: list[tuple[str, ...]] = []
        for text, room, safe in zip(cells, self.rooms, self.safe, strict=True):
            if len(text) <= safe and "\n" not in text and not self._uncovered(text):
                wrapped.append((text,))
                continue
            measure = fonts.measure(text, face, size)
            parts = text.splitlines() or ("",)
            wrapped.append(tuple(line for part in parts for line in wrap(part, room, measure, SQUEEZE)))
        return tuple(wrapped)

    def _in_parts(self, lines: Lines, face: Face, turn: Callable[[], None]) -> None:
        rest: Lines = lines
        while any(rest):
            room = int((self.y - self.bottom - self.gap) / self.pitch)
            if room < 1:
                turn()
                continue
            part = tuple(cell[:room] for cell in rest)
            self._draw(part, self._height(part), face)
            rest = tuple(cell[room:] for cell in rest)

    def _draw_single(self, cells: Sequence[str], height: float) -> None:
        paper, size, edges = self.paper, self.size, self.edges
        paper.fill("ink")
        base = self.y - height / 2 - RISE * size
        pad = PAD * MM
        code: list[str] = []
        for i, text in enumerate(cells):
            if not text:
                continue
            align = self.aligns[i]
            if align == "left":
                x = edges[i] + pad
            else:
                free = self.rooms[i] - fonts.width(text, "sans", size)
                x = edges[i] + pad + (free if align == "right" else free / 2)
            code.append(paper.text_code(x, base, text, size))
        self.y -= height
        self._rules.append(self.y)
        paper.operators("\n".join(code))

    def _draw(self, lines: Lines, height: float, face: Face, *, centred: bool = False) -> None:
        paper, size = self.paper, self.size
        paper.fill("ink")
        code: list[str] = []
        for i, cell in enumerate(lines):
            align = _CENTRE if centred else self.aligns[i]
            base = self.y - (height - (len(cell) - 1) * self.pitch) / 2 - RISE * size
            left, room, safe = self.edges[i] + PAD * MM, self.rooms[i], self.safe[i]
            for text in cell:
                if not text:
                    pass
                elif align == "left" and len(text) <= safe and not self._uncovered(text):
                    code.append(paper.text_code(left, base, text, size, face))
                else:
                    width = fonts.width(text, face, size)
                    points = size if width <= room else size * room / width
                    free = max(room - width, 0.0)
                    shift = {"left": 0.0, "centre": free / 2, "right": free}[align]
                    code.append(paper.text_code(left + shift, base, text, points, face))
                base -= self.pitch
        self.y -= height
        self._rules.append(self.y)
        paper.operators("\n".join(code))
