"""Who stands on the duty roster: added, edited, linked to the officer they are, taken off it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, select

from db.models import Duty, Officer, RosterPerson
from duty_desk import audit
from duty_desk.errors import InputError, Refusal
from duty_desk.people import records
from duty_desk.people import rules as identity
from duty_desk.roles import Permission, requires, step
from duty_desk.work import Read, Work

_FIELDS = ("name", "department", "post", "phone", "officer_id", "list_order", "is_active")


@dataclass(frozen=True, slots=True)
class RosterPersonRow:
    """Somebody on the roster. `officer` is the officer they are, None for whoever does not work with the program."""

    id: int
    name: str
    department: str
    post: str
    phone: str | None
    officer: int | None
    list_order: int
    is_active: bool
    version: int
    title: str


def list_persons(read: Read, *, inactive: bool = False) -> tuple[RosterPersonRow, ...]:
    """Everybody on the roster in its order."""
    query = select(RosterPerson, Officer.phone).outerjoin(Officer, Officer.id == RosterPerson.officer_id)
    if not inactive:
        query = query.where(RosterPerson.is_active)
    rows = read.session.execute(query.order_by(RosterPerson.list_order, RosterPerson.id)).all()
    names = [person.name for person, _ in rows]
    return tuple(row_of(person, phone, names.count(person.name) > 1) for person, phone in rows)


def row_of(person: RosterPerson, officer_phone: str | None, shared: bool) -> RosterPersonRow:
    """A person as lists show it; whoever shares a name is called by the department as well."""
    title = f"{person.name}({person.department})" if shared and person.department else person.name
    return RosterPersonRow(
        id=person.id,
        name=person.name,
        department=person.department,
        post=person.post,
        phone=person.phone or officer_phone,
        officer=person.officer_id,
        list_order=person.list_order,
        is_active=person.is_active,
        version=person.version,
        title=title,
    )


def list_officers(read: Read) -> tuple[tuple[int, str, str | None], ...]:
    """Officers who may be linked: identifier, name, phone."""
    query = select(Officer.id, Officer.name, Officer.phone).where(Officer.is_active).order_by(Officer.id)
    return tuple((identity_, name, phone) for identity_, name, phone in read.session.execute(query))


@requires(Permission.PLAN_ROSTER)
def add_person(
    work: Work,
    *,
    name: str,
    department: str = "",
    post: str = "",
    phone: str | None = None,
    officer: int | None = None,
    list_order: int | None = None,
) -> int:
    """Put somebody on the roster. Raises InputError at the field, also for a name that stands there already."""
    values = {
        "name": name,
        "department": department,
        "post": post,
        "phone": phone,
        "officer_id": officer,
        "list_order": list_order,
    }
    return put_person(work, values)


@step
def put_person(work: Work, values: dict[str, Any], import_id: int | None = None) -> int:
    """Write a new person; without a place at the end of the list."""
    checked = _checked(work, None, values)
    if checked.get("list_order") is None:
        checked["list_order"] = (work.session.scalar(select(func.max(RosterPerson.list_order))) or 0) + 1
    row = RosterPerson(**checked, import_id=import_id)
    work.session.add(row)
    work.session.flush()
    if import_id is None:
        _note(work, "add", row.id, {}, checked)
    return row.id


@requires(Permission.PLAN_ROSTER)
def edit_person(work: Work, person: int, *, version: int, **changes: Any) -> None:
    """Change what is said of somebody. Whoever still has shifts to come cannot be taken off the roster."""
    row = records.claim(work, RosterPerson, person, version)
    if "officer" in changes:
        changes["officer_id"] = changes.pop("officer")
    values = {key: changes.get(key, getattr(row, key)) for key in _FIELDS}
    checked = _checked(work, person, values)
    checked["is_active"] = bool(values["is_active"])
    if row.is_active and not checked["is_active"]:
        _refuse_planned(work, row)
    before, after = records.change(row, checked)
    work.session.flush()
    if after:
        _note(work, "change", person, before, after)


@requires(Permission.PLAN_ROSTER)
def move_person(work: Work, person: int, *, before: int | None) -> None:
    """Let somebody stand before another in the list; at its end for None."""
    records.claim(work, RosterPerson, person)
    query = select(RosterPerson).order_by(RosterPerson.list_order, RosterPerson.id).with_for_update()
    rows = list(work.session.scalars(query))
    moved = next(row for row in rows if row.id == person)
    rows.remove(moved)
    place = next((index for index, row in enumerate(rows) if row.id == before), len(rows))
    rows.insert(place, moved)
    if [row.list_order for row in rows] == list(range(1, len(rows) + 1)):
        return
    for number, row in enumerate(rows, 1):
        row.list_order = number
    work.session.flush()
    audit.record(work, action="roster.order", subject=("roster_person", person))


def _refuse_planned(work: Work, row: RosterPerson) -> None:
    query = select(func.count()).where(Duty.roster_person_id == row.id, Duty.day > work.at.date())
    if count := work.session.scalar(query):
        raise Refusal("roster.refusal.planned", name=row.name, count=count)


def _checked(work: Work, person: int | None, values: dict[str, Any]) -> dict[str, Any]:
    """The values as they are stored. Raises InputError at the first that is wrong."""
    kept: dict[str, Any] = {key: values[key] for key in _FIELDS if key in values and key != "is_active"}
    kept["name"] = identity.check_name(values["name"], field="name").value
    kept["department"] = (values.get("department") or "").strip()
    kept["post"] = (values.get("post") or "").strip()
    phone = (values.get("phone") or "").strip()
    kept["phone"] = _phone(phone) if phone else None
    same = select(RosterPerson.id).where(
        RosterPerson.name == kept["name"],
        RosterPerson.department == kept["department"],
        RosterPerson.id != (person or 0),
    )
    if work.session.scalar(same) is not None:
        raise InputError(
            "department" if kept["department"] else "name", "roster.error.known", name=kept["name"]
        )
    officer = kept.get("officer_id")
    if officer is not None:
        taken = select(RosterPerson.name).where(
            RosterPerson.officer_id == officer, RosterPerson.id != (person or 0)
        )
        if (name := work.session.scalar(taken)) is not None:
            raise InputError("officer", "roster.error.officer_taken", name=name)
    return kept


def _phone(text: str) -> str:
    """A phone number, or an extension of the house."""
    if text.isascii() and text.isdigit() and len(text) <= 6:
        return text
    return identity.check_phone(text, field="phone")


def _note(work: Work, verb: str, person: int, before: dict[str, Any], after: dict[str, Any]) -> None:
    said = {"department", "post", "officer_id", "is_active"}
    hidden = {key: after[key] for key in ("name", "phone") if key in after}
    audit.record(
        work,
        action=f"roster_person.{verb}",
        subject=("roster_person", person),
        before={key: value for key, value in before.items() if key in said},
        after={key: value for key, value in after.items() if key in said},
        private=hidden,
    )
