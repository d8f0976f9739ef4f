"""A release asks for its conditions, a leader waives what is not met, and the room waits for its terminal round at once."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta

from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot
from sqlalchemy import select

from db.models import Round
from db.vocabulary import ReadingSlot, RoomState, StayState
from duty_desk.isolation import readings
from duty_desk.people import restrictions
from duty_desk.work import OfficerRef
from tests.conftest import PASSWORD, Clock
from tests.duty_desk.isolation.conftest import Site
from tests.ui.isolation.conftest import SECOND
from tests.ui.isolation.test_admission import report
from ui.isolation.admission import AdmissionView
from ui.isolation.floor_sheet import FloorSheetView
from ui.isolation.release import PlannedRow, ReleasesView
from ui.isolation.release_panel import ReleasePanel
from ui.isolation.stays_panel import StayPanel
from ui.isolation.tab import IsolationTab
from ui.isolation.waiting import WaitingView
from ui.kit.ledger_source import GroupRow
from ui.main_window import MainWindow

Settle = Callable[[], None]
Become = Callable[[OfficerRef], None]


def read_all(site: Site, stay: int, clock: Clock, until: date) -> None:
    """Both readings of every day from tomorrow until that one; today's was read already."""
    day = clock.at.date() + timedelta(days=1)
    while day <= until:
        for slot, hour in ((ReadingSlot.AM, 8), (ReadingSlot.PM, 15)):
            at = datetime(day.year, day.month, day.day, hour, 30)
            if at > clock.at:
                clock.at = at
                with site.desk.work(site.keeper) as work:
                    readings.record_reading(work, stay=stay, day=day, slot=slot, temperature=36.5)
        day += timedelta(days=1)


def stay_of(site: Site, name: str) -> int:
    from duty_desk import isolation

    with site.desk.read() as read:
        return next(row.id for row in isolation.list_staying(read) if row.name == name)


def releases(tab: IsolationTab) -> ReleasesView:
    view = tab.show_view("release")
    assert isinstance(view, ReleasesView)
    return view


def panel_of(tab: IsolationTab) -> ReleasePanel:
    view = tab.view
    assert isinstance(view, ReleasesView)
    assert isinstance(view.panel, ReleasePanel)
    return view.panel


