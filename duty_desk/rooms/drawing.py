"""Draws up the rooms of a building in one go: "building 3, 4 floors, 11 rooms on each" (product rule I1)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import func, select

from db.models import Building, Room
from duty_desk import audit
from duty_desk.errors import InputError
from duty_desk.people.records import required
from duty_desk.roles import Permission, requires
from duty_desk.rooms.register import building_of, write_room
from duty_desk.rooms.rules import MOST_FLOORS, MOST_PER_FLOOR, room_code, room_name
from duty_desk.work import Read, Work


@dataclass(frozen=True, slots=True)
class Planned:
    """A room about to be drawn up; `taken` when there is one with that code already."""

    floor: int
    name: str
    code: str
    taken: bool


@requires(Permission.EDIT_ROOMS)
def draw_up(
    work: Work,
    *,
    zone: int,
    building: str,
    floors: Sequence[int],
    per_floor: int,
    beds: int = 1,
    first: int = 1,
    prefix: str | None = None,
    own_bath: bool = True,
    window: bool = True,
    aircon: str = "split",
) -> int:
    """Register the rooms of some floors of a building, all free; returns how many.

    `first` is the number of the first room on each floor, `prefix` what their codes begin with (see `prefix_of`). All of them or
    none: raises InputError where a code exists already.
    """
    place = required(building, "building", "rooms.error.building_missing")
    rooms = preview(work, building=place, floors=floors, per_floor=per_floor, first=first, prefix=prefix)
    taken = [room.code for room in rooms if room.taken]
    if taken:
        raise InputError("prefix", "rooms.error.codes_taken", code=taken[0], count=len(taken))
    for room in rooms:
        write_room(
            work,
            {
                "code": room.code,
                "zone": zone,
                "building": place,
                "floor": room.floor,
                "name": room.name,
                "beds": beds,
                "own_bath": own_bath,
                "window": window,
                "aircon": aircon,
            },
        )
    audit.record(
        work,
        action="room.draw_up",
        subject=("zone", zone),
        after={"building": place, "first": rooms[0].code, "last": rooms[-1].code, "count": len(rooms)},
    )
    return len(rooms)


def preview(
    read: Read,
    *,
    building: str,
    floors: Sequence[int],
    per_floor: int,
    first: int = 1,
    prefix: str | None = None,
) -> tuple[Planned, ...]:
    """The rooms that drawing up would make, floor by floor. Raises InputError for numbers out of range."""
    if not 1 <= len(floors) <= MOST_FLOORS:
        raise InputError("floors", "rooms.error.floors", most=MOST_FLOORS)
    if not 1 <= per_floor <= MOST_PER_FLOOR:
        raise InputError("per_floor", "rooms.error.per_floor", most=MOST_PER_FLOOR)
    if not 0 <= first <= MOST_PER_FLOOR or first + per_floor - 1 > MOST_PER_FLOOR:
        raise InputError("first", "rooms.error.first", most=MOST_PER_FLOOR)
    start = (prefix or "").strip() or prefix_of(read, building)
    names = [(floor, room_name(floor, first + n)) for floor in floors for n in range(per_floor)]
    codes = [room_code(start, name) for _, name in names]
    known = set(
        read.session.scalars(
            select(func.lower(Room.code)).where(func.lower(Room.code).in_([code.lower() for code in codes]))
        )
    )
    return tuple(
        Planned(floor, name, code, code.lower() in known)
        for (floor, name), code in zip(names, codes, strict=True)
    )


def prefix_of(read: Read, building: str) -> str:
    """What codes of rooms in a building begin with: the building's own code where the register has it, else its name."""
    known = building_of(read, building.strip())
    if known is None:
        return building.strip()
    return read.session.get_one(Building, known).code
