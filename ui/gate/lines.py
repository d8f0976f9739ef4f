"""Breaks a sentence over the few lines there are room for."""

from __future__ import annotations

import unicodedata

from PySide6.QtCore import Qt
from PySide6.QtGui import QFont, QFontMetrics, QTextLayout, QTextOption


def broken(text: str, face: QFont, room: float, most: int) -> list[str]:
    """At most `most` lines of `room` pixels; the last one is elided where the sentence is longer."""
    if not text or most < 1:
        return []
    layout = QTextLayout(text, face)
    option = QTextOption()
    option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
    layout.setTextOption(option)
    layout.beginLayout()
    ends: list[tuple[int, int]] = []
    while True:
        line = layout.createLine()
        if not line.isValid():
            break
        line.setLineWidth(room)
        ends.append((line.textStart(), line.textLength()))
    layout.endLayout()
    if len(ends) == 2 <= most:
        ends = _at_a_mark(text, face, room, ends)
    lines = [text[start : start + length].strip() for start, length in ends[:most]]
    if len(ends) > most:
        rest = text[ends[most - 1][0] :].strip()
        lines[-1] = QFontMetrics(face).elidedText(rest, Qt.TextElideMode.ElideRight, int(room))
    return lines


def _at_a_mark(text: str, face: QFont, room: float, ends: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Two lines broken after a mark, else at a blank, instead of within a name or a time, where the rest still fits."""
    last = ends[0][1]
    measure = QFontMetrics(face)
    for kind in ("Po", "Zs"):
        for place in range(last - 1, last // 3, -1):
            sign = text[place]
            fits = unicodedata.category(sign) == kind and (kind == "Zs" or not sign.isascii())
            if fits and measure.horizontalAdvance(text[place + 1 :]) <= room:
                return [(0, place + 1), (place + 1, len(text) - place - 1)]
    return ends
