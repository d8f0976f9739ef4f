"""The duty roster: who is on duty when, what kind of day it is, who has been on too long."""

from duty_desk.roster.cells import Change, put_back, set_cells, swap
from duty_desk.roster.persons import (
    RosterPersonRow,
    add_person,
    edit_person,
    list_officers,
    list_persons,
    move_person,
)
from duty_desk.roster.rules import Limits
from duty_desk.roster.shifts import (
    ShiftRow,
    limits_on,
    next_shift,
    on_duty,
    people_on,
    previous_shift,
)

__all__ = [
    "Change",
    "Limits",
    "RosterPersonRow",
    "ShiftRow",
    "add_person",
    "edit_person",
    "limits_on",
    "list_officers",
    "list_persons",
    "move_person",
    "next_shift",
    "on_duty",
    "people_on",
    "previous_shift",
    "put_back",
    "set_cells",
    "swap",
]
