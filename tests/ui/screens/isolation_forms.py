"""Forms and lists of isolation: who waits, the way into a room, a floor being read, releases, meals, tests, the days ahead."""

from __future__ import annotations

from typing import Any

from PySide6.QtWidgets import QWidget

from duty_desk import isolation
from duty_desk.isolation.floor_sheet import list_floors
from duty_desk.isolation.slot_rules import ReadingSlot
from duty_desk.strings import t
from tests.ui.readable import faults
from tests.ui.screens.registry import office_of, screen
from ui.isolation import stays_changes
from ui.isolation.admission import AdmissionView
from ui.isolation.board_swap import swap_panel
from ui.isolation.care import care_panel
from ui.isolation.care_list import ShortListView
from ui.isolation.floor_sheet import FloorSheetView
from ui.isolation.floor_sheet_line import SheetLine
from ui.isolation.release import ReleasesView
from ui.isolation.stays import StaysView
from ui.isolation.stays_leaving import leave_panel
from ui.isolation.tab import IsolationTab
from ui.isolation.tests_view import SamplesView
from ui.isolation.timeline import ALL, TimelineView
from ui.isolation.waiting import WaitingRow, WaitingView
from ui.main_window import MainWindow
from ui.views.list_view import ALL as EVERY
from ui.views.view import View


def view_of(window: MainWindow, key: str) -> Any:
    tab = office_of(window).go("isolation")
    assert isinstance(tab, IsolationTab)
    view = tab.show_view(key)
    if isinstance(view, ShortListView):
        view.put_panel(None)
    assert isinstance(view, View)
    return view


def laid_out(window: QWidget) -> bool:
    return not faults(window)


def rows_of(view: ShortListView) -> list[Any]:
    return [row for row in view.rows() if not hasattr(row, "title")]


def waiting_in(view: View, *states: str) -> int | None:
    """Somebody who waits in one of these states; None in an office without one."""
    with view.desk.read() as read:
        return next((row.id for row in isolation.list_waiting(read) if row.state.value in states), None)


@screen("isolation-waiting")
def waiting(window: MainWindow) -> QWidget:
    view = view_of(window, "waiting")
    assert isinstance(view, WaitingView)
    stays = [row for row in rows_of(view) if isinstance(row, WaitingRow) and row.stay is not None]
    if stays:
        view.list.select_id(stays[0].id)
        view.open_row(stays[0])
    return window


@screen("isolation-draft")
def draft(window: MainWindow) -> QWidget:
    view = view_of(window, "waiting")
    assert isinstance(view, WaitingView)
    drafts = [row for row in rows_of(view) if row.draft is not None]
    if drafts:
        view.drop(drafts[0].draft).submit()
    return window


@screen("isolation-admission", until=laid_out)
def admission(window: MainWindow) -> QWidget:
    view = view_of(window, "admission")
    assert isinstance(view, AdmissionView)
    view.start_new()
    view.form.control("person").line.setText("申屠嘉禾")
    view.submit()
    return window


@screen("isolation-admission-steps")
def admission_steps(window: MainWindow) -> QWidget:
    view = view_of(window, "admission")
    assert isinstance(view, AdmissionView)
    stay = waiting_in(view, "approved") or waiting_in(view, "requested", "assessed")
    if stay is not None:
        view.start_with(stay, None)
        if "notice" in view.steps.forms:
            view.steps.forms["notice"].control("how").choose("refused")
    return window


@screen("isolation-sheet")
def sheet(window: MainWindow) -> QWidget:
    view = view_of(window, "sheet")
    assert isinstance(view, FloorSheetView)
    with view.desk.read() as read:
        floors = list_floors(read, day=view.desk.now.date(), slot=ReadingSlot.PM)
    if floors:
        fullest = max(floors, key=lambda each: each.people)
        view.start_with(fullest.building, fullest.floor)
    lines: list[SheetLine] = list(view.lines.values())
    if len(lines) > 1:
        lines[0].ask_second(t("isolation_forms.sheet.again", clock="17:35"))
        lines[1].ask_reason()
    if len(lines) > 2:
        lines[2].field.setText("36.6")
    return window


@screen("isolation-release")
def release(window: MainWindow) -> QWidget:
    view = view_of(window, "release")
    assert isinstance(view, ReleasesView)
    with view.desk.read() as read:
        staying = isolation.list_staying(read)
    if staying:
        view.start_with(staying[0].id)
    return window


@screen("isolation-meals")
def meals(window: MainWindow) -> QWidget:
    view_of(window, "meals")
    return window


@screen("isolation-tests")
def tests(window: MainWindow) -> QWidget:
    view_of(window, "tests")
    return window


@screen("isolation-tests-void")
def tests_void(window: MainWindow) -> QWidget:
    """A sample made void; where nothing is asked for on that day, of somebody sampled beside the rules."""
    view = view_of(window, "tests")
    assert isinstance(view, SamplesView)
    if not any(row.row.id for row in view.rows()):
        with view.desk.read() as read:
            stay = isolation.list_staying(read)[0].id
        with view.desk.work() as work:
            isolation.record_sample(work, stay=stay)
        view.reload()
    view.show_void(next(row.row for row in view.rows() if row.row.id))
    return window


@screen("isolation-outlook")
def outlook(window: MainWindow) -> QWidget:
    view_of(window, "outlook")
    return window


@screen("isolation-timeline")
def timeline(window: MainWindow) -> QWidget:
    view = view_of(window, "timeline")
    assert isinstance(view, TimelineView)
    view.which.set_value(ALL)
    view.reload()
    return window


@screen("isolation-stays")
def stays(window: MainWindow) -> QWidget:
    view = view_of(window, "stays")
    assert isinstance(view, StaysView)
    view.put_panel(None)
    view.choose(EVERY)
    if view.list.model.ids:
        view.show_row(view.list.model.ids[0])
    return window


@screen("isolation-extend")
def extend(window: MainWindow) -> QWidget:
    view = view_of(window, "stays")
    assert isinstance(view, StaysView)
    with view.desk.read() as read:
        staying = isolation.list_staying(read)
    if staying:
        view.ask(staying[0].id, stays_changes.extend_panel, "extend").submit()
    return window


@screen("isolation-leave")
def leave(window: MainWindow) -> QWidget:
    view = view_of(window, "stays")
    assert isinstance(view, StaysView)
    with view.desk.read() as read:
        staying = isolation.list_staying(read)
    if staying:
        view.ask(staying[0].id, leave_panel, "leave")
    return window


@screen("isolation-swap-list")
def swap_list(window: MainWindow) -> QWidget:
    view = view_of(window, "stays")
    assert isinstance(view, StaysView)
    with view.desk.read() as read:
        staying = isolation.list_staying(read)
    if staying:
        view.ask(staying[0].id, swap_panel, "swap")
    return window


@screen("isolation-care")
def care(window: MainWindow) -> QWidget:
    view = view_of(window, "stays")
    assert isinstance(view, StaysView)
    with view.desk.read() as read:
        staying = isolation.list_staying(read)
    if staying:
        view.ask(staying[0].id, care_panel, "care").submit()
    return window


@screen("isolation-readings")
def readings(window: MainWindow) -> QWidget:
    view_of(window, "readings")
    return window


@screen("isolation-care-list")
def care_list(window: MainWindow) -> QWidget:
    view_of(window, "care")
    return window
