"""The rows of the list of persons."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import bindparam, select

from db.models import Household, Person, Unit
from duty_desk.people import restrictions
from duty_desk.people.households import place_text
from duty_desk.work import Read


@dataclass(frozen=True, slots=True)
class PersonListRow:
    """One person of the register. Numbers are in full: the columns of the list mask them."""

    id: int
    name: str
    sex: str | None
    category: str
    unit: str | None
    household: str | None
    relation: str | None
    id_kind: str | None
    id_number: str | None
    staff_number: str | None
    phone: str | None
    created_at: datetime
    restriction: str | None
    restricted_until: date | None


_ROWS = (
    select(
        Person.id,
        Person.name,
        Person.sex,
        Person.category,
        Unit.name.label("unit"),
        Household.building,
        Household.entrance,
        Household.room,
        Person.relation,
        Person.id_kind,
        Person.id_number,
        Person.staff_number,
        Person.phone,
        Person.created_at,
    )
    .outerjoin(Unit, Unit.id == Person.unit_id)
    .outerjoin(Household, Household.id == Person.household_id)
    .where(Person.id.in_(bindparam("people", expanding=True)))
)


def fetch_persons(read: Read, ids: Sequence[int]) -> list[PersonListRow]:
    """Rows by identifier, in no order."""
    held = restrictions.active(read, ids)
    rows: list[PersonListRow] = []
    for row in read.session.execute(_ROWS, {"people": list(ids)}):
        restriction = held.get(row.id)
        rows.append(
            PersonListRow(
                id=row.id,
                name=row.name,
                sex=row.sex,
                category=row.category,
                unit=row.unit,
                household=place_text(row.building, row.entrance, row.room) if row.building else None,
                relation=row.relation,
                id_kind=row.id_kind,
                id_number=row.id_number,
                staff_number=row.staff_number,
                phone=row.phone,
                created_at=row.created_at,
                restriction=restriction.kind.value if restriction else None,
                restricted_until=restriction.ends_on if restriction else None,
            )
        )
    return rows
