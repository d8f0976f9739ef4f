"""How many rooms and beds are free, taken and coming free in the next days, and how many can be taken in tomorrow (product rule I9)."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import select

from db.models import Room, Stay, StayRoom, Zone
from db.vocabulary import RoomState
from duty_desk.errors import InputError
from duty_desk.work import Read

MOST_DAYS = 60
# On their way back to free: done by tomorrow, as terminal disinfection, check and airing take hours.
_COMING_BACK = (RoomState.TO_CLEAN, RoomState.CLEANING, RoomState.TO_CHECK)


@dataclass(frozen=True, slots=True)
class OutlookDay:
    """One day, as things stand now and nobody new comes. Rooms are counted at the end of the day, after the releases planned for it.

    `coming_free` are rooms whose last person leaves that day (overdue ones today), `leaving` the people who leave. `free` can be moved
    into on that day: today what is free now, from tomorrow on also what was left and disinfected by then. `beds` are those people who
    could be put up in `free` rooms and in the empty beds of shared ones.
    """

    day: date
    coming_free: int
    leaving: int
    occupied: int
    free: int
    beds: int


@dataclass(frozen=True, slots=True)
class Capacity:
    """How many can be taken in on the next day: rooms free now, on their way back today, and left by somebody today; `beds` for people."""

    day: date
    rooms: int
    beds: int
    free_now: int
    coming_back: int
    left_today: int


@dataclass(frozen=True, slots=True)
class _Place:
    """A room as the outlook sees it. `leave_on` are the last days of those inside; None for somebody without one."""

    state: RoomState
    beds: int
    shared: bool
    leave_on: tuple[date | None, ...]

    def empty_on(self, today: date) -> date | None:
        """The day on which the last one leaves; None when that is not known."""
        if not self.leave_on or None in self.leave_on:
            return None
        return max(today, *(day for day in self.leave_on if day is not None))


def outlook(
    read: Read, days: int = 14, *, site: str | None = None, zone: int | None = None
) -> tuple[OutlookDay, ...]:
    """The next days, today first; of one site or zone or of all."""
    if not 1 <= days <= MOST_DAYS:
        raise InputError("days", "isolation_care.error.outlook_days", most=MOST_DAYS)
    places, today = _places(read, site, zone), read.at.date()
    free_now = [place for place in places if place.state is RoomState.FREE]
    back = [place for place in places if place.state in _COMING_BACK]
    occupied = [place for place in places if place.state is RoomState.OCCUPIED]
    emptied = Counter(day for place in occupied if (day := place.empty_on(today)) is not None)
    leaving = Counter(max(today, day) for place in occupied for day in place.leave_on if day is not None)
    found: list[OutlookDay] = []
    still, free, beds = len(occupied), len(free_now), sum(_room_for(place) for place in free_now)
    # Empty beds of shared rooms can be given today already.
    beds += sum(place.beds - len(place.leave_on) for place in occupied if place.shared)
    for offset in range(days):
        day = today + timedelta(days=offset)
        if offset == 1:
            free += len(back)
            beds += sum(map(_room_for, back))
        if offset:
            left = day - timedelta(days=1)
            free += emptied[left]
            beds += sum(_beds_left(place, today, left) for place in occupied)
        still -= emptied[day]
        found.append(OutlookDay(day, emptied[day], leaving[day], still, free, beds))
    return tuple(found)


def tomorrow(read: Read, *, site: str | None = None, zone: int | None = None) -> Capacity:
    """How many can be taken in tomorrow, if what is to be disinfected is done by then and nobody comes today."""
    today, next_day = outlook(read, 2, site=site, zone=zone)
    coming_back = next_day.free - today.free - today.coming_free
    return Capacity(next_day.day, next_day.free, next_day.beds, today.free, coming_back, today.coming_free)


def _room_for(place: _Place) -> int:
    """How many people a free room takes: one where each has a room of his own."""
    return place.beds if place.shared else 1


def _beds_left(place: _Place, today: date, left: date) -> int:
    """How many can move in the day after somebody left: a room of one's own only once it is empty."""
    if not place.shared:
        return int(place.empty_on(today) == left)
    return sum(day is not None and max(today, day) == left for day in place.leave_on)


def _places(read: Read, site: str | None, zone: int | None) -> list[_Place]:
    rooms = (
        select(Room.id, Room.state, Room.beds, Zone.single)
        .join(Zone, Zone.id == Room.zone_id)
        .where(Zone.is_active)
    )
    if site is not None:
        rooms = rooms.where(Zone.site == site)
    if zone is not None:
        rooms = rooms.where(Zone.id == zone)
    inside: dict[int, list[date | None]] = {}
    people = (
        select(StayRoom.room_id, Stay.due_on)
        .join(Stay, Stay.id == StayRoom.stay_id)
        .where(StayRoom.until_at.is_(None))
    )
    for room, due_on in read.session.execute(people):
        inside.setdefault(room, []).append(due_on)
    return [
        _Place(RoomState(row.state), row.beds, not row.single, tuple(inside.get(row.id, ())))
        for row in read.session.execute(rooms)
    ]
