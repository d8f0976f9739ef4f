"""What a guard does beside scanning: take back, add, exempt, force, sign out, check a crew."""

from __future__ import annotations

from datetime import datetime

from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot
from sqlalchemy import select

from db.models import Crossing, HealthCheck, Officer
from duty_desk import audit
from duty_desk.gate import CrossingKind, Direction, list_inside, list_waiting_retests
from tests.conftest import PASSWORD, Clock
from tests.duty_desk.gate.conftest import issue, set_pass
from tests.duty_desk.gate.test_scan import crew
from tests.duty_desk.gate.test_visits import register
from tests.duty_desk.passes.conftest import Office, add_person
from tests.ui.gate.conftest import Guard
from ui.gate.emergency_panel import CompletePanel, EmergencyPanel
from ui.gate.exempt_panel import ExemptPanel
from ui.gate.force_dialog import ForceDialog
from ui.gate.missed_panel import MissedPanel
from ui.gate.rest_panel import GiveUpPanel

__all__ = ["crew"]


def crossings(office: Office) -> list[Crossing]:
    with office.desk.read() as read:
        rows = list(read.session.scalars(select(Crossing).order_by(Crossing.id)))
        read.session.expunge_all()
    return rows


def out(guard: Guard, name: str) -> None:
    """Typed, compared, confirmed."""
    guard.type(name)
    guard.press(ord(" "), " ")
    guard.press(0x01000004, "\r")
    guard.settle()


def test_ctrl_z_takes_the_last_crossing_back_and_keeps_it_marked(office: Office, guard: Guard) -> None:
    guard.turn(Direction.OUT)
    guard.scan(issue(office).token)
    assert guard.word == "go"
    guard.key("Ctrl+Z")
    assert guard.word == "waiting"
    guard.settle()
    assert guard.lines[0][5] == "已撤回"
    assert crossings(office)[0].withdrawn_at is not None
    guard.key("Ctrl+Z")
    assert len(crossings(office)) == 1


def test_a_missed_way_out_is_added_and_the_refused_one_may_pass(
    office: Office, guard: Guard, clock: Clock
) -> None:
    issued = issue(office)
    guard.turn(Direction.IN)
    guard.scan(issued.token)
    guard.type("36.4")
    clock.forward(hours=2)
    guard.page.station.take_scan(issued.token)
    assert "已在校内" in guard.said
    guard.key("F5")
    panel = guard.page.form
    assert isinstance(panel, MissedPanel)
    assert panel.who.typed.text() == "任晓慧"
    assert panel.way.value() == "out"
    panel.save()
    assert panel.form.problem_count == 1
    panel.form.set_values({"at": datetime(2020, 3, 6, 13), "reason": "扫码枪断开"})
    panel.save()
    assert guard.page.form is None
    assert [row.direction for row in crossings(office)] == ["in", "out"]
    assert guard.word == "measure"


def test_a_missed_passage_of_somebody_typed(office: Office, guard: Guard) -> None:
    issue(office)
    guard.key("F5")
    panel = guard.page.form
    assert isinstance(panel, MissedPanel)
    panel.who.typed.setText("rxh")
    panel.form.set_values({"direction": "in", "at": datetime(2020, 3, 6, 9), "reason": "停电"})
    panel.save()
    assert [(row.direction, row.origin) for row in crossings(office)] == [("in", "missed")]


def test_the_allowance_is_used_and_f6_exempts(office: Office, guard: Guard, clock: Clock) -> None:
    with office.desk.work() as work:
        add_person(work, "欧阳慎", household_id=office.household)
    out(guard, "欧阳珺")
    assert guard.word == "go"
    assert "本户今日可外出，本次占 1 人次" in guard.said
    assert "本户下次可外出 3月8日" in guard.said
    assert guard.page.context.panel is not None
    clock.forward(minutes=10)
    out(guard, "欧阳慎")
    assert guard.word == "stop"
    assert "本户外出额度已用：3月6日 12:00 已有 1 人外出" in guard.said
    assert "F6" in guard.said
    guard.key("F6")
    panel = guard.page.form
    assert isinstance(panel, ExemptPanel)
    panel.save()
    assert panel.form.problem_count == 2
    panel.form.set_values({"reason": "就医", "approver": office.leader.id, "evidence": "挂号单"})
    panel.save()
    assert guard.word == "check"
    guard.press(ord(" "), " ")
    guard.press(0x01000004, "\r")
    assert guard.word == "go"
    assert "豁免" in guard.said
    assert guard.page.form is None
    assert [row.exempt for row in crossings(office)] == [False, True]


