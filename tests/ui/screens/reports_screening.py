"""Key persons, the staff grid and who comes back: lists, panels and forms of the reports screen."""

from __future__ import annotations

from typing import Any

from PySide6.QtWidgets import QWidget

from duty_desk import screening
from duty_desk.screening import grid_members, person_tests, return_rows, team_counts
from tests.ui.readable import faults
from tests.ui.screens.registry import office_of, screen
from ui.main_window import MainWindow
from ui.reports.key import KeyView
from ui.reports.returns import ReturnsView
from ui.reports.screening import ScreeningView
from ui.reports.screening_members import MembersView
from ui.reports.tab import ReportsTab
from ui.views.list_view import ALL


def view_of(window: MainWindow, key: str) -> Any:
    tab = office_of(window).go("reports")
    assert isinstance(tab, ReportsTab)
    view = tab.show_view(key)
    view.put_panel(None)
    return view


def laid_out(window: QWidget) -> bool:
    return not faults(window)


def first_of(view: KeyView, *states: str) -> int:
    with view.desk.read() as read:
        rows = screening.list_key_people(read)
    return next((row.id for row in rows if row.state.value in states), rows[0].id)


@screen("reports-key")
def key(window: MainWindow) -> QWidget:
    view_of(window, "key")
    return window


@screen("reports-key-person", until=laid_out)
def key_person(window: MainWindow) -> QWidget:
    view = view_of(window, "key")
    view.open_record("key_person", first_of(view, "reached"))
    return window


@screen("reports-key-call", until=laid_out)
def key_call(window: MainWindow) -> QWidget:
    view = view_of(window, "key")
    view.dial(first_of(view, "missed"))
    return window


@screen("reports-key-register", until=laid_out)
def key_register(window: MainWindow) -> QWidget:
    view_of(window, "key").register()
    return window


@screen("reports-key-counts", until=laid_out)
def key_counts(window: MainWindow) -> QWidget:
    view_of(window, "key").set_counts()
    return window


@screen("reports-key-change", until=laid_out)
def key_change(window: MainWindow) -> QWidget:
    view = view_of(window, "key")
    view.change(first_of(view, "reached"))
    return window


@screen("reports-key-end", until=laid_out)
def key_end(window: MainWindow) -> QWidget:
    view = view_of(window, "key")
    view.end(first_of(view, "reached"))
    return window


def returns_of(window: MainWindow) -> ReturnsView:
    view = view_of(window, "returns")
    assert isinstance(view, ReturnsView)
    view.clear_filters()
    view.narrow(batch=None)
    return view


def returnee(view: ReturnsView, *states: str) -> int:
    with view.desk.read() as read:
        rows = return_rows.list_returnees(read)
    return next((row.id for row in rows if row.state in states), rows[0].id)


@screen("reports-returns")
def returning(window: MainWindow) -> QWidget:
    returns_of(window)
    return window


@screen("reports-returns-person", until=laid_out)
def returning_person(window: MainWindow) -> QWidget:
    view = returns_of(window)
    with view.desk.read() as read:
        rows = return_rows.list_returnees(read)
    view.open_record("returnee", next((row.id for row in rows if row.missing), rows[0].id))
    return window


@screen("reports-returns-observed", until=laid_out)
def returning_observed(window: MainWindow) -> QWidget:
    view = returns_of(window)
    view.open_record("returnee", returnee(view, "observed"))
    return window


@screen("reports-returns-batch", until=laid_out)
def returning_batch(window: MainWindow) -> QWidget:
    view = returns_of(window)
    view.open_record("return_batch", view.batches[0].id)
    view.change_batch()
    return window


@screen("reports-returns-add", until=laid_out)
def returning_add(window: MainWindow) -> QWidget:
    view = returns_of(window)
    view.open_record("return_batch", view.batches[0].id)
    view.add_person()
    return window


@screen("reports-returns-record", until=laid_out)
def returning_record(window: MainWindow) -> QWidget:
    view = returns_of(window)
    with view.desk.read() as read:
        rows = return_rows.list_returnees(read)
    view.fill_record(next((row.id for row in rows if row.missing), rows[0].id))
    return window


@screen("reports-returns-observe", until=laid_out)
def returning_observe(window: MainWindow) -> QWidget:
    view = returns_of(window)
    view.ask(returnee(view, "expected"), "observe")
    return window


@screen("reports-returns-drop", until=laid_out)
def returning_drop(window: MainWindow) -> QWidget:
    view = returns_of(window)
    view.ask(returnee(view, "expected"), "drop")
    return window


def teams_of(window: MainWindow) -> ScreeningView:
    view = view_of(window, "screening")
    assert isinstance(view, ScreeningView)
    view.choose_branch(ALL)
    return view


def team_with(view: ScreeningView, missing: int) -> int:
    teams = team_counts.total_of(view.branches).teams
    return next((team.id for team in teams if len(team.missing) >= missing), teams[0].id)


@screen("reports-screening")
def teams(window: MainWindow) -> QWidget:
    teams_of(window)
    return window


@screen("reports-screening-team", until=laid_out)
def team(window: MainWindow) -> QWidget:
    view = teams_of(window)
    view.open_record("grid_team", team_with(view, 2))
    return window


@screen("reports-screening-report", until=laid_out)
def team_report(window: MainWindow) -> QWidget:
    view = teams_of(window)
    view.report(team_with(view, 2))
    return window


def members_of(window: MainWindow) -> MembersView:
    view = view_of(window, "members")
    assert isinstance(view, MembersView)
    view.clear_filters()
    view.narrow(team=None)
    return view


def member(view: MembersView) -> int:
    with view.desk.read() as read:
        left = screening.unchecked_front_line(read, read.at.date())
        rows = left or grid_members.list_members(read)
    return rows[0].id


@screen("reports-members")
def members(window: MainWindow) -> QWidget:
    members_of(window)
    return window


@screen("reports-members-person", until=laid_out)
def member_shown(window: MainWindow) -> QWidget:
    view = members_of(window)
    view.open_record("grid_member", member(view))
    return window


@screen("reports-members-check", until=laid_out)
def member_check(window: MainWindow) -> QWidget:
    view = members_of(window)
    view.ask(member(view), "check")
    return window


@screen("reports-members-review", until=laid_out)
def member_review(window: MainWindow) -> QWidget:
    view = members_of(window)
    view.ask(member(view), "review")
    return window


@screen("reports-members-change", until=laid_out)
def member_change(window: MainWindow) -> QWidget:
    view = members_of(window)
    view.ask(member(view), "change")
    return window


@screen("reports-members-place", until=laid_out)
def member_place(window: MainWindow) -> QWidget:
    members_of(window).place()
    return window


@screen("reports-person-tests")
def person_tests_empty(window: MainWindow) -> QWidget:
    view_of(window, "person_tests")
    return window


@screen("reports-person-tests-sample", until=laid_out)
def person_tests_sample(window: MainWindow) -> QWidget:
    view_of(window, "person_tests").sample()
    return window


@screen("reports-person-tests-result", until=laid_out)
def person_tests_result(window: MainWindow) -> QWidget:
    view = view_of(window, "person_tests")
    with view.desk.work() as work:
        person = grid_members.list_members(work)[0].person_id
        waiting = person_tests.list_tests(work, awaited=True)
        test = waiting[0].id if waiting else person_tests.record_sample(work, person=person)
    view.open_record("person_test", test)
    return window
