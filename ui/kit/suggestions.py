"""The list under a search field: rows of 40 px, the matched beginning in bold, state at the right, keys at the foot."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QObject, QPoint, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QMouseEvent, QPainter, QPaintEvent, QWheelEvent
from PySide6.QtWidgets import QFrame, QLineEdit

from ui.kit import icons
from ui.kit.paint import Mark, box, draw_mark, mark_size, smooth, write
from ui.kit.tokens import BODY, GROUP_ROW, HEAD, QUEUE_ROW, SMALL, text_width, tokens

SHOWN = 8


@dataclass(frozen=True, slots=True)
class Suggestion:
    """One thing found. The first `matched` characters of `text` are what was typed. `group` heads rows of one kind."""

    key: object
    text: str
    matched: int = 0
    note: str = ""
    number: str = ""
    mark: Mark | None = None
    icon: str = ""
    group: str = ""

    @property
    def spoken(self) -> str:
        return "  ".join(
            part for part in (self.text, self.note, self.number, self.mark.word if self.mark else "") if part
        )


@dataclass(frozen=True, slots=True)
class Answer:
    """What was found: the rows to show and how many there are in all."""

    rows: tuple[Suggestion, ...]
    total: int


class SuggestionList(QFrame):
    """Floats over the window under its field and never takes the keyboard from it."""

    pressed = Signal(object)

    def __init__(self, field: QLineEdit, width: int = 360) -> None:
        super().__init__(None)
        self._field, self._wide = field, width
        self._rows: tuple[Suggestion, ...] = ()
        self._foot, self._current, self._top = "", -1, 0
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setMouseTracking(True)
        self.hide()

    def show_answer(self, answer: Answer, foot: str, current: int) -> None:
        window = self._field.window()
        if self.parentWidget() is not window:
            self.setParent(window)
            window.installEventFilter(self)
        self._rows, self._foot = answer.rows, foot
        self._current, self._top = (current if answer.rows else -1), 0
        self._place()
        self.show()
        self.raise_()
        self._speak()

    def current(self) -> Suggestion | None:
        return self._rows[self._current] if 0 <= self._current < len(self._rows) else None

    def rows(self) -> Sequence[Suggestion]:
        return self._rows

    def foot(self) -> str:
        return self._foot

    def step(self, by: int) -> None:
        if self._rows:
            self._current = max(0, min(len(self._rows) - 1, self._current + by))
            self._top = min(max(self._top, self._current - SHOWN + 1), self._current)
            self._speak()
            self.update()

    def _speak(self) -> None:
        chosen = self.current()
        self.setAccessibleName(chosen.spoken if chosen else self._foot)

    def _visible(self) -> tuple[Suggestion, ...]:
        return self._rows[self._top : self._top + SHOWN]

    def _spots(self) -> list[tuple[int, QRectF, str]]:
        """(index, place, heading before it) of each row that is seen."""
        spots: list[tuple[int, QRectF, str]] = []
        y = 1.0
        for offset, row in enumerate(self._visible()):
            index = self._top + offset
            new = bool(row.group) and (offset == 0 or self._rows[index - 1].group != row.group)
            y += GROUP_ROW if new else 0
            spots.append((index, QRectF(1, y, self.width() - 2, QUEUE_ROW), row.group if new else ""))
            y += QUEUE_ROW
        return spots

    def sizeHint(self) -> QSize:
        spots = self._spots()
        tall = (spots[-1][1].bottom() if spots else 0) + HEAD + 1
        return QSize(max(self._wide, self._field.width()), int(tall))

    def _place(self) -> None:
        window = self._field.window()
        size = self.sizeHint()
        below = self._field.mapTo(window, QPoint(0, self._field.height() + 4))
        x = max(4, min(below.x(), window.width() - size.width() - 4))
        y = below.y()
        if y + size.height() > window.height():
            above = below.y() - self._field.height() - 8 - size.height()
            y = above if above >= 0 else max(0, window.height() - size.height())
        self.setGeometry(x, y, size.width(), size.height())

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Resize and self.isVisible():
            self._place()
        return super().eventFilter(watched, event)

    def _at(self, y: float) -> int:
        return next((index for index, place, _head in self._spots() if place.top() <= y < place.bottom()), -1)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        index = self._at(event.position().y())
        if index >= 0 and index != self._current:
            self._current = index
            self.update()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        index = self._at(event.position().y())
        if index >= 0:
            self.pressed.emit(self._rows[index])

    def wheelEvent(self, event: QWheelEvent) -> None:
        most = max(0, len(self._rows) - SHOWN)
        self._top = max(0, min(most, self._top - (1 if event.angleDelta().y() > 0 else -1)))
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        smooth(painter)
        look = tokens()
        box(painter, self.rect(), look.surface, look.ctl)
        for index, place, heading in self._spots():
            if heading:
                above = QRectF(13, place.top() - GROUP_ROW, self.width() - 26, GROUP_ROW)
                write(painter, above, heading, look.text2, SMALL, True)
            self._paint_row(painter, place, self._rows[index], index == self._current)
        foot = QRectF(1, self.height() - HEAD - 1, self.width() - 2, HEAD)
        if self._rows:
            painter.fillRect(QRectF(1, foot.top(), foot.width(), 1), look.line)
        write(painter, foot.adjusted(12, 0, -12, 0), self._foot, look.text2, SMALL)

    def _paint_row(self, painter: QPainter, place: QRectF, row: Suggestion, current: bool) -> None:
        look = tokens()
        if current:
            painter.fillRect(place, look.selected)
            painter.fillRect(QRectF(place.left(), place.top(), 3, place.height()), look.accent)
        x, right = place.left() + 12, place.right() - 12
        if row.mark is not None:
            # Chips begin at one line, so that the states of all rows can be read downwards.
            left = min(right - mark_size(row.mark).width(), place.left() + place.width() * 0.73)
            draw_mark(painter, left, place.center().y(), row.mark, right - left)
            right = left - 8
        if row.number:
            left = place.left() + place.width() * 0.55
            write(painter, QRectF(left, place.top(), right - left, place.height()), row.number, look.text)
            right = left - 8
        if row.icon:
            icons.draw(painter, row.icon, QRectF(x, place.top(), icons.NORMAL, place.height()), look.text2)
            x += icons.NORMAL + 8
        x = self._paint_text(painter, QRectF(x, place.top(), right - x, place.height()), row)
        if row.note and right - x > 24:
            start = max(x + 12, min(place.left() + 76, right - text_width(row.note, SMALL)))
            room = QRectF(start, place.top(), right - start, place.height())
            write(painter, room, row.note, look.text2, SMALL)

    def _paint_text(self, painter: QPainter, room: QRectF, row: Suggestion) -> float:
        look = tokens()
        head, tail = row.text[: row.matched], row.text[row.matched :]
        x = room.left()
        if head:
            write(painter, room, head, look.accent_text, BODY, True)
            x += text_width(head, BODY, True) - 1
        return x + write(
            painter, QRectF(x, room.top(), max(0.0, room.right() - x), room.height()), tail, look.text
        )
