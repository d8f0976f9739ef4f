"""Finds a person from the first letters typed: hanzi, pinyin, initials, the tail of a document or phone, a staff number."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, select

from db import search as index
from db.models import Household, Person, Unit
from db.vocabulary import HouseholdState
from duty_desk import search
from duty_desk.people import restrictions
from duty_desk.people.households import place_text
from duty_desk.people.restrictions import RestrictionRow
from duty_desk.work import Read

# Names in which what was typed stands first are shown first among this many times the rows asked for.
_LOOK_FURTHER = 3


@dataclass(frozen=True, slots=True)
class PersonRow:
    """A person as choices show it: with unit and tail, so that two people of one name are told apart.

    `matched` leading characters of the name stand for what was typed. `valid_passes` is filled in by passes.
    """

    id: int
    name: str
    category: str
    unit_id: int | None
    unit: str | None
    household_id: int | None
    household: str | None
    id_kind: str | None
    tail4: str
    restriction: RestrictionRow | None
    matched: int = 0
    valid_passes: int = 0


_ROWS = (
    select(
        Person.id,
        Person.name,
        Person.category,
        Person.unit_id,
        Unit.name.label("unit"),
        Person.household_id,
        Household.building,
        Household.entrance,
        Household.room,
        Household.state,
        Household.quarantine_from,
        Household.quarantine_until,
        Person.id_kind,
        Person.id_number,
        Person.staff_number,
        Person.phone,
    )
    .outerjoin(Unit, Unit.id == Person.unit_id)
    .outerjoin(Household, Household.id == Person.household_id)
    .where(Person.id.in_(bindparam("people", expanding=True)), Person.merged_into_id.is_(None))
)
_NAMED = (
    select(Person.id)
    .where(Person.name == bindparam("name"), Person.merged_into_id.is_(None))
    .order_by(Person.id.desc())
    .limit(bindparam("limit"))
)
_OF_LETTER = (
    select(Person.id)
    .where(
        Person.name_sort >= bindparam("first"),
        Person.name_sort < bindparam("after"),
        Person.merged_into_id.is_(None),
    )
    .order_by(Person.name_sort, Person.id)
    .limit(bindparam("limit"))
)
_NEWEST: Mapping[str, Any] = {name: index.newest(name, "person") for name in ("sqlite", "postgresql")}


def find_person(read: Read, typed: str, limit: int = 8) -> tuple[PersonRow, ...]:
    """The persons that what was typed means best: whole names and numbers first, then the newest records.

    One letter alone lists names by pinyin from that letter on.
    """
    ids = _candidates(read, typed, limit)
    rows = person_rows(read, ids, typed=typed)
    if len(rows) > 1 and search.terms(typed):
        exact = "".join(search.normalise(typed).split())
        rows = sorted(rows, key=lambda row: (search.normalise(row.name) != exact, row.matched == 0))
    return tuple(rows[:limit])


def household_members(read: Read, household: int) -> tuple[PersonRow, ...]:
    """Everyone on record for a household, in the order in which they were registered."""
    query = (
        select(Person.id)
        .where(Person.household_id == household, Person.merged_into_id.is_(None))
        .order_by(Person.id)
    )
    return tuple(person_rows(read, list(read.session.scalars(query))))


def person_rows(
    read: Read, ids: Sequence[int], *, typed: str = "", at: datetime | None = None
) -> list[PersonRow]:
    """Persons as choices show them, in the order of `ids`; merged and unknown ones are left out."""
    if not ids:
        return []
    moment = at or read.at
    own = restrictions.own(read, ids, moment)
    found: dict[int, PersonRow] = {}
    for row in read.session.execute(_ROWS, {"people": list(ids)}):
        restriction = own.get(row.id)
        at_home = restrictions.at_home(row.id, row.household_id, row.quarantine_from, row.quarantine_until)
        if row.state == HouseholdState.HOME_QUARANTINE and at_home.holds(moment.date()):
            restriction = min(filter(None, (restriction, at_home)), key=restrictions.gravity)
        found[row.id] = PersonRow(
            id=row.id,
            name=row.name,
            category=row.category,
            unit_id=row.unit_id,
            unit=row.unit,
            household_id=row.household_id,
            household=place_text(row.building, row.entrance, row.room) if row.building else None,
            id_kind=row.id_kind,
            tail4=(row.id_number or row.phone or row.staff_number or "")[-4:],
            restriction=restriction,
            matched=search.matched_length(row.name, typed) if typed else 0,
        )
    return [found[i] for i in ids if i in found]


def _candidates(read: Read, typed: str, limit: int) -> list[int]:
    groups = search.terms(typed)
    run = read.session.execute
    if not groups:
        letter = search.normalise(typed).strip()
        if len(letter) != 1 or not letter.isalpha():
            return []
        values = {"first": letter, "after": chr(ord(letter) + 1), "limit": limit}
        return [row[0] for row in run(_OF_LETTER, values)]
    dialect = read.session.get_bind().dialect.name
    newest = _NEWEST[dialect]
    wanted = limit * _LOOK_FURTHER
    if search.is_han(groups[0][0][0]):
        ids = [row[0] for row in run(_NAMED, {"name": typed.strip(), "limit": limit})]
    else:
        # Whole initials, a whole number: shorter lists than everything that only begins like it.
        whole = [[term.rstrip("*") for term in group] for group in groups]
        ids = [row[0] for row in run(newest, _query(dialect, whole, limit))]
        wanted = limit
    if len(ids) < limit:
        known = set(ids)
        ids += [row[0] for row in run(newest, _query(dialect, groups, wanted)) if row[0] not in known]
    return ids


def _query(dialect: str, groups: Sequence[Sequence[str]], limit: int) -> dict[str, Any]:
    return {"search_query": index.expression(dialect, groups), "limit": limit}
