"""What became of the cells of one person or one day, the newest first."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import aliased

from db.models import DutyChange, RosterPerson
from duty_desk.roster.rules import Cell, read_cell
from duty_desk.work import Read


@dataclass(frozen=True, slots=True)
class ChangeRow:
    """One change. `other` is whom the shift was swapped with; `is_imported` tells that a workbook brought it."""

    id: int
    at: datetime
    day: date
    person: str
    kind: str
    before: Cell
    after: Cell
    other: str | None
    reason: str | None
    officer: str | None
    is_imported: bool


def list_changes(
    read: Read, *, person: int | None = None, day: date | None = None, limit: int = 50
) -> tuple[ChangeRow, ...]:
    """The last changes; what an import brought is one of them."""
    other = aliased(RosterPerson)
    query = (
        select(DutyChange, RosterPerson.name, other.name)
        .join(RosterPerson, RosterPerson.id == DutyChange.roster_person_id)
        .outerjoin(other, other.id == DutyChange.other_id)
        .order_by(DutyChange.id.desc())
        .limit(limit)
    )
    if person is not None:
        query = query.where(DutyChange.roster_person_id == person)
    if day is not None:
        query = query.where(DutyChange.day == day)
    return tuple(
        ChangeRow(
            id=row.id,
            at=row.at,
            day=row.day,
            person=name,
            kind=row.kind,
            before=read_cell(row.before),
            after=read_cell(row.after),
            other=partner,
            reason=row.reason,
            officer=row.officer_name,
            is_imported=row.import_id is not None,
        )
        for row, name, partner in read.session.execute(query)
    )
