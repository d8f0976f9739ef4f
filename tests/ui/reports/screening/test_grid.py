"""The staff grid on the screen: what leaders report, who may work, checks and tests."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from duty_desk.desk import open_desk
from duty_desk.screening import person_tests
from duty_desk.screening.fitness import Why
from duty_desk.screening.team_counts import CheckSlot
from tests.conftest import Clock, sign_in_first
from tests.duty_desk.screening.test_grid import Grid, fill
from ui.reports.screening import ScreeningView
from ui.reports.screening_forms import ReportPanel
from ui.reports.screening_members import MembersView
from ui.reports.screening_panel import RecordPanel
from ui.reports.tab import ReportsTab
from ui.views.act_panel import ActPanel

Settle = Callable[[], None]


@pytest.fixture
def register(grounds: Callable[..., Any], tmp_path: Path, clock: Clock) -> Iterator[Grid]:
    """Stands in the place of the register of key persons: the same window over another office."""
    source, made = grounds("sqlite", fill)
    shutil.copytree(source, tmp_path / "office")
    desk = open_desk(tmp_path / "office", clock=clock)
    sign_in_first(desk)
    yield replace(made, desk=desk)
    desk.close()


@pytest.fixture
def view(tab: ReportsTab, settle: Settle) -> ScreeningView:
    shown = tab.show_view("screening")
    assert isinstance(shown, ScreeningView)
    settle()
    return shown


@pytest.fixture
def members(tab: ReportsTab, settle: Settle) -> MembersView:
    shown = tab.show_view("members")
    assert isinstance(shown, MembersView)
    settle()
    return shown


def reporting(view: ScreeningView, team: int) -> ReportPanel:
    panel = view.report(team)
    assert isinstance(panel, ReportPanel)
    return panel


def test_e_takes_a_report_down_and_the_sum_is_whole(
    qtbot: QtBot, view: ScreeningView, register: Grid, settle: Settle
) -> None:
    view.list.select_id(register.teams["饮食服务二班组"])
    qtbot.keyClick(view.list.table, Qt.Key.Key_E)
    qtbot.waitUntil(lambda: isinstance(view.panel, ReportPanel))
    panel = view.panel
    assert isinstance(panel, ReportPanel)
    panel.missing.setPlainText("李知屹 休息\n朱萱宸（请假）")
    assert panel.checked.value() == 84
    assert panel.sum.text() == "应到 86 = 已检 84 + 缺 2"
    assert panel.submit()
    settle()
    assert [view.sums.numbers[key].text() for key in ("expected", "checked", "missing", "unknown")] == [
        "144",
        "84",
        "2",
        "58",
    ]
    view.show_row(register.teams["饮食服务二班组"])
    team = view.team(register.teams["饮食服务二班组"])
    assert team is not None
    assert [(one.name, one.why) for one in team.missing] == [("李知屹", "rest"), ("朱萱宸", "leave")]


def test_a_report_that_does_not_hang_together_stays_open(view: ScreeningView, register: Grid) -> None:
    panel = reporting(view, register.teams["饮食服务二班组"])
    panel.checked.setText("80")
    panel.checked.textEdited.emit("80")
    panel.missing.setPlainText("李知屹")
    assert panel.sum.text() == "应到 86，已检 80，应缺 6 人，写了 1 人"
    assert not panel.submit()
    assert panel.unsaved


def test_another_check_of_the_day_is_another_list(
    view: ScreeningView, register: Grid, settle: Settle
) -> None:
    register.report("饮食服务二班组", 86)
    view.tab.reload()
    settle()
    assert view.sums.numbers["checked"].text() == "86"
    view.slots.choose("noon")
    settle()
    assert (view.slot, view.sums.numbers["checked"].text()) == (CheckSlot.NOON, "0")
    panel = reporting(view, register.teams["物业服务一班组"])
    assert panel.submit()
    settle()
    assert register.whole(slot=CheckSlot.NOON).checked == 54
    view.choose_branch("饮食服务")
    settle()
    assert view.list.model.rowCount() == 2


def test_m_shows_the_members_of_a_team(
    qtbot: QtBot, view: ScreeningView, register: Grid, settle: Settle
) -> None:
    view.list.select_id(register.teams["物业服务一班组"])
    qtbot.keyClick(view.list.table, Qt.Key.Key_M)
    qtbot.waitUntil(lambda: view.tab.current_view == "members")
    settle()
    assert view.tab.view.list.model.rowCount() == 0


def test_a_check_lets_somebody_work_and_an_abnormal_one_waits_for_its_review(
    members: MembersView, register: Grid, settle: Settle
) -> None:
    assert members.facts() == "一线岗位未晨检 4 人"
    panel = members.ask(register.members["姚安雯"], "check")
    assert isinstance(panel, ActPanel)
    assert not panel.submit()
    panel.form.control("temperature").setText("36.5")
    panel.form.control("histories").set_value(["contacted"])
    assert panel.submit()
    settle()
    assert register.fit("姚安雯").why is Why.ABNORMAL
    assert isinstance(members.panel, RecordPanel)
    assert len(members.panel.buttons) == 2
    review = members.ask(register.members["姚安雯"], "review")
    assert isinstance(review, ActPanel)
    review.form.field("decision").set_value("on")
    review.form.control("note").setText("校医核实，非密接")
    assert review.submit()
    settle()
    assert register.fit("姚安雯").ok


def test_a_member_is_moved_in_one_form(members: MembersView, register: Grid, settle: Settle) -> None:
    panel = members.ask(register.members["张姝"], "change")
    assert isinstance(panel, ActPanel)
    panel.form.field("team").set_value(register.teams["物业服务一班组"])
    panel.form.field("front_line").set_value("gate")
    assert panel.submit()
    settle()
    assert register.fit("张姝").why is Why.NOT_YET


def test_a_sample_waits_for_its_result(tab: ReportsTab, register: Grid, settle: Settle) -> None:
    with register.desk.work() as work:
        test = person_tests.record_sample(work, person=register.people["姚安雯"])
    view = tab.show_view("person_tests")
    settle()
    view.open_record("person_test", test)
    panel: Any = getattr(view, "panel")  # noqa: B009
    assert isinstance(panel, ActPanel)
    panel.form.field("result").set_value("positive")
    assert panel.submit()
    settle()
    assert register.fit("姚安雯").why is Why.RESTRICTED
