"""Finding the table in a sheet: where the header is, which column is which field, which rows are data."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from duty_desk.sheets.book import TEXT, Book, Cell, Row, Sheet
from duty_desk.sheets.columns import Column, Match, match_columns, score_titles
from duty_desk.sheets.forms import FIGURES, Form
from duty_desk.sheets.rows import skip_reason
from duty_desk.sheets.values import Context, Heading, read_date, spelt, text_of
from duty_desk.sheets.words import heading_key

_SEARCH_ROWS = 60
_SHARE = 0.3  # of the titles must be known
_YEAR = re.compile(r"(?<!\d)((?:19|20)\d\d)(?=[-./])")
_DAY = re.compile(r"(?<!\d)(\d{4})[-./](\d{1,2})[-./](\d{1,2})(?!\d)")
_DASHES = re.compile("[\u2013\u2014\uff0d]+")
_SHORT_DAY = re.compile(r"(?<![\d-])(\d{1,2})-(\d{1,2})(?![\d-])")


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
    rows = sheet.rows
    found = _find_header(rows, sheet, form, header_row)
    if found is None and mapping is None:
        return None
    index, depth, titles = found or (-1, 0, {})
    match = match_columns(form, titles, mapping)
    if mapping is None and not match.fields:
        return None
    heading = _heading(form, book, rows[: max(index, 0)])
    context = Context(book.date1904, heading)
    slots = _slot_columns(form, titles, match, context)
    return _table(form, book, sheet, context, match, slots, index, depth)


def recognise_book(book: Book, form: Form) -> tuple[Table, ...]:
    """The tables of `form` in all sheets that have one, the hidden sheets included."""
    tables = (recognise(book, sheet, form) for sheet in book.sheets)
    return tuple(table for table in tables if table)


def best_forms(book: Book, sheet: Sheet, forms: Iterable[Form]) -> list[Form]:
    """The forms this sheet may be, the likeliest first."""
    scored: list[tuple[float, Form]] = []
    for form in forms:
        table = recognise(book, sheet, form)
        if table:
            known = sum(column.field is not None for column in table.columns) + len(table.slots)
            scored.append((known / len(table.columns) - len(table.missing), form))
    return [form for _, form in sorted(scored, key=lambda pair: -pair[0])]


# --- header ----------------------------------------------------------------------------------------------

Titles = dict[int, tuple[str, str]]  # column → (title of the upper level, own title)


def _find_header(
    rows: tuple[Row, ...], sheet: Sheet, form: Form, header_row: int | None
) -> tuple[int, int, Titles] | None:
    if header_row == 0:
        return None
    best: tuple[float, int, int, Titles] | None = None
    for index, row in enumerate(rows[:_SEARCH_ROWS] if header_row is None else rows):
        if header_row is not None and row.number != header_row:
            continue
        if header_row is None and sum(cell.kind == TEXT for cell in row.cells.values()) < 2:
            continue
        depth, titles = _titles(rows, index, sheet)
        score = score_titles(form, titles)
        if header_row is not None:
            return index, depth, titles
        if score >= 2 and score >= _SHARE * _own_titles(form, titles) and (best is None or score > best[0]):
            best = score, index, depth, titles
    return best[1:] if best else None


def _own_titles(form: Form, titles: Titles) -> int:
    """Titles that should be fields: in a grid the days are not."""
    if form.slots is None:
        return len(titles)
    return sum(not any(character.isdigit() for character in upper + own) for upper, own in titles.values())


def _titles(rows: tuple[Row, ...], index: int, sheet: Sheet) -> tuple[int, Titles]:
    row = rows[index]
    upper = {column: str(cell.value) for column, cell in row.cells.items()}
    below = rows[index + 1] if index + 1 < len(rows) and rows[index + 1].number == row.number + 1 else None
    if below is None:
        return 1, {column: ("", title) for column, title in upper.items()}
    parents = _parents(row, below, sheet, upper)
    if not parents:
        return 1, {column: ("", title) for column, title in upper.items()}
    titles: Titles = {
        column: ("", title) for column, title in upper.items() if column not in parents.values()
    }
    for column, parent in parents.items():
        titles[column] = (upper[parent], str(below.cells[column].value))
    return 2, dict(sorted(titles.items()))


def _parents(row: Row, below: Row, sheet: Sheet, upper: Mapping[int, str]) -> dict[int, int]:
    """Column of each lower title → column of the upper title it belongs to; empty when below is data."""
    merged = {merge.left: merge for merge in sheet.merges if merge.top == row.number}
    ordered = sorted(upper)
    parents: dict[int, int] = {}
    for column, cell in below.cells.items():
        if not isinstance(cell.value, str) and cell.kind not in ("d", "m"):
            return {}
        parent = max((left for left in ordered if left <= column), default=0)
        merge = merged.get(parent)
        wide = merge.right > merge.left if merge else column != parent or parent + 1 not in upper
        if not parent or not wide or (merge and (column > merge.right or merge.bottom > row.number)):
            return {}
        parents[column] = parent
    if not merged and (len(parents) < 2 or set(parents) >= set(ordered)):
        return {}
    return parents


# --- heading ---------------------------------------------------------------------------------------------


def _heading(form: Form, book: Book, rows: tuple[Row, ...]) -> Heading:
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
    """Label → value of lines such as "施工单位:某公司    项目名称:某工程" (label, colon, value, wide gap)."""
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
        for day_text, slot_text in ((own, upper), (upper, own)):
            number = float(day_text) if re.fullmatch(r"\d{5}(\.0+)?", day_text) else None
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
        width=max((column.number for column in match.columns), default=0),
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
