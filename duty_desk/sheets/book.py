"""A workbook as the office wrote it: sheets, rows and cells with what was hidden, merged or broken."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple

MAX_FILE_BYTES = 20 * 1024 * 1024
MAX_UNPACKED_BYTES = 200 * 1024 * 1024
MAX_ROWS = 20_000
MAX_COLUMNS = 100
MAX_SHEETS = 100
MAX_CELLS = 1_000_000
MAX_TEXT = 32_767  # what Excel itself keeps in one cell
MAX_ALL_TEXT = 16 * 1024 * 1024
HEADING_ROWS = 100  # rows of titles and notes allowed beside the data rows

TEXT, NUMBER, BOOLEAN = "s", "n", "b"
DATE, TIME, MOMENT = "d", "t", "m"  # numbers that a cell format shows as date, time, or both
ERROR = "e"  # #REF! and its like
UNCACHED = "u"  # a formula that was saved without its result


class Cell(NamedTuple):
    """One cell that holds something. Dates stay day numbers until the date system is applied.

    `length` is the true length of a text that was cut to what Excel itself keeps.
    """

    value: str | int | float | bool
    kind: str = TEXT
    formula: bool = False
    external: bool = False
    length: int = 0


class Row(NamedTuple):
    """One row: `number` counts from 1 as in the worksheet, or records in a CSV; `width` is fields given."""

    number: int
    cells: Mapping[int, Cell]
    hidden: bool = False
    width: int = 0


class Merge(NamedTuple):
    """A merged block; only its top left cell holds a value."""

    top: int
    left: int
    bottom: int
    right: int


@dataclass(frozen=True, slots=True)
class Sheet:
    """One worksheet without its empty rows."""

    name: str
    rows: tuple[Row, ...]
    merges: tuple[Merge, ...] = ()
    hidden: bool = False
    hidden_columns: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class Book:
    """A file or a pasted block. `encoding` names how a text file was read; empty for workbooks."""

    name: str
    source: str  # "workbook", "csv" or "clipboard"
    sheets: tuple[Sheet, ...]
    date1904: bool = False
    encoding: str = ""


def column_letters(column: int) -> str:
    """1 is A, 27 is AA."""
    letters = ""
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def column_number(letters: str) -> int:
    """A is 1, XFD is 16384; 0 for what is no column."""
    number = 0
    for letter in letters.upper():
        if not "A" <= letter <= "Z":
            return 0
        number = number * 26 + ord(letter) - 64
    return number
