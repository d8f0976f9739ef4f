"""What a zone, a room, a site and a step of a room look like to whoever asks."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from db.models import Room, RoomEvent, Zone
from db.vocabulary import RoomState, ZoneKind
from duty_desk.rooms.rules import short_name


@dataclass(frozen=True, slots=True)
class ZoneRow:
    """A part of a site with one use. `single`: one person to a room; `part`: living, observed, supply."""

    id: int
    site: str
    name: str
    kind: ZoneKind
    single: bool
    part: str
    way_in: str | None
    phone: str | None
    list_order: int
    is_active: bool
    version: int


@dataclass(frozen=True, slots=True)
class RoomRow:
    """A room. `until` is when contact time (cleaning) or airing (to_check) end; `reason` why it is closed."""

    id: int
    code: str
    zone: ZoneRow
    building: str
    building_id: int | None
    floor: int
    name: str
    beds: int
    own_bath: bool
    window: bool
    aircon: str
    state: RoomState
    state_since: datetime
    until: datetime | None
    reason: str | None
    note: str | None
    version: int

    @property
    def site(self) -> str:
        """The site it belongs to."""
        return self.zone.site

    @property
    def short(self) -> str:
        """What the office calls it: 2-204."""
        return short_name(self.building, self.name)

    @property
    def zone_name(self) -> str:
        """The zone it is in."""
        return self.zone.name


@dataclass(frozen=True, slots=True)
class SiteRow:
    """A site with its buildings in list order and how many rooms it has."""

    name: str
    buildings: tuple[str, ...]
    rooms: int


@dataclass(frozen=True, slots=True)
class EventRow:
    """One step of a room. `subject` is what it was for: ("stay", id), ("disinfection", id)."""

    id: int
    room_id: int
    at: datetime
    before: RoomState
    after: RoomState
    subject: tuple[str, int] | None
    reason: str | None
    officer_name: str | None


def zone_row(zone: Zone) -> ZoneRow:
    """A zone of the register."""
    return ZoneRow(
        zone.id,
        zone.site,
        zone.name,
        ZoneKind(zone.kind),
        zone.single,
        zone.part,
        zone.way_in,
        zone.phone,
        zone.list_order,
        zone.is_active,
        zone.version,
    )


def room_row(room: Room, zones: Mapping[int, ZoneRow]) -> RoomRow:
    """A room of the register, in its zone."""
    return RoomRow(
        room.id,
        room.code,
        zones[room.zone_id],
        room.building,
        room.building_id,
        room.floor,
        room.name,
        room.beds,
        room.own_bath,
        room.window,
        room.aircon,
        RoomState(room.state),
        room.state_since,
        room.until,
        room.reason,
        room.note,
        room.version,
    )


def event_row(event: RoomEvent) -> EventRow:
    """A step on record."""
    subject = None
    if event.subject_kind is not None and event.subject_id is not None:
        subject = event.subject_kind, event.subject_id
    return EventRow(
        event.id,
        event.room_id,
        event.at,
        RoomState(event.before),
        RoomState(event.after),
        subject,
        event.reason,
        event.officer_name,
    )
