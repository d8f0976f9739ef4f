"""A locked desk at the gate scans and measures on; names, lists and looking people up stay hidden (check S-14)."""

from __future__ import annotations

from pytestqt.qtbot import QtBot
from sqlalchemy import func, select

from db.models import Crossing, Refusal
from tests.duty_desk.gate.conftest import issue
from tests.duty_desk.passes.conftest import Office
from tests.ui.gate.conftest import Guard
from ui.gate.locked import LockedGate
from ui.main_window import MainWindow
from ui.start.lock import LockedDesk


def locked(window: MainWindow) -> tuple[LockedDesk, LockedGate]:
    window.lock()
    page = window.entrance.page
    assert isinstance(page, LockedDesk)
    assert isinstance(page.going_on, LockedGate)
    return page, page.going_on


def test_scanning_goes_on_without_names(office: Office, guard: Guard, window: MainWindow) -> None:
    page, gate = locked(window)
    assert page.lock.password.hasFocus()
    guard.scan(issue(office).token)
    panel = gate.station.verdict
    assert panel.word.value == "measure"
    assert "任**" not in panel.said
    assert "任晓慧" not in panel.said
    assert gate.station.row.box.hasFocus()
    for sign in "36.5":
        guard.press(ord(sign), sign)
    guard.press(0x01000004, "\r")
    assert panel.word.value == "go"
    assert page.lock.password.hasFocus()
    assert page.lock.password.text() == ""
    gate.station.go_idle()
    assert "任晓慧" not in panel.said
    with office.desk.read() as read:
        assert read.session.scalar(select(func.count()).select_from(Crossing)) == 1


def test_nobody_is_looked_up_by_name(office: Office, guard: Guard, window: MainWindow) -> None:
    issue(office)
    _page, gate = locked(window)
    gate.station.row.box.setFocus()
    guard.type("rxh")
    assert gate.station.verdict.word.value == "waiting"
    assert "解锁后" in gate.station.verdict.said


def test_a_slip_of_goods_is_told_from_a_pass_and_waits(
    office: Office, guard: Guard, window: MainWindow, qtbot: QtBot
) -> None:
    page, gate = locked(window)
    guard.scan("CK-2020-0074")
    assert gate.station.verdict.word.value == "waiting"
    assert "物资出库单" in gate.station.verdict.said
    assert page.lock.password.hasFocus()
    window.scanner.release()
    assert window.scanner.waiting == 1, "a question that closes does not let it go"
    assert window.office is not None
    assert window.office.notices.isHidden()
    window.enter(office.desk)
    assert window.scanner.waiting == 0
    assert "CK-2020-0074" in window.office.notices.refusal.title.text(), (
        "there is no such slip, and it is said now"
    )
    with office.desk.read() as read:
        assert read.session.scalar(select(func.count()).select_from(Refusal)) == 0


def test_back_at_the_desk_everything_is_as_it_was(
    office: Office, guard: Guard, window: MainWindow, qtbot: QtBot
) -> None:
    locked(window)
    guard.scan(issue(office, gates=[office.south]).token)
    window.enter(office.desk)
    guard.settle()
    assert guard.word == "waiting"
    assert guard.lines[0][5] == "不在本门"
    assert guard.page.station.row.box.hasFocus()


def test_on_another_screen_scans_wait_for_the_password(
    office: Office, guard: Guard, window: MainWindow, qtbot: QtBot
) -> None:
    assert window.office is not None
    window.office.go("passes")
    window.lock()
    guard.scan(issue(office).token)
    assert window.scanner.waiting == 1
    window.office.current_key = "gate"
    window.enter(office.desk)
    qtbot.waitUntil(lambda: window.scanner.waiting == 0)
