"""Stays as everybody reads them: one, those who wait, those who are there, and what a person has had."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from sqlalchemy import Select, select
from sqlalchemy.orm import aliased

from db.models import Household, Officer, Person, Room, Stay, Unit, Zone
from db.vocabulary import Ending, StayState
from duty_desk import masking
from duty_desk.errors import StaleError
from duty_desk.isolation import stay_rules
from duty_desk.people.households import place_text
from duty_desk.people.rules import is_minor
from duty_desk.roles import Permission, may
from duty_desk.work import Read


@dataclass(frozen=True, slots=True)
class StayRow:
    """One stay. `name` is in full, numbers are shortened; `days` and `due_on` (included) are there from the admission on.

    `room` is the room it has or is promised, by code; `home` where the person lives, as the register or the workbook says it.
    """

    id: int
    number: str | None
    state: StayState
    person_id: int
    name: str
    sex: str | None
    born_on: date | None
    # Under 14 (check S-56).
    child: bool
    id_number: str
    phone: str
    origin: str
    category: str
    unit_id: int | None
    unit: str | None
    home: str | None
    contact_name: str | None
    contact_phone: str | None
    carer_for_id: int | None
    draft_id: int | None
    incident_id: int | None
    requested_at: datetime
    requested_by: int | None
    requester: str | None
    reason: str
    assessed_at: datetime | None
    assessed_by: str | None
    assessment: str | None
    approved_at: datetime | None
    approver: str | None
    approval_number: str | None
    notice: str | None
    notice_at: datetime | None
    witness_one: str | None
    witness_two: str | None
    attachment_id: int | None
    anchor: str
    exposure_on: date | None
    exposure_way: str | None
    counted_from: date | None
    days: int | None
    due_on: date | None
    zone_id: int | None
    zone: str | None
    site: str | None
    room_id: int | None
    room: str | None
    building: str | None
    floor: int | None
    room_name: str | None
    bed: int | None
    admitted_at: datetime | None
    emergency_until: datetime | None
    kit: tuple[str, ...]
    kit_back: bool
    diet: str
    diet_note: str | None
    doctor: str | None
    ended_at: datetime | None
    ending: Ending | None
    ending_place: str | None
    ending_note: str | None
    release_number: str | None
    home_until: date | None
    note: str | None
    version: int

    @property
    def lacks(self) -> tuple[str, ...]:
        """What is missing of approval and notice; of an emergency admission it must be there by `emergency_until`."""
        return stay_rules.lacks(approved=self.approved_at is not None, notice=self.notice)

    @property
    def is_emergency(self) -> bool:
        """Admitted before approval and notice were there."""
        return self.emergency_until is not None

    def day(self, on: date) -> int | None:
        """Which day of the stay that is; 1 is the first that counts. None before the admission."""
        if self.due_on is None or self.days is None:
            return None
        return self.days - (self.due_on - on).days


_requester, _approver = aliased(Officer), aliased(Officer)
_ROWS = (
    select(Stay, Person, Unit.name, Household, Room, Zone, _requester.name, _approver.name)
    .join(Person, Person.id == Stay.person_id)
    .outerjoin(Unit, Unit.id == Stay.unit_id)
    .outerjoin(Household, Household.id == Person.household_id)
    .outerjoin(Room, Room.id == Stay.room_id)
    .outerjoin(Zone, Zone.id == Room.zone_id)
    .outerjoin(_requester, _requester.id == Stay.requested_by)
    .outerjoin(_approver, _approver.id == Stay.approved_by)
    .execution_options(populate_existing=True)
)


def get_stay(read: Read, stay: int) -> StayRow:
    """One stay. Raises StaleError when there is none."""
    found = fetch_stays(read, [stay])
    if not found:
        raise StaleError("storage.stale")
    return found[0]


def list_waiting(read: Read) -> tuple[StayRow, ...]:
    """Who is reported, assessed or approved and not yet there, in the order in which they were reported."""
    waiting = [state.value for state in stay_rules.WAITING]
    query = select(Stay.id).where(Stay.state.in_(waiting)).order_by(Stay.requested_at, Stay.id)
    return _in_order(read, query)


def list_staying(read: Read, *, site: str | None = None, due_by: date | None = None) -> tuple[StayRow, ...]:
    """Who is under observation now, at one site or at all of them, by room and bed; `due_by`: whose last day is then or before."""
    query = (
        select(Stay.id)
        .outerjoin(Room, Room.id == Stay.room_id)
        .where(Stay.state == StayState.ADMITTED.value)
        .order_by(Room.building, Room.floor, Room.name, Stay.bed, Stay.id)
    )
    if site is not None:
        query = query.join(Zone, Zone.id == Room.zone_id).where(Zone.site == site)
    if due_by is not None:
        query = query.where(Stay.due_on <= due_by)
    return _in_order(read, query)


def find_stay_of(read: Read, person: int) -> StayRow | None:
    """The open stay of a person, or else the last one; None when there never was one."""
    states = [state.value for state in stay_rules.OPEN]
    query = (
        select(Stay.id)
        .where(Stay.person_id == person)
        .order_by(Stay.state.in_(states).desc(), Stay.requested_at.desc(), Stay.id.desc())
        .limit(1)
    )
    found = _in_order(read, query)
    return found[0] if found else None


def list_stays_of(read: Read, person: int) -> tuple[StayRow, ...]:
    """Every stay of a person, newest first: whoever comes twice has two (domain A4 rule 9)."""
    query = select(Stay.id).where(Stay.person_id == person)
    return _in_order(read, query.order_by(Stay.requested_at.desc(), Stay.id.desc()))


def list_companions(read: Read, stay: int) -> tuple[StayRow, ...]:
    """The carers of a stay and whom it cares for, those whose stay is open."""
    row = get_stay(read, stay)
    query = select(Stay.id).where(
        (Stay.carer_for_id == stay) | (Stay.id == (row.carer_for_id or 0)),
        Stay.state.in_([state.value for state in stay_rules.OPEN]),
    )
    return _in_order(read, query.order_by(Stay.id))


def fetch_stays(read: Read, ids: Sequence[int]) -> list[StayRow]:
    """These stays, in no particular order."""
    today = read.at.date()
    rows = [_row(today, *found) for found in read.session.execute(_ROWS.where(Stay.id.in_(ids)))]
    # What was judged of somebody's health is for those who may see it (check S-56).
    return rows if may(read, Permission.SEE_HEALTH) else [replace(row, assessment=None) for row in rows]


def _in_order(read: Read, query: Select[Any]) -> tuple[StayRow, ...]:
    ids: Iterable[int] = list(read.session.scalars(query))
    found = {row.id: row for row in fetch_stays(read, list(ids))}
    return tuple(found[stay] for stay in ids if stay in found)


def _row(
    today: date,
    row: Stay,
    person: Person,
    unit: str | None,
    home: Household | None,
    room: Room | None,
    zone: Zone | None,
    requester: str | None,
    approver: str | None,
) -> StayRow:
    return StayRow(
        id=row.id,
        number=row.number,
        state=StayState(row.state),
        person_id=row.person_id,
        name=person.name,
        sex=person.sex,
        born_on=person.born_on,
        child=person.born_on is not None and is_minor(person.born_on, today),
        id_number=masking.mask_id(person.id_number),
        phone=masking.mask_phone(person.phone),
        origin=row.origin,
        category=row.category,
        unit_id=row.unit_id,
        unit=unit,
        home=row.home or (place_text(home.building, home.entrance, home.room) if home is not None else None),
        contact_name=row.contact_name,
        contact_phone=row.contact_phone,
        carer_for_id=row.carer_for_id,
        draft_id=row.draft_id,
        incident_id=row.incident_id,
        requested_at=row.requested_at,
        requested_by=row.requested_by,
        requester=requester,
        reason=row.reason,
        assessed_at=row.assessed_at,
        assessed_by=row.assessed_by,
        assessment=row.assessment,
        approved_at=row.approved_at,
        approver=approver,
        approval_number=row.approval_number,
        notice=row.notice,
        notice_at=row.notice_at,
        witness_one=row.witness_one,
        witness_two=row.witness_two,
        attachment_id=row.attachment_id,
        anchor=row.anchor,
        exposure_on=row.exposure_on,
        exposure_way=row.exposure_way,
        counted_from=row.counted_from,
        days=row.days,
        due_on=row.due_on,
        zone_id=zone.id if zone is not None else row.zone_id,
        zone=zone.name if zone is not None else None,
        site=zone.site if zone is not None else None,
        room_id=row.room_id,
        room=room.code if room is not None else None,
        building=room.building if room is not None else None,
        floor=room.floor if room is not None else None,
        room_name=room.name if room is not None else None,
        bed=row.bed,
        admitted_at=row.admitted_at,
        emergency_until=row.emergency_until,
        kit=tuple(str(item) for item in row.kit),
        kit_back=row.kit_back,
        diet=row.diet,
        diet_note=row.diet_note,
        doctor=row.doctor,
        ended_at=row.ended_at,
        ending=Ending(row.ending) if row.ending else None,
        ending_place=row.ending_place,
        ending_note=row.ending_note,
        release_number=row.release_number,
        home_until=row.home_until,
        note=row.note,
        version=row.version,
    )
