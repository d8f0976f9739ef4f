"""The units of a day: the list, a report told by phone with numbers that disagree, a correction, the register."""

from __future__ import annotations

from typing import Any

from PySide6.QtWidgets import QWidget

from duty_desk.unit_reports import ReportState, UnitDay
from tests.ui.screens.registry import office_of, screen
from ui.main_window import MainWindow
from ui.reports.unit_form import ReportForm
from ui.reports.units import UnitsView
from ui.views.list_view import ALL


def view_of(window: MainWindow) -> UnitsView:
    tab: Any = office_of(window).go("reports")
    view = tab.show_view("units")
    assert isinstance(view, UnitsView)
    view.put_panel(None)
    view.choose(ALL)
    return view


def first(view: UnitsView, state: ReportState) -> UnitDay:
    assert view.found is not None
    return next((row for row in view.found.rows if row.state is state), view.found.rows[0])


@screen("reports-units")
def units(window: MainWindow) -> QWidget:
    view_of(window)
    return window


@screen("reports-units-missing")
def missing(window: MainWindow) -> QWidget:
    view = view_of(window)
    view.show_unit(first(view, ReportState.MISSING))
    return window


@screen("reports-units-form")
def form(window: MainWindow) -> QWidget:
    view = view_of(window)
    panel = view.take_down(first(view, ReportState.MISSING))
    panel.fill_zeros()
    panel.form.control("due").set_value(2)
    panel.form.control("fever").set_value(3)
    panel.look()
    panel.submit()
    return window


@screen("reports-units-report")
def report(window: MainWindow) -> QWidget:
    view = view_of(window)
    view.show_unit(first(view, ReportState.FILED))
    return window


@screen("reports-units-correction")
def correction(window: MainWindow) -> QWidget:
    view = view_of(window)
    panel = view.correct(first(view, ReportState.FILED))
    assert isinstance(panel, ReportForm)
    panel.submit()
    return window


@screen("reports-units-exempt")
def exempt(window: MainWindow) -> QWidget:
    view = view_of(window)
    view.exempt(first(view, ReportState.MISSING))
    return window


@screen("reports-units-register")
def register(window: MainWindow) -> QWidget:
    tab: Any = view_of(window).tab
    tab.show_view("unit_register")
    return window
