"""Figures of the roster, for the statement that the office publishes and for proving an import."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from db.vocabulary import Shift
from duty_desk.roster import rules
from duty_desk.roster.month import all_cells
from duty_desk.roster.persons import list_persons
from duty_desk.roster.rules import Cell
from duty_desk.work import Read

# What the office counts as long, whatever the limits of the day are.
LONG = 20


def figures(read: Read, until: date | None = None) -> dict[str, Any]:
    """Everything up to a day (today when not given), by name; whoever shares a name is called with the department."""
    held = all_cells(read, until or read.at.date())
    names = {row.id: row.title for row in list_persons(read, inactive=True)}
    detail = {names[person]: _detail(cells) for person, cells in held.items()}
    days = sorted({day for cells in held.values() for day in cells})
    span = (days[-1] - days[0]).days + 1 if days else 0
    full = sorted(name for name, one in detail.items() if span and one["longest_run"] == span)
    over = sorted(name for name, one in detail.items() if one["longest_run"] > LONG and name not in full)
    return {
        "days": len(days),
        "first": days[0].isoformat() if days else None,
        "last": days[-1].isoformat() if days else None,
        "persons": len(detail),
        "full_period": full,
        "over_20_not_full": over,
        "count_full": len(full),
        "count_over_20_not_full": len(over),
        "count_over_20_all": sum(one["longest_run"] > LONG for one in detail.values()),
        "exactly_20": sorted(name for name, one in detail.items() if one["longest_run"] == LONG),
        "standby_only_days": sum(one["standby"] for one in detail.values()),
        "persons_detail": dict(sorted(detail.items())),
    }


def _detail(cells: Mapping[date, Cell]) -> dict[str, Any]:
    attended = {day for day, cell in cells.items() if rules.is_attended(cell)}
    run = rules.longest(rules.runs(attended))
    return {
        "days": len(attended),
        "longest_run": run.days if run else 0,
        "run_from": run.first.isoformat() if run else None,
        "run_to": run.last.isoformat() if run else None,
        "standby": sum(Shift.STANDBY in cell and day not in attended for day, cell in cells.items()),
    }
