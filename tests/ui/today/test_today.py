"""Today by keyboard: what it says, how it is narrowed, where each line leads, and what happens to it meanwhile."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot
from sqlalchemy import text

from db.vocabulary import IncidentKind
from duty_desk import duty, incidents
from duty_desk.agenda.rules import Group, Tile
from duty_desk.ledger import Request, page
from tests.ui.disinfection.conftest import Place
from tests.ui.today.conftest import Settle, lines_of, stand_on
from ui.disinfection.tab import DisinfectionTab
from ui.kit.ledger_source import GroupRow
from ui.kit.tokens import Tone
from ui.main_window import MainWindow
from ui.today.snooze_menu import SnoozeMenu
from ui.today.tab import TodayTab


def heads(tab: TodayTab) -> list[str]:
    model = tab.queue.list.model
    rows = [model.row(number) for number in range(model.rowCount())]
    return [row.title for row in rows if isinstance(row, GroupRow)]


def counts(tab: TodayTab) -> dict[Tile, int | None]:
    return {each.tile: each.count.number for each in tab.tiles.buttons if each.count is not None}


def press(qtbot: QtBot, tab: TodayTab, *keys: Qt.Key) -> None:
    for key in keys:
        qtbot.keyClick(tab.queue.list.table, key)


def test_what_needs_a_hand_is_said_everywhere_alike(
    tab: TodayTab, settle: Settle, window: MainWindow
) -> None:
    settle()
    late = [row.line for row in lines_of(tab) if row.line.group is Group.LATE]
    number = sum(len(line.parts) for line in late)
    assert heads(tab) == ["已超时", "18:00 交班前", "今晚与明日"]
    assert tab.badge() == (number, Tone.DANGER)
    assert tab.facts().startswith(f"{number} 项已超时，")
    rounds = sum(len(line.parts) for line in late if line.tile == Tile.ROUNDS)
    assert counts(tab)[Tile.ROUNDS] == rounds > 10
    assert counts(tab)[Tile.VISITS] == 0
    # The longest late is in front, ready for Enter.
    row = tab.queue.current()
    assert row is not None
    assert row.line is late[0]
    assert late == sorted(late, key=lambda line: line.until)


def test_a_digit_narrows_to_what_a_tile_counts(qtbot: QtBot, tab: TodayTab, settle: Settle) -> None:
    settle()
    every = len(lines_of(tab))
    # A digit might be the first of a scan, so it arrives a moment later.
    press(qtbot, tab, Qt.Key.Key_1)
    qtbot.waitUntil(lambda: {row.line.tile for row in lines_of(tab)} == {Tile.ROUNDS})
    press(qtbot, tab, Qt.Key.Key_5)
    qtbot.waitUntil(lambda: lines_of(tab) == [])
    press(qtbot, tab, Qt.Key.Key_0)
    qtbot.waitUntil(lambda: len(lines_of(tab)) == every)
    tab.tiles.choose(Tile.ROUNDS)
    press(qtbot, tab, Qt.Key.Key_Escape)
    assert (len(lines_of(tab)), tab.tiles.current) == (every, "")
    qtbot.mouseClick(tab.tiles.buttons[0], Qt.MouseButton.LeftButton)
    assert tab.tiles.current == Tile.ROUNDS


def test_typing_narrows_and_escape_gives_everything_back(qtbot: QtBot, tab: TodayTab, settle: Settle) -> None:
    settle()
    every = len(lines_of(tab))
    press(qtbot, tab, Qt.Key.Key_Slash)
    assert tab.queue.field.hasFocus()
    tab.queue.field.setText("锅炉")
    assert [row.title for row in lines_of(tab)] == ["锅炉房漏水"]
    qtbot.keyClick(tab.queue.field, Qt.Key.Key_Escape)
    assert len(lines_of(tab)) == every
    assert tab.queue.list.table.hasFocus()


def test_a_line_of_several_unfolds(qtbot: QtBot, tab: TodayTab, settle: Settle) -> None:
    settle()
    heap = next(row for row in lines_of(tab) if row.is_heap)
    assert tab.queue.list.select_id(heap.id)
    press(qtbot, tab, Qt.Key.Key_Right)
    parts = [row for row in lines_of(tab) if row.part is not None]
    assert [row.part.item for row in parts if row.part] == list(heap.line.items)
    assert tab.queue.current() is not None
    press(qtbot, tab, Qt.Key.Key_Left)
    assert all(row.part is None for row in lines_of(tab))


def test_enter_opens_the_round_on_its_screen(
    qtbot: QtBot, tab: TodayTab, settle: Settle, window: MainWindow
) -> None:
    settle()
    row = stand_on(tab, "round_overdue")
    press(qtbot, tab, Qt.Key.Key_Return)
    settle()
    assert window.office is not None
    screen = window.office.current
    assert isinstance(screen, DisinfectionTab)
    assert screen.view.shown_round() == row.line.items[0].subject[1]


def test_grouped_by_post_and_place_and_so_found_again(tab: TodayTab, settle: Settle) -> None:
    settle()
    tab.queue.by.choose("post")
    assert "消杀组长" in heads(tab)
    tab.queue.by.choose("place")
    assert "锅炉房" in heads(tab)
    tab.queue.mine.setChecked(True)
    assert {row.line.is_mine for row in lines_of(tab)} == {True}
    kept = tab.state()
    tab.queue.by.choose("time")
    tab.queue.mine.setChecked(False)
    tab.restore(kept)
    assert (tab.queue.by.value(), tab.queue.mine.isChecked()) == ("place", True)


@pytest.mark.qt_log_ignore("This plugin does not support", extend=True)
def test_put_aside_and_taken_back(qtbot: QtBot, tab: TodayTab, settle: Settle, window: MainWindow) -> None:
    settle()
    stand_on(tab, "incident_open")
    press(qtbot, tab, Qt.Key.Key_Z)
    qtbot.waitUntil(lambda: bool(tab.findChildren(SnoozeMenu)))
    menu = tab.findChildren(SnoozeMenu)[-1]
    # A whole hour would go past the hand-over, which nothing does.
    assert [each.text() for each in menu.actions()] == ["15 分钟后提醒", "30 分钟后提醒", "到交班 18:00"]
    menu.actions()[0].trigger()
    menu.close()
    qtbot.waitUntil(lambda: "锅炉房漏水" not in [row.title for row in lines_of(tab)])
    assert tab.queue.aside.text() == "已推后 1 项"
    # Pressed, everything put aside is there again.
    qtbot.mouseClick(tab.queue.aside, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: "锅炉房漏水" in [row.title for row in lines_of(tab)])
    tab.snooze(stand_on(tab, "incident_open"), None)
    qtbot.waitUntil(lambda: "锅炉房漏水" not in [row.title for row in lines_of(tab)])
    assert window.office is not None
    window.office.toaster.undo()
    qtbot.waitUntil(lambda: "锅炉房漏水" in [row.title for row in lines_of(tab)])
    assert tab.queue.aside.isHidden()


def test_the_number_is_large_copied_and_the_call_is_in_the_log(
    qtbot: QtBot, tab: TodayTab, settle: Settle, place: Place
) -> None:
    settle()
    stand_on(tab, "incident_open")
    press(qtbot, tab, Qt.Key.Key_P)
    qtbot.waitUntil(tab.strip.isVisible)
    assert (tab.strip.number.text(), QGuiApplication.clipboard().text()) == ("6010", "6010")
    focus = QApplication.focusWidget()
    assert focus is not None
    qtbot.keyClick(focus, Qt.Key.Key_Space)
    settle()
    assert tab.strip.isHidden()
    with place.desk.read() as read:
        (row,) = page(duty.LOG, read, Request()).rows
    assert row.text == "联系周敏：锅炉房漏水"
    stand_on(tab, "incident_open")
    press(qtbot, tab, Qt.Key.Key_P)
    qtbot.waitUntil(tab.strip.isVisible)
    focus = QApplication.focusWidget()
    assert focus is not None
    qtbot.keyClick(focus, Qt.Key.Key_Escape)
    assert tab.strip.isHidden()
    with place.desk.read() as read:
        assert len(page(duty.LOG, read, Request()).rows) == 1


def test_what_another_desk_does_is_seen(qtbot: QtBot, tab: TodayTab, settle: Settle, place: Place) -> None:
    settle()
    with place.desk.work() as work:
        incidents.report(work, kind=IncidentKind.SAFETY, level=3, title="南门护栏倒塌", place="南湖南门")
    qtbot.waitUntil(lambda: "2 起突发事件未办结" in [row.title for row in lines_of(tab)])


def test_a_desk_that_cannot_be_read_is_named_and_read_again(
    qtbot: QtBot, tab: TodayTab, settle: Settle, place: Place
) -> None:
    with place.desk.work() as work:
        work.session.execute(text("ALTER TABLE dispatch RENAME TO dispatch_gone"))
    settle()
    tab.reload()
    settle()
    assert tab.trouble.isVisible()
    assert tab.trouble.title.text() == "读不到：物资"
    assert "锅炉房漏水" in [row.title for row in lines_of(tab)]
    with place.desk.work() as work:
        work.session.execute(text("ALTER TABLE dispatch_gone RENAME TO dispatch"))
    tab.reload()
    settle()
    assert tab.trouble.isHidden()


def test_the_wall_shows_ten_lines_and_goes_with_any_key(qtbot: QtBot, tab: TodayTab, settle: Settle) -> None:
    settle()
    qtbot.keyClick(tab.queue.list.table, Qt.Key.Key_F11)
    wall = tab.wall
    assert wall is not None
    assert wall.isFullScreen()
    assert [line.title for line in wall.lines] == [row.title for row in lines_of(tab)][:10]
    with qtbot.waitSignal(wall.destroyed):
        qtbot.keyClick(wall, Qt.Key.Key_Space)
    assert tab.wall is None


def test_who_is_on_duty_can_be_called(qtbot: QtBot, tab: TodayTab, settle: Settle) -> None:
    settle()
    buttons = [each for each in tab.side.duty.findChildren(type(tab.queue.aside)) if each.text() == "6010"]
    qtbot.mouseClick(buttons[0], Qt.MouseButton.LeftButton)
    assert tab.strip.number.text() == "6010"
    # A call that is about nothing is no entry of the log.
    assert not any(each.isVisible() for each in tab.strip.buttons.values())
    qtbot.keyClick(tab.strip.close_button, Qt.Key.Key_Escape)
    assert tab.queue.list.table.hasFocus()
