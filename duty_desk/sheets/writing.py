"""Workbooks the office can hand on: titled, filterable, printing on A4, with every text staying text.

Long ledgers are streamed, so that a hundred thousand rows take no more memory than a hundred. A file appears
under its name only when it is complete.
"""

from __future__ import annotations

import os
import re
import secrets
from collections.abc import Callable, Generator, Iterable, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import date, time
from decimal import Decimal
from math import isfinite
from pathlib import Path
from typing import Any

from duty_desk.errors import StorageError
from duty_desk.sheets.book import MAX_TEXT
from duty_desk.sheets.words import words
from duty_desk.strings import t

_A4 = 9
_ROWS_A_SHEET = 1_000_000
_REPORT_EVERY = 1_000
# A spreadsheet shows a moment in a narrow column as ####, and cuts a text off where the next cell is filled.
_LEAST = {"date": 12.0, "moment": 18.0, "time": 8.0}
_WIDEST, _MEASURED = 44.0, 200
_SURROGATES = re.compile("[\ud800-\udfff]")
_BAD_IN_NAME = re.compile(r"[\[\]:*?/\\']")
# A text that a spreadsheet would calculate when someone edits its cell.
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\0")
_FORMULA_STARTS = frozenset(FORMULA_STARTS)


@dataclass(frozen=True, slots=True)
class OutColumn:
    """One column of a workbook. `kind` is text, number, date, moment or time; `width` is in characters."""

    title: str
    kind: str = "text"
    width: float = 12
    align: str = "left"


@contextmanager
def replacing(path: str | os.PathLike[str]) -> Generator[Path]:
    """A temporary file beside `path` that takes its name at the end; StorageError when the disk says no."""
    target = Path(path)
    temporary = target.with_name(f".{target.stem[:40]}-{secrets.token_hex(4)}.tmp")
    try:
        temporary.touch(exist_ok=False)
        yield temporary
        with open(temporary, "rb+") as file:
            os.fsync(file.fileno())
        os.replace(temporary, target)
    except OSError as error:
        raise StorageError("sheets.written.not_saved", detail=str(error), name=target.name) from error
    finally:
        with suppress(OSError):
            temporary.unlink(missing_ok=True)


def write_table(
    path: str | os.PathLike[str],
    *,
    title: str,
    columns: Sequence[OutColumn],
    rows: Iterable[Sequence[Any]],
    subtitle: Sequence[str] = (),
    totals: Mapping[int, Any] | None = None,
    sheet_name: str = "",
    progress: Callable[[int], None] | None = None,
) -> int:
    """Write one table and return how many rows it has.

    `subtitle` are lines such as the filter and the cut-off time. `totals` maps column places to values, which
    are written as values: a workbook must show the same figures wherever it is opened. `progress` is called with
    the rows written so far and may raise to stop; then no file is left behind.
    """
    with new_workbook(path, constant_memory=True) as book:
        return _Writer(book, title, columns, subtitle, sheet_name).write(rows, totals, progress)


@contextmanager
def new_workbook(path: str | os.PathLike[str], **options: object) -> Generator[Any]:
    """A workbook that replaces `path` when the block ends well; texts in it never become formulas or links."""
    from xlsxwriter import Workbook
    from xlsxwriter.exceptions import FileCreateError

    never = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with replacing(path) as temporary:
        book = Workbook(str(temporary), {**never, **options})
        try:
            yield book
        except BaseException:
            with suppress(OSError, FileCreateError):
                book.close()  # so that its temporary files go
            raise
        try:
            book.close()
        except FileCreateError as error:
            raise OSError(str(error)) from error


def plain(value: str) -> str:
    """A text as a cell can hold it."""
    if len(value) > MAX_TEXT:
        value = value[:MAX_TEXT]
    return _SURROGATES.sub("\ufffd", value)


def sheet_title(name: str) -> str:
    """A name Excel allows for a sheet: 31 characters, none of the forbidden ones."""
    return (_BAD_IN_NAME.sub(" ", name).strip() or "Sheet1")[:31]


