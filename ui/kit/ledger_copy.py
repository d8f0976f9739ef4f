"""Copies rows so that they paste cleanly into a sheet or a message; masked values stay masked."""

from __future__ import annotations

import html
from collections.abc import Iterable, Sequence

from PySide6.QtCore import QMimeData

_TEXT = "mso-number-format:'\\@'"
_BREAK = '<br style="mso-data-placement:same-cell">'


def tab_separated(rows: Iterable[Sequence[str]]) -> str:
    """Cells by tab, rows by line; a cell is quoted only when it has to be. One single cell is copied as it is."""
    table = [list(row) for row in rows]
    if len(table) == 1 and len(table[0]) == 1:
        return table[0][0]
    return "\r\n".join("\t".join(_quoted(cell) for cell in row) for row in table)


def _quoted(cell: str) -> str:
    if any(sign in cell for sign in '\t\r\n"'):
        return '"' + cell.replace('"', '""') + '"'
    return cell


def as_html(rows: Iterable[Sequence[str]], head: Sequence[str] = ()) -> str:
    """A table whose cells a sheet takes as text: numbers keep their zeros, =1+1 stays words."""
    lines = ["<table>"]
    if head:
        lines.append("<tr>" + "".join(f"<th>{html.escape(each)}</th>" for each in head) + "</tr>")
    for row in rows:
        cells = (html.escape(cell).replace("\r\n", "\n").replace("\n", _BREAK) for cell in row)
        lines.append("<tr>" + "".join(f'<td style="{_TEXT}">{cell}</td>' for cell in cells) + "</tr>")
    lines.append("</table>")
    return '<html><head><meta charset="utf-8"></head><body>' + "".join(lines) + "</body></html>"


def mime(rows: Sequence[Sequence[str]], head: Sequence[str] = ()) -> QMimeData:
    """Both forms at once for the clipboard; `head` puts the titles first."""
    data = QMimeData()
    data.setText(tab_separated([head, *rows] if head else rows))
    data.setHtml(as_html(rows, head))
    return data


def parse_tab_separated(text: str) -> list[list[str]]:
    """Cells from a sheet's clipboard: any line end, quoted newlines and quotes, a byte order mark, one blank last row."""
    text = text.removeprefix("\ufeff")
    rows: list[list[str]] = []
    row: list[str] = []
    cell: list[str] = []
    quoted, index, size = False, 0, len(text)
    while index < size:
        sign = text[index]
        if quoted:
            if sign == '"' and text[index + 1 : index + 2] == '"':
                cell.append('"')
                index += 1
            elif sign == '"':
                quoted = False
            else:
                cell.append(sign)
        elif sign == '"' and not cell and _closes(text, index):
            quoted = True
        elif sign == "\t":
            row.append("".join(cell))
            cell = []
        elif sign in "\r\n":
            if sign == "\r" and text[index + 1 : index + 2] == "\n":
                index += 1
            rows.append([*row, "".join(cell)])
            row, cell = [], []
        else:
            cell.append(sign)
        index += 1
    if row or cell:
        rows.append([*row, "".join(cell)])
    while rows and not any(part.strip() for part in rows[-1]):
        rows.pop()
    return [[part.replace("\r\n", "\n").replace("\r", "\n") for part in each] for each in rows]


def _closes(text: str, start: int) -> bool:
    """Whether the quote at `start` opens a quoted cell: its partner is followed by a tab, a line end or nothing."""
    index = start + 1
    while (index := text.find('"', index)) >= 0:
        if text[index + 1 : index + 2] == '"':
            index += 2
            continue
        return text[index + 1 : index + 2] in ("", "\t", "\r", "\n")
    return False
