"""The register of zones and rooms: what is there, before anybody moves in (product rule I1)."""

from __future__ import annotations

from typing import Any, TypedDict, Unpack

from sqlalchemy import exists, func, select

from db.models import Building, Room, Zone
from db.vocabulary import RoomState, ZoneKind
from duty_desk import audit
from duty_desk.errors import InputError, Refusal
from duty_desk.people.records import change, claim, required, text_or_none
from duty_desk.people.taking_back import unreferenced
from duty_desk.roles import Permission, requires, step
from duty_desk.rooms.rules import AIRCON, IDLE, MOST_BEDS, PARTS, TAKEN
from duty_desk.work import Read, Work


class ZoneForm(TypedDict, total=False):
    """What can be filled in for a zone. `part` is one of living, observed, supply; `way_in` the way that leads there."""

    site: str
    name: str
    kind: ZoneKind
    single: bool
    part: str
    way_in: str | None
    phone: str | None
    list_order: int
    is_active: bool


class RoomForm(TypedDict, total=False):
    """What can be filled in for a room. `building` as the office writes it, `aircon` one of split, central, none; 1 to 20 beds."""

    code: str
    zone: int
    building: str
    floor: int
    name: str
    beds: int
    own_bath: bool
    window: bool
    aircon: str
    note: str | None


@requires(Permission.EDIT_ROOMS)
def add_zone(work: Work, **form: Unpack[ZoneForm]) -> int:
    """Register a zone of a site."""
    zone, values = write_zone(work, form)
    audit.record(work, action="zone.add", subject=("zone", zone), after=values)
    return zone


@requires(Permission.EDIT_ROOMS)
def edit_zone(work: Work, zone_id: int, *, version: int | None = None, **form: Unpack[ZoneForm]) -> None:
    """Change what is given; the rest stays. How many may share a room stays while somebody is there or expected."""
    row = claim(work, Zone, zone_id, version)
    values = _zone_values(work, form, row)
    if values.get("single", row.single) != row.single and _has(work, zone_id, TAKEN):
        raise InputError("single", "rooms.error.zone_taken", zone=row.name)
    if not values.get("is_active", row.is_active) and _has(work, zone_id, frozenset(RoomState) - IDLE):
        raise InputError("is_active", "rooms.error.zone_busy", zone=row.name)
    before, after = change(row, values)
    work.session.flush()
    if after:
        audit.record(work, action="zone.change", subject=("zone", zone_id), before=before, after=after)


@requires(Permission.EDIT_ROOMS)
def add_room(work: Work, **form: Unpack[RoomForm]) -> int:
    """Register a room; it is free."""
    room, values = write_room(work, form)
    audit.record(work, action="room.add", subject=("room", room), after=values)
    return room


@requires(Permission.EDIT_ROOMS)
def edit_room(work: Work, room_id: int, *, version: int | None = None, **form: Unpack[RoomForm]) -> None:
    """Change what is given; the rest stays. Zone and beds stay while somebody is there or expected."""
    row = claim(work, Room, room_id, version)
    values = _room_values(work, form, row)
    if row.state in TAKEN:
        for field, column in (("zone", "zone_id"), ("beds", "beds")):
            if values.get(column, getattr(row, column)) != getattr(row, column):
                raise InputError(field, "rooms.error.room_taken", room=row.code)
    before, after = change(row, values)
    work.session.flush()
    if after:
        audit.record(work, action="room.change", subject=("room", room_id), before=before, after=after)


@requires(Permission.EDIT_ROOMS)
def remove_rooms(work: Work, room_ids: tuple[int, ...]) -> int:
    """Remove rooms that were drawn up by mistake; refused for one that was ever used. Returns how many."""
    for room_id in room_ids:
        room = claim(work, Room, room_id)
        unused = select(Room.id).where(Room.id == room_id, unreferenced(Room))
        if room.state != RoomState.FREE or work.session.scalar(unused) is None:
            raise Refusal("rooms.refusal.used", room=room.code)
        work.session.delete(room)
    work.session.flush()
    audit.record(work, action="room.remove", after={"count": len(room_ids)})
    return len(room_ids)