class _Writer:
    """Streams rows into one or more sheets of the same make; a class because a full sheet opens the next."""

    def __init__(
        self, book: Any, title: str, columns: Sequence[OutColumn], subtitle: Sequence[str], sheet_name: str
    ) -> None:
        self.book, self.title, self.columns, self.subtitle = book, title, columns, subtitle
        self.sheet_name = sheet_title(sheet_name or title)
        self.sheets = 0
        self.widths = [max(column.width, _LEAST.get(column.kind, 0.0)) for column in columns]
        base = {"font_name": words().font, "font_size": 11, "valign": "vcenter"}
        cell = {**base, "border": 1, "border_color": "#808080"}
        self.title_format = book.add_format({**base, "font_size": 16, "bold": True, "align": "center"})
        self.line_format = book.add_format(base)
        self.header_format = book.add_format(
            {**cell, "bold": True, "align": "center", "text_wrap": True, "bg_color": "#E7E6E6"}
        )
        self.total_format = {**cell, "bold": True}
        self.formats = [book.add_format({**cell, **_looks(column)}) for column in columns]
        self.quoted = [
            book.add_format({**cell, **_looks(column), "quote_prefix": True}) for column in columns
        ]

    def write(
        self,
        rows: Iterable[Sequence[Any]],
        totals: Mapping[int, Any] | None,
        progress: Callable[[int], None] | None,
    ) -> int:
        sheet, first = self._sheet()
        place = first
        count = 0
        put = self._putters(sheet)
        for row in rows:
            if count < _MEASURED:
                self._measure(row)
            if place - first >= _ROWS_A_SHEET:
                self._close(sheet, first, place)
                sheet, first = self._sheet()
                place, put = first, self._putters(sheet)
            for write, value in zip(put, row, strict=True):
                write(place, value)
            place += 1
            count += 1
            if progress and count % _REPORT_EVERY == 0:
                progress(count)
        self._close(sheet, first, place)
        if totals:
            self._totals(sheet, place, totals)
        if progress:
            progress(count)
        return count

    def _sheet(self) -> tuple[Any, int]:
        self.sheets += 1
        name = self.sheet_name if self.sheets == 1 else f"{self.sheet_name[:27]} ({self.sheets})"
        sheet = self.book.add_worksheet(name)
        last = len(self.columns) - 1
        sheet.set_row(0, 30)
        if last:
            sheet.merge_range(0, 0, 0, last, plain(self.title), self.title_format)
        else:
            sheet.write_string(0, 0, plain(self.title), self.title_format)
        for number, line in enumerate(self.subtitle, 1):
            sheet.write_string(number, 0, plain(line), self.line_format)
        header = 1 + len(self.subtitle)
        for index, column in enumerate(self.columns):
            sheet.write_string(header, index, plain(column.title), self.header_format)
        sheet.freeze_panes(header + 1, 0)
        sheet.repeat_rows(header)
        sheet.set_landscape()
        sheet.set_paper(_A4)
        sheet.fit_to_pages(1, 0)
        sheet.set_margins(left=0.5, right=0.5, top=0.6, bottom=0.7)
        sheet.set_footer("&C" + t("sheets.written.page"))
        return sheet, header + 1

    def _measure(self, row: Sequence[Any]) -> None:
        for index, value in enumerate(row):
            if isinstance(value, str) and value:
                wide = sum(1 if letter.isascii() else 2 for letter in value[: int(_WIDEST)]) + 2
                self.widths[index] = max(self.widths[index], min(wide, _WIDEST))

    def _close(self, sheet: Any, first: int, place: int) -> None:
        for index, width in enumerate(self.widths):
            sheet.set_column(index, index, width)
        sheet.autofilter(first - 1, 0, max(place - 1, first - 1), len(self.columns) - 1)

    def _putters(self, sheet: Any) -> list[Callable[[int, Any], None]]:
        """One writer for each column of `sheet`; the inner loop of every export."""
        return [self._putter(sheet, index) for index in range(len(self.columns))]

    def _putter(self, sheet: Any, index: int) -> Callable[[int, Any], None]:
        kind, look, quoted = self.columns[index].kind, self.formats[index], self.quoted[index]
        write_string, write_blank, write_number = sheet.write_string, sheet.write_blank, sheet.write_number

        def text(row: int, value: Any) -> None:
            if not isinstance(value, str):
                value = "" if value is None else str(value)
            if not value:
                write_blank(row, index, None, look)
                return
            if len(value) > MAX_TEXT or not value.isascii():
                value = plain(value)
            write_string(row, index, value, quoted if value[0] in _FORMULA_STARTS else look)

        def number(row: int, value: Any) -> None:
            if isinstance(value, int | float | Decimal) and not isinstance(value, bool) and isfinite(value):
                write_number(row, index, value, look)
            else:
                text(row, value)

        def moment(row: int, value: Any) -> None:
            if isinstance(value, date | time):
                sheet.write_datetime(row, index, value, look)
            else:
                text(row, value)

        return number if kind == "number" else moment if kind in ("date", "moment", "time") else text

    def _totals(self, sheet: Any, place: int, totals: Mapping[int, Any]) -> None:
        label = None if 0 in totals else t("sheets.written.total")
        for index, column in enumerate(self.columns):
            look = self.book.add_format({**self.total_format, **_looks(column)})
            value = totals.get(index, label if index == 0 else None)
            if value is None:
                sheet.write_blank(place, index, None, look)
            elif isinstance(value, int | float | Decimal):
                sheet.write_number(place, index, value, look)
            else:
                sheet.write_string(place, index, plain(str(value)), look)


def _looks(column: OutColumn) -> dict[str, Any]:
    formats = {"date": "yyyy-mm-dd", "moment": "yyyy-mm-dd hh:mm", "time": "hh:mm", "text": "@"}
    align = "right" if column.kind == "number" else column.align
    look: dict[str, Any] = {"align": align}
    if column.kind in formats:
        look["num_format"] = formats[column.kind]
    return look
