"""The gate's further views: visitors, vehicle runs, parcels, who is inside, morning checks, the log, figures."""

from __future__ import annotations

from datetime import timedelta

from PySide6.QtWidgets import QWidget

from db.vocabulary import IncidentKind
from duty_desk import gate, incidents, passes
from tests.ui.gate import lively
from tests.ui.screens.registry import office_of, screen
from ui.gate.figures import FiguresView
from ui.gate.figures_chart import ChartView
from ui.gate.fleet import FleetView
from ui.gate.incidents import IncidentsView
from ui.gate.log import LogView
from ui.gate.morning import MorningView
from ui.gate.morning_sheet import TEMPERATURE
from ui.gate.parcels import ParcelsView
from ui.gate.runs import RunsView
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
    if not view.list.model.ids:
        view.choose("inside")
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
    view.choose("inside")
    view.show_row(view.list.model.ids[0])
    view.act("decide")
    return window


def runs(window: MainWindow) -> RunsView:
    lively.fill(office_of(window).desk)
    view = view_of(window, "runs")
    assert isinstance(view, RunsView)
    view.put_panel(None)
    view.choose("all")
    return view


@screen("gate-runs-list")
def runs_list(window: MainWindow) -> QWidget:
    runs(window)
    return window


@screen("gate-runs-late")
def runs_late(window: MainWindow) -> QWidget:
    view = runs(window)
    view.choose("overlong")
    view.show_row(view.list.model.ids[0])
    return window


@screen("gate-runs-exit")
def runs_exit(window: MainWindow) -> QWidget:
    view = runs(window)
    with view.desk.read() as read:
        row = next(row for row in gate.list_open_runs(read) if row.next_stage == 5)
    view.show_row(row.id)
    return window


@screen("gate-runs-start")
def runs_start(window: MainWindow) -> QWidget:
    view = runs(window)
    panel = view.start_new()
    with view.desk.read() as read:
        panel.take(gate.list_vehicles(read)[0].id)
    panel.save()
    return window


@screen("gate-fleet")
def fleet(window: MainWindow) -> QWidget:
    lively.fill(office_of(window).desk)
    view = view_of(window, "fleet")
    assert isinstance(view, FleetView)
    view.show_row(view.list.model.row(0))
    return window


@screen("gate-parcels")
def parcels(window: MainWindow) -> QWidget:
    lively.fill(office_of(window).desk)
    view = view_of(window, "parcels")
    assert isinstance(view, ParcelsView)
    view.start_count()
    view.panel.disinfect("东大门快递点", 36)
    return window


@screen("gate-incidents")
def gate_incidents(window: MainWindow) -> QWidget:
    lively.fill(office_of(window).desk)
    with office_of(window).desk.work() as work:
        incidents.open_incident(
            work,
            kind=IncidentKind.FEVER,
            level=3,
            title="南湖东大门体温异常",
            place="南湖东大门",
            found_at=work.at - timedelta(minutes=90),
            names=["任晓慧"],
            text="首测 37.6，复测 37.5，转校医院",
            source=("refusal", 1),
        )
    view = view_of(window, "incidents")
    assert isinstance(view, IncidentsView)
    return window


@screen("gate-inside")
def inside(window: MainWindow) -> QWidget:
    lively.fill(office_of(window).desk)
    view_of(window, "inside")
    return window


@screen("gate-morning")
def morning(window: MainWindow) -> QWidget:
    lively.fill(office_of(window).desk)
    view = view_of(window, "morning")
    assert isinstance(view, MorningView)
    with view.desk.read() as read:
        jobs = passes.list_jobs(read, with_left=False)
        view.show_job(max(jobs, key=lambda row: len(passes.list_members(read, row.id))).id)
    last = view.grid.grid.rowCount() - 1
    typed = [(last - 3, TEMPERATURE, "365"), (last - 1, TEMPERATURE, "37.5"), (last, TEMPERATURE, "3x")]
    view.grid.grid.change("", typed)
    view.grid.go_to(last - 2, TEMPERATURE)
    view.mark_absent()
    return window


@screen("gate-log-list")
def log_list(window: MainWindow) -> QWidget:
    view = view_of(window, "log")
    assert isinstance(view, LogView)
    view.put_panel(None)
    view.choose("all")
    return window


@screen("gate-log-line")
def log_line(window: MainWindow) -> QWidget:
    view = view_of(window, "log")
    assert isinstance(view, LogView)
    view.choose("passed")
    view.show_row(view.list.model.ids[0])
    return window


def figures_drawn(window: QWidget) -> bool:
    chart = window.findChild(ChartView)
    return chart is not None and chart.is_drawn


@screen("gate-figures-gates", until=figures_drawn)
def figures_gates(window: MainWindow) -> QWidget:
    view = view_of(window, "figures")
    assert isinstance(view, FiguresView)
    view.ways.choose("gate")
    return window


@screen("gate-figures-days", until=figures_drawn)
def figures_days(window: MainWindow) -> QWidget:
    view = view_of(window, "figures")
    assert isinstance(view, FiguresView)
    view.ways.choose("day")
    return window
