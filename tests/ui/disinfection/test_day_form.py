"""The form of a round: what it reckons, takes from stock, asks and refuses, and who may not use it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from typing import Any

from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot
from sqlalchemy import update

from db.models import Item, Lot
from duty_desk import disinfection
from duty_desk.disinfection import mix_rows
from duty_desk.disinfection.rules import Finding, Shown
from duty_desk.supplies import catalogue_rows
from tests.conftest import Clock
from tests.ui.disinfection.conftest import Place
from tests.ui.disinfection.day_hands import shelf, stand_on, typed
from ui.disinfection.day import DayView
from ui.disinfection.recent import Recent
from ui.disinfection.records import RecordsView
from ui.disinfection.round_form import RoundForm
from ui.disinfection.tab import DisinfectionTab
from ui.kit.buttons import Button
from ui.kit.labels import Label
from ui.main_window import MainWindow

Settle = Callable[[], None]
CTRL = Qt.KeyboardModifier.ControlModifier


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
    # It is asked first, before who did it.
    assert panel.form.control("label").hasFocus()
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


def test_the_form_says_what_was_done_last_at_its_place(
    qtbot: QtBot, view: DayView, place: Place, settle: Settle, clock: Clock, window: MainWindow
) -> None:
    """What was taken back is not among it, and the newest is a press away."""
    made = []
    with place.desk.work() as work:
        for hours, doer in ((5, "付玉梅"), (4, "鲁文涛"), (3, "孟知远"), (2, "段知衡")):
            begun = clock.at - timedelta(hours=hours)
            made.append(
                disinfection.record(
                    work, area=place.areas["A18"], started_at=begun, ended_at=begun, method="wipe",
                    agent="alcohol", strength=Decimal(75), done_by=doer, reason="随时消毒",
                ).id
            )  # fmt: skip
        disinfection.withdraw(work, made[2], reason="记错")
    settle()
    stand_on(view, place, "A18", 2)
    qtbot.keyClick(view.grid, Qt.Key.Key_Return)
    panel = view.panel
    assert isinstance(panel, RoundForm)
    (recent,) = panel.findChildren(Recent)
    said = [label.text() for label in recent.findChildren(Label)]
    assert said[1:] == [
        "3月6日 15:20", "75% 酒精", "段知衡", "3月6日 13:20", "75% 酒精", "鲁文涛", "3月6日 12:20", "75% 酒精", "付玉梅",
    ]  # fmt: skip
    recent.findChildren(Button)[0].click()
    settle()
    assert window.office is not None
    shown = window.office.current
    assert isinstance(shown, DisinfectionTab)
    assert isinstance(shown.view, RecordsView)
    assert shown.view.list.current_id() == made[3]
