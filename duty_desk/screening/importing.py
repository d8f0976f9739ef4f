"""Takes the office's lists of screening in: key persons, members of the grid, who comes back; and takes an import back."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any

from sqlalchemy import delete

from db.models import Person
from duty_desk import audit
from duty_desk.errors import DutyDeskError
from duty_desk.imported import JudgedRow, Written
from duty_desk.people.import_forms import Names, read_names
from duty_desk.people.taking_back import run, unreferenced
from duty_desk.roles import Permission, require, requires
from duty_desk.screening import import_key, import_members, import_returns
from duty_desk.work import Work

Write = Callable[[Work, Mapping[str, Any], Names, int | None, date], None]
_WRITERS: Mapping[str, Write] = {
    "key_units": import_key.write_counts,
    "key_back": import_key.write_person,
    "key_summary": import_key.compare_line,
    "grid_members": import_members.write_member,
    "returnees": import_returns.write_returnee,
}
# In the order in which they build upon one another.
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
    """Write judged rows of one of FORMS; `days` is the day above each sheet, today where none stands."""
    require(work, Permission.EDIT_REPORTING)
    write, names, left = _WRITERS[form_key], read_names(work), list[tuple[int, DutyDeskError]]()
    for position, row in enumerate(rows):
        day = min((days or {}).get(row.sheet, work.at.date()), work.at.date())
        try:
            write(work, row.values, names, batch_id, day)
        except DutyDeskError as error:
            left.append((position, error))
    written = Written(len(rows) - len(left), tuple(left))
    audit.record(
        work,
        action="screening.import",
        subject=("import_batch", batch_id) if batch_id is not None else None,
        after={"form": form_key, "count": written.count, "left": len(left)},
    )
    return written


@requires(Permission.IMPORT)
def undo_import(work: Work, batch_id: int) -> int:
    """Take an import back whole, as long as nothing was built on it; returns how many rows. The caller marks the batch."""
    require(work, Permission.EDIT_REPORTING)
    count = import_key.undo(work, batch_id) + import_members.undo(work, batch_id)
    count += import_returns.undo(work, batch_id)
    run(work, delete(Person).where(Person.import_id == batch_id, unreferenced(Person)))
    work.session.expire_all()
    audit.record(
        work,
        action="screening.undo_import",
        subject=("import_batch", batch_id),
        after={"removed": count},
    )
    return count
