"""From the report to the room: one way through the window, with what each step asks and who may take it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from db.models import AdmissionDraft
from db.vocabulary import RoomState, StayState
from duty_desk import attachments, isolation
from duty_desk.work import OfficerRef
from tests.conftest import Clock
from tests.duty_desk.isolation.conftest import Site
from ui.isolation.admission import AdmissionView
from ui.isolation.board import BoardView
from ui.isolation.tab import IsolationTab
from ui.isolation.waiting import WaitingRow, WaitingView
from ui.isolation.waiting_draft import DraftPanel
from ui.kit.buttons import Kind
from ui.main_window import MainWindow

Settle = Callable[[], None]
Become = Callable[[OfficerRef], None]


def admission(tab: IsolationTab) -> AdmissionView:
    tab.start_admission()
    view = tab.view
    assert isinstance(view, AdmissionView)
    return view


def waiting(tab: IsolationTab) -> WaitingView:
    view = tab.show_view("waiting")
    assert isinstance(view, WaitingView)
    return view


def report(view: AdmissionView, site: Site, name: str = "阿依古丽·买买提") -> int:
    view.form.field("person").set_value(site.people[name])
    view.form.set_values(
        {"category": "close_contact", "reason": "与确诊病例同车厢", "exposure_on": date(2020, 3, 4)}
    )
    assert view.submit()
    assert view.row is not None
    return view.row.id


def test_from_the_report_to_the_room(
    qtbot: QtBot, window: MainWindow, tab: IsolationTab, site: Site, settle: Settle, become: Become
) -> None:
    qtbot.keyClick(tab, Qt.Key.Key_F2)
    view = tab.view
    assert isinstance(view, AdmissionView)
    settle()
    assert view.form.control("person").line.hasFocus()
    # Nothing is filled in: the first field says so, and nothing is written.
    qtbot.keyClick(view.form.control("person").line, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert view.form.field("person").remark() == "写明是谁"
    stay = report(view, site)
    assert view.steps.forms.keys() == {"assess"}
    assert not view.save.isVisible()
    assert view.admit_button.text() == "缺批准、告知书"
    # The hospital assesses.
    form = view.steps.forms["assess"]
    assert form.control("by").hasFocus()
    form.control("by").setText("方医生")
    view.steps.buttons["assess"].click()
    assert form.field("text").remark(), "a finding is asked for"
    form.control("text").setText("体温 36.5，无症状")
    view.steps.buttons["assess"].click()
    assert site.stay(stay).state is StayState.ASSESSED
    # Whoever asked does not approve; a leader does, from the list of those who wait.
    assert "approve" not in view.steps.buttons
    become(site.leader)
    listed = waiting(tab)
    settle()
    assert listed.list.select_id(stay)
    qtbot.keyClick(listed.list.table, Qt.Key.Key_Y)
    window.scanner.flush()
    assert site.stay(stay).approved_at is not None
    become(site.keeper)
    settle()
    assert listed.list.select_id(stay)
    qtbot.keyClick(listed.list.table, Qt.Key.Key_A)
    window.scanner.flush()
    view = tab.view
    assert isinstance(view, AdmissionView)
    assert view.admit_button.text() == "缺告知书"
    assert view.admit_button.kind is Kind.DEFAULT
    # Pressing it leads to what is missing.
    view.admit_button.click()
    assert site.stay(stay).state is StayState.APPROVED
    view.steps.buttons["notice"].click()
    assert site.stay(stay).notice == "signed"
    assert view.admit_button.text() == "安排入住"
    assert view.steps.room() == site.rooms["NH-EX2-102"], "the free room of the fitting zone"
    view.steps.buttons["reserve"].click()
    assert site.room("NH-EX2-102").state is RoomState.RESERVED
    qtbot.keyClick(view, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    settle()
    row = site.stay(stay)
    assert row.state is StayState.ADMITTED
    assert row.due_on == date(2020, 3, 18)
    assert "体温计" in row.kit
    assert site.room("NH-EX2-102").state is RoomState.OCCUPIED
    assert window.office is not None
    assert "通行证已暂停" in window.office.toaster.toast.text
    assert isinstance(tab.view, BoardView), "the card of the person on the board"


def test_a_person_not_on_record_is_registered_from_the_form(tab: IsolationTab, site: Site) -> None:
    view = admission(tab)
    view.form.control("person").line.setText("申屠嘉禾")
    view.form.field("reason").set_value("境外返校")
    assert not view.submit()
    assert view.form.field("id_number").remark() == "新登记的人要填证件号"
    view.form.field("id_number").set_value("610000197803164216")
    assert view.submit()
    assert view.row is not None
    assert view.row.name == "申屠嘉禾"


def test_what_was_reported_is_changed_until_the_approval(tab: IsolationTab, site: Site) -> None:
    view = admission(tab)
    stay = report(view, site)
    view.form.field("diet").set_value("halal")
    view.form.field("contact_name").set_value("买买提")
    assert view.submit()
    assert (site.stay(stay).diet, site.stay(stay).contact_name) == ("halal", "买买提")
    again = admission(tab)
    again.start_with(None, None)
    assert again.row is None
    assert again.form.control("person").text() == ""


def test_refusing_to_sign_takes_two_witnesses(tab: IsolationTab, site: Site) -> None:
    stay = site.approved("汤宸宥", told=False)
    tab.start_admission(stay)
    view = tab.view
    assert isinstance(view, AdmissionView)
    form = view.steps.forms["notice"]
    assert not form.field("witness_one").isVisible()
    form.control("how").choose("refused")
    assert form.field("witness_one").isVisible()
    assert not form.field("scan").isVisible()
    form.field("witness_one").set_value("沈薇")
    form.field("witness_two").set_value("沈薇")
    view.steps.buttons["notice"].click()
    assert form.field("witness_two").remark() == "两位见证人不能是同一人"
    form.field("witness_two").set_value("杜建国")
    view.steps.buttons["notice"].click()
    row = site.stay(stay)
    assert (row.notice, row.witness_one, row.witness_two) == ("refused", "沈薇", "杜建国")
    assert view.admit_button.text() == "安排入住"


def test_the_scan_of_the_signed_notice_is_kept_with_the_stay(
    tab: IsolationTab, site: Site, tmp_path: Path
) -> None:
    from tests.duty_desk.test_attachments import picture

    stay = site.approved("汤宸宥", told=False)
    tab.start_admission(stay)
    view = tab.view
    assert isinstance(view, AdmissionView)
    form = view.steps.forms["notice"]
    form.control("scan").take(str(tmp_path / "没有.png"))
    assert "读不出来" in form.field("scan").remark()
    file = tmp_path / "告知书.png"
    file.write_bytes(picture("PNG"))
    form.control("scan").take(str(file))
    view.steps.buttons["notice"].click()
    with site.desk.read() as read:
        (kept,) = attachments.list_attachments(read, ("stay", stay))
    assert site.stay(stay).attachment_id == kept.id


def test_an_emergency_is_admitted_first_and_completed_from_the_list(
    tab: IsolationTab, site: Site, become: Become
) -> None:
    stay = site.request("汤宸宥")
    tab.start_admission(stay, site.rooms["NH-EX2-102"])
    view = tab.view
    assert isinstance(view, AdmissionView)
    assert view.admit_button.text() == "缺批准、告知书"
    assert not view.admit()
    assert view.steps.emergency is not None
    view.steps.emergency.setChecked(True)
    assert view.admit_button.text() == "紧急入住"
    assert view.admit()
    assert site.stay(stay).is_emergency
    # The rest is completed on the same screen.
    tab.start_admission(stay)
    view = tab.view
    assert isinstance(view, AdmissionView)
    assert not view.admit_button.isVisible()
    view.steps.forms["assess"].set_values({"by": "方医生", "text": "适宜"})
    view.steps.buttons["assess"].click()
    become(site.leader)
    tab.start_admission(stay)
    view.reload()
    view.steps.show_row(site.stay(stay))
    view.steps.buttons["approve"].click()
    assert site.stay(stay).lacks == ("notice",)


def test_a_room_that_does_not_fit_says_why(tab: IsolationTab, site: Site) -> None:
    stay = site.approved("汤宸宥")
    tab.start_admission(stay, site.rooms["MG1-102"])
    view = tab.view
    assert isinstance(view, AdmissionView)
    from ui.kit.labels import Label

    said = [label.text() for label in view.steps.findChildren(Label)]
    assert any("单人单间" in text for text in said)
    assert view.steps.room() != site.rooms["MG1-102"]


def test_who_is_not_fit_is_not_taken_in(tab: IsolationTab, site: Site) -> None:
    stay = site.request("汤宸宥")
    tab.start_admission(stay)
    view = tab.view
    assert isinstance(view, AdmissionView)
    form = view.steps.forms["assess"]
    form.set_values({"by": "方医生", "text": "高热，送医院"})
    form.control("suitable").choose("unsuitable")
    view.steps.buttons["assess"].click()
    assert site.stay(stay).state is StayState.DROPPED
    assert view.row is None


@pytest.fixture
def draft(site: Site) -> int:
    with site.desk.work() as work:
        row = AdmissionDraft(
            at=work.at,
            person_id=site.people["汤宸宥"],
            name="汤宸宥",
            first=37.6,
            second=37.8,
            reason="转校医院",
        )
        work.session.add(row)
        work.session.flush()
        return row.id


def test_drafts_of_the_gate_stand_on_top_and_are_taken_or_let_go(
    tab: IsolationTab, site: Site, settle: Settle, draft: int, clock: Clock
) -> None:
    view = waiting(tab)
    settle()
    rows = [view.list.model.row(n) for n in range(view.list.model.rowCount())]
    assert rows[0].title == "门岗收住草案"
    assert isinstance(rows[1], WaitingRow)
    assert rows[1].what.startswith("体温 37.6→37.8")
    view.open_row(rows[1])
    panel = view.panel
    assert isinstance(panel, DraftPanel)
    assert panel.take.isVisible()
    # The key under the list does the same.
    view.list.select_id(rows[1].id)
    view.letter("A")
    form = tab.view
    assert isinstance(form, AdmissionView)
    assert form.form.field("category").value() == "fever_excluded"
    assert form.form.person.text() == "汤宸宥"
    assert form.submit()
    assert form.row is not None
    assert form.row.draft_id == draft
    with site.desk.read() as read:
        assert isolation.list_drafts(read) == ()


def test_a_draft_is_let_go_with_the_reason(tab: IsolationTab, site: Site, settle: Settle, draft: int) -> None:
    view = waiting(tab)
    settle()
    assert view.open_record("admission_draft", draft)
    panel = view.panel
    assert isinstance(panel, DraftPanel)
    dropping = view.drop(isolation_draft(site))
    assert not dropping.submit()
    dropping.form.field("reason").set_value("校医院诊断为普通感冒")
    assert dropping.submit()
    with site.desk.read() as read:
        assert isolation.list_drafts(read) == ()


def isolation_draft(site: Site) -> isolation.DraftRow:
    with site.desk.read() as read:
        return isolation.list_drafts(read)[0]


def test_a_leader_decides_against_and_the_reporter_takes_back(
    tab: IsolationTab, site: Site, settle: Settle, become: Become
) -> None:
    refused, back = site.request("汤宸宥"), site.request("阿依古丽·买买提")
    become(site.leader)
    view = waiting(tab)
    settle()
    panel = view.refuse(site.stay(refused))
    panel.form.field("reason").set_value("不符合收住条件")
    assert panel.submit()
    assert site.stay(refused).state is StayState.DROPPED
    become(site.keeper)
    panel = view.withdraw(site.stay(back))
    assert not panel.submit()
    panel.form.field("reason").set_value("误报")
    assert panel.submit()
    settle()
    assert not view.list.select_id(back)
    QApplication.processEvents()
