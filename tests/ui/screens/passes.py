"""The passes: list, one pass, the form and its card, what asks before it acts."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from duty_desk.passes import PassKind
from tests.ui.screens.registry import office_of, screen
from ui.main_window import MainWindow
from ui.passes.tab import PassesTab


def tab_of(window: MainWindow) -> PassesTab:
    tab = office_of(window).go("passes")
    assert isinstance(tab, PassesTab)
    tab.put_panel(None)
    return tab


def newest(tab: PassesTab) -> int:
    return tab.list.model.ids[0]


@screen("passes-list")
def listed(window: MainWindow) -> QWidget:
    tab_of(window)
    return window


@screen("passes-vehicles")
def vehicles(window: MainWindow) -> QWidget:
    tab_of(window).header.kind_chosen.emit(PassKind.VEHICLE.value)
    return window


@screen("passes-detail")
def detail(window: MainWindow) -> QWidget:
    tab = tab_of(window)
    tab.header.kind_chosen.emit(PassKind.TEMPORARY.value)
    tab.open_record("pass", newest(tab))
    return window


@screen("passes-form")
def form(window: MainWindow) -> QWidget:
    panel = tab_of(window).start_new()
    panel.form.field("id_number").set_value("610000198506200034")
    panel.form.field("id_number").judge()
    return window


@screen("passes-card")
def card(window: MainWindow) -> QWidget:
    panel = tab_of(window).start_new()
    panel.views.choose("card")
    return window


@screen("passes-extend")
def extend(window: MainWindow) -> QWidget:
    tab = tab_of(window)
    tab.acts.extend(newest(tab))
    return window


@screen("passes-void")
def void(window: MainWindow) -> QWidget:
    tab = tab_of(window)
    return tab.acts.ask_void(newest(tab))
