"""The search box of the top line: Enter opens what was found, Ctrl+Enter opens its screen with the list filtered."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication, QWidget
from shiboken6 import isValid

from duty_desk.strings import t
from ui.kit.fields import LineEdit
from ui.kit.suggestions import Suggestion
from ui.kit.tasks import Tasks
from ui.kit.type_ahead import TypeAhead

if TYPE_CHECKING:
    from duty_desk.desk import Desk
    from ui.search.sources import Target

WIDTH = 520


class SearchBox(QObject):
    """Ties the field to the office. The heavy parts are imported with the first letter typed."""

    opened = Signal(object)
    # The target, and what was typed, for a filtered list.
    opened_filtered = Signal(object, str)

    def __init__(
        self, field: LineEdit, desk: Desk, places: Callable[[], Sequence[tuple[str, Target]]]
    ) -> None:
        super().__init__(field)
        self._field, self._desk, self._places = field, desk, places
        # Its own lane: a long report must not hold back what is being typed.
        self._tasks = Tasks(lanes=1, parent=self)
        self.type_ahead = TypeAhead(
            field, self._find, self._tasks, width=WIDTH, keys=t("shell.search.keys"), nothing=""
        )
        self.type_ahead.picked.connect(self._open)
        self.type_ahead.picked_aside.connect(self._open_filtered)
        self._before: QWidget | None = None
        field.installEventFilter(self)
        application = QApplication.instance()
        assert isinstance(application, QApplication)
        application.focusChanged.connect(self._focus_moved)

    def close(self) -> None:
        """Give up what is being looked for."""
        self.type_ahead.close()
        self._tasks.close()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Esc with nothing offered: the keyboard goes back to where it was."""
        if (
            isinstance(event, QKeyEvent)
            and event.type() == QEvent.Type.KeyPress
            and event.key() == Qt.Key.Key_Escape
            and not self.type_ahead.is_open
            and not self._field.composing
        ):
            self._field.clear()
            if self._before is not None and isValid(self._before) and self._before.isVisible():
                self._before.setFocus()
            return True
        return False

    def _focus_moved(self, old: QWidget | None, now: QWidget | None) -> None:
        if now is self._field and old is not None:
            self._before = old

    def _find(self, text: str) -> tuple[Suggestion, ...]:
        from ui.search.sources import find_all

        return find_all(self._desk, self._places(), text)

    def _open(self, chosen: Suggestion) -> None:
        self._field.clear()
        self.opened.emit(chosen.key)

    def _open_filtered(self, chosen: Suggestion) -> None:
        typed = self._field.text().strip()
        self._field.clear()
        self.opened_filtered.emit(chosen.key, typed)
