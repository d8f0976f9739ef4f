"""The daily reports of the units: what came in and what did not, corrections, cross-checks, reminders, sheets (product rule R1)."""

from db.vocabulary import CallOutcome, ReportState, ReportWay
from duty_desk.unit_reports.chasing import (
    CallRow,
    ExemptionRow,
    chase,
    end_exemption,
    exempt,
    find_exemption,
    list_calls,
)
from duty_desk.unit_reports.filing import correct, findings, submit
from duty_desk.unit_reports.ledgers import LEDGERS, REPORTS, UNITS
from duty_desk.unit_reports.open_items import count_open_items, list_open_items
from duty_desk.unit_reports.queries import Day, DayCount, UnitDay, day_view, series
from duty_desk.unit_reports.records import (
    ReportRow,
    before,
    changed,
    deadline,
    list_editions,
    summary_due,
    today,
)
from duty_desk.unit_reports.rules import FIGURES, Finding, check_figures, observed, zeros

__all__ = [
    "FIGURES",
    "LEDGERS",
    "REPORTS",
    "UNITS",
    "CallOutcome",
    "CallRow",
    "Day",
    "DayCount",
    "ExemptionRow",
    "Finding",
    "ReportRow",
    "ReportState",
    "ReportWay",
    "UnitDay",
    "before",
    "changed",
    "chase",
    "check_figures",
    "correct",
    "count_open_items",
    "day_view",
    "deadline",
    "end_exemption",
    "exempt",
    "find_exemption",
    "findings",
    "list_calls",
    "list_editions",
    "list_open_items",
    "observed",
    "series",
    "submit",
    "summary_due",
    "today",
    "zeros",
]