@step
def write_zone(work: Work, form: ZoneForm, import_id: int | None = None) -> tuple[int, dict[str, Any]]:
    """Write a new zone without an entry of its own; returns its identifier and what it has."""
    order = (work.session.scalar(select(func.max(Zone.list_order))) or 0) + 1
    values = _zone_values(work, {"site": "", "name": "", "list_order": order, **form}, None)
    row = Zone(import_id=import_id, **values)
    work.session.add(row)
    work.session.flush()
    return row.id, values


@step
def write_room(work: Work, form: RoomForm) -> tuple[int, dict[str, Any]]:
    """Write a new room, free, without an entry of its own; returns its identifier and what it has."""
    needed: RoomForm = {"code": "", "building": "", "name": "", "zone": 0, "floor": 1}
    values = _room_values(work, {**needed, **form}, None)
    row = Room(state=RoomState.FREE.value, state_since=work.at, **values)
    work.session.add(row)
    work.session.flush()
    return row.id, values


def building_of(read: Read, name: str) -> int | None:
    """The building of the register that goes by that name."""
    return read.session.scalar(
        select(Building.id).where(Building.name == name).order_by(Building.id).limit(1)
    )


def _zone_values(work: Work, form: ZoneForm, row: Zone | None) -> dict[str, Any]:
    values: dict[str, Any] = {}
    for name, value in form.items():
        if name in ("site", "name"):
            values[name] = required(str(value), name, f"rooms.error.zone_{name}_missing")
        elif name == "kind":
            values[name] = ZoneKind(value).value  # pyright: ignore[reportArgumentType]
        else:
            values[name] = text_or_none(value) if isinstance(value, str) else value
    if values.get("part", PARTS[0]) not in PARTS:
        raise InputError("part", "rooms.error.part")
    twin = select(Zone.id).where(
        Zone.site == values.get("site", row.site if row else None),
        Zone.name == values.get("name", row.name if row else None),
        Zone.id != (row.id if row else 0),
    )
    if work.session.scalar(twin):
        raise InputError("name", "rooms.error.zone_twin", name=values.get("name", row.name if row else ""))
    return values


def _room_values(work: Work, form: RoomForm, row: Room | None) -> dict[str, Any]:
    values: dict[str, Any] = {}
    for name, value in form.items():
        if name in ("code", "building", "name"):
            values[name] = required(str(value), name, f"rooms.error.{name}_missing")
        elif name == "zone":
            values["zone_id"] = _zone_of(work, value)
        else:
            values[name] = text_or_none(value) if isinstance(value, str) else value
    if "building" in values:
        values["building_id"] = building_of(work, values["building"])
    if not 1 <= values.get("beds", 1) <= MOST_BEDS:
        raise InputError("beds", "rooms.error.beds", most=MOST_BEDS)
    if values.get("aircon", AIRCON[0]) not in AIRCON:
        raise InputError("aircon", "rooms.error.aircon")
    if "code" in values:
        twin = select(Room.id).where(
            func.lower(Room.code) == values["code"].lower(), Room.id != (row.id if row else 0)
        )
        if work.session.scalar(twin):
            raise InputError("code", "rooms.error.code_taken", code=values["code"])
    return values


def _zone_of(work: Work, zone: Any) -> int:
    found = work.session.get(Zone, zone or 0)
    if found is None:
        raise InputError("zone", "rooms.error.zone_unknown")
    return found.id


def _has(read: Read, zone_id: int, states: frozenset[RoomState]) -> bool:
    there = exists().where(Room.zone_id == zone_id, Room.state.in_([state.value for state in states]))
    return bool(read.session.scalar(select(there)))
