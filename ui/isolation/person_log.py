"""What happened in a room and with whoever is there: readings, meals and other care, and the steps of the room, the newest first."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from duty_desk import formats, rooms
from duty_desk.isolation import care
from duty_desk.rooms import EventRow
from duty_desk.strings import t
from duty_desk.work import Read
from ui.isolation.tile_words import state_word
from ui.kit.buttons import Button, Kind
from ui.kit.labels import Label
from ui.kit.tokens import SMALL

FEW, MANY = 5, 200


@dataclass(frozen=True, slots=True)
class LogLine:
    """One thing that happened, in words, and who wrote it."""

    at: datetime
    words: str
    who: str
    loud: bool = False


def lines_of_stay(read: Read, stay: int, room: int) -> list[LogLine]:
    """Of somebody who is there, with what became of the room."""
    found = [
        LogLine(line.at, line.text, line.officer or "", line.loud)
        for line in care.course(read, stay, limit=MANY)
    ]
    return sorted([*found, *lines_of_room(read, room)], key=lambda line: line.at, reverse=True)


def lines_of_room(read: Read, room: int) -> list[LogLine]:
    """Of a room alone."""
    return [_of_event(row) for row in rooms.list_events(read, room, limit=MANY)]


def _of_event(row: EventRow) -> LogLine:
    words = t("isolation_tab.log.state", state=state_word(row.after))
    if row.reason:
        words = t("isolation_tab.comma").join((words, row.reason))
    return LogLine(row.at, words, row.officer_name or "")


class Log(QWidget):
    """The last few lines; a button shows them all."""

    def __init__(self, name: str = "") -> None:
        super().__init__()
        self._lines: tuple[LogLine, ...] = ()
        self._all = self._filled = False
        self.more = Button("", kind=Kind.TEXT, tip=t("isolation_tab.log.all_tip"))
        self.more.clicked.connect(self._toggle)
        head = QHBoxLayout()
        head.addWidget(Label(name or t("isolation_tab.log.name"), bold=True))
        head.addStretch()
        head.addWidget(self.more)
        self._rows = QWidget()
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(4)
        self._column.addLayout(head)
        self._column.addWidget(self._rows)

    def put(self, lines: Sequence[LogLine]) -> None:
        """Show other lines."""
        if self._filled and tuple(lines) == self._lines:
            return
        self._lines, self._filled = tuple(lines), True
        self._fill()

    def words(self) -> list[str]:
        """What the lines shown say."""
        return [line.words for line in self._shown()]

    def _shown(self) -> Sequence[LogLine]:
        return self._lines if self._all else self._lines[:FEW]

    def _toggle(self) -> None:
        self._all = not self._all
        self._fill()

    def _fill(self) -> None:
        old, self._rows = self._rows, QWidget()
        grid = QGridLayout(self._rows)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(12)
        grid.setVerticalSpacing(8)
        grid.setColumnStretch(1, 1)
        for number, line in enumerate(self._shown()):
            grid.addWidget(Label(formats.moment(line.at), px=SMALL, colour="text2"), number, 0)
            colour = "danger" if line.loud else "text"
            grid.addWidget(Label(line.words, elide=True, colour=colour), number, 1)
            grid.addWidget(Label(line.who, px=SMALL, colour="text2"), number, 2)
        if not self._lines:
            grid.addWidget(Label(t("isolation_tab.log.nothing"), px=SMALL, colour="text2"), 0, 0)
        self._column.replaceWidget(old, self._rows)
        self._rows.show()
        old.hide()
        old.deleteLater()
        count = len(self._lines)
        self.more.setVisible(count > FEW)
        key = "isolation_tab.log.fewer" if self._all else "isolation_tab.log.all"
        self.more.set_words(t(key, count=count))
