"""The figures of rooms that are reported: rooms for observation by state and building, emergency housing by zone."""

from __future__ import annotations

from collections import Counter
from datetime import datetime
from typing import Any

from sqlalchemy import select

from db.models import RoomEvent
from db.vocabulary import RoomState, ZoneKind
from duty_desk.rooms.import_rows import STATES
from duty_desk.rooms.queries import list_rooms
from duty_desk.rooms.rows import RoomRow
from duty_desk.sheets.forms import form
from duty_desk.strings import t
from duty_desk.work import Read


def room_figures(read: Read, as_of: datetime | None = None) -> dict[str, Any]:
    """Every figure of rooms by its name, with states as they were at a moment (now when not given); empty without any room."""
    rooms = list_rooms(read)
    if not rooms:
        return {}
    observed = [room for room in rooms if room.zone.kind is ZoneKind.OBSERVATION]
    housing = [room for room in rooms if room.zone.kind is not ZoneKind.OBSERVATION]
    then = _states(read, as_of)
    return {
        "rooms": len(observed),
        "rooms_by_state": dict(Counter(_word(then.get(room.id, room.state)) for room in observed)),
        "rooms_by_building": dict(Counter(room.building for room in observed)),
        "zone_rooms": len(housing),
        "zone_rooms_by_zone": dict(Counter(room.zone.name for room in housing)),
        "zone_beds": _beds(housing),
    }


def _beds(rooms: list[RoomRow]) -> int:
    return sum(room.beds for room in rooms)


def _states(read: Read, as_of: datetime | None) -> dict[int, RoomState]:
    """States then, of the rooms that changed theirs since."""
    if as_of is None:
        return {}
    later = (
        select(RoomEvent.room_id, RoomEvent.before)
        .where(RoomEvent.at > as_of)
        .order_by(RoomEvent.at.desc(), RoomEvent.id.desc())
    )
    return {row.room_id: RoomState(row.before) for row in read.session.execute(later)}


def _word(state: RoomState) -> str:
    """The state as the lists of rooms write it, where they have a word for it."""
    labels = form("rooms").fields["state"].labels
    written = (labels[key] for key, known in STATES.items() if known is state)
    return next(written, t(f"rooms.state.{state.value}"))
