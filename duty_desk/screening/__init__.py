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
    review,
    write_checks,
)
from duty_desk.screening.fitness import (
    Fitness,
    Why,
    may_work,
    may_work_all,
    may_work_days,
    unchecked_front_line,
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
    "Fitness",
    "Followed",
    "KeyRow",
    "KeyTotals",
    "Missing",
    "Why",
    "add_retest",
    "crew_check",
    "dial",
    "draw",
    "get_key_person",
    "is_normal",
    "list_checks",
    "list_key_people",
    "list_missing",
    "may_work",
    "may_work_all",
    "may_work_days",
    "record_call",
    "record_check",
    "review",
    "unchecked_front_line",
    "write_checks",
]
