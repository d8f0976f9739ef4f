"""Two persons change places in one step: each has the bed of the other, neither room is empty in between (product rule I7)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import select

from db.models import Stay, StayRoom
from db.vocabulary import StayState
from duty_desk import rooms
from duty_desk.errors import Refusal, StaleError
from duty_desk.isolation import records, stay_rules
from duty_desk.isolation.moving import TAKE_BACK
from duty_desk.isolation.stay_rules import Guest, Place
from duty_desk.roles import Permission, requires
from duty_desk.work import Read, Work


@dataclass(frozen=True, slots=True)
class Partner:
    """A stay to change places with, and its room."""

    stay: int
    room: int


@requires(Permission.WORK_SITE)
def swap(work: Work, stay: int, other: int, *, reason: str, version: int, other_version: int) -> None:
    """Let two who are there change places, bed for bed. Both rooms stay occupied: no terminal round comes between.

    Raises Refusal saying why one of them cannot be in the room of the other, InputError at `reason`.
    """
    one, two = _claim(work, (stay, version), (other, other_version))
    why = records.required_reason(reason)
    if one.room_id is None or two.room_id is None or one.room_id == two.room_id:
        raise Refusal("isolation.refusal.swap_same")
    held = {key: rooms.hold_room(work, key) for key in sorted({one.room_id, two.room_id})}
    there = records.guests(work, list(held))
    for row, partner in ((one, two), (two, one)):
        room = held[partner.room_id or 0]
        guest = Guest(row.id, row.category, records.companions(work, row))
        left = tuple(each for each in there.get(room.id, ()) if each.stay != partner.id)
        obstacle = records.why_not(room, left, guest)
        if obstacle is not None:
            raise Refusal("isolation.refusal.room", room=room.code, why=obstacle)
    places = {row.id: (row.room_id or 0, row.bed or 0) for row in (one, two)}
    _leave_beds(work, places)
    for row, partner in ((one, two), (two, one)):
        room, bed = places[partner.id]
        work.session.add(StayRoom(stay_id=row.id, room_id=room, bed=bed, from_at=work.at, reason=why))
        work.session.flush()
        records.put(work, row, room_id=room, zone_id=held[room].zone.id, bed=bed)
        records.note(work, "swap", row, why, left=places[row.id][0], room=room, bed=bed)


@requires(Permission.WORK_SITE)
def undo_swap(work: Work, stay: int, other: int, *, version: int, other_version: int) -> None:
    """Let both be where they were, within ten minutes and while neither went on. Raises Refusal when it is too late for that."""
    pair = _claim(work, (stay, version), (other, other_version))
    lain = {row.id: _last_two(work, row.id) for row in pair}
    for row, partner in (pair, pair[::-1]):
        beds, others = lain[row.id], lain[partner.id]
        if len(beds) < 2 or len(others) < 2 or beds[0].from_at + TAKE_BACK < work.at:
            raise Refusal("isolation.refusal.move_old")
        crossed = (beds[0].room_id, beds[0].bed, beds[0].from_at) == (
            others[1].room_id,
            others[1].bed,
            others[1].until_at,
        )
        if not crossed or beds[0].until_at is not None:
            raise Refusal("isolation.refusal.move_built_on")
    for key in sorted({bed.room_id for beds in lain.values() for bed in beds}):
        rooms.hold_room(work, key)
    for new, _old in lain.values():
        work.session.delete(new)
    work.session.flush()
    for row in pair:
        new, old = lain[row.id]
        old.until_at = None
        work.session.flush()
        zone = rooms.get_room(work, old.room_id).zone.id
        records.put(work, row, room_id=old.room_id, zone_id=zone, bed=old.bed)
        records.note(work, "undo_swap", row, left=new.room_id, room=old.room_id, bed=old.bed)


def partners(read: Read, stay: int) -> tuple[Partner, ...]:
    """With whom somebody can change places, in the order of the rooms."""
    row = read.session.get_one(Stay, stay)
    if row.state != StayState.ADMITTED or row.room_id is None:
        return ()
    here = row.room_id
    known = {room.id: room for room in rooms.list_rooms(read)}
    there, companions = records.guests(read), _companions(read)

    def fits(guest: Guest, room: int, instead_of: int) -> bool:
        left = tuple(each for each in there.get(room, ()) if each.stay not in (guest.stay, instead_of))
        found = known[room]
        place = Place(found.state, found.zone.single, found.zone.part, found.zone.is_active, found.beds, left)
        return stay_rules.obstacle(place, guest) is None

    def guest_of(key: int, category: str) -> Guest:
        return Guest(key, category, companions.get(key, frozenset()))

    own = guest_of(row.id, row.category)
    query = (
        select(Stay.id, Stay.category, Stay.room_id)
        .where(Stay.state == StayState.ADMITTED.value, Stay.room_id.is_not(None), Stay.room_id != here)
        .order_by(Stay.room_id, Stay.bed)
    )
    places = {room: n for n, room in enumerate(known)}
    found = [
        Partner(each.id, each.room_id)
        for each in read.session.execute(query)
        if fits(own, each.room_id, each.id) and fits(guest_of(each.id, each.category), here, row.id)
    ]
    return tuple(sorted(found, key=lambda each: places[each.room]))


def _claim(work: Work, *wanted: tuple[int, int]) -> tuple[Stay, Stay]:
    """Both stays, held in the order of their identifiers."""
    if len({stay for stay, _version in wanted}) < 2:
        raise StaleError("storage.stale")
    held = {stay: records.claim(work, stay, version, StayState.ADMITTED) for stay, version in sorted(wanted)}
    first, second = (held[stay] for stay, _version in wanted)
    return first, second


def _leave_beds(work: Work, stays: Mapping[int, object]) -> None:
    query = select(StayRoom).where(StayRoom.stay_id.in_(list(stays)), StayRoom.until_at.is_(None))
    for bed in work.session.scalars(query).all():
        bed.until_at = work.at
    work.session.flush()


def _last_two(work: Work, stay: int) -> Sequence[StayRoom]:
    query = select(StayRoom).where(StayRoom.stay_id == stay).order_by(StayRoom.id.desc()).limit(2)
    return work.session.scalars(query).all()


def _companions(read: Read) -> Mapping[int, frozenset[int]]:
    """Who may share a room with whom, of everybody who is there or expected."""
    query = select(Stay.id, Stay.carer_for_id).where(
        Stay.state.in_([state.value for state in stay_rules.OPEN]), Stay.carer_for_id.is_not(None)
    )
    found: dict[int, set[int]] = {}
    for row in read.session.execute(query):
        if row.carer_for_id is not None:
            found.setdefault(row.id, set()).add(row.carer_for_id)
            found.setdefault(row.carer_for_id, set()).add(row.id)
    return {stay: frozenset(others) for stay, others in found.items()}
