"""A room from waiting to free, by two people and without a mouse (product rule I8)."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from db.vocabulary import RoomState
from duty_desk import disinfection, rooms
from duty_desk.work import OfficerRef
from tests.conftest import PASSWORD, Clock
from tests.ui.disinfection.conftest import Place
from ui.disinfection.tab import DisinfectionTab
from ui.disinfection.terminal import TerminalView
from ui.disinfection.terminal_panel import AiringPanel, CheckPanel, EndPanel, StartPanel
from ui.disinfection.terminal_words import Stage

Settle = Callable[[], None]
CTRL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def view(tab: DisinfectionTab, place: Place, settle: Settle) -> TerminalView:
    """Two rooms that somebody left."""
    with place.desk.work() as work:
        for number, room in enumerate(sorted(place.rooms.values())[:2]):
            for state in (RoomState.RESERVED, RoomState.OCCUPIED):
                rooms.shift(work, room, state)
            disinfection.open_terminal(work, room=room, stay=number + 1)
    shown = tab.show_view("terminal")
    assert isinstance(shown, TerminalView)
    settle()
    return shown


def state_of(place: Place, view: TerminalView, number: int = 0) -> RoomState:
    with place.desk.read() as read:
        return rooms.get_room(read, sorted(place.rooms.values())[number]).state


def test_a_room_goes_from_waiting_to_free_by_two_people(
    qtbot: QtBot,
    tab: DisinfectionTab,
    view: TerminalView,
    place: Place,
    settle: Settle,
    clock: Clock,
    become: Callable[[OfficerRef], None],
) -> None:
    view.list.setFocus()
    qtbot.keyClick(view.list.table, Qt.Key.Key_Return)
    start = view.panel
    assert isinstance(start, StartPanel)
    assert start.agent.target.value() == Decimal(1000), "the rule for rooms of isolation"
    start.form.field("done_by").set_value("韩之野")
    qtbot.keyClick(start.form.control("note"), Qt.Key.Key_Return, CTRL)
    settle()
    assert state_of(place, view) is RoomState.CLEANING
    # The bar stands on the next room that waits.
    assert view.list.current_row().stage is Stage.WAITING
    qtbot.keyClick(view.list.table, Qt.Key.Key_Up)
    line = view.list.current_row()
    assert (line.stage, line.time) == (Stage.RUNNING, "作用到 17:50，还剩 30 分")
    qtbot.keyClick(view.list.table, Qt.Key.Key_Return)
    end = view.panel
    assert isinstance(end, EndPanel)
    assert end.button is not None
    assert not end.button.isEnabled(), "the agent is still acting"
    clock.forward(minutes=31)
    tab.pass_time()
    settle()
    assert end is view.panel
    assert end.button.isEnabled()
    end.form.control("note").setFocus()
    qtbot.keyClick(end.form.control("note"), Qt.Key.Key_Return, CTRL)
    settle()
    assert state_of(place, view) is RoomState.TO_CHECK
    # Another person looks at it; airing frees the room only when its hour is over.
    become(place.second)
    settle()
    assert view.open_record("terminal_round", line.id)
    check = view.panel
    assert isinstance(check, CheckPanel)
    qtbot.keyClick(check.form.control("note"), Qt.Key.Key_Return, CTRL)
    settle()
    assert state_of(place, view) is RoomState.TO_CHECK
    assert view.open_record("terminal_round", line.id)
    assert isinstance(view.panel, AiringPanel)
    clock.forward(minutes=59)
    tab.pass_time()
    assert state_of(place, view) is RoomState.TO_CHECK
    clock.forward(minutes=1)
    tab.pass_time()
    settle()
    assert state_of(place, view) is RoomState.FREE
    assert view.panel is None
    assert [row.room.code for row in view.rows] == [sorted(place.rooms)[1]]


def test_whoever_did_it_finds_a_colleague_to_check_it_and_a_failed_room_waits_again(
    view: TerminalView, place: Place, settle: Settle, clock: Clock, qtbot: QtBot
) -> None:
    view.show_row(view.rows[0].round)
    start = view.panel
    assert isinstance(start, StartPanel)
    start.form.field("done_by").set_value(place.keeper.name)
    assert start.submit()
    clock.forward(minutes=40)
    view.reload()
    view.show_row(view.rows[0].round)
    end = view.panel
    assert isinstance(end, EndPanel)
    assert end.submit(), end.form.banner_text()
    view.show_row(view.rows[-1].round)
    check = view.panel
    assert isinstance(check, CheckPanel)
    assert not check.submit(), "nobody checks their own work"
    assert check.form.field("checked_by").remark() == "检查人不能是执行人本人"
    check.form.field("verdict").control.choose("failed")
    check.second.officer.setCurrentIndex(check.second.officer.findText(place.second.name))
    assert not check.submit()
    assert check.form.field("note").remark() == "请写明哪里不合格"
    check.form.field("note").set_value("墙角没有擦")
    assert not check.submit(), "the colleague proves it"
    assert check.form.field("password").remark() == "请第二人输入本人密码"
    check.second.password.setText(PASSWORD)
    check.submit()
    settle()
    assert state_of(place, view) is RoomState.TO_CLEAN
    assert {row.room.state for row in view.rows} == {RoomState.TO_CLEAN}


def test_a_solution_that_is_too_weak_makes_no_room_clean(view: TerminalView, place: Place) -> None:
    view.show_row(view.rows[0].round)
    start = view.panel
    assert isinstance(start, StartPanel)
    start.agent.target.line.setText("500")
    start.agent.target.line.textEdited.emit("500")
    start.form.field("done_by").set_value("韩之野")
    assert not start.submit()
    assert "浓度偏低" in start.form.banner_text()
    assert state_of(place, view) is RoomState.TO_CLEAN
