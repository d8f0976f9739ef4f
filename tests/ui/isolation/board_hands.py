"""Hands on the board: a key, the middle of a room, a drag."""

from __future__ import annotations

from PySide6.QtCore import QPoint, Qt
from pytestqt.qtbot import QtBot

from ui.isolation.board import BoardView
from ui.isolation.board_canvas import BoardCanvas
from ui.main_window import MainWindow


def press(qtbot: QtBot, board: BoardCanvas, key: Qt.Key) -> None:
    qtbot.keyClick(board, key)
    # A letter may be the beginning of a scan, and waits for a moment.
    window = board.window()
    assert isinstance(window, MainWindow)
    window.scanner.flush()


def centre(view: BoardView, room: int) -> QPoint:
    number = view.canvas.plan.number_of(room)
    assert number is not None
    return view.canvas.rect_of(number).center()


def drag(qtbot: QtBot, view: BoardView, source: int, target: int) -> None:
    """Press on one room, move to another, let the caller look, then release."""
    port = view.canvas.viewport()
    start, end = centre(view, source), centre(view, target)
    qtbot.mousePress(port, Qt.MouseButton.LeftButton, pos=start)
    for step in range(1, 6):
        qtbot.mouseMove(port, start + (end - start) * step / 5)
