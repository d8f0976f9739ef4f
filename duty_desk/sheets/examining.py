"""One file against one form: what is wrong with the file, every row judged, and what was left out."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from duty_desk.sheets.book import Book, column_letters
from duty_desk.sheets.columns import DOUBLE, NEAR, Column
from duty_desk.sheets.fields import Ledger
from duty_desk.sheets.forms import Form
from duty_desk.sheets.judging import judge_each
from duty_desk.sheets.layout import Table, recognise_book
from duty_desk.sheets.reading import Cancelled, FileRefused
from duty_desk.sheets.verdicts import JudgedRow, Verdict
from duty_desk.sheets.world import World
from duty_desk.strings import t

_REPORT_EVERY = 200


@dataclass(frozen=True, slots=True)
class Notice:
    """A remark on the whole file; `code` is its reason class."""

    code: str
    sheet: str
    values: Mapping[str, object]

    @property
    def text(self) -> str:
        """The sentence in the language of the screen."""
        return t(f"sheets.notice.{self.code}", **self.values)


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A row that is no data, or lies on a hidden sheet."""

    sheet: str
    row: int
    reason: str

    @property
    def text(self) -> str:
        """Why, in the language of the screen."""
        return t(f"sheets.skipped.{self.reason}")


@dataclass(frozen=True, slots=True)
class Examination:
    """Everything the import wizard shows. `missing` are required fields (key, title) without a column.

    Nothing may be written while `missing` is not empty: fill it by `defaults` or by a corrected mapping.
    """

    form: Form
    tables: tuple[Table, ...]
    rows: tuple[JudgedRow, ...]
    left_out: tuple[LeftOut, ...]
    notices: tuple[Notice, ...]
    missing: tuple[tuple[str, str], ...]

    @property
    def verdict(self) -> Verdict:
        """ACCEPT only when there is nothing to look at."""
        clean = not self.notices and all(row.verdict == Verdict.ACCEPT for row in self.rows)
        return Verdict.ACCEPT if clean else Verdict.WARN

    def count(self, verdict: Verdict) -> int:
        """How many rows got a verdict."""
        return sum(row.verdict == verdict for row in self.rows)


def examine(
    book: Book,
    form: Form,
    world: World,
    *,
    tables: Iterable[Table] | None = None,
    defaults: Mapping[str, str] | None = None,
    hidden_sheets: bool = False,
    progress: Callable[[int, int], None] | None = None,
    cancelled: Callable[[], bool] | None = None,
) -> Examination:
    """Judge all sheets of `book` that hold `form`. Raises FileRefused NOT_THIS_FORM, or Cancelled.

    `tables` are those a person has corrected; hidden sheets are listed but not judged unless asked for.
    """
    found = tuple(tables) if tables is not None else recognise_book(book, form)
    visible = [table for table in found if hidden_sheets or not table.sheet.hidden]
    if not visible:
        raise FileRefused("NOT_THIS_FORM", form=form.title)
    ledger = Ledger(world)
    total = sum(len(table.rows) for table in visible)
    rows: list[JudgedRow] = []
    for table in visible:
        for row in judge_each(table, world, defaults=defaults, ledger=ledger):
            rows.append(row)
            if len(rows) % _REPORT_EVERY == 0:
                if cancelled and cancelled():
                    raise Cancelled
                if progress:
                    progress(len(rows), total)
    if progress:
        progress(total, total)
    hidden = [table for table in found if table.sheet.hidden and not hidden_sheets]
    given = set(defaults or {})
    missing = {
        key: form.fields[key].title
        for table in visible
        for key in table.missing
        if key not in given and not form.fields[key].auto and key not in form.constants
    }
    return Examination(
        form=form,
        tables=tuple(visible),
        rows=tuple(rows),
        left_out=tuple(_left_out(visible, hidden)),
        notices=tuple(_notices(book, visible, hidden)),
        missing=tuple(missing.items()),
    )


def _left_out(visible: list[Table], hidden: list[Table]) -> Iterable[LeftOut]:
    for table in visible:
        for skipped in table.skipped:
            yield LeftOut(table.sheet.name, skipped.row, skipped.reason)
    for table in hidden:
        for row in table.rows:
            yield LeftOut(table.sheet.name, row.number, "HIDDEN_SHEET")


def _notices(book: Book, visible: list[Table], hidden: list[Table]) -> Iterable[Notice]:
    if book.encoding in ("GBK", "GB 18030"):
        yield Notice("ENCODING_GBK", "", {"encoding": book.encoding})
    for table in visible:
        yield from _header_notices(table)
        yield from _hidden_notices(table)
    if hidden:
        yield Notice("HIDDEN_SHEET", "", {"names": _joined(table.sheet.name for table in hidden)})


def _header_notices(table: Table) -> Iterable[Notice]:
    def notice(code: str, **values: Any) -> Notice:
        return Notice(code, table.sheet.name, values)

    first = min((column.number for column in table.columns), default=1)
    if table.header_row > table.form.header_row or first > 1:
        yield notice("HEADER_OFFSET", row=table.header_row, column=column_letters(first))
    near = [column for column in table.columns if column.how == NEAR]
    if near:
        yield notice("HEADER_FUZZY", names=_joined(_pair(table, column) for column in near))
    if table.missing:
        names = (table.form.fields[key].title for key in table.missing if key not in table.form.constants)
        if joined := _joined(names):
            yield notice("HEADER_MISSING", names=joined)
    double = {column.title for column in table.columns if column.how == DOUBLE}
    if double:
        yield notice("HEADER_DUPLICATE", names=_joined(sorted(double)))
    unknown = [column.title for column in table.columns if column.field is None]
    if unknown:
        yield notice("HEADER_UNKNOWN", names=_joined(unknown))


def _pair(table: Table, column: Column) -> str:
    field = table.form.fields[column.field] if column.field else None
    return f"{column.title} \u2192 {field.title}" if field else column.title


def _hidden_notices(table: Table) -> Iterable[Notice]:
    count = sum(row.hidden for row in table.rows)
    if count:
        yield Notice("HIDDEN_ROWS", table.sheet.name, {"count": count})
    titles = [column.title for column in table.columns if column.number in table.sheet.hidden_columns]
    if titles:
        yield Notice("HIDDEN_COLUMN", table.sheet.name, {"names": _joined(titles)})


def _joined(names: Iterable[str]) -> str:
    return "\u3001".join(names)
