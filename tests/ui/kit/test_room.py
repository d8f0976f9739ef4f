"""Screens in a window that is too small for them."""

from __future__ import annotations

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtWidgets import QAbstractButton, QWidget
from pytestqt.qtbot import QtBot

from ui.main_window import MainWindow


def test_a_screen_scrolls_in_a_window_too_small_for_it_and_pushes_nothing(
    window: MainWindow, qtbot: QtBot
) -> None:
    """U-77d: Full HD at 200 %, less a task bar and a title; the field that has the keyboard is seen."""
    office, small = window.office, QSize(960, 468)
    assert office is not None
    window.setMinimumSize(QSize(0, 0))
    window.setWindowState(Qt.WindowState.WindowNoState)
    window.resize(small)
    for tab in office.tab_keys():
        office.go(tab)
        qtbot.waitUntil(lambda: not window.tasks.busy, timeout=10_000)
        qtbot.wait(20)
        assert window.size() == small, tab
        screen = office.current
        assert screen.width() >= screen.minimumSizeHint().width(), tab
        assert screen.height() >= screen.minimumSizeHint().height(), tab
    for item in office.rail.items():
        assert window.rect().contains(item.mapTo(window, item.rect().bottomRight())), item.key
    office.go("gate")
    room = office.stack.parentWidget()
    assert isinstance(room, QWidget)
    qtbot.waitUntil(lambda: office.stack.height() > room.height() and office.stack.width() > room.width())
    for field in office.stack.findChildren(QAbstractButton):
        if field.isVisibleTo(office.stack) and field.isEnabled():
            field.setFocus()
            if field.hasFocus() and field.width() < room.width():
                assert room.rect().intersects(QRect(field.mapTo(room, field.rect().topLeft()), field.size()))
