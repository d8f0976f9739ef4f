"""The gate's forms out of office workbooks: registers of passages and visitors, temperatures, morning checks, supply vehicles."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from duty_desk import audit
from duty_desk.gate import import_checks, import_crossings, import_vehicles, import_visits
from duty_desk.imported import JudgedRow
from duty_desk.passes.import_rows import Written
from duty_desk.roles import Permission, requires
from duty_desk.work import Work

_WRITERS: Mapping[str, Callable[[Work, Sequence[JudgedRow], int | None], Written]] = {
    "crossings": import_crossings.write_crossings,
    "visits": import_visits.write_visits,
    "staff_temps": import_checks.write_staff_temps,
    "retests": import_checks.write_retests,
    "morning_checks": import_checks.write_morning_checks,
    "routes": import_vehicles.write_routes,
    "vehicles": import_vehicles.write_vehicles,
    "crew": import_vehicles.write_crew,
    "trips": import_vehicles.write_trips,
}
# In the order in which they build upon one another, all after the registers and the passes.
FORMS = tuple(_WRITERS)


@requires(Permission.IMPORT)
def write_rows(work: Work, form_key: str, rows: Sequence[JudgedRow], batch_id: int | None = None) -> Written:
    """Write judged rows of one of FORMS; `batch_id` is the import they belong to."""
    if not rows:
        return Written(0, 0, ())
    written = _WRITERS[form_key](work, rows, batch_id)
    audit.record(
        work,
        action="gate.import",
        subject=("import_batch", batch_id) if batch_id is not None else None,
        after={
            "form": form_key,
            "count": written.count,
            "people": written.people_created,
            "left": len(written.left),
        },
    )
    return written
