"""A crew as the office leads it through the window: the job, its people, their passes, and the day they leave."""

from __future__ import annotations

from datetime import date

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from duty_desk import passes
from duty_desk.desk import Desk
from duty_desk.passes import PassKind, PassState
from tests.ui.passes.conftest import Sample, id_number
from tests.ui.passes.test_issue import settle
from tests.ui.typing import type_text
from ui.main_window import MainWindow
from ui.passes.crews_form import JobFormPanel
from ui.passes.crews_issue import CrewIssuePanel
from ui.passes.crews_member import MemberPanel
from ui.passes.crews_panel import JobPanel
from ui.passes.tab import JOBS, PassesTab


@pytest.fixture
def crews(qtbot: QtBot, tab: PassesTab) -> PassesTab:
    """The passes screen on the series of crews, which begins with the jobs."""
    tab.header.kind_chosen.emit(PassKind.CREW.value)
    settle(qtbot, tab)
    return tab


def job(desk: Desk, sample: Sample, *people: str, admitted: bool = True) -> int:
    """A job under way with some people of the sample."""
    with desk.work() as work:
        made = passes.add_job(
            work,
            company="岭上建工",
            project="桃苑装修",
            place="桃苑餐厅",
            leader="黄新岑",
            pledge_signed=True,
            starts_on=work.at.date(),
            ends_on=work.at.date().replace(day=28),
        )
        ids = [sample.people[name] for name in people]
        for person in ids:
            passes.add_member(work, made, person, trade="木工")
        if ids and admitted:
            passes.decide_members(work, made, ids, admitted=True)
    return made


def members(desk: Desk, made: int) -> tuple[passes.MemberRow, ...]:
    with desk.read() as read:
        return passes.list_members(read, made)


def open_job(qtbot: QtBot, tab: PassesTab, made: int) -> JobPanel:
    assert tab.open_record("crew_job", made)
    settle(qtbot, tab)
    assert isinstance(tab.panel, JobPanel)
    return tab.panel


