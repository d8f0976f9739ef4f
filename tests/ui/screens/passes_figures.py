"""The figures of passes, the register of issue, and what is kept for a power cut."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from duty_desk import passes
from duty_desk.passes import PassKind
from tests.ui.screens.passes import tab_of
from tests.ui.screens.registry import screen
from ui.main_window import MainWindow
from ui.passes.figures import FiguresPanel
from ui.passes.figures_register import RegisterPanel
from ui.passes.more import entries
from ui.passes.outage import OutagePanel


def opened(window: MainWindow, key: str) -> QWidget:
    tab = tab_of(window)
    entry = next(each for each in entries() if each.key == key)
    panel = entry.make(tab)
    assert panel is not None
    tab.put_panel(panel)
    panel.setFocus()
    return panel


def figures(window: MainWindow, series: str, way: str) -> QWidget:
    panel = opened(window, "figures")
    assert isinstance(panel, FiguresPanel)
    panel.show_series(series)
    panel.ways.choose(way)
    return window


def drawn(window: QWidget) -> bool:
    panel = window.findChild(FiguresPanel)
    return panel is not None and panel.chart.is_drawn


@screen("passes-figures-day", drawn)
def by_day(window: MainWindow) -> QWidget:
    return figures(window, "temporary", "day")


@screen("passes-figures-unit", drawn)
def by_unit(window: MainWindow) -> QWidget:
    return figures(window, "both", "unit")


@screen("passes-register")
def register(window: MainWindow) -> QWidget:
    panel = opened(window, "register")
    assert isinstance(panel, RegisterPanel)
    panel.reveal.set_value(True)
    return window


def with_slips(window: MainWindow) -> OutagePanel:
    desk = tab_of(window).desk
    with desk.read() as read:
        there = passes.list_slips(read)
    if not there:
        with desk.work() as work:
            passes.reserve_slips(work, PassKind.TEMPORARY, 6)
    panel = opened(window, "outage")
    assert isinstance(panel, OutagePanel)
    return panel


@screen("passes-outage")
def outage(window: MainWindow) -> QWidget:
    with_slips(window)
    return window


@screen("passes-outage-key-in")
def key_in(window: MainWindow) -> QWidget:
    panel = with_slips(window)
    panel.list.select_id(panel.list.model.ids[0])
    panel.key_in()
    return window


@screen("passes-outage-void")
def void(window: MainWindow) -> QWidget:
    panel = with_slips(window)
    panel.list.select_id(panel.list.model.ids[1])
    dialog = panel.ask_void()
    assert dialog is not None
    return dialog
