"""Reads everything that Today shows, beside the window: all desks are loaded with it, which the window does not wait for."""

from __future__ import annotations

from dataclasses import dataclass

from duty_desk import handover
from duty_desk.agenda.badges import Badges, read_badges
from duty_desk.agenda.board import read_board
from duty_desk.agenda.shapes import Board
from duty_desk.errors import DutyDeskError
from duty_desk.handover import Readiness
from duty_desk.work import Read


@dataclass(frozen=True, slots=True)
class Reading:
    """What is read for the screen at once; `ready` is None where the hand-over cannot be read. The rail takes its numbers from here."""

    board: Board
    ready: Readiness | None
    badges: Badges


def read_today(read: Read) -> Reading:
    """Board, hand-over and numbers of the rail from one reading."""
    board = read_board(read)
    try:
        ready = handover.readiness(read, open_items=board.open_items)
    except DutyDeskError:
        ready = None
    return Reading(board, ready, read_badges(read, without="today"))
