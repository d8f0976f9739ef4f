"""Hands for the views of what the duty office writes down: bring one to the front, wait, put a screen in other hands."""

from __future__ import annotations

from typing import Any

from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from duty_desk.work import OfficerRef
from ui.main_window import MainWindow
from ui.shell.office_page import OfficePage


def office_of(window: MainWindow) -> OfficePage:
    assert window.office is not None
    return window.office


def view_of(window: MainWindow, key: str) -> Any:
    """A view of the duty screen."""
    tab: Any = office_of(window).go("duty")
    return tab.show_view(key)


def settle(qtbot: QtBot, window: MainWindow) -> None:
    """Until everything beside the window has been read and shown."""
    QApplication.processEvents()
    qtbot.waitUntil(lambda: not window.tasks.busy)
    QApplication.processEvents()


def become(window: MainWindow, officer: OfficerRef) -> None:
    """Another officer sits down at the desk."""
    office = office_of(window)
    office.desk.officer = officer
    office.current.reload()
