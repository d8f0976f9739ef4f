"""Every word of the verdict table, through the window, with the scanner and the keyboard (checks U-01 to U-05, U-11 to U-13)."""

from __future__ import annotations

from datetime import datetime

import pytest
from PySide6.QtCore import QRect
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent, QAccessibleEvent
from pytestqt.qtbot import QtBot

from duty_desk import passes
from duty_desk.gate import Direction, Reason, Sound
from tests.conftest import Clock
from tests.duty_desk.gate.conftest import issue
from tests.duty_desk.gate.test_refusals import CASES, Stage
from tests.duty_desk.passes.conftest import Office, add_person
from tests.ui.gate.conftest import Guard
from tests.ui.questions import Questions
from ui.gate.verdict_panel import VerdictPanel
from ui.kit.tokens import tokens


def filled(guard: Guard, name: str) -> float:
    """The share of the verdict on the screen that has a colour of the theme."""
    return share_of(guard.page.station.verdict, name)


def share_of(panel: VerdictPanel, name: str) -> float:
    picture = panel.grab(QRect(0, 0, panel.width(), panel.height())).toImage()
    wanted = getattr(tokens(), name).rgb()
    spots = [
        picture.pixel(x, y) == wanted
        for x in range(2, picture.width() - 2, 5)
        for y in range(2, picture.height() - 2, 5)
    ]
    return sum(spots) / len(spots)


def test_a_good_pass_asks_for_the_temperature_and_then_goes(
    office: Office, guard: Guard, questions: Questions
) -> None:
    issued = issue(office)
    guard.scan(issued.token)
    assert guard.word == "measure"
    assert "任晓慧" in guard.said
    assert filled(guard, "info_bg") > 0.4
    assert guard.ear.sounds == [Sound.ATTENTION]
    guard.press(ord("3"), "3")
    guard.press(ord("6"), "6")
    guard.press(ord("."), ".")
    guard.press(ord("5"), "5")
    assert guard.page.station.thermometer.digits.shown == "36.5"
    assert guard.page.station.row.box.text() == ""
    guard.press(0x01000004, "\r")
    assert guard.word == "go"
    assert "体温 36.5 ℃ 正常" in guard.said
    assert "已登记 12:00:00" in guard.said
    assert guard.ear.sounds == [Sound.ATTENTION, Sound.ENTER]
    assert filled(guard, "ok_solid") > 0.4
    guard.settle()
    assert guard.lines == [["12:00:00", "任晓慧", "通行证", "进", "36.5", "放行"]]
    assert "进 1" in guard.page.last.note.text()
    guard.scan(passes.new_token())
    assert guard.word == "stop"
    assert questions.asked == [], "checking asks nothing (check U-32)"


@pytest.fixture
def told(monkeypatch: pytest.MonkeyPatch) -> list[tuple[QAccessible.Event, str]]:
    """What is handed to the screen reader of the system, of which there is none here."""
    heard: list[tuple[QAccessible.Event, str]] = []

    def hear(event: QAccessibleEvent) -> None:
        words = event.message() if isinstance(event, QAccessibleAnnouncementEvent) else ""
        heard.append((event.type(), words))

    monkeypatch.setattr(QAccessible, "isActive", lambda: True)
    monkeypatch.setattr(QAccessible, "updateAccessibility", hear)
    return heard


def test_a_screen_reader_says_each_answer_at_once(
    office: Office, guard: Guard, told: list[tuple[QAccessible.Event, str]]
) -> None:
    """Acceptance check U-77c: the verdict raises an alert, once for what is new and never for an empty gate."""
    panel = guard.page.station.verdict
    assert QAccessible.queryAccessibleInterface(panel).role() is QAccessible.Role.AlertMessage
    guard.turn(Direction.OUT)
    guard.scan(issue(office).token)
    assert guard.word == "go"
    assert [kind for kind, _words in told][-2:] == [QAccessible.Event.Alert, QAccessible.Event.Announcement]
    assert told[-1][1] == panel.said
    assert "任晓慧" in told[-1][1]
    assert QAccessible.queryAccessibleInterface(panel).text(QAccessible.Text.Name) == panel.said
    told.clear()
    panel.show_waiting("任晓慧")
    assert told == []


def test_an_old_green_does_not_stay_and_the_next_scan_replaces_it_at_once(
    office: Office, guard: Guard
) -> None:
    issued = issue(office)
    guard.turn(Direction.OUT)
    guard.scan(issued.token)
    assert guard.word == "go"
    assert guard.page.station.idle.interval() == 8_000
    guard.scan(passes.new_token())
    assert guard.word == "stop"
    assert filled(guard, "ok_solid") == 0
    guard.page.station.idle.timeout.emit()
    assert guard.word == "waiting"
    assert filled(guard, "danger_solid") == 0
    assert "上一位：" in guard.said
    assert "禁止通行" in guard.said


