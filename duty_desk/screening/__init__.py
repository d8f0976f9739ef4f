"""Daily health checks of people who must be looked at before they work or come in."""

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

__all__ = [
    "CheckRow",
    "Checked",
    "CrewState",
    "Missing",
    "add_retest",
    "crew_check",
    "is_normal",
    "list_checks",
    "list_missing",
    "record_check",
    "undo_checks",
    "write_checks",
]
