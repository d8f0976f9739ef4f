"""The eight counts over the queue: number of total, name, key digit. A tile narrows the queue to what it counts."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QHBoxLayout, QSizePolicy, QWidget

from duty_desk import formats
from duty_desk.agenda.rules import Tile
from duty_desk.agenda.shapes import Count
from duty_desk.strings import t
from ui.kit import icons
from ui.kit.buttons import pressed_by_enter
from ui.kit.focus_ring import paints_own_focus
from ui.kit.paint import RIGHT, Mark, box, set_tip, smooth, write
from ui.kit.tokens import SMALL, TITLE, scaled, text_width, tokens
from ui.today.looks import DONE, TONES

HEIGHT = 56
NONE = "\N{EM DASH}"


def draw_count(painter: QPainter, place: QRectF, count: Count, name: str, digit: str = "") -> None:
    """What a tile says, at the scale in force; on the wall as well."""
    look, tone = tokens(), TONES[count.tone]
    quiet = not count.number
    fore = look.text2 if quiet else look.tone(tone)[0]
    line = scaled(TITLE) + 8
    top = place.top() + (place.height() - line - scaled(SMALL) - 6) / 2
    first = QRectF(place.left() + 12, top, place.width() - 24, line)
    side = scaled(icons.NORMAL)
    picture = DONE if quiet and count.number is not None else Mark("", tone).picture
    colour = look.text3 if quiet else fore
    icons.draw(painter, picture, QRectF(first.left(), first.top(), side, line), colour, side)
    room = first.adjusted(side + 6, 0, 0, 0)
    number = NONE if count.number is None else formats.number(count.number)
    taken = write(painter, room, number, fore, TITLE, True)
    room.adjust(taken + 4, 0, 0, 0)
    rest = t("today_tab.tile.of", total=formats.number(count.total)) if count.total is not None else ""
    if count.number == 0:
        rest = t("today_tab.tile.done")
    write(painter, room, t("today_tab.tile.again") if count.number is None else rest, look.text2, SMALL)
    write(painter, first, digit, look.text2, SMALL, False, RIGHT)
    below = QRectF(first.left(), first.bottom(), first.width(), scaled(SMALL) + 6)
    write(painter, below, name, look.text, SMALL)


class TileButton(QAbstractButton):
    """One count. Pressed it filters; where it could not be read, it reads again."""

    def __init__(self, tile: Tile, digit: int, parent: QWidget) -> None:
        super().__init__(parent)
        self.tile, self._digit = tile, str(digit)
        # None until it was read for the first time.
        self.count: Count | None = None
        self.setText(t(f"agenda.tile.{tile.value}"))
        self.setCheckable(True)
        self.setFixedHeight(HEIGHT)
        self.setMinimumWidth(112)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        paints_own_focus(self)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)

    def put(self, count: Count) -> None:
        """Show another count."""
        self.count = count
        if count.number is None:
            said = t("today_tab.tile.again")
        else:
            said = t("today_tab.tile.spoken", number=count.number, total=count.total or 0)
        self.setAccessibleName(f"{self.text()} {said}")
        wide = text_width(self.text(), SMALL)
        set_tip(self, self.text() if wide > self.width() - 24 else "")
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(max(112, 24 + text_width(self.text(), SMALL)), HEIGHT)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if not pressed_by_enter(self, event):
            super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        smooth(painter)
        look, on = tokens(), self.isChecked()
        fill = look.selected if on else look.hover if self.underMouse() else look.surface
        box(painter, self.rect(), fill, look.accent if on else look.line)
        if self.hasFocus():
            box(painter, self.rect().adjusted(1, 1, -1, -1), None, look.focus, 3)
        if self.count is not None:
            draw_count(painter, QRectF(self.rect()), self.count, self.text(), self._digit)


class Tiles(QWidget):
    """All eight in a row. `chosen` carries the tile's word, empty for all; `again` asks to read once more."""

    chosen = Signal(str)
    again = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(t("today_tab.tile.name"))
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        self.buttons = [TileButton(tile, place, self) for place, tile in enumerate(Tile, 1)]
        for button in self.buttons:
            button.clicked.connect(lambda _=False, button=button: self._press(button))
            row.addWidget(button)

    @property
    def current(self) -> str:
        """The tile that narrows the queue now, empty where none does."""
        return next((button.tile.value for button in self.buttons if button.isChecked()), "")

    def put(self, counts: Sequence[Count]) -> None:
        """Show other counts."""
        found = {count.tile: count for count in counts}
        for button in self.buttons:
            button.put(found.get(button.tile, Count(button.tile, None, None)))

    def choose(self, tile: str) -> None:
        """Narrow to a tile, or to nothing."""
        for button in self.buttons:
            button.setChecked(button.tile.value == tile)
        self.chosen.emit(tile)

    def press(self, digit: int) -> None:
        """The digit of a tile; nought shows everything, the same once more too."""
        wanted = self.buttons[digit - 1] if 1 <= digit <= len(self.buttons) else None
        if wanted is None or wanted.tile.value == self.current:
            self.choose("")
        elif wanted.count is None or wanted.count.number is None:
            self.again.emit()
        else:
            self.choose(wanted.tile.value)

    def _press(self, button: TileButton) -> None:
        # Qt has turned it over already.
        if button.count is None or button.count.number is None:
            button.setChecked(False)
            self.again.emit()
            return
        self.choose(button.tile.value if button.isChecked() else "")
