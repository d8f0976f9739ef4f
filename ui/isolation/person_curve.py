"""The temperatures of fourteen days as a line: morning and evening, the limit dashed, what was missed as a hollow red ring."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise

from PySide6.QtCore import QEvent, QPointF, QRectF, Qt
from PySide6.QtGui import QHelpEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from duty_desk import formats
from duty_desk.isolation.reading_rows import CurvePoint
from duty_desk.isolation.slot_rules import SlotState
from duty_desk.strings import t
from ui.kit.paint import CENTRE, RIGHT, line, literal, smooth, write
from ui.kit.tokens import SMALL, scaled, text_width, tokens

DAYS = 14
HIGH, LEFT, TOP, FOOT = 128, 36, 20, 22
BASE = 36.0
# A reading lies at a quarter and at three quarters of its day.
AM, PM = 0.25, 0.75
DOT, RING = 2.5, 4.5


@dataclass(frozen=True, slots=True)
class Spot:
    """A point as it is painted."""

    at: QPointF
    point: CurvePoint


class Curve(QWidget):
    """Give it the points of a stay and the limit; the words of every point are under the pointer and for screen readers."""

    def __init__(self) -> None:
        super().__init__()
        self._points: tuple[CurvePoint, ...] = ()
        self._limit = 37.3
        self._today = date.min
        self.setFixedHeight(scaled(HIGH))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(t("isolation_tab.curve.name"))

    def put(self, points: Sequence[CurvePoint], limit: float, today: date) -> None:
        """Show other points."""
        self._points, self._limit, self._today = tuple(points), limit, today
        said = [self.words(point) for point in self._points if point.view.state is not SlotState.NOT_DUE]
        self.setAccessibleDescription(t("isolation_tab.comma").join(said))
        self.update()

    def words(self, point: CurvePoint) -> str:
        """What one point says."""
        view, slot = point.view, t(f"isolation_tab.slot.{point.slot.value}")
        if view.temperature is not None:
            said = f"{view.temperature:.1f}"
            if view.state is SlotState.LATE:
                said += t("isolation_tab.curve.late")
        else:
            said = t(f"isolation_tab.slot_state.{view.state.value}")
            said += f" {view.reason}" if view.reason else ""
        return f"{formats.day(point.day)}{slot} {said}"

    def _first(self) -> date:
        return self._points[0].day if self._points else self._today - timedelta(days=DAYS - 1)

    def _range(self) -> tuple[float, float]:
        values = [each.view.temperature for each in self._points if each.view.temperature is not None]
        return min([BASE - 0.3, *(value - 0.1 for value in values)]), max(
            [self._limit + 0.4, *(value + 0.2 for value in values)]
        )

    def _y(self, value: float) -> float:
        low, high = self._range()
        room = self.height() - TOP - scaled(FOOT)
        return TOP + room * (high - value) / (high - low)

    def _spots(self) -> list[Spot]:
        """Where every point lies; what was missed lies at the height of the last reading before it."""
        first, wide = self._first(), self.width() - scaled(LEFT) - 4
        found: list[Spot] = []
        level = BASE + 0.5
        for point in self._points:
            value = point.view.temperature
            level = level if value is None else value
            days = (point.day - first).days + (AM if point.slot.value == "am" else PM)
            found.append(Spot(QPointF(scaled(LEFT) + wide * days / DAYS, self._y(level)), point))
        return found

    def paintEvent(self, event: QPaintEvent) -> None:
        if self._today == date.min:
            # Nothing was read yet.
            return
        painter = QPainter(self)
        smooth(painter)
        shades = tokens()
        limit, base = self._y(self._limit), self._y(BASE)
        line(painter, scaled(LEFT), round(base), self.width(), round(base), shades.line)
        painter.setPen(QPen(shades.danger, 1, Qt.PenStyle.DashLine))
        painter.drawLine(QPointF(scaled(LEFT), limit), QPointF(self.width(), limit))
        for value, y, colour in ((self._limit, limit, shades.danger), (BASE, base, shades.text2)):
            write(
                painter, QRectF(0, y - 10, scaled(LEFT) - 8, 20), f"{value:.1f}", colour, SMALL, align=RIGHT
            )
        self._paint_days(painter)
        spots = self._spots()
        self._paint_line(painter, spots)
        for spot in spots:
            self._paint_spot(painter, spot)
        self._paint_last(painter, spots)

    def _paint_days(self, painter: QPainter) -> None:
        first, wide = self._first(), self.width() - scaled(LEFT) - 4
        top = self.height() - scaled(FOOT)
        for day in range(0, DAYS, 4):
            on = first + timedelta(days=day)
            middle = scaled(LEFT) + wide * (day + 0.5) / DAYS
            place = QRectF(middle - 24, top, 48, scaled(FOOT))
            write(painter, place, f"{on.month}/{on.day}", tokens().text2, SMALL, align=CENTRE)

    def _paint_line(self, painter: QPainter, spots: Sequence[Spot]) -> None:
        taken = [spot.at for spot in spots if spot.point.view.temperature is not None]
        painter.setPen(QPen(tokens().info, 1.5))
        for one, other in pairwise(taken):
            painter.drawLine(one, other)

    def _paint_spot(self, painter: QPainter, spot: Spot) -> None:
        shades, view = tokens(), spot.point.view
        if view.temperature is not None:
            colour = shades.danger if view.abnormal else shades.info
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(colour)
            size = DOT + 1.5 if view.abnormal else DOT
            painter.drawEllipse(spot.at, size, size)
            if view.abnormal:
                place = QRectF(spot.at.x() - 24, spot.at.y() - 22, 48, 18)
                write(painter, place, f"{view.temperature:.1f}", colour, SMALL, True, CENTRE)
        elif view.state in (SlotState.MISSING, SlotState.NOT_TAKEN):
            colour = shades.danger if view.state is SlotState.MISSING else shades.neutral
            painter.setPen(QPen(colour, 1.5))
            painter.setBrush(shades.surface)
            painter.drawEllipse(spot.at, RING, RING)

    def _paint_last(self, painter: QPainter, spots: Sequence[Spot]) -> None:
        """Words at the last slot when it was missed today."""
        asked = [spot for spot in spots if spot.point.view.state is not SlotState.NOT_DUE]
        last = asked[-1] if asked else None
        if last is None or last.point.view.state is not SlotState.MISSING or last.point.day != self._today:
            return
        words = t(f"isolation_tab.curve.missing_{last.point.slot.value}")
        wide = text_width(words, SMALL, True) + 2
        place = QRectF(last.at.x() + RING + 4, last.at.y() - 10, wide, 20)
        if place.right() > self.width():
            # No room beside it: above, where the line of the readings does not run.
            place = QRectF(self.width() - wide, min(last.at.y() - 30, self._y(self._limit) + 2), wide, 20)
        write(painter, place, words, tokens().danger, SMALL, True)

    def event(self, event: QEvent) -> bool:
        if isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip:
            spots = self._spots()
            near = min(spots, key=lambda spot: abs(spot.at.x() - event.pos().x()), default=None)
            words = self.words(near.point) if near is not None else ""
            QToolTip.showText(event.globalPos(), literal(words), self)
            return True
        return super().event(event)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange:
            self.setFixedHeight(scaled(HIGH))
