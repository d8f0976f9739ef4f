"""How many can be taken in tomorrow, and two weeks of rooms: numbers, bars and words say the same."""

from __future__ import annotations

from datetime import date

from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from duty_desk import isolation, rooms
from tests.duty_desk.isolation.conftest import Site
from ui.isolation.outlook import OutlookView
from ui.isolation.tab import IsolationTab
from ui.isolation.timeline import TimelineView, rows_of


def test_tomorrow_is_answered_in_words_and_the_days_are_walked(qtbot: QtBot, tab: IsolationTab) -> None:
    view = tab.show_view("outlook")
    assert isinstance(view, OutlookView)
    # One single room and one shared room of two are free; one is closed, the rooms of the staff count too.
    assert view.answer.text().startswith("明天（3月7日）能收 3 间")
    assert "3月6日：在住 2 间" in view.chart.accessibleName()
    qtbot.keyClick(view.chart, Qt.Key.Key_Right)
    assert view.chart.accessibleName().startswith("3月7日")
    for _ in range(20):
        qtbot.keyClick(view.chart, Qt.Key.Key_Right)
    assert view.chart.accessibleName().startswith("3月19日"), "fourteen days"


def test_rooms_stand_with_who_has_them_until_when(qtbot: QtBot, tab: IsolationTab, site: Site) -> None:
    view = tab.show_view("timeline")
    assert isinstance(view, TimelineView)
    today = date(2020, 3, 6)
    with site.desk.read() as read:
        found = rooms.list_rooms(read)
        stays = (*isolation.list_staying(read), *isolation.list_waiting(read))
    used = rows_of(found, stays, today, only_used=True)
    names = [row.name for row in used if row.room is not None]
    assert names == ["101", "201", "101"]
    shared = next(row for row in used if row.room == site.rooms["MG1-101"])
    assert shared.bars[0].words == "费*、万*峻　到 3月16日"
    assert shared.bars[0].until == date(2020, 3, 16)
    everything = rows_of(found, stays, today, only_used=False)
    assert len([row for row in everything if row.room is not None]) == len(found)


def test_the_timeline_is_walked_turned_and_opened(qtbot: QtBot, tab: IsolationTab, site: Site) -> None:
    """Acceptance check U-42; that no two stays overlap is I-08, tried in `tests/duty_desk/isolation/test_machine.py`."""
    view = tab.show_view("timeline")
    assert isinstance(view, TimelineView)
    first = view.canvas.room()
    qtbot.keyClick(view.canvas, Qt.Key.Key_Down)
    assert view.canvas.room() != first
    qtbot.keyClick(view.canvas, Qt.Key.Key_Right)
    assert view.period.text() == "3月13日—3月26日"
    qtbot.keyClick(view.canvas, Qt.Key.Key_Left)
    qtbot.keyClick(view.canvas, Qt.Key.Key_Left)
    assert view.period.text() == "3月6日—3月19日", "never before today"
    qtbot.keyClick(view.canvas, Qt.Key.Key_Return)
    assert tab.current_view == "board"
