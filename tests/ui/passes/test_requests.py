"""A request goes from whoever may not approve to a leader, who decides one or many with a reason (P3)."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from duty_desk import passes
from duty_desk.desk import Desk
from duty_desk.passes import PassKind, PassState, end_of_day
from duty_desk.people import officers
from duty_desk.roles import Role
from duty_desk.work import OfficerRef
from tests.conftest import PASSWORD
from tests.ui.passes.conftest import Sample
from tests.ui.passes.test_issue import choose, settle
from ui.passes.detail import DetailPanel
from ui.passes.header import WAITING
from ui.passes.issue_panel import IssuePanel
from ui.passes.tab import PassesTab


@pytest.fixture
def guard(sqlite_desk: Desk) -> OfficerRef:
    """An officer at the gate: issues and asks, but does not approve."""
    with sqlite_desk.work() as work:
        officers.add_officer(work, name="陶墨", login="taomo", role=Role.GATE, password=PASSWORD)
        return next(row.ref for row in officers.list_officers(work) if row.name == "陶墨")


def ask(desk: Desk, sample: Sample, guard: OfficerRef, *names: str) -> list[int]:
    """Requests of the guard for people of the sample."""
    me, desk.officer = desk.officer, guard
    with desk.work() as work:
        made = [
            passes.request(
                work,
                kind=PassKind.TEMPORARY,
                holder=sample.people[name],
                reason="duty",
                gates=sample.gates[:1],
                valid_from=work.at,
                valid_until=end_of_day(work.at.date()),
            )
            for name in names
        ]
    desk.officer = me
    return made


def states(desk: Desk, ids: list[int]) -> list[PassState]:
    with desk.read() as read:
        return [passes.get_row(read, one).state for one in ids]


def waiting(qtbot: QtBot, tab: PassesTab) -> None:
    tab.reload()
    settle(qtbot, tab)
    tab.header.groups.choose(WAITING)
    settle(qtbot, tab)


def test_requests_stand_behind_a_chip_and_are_approved_together(
    qtbot: QtBot, tab: PassesTab, sqlite_desk: Desk, sample: Sample, guard: OfficerRef
) -> None:
    ids = ask(sqlite_desk, sample, guard, "贺志远", "黄振宇", "洪卓然")
    waiting(qtbot, tab)
    assert tab.list.model.rowCount() == 3
    assert not tab.header.requests.isHidden()
    for one in ids[:2]:
        tab.list.select_id(one)
        qtbot.keyClick(tab.list.table, Qt.Key.Key_Space)
    assert "2" in tab.header.requests.words.text()
    tab.header.requests.approve.click()
    settle(qtbot, tab)
    assert states(sqlite_desk, ids) == [PassState.LAST_DAY, PassState.LAST_DAY, PassState.REQUESTED]
    assert tab.list.model.rowCount() == 1
    assert list(tab.list.ticked_ids()) == []


def test_a_refusal_gives_its_reason(
    qtbot: QtBot, tab: PassesTab, sqlite_desk: Desk, sample: Sample, guard: OfficerRef
) -> None:
    ids = ask(sqlite_desk, sample, guard, "贺志远", "黄振宇")
    waiting(qtbot, tab)
    dialog = tab.acts.ask_refuse(ids)
    assert dialog.keep_button.hasFocus() or dialog.focusWidget() is dialog.keep_button
    dialog.act_button.click()
    settle(qtbot, tab)
    assert states(sqlite_desk, ids) == [PassState.REFUSED, PassState.REFUSED]
    with sqlite_desk.read() as read:
        assert passes.get_pass(read, ids[0]).end_reason == "非必要事由"
    assert tab.header.requests.isHidden(), "nothing waits any more"


def test_nobody_approves_what_they_asked_for(
    qtbot: QtBot, tab: PassesTab, sqlite_desk: Desk, sample: Sample
) -> None:
    own = ask(sqlite_desk, sample, sqlite_desk.officer, "贺志远")
    tab.acts.approve(own)
    settle(qtbot, tab)
    assert states(sqlite_desk, own) == [PassState.REQUESTED]


def test_one_request_is_decided_in_its_panel(
    qtbot: QtBot, tab: PassesTab, sqlite_desk: Desk, sample: Sample, guard: OfficerRef
) -> None:
    (one,) = ask(sqlite_desk, sample, guard, "贺志远")
    tab.reload()
    assert tab.open_record("pass", one)
    settle(qtbot, tab)
    assert isinstance(tab.panel, DetailPanel)
    tab.panel.act_asked.emit("approve")
    settle(qtbot, tab)
    assert states(sqlite_desk, [one]) == [PassState.LAST_DAY]
    assert tab.panel.detail is not None
    assert tab.panel.detail.row.number is not None


def test_whoever_may_not_approve_asks_from_the_form(
    qtbot: QtBot, tab: PassesTab, sqlite_desk: Desk, guard: OfficerRef
) -> None:
    sqlite_desk.officer = guard
    tab.reload()
    panel = tab.start_new()
    assert isinstance(panel, IssuePanel)
    choose(qtbot, panel, "dxx")
    panel.form.control("gates").boxes()[0].click()
    panel.form.control("approver").set_value(None)
    panel.ask_button.click()
    settle(qtbot, tab)
    with sqlite_desk.read() as read:
        rows = passes.list_passes(
            read, PassKind.TEMPORARY, passes.Request(filters={"states": ["requested"]})
        ).rows
    assert [row.holder_name for row in rows] == ["单雄信"]
    assert panel.form.holder.text() == "", "the next form is ready"
    assert tab.header.requests.isHidden(), "only a leader decides"
