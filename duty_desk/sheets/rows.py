"""Telling data rows from totals, notes, signature lines and repeated headers."""

from __future__ import annotations

from collections.abc import Mapping

from duty_desk.sheets.book import Row
from duty_desk.sheets.words import heading_key, words


def skip_reason(row: Row, titles: Mapping[int, str], merged_wide: bool) -> str:
    """TOTAL_ROW, NOTE_ROW or HEADER_ROW, or empty when the row is data.

    `titles` are the compared titles by column; `merged_wide` says that a cell of the row spans three columns.
    """
    texts = [str(row.cells[column].value).strip() for column in sorted(row.cells)[:3]]
    if not texts:
        return ""
    first, count, known = texts[0], len(row.cells), words()
    if known.note.match(first) and count <= 2:
        return "NOTE_ROW"
    if any(known.total.search("".join(text.split())) for text in texts) and len(texts[0]) <= 30:
        return "TOTAL_ROW"
    if count == 1 and (merged_wide or known.numbered_note.match(first) or known.signature.match(first)):
        return "NOTE_ROW"
    if 1 < count <= 6 and all(known.signature.match(str(cell.value).strip()) for cell in row.cells.values()):
        return "NOTE_ROW"
    if count >= 3:
        same = sum(heading_key(str(cell.value)) == titles.get(column) for column, cell in row.cells.items())
        if same >= 3 and same * 2 > count:
            return "HEADER_ROW"
    return ""
