"""Who is to hold a pass: the person as passes need them, what keeps them in, and what they hold already."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, bindparam, exists, or_, select
from sqlalchemy.orm import aliased

from db.models import Household, Pass, PassGate, Person, Restriction, Unit
from db.vocabulary import PassStatus
from duty_desk.passes import rules
from duty_desk.passes.application import Application, PassRefused
from duty_desk.passes.quick import ask
from duty_desk.people import households, restrictions
from duty_desk.work import Read


def is_restricted(person: Any) -> ColumnElement[bool]:
    """Condition with the values `today`, `last`, `at`: a restriction of the person touches the days; households apart."""
    return exists().where(
        Restriction.person_id == person,
        Restriction.starts_on <= bindparam("last"),
        or_(Restriction.ends_on.is_(None), Restriction.ends_on >= bindparam("today")),
        or_(Restriction.lifted_at.is_(None), Restriction.lifted_at > bindparam("at")),
    )


def is_kept_in(person: Any, household: Any) -> ColumnElement[bool]:
    """Condition with the same values: the person, the person's household or the household named is kept in."""
    holder, home = aliased(Person), aliased(Household)
    first, last = bindparam("today"), bindparam("last")
    return or_(
        is_restricted(person),
        exists().where(home.id == household, restrictions.quarantined(home, first, last)),
        exists().where(
            holder.id == person, home.id == holder.household_id, restrictions.quarantined(home, first, last)
        ),
    )


HOLDERS = (
    select(
        Person.id,
        Person.name,
        Person.name_sort,
        Person.sex,
        Person.id_number,
        Person.staff_number,
        Person.phone,
        Person.foreign_holder,
        Person.place,
        Person.unit_id,
        Person.household_id,
        Person.merged_into_id,
        Unit.name.label("unit_name"),
        Household.code.label("household_code"),
        Household.building,
        Household.entrance,
        Household.room,
    )
    .outerjoin(Unit, Unit.id == Person.unit_id)
    .outerjoin(Household, Household.id == Person.household_id)
)
_HOLDER = HOLDERS.where(Person.id == bindparam("person_id"))
# Two questions that are nearly always answered with no: asked beside the holder, looked into only after a yes.
_LOOKED_AT = HOLDERS.add_columns(
    or_(
        is_restricted(Person.id), restrictions.quarantined(Household, bindparam("today"), bindparam("last"))
    ).label("kept_in"),
    exists()
    .where(
        Pass.holder_id == Person.id,
        Pass.status == PassStatus.ISSUED.value,
        Pass.valid_until > bindparam("since"),
        Pass.valid_from < bindparam("until"),
    )
    .label("holds"),
).where(Person.id == bindparam("person_id"))
_RUNNING = (
    select(Pass.id, Pass.kind, Pass.number, Pass.valid_until, PassGate.gate_id)
    .join(PassGate, PassGate.pass_id == Pass.id)
    .where(
        Pass.status == PassStatus.ISSUED,
        Pass.valid_until > bindparam("since"),
        Pass.valid_from < bindparam("until"),
    )
    .order_by(Pass.valid_until.desc(), Pass.id)
)
_HELD = _RUNNING.where(Pass.holder_id == bindparam("person_id"))
_HELD_BY_PLATE = _RUNNING.where(Pass.plate == bindparam("plate"))


def look_at(read: Read, person: int, form: Application) -> Any | None:
    """A person with `kept_in` and `holds`: whether it is worth looking into what keeps them in and what they hold."""
    since, until = _span(read, form)
    values = {
        "person_id": person,
        "today": read.at.date(),
        "last": max(read.at.date(), rules.last_day_of(until)),
        "at": read.at,
        "since": since,
        "until": until,
    }
    row = ask(read, _LOOKED_AT, values).one_or_none()
    if row is not None and row.merged_into_id is not None:
        return look_at(read, row.merged_into_id, form)
    return row


def find_holder(read: Read, person: int) -> Any | None:
    """A person as passes need them; a merged record answers with the one that stands for it."""
    row = ask(read, _HOLDER, {"person_id": person}).one_or_none()
    if row is not None and row.merged_into_id is not None:
        return find_holder(read, row.merged_into_id)
    return row


def place_of(holder: Any | None) -> str:
    """Unit or household of a holder as the card and the list say it."""
    if holder is None:
        return ""
    if holder.unit_name:
        return holder.unit_name
    if holder.building:
        return households.place_text(holder.building, holder.entrance, holder.room)
    return holder.place or ""


def restrictions_against(read: Read, holder: Any, form: Application) -> list[PassRefused]:
    """What keeps the holder or the household in, today or within the period."""
    today = read.at.date()
    last = max(today, rules.last_day_of(form.valid_until)) if form.valid_until else today
    return [
        refusal_for(found) for found in restrictions.during(read, [holder.id], today, last).get(holder.id, ())
    ]


def refusal_for(found: restrictions.RestrictionRow) -> PassRefused:
    """Why that restriction forbids the pass, until when, and what to do."""
    return PassRefused("holder", "passes.refusal.restricted", sentence=found.sentence)


def find_held(read: Read, form: Application, person: int) -> Any | None:
    """The running pass of a person that opens a wanted gate, of the same kind if there is one."""
    since, until = _span(read, form)
    rows = ask(read, _HELD, {"person_id": person, "since": since, "until": until}).all()
    return holding(rows, form.kind, form.gates)


def find_held_by_plate(read: Read, form: Application, plate: str) -> Any | None:
    """The running pass of a vehicle that opens a wanted gate."""
    since, until = _span(read, form)
    rows = ask(read, _HELD_BY_PLATE, {"plate": plate, "since": since, "until": until}).all()
    return holding(rows, form.kind, form.gates)


def holding(rows: Sequence[Any], kind: str, wanted: Sequence[int]) -> Any | None:
    """Of the passes somebody holds, the one that opens a wanted gate; of the same kind if there is one."""
    same_gate = [row for row in rows if row.gate_id in wanted]
    return next((row for row in same_gate if row.kind == kind), next(iter(same_gate), None))


def is_same_person(officer: Any, holder: Any) -> bool:
    """Whether an officer and a person are one: same name, and no telephone numbers that tell them apart."""
    return officer.name == holder.name and (
        not officer.phone or not holder.phone or officer.phone == holder.phone
    )


def _span(read: Read, form: Application) -> tuple[datetime, datetime]:
    since = max(read.at, form.valid_from or read.at)
    return since, form.valid_until or since + rules.DAY
