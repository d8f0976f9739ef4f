"""One click from a list on the screen to a workbook of exactly what is shown."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from datetime import datetime

from duty_desk import formats, ledger
from duty_desk.ledger import Column, Kind, Ledger, Request
from duty_desk.sheets.writing import OutColumn, write_table
from duty_desk.strings import has, t
from duty_desk.work import Read

_PIXELS_A_CHARACTER = 7.5
_KINDS = {Kind.NUMBER: "number", Kind.MONEY: "number", Kind.DATE: "date", Kind.MOMENT: "moment"}


def write_ledger(
    path: str | os.PathLike[str],
    shown: Ledger,
    read: Read,
    request: Request,
    *,
    about: Sequence[str] = (),
    filter_text: str = "",
    cut_off: datetime | None = None,
    columns: Sequence[Column] | None = None,
    reveal: bool = False,
    progress: Callable[[int], None] | None = None,
) -> int:
    """Write the rows `request` shows, in its order, with what is `about` it, filter and cut-off above, and return their number.

    `columns` are those shown, in their order; personal data is shortened unless `reveal`, which its caller audits.
    """
    chosen = tuple(columns) if columns is not None else tuple(c for c in shown.columns if not c.hidden)
    lines = [line for line in about if line]
    if filter_text:
        lines.append(t("sheets.written.filter", filter=filter_text))
    lines.append(t("sheets.written.cut_off", moment=formats.full_moment(cut_off or read.at)))
    rows = (
        [ledger.cell_value(column, row, reveal=reveal) for column in chosen]
        for row in ledger.iterate(shown, read, request)
    )
    for total in shown.totals(read, request) if shown.totals else ():
        title = t(total.title) if has(total.title) else total.title
        lines.append(f"{title} {total.text}")
    return write_table(
        path,
        title=t(shown.title),
        subtitle=lines,
        columns=[out_column(column) for column in chosen],
        rows=rows,
        progress=progress,
    )


def out_column(column: Column) -> OutColumn:
    """A column of a list as one of a workbook."""
    return OutColumn(
        title=t(column.title),
        kind=_KINDS.get(column.kind, "text"),
        width=max(6.0, round(column.width / _PIXELS_A_CHARACTER, 1)),
        align=column.align if column.align in ("left", "center", "right") else "left",
    )
