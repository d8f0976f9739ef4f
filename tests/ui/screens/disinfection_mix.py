"""The rarer views of the disinfection screen: solutions, planned and used, lamps, bins and airing."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from tests.ui.screens.registry import office_of, screen
from ui.disinfection.lamps import LampsView
from ui.disinfection.mix import MixesView
from ui.disinfection.short_view import ShortKind, ShortsView
from ui.disinfection.tab import DisinfectionTab
from ui.main_window import MainWindow
from ui.views.list_view import ALL, ListView


def view_of(window: MainWindow, key: str) -> ListView:
    tab = office_of(window).go("disinfection")
    assert isinstance(tab, DisinfectionTab)
    view = tab.show_view(key)
    assert isinstance(view, ListView)
    view.put_panel(None)
    view.choose(ALL)
    return view


@screen("disinfection-mixes")
def mixes(window: MainWindow) -> QWidget:
    view = view_of(window, "mixes")
    if view.list.model.ids:
        view.show_row(view.list.model.ids[0])
    return window


@screen("disinfection-mix-form")
def mix_form(window: MainWindow) -> QWidget:
    view = view_of(window, "mixes")
    assert isinstance(view, MixesView)
    form = view.start()
    assert form is not None
    form.target.line.setText("2%")
    form.target.line.textEdited.emit("2%")
    form.other.set_value("acid")
    form.other.changed.emit()
    return window


@screen("disinfection-use")
def use(window: MainWindow) -> QWidget:
    view_of(window, "use")
    return window


@screen("disinfection-lamps")
def lamps(window: MainWindow) -> QWidget:
    view = view_of(window, "lamps")
    if view.list.model.ids:
        view.show_row(view.list.model.ids[0])
    return window


@screen("disinfection-lamp-new")
def lamp_new(window: MainWindow) -> QWidget:
    view = view_of(window, "lamps")
    assert isinstance(view, LampsView)
    view.edit(None)
    return window


@screen("disinfection-lamps-reckoned")
def reckoned(window: MainWindow) -> QWidget:
    view = view_of(window, "lamps")
    assert isinstance(view, LampsView)
    view.reckon()
    return window


@screen("disinfection-lamp-uses")
def lamp_uses(window: MainWindow) -> QWidget:
    view_of(window, "lamp_uses")
    return window


@screen("disinfection-shorts")
def shorts(window: MainWindow) -> QWidget:
    view = view_of(window, "shorts")
    assert isinstance(view, ShortsView)
    view.start(ShortKind.AIRING)
    return window
