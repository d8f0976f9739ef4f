"""Disinfection: what is due where, what was done with what, and the solutions, lamps and papers that go with it.

Verbs of one subject have a module each: `areas` and `plans`, `rounds`, `records`, `terminal` (the way of a room back to free),
`dilution`, `clash` and `mixing`. What is used across them is named here.
"""

from duty_desk.disinfection.areas import AreaRow, PlanRow, add_area, edit_area, get_area, list_areas
from duty_desk.disinfection.grid import AreaDay, Cell, Grid, Group, day_grid, get_round, overdue
from duty_desk.disinfection.plans import list_plans, load_usual, set_plan
from duty_desk.disinfection.record_rows import RecordRow, RoundRow, list_records
from duty_desk.disinfection.records import Recorded, accept, checked, record, tick, withdraw
from duty_desk.disinfection.rounds import draw_up, draw_up_until, exempt, miss, open_event, reopen
from duty_desk.disinfection.rules import Finding, Shown
from duty_desk.disinfection.terminal import (
    TerminalRow,
    airing_over,
    finish_airing,
    list_terminal,
    open_terminal,
    start_terminal,
)
from duty_desk.disinfection.usual import UsualArea, usual_areas, usual_events

__all__ = [
    "AreaDay",
    "AreaRow",
    "Cell",
    "Finding",
    "Grid",
    "Group",
    "PlanRow",
    "RecordRow",
    "Recorded",
    "RoundRow",
    "Shown",
    "TerminalRow",
    "UsualArea",
    "accept",
    "add_area",
    "airing_over",
    "checked",
    "day_grid",
    "draw_up",
    "draw_up_until",
    "edit_area",
    "exempt",
    "finish_airing",
    "get_area",
    "get_round",
    "list_areas",
    "list_plans",
    "list_records",
    "list_terminal",
    "load_usual",
    "miss",
    "open_event",
    "open_terminal",
    "overdue",
    "record",
    "reopen",
    "set_plan",
    "start_terminal",
    "tick",
    "usual_areas",
    "usual_events",
    "withdraw",
]
