"""Finding the table in a sheet: where the header is, which column is which field, which rows are data."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from duty_desk.sheets.book import Book, Cell, Row, Sheet
from duty_desk.sheets.columns import Column, Match, match_columns
from duty_desk.sheets.forms import FIGURES, Form, form, form_keys
from duty_desk.sheets.header import Candidate, Titles, candidate_at, candidates, choose
from duty_desk.sheets.rows import skip_reason
from duty_desk.sheets.values import Context, Heading, read_date, spelt, text_of
from duty_desk.sheets.words import heading_key

_YEAR = re.compile(r"(?<![0-9])((?:19|20)[0-9][0-9])(?=[-./])")
_DAY = re.compile(r"(?<![0-9])([0-9]{4})[-./]([0-9]{1,2})[-./]([0-9]{1,2})(?![0-9])")
_DASHES = re.compile("[\u2013\u2014\uff0d]+")
_SHORT_DAY = re.compile(r"(?<![0-9-])([0-9]{1,2})-([0-9]{1,2})(?![0-9-])")
# What the title of a form above a table counts for: more columns than anybody leaves out.
_HEADED = 3.0


@dataclass(frozen=True, slots=True)
class Skipped:
    """A row that is not data, and why."""

    row: int
    reason: str


@dataclass(frozen=True, slots=True)
class SlotColumn:
    """A column of readings: its day and half day."""

    column: int
    day: date
    slot: str


@dataclass(frozen=True, slots=True)
class Table:
    """One sheet as the rows of a form. `fields` gives the columns of each field, first come first."""

    form: Form
    sheet: Sheet
    source: str
    context: Context
    header_row: int
    first_row: int
    columns: tuple[Column, ...]
    fields: Mapping[str, tuple[int, ...]]
    missing: tuple[str, ...]
    slots: tuple[SlotColumn, ...]
    rows: tuple[Row, ...]
    skipped: tuple[Skipped, ...]
    blank_rows: int
    width: int

    @property
    def mapping(self) -> dict[int, str | None]:
        """Column → field, as `recognise` takes it back after a person has corrected it."""
        return {column.number: column.field for column in self.columns}


def recognise(
    book: Book,
    sheet: Sheet,
    form: Form,
    *,
    header_row: int | None = None,
    mapping: Mapping[int, str | None] | None = None,
) -> Table | None:
    """The table of `form` in `sheet`, or None when no row looks like its header.

    `header_row` and `mapping` (column → field key) come from a person and overrule what is found;
    `header_row` 0 says that there is none.
    """
    if header_row is None:
        found = choose(candidates(sheet), form)
    else:
        places = (index for index, row in enumerate(sheet.rows) if row.number == header_row)
        found = next((candidate_at(sheet, index) for index in places), None)
    if found is None and mapping is None:
        return None
    index, depth, titles = (found.index, found.depth, found.titles) if found else (-1, 0, {})
    match = match_columns(form, titles, mapping)
    if mapping is None and not match.fields:
        return None
    heading = read_heading(book, sheet.rows[: max(index, 0)])
    context = Context(book.date1904, heading)
    slots = _slot_columns(form, titles, match, context)
    return _table(form, book, sheet, context, match, slots, index, depth, max(titles, default=0))


def recognise_book(book: Book, wanted: Form) -> tuple[Table, ...]:
    """The tables of that form in all sheets, the hidden ones included.

    A sheet that is more like another form is left out, unless no sheet would be left.
    """
    found = [candidates(sheet) for sheet in book.sheets]
    own = {index: rate(book, book.sheets[index], each, wanted) for index, each in enumerate(found)}
    rated = {index: rating for index, rating in own.items() if rating is not None}
    others = [form(key) for key in form_keys() if key != wanted.key]
    chosen = [
        index
        for index, rating in rated.items()
        # More than that no form can have.
        if rating >= 1 + _HEADED
        or all((rate(book, book.sheets[index], found[index], other) or -99) <= rating for other in others)
    ]
    if not chosen:
        chosen = [index for index, rating in rated.items() if rating == max(rated.values())]
    tables = (recognise(book, book.sheets[index], wanted) for index in chosen)
    return tuple(table for table in tables if table)


def rate(book: Book, sheet: Sheet, found: tuple[Candidate, ...], asked: Form) -> float | None:
    """How much a sheet looks like a form: known share of its columns, less what is missing; None for not at all.

    A sheet that is headed with the title of a form is that form, even when columns are missing.
    """
    header = choose(found, asked)
    if header is None:
        return None
    match = match_columns(asked, header.titles, None)
    slots = _slot_columns(asked, header.titles, match, Context(book.date1904, Heading(years=(2000,))))
    if asked.slots and not slots:
        return None
    known = sum(column.field is not None for column in match.columns) + len(slots)
    missing = sum(field.key not in match.fields for field in asked.required)
    if missing > known:
        return None
    return known / len(match.columns) - missing + (_HEADED if _is_headed(sheet, header, asked) else 0)


def _is_headed(sheet: Sheet, header: Candidate, asked: Form) -> bool:
    above = (str(cell.value) for row in sheet.rows[: header.index] for cell in row.cells.values())
    return any("".join(line.split()) == asked.title for line in (sheet.name, *above))


def best_forms(book: Book, sheet: Sheet, asked: Iterable[Form]) -> list[Form]:
    """The forms this sheet may be, the likeliest first."""
    found = candidates(sheet)
    rated = [(rating, each) for each in asked if (rating := rate(book, sheet, found, each)) is not None]
    return [each for _, each in sorted(rated, key=lambda pair: -pair[0])]


# --- heading ---------------------------------------------------------------------------------------------


def read_heading(book: Book, rows: tuple[Row, ...]) -> Heading:
    """What the rows above a table say: its lines, years, period and particulars."""
    context = Context(book.date1904)
    lines = tuple(text_of(cell, context) for row in rows for cell in row.cells.values())
    plain = [spelt(_DASHES.sub(" ~ ", line.replace("\u3000", " "))) for line in lines]
    years: list[int] = []
    days: list[date] = []
    for line in plain:
        years += [int(year) for year in _YEAR.findall(line) if int(year) not in years]
        for year, month, day in _DAY.findall(line):
            found, _ = read_date(Cell(f"{year}-{month}-{day}"), context)
            if found:
                days.append(found)
                days += _end_of_period(line, found)
    return Heading(lines, tuple(years), min(days, default=None), max(days, default=None), _particulars(lines))


def _end_of_period(line: str, first: date) -> list[date]:
    """The second half of "2020-2-10 - 2-23", which leaves out the year."""
    found: list[date] = []
    for month, day in _SHORT_DAY.findall(line):
        end, _ = read_date(Cell(f"{first.year}-{month}-{day}"), Context())
        if end and end >= first:
            found.append(end)
    return found


def _particulars(lines: Iterable[str]) -> dict[str, str]:
    """Label → value of lines that hold several of both: label, colon, value, then a wide gap before the next label."""
    found: dict[str, str] = {}
    for line in lines:
        for piece in re.split(r"\s{2,}", line):
            label, colon, value = piece.replace("\uff1a", ":").partition(":")
            if colon and label and value.strip():
                found.setdefault(heading_key(label), value.strip())
    return found


def _slot_columns(form: Form, titles: Titles, match: Match, context: Context) -> tuple[SlotColumn, ...]:
    if form.slots is None:
        return ()
    found: list[SlotColumn] = []
    taken = {column.number for column in match.columns if column.field}
    for column, (upper, own) in titles.items():
        if column in taken:
            continue
        own_day, _, own_slot = own.strip().partition(" ")
        for day_text, slot_text in ((own, upper), (upper, own), (own_day, own_slot)):
            number = float(day_text) if re.fullmatch(r"[0-9]{5}(\.0+)?", day_text) else None
            day, _ = read_date(Cell(number, "d") if number else Cell(day_text), context)
            if day:
                slot = form.slots.names.get("".join(slot_text.split()), form.slots.default)
                found.append(SlotColumn(column, day, slot))
                break
    return tuple(found)


# --- rows ------------------------------------------------------------------------------------------------


def _table(
    form: Form,
    book: Book,
    sheet: Sheet,
    context: Context,
    match: Match,
    slots: tuple[SlotColumn, ...],
    index: int,
    depth: int,
    width: int,
) -> Table:
    header = sheet.rows[index].number if index >= 0 else 0
    last_header = header + depth - 1 if depth else 0
    body = [row for row in sheet.rows if row.number > last_header]
    wide = {merge.top: merge for merge in sheet.merges if merge.right - merge.left >= 2}
    titles = {column.number: heading_key(column.title) for column in match.columns}
    skipped: list[Skipped] = []
    data: list[Row] = []
    for row in body:
        reason = skip_reason(row, titles, row.number in wide)
        if reason:
            skipped.append(Skipped(row.number, reason))
        else:
            data.append(row)
    last = body[-1].number if body else last_header
    slot_columns = {slot.column for slot in slots}
    return Table(
        form=form,
        sheet=sheet,
        source=book.source,
        context=context,
        header_row=header,
        first_row=last_header + 1,
        columns=tuple(column for column in match.columns if column.number not in slot_columns),
        fields=match.fields,
        missing=tuple(field.key for field in form.required if field.key not in match.fields),
        slots=slots,
        rows=tuple(_filled(data, sheet, form, match)),
        skipped=tuple(skipped),
        blank_rows=last - last_header - len(body),
        width=width,
    )


def _filled(rows: list[Row], sheet: Sheet, form: Form, match: Match) -> list[Row]:
    """Rows with merged blocks repeated: down for everything but figures, to the right between two dates."""
    by_number = {row.number: row for row in rows}
    added: dict[int, dict[int, Cell]] = {}
    field_of = {column: form.fields[key] for key, columns in match.fields.items() for column in columns}
    tops = {row.number: row for row in sheet.rows}
    for merge in sheet.merges:
        origin = tops[merge.top].cells.get(merge.left) if merge.top in tops else None
        field = field_of.get(merge.left)
        if origin is None or field is None or field.type in FIGURES:
            continue
        right = field_of.get(merge.right)
        last = merge.right if right and right.type == field.type == "date" else merge.left
        for number in range(merge.top, merge.bottom + 1):
            if number not in by_number:
                continue
            for column in range(merge.left, last + 1):
                if column not in by_number[number].cells:
                    added.setdefault(number, {})[column] = origin
    return [
        row._replace(cells={**row.cells, **added[row.number]}) if row.number in added else row for row in rows
    ]
