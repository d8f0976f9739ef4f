"""Key persons on the screen: dialling, what a call came to, the draw, the end of a follow-up."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from duty_desk import screening
from duty_desk.people import list_reveals
from duty_desk.screening import Followed, key_rows
from duty_desk.work import OfficerRef
from tests.duty_desk.screening.test_key_people import REACHED, Register
from ui.reports.key import KeyView
from ui.reports.key_forms import CallPanel
from ui.reports.key_panel import KeyPanel
from ui.reports.tab import ReportsTab

Settle = Callable[[], None]


@pytest.fixture
def view(tab: ReportsTab, settle: Settle) -> KeyView:
    shown = tab.show_view("key")
    assert isinstance(shown, KeyView)
    settle()
    return shown


def dialling(view: KeyView, key_person: int) -> CallPanel:
    panel = view.dial(key_person)
    assert isinstance(panel, CallPanel)
    return panel


def test_d_shows_the_number_and_enter_in_the_remark_keeps_what_was_said(
    qtbot: QtBot, view: KeyView, register: Register, settle: Settle
) -> None:
    assert view.list.select_id(register.key["卢雨清"])
    view.list.setFocus()
    qtbot.keyClick(view.list.table, Qt.Key.Key_D)
    # A letter waits a moment, whether it begins a scan.
    qtbot.waitUntil(lambda: isinstance(view.panel, CallPanel))
    panel = view.panel
    assert isinstance(panel, CallPanel)
    assert (panel.title.text(), panel.phone.text()) == ("卢雨清", "199 0000 7000")
    assert panel.temperature.hasFocus()
    qtbot.keyClicks(panel.temperature, "365")
    qtbot.keyClick(panel.form.control("note"), Qt.Key.Key_Return)
    settle()
    assert register.row("卢雨清").said == "36.5 无症状"
    assert view.panel is None
    with register.desk.read() as read:
        assert [row.person for row in list_reveals(read, read.at.date())] == ["卢雨清"]


def test_who_answered_says_a_temperature_and_who_did_not_is_not_asked(
    view: KeyView, register: Register, settle: Settle
) -> None:
    panel = dialling(view, register.key["卢雨清"])
    assert not panel.submit()
    assert panel.form.problem_count == 1
    panel.outcome.choose("missed")
    assert not panel.form.field("temperature").isVisible()
    assert panel.submit()
    settle()
    assert register.row("卢雨清").said == "未接通 1 次"


def test_a_high_temperature_says_that_an_incident_was_opened(
    view: KeyView, register: Register, settle: Settle
) -> None:
    panel = dialling(view, register.key["卢雨清"])
    panel.temperature.setText("37.6")
    assert panel.submit()
    settle()
    assert register.row("卢雨清").abnormal
    view.show_row(register.key["卢雨清"])
    assert isinstance(view.panel, KeyPanel)
    assert view.panel.chip.mark.word == "37.6 无症状"


def test_chips_and_figures_follow_the_calls(view: KeyView, register: Register, settle: Settle) -> None:
    register.call("卢雨清", REACHED, temperature=36.5)
    register.call("蒋定国")
    view.tab.reload()
    settle()
    view.choose("reached")
    settle()
    assert view.list.model.rowCount() == 1
    assert view.facts() == "在访 7　已联系 1　待办 6"
    assert view.totals.parts["back"].text() == "在访名单 7 人"


def test_r_draws_and_shows_who_was_drawn(
    qtbot: QtBot, view: KeyView, register: Register, settle: Settle
) -> None:
    view.list.setFocus()
    qtbot.keyClick(view.list.table, Qt.Key.Key_R)
    qtbot.waitUntil(lambda: view.chip == "drawn")
    settle()
    assert view.list.model.rowCount() == 5
    with register.desk.read() as read:
        drawn = next(row for row in screening.list_key_people(read) if row.drawn)
    view.show_row(drawn.id)
    assert isinstance(view.panel, KeyPanel)
    assert drawn.verified is False


def test_a_follow_up_is_prolonged_and_ended(view: KeyView, register: Register, settle: Settle) -> None:
    panel = view.change(register.key["舒朗"])
    panel.form.control("follow_until").setText("3月25日")
    assert panel.submit()
    assert register.row("舒朗").follow_until == date(2020, 3, 25)
    panel = view.end(register.key["舒朗"])
    assert not panel.submit()
    panel.form.control("reason").setText("已离校")
    assert panel.submit()
    settle()
    assert register.row("舒朗").state is Followed.ENDED
    view.tab.reload()
    view.choose("ended")
    settle()
    assert view.list.model.rowCount() == 1


def test_figures_of_a_unit_are_written(view: KeyView, register: Register) -> None:
    panel = view.set_counts()
    for name, value in zip(
        ("staff_origin", "student_origin", "staff_there", "student_there"), "4150", strict=True
    ):
        panel.form.control(name).setText(value)
    assert not panel.submit()
    panel.form.control("back").setText("1")
    assert not panel.submit()
    panel.form.control("staff_there").setText("2")
    assert panel.submit()
    with register.desk.read() as read:
        sums = key_rows.totals(read)
    assert (sums.origin, sums.there, sums.back) == (5, 2, 1)


def test_who_may_not_call_is_offered_no_call(
    view: KeyView, register: Register, become: Callable[[OfficerRef], None], settle: Settle
) -> None:
    become(register.keeper)
    settle()
    assert view.dial(register.key["卢雨清"]) is None
    view.show_row(register.key["卢雨清"])
    assert isinstance(view.panel, KeyPanel)
    assert view.panel.buttons == []
