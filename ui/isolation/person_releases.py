"""Who is to be released in the next seven days, day by day, and what is still missing."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from PySide6.QtCore import QEvent, QRectF, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from duty_desk import formats
from duty_desk.isolation.board import Tile
from duty_desk.isolation.releasing import Condition
from duty_desk.strings import t
from ui.isolation.tile_words import short_room
from ui.kit.buttons import Button, Kind
from ui.kit.chips import Chip
from ui.kit.labels import Label, Line
from ui.kit.paint import CENTRE, Mark, box, set_tip, smooth, write
from ui.kit.tokens import BODY, CONTROL, SMALL, Tone, scaled, tokens

HIGH, GAP = 48, 8
DAYS, SHOWN = 7, 5
Lacks = Mapping[int, Sequence[Condition]]


@dataclass(frozen=True, slots=True)
class Leaving:
    """Somebody on the board whose last day is near."""

    stay: int
    room: str
    code: str
    name: str
    due_on: date


@dataclass(frozen=True, slots=True)
class LeavingDay:
    """Who is to be released on a day; under today also those whose day has gone by."""

    day: date
    rows: tuple[Leaving, ...]


def leaving(tiles: Iterable[Tile], today: date, days: int = DAYS) -> tuple[LeavingDay, ...]:
    """The planned releases of the board, each day named."""
    found: dict[date, list[Leaving]] = {today + timedelta(days=n): [] for n in range(days)}
    for tile in tiles:
        where = short_room(tile.room.building, tile.room.name)
        for one in tile.occupants:
            if one.due_on is not None and max(one.due_on, today) in found:
                row = Leaving(one.stay, where, tile.room.code, one.name, one.due_on)
                found[max(one.due_on, today)].append(row)
    return tuple(LeavingDay(day, tuple(rows)) for day, rows in found.items())


class DayPick(QWidget):
    """Seven days with the number of releases; left and right choose."""

    chosen = Signal(int)

    def __init__(self) -> None:
        super().__init__()
        self._days: tuple[LeavingDay, ...] = ()
        self._current = 0
        self.setFixedHeight(scaled(HIGH))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)

    def put(self, days: Sequence[LeavingDay]) -> None:
        """Show other days; the same one stays chosen."""
        self._days = tuple(days)
        self._current = min(self._current, max(0, len(self._days) - 1))
        self._name()
        self.update()

    @property
    def current(self) -> int:
        """Which day is chosen, 0 for today."""
        return self._current

    def choose(self, number: int) -> None:
        """Choose a day."""
        if 0 <= number < len(self._days) and number != self._current:
            self._current = number
            self._name()
            self.update()
            self.chosen.emit(number)

    def words(self, number: int) -> tuple[str, str]:
        """The two lines of a cell."""
        day = self._days[number]
        name = t("isolation_tab.releases.today") if number == 0 else f"{day.day.month}/{day.day.day}"
        return name, t("isolation_tab.releases.people", count=len(day.rows))

    def _name(self) -> None:
        if self._days:
            self.setAccessibleName(" ".join((t("isolation_tab.releases.name"), *self.words(self._current))))

    def _place(self, number: int) -> QRectF:
        wide = (self.width() - GAP * (len(self._days) - 1)) / max(1, len(self._days))
        return QRectF(round(number * (wide + GAP)), 0, round(wide), self.height())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        steps = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}
        step = steps.get(Qt.Key(event.key()))
        if step is None:
            super().keyPressEvent(event)
        else:
            self.choose(self._current + step)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        for number in range(len(self._days)):
            if self._place(number).contains(event.position()):
                self.choose(number)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        smooth(painter)
        shades = tokens()
        half = self.height() / 2
        for number, day in enumerate(self._days):
            place, on = self._place(number), number == self._current
            box(
                painter,
                place,
                shades.selected if on else shades.surface,
                shades.accent if on else shades.line,
            )
            name, count = self.words(number)
            upper = QRectF(place.left(), 4, place.width(), half - 4)
            lower = QRectF(place.left(), half - 2, place.width(), half - 2)
            write(painter, upper, name, shades.accent_text if on else shades.text2, SMALL, False, CENTRE)
            fore = shades.accent_text if on else shades.text if day.rows else shades.text3
            write(painter, lower, count, fore, BODY, bool(day.rows), CENTRE)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange:
            self.setFixedHeight(scaled(HIGH))


class Releases(QWidget):
    """The days, and below them the people of the chosen one; `opened` is told the stay, `lacks` asked what those shown still lack."""

    def __init__(self, opened: Callable[[int], object], lacks: Callable[[Sequence[int]], Lacks]) -> None:
        super().__init__()
        self._opened, self._lacks = opened, lacks
        self._days: tuple[LeavingDay, ...] = ()
        self.note = Label(px=SMALL, colour="text2")
        head = QHBoxLayout()
        head.setSpacing(8)
        head.addWidget(Label(t("isolation_tab.releases.name"), bold=True))
        head.addWidget(self.note)
        head.addStretch()
        self.pick = DayPick()
        self.pick.chosen.connect(lambda _number: self._fill())
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addLayout(head)
        column.addWidget(self.pick)
        self._column = column
        self._rows = QWidget()
        column.addWidget(self._rows)

    def put(self, days: Sequence[LeavingDay]) -> None:
        """Show other releases; whoever stands on one of them is not disturbed by the same ones."""
        focus = self.focusWidget()
        if tuple(days) == self._days and focus is not None and focus.hasFocus() and focus is not self.pick:
            return
        self._days = tuple(days)
        people = sum(len(day.rows) for day in self._days)
        self.note.setText(t("isolation_tab.releases.sum", days=len(self._days), count=people))
        self.pick.put(self._days)
        self._fill()

    def _fill(self) -> None:
        old, self._rows = self._rows, QWidget()
        column = QVBoxLayout(self._rows)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        rows = self._days[self.pick.current].rows if self._days else ()
        # Only of those shown: each is a question of its own to the readings and tests.
        lacks = self._lacks([row.stay for row in rows[:SHOWN]])
        for row in rows[:SHOWN]:
            column.addWidget(self._line(row, lacks.get(row.stay, ())))
            column.addWidget(Line())
        if not rows:
            column.addWidget(Label(t("isolation_tab.releases.nobody"), px=SMALL, colour="text2"))
        elif len(rows) > SHOWN:
            more = t("isolation_tab.releases.more", count=len(rows) - SHOWN)
            column.addWidget(Label(more, px=SMALL, colour="text2"))
        self._column.replaceWidget(old, self._rows)
        self._rows.show()
        old.hide()
        old.deleteLater()

    def _line(self, row: Leaving, missing: Sequence[Condition]) -> QWidget:
        holder = QWidget()
        line = QHBoxLayout(holder)
        line.setContentsMargins(0, 2, 0, 2)
        line.setSpacing(8)
        room = Label(row.room, elide=True)
        set_tip(room, row.code)
        line.addWidget(room, 2)
        line.addWidget(Label(row.name, elide=True), 3)
        chip = Chip(self._mark(row, missing))
        set_tip(chip, "\n".join(one.words for one in missing))
        line.addWidget(chip)
        button = Button(t("isolation_tab.releases.open"), kind=Kind.TEXT, height=CONTROL)
        button.setAccessibleName(t("isolation_tab.releases.open_one", room=row.room, name=row.name))
        button.clicked.connect(lambda: self._opened(row.stay))
        line.addWidget(button)
        return holder

    def _mark(self, row: Leaving, missing: Sequence[Condition]) -> Mark:
        if missing:
            return Mark(t(f"isolation_tab.lacks.{missing[0].key}"), Tone.WARN)
        if row.due_on < self._days[0].day:
            return Mark(t("isolation_tab.releases.overdue", day=formats.day(row.due_on)), Tone.DANGER)
        return Mark(t("isolation_tab.releases.ready"), Tone.OK)
