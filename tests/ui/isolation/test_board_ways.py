"""Ways from the board: a promised room exchanged, a room to its cleaning and back to free, names that a filter finds."""

from __future__ import annotations

from decimal import Decimal

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from db.vocabulary import RoomState
from duty_desk import disinfection, isolation
from tests.conftest import Clock
from tests.duty_desk.isolation.conftest import Site
from ui.isolation import board_acts
from ui.isolation.board import BoardView
from ui.isolation.room_panel import RoomPanel
from ui.isolation.tab import IsolationTab
from ui.main_window import MainWindow


@pytest.fixture
def view(tab: IsolationTab) -> BoardView:
    shown = tab.view
    assert isinstance(shown, BoardView)
    return shown


def letter(qtbot: QtBot, view: BoardView, key: Qt.Key) -> None:
    view.canvas.setFocus()
    qtbot.keyClick(view.canvas, key)
    view.shell.scanner.flush()


def test_a_promised_room_is_exchanged_for_another_and_back(
    qtbot: QtBot, tab: IsolationTab, view: BoardView, site: Site
) -> None:
    stay = next(iter(view.waiting))
    with site.desk.work(site.keeper) as work:
        isolation.reserve(work, stay, room=site.rooms["NH-EX2-102"], version=site.version(stay))
    tab.reload()
    assert not view.waiting, "who has a room promised stands there"
    look = view.canvas.look(site.rooms["NH-EX2-102"])
    assert look is not None
    assert look.dashed
    assert look.third.startswith("批准 ")
    view.canvas.set_current(site.rooms["NH-EX2-102"])
    letter(qtbot, view, Qt.Key.Key_M)
    move = view.canvas.move_state
    assert move is not None
    target = view.canvas.look(site.rooms["MG1-102"])
    assert target is not None
    assert move.words(target) == "改预留：2-102 → 1-102"
    view.canvas.dropped.emit(site.rooms["MG1-102"])
    assert site.room("NH-EX2-102").state is RoomState.FREE
    assert site.room("MG1-102").state is RoomState.RESERVED
    letter(qtbot, view, Qt.Key.Key_Escape)
    qtbot.keyClick(view.canvas, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert site.room("NH-EX2-102").state is RoomState.RESERVED


def test_a_room_left_leads_to_its_cleaning(
    window: MainWindow, tab: IsolationTab, view: BoardView, site: Site
) -> None:
    stay = view.tiles[site.rooms["NH-EX2-101"]].occupants[0].stay
    with site.desk.work(site.keeper) as work:
        isolation.refer(work, stay, place="校医院", version=site.version(stay))
    tab.reload()
    room = site.rooms["NH-EX2-101"]
    view.canvas.set_current(room)
    view.open_room(room)
    assert isinstance(view.panel, RoomPanel)
    words, _icon, _key, act = board_acts.acts_of(view, view.tiles[room])[0]
    assert words == "开始终末消毒"
    act()
    assert window.office is not None
    assert window.office.current_key == "disinfection"


def test_a_room_is_free_at_the_minute_its_airing_is_over(
    tab: IsolationTab, view: BoardView, site: Site, clock: Clock
) -> None:
    stay = view.tiles[site.rooms["NH-EX2-101"]].occupants[0].stay
    with site.desk.work(site.keeper) as work:
        isolation.refer(work, stay, place="校医院", version=site.version(stay))
    with site.desk.read() as read:
        (waiting,) = disinfection.list_terminal(read)
    began = clock.at
    with site.desk.work(site.keeper) as work:
        disinfection.start_terminal(work, waiting.round, done_by="杜建国", strength=Decimal(1000))
    tab.reload()
    look = view.canvas.look(site.rooms["NH-EX2-101"])
    assert look is not None
    assert look.second == "消毒中"
    assert look.third.startswith("到 ")
    clock.forward(minutes=40)
    with site.desk.work(site.keeper) as work:
        recorded = disinfection.record(
            work,
            round=waiting.round,
            started_at=began,
            ended_at=work.at,
            method="spray",
            agent="chlorine",
            strength=Decimal(1000),
            done_by="杜建国",
        )
    with site.desk.work(site.second) as work:
        disinfection.accept(work, recorded.id, verdict="passed")
    view.tick()
    assert site.room("NH-EX2-101").state is RoomState.TO_CHECK, "not free before it is aired"
    clock.forward(minutes=60)
    view.tick()
    assert site.room("NH-EX2-101").state is RoomState.FREE
    look = view.canvas.look(site.rooms["NH-EX2-101"])
    assert look is not None
    assert look.second == "可用"


def test_a_name_typed_over_the_board_finds_the_room(view: BoardView, site: Site) -> None:
    view.show_matches("费")
    assert view.canvas.current == site.rooms["MG1-101"]
    view.show_matches("没有这个人")
    assert view.canvas.current == site.rooms["MG1-101"], "nothing found moves nothing"
