"""One slot of one floor, room after room, for whoever goes along the doors with a thermometer (product rule I5)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from sqlalchemy import select

from db.models import Person, Room, Stay, StayRoom
from db.vocabulary import ReadingSlot
from duty_desk import masking
from duty_desk.isolation.reading_rows import SlotView, current, view
from duty_desk.isolation.slot_rules import DAILY, Presence
from duty_desk.roles import Permission, require
from duty_desk.rooms.queries import natural
from duty_desk.work import Read


@dataclass(frozen=True, slots=True)
class SheetRow:
    """One person of the sheet. `view` is the slot asked for, `before` the last temperature taken earlier, in degrees Celsius."""

    stay: int
    number: str | None
    person: int
    name: str
    room_id: int
    room: str
    building: str
    floor: int
    bed: int
    view: SlotView
    before: float | None


@dataclass(frozen=True, slots=True)
class FloorChoice:
    """A floor with somebody in it: how many, and how many of their slots still have no reading."""

    building: str
    floor: int
    people: int
    open: int


def floor_sheet(
    read: Read, *, building: str, floor: int, day: date, slot: ReadingSlot, revealed: bool = False
) -> tuple[SheetRow, ...]:
    """Those of a floor who are asked for this slot, in the order of the doors; rooms and people as they were on that day.

    Raises Denied for who may not see health.
    """
    require(read, Permission.SEE_HEALTH)
    return tuple(
        row
        for row in _rows(read, day, ReadingSlot(slot), building, revealed)
        if row.floor == floor and row.view.required
    )


def list_floors(
    read: Read, *, day: date, slot: ReadingSlot, buildings: Iterable[str] | None = None
) -> tuple[FloorChoice, ...]:
    """The floors on which somebody is asked for this slot, building after building, the lowest first."""
    wanted = None if buildings is None else set(buildings)
    found: dict[tuple[str, int], list[SheetRow]] = {}
    for row in _rows(read, day, ReadingSlot(slot), None, False):
        if row.view.required and (wanted is None or row.building in wanted):
            found.setdefault((row.building, row.floor), []).append(row)
    return tuple(
        FloorChoice(*place, len(rows), sum(row.view.reading_id is None for row in rows))
        for place, rows in sorted(found.items(), key=lambda item: (natural(item[0][0]), item[0][1]))
    )


def _rows(read: Read, day: date, slot: ReadingSlot, building: str | None, revealed: bool) -> list[SheetRow]:
    start = datetime.combine(day, time())
    query = (
        select(
            StayRoom.stay_id,
            StayRoom.bed,
            Stay.number,
            Stay.person_id,
            Stay.admitted_at,
            Stay.ended_at,
            Stay.home_until,
            Person.name.label("person"),
            Room.id.label("room_id"),
            Room.name.label("room"),
            Room.building,
            Room.floor,
        )
        .join(Stay, Stay.id == StayRoom.stay_id)
        .join(Person, Person.id == Stay.person_id)
        .join(Room, Room.id == StayRoom.room_id)
        .where(
            StayRoom.from_at < start + timedelta(days=1),
            StayRoom.until_at.is_(None) | (StayRoom.until_at >= start),
        )
        .order_by(StayRoom.from_at, StayRoom.id)
    )
    # Who moved that day stands where they came to.
    last = {row.stay_id: row for row in read.session.execute(query)}
    rows = [row for row in last.values() if building is None or row.building == building]
    known = current(read, [row.stay_id for row in rows], day - timedelta(days=1), day)
    slots = [(day - timedelta(days=1), one) for one in DAILY] + [(day, ReadingSlot.AM)]
    earlier = slots if slot is ReadingSlot.PM else slots[:2]
    found: list[SheetRow] = []
    for row in rows:
        presence = Presence(row.admitted_at, row.ended_at, row.home_until)
        taken = [known.get((row.stay_id, on, one.value)) for on, one in earlier]
        values = [
            one.retest if one.retest is not None else one.temperature for one in taken if one is not None
        ]
        found.append(
            SheetRow(
                row.stay_id,
                row.number,
                row.person_id,
                row.person if revealed else masking.mask_name(row.person),
                row.room_id,
                row.room,
                row.building,
                row.floor,
                row.bed,
                view(read, presence, day, slot, known.get((row.stay_id, day, slot.value))),
                next((value for value in reversed(values) if value is not None), None),
            )
        )
    return sorted(found, key=lambda one: (natural(one.building), one.floor, natural(one.room), one.bed))
