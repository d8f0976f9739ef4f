"""One shift at the sample office, by keyboard: take what Today says, work in every tab, hand the desk over, print the paper."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot
from sqlalchemy import select

from db.models import HandoverItem
from db.vocabulary import ReportState, Role
from duty_desk import demo, handover, ledger
from duty_desk.agenda import list_items
from duty_desk.desk import Desk
from duty_desk.duty import LOG
from duty_desk.ledger import Request
from duty_desk.passes import find_by_number
from duty_desk.people import officers
from tests.conftest import PASSWORD
from tests.ui.hands import CONTROL, Hands
from tests.ui.today.conftest import stand_on
from ui.kit.dialogs import Dialog
from ui.main_window import MainWindow

NEXT = "林知远"


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    folder = tmp_path / "office"
    folder.mkdir()
    made = demo.open_demo(folder)
    with made.work() as work:
        officers.add_officer(
            work, name=NEXT, login="linzhiyuan", role=Role.CHIEF, password=PASSWORD, must_change=False
        )
    yield made
    made.close()


@pytest.fixture
def shown_desk(desk: Desk) -> Desk:
    return desk


def open_things(desk: Desk) -> set[tuple[str, str, int]]:
    """What is open over all desks: what it is, and the record it is about."""
    with desk.read() as read:
        return {(item.what, *item.subject) for item in list_items(read)}


def take_what_is_latest(hands: Hands, desk: Desk) -> tuple[str, str, int]:
    """From the first line of Today to its round, ticked there with the values of its plan."""
    today = hands.go(1)
    hands.until(lambda: today.is_settled)
    row = stand_on(today, "round_overdue")
    first = row.line.items[0]
    hands.press(Qt.Key.Key_Return)
    hands.settle()
    assert hands.screen.view.shown_round() == first.subject[1]
    hands.press(Qt.Key.Key_Escape)
    hands.press(Qt.Key.Key_Space)
    hands.settle()
    assert first.name in hands.office.toaster.toast.text
    return (first.what, *first.subject)


def give_a_pass(hands: Hands, desk: Desk) -> str:
    """A pass for somebody on record, approved by the leader, put away as a file; returns whose it is."""
    passes = hands.go(2)
    hands.press(Qt.Key.Key_F2)
    hands.settle()
    ahead = passes.panel.form.holder.ahead
    hands.keys("zc")
    hands.until(lambda: ahead.is_open and ahead.list.current() is not None)
    holder = ahead.list.current().text
    hands.press(Qt.Key.Key_Return)
    hands.press(Qt.Key.Key_Return, CONTROL)
    hands.press(Qt.Key.Key_Space)
    hands.press(Qt.Key.Key_Return, CONTROL)
    hands.press(Qt.Key.Key_Down)
    hands.press(Qt.Key.Key_Return, CONTROL)
    hands.look_at_paper()
    with desk.read() as read:
        given = find_by_number(read, "通字〔2020〕第0431号")
    assert given is not None
    return holder


def let_in(hands: Hands, name: str) -> None:
    """Looked up by name at the gate, the document compared, the temperature typed."""
    gate = hands.go(3)
    station = gate.scan_page.station
    hands.type(name)
    hands.press(Qt.Key.Key_Return)
    hands.settle()
    if station.choices.is_open:
        hands.press(Qt.Key.Key_Down)
        hands.press(Qt.Key.Key_Return)
        hands.settle()
    assert name in station.verdict.said
    assert station.verdict.word.value == "check"
    hands.press(Qt.Key.Key_Space)
    hands.press(Qt.Key.Key_Return)
    hands.settle()
    assert station.verdict.word.value == "measure"
    hands.keys("36.5")
    hands.press(Qt.Key.Key_Return)
    hands.settle()
    assert station.verdict.word.value == "go"


@pytest.mark.slow
def test_a_shift_from_the_queue_to_the_signature(qtbot: QtBot, window: MainWindow, desk: Desk) -> None:
    hands = Hands(qtbot, window)
    done = {take_what_is_latest(hands, desk)}
    let_in(hands, give_a_pass(hands, desk))
    # Stock: the worst first, with what lies behind it.
    goods = hands.go(4)
    hands.press(Qt.Key.Key_Return)
    hands.settle()
    assert goods.view.panel is not None
    # A temperature that was missing, on the sheet of the floor.
    rooms = hands.go(5)
    hands.press(Qt.Key.Key_T)
    hands.settle()
    line = next(each for each in rooms.view.lines.values() if each.field.hasFocus())
    hands.keys("36.5")
    hands.press(Qt.Key.Key_Return)
    hands.settle()
    assert line.chip.mark.word == "36.5 ℃"
    done.add(("reading_missed", "stay", line.row.stay))
    # A call into the log.
    duty = hands.go(7)
    duty.show_view("log")
    hands.settle()
    hands.press(Qt.Key.Key_F2)
    hands.settle()
    hands.type("图书馆")
    hands.press(Qt.Key.Key_Tab)
    hands.keys("6210")
    hands.press(Qt.Key.Key_Tab)
    hands.type("咨询教师如何办证")
    hands.press(Qt.Key.Key_Return, CONTROL)
    hands.settle()
    with desk.read() as read:
        newest = ledger.page(LOG, read, Request(sort="number", descending=True)).rows[0]
    assert (newest.from_whom, newest.phone, newest.text) == ("图书馆", "6210", "咨询教师如何办证")
    hands.press(Qt.Key.Key_Escape)
    # A unit says by phone that it has nothing to report: noughts for all to see, then filed.
    reports = hands.go(8)
    hands.press(Qt.Key.Key_Home)
    hands.press(Qt.Key.Key_Return)
    hands.settle()
    unit = reports.view.panel.row
    assert unit.state is ReportState.MISSING
    hands.press(Qt.Key.Key_0, CONTROL)
    assert reports.view.panel.form.control("fever").text() == "0"
    hands.press(Qt.Key.Key_Return, CONTROL)
    hands.settle()
    done.add(("unit_missing", "report_unit", unit.id))
    still = open_things(desk)
    assert not done & still
    # The desk changes hands: the paper holds exactly what is still open, and the window is the next one's.
    hands.press(Qt.Key.Key_F10)
    hands.settle()
    panel = hands.screen.view.panel
    panel.print_button.click()
    hands.look_at_paper()
    with desk.read() as read:
        comes = next(each for each in officers.list_officers(read) if each.name == NEXT)
    panel.signing.comes.set_value(comes.id)
    panel.signing.password.setFocus()
    hands.keys(PASSWORD)
    hands.press(Qt.Key.Key_F10)
    hands.until(lambda: isinstance(QApplication.activeModalWidget(), Dialog))
    question: Any = QApplication.activeModalWidget()
    qtbot.keyClick(question.act_button, Qt.Key.Key_Space)
    hands.until(lambda: desk.officer.name == NEXT)
    hands.until(lambda: hands.office.officer.name == NEXT)
    hands.settle()
    with desk.read() as read:
        held = handover.current(read)
        last = ledger.page(handover.HANDOVERS, read, Request(sort="number", descending=True)).rows[0]
        items = read.session.scalars(select(HandoverItem).where(HandoverItem.handover_id == last.id))
        kept = {(item.what, item.subject_kind, item.subject_id) for item in items}
    assert held is not None
    assert held.officer_name == NEXT
    assert kept == still
    assert last.number == "交字〔2020〕第0044号"
