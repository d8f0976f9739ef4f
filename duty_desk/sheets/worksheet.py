"""One pass over a worksheet: every cell that holds something, in order, within the limits."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from math import isfinite
from typing import Any

from duty_desk.sheets.book import (
    BOOLEAN,
    ERROR,
    HEADING_ROWS,
    MAX_ALL_TEXT,
    MAX_CELLS,
    MAX_COLUMNS,
    MAX_ROWS,
    MAX_TEXT,
    NUMBER,
    TEXT,
    UNCACHED,
    column_letters,
    column_number,
)
from duty_desk.sheets.container import Refused
from duty_desk.sheets.markup import safe_parser

_LAST_ROW = MAX_ROWS + HEADING_ROWS
_BATCH = 500
_MAX_MERGES = 50_000
_DIGITS = "0123456789"
_ESCAPE = re.compile(r"_x([0-9A-Fa-f]{4})_")
_EXTERNAL = re.compile(r"\[\d+\]|\[[^\]]+\.xls|://|\\\\")
_TRUE = ("1", "true")


@dataclass(slots=True)
class Limits:
    """How much one file has used up so far."""

    cells: int = 0
    text: int = 0

    def add_text(self, length: int) -> None:
        """Count text that leaves the child; shared texts could otherwise repeat without end."""
        self.text += length
        if self.text > MAX_ALL_TEXT:
            raise Refused("TOO_MUCH")


def read_worksheet(
    chunks: Iterator[bytes],
    texts: list[str],
    styles: Mapping[int, str],
    limits: Limits,
    send: Callable[[list[Any]], None],
) -> None:
    """Send rows in batches and then the end record of the sheet."""
    state = _State(texts, styles, limits, send)
    parser = safe_parser()
    parser.StartElementHandler = lambda tag, _: state.begin(tag, parser)
    for chunk in chunks:
        parser.Parse(chunk, False)
    parser.Parse(b"", True)
    state.finish()


class _State:
    """The handlers of one worksheet; a class because the parser keeps calling back into what was seen."""

    def __init__(
        self, texts: list[str], styles: Mapping[int, str], limits: Limits, send: Callable[[list[Any]], None]
    ) -> None:
        self.texts, self.limits, self.send = texts, limits, send
        self.styles = {str(index): kind for index, kind in styles.items()}
        self.batch: list[Any] = []
        self.hidden_columns: list[int] = []
        self.merges: list[list[int]] = []

    def begin(self, tag: str, parser: Any) -> None:
        """The root element tells the prefix; from here on the quick handlers work."""
        prefix = tag[: tag.rfind(":") + 1]
        start, end, buffer = self._handlers(prefix)
        parser.StartElementHandler, parser.EndElementHandler = start, end
        parser.CharacterDataHandler = buffer.append

    def _handlers(self, prefix: str) -> tuple[Any, Any, list[str]]:
        c, v, t, f, row_tag = (prefix + name for name in ("c", "v", "t", "f", "row"))
        col, merge, guide_tag = prefix + "col", prefix + "mergeCell", prefix + "rPh"
        buffer: list[str] = []
        columns: dict[str, int] = {}
        number, hidden, cells = 0, False, []
        column, kind, style, value = 0, NUMBER, None, None
        formula, external, guide = False, False, False

        def start(tag: str, attributes: dict[str, str]) -> None:
            nonlocal number, hidden, cells, column, kind, style, value, formula, external, guide
            if tag == c:
                place = attributes.get("r")
                if place:
                    letters = place.rstrip(_DIGITS)
                    column = columns.get(letters) or columns.setdefault(letters, column_number(letters))
                else:
                    column += 1
                kind, style = attributes.get("t", NUMBER), attributes.get("s")
                value, formula, external = None, False, False
            elif tag in (v, t):
                buffer.clear()
            elif tag == f:
                formula = True
                buffer.clear()
            elif tag == row_tag:
                place = attributes.get("r")
                number = int(place) if place else number + 1
                hidden = attributes.get("hidden") in _TRUE or attributes.get("ht") == "0"
                cells, column = [], 0
            elif tag == guide_tag:
                guide = True
            elif tag == col:
                self._column(attributes)
            elif tag == merge:
                self._merge(attributes.get("ref", ""))

        def end(tag: str) -> None:
            nonlocal value, external, guide
            if tag == v:
                value = "".join(buffer)
            elif tag == c:
                if value or formula:
                    record = self._cell(number, column, kind, style, value or "", formula, external)
                    if record:
                        cells.append(record)
            elif tag == t:
                if not guide:
                    value = (value or "") + "".join(buffer)
            elif tag == f:
                external = bool(_EXTERNAL.search("".join(buffer)))
            elif tag == row_tag:
                if cells:
                    self._row(number, hidden, cells)
            elif tag == guide_tag:
                guide = False

        return start, end, buffer

    def _cell(
        self, row: int, column: int, kind: str, style: str | None, raw: str, formula: bool, external: bool
    ) -> list[Any] | None:
        value: Any = raw
        length = 0
        if kind == NUMBER:
            kind = self.styles.get(style, NUMBER) if style else NUMBER
            if raw:
                value = int(raw) if raw.isdigit() and len(raw) < 16 else _number(raw)
            else:
                kind = UNCACHED
        elif kind == "b":
            value, kind = raw == "1", BOOLEAN
        elif kind == "e":
            kind = ERROR
        else:
            if kind == "s":
                value = self.texts[int(raw)]
            kind = TEXT
            if "_x" in value:
                value = _ESCAPE.sub(lambda match: chr(int(match[1], 16)), value)
            if not value or value.isspace():
                return None
            length = len(value)
            if length > MAX_TEXT:
                value = value[:MAX_TEXT]
            self.limits.add_text(min(length, MAX_TEXT))
        self._check(row, column)
        if formula or length > MAX_TEXT or kind not in (TEXT, NUMBER):
            return [column, value, kind, formula + 2 * external, length if length > MAX_TEXT else 0]
        return [column, value]

    def _check(self, row: int, column: int) -> None:
        if not 0 < row <= _LAST_ROW:
            raise Refused("TOO_MANY_ROWS", limit=MAX_ROWS, row=row)
        if not 0 < column <= MAX_COLUMNS:
            raise Refused("TOO_MANY_COLUMNS", limit=MAX_COLUMNS, column=column_letters(column))
        self.limits.cells += 1
        if self.limits.cells > MAX_CELLS:
            raise Refused("TOO_MUCH")

    def _row(self, number: int, hidden: bool, cells: list[Any]) -> None:
        self.batch.append([number, hidden, cells])
        if len(self.batch) >= _BATCH:
            self.send(["rows", self.batch])
            self.batch = []

    def _column(self, attributes: dict[str, str]) -> None:
        if attributes.get("hidden") in _TRUE or attributes.get("width") == "0":
            last = min(int(attributes.get("max", 0)), MAX_COLUMNS)
            self.hidden_columns.extend(range(int(attributes.get("min", 1)), last + 1))

    def _merge(self, reference: str) -> None:
        first, _, last = reference.partition(":")
        if last and len(self.merges) < _MAX_MERGES:
            self.merges.append([*_place(first), *_place(last)])

    def finish(self) -> None:
        """Send what is left and the end record."""
        if self.batch:
            self.send(["rows", self.batch])
        self.send(["end", {"columns": self.hidden_columns, "merges": self.merges}])


def _number(raw: str) -> int | float:
    value = float(raw)
    if not isfinite(value):
        raise Refused("DAMAGED")
    return int(value) if value.is_integer() and abs(value) < 1e15 else value


def _place(reference: str) -> tuple[int, int]:
    letters = reference.rstrip(_DIGITS).replace("$", "")
    return int(reference[len(reference.rstrip(_DIGITS)) :] or 0), column_number(letters)
