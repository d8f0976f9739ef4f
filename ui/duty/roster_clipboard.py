"""Cells of the roster to and from a spreadsheet, in the letters of the roster."""

from __future__ import annotations

from collections.abc import Mapping

from duty_desk.roster.cells import Place
from duty_desk.roster.rules import Cell, Shift
from duty_desk.sheets.words import words
from duty_desk.strings import t
from ui.duty.roster_model import RosterModel, glyphs
from ui.kit.ledger_copy import parse_tab_separated

# First and last line, first and last column.
Span = tuple[int, int, int, int]


def letters() -> Mapping[str, Shift]:
    """The signs of a cell as they are pasted: those of the screen's language, and those in which the office's workbooks are written."""
    written = {sign: Shift(shift) for sign, shift in words().roster.items() if len(sign) == 1}
    return written | {t(f"roster.glyph.{shift.value}"): shift for shift in Shift}


def texts_of(model: RosterModel, span: Span) -> list[list[str]]:
    """The cells of a range as they are read."""
    top, bottom, left, right = span
    return [
        [glyphs(model.cell(row, column)) for column in range(left, right + 1)]
        for row in range(top, bottom + 1)
    ]


def cells_of(model: RosterModel, span: Span, text: str) -> tuple[dict[Place, Cell], str]:
    """What a pasted block would write from the first cell of a range on, and the first text that is no shift.

    One pasted cell fills the whole range; what hangs over the last line or day is left.
    """
    rows, known = parse_tab_separated(text), letters()
    if not rows:
        return {}, ""
    top, bottom, left, right = span
    wide = max(len(row) for row in rows)
    if len(rows) > 1 or wide > 1:
        bottom, right = top + len(rows) - 1, left + wide - 1
    wanted: dict[Place, Cell] = {}
    for row in range(top, min(bottom, len(model.lines) - 1) + 1):
        texts = rows[(row - top) % len(rows)]
        for column in range(left, right + 1):
            place, number = model.place(row, column), (column - left) % wide
            said = "".join(texts[number].split()).upper() if number < len(texts) else ""
            if any(letter not in known for letter in said):
                return {}, said
            if place is not None:
                wanted[place] = frozenset(known[letter] for letter in said)
    return wanted, ""
