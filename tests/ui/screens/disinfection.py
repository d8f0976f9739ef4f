"""The disinfection screen: the day with its form, rooms on their way back, records, coverage, places and plans."""

from __future__ import annotations

from typing import Any

from PySide6.QtWidgets import QWidget

from tests.ui.readable import faults
from tests.ui.screens.registry import office_of, screen
from ui.disinfection import day_acts
from ui.disinfection.areas import AreasView
from ui.disinfection.coverage import CoverageView
from ui.disinfection.day import ALL, DayView
from ui.disinfection.records import RecordsView
from ui.disinfection.round_form import RoundForm
from ui.disinfection.tab import DisinfectionTab
from ui.disinfection.terminal import TerminalView
from ui.main_window import MainWindow
from ui.views.list_view import ListView


def view_of(window: MainWindow, key: str) -> Any:
    tab = office_of(window).go("disinfection")
    assert isinstance(tab, DisinfectionTab)
    view: Any = tab.show_view(key)
    view.put_panel(None)
    if isinstance(view, ListView | DayView | TerminalView):
        view.choose(ALL)
    return view


def laid_out(window: QWidget) -> bool:
    """What is wrong with a field stands under it only once the form has grown."""
    return not faults(window)


@screen("disinfection-day")
def day(window: MainWindow) -> QWidget:
    view_of(window, "day")
    return window


@screen("disinfection-day-form", until=laid_out)
def day_form(window: MainWindow) -> QWidget:
    view = view_of(window, "day")
    due = view.go_next()
    if due is not None:
        view.show_round(due)
        panel = view.panel
        if isinstance(panel, RoundForm) and panel.agent is not None:
            panel.agent.target.line.setText("2%")
            panel.agent.target.line.textEdited.emit("2%")
            panel.form.field("done_by").set_value("付玉梅")
            panel.form.field("checked_by").set_value("付玉梅")
            panel.save()
    return window


@screen("disinfection-day-record")
def day_record(window: MainWindow) -> QWidget:
    view = view_of(window, "day")
    shown = view.grid_shown
    done = [
        due for group in shown.groups for row in group.rows for due in row.rounds if due.record is not None
    ]
    if done:
        view.grid.go_to_round(done[0].id)
        view.show_round(done[0])
    return window


@screen("disinfection-route")
def route(window: MainWindow) -> QWidget:
    view = view_of(window, "day")
    day_acts.start_route(view)
    return window


@screen("disinfection-terminal")
def terminal(window: MainWindow) -> QWidget:
    view = view_of(window, "terminal")
    assert isinstance(view, TerminalView)
    if view.rows:
        view.show_row(view.rows[0].round)
    return window


@screen("disinfection-records")
def records(window: MainWindow) -> QWidget:
    view = view_of(window, "records")
    assert isinstance(view, RecordsView)
    if view.list.model.ids:
        view.show_row(view.list.model.ids[0])
    return window


@screen("disinfection-coverage")
def coverage(window: MainWindow) -> QWidget:
    view = view_of(window, "coverage")
    assert isinstance(view, CoverageView)
    view.choose("map")
    return window


@screen("disinfection-coverage-findings")
def findings(window: MainWindow) -> QWidget:
    view = view_of(window, "coverage")
    view.choose("findings")
    return window


@screen("disinfection-areas")
def areas(window: MainWindow) -> QWidget:
    view = view_of(window, "areas")
    assert isinstance(view, AreasView)
    if view.list.model.ids:
        view.show_row(view.list.model.ids[0])
    return window


@screen("disinfection-plan", until=laid_out)
def plan(window: MainWindow) -> QWidget:
    view = view_of(window, "areas")
    assert isinstance(view, AreasView)
    if view.list.model.ids:
        from duty_desk.disinfection import get_area

        with view.desk.read() as read:
            row = get_area(read, view.list.model.ids[0])
        view.plan(row)
    return window
