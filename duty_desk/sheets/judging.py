"""Judging every row of a sheet before anything is written: import, ask, or refuse, with reasons in plain words."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from typing import Any

from duty_desk.sheets.book import ERROR, MAX_TEXT, TEXT, UNCACHED, Cell, Row
from duty_desk.sheets.checks import FORM_CHECKS
from duty_desk.sheets.fields import READERS, Ledger
from duty_desk.sheets.forms import Field
from duty_desk.sheets.layout import Table
from duty_desk.sheets.readings import read_slots
from duty_desk.sheets.values import Context, is_blank, text_of
from duty_desk.sheets.verdicts import Draft, JudgedRow, Verdict
from duty_desk.sheets.world import World

_MISSING = {
    "name": "NAME_MISSING",
    "id": "ID_MISSING",
    "quantity": "QTY_MISSING",
    "temperature": "TEMP_MISSING",
}
_TYPED_BY_CHECKS = frozenset({"id", "quantity", "unit"})


def judge(
    table: Table, world: World, *, defaults: Mapping[str, str] | None = None, ledger: Ledger | None = None
) -> tuple[JudgedRow, ...]:
    """Every data row of `table` against `world`, in order.

    `defaults` are texts for fields whose column is missing or blank, as chosen in the mapping preview.
    `ledger` carries what earlier sheets of the same import used up (numbers, stock, documents).
    """
    return tuple(judge_each(table, world, defaults=defaults, ledger=ledger))


def judge_each(
    table: Table, world: World, *, defaults: Mapping[str, str] | None = None, ledger: Ledger | None = None
) -> Iterator[JudgedRow]:
    """As `judge`, row by row, so that a long sheet can show progress and be stopped."""
    ledger = ledger or Ledger(world)
    plan = _plan(table, world, defaults or {})
    seen: dict[tuple[Any, ...], int] = {}
    figures = _figure_columns(table)
    constants = _constants(table)
    for row in table.rows:
        draft = _draft(table, row, plan)
        draft.values.update(constants)
        if not _count_columns(draft, table):
            for field, _, read in plan:
                _read_field(draft, field, read, table.context, ledger)
            if table.slots:
                draft.values["readings"] = read_slots(draft, table, world)
            for check in table.form.checks:
                FORM_CHECKS[check](draft, table, ledger)
            _compare_rows(draft, row, figures, seen)
        if row.hidden:
            draft.add("HIDDEN_ROW")
        verdict = draft.verdict
        ledger.close(draft, verdict)
        yield JudgedRow(table.sheet.name, row.number, verdict, tuple(draft.reasons), draft.values, row.cells)


def read_particulars(table: Table, world: World) -> tuple[Mapping[str, Any], Draft]:
    """The lines above the table as values of the form's particulars, with what is the matter with them."""
    found = table.context.heading.particulars
    cells: dict[str, Cell] = {}
    for field in table.form.particulars.values():
        text = next((found[title] for title in sorted(field.titles) if title in found), None)
        if text:
            cells[field.key] = Cell(text)
    draft = Draft(Row(0, {}), cells)
    ledger = Ledger(world)
    for field in table.form.particulars.values():
        _read_field(draft, field, READERS[field.type], table.context, ledger)
    return draft.values, draft


_Plan = list[tuple[Field, tuple[int, ...], Callable[[Cell, Field, Draft, Context, Ledger], Any] | None]]


def _plan(table: Table, world: World, defaults: Mapping[str, str]) -> _Plan:
    plan: _Plan = []
    for field in table.form.fields.values():
        columns = table.fields.get(field.key, ())
        if field.type == "ignore" or not (columns or field.key in defaults):
            continue
        choices = world.choices.get(f"{table.form.key}.{field.key}")
        if choices is not None:
            field = replace(field, choices=choices)
        if field.key in defaults:
            field = replace(field, options={**field.options, "default": defaults[field.key]})
        plan.append((field, columns, None if field.type in _TYPED_BY_CHECKS else READERS[field.type]))
    return plan


