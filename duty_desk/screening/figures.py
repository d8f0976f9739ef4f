"""The figures of key persons and of the crews' morning checks by their names in `figures --json`."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select

from db.models import HealthCheck
from duty_desk.screening import key_rows
from duty_desk.screening.checks import list_missing
from duty_desk.work import Read


def key_figures(read: Read) -> dict[str, Any]:
    """Every figure of key persons, counted from what the units said and from the list of those who are called.

    `returned_upper_bound` is how many may have left: whoever lives on campus is among them where `subset_holds`.
    """
    sums = key_rows.totals(read)
    rows = key_rows.list_key_people(read, everybody=True)
    named = {
        "staff_origin": sums.staff_origin,
        "student_origin": sums.student_origin,
        "staff_there": sums.staff_there,
        "student_there": sums.student_there,
        "back": sums.back,
    }
    left = sums.origin - sums.there
    holds = sums.staff_there <= sums.staff_origin and sums.student_there <= sums.student_origin
    return {
        "units": sums.units,
        "totals": named,
        "sum_origin": sums.origin,
        "sum_there": sums.there,
        "returned_upper_bound": left,
        "back_rows": sum(row.ended_on is None for row in rows),
        "subset_holds": holds and sums.back <= left,
        "delivered_bottles": sum(row.delivered for row in rows),
        "phone_calls": sum(row.calls for row in rows),
        "summary_sheet": list(named.values()),
    }


def crew_check_figures(read: Read) -> dict[str, Any]:
    """Morning checks of all crews on record: how many were due, done, and who missed which; empty without any."""
    rows = read.session.execute(
        select(HealthCheck.day, HealthCheck.person_id).where(HealthCheck.job_id.is_not(None))
    ).all()
    if not rows:
        return {}
    days = {row.day for row in rows}
    missing = list_missing(read, min(days), max(days))
    return {
        "checks_expected": len(days) * len({row.person_id for row in rows}),
        "checks_done": len(rows),
        "checks_missing": [
            {"permit": row.number, "date": row.day.isoformat(), "denied_entry": row.denied_on.isoformat()}
            for row in sorted(missing, key=lambda row: row.day)
        ],
    }
