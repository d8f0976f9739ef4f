"""Repairs by keyboard: a call, who is told, when they came, when it was done; its paper is found by its code."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from pytestqt.qtbot import QtBot

from db.models import Printing
from duty_desk.desk import Desk
from duty_desk.duty import RepairState, Trade, repair_rows, repairs
from duty_desk.duty.repair_rows import RepairRow
from duty_desk.people import list_reveals
from duty_desk.roles import Role
from duty_desk.work import OfficerRef
from tests.conftest import Clock
from tests.ui.duty.written import become, office_of, settle, view_of
from tests.ui.readable import faults
from ui.duty.repair import RepairsView
from ui.duty.repair_figures import FiguresPanel
from ui.duty.repair_forms import CallForm
from ui.duty.repair_panel import RepairPanel
from ui.main_window import MainWindow
from ui.views.act_panel import ActPanel


@pytest.fixture
def view(window: MainWindow, qtbot: QtBot) -> RepairsView:
    found = view_of(window, "repairs")
    assert isinstance(found, RepairsView)
    settle(qtbot, window)
    return found


def call(desk: Desk, **more: Any) -> int:
    fields = {"trade": Trade.FENCE, "place": "校园北侧", "what": "搭设两处围挡约 60 米"}
    with desk.work() as work:
        return repairs.call(work, **(fields | more))


def order(desk: Desk, key: int) -> RepairRow:
    with desk.read() as read:
        return repair_rows.get_repair(read, key)


def act_of(view: RepairsView) -> ActPanel:
    assert isinstance(view.panel, ActPanel)
    return view.panel


def test_a_call_goes_on_to_who_is_told(
    view: RepairsView, sqlite_desk: Desk, window: MainWindow, qtbot: QtBot
) -> None:
    qtbot.keyClick(view.list.table, Qt.Key.Key_F2)
    form = view.panel
    assert isinstance(form, CallForm)
    assert not form.submit()
    form.trade.choose("fence")
    form.form.field("place").set_value("校园北侧")
    form.form.field("what").set_value("搭设两处围挡约 60 米")
    form.form.field("is_urgent").set_value(True)
    assert form.submit()
    settle(qtbot, window)
    panel = act_of(view)
    panel.form.field("assigned_to").set_value("维修中心")
    assert panel.submit()
    settle(qtbot, window)
    row = order(sqlite_desk, 1)
    assert (row.state, row.trade, row.is_urgent, row.assigned_to) == ("assigned", "fence", True, "维修中心")
    assert faults(window) == []
    # Whoever was told is offered the next time.
    assert view.shell.recall("duty.crews") == ["维修中心"]


def test_eight_hours_across_midnight_step_by_step(
    view: RepairsView, sqlite_desk: Desk, window: MainWindow, qtbot: QtBot, clock: Clock
) -> None:
    clock.at = datetime(2020, 3, 6, 18)
    key = call(sqlite_desk)
    view.reload()
    settle(qtbot, window)
    assert view.list.select_id(key)
    view.list.setFocus()
    with qtbot.waitSignal(view.list.letter_pressed):
        qtbot.keyClick(view.list.table, Qt.Key.Key_S)
    panel = act_of(view)
    panel.form.field("workers").set_value(6)
    assert panel.submit()
    clock.at = datetime(2020, 3, 7, 2)
    settle(qtbot, window)
    with qtbot.waitSignal(view.list.letter_pressed):
        qtbot.keyClick(view.list.table, Qt.Key.Key_D)
    panel = act_of(view)
    panel.form.field("result").set_value("两处围挡立好")
    assert panel.submit()
    settle(qtbot, window)
    row = order(sqlite_desk, key)
    assert (row.state, row.hours, row.workers) == ("done", 8.0, 6)
    office_of(window).toaster.undo()
    assert order(sqlite_desk, key).state is RepairState.STARTED


def test_a_call_is_put_right(view: RepairsView, sqlite_desk: Desk, window: MainWindow, qtbot: QtBot) -> None:
    key = call(sqlite_desk)
    view.reload()
    settle(qtbot, window)
    assert view.list.select_id(key)
    view.list.setFocus()
    with qtbot.waitSignal(view.list.letter_pressed):
        qtbot.keyClick(view.list.table, Qt.Key.Key_E)
    panel = act_of(view)
    panel.form.field("place").set_value("校园南侧")
    assert panel.submit()
    settle(qtbot, window)
    assert order(sqlite_desk, key).place == "校园南侧"
    assert faults(window) == []


def test_a_dropped_one_says_why_and_comes_back(
    view: RepairsView, sqlite_desk: Desk, window: MainWindow, qtbot: QtBot
) -> None:
    key = call(sqlite_desk)
    panel = view.ask("drop", order(sqlite_desk, key))
    assert panel is not None
    assert not panel.submit()
    panel.form.field("reason").set_value("重复报修")
    assert panel.submit()
    settle(qtbot, window)
    assert order(sqlite_desk, key).shown == "dropped"
    assert isinstance(view.panel, RepairPanel)
    view.panel.asked.emit("back")
    assert order(sqlite_desk, key).shown == "open"


def test_a_scan_of_its_paper_opens_it(
    view: RepairsView, sqlite_desk: Desk, window: MainWindow, qtbot: QtBot
) -> None:
    call(sqlite_desk)
    office = office_of(window)
    office.go("gate")
    office.take_scan("WX-2020-0001")
    settle(qtbot, window)
    assert office.current_key == "duty"
    assert isinstance(view.panel, RepairPanel)
    assert view.panel.row.number.endswith("0001号")


def test_the_work_order_is_printed_and_counted(
    view: RepairsView, sqlite_desk: Desk, window: MainWindow, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    key = call(sqlite_desk)
    shown: list[Any] = []
    monkeypatch.setattr(
        type(office_of(window)), "show_paper", lambda _self, paper, done: shown.append((paper, done))
    )
    view.ask("print", order(sqlite_desk, key))
    qtbot.waitUntil(lambda: bool(shown))

    class Went:
        destination = "HP"

    shown[0][1](Went())
    with sqlite_desk.read() as read:
        assert [row.copy for row in read.session.query(Printing).filter_by(subject_kind="repair")] == [1]


def test_figures_are_those_of_the_days_shown(
    view: RepairsView, sqlite_desk: Desk, window: MainWindow, qtbot: QtBot, clock: Clock
) -> None:
    call(sqlite_desk, called_at=datetime(2020, 2, 1, 9))
    key = call(sqlite_desk, called_at=datetime(2020, 3, 6, 9))
    with sqlite_desk.work() as work:
        repairs.finish(work, key, started_at=datetime(2020, 3, 6, 10), result="修好")
    settle(qtbot, window)
    panel = view.show_figures()
    assert (panel.figures.called, panel.figures.done, panel.figures.median_hours) == (1, 1, 2.0)
    view.period.put((datetime(2020, 2, 1).date(), datetime(2020, 3, 6).date()))
    view.period.picked.emit()
    settle(qtbot, window)
    assert isinstance(view.panel, FiguresPanel)
    assert view.panel.figures.called == 2
    assert faults(window) == []


def test_who_only_reads_sees_and_changes_nothing(
    view: RepairsView, sqlite_desk: Desk, window: MainWindow, qtbot: QtBot
) -> None:
    key = call(sqlite_desk)
    become(window, OfficerRef(sqlite_desk.officer.id, "马文涛", Role.LEADER))
    settle(qtbot, window)
    assert not view.new.isVisible()
    assert view.start() is None
    view.show_row(key)
    assert isinstance(view.panel, RepairPanel)


def test_the_number_of_who_called_is_shown_by_a_key_and_the_look_is_on_record(
    view: RepairsView, sqlite_desk: Desk, window: MainWindow, qtbot: QtBot
) -> None:
    """Acceptance check S-46: the panel shows three and four; P shows and copies the whole number."""
    key = call(sqlite_desk, caller="李衡", phone="19900001234")
    settle(qtbot, window)
    view.open_record("repair", key)
    panel = view.panel
    assert isinstance(panel, RepairPanel)
    assert "199****1234" in panel.about.text("caller")
    form = view.ask("amend", order(sqlite_desk, key))
    assert form is not None
    assert form.form.control("phone").text() == "199****1234"
    assert form.submit()
    assert order(sqlite_desk, key).phone == "19900001234", "left shortened, it stays what it was"
    settle(qtbot, window)
    qtbot.keyClick(view.list.table, Qt.Key.Key_P)
    qtbot.waitUntil(
        lambda: isinstance(view.panel, RepairPanel) and "19900001234" in view.panel.about.text("caller")
    )
    assert QGuiApplication.clipboard().text() == "19900001234"
    with sqlite_desk.read() as read:
        [look] = list_reveals(read, read.at.date())
        assert look.fields == ("phone",)
