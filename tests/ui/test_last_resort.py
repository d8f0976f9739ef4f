"""Whatever nobody thought of is told with a code, nothing of it is saved by half, and work goes on (acceptance check R-62)."""

from __future__ import annotations

import sys
import threading
from collections.abc import Callable, Iterator

import pytest
from PySide6.QtCore import QTimer
from pytestqt.qtbot import QtBot

from duty_desk import audit, settings
from duty_desk.desk import Desk
from ui.kit.labels import Label
from ui.main_window import MainWindow
from ui.shell.crash import LastResort, code_of

pytestmark = pytest.mark.slow


@pytest.fixture
def resort(window: MainWindow) -> Iterator[LastResort]:
    """As the program has it; what it says to whoever looks on is not said here."""
    hooks = sys.excepthook, threading.excepthook, sys.__excepthook__, sys.stderr
    sys.__excepthook__ = lambda *_error: None
    sys.stderr = None  # type: ignore[assignment]
    yield LastResort(window)
    sys.excepthook, threading.excepthook, sys.__excepthook__, sys.stderr = hooks


def save_by_half(desk: Desk) -> None:
    """A defect in the middle of an act."""
    with desk.work() as work:
        settings.put(work, "office.phone", "6666")
        raise ZeroDivisionError


def in_a_slot(window: MainWindow, act: Callable[[], None]) -> None:
    QTimer.singleShot(0, window, act)


def in_a_task(window: MainWindow, act: Callable[[], None]) -> None:
    window.tasks.run(act)


def in_a_thread(_window: MainWindow, act: Callable[[], None]) -> None:
    thread = threading.Thread(target=act)
    thread.start()
    thread.join()


def test_a_defect_anywhere_is_told_and_nothing_is_saved_by_half(
    window: MainWindow, sqlite_desk: Desk, resort: LastResort, qtbot: QtBot
) -> None:
    """Acceptance check R-62: in a slot, in work beside the window, in a thread of any library."""
    assert window.office is not None
    with sqlite_desk.read() as read:
        before = audit.head_of(read)
    for happen in (in_a_slot, in_a_task, in_a_thread):
        happen(window, lambda: save_by_half(sqlite_desk))
        qtbot.waitUntil(lambda: resort.dialog is not None, timeout=10_000)
        assert resort.dialog is not None
        said = [label.text() for label in resort.dialog.findChildren(Label)]
        assert any(code_of(resort.dialog.report) in words for words in said)
        assert "save_by_half" in resort.dialog.report
        resort.dialog.close_button.click()
        assert resort.dialog is None
        with sqlite_desk.read() as read:
            assert settings.get(read, "office.phone") == "6010"
            assert audit.head_of(read) == before
        # The desk, and the screens, go on.
        with sqlite_desk.work() as work:
            settings.put(work, "office.phone", "6011")
            settings.put(work, "office.phone", "6010")
        with sqlite_desk.read() as read:
            before = audit.head_of(read)
        window.office.go("office")
        window.office.go("today")
