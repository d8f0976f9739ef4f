"""Who is looked at before they work or come in: daily checks, the staff grid, key persons, who comes back when.

What is used across features is named here; the rest is imported by its module (`key_people`, `team_counts`, `returns` …).
"""

from duty_desk.screening.checks import (
    Checked,
    CheckRow,
    CrewState,
    Missing,
    add_retest,
    crew_check,
    is_normal,
    list_checks,
    list_missing,
    record_check,
    undo_checks,
    write_checks,
)
from duty_desk.screening.key_ledger import KEY_PEOPLE
from duty_desk.screening.key_people import Called, Dialled, Drawn, dial, draw, record_call
from duty_desk.screening.key_rows import Followed, KeyRow, KeyTotals, get_key_person, list_key_people

__all__ = [
    "KEY_PEOPLE",
    "Called",
    "CheckRow",
    "Checked",
    "CrewState",
    "Dialled",
    "Drawn",
    "Followed",
    "KeyRow",
    "KeyTotals",
    "Missing",
    "add_retest",
    "crew_check",
    "dial",
    "draw",
    "get_key_person",
    "is_normal",
    "list_checks",
    "list_key_people",
    "list_missing",
    "record_call",
    "record_check",
    "undo_checks",
    "write_checks",
]