def test_an_exit_just_made_is_made_exempt(office: Office, guard: Guard) -> None:
    out(guard, "欧阳珺")
    guard.key("F6")
    panel = guard.page.form
    assert isinstance(panel, ExemptPanel)
    panel.form.set_values({"reason": "照顾老人", "approver": office.leader.id})
    panel.save()
    assert guard.word == "go"
    first, second = crossings(office)
    assert first.withdrawn_at is not None
    assert (second.exempt, second.withdrawn_at) == (True, None)


def test_a_chief_lets_in_by_force_with_a_reason_and_a_password(
    office: Office, guard: Guard, qtbot: QtBot
) -> None:
    with office.desk.read() as read:
        chief = read.session.scalar(select(Officer.id).where(Officer.login == "zhoumin"))
    guard.turn(Direction.OUT)
    guard.scan(issue(office, gates=[office.south]).token)
    guard.key("Ctrl+Shift+Return")
    dialog = QApplication.activeModalWidget()
    assert isinstance(dialog, ForceDialog)
    assert dialog.reason.hasFocus()
    dialog.submit()
    assert dialog.form.problem_count == 3
    dialog.reason.setText("送医急用")
    dialog.second.officer.set_value(chief)
    dialog.second.password.setText("wrong")
    dialog.submit()
    qtbot.waitUntil(dialog.act_button.isEnabled)
    assert guard.word == "stop"
    assert dialog.isVisible()
    dialog.second.password.setText(PASSWORD)
    dialog.submit()
    qtbot.waitUntil(lambda: guard.word == "go")
    assert "强制放行，已留痕" in guard.said
    (row,) = crossings(office)
    assert (row.forced_reason, row.finding) == ("送医急用", "wrong_gate")


def test_nobody_is_let_in_against_what_no_chief_may_overrule(office: Office, guard: Guard) -> None:
    issued = issue(office)
    set_pass(office, issued.id, status="lost")
    guard.scan(issued.token)
    assert not guard.page.station.thermometer.force.isVisible()
    guard.key("Ctrl+Shift+Return")
    assert QApplication.activeModalWidget() is None


def test_f9_signs_out_whoever_is_chosen(office: Office, guard: Guard) -> None:
    guard.scan(issue(office).token)
    guard.type("36.4")
    guard.settle()
    assert guard.page.inside.sums.text().startswith("1 人")
    guard.key("F9")
    assert guard.page.inside.view.table.hasFocus()
    guard.key("F9")
    with office.desk.read() as read:
        assert list_inside(read) == ()
    assert guard.page.station.row.box.hasFocus()
    assert [row.direction for row in crossings(office)] == ["in", "out"]


def test_a_visitor_is_signed_out_from_the_list(office: Office, guard: Guard, clock: Clock) -> None:
    slip = register(office)
    guard.scan(slip.token)
    guard.type("36.4")
    assert guard.word == "go"
    guard.settle()
    assert guard.page.context.panel is not None
    clock.forward(hours=1)
    guard.page.inside.filter.choose("visit")
    guard.page.inside.view.setFocus()
    guard.key("F9")
    assert guard.word == "go"
    with office.desk.read() as read:
        assert list_inside(read, [CrossingKind.VISIT]) == ()


def test_a_crews_check_is_written_down_at_the_gate(
    office: Office, guard: Guard, crew: tuple[str, int], qtbot: QtBot
) -> None:
    guard.scan(crew[0])
    assert "今日晨检未登记" in guard.said
    qtbot.waitUntil(lambda: guard.page.context.panel is not None)
    guard.page.context.checked.emit("36.6")
    assert guard.word == "measure"
    with office.desk.read() as read:
        assert read.session.scalars(select(HealthCheck.temperature)).all() == [36.6]


