"""The form that is sent to the units and read back: with the titles of the import, one unit each or all of them on one sheet."""

from __future__ import annotations

import os
import re
from collections.abc import Sequence
from datetime import date
from pathlib import Path

from duty_desk import audit, formats
from duty_desk.roles import Permission, require, requires
from duty_desk.sheets.forms import form
from duty_desk.sheets.writing import OutColumn, write_table
from duty_desk.strings import t
from duty_desk.unit_reports import queries, records
from duty_desk.unit_reports.rules import FIGURES
from duty_desk.work import Read, Work

LEDGER = "unit_reports.template"
_BAD_IN_FILE = re.compile(r'[\\/:*?"<>|]')


def write_all(read: Read, path: str | os.PathLike[str], day: date) -> int:
    """One workbook with a line for every unit that has not reported; returns how many."""
    require(read, Permission.EXPORT)
    waiting = [
        row.name for row in queries.day_view(read, day).rows if row.report is None and not row.exempt_reason
    ]
    return _write(read, path, day, waiting, t("unit_reports.template.title"))


def write_each(read: Read, folder: str | os.PathLike[str], day: date) -> tuple[Path, ...]:
    """A workbook for every unit that has not reported, named after it; returns the files."""
    require(read, Permission.EXPORT)
    made: list[Path] = []
    for row in queries.day_view(read, day).rows:
        if row.report is None and not row.exempt_reason:
            name = t("unit_reports.template.file", unit=_BAD_IN_FILE.sub(" ", row.name), day=f"{day:%m%d}")
            path = Path(folder) / f"{name}.xlsx"
            _write(read, path, day, [row.name], t("unit_reports.template.title_of", unit=row.name))
            made.append(path)
    return tuple(made)


@requires(Permission.EXPORT)
def record_sent(work: Work, day: date, rows: int) -> None:
    """Note that forms went out, and for how many units."""
    audit.record(work, action="unit_report.send", after={"day": day, "rows": rows})


def _write(read: Read, path: str | os.PathLike[str], day: date, units: Sequence[str], title: str) -> int:
    fields = form("reports").fields
    columns = [
        OutColumn(fields["date"].title, "date", 12),
        OutColumn(fields["unit"].title, width=24),
        *(OutColumn(fields[name].title, "number", 10, "right") for name in FIGURES),
        OutColumn(fields["time"].title, "time", 10),
        OutColumn(fields["reporter"].title, width=12),
        OutColumn(fields["remark"].title, width=24),
    ]
    empty = [None] * (len(columns) - 2)
    return write_table(
        path,
        title=title,
        subtitle=[
            t(
                "unit_reports.template.until",
                day=formats.full_day(day),
                at=formats.clock(records.deadline(read, day)),
            ),
            t("unit_reports.template.zero"),
        ],
        columns=columns,
        rows=[[day, unit, *empty] for unit in units],
        sheet_name=t("unit_reports.template.sheet"),
    )
