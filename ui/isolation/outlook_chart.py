"""Fourteen columns of days: rooms that are taken, that come free, and that can be given, each with its number."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from duty_desk import formats
from duty_desk.isolation.outlook import OutlookDay
from duty_desk.strings import t
from ui.kit.paint import CENTRE, LEFT, box, line, smooth, write
from ui.kit.tokens import SMALL, text_width, tokens

LABELS = 64
FOOT = 88
LEGEND = 28


class OutlookChart(QWidget):
    """The left and right arrows go along the days; what a day says is spoken and drawn in the head."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self._days: Sequence[OutlookDay] = ()
        self._today: date | None = None
        self.current = 0

    def put(self, days: Sequence[OutlookDay], today: date) -> None:
        """Show other days."""
        self._days, self._today = days, today
        self.current = min(self.current, max(0, len(days) - 1))
        self._speak()
        self.update()

    def spoken(self) -> str:
        """The day in front in words."""
        if not self._days:
            return t("isolation_forms.outlook.empty")
        day = self._days[self.current]
        return t(
            "isolation_forms.outlook.spoken",
            day=formats.day(day.day),
            occupied=day.occupied,
            coming=day.coming_free,
            free=day.free,
            leaving=day.leaving,
        )

    def sizeHint(self) -> QSize:
        return QSize(760, 360)

    def minimumSizeHint(self) -> QSize:
        return QSize(640, 220)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        steps = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}
        key = Qt.Key(event.key())
        if key in steps and self._days:
            self.current = max(0, min(len(self._days) - 1, self.current + steps[key]))
            self._speak()
            self.update()
        else:
            super().keyPressEvent(event)

    def _speak(self) -> None:
        self.setAccessibleName(self.spoken())

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        smooth(painter)
        look = tokens()
        self._paint_legend(painter)
        if not self._days:
            return
        top, foot = LEGEND + 12.0, self.height() - FOOT
        full = max(1, *(day.occupied + day.free + day.coming_free for day in self._days))
        wide = (self.width() - LABELS - 16) / len(self._days)
        for place, day in enumerate(self._days):
            x = LABELS + place * wide
            if place == self.current:
                colour = look.selected if self.hasFocus() else look.hover
                painter.fillRect(QRectF(x, LEGEND, wide, self.height() - LEGEND), colour)
            bar = min(40.0, wide - 12)
            self._paint_bar(painter, day, QRectF(x + (wide - bar) / 2, top, bar, foot - top), full)
            self._paint_foot(painter, day, x, wide, foot)
        line(painter, LABELS, foot, self.width() - 16, foot, look.ctl)
        self._paint_labels(painter, foot)

    def _paint_bar(self, painter: QPainter, day: OutlookDay, place: QRectF, full: int) -> None:
        """From the foot up: taken, left that day, free."""
        look = tokens()
        foot = place.bottom()
        for count, fill, edge, fore in (
            (day.occupied, look.info, look.info, look.surface),
            (day.coming_free, look.ok_bg, look.ok, look.ok),
            (day.free, look.surface, look.ctl, look.text),
        ):
            height = place.height() * count / full
            if count == 0:
                continue
            piece = QRectF(place.left(), foot - height, place.width(), height)
            box(painter, piece, fill, edge, radius=0)
            if height >= 18:
                write(painter, piece, str(count), fore, SMALL, True, CENTRE)
            foot -= height

    def _paint_foot(self, painter: QPainter, day: OutlookDay, x: float, wide: float, foot: float) -> None:
        look = tokens()
        today = day.day == self._today
        named = f"{day.day.month}/{day.day.day}"
        first = QRectF(x, foot + 4, wide, 18)
        write(painter, first, named, look.accent_text if today else look.text, SMALL, today, CENTRE)
        weekday = t("isolation_forms.outlook.today") if today else formats.weekday(day.day)
        write(painter, QRectF(x, foot + 22, wide, 18), weekday, look.text2, SMALL, False, CENTRE)
        write(painter, QRectF(x, foot + 44, wide, 18), str(day.free), look.text, SMALL, True, CENTRE)
        coming = f"+{day.coming_free}" if day.coming_free else "\N{EN DASH}"
        colour = look.ok if day.coming_free else look.text3
        write(painter, QRectF(x, foot + 62, wide, 18), coming, colour, SMALL, bool(day.coming_free), CENTRE)

    def _paint_labels(self, painter: QPainter, foot: float) -> None:
        for down, key in ((44, "legend_free"), (62, "coming")):
            place = QRectF(12, foot + down, LABELS - 12, 18)
            write(painter, place, t(f"isolation_forms.outlook.{key}"), tokens().text2, SMALL, False, LEFT)

    def _paint_legend(self, painter: QPainter) -> None:
        """Squares with words: taken is filled, what is left that day tinted, free is empty."""
        look = tokens()
        x = 12.0
        for key in ("free", "occupied", "coming_free"):
            square = QRectF(x, 8, 12, 12)
            fill, edge = {
                "occupied": (look.info, look.info),
                "coming_free": (look.ok_bg, look.ok),
                "free": (look.surface, look.ctl),
            }[key]
            box(painter, square, fill, edge, radius=0)
            words = t(f"isolation_forms.outlook.legend_{key}")
            width = text_width(words, SMALL) + 8
            write(painter, QRectF(x + 18, 4, width, 20), words, look.text2, SMALL, False, LEFT)
            x += 18 + width + 16
