"""What the duty office writes down and keeps at hand: log, repairs, patrols, references, the routine before a shift."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from duty_desk.duty import LogRow, StepKind
from duty_desk.duty.repair_rows import RepairRow
from tests.ui.screens.registry import office_of, screen
from ui.duty.log import LogView
from ui.duty.patrol import PatrolsView
from ui.duty.reference import ReferencesView
from ui.duty.repair import RepairsView
from ui.duty.routine import RoutineView
from ui.duty.tab import DutyTab
from ui.main_window import MainWindow
from ui.views.list_view import ALL, ListView


def tab_of(window: MainWindow) -> DutyTab:
    tab = office_of(window).go("duty")
    assert isinstance(tab, DutyTab)
    return tab


def view_of(window: MainWindow, key: str) -> ListView:
    view = tab_of(window).show_view(key)
    assert isinstance(view, ListView)
    view.put_panel(None)
    view.choose(ALL)
    return view


def log_of(window: MainWindow) -> LogView:
    view = view_of(window, "log")
    assert isinstance(view, LogView)
    return view


def repairs_of(window: MainWindow) -> RepairsView:
    view = view_of(window, "repairs")
    assert isinstance(view, RepairsView)
    return view


def patrols_of(window: MainWindow) -> PatrolsView:
    view = view_of(window, "patrols")
    assert isinstance(view, PatrolsView)
    return view


def references_of(window: MainWindow) -> ReferencesView:
    view = view_of(window, "references")
    assert isinstance(view, ReferencesView)
    return view


def routine_of(window: MainWindow) -> RoutineView:
    view = tab_of(window).show_view("routine")
    assert isinstance(view, RoutineView)
    return view


def entry(view: LogView, state: str) -> LogRow:
    from duty_desk import ledger
    from duty_desk.duty import LOG

    with view.desk.read() as read:
        rows = ledger.page(LOG, read, ledger.Request()).rows
    return next(row for row in rows if row.state == state)


def order(view: RepairsView) -> RepairRow:
    from duty_desk.duty import repair_rows

    with view.desk.read() as read:
        return repair_rows.list_waiting(read)[0]


@screen("duty-log")
def log(window: MainWindow) -> QWidget:
    view = log_of(window)
    view.show_row(entry(view, "overdue").id)
    return window


@screen("duty-log-form")
def log_form(window: MainWindow) -> QWidget:
    form = log_of(window).start()
    assert form is not None
    form.follow.choose("shift")
    return window


@screen("duty-log-finish")
def log_finish(window: MainWindow) -> QWidget:
    view = log_of(window)
    view.finish(entry(view, "open"))
    return window


@screen("duty-log-strike")
def log_strike(window: MainWindow) -> QWidget:
    view = log_of(window)
    view.strike(entry(view, "noted"))
    return window


@screen("duty-log-postpone")
def log_postpone(window: MainWindow) -> QWidget:
    view = log_of(window)
    view.postpone(entry(view, "overdue"))
    return window


@screen("duty-repairs")
def repairs(window: MainWindow) -> QWidget:
    view = repairs_of(window)
    view.show_row(order(view).id)
    return window


@screen("duty-repairs-call")
def repairs_call(window: MainWindow) -> QWidget:
    repairs_of(window).start()
    return window


@screen("duty-repairs-assign")
def repairs_assign(window: MainWindow) -> QWidget:
    view = repairs_of(window)
    view.ask("assign", order(view))
    return window


@screen("duty-repairs-finish")
def repairs_finish(window: MainWindow) -> QWidget:
    view = repairs_of(window)
    view.ask("finish", order(view))
    return window


@screen("duty-repairs-figures")
def repairs_figures(window: MainWindow) -> QWidget:
    repairs_of(window).show_figures()
    return window


@screen("duty-patrols")
def patrols(window: MainWindow) -> QWidget:
    view = patrols_of(window)
    view.show_row(1)
    return window


@screen("duty-patrols-start")
def patrols_start(window: MainWindow) -> QWidget:
    patrols_of(window).start()
    return window


@screen("duty-patrols-walk")
def patrols_walk(window: MainWindow) -> QWidget:
    view = patrols_of(window)
    panel = view.look(1, view._walk(1).points[0].id)
    panel.normal.choose("abnormal")
    panel.form.field("repair").set_value(True)
    panel.form.control("repair").changed.emit()
    return window


@screen("duty-patrols-points")
def patrols_points(window: MainWindow) -> QWidget:
    patrols_of(window).show_points()
    return window


@screen("duty-patrols-point")
def patrols_point(window: MainWindow) -> QWidget:
    view = patrols_of(window)
    panel = view.show_points()
    view.edit_point(panel.route, panel.points.model.ids[0])
    return window


@screen("duty-references")
def references(window: MainWindow) -> QWidget:
    view = references_of(window)
    view.show_row(1)
    return window


@screen("duty-references-plan")
def references_plan(window: MainWindow) -> QWidget:
    view = references_of(window)
    view.choose("plan")
    view.show_row(11)
    return window


@screen("duty-references-new")
def references_new(window: MainWindow) -> QWidget:
    view = references_of(window)
    view.choose("rule")
    view.start()
    return window


@screen("duty-routine")
def routine(window: MainWindow) -> QWidget:
    routine_of(window).start()
    return window


@screen("duty-routine-wrong")
def routine_wrong(window: MainWindow) -> QWidget:
    form = routine_of(window).start()
    assert form is not None
    for step in form.state.steps:
        if step.kind is StepKind.TEMPERATURE:
            form.form.field(f"step.{step.id}").set_value("38.0")
    form.submit()
    return window


@screen("duty-routine-steps")
def routine_steps(window: MainWindow) -> QWidget:
    routine_of(window).show_steps()
    return window


@screen("duty-routine-reminder")
def routine_reminder(window: MainWindow) -> QWidget:
    from duty_desk.strings import t
    from ui.kit.buttons import Button, Kind

    tab_of(window)
    office_of(window).notices.remind(
        t("duty.reminder.title"), t("duty.reminder.next"), Button(t("duty.reminder.now"), kind=Kind.PRIMARY)
    )
    return window


@screen("duty-references-paste")
def references_paste(window: MainWindow) -> QWidget:
    references_of(window).paste_phones("校医院\t值班医生\t6120")
    return window
