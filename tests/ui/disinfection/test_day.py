"""A day of disinfection by keyboard: a route ticked, a late round, records looked at and taken back, days drawn up."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from duty_desk import disinfection
from duty_desk.disinfection.concurrent import open_concurrent
from duty_desk.disinfection.rules import Shown
from tests.conftest import Clock
from tests.ui.disinfection.conftest import TODAY, Place
from tests.ui.disinfection.day_hands import stand_on, typed
from ui.disinfection.day import DayView
from ui.disinfection.day_model import FIRST_SLOT
from ui.disinfection.detail import RecordDetail
from ui.disinfection.round_form import RoundForm
from ui.disinfection.route import RoutePanel
from ui.main_window import MainWindow
from ui.views.act_panel import ActPanel

Settle = Callable[[], None]
CTRL = Qt.KeyboardModifier.ControlModifier


def test_the_grid_says_everything_without_a_mouse(qtbot: QtBot, view: DayView, place: Place) -> None:
    # Nobody has done anything yet: what was due is overdue, and the slot that runs is marked.
    assert view.grid.day.now_slot == 5
    assert view.foot.right_text() == "完成率 0/53，应完成 0/46"
    view.grid.setFocus()
    assert view.grid.currentIndex().column() == FIRST_SLOT + 5
    qtbot.keyClick(view.grid, Qt.Key.Key_Home)
    qtbot.keyClick(view.grid, Qt.Key.Key_Right)
    here = view.grid.currentIndex()
    assert view.grid.day.area_row(here.row()) is not None, "headings are passed over"
    said = view.grid.day.spoken(here.row(), here.column())
    assert said == "餐厅地面、门窗、扶手，08\N{EN DASH}10，08:30 应做，超时 8小时50分"
    table = QAccessible.queryAccessibleInterface(view.grid)
    assert table is not None
    cells = (table.child(number) for number in range(table.childCount()))
    assert said in {cell.text(QAccessible.Text.Name) for cell in cells if cell is not None}
    for _step in range(5):
        qtbot.keyClick(view.grid, Qt.Key.Key_Down)
    line = view.grid.day.area_row(view.grid.currentIndex().row())
    assert line is not None
    assert line.area.kind == "dormitory", "five down passes the next heading"
    # Chips filter the rounds, and digits choose them.
    qtbot.keyClick(view.grid, Qt.Key.Key_4)
    qtbot.waitUntil(lambda: view.chip == "later")
    assert sum(len(view.grid.day.rounds(row, FIRST_SLOT + n)) for row in range(40) for n in range(8)
               if row < len(view.grid.day.lines)) == 7  # fmt: skip
    qtbot.keyClick(view.grid, Qt.Key.Key_Escape)
    assert view.chip == "all"


def test_space_ticks_with_the_plan_and_ctrl_z_takes_it_back(
    qtbot: QtBot, view: DayView, place: Place, window: MainWindow, settle: Settle
) -> None:
    round_id = stand_on(view, place, "A18")
    qtbot.keyClick(view.grid, Qt.Key.Key_Space)
    settle()
    done = place.rounds("A18")[0]
    assert (done.id, done.shown) == (round_id, Shown.DONE)
    assert done.record is not None
    assert (done.record.strength, done.record.minutes, done.record.done_by, done.record.is_late) == (
        Decimal(500), 30, "唐星烁", True,
    )  # fmt: skip
    here = view.grid.currentIndex()
    said = view.grid.day.said(here.row(), here.column())
    assert said is not None
    assert (said.state, said.words[0]) == ("done", "16:50 唐 补"), "a late record is marked"
    assert window.office is not None
    assert "已标为已做" in window.office.toaster.toast.text
    qtbot.keyClick(view.grid, Qt.Key.Key_Z, CTRL)
    settle()
    assert place.rounds("A18")[0].shown == Shown.OVERDUE


def test_what_is_far_off_is_not_ticked_by_accident(
    qtbot: QtBot, view: DayView, place: Place, settle: Settle
) -> None:
    stand_on(view, place, "A06", 3)
    qtbot.keyClick(view.grid, Qt.Key.Key_Space)
    settle()
    assert place.rounds("A06")[2].shown == Shown.LATER


def test_a_whole_route_is_ticked_at_once(qtbot: QtBot, view: DayView, place: Place, settle: Settle) -> None:
    stand_on(view, place, "A06")
    panel = typed(qtbot, view, Qt.Key.Key_R, RoutePanel)
    settle()
    assert panel.team.value() == "饮食中心"
    assert len(panel.chosen()) == 10
    # One place was not done: it is unticked and stays open.
    left_out = place.rounds("A07")[0].id
    assert panel.list.select_id(left_out)
    panel.list.setFocus()
    qtbot.keyClick(panel.list.table, Qt.Key.Key_Space)
    panel.done_by.line.setText("付玉梅")
    qtbot.keyClick(panel.done_by.line, Qt.Key.Key_Return, CTRL)
    settle()
    assert view.panel is None
    assert place.rounds("A07")[0].shown == Shown.OVERDUE
    records = [each.record for each in place.rounds("A06")[:2]]
    assert [each.done_by for each in records if each] == ["付玉梅", "付玉梅"]
    assert view.foot.right_text() == "完成率 9/53，应完成 9/46"
    assert QApplication.focusWidget() is view.grid


def test_a_round_that_was_not_done_says_why_and_a_draft_outlives_the_form(
    qtbot: QtBot, view: DayView, place: Place, settle: Settle
) -> None:
    stand_on(view, place, "A18")
    panel = typed(qtbot, view, Qt.Key.Key_M, ActPanel)
    qtbot.keyClick(panel.form.control("reason"), Qt.Key.Key_Return, CTRL)
    assert panel.form.field("reason").remark() == "请写明原因"
    panel.form.control("reason").setText("停水")
    qtbot.keyClick(panel.form.control("reason"), Qt.Key.Key_Return, CTRL)
    settle()
    assert (place.rounds("A18")[0].shown, place.rounds("A18")[0].reason) == (Shown.MISSED, "停水")
    stand_on(view, place, "A18", 2)
    qtbot.keyClick(view.grid, Qt.Key.Key_Return)
    form = view.panel
    assert isinstance(form, RoundForm)
    form.form.control("note").setText("等人送药")
    qtbot.keyClick(form.form.control("note"), Qt.Key.Key_S, CTRL)
    form.form.control("note").setFocus()
    qtbot.keyClick(form.form.control("note"), Qt.Key.Key_Escape)
    assert view.panel is None
    qtbot.keyClick(view.grid, Qt.Key.Key_Return)
    again = view.panel
    assert isinstance(again, RoundForm)
    assert again.form.field("note").value() == "等人送药"


def test_a_record_is_looked_at_by_another_person_and_taken_back_with_a_reason(
    qtbot: QtBot, view: DayView, place: Place, settle: Settle, become: Callable[[Any], None]
) -> None:
    stand_on(view, place, "A18")
    qtbot.keyClick(view.grid, Qt.Key.Key_Space)
    settle()
    qtbot.keyClick(view.grid, Qt.Key.Key_Return)
    detail = view.panel
    assert isinstance(detail, RecordDetail)
    detail.accept_asked.emit()
    ask = view.panel
    assert isinstance(ask, ActPanel)
    assert not ask.submit(), "nobody checks their own work"
    assert ask.form.field("checked_by").remark() == "检查人不能是执行人本人"
    become(place.second)
    settle()
    record = place.rounds("A18")[0].record
    assert record is not None
    view.show_record(record.id)
    assert isinstance(view.panel, RecordDetail)
    view.panel.accept_asked.emit()
    again = view.panel
    assert isinstance(again, ActPanel)
    assert again.submit(), again.form.banner_text()
    settle()
    kept = place.rounds("A18")[0].record
    assert kept is not None
    assert (kept.verdict, kept.checked_by) == ("passed", "孟知远")


def test_an_empty_day_is_drawn_up_from_the_plans(
    qtbot: QtBot, view: DayView, place: Place, settle: Settle
) -> None:
    qtbot.keyClick(view.grid, Qt.Key.Key_Right, Qt.KeyboardModifier.AltModifier)
    settle()
    assert view.day.day == 7
    assert not view.grid.isVisible()
    button = QApplication.focusWidget()
    assert button is not None
    assert button.accessibleName() == "从方案生成"
    qtbot.keyClick(button, Qt.Key.Key_Return)
    settle()
    assert len(place.rounds("A18", view.day)) == 2
    assert view.grid.isVisible()


def test_a_room_without_an_area_stands_in_a_line_and_is_written_down(
    qtbot: QtBot, view: DayView, place: Place, settle: Settle, clock: Clock
) -> None:
    with place.desk.work() as work:
        for area in disinfection.list_areas(work):
            if area.points_rule == "occupied_rooms":
                disinfection.edit_area(work, area.id, version=area.version, is_active=False)
        key = open_concurrent(work, room=min(place.rooms.values()), source=("incident", 1))
    clock.forward(minutes=50)
    view.reload()
    settle()
    assert view.grid.go_to_round(key)
    # Space ticks by a plan; here there is none, so that the form comes.
    qtbot.keyClick(view.grid, Qt.Key.Key_Space)
    form = view.panel
    assert isinstance(form, RoundForm)
    assert "随时消毒" in form.note.text()
    form.form.field("done_by").set_value("沈岑")
    assert form.save(), form.form.banner_text()
    settle()
    with place.desk.read() as read:
        done = disinfection.get_round(read, key)
    assert done is not None
    assert done.record is not None
    assert view.grid.go_to_round(key)
    view.grid.setFocus()
    qtbot.keyClick(view.grid, Qt.Key.Key_Return)
    assert view.shown_round() == key


def test_several_rounds_in_one_slot_show_the_worst_and_open_one_after_another(
    qtbot: QtBot,
    view: DayView,
    place: Place,
    settle: Settle,
    clock: Clock,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    with place.desk.work() as work:
        disinfection.set_plan(
            work, place.areas["A18"], from_on=TODAY, method="wipe", agent="chlorine", target=Decimal(500),
            times=["18:10", "19:40"],
        )  # fmt: skip
        disinfection.draw_up(work, TODAY)
    clock.forward(hours=2)
    view.reload()
    settle()
    first, second = (due for due in place.rounds("A18") if due.due_at.hour >= 16)
    assert view.grid.go_to_round(second.id)
    here = view.grid.currentIndex()
    said = view.grid.day.said(here.row(), here.column())
    assert said is not None
    assert (said.state, said.words[0], said.more) == ("overdue", "超 1:10", 1)
    assert view.grid.day.spoken(here.row(), here.column()).endswith("另有 1 次")
    view.grid.setFocus()
    for due in (first, second):
        qtbot.keyClick(view.grid, Qt.Key.Key_Return)
        assert view.shown_round() == due.id
        view.grid.setFocus()
    # The way of every team goes to the preview.
    shown: list[Any] = []
    monkeypatch.setattr(view.shell, "show_paper", lambda paper, done=None: shown.append(paper))
    qtbot.keyClick(view.grid, Qt.Key.Key_P, CTRL)
    settle()
    (paper,) = shown
    assert paper.pdf.startswith(b"%PDF")
