"""Rooms down, days across: who has a room until when, painted on one surface; the arrows walk it (check U-42)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from duty_desk import formats
from duty_desk.strings import t
from ui.kit.paint import CENTRE, LEFT, RIGHT, box, line, smooth, write
from ui.kit.tokens import BODY, SMALL, Tone, tokens

NAME = 176
ROW = 28
HEAD = 40


@dataclass(frozen=True, slots=True)
class Bar:
    """Somebody in a room from a day until a day, both included; `until` None for no known end. `promised` is drawn dashed."""

    start: date
    until: date | None
    words: str
    tone: Tone
    promised: bool = False


@dataclass(frozen=True, slots=True)
class TimeRow:
    """A room with its bars; a heading has no room."""

    room: int | None
    name: str
    note: str = ""
    bars: tuple[Bar, ...] = ()


class TimelineHead(QWidget):
    """The days over the columns; today is marked."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFixedHeight(HEAD)
        self._days: Sequence[date] = ()
        self._today: date | None = None

    def put(self, days: Sequence[date], today: date) -> None:
        """Show other days."""
        self._days, self._today = days, today
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        smooth(painter)
        look = tokens()
        painter.fillRect(self.rect(), look.sunken)
        if not self._days:
            return
        wide = (self.width() - NAME) / len(self._days)
        for place, day in enumerate(self._days):
            here = QRectF(NAME + place * wide, 2, wide, HEAD / 2 - 2)
            today = day == self._today
            fore = look.accent_text if today else look.text
            write(painter, here, f"{day.month}/{day.day}", fore, SMALL, today, CENTRE)
            below = here.translated(0, HEAD / 2 - 2)
            words = t("isolation_forms.outlook.today") if today else formats.weekday(day)
            write(painter, below, words, look.text2, SMALL, False, CENTRE)


class TimelineCanvas(QWidget):
    """`opened` carries the room of the row that Enter or a double click opens; `moved` that another row is current."""

    opened = Signal(int)
    moved = Signal()
    turned = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._rows: Sequence[TimeRow] = ()
        self._days: Sequence[date] = ()
        self._today: date | None = None
        self.current = -1

    def put(self, rows: Sequence[TimeRow], days: Sequence[date], today: date) -> None:
        """Show other rooms or days; the current room stays the current one."""
        room = self.room()
        self._rows, self._days, self._today = rows, days, today
        places = [n for n, row in enumerate(rows) if row.room is not None]
        self.current = next((n for n in places if rows[n].room == room), places[0] if places else -1)
        self.setFixedHeight(max(ROW, ROW * len(rows)))
        self._speak()
        self.update()

    def room(self) -> int | None:
        """The current room."""
        return self._rows[self.current].room if 0 <= self.current < len(self._rows) else None

    def place_of(self) -> QRectF:
        """Where the current row is."""
        return QRectF(0, max(0, self.current) * ROW, self.width(), ROW)

    def spoken(self) -> str:
        """The current row in words."""
        if self.room() is None:
            return t("isolation_forms.timeline.empty")
        row = self._rows[self.current]
        said = [row.name, row.note]
        for bar in row.bars:
            until = formats.day(bar.until) if bar.until is not None else ""
            said.append(t("isolation_forms.timeline.spoken", who=bar.words, until=until))
        return t("isolation_forms.comma").join(part for part in said if part)

    def sizeHint(self) -> QSize:
        return QSize(760, ROW * max(1, len(self._rows)))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = Qt.Key(event.key())
        steps = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1, Qt.Key.Key_PageDown: 10, Qt.Key.Key_PageUp: -10}
        if key in steps:
            self._walk(steps[key])
        elif key in (Qt.Key.Key_Left, Qt.Key.Key_Right):
            self.turned.emit(7 if key == Qt.Key.Key_Right else -7)
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.room() is not None:
            self.opened.emit(self.room())
        else:
            super().keyPressEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        place = int(event.position().y() // ROW)
        if 0 <= place < len(self._rows) and self._rows[place].room is not None:
            self._go(place)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        if self.room() is not None:
            self.opened.emit(self.room())

    def _walk(self, by: int) -> None:
        places = [n for n, row in enumerate(self._rows) if row.room is not None]
        if places:
            here = places.index(self.current) if self.current in places else 0
            self._go(places[max(0, min(len(places) - 1, here + by))])

    def _go(self, place: int) -> None:
        self.current = place
        self._speak()
        self.update()
        self.moved.emit()

    def _speak(self) -> None:
        self.setAccessibleName(self.spoken())

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        smooth(painter)
        look = tokens()
        if not self._days:
            return
        wide = (self.width() - NAME) / len(self._days)
        first = max(0, int(event.rect().top() // ROW))
        last = min(len(self._rows), int(event.rect().bottom() // ROW) + 1)
        for place in range(first, last):
            row, top = self._rows[place], place * ROW
            if row.room is None:
                painter.fillRect(QRectF(0, top, self.width(), ROW), look.window)
                write(
                    painter, QRectF(12, top, self.width() - 24, ROW), row.name, look.text, SMALL, True, LEFT
                )
                continue
            if place == self.current:
                fill = look.selected if self.hasFocus() else look.sunken
                painter.fillRect(QRectF(0, top, self.width(), ROW), fill)
                painter.fillRect(QRectF(0, top, 3, ROW), look.accent if self.hasFocus() else look.ctl)
            write(painter, QRectF(12, top, 64, ROW), row.name, look.text, BODY, bool(row.bars), LEFT)
            write(painter, QRectF(76, top, NAME - 84, ROW), row.note, look.text2, SMALL, False, RIGHT)
            line(painter, 0, top + ROW - 1, self.width(), top + ROW - 1, look.line)
            for column in range(len(self._days)):
                x = NAME + column * wide
                line(painter, x, top, x, top + ROW, look.line)
            for bar in row.bars:
                self._paint_bar(painter, bar, top, wide)

    def _paint_bar(self, painter: QPainter, bar: Bar, top: float, wide: float) -> None:
        begin, end = self._days[0], self._days[-1]
        until = bar.until or end + timedelta(days=1)
        if until < begin or bar.start > end:
            return
        left = NAME + max(0, (bar.start - begin).days) * wide
        right = NAME + (min((until - begin).days, len(self._days) - 1) + 1) * wide
        fore, back = tokens().tone(bar.tone)
        place = QRectF(left + 2, top + 3, right - left - 4, ROW - 7)
        if bar.promised:
            box(painter, place, tokens().surface, fore, dashed=True)
        else:
            box(painter, place, back, fore)
        write(painter, place.adjusted(6, 0, -4, 0), bar.words, fore, SMALL, False, LEFT)
