"""An officer's hands on the keyboard: every key goes to whatever has the focus, and controls are found by what is said of them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from tests.ui.typing import type_text
from ui.kit.print_preview import PrintPreview
from ui.kit.suggestions import SuggestionList
from ui.main_window import MainWindow
from ui.shell.office_page import OfficePage

CONTROL = Qt.KeyboardModifier.ControlModifier
MOST = 80


class Hands:
    """Keys, and nothing else."""

    def __init__(self, qtbot: QtBot, window: MainWindow) -> None:
        self._qtbot, self.window = qtbot, window

    @property
    def office(self) -> OfficePage:
        assert self.window.office is not None
        return self.window.office

    @property
    def screen(self) -> Any:
        return self.office.current

    def focused(self) -> QWidget:
        found = QApplication.focusWidget()
        assert found is not None
        return found

    def press(self, key: Qt.Key, held: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        self._qtbot.keyClick(self.focused(), key, held)
        self.window.scanner.flush()
        QApplication.processEvents()

    def keys(self, text: str) -> None:
        """One by one: the first may open what takes the others."""
        for sign in text:
            self._qtbot.keyClicks(self.focused(), sign)
            self.window.scanner.flush()

    def type(self, text: str) -> None:
        """As an input method commits it."""
        type_text(self.focused(), text)

    def settle(self) -> None:
        QApplication.processEvents()
        busy = (self.window.tasks, self.office.tasks)
        self._qtbot.waitUntil(lambda: not any(tasks.busy for tasks in busy), timeout=30_000)
        QApplication.processEvents()

    def do(self) -> None:
        """Ctrl+Enter, and what follows from it."""
        self.press(Qt.Key.Key_Return, CONTROL)
        self.settle()

    def go(self, digit: int) -> Any:
        self.press(Qt.Key(Qt.Key.Key_0 + digit), CONTROL)
        self.settle()
        return self.screen

    def go_to(self, place: str) -> None:
        """A part of a screen by its name in the search box."""
        self.press(Qt.Key.Key_K, CONTROL)
        self.type(place)
        ahead = self.office.search.type_ahead
        self.until(lambda: ahead.is_open and ahead.list.current() is not None)
        self.press(Qt.Key.Key_Return)
        self.settle()

    def reach(self, name: str) -> None:
        """Tab until what is called so has the keyboard."""
        for _step in range(MOST):
            now = self.focused()
            if name in heard(now):
                return
            self.press(Qt.Key.Key_Tab)
        raise AssertionError(f"Tab never came to “{name}” from “{heard(now)}”")

    def fill(self, **texts: str) -> None:
        """Text for each control by its name."""
        for name, text in texts.items():
            self.reach(name)
            (self.keys if text.isascii() else self.type)(text)

    def choose(self, wanted: str) -> None:
        """Down a list of choices until `wanted` is the one."""
        for _step in range(MOST):
            if wanted in chosen(self.focused()):
                return
            self.press(Qt.Key.Key_Down)
        raise AssertionError(f"“{wanted}” is not offered")

    def take_suggestion(self) -> None:
        """What is offered first for what was typed."""
        self.until(lambda: any(each.isVisible() for each in self.window.findChildren(SuggestionList)))
        self.press(Qt.Key.Key_Return)
        self.settle()

    def wait_for_paper(self) -> PrintPreview:
        self.until(lambda: isinstance(QApplication.activeModalWidget(), PrintPreview))
        self.settle()
        found = QApplication.activeModalWidget()
        assert isinstance(found, PrintPreview)
        return found

    def look_at_paper(self) -> None:
        """The preview comes up, is looked at and closed."""
        self.wait_for_paper()
        self.press(Qt.Key.Key_Escape)
        self.until(lambda: QApplication.activeModalWidget() is None)
        # The offscreen desktop gives the keyboard back to nobody by itself.
        self.window.activateWindow()
        self.until(lambda: QApplication.focusWidget() is not None)

    def until(self, true: Callable[[], bool]) -> None:
        self._qtbot.waitUntil(true, timeout=30_000)


def heard(widget: QWidget) -> str:
    """What a screen reader says of a control: the label that stands for it, its name, what describes it."""
    found = QAccessible.queryAccessibleInterface(widget)
    labels = [
        each.text(QAccessible.Text.Name)
        for each, _kind in found.relations(QAccessible.RelationFlag.Label)
        if each is not None
    ]
    return " ".join(
        (*labels, *(found.text(kind) for kind in (QAccessible.Text.Name, QAccessible.Text.Description)))
    )


def chosen(widget: QWidget) -> str:
    """What stands in a control."""
    return QAccessible.queryAccessibleInterface(widget).text(QAccessible.Text.Value)
