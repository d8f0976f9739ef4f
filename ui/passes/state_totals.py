"""How many passes are in each state that matters, at the right of the filter line."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtCore import QRectF, QSize
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from duty_desk.strings import t
from ui.kit import icons
from ui.kit.paint import smooth, write
from ui.kit.tokens import CONTROL, SMALL, Tone, text_width, tokens

GAP, INNER = 14, 4


class StateTotals(QWidget):
    """Icon, word and bold number for each state; drops from the end what does not fit."""

    def __init__(self, tones: Mapping[str, tuple[str, str]], shown: Sequence[str]) -> None:
        super().__init__()
        self._tones, self._shown = tones, tuple(shown)
        self._counts: Mapping[str, int] = {}
        self.setFixedHeight(CONTROL)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def put(self, counts: Mapping[str, int]) -> None:
        """New numbers by state."""
        self._counts = counts
        self.setAccessibleName(
            " ".join(f"{t(f'passes.state.{state}')} {counts.get(state, 0)}" for state in self._shown)
        )
        self.updateGeometry()
        self.update()

    def _piece_width(self, state: str) -> int:
        number = f"{self._counts.get(state, 0):,}"
        word = t(f"passes.state.{state}")
        return icons.CHIP + INNER + text_width(word, SMALL) + INNER + text_width(number, SMALL, True)

    def sizeHint(self) -> QSize:
        wide = sum(self._piece_width(state) + GAP for state in self._shown) - GAP
        return QSize(max(wide, 0), CONTROL)

    def minimumSizeHint(self) -> QSize:
        return QSize(0, CONTROL)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        smooth(painter)
        look = tokens()
        shown = list(self._shown)
        while shown and sum(self._piece_width(state) + GAP for state in shown) - GAP > self.width():
            shown.pop()
        x = self.width() - (sum(self._piece_width(state) + GAP for state in shown) - GAP if shown else 0)
        high = self.height()
        for state in shown:
            tone, picture = self._tones[state]
            icons.draw(painter, picture, QRectF(x, 0, icons.CHIP, high), look.tone(Tone(tone))[0], icons.CHIP)
            at = x + icons.CHIP + INNER
            word = t(f"passes.state.{state}")
            write(painter, QRectF(at, 0, text_width(word, SMALL) + 2, high), word, look.text2, SMALL)
            at += text_width(word, SMALL) + INNER
            number = f"{self._counts.get(state, 0):,}"
            write(
                painter,
                QRectF(at, 0, text_width(number, SMALL, True) + 2, high),
                number,
                look.text,
                SMALL,
                True,
            )
            x += self._piece_width(state) + GAP
