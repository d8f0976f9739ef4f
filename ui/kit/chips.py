"""State chips and number badges: quiet when all is well, loud only when a hand is needed."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from ui.kit.paint import CENTRE, Mark, box, draw_mark, mark_size, smooth, write
from ui.kit.tokens import SMALL, Tone, text_width, tokens


class Chip(QWidget):
    """One state as tint, icon and word. Not clickable."""

    def __init__(self, mark: Mark, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._mark = mark
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(mark.word)

    @property
    def mark(self) -> Mark:
        return self._mark

    def set_mark(self, mark: Mark) -> None:
        self._mark = mark
        self.setAccessibleName(mark.word)
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        return mark_size(self._mark)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        smooth(painter)
        draw_mark(painter, 0, self.height() / 2, self._mark)


def badge_text(number: int) -> str:
    """At most 99+; nothing at 0."""
    return "" if number <= 0 else str(number) if number <= 99 else "99+"


def badge_colours(tone: Tone) -> tuple[QColor, QColor]:
    """Text and fill of a badge: red overdue, amber low, grey information."""
    look = tokens()
    if tone is Tone.DANGER:
        return look.on_accent, look.danger_solid
    if tone is Tone.WARN:
        return look.on_warn_solid, look.warn_solid
    return look.surface, look.neutral


def badge_width(number: int) -> int:
    return max(22, text_width(badge_text(number), SMALL, True) + 10)


def draw_badge(painter: QPainter, x: float, y: float, number: int, tone: Tone) -> None:
    """A badge 18 high with its top left corner at (x, y); nothing when the number is 0."""
    if number <= 0:
        return
    fore, fill = badge_colours(tone)
    place = QRectF(x, y, badge_width(number), 18)
    box(painter, place, fill, radius=9)
    write(painter, place, badge_text(number), fore, SMALL, True, CENTRE)


class Badge(QWidget):
    """How many things wait; hidden at 0."""

    def __init__(self, number: int = 0, tone: Tone = Tone.DANGER, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.set_number(number, tone)

    def set_number(self, number: int, tone: Tone | None = None) -> None:
        self._number = number
        self._tone = tone if tone is not None else self._tone
        if number <= 0 or self.parentWidget() is not None:
            self.setVisible(number > 0)
        self.setAccessibleName(badge_text(number))
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(badge_width(self._number), 18)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        smooth(painter)
        draw_badge(painter, 0, 0, self._number, self._tone)
