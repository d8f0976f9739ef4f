"""Takes a room from one state to the next: the only writer of a room's state."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select

from db.models import Room, RoomEvent
from db.vocabulary import RoomState
from duty_desk import audit
from duty_desk.errors import InputError, Refusal
from duty_desk.people.records import claim, required
from duty_desk.roles import Permission, requires, step
from duty_desk.rooms.rules import may_follow
from duty_desk.strings import t
from duty_desk.work import Read, Work


@step
def shift(
    work: Work,
    room_id: int,
    after: RoomState,
    *,
    subject: tuple[str, int] | None = None,
    reason: str | None = None,
    until: datetime | None = None,
    at: datetime | None = None,
) -> None:
    """Take a room to its next state and put the step on record; the caller records in the chain what it was part of.

    `subject` is what it is for, `until` when contact time or airing end, `at` when it happened (now). Raises Refusal where the state
    may not follow the present one, InputError at `at` for a moment to come.
    """
    room = claim(work, Room, room_id)
    before = RoomState(room.state)
    if not may_follow(before, after):
        raise Refusal(
            "rooms.refusal.step",
            room=room.code,
            before=t(f"rooms.state.{before.value}"),
            after=t(f"rooms.state.{after.value}"),
        )
    moment = at or work.at
    if moment > work.at:
        raise InputError("at", "rooms.error.future")
    kind, identity = subject or (None, None)
    work.session.add(
        RoomEvent(
            room_id=room.id,
            at=moment,
            before=before.value,
            after=after.value,
            subject_kind=kind,
            subject_id=identity,
            reason=reason,
            officer_id=work.officer.id,
            officer_name=work.officer.name if work.officer.id is not None else None,
        )
    )
    room.state, room.state_since, room.until = after.value, moment, until
    room.reason = reason if after is RoomState.CLOSED else None
    room.version += 1
    work.session.flush()


@step
def step_back(
    work: Work, room_id: int, state: RoomState, *, subject: tuple[str, int] | None = None
) -> RoomState:
    """Take back the step by which a room came into `state`, as a move by mistake is taken back; returns the state it has again.

    Raises Refusal when something else happened to the room since.
    """
    room = claim(work, Room, room_id)
    query = select(RoomEvent).where(RoomEvent.room_id == room_id).order_by(RoomEvent.id.desc()).limit(1)
    last = work.session.scalar(query)
    if room.state != state or last is None or last.after != state:
        raise Refusal("rooms.refusal.went_on", room=room.code)
    kind, identity = subject or (None, None)
    work.session.add(
        RoomEvent(
            room_id=room.id,
            at=work.at,
            before=state.value,
            after=last.before,
            subject_kind=kind,
            subject_id=identity,
            officer_id=work.officer.id,
            officer_name=work.officer.name if work.officer.id is not None else None,
        )
    )
    room.state, room.state_since, room.until = last.before, work.at, None
    room.version += 1
    work.session.flush()
    return RoomState(last.before)


@requires(Permission.EDIT_ROOMS)
def close(work: Work, room_id: int, *, reason: str, version: int) -> None:
    """Take a room out of use, for a repair or anything else: one that is free, or one that waits for its cleaning."""
    why = required(reason, "reason", "rooms.error.reason_missing")
    before = claim(work, Room, room_id, version).state
    shift(work, room_id, RoomState.CLOSED, reason=why)
    audit.record(
        work, action="room.close", subject=("room", room_id), before={"room_state": before}, reason=why
    )


@requires(Permission.EDIT_ROOMS)
def reopen(work: Work, room_id: int, *, version: int) -> RoomState:
    """Take a closed room back into use; returns its state: the one it was closed in, as no repair makes a room clean."""
    room = claim(work, Room, room_id, version)
    if room.state != RoomState.CLOSED:
        raise Refusal("rooms.refusal.not_closed", room=room.code)
    after = closed_from(work, room_id)
    shift(work, room_id, after)
    audit.record(work, action="room.reopen", subject=("room", room_id), after={"room_state": after.value})
    return after


def closed_from(read: Read, room_id: int) -> RoomState:
    """The state in which a room was closed."""
    query = (
        select(RoomEvent.before)
        .where(RoomEvent.room_id == room_id, RoomEvent.after == RoomState.CLOSED.value)
        .order_by(RoomEvent.id.desc())
        .limit(1)
    )
    return RoomState(read.session.scalar(query) or RoomState.FREE.value)
