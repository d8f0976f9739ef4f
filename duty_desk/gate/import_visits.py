"""The register of visitors from an office workbook, with those who are still inside."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any

from sqlalchemy import insert

from db.models import Visit
from db.vocabulary import Category, VisitOutcome
from duty_desk import policy
from duty_desk.errors import DutyDeskError
from duty_desk.gate.import_crossings import moment_of
from duty_desk.imported import JudgedRow
from duty_desk.passes.arrivals import Named, obtain_people
from duty_desk.passes.import_rows import Written
from duty_desk.people import units
from duty_desk.roles import step
from duty_desk.work import Work

_VISIT: Any = Visit.__table__
REFUSED = "refused"


@step
def write_visits(work: Work, rows: Sequence[JudgedRow], batch_id: int | None) -> Written:
    """Write the visits of a register; they have no slip of ours, so no number and no code."""
    named = [_person(row.values) for row in rows]
    arrivals = obtain_people(work, named, import_id=batch_id)
    departments = units.unit_names(work)
    left: dict[int, DutyDeskError] = {}
    written: list[dict[str, Any]] = []
    for position, (row, person) in enumerate(zip(rows, named, strict=True)):
        error = arrivals.errors.get((*person.key, person.name))
        if error is not None:
            left[position] = error
            continue
        unit = departments.get(units.name_key(str(row.values.get("dept") or "")))
        written.append(_values(work, row.values, arrivals.people[person.key], unit, batch_id))
    if written:
        work.session.execute(insert(_VISIT), written)
    return Written(len(rows) - len(left), arrivals.created, tuple(left.items()))


def _person(row: Mapping[str, Any]) -> Named:
    return Named(
        name=row["name"],
        category=Category.VISITOR,
        id_kind=row.get("id_kind"),
        id_number=row.get("id_no") or None,
        phone=row.get("phone") or None,
        place=row.get("firm") or None,
    )


def _values(
    work: Work, row: Mapping[str, Any], person: int, unit: int | None, batch_id: int | None
) -> dict[str, Any]:
    came = moment_of(row["date"], row["t_in"])
    gone = moment_of(row["date"], row["t_out"]) if row.get("t_out") else None
    hours = policy.number(work, "visitor.max_hours", row["date"])
    admitted = row.get("result") != REFUSED
    still_here = admitted and gone is None
    return {
        "person_id": person,
        "firm": row.get("firm") or None,
        "plate": row.get("plate") or None,
        "purpose": row.get("reason") or "",
        "host_name": row.get("host") or "",
        "host_unit_id": unit,
        "host_unit": row.get("dept") or None,
        "host_confirmed": row.get("confirmed") is not False and admitted,
        "temperature": row.get("temp"),
        "retest": row.get("retemp"),
        "admitted": admitted,
        "came_at": came,
        "open_until": came + timedelta(hours=hours) if still_here else None,
        "limit_hours": hours,
        "left_at": gone if admitted else None,
        "outcome": VisitOutcome.LEFT.value if gone is not None and admitted else None,
        "decided_automatically": False,
        "note": row.get("remark") or None,
        "version": 1,
        "import_id": batch_id,
        "import_row": row.get("seq"),
    }
