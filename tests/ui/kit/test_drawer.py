"""A panel opened beside a list: next to it where there is room, over it in a narrow window, and the list whole again without it."""

from __future__ import annotations

import pytest
from PySide6.QtWidgets import QWidget, QWidgetItem
from pytestqt.qtbot import QtBot
from shiboken6 import getAllValidWrappers, getCppPointer, isValid

from ui.kit.buttons import Button
from ui.kit.drawer import DrawerRow
from ui.kit.fields import LineEdit
from ui.kit.panels import SidePanel


@pytest.mark.parametrize(("width", "over"), [(1366, False), (1280, False), (1100, True), (912, True)])
def test_the_panel_lies_over_the_list_only_where_it_is_narrow(qtbot: QtBot, width: int, over: bool) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    row = DrawerRow()
    row.setContentsMargins(0, 0, 0, 0)
    window.setLayout(row)
    main, panel = QWidget(), SidePanel(400)
    row.addWidget(main, 1)
    window.resize(width, 600)
    with qtbot.waitExposed(window):
        window.show()
    assert main.width() == width
    row.addWidget(panel)
    assert panel.isVisible(), "at once, so that the keyboard can go into it"
    qtbot.waitUntil(lambda: panel.geometry().right() == width - 1 and panel.height() == 600)
    assert (row.drawer is panel) is over
    assert main.width() == (width if over else width - 400 - row.spacing())
    assert panel.width() == 400
    row.removeWidget(panel)
    panel.hide()
    qtbot.waitUntil(lambda: main.width() == width)


class Typed(SidePanel):
    """A panel that keeps what is half typed."""

    def __init__(self, kept: list[str]) -> None:
        super().__init__(400)
        self._kept = kept

    def save_draft(self) -> None:
        self._kept.append("draft")


def test_one_panel_takes_the_place_of_another_and_keeps_what_was_half_typed(qtbot: QtBot) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    row = DrawerRow()
    window.setLayout(row)
    row.addWidget(QWidget(), 1)
    with qtbot.waitExposed(window):
        window.show()
    told: list[str] = []
    first, second = Typed(told), SidePanel(400)
    row.put(first, lambda: told.append("closed"))
    row.put(first, lambda: told.append("closed twice"))
    first.close_button.click()
    assert (told, first.isVisible()) == (["closed"], True), "shown again it stays, and asks once"
    row.put(second, lambda: row.put(None, window.setFocus))
    assert told == ["closed", "draft"]
    assert (row.indexOf(first), first.isVisible(), second.isVisible()) == (-1, False, True)
    second.close_button.click()
    assert (row.indexOf(second), second.isVisible()) == (-1, False)
    qtbot.waitUntil(lambda: not isValid(first) and not isValid(second))


def items() -> set[int]:
    """Layout items that PySide takes for living ones, by their place in memory."""
    return {getCppPointer(each)[0] for each in getAllValidWrappers() if isinstance(each, QWidgetItem)}


def test_a_panel_deleted_without_a_word_is_forgotten(qtbot: QtBot) -> None:
    before = items()
    window = QWidget()
    qtbot.addWidget(window)
    row = DrawerRow()
    window.setLayout(row)
    panel = SidePanel(400)
    row.addWidget(QWidget(), 1)
    row.addWidget(panel)
    window.resize(1100, 600)
    with qtbot.waitExposed(window):
        window.show()
    assert row.drawer is panel
    panel.deleteLater()
    qtbot.waitUntil(lambda: not isValid(panel))
    assert row.drawer is None
    assert items() <= before


def test_when_the_button_that_was_pressed_goes_the_keyboard_goes_to_the_list(qtbot: QtBot) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    row = DrawerRow()
    window.setLayout(row)
    listed, panel = LineEdit(), SidePanel(400)
    panel.LETS_GO = True
    row.addWidget(listed, 1)
    row.put(panel, lambda: None)
    stays, goes = Button("打印"), Button("作废")
    panel.set_foot([stays], [goes])
    with qtbot.waitActive(window):
        window.show()
        window.activateWindow()
    stays.setFocus()
    panel.set_foot([stays], [goes])
    assert stays.hasFocus()
    goes.setFocus()
    panel.set_foot([stays], [])
    assert not goes.isVisible(), "two buttons lay over each other"
    assert listed.hasFocus()
    assert stays.isVisible()
