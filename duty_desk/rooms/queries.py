"""Which zones, rooms and sites there are, how many rooms are in which state, and what became of a room."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import bindparam, case, func, or_, select

from db import prepared
from db.models import Room, RoomEvent, Zone
from db.vocabulary import RoomState
from duty_desk.errors import StaleError
from duty_desk.roles import step
from duty_desk.rooms.rows import EventRow, RoomRow, SiteRow, ZoneRow, event_row, room_row, zone_row
from duty_desk.work import Read, Work

_PARTS = re.compile(r"(\d+)")
# A single character is in every code.
_LEAST = 2
_ROOM = select(*Room.__table__.columns).where(Room.id == bindparam("room"))
_ROOM_HELD = _ROOM.with_for_update()
_ZONE = select(*Zone.__table__.columns).where(Zone.id == bindparam("zone"))


def list_zones(read: Read, *, active_only: bool = False) -> tuple[ZoneRow, ...]:
    """All zones, site by site."""
    query = select(Zone).order_by(Zone.list_order, Zone.id)
    zones = [zone_row(zone) for zone in read.session.scalars(query)]
    sites = {zone.site: place for place, zone in reversed(list(enumerate(zones)))}
    zones.sort(key=lambda zone: (sites[zone.site], zone.list_order, zone.id))
    return tuple(zone for zone in zones if zone.is_active or not active_only)


def get_zone(read: Read, zone_id: int) -> ZoneRow:
    """A zone. Raises StaleError when it is gone."""
    zone = prepared.ask(read.connection, _ZONE, {"zone": zone_id}).one_or_none()
    if zone is None:
        raise StaleError("storage.stale")
    return zone_row(zone)


def list_rooms(
    read: Read,
    *,
    site: str | None = None,
    building: str | None = None,
    zone: int | None = None,
    ids: Sequence[int] | None = None,
) -> tuple[RoomRow, ...]:
    """Rooms zone by zone, buildings in the order in which they came, lowest floor first, 2 before 10."""
    zones = {row.id: row for row in list_zones(read)}
    query = select(Room)
    if site is not None:
        query = query.where(Room.zone_id.in_([key for key, row in zones.items() if row.site == site]))
    if building is not None:
        query = query.where(Room.building == building)
    if zone is not None:
        query = query.where(Room.zone_id == zone)
    if ids is not None:
        query = query.where(Room.id.in_(ids))
    found = read.session.scalars(query.order_by(Room.id)).all()
    places = {key: place for place, key in enumerate(zones)}
    first: dict[tuple[int, str], int] = {}
    for room in found:
        first.setdefault((room.zone_id, room.building), room.id)
    rooms = sorted(
        found,
        key=lambda room: (
            places[room.zone_id],
            first[room.zone_id, room.building],
            room.floor,
            natural(room.name),
            room.id,
        ),
    )
    return tuple(room_row(room, zones) for room in rooms)


def get_room(read: Read, room_id: int) -> RoomRow:
    """A room. Raises StaleError when it is gone."""
    return _room(read, _ROOM, room_id)


@step
def hold_room(work: Work, room_id: int) -> RoomRow:
    """The room, held until this transaction ends, so that two desks change it one after the other. Raises StaleError when it is gone."""
    work.session.flush()
    return _room(work, _ROOM_HELD, room_id)


def find_room(read: Read, code: str) -> RoomRow | None:
    """The room with that code, however it is written in capitals."""
    query = select(Room.id).where(func.lower(Room.code) == code.strip().lower())
    found = read.session.scalar(query.limit(1))
    return None if found is None else get_room(read, found)


def search_rooms(read: Read, typed: str, most: int = 8) -> tuple[RoomRow, ...]:
    """Rooms whose code or building holds what was typed, from two characters on; codes that end with it first: 2-203 is NH-EX2-203."""
    text = typed.strip().lower()
    if len(text) < _LEAST:
        return ()
    code, building = func.lower(Room.code), func.lower(Room.building)
    ends = case((code.endswith(text, autoescape=True), 0), else_=1)
    query = (
        select(Room.id)
        .where(or_(code.contains(text, autoescape=True), building.contains(text, autoescape=True)))
        .order_by(ends, Room.id)
        .limit(most)
    )
    ids = read.session.scalars(query).all()
    found = {row.id: row for row in list_rooms(read, ids=ids)}
    return tuple(found[room] for room in ids)


def list_sites(read: Read) -> tuple[SiteRow, ...]:
    """Sites in the order of their zones, with buildings in the order in which they came; also those without a room yet."""
    sites: dict[str, dict[str, int]] = {zone.site: {} for zone in list_zones(read)}
    query = (
        select(Zone.site, Room.building, func.count().label("rooms"))
        .join(Room, Room.zone_id == Zone.id)
        .group_by(Zone.site, Room.building)
        .order_by(func.min(Room.id))
    )
    for row in read.session.execute(query):
        sites[row.site][row.building] = row.rooms
    return tuple(SiteRow(name, tuple(found), sum(found.values())) for name, found in sites.items())


def counts(read: Read, *, site: str | None = None, zone: int | None = None) -> Mapping[RoomState, int]:
    """How many rooms are in each state, all states named."""
    query = select(Room.state, func.count().label("rooms")).group_by(Room.state)
    if site is not None:
        query = query.join(Zone, Zone.id == Room.zone_id).where(Zone.site == site)
    if zone is not None:
        query = query.where(Room.zone_id == zone)
    found = {row.state: row.rooms for row in read.session.execute(query)}
    return {state: found.get(state.value, 0) for state in RoomState}


def list_events(read: Read, room_id: int, limit: int = 50) -> tuple[EventRow, ...]:
    """What became of a room, the last step first."""
    query = (
        select(RoomEvent)
        .where(RoomEvent.room_id == room_id)
        .order_by(RoomEvent.at.desc(), RoomEvent.id.desc())
        .limit(limit)
    )
    return tuple(event_row(event) for event in read.session.scalars(query))


def natural(text: str) -> tuple[tuple[bool, int, str], ...]:
    """A key by which 2 comes before 10."""
    return tuple(
        (part.isdecimal(), int(part) if part.isdecimal() else 0, part) for part in _PARTS.split(text) if part
    )


def _room(read: Read, statement: Any, room_id: int) -> RoomRow:
    # On the bare connection: whoever changes a room flushes.
    room = prepared.ask(read.connection, statement, {"room": room_id}).one_or_none()
    if room is None:
        raise StaleError("storage.stale")
    return room_row(room, {room.zone_id: get_zone(read, room.zone_id)})
