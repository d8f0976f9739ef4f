"""The code on a slip of goods, scanned on whichever screen, opens that slip."""

from __future__ import annotations

from collections.abc import Callable
from itertools import count

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication

from tests.duty_desk.supplies.conftest import Goods
from tests.duty_desk.supplies.test_dispatch import ask_for
from ui.main_window import MainWindow
from ui.supplies.dispatches import DispatchesView
from ui.supplies.record_panel import RecordPanel
from ui.supplies.tab import SuppliesTab

_moments = count(10_000_000, 1_000_000)


def scan(window: MainWindow, code: str) -> None:
    """A scanner types where the keyboard is: quickly, and ended by Enter."""
    at = next(_moments)
    for key, text in (*((ord(sign), sign) for sign in code), (Qt.Key.Key_Return, "\r")):
        at += 5
        for kind in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
            event = QKeyEvent(kind, key, Qt.KeyboardModifier.NoModifier, text)
            event.setTimestamp(at)
            QApplication.sendEvent(QApplication.focusWidget() or window, event)
    QApplication.processEvents()


def test_a_slip_scanned_on_any_screen_is_opened(
    window: MainWindow, tab: SuppliesTab, goods: Goods, settle: Callable[[], None]
) -> None:
    made = [ask_for(goods, ("M01", "50")), ask_for(goods, ("M03", "20"))]
    tab.reload()
    office = window.office
    assert office is not None
    assert {"passes", "gate", "supplies"} <= set(office.tab_keys())
    for n, key in enumerate(office.tab_keys()):
        office.go(key)
        settle()
        scan(window, f"CK-2020-{n % 2 + 1:04d}")
        settle()
        assert office.current_key == "supplies", key
        view = tab.view
        assert isinstance(view, DispatchesView)
        assert isinstance(view.panel, RecordPanel)
        assert view.panel.record_id == made[n % 2], key
    # A slip that was never written is said to be unknown, and the screen stays.
    office.go("passes")
    scan(window, "CK-2020-0999")
    assert office.current_key == "passes"
    assert not office.notices.isHidden()
