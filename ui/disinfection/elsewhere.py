"""The form of a round for a screen that is not this one: Today deals with a round without leaving it."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from duty_desk.disinfection import areas, grid
from duty_desk.disinfection.terminal import TERMINAL
from duty_desk.roles import Permission, may
from ui.disinfection.round_form import RoundForm
from ui.feature_tab import Shell


def round_form(shell: Shell, record_id: int, parent: QWidget) -> RoundForm | None:
    """The form of one open round of an area or a room; None where the officer may not record it, or it is no such round any more."""
    with shell.desk.read() as read:
        due = grid.get_round(read, record_id)
        if (
            due is None
            or due.kind == TERMINAL
            or due.record is not None
            or not may(read, Permission.RECORD_DISINFECTION)
        ):
            return None
        found = areas.areas_of(read, [due.area], due.day) if due.area is not None else [grid.rooms_line()]
    return RoundForm(shell, found[0], due, parent=parent) if found else None
