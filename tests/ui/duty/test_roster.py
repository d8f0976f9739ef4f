"""The roster by keyboard: letters plan, ranges fill, Ctrl+Z takes back, proposals are accepted, swaps and corrections ask why."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QPoint, Qt, SignalInstance
from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from duty_desk import roster
from duty_desk.desk import Desk
from duty_desk.roles import Permission
from duty_desk.roster import cells
from duty_desk.roster.calendar import DayKind, list_days
from duty_desk.roster.rules import Shift
from duty_desk.sheets.reading import read_book
from tests.conftest import Clock
from ui.duty import roster_acts, roster_sheets
from ui.duty.roster import RosterView
from ui.duty.roster_chips import choices
from ui.duty.roster_panel import RosterPanel
from ui.kit.choices import Choice
from ui.main_window import MainWindow
from ui.views.act_panel import ActPanel

TODAY = date(2020, 3, 6)
DAY = timedelta(days=1)
CTRL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier
NONE = Qt.KeyboardModifier.NoModifier
NAMES = ("姚苓", "程汐", "韩澈", "肖炜")


@pytest.fixture
def people(sqlite_desk: Desk) -> list[int]:
    """Four people; the first has been on since 12 February and is planned on to 8 March."""
    with sqlite_desk.work() as work:
        ids = [roster.add_person(work, name=name, post="公寓") for name in NAMES]
        days = [date(2020, 2, 12) + number * DAY for number in range(26)]
        roster.set_cells(work, {(ids[0], day): [Shift.DAY] for day in days}, reason="补录")
        roster.set_cells(work, {(ids[1], TODAY): [Shift.LEADER], (ids[2], TODAY): [Shift.NIGHT]})
    return ids


@pytest.fixture
def view(people: list[int], window: MainWindow) -> RosterView:
    assert window.office is not None
    tab = window.office.go("duty")
    found = tab.show_view("roster")  # type: ignore[attr-defined]
    assert isinstance(found, RosterView)
    found.grid.setFocus()
    return found


def held(view: RosterView, person: int, *days: date) -> list[frozenset[Shift]]:
    with view.desk.read() as read:
        there = cells.cells_of(read, [person], list(days))
    return [there.get((person, day), frozenset()) for day in days]


def press(qtbot: QtBot, signal: SignalInstance, view: RosterView, key: Qt.Key, held: Any = NONE) -> None:
    """A letter in the grid: it waits a moment, whether it begins a scan."""
    with qtbot.waitSignal(signal):
        qtbot.keyClick(view.grid, key, held)


def form_of(view: RosterView) -> ActPanel:
    assert isinstance(view.panel, ActPanel)
    return view.panel


def test_letters_plan_one_day_after_the_other(qtbot: QtBot, view: RosterView, people: list[int]) -> None:
    assert view.grid.current_place() == (people[0], TODAY)
    qtbot.keyClick(view.grid, Qt.Key.Key_Down)
    qtbot.keyClick(view.grid, Qt.Key.Key_Down)
    qtbot.keyClick(view.grid, Qt.Key.Key_Right)
    for key in (Qt.Key.Key_B, Qt.Key.Key_Y, Qt.Key.Key_X, Qt.Key.Key_S, Qt.Key.Key_D):
        press(qtbot, view.grid.typed, view, key)
    days = [TODAY + number * DAY for number in range(1, 6)]
    assert held(view, people[2], *days) == [
        {Shift.DAY}, {Shift.NIGHT}, {Shift.REST}, {Shift.STANDBY}, {Shift.LEADER},
    ]  # fmt: skip
    qtbot.keyClick(view.grid, Qt.Key.Key_Left)
    qtbot.keyClick(view.grid, Qt.Key.Key_Delete)
    assert held(view, people[2], days[4]) == [frozenset()]
    qtbot.keyClick(view.grid, Qt.Key.Key_Z, CTRL)
    assert held(view, people[2], days[4]) == [{Shift.LEADER}]
    assert view.grid.roster.spoken(2, view.grid.roster.column_of(days[1])) == "韩澈 3月8日 周日 二月十五 夜班"


def test_a_range_is_filled_at_once_and_taken_back_at_once(
    qtbot: QtBot, view: RosterView, people: list[int]
) -> None:
    view.grid.go_to_place(people[2], date(2020, 3, 10))
    for key in (Qt.Key.Key_Right, Qt.Key.Key_Right, Qt.Key.Key_Down):
        qtbot.keyClick(view.grid, key, SHIFT)
    press(qtbot, view.grid.asked, view, Qt.Key.Key_B)
    days = [date(2020, 3, number) for number in range(10, 13)]
    for person in people[2:]:
        assert held(view, person, *days) == [{Shift.DAY}] * 3
    press(qtbot, view.grid.asked, view, Qt.Key.Key_Y, SHIFT)
    assert held(view, people[3], days[0]) == [{Shift.DAY, Shift.NIGHT}]
    qtbot.keyClick(view.grid, Qt.Key.Key_Z, CTRL)
    qtbot.keyClick(view.grid, Qt.Key.Key_Z, CTRL)
    assert held(view, people[3], *days) == [frozenset()] * 3


def test_cells_go_to_a_spreadsheet_and_come_back(qtbot: QtBot, view: RosterView, people: list[int]) -> None:
    view.grid.go_to_place(people[0], TODAY)
    qtbot.keyClick(view.grid, Qt.Key.Key_Down, SHIFT)
    qtbot.keyClick(view.grid, Qt.Key.Key_C, CTRL)
    assert QApplication.clipboard().text().split() == ["白", "带"]
    QApplication.clipboard().setText("白\t夜\t\n休\t备\t带\n")
    view.grid.go_to_place(people[2], date(2020, 3, 20))
    qtbot.keyClick(view.grid, Qt.Key.Key_V, CTRL)
    days = [date(2020, 3, number) for number in range(20, 23)]
    assert held(view, people[2], *days) == [{Shift.DAY}, {Shift.NIGHT}, frozenset()]
    assert held(view, people[3], *days) == [{Shift.REST}, {Shift.STANDBY}, {Shift.LEADER}]
    QApplication.clipboard().setText("白班吗")
    qtbot.keyClick(view.grid, Qt.Key.Key_V, CTRL)
    assert held(view, people[2], *days) == [{Shift.DAY}, {Shift.NIGHT}, frozenset()]


def test_dragging_a_cell_copies_it(qtbot: QtBot, view: RosterView, people: list[int]) -> None:
    grid = view.grid
    start = grid.visualRect(grid.roster.index(2, grid.roster.column_of(TODAY))).center()
    end = grid.visualRect(grid.roster.index(2, grid.roster.column_of(TODAY + 3 * DAY))).center()
    qtbot.mousePress(grid.viewport(), Qt.MouseButton.LeftButton, pos=start)
    qtbot.mouseMove(grid.viewport(), QPoint((start.x() + end.x()) // 2, start.y()))
    qtbot.mouseMove(grid.viewport(), end)
    qtbot.mouseRelease(grid.viewport(), Qt.MouseButton.LeftButton, pos=end)
    days = [TODAY + number * DAY for number in range(4)]
    assert held(view, people[2], *days) == [{Shift.NIGHT}] * 4


def test_a_day_gone_by_asks_why(qtbot: QtBot, view: RosterView, people: list[int]) -> None:
    view.grid.go_to_place(people[1], TODAY - DAY)
    press(qtbot, view.grid.typed, view, Qt.Key.Key_B)
    panel = form_of(view)
    assert held(view, people[1], TODAY - DAY) == [frozenset()]
    panel.form.control("reason").setText("漏登记")
    assert panel.submit()
    assert held(view, people[1], TODAY - DAY) == [{Shift.DAY}]
    assert view.panel is None


def test_whoever_is_planned_too_long_is_told_and_rest_is_proposed(
    qtbot: QtBot, view: RosterView, people: list[int]
) -> None:
    month = view.month
    assert month is not None
    assert month.planned_over == 2
    assert [choice.count for choice in _choices(view)] == [4, 1, 0, 2, 0, len(month.unmanned)]
    column = view.grid.roster.column_of(TODAY + DAY)
    assert view.grid.roster.warning(0, column) == "连续超过 21 天，须改"
    with view.desk.work() as work:
        roster.set_cells(work, {(people[3], date(2020, 3, 5)): [Shift.DAY]}, reason="补录")
    view.reload()
    view.line.rest.click()
    qtbot.waitUntil(lambda: bool(view.grid.roster.proposed))
    assert view.grid.roster.is_proposed(0, column)
    assert "建议改" in view.bar.words.text()
    assert held(view, people[0], TODAY + DAY) == [{Shift.DAY}], "nothing is written before it is accepted"
    qtbot.keyClick(view.grid, Qt.Key.Key_Return)
    assert held(view, people[0], TODAY + DAY) == [{Shift.REST}]
    assert not view.grid.roster.proposed
    qtbot.keyClick(view.grid, Qt.Key.Key_Z, CTRL)
    assert held(view, people[0], TODAY + DAY) == [{Shift.DAY}]


def test_a_rotation_is_proposed_changed_and_dropped_or_accepted(
    qtbot: QtBot, view: RosterView, people: list[int]
) -> None:
    roster_acts.propose_pattern(view)
    panel = form_of(view)
    panel.form.set_values({"pattern": "白夜休", "persons": [str(people[2]), str(people[3])]})
    assert panel.submit()
    proposed = dict(view.grid.roster.proposed)
    assert len(proposed) == 2 * 25
    qtbot.keyClick(view.grid, Qt.Key.Key_Escape)
    assert not view.grid.roster.proposed
    assert held(view, people[2], TODAY + DAY) == [frozenset()]
    roster_acts.propose_pattern(view)
    panel = form_of(view)
    panel.form.set_values({"pattern": "白夜休", "persons": [str(people[2]), str(people[3])]})
    assert panel.submit()
    view.grid.go_to_place(people[2], TODAY + DAY)
    press(qtbot, view.grid.typed, view, Qt.Key.Key_S)
    view.bar.take.click()
    assert held(view, people[2], TODAY + DAY, TODAY + 2 * DAY) == [{Shift.STANDBY}, {Shift.NIGHT}]
    assert held(view, people[3], TODAY + DAY) == [{Shift.NIGHT}]


def test_a_swap_from_the_panel_of_a_person(qtbot: QtBot, view: RosterView, people: list[int]) -> None:
    view.grid.go_to_place(people[0], TODAY + DAY)
    qtbot.keyClick(view.grid, Qt.Key.Key_Return)
    assert isinstance(view.panel, RosterPanel)
    assert view.panel.fact("run") == "2月12日 起 24 天"
    assert len(view.panel.changes) == 26
    view.panel.swap_asked.emit()
    panel = form_of(view)
    assert not panel.submit()
    panel.form.set_values({"other": people[3], "reason": "孩子生病"})
    assert panel.submit()
    assert held(view, people[3], TODAY + DAY) == [{Shift.DAY}]
    assert held(view, people[0], TODAY + DAY) == [frozenset()]
    qtbot.keyClick(view.grid, Qt.Key.Key_Z, CTRL)
    assert held(view, people[0], TODAY + DAY) == [{Shift.DAY}]


def test_people_are_added_linked_and_taken_off(qtbot: QtBot, view: RosterView, people: list[int]) -> None:
    view.line.asked.emit("add")
    panel = form_of(view)
    assert not panel.submit(), "a name is asked for"
    panel.form.set_values({"name": "周敏", "post": "值班员", "officer": view.desk.officer.id})
    assert panel.submit()
    line = view.current_line()
    assert line is not None
    assert (line.person.name, line.person.officer, line.person.phone) == ("周敏", view.desk.officer.id, None)
    view.show_person()
    assert isinstance(view.panel, RosterPanel)
    view.panel.retire_asked.emit()
    assert view.month is not None
    assert [each.person.name for each in view.month.lines] == list(NAMES)
    qtbot.keyClick(view.grid, Qt.Key.Key_Z, CTRL)
    assert view.month is not None
    assert [each.person.name for each in view.month.lines] == [*NAMES, "周敏"]


def test_a_holiday_is_written_for_several_days(qtbot: QtBot, view: RosterView) -> None:
    view.grid.go_to(0, view.grid.roster.column_of(date(2020, 3, 9)))
    press(qtbot, view.grid.day_opened, view, Qt.Key.Key_H)
    panel = form_of(view)
    panel.form.set_values({"kind": "holiday", "name": "延长假期", "last": date(2020, 3, 11)})
    assert panel.submit()
    with view.desk.read() as read:
        days = list_days(read, date(2020, 3, 8), date(2020, 3, 12))
    assert [day.kind for day in days] == [DayKind.NORMAL, *[DayKind.HOLIDAY] * 3, DayKind.NORMAL]


def test_months_are_left_and_entered(qtbot: QtBot, view: RosterView) -> None:
    qtbot.keyClick(view.grid, Qt.Key.Key_Left, Qt.KeyboardModifier.AltModifier)
    assert view.month is not None
    assert view.month.first == date(2020, 2, 1)
    assert len(view.month.days) == 29
    qtbot.keyClick(view.grid, Qt.Key.Key_Right, Qt.KeyboardModifier.AltModifier)
    assert view.month.first == date(2020, 3, 1)


def test_what_another_desk_writes_is_seen_and_not_written_over(
    qtbot: QtBot, view: RosterView, people: list[int], clock: Clock
) -> None:
    view.grid.go_to_place(people[3], TODAY + DAY)
    month = view.month
    with view.desk.work() as work:
        roster.set_cells(work, {(people[3], TODAY + DAY): [Shift.NIGHT]})
    # What is in front is as it was before.
    assert month is not None
    view.grid.roster.put(month, month.lines)
    press(qtbot, view.grid.typed, view, Qt.Key.Key_B)
    assert held(view, people[3], TODAY + DAY) == [{Shift.NIGHT}]
    assert view.grid.roster.held(3, view.grid.roster.column_of(TODAY + DAY)) == {Shift.NIGHT}


def test_cells_speak_for_themselves(view: RosterView) -> None:
    table = QAccessible.queryAccessibleInterface(view.grid)
    assert table is not None
    said = {
        cell.text(QAccessible.Text.Name)
        for number in range(table.childCount())
        if (cell := table.child(number)) is not None
    }
    assert "姚苓 3月7日 周六 二月十四 白班 连续超过 21 天，须改" in said
    assert "人手不够" in view.totals.accessibleName()


def test_a_workbook_of_the_month_reads_back(
    qtbot: QtBot, view: RosterView, people: list[int], tmp_path: Path
) -> None:
    for as_calendar in (False, True):
        path = tmp_path / f"roster-{as_calendar}.xlsx"
        roster_sheets.save_workbook(view, date(2020, 3, 1), as_calendar=as_calendar, path=path)
        qtbot.waitUntil(path.exists)
        texts = {str(cell.value) for row in read_book(path).sheets[0].rows for cell in row.cells.values()}
        assert {"姚苓", "2020-03-07"} <= texts if not as_calendar else {"姚苓", "3月7日"} <= texts


def _choices(view: RosterView) -> list[Choice]:
    assert view.month is not None
    return list(choices(view.month))


def test_a_day_and_a_person_are_opened_from_elsewhere(
    view: RosterView, window: MainWindow, people: list[int]
) -> None:
    assert window.office is not None
    assert window.office.open_record("roster_day", date(2020, 4, 9).toordinal())
    assert view.grid.current_place() == (people[0], date(2020, 4, 9))
    view.show_month(date(2020, 3, 1))
    assert window.office.open_record("roster_person", people[2])
    assert isinstance(view.panel, RosterPanel)
    assert view.panel.line.person.name == "韩澈"


def test_whoever_may_not_plan_reads_only(qtbot: QtBot, view: RosterView, people: list[int]) -> None:
    view.tab.allowed = {**view.tab.allowed, Permission.PLAN_ROSTER: False}
    view.line.allow(plan=False, imports=False, prints=True, exports=True)
    view.grid.go_to_place(people[3], TODAY + DAY)
    press(qtbot, view.grid.typed, view, Qt.Key.Key_B)
    assert held(view, people[3], TODAY + DAY) == [frozenset()]
    assert not view.line.rest.isEnabled()
    qtbot.keyClick(view.grid, Qt.Key.Key_Return)
    assert isinstance(view.panel, RosterPanel)


def test_the_menu_of_a_cell_plans_what_is_marked(qtbot: QtBot, view: RosterView, people: list[int]) -> None:
    view.grid.go_to_place(people[2], date(2020, 3, 10))
    qtbot.keyClick(view.grid, Qt.Key.Key_Right, SHIFT)
    menu = roster_acts.cell_menu(view)
    next(action for action in menu.actions() if action.text().startswith("夜班")).trigger()
    assert held(view, people[2], date(2020, 3, 10), date(2020, 3, 11)) == [{Shift.NIGHT}] * 2


def test_chips_filter_people_and_walk_through_days(
    qtbot: QtBot, view: RosterView, sqlite_desk: Desk, people: list[int]
) -> None:
    view.choose("warn")
    assert not view.grid.isVisible()
    view.choose("over")
    assert [line.person.name for line in view.grid.roster.lines] == ["姚苓"]
    view.choose("unmanned")
    place = view.grid.current_place()
    assert place is not None
    assert view.month is not None
    assert place[1] == view.month.unmanned[0]
    view.choose("unmanned")
    place = view.grid.current_place()
    assert place is not None
    assert place[1] == view.month.unmanned[1]


def test_leave_is_rest_with_a_reason(qtbot: QtBot, view: RosterView, people: list[int]) -> None:
    view.grid.go_to_place(people[0], TODAY + DAY)
    qtbot.keyClick(view.grid, Qt.Key.Key_Right, SHIFT)
    press(qtbot, view.grid.leave_asked, view, Qt.Key.Key_Q)
    panel = form_of(view)
    assert not panel.submit(), "a reason is asked for"
    panel.form.set_values({"reason": "事假"})
    assert panel.submit()
    assert held(view, people[0], TODAY + DAY, TODAY + 2 * DAY) == [{Shift.REST}] * 2
    view.show_person()
    assert isinstance(view.panel, RosterPanel)
    assert {change.reason for change in view.panel.changes[:2]} == {"事假"}


def test_people_go_up_and_down_the_list(qtbot: QtBot, view: RosterView, people: list[int]) -> None:
    alt = Qt.KeyboardModifier.AltModifier
    view.grid.go_to_place(people[2], TODAY)
    qtbot.keyClick(view.grid, Qt.Key.Key_Up, alt)
    qtbot.keyClick(view.grid, Qt.Key.Key_Up, alt)
    qtbot.keyClick(view.grid, Qt.Key.Key_Up, alt)
    assert [line.person.id for line in view.grid.roster.lines] == [people[each] for each in (2, 0, 1, 3)]
    assert view.grid.current_place() == (people[2], TODAY)
    for _ in range(3):
        qtbot.keyClick(view.grid, Qt.Key.Key_Down, alt)
    assert [line.person.id for line in view.grid.roster.lines] == [people[each] for each in (0, 1, 3, 2)]


def test_the_next_shift_comes_with_the_clock(view: RosterView, clock: Clock) -> None:
    before = view.facts()
    assert before.startswith("白班 1 人在岗")
    clock.forward(hours=6, minutes=1)
    view.pass_time()
    assert view.facts().startswith("夜班 1 人在岗")


def test_names_stay_in_sight_where_the_month_is_wider_than_its_place(
    view: RosterView, people: list[int], window: MainWindow
) -> None:
    grid = view.grid
    grid.setFixedWidth(480)
    QApplication.processEvents()
    grid.go_to(1, 33)
    assert grid.frozen() > 0
    grid.go_to(1, grid.roster.column_of(date(2020, 3, 3)))
    assert grid.visualRect(grid.currentIndex()).left() >= grid.frozen(), "no day hides under a name"
    before = window.grab().toImage()
    grid.go_to(1, 3)
    assert window.grab().toImage() != before
