"""The three dots of a panel: they open the rarer acts over themselves, and are not there where there are none."""

from __future__ import annotations

import pytest
from PySide6.QtWidgets import QMenu
from pytestqt.qtbot import QtBot
from shiboken6 import isValid

from ui.kit.more import more_buttons
from ui.kit.panels import SidePanel


@pytest.mark.qt_log_ignore("This plugin does not support", extend=True)
def test_the_dots_open_the_rarer_acts(qtbot: QtBot) -> None:
    panel, done = SidePanel(), list[str]()
    qtbot.addWidget(panel)
    dots = more_buttons(
        "更多", [("更正", lambda: done.append("change")), ("撤回", lambda: done.append("undo"))]
    )
    panel.set_foot([], dots)
    # A list over a button closes when another window becomes the active one.
    with qtbot.waitActive(panel):
        panel.show()
        panel.activateWindow()
    dots[0].click()  # type: ignore[attr-defined]
    menu = dots[0].findChild(QMenu)
    assert menu is not None
    assert [action.text() for action in menu.actions()] == ["更正", "撤回"]
    menu.actions()[1].trigger()
    assert done == ["undo"]
    menu.close()
    qtbot.waitUntil(lambda: not isValid(menu))
    assert more_buttons("更多", []) == []