def test_a_job_is_registered_by_keyboard(qtbot: QtBot, crews: PassesTab, sqlite_desk: Desk) -> None:
    qtbot.keyClick(crews.crews.list.table, Qt.Key.Key_F2)
    panel = crews.panel
    assert isinstance(panel, JobFormPanel)
    qtbot.waitUntil(panel.isVisible)
    qtbot.keyClick(panel, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert panel.form.problem_count == 5
    assert panel.form.field("company").has_focus()
    for name, text in (
        ("company", "岭上建工"),
        ("project", "桃苑装修"),
        ("place", "桃苑餐厅"),
        ("leader", "黄新岑"),
    ):
        type_text(panel.form.control(name), text)
    panel.form.control("ends_on").setText("+20")
    qtbot.keyClick(panel, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    settle(qtbot, crews)
    assert isinstance(crews.panel, JobPanel)
    assert crews.panel.title.text() == "桃苑装修"
    assert crews.header.views.value() == JOBS
    with sqlite_desk.read() as read:
        (row,) = passes.list_jobs(read)
    assert (row.company, row.pledge_signed) == ("岭上建工", False)


def test_people_are_added_one_after_the_other_and_the_papers_of_one_carry_over(
    qtbot: QtBot, crews: PassesTab, sqlite_desk: Desk, sample: Sample
) -> None:
    made = job(sqlite_desk, sample)
    panel = open_job(qtbot, crews, made)
    panel.buttons["add"].click()
    form = crews.panel
    assert isinstance(form, MemberPanel)
    qtbot.waitUntil(form.isVisible)
    assert form.form.field("name").has_focus()
    type_text(form.who.holder.line if form.who else form, "石建设")
    form.form.field("id_number").set_value(id_number(31))
    form.form.field("phone").set_value("19900007001")
    form.form.field("trade").take_focus()
    type_text(form.form.control("trade"), "电工")
    form.form.control("documents").set_value(["pledge", "identity"])
    settle(qtbot, crews)
    qtbot.keyClick(form, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    # The next one shares trade and papers, not the name.
    assert form.form.field("name").value() is None
    assert form.form.field("trade").value() == "电工"
    assert form.form.field("name").has_focus()
    form.form.control("name").take(_known(sqlite_desk, sample.people["贺志远"]))
    assert form.save()
    assert not form.save(), "nobody is named"
    form.close_asked.emit()
    settle(qtbot, crews)
    assert isinstance(crews.panel, JobPanel)
    rows = members(sqlite_desk, made)
    assert [(row.name, row.trade, row.documents) for row in rows] == [
        ("石建设", "电工", ("pledge", "identity")),
        ("贺志远", "电工", ("pledge", "identity")),
    ]
    assert "待核 2" in crews.panel.counts.text()


def _known(desk: Desk, person: int) -> object:
    from duty_desk.people.finding import person_rows

    with desk.read() as read:
        return person_rows(read, [person])[0]


def test_papers_seen_later_are_noted_from_the_list(
    qtbot: QtBot, crews: PassesTab, sqlite_desk: Desk, sample: Sample
) -> None:
    made = job(sqlite_desk, sample, "贺志远")
    panel = open_job(qtbot, crews, made)
    panel.people.opened.emit(panel.source.rows([sample.people["贺志远"]])[0])
    form = crews.panel
    assert isinstance(form, MemberPanel)
    form.form.control("documents").boxes()[3].click()
    assert form.save()
    assert members(sqlite_desk, made)[0].documents == ("identity",)
    assert isinstance(crews.panel, JobPanel)


def test_those_admitted_get_passes_once_and_undo_takes_them_back(
    qtbot: QtBot, crews: PassesTab, sqlite_desk: Desk, sample: Sample
) -> None:
    made = job(sqlite_desk, sample, "贺志远", "黄振宇", admitted=False)
    panel = open_job(qtbot, crews, made)
    panel.people.table.ticks.put_all()
    panel.act_asked.emit("admit")
    settle(qtbot, crews)
    assert [row.lacks_pass for row in members(sqlite_desk, made)] == [True, True]
    crews.crews.act("issue")
    form = crews.panel
    assert isinstance(form, CrewIssuePanel)
    assert form.form.field("people").value() == tuple(str(row.id) for row in members(sqlite_desk, made))
    assert not form.submit(), "no gate yet"
    form.form.control("gates").boxes()[0].click()
    assert form.submit()
    settle(qtbot, crews)
    rows = members(sqlite_desk, made)
    assert [row.short_number for row in rows] == ["0001", "0002"]
    with sqlite_desk.read() as read:
        detail = passes.get_pass(read, rows[0].pass_id or 0)
    assert (detail.zone, detail.row.valid_until.date()) == ("桃苑餐厅", date(2020, 3, 29))
    window = crews.window()
    assert isinstance(window, MainWindow)
    assert window.office is not None
    window.office.toaster.undo()
    assert [row.state for row in members(sqlite_desk, made)] == [PassState.VOIDED] * 2
    assert all(row.lacks_pass for row in members(sqlite_desk, made))


def test_a_crew_that_left_hands_its_passes_back(
    qtbot: QtBot, crews: PassesTab, sqlite_desk: Desk, sample: Sample
) -> None:
    made = job(sqlite_desk, sample, "贺志远")
    with sqlite_desk.work() as work:
        passes.issue_crew_passes(work, made, gates=sample.gates[:1], approver=sample.leader)
    open_job(qtbot, crews, made)
    dialog = crews.crews.acts.ask_leave(made)
    assert "1 张证件" in dialog.body.text()
    dialog.act_button.click()
    settle(qtbot, crews)
    assert members(sqlite_desk, made)[0].state is PassState.RETURNED
    assert isinstance(crews.panel, JobPanel)
    assert not crews.panel.buttons["add"].isEnabled()


def test_the_list_is_found_by_initials_and_by_state(
    qtbot: QtBot, crews: PassesTab, sqlite_desk: Desk, sample: Sample
) -> None:
    job(sqlite_desk, sample)
    crews.reload()
    crews.crews.search.setText("tyzx")
    assert crews.crews.list.model.rowCount() == 1
    crews.crews.search.setText("别的")
    assert crews.crews.list.model.rowCount() == 0
    crews.crews.search.setText("")
    crews.crews.states.choose("here")
    assert crews.crews.list.model.rowCount() == 1
