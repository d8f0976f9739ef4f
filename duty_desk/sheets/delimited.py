"""Reading text as a table: CSV files in the encodings offices use, and cells pasted from a spreadsheet."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterable
from typing import Any

from duty_desk.sheets.book import HEADING_ROWS, MAX_COLUMNS, MAX_ROWS, MAX_TEXT, column_letters
from duty_desk.sheets.container import Refused
from duty_desk.sheets.worksheet import Limits

_MARKS = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))
_LABELS = {
    "utf-8-sig": "UTF-8 with BOM",
    "utf-16": "UTF-16",
    "utf-8": "UTF-8",
    "gb18030": "GB 18030",
    "gbk": "GBK",
}
ENCODINGS = ("utf-8", "gb18030", "utf-16")
_BATCH = 500


def decode(data: bytes, encoding: str = "") -> tuple[str, str]:
    """The text and the name of its encoding: byte order mark, then strict UTF-8, then GB 18030.

    Short Chinese texts can be read both ways, so a chosen `encoding` overrules this.
    """
    marked = next((name for mark, name in _MARKS if data.startswith(mark)), "")
    for name in (encoding,) if encoding else (marked,) if marked else ("utf-8", "gbk", "gb18030"):
        try:
            return data.decode(name), _LABELS.get(name, name)
        except UnicodeDecodeError:
            continue
    raise Refused("ENCODING_UNKNOWN")


def read_text(path: str, encoding: str, send: Callable[[list[Any]], None]) -> None:
    """Send the CSV file at `path` as records (see `child`), or raise Refused."""
    with open(path, "rb") as file:
        text, label = decode(file.read(), encoding)
    if "\x00" in text:
        raise Refused("NOT_EXCEL")
    send(["book", {"date1904": False, "encoding": label}])
    send(["sheet", {"name": "", "hidden": False}])
    csv.field_size_limit(1 << 30)
    lines = io.StringIO(text.lstrip("\ufeff"), newline="")
    records = list(csv.reader(lines, delimiter=delimiter(text)))
    if records and records[-1] and "\n" in records[-1][-1] and not text.rstrip("\r\n").endswith('"'):
        raise Refused("QUOTE_OPEN", row=len(records))
    send_records(records, Limits(), send)
    send(["end", {"columns": [], "merges": []}])


def delimiter(text: str) -> str:
    """Comma, tab or semicolon, whichever is most in the first line."""
    first = text[: text.find("\n") if "\n" in text else len(text)]
    return max(",\t;", key=first.count)


def send_records(records: Iterable[list[str]], limits: Limits, send: Callable[[list[Any]], None]) -> None:
    """Send records as rows; a record's number is its place among all records, from 1."""
    batch: list[Any] = []
    for number, record in enumerate(records, 1):
        cells: list[Any] = []
        for column, value in enumerate(record, 1):
            if not value or value.isspace():
                continue
            if column > MAX_COLUMNS:
                raise Refused("TOO_MANY_COLUMNS", limit=MAX_COLUMNS, column=column_letters(column))
            length = len(value)
            limits.add_text(min(length, MAX_TEXT))
            cells.append(
                [column, value] if length <= MAX_TEXT else [column, value[:MAX_TEXT], "s", 0, length]
            )
        if cells:
            if number > MAX_ROWS + HEADING_ROWS:
                raise Refused("TOO_MANY_ROWS", limit=MAX_ROWS, row=number)
            batch.append([number, False, cells, len(record)])
            if len(batch) >= _BATCH:
                send(["rows", batch])
                batch = []
    if batch:
        send(["rows", batch])


def split_pasted(text: str) -> list[list[str]]:
    """Cells copied out of Excel, WPS or LibreOffice: tabs, any line end, quotes round what needs them.

    A quoted cell counts as quoted only when it holds a tab, a line break or a doubled quote: spreadsheets
    leave a plain `"word"` unquoted, so there the quotes are the text.
    """
    text = text.lstrip("\ufeff")
    records: list[list[str]] = []
    record: list[str] = []
    place, length = 0, len(text)
    while place < length:
        value, place = _pasted_cell(text, place)
        record.append(value)
        mark = text[place : place + 1]
        place += 1
        if mark != "\t":
            records.append(record)
            record = []
            if mark == "\r" and text[place : place + 1] == "\n":
                place += 1
        elif place >= length:
            record.append("")
    if record:
        records.append(record)
    while records and not any(value.strip() for value in records[-1]):
        records.pop()
    return records


def _pasted_cell(text: str, place: int) -> tuple[str, int]:
    if text.startswith('"', place):
        end = place + 1
        while (end := text.find('"', end)) >= 0 and text.startswith('""', end):
            end += 2
        inside = text[place + 1 : end] if end > 0 else ""
        closed = end > 0 and text[end + 1 : end + 2] in ("", "\t", "\r", "\n")
        if closed and any(mark in inside for mark in ("\t", "\r", "\n", '""')):
            return inside.replace('""', '"').replace("\r\n", "\n").replace("\r", "\n"), end + 1
    ends = [found for mark in "\t\r\n" if (found := text.find(mark, place)) >= 0]
    end = min(ends, default=len(text))
    return text[place:end], end
