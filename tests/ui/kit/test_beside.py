"""Beside the list or over it: the panel of a screen in a wide window and in a narrow one."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QVBoxLayout
from pytestqt.qtbot import QtBot

from ui.kit.beside import NARROW_WINDOW, Beside
from ui.kit.fields import LineEdit
from ui.kit.panels import SIDE_WIDTH, SidePanel


@pytest.fixture
def beside(qtbot: QtBot, shown) -> Beside:
    column = QVBoxLayout()
    column.addWidget(LineEdit(name="filter"))
    panel = SidePanel()
    panel.set_body(LineEdit(name="field"))
    made = Beside()
    made.put(column, panel)
    qtbot.addWidget(made)
    made.resize(NARROW_WINDOW, 500)
    shown(made)
    return made


def test_in_a_wide_window_both_are_seen_side_by_side(beside: Beside) -> None:
    panel, main = beside._panel, beside.main
    assert panel.isVisible()
    assert not panel.close_button.isVisible()
    assert main.geometry().right() < panel.geometry().left()
    assert not beside._handle.isVisible()


def test_in_a_narrow_window_the_panel_is_a_drawer_over_the_list(beside: Beside, qtbot: QtBot) -> None:
    beside.resize(912, 400)
    panel, main = beside._panel, beside.main
    assert not panel.isVisible()
    qtbot.mouseClick(beside._handle, Qt.MouseButton.LeftButton)
    assert panel.isVisible()
    assert panel.width() == SIDE_WIDTH
    assert panel.geometry().right() == beside.rect().right()
    assert main.geometry().intersects(panel.geometry())
    assert panel.isAncestorOf(beside.window().focusWidget())
    with qtbot.waitSignal(beside.closed):
        qtbot.keyClick(beside.window().focusWidget(), Qt.Key.Key_Escape)
    assert not panel.isVisible()
    beside.resize(NARROW_WINDOW, 500)
    assert panel.isVisible()
