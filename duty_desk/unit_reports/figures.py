"""The figures of all daily reports on record: what came, was missing or late, and what it adds up to before and after correction."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from sqlalchemy import func, select

from db.models import Unit, UnitReport
from db.vocabulary import ReportState
from duty_desk import formats
from duty_desk.unit_reports import queries, records, rules
from duty_desk.work import Read

SUMMED = (
    "fever", "symptom", "visit", "suspected", "confirmed", "close", "central", "home", "new", "released",
)  # fmt: skip
_LAST = ("due", "on_campus", *SUMMED)


def figures(read: Read) -> dict[str, Any]:
    """Everything from the first day that was reported to the last; empty without reports."""
    first = read.session.scalar(select(func.min(UnitReport.day)))
    last = read.session.scalar(select(func.max(UnitReport.day)))
    if first is None or last is None:
        return {}
    filed = records.current(read, first, last, editions=False)
    stands = records.current(read, first, last)
    days = queries.days_of(first, last)
    names = {row.id: row.name for row in read.session.scalars(select(Unit))}
    missing = [
        {"date": day.isoformat(), "unit": row.name}
        for day in days
        for row in queries.day_view(read, day).of(ReportState.MISSING)
    ]
    by_day: dict[str, int] = {}
    for each in missing:
        by_day[each["date"]] = by_day.get(each["date"], 0) + 1
    units = sum(1 for row in queries.day_view(read, last).rows if row.state is not ReportState.EXEMPT)
    corrected = [(filed[key], row) for key, row in stands.items() if row.edition > 1]
    return {
        "units": units,
        "days": len(days),
        "first": first.isoformat(),
        "last": last.isoformat(),
        "slots": units * len(days),
        "received": len(filed),
        "missing": missing,
        "missing_by_day": by_day,
        "late": [
            {
                "date": row.day.isoformat(),
                "unit": names[row.unit_id],
                "time": formats.clock(row.submitted_at),
            }
            for row in sorted(filed.values(), key=lambda row: (row.day, row.submitted_at))
            if row.is_late
        ],
        "corrected_reports": len(corrected),
        "corrected_fields": sum(
            len(records.changed(records.figures_of(before), records.figures_of(after)))
            for before, after in corrected
        ),
        "totals_by_day_first_submission": _by_day(filed, days),
        "totals_by_day_after_correction": _by_day(stands, days),
        "identity_breaks_before_correction": _breaks(filed, names),
        "identity_breaks_after_correction": _breaks(stands, names),
        "presence_mismatch": sum(
            any(found.kind == "presence" for found in rules.check_figures(records.figures_of(row), None))
            for row in stands.values()
        ),
        "last_day": _sums([row for row in stands.values() if row.day == last], _LAST),
    }


def _by_day(
    reports: Mapping[tuple[int, date], UnitReport], days: Sequence[date]
) -> dict[str, dict[str, int]]:
    return {
        day.isoformat(): _sums([row for row in reports.values() if row.day == day], SUMMED) for day in days
    }


def _sums(rows: Sequence[UnitReport], names: Sequence[str]) -> dict[str, int]:
    added = queries.add_up([records.figures_of(row) for row in rows])
    return {name: added[name] or 0 for name in names}


def _breaks(reports: Mapping[tuple[int, date], UnitReport], names: Mapping[int, str]) -> list[list[str]]:
    """Day and unit of every report whose persons under observation do not follow from the day before."""
    found: list[list[str]] = []
    for (unit, day), row in sorted(reports.items(), key=lambda item: (item[0][1], item[0][0])):
        before = reports.get((unit, day - timedelta(days=1)))
        was = None if before is None else records.figures_of(before)
        if any(each.kind == "observed" for each in rules.check_figures(records.figures_of(row), was)):
            found.append([day.isoformat(), names[unit]])
    return found
