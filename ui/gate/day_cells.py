"""A strip of days: on which a household went out, on which it may not, and when it may again."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from duty_desk import formats
from duty_desk.passes.quota_rules import Cell
from duty_desk.strings import t
from ui.kit import icons
from ui.kit.paint import CENTRE, box, smooth, write
from ui.kit.tokens import SMALL, Tone, tokens

HEIGHT, GAP = 60, 4
LOOKS = {
    Cell.UNUSED: (Tone.NEUTRAL, "minus"),
    Cell.OUT: (Tone.INFO, "logout"),
    Cell.BLOCKED: (Tone.NEUTRAL, "lock-outline"),
    Cell.NOW: (Tone.OK, "check"),
    Cell.FREE: (Tone.OK, "check"),
}


class DayCells(QWidget):
    """Eight days, today outlined; where today is blocked it is red."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFixedHeight(HEIGHT)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._cells: tuple[tuple[date, Cell], ...] = ()
        self._today, self._this_one = date.min, False

    def put(self, cells: Sequence[tuple[date, Cell]], today: date, this_one: bool) -> None:
        """Show days; `this_one`: the exit of today is the one just logged."""
        self._cells, self._today, self._this_one = tuple(cells), today, this_one
        said = [f"{formats.day(day)} {self._word(day, cell)}" for day, cell in self._cells]
        self.setAccessibleName(t("gate.list_mark").join(said))
        self.update()

    def words(self) -> list[str]:
        """What each day says."""
        return [self._word(day, cell) for day, cell in self._cells]

    def _word(self, day: date, cell: Cell) -> str:
        if day == self._today and cell is Cell.OUT and self._this_one:
            return t("gate_tab.quota.cell.this")
        return t(f"gate_tab.quota.cell.{cell.value}")

    def paintEvent(self, event: QPaintEvent) -> None:
        if not self._cells:
            return
        painter = QPainter(self)
        smooth(painter)
        look = tokens()
        wide = (self.width() - GAP * (len(self._cells) - 1)) / len(self._cells)
        for number, (day, cell) in enumerate(self._cells):
            place = QRectF(round(number * (wide + GAP)), 0, round(wide), HEIGHT)
            tone, icon = LOOKS[cell]
            now = day == self._today
            if now and cell is Cell.BLOCKED:
                tone = Tone.DANGER
            fore, back = look.tone(tone)
            edge = (look.danger if tone is Tone.DANGER else look.accent) if now else look.line
            box(painter, place, back, edge, 2 if now else 1)
            name = t("gate_tab.quota.today") if now else f"{day.month}/{day.day}"
            write(painter, QRectF(place.left(), 4, place.width(), 18), name, look.text, SMALL, now, CENTRE)
            icons.draw(painter, icon, QRectF(place.left(), 21, place.width(), 18), fore, icons.SMALL)
            word = self._word(day, cell)
            write(painter, QRectF(place.left(), 39, place.width(), 18), word, fore, SMALL, False, CENTRE)
