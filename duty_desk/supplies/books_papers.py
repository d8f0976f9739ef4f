"""Prints the books and writes them to workbooks, put on record as every paper that leaves the office."""

from __future__ import annotations

import os
from io import BytesIO
from typing import TYPE_CHECKING

from duty_desk import audit, formats, paper, printing, settings
from duty_desk.roles import Permission, require, requires
from duty_desk.strings import LANGUAGES, language, t, writing_in
from duty_desk.supplies.books_sheets import Sheet, SheetColumn, cell_text
from duty_desk.work import Read, Work

if TYPE_CHECKING:
    from duty_desk.paper import Printed, Progress, Target

# A workbook's columns are measured in characters, a paper's in mm.
_CHARACTERS_A_MM = 0.55
_DATE = 26.0


def draw(read: Read, target: Target, sheet: Sheet, progress: Progress | None = None) -> Printed:
    """A sheet as PDF; what it says is exactly what the workbook says. Put it on record afterwards."""
    require(read, Permission.PRINT)
    copies = printing.copies(read, sheet.subject, sheet.form) if sheet.subject else 0
    with writing_in(LANGUAGES[0] if sheet.chinese else language()):
        return paper.write_list(
            target,
            title=sheet.title,
            office=str(settings.get(read, "office.name", "") or ""),
            columns=[
                paper.ListColumn(each.title, _width(each), "right" if each.kind == "number" else "left")
                for each in sheet.columns
            ],
            rows=[[cell_text(value) for value in row] for row in sheet.rows],
            officer=read.officer.name,
            printed_at=read.at,
            cut_off=sheet.cut_off or read.at,
            filter_text=sheet.about,
            about=sheet.about if sheet.subject else "",
            note=sheet.note,
            totals=[cell_text(value) for value in sheet.total] or None,
            sheet_number=sheet.number or audit.anchor(read),
            watermark=paper.demo_mark() if settings.get(read, "office.demo", False) else None,
            signatures=sheet.signatures,
            by_hand=sheet.form == "blind_sheet",
            reprint=copies,
            progress=progress,
        )


def _width(column: SheetColumn) -> float:
    """A date on paper is longer than in a workbook."""
    return max(column.width, _DATE) if column.kind == "date" else column.width


def pdf_of(read: Read, sheet: Sheet) -> bytes:
    """The sheet as PDF for the preview."""
    target = BytesIO()
    draw(read, target, sheet)
    return target.getvalue()


def write_workbook(read: Read, path: str | os.PathLike[str], sheet: Sheet) -> int:
    """The sheet as a workbook; returns how many rows."""
    from duty_desk.sheets.writing import OutColumn, write_table

    require(read, Permission.EXPORT)
    totals = {place: value for place, value in enumerate(sheet.total) if value not in (None, "")}
    return write_table(
        path,
        title=sheet.title,
        subtitle=[
            str(settings.get(read, "office.name", "") or ""),
            "\N{IDEOGRAPHIC SPACE}".join(each for each in (sheet.number, sheet.about, sheet.note) if each),
            t(
                "supplies_books.sheet.cut_off",
                moment=formats.full_moment(sheet.cut_off or read.at),
                officer=read.officer.name,
            ),
        ],
        columns=[
            OutColumn(
                each.title,
                each.kind,
                max(6.0, round(each.width * _CHARACTERS_A_MM, 1)),
                "right" if each.kind == "number" else "left",
            )
            for each in sheet.columns
        ],
        rows=sheet.rows,
        totals=totals or None,
    )


@requires(Permission.PRINT)
def record_print(work: Work, sheet: Sheet, destination: str) -> int:
    """Put on record that a sheet was printed; returns its copy number, 1 where prints of it are not counted."""
    if sheet.subject is not None:
        return printing.record(work, sheet.subject, sheet.form, destination)
    audit.record(work, action="books.print", after={"name": sheet.title, "how": destination})
    return 1


@requires(Permission.EXPORT)
def record_export(work: Work, sheet: Sheet) -> None:
    """Put on record that a sheet was written to a workbook."""
    audit.record(work, action="books.export", after={"name": sheet.title, "rows": len(sheet.rows)})
