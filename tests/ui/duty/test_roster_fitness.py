"""Somebody who may not work is seen where shifts are drawn: said at once, marked in the grid, found by a chip."""

from __future__ import annotations

from datetime import date

from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from db.vocabulary import Category, RestrictionKind
from duty_desk import people, roster
from duty_desk.desk import Desk
from duty_desk.people import restrictions
from duty_desk.roster.rules import Shift
from ui.duty.roster import RosterView
from ui.duty.roster_chips import UNFIT, choices
from ui.duty.roster_panel import RosterPanel
from ui.main_window import MainWindow

TODAY, TOMORROW = date(2020, 3, 6), date(2020, 3, 7)


def test_drawing_somebody_who_may_not_work_is_said_and_seen(
    qtbot: QtBot, sqlite_desk: Desk, window: MainWindow
) -> None:
    assert window.office is not None
    with sqlite_desk.work() as work:
        ill, well = (roster.add_person(work, name=name) for name in ("韩澈", "肖炜"))
        roster.set_cells(work, {(each, TODAY): [Shift.DAY] for each in (ill, well)})
        who = people.add_person(work, name="韩澈", category=Category.LOGISTICS)
        restrictions.restrict(
            work, person=who, kind=RestrictionKind.FEVER, starts_on=TODAY, reason="复测 37.8"
        )
    view = window.office.go("duty").show_view("roster")  # type: ignore[attr-defined]
    assert isinstance(view, RosterView)
    view.grid.go_to_place(ill, TOMORROW)
    with qtbot.waitSignal(view.grid.typed):
        qtbot.keyClick(view.grid, Qt.Key.Key_B)
    assert "但 韩澈 3月7日 不能上岗：体温异常未解除" in window.office.toaster.toast.text
    shown = view.grid.roster
    assert shown.spoken(0, shown.column_of(TOMORROW)).endswith("白班 体温异常未解除")
    assert shown.unfit(1, shown.column_of(TODAY)) == ""
    assert view.month is not None
    assert [each.count for each in choices(view.month) if each.key == UNFIT] == [2], "today's shift too"
    view.choose(UNFIT)
    assert [line.person.name for line in shown.lines] == ["韩澈"]
    view.show_person()
    assert isinstance(view.panel, RosterPanel)
    qtbot.keyClick(view.grid, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert view.month.planned_unfit == 1
