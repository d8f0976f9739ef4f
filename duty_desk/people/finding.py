"""Finds a person from the first letters typed: hanzi, pinyin, initials, the tail of a document or phone, a staff number."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import and_, bindparam, func, select

from db import search as index
from db.models import Household, Person, Restriction, Unit
from db.vocabulary import HouseholdState
from duty_desk import search
from duty_desk.people import restrictions
from duty_desk.people.households import place_text
from duty_desk.people.restrictions import RestrictionRow
from duty_desk.work import Read

# Names in which what was typed stands first are shown first among this many times the rows asked for.
_LOOK_FURTHER = 3
# Two letters are initials, which many readings share: there, rare ones are only put last.
_INITIALS = 2


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


_DAY, _AT = bindparam("day"), bindparam("at")
_ROWS = (
    select(
        Person.id,
        Person.name,
        Person.category,
        Person.unit_id,
        Unit.name,
        Person.household_id,
        Household.building,
        Household.entrance,
        Household.room,
        Household.state,
        Household.quarantine_from,
        Household.quarantine_until,
        Person.id_kind,
        func.coalesce(Person.id_number, Person.phone, Person.staff_number, ""),
        *restrictions.COLUMNS,
    )
    .outerjoin(Unit, Unit.id == Person.unit_id)
    .outerjoin(Household, Household.id == Person.household_id)
    .outerjoin(
        Restriction,
        and_(Restriction.person_id == Person.id, restrictions.holds(Restriction, _DAY, _DAY, _AT)),
    )
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
        rare = {row.id for row in rows if _is_rare(row, typed)}
        if rare and len(exact) > _INITIALS:
            more = [i for i in _usual(read, typed, limit) if i not in set(ids)]
            rows += person_rows(read, more, typed=typed)
            rare |= {row.id for row in rows if _is_rare(row, typed)}
        rows = sorted(
            rows,
            key=lambda row: (search.normalise(row.name) != exact, row.matched == 0, row.id in rare),
        )
    return tuple(rows[:limit])


def _is_rare(row: PersonRow, typed: str) -> bool:
    """Whether what was typed fits the name only by a reading its characters seldom have: `wang` and a Fang."""
    return row.matched > 0 and not search.matched_length(row.name, typed, usual=True)


def _usual(read: Read, typed: str, limit: int) -> list[int]:
    """More candidates where rare readings stand among the first: those further down, and those sorted under what was typed."""
    groups = search.terms(typed)
    dialect = read.session.get_bind().dialect.name
    letters = search.normalise(typed).strip()
    found = _ids(read, _NEWEST[dialect], _query(dialect, groups, limit * _LOOK_FURTHER))
    if letters.isascii() and letters.isalpha():
        after = letters[:-1] + chr(ord(letters[-1]) + 1)
        found += _ids(read, _OF_LETTER, {"first": letters, "after": after, "limit": limit})
    return list(dict.fromkeys(found))


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
    day = moment.date()
    found: dict[int, PersonRow] = {}
    held: dict[int, RestrictionRow] = {}
    for row in _run(read, _ROWS, {"people": list(ids), "day": day, "at": moment}):
        person, name, category, unit_id, unit, home, building, entrance, room = row[:9]
        state, since, until, id_kind, number = row[9:14]
        holding = [restrictions.row_of(row[14:])] if row[14] is not None else []
        if state == HouseholdState.HOME_QUARANTINE:
            at_home = restrictions.at_home(person, home, since, until)
            holding += [at_home] if at_home.holds(day) else []
        if holding:
            # Several restrictions are several rows of one person: the gravest is shown.
            known = [held[person]] if person in held else []
            held[person] = min((*known, *holding), key=restrictions.gravity)
        found[person] = PersonRow(
            id=person,
            name=name,
            category=category,
            unit_id=unit_id,
            unit=unit,
            household_id=home,
            household=place_text(building, entrance, room) if building else None,
            id_kind=id_kind,
            tail4=number[-4:],
            restriction=held.get(person),
            matched=search.matched_length(name, typed) if typed else 0,
        )
    return [found[i] for i in ids if i in found]


def _candidates(read: Read, typed: str, limit: int) -> list[int]:
    groups = search.terms(typed)
    if not groups:
        letter = search.normalise(typed).strip()
        if len(letter) != 1 or not letter.isalpha():
            return []
        return _ids(read, _OF_LETTER, {"first": letter, "after": chr(ord(letter) + 1), "limit": limit})
    dialect = read.session.get_bind().dialect.name
    newest = _NEWEST[dialect]
    ids: list[int] = []
    wanted = limit
    if search.is_han(groups[0][0][0]):
        ids = _ids(read, _NAMED, {"name": typed.strip(), "limit": limit})
        wanted = limit * _LOOK_FURTHER
    elif len(groups) == 1:
        # Whole initials, a whole number: shorter lists than everything that only begins like it.
        whole = [[term.rstrip("*") for term in groups[0]]]
        ids = _ids(read, newest, _query(dialect, whole, limit))
    if len(ids) < limit:
        known = set(ids)
        ids += [i for i in _ids(read, newest, _query(dialect, groups, wanted)) if i not in known]
    return ids


def _ids(read: Read, statement: Any, values: Mapping[str, Any]) -> list[int]:
    return [row[0] for row in _run(read, statement, values)]


def _run(read: Read, statement: Any, values: Mapping[str, Any]) -> Any:
    """Rows by the connection itself: a type-ahead asks at every key, and objects are not wanted."""
    read.session.flush()
    return read.session.connection().execute(statement, values).all()


def _query(dialect: str, groups: Sequence[Sequence[str]], limit: int) -> dict[str, Any]:
    return {"search_query": index.expression(dialect, groups), "limit": limit}
