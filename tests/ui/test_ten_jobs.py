"""The ten commonest jobs, each from the screen it is done on to the record of it, by nothing but keys (U-77b).

Controls are found by Tab and by what a screen reader says of them, parts of screens by their name in the search box.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot
from sqlalchemy import select

from db.models import (
    Bulletin,
    Crossing,
    DisinfectionRecord,
    Dispatch,
    Item,
    Pass,
    Person,
    Printing,
    Reading,
    Receipt,
    Stay,
    Unit,
    UnitReport,
    Visit,
)
from db.vocabulary import Role
from duty_desk import demo, handover
from duty_desk.desk import Desk
from duty_desk.people import officers
from duty_desk.supplies import dispatch
from duty_desk.supplies.dispatch_form import Asked
from tests.conftest import PASSWORD
from tests.ui.hands import CONTROL, Hands
from ui.kit.dialogs import Dialog
from ui.main_window import MainWindow

SECOND, LEADER = "林知远", "马文涛"
BACK = Qt.KeyboardModifier.ShiftModifier


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Desk]:
    """The sample office, a second officer with a password, and a unit's request that others made and approved."""
    # What is kept as a file goes to a home of its own.
    monkeypatch.setenv("HOME", str(tmp_path))
    folder = tmp_path / "office"
    folder.mkdir()
    made = demo.open_demo(folder)
    with made.work() as work:
        officers.add_officer(
            work, name=SECOND, login="linzhiyuan", role=Role.CHIEF, password=PASSWORD, must_change=False
        )
    with made.read() as read:
        known = {row.name: row.ref for row in officers.list_officers(read)}
        masks = read.session.scalars(select(Item.id).where(Item.code == "M01")).one()
        unit = read.session.scalars(select(Unit.id).where(Unit.name == "校医院")).one()
    with made.work(known[SECOND]) as work:
        lines = [Asked(masks, Decimal(50))]
        asked = dispatch.request(work, unit=unit, purpose="发热门诊", lines=lines, receiver="龙吟")
    with made.work(known[LEADER]) as work:
        dispatch.approve(work, asked.id)
    yield made
    made.close()


@pytest.fixture
def shown_desk(desk: Desk) -> Desk:
    return desk


@pytest.fixture
def hands(qtbot: QtBot, window: MainWindow) -> Hands:
    made = Hands(qtbot, window)
    made.settle()
    return made


def newest(desk: Desk, table: Any) -> Any:
    """The row written last; None when there is none."""
    with desk.read() as read:
        row = read.session.scalars(select(table).order_by(table.id.desc()).limit(1)).one_or_none()
        if row is not None:
            read.session.expunge(row)
    return row


def issue_and_print_a_pass(hands: Hands, desk: Desk) -> None:
    hands.go(2)
    hands.press(Qt.Key.Key_F2)
    hands.settle()
    hands.keys("zc")
    hands.take_suggestion()
    # What is still missing, in turn: the gate, who approves.
    hands.do()
    hands.press(Qt.Key.Key_Space)
    hands.do()
    hands.press(Qt.Key.Key_Down)
    hands.do()
    hands.wait_for_paper()
    hands.press(Qt.Key.Key_P, CONTROL)
    hands.until(lambda: newest(desk, Printing) is not None)
    hands.look_at_paper()
    given = newest(desk, Pass)
    assert given.number == "通字〔2020〕第0431号"
    assert newest(desk, Printing).subject_id == given.id


def let_somebody_in(hands: Hands, desk: Desk) -> None:
    with desk.read() as read:
        name = read.session.get_one(Person, newest(desk, Pass).holder_id).name
    hands.go(3)
    hands.type(name)
    hands.press(Qt.Key.Key_Return)
    hands.settle()
    # The document was compared, then the temperature.
    hands.press(Qt.Key.Key_Space)
    hands.press(Qt.Key.Key_Return)
    hands.settle()
    hands.keys("36.5")
    hands.press(Qt.Key.Key_Return)
    hands.settle()
    assert newest(desk, Crossing).temperature == 36.5


def register_a_visitor(hands: Hands, desk: Desk) -> None:
    hands.go_to("访客")
    hands.press(Qt.Key.Key_F2)
    hands.type("苏明远")
    hands.fill(手机号="19900001234", 来访单位="恒筑装饰", 事由="送图纸", 被访人="马文涛", 去处="行政楼")
    hands.do()
    hands.look_at_paper()
    came = newest(desk, Visit)
    assert (came.firm, came.purpose, came.host_name, came.places) == (
        "恒筑装饰",
        "送图纸",
        "马文涛",
        "行政楼",
    )


