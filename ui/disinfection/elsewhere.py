"""The form of a round for a screen that is not this one: Today deals with a round without leaving it."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from duty_desk import formats
from duty_desk.disinfection import areas, grid, mixing, records
from duty_desk.disinfection.terminal import TERMINAL
from duty_desk.errors import DutyDeskError
from duty_desk.roles import Permission, may
from duty_desk.strings import t
from ui.disinfection.round_form import RoundForm, Saved
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
    if not found:
        return None
    form = RoundForm(shell, found[0], due, parent=parent)
    form.saved.connect(lambda saved: _say(shell, saved))
    return form


def _say(shell: Shell, saved: Saved) -> None:
    """It is written down, and can be taken back."""
    at = formats.clock(shell.desk.now)
    shell.notify(
        t("disinfection_tab.day.saved", area=saved.place, at=at), undo=lambda: _take_back(shell, saved)
    )


def _take_back(shell: Shell, saved: Saved) -> None:
    why = t("disinfection_tab.day.undone")
    try:
        with shell.desk.work() as work:
            records.withdraw(work, saved.record, reason=why)
            if saved.mix is not None:
                mixing.withdraw(work, saved.mix, reason=why)
    except DutyDeskError as error:
        shell.refuse(error)
