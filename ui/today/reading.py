"""Reads everything that Today shows, beside the window: all desks are loaded with it, which the window does not wait for."""

from __future__ import annotations

from dataclasses import dataclass

from duty_desk import handover
from duty_desk.agenda.board import read_board
from duty_desk.agenda.shapes import Board
from duty_desk.errors import DutyDeskError
from duty_desk.handover import Readiness
from duty_desk.work import Read


@dataclass(frozen=True, slots=True)
class Reading:
    """What is read for the screen at once; `ready` is None where the hand-over cannot be read."""

    board: Board
    ready: Readiness | None


def read_today(read: Read) -> Reading:
    """Board and hand-over from one reading."""
    board = read_board(read)
    try:
        return Reading(board, handover.readiness(read, open_items=board.open_items))
    except DutyDeskError:
        return Reading(board, None)
