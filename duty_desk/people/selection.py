"""Which rows of the register's lists are wanted, in which order: filters, search as it is typed, sorting."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import ColumnElement, Select, false, func, or_, select

from db import search as index
from db.models import Building, Campus, Gate, Household, Person, Unit
from duty_desk import formats, search
from duty_desk.ledger import Request, Total
from duty_desk.people import places, restrictions
from duty_desk.strings import t
from duty_desk.work import Read

# Marks that stand inside names and are not typed.
_MARKS = ("\u00b7", " ", "-", "'", ".")


def select_persons(read: Read, request: Request) -> Select[Any]:
    """Filters: `category` (a word or several), `unit`, `household` (identifiers), `restricted` (True)."""
    query = select(Person.id).where(Person.merged_into_id.is_(None))
    chosen = request.filters
    if chosen.get("category"):
        query = query.where(Person.category.in_(words_of(chosen["category"])))
    if "unit" in chosen:
        query = query.where(Person.unit_id == number_of(chosen["unit"]))
    if "household" in chosen:
        query = query.where(Person.household_id == number_of(chosen["household"]))
    if chosen.get("restricted"):
        query = query.where(restrictions.restricted(Person.id, at=read.at))
    if request.search.strip():
        query = query.where(_persons_named(read, request.search))
    orders: Mapping[str, Sequence[Any]] = {
        "name": (Person.name_sort,),
        "category": (Person.category, Person.name_sort),
        "unit": (Person.unit_id, Person.name_sort),
        "staff_number": (Person.staff_number,),
        "created_at": (Person.created_at,),
    }
    return _ordered(query, request, orders, "name", Person.id)


def _persons_named(read: Read, typed: str) -> ColumnElement[bool]:
    condition = _matching(read, "person", Person.id, typed, Person.name_sort)
    # Pairs of hanzi that all occur need not stand together: of three and more, the text itself decides.
    for run in search.runs(typed):
        if len(run) > 2 and search.is_han(run[0]):
            spoken: ColumnElement[str] = Person.name.expression
            for mark in _MARKS:
                spoken = func.replace(spoken, mark, "")
            condition &= or_(spoken.contains(run), Person.id_number.contains(run))
    return condition


def _matching(
    read: Read, table: str, identity: Any, typed: str, sort: Any | None = None
) -> ColumnElement[bool]:
    if groups := search.terms(typed):
        return index.matches(read.session.get_bind().dialect.name, table, identity, groups)
    letter = search.normalise(typed).strip()
    if sort is None or len(letter) != 1 or not letter.isalpha():
        return false()
    return (sort >= letter) & (sort < chr(ord(letter) + 1))


def select_units(read: Read, request: Request) -> Select[Any]:
    """Filters: `kind` (a word or several), `reports` (True), `campus` (identifier)."""
    query = select(Unit.id).outerjoin(Campus, Campus.id == Unit.campus_id)
    chosen = request.filters
    if chosen.get("kind"):
        query = query.where(Unit.kind.in_(words_of(chosen["kind"])))
    if chosen.get("reports"):
        query = query.where(Unit.reports)
    if "campus" in chosen:
        query = query.where(Unit.campus_id == number_of(chosen["campus"]))
    if request.search.strip():
        query = query.where(_matching(read, "unit", Unit.id, request.search, Unit.name_sort))
    orders: Mapping[str, Sequence[Any]] = {
        "order": (Unit.list_order,),
        "code": (Unit.code,),
        "name": (Unit.name_sort,),
        "kind": (Unit.kind, Unit.list_order),
        "staff": (Unit.staff,),
        "students": (Unit.students,),
        "headcount": (func.coalesce(Unit.staff, 0) + func.coalesce(Unit.students, 0),),
    }
    return _ordered(query, request, orders, "order", Unit.id)


def unit_totals(read: Read, request: Request) -> tuple[Total, ...]:
    within = select_units(read, request).order_by(None)
    staff, students = read.session.execute(
        select(func.sum(Unit.staff), func.sum(Unit.students)).where(Unit.id.in_(within))
    ).one()
    return (
        Total(t("people.column.staff"), formats.number(staff or 0)),
        Total(t("people.column.students"), formats.number(students or 0)),
    )


def select_households(read: Read, request: Request) -> Select[Any]:
    """Filters: `state` (a word or several), `building` (its number), `quarantined` (True: today)."""
    query = select(Household.id)
    chosen = request.filters
    if chosen.get("state"):
        query = query.where(Household.state.in_(words_of(chosen["state"])))
    if chosen.get("building"):
        query = query.where(Household.building.in_(words_of(chosen["building"])))
    if chosen.get("quarantined"):
        query = query.where(restrictions.quarantined(Household, read.at.date(), read.at.date()))
    if request.search.strip():
        query = query.where(_matching(read, "household", Household.id, request.search, Household.head_sort))
    orders: Mapping[str, Sequence[Any]] = {
        "code": (Household.code,),
        "head_name": (Household.head_sort,),
        "declared_size": (Household.declared_size,),
        "state": (Household.state, Household.code),
        "quarantine_until": (Household.quarantine_until,),
    }
    return _ordered(query, request, orders, "code", Household.id)


def household_totals(read: Read, request: Request) -> tuple[Total, ...]:
    within = select_households(read, request).order_by(None)
    size = read.session.scalar(select(func.sum(Household.declared_size)).where(Household.id.in_(within)))
    return (Total(t("people.column.declared_size"), formats.number(size or 0)),)


def select_gates(read: Read, request: Request) -> Select[Any]:
    """Filters: `campus` (identifier), `is_open` (True or False)."""
    query = select(Gate.id)
    if "campus" in request.filters:
        query = query.where(Gate.campus_id == number_of(request.filters["campus"]))
    if "is_open" in request.filters:
        query = query.where(Gate.is_open == bool(request.filters["is_open"]))
    if request.search.strip():
        named = [(gate.id, gate.name, gate.code) for gate in places.list_gates(read)]
        query = query.where(Gate.id.in_(_fitting(named, request.search)))
    orders: Mapping[str, Sequence[Any]] = {
        "order": (Gate.list_order,),
        "code": (Gate.code,),
        "is_open": (Gate.is_open, Gate.list_order),
    }
    return _ordered(query, request, orders, "order", Gate.id)


def select_buildings(read: Read, request: Request) -> Select[Any]:
    """Filters: `campus` (identifier), `kind` (the office's word or several), `state` (a word or several)."""
    query = select(Building.id)
    chosen = request.filters
    if "campus" in chosen:
        query = query.where(Building.campus_id == number_of(chosen["campus"]))
    if chosen.get("kind"):
        query = query.where(Building.kind.in_(words_of(chosen["kind"])))
    if chosen.get("state"):
        query = query.where(Building.state.in_(words_of(chosen["state"])))
    if request.search.strip():
        named = [(row.id, row.name, row.code) for row in places.list_buildings(read)]
        query = query.where(Building.id.in_(_fitting(named, request.search)))
    orders: Mapping[str, Sequence[Any]] = {
        "order": (),
        "code": (Building.code,),
        "kind": (Building.kind,),
        "floors": (Building.floors,),
        "lifts": (Building.lifts,),
        "state": (Building.state,),
    }
    return _ordered(query, request, orders, "order", Building.id)


def _fitting(named: Sequence[tuple[int, str, str]], typed: str) -> list[int]:
    """Of a list too short for an index, the rows that what was typed means; the same rules as in the long ones."""
    groups = search.terms(typed)
    found: list[int] = []
    for identity, name, code in named:
        tokens = search.document(names=[name], codes=[code]).split()
        if groups and all(any(_fits(term, tokens) for term in group) for group in groups):
            found.append(identity)
    return found


def _fits(term: str, tokens: Sequence[str]) -> bool:
    if term.endswith("*"):
        return any(token.startswith(term[:-1]) for token in tokens)
    return term in tokens


def _ordered(
    query: Select[Any], request: Request, orders: Mapping[str, Sequence[Any]], usual: str, identity: Any
) -> Select[Any]:
    """Sorted by a column that may be sorted by, otherwise as usual: a name from outside never reaches the database."""
    columns = [*orders.get(request.sort or usual, orders[usual]), identity]
    return query.order_by(*(column.desc() if request.descending else column for column in columns))


def words_of(value: Any) -> list[str]:
    """The words of a filter: one or several. A zero byte is in no word, and PostgreSQL takes none."""
    several = value if isinstance(value, list | tuple | set | frozenset) else [value]
    return [str(word).replace("\x00", "") for word in several]


def number_of(value: Any) -> int:
    """The identifier a filter names; one that is none finds nothing."""
    return value if isinstance(value, int) else -1
