"""Key persons, the staff grid and who comes back: lists, panels and forms of the reports screen."""

from __future__ import annotations

from typing import Any

from PySide6.QtWidgets import QWidget

from tests.ui.readable import faults
from tests.ui.screens.registry import office_of, screen
from ui.main_window import MainWindow
from ui.reports.key import KeyView
from ui.reports.tab import ReportsTab


def view_of(window: MainWindow, key: str) -> Any:
    tab = office_of(window).go("reports")
    assert isinstance(tab, ReportsTab)
    view = tab.show_view(key)
    view.put_panel(None)
    return view


def laid_out(window: QWidget) -> bool:
    return not faults(window)


def first_of(view: KeyView, *states: str) -> int:
    with view.desk.read() as read:
        from duty_desk import screening

        rows = screening.list_key_people(read)
    return next((row.id for row in rows if row.state.value in states), rows[0].id)


@screen("reports-key")
def key(window: MainWindow) -> QWidget:
    view_of(window, "key")
    return window


@screen("reports-key-person", until=laid_out)
def key_person(window: MainWindow) -> QWidget:
    view = view_of(window, "key")
    view.open_record("key_person", first_of(view, "reached"))
    return window


@screen("reports-key-call", until=laid_out)
def key_call(window: MainWindow) -> QWidget:
    view = view_of(window, "key")
    view.dial(first_of(view, "missed"))
    return window


@screen("reports-key-register", until=laid_out)
def key_register(window: MainWindow) -> QWidget:
    view_of(window, "key").register()
    return window


@screen("reports-key-counts", until=laid_out)
def key_counts(window: MainWindow) -> QWidget:
    view_of(window, "key").set_counts()
    return window


@screen("reports-key-change", until=laid_out)
def key_change(window: MainWindow) -> QWidget:
    view = view_of(window, "key")
    view.change(first_of(view, "reached"))
    return window


@screen("reports-key-end", until=laid_out)
def key_end(window: MainWindow) -> QWidget:
    view = view_of(window, "key")
    view.end(first_of(view, "reached"))
    return window
