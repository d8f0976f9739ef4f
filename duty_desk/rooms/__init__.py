"""Zones and rooms for observation: the register, and the one way in which a room changes its state (`shift`)."""

from duty_desk.rooms.drawing import Planned, draw_up, prefix_of, preview
from duty_desk.rooms.ledgers import ROOMS, STATE_TONES
from duty_desk.rooms.queries import (
    counts,
    find_room,
    get_room,
    get_zone,
    hold_room,
    list_events,
    list_rooms,
    list_sites,
    list_zones,
    search_rooms,
)
from duty_desk.rooms.register import (
    RoomForm,
    ZoneForm,
    add_room,
    add_zone,
    edit_room,
    edit_zone,
    remove_rooms,
)
from duty_desk.rooms.rows import EventRow, RoomRow, SiteRow, ZoneRow
from duty_desk.rooms.shifting import close, closed_from, reopen, shift, step_back

__all__ = [
    "ROOMS",
    "STATE_TONES",
    "EventRow",
    "Planned",
    "RoomForm",
    "RoomRow",
    "SiteRow",
    "ZoneForm",
    "ZoneRow",
    "add_room",
    "add_zone",
    "close",
    "closed_from",
    "counts",
    "draw_up",
    "edit_room",
    "edit_zone",
    "find_room",
    "get_room",
    "get_zone",
    "hold_room",
    "list_events",
    "list_rooms",
    "list_sites",
    "list_zones",
    "prefix_of",
    "preview",
    "remove_rooms",
    "reopen",
    "search_rooms",
    "shift",
    "step_back",
]
