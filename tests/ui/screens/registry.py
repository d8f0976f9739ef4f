"""Where screens are listed: a module of this package with one function for each.

    @screen("passes")
    def passes(window: MainWindow) -> QWidget:
        office = office_of(window)
        office.go("passes")
        return window                    # what is to be looked at: the window, a dialog, an overlay

`tests/ui/test_screens.py` shows each with the sample office in both languages, light and dark, at 1366 × 768 and at 150 %, keeps the
pictures in `tests/output/screens`, and asserts that nothing is cut off or covered. What a function opens it need not close.
"""

from __future__ import annotations

import pkgutil
from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module
from typing import cast

from PySide6.QtWidgets import QApplication, QWidget

import tests.ui.screens
from ui.main_window import MainWindow
from ui.shell.office_page import OfficePage

Show = Callable[[MainWindow], QWidget]


@dataclass(frozen=True, slots=True)
class Screen:
    """One thing to look at. `until` says when everything on it has arrived."""

    name: str
    show: Show
    until: Callable[[QWidget], bool] | None = None


SCREENS: dict[str, Screen] = {}


def screen(name: str, until: Callable[[QWidget], bool] | None = None) -> Callable[[Show], Show]:
    """List a screen under `name`."""

    def keep(show: Show) -> Show:
        assert name not in SCREENS, f"two screens are called {name}"
        SCREENS[name] = Screen(name, show, until)
        return show

    return keep


def all_screens() -> list[Screen]:
    """Everything listed by the modules of this package."""
    for found in pkgutil.iter_modules(tests.ui.screens.__path__):
        import_module(f"tests.ui.screens.{found.name}")
    return [SCREENS[name] for name in sorted(SCREENS)]


def office_of(window: MainWindow) -> OfficePage:
    """The office in the window."""
    assert window.office is not None
    return window.office


def close_everything(window: MainWindow) -> None:
    """Take away what a screen opened over the window."""
    for widget in QApplication.topLevelWidgets():
        if widget is not window and widget.isVisible():
            widget.close()
    office_of(window).toaster.forget()
    office_of(window).notices.forget()
    office_of(window).top.search.clear()
    office_of(window).search.type_ahead.close()
    for child in cast("list[QWidget]", window.children()):
        if isinstance(child, QWidget) and child.isVisible() and child is not window.pages:
            child.close()
