"""Laying a duty calendar out as a list: one line for each cell that holds names, so that it is judged as any other sheet.

Two ways of drawing it are known: a block of rows for each week with a column a day, and a line a person with a column a day.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date

from duty_desk.sheets.book import NUMBER, TEXT, Book, Cell, Row, Sheet, column_letters
from duty_desk.sheets.forms import form
from duty_desk.sheets.layout import read_heading
from duty_desk.sheets.values import Context, read_date
from duty_desk.sheets.words import half_width, words

FORM = "roster"
SHIFTS = ("leader", "day", "night", "standby")
_DATE = "date"
_REST = "rest"
_FIELDS = ("cell", "date", "shift", "people")
# A header is looked for that far down; a calendar begins near the top.
_HEAD_ROWS = 12
_LEAST_DAYS = 7
_BRACKET = re.compile(r"[(\uff08].*?[)\uff09]")
_MONTH = re.compile(r"([0-9]{4})\s*\u5e74\s*([0-9]{1,2})\s*\u6708")

Line = tuple[str, Cell, str, str]


def unfold(book: Book) -> Book:
    """The book with its duty calendars as lists; other sheets are as they were."""
    return replace(book, sheets=tuple(_unfolded(book, sheet) for sheet in book.sheets))


def is_calendar(sheet: Sheet) -> bool:
    """Whether a sheet has a row of dates and a row of a shift below it."""
    first = _date_row(sheet)
    return first >= 0 and any(_label(row) in SHIFTS for row in sheet.rows[first + 1 : first + 1 + _HEAD_ROWS])


def _unfolded(book: Book, sheet: Sheet) -> Sheet:
    if is_calendar(sheet):
        first = _date_row(sheet)
        return _as_list(sheet, first, list(_calendar_lines(sheet, first)))
    if (place := _name_row(sheet)) is not None:
        return _as_list(sheet, place[0], list(_grid_lines(book, sheet, *place)))
    return sheet


def _as_list(sheet: Sheet, first: int, lines: Sequence[Line]) -> Sheet:
    fields = form(FORM).fields
    start = sheet.rows[first].number
    # Titles and the line of the issuing office stay above; the days of the week would be taken for a header.
    heading = [row for row in sheet.rows[:first] if len(row.cells) < _LEAST_DAYS]
    titles = {number: Cell(fields[key].title) for number, key in enumerate(_FIELDS, 1)}
    rows = [
        Row(number, {1: Cell(cell), 2: day, 3: Cell(shift), 4: Cell(people)}, width=len(_FIELDS))
        for number, (cell, day, shift, people) in enumerate(lines, start + 1)
    ]
    return Sheet(sheet.name, (*heading, Row(start, titles, width=len(_FIELDS)), *rows), hidden=sheet.hidden)


def _calendar_lines(sheet: Sheet, first: int) -> Iterator[Line]:
    week: Mapping[int, Cell] = {}
    for row in sheet.rows[first:]:
        label = _label(row)
        if label == _DATE:
            week = {column: _plain_date(row.cells[column]) for column in sorted(row.cells)[1:]}
        elif label in SHIFTS:
            title = str(row.cells[min(row.cells)].value)
            for column in sorted(row.cells)[1:]:
                people = str(row.cells[column].value).strip()
                if people:
                    place = f"{column_letters(column)}{row.number}"
                    yield place, week.get(column, Cell("")), title, people


def _grid_lines(book: Book, sheet: Sheet, first: int, name: int, days: Mapping[int, Cell]) -> Iterator[Line]:
    month = _month_of(book, sheet, first)
    known = words().roster
    for row in sheet.rows[first + 1 :]:
        if name not in row.cells:
            continue
        people = str(row.cells[name].value).strip()
        for column, head in days.items():
            cell = row.cells.get(column)
            said = "" if cell is None else "".join(half_width(str(cell.value)).split())
            parts = [said] if said in known else list(said)
            if not parts or not all(part in known for part in parts):
                # A line of totals, or a sign that no roster has.
                continue
            for part in parts:
                if known[part] != _REST:
                    yield f"{column_letters(column)}{row.number}", _day_of(head, month), part, people


def _date_row(sheet: Sheet) -> int:
    found = (index for index, row in enumerate(sheet.rows[:_HEAD_ROWS]) if _label(row) == _DATE)
    return next(found, -1)


def _name_row(sheet: Sheet) -> tuple[int, int, dict[int, Cell]] | None:
    """Where the names' header is, in which column, and the columns of days; None for another kind of sheet."""
    names = form("people").fields["name"].titles
    for index, row in enumerate(sheet.rows[:_HEAD_ROWS]):
        column = next(
            (number for number, cell in row.cells.items() if "".join(str(cell.value).split()) in names), None
        )
        if column is None:
            continue
        days = {
            number: cell
            for number, cell in row.cells.items()
            if number > column and _is_day(_plain_date(cell))
        }
        if len(days) >= _LEAST_DAYS and _is_filled(sheet.rows[index + 1 :], column, days):
            return index, column, {number: _plain_date(cell) for number, cell in days.items()}
    return None


def _is_filled(rows: Sequence[Row], name: int, days: Mapping[int, Cell]) -> bool:
    """Whether most of what people have under the days are shifts: readings of temperatures stand in such a sheet too."""
    known = words().roster
    people = [row.cells for row in rows if name in row.cells]
    held = [str(cells[column].value).strip() for cells in people for column in days if column in cells]
    # Totals below are whole numbers.
    held = [text for text in held if text and not text.isdigit()]
    fit = sum(all(part in known for part in text) or text in known for text in held)
    return fit * 2 > len(held) > 0


def _is_day(cell: Cell) -> bool:
    text = str(cell.value).strip()
    if text.isdigit() and len(text) <= 2:
        return 1 <= int(text) <= 31
    return read_date(cell, Context())[0] is not None


def _day_of(head: Cell, month: tuple[int, int] | None) -> Cell:
    text = str(head.value).strip()
    if month is not None and text.isdigit() and len(text) <= 2:
        return Cell(f"{month[0]}-{month[1]:02d}-{int(text):02d}")
    return head


def _month_of(book: Book, sheet: Sheet, first: int) -> tuple[int, int] | None:
    lines = [sheet.name, *read_heading(book, sheet.rows[:first]).lines]
    for line in lines:
        if found := _MONTH.search(line):
            return int(found[1]), int(found[2])
    for line in lines:
        day, _ = read_date(Cell(line), Context())
        if isinstance(day, date):
            return day.year, day.month
    return None


def _label(row: Row) -> str:
    """What a row of the calendar holds: date or a shift; empty for anything else."""
    if not row.cells:
        return ""
    first = row.cells[min(row.cells)]
    return words().roster.get("".join(half_width(str(first.value)).split()), "")


def _plain_date(cell: Cell) -> Cell:
    """A date without what stands in brackets behind it: the lunar day, a festival."""
    if cell.kind == TEXT:
        return Cell(_BRACKET.sub("", str(cell.value)).strip())
    if cell.kind == NUMBER and isinstance(cell.value, int | float) and cell.value <= 31:
        return Cell(str(int(cell.value)))
    return cell
