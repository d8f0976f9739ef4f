"""Excel in and out: office workbooks read, judged row by row before anything is written, and lists handed on.

What others may use is named here and loaded when it is first asked for, so that neither the start of the window nor
the reading child pays for what it does not need.

Reading      read_book, read_clipboard, preview_text → Book, Sheet, Row, Cell; FileRefused, Cancelled
Recognising  form, form_keys, Form, Field; recognise, recognise_book, best_forms → Table
Judging      World, Item, Lot; examine → Examination, Notice, LeftOut; judge, read_particulars → JudgedRow, Reason, Verdict
Rosters      unfold: duty calendars as lists, done by whatever reads a book
Helpers      at (a day and "24:00" as a moment), text_of with Context (a cell as shown), parse_packs, column_letters
Writing      write_table, OutColumn; write_ledger; write_refused, write_template; write_csv, unencodable
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from duty_desk.sheets.book import Book, Cell, Row, Sheet, column_letters
    from duty_desk.sheets.csv_out import unencodable, write_csv
    from duty_desk.sheets.examining import Examination, LeftOut, Notice, examine
    from duty_desk.sheets.fields import Ledger
    from duty_desk.sheets.forms import Field, Form, form, form_keys
    from duty_desk.sheets.judging import judge, judge_each, read_particulars
    from duty_desk.sheets.layout import Table, best_forms, recognise, recognise_book
    from duty_desk.sheets.ledgers import write_ledger
    from duty_desk.sheets.quantities import parse_packs
    from duty_desk.sheets.reading import (
        Cancelled,
        FileRefused,
        TextPreview,
        preview_text,
        read_book,
        read_clipboard,
    )
    from duty_desk.sheets.refused import write_refused, write_template
    from duty_desk.sheets.values import Context, at, text_of
    from duty_desk.sheets.verdicts import JudgedRow, Reason, Verdict
    from duty_desk.sheets.world import Identity, Item, Lot, World
    from duty_desk.sheets.writing import OutColumn, write_table

__all__ = [
    "Book",
    "Cancelled",
    "Cell",
    "Context",
    "Examination",
    "Field",
    "FileRefused",
    "Form",
    "Identity",
    "Item",
    "JudgedRow",
    "Ledger",
    "LeftOut",
    "Lot",
    "Notice",
    "OutColumn",
    "Reason",
    "Row",
    "Sheet",
    "Table",
    "TextPreview",
    "Verdict",
    "World",
    "at",
    "best_forms",
    "column_letters",
    "examine",
    "form",
    "form_keys",
    "judge",
    "judge_each",
    "parse_packs",
    "preview_text",
    "read_book",
    "read_clipboard",
    "read_particulars",
    "recognise",
    "recognise_book",
    "text_of",
    "unencodable",
    "write_csv",
    "write_ledger",
    "write_refused",
    "write_table",
    "write_template",
]

_HOMES = {
    "book": "Book Cell Row Sheet column_letters",
    "csv_out": "unencodable write_csv",
    "examining": "Examination LeftOut Notice examine",
    "fields": "Ledger",
    "forms": "Field Form form form_keys",
    "judging": "judge judge_each read_particulars",
    "layout": "Table best_forms recognise recognise_book",
    "ledgers": "write_ledger",
    "quantities": "parse_packs",
    "reading": "Cancelled FileRefused TextPreview preview_text read_book read_clipboard",
    "refused": "write_refused write_template",
    "values": "Context at text_of",
    "verdicts": "JudgedRow Reason Verdict",
    "world": "Identity Item Lot World",
    "writing": "OutColumn write_table",
}


def __getattr__(name: str) -> Any:
    for home, names in _HOMES.items():
        if name in names.split():
            return getattr(import_module(f"duty_desk.sheets.{home}"), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
