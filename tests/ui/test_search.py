"""The search box of the top line by keys."""

from __future__ import annotations

from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from tests.ui.screens.registry import office_of
from ui.main_window import MainWindow


def test_esc_gives_the_keyboard_back_to_where_it_was(window: MainWindow, qtbot: QtBot) -> None:
    before = window.focusWidget()
    assert before is not None
    field, ahead = office_of(window).top.search, office_of(window).search.type_ahead
    qtbot.keyClick(before, Qt.Key.Key_K, Qt.KeyboardModifier.ControlModifier)
    assert window.focusWidget() is field
    qtbot.keyClicks(field, "tong")
    qtbot.waitUntil(lambda: ahead.is_open)
    qtbot.keyClick(field, Qt.Key.Key_Escape)
    assert not ahead.is_open
    assert (window.focusWidget(), field.text()) == (field, "tong")
    qtbot.keyClick(field, Qt.Key.Key_Escape)
    assert (window.focusWidget(), field.text()) == (before, "")
