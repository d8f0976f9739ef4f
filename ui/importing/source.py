"""One file or pasted block on its way into the office: read, recognised, corrected, judged, written."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING

from duty_desk import importing
from duty_desk.importing import Imported, Judged
from duty_desk.passes import offers
from duty_desk.passes.importing import list_imported
from duty_desk.sheets import (
    Book,
    Cell,
    Form,
    JudgedRow,
    Table,
    TextPreview,
    Verdict,
    form,
    preview_text,
    read_book,
    read_clipboard,
    recognise,
    recognise_book,
)
from duty_desk.strings import t

if TYPE_CHECKING:
    from duty_desk.desk import Desk

TEXT_ENDINGS = frozenset({".csv", ".txt", ".tsv"})


@dataclass(frozen=True, slots=True)
class Source:
    """What was read: its book, the forms found in it, and how its first lines read in each encoding that fits."""

    book: Book
    name: str
    digest: str
    forms: tuple[str, ...]
    path: Path | None = None
    previews: tuple[TextPreview, ...] = ()


@dataclass(frozen=True, slots=True)
class Corrections:
    """What a person changed of one form: columns by sheet, header rows by sheet, cells by (sheet, row, column), defaults."""

    mapping: Mapping[str, Mapping[int, str | None]] = field(default_factory=dict)
    headers: Mapping[str, int] = field(default_factory=dict)
    cells: Mapping[tuple[str, int, int], str] = field(default_factory=dict)
    defaults: Mapping[str, str] = field(default_factory=dict)


def read_file(path: Path, encoding: str = "", cancelled: Callable[[], bool] | None = None) -> Source:
    """Read a workbook or text file. Raises FileRefused with a plain sentence, or Cancelled."""
    book = read_book(path, encoding=encoding, cancelled=cancelled)
    previews = preview_text(path) if path.suffix.lower() in TEXT_ENDINGS else ()
    return Source(book, path.name, importing.digest_of(path), importing.forms_in(book), path, previews)


def read_pasted(text: str) -> Source:
    """Read cells that were copied out of a spreadsheet."""
    book = read_clipboard(text)
    digest = hashlib.sha256(text.encode()).hexdigest()
    return Source(book, t("importing_wizard.choose.pasted"), digest, importing.forms_in(book))


def tables_of(source: Source, form_key: str, corrections: Corrections) -> tuple[Table, ...]:
    """The tables of one form as they are recognised, with what a person corrected."""
    wanted = form(form_key)
    found: list[Table] = []
    for table in recognise_book(source.book, wanted) or _by_hand(source, wanted):
        name = table.sheet.name
        mapping = corrections.mapping.get(name)
        header = corrections.headers.get(name, table.header_row)
        if name in corrections.headers or mapping is not None:
            again = recognise(source.book, table.sheet, wanted, header_row=header, mapping=mapping)
            table = again if again is not None else table
        found.append(_with_cells(table, corrections.cells))
    return tuple(found)


def judge(
    desk: Desk,
    source: Source,
    form_key: str,
    corrections: Corrections,
    progress: Callable[[int, int], None] | None = None,
    cancelled: Callable[[], bool] | None = None,
) -> Judged:
    """Judge every row as things stand; nothing is written."""
    tables = tables_of(source, form_key, corrections)
    with desk.read() as read:
        return importing.judge(
            read,
            source.book,
            form_key,
            defaults=corrections.defaults or None,
            tables=tables or None,
            progress=progress,
            cancelled=cancelled,
        )


def write(
    desk: Desk,
    source: Source,
    judged: Judged,
    rows: Sequence[JudgedRow],
    progress: Callable[[int, int], None] | None = None,
    approver: int | None = None,
) -> Imported:
    """Write the chosen rows in one transaction."""
    with desk.work() as work:
        return importing.write(
            work,
            judged,
            file_name=source.name,
            digest=source.digest,
            rows=rows,
            approver=approver,
            progress=progress,
        )


def undo(desk: Desk, batch: int) -> int:
    """Take an import back whole; returns how many records went."""
    with desk.work() as work:
        return importing.undo(work, batch)


def approvers(desk: Desk, form_key: str) -> tuple[tuple[int, str], ...]:
    """Who may have approved a list of this form; nobody where its rows are no passes."""
    if form_key not in importing.APPROVED_FORMS:
        return ()
    with desk.read() as read:
        return tuple((row.id, row.name) for row in offers.list_approvers(read))


def passes_to_print(desk: Desk, batch: int) -> tuple[int, ...]:
    """The passes of an import for which a card can be printed."""
    with desk.read() as read:
        return list_imported(read, batch, printable=True)


def chosen_rows(judged: Judged, *, with_warned: bool) -> tuple[JudgedRow, ...]:
    """The rows to write: the good ones, and those that need a look when the officer has looked."""
    wanted = {Verdict.ACCEPT, Verdict.WARN} if with_warned else {Verdict.ACCEPT}
    return tuple(row for row in judged.examination.rows if row.verdict in wanted)


def _by_hand(source: Source, wanted: Form) -> tuple[Table, ...]:
    """Sheets that look like no such form: their first row as titles, for a person to say what is what."""
    found: list[Table] = []
    for sheet in source.book.sheets:
        if not sheet.rows or sheet.hidden:
            continue
        first = sheet.rows[0].number
        table = recognise(source.book, sheet, wanted, header_row=first)
        table = table or recognise(source.book, sheet, wanted, header_row=first, mapping={})
        if table is not None:
            found.append(table)
    return tuple(found)


def _with_cells(table: Table, cells: Mapping[tuple[str, int, int], str]) -> Table:
    mine = {(row, column): text for (sheet, row, column), text in cells.items() if sheet == table.sheet.name}
    if not mine:
        return table
    touched = {row for row, _column in mine}
    rows = [
        row
        if row.number not in touched
        else row._replace(
            cells={
                **{
                    column: cell for column, cell in row.cells.items() if mine.get((row.number, column)) != ""
                },
                **{
                    column: Cell(text)
                    for (number, column), text in mine.items()
                    if number == row.number and text
                },
            }
        )
        for row in table.rows
    ]
    return replace(table, rows=tuple(rows))
