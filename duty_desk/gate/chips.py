"""How many visits, runs and passages stand behind each choice over their lists; every count follows all other filters."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from duty_desk import ledger
from duty_desk.gate import limits, visit_queries
from duty_desk.gate.ledgers import RUNS, VISITS
from duty_desk.gate.log import EXEMPT, FORCED, HELD, LOG, LOOKED, PASSED, REFUSED, WITHDRAWN
from duty_desk.ledger import Ledger, Request
from duty_desk.work import Read

ALL = "all"
OPEN_STATES = ("inside", "overdue")


def visit_choices(read: Read) -> Mapping[str, Mapping[str, Any]]:
    """The choices over the visitors' list, each with its filters."""
    today = read.at.date()
    return {
        ALL: {},
        "inside": {"states": OPEN_STATES},
        "overdue": {"states": ("overdue",)},
        "today": {"period": (today, today)},
        "undecided": {"undecided": visit_queries.day_to_decide(read)},
        "unknown": {"states": ("unknown",)},
    }


def run_choices(read: Read) -> Mapping[str, Mapping[str, Any]]:
    """The choices over the list of runs, each with its filters."""
    night = limits.night_of(read, read.at)
    return {
        ALL: {},
        "open": {"states": ("open",)},
        "overlong": {"overlong": True},
        "tonight": {"period": (night, night)},
        "abnormal": {"states": ("abnormal",)},
    }


def log_choices(read: Read) -> Mapping[str, Mapping[str, Any]]:
    """The choices over the log, each with its filters."""
    return {
        ALL: {},
        PASSED: {"results": (PASSED, EXEMPT)},
        REFUSED: {"results": (REFUSED, HELD)},
        LOOKED: {"results": (LOOKED,)},
        FORCED: {"results": (FORCED,)},
        WITHDRAWN: {"results": (WITHDRAWN,)},
    }


CHOICES = {VISITS.key: visit_choices, RUNS.key: run_choices, LOG.key: log_choices}
# What the choices of a list set; all else in a request stays.
_OWN = ("states", "undecided", "overlong", "results")


def narrowed(request: Request, filters: Mapping[str, Any]) -> Request:
    """The request with one choice in the place of another. A choice of days goes before days chosen by hand."""
    kept = {key: value for key, value in request.filters.items() if key not in _OWN}
    return replace(request, filters={**kept, **filters})


def count_choices(read: Read, shown: Ledger, request: Request) -> Mapping[str, int]:
    """How many rows each choice would show."""
    choices = CHOICES[shown.key](read)
    return {key: ledger.count(shown, read, narrowed(request, filters)) for key, filters in choices.items()}
