"""What the papers of isolation say about one stay or one room: read at once, names shortened where they need not be whole."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import func, select

from db.models import CareEntry, Household, Person, Reading, Room, Stay, StayTest, Unit, Zone
from db.vocabulary import StayState
from duty_desk import masking, paper, policy, settings
from duty_desk.errors import Refusal, StaleError
from duty_desk.paper.layout import Layout, Text
from duty_desk.people.households import place_text
from duty_desk.roles import Permission, may
from duty_desk.rooms.queries import natural
from duty_desk.strings import t
from duty_desk.work import Read

SLOTS = ("am", "pm")


@dataclass(frozen=True, slots=True)
class Observed:
    """A stay as papers write it. `days` and the dates are those of the stay or, before the admission, what the rules of today give.

    `name` is whole; numbers and telephone are shortened.
    """

    id: int
    number: str
    state: str
    person: int
    name: str
    sex: str
    age: int | None
    document: str
    phone: str
    unit: str
    home: str
    contact: str
    is_foreign: bool
    category: str
    exposure_on: date | None
    exposure_way: str
    counted_from: date | None
    days: int
    due_on: date | None
    room: int | None
    place: str
    room_code: str
    building: str
    floor: int
    bed: int | None
    beds: int
    site_phone: str
    unit_phone: str
    approval: str
    approved_at: datetime | None
    admitted_at: datetime | None
    diet: str
    diet_note: str
    doctor: str
    ended_at: datetime | None
    ending: str
    release_number: str
    home_until: date | None

    def day(self, on: date) -> int:
        """Which day of the stay a date is; 1 is the first that counts."""
        if self.due_on is None:
            return 0
        return self.days - (self.due_on - on).days

    @property
    def first_on(self) -> date | None:
        """The first day that counts."""
        return None if self.due_on is None else self.due_on - timedelta(days=max(0, self.days - 1))


@dataclass(frozen=True, slots=True)
class Taken:
    """A temperature as it stands now, corrections taken into account."""

    day: date
    slot: str
    at: datetime
    temperature: float | None
    retest: float | None
    not_taken: str
    is_late: bool
    symptoms: tuple[str, ...]
    medicine: str
    note: str
    officer: int | None

    @property
    def counts(self) -> float | None:
        """The second reading where there is one, as it was taken more carefully."""
        return self.retest if self.retest is not None else self.temperature


@dataclass(frozen=True, slots=True)
class RoomFacts:
    """A room of a site with who is in it."""

    id: int
    site: str
    building: str
    floor: int
    name: str
    code: str
    beds: int
    state: str
    since: datetime
    until: datetime | None
    reason: str
    people: tuple[Observed, ...]


def observed(read: Read, stays: Sequence[int]) -> tuple[Observed, ...]:
    """The facts of these stays, in their order. Raises StaleError for one that is gone."""
    query = (
        select(Stay, Person, Unit, Room, Zone, Household)
        .join(Person, Person.id == Stay.person_id)
        .outerjoin(Unit, Unit.id == Stay.unit_id)
        .outerjoin(Room, Room.id == Stay.room_id)
        .outerjoin(Zone, Zone.id == Room.zone_id)
        .outerjoin(Household, Household.id == Person.household_id)
        .where(Stay.id.in_(stays))
    )
    found = {row[0].id: _observed(read, *row) for row in read.session.execute(query)}
    if len(found) < len(set(stays)):
        raise StaleError("storage.stale")
    return tuple(found[stay] for stay in stays)


def in_rooms(
    read: Read, *, site: str | None = None, building: str | None = None, floor: int | None = None
) -> tuple[Observed, ...]:
    """Who is observed now, by building, floor, room and bed."""
    query = (
        select(Stay.id, Room.id, Room.building, Room.floor, Room.name, Stay.bed)
        .join(Room, Room.id == Stay.room_id)
        .join(Zone, Zone.id == Room.zone_id)
        .where(Stay.state == StayState.ADMITTED.value)
    )
    if site is not None:
        query = query.where(Zone.site == site)
    if building is not None:
        query = query.where(Room.building == building)
    if floor is not None:
        query = query.where(Room.floor == floor)
    places = _order_of_buildings(read)
    found = sorted(
        read.session.execute(query),
        key=lambda row: (places[row.building], row.floor, natural(row.name), row.bed or 0),
    )
    return observed(read, [row[0] for row in found])


def rooms(read: Read, *, site: str | None = None, building: str | None = None) -> tuple[RoomFacts, ...]:
    """Every room in use at a site with who is in it, top floor first."""
    query = select(Room, Zone.site).join(Zone, Zone.id == Room.zone_id).where(Zone.is_active)
    if site is not None:
        query = query.where(Zone.site == site)
    if building is not None:
        query = query.where(Room.building == building)
    places = _order_of_buildings(read)
    found = sorted(
        read.session.execute(query),
        key=lambda pair: (places[pair[0].building], -pair[0].floor, natural(pair[0].name)),
    )
    inside: dict[int, list[Observed]] = {}
    for each in in_rooms(read, site=site, building=building):
        inside.setdefault(each.room or 0, []).append(each)
    return tuple(
        RoomFacts(
            row.id, where, row.building, row.floor, row.name, row.code, row.beds, row.state, row.state_since,
            row.until, row.reason or "", tuple(inside.get(row.id, ())),
        )
        for row, where in found
    )  # fmt: skip


def _order_of_buildings(read: Read) -> Mapping[str, tuple[int, int]]:
    """As they were entered, zone by zone: the board on the screen has them so."""
    query = (
        select(Room.building, func.min(Zone.list_order), func.min(Room.id))
        .join(Zone, Zone.id == Room.zone_id)
        .group_by(Room.building)
    )
    return {building: (zone, first) for building, zone, first in read.session.execute(query)}


def taken(read: Read, stays: Sequence[int], *, day: date | None = None) -> Mapping[int, tuple[Taken, ...]]:
    """What was read of each of these stays, oldest first, each correction in the place of what it corrects.

    Nothing for who may not see health: the places on their papers stay empty (check S-56).
    """
    if not may(read, Permission.SEE_HEALTH):
        return dict.fromkeys(stays, ())
    query = select(Reading).where(Reading.stay_id.in_(stays)).order_by(Reading.day, Reading.at, Reading.id)
    if day is not None:
        query = query.where(Reading.day == day)
    rows = list(read.session.scalars(query))
    replaced = {row.replaces_id for row in rows}
    found: dict[int, list[Taken]] = {stay: [] for stay in stays}
    for row in rows:
        if row.id not in replaced and not row.at_home:
            found[row.stay_id].append(
                Taken(
                    row.day, row.slot, row.at, row.temperature, row.retest, row.not_taken or "", row.is_late,
                    tuple(str(each) for each in row.symptoms), row.medicine or "", row.note or "", row.officer_id,
                )
            )  # fmt: skip
    return {stay: tuple(rows) for stay, rows in found.items()}


def tests(read: Read, stay: int) -> tuple[StayTest, ...]:
    """The tests of a stay by the day they are due."""
    query = select(StayTest).where(StayTest.stay_id == stay).order_by(StayTest.due_on, StayTest.id)
    return tuple(read.session.scalars(query))


def care(read: Read, stay: int, kind: str) -> Mapping[date, str]:
    """What was done of one kind for a stay, by day."""
    query = (
        select(CareEntry)
        .where(CareEntry.stay_id == stay, CareEntry.kind == kind)
        .order_by(CareEntry.at, CareEntry.id)
    )
    return {row.day: row.text or row.outcome or "" for row in read.session.scalars(query)}


def frame_of(read: Read, *, in_full: bool = False) -> dict[str, Any]:
    """Whose list it is, who prints it when, and the mark of papers with names in full."""
    mark = paper.private_mark(read.officer.name, read.at) if in_full else None
    return {
        "office": str(settings.get(read, "office.name", "") or ""),
        "officer": read.officer.name,
        "printed_at": read.at,
        "watermark": demo_mark(read) or mark,
    }


def demo_mark(read: Read) -> str | None:
    """The mark of papers out of a sample office."""
    return paper.demo_mark() if settings.get(read, "office.demo", False) else None


def checked(layouts: Sequence[Layout]) -> tuple[Layout, ...]:
    """The layouts. Raises Refusal for characters that no font of ours has: they would be printed as empty boxes."""
    words = "".join(item.text for layout in layouts for item in layout.items if isinstance(item, Text))
    if missing := paper.missing_characters(words):
        raise Refusal("isolation_papers.refusal.missing_characters", characters=" ".join(missing))
    return tuple(layouts)


def beds_of(stay: Observed) -> str:
    """The bed, where a room has several."""
    return t("isolation_papers.bed", bed=stay.bed) if stay.bed is not None and stay.beds > 1 else ""


def _observed(
    read: Read,
    stay: Stay,
    person: Person,
    unit: Unit | None,
    room: Room | None,
    zone: Zone | None,
    household: Household | None,
) -> Observed:
    on = (stay.admitted_at or read.at).date()
    days = stay.days if stay.days is not None else policy.integer(read, "iso.days", on=on)
    begins = stay.counted_from or stay.exposure_on or (on if stay.admitted_at is not None else None)
    due = stay.due_on
    if due is None and begins is not None:
        less = 1 if policy.value(read, "iso.first_day_counts", on=on) else 0
        due = begins + timedelta(days=days - less)
    contact = " ".join(
        part for part in (stay.contact_name or "", masking.mask_phone(stay.contact_phone)) if part
    )
    return Observed(
        id=stay.id,
        number=stay.number or "",
        state=stay.state,
        person=person.id,
        name=person.name,
        sex=person.sex or "",
        age=_age(person.born_on, read.at.date()),
        document=masking.mask_id(person.id_number),
        phone=masking.mask_phone(person.phone),
        unit=unit.name if unit is not None else "",
        home=stay.home or (place_text(household.building, household.entrance, household.room)
            if household is not None else "") or person.place or "",
        contact=contact,
        is_foreign=person.foreign_holder,
        category=stay.category,
        exposure_on=stay.exposure_on,
        exposure_way=stay.exposure_way or "",
        counted_from=begins,
        days=days,
        due_on=due,
        room=room.id if room is not None else None,
        place=f"{room.building} {room.name}" if room is not None else "",
        room_code=room.name if room is not None else "",
        building=room.building if room is not None else "",
        floor=room.floor if room is not None else 0,
        bed=stay.bed,
        beds=room.beds if room is not None else 1,
        site_phone=(zone.phone or "") if zone is not None else "",
        unit_phone=" ".join(part for part in (unit.contact or "", masking.mask_phone(unit.phone)) if part) if unit is not None else "",
        approval=stay.approval_number or "",
        approved_at=stay.approved_at,
        admitted_at=stay.admitted_at,
        diet=stay.diet,
        diet_note=stay.diet_note or "",
        doctor=stay.doctor or "",
        ended_at=stay.ended_at,
        ending=stay.ending or "",
        release_number=stay.release_number or "",
        home_until=stay.home_until,
    )  # fmt: skip


def _age(born: date | None, today: date) -> int | None:
    if born is None:
        return None
    return today.year - born.year - ((today.month, today.day) < (born.month, born.day))
