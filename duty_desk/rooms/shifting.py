"""Takes a room from one state to the next: the only writer of a room's state."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, insert, select, update

from db import changes, prepared
from db.models import Room, RoomEvent
from db.vocabulary import RoomState
from duty_desk import audit
from duty_desk.errors import InputError, Refusal
from duty_desk.people.records import claim, required
from duty_desk.roles import Permission, requires, step
from duty_desk.rooms.queries import hold_room
from duty_desk.rooms.rows import RoomRow
from duty_desk.rooms.rules import may_follow
from duty_desk.strings import t
from duty_desk.work import Read, Work

_ROOM: Any = Room.__table__
_EVENT: Any = RoomEvent.__table__
_ADD_EVENT = insert(_EVENT)
_STEP = (
    update(_ROOM)
    .where(_ROOM.c.id == bindparam("room"))
    .values(
        state=bindparam("state_"),
        state_since=bindparam("since_"),
        until=bindparam("until_"),
        reason=bindparam("reason_"),
        version=_ROOM.c.version + 1,
    )
)


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
    room = hold_room(work, room_id)
    before = room.state
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
    _write(work, room, after, moment, subject, reason=reason, until=until)


@step
def step_back(
    work: Work, room_id: int, state: RoomState, *, subject: tuple[str, int] | None = None
) -> RoomState:
    """Take back the step by which a room came into `state`, as a move by mistake is taken back; returns the state it has again.

    Raises Refusal when something else happened to the room since.
    """
    room = hold_room(work, room_id)
    query = select(RoomEvent).where(RoomEvent.room_id == room_id).order_by(RoomEvent.id.desc()).limit(1)
    last = work.session.scalar(query)
    if room.state != state or last is None or last.after != state:
        raise Refusal("rooms.refusal.went_on", room=room.code)
    before = RoomState(last.before)
    _write(work, room, before, work.at, subject, kept=room.reason)
    return before


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


def _write(
    work: Work,
    room: RoomRow,
    after: RoomState,
    at: datetime,
    subject: tuple[str, int] | None,
    *,
    reason: str | None = None,
    until: datetime | None = None,
    kept: str | None = None,
) -> None:
    """The step into the history, and the room as it is from then on; `kept` is a reason that it had already."""
    kind, identity = subject or (None, None)
    event = {
        "room_id": room.id,
        "at": at,
        "before": room.state.value,
        "after": after.value,
        "subject_kind": kind,
        "subject_id": identity,
        "reason": reason,
        "officer_id": work.officer.id,
        "officer_name": work.officer.name if work.officer.id is not None else None,
        "import_id": None,
    }
    why = reason if after is RoomState.CLOSED else kept
    step = {"room": room.id, "state_": after.value, "since_": at, "until_": until, "reason_": why}
    work.session.flush()
    prepared.add(work.connection, _ADD_EVENT, event)
    prepared.write(work.connection, _STEP, step)
    changes.note(work.session, _EVENT.name, _ROOM.name)
