"""The figures of the gates' registers by their names in `figures --json`: each row judged anew by the rules of its moment."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from typing import Any

from sqlalchemy import func, select

from db.models import Crossing, HealthCheck, Refusal, Vehicle, VehiclePerson, VehicleRun, Visit
from db.vocabulary import CrossingKind, Direction
from duty_desk import policy
from duty_desk.gate import run_queries, visit_queries
from duty_desk.gate.answer_rules import Reason
from duty_desk.gate.review import Reviewed, review
from duty_desk.gate.run_rules import Fault
from duty_desk.sheets.forms import form
from duty_desk.work import Read

# Verdicts and faults under the names that are reported.
REASONS = {
    Reason.EMERGENCY: "EMERGENCY_VEHICLE",
    Reason.GATE_CLOSED: "GATE_CLOSED",
    Reason.GATE_HOURS: "GATE_CLOSED_HOURS",
    Reason.WRONG_GATE: "GATE_NOT_ALLOWED",
    Reason.EXPIRED: "PERMIT_EXPIRED",
    Reason.LOST: "PERMIT_LOST",
    Reason.UNKNOWN: "PERMIT_NOT_FOUND",
    Reason.NOT_YET: "PERMIT_NOT_YET_VALID",
    Reason.RETURNED: "PERMIT_REVOKED",
    Reason.FEVER: "TEMP_ABNORMAL",
    Reason.QUOTA: "QUOTA_USED",
}
FAULTS = {
    Fault.BEFORE_WINDOW: "BEFORE_CURFEW",
    Fault.CREW_DIFFERS: "CREW_MISMATCH",
    Fault.EXIT_MISSING: "MISSING_EXIT",
}
# As it is written in the register: passed, refused, held.
_RESULTS = {"stop": "refused", "held": "held"}
_LONG = timedelta(hours=4)


def log_figures(read: Read) -> dict[str, Any]:
    """Figures of all crossings, visits and staff temperatures on record; empty without crossings.

    Who is still inside is counted at the end of the day shift of the last day.
    """
    first, last = _days(read)
    if first is None or last is None:
        return {}
    rows = review(read, first, last)
    visits = visit_queries.fetch_visits(read, read.session.scalars(select(Visit.id)).all())
    checks = read.session.scalars(select(HealthCheck).where(HealthCheck.job_id.is_(None))).all()
    withdrawn = select(Crossing.import_row).where(Crossing.withdrawn_at.is_not(None))
    return {
        "crossings": len(rows),
        "crossings_by_kind": _worded("kind", (row.kind for row in rows if row.kind)),
        "crossings_by_direction": _worded("direction", (row.direction for row in rows if row.direction)),
        "crossings_by_result": _results(read),
        "void_rows": list(read.session.scalars(withdrawn)),
        "by_day": {day.isoformat(): n for day, n in sorted(Counter(row.at.date() for row in rows).items())},
        **_households(rows),
        **_visits(read, visits, last),
        "staff_temps": len(checks),
        "staff_temps_persons": len({row.person_id for row in checks}),
        "temps": _temperatures(read, rows, visits, checks),
    }


def run_figures(read: Read) -> dict[str, Any]:
    """Figures of all runs of supply vehicles on record, with every fault that the rules find; empty without vehicles."""
    first = read.session.scalar(select(func.min(VehicleRun.night)))
    last = read.session.scalar(select(func.max(VehicleRun.night)))
    if first is None or last is None:
        return {}
    runs = run_queries.list_runs(read, first, last)
    faults: dict[str, list[str]] = {}
    for row in runs:
        for fault in row.faults:
            faults.setdefault(FAULTS.get(fault, fault.name), []).append(row.number)
    by_night = Counter(row.night.isoformat() for row in runs)
    return {
        "vehicles": read.session.scalar(select(func.count()).select_from(Vehicle)),
        "by_kind": dict(Counter(read.session.scalars(select(Vehicle.use)))),
        "crew": read.session.scalar(select(func.count()).select_from(VehiclePerson)),
        "trips": len(runs),
        "nights": len(by_night),
        "trips_per_night": dict(by_night),
        "all_five_stages_and_crew_match": sum(row.is_closed_loop for row in runs),
        "loop_not_closed": [row.number for row in runs if not row.is_closed_loop],
        "faults": dict(sorted(faults.items())),
        "route_overrun_minutes": {row.number: row.overrun_minutes for row in runs if row.overrun_minutes},
        "clean_trips": sum(not row.faults for row in runs),
        "recorded_complete_but_faulty": [
            row.number for row in runs if row.faults and row.recorded == "closed"
        ],
    }


def verdict_name(read: Read, row: Reviewed) -> str:
    """What the rules say of a row, under the name that is reported."""
    if row.reason is not Reason.OK:
        return REASONS.get(row.reason, row.reason.name)
    if row.temperature is not None and row.temperature >= policy.number(read, "temp.abnormal"):
        return "TEMP_CLEARED"
    low = row.temperature is not None and row.temperature < policy.number(read, "temp.low_retest")
    return "TEMP_LOW_RETEST" if low else "OK"


def _days(read: Read) -> tuple[date | None, date | None]:
    found: list[datetime] = []
    for table in (Crossing, Refusal):
        ends = read.session.execute(select(func.min(table.at), func.max(table.at))).one()
        found += [at for at in ends if at is not None]
    return (min(found).date(), max(found).date()) if found else (None, None)


def _word(field: str, code: str) -> str:
    """How the office's register writes it."""
    choices = form("crossings").fields[field].choices
    return next((name for name, value in choices.items() if value == code), code)


