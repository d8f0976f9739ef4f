"""How much of an item came from where: one bar in shades, the words under it."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from PySide6.QtCore import QRectF, QSize
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from duty_desk import formats
from ui.kit.paint import smooth, write
from ui.kit.tokens import SMALL, text_width, tokens

BAR = 10
_GAP = 16


class SourceBar(QWidget):
    """Parts as (words, quantity), the largest share of the width to the largest part."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._parts: tuple[tuple[str, Decimal], ...] = ()
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def put(self, parts: Sequence[tuple[str, Decimal]]) -> None:
        """Show other parts."""
        self._parts = tuple(part for part in parts if part[1] > 0)
        self.setAccessibleName("  ".join(self._words()))
        self.setVisible(bool(self._parts))
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(200, BAR + 8 + 20 * len(self._lines(self.width() or 320)))

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def _words(self) -> list[str]:
        return [f"{words} {formats.number(quantity)}" for words, quantity in self._parts]

    def _lines(self, wide: int) -> list[list[int]]:
        lines: list[list[int]] = [[]]
        x = 0
        for place, words in enumerate(self._words()):
            need = 14 + text_width(words, SMALL) + _GAP
            if lines[-1] and x + need > wide:
                lines.append([])
                x = 0
            lines[-1].append(place)
            x += need
        return lines

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, look = QPainter(self), tokens()
        smooth(painter)
        whole = sum((quantity for _words, quantity in self._parts), Decimal(0))
        if not whole:
            return
        x = 0.0
        for place, (_words, quantity) in enumerate(self._parts):
            wide = self.width() * float(quantity / whole)
            painter.fillRect(QRectF(x, 0, max(1.0, wide - 1), BAR), _shade(place))
            x += wide
        y = BAR + 8
        words = self._words()
        for line in self._lines(self.width()):
            left = 0.0
            for place in line:
                painter.fillRect(QRectF(left, y + 5, 10, 10), _shade(place))
                wide = text_width(words[place], SMALL)
                write(painter, QRectF(left + 14, y, wide + 2, 20), words[place], look.text2, SMALL)
                left += 14 + wide + _GAP
            y += 20


def _shade(place: int) -> QColor:
    """From dark to light: a source has no colour of its own."""
    look = tokens()
    return (look.text2, look.ctl, look.line, look.text3)[place % 4]
