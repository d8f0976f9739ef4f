"""A panel opened beside a list: next to it where there is room, over it in a narrow window, and the list whole again without it."""

from __future__ import annotations

import pytest
from PySide6.QtWidgets import QWidget, QWidgetItem
from pytestqt.qtbot import QtBot
from shiboken6 import getAllValidWrappers, getCppPointer, isValid

from ui.kit.drawer import DrawerRow
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