def _constants(table: Table) -> dict[str, str]:
    """Fields without a column that the title or the name of the sheet tells."""
    said = "".join((table.sheet.name, *table.context.heading.lines[:1]))
    found: dict[str, str] = {}
    for key, words in table.form.constants.items():
        value = next((value for word, value in words.items() if word in said), None)
        if value and key not in table.fields:
            found[key] = value
    return found


def _draft(table: Table, row: Row, plan: _Plan) -> Draft:
    cells: dict[str, Cell] = {}
    for field, columns, _ in plan:
        for column in columns:
            cell = row.cells.get(column)
            if cell is not None:
                cells[field.key] = cell
                break
        else:
            default = field.options.get("default")
            if default:
                cells[field.key] = Cell(default)
    return Draft(row, cells)


def _count_columns(draft: Draft, table: Table) -> bool:
    """In a text file a wrong number of fields means that none can be trusted."""
    row = draft.row
    if table.source == "workbook" or not table.header_row:
        return False
    if any(column > table.width for column in row.cells):
        draft.add("COLUMN_COUNT", count=max(row.width, max(row.cells)), expected=table.width)
        return True
    if table.source == "csv" and row.width < table.width:
        draft.add("COLUMN_SHORT", count=row.width, expected=table.width)
    return False


def _read_field(
    draft: Draft,
    field: Field,
    read: Callable[[Cell, Field, Draft, Context, Ledger], Any] | None,
    context: Context,
    ledger: Ledger,
) -> None:
    cell = draft.cells.get(field.key)
    if cell is not None and (
        cell.kind in (ERROR, UNCACHED) or cell.formula or len(str(cell.value)) >= MAX_TEXT
    ):
        cell = _usable(draft, field, cell, context)
        if cell is None:
            draft.values[field.key] = _empty(field)
            return
    if cell is None or is_blank(cell):
        draft.values[field.key] = _empty(field)
        if field.required and not field.auto and field.type != "quantity":
            draft.add(_MISSING.get(field.type, "FIELD_MISSING"), field)
        return
    if read is None:
        draft.values[field.key] = text_of(cell, context)
    else:
        draft.values[field.key] = read(cell, field, draft, context, ledger)


def _usable(draft: Draft, field: Field, cell: Cell, context: Context) -> Cell | None:
    """The cell, unless it holds an error, a formula without result, or more than a cell can."""
    verdict = Verdict.REFUSE if field.required and not field.soft else Verdict.WARN
    if cell.kind == ERROR:
        draft.add("CELL_ERROR", field, verdict, value=cell.value)
        return None
    if cell.kind == UNCACHED:
        draft.add("FORMULA_NO_CACHE", field, verdict)
        return None
    length = cell.length or (len(cell.value) if isinstance(cell.value, str) else 0)
    if length >= MAX_TEXT and cell.kind == TEXT:
        cut = Verdict.REFUSE if length > MAX_TEXT else Verdict.WARN
        draft.add("CELL_TOO_LONG", field, cut, count=length, limit=MAX_TEXT)
    if cell.external:
        draft.add("EXTERNAL_LINK", field, value=text_of(cell, context)[:40])
    return cell


def _empty(field: Field) -> Any:
    if field.type in ("list", "names", "gates"):
        return ()
    if field.type in (
        "text",
        "name",
        "phone",
        "plate",
        "paper",
        "id",
        "org",
        "staff_number",
        "uscc",
        "store",
    ):
        return ""
    return (
        ""
        if field.type in ("household", "org_or_household", "id_or_staff", "unit", "batch", "gate")
        else None
    )


def _figure_columns(table: Table) -> tuple[int, ...]:
    """The columns that make two rows the same; running numbers do not count."""
    fields: Mapping[str, Field] = table.form.fields
    columns = [
        column for key, numbers in table.fields.items() if fields[key].type != "ignore" for column in numbers
    ]
    return tuple(sorted(columns + [slot.column for slot in table.slots]))


def _compare_rows(draft: Draft, row: Row, columns: tuple[int, ...], seen: dict[tuple[Any, ...], int]) -> None:
    cells = row.cells
    if len(cells) < 3:
        return
    key = tuple(cells[column].value if column in cells else None for column in columns)
    first = seen.setdefault(key, row.number)
    if first != row.number:
        draft.add("ROW_DUPLICATE", row=first)
