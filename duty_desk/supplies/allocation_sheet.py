"""An allocation as a workbook: each unit with its heads, its share and what it gets, with the sums the office checks."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from duty_desk import audit, formats
from duty_desk.roles import Permission, requires
from duty_desk.sheets.writing import OutColumn, write_table
from duty_desk.strings import t
from duty_desk.work import Read, Work

LEDGER = "supplies.allocation"


@dataclass(frozen=True, slots=True)
class SheetRow:
    """One unit as the matrix shows it; `note` says what was rounded or set by hand."""

    unit: str
    heads: int
    exact: Decimal
    quantity: Decimal
    note: str


@dataclass(frozen=True, slots=True)
class Sheet:
    """What is shared out, among whom, for what."""

    item: str
    base_unit: str
    purpose: str
    rows: tuple[SheetRow, ...]


def write_workbook(read: Read, path: str | os.PathLike[str], sheet: Sheet) -> int:
    """Write the matrix; returns how many units stand in it."""
    unit = sheet.base_unit
    return write_table(
        path,
        title=t("supplies_out.sheet.title", item=sheet.item),
        subtitle=[
            *([t("supplies_out.sheet.purpose", purpose=sheet.purpose)] if sheet.purpose else []),
            t("supplies_out.sheet.at", moment=formats.full_moment(read.at)),
        ],
        columns=(
            OutColumn(t("supplies_out.allocation.number"), "number", 6, "right"),
            OutColumn(t("supplies_out.allocation.unit"), width=26),
            OutColumn(t("supplies_out.allocation.heads"), "number", 10, "right"),
            OutColumn(t("supplies_out.allocation.exact"), "number", 12, "right"),
            OutColumn(t("supplies_out.allocation.given_in", unit=unit), "number", 14, "right"),
            OutColumn(t("supplies_out.allocation.difference"), "number", 10, "right"),
            OutColumn(t("supplies_out.allocation.note"), width=14),
        ),
        rows=_lines(sheet.rows),
        totals={
            1: t("supplies_out.sheet.sum"),
            2: sum(row.heads for row in sheet.rows),
            4: sum((row.quantity for row in sheet.rows), Decimal(0)),
        },
    )


@requires(Permission.EXPORT)
def record_sheet(work: Work, rows: int) -> None:
    """Who took it, and how many units stand in it."""
    audit.record(
        work,
        action="ledger.export",
        after={"ledger": LEDGER, "kind": "excel", "rows": rows, "in_full": False},
    )


def _lines(rows: Sequence[SheetRow]) -> list[list[object]]:
    return [
        [
            n,
            row.unit,
            row.heads,
            round(row.exact, 1),
            row.quantity,
            round(row.quantity - row.exact, 1),
            row.note,
        ]
        for n, row in enumerate(rows, start=1)
    ]
