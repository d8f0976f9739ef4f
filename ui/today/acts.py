"""What the verbs of the queue do: the record of a line opens on the screen it belongs to; two clicks at the most."""

from __future__ import annotations

from collections.abc import Mapping

from duty_desk.agenda.items import Item
from duty_desk.agenda.rules import Verb
from duty_desk.desk import Desk
from ui.feature_tab import Shell
from ui.today.rows import QueueRow

# One after the other from the first on: the screen there goes on by itself. Other lines of several unfold.
ONE_BY_ONE = frozenset({Verb.RECORD, Verb.READ, Verb.ASSIGN, Verb.REMIND})
# The room on the way to be free again is dealt with by its round, not on the board.
_TERMINAL = frozenset({"room_to_clean", "room_to_check"})
# What is no record of its own is shown where it is listed: screen and part of it.
PLACES: Mapping[str, tuple[str, str]] = {
    "parcel_day": ("gate", "parcels"),
    "pass_slip": ("passes", "outage"),
    "proof": ("office", "status"),
    "backup": ("office", "backup"),
    "retention": ("office", "privacy"),
}


def open_item(shell: Shell, item: Item) -> bool:
    """Go to the record; False where it cannot be shown to this officer."""
    kind, number = item.subject
    if item.feature == "disinfection" and item.what in _TERMINAL:
        found = _terminal_round(shell.desk, number)
        if found is not None and shell.open_record("terminal_round", found):
            return True
    if kind in PLACES:
        return shell.open_place(*PLACES[kind])
    return shell.open_record(kind, number)


def opens_first(row: QueueRow) -> bool:
    """Whether the verb of a line of several begins with the first of them; otherwise it unfolds."""
    return not row.is_heap or row.line.verb in ONE_BY_ONE


def _terminal_round(desk: Desk, room: int) -> int | None:
    from duty_desk.disinfection import terminal

    with desk.read() as read:
        rows = terminal.list_terminal(read)
    return next((row.round for row in rows if row.room.id == room), None)