def test_365_is_taken_for_36_5_only_after_a_second_enter(office: Office, guard: Guard) -> None:
    guard.scan(issue(office).token)
    guard.type("365")
    assert guard.word == "again"
    assert guard.page.station.thermometer.digits.shown == "36.5"
    guard.press(0x01000004, "\r")
    assert guard.word == "go"


def test_a_fever_rests_and_a_second_one_is_refused(office: Office, guard: Guard, clock: Clock) -> None:
    issued = issue(office)
    guard.scan(issued.token)
    guard.type("37.4")
    assert guard.word == "again"
    assert filled(guard, "warn_solid") > 0.4
    assert guard.page.station.thermometer.chip.mark.word == "还要休息 15:00"
    guard.settle()
    assert guard.page.rests.said() == ["任晓慧 37.4 剩 15 分"]
    clock.forward(minutes=15)
    guard.page.rests.tick()
    assert guard.page.rests.said() == ["任晓慧 37.4 请复测"]
    assert guard.ear.sounds[-1] is Sound.ATTENTION
    guard.scan(issued.token)
    assert guard.word == "measure"
    assert guard.page.station.thermometer.method.value() == "axillary"
    guard.type("37.5")
    assert guard.word == "stop"
    assert "转校医院" in guard.said
    assert guard.ear.sounds[-1] is Sound.ERROR


def test_what_is_no_number_stands_at_the_thermometer(office: Office, guard: Guard) -> None:
    guard.scan(issue(office).token)
    guard.page.station.session.measure("abc")
    assert guard.word == "measure"
    assert "36.5" in guard.page.station.thermometer.chip.mark.word


@pytest.mark.parametrize(
    ("reason", "stage", "headline", "next_step"), CASES, ids=[case[0].value for case in CASES]
)
def test_each_refusal_is_red_with_why_and_what_now(
    qtbot: QtBot, office: Office, reason: Reason, stage: Stage, headline: str, next_step: str
) -> None:
    panel = VerdictPanel()
    qtbot.addWidget(panel)
    panel.resize(744, panel.height())
    panel.show_verdict(stage(office))
    assert panel.word.value == "stop"
    assert panel.said.startswith("禁止通行")
    assert headline in panel.reason_line
    assert panel.next_line.startswith(next_step)
    assert share_of(panel, "danger_solid") > 0.35


def test_a_refused_scan_needs_no_temperature_and_says_what_would_help(office: Office, guard: Guard) -> None:
    guard.scan(issue(office, gates=[office.south]).token)
    assert guard.word == "stop"
    assert "可走南湖南门" in guard.said
    assert guard.ear.sounds == [Sound.ERROR]
    assert guard.page.station.thermometer.digits.shown == "不需测温"
    assert guard.page.station.thermometer.force.isVisible()
    guard.settle()
    assert guard.lines[0][5] == "不在本门"


def test_who_is_inside_already_is_told_when_where_and_by_whom(
    office: Office, guard: Guard, clock: Clock
) -> None:
    issued = issue(office)
    guard.turn(Direction.IN)
    guard.scan(issued.token)
    guard.type("36.4")
    clock.forward(minutes=5)
    guard.scan(issued.token, gap=6)
    clock.forward(seconds=3)
    guard.settle()
    assert "已在校内（12:00 进）" in guard.said
    assert "3月6日 12:00 南湖东大门进，经办 段知衡" in guard.said
    guard.turn(Direction.OUT)
    assert guard.word == "go"
    assert "出" in guard.lines[0]


def test_a_trigger_pulled_twice_counts_once_and_is_said(office: Office, guard: Guard, clock: Clock) -> None:
    issued = issue(office)
    guard.turn(Direction.OUT)
    guard.scan(issued.token)
    said = len(guard.ear.heard)
    guard.page.shell.scanner.repeated.emit(issued.token)
    assert guard.word == "go"
    assert "重复扫描，只记一次" in guard.said
    assert len(guard.ear.heard) == said
    assert len(guard.lines) == 1


def test_a_trigger_pulled_twice_leaves_nothing_in_the_thermometer(office: Office, guard: Guard) -> None:
    issued = issue(office)
    guard.scan(issued.token)
    for sign in issued.token[:5]:
        guard.press(ord(sign), sign)
        guard.page.shell.scanner.flush()
    guard.page.shell.scanner.repeated.emit(issued.token)
    assert "重复扫描，只记一次" in guard.said
    guard.type("36.4")
    assert guard.word == "go"


