"""Fourteen columns of days: reports that came in time, late, or not at all; ← → reads a day (design 7.8)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from duty_desk import formats
from duty_desk.strings import t
from duty_desk.unit_reports import DayCount
from ui.kit.paint import CENTRE, LEFT, RIGHT, line, smooth, write
from ui.kit.tokens import SMALL, text_width, tokens

SCALE, FOOT, LEGEND = 28.0, 26.0, 28.0
STEPS = 3
SERIES = ("on_time", "late", "missing")


class ReportsChart(QWidget):
    """`chosen` is the day that Enter or a double click asks for."""

    chosen = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self._days: Sequence[DayCount] = ()
        self._shown: date | None = None
        self.current = -1

    def put(self, days: Sequence[DayCount], shown: date) -> None:
        """Show other days; the one in front is marked."""
        self._days, self._shown = days, shown
        if not 0 <= self.current < len(days):
            self.current = len(days) - 1
        self._speak()
        self.update()

    def spoken(self) -> str:
        """The day under the mark in words."""
        if not self._days:
            return t("reports_units.chart.empty")
        day = self._days[self.current]
        return t(
            "reports_units.chart.spoken",
            day=formats.day(day.day),
            due=day.due,
            on_time=day.on_time,
            late=day.late,
            missing=day.missing,
        )

    def sizeHint(self) -> QSize:
        return QSize(360, 200)

    def minimumSizeHint(self) -> QSize:
        return QSize(240, 140)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        steps = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}
        key = Qt.Key(event.key())
        if key in steps and self._days:
            self._go(self.current + steps[key])
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self._days:
            self.chosen.emit(self._days[self.current].day)
        else:
            super().keyPressEvent(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self._days and event.position().x() >= SCALE:
            self._go(int((event.position().x() - SCALE) // self._wide()))

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        if self._days:
            self.chosen.emit(self._days[self.current].day)

    def _go(self, place: int) -> None:
        self.current = max(0, min(len(self._days) - 1, place))
        self._speak()
        self.update()

    def _speak(self) -> None:
        self.setAccessibleName(self.spoken())

    def _wide(self) -> float:
        return (self.width() - SCALE) / max(1, len(self._days))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        smooth(painter)
        look = tokens()
        said = self.spoken() if self.hasFocus() or self.underMouse() else ""
        self._paint_legend(painter, said)
        if not self._days:
            return
        top, foot = LEGEND + 8, self.height() - FOOT
        full = max(1, *(day.due + day.exempt for day in self._days))
        for step in range(STEPS + 1):
            y = foot - (foot - top) * step / STEPS
            line(painter, SCALE, round(y), self.width(), round(y), look.ctl if step == 0 else look.line)
            number = round(full * step / STEPS)
            write(painter, QRectF(0, y - 9, SCALE - 6, 18), str(number), look.text2, SMALL, False, RIGHT)
        for place, day in enumerate(self._days):
            self._paint_day(painter, place, day, top, foot, full)

    def _paint_day(
        self, painter: QPainter, place: int, day: DayCount, top: float, foot: float, full: int
    ) -> None:
        look = tokens()
        wide = self._wide()
        x = SCALE + place * wide
        if place == self.current and (self.hasFocus() or self.underMouse()):
            painter.fillRect(QRectF(x, LEGEND, wide, self.height() - LEGEND), look.selected)
        bar = max(4.0, min(24.0, wide - 6))
        y = foot
        for name, colour in zip(SERIES, _colours(), strict=True):
            height = (foot - top) * getattr(day, name) / full
            if height:
                painter.fillRect(QRectF(round(x + (wide - bar) / 2), y - height + 1, bar, height - 1), colour)
                y -= height
        shown = day.day == self._shown
        # Every second day has room for its date; the one that is shown always stands there.
        if shown or ((len(self._days) - 1 - place) % 2 == 0 and abs(place - self._place_shown()) != 1):
            words = f"{day.day.month}/{day.day.day}"
            room = QRectF(x - wide / 2, foot + 4, wide * 2, FOOT - 6)
            write(painter, room, words, look.text if shown else look.text2, SMALL, shown, CENTRE)

    def _place_shown(self) -> int:
        return next((place for place, day in enumerate(self._days) if day.day == self._shown), -9)

    def _paint_legend(self, painter: QPainter, said: str) -> None:
        """Squares with words, or what the day under the mark says."""
        look = tokens()
        if said:
            write(painter, QRectF(0, 4, self.width(), 20), said, look.text, SMALL, False, LEFT)
            return
        x = 0.0
        for name, colour in zip(SERIES, _colours(), strict=True):
            painter.fillRect(QRectF(x, 8, 12, 12), colour)
            words = t(f"reports_units.chart.{name}")
            width = text_width(words, SMALL) + 8
            write(painter, QRectF(x + 18, 4, width, 20), words, look.text2, SMALL, False, LEFT)
            x += 18 + width + 12


def _colours() -> tuple[QColor, QColor, QColor]:
    look = tokens()
    return look.ctl, look.warn_solid, look.danger_solid
