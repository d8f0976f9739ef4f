"""The board on a wall: the whole screen, twice the size, names shortened, nothing to press; any key brings the desk back (rule T3)."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt, QTimer
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from duty_desk import formats
from duty_desk.desk import Desk
from duty_desk.isolation import board
from duty_desk.strings import t
from ui.isolation import state_chips
from ui.isolation.board_scene import BoardScene
from ui.isolation.tile_words import Looks
from ui.kit.choices import Choice
from ui.kit.paint import LEFT, RIGHT, smooth, write
from ui.kit.tokens import BODY, TITLE, Tone, scaled, text_width, tokens
from ui.kit.wall import FACTORS, Wall, larger

EDGE = 16
HEAD = 40
# Rooms change by other desks' work, which the window hears of; the clock turns what was due into what is missing.
MINUTE_MS = 60_000


class WallScene(BoardScene):
    """The rooms as large as they all fit; it takes neither keys nor clicks."""

    def __init__(self, parent: QWidget) -> None:
        self.factor = FACTORS[0]
        super().__init__(t("isolation_tab.board.name"), parent)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)

    def paintEvent(self, event: QPaintEvent) -> None:
        with larger(self.factor):
            super().paintEvent(event)

    def _place(self) -> None:
        for self.factor in FACTORS:
            with larger(self.factor):
                super()._place()
            if self.verticalScrollBar().maximum() == 0:
                return

    def _paint_current(self, painter: QPainter) -> None:
        """Nothing is chosen on a wall."""


class WallHead(QWidget):
    """The site, the time, and how many rooms are in each state."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._title = self._time = ""
        self._counts: list[Choice] = []
        with larger():
            self.setFixedHeight(scaled(HEAD))

    def put(self, title: str, time: str, counts: list[Choice]) -> None:
        """Show other figures; those that are nought are left out, and what is wrong goes first, should there be no room for all."""
        self._title, self._time = title, time
        some = [each for each in counts if each.count]
        self._counts = sorted(some, key=lambda each: each.tone is not Tone.DANGER)
        self.setAccessibleName(
            " ".join([title, time, *(f"{each.label} {each.count}" for each in self._counts)])
        )
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        smooth(painter)
        with larger():
            room = QRectF(self.rect())
            write(painter, room, self._time, tokens().text, TITLE, True, RIGHT)
            room.adjust(0, 0, -text_width(self._time, TITLE, True) - scaled(EDGE), 0)
            write(painter, room, self._title, tokens().text, TITLE, True, LEFT)
            room.adjust(text_width(self._title, TITLE, True) + scaled(EDGE), 0, 0, 0)
            for each in self._counts:
                words = f"{each.label} {each.count}"
                if text_width(words, BODY, True) > room.width():
                    break
                loud = each.tone in (Tone.DANGER, Tone.WARN)
                colour = tokens().tone(each.tone)[0] if each.tone is not None and loud else tokens().text2
                write(painter, room, words, colour, BODY, loud, LEFT)
                room.adjust(text_width(words, BODY, loud) + scaled(EDGE), 0, 0, 0)
        painter.end()


class BoardWall(Wall):
    """One site over the whole screen, on the second screen where there is one."""

    def __init__(self, desk: Desk, site: str | None, owner: QWidget) -> None:
        super().__init__(t("isolation_tab.wall.title"), owner)
        self._desk, self._site = desk, site
        self._looks = Looks()
        self.head, self.scene = WallHead(self), WallScene(self)
        column = QVBoxLayout(self)
        column.setContentsMargins(EDGE, EDGE, EDGE, EDGE)
        column.setSpacing(EDGE)
        column.addWidget(self.head)
        column.addWidget(self.scene, 1)
        self._minute = QTimer(self, interval=MINUTE_MS)
        self._minute.timeout.connect(self.refresh)
        self._minute.start()
        self.refresh()

    def refresh(self) -> None:
        """Read again; names are never in full here, whatever the board shows."""
        with self._desk.read() as read:
            found = board.board(read, site=self._site)
        self.scene.put(self._looks.board(found, ()))
        title = self._site or t("isolation_tab.wall.title")
        # The first choice is all of them, which says nothing from afar.
        self.head.put(title, formats.moment(self._desk.now), state_chips.choices(found)[1:])
