"""The foot of a list: keys at the left, sums and count at the right."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRectF, QSize
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from duty_desk.strings import t
from ui.kit.paint import RIGHT, draw_hint, hint_width, key_text, smooth, write
from ui.kit.tokens import HEAD, SMALL, text_width, tokens


class LedgerFoot(QWidget):
    """One painted line, 32 high."""

    def __init__(self, hints: Sequence[tuple[str, str]] = (), parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFixedHeight(HEAD)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._hints, self._left = tuple(hints), ""
        self._sums: tuple[tuple[str, str], ...] = ()
        self._count: int | None = 0
        self._ticked = 0
        self._mark = ""

    def set_mark(self, text: str) -> None:
        """What kind of list it is, before the sums at the right."""
        self._mark = text
        self._speak()

    def set_hints(self, hints: Sequence[tuple[str, str]]) -> None:
        self._hints = tuple(hints)
        self.update()

    def set_left(self, text: str) -> None:
        """Facts instead of keys at the left."""
        self._left = text
        self.update()

    def show_count(self, count: int | None) -> None:
        """How many rows; None while they are being counted."""
        self._count = count
        self._speak()

    def show_sums(self, sums: Sequence[object]) -> None:
        """Pairs of (title, text), or objects with these two attributes."""
        self._sums = tuple(_pair(each) for each in sums)
        self._speak()

    def show_ticks(self, count: int) -> None:
        self._ticked = count
        self._speak()

    def right_text(self) -> str:
        """What stands at the right."""
        parts = [self._mark] if self._mark else []
        parts += [f"{title} {text}" for title, text in self._sums]
        if self._ticked:
            parts.append(t("kit.ledger.ticked", count=f"{self._ticked:,}"))
        counting = self._count is None
        parts.append(
            t("kit.ledger.counting") if counting else t("kit.ledger.count", count=f"{self._count:,}")
        )
        return "\N{IDEOGRAPHIC SPACE}".join(parts)

    def _speak(self) -> None:
        self.setAccessibleName(self.right_text())
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(240, HEAD)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        smooth(painter)
        look = tokens()
        painter.fillRect(0, 0, self.width(), 1, look.line)
        room = QRectF(self.rect()).adjusted(16, 0, -16, 0)
        taken = write(painter, room, self.right_text(), look.text2, SMALL, False, RIGHT)
        limit = room.right() - taken - 16
        if self._left:
            write(
                painter,
                QRectF(room.left(), 0, limit - room.left(), self.height()),
                self._left,
                look.text2,
                SMALL,
            )
            return
        x = room.left()
        for key, words in self._hints:
            hint = key_text(key)
            wide = hint_width(hint) + 4 + text_width(words, SMALL)
            if x + wide > limit:
                break
            draw_hint(painter, QRectF(x, 0, hint_width(hint), self.height()), hint, look.text2)
            left = x + hint_width(hint) + 4
            write(painter, QRectF(left, 0, wide, self.height()), words, look.text2, SMALL)
            x += wide + 16


def _pair(each: object) -> tuple[str, str]:
    if isinstance(each, tuple):
        title, text = each
        return str(title), str(text)
    return str(getattr(each, "title", "")), str(getattr(each, "text", ""))
