"""The board of the isolation screen: the cards of a person and of rooms, somebody on the move, names asked for."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QWidget

from duty_desk.isolation.board import Tile
from duty_desk.rooms.rows import RoomState
from tests.ui.screens.registry import office_of, screen
from ui.isolation.board import BoardView
from ui.isolation.board_swap import ask_swap
from ui.isolation.state_chips import ALL
from ui.isolation.tab import IsolationTab
from ui.main_window import MainWindow


def board_of(window: MainWindow) -> BoardView:
    tab = office_of(window).go("isolation")
    assert isinstance(tab, IsolationTab)
    view = tab.show_view("board")
    assert isinstance(view, BoardView)
    view.canvas.end_move()
    view.put_panel(None)
    view.choose(ALL)
    return view


def first(view: BoardView, wanted: Callable[[Tile], bool]) -> Tile | None:
    """The first room of that sort; None in an office without one."""
    return next((tile for tile in view.tiles.values() if wanted(tile)), None)


def open_first(view: BoardView, wanted: Callable[[Tile], bool]) -> None:
    tile = first(view, wanted)
    if tile is not None:
        view.canvas.set_current(tile.room.id)
        view.open_room(tile.room.id)


@screen("isolation-board")
def board(window: MainWindow) -> QWidget:
    board_of(window)
    return window


@screen("isolation-person")
def person(window: MainWindow) -> QWidget:
    open_first(board_of(window), lambda tile: len(tile.occupants) == 1 and tile.room.beds == 1)
    return window


@screen("isolation-room")
def room(window: MainWindow) -> QWidget:
    open_first(board_of(window), lambda tile: tile.room.state is RoomState.TO_CLEAN)
    return window


@screen("isolation-shared-room")
def shared_room(window: MainWindow) -> QWidget:
    open_first(board_of(window), lambda tile: len(tile.occupants) > 1)
    return window


@screen("isolation-moving")
def moving(window: MainWindow) -> QWidget:
    view = board_of(window)
    tile = first(view, lambda tile: len(tile.occupants) == 1)
    if tile is not None:
        view.canvas.set_current(tile.room.id)
        view.start_move()
    return window


@screen("isolation-swapping")
def swapping(window: MainWindow) -> QWidget:
    """Somebody held over another: the keys have gone on from the empty room to the nearest person."""
    view = board_of(window)
    tile = first(view, lambda tile: len(tile.occupants) == 1 and tile.room.beds == 1)
    if tile is not None:
        view.canvas.set_current(tile.room.id)
        view.start_move()
        move = view.canvas.move_state
        if move is not None and move.swaps:
            view.canvas.aim_at(min(move.swaps))
    return window


@screen("isolation-swap")
def swap(window: MainWindow) -> QWidget:
    view = board_of(window)
    there = [one.stay for tile in view.tiles.values() if tile.room.beds == 1 for one in tile.occupants]
    if len(there) > 1:
        ask_swap(view, *there[:2])
    return window


@screen("isolation-names")
def names(window: MainWindow) -> QWidget:
    view = board_of(window)
    if view.revealed:
        view.names.ask()
    view.names.ask()
    return window


@screen("isolation-chip")
def chip(window: MainWindow) -> QWidget:
    board_of(window).choose(RoomState.TO_CLEAN.value)
    return window


@screen("isolation-wall")
def wall(window: MainWindow) -> QWidget:
    tab = board_of(window).tab
    return tab.show_wall()
