"""A day of disinfection by keyboard: a route ticked, a late round, a clash refused, the next place opening by itself."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot
from sqlalchemy import update

from db.models import Item, Lot
from duty_desk import disinfection
from duty_desk.disinfection import mix_rows
from duty_desk.disinfection.rules import Finding, Shown
from duty_desk.supplies import catalogue_rows, stock
from tests.conftest import Clock
from tests.ui.disinfection.conftest import TODAY, Place
from ui.disinfection.ask import AskPanel
from ui.disinfection.day import DayView
from ui.disinfection.day_model import FIRST_SLOT
from ui.disinfection.detail import RecordDetail
from ui.disinfection.round_form import RoundForm
from ui.disinfection.route import RoutePanel
from ui.disinfection.tab import DisinfectionTab
from ui.main_window import MainWindow

Settle = Callable[[], None]
CTRL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def view(tab: DisinfectionTab, settle: Settle) -> DayView:
    settle()
    shown = tab.view
    assert isinstance(shown, DayView)
    return shown


def stand_on(view: DayView, place: Place, code: str, ordinal: int = 1) -> int:
    """Make the cell of a round current; gives the round."""
    due = place.rounds(code)[ordinal - 1]
    assert view.grid.go_to_round(due.id)
    view.grid.setFocus()
    return due.id


def typed(qtbot: QtBot, view: DayView, key: Qt.Key, panel: type[Any]) -> Any:
    """A letter in the grid: it waits a moment, whether it begins a scan."""
    qtbot.keyClick(view.grid, key)
    qtbot.waitUntil(lambda: isinstance(view.panel, panel))
    return view.panel


def shelf(place: Place) -> Decimal:
    """How much bleach there is."""
    with place.desk.read() as read:
        return sum((each.quantity for each in stock.on_hand(read) if each.code == "D02"), Decimal(0))


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


def test_the_form_reckons_takes_the_dose_from_stock_and_opens_the_next_place(
    qtbot: QtBot, view: DayView, place: Place, settle: Settle
) -> None:
    first = typed(qtbot, view, Qt.Key.Key_N, object)
    del first
    qtbot.waitUntil(lambda: bool(view.grid.current_rounds()))
    qtbot.keyClick(view.grid, Qt.Key.Key_Return)
    panel = view.panel
    assert isinstance(panel, RoundForm)
    assert panel.due is not None
    assert panel.due.due_at.hour == 7, "the one that is overdue longest"
    assert panel.agent is not None
    assert panel.agent.calculator.figures == ("100", "9,900", "1 : 99")
    # What a bare percentage means is asked, and both readings are said.
    target = panel.agent.target
    target.line.setText("2%")
    target.line.textEdited.emit("2%")
    assert target.value() is None
    assert not panel.save(), "nothing is saved while two readings are open"
    assert panel.form.field("target").remark() == "两种读法相差很大，请选一种"
    target.choose("product")
    assert target.value() == Decimal(1000)
    assert panel.agent.calculator.figures == ("200", "9,800", "1 : 49")
    assert panel.form.field("target").remark() == "高于规定 500 mg/L，请填写原因"
    panel.form.field("done_by").set_value("付玉梅")
    panel.form.field("checked_by").set_value("付玉梅")
    assert not panel.save()
    assert panel.form.field("checked_by").remark() == "检查人不能是执行人本人"
    assert panel.form.field("reason").remark() == "与规定不同，请写明原因"
    panel.form.field("checked_by").set_value("杜建国")
    panel.form.field("reason").set_value("电梯有人呕吐")
    before = shelf(place)
    due = panel.due.id
    qtbot.keyClick(panel.form.control("reason"), Qt.Key.Key_Return, CTRL)
    settle()
    with place.desk.read() as read:
        done = disinfection.get_round(read, due)
        assert done is not None
        assert done.record is not None
        assert done.record.mix is not None
        mixed = mix_rows.get_mix(read, done.record.mix)
    assert (done.record.strength, done.record.checked_by, done.record.verdict) == (
        Decimal(1000),
        "杜建国",
        "passed",
    )
    assert Finding.TOO_STRONG in done.record.findings
    assert before - shelf(place) == Decimal("0.23"), "200 ml of 1.15 kg a litre"
    assert mixed.lot == "84-191120", "the one that expires first"
    # The next place that waits stands there, with the solution just made offered for it.
    following = view.panel
    assert isinstance(following, RoundForm)
    assert following.due is not None
    assert following.due.id != due
    assert following.form.field("done_by").value() == "付玉梅"
    # Taken back: the record, its solution and what left the shelf for it.
    view.close_panel()
    qtbot.keyClick(view.grid, Qt.Key.Key_Z, CTRL)
    settle()
    with place.desk.read() as read:
        again = disinfection.get_round(read, due)
    assert again is not None
    assert again.shown == Shown.OVERDUE
    assert shelf(place) == before


def test_whoever_may_not_record_reads_and_is_told(
    qtbot: QtBot,
    view: DayView,
    place: Place,
    settle: Settle,
    become: Callable[[Any], None],
    window: MainWindow,
) -> None:
    become(place.guard)
    settle()
    stand_on(view, place, "A18")
    qtbot.keyClick(view.grid, Qt.Key.Key_Space)
    qtbot.keyClick(view.grid, Qt.Key.Key_Return)
    settle()
    assert view.panel is None
    assert window.office is not None
    assert "需要消杀组长" in window.office.toaster.toast.text
    assert place.rounds("A18")[0].shown == Shown.OVERDUE
    assert not view.line.route.isEnabled()


def test_a_lot_asks_for_what_is_not_on_record_of_it(
    qtbot: QtBot, view: DayView, place: Place, settle: Settle
) -> None:
    """Its label, where no strength was written down, and what left the shelf, where the catalogue cannot tell."""
    with place.desk.work() as work:
        work.session.execute(update(Lot).where(Lot.code == "84-191120").values(strength=None))
        work.session.execute(update(Item).where(Item.code == "D02").values(density=None))
        catalogue_rows.forget(work)
    settle()
    stand_on(view, place, "A18")
    qtbot.keyClick(view.grid, Qt.Key.Key_Return)
    panel = view.panel
    assert isinstance(panel, RoundForm)
    assert panel.agent is not None
    assert panel.agent.calculator.figures == ()
    panel.form.field("done_by").set_value("付玉梅")
    assert not panel.save()
    assert panel.form.field("label").remark() == "请看标签填有效成分"
    panel.form.control("label").setText("5")
    assert panel.agent.calculator.figures == ("100", "9,900", "1 : 99")
    assert panel.form.field("taken").isHidden()
    assert not panel.save()
    assert panel.form.field("taken").remark()
    assert not panel.form.field("taken").isHidden()
    panel.form.control("taken").setText("0.12")
    before = shelf(place)
    assert panel.save(), panel.form.banner_text()
    assert before - shelf(place) == Decimal("0.12")


def test_products_that_clash_are_refused_until_another_is_taken_or_the_place_was_rinsed(
    qtbot: QtBot, view: DayView, place: Place, settle: Settle, clock: Clock
) -> None:
    with place.desk.work() as work:
        disinfection.record(
            work, area=place.areas["A18"], started_at=clock.at - timedelta(hours=3), ended_at=clock.at - timedelta(hours=3),
            method="wipe", agent="alcohol", strength=Decimal(75), done_by="付玉梅",
        )  # fmt: skip
    settle()
    due = stand_on(view, place, "A18", 2)
    qtbot.keyClick(view.grid, Qt.Key.Key_Return)
    panel = view.panel
    assert isinstance(panel, RoundForm)
    assert panel.agent is not None
    assert panel.agent.blocked
    assert panel.agent.banner.isVisible()
    assert "禁止混用：14:20 用过酒精" in panel.agent.banner.title.text()
    panel.form.field("done_by").set_value("付玉梅")
    assert not panel.save()
    assert place.rounds("A18")[1].shown == Shown.OVERDUE
    # The form proposes what may be used; then the plan's agent after all, once it was rinsed and aired.
    panel.agent._instead.click()
    assert panel.agent.agent.value == "alcohol"
    assert not panel.agent.banner.isVisible()
    panel.agent.choice.setCurrentIndex(0)
    assert panel.agent.blocked
    panel.form.field("rinsed").control.setChecked(True)
    assert not panel.agent.blocked
    assert panel.save(), panel.form.banner_text()
    settle()
    done = next(each for each in place.rounds("A18") if each.id == due)
    assert done.record is not None
    assert done.record.rinsed


def test_a_round_that_was_not_done_says_why_and_a_draft_outlives_the_form(
    qtbot: QtBot, view: DayView, place: Place, settle: Settle
) -> None:
    stand_on(view, place, "A18")
    panel = typed(qtbot, view, Qt.Key.Key_M, AskPanel)
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
    assert isinstance(ask, AskPanel)
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
    assert isinstance(again, AskPanel)
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


def test_several_rounds_in_one_slot_show_the_worst_and_open_one_after_another(
    qtbot: QtBot,
    view: DayView,
    place: Place,
    settle: Settle,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    with place.desk.work() as work:
        disinfection.set_plan(
            work, place.areas["A18"], from_on=TODAY, method="wipe", agent="chlorine", target=Decimal(500),
            times=["16:10", "17:40"],
        )  # fmt: skip
        disinfection.draw_up(work, TODAY)
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
