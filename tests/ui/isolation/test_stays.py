"""The list of stays with what is decided there: more and fewer days with another officer's password, another room, a hospital."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from db.models import Stay
from db.vocabulary import RoomState, StayState
from duty_desk import incidents, isolation
from duty_desk.isolation import reading_rows
from duty_desk.isolation.stay_queries import StayRow
from duty_desk.people import list_reveals
from duty_desk.work import OfficerRef
from tests.conftest import PASSWORD
from tests.duty_desk.isolation.conftest import Site
from tests.ui.isolation.conftest import SECOND
from ui.isolation import stays_changes
from ui.isolation.board_swap import swap_panel
from ui.isolation.person_log import Log
from ui.isolation.person_panel import PersonPanel
from ui.isolation.stays import StaysView
from ui.isolation.stays_leaving import leave_panel
from ui.isolation.stays_panel import StayPanel
from ui.isolation.tab import IsolationTab
from ui.main_window import MainWindow
from ui.views.act_panel import ActPanel

Settle = Callable[[], None]
Become = Callable[[OfficerRef], None]


@pytest.fixture
def alone(site: Site) -> StayRow:
    with site.desk.read() as read:
        return next(row for row in isolation.list_staying(read) if row.name == "苗宁")


@pytest.fixture
def view(tab: IsolationTab, settle: Settle) -> StaysView:
    shown = tab.show_view("stays")
    assert isinstance(shown, StaysView)
    settle()
    return shown


def approve(panel: ActPanel, name: str = "second") -> None:
    officer = panel.form.control(name)
    officer.setCurrentIndex(officer.findText(SECOND))
    panel.form.control("password").setText(PASSWORD)


def test_chips_narrow_and_enter_opens(qtbot: QtBot, view: StaysView, alone: StayRow, settle: Settle) -> None:
    view.choose("admitted")
    settle()
    assert view.list.model.rowCount() == 3
    assert view.list.select_id(alone.id)
    qtbot.keyClick(view.list.table, Qt.Key.Key_Return)
    panel = view.panel
    assert isinstance(panel, StayPanel)
    assert panel.title.text() == "苗*"
    assert panel.fact("due") == "3月16日"
    assert panel.fact("notice").startswith("已签")
    assert [button.text() for button in panel.buttons] == ["申请解除", "换房", "延长"]
    words = [words for words, _act in panel.more]
    assert "缩短观察…" in words
    assert "打印告知书" in words
    view.choose("approved")
    settle()
    assert view.list.model.rowCount() == 1


def test_more_days_take_another_officer(
    qtbot: QtBot, window: MainWindow, view: StaysView, site: Site, alone: StayRow, settle: Settle
) -> None:
    assert view.list.select_id(alone.id)
    qtbot.keyClick(view.list.table, Qt.Key.Key_E)
    window.scanner.flush()
    panel = view.panel
    assert isinstance(panel, ActPanel)
    panel.form.field("days").set_value(7)
    panel.form.changed.emit()
    assert panel.form.field("days").note.text() == "到 3月23日"
    panel.form.field("reason").set_value("同室出现阳性")
    assert not panel.submit()
    assert panel.form.field("password").remark(), "another officer says yes"
    officer = panel.form.control("second")
    assert officer.findText(site.keeper.name) == -1, "nobody approves what they do themselves"
    assert officer.findText(site.second.name) == -1, "nor who may not"
    approve(panel)
    assert panel.submit()
    settle()
    assert site.stay(alone.id).due_on == date(2020, 3, 23)
    assert isinstance(view.panel, StayPanel)
    assert view.panel.fact("due") == "3月23日"
    said = view.panel.findChildren(Log)[0].words()
    assert f"延长，到 3月23日，{SECOND}批准：同室出现阳性" in said


def test_fewer_days_and_another_day_to_count_from(
    view: StaysView, site: Site, alone: StayRow, settle: Settle
) -> None:
    panel = view.ask(alone.id, stays_changes.shorten_panel, "shorten")
    panel.form.field("days").set_value(20)
    panel.form.field("reason").set_value("政策调整")
    approve(panel)
    assert panel.submit()
    settle()
    assert panel.form.field("days").remark(), "no more than there are"
    panel.form.field("days").set_value(4)
    panel.form.control("password").setText(PASSWORD)
    assert panel.submit()
    settle()
    assert site.stay(alone.id).due_on == date(2020, 3, 12)
    panel = view.ask(alone.id, stays_changes.rebase_panel, "rebase")
    panel.form.field("counted_from").set_value(date(2020, 3, 4))
    panel.form.field("reason").set_value("核实末次暴露为 3月4日")
    approve(panel)
    assert panel.submit()
    settle()
    row = site.stay(alone.id)
    assert (row.counted_from, row.due_on) == (date(2020, 3, 4), date(2020, 3, 14))


def test_a_transfer_leaves_the_room_to_be_cleaned(
    view: StaysView, site: Site, alone: StayRow, settle: Settle
) -> None:
    panel = view.ask(alone.id, stays_changes.move_panel, "move")
    assert panel.form.control("room").currentText() == "NH-EX2 102"
    assert not panel.submit()
    panel.form.field("reason").set_value("空调故障")
    assert panel.submit()
    settle()
    assert site.room("NH-EX2-102").state is RoomState.OCCUPIED
    assert site.room("NH-EX2-101").state is RoomState.TO_CLEAN


def test_a_move_is_taken_back_from_the_notice(
    view: StaysView, tab: IsolationTab, site: Site, alone: StayRow, settle: Settle
) -> None:
    panel = view.ask(alone.id, stays_changes.move_panel, "move")
    panel.form.field("reason").set_value("空调故障")
    assert panel.submit()
    tab.shell.toaster.undo()  # type: ignore[attr-defined]
    settle()
    assert site.stay(alone.id).room == "NH-EX2-101"
    assert site.room("NH-EX2-102").state is RoomState.FREE


def test_two_change_places_also_out_of_the_list(
    view: StaysView, tab: IsolationTab, site: Site, alone: StayRow, settle: Settle
) -> None:
    panel = view.ask(alone.id, swap_panel, "swap")
    assert panel.form.control("other").count() == 0, "the others share a room"
    other = site.admitted("汤宸宥", "NH-EX2-102")
    panel = view.ask(alone.id, swap_panel, "swap")
    assert not panel.submit()
    panel.form.control("other").setCurrentIndex(panel.form.control("other").findText("2-102 汤*宥"))
    panel.form.field("reason").set_value("离家人近")
    assert panel.submit(), panel.form.banner_text()
    settle()
    assert (site.stay(alone.id).room, site.stay(other).room) == ("NH-EX2-102", "NH-EX2-101")
    tab.shell.toaster.undo()  # type: ignore[attr-defined]
    settle()
    assert site.stay(other).room == "NH-EX2-102"


def test_a_referral_ends_the_stay(view: StaysView, site: Site, alone: StayRow, settle: Settle) -> None:
    assert view.list.select_id(alone.id)
    panel = view.ask(alone.id, stays_changes.refer_panel, "refer")
    assert not panel.submit()
    panel.form.field("place").set_value("市第一医院发热门诊")
    assert panel.submit()
    settle()
    row = site.stay(alone.id)
    assert row.state is StayState.ENDED
    assert row.ending_place == "市第一医院发热门诊"
    assert isinstance(view.panel, StayPanel)
    assert [button.text() for button in view.panel.buttons] == []


def test_who_is_gone_is_written_down_with_who_noticed(
    view: StaysView, site: Site, alone: StayRow, settle: Settle
) -> None:
    panel = view.ask(alone.id, leave_panel, "leave")
    assert panel.form.field("found_by").value() == site.keeper.name
    assert not panel.submit()
    panel.form.field("reason").set_value("查房时不在")
    assert panel.submit(), panel.form.banner_text()
    settle()
    assert isinstance(view.panel, StayPanel)
    assert view.panel.chip.mark.word == "离开"
    assert site.room("NH-EX2-101").state is RoomState.TO_CLEAN
    with site.desk.read() as read:
        assert len(incidents.list_incidents(read)) == 1


def test_papers_are_previewed_and_counted(
    view: StaysView,
    window: MainWindow,
    site: Site,
    alone: StayRow,
    settle: Settle,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    from types import SimpleNamespace

    from duty_desk import printing
    from duty_desk.isolation import papers

    shown: list[str] = []

    def show(printout: object, done: Callable[[object], object]) -> None:
        shown.append(printout.title)  # type: ignore[attr-defined]
        done(SimpleNamespace(destination="PDF"))

    monkeypatch.setattr(window.office, "show_paper", show)
    view.show_row(alone.id)
    panel = view.panel
    assert isinstance(panel, StayPanel)
    acts = dict(panel.more)
    acts["打印告知书"]()
    acts["打印监测登记表"]()
    view.print_observed()
    settle()
    assert sorted(shown) == ["告知书　苗*", "在住人员名单", "监测登记表　苗*"]
    with site.desk.read() as read:
        assert printing.copies(read, ("stay", alone.id), papers.NOTICE) == 1
        assert printing.copies(read, ("stay", alone.id), papers.MONITOR) == 1


def test_who_only_reads_is_offered_nothing(
    view: StaysView, site: Site, alone: StayRow, become: Become, settle: Settle
) -> None:
    become(site.leader)
    view.show_row(alone.id)
    panel = view.panel
    assert isinstance(panel, StayPanel)
    assert panel.buttons == []
    assert [words for words, _act in panel.more] == ["打印告知书", "打印监测登记表"]


def test_a_scan_of_the_notice_opens_the_stay(
    window: MainWindow, tab: IsolationTab, alone: StayRow, settle: Settle
) -> None:
    office = window.office
    assert office is not None
    office.go("passes")
    assert alone.number is not None
    office.take_scan(f"GC-2020-{alone.number[-5:-1]}")
    settle()
    assert office.current_key == "isolation"
    panel = getattr(tab.view, "panel", None)
    assert isinstance(panel, PersonPanel), "who is there stands on the board"
    assert panel.stay_id == alone.id
    office.go("passes")
    office.take_scan("GC-2020-0999")
    assert office.current_key == "passes"


def test_who_somebody_is_is_shown_for_a_reason_and_goes_again(
    view: StaysView, site: Site, alone: StayRow, settle: Settle
) -> None:
    asked = view.reveal(alone.id)
    assert not asked.submit()
    assert asked.form.field("reason").remark() == "写明为什么要看"
    asked.form.field("reason").set_value("家属送药，核对本人")
    assert asked.submit()
    panel = view.panel
    assert isinstance(panel, StayPanel)
    assert panel.revealed is not None
    assert panel.revealed.text("name") == "苗宁"
    assert "*" not in panel.revealed.text("id_number")
    assert panel.title.text() == "苗*"
    view.show_row(alone.id)
    assert panel.revealed is None
    site.desk.officer = site.chief
    with site.desk.read() as read:
        (looked,) = list_reveals(read, date(2020, 3, 6))
    assert looked.reason == "家属送药，核对本人"


def test_days_at_home_are_listed_and_read(
    view: StaysView, site: Site, alone: StayRow, settle: Settle
) -> None:
    with site.desk.work() as work:
        row = work.session.get_one(Stay, alone.id)
        row.state, row.ending = StayState.ENDED.value, "released"
        row.admitted_at, row.ended_at = work.at - timedelta(days=2), work.at - timedelta(days=1)
        row.home_until = work.at.date() + timedelta(days=2)
    view.choose("at_home")
    settle()
    assert list(view.list.model.ids) == [alone.id]
    view.show_row(alone.id)
    panel = view.panel
    assert isinstance(panel, StayPanel)
    assert [button.text() for button in panel.buttons] == ["居家体温"]
    panel.buttons[0].click()
    form = view.panel
    assert isinstance(form, ActPanel)
    form.form.field("slot").set_value("am")
    form.form.control("temperature").setText("36.6")
    assert form.submit()
    settle()
    with site.desk.read() as read:
        (last, *_rest) = reading_rows.list_readings(read, alone.id)
    assert (last.temperature, last.at_home) == (36.6, True)
    shown = view.panel
    assert isinstance(shown, StayPanel)
    assert "36.6" in shown.findChildren(Log)[0].words()[0]
