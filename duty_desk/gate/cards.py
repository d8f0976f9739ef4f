"""Who it should be, as the guard compares it with the person and the document; never a whole number or a telephone (check S-23)."""

from __future__ import annotations

from db.vocabulary import CrossingKind, Direction
from duty_desk import masking
from duty_desk.gate.gathering import Situation
from duty_desk.gate.subjects import Card
from duty_desk.people.households import place_text
from duty_desk.people.rules import is_minor
from duty_desk.strings import t


def card_of(situation: Situation) -> Card:
    """The identity card beside the verdict."""
    subject, row = situation.subject, situation.row
    has_pass = subject.pass_id is not None
    name = row.person_name or (row.holder_name if has_pass else "") or ""
    place = (row.place if has_pass else "") or row.unit_name or ""
    if not place and row.building:
        place = place_text(row.building, row.entrance, row.room)
    if subject.kind is CrossingKind.VEHICLE:
        place = row.owner or place
    number = (row.number or "") if has_pass else ""
    if situation.returning is not None and situation.returning.expected and not has_pass:
        number = t("gate.returning.card", batch=situation.returning.batch)
    return Card(
        name=name,
        kind=subject.kind,
        sex=row.sex,
        place=place or row.person_place or "",
        number=number,
        document=masking.mask_id(row.id_number) or masking.mask_staff_number(row.staff_number),
        plate=row.plate if has_pass else None,
        photo_id=row.photo_id if has_pass else None,
        child=row.born_on is not None and is_minor(row.born_on, situation.facts.at.date()),
        last_at=row.last_at,
        last_direction=Direction(row.last_direction) if row.last_direction is not None else None,
        last_gate=row.last_gate,
    )
