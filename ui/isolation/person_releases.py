"""Who is to be released in the next seven days, day by day, and what is still missing."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QEvent, QRectF, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from duty_desk import formats, masking
from duty_desk.isolation.releasing import ReleaseDay, ReleaseRow
from duty_desk.strings import t
from ui.isolation.tile_words import short_room
from ui.kit.buttons import Button, Kind
from ui.kit.chips import Chip
from ui.kit.labels import Label, Line
from ui.kit.paint import CENTRE, Mark, box, set_tip, smooth, write
from ui.kit.tokens import BODY, CONTROL, SMALL, Tone, scaled, tokens

HIGH, GAP = 48, 8
SHOWN = 5


class DayPick(QWidget):
    """Seven days with the number of releases; left and right choose."""

    chosen = Signal(int)

    def __init__(self) -> None:
        super().__init__()
        self._days: tuple[ReleaseDay, ...] = ()
        self._current = 0
        self.setFixedHeight(scaled(HIGH))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)

    def put(self, days: Sequence[ReleaseDay]) -> None:
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
    """The days, and below them the people of the chosen one; `opened` is told the stay."""

    def __init__(self, opened: Callable[[int], object]) -> None:
        super().__init__()
        self._opened = opened
        self._days: tuple[ReleaseDay, ...] = ()
        self._revealed = False
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

    def put(self, days: Sequence[ReleaseDay], revealed: bool) -> None:
        """Show other releases."""
        self._days, self._revealed = tuple(days), revealed
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
        for row in rows[:SHOWN]:
            column.addWidget(self._line(row))
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

    def _line(self, row: ReleaseRow) -> QWidget:
        stay = row.stay
        holder = QWidget()
        line = QHBoxLayout(holder)
        line.setContentsMargins(0, 2, 0, 2)
        line.setSpacing(8)
        where = short_room(stay.building or "", stay.room_name or "")
        room = Label(where, elide=True)
        set_tip(room, stay.room or "")
        name = Label(stay.name if self._revealed else masking.mask_name(stay.name), elide=True)
        line.addWidget(room, 2)
        line.addWidget(name, 3)
        chip = Chip(self._mark(row))
        set_tip(chip, "\n".join(one.words for one in row.missing))
        line.addWidget(chip)
        button = Button(t("isolation_tab.releases.open"), kind=Kind.TEXT, height=CONTROL)
        button.setAccessibleName(t("isolation_tab.releases.open_one", room=where, name=name.text()))
        button.clicked.connect(lambda: self._opened(stay.id))
        line.addWidget(button)
        return holder

    def _mark(self, row: ReleaseRow) -> Mark:
        if row.missing:
            return Mark(t(f"isolation_tab.lacks.{row.missing[0].key}"), Tone.WARN)
        if row.overdue:
            day = formats.day(row.stay.due_on)
            return Mark(t("isolation_tab.releases.overdue", day=day), Tone.DANGER)
        return Mark(t("isolation_tab.releases.ready"), Tone.OK)
