"""People named in a register of passes: found if known, registered once if not, thousands in a few statements."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, insert, select

from db.models import Person
from db.vocabulary import Category
from duty_desk import search
from duty_desk.errors import InputError
from duty_desk.passes import quick
from duty_desk.people import rules
from duty_desk.work import Read, Work

_AT_ONCE = 500
_PERSON: Any = Person.__table__
_ADD = insert(_PERSON)
_STANDS = func.coalesce(Person.merged_into_id, Person.id).label("id")


@dataclass(frozen=True, slots=True)
class Named:
    """A person as a row of a register names them. Told apart by document, else staff number, else name and phone."""

    name: str
    category: Category
    id_kind: str | None = None
    id_number: str | None = None
    staff_number: str | None = None
    phone: str | None = None
    sex: str | None = None
    unit_id: int | None = None
    household_id: int | None = None
    place: str | None = None

    @property
    def key(self) -> tuple[str, ...]:
        """What tells this person from others."""
        if self.id_number:
            return ("id", self.id_kind or rules.guess_kind(self.id_number), self.id_number)
        if self.staff_number:
            return ("staff", self.staff_number)
        return ("phone", self.name, self.phone or "")


@dataclass(frozen=True, slots=True)
class Arrivals:
    """`people` gives each key its person; `errors` what is wrong with a key under a name; `created` how many are new."""

    people: Mapping[tuple[str, ...], int]
    errors: Mapping[tuple[str, ...], InputError]
    created: int


def obtain_people(work: Work, named: Sequence[Named], *, import_id: int | None) -> Arrivals:
    """Find or register everyone named. What is on record is not changed."""
    wanted: dict[tuple[str, ...], Named] = {}
    errors: dict[tuple[str, ...], InputError] = {}
    for one in named:
        first = wanted.setdefault(one.key, one)
        if first.name != one.name:
            errors[(*one.key, one.name)] = _other_name(one, first.name)
    known = _find_known(work, list(wanted.values()))
    people: dict[tuple[str, ...], int] = {}
    fresh: list[Named] = []
    for key, one in wanted.items():
        found = known.get(key)
        if found is None:
            fresh.append(one)
        elif found[1] != one.name:
            errors[(*key, one.name)] = _other_name(one, found[1])
        else:
            people[key] = found[0]
    people |= _register(work, fresh, import_id)
    return Arrivals(people, errors, len(fresh))


def _find_known(read: Read, named: Sequence[Named]) -> Mapping[tuple[str, ...], tuple[int, str]]:
    """Person and name on record by key; several persons of one name and phone: the newest."""
    found: dict[tuple[str, ...], tuple[int, str]] = {}
    for kind, column in (("id", Person.id_number), ("staff", Person.staff_number), ("phone", Person.phone)):
        values = sorted({one.key[-1] for one in named if one.key[0] == kind and one.key[-1]})
        for start in range(0, len(values), _AT_ONCE):
            query = (
                select(_STANDS, Person.name, Person.id_kind, column.label("value"))
                .where(column.in_(values[start : start + _AT_ONCE]))
                .order_by(Person.id)
            )
            for row in read.session.execute(query):
                key = {
                    "id": ("id", row.id_kind, row.value),
                    "staff": ("staff", row.value),
                    "phone": ("phone", row.name, row.value),
                }[kind]
                found[key] = (row.id, row.name)
    return found


def _register(work: Work, named: Sequence[Named], import_id: int | None) -> Mapping[tuple[str, ...], int]:
    if not named:
        return {}
    before = work.session.scalar(select(func.max(Person.id))) or 0
    quick.write(work, "person", _ADD, [_values(work, one, import_id) for one in named])
    columns = (Person.id, Person.name, Person.id_kind, Person.id_number, Person.staff_number, Person.phone)
    made: dict[tuple[str, ...], int] = {}
    for row in work.session.execute(select(*columns).where(Person.id > before)):
        if row.id_number:
            key = ("id", row.id_kind, row.id_number)
        elif row.staff_number:
            key = ("staff", row.staff_number)
        else:
            key = ("phone", row.name, row.phone or "")
        made[key] = row.id
    return made


def _values(work: Work, one: Named, import_id: int | None) -> dict[str, Any]:
    kind = one.id_kind or rules.guess_kind(one.id_number) if one.id_number else None
    return {
        "name": one.name,
        "name_sort": search.sort_key(one.name),
        "sex": one.sex or (rules.sex_of(one.id_number) if one.id_number else None),
        "born_on": rules.birth_date(one.id_number) if one.id_number else None,
        "id_kind": kind,
        "id_number": one.id_number or None,
        "staff_number": one.staff_number or None,
        "phone": one.phone or None,
        "category": one.category.value,
        "unit_id": one.unit_id,
        "household_id": one.household_id,
        "place": one.place,
        "foreign_holder": kind in (rules.PASSPORT, rules.PERMANENT),
        "search_doc": search.document(names=[one.name], codes=[one.id_number, one.staff_number, one.phone]),
        "version": 1,
        "created_at": work.at,
        "import_id": import_id,
    }


def _other_name(one: Named, name: str) -> InputError:
    return InputError("name", "passes.error.other_name", typed=one.name, name=name)
