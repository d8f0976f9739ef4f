"""What may follow what in a stay, who may share a room, and which room fits whom (product rules I3 and I7, domain A4). Pure."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from db.vocabulary import RoomState, StayState, ZoneKind

ORIGINS = ("family", "student", "staff", "other")
CATEGORIES = (
    "close_contact",
    "sub_contact",
    "hubei",
    "risk_region",
    "fever_excluded",
    "entry",
    "carer",
    "other",
)
DIETS = ("regular", "halal", "vegetarian", "soft", "child")
SIGNED, NOTICE_REFUSED = "signed", "refused"
WAITING = (StayState.REQUESTED, StayState.ASSESSED, StayState.APPROVED)
OPEN = (*WAITING, StayState.ADMITTED)
# Who cares for somebody under observation is neither a minor nor old (domain A4 rule 3).
CARER_FROM, CARER_UNTIL = 18, 59
# They are never put together with others (domain A4 rule 3: one person to a room; rooms are shared in the transfer zone only).
_ALONE = frozenset({"close_contact", "sub_contact", "fever_excluded", "entry"})
OBSERVED = "observed"
# In this order rooms are proposed.
ZONE_ORDER = (ZoneKind.OBSERVATION, ZoneKind.MANAGEMENT, ZoneKind.TRANSFER, ZoneKind.STANDBY)


@dataclass(frozen=True, slots=True)
class Guest:
    """Who is in a room or expected there; `companions` are the stays that may be in a single room with this one."""

    stay: int
    category: str
    companions: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class Place:
    """A room as the rules see it. `there` are those in it or expected in it, without the guest who is to come."""

    state: RoomState
    single: bool
    part: str
    zone_active: bool
    beds: int
    there: tuple[Guest, ...] = ()


def obstacle(place: Place, guest: Guest) -> str | None:
    """Why this guest may not be put into that room: zone_closed, part, alone, state, taken, full; None when nothing is against it."""
    if not place.zone_active:
        return "zone_closed"
    if place.part != OBSERVED:
        return "part"
    strangers = [other for other in place.there if other.stay not in guest.companions]
    if not place.single and guest.category in _ALONE and not guest.companions:
        return "alone"
    if place.state not in (RoomState.FREE, RoomState.RESERVED, RoomState.OCCUPIED):
        return place.state.value
    if strangers and place.single:
        return "taken"
    if strangers and len(place.there) >= place.beds:
        return "full"
    return None


def free_bed(beds: int, used: Collection[int]) -> int:
    """The lowest bed nobody has; one more than the room has is an extra bed for a companion."""
    return next(bed for bed in range(1, max([beds, *used]) + 2) if bed not in used)


def may_care(born_on: date | None, on: date) -> bool:
    """Whether somebody of that age may be a carer; unknown ages are left to the officer."""
    if born_on is None:
        return True
    age = on.year - born_on.year - ((on.month, on.day) < (born_on.month, born_on.day))
    return CARER_FROM <= age <= CARER_UNTIL


def lacks(*, approved: bool, notice: str | None) -> tuple[str, ...]:
    """What is still missing before a room may be given: approval, notice."""
    found = () if approved else ("approval",)
    return found if notice in (SIGNED, NOTICE_REFUSED) else (*found, "notice")