def take_in_a_donation(hands: Hands, desk: Desk) -> None:
    hands.go_to("入库单")
    hands.press(Qt.Key.Key_F2)
    hands.settle()
    hands.press(Qt.Key.Key_Backtab, BACK)
    hands.choose("捐赠")
    hands.fill(捐赠人="校友会")
    hands.reach("验收人")
    hands.choose(SECOND)
    hands.reach("密码")
    hands.keys(PASSWORD)
    hands.press(Qt.Key.Key_F6)
    hands.type("一次性使用医用口罩")
    hands.settle()
    hands.press(Qt.Key.Key_Return)
    for cell in ("100", "100", "", "MK200301", "2021-10-31"):
        hands.keys(cell)
        hands.press(Qt.Key.Key_Return)
    hands.do()
    taken = newest(desk, Receipt)
    assert (taken.source, taken.party, taken.checked_by) == ("donation", "校友会", SECOND)


def hand_goods_out(hands: Hands, desk: Desk) -> None:
    hands.go_to("出库单")
    hands.press(Qt.Key.Key_Home)
    hands.press(Qt.Key.Key_O)
    hands.settle()
    hands.do()
    given = newest(desk, Dispatch)
    assert given.issued_at is not None
    assert given.purpose == "发热门诊"


def admit_to_a_room(hands: Hands, desk: Desk) -> None:
    # The last that waits is approved and lacks the notice alone.
    hands.go_to("待入住")
    hands.press(Qt.Key.Key_End)
    hands.press(Qt.Key.Key_A)
    hands.settle()
    # The notice is signed; a room is proposed.
    hands.reach("登记告知书")
    hands.press(Qt.Key.Key_Return)
    hands.settle()
    hands.do()
    came = newest(desk, Stay)
    assert (came.state, came.notice) == ("admitted", "signed")
    # Then a temperature, on the sheet of the floor.
    hands.go(5)
    hands.press(Qt.Key.Key_T)
    hands.settle()
    hands.keys("36.4")
    hands.press(Qt.Key.Key_Return)
    hands.settle()
    assert newest(desk, Reading).temperature == 36.4


def record_a_disinfection(hands: Hands, desk: Desk) -> None:
    before = newest(desk, DisinfectionRecord).id
    hands.go(6)
    hands.press(Qt.Key.Key_N)
    hands.press(Qt.Key.Key_Space)
    hands.settle()
    assert newest(desk, DisinfectionRecord).id > before


def enter_a_daily_report(hands: Hands, desk: Desk) -> None:
    hands.go(8)
    hands.press(Qt.Key.Key_Home)
    hands.press(Qt.Key.Key_Return)
    hands.settle()
    # Nothing to report: noughts for all to see, then filed.
    hands.press(Qt.Key.Key_0, CONTROL)
    hands.do()
    filed = newest(desk, UnitReport)
    assert (filed.day, filed.fever) == (date(2020, 3, 6), 0)
    assert filed.submitted_at.hour == 17


def issue_a_bulletin(hands: Hands, desk: Desk) -> None:
    hands.go_to("简报")
    hands.press(Qt.Key.Key_Return, CONTROL)
    answer_yes(hands)
    hands.until(lambda: newest(desk, Bulletin).state == "issued")


def hand_the_desk_over(hands: Hands, desk: Desk) -> None:
    hands.press(Qt.Key.Key_F10)
    hands.settle()
    hands.reach("接班人")
    hands.choose(SECOND)
    hands.reach("密码")
    hands.keys(PASSWORD)
    hands.press(Qt.Key.Key_F10)
    answer_yes(hands)
    hands.until(lambda: desk.officer.name == SECOND)
    with desk.read() as read:
        held = handover.current(read)
    assert held is not None
    assert held.officer_name == SECOND


def answer_yes(hands: Hands) -> None:
    """The question's second button: the first is the way back."""
    hands.until(lambda: isinstance(QApplication.activeModalWidget(), Dialog))
    hands.press(Qt.Key.Key_Tab)
    hands.press(Qt.Key.Key_Return)
    hands.until(lambda: QApplication.activeModalWidget() is None)
    hands.window.activateWindow()
    hands.settle()


@pytest.mark.first
@pytest.mark.slow
def test_the_ten_commonest_jobs_by_keys_alone(hands: Hands, desk: Desk) -> None:
    for job in (
        issue_and_print_a_pass,
        let_somebody_in,
        register_a_visitor,
        take_in_a_donation,
        hand_goods_out,
        admit_to_a_room,
        record_a_disinfection,
        enter_a_daily_report,
        issue_a_bulletin,
        hand_the_desk_over,
    ):
        job(hands, desk)
