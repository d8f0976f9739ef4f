"""The work queue: what is open, worst first, one verb to a line; a line of several unfolds."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from PySide6.QtCore import QModelIndex, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from duty_desk import formats
from duty_desk.agenda.shapes import Board, Line
from duty_desk.strings import t
from ui.feature_tab import Shell
from ui.kit.buttons import Button, Kind
from ui.kit.checks import CheckBox
from ui.kit.choices import Choice, Segmented
from ui.kit.fields import LineEdit
from ui.kit.labels import Label
from ui.kit.ledger_source import ListSource
from ui.kit.ledger_view import LedgerView
from ui.kit.memory import DeskMemory
from ui.kit.notices import EmptyState
from ui.kit.panels import Surface
from ui.kit.tokens import PADDING, QUEUE_ROW, SMALL, tokens
from ui.today import rows
from ui.today.rows import QueueRow

HINTS = (
    ("Enter", "today_tab.key.act"),
    ("P", "today_tab.key.call"),
    ("Z", "today_tab.key.snooze"),
    ("/", "today_tab.key.filter"),
    ("1\N{EN DASH}8", "today_tab.key.tiles"),
)


class _List(LedgerView):
    """A list without a box of its own: the queue has one around head and rows."""

    def paintEvent(self, event: QPaintEvent) -> None:
        QPainter(self).fillRect(self.rect(), tokens().surface)


class QueueView(Surface):
    """Signals carry the row: `acted` is Enter or its verb, `called` P, `put_aside` Z. `digit` is a key of the tiles."""

    acted = Signal(object)
    called = Signal(object)
    put_aside = Signal(object)
    moved = Signal(object)
    digit = Signal(int)
    all_asked = Signal()
    wake_asked = Signal()
    changed = Signal()

    def __init__(self, shell: Shell, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._board: Board | None = None
        self._tile = ""
        self._unfolded: set[str] = set()
        self._numbers: dict[str, int] = {}
        self.source = ListSource(rows.columns(), (), rows.cell)
        self.list = _List(
            self.source,
            shell.tasks,
            key="today.queue",
            name=t("today_tab.title"),
            memory=DeskMemory(shell.recall, shell.remember),
            hints=[(key, t(words)) for key, words in HINTS],
            row_height=QUEUE_ROW,
            menu=False,
            parent=self,
        )
        self.list.set_empty(self._empty)
        self.list.opened.connect(self._opened)
        self.list.verb_pressed.connect(lambda row, _key: self._opened(row))
        self.list.unfold_asked.connect(self._unfold)
        self.list.letter_pressed.connect(self._letter)
        self.list.filter_asked.connect(self.ask_filter)
        self.list.clear_asked.connect(self._clear)
        self.list.current_changed.connect(self._moved)
        self.list.table.clicked.connect(self._clicked)
        column = QVBoxLayout(self)
        column.setContentsMargins(1, 1, 1, 1)
        column.setSpacing(0)
        column.addLayout(self._build_head())
        column.addWidget(self.list, 1)
        self.setFocusProxy(self.list)

    def _build_head(self) -> QHBoxLayout:
        head = QHBoxLayout()
        head.setContentsMargins(PADDING, 8, 8, 8)
        head.setSpacing(8)
        self.title = Label(t("today_tab.title"), bold=True)
        self.note = Label(px=SMALL, colour="text2", elide=True)
        self.field = LineEdit(
            placeholder=t("today_tab.filter"), icon="magnify", name=t("today_tab.filter"), parent=self
        )
        self.field.setMaximumWidth(200)
        self.field.hide()
        self.field.textChanged.connect(lambda _text: self._show())
        self.field.returnPressed.connect(self.list.setFocus)
        self.aside = Button(t("today_tab.aside", count=0), kind=Kind.TEXT, icon="history", parent=self)
        self.aside.clicked.connect(self.wake_asked)
        self.aside.hide()
        self.mine = CheckBox(t("today_tab.mine"), parent=self)
        self.mine.changed.connect(self._show)
        self.by = Segmented(
            [Choice(view, t(f"today_tab.by.{view}")) for view in rows.VIEWS],
            rows.BY_TIME,
            name=t("today_tab.by.name"),
            parent=self,
        )
        self.by.chosen.connect(lambda _key: self._show())
        head.addWidget(self.title)
        head.addWidget(self.note, 1)
        for widget in (self.aside, self.field, self.mine, self.by):
            head.addWidget(widget)
        return head

    # --- what the screen says ---

    def put(self, board: Board) -> None:
        """Show another reading, keeping what is current, unfolded and filtered."""
        self._board = board
        known = {line.key for line in board.queue.lines}
        self._unfolded &= known
        self._show()
        if self.current() is None:
            # The worst is in front from the start.
            self.list.table.step(1)

    def narrow(self, tile: str) -> None:
        """Only what a tile counts; empty for everything."""
        self._tile = tile
        self._show()

    @property
    def lines(self) -> list[Line]:
        """The lines that are shown."""
        if self._board is None:
            return []
        return rows.keep(
            self._board.queue.lines, tile=self._tile, mine=self.mine.isChecked(), typed=self.field.text()
        )

    def current(self) -> QueueRow | None:
        """The row of the bar."""
        row = self.list.current_row()
        return row if isinstance(row, QueueRow) else None

    def ask_filter(self) -> None:
        """`/`: type to narrow."""
        self.field.show()
        self.field.setFocus()
        self.field.selectAll()

    def state(self) -> Mapping[str, Any]:
        return {"mine": self.mine.isChecked(), "by": self.by.value()}

    def restore(self, state: Mapping[str, Any]) -> None:
        self.mine.setChecked(bool(state.get("mine")))
        if state.get("by") in rows.VIEWS:
            self.by.set_value(str(state["by"]))
        self._show()

    # --- the same for all ---

    def _show(self) -> None:
        board = self._board
        if board is None:
            return
        shown = self.lines
        self.note.setText(rows.count_words(shown))
        number = board.queue.aside
        self.aside.setVisible(bool(number))
        self.aside.set_words(t("today_tab.aside", count=formats.number(number)))
        self.source.put(
            rows.grouped(shown, self.by.value(), board.shift, self._number, frozenset(self._unfolded))
        )
        here, wanted = self.list.table.current_number(), self.list.current_id()
        self.list.reload()
        if wanted is not None and self.list.model.number_of(wanted) < 0:
            # What was in front is done: what has come into its place is next.
            self._stand_at(here)
        self.changed.emit()

    def _stand_at(self, number: int) -> None:
        last = len(self.list.model.ids) - 1
        for place in (*range(min(number, last), last + 1), *range(min(number, last), -1, -1)):
            if isinstance(self.list.model.row(place), QueueRow):
                self.list.table.go_to(place)
                return

    def _number(self, key: str) -> int:
        return self._numbers.setdefault(key, len(self._numbers) + 1)

    def _opened(self, row: object) -> None:
        if isinstance(row, QueueRow):
            self.acted.emit(row)

    def _moved(self, row: object) -> None:
        self.moved.emit(row if isinstance(row, QueueRow) else None)

    def unfold(self, line: Line, on: bool) -> None:
        """Show the parts of a line, or fold them away."""
        if len(line.parts) < 2:
            return
        self._unfolded.add(line.key) if on else self._unfolded.discard(line.key)
        self._show()
        self.list.select_id(self._number(line.key))

    def _unfold(self, row: object, on: bool) -> None:
        if isinstance(row, QueueRow):
            self.unfold(row.line, on)

    def _clicked(self, index: QModelIndex) -> None:
        """The mouse unfolds where the triangle stands."""
        row = self.list.model.row(index.row())
        if (
            isinstance(row, QueueRow)
            and row.is_heap
            and self.list.model.columns[index.column()].key == "what"
        ):
            self.unfold(row.line, not row.unfolded)

    def _letter(self, letter: str) -> None:
        row = self.current()
        if row is not None and letter == "P":
            self.called.emit(row)
        elif row is not None and letter == "Z":
            self.put_aside.emit(row)

    def _clear(self) -> None:
        if self.field.text() or self.field.isVisible():
            self.field.clear()
            self.field.hide()
            self.list.setFocus()
        else:
            self.all_asked.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        plain = event.modifiers() in (Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.KeypadModifier)
        if plain and event.text() in tuple("012345678"):
            self.digit.emit(int(event.text()))
            return
        if plain and event.key() == Qt.Key.Key_Escape and self.field.hasFocus():
            self._clear()
            return
        if plain and event.key() == Qt.Key.Key_Down and self.field.hasFocus():
            self.list.setFocus()
            return
        super().keyPressEvent(event)

    def _empty(self) -> QWidget:
        board = self._board
        if board is not None and board.queue.lines:
            return EmptyState(
                t("today_tab.empty.filtered"),
                t("today_tab.empty.filtered_next"),
                icon="filter-outline",
                tone=None,
            )
        return EmptyState(t("today_tab.empty.nothing"), t("today_tab.empty.next"))
