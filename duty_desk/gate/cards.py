"""Who it should be, as the guard compares it with the person and the document; never a whole number or a telephone (check S-23)."""

from __future__ import annotations

from sqlalchemy import bindparam, select

from db.models import Gate, Household, Pass, Person, Unit
from db.vocabulary import CrossingKind, Direction
from duty_desk import masking
from duty_desk.gate.gathering import Situation
from duty_desk.gate.subjects import Card
from duty_desk.people.households import place_text
from duty_desk.work import Read

_PERSON = (
    select(
        Person.name,
        Person.sex,
        Person.id_number,
        Person.staff_number,
        Person.place,
        Unit.name.label("unit"),
        Household.building,
        Household.entrance,
        Household.room,
    )
    .outerjoin(Unit, Unit.id == Person.unit_id)
    .outerjoin(Household, Household.id == Person.household_id)
    .where(Person.id == bindparam("person_id"))
)
_PASS = select(
    Pass.number, Pass.place, Pass.plate, Pass.owner, Pass.photo_id, Pass.holder_name, Pass.holder_id
).where(Pass.id == bindparam("pass_id"))


def card_of(read: Read, situation: Situation) -> Card:
    """The identity card beside the verdict."""
    subject, row = situation.subject, situation.row
    paper = None
    if subject.pass_id is not None:
        paper = read.session.execute(_PASS, {"pass_id": subject.pass_id}).one()
    who = (
        subject.person_id if subject.person_id is not None else paper.holder_id if paper is not None else None
    )
    person = read.session.execute(_PERSON, {"person_id": who}).one_or_none() if who is not None else None
    last_gate = None
    if row.last_gate_id is not None:
        last_gate = read.session.scalar(select(Gate.name).where(Gate.id == row.last_gate_id))
    name = person.name if person is not None else paper.holder_name if paper is not None else ""
    place = (paper.place if paper is not None else "") or ""
    document = ""
    if person is not None:
        document = masking.mask_id(person.id_number) or masking.mask_staff_number(person.staff_number)
        if not place:
            place = person.unit or person.place or ""
            if person.building:
                place = place_text(person.building, person.entrance, person.room)
    is_vehicle = subject.kind is CrossingKind.VEHICLE
    return Card(
        name=name,
        kind=subject.kind,
        sex=person.sex if person is not None else None,
        place=((paper.owner or place) if is_vehicle and paper is not None else place),
        number=(paper.number or "") if paper is not None else "",
        document=document,
        plate=paper.plate if paper is not None else None,
        photo_id=paper.photo_id if paper is not None else None,
        last_at=row.last_at,
        last_direction=Direction(row.last_direction) if row.last_direction is not None else None,
        last_gate=last_gate,
    )
