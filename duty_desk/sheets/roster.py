"""Reading a duty calendar: one block of rows for each week, a column for each day, names in the cells."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from duty_desk.errors import InputError
from duty_desk.sheets.book import TEXT, Book, Cell, Row, Sheet
from duty_desk.sheets.fields import split_names
from duty_desk.sheets.layout import read_heading
from duty_desk.sheets.values import Context, Trouble, read_date
from duty_desk.sheets.words import half_width, words
from duty_desk.sheets.world import Identity
from duty_desk.strings import t

SHIFTS = ("leader", "day", "night", "standby")


@dataclass(frozen=True, slots=True)
class RosterDay:
    """Who is on duty on a day. `shifts` has a tuple of names for each of SHIFTS.

    Where two people share a name, the office writes the department in brackets behind it; it is kept.
    """

    day: date
    shifts: Mapping[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class RosterFault:
    """A cell that could not be read, by sheet, row and column."""

    sheet: str
    row: int
    column: int
    text: str


def is_roster(sheet: Sheet) -> bool:
    """Whether a sheet is a duty calendar: it has a date row and a shift row below it."""
    labels = [_label(row) for row in sheet.rows]
    return "date" in labels and any(shift in labels[labels.index("date") :] for shift in SHIFTS)


def read_roster(
    book: Book, sheet: Sheet, identity: Identity
) -> tuple[tuple[RosterDay, ...], tuple[RosterFault, ...]]:
    """The days of a calendar in order, and the cells that need correcting. Days without anyone are left out."""
    labels = [_label(row) for row in sheet.rows]
    first = next((index for index, label in enumerate(labels) if label == "date"), len(labels))
    context = Context(book.date1904, read_heading(book, sheet.rows[:first]))
    faults: list[RosterFault] = []
    found: dict[date, dict[str, tuple[str, ...]]] = {}
    week: dict[int, date] = {}
    for row, label in zip(sheet.rows, labels, strict=True):
        if label == "date":
            week = _week(row, context, sheet.name, faults)
        elif label and week:
            for column, day in week.items():
                cell = row.cells.get(column)
                if cell is not None:
                    people = _people(str(cell.value), identity, (sheet.name, row.number, column), faults)
                    found.setdefault(day, {})[label] = people
    days = (
        RosterDay(day, {shift: shifts.get(shift, ()) for shift in SHIFTS})
        for day, shifts in sorted(found.items())
    )
    return tuple(days), tuple(faults)


def _label(row: Row) -> str:
    """What a row of the calendar holds: date or a shift; empty for anything else."""
    if not row.cells:
        return ""
    first = row.cells[min(row.cells)]
    return words().roster.get("".join(half_width(str(first.value)).split()), "")


def _week(row: Row, context: Context, sheet: str, faults: list[RosterFault]) -> dict[int, date]:
    week: dict[int, date] = {}
    for column in sorted(row.cells)[1:]:
        cell = row.cells[column]
        if cell.kind == TEXT:
            cell = Cell(re.sub(r"[(\uff08].*?[)\uff09]", "", str(cell.value)))
        day, trouble = read_date(cell, context)
        if day:
            week[column] = day
        else:
            trouble = trouble or Trouble("DATE_INVALID", {"value": cell.value})
            title = t("sheets.written.roster_date")
            text = t(f"sheets.reason.{trouble.code}", **{"title": title, **trouble.values})
            faults.append(RosterFault(sheet, row.number, column, text))
    return week


def _people(
    text: str, identity: Identity, place: tuple[str, int, int], faults: list[RosterFault]
) -> tuple[str, ...]:
    people: list[str] = []
    for part in split_names(text):
        name, bracket, rest = part.partition("(")
        try:
            people.append(identity.check_name(name, field="name").value + bracket + rest)
        except InputError as error:
            faults.append(RosterFault(*place, error.text))
    return tuple(people)