def _worded(field: str, codes: Iterable[str]) -> dict[str, int]:
    return {_word(field, code): n for code, n in Counter(map(str, codes)).items()}


def _results(read: Read) -> dict[str, int]:
    passed = read.session.scalar(select(func.count()).select_from(Crossing)) or 0
    answers = Counter(read.session.scalars(select(Refusal.answer)))
    turned = {_word("result", code): answers[answer] for answer, code in _RESULTS.items()}
    return {_word("result", "passed"): passed, **turned}


def _households(rows: Iterable[Reviewed]) -> dict[str, Any]:
    exits = [row for row in rows if row.kind is CrossingKind.HOUSEHOLD and row.direction is Direction.OUT]
    said = Counter(
        "QUOTA_OK" if row.reason is Reason.OK else REASONS.get(row.reason, row.reason.name) for row in exits
    )
    return {
        "household_exits": len(exits),
        "household_exit_verdicts": dict(said),
        "household_exits_denied_rows": sorted(row.row or 0 for row in exits if not row.allowed),
    }


def _visits(read: Read, visits: Iterable[Any], last: date) -> dict[str, Any]:
    at = datetime.combine(last, time.fromisoformat(policy.text(read, "duty.day_until")))
    rows = {row.id: row.import_row for row in read.session.execute(select(Visit.id, Visit.import_row))}
    every = list(visits)
    inside = [row for row in every if row.state in ("inside", "overdue")]
    late = [row for row in inside if row.open_until is not None and row.open_until < at]
    return {
        "visits": len(every),
        "visits_admitted": sum(row.state != "refused" for row in every),
        "visits_not_admitted": sum(row.state == "refused" for row in every),
        "open_visits_at": at.isoformat(timespec="minutes"),
        "open_visits": sorted(rows[row.id] or 0 for row in inside),
        "overdue_visits": sorted(rows[row.id] or 0 for row in late),
        "closed_visits_over_4h": sum(row.stayed is not None and row.stayed > _LONG for row in every),
    }


def _temperatures(
    read: Read, rows: Iterable[Any], visits: Iterable[Any], checks: Iterable[Any]
) -> dict[str, int]:
    line, low = policy.number(read, "temp.abnormal"), policy.number(read, "temp.low_retest")
    parts = {"crossings": list(rows), "visits": list(visits), "staff": list(checks)}
    high = {name: sum((row.temperature or 0) >= line for row in found) for name, found in parts.items()}
    cold = {name: sum(0 < (row.temperature or 0) < low for row in found) for name, found in parts.items()}
    cleared = sum(
        (row.temperature or 0) >= line and row.retest is not None and row.retest < line
        for found in parts.values()
        for row in found
    )
    return {
        **{f"abnormal_{name}": n for name, n in high.items()},
        "abnormal_staff_in_grid": high["staff"],
        "abnormal_total": sum(high.values()),
        **{f"low_{name}": n for name, n in cold.items()},
        "low_total": sum(cold.values()),
        "cleared_on_retest": cleared,
    }
