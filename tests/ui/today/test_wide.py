"""In a wide window a line is dealt with beside the queue: a round by its form, missing temperatures room after room."""

from __future__ import annotations

from datetime import date, datetime

from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from db.models import Person, Stay, StayRoom
from db.vocabulary import RoomState
from duty_desk import isolation, rooms
from duty_desk.disinfection.rules import Shown
from tests.ui.disinfection.conftest import Place
from tests.ui.today.conftest import Settle, lines_of, stand_on
from ui.disinfection.round_form import RoundForm
from ui.main_window import MainWindow
from ui.today.detail import LinePanel, ReadingPanel
from ui.today.tab import TodayTab


def widen(window: MainWindow, qtbot: QtBot, tab: TodayTab) -> None:
    window.resize(1700, 900)
    qtbot.waitUntil(lambda: not tab.detail.isHidden())


def fill_in(form: RoundForm) -> None:
    assert form.agent is not None
    form.form.field("done_by").set_value("付玉梅")


def test_a_round_is_written_down_without_leaving(
    qtbot: QtBot, tab: TodayTab, settle: Settle, window: MainWindow, place: Place
) -> None:
    def rounds_left() -> int:
        return len(next(each.line.parts for each in lines_of(tab) if each.line.what == "round_overdue"))

    settle()
    widen(window, qtbot, tab)
    row = stand_on(tab, "round_overdue")
    qtbot.waitUntil(lambda: isinstance(tab.detail.panel, RoundForm))
    form = tab.detail.panel
    assert isinstance(form, RoundForm)
    assert form.due is not None
    done = form.due.id
    assert done == row.line.items[0].subject[1]
    number = len(row.line.parts)
    # Enter goes into the form and not to another screen.
    qtbot.keyClick(tab.queue.list.table, Qt.Key.Key_Return)
    assert window.office is not None
    assert window.office.current is tab
    fill_in(form)
    qtbot.keyClick(form, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    # What is done leaves the line, and the next of it is in front.
    qtbot.waitUntil(lambda: rounds_left() == number - 1, timeout=20_000)
    qtbot.waitUntil(lambda: isinstance(tab.detail.panel, RoundForm) and tab.detail.panel.due.id != done)  # type: ignore[union-attr]
    assert [each.shown for line in ("A02", "A03") for each in place.rounds(line)][:1] == [Shown.DONE]
    # It can be taken back as on its own screen.
    window.office.toaster.undo()
    qtbot.waitUntil(lambda: rounds_left() == number, timeout=20_000)


def test_what_is_half_typed_waits_for_its_line(
    qtbot: QtBot, tab: TodayTab, settle: Settle, window: MainWindow
) -> None:
    settle()
    widen(window, qtbot, tab)
    first = stand_on(tab, "round_overdue")
    qtbot.waitUntil(lambda: isinstance(tab.detail.panel, RoundForm))
    form = tab.detail.panel
    assert isinstance(form, RoundForm)
    form.form.field("done_by").set_value("韩之野")
    form.form.mark_typed()
    stand_on(tab, "incident_open")
    qtbot.waitUntil(lambda: isinstance(tab.detail.panel, LinePanel))
    assert tab.queue.list.select_id(first.id)
    qtbot.waitUntil(lambda: isinstance(tab.detail.panel, RoundForm))
    again = tab.detail.panel
    assert isinstance(again, RoundForm)
    assert again.form.field("done_by").value() == "韩之野"


def test_temperatures_room_after_room(
    qtbot: QtBot, tab: TodayTab, settle: Settle, window: MainWindow, place: Place
) -> None:
    settle()
    codes = sorted(place.rooms)[:2]
    with place.desk.work() as work:
        for number, code in enumerate(codes):
            person = Person(name=f"苗宁{number}", category="student", created_at=work.at)
            work.session.add(person)
            work.session.flush()
            stay = Stay(
                person_id=person.id, number=f"观字〔2020〕第000{number}号", state="admitted", origin="student",
                category="close_contact", reason="同车", requested_at=work.at, room_id=place.rooms[code],
                admitted_at=datetime(2020, 3, 6, 14), counted_from=datetime(2020, 3, 5).date(), days=14,
            )  # fmt: skip
            work.session.add(stay)
            work.session.flush()
            work.session.add(
                StayRoom(stay_id=stay.id, room_id=place.rooms[code], bed=1, from_at=datetime(2020, 3, 6, 14))
            )
            rooms.shift(work, place.rooms[code], RoomState.RESERVED)
            rooms.shift(work, place.rooms[code], RoomState.OCCUPIED)
    widen(window, qtbot, tab)
    qtbot.waitUntil(lambda: any(row.line.kind == "temperature" for row in lines_of(tab)), timeout=20_000)
    row = next(row for row in lines_of(tab) if row.line.kind == "temperature")
    assert tab.queue.list.select_id(row.id)
    qtbot.waitUntil(lambda: isinstance(tab.detail.panel, ReadingPanel))
    panel = tab.detail.panel
    assert isinstance(panel, ReadingPanel)
    first, second = panel.form.lines
    first.field.setText("36.4")
    qtbot.keyClick(first.field, Qt.Key.Key_Return)
    assert not first.isEnabled()
    # Too high asks for the second reading before it goes on.
    second.field.setText("37.9")
    qtbot.keyClick(second.field, Qt.Key.Key_Return)
    assert second.isEnabled()
    second.field.setText("36.8")
    qtbot.keyClick(second.field, Qt.Key.Key_Return)
    assert not second.isEnabled()
    with place.desk.read() as read:
        stays = [row.id for row in isolation.list_staying(read)]
        evening = [isolation.slots(read, stay, date(2020, 3, 6))[1].temperature for stay in stays]
    assert sorted(value for value in evening if value is not None) == [36.4, 36.8]
    # Nothing of it is left, and the next line is in front.
    qtbot.waitUntil(lambda: not any(row.line.kind == "temperature" for row in lines_of(tab)), timeout=20_000)