def test_on_the_last_day_with_everything_met_one_key_releases_and_the_room_waits(
    qtbot: QtBot, window: MainWindow, tab: IsolationTab, site: Site, clock: Clock, settle: Settle
) -> None:
    stay = stay_of(site, "苗宁")
    read_all(site, stay, clock, date(2020, 3, 16))
    tab.start_release(stay)
    settle()
    panel = panel_of(tab)
    assert [one.key for one in panel.unmet] == []
    assert panel.button.text() == "解除观察"
    assert panel.form.control("kit_back").hasFocus()
    panel.form.control("kit_back").setChecked(True)
    qtbot.keyClick(panel.form.control("note"), Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    settle()
    row = site.stay(stay)
    assert row.state is StayState.ENDED
    assert row.kit_back
    assert row.release_number
    room = site.room("NH-EX2-101")
    assert room.state is RoomState.TO_CLEAN, "never free at once"
    with site.desk.read() as read:
        rounds = read.session.scalars(select(Round).where(Round.room_id == room.id)).all()
    assert [(row.kind, row.state) for row in rounds] == [("terminal", "open")], (
        "the disinfection desk has it on its list"
    )
    assert window.office is not None
    assert "转待消毒" in window.office.toaster.toast.text
    # Beside the list: who was released, with the paper.
    view = tab.view
    assert isinstance(view, ReleasesView)
    assert isinstance(view.panel, StayPanel)
    assert view.panel.buttons[0].text() == "打印解除通知书"
    assert view.panel.buttons[0].hasFocus()


def test_what_is_not_met_takes_a_leader_with_reason_and_password(
    qtbot: QtBot, tab: IsolationTab, site: Site, settle: Settle
) -> None:
    stay = stay_of(site, "苗宁")
    tab.start_release(stay)
    panel = panel_of(tab)
    assert "period" in [one.key for one in panel.unmet]
    assert any("还有" in words for words in panel.conditions.words.values())
    assert panel.button.text() == "由领导放宽并解除"
    assert not panel.submit()
    assert panel.form.field("override").remark() == "写明放宽的理由"
    panel.form.field("override").set_value("家中有急事，经领导小组同意居家观察")
    officer = panel.form.control("second")
    officer.setCurrentIndex(officer.findText(SECOND))
    panel.form.control("password").setText("not the password")
    assert panel.submit()
    settle()
    assert panel.form.field("password").remark(), "a wrong password says so"
    assert site.stay(stay).state is StayState.ADMITTED
    panel.form.control("password").setText(PASSWORD)
    assert panel.submit()
    settle()
    assert site.stay(stay).state is StayState.ENDED


def test_releases_stand_by_day_with_what_is_missing(
    tab: IsolationTab, site: Site, clock: Clock, settle: Settle
) -> None:
    clock.at = datetime(2020, 3, 17, 9, 0)
    view = releases(tab)
    settle()
    rows = [view.list.model.row(n) for n in range(view.list.model.rowCount())]
    assert isinstance(rows[0], GroupRow)
    assert rows[0].title == "今天　3月17日"
    planned = [row for row in rows if isinstance(row, PlannedRow)]
    assert len(planned) == 3
    assert all(row.overdue for row in planned)
    missing = next(column for column in view.columns() if column.key == "missing")
    assert any("未测" in view.cell(missing, row).text for row in planned)
    view.open_row(planned[0])
    assert isinstance(view.panel, ReleasePanel)


def test_who_may_not_release_sees_the_list_alone(tab: IsolationTab, site: Site, become: Become) -> None:
    become(site.leader)
    view = releases(tab)
    assert view.show_release(site.stay(stay_of(site, "苗宁"))) is None
    assert view.panel is None


def test_the_whole_way_from_the_report_to_a_room_that_waits_for_cleaning(
    qtbot: QtBot,
    window: MainWindow,
    tab: IsolationTab,
    site: Site,
    clock: Clock,
    settle: Settle,
    become: Become,
) -> None:
    tab.start_admission()
    form = tab.view
    assert isinstance(form, AdmissionView)
    stay = report(form, site)
    form.steps.forms["assess"].set_values({"by": "方医生", "text": "体温 36.5，无症状"})
    form.steps.buttons["assess"].click()
    become(site.leader)
    listed = tab.show_view("waiting")
    assert isinstance(listed, WaitingView)
    listed.approve(site.stay(stay))
    become(site.keeper)
    tab.start_admission(stay)
    form.steps.buttons["notice"].click()
    qtbot.keyClick(form, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    settle()
    row = site.stay(stay)
    assert (row.room, row.due_on) == ("NH-EX2-102", date(2020, 3, 18))
    # The gate refuses from now on.
    with site.desk.read() as read:
        assert restrictions.active(read, [row.person_id])
    # A floor is read twice a day; the last two slots through the sheet itself.
    read_all(site, stay, clock, date(2020, 3, 17))
    for hour, digits in ((9, "36.4"), (16, "36.7")):
        clock.at = datetime(2020, 3, 18, hour, 0)
        tab.start_sheet("NH-EX2", 1)
        sheet = tab.view
        assert isinstance(sheet, FloorSheetView)
        line = sheet.lines[stay]
        line.field.setFocus()
        qtbot.keyClicks(line.field, digits)
        qtbot.keyClick(line.field, Qt.Key.Key_Return)
    # Nobody read the evening of the first day: the release says so until it is written why.
    tab.start_release(stay)
    panel = panel_of(tab)
    assert [one.key for one in panel.unmet] == ["readings"]
    with site.desk.work(site.keeper) as work:
        readings.record_reading(
            work, stay=stay, day=date(2020, 3, 6), slot=ReadingSlot.PM, temperature=36.6,
            at=datetime(2020, 3, 6, 16, 30),
        )  # fmt: skip
    tab.start_release(stay)
    panel = panel_of(tab)
    assert not panel.unmet
    panel.form.control("kit_back").setChecked(True)
    panel.button.click()
    settle()
    assert site.stay(stay).state is StayState.ENDED
    assert site.room("NH-EX2-102").state is RoomState.TO_CLEAN
    with site.desk.read() as read:
        assert not restrictions.active(read, [row.person_id])
        waiting = read.session.scalars(select(Round).where(Round.room_id == site.rooms["NH-EX2-102"])).all()
    assert [(each.kind, each.state) for each in waiting] == [("terminal", "open")]
