"""Handing back the rows that were not imported, with their reasons, ready to be corrected and imported again."""

from __future__ import annotations

import os
from collections.abc import Iterable
from typing import Any

from duty_desk.sheets.book import NUMBER, TEXT, UNCACHED, Cell
from duty_desk.sheets.examining import Examination
from duty_desk.sheets.forms import Field, Form
from duty_desk.sheets.layout import Table
from duty_desk.sheets.values import Context, text_of
from duty_desk.sheets.verdicts import JudgedRow, Verdict
from duty_desk.sheets.words import words
from duty_desk.sheets.writing import FORMULA_STARTS, new_workbook, plain, sheet_title
from duty_desk.strings import t

_TEMPLATE_ROWS = 500
_REASON_WIDTH = 60
_AS_TEXT = frozenset({"id", "id_or_staff", "paper", "phone", "plate", "staff_number", "uscc", "batch"})


def write_refused(
    path: str | os.PathLike[str],
    examination: Examination,
    *,
    verdicts: Iterable[Verdict] = (Verdict.REFUSE,),
    rows: Iterable[JudgedRow] | None = None,
) -> int:
    """Write rows of these verdicts (or just `rows`) as they were in their sheets, and return how many."""
    wanted = set(verdicts)
    chosen = list(rows) if rows is not None else [row for row in examination.rows if row.verdict in wanted]
    with new_workbook(path) as book:
        used: set[str] = set()
        for table in examination.tables:
            own = [row for row in chosen if row.sheet == table.sheet.name]
            if own or len(examination.tables) == 1:
                _write_sheet(book, table, own, used)
        if not used:
            book.add_worksheet()
    return len(chosen)


def _write_sheet(book: Any, table: Table, rows: list[JudgedRow], used: set[str]) -> None:
    name = sheet_title(table.sheet.name or t("sheets.refused.sheet"))
    used.add(name)
    sheet = book.add_worksheet(name)
    base = {"font_name": words().font, "font_size": 11, "valign": "vcenter"}
    text = book.add_format({**base, "border": 1, "num_format": "@"})
    quoted = book.add_format({**base, "border": 1, "num_format": "@", "quote_prefix": True})
    figure = book.add_format({**base, "border": 1})
    header = book.add_format({**base, "border": 1, "bold": True, "align": "center", "text_wrap": True})
    reason = book.add_format({**base, "border": 1, "text_wrap": True, "font_color": "#9C0006"})
    lines = [*table.context.heading.lines, t("sheets.refused.hint")]
    if not table.context.heading.lines:
        lines.insert(0, t("sheets.refused.title", form=table.form.title))
    for number, line in enumerate(lines):
        sheet.write_string(number, 0, plain(line), book.add_format(base))
    top = len(lines)
    columns = _columns(table)
    for place, (_, title, _) in enumerate(columns):
        sheet.write_string(top, place, plain(title), header)
        sheet.set_column(place, place, 16)
    last = len(columns)
    for place, key in ((last, "row"), (last + 1, "reason")):
        sheet.write_string(top, place, t(f"sheets.refused.{key}"), header)
    sheet.set_column(last, last, 10)
    sheet.set_column(last + 1, last + 1, _REASON_WIDTH)
    for number, row in enumerate(rows, top + 1):
        for place, (column, _, field) in enumerate(columns):
            value = _original(row.cells.get(column), field, table.context)
            if isinstance(value, str):
                sheet.write_string(
                    number, place, plain(value), quoted if value[:1] in FORMULA_STARTS else text
                )
            elif value is None:
                sheet.write_blank(number, place, None, text)
            else:
                sheet.write_number(number, place, value, figure)
        sheet.write_number(number, last, row.row, figure)
        sheet.write_string(number, last + 1, plain("\n".join(each.text for each in row.reasons)), reason)
    sheet.freeze_panes(top + 1, 0)
    sheet.autofilter(top, 0, top + max(len(rows), 1), last + 1)
    _print_settings(sheet, top)


def _columns(table: Table) -> list[tuple[int, str, Field | None]]:
    """Column, the title it is recognised by again, and its field."""
    fields = table.form.fields
    found = [
        (
            column.number,
            fields[column.field].title if column.field else column.title,
            fields.get(column.field or ""),
        )
        for column in table.columns
    ]
    names = {code: name for name, code in (table.form.slots.names.items() if table.form.slots else ())}
    found += [
        (slot.column, f"{slot.day.isoformat()} {names.get(slot.slot, '')}", None) for slot in table.slots
    ]
    return sorted(found, key=lambda column: column[0])


def _original(cell: Cell | None, field: Field | None, context: Context) -> str | float | int | None:
    """The cell as it can be read again: figures stay figures, dates become ISO text."""
    if cell is None or cell.kind == UNCACHED:
        return None
    if cell.kind == NUMBER and not isinstance(cell.value, str) and not (field and field.type in _AS_TEXT):
        return cell.value
    return str(cell.value) if cell.kind == TEXT else text_of(cell, context)


def write_template(path: str | os.PathLike[str], form: Form) -> None:
    """An empty sheet of a form: titles (* is required), text columns as text, choices to pick from."""
    fields = [field for field in form.fields.values() if field.type != "ignore"]
    with new_workbook(path) as book:
        sheet = book.add_worksheet(sheet_title(form.heading))
        base = {"font_name": words().font, "font_size": 11}
        header = book.add_format(
            {**base, "border": 1, "bold": True, "align": "center", "bg_color": "#E7E6E6"}
        )
        dates = {"date": "yyyy-mm-dd", "time": "hh:mm", "night_time": "hh:mm", "moment": "yyyy-mm-dd hh:mm"}
        figures = {"integer", "money", "number", "quantity", "temperature"}
        sheet.write_string(0, 0, form.heading, book.add_format({**base, "bold": True, "font_size": 16}))
        sheet.write_string(1, 0, t("sheets.written.template"), book.add_format(base))
        place = 2
        for field in form.particulars.values():
            sheet.write_string(place, 0, f"{field.title}\uff1a", book.add_format(base))
            place += 1
        for column, field in enumerate(fields):
            look = dict(base)
            if field.type not in figures:
                look["num_format"] = dates.get(field.type, "@")
            sheet.set_column(column, column, 16, book.add_format(look))
            title = field.title + ("*" if field.required and not field.auto else "")
            sheet.write_string(place, column, title, header)
            if field.labels:
                choice = {"validate": "list", "source": list(field.labels.values())}
                if sum(len(label) + 1 for label in field.labels.values()) < 255:
                    sheet.data_validation(place + 1, column, place + _TEMPLATE_ROWS, column, choice)
        sheet.freeze_panes(place + 1, 0)
        _print_settings(sheet, place)


def _print_settings(sheet: Any, header: int) -> None:
    sheet.repeat_rows(header)
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    sheet.set_footer("&C" + t("sheets.written.page"))
