"""The forms of disinfection out of office workbooks: which module takes each in and which takes it back."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date

from duty_desk import audit
from duty_desk.disinfection import import_areas, import_lamps, import_records
from duty_desk.imported import JudgedRow, Written
from duty_desk.roles import Permission, require, requires
from duty_desk.work import Work

Writer = Callable[[Work, Sequence[JudgedRow], int | None, Mapping[str, date]], Written]


def _records(
    work: Work, rows: Sequence[JudgedRow], batch_id: int | None, days: Mapping[str, date]
) -> Written:
    del days
    return import_records.write_records(work, rows, batch_id)


def _uses(work: Work, rows: Sequence[JudgedRow], batch_id: int | None, days: Mapping[str, date]) -> Written:
    del days
    return import_lamps.write_uv_log(work, rows, batch_id)


# In the order in which they build upon one another.
_WRITERS: Mapping[str, Writer] = {
    "areas": import_areas.write_areas,
    "area_events": import_areas.write_areas,
    "dis_records": _records,
    "uv_log": _uses,
}
_UNDO: Mapping[str, Callable[[Work, int], int]] = {
    "areas": import_areas.undo_areas,
    "area_events": import_areas.undo_areas,
    "dis_records": import_records.undo_records,
    "uv_log": import_lamps.undo_uv_log,
}
# Who may do by hand what an import does for many.
_NEEDS: Mapping[str, Permission] = {
    "areas": Permission.PLAN_DISINFECTION,
    "area_events": Permission.PLAN_DISINFECTION,
    "dis_records": Permission.RECORD_DISINFECTION,
    "uv_log": Permission.RECORD_DISINFECTION,
}
FORMS = tuple(_WRITERS)


@requires(Permission.IMPORT)
def write_rows(
    work: Work,
    form_key: str,
    rows: Sequence[JudgedRow],
    batch_id: int | None = None,
    *,
    days: Mapping[str, date] | None = None,
) -> Written:
    """Write judged rows of one of FORMS; `batch_id` is the import they belong to, `days` what stands above each sheet."""
    require(work, _NEEDS[form_key])
    if not rows:
        return Written(0)
    written = _WRITERS[form_key](work, rows, batch_id, days or {})
    audit.record(
        work,
        action="disinfection.import",
        subject=("import_batch", batch_id) if batch_id is not None else None,
        after={"form": form_key, "count": written.count, "left": len(written.left)},
    )
    return written


@requires(Permission.IMPORT)
def undo_import(work: Work, batch_id: int, *, form_key: str) -> int:
    """Take an import of one of FORMS back; returns how many records. The caller marks the batch as taken back."""
    require(work, _NEEDS[form_key])
    return _UNDO[form_key](work, batch_id)