def test_the_list_of_those_inside_gathers_a_crew(office: Office, guard: Guard) -> None:
    from dataclasses import replace

    guard.scan(issue(office).token)
    guard.type("36.4")
    with office.desk.read() as read:
        (row,) = list_inside(read)
    together = [replace(row, id=n, kind=CrossingKind.CREW, zone="桃苑餐厅", until=None) for n in (1, 2, 3)]
    late = replace(row, id=9, overdue=True)
    panel = guard.page.inside
    panel.put([late, *together], office.desk.now)
    model = panel.view.model
    shown = [str(model.index(each, 0).data()) for each in range(model.rowCount())]
    assert shown == ["任晓慧", "桃苑餐厅 3 人"]
    assert [str(model.index(each, 3).data()) for each in range(model.rowCount())] == ["超时", "住校"]


def test_acts_without_anybody_say_so_and_open_nothing(guard: Guard) -> None:
    for key in ("F3", "F6", "Ctrl+Shift+Return"):
        guard.key(key)
        assert guard.page.form is None, key
        assert QApplication.activeModalWidget() is None, key


def test_the_list_of_those_inside_is_previewed(office: Office, guard: Guard, qtbot: QtBot) -> None:
    guard.page.inside.print.click()
    qtbot.waitUntil(lambda: QApplication.activeModalWidget() is not None, timeout=20_000)
    preview = QApplication.activeModalWidget()
    assert preview is not None
    guard.settle()
    preview.close()
    qtbot.waitUntil(lambda: QApplication.activeModalWidget() is None)
    assert guard.page.station.row.box.window().focusWidget() is not None


def test_an_ambulance_is_let_pass_with_f4_and_completed_when_it_is_quiet(
    office: Office, guard: Guard, clock: Clock
) -> None:
    guard.key("F4")
    panel = guard.page.form
    assert isinstance(panel, EmergencyPanel)
    panel.save()
    guard.settle()
    assert guard.page.form is None
    (came,) = crossings(office)
    assert (came.direction, came.origin, came.name) == ("in", "emergency", "急救车（12:00 进）")
    assert guard.page.last.incomplete.mark.word == "待补登 1"
    clock.forward(minutes=20)
    guard.key("F4")
    panel = guard.page.form
    assert isinstance(panel, EmergencyPanel)
    panel.way.choose("out")
    assert [panel.form.field(name).isVisible() for name in ("which", "kind", "plate")] == [True, False, False]
    panel.save()
    guard.settle()
    with office.desk.read() as read:
        assert list_inside(read) == ()
    guard.page.last.emergency.click()
    panel = guard.page.form
    assert isinstance(panel, EmergencyPanel)
    panel.waiting[0].click()
    complete = guard.page.form
    assert isinstance(complete, CompletePanel)
    complete.save()
    assert complete.form.problem_count == 1
    complete.form.set_values({"note": "接 6 号楼一人送市一院"})
    complete.save()
    guard.settle()
    assert crossings(office)[0].note == "接 6 号楼一人送市一院"
    assert not guard.page.last.incomplete.isVisible()


def test_who_went_away_before_the_second_reading_is_written_down_with_f3(
    office: Office, guard: Guard
) -> None:
    guard.scan(issue(office).token)
    guard.type("37.6")
    guard.settle()
    assert guard.page.rests.isVisible()
    guard.key("F3")
    panel = guard.page.form
    assert isinstance(panel, GiveUpPanel)
    panel.save()
    assert panel.form.problem_count == 1
    panel.form.set_values({"reason": "自行去医院"})
    panel.save()
    guard.settle()
    assert not guard.page.rests.isVisible()
    with office.desk.read() as read:
        assert list_waiting_retests(read) == ()
        (entry,) = (e for e in audit.history(read, "retest", 1) if e.action == "gate.retest_drop")
        assert entry.reason == "自行去医院"
