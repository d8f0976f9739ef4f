"""The board on a wall, and two desks over one board."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from duty_desk import isolation
from duty_desk.desk import open_desk
from tests.conftest import Clock
from tests.duty_desk.isolation.conftest import Site
from ui.isolation.board import BoardView
from ui.isolation.tab import IsolationTab
from ui.isolation.wall import BoardWall
from ui.kit.tokens import look


@pytest.fixture
def view(tab: IsolationTab) -> BoardView:
    shown = tab.view
    assert isinstance(shown, BoardView)
    return shown


def said(wall: BoardWall) -> list[str]:
    """What the tiles of the wall say."""
    return [part for place in wall.scene.plan.tiles for part in (place.look.second, place.look.third) if part]


def test_the_wall_shows_no_name_in_full_and_any_key_comes_back(
    qtbot: QtBot, tab: IsolationTab, view: BoardView
) -> None:
    asked = view.names.ask()
    assert asked is not None
    asked.form.field("reason").set_value("交班核对")
    assert asked.submit()
    assert view.names.shown
    qtbot.keyClick(view.canvas, Qt.Key.Key_F11)
    wall = tab.show_wall()
    assert wall.isFullScreen()
    assert any("苗*" in words for words in said(wall))
    assert not any("苗宁" in words for words in said(wall))
    assert "在住 2" in wall.head.accessibleName()
    assert (look().scale, wall.scene.verticalScrollBar().maximum()) == (100, 0)
    wall.grab()
    qtbot.keyClick(wall, Qt.Key.Key_Space)
    qtbot.waitUntil(
        lambda: not [each for each in QApplication.topLevelWidgets() if isinstance(each, BoardWall)]
    )
    assert tab.show_wall() is not wall


def test_what_another_desk_does_is_on_the_board_and_on_the_wall(
    qtbot: QtBot, tab: IsolationTab, view: BoardView, site: Site, clock: Clock
) -> None:
    wall = tab.show_wall()
    (stay,) = (one.stay for tile in view.tiles.values() for one in tile.occupants if one.name == "苗*")
    other = open_desk(site.desk.folder, clock=clock)
    with other.work(site.second) as work:
        isolation.move(
            work, stay, room=site.rooms["NH-EX2-102"], reason="窗户坏了", version=site.version(stay)
        )
    other.close()
    room = site.rooms["NH-EX2-102"]
    qtbot.waitUntil(lambda: len(view.tiles[room].occupants) == 1, timeout=3_000)
    shown = wall.scene.look(room)
    assert shown is not None
    assert "苗*" in (shown.second, shown.third)
    wall.close()
