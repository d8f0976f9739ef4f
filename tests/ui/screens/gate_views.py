"""The gate's further views: visitors, vehicle runs, parcels, who is inside, morning checks, the log, figures."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from duty_desk import gate
from tests.ui.screens.registry import office_of, screen
from ui.gate.tab import GateTab
from ui.gate.view import GateView
from ui.gate.visits import VisitsView
from ui.main_window import MainWindow


def view_of(window: MainWindow, key: str) -> GateView:
    tab = office_of(window).go("gate")
    assert isinstance(tab, GateTab)
    return tab.show_view(key)


def visitors(window: MainWindow) -> VisitsView:
    view = view_of(window, "visitors")
    assert isinstance(view, VisitsView)
    view.put_panel(None)
    view.choose("all")
    return view


@screen("gate-visits-list")
def visits_list(window: MainWindow) -> QWidget:
    visitors(window)
    return window


@screen("gate-visits-overdue")
def visits_overdue(window: MainWindow) -> QWidget:
    view = visitors(window)
    view.choose("overdue")
    view.show_row(view.list.model.ids[0])
    return window


@screen("gate-visits-form")
def visits_form(window: MainWindow) -> QWidget:
    view = visitors(window)
    panel = view.start_new()
    with view.desk.read() as read:
        person = gate.list_inside(read, [gate.CrossingKind.VISIT])[0].person_id
    assert person is not None
    panel.fill_from(person)
    panel.form.field("purpose").set_value("")
    panel.form.field("purpose").judge()
    return window


@screen("gate-visits-decide")
def visits_decide(window: MainWindow) -> QWidget:
    view = visitors(window)
    assert view.decide() is not None
    return window
