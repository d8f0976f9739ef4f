"""A telephone list as offices have it: a workbook, cells pasted out of one, or lines of a message, one number on each."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from db.vocabulary import ReferenceKind
from duty_desk.duty import references
from duty_desk.errors import DutyDeskError, InputError
from duty_desk.roles import Permission, requires
from duty_desk.sheets.book import Book
from duty_desk.work import Work

MOST: Final = 200
# Cells of a row, else what is parted by a comma, a colon or a wide gap.
_PARTED: Final = re.compile(r"\t|[,;:\u3001]|\s{2,}|\u3000")
_NUMBER: Final = re.compile(r"[0-9+][0-9\-() ]{2,22}[0-9]|[0-9]{3,}")
_ORDINAL: Final = re.compile(r"^\(?[0-9]{1,3}[.)\u3001]?$")


@dataclass(frozen=True, slots=True)
class PhoneLine:
    """What one line says; without a number or a name it is nothing to dial."""

    text: str
    title: str
    issuer: str
    phone: str

    @property
    def is_whole(self) -> bool:
        """Whether there is somebody to call and a number."""
        return bool(self.title and self.phone)


@dataclass(frozen=True, slots=True)
class Added:
    """What was kept, and the lines that were not, as they were written."""

    ids: tuple[int, ...]
    left: tuple[str, ...]


def read_lines(text: str) -> tuple[PhoneLine, ...]:
    """One line after another; a heading without any figure is passed over."""
    lines = [line.strip() for line in unicodedata.normalize("NFKC", text).splitlines()]
    return tuple(_read(line) for line in lines if any(sign.isdigit() for sign in line))


def text_of(book: Book) -> str:
    """The rows of a workbook as lines: its cells side by side, as if they had been pasted."""
    lines = (
        "\t".join(_said(row.cells[column].value) for column in sorted(row.cells))
        for sheet in book.sheets
        if not sheet.hidden
        for row in sheet.rows
        if not row.hidden
    )
    return "\n".join(" ".join(line.split("\n")) for line in lines)


def _said(value: object) -> str:
    """A number of a house line is no fraction, whatever the sheet makes of it."""
    return str(int(value)) if isinstance(value, float) and value.is_integer() else str(value)


@requires(Permission.WRITE_LOG)
def add_lines(work: Work, *, text: str) -> Added:
    """Keep every whole line; what is incomplete or there already is given back. Raises InputError when nothing can be kept."""
    lines = read_lines(text)
    if not lines or len(lines) > MOST:
        raise InputError("text", "duty_references.error.no_lines", most=MOST)
    ids: list[int] = []
    left: list[str] = []
    for line in lines:
        try:
            ids.append(
                references.add(
                    work,
                    kind=ReferenceKind.PHONE,
                    title=line.title,
                    issuer=line.issuer,
                    phone=line.phone,
                )
            )
        except DutyDeskError:
            left.append(line.text)
    if not ids:
        raise InputError("text", "duty_references.error.none_kept")
    return Added(tuple(ids), tuple(left))


@requires(Permission.WRITE_LOG)
def take_back(work: Work, ids: Sequence[int]) -> None:
    """The list was the wrong one: what it brought goes out of use."""
    for each in ids:
        references.retire(work, each)


def _read(line: str) -> PhoneLine:
    cells = [cell.strip() for cell in _PARTED.split(line) if cell.strip()]
    if len(cells) > 1 and _ORDINAL.match(cells[0]):
        cells = cells[1:]
    numbers = [cell for cell in cells if _NUMBER.fullmatch(cell)]
    if numbers:
        words = [cell for cell in cells if cell not in numbers]
        return PhoneLine(line, words[0] if words else "", " ".join(words[1:]), numbers[0])
    found = list(_NUMBER.finditer(line))
    if not found:
        return PhoneLine(line, "", "", "")
    last = found[-1]
    before = re.sub(r"^\(?[0-9]{1,3}[.)\u3001]\s*", "", line[: last.start()]).strip()
    words = before.split(None, 1)
    return PhoneLine(
        line, words[0] if words else "", words[1] if len(words) > 1 else "", last.group().strip()
    )
