"""The way of a room: which state may follow which (product rules I2 and I8). Pure."""

from __future__ import annotations

import re
from collections.abc import Mapping
from types import MappingProxyType

from db.vocabulary import RoomState

# A room in use comes back to `free` by way of cleaning, checking and airing only.
STEPS: Mapping[RoomState, frozenset[RoomState]] = MappingProxyType(
    {
        RoomState.FREE: frozenset({RoomState.RESERVED, RoomState.OCCUPIED, RoomState.CLOSED}),
        RoomState.RESERVED: frozenset({RoomState.FREE, RoomState.OCCUPIED}),
        RoomState.OCCUPIED: frozenset({RoomState.TO_CLEAN}),
        RoomState.TO_CLEAN: frozenset({RoomState.CLEANING, RoomState.CLOSED}),
        RoomState.CLEANING: frozenset({RoomState.TO_CHECK, RoomState.TO_CLEAN}),
        RoomState.TO_CHECK: frozenset({RoomState.FREE, RoomState.TO_CLEAN}),
        RoomState.CLOSED: frozenset({RoomState.FREE, RoomState.TO_CLEAN}),
    }
)
# Somebody is in it or has been promised it.
TAKEN = frozenset({RoomState.RESERVED, RoomState.OCCUPIED})
# Nobody is in it and nothing is going on: what the register says of it may be changed.
IDLE = frozenset({RoomState.FREE, RoomState.CLOSED})
PARTS = ("living", "observed", "supply")
AIRCON = ("split", "central", "none")
# More beds than that in one room are taken for a slip of the hand.
MOST_BEDS = 20
MOST_FLOORS = 60
MOST_PER_FLOOR = 99
_HOUSE = re.compile(r"(\d+)\D*$")


def may_follow(before: RoomState, after: RoomState) -> bool:
    """Whether a room may go from one state straight to the other."""
    return after in STEPS[before]


def room_name(floor: int, ordinal: int) -> str:
    """What the room is called on its door: floor and two digits, 3 and 7 give 307; below ground B1 07 gives B107."""
    return f"{floor}{ordinal:02}" if floor > 0 else f"B{-floor}{ordinal:02}"


def room_code(prefix: str, name: str) -> str:
    """The code of a room in a building: NH-EX2 and 301 give NH-EX2-301."""
    return f"{prefix}-{name}"


def short_name(building: str, name: str) -> str:
    """The room as the office says it, the number of the house before that of the door: 2-204."""
    house = _HOUSE.search(building)
    return f"{house[1]}-{name}" if house is not None else f"{building} {name}"
