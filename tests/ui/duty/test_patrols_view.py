"""Rounds on the screen: set out, point after point, what is wrong becomes a repair, the end says what was left out."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from duty_desk.desk import Desk
from duty_desk.duty import patrol_rows, patrols, repair_rows
from duty_desk.duty.patrol_rows import PatrolDetail
from tests.ui.duty.written import office_of, settle, view_of
from tests.ui.readable import faults
from ui.duty.patrol import PatrolsView
from ui.duty.patrol_panel import PatrolPanel
from ui.duty.patrol_points import PointsPanel
from ui.duty.patrol_walk import WalkPanel
from ui.main_window import MainWindow
from ui.views.act_panel import ActPanel


@pytest.fixture
def view(window: MainWindow, qtbot: QtBot) -> PatrolsView:
    found = view_of(window, "patrols")
    assert isinstance(found, PatrolsView)
    settle(qtbot, window)
    return found


@pytest.fixture
def route(sqlite_desk: Desk) -> str:
    with sqlite_desk.work() as work:
        patrols.add_point(work, route="泵房", name="生活水泵", unit="MPa", least=0.4, most=0.52)
        patrols.add_point(work, route="泵房", name="消防水泵", look_at="阀门常开")
    return "泵房"


def walk_of(desk: Desk) -> PatrolDetail:
    with desk.read() as read:
        return patrol_rows.get_patrol(read, 1)


def walk(view: PatrolsView) -> WalkPanel:
    assert isinstance(view.panel, WalkPanel)
    return view.panel


def act(view: PatrolsView) -> ActPanel:
    assert isinstance(view.panel, ActPanel)
    return view.panel


def set_out(view: PatrolsView, qtbot: QtBot, window: MainWindow) -> None:
    qtbot.keyClick(view.list.table, Qt.Key.Key_F2)
    form = act(view)
    form.form.field("walker").set_value("柯少峰")
    assert form.submit()
    settle(qtbot, window)


def test_one_point_after_the_other(
    view: PatrolsView, route: str, sqlite_desk: Desk, window: MainWindow, qtbot: QtBot
) -> None:
    set_out(view, qtbot, window)
    assert walk(view).stop.name == "生活水泵"
    walk(view).form.field("value").set_value(Decimal("0.5"))
    assert walk(view).submit()
    settle(qtbot, window)
    assert walk(view).stop.name == "消防水泵"
    assert faults(window) == []
    assert walk(view).submit()
    settle(qtbot, window)
    # Nothing is left: the end of the round is asked for.
    assert act(view).submit()
    settle(qtbot, window)
    assert walk_of(sqlite_desk).row.state == "done"
    assert isinstance(view.panel, PatrolPanel)
    office_of(window).toaster.undo()
    assert walk_of(sqlite_desk).row.state == "walking"


def test_what_is_out_of_bounds_is_said_and_becomes_a_repair(
    view: PatrolsView, route: str, sqlite_desk: Desk, window: MainWindow, qtbot: QtBot
) -> None:
    set_out(view, qtbot, window)
    panel = walk(view)
    panel.form.field("value").set_value(Decimal("0.3"))
    assert not panel.submit()
    assert panel.form.field("text").wrong
    assert panel.normal.value() == "abnormal"
    assert not panel.form.field("repair").isHidden()
    assert panel.form.field("trade").isHidden()
    panel.form.field("text").set_value("水压偏低")
    panel.form.field("repair").set_value(True)
    panel.form.control("repair").changed.emit()
    panel.form.field("trade").set_value("water")
    assert panel.submit()
    settle(qtbot, window)
    with sqlite_desk.read() as read:
        (order,) = repair_rows.list_waiting(read)
    assert (order.place, order.trade, order.what) == ("生活水泵", "water", "水压偏低　0.3 MPa")


def test_what_is_left_out_is_said_at_the_end(
    view: PatrolsView, route: str, sqlite_desk: Desk, window: MainWindow, qtbot: QtBot
) -> None:
    set_out(view, qtbot, window)
    panel = view.finish(walk_of(sqlite_desk))
    assert not panel.submit()
    assert panel.form.field("note").wrong
    panel.form.field("note").set_value("钥匙不在")
    assert panel.submit()
    settle(qtbot, window)
    assert walk_of(sqlite_desk).row.state == "partly"


def test_an_office_without_points_begins_with_one(
    view: PatrolsView, sqlite_desk: Desk, window: MainWindow, qtbot: QtBot
) -> None:
    qtbot.keyClick(view.list.table, Qt.Key.Key_F2)
    form = act(view)
    form.form.field("route").set_value("配电房")
    form.form.field("name").set_value("1 号配电房")
    form.form.field("unit").set_value("℃")
    form.form.field("most").set_value(Decimal(85))
    assert form.submit()
    settle(qtbot, window)
    panel = view.panel
    assert isinstance(panel, PointsPanel)
    assert panel.route == "配电房"
    edit = view.edit_point("配电房", 1)
    edit.form.field("retired").set_value(True)
    assert edit.submit()
    with sqlite_desk.read() as read:
        assert patrol_rows.list_points(read, "配电房") == ()


def test_both_sheets_are_printed(
    view: PatrolsView,
    route: str,
    sqlite_desk: Desk,
    window: MainWindow,
    qtbot: QtBot,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    set_out(view, qtbot, window)
    shown: list[Any] = []
    monkeypatch.setattr(type(office_of(window)), "show_paper", lambda _self, paper, done: shown.append(paper))
    view.print_sheet(route)
    qtbot.waitUntil(lambda: len(shown) == 1)
    view.print_walk(1, route)
    qtbot.waitUntil(lambda: len(shown) == 2)
    assert all(paper.pdf.startswith(b"%PDF") for paper in shown)