def test_scanned_again_within_a_minute_does_not_turn_round(
    office: Office, guard: Guard, clock: Clock
) -> None:
    issued = issue(office)
    guard.scan(issued.token)
    guard.type("36.4")
    clock.forward(seconds=30)
    guard.page.station.take_scan(issued.token)
    assert guard.word == "stop"
    clock.forward(minutes=2)
    guard.page.station.take_scan(issued.token)
    assert guard.word == "go"
    guard.settle()
    assert guard.lines[0][3] == "出"


def test_initials_list_who_is_meant_and_ask_to_compare_the_document(office: Office, guard: Guard) -> None:
    issue(office)
    guard.turn(Direction.OUT)
    guard.type("rxh")
    assert guard.word == "check"
    assert "任晓慧" in guard.said
    assert filled(guard, "warn_solid") > 0.4
    asking = guard.page.station.asking
    assert asking.tick.text() == "已核对证件"
    guard.press(0x01000004, "\r")
    assert guard.word == "check"
    assert asking.remark.isVisible()
    guard.press(ord(" "), " ")
    guard.press(0x01000004, "\r")
    assert guard.word == "go"
    assert "人工核验" not in guard.said


def test_several_of_a_name_are_chosen_from_a_list(office: Office, guard: Guard) -> None:
    with office.desk.work() as work:
        other = add_person(work, "任晓华", unit_id=office.unit, id_number="610000199001011234")
    issue(office)
    issue(office, holder=other)
    guard.turn(Direction.OUT)
    guard.type("rxh")
    popup = guard.page.station.choices
    assert popup.is_open
    assert {row.text for row in popup.list.rows()} == {"任晓慧", "任晓华"}
    guard.press(0x01000015)
    chosen = popup.list.current()
    assert chosen is not None
    guard.press(0x01000004, "\r")
    assert guard.word == "check"
    assert chosen.text in guard.said


def test_hanzi_go_into_the_scan_box_as_well(office: Office, guard: Guard) -> None:
    issue(office)
    guard.type("任晓慧")
    assert guard.word == "check"


def test_nothing_opens_the_gate_when_the_program_breaks(
    office: Office, guard: Guard, monkeypatch: pytest.MonkeyPatch
) -> None:
    issued = issue(office)

    def broken(*_: object, **__: object) -> None:
        raise RuntimeError("disk")

    monkeypatch.setattr("duty_desk.gate.scanning.judge", broken)
    guard.scan(issued.token)
    assert guard.word == "trouble"
    assert "系统故障" in guard.said
    assert filled(guard, "warn_solid") > 0.4
    assert filled(guard, "ok_solid") == 0
    assert guard.lines == []


def test_what_cannot_be_written_waits_and_is_written_later(
    office: Office, guard: Guard, qtbot: QtBot
) -> None:
    from tests.duty_desk.gate.test_trouble import locked

    issued = issue(office)
    guard.turn(Direction.OUT)
    with locked(office):
        guard.scan(issued.token)
        assert guard.word == "trouble"
        qtbot.waitUntil(lambda: not guard.page.last.waiting.isHidden())
        assert guard.page.last.waiting.mark.word == "待写入 1"
        qtbot.waitUntil(lambda: not guard.page.shell.tasks.busy)
    guard.page.acts.write_waiting()
    qtbot.waitUntil(lambda: guard.page.last.waiting.isHidden())
    assert guard.lines[0][1:4] == ["任晓慧", "通行证", "出"]


def test_sounds_can_be_switched_off_and_are_low_at_night(office: Office, guard: Guard, clock: Clock) -> None:
    issued = issue(office)
    guard.turn(Direction.OUT)
    guard.page.shell.appearance.choose(sounds=False)
    guard.scan(issued.token)
    assert guard.word == "go"
    assert guard.ear.heard == []
    guard.page.shell.appearance.choose(sounds=True)
    clock.at = datetime(2020, 3, 6, 23, 0)
    guard.scan(issue(office, gates=[office.east], another=True).token)
    assert guard.ear.heard == [(Sound.ERROR, True)]
    clock.at = datetime(2020, 3, 7, 5, 59)
    guard.page.station.sounds.say(Sound.EXIT)
    clock.at = datetime(2020, 3, 7, 6, 0)
    guard.page.station.sounds.say(Sound.EXIT)
    assert guard.ear.heard[1:] == [(Sound.EXIT, False), (Sound.EXIT, True)]
