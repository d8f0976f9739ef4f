"""Letters of the bundled faces as outlines, so that the screen shows a paper with the very shapes that are printed."""

from __future__ import annotations

from functools import lru_cache

from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QFont, QPainter, QPainterPath, QRawFont, QTransform

from duty_desk.paper import fonts

EM = 1000.0


class Outlines:
    """Opens a face only when a letter is met for the first time; letters seen before need no font."""

    def __init__(self) -> None:
        self._open: dict[str, QRawFont] = {}

    def width(self, text: str, face: fonts.Face) -> float:
        """Width of `text` in ems."""
        return sum(self.letter(sign, face)[1] for sign in text) / EM

    def draw(self, painter: QPainter, text: str, face: fonts.Face, at: QPointF, size: float) -> None:
        """Fill the letters with the painter's brush; `at` is the baseline's beginning, `size` the em."""
        x, scale = at.x(), size / EM
        whole = QPainterPath()
        whole.setFillRule(Qt.FillRule.WindingFill)  # strokes of one letter overlap
        for sign in text:
            path, advance = self.letter(sign, face)
            whole.addPath(QTransform(scale, 0, 0, scale, x, at.y()).map(path))
            x += advance * scale
        painter.drawPath(whole)

    def letter(self, sign: str, face: fonts.Face) -> tuple[QPainterPath, float]:
        """Outline and advance at 1000 units the em, from the first face of the chain that has the letter."""
        known = _kept(face)
        if sign not in known:
            known[sign] = self._look(sign, face)
        return known[sign]

    def _look(self, sign: str, face: fonts.Face) -> tuple[QPainterPath, float]:
        for each in fonts.CHAINS[face]:
            raw = self._font(each)
            numbers = [number for number in raw.glyphIndexesForString(sign) if number]
            if numbers:
                advances = raw.advancesForGlyphIndexes(numbers)
                return raw.pathForGlyph(numbers[0]), advances[0].x()
        return QPainterPath(), EM / 2

    def _font(self, face: fonts.Face) -> QRawFont:
        if face not in self._open:
            wanted = QFont.HintingPreference.PreferNoHinting
            self._open[face] = QRawFont(str(fonts.file_of(face)), EM, wanted)
        return self._open[face]


@lru_cache(maxsize=8)
def _kept(_face: str) -> dict[str, tuple[QPainterPath, float]]:
    return {}


def face_of(bold: bool, serif: bool) -> fonts.Face:
    """The face a line of paper is set in."""
    if serif:
        return "serif_bold" if bold else "serif"
    return "bold" if bold else "sans"
