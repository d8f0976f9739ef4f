"""Opening what an officer chose or pasted, without ever trusting it: all parsing happens in a child process."""

from __future__ import annotations

import itertools
import json
import os
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast

from duty_desk.errors import InputError
from duty_desk.sheets import child
from duty_desk.sheets.book import MAX_FILE_BYTES, Book, Cell, Merge, Row, Sheet
from duty_desk.sheets.container import Refused
from duty_desk.sheets.delimited import ENCODINGS, decode, send_records, split_pasted
from duty_desk.sheets.roster import unfold
from duty_desk.sheets.worksheet import Limits

_POLL = 0.05
_PREVIEW_BYTES = 8192
_PREVIEW_LINES = 20


class FileRefused(InputError):
    """The file or block cannot be read at all; `reason` is the class of the data README."""

    def __init__(self, reason: str, **values: object) -> None:
        super().__init__("path", f"sheets.file.{reason}", **values)
        self.reason = reason


class Cancelled(Exception):
    """The officer stopped the reading; nothing was kept."""


@dataclass(frozen=True, slots=True)
class TextPreview:
    """The beginning of a text file as one encoding reads it, for choosing by eye."""

    encoding: str
    text: str


def read_book(
    path: str | os.PathLike[str],
    *,
    encoding: str = "",
    as_drawn: bool = False,
    cancelled: Callable[[], bool] | None = None,
) -> Book:
    """The workbook or CSV at `path`. Raises FileRefused with a plain sentence, or Cancelled.

    `encoding` ("utf-8", "gb18030", "utf-16") overrules the one found in a text file. Duty calendars come as lists unless `as_drawn`.
    """
    request = {"path": os.path.abspath(path), "encoding": encoding}
    if not os.path.isfile(path):
        raise FileRefused("NO_FILE")
    output = _ask_child(json.dumps(request).encode() + b"\n", cancelled)
    book = _assemble(Path(path).name, output)
    return book if as_drawn else unfold(book)


def read_clipboard(text: str) -> Book:
    """Cells pasted from a spreadsheet as a book of one sheet."""
    if len(text) > MAX_FILE_BYTES:
        raise FileRefused("TOO_LARGE", limit=MAX_FILE_BYTES // 1024 // 1024)
    records: list[list[Any]] = [
        ["book", {"date1904": False, "encoding": ""}],
        ["sheet", {"name": "", "hidden": False}],
    ]
    try:
        send_records(split_pasted(text), Limits(), records.append)
    except Refused as refused:
        raise FileRefused(refused.code, **refused.values) from None
    builder = _Builder("", "clipboard")
    for record in [*records, ["end", {"columns": [], "merges": []}]]:
        builder.take(record)
    return unfold(builder.book())


def preview_text(path: str | os.PathLike[str]) -> tuple[TextPreview, ...]:
    """How the first lines of a text file read in each encoding that fits, the likeliest first."""
    with open(path, "rb") as file:
        data = file.read(_PREVIEW_BYTES)
        whole = not file.read(1)
    if not whole:
        data = data[: data.rfind(b"\n") + 1] or data
    found: dict[str, str] = {}
    for name in ("", *ENCODINGS):
        try:
            text, _ = decode(data, name)
        except Refused:
            continue
        found.setdefault("\n".join(text.lstrip("\ufeff").splitlines()[:_PREVIEW_LINES]), name)
    return tuple(TextPreview(name, text) for text, name in found.items())


def _command() -> list[str]:
    if getattr(sys, "frozen", False):
        return [sys.executable, child.FLAG]
    return [sys.executable, "-s", "-m", "duty_desk.sheets.child"]


def _ask_child(request: bytes, cancelled: Callable[[], bool] | None) -> bytes:
    root = Path(__file__).resolve().parents[2]
    keep = ("SYSTEMROOT", "PATH", "LD_LIBRARY_PATH", "LANG", "TEMP", "TMP")
    environment = {name: os.environ[name] for name in keep if name in os.environ}
    deadline = time.monotonic() + child.SECONDS
    with subprocess.Popen(
        _command(),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        cwd=root,
        env=environment,
        creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
    ) as process:
        sending: bytes | None = request
        while True:
            try:
                output, _ = process.communicate(sending, timeout=_POLL)
                break
            except subprocess.TimeoutExpired:
                sending = None
            if cancelled and cancelled():
                process.kill()
                raise Cancelled
            if time.monotonic() > deadline:
                process.kill()
                raise FileRefused("TOO_SLOW", seconds=child.SECONDS)
    return output


class _Builder:
    """Puts records of the child together; a class because sheets arrive in pieces."""

    def __init__(self, name: str, source: str) -> None:
        self.name, self.source = name, source
        self.about: dict[str, Any] = {}
        self.sheets: list[Sheet] = []
        self.sheet: dict[str, Any] = {}
        self.rows: list[Row] = []
        self.complete = False

    def take(self, record: list[Any]) -> None:
        """One record, in the order of `child`."""
        match record[0]:
            case "rows":
                self.rows.extend(_row(*row) for row in record[1])
            case "sheet":
                self.sheet, self.rows = record[1], []
            case "end":
                self._end(record[1])
            case "book":
                self.about = record[1]
            case "refused":
                raise FileRefused(record[1], **record[2])
            case _:
                self.complete = record[0] == "done"

    def _end(self, about: dict[str, Any]) -> None:
        rows = self.rows
        if any(later.number <= earlier.number for earlier, later in itertools.pairwise(rows)):
            rows = sorted({row.number: row for row in rows}.values(), key=lambda row: row.number)
        self.sheets.append(
            Sheet(
                name=self.sheet["name"],
                hidden=self.sheet["hidden"],
                rows=tuple(rows),
                merges=tuple(Merge(*merge) for merge in about["merges"]),
                hidden_columns=frozenset(about["columns"]),
            )
        )

    def book(self) -> Book:
        """The whole book, or FileRefused when there is nothing in it."""
        if not any(sheet.rows for sheet in self.sheets):
            raise FileRefused("EMPTY_FILE")
        return Book(
            self.name, self.source, tuple(self.sheets), self.about["date1904"], self.about["encoding"]
        )


def _row(number: int, hidden: bool, cells: list[list[Any]], width: int = 0) -> Row:
    return Row(number, {cell[0]: _cell(*cell[1:]) for cell in cells}, hidden, width)


def _cell(value: Any, kind: str = "", flags: int = 0, length: int = 0) -> Cell:
    kind = kind or ("s" if isinstance(value, str) else "n")
    return Cell(value, kind, bool(flags & 1), bool(flags & 2), length)


def _assemble(name: str, output: bytes) -> Book:
    builder = _Builder(name, "workbook")
    for line in output.splitlines():
        try:
            record = cast(list[Any], json.loads(line))
        except ValueError:
            break  # the child was stopped in the middle of a line
        builder.take(record)
    if not builder.complete:
        raise FileRefused("DAMAGED")
    if builder.about["encoding"]:
        builder.source = "csv"
    return builder.book()
