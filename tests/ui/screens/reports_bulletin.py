"""The bulletin from draft to issue, what stands behind a number, its words, charts, the daily sheet and the history."""

from __future__ import annotations

from typing import Any

from PySide6.QtWidgets import QWidget

from duty_desk.reports import bulletin_rows
from tests.ui.readable import faults
from tests.ui.screens.registry import office_of, screen
from ui.main_window import MainWindow
from ui.reports import bulletin_issue
from ui.reports.bulletin import BulletinView
from ui.reports.figures import FiguresView
from ui.reports.tab import ReportsTab


def view_of(window: MainWindow, key: str) -> Any:
    tab = office_of(window).go("reports")
    assert isinstance(tab, ReportsTab)
    view = tab.show_view(key)
    if hasattr(view, "put_panel"):
        view.put_panel(None)
    return view


def bulletin(window: MainWindow) -> BulletinView:
    """Today's draft with nothing beside it."""
    view = view_of(window, "bulletin")
    assert isinstance(view, BulletinView)
    view.choose(0)
    return view


def laid_out(window: QWidget) -> bool:
    return not faults(window)


def drawn(window: QWidget) -> bool:
    view = window.findChild(FiguresView)
    return view is not None and (view.chart.is_drawn or view.nothing.isVisible())


@screen("reports-bulletin")
def draft(window: MainWindow) -> QWidget:
    bulletin(window)
    return window


@screen("reports-bulletin-figure", until=laid_out)
def figure(window: MainWindow) -> QWidget:
    view = bulletin(window)
    assert view.detail is not None
    view.show_figure(next(each.ordinal for each in view.detail.figures if each.key == "goods.issued"))
    return window


@screen("reports-bulletin-replace", until=laid_out)
def replace(window: MainWindow) -> QWidget:
    view = bulletin(window)
    panel = view.show_figure(view.paper.ordinals[0])
    assert panel is not None
    panel.ask_replacement()
    panel.replace()
    return window


@screen("reports-bulletin-edit", until=laid_out)
def edit(window: MainWindow) -> QWidget:
    bulletin(window).edit()
    return window


@screen("reports-bulletin-place", until=laid_out)
def place(window: MainWindow) -> QWidget:
    panel = bulletin(window).edit()
    assert panel is not None
    panel.open_place()
    assert panel.fields.list is not None
    panel.fields.list.set_value("goods.received")
    panel.fields.build("goods.received")
    return window


@screen("reports-bulletin-head", until=laid_out)
def head(window: MainWindow) -> QWidget:
    bulletin(window).edit_head()
    return window


@screen("reports-bulletin-cutoff", until=laid_out)
def cutoff(window: MainWindow) -> QWidget:
    bulletin(window).ask_cutoff()
    return window


@screen("reports-bulletin-issue")
def issue(window: MainWindow) -> QWidget:
    view = bulletin(window)
    assert view.detail is not None
    dialog = bulletin_issue.ask_issue(view, view.detail)
    assert dialog is not None
    return dialog


@screen("reports-bulletin-discard")
def discard(window: MainWindow) -> QWidget:
    view = bulletin(window)
    assert view.detail is not None
    return bulletin_issue.ask_discard(view, view.detail)


@screen("reports-figures-passes", until=drawn)
def figures_passes(window: MainWindow) -> QWidget:
    view_of(window, "figures").show_kind("passes")
    return window


@screen("reports-figures-goods", until=drawn)
def figures_goods(window: MainWindow) -> QWidget:
    view = view_of(window, "figures")
    view.show_kind("goods")
    return window


@screen("reports-figures-reserves", until=drawn)
def figures_reserves(window: MainWindow) -> QWidget:
    view_of(window, "figures").show_kind("reserves")
    return window


@screen("reports-daily")
def daily(window: MainWindow) -> QWidget:
    view_of(window, "daily")
    return window


@screen("reports-history", until=laid_out)
def history(window: MainWindow) -> QWidget:
    view = view_of(window, "history")
    with view.desk.read() as read:
        last = bulletin_rows.last_issued(read)
    assert last is not None
    view.show_row(last)
    return window


@screen("reports-history-past", until=laid_out)
def past(window: MainWindow) -> QWidget:
    view_of(window, "history").register_past()
    return window


@screen("reports-history-withdraw", until=laid_out)
def withdraw(window: MainWindow) -> QWidget:
    view = view_of(window, "history")
    with view.desk.read() as read:
        last = bulletin_rows.last_issued(read)
        assert last is not None
        detail = bulletin_rows.get_bulletin(read, last)
    view.withdraw(detail)
    return window
