"""Persons, each existing once: registered from any form, found again by document, staff number or name."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, TypedDict, Unpack

from sqlalchemy import bindparam, func, select

from db.models import Person, Unit
from db.vocabulary import Category, IdKind
from duty_desk import audit, masking, search
from duty_desk.errors import InputError, StaleError
from duty_desk.people import rules
from duty_desk.people.records import change, claim, text_or_none
from duty_desk.people.rules import Caution
from duty_desk.roles import Permission, requires
from duty_desk.strings import t
from duty_desk.work import Read, Work

PRIVATE = frozenset({"name", "id_number", "staff_number", "phone", "born_on", "place", "note"})
_DERIVED = frozenset({"name_sort", "search_doc"})


class PersonForm(TypedDict, total=False):
    """What can be filled in for a person. `unit` and `household` are identifiers; what is left out is empty or stays."""

    name: str
    category: Category
    id_kind: IdKind | None
    id_number: str | None
    staff_number: str | None
    phone: str | None
    sex: str | None
    unit: int | None
    household: int | None
    relation: str | None
    place: str | None
    note: str | None
    foreign_holder: bool


@dataclass(frozen=True, slots=True)
class PersonCard:
    """Everything kept about a person, with numbers masked; `reveal` gives them in full."""

    id: int
    name: str
    sex: str | None
    born_on: date | None
    id_kind: str | None
    id_number: str
    staff_number: str
    phone: str
    category: str
    unit_id: int | None
    unit: str | None
    household_id: int | None
    relation: str | None
    place: str | None
    note: str | None
    foreign_holder: bool
    version: int
    # Under the age at which a guardian must agree: sensitive whatever it is.
    is_child: bool


@dataclass(frozen=True, slots=True)
class Obtained:
    """The person a form means: known already, or registered just now."""

    id: int
    created: bool


@requires(Permission.EDIT_PERSON)
def add_person(work: Work, *, import_id: int | None = None, **form: Unpack[PersonForm]) -> int:
    """Register a person. A document number that is on record already is refused, naming who has it (`person` in the error's values)."""
    person = Person(import_id=import_id, created_at=work.at, category=Category.VISITOR.value)
    values, _ = checked(work, person, {"name": "", **form})
    for name, value in values.items():
        setattr(person, name, value)
    work.session.add(person)
    work.session.flush()
    if import_id is None:
        _record(work, "person.add", person.id, {}, values)
    return person.id


@requires(Permission.EDIT_PERSON)
def update_person(work: Work, person: int, *, version: int | None = None, **form: Unpack[PersonForm]) -> None:
    """Change what is given; the rest stays. Raises StaleError when another officer was faster."""
    row = claim(work, Person, person, version)
    if row.merged_into_id is not None:
        raise StaleError("storage.stale")
    values, _ = checked(work, row, form)
    before, after = change(row, values)
    if after:
        _record(work, "person.change", person, before, after)


@requires(Permission.EDIT_PERSON)
def obtain_person(work: Work, *, import_id: int | None = None, **form: Unpack[PersonForm]) -> Obtained:
    """The person a form means, registered now if not on record; what the record lacks is filled in, nothing is overwritten.

    Found by document number, else by staff number, else by name and phone together. A number that belongs to another name raises
    InputError with both names.
    """
    name = rules.check_name(form.get("name") or "").value
    found = find_known(
        work,
        name,
        form.get("id_kind"),
        form.get("id_number"),
        form.get("staff_number"),
        form.get("phone"),
    )
    if found is None:
        return Obtained(add_person(work, import_id=import_id, **form), True)
    row = claim(work, Person, found)
    missing: Any = {
        field: value
        for field, value in form.items()
        if value not in (None, "") and field not in ("name", "category", "foreign_holder", "id_kind")
        if getattr(row, _COLUMNS.get(field, field)) in (None, "")
    }
    if "id_number" in missing:
        missing["id_kind"] = form.get("id_kind")
    if missing:
        values, _ = checked(work, row, missing)
        before, after = change(row, values)
        if after:
            _record(work, "person.complete", row.id, before, after)
    return Obtained(row.id, False)


_COLUMNS: Mapping[str, str] = {"unit": "unit_id", "household": "household_id"}
# Written once: what is asked for every row of an import is not put together every time. A record that was merged keeps its
# number; it means the person that stands for it now.
_BY_DOCUMENT = (
    select(
        func.coalesce(Person.merged_into_id, Person.id).label("id"),
        Person.id.label("record"),
        Person.name,
        Person.category,
        Unit.name.label("unit"),
    )
    .outerjoin(Unit, Unit.id == Person.unit_id)
    .where(Person.id_kind == bindparam("kind"), Person.id_number == bindparam("number"))
)
_BY_STAFF_NUMBER = (
    select(Person.id, Person.name, Person.id_number)
    .where(Person.staff_number == bindparam("number"), Person.merged_into_id.is_(None))
    .order_by(Person.id)
)
_BY_PHONE = (
    select(Person.id, Person.id_number, Person.staff_number)
    .where(
        Person.name == bindparam("name"),
        Person.phone == bindparam("phone"),
        Person.merged_into_id.is_(None),
    )
    .order_by(Person.id.desc())
)


def find_known(
    read: Read,
    name: str,
    id_kind: str | None = None,
    id_number: str | None = None,
    staff_number: str | None = None,
    phone: str | None = None,
) -> int | None:
    """The person on record whom these particulars mean. Raises InputError when a number belongs to another name."""
    if id_number:
        number = rules.normalise_number(id_number)
        kind = str(id_kind or rules.guess_kind(number))
        for row in read.session.execute(_BY_DOCUMENT, {"kind": kind, "number": number}):
            if row.name != name:
                raise InputError(
                    "id_number", "people.error.id_other_name", name=row.name, typed=name, person=row.id
                )
            return row.id
    if staff_number:
        found = _find_by_staff_number(read, name, id_number, rules.normalise_number(staff_number))
        if found is not None:
            return found
    if phone:
        values = {"name": name, "phone": rules.normalise_phone(phone)}
        for row in read.session.execute(_BY_PHONE, values):
            # A record with a number of its own is another person, unless nothing is said about numbers here.
            if not (id_number and row.id_number) and not (staff_number and row.staff_number):
                return row.id
    return None


def _find_by_staff_number(read: Read, name: str, id_number: str | None, staff_number: str) -> int | None:
    rows = read.session.execute(_BY_STAFF_NUMBER, {"number": staff_number}).all()
    for row in rows:
        if row.name == name and not (id_number and row.id_number):
            return row.id
    for row in rows:
        key = "people.error.staff_other_name" if row.name != name else "people.error.staff_other_id"
        raise InputError("staff_number", key, name=row.name, typed=name, person=row.id)
    return None


def examine_person(read: Read, person: int | None = None, **form: Unpack[PersonForm]) -> tuple[Caution, ...]:
    """What a person should be told about a form before it is saved; raises InputError for what may not be kept."""
    row = (read.session.get(Person, person) if person is not None else None) or Person()
    return checked(read, row, form)[1]


def get_person(read: Read, person: int) -> PersonCard:
    """One person, or the one a merged record points to. Raises StaleError when there is none."""
    row = read.session.get(Person, person)
    while row is not None and row.merged_into_id is not None:
        row = read.session.get(Person, row.merged_into_id)
    if row is None:
        raise StaleError("storage.stale")
    return PersonCard(
        id=row.id,
        name=row.name,
        sex=row.sex,
        born_on=row.born_on,
        id_kind=row.id_kind,
        id_number=masking.mask_id(row.id_number),
        staff_number=masking.mask_staff_number(row.staff_number),
        phone=masking.mask_phone(row.phone),
        category=row.category,
        unit_id=row.unit_id,
        unit=read.session.scalar(select(Unit.name).where(Unit.id == row.unit_id)) if row.unit_id else None,
        household_id=row.household_id,
        relation=row.relation,
        place=row.place,
        note=row.note,
        foreign_holder=row.foreign_holder,
        version=row.version,
        is_child=is_child(read, row),
    )


def is_child(read: Read, row: Person) -> bool:
    """Whether somebody is under the age at which a guardian must agree (PIPL Art 31)."""
    return row.born_on is not None and rules.is_minor(row.born_on, read.at.date())


def checked(read: Read, row: Person, form: PersonForm) -> tuple[dict[str, Any], tuple[Caution, ...]]:
    """The columns a form comes to, and what a person should be told about them."""
    values: dict[str, Any] = {}
    cautions: list[Caution] = []
    if "name" in form:
        name = rules.check_name(form["name"])
        cautions += name.cautions
        values |= {"name": name.value, "name_sort": search.sort_key(name.value)}
    if "sex" in form:
        values["sex"] = form["sex"] or None
    if "id_number" in form:
        number = rules.normalise_number(form["id_number"] or "")
        cautions += _check_document(read, row, form, number, values)
    if "staff_number" in form:
        staff = form["staff_number"]
        values["staff_number"] = rules.check_staff_number(staff) if staff else None
    if "phone" in form:
        values["phone"] = rules.check_phone(form["phone"]) if form["phone"] else None
    if "category" in form:
        values["category"] = Category(form["category"]).value
    for field in ("relation", "place", "note"):
        if field in form:
            values[field] = text_or_none(form.get(field))
    for field, column in _COLUMNS.items():
        if field in form:
            values[column] = form.get(field)
    if "foreign_holder" in form:
        values["foreign_holder"] = form["foreign_holder"]
    values["search_doc"] = _document({**_searched(row), **values})
    return values, tuple(cautions)


def _check_document(
    read: Read, row: Person, form: PersonForm, number: str, values: dict[str, Any]
) -> tuple[Caution, ...]:
    if not number:
        values |= {"id_kind": None, "id_number": None}
        return ()
    kind = form.get("id_kind") or rules.guess_kind(number)
    sex = values.get("sex", row.sex)
    found = rules.check_id(kind, number, today=read.at.date(), sex=sex)
    values |= {"id_kind": str(kind), "id_number": found.value}
    if kind in (rules.RESIDENT, rules.RESIDENCE_PERMIT, rules.PERMANENT):
        values |= {
            "born_on": rules.birth_date(found.value),
            "sex": sex or rules.sex_of(found.value),
        }
    for first in read.session.execute(_BY_DOCUMENT, {"kind": str(kind), "number": found.value}):
        if first.record != row.id:
            where = first.unit or t(f"people.category.{first.category}")
            raise InputError(
                "id_number", "people.error.id_taken", name=first.name, where=where, person=first.id
            )
    return found.cautions


def _searched(row: Person) -> dict[str, Any]:
    return {name: getattr(row, name) for name in ("name", "id_number", "staff_number", "phone")}


def _document(values: Mapping[str, Any]) -> str:
    return search.document(
        names=[values["name"]], codes=[values["id_number"], values["staff_number"], values["phone"]]
    )


def _record(
    work: Work, action: str, person: int, before: Mapping[str, Any], after: Mapping[str, Any]
) -> None:
    plain = {key: value for key, value in after.items() if key not in PRIVATE | _DERIVED}
    audit.record(
        work,
        action=action,
        subject=("person", person),
        before={key: value for key, value in before.items() if key in plain},
        after=plain,
        private={key: value for key, value in after.items() if key in PRIVATE}
        | {f"{key}.before": value for key, value in before.items() if key in PRIVATE},
    )
