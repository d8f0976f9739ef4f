"""The rooms of the board in the order of the doors, read at once."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select

from db.models import Room
from db.vocabulary import RoomState
from duty_desk.rooms import RoomRow, list_zones
from duty_desk.rooms.queries import natural
from duty_desk.work import Read


def rooms_of(read: Read, site: str | None) -> list[RoomRow]:
    """As `rooms.list_rooms` has them, without a record of its own for each of a thousand."""
    zones = {zone.id: zone for zone in list_zones(read)}
    places = {zone: place for place, zone in enumerate(zones)}
    query = select(
        Room.id, Room.code, Room.zone_id, Room.building, Room.building_id, Room.floor, Room.name, Room.beds,
        Room.own_bath, Room.window, Room.aircon, Room.state, Room.state_since, Room.until, Room.reason, Room.note,
        Room.version,
    ).order_by(Room.id)  # fmt: skip
    if site is not None:
        query = query.where(Room.zone_id.in_([zone.id for zone in zones.values() if zone.site == site]))
    first: dict[tuple[int, str], int] = {}
    found: list[tuple[Any, RoomRow]] = []
    for row in read.session.execute(query):
        (
            key, code, zone, building, building_id, floor, name, beds, bath, window, aircon, state, since, until, reason,
            note, version,
        ) = row  # fmt: skip
        room = RoomRow(
            key, code, zones[zone], building, building_id, floor, name, beds, bath, window, aircon,
            RoomState(state), since, until, reason, note, version,
        )  # fmt: skip
        begin = first.setdefault((zone, building), key)
        found.append(((places[zone], begin, floor, natural(name), key), room))
    found.sort(key=lambda pair: pair[0])
    return [room for _, room in found]
