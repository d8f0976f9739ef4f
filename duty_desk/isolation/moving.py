"""Somebody changes rooms in one step, with history; and a move by mistake is taken back (product rule I7)."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import or_, select

from db.models import StayRoom
from db.vocabulary import StayState
from duty_desk import rooms
from duty_desk.errors import InputError, Refusal
from duty_desk.isolation import records
from duty_desk.isolation.stay_rules import Guest
from duty_desk.roles import Permission, requires
from duty_desk.work import Work

# So long a move can be taken back: nobody has slept in the bed yet.
TAKE_BACK = timedelta(minutes=10)


@requires(Permission.WORK_SITE)
def move(work: Work, stay: int, *, room: int, bed: int | None = None, reason: str, version: int) -> int:
    """Move a person who is there to another room; returns the bed. The room left empty waits for its terminal round.

    Raises Refusal saying why it cannot be that room, InputError at `reason` and `bed`.
    """
    row = records.claim(work, stay, version, StayState.ADMITTED)
    why = records.required_reason(reason)
    if row.room_id == room:
        raise InputError("room", "isolation.error.same_room")
    # In the order of their identifiers, so that two desks moving crosswise wait for one another.
    keys = {room} if row.room_id is None else {room, row.room_id}
    held = {key: rooms.hold_room(work, key) for key in sorted(keys)}
    guest = Guest(row.id, row.category, records.companions(work, row))
    obstacle = records.why_not(held[room], records.guests_of(work, room), guest)
    if obstacle is not None:
        raise Refusal("isolation.refusal.room", room=held[room].code, why=obstacle)
    before = row.room_id
    records.leave_room(work, row, work.at)
    given = records.give_bed(work, row, held[room], bed, work.at, why)
    records.put(work, row, room_id=room, zone_id=held[room].zone.id, bed=given)
    records.note(work, "move", row, why, left=before, room=room, bed=given)
    return given


@requires(Permission.WORK_SITE)
def undo_move(work: Work, stay: int, *, version: int) -> None:
    """Take the last move back, as long as nobody has acted on it: within ten minutes, before cleaning began.

    The person has the old bed again, and both rooms are as they were. Raises Refusal when it is too late for that.
    """
    row = records.claim(work, stay, version, StayState.ADMITTED)
    beds = work.session.scalars(
        select(StayRoom).where(StayRoom.stay_id == row.id).order_by(StayRoom.id.desc()).limit(2)
    ).all()
    if len(beds) < 2 or beds[0].until_at is not None or beds[0].from_at + TAKE_BACK < work.at:
        raise Refusal("isolation.refusal.move_old")
    new, old = beds
    for key in sorted({new.room_id, old.room_id}):
        rooms.hold_room(work, key)
    # Also by somebody who left it again, or with whom this one changed places: both go back together then.
    taken = select(StayRoom.id).where(
        StayRoom.room_id == old.room_id,
        StayRoom.bed == old.bed,
        or_(StayRoom.until_at.is_(None), StayRoom.id > old.id),
    )
    expected = {one.stay for one in records.guests_of(work, old.room_id)}
    place, strangers = rooms.get_room(work, old.room_id), expected - records.companions(work, row)
    full = strangers and (place.zone.single or len(expected) >= place.beds)
    if work.session.scalar(taken.limit(1)) is not None or full:
        raise Refusal("isolation.refusal.move_built_on")
    bed, left, since = old.bed, new.room_id, new.from_at
    work.session.delete(new)
    work.session.flush()
    old.until_at = None
    work.session.flush()
    records.put(work, row, room_id=old.room_id, zone_id=place.zone.id, bed=bed)
    # After the stay is out of the new room: who is still expected there decides what it is now.
    records.put_back(work, row, old.room_id, left, since)
    records.note(work, "undo_move", row, left=left, room=old.room_id, bed=bed)
