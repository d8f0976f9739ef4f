"""Proves that rooms and their history fit together: a room is where its last step took it, and no step has a gap before it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from sqlalchemy import func, select

from db.models import Room, RoomEvent
from db.vocabulary import RoomState
from duty_desk.work import Read

_EXAMPLES = 5


@dataclass(frozen=True, slots=True)
class Problem:
    """Something that does not fit; `code` names the sentence."""

    invariant: str
    code: str
    values: Mapping[str, object] = field(default_factory=dict[str, object])


def check(read: Read, *, full: bool) -> Iterator[Problem]:
    """Everything about rooms that does not fit (I-08). The history is read whole only when asked for."""
    steps = _last_steps(read)
    apart = [
        room.code
        for room in read.session.execute(select(Room.id, Room.code, Room.state).order_by(Room.id))
        if steps.get(room.id, RoomState.FREE.value) != room.state
    ]
    if apart:
        yield Problem("I-08", "room_state_differs", {"examples": _few(apart)})
    if full and (torn := _torn(read)):
        yield Problem("I-08", "room_step_missing", {"examples": _few(torn)})


def _last_steps(read: Read) -> dict[int, str]:
    last = select(func.max(RoomEvent.id)).group_by(RoomEvent.room_id)
    steps = select(RoomEvent.room_id, RoomEvent.after).where(RoomEvent.id.in_(last))
    return {row.room_id: row.after for row in read.session.execute(steps)}


def _torn(read: Read) -> list[str]:
    """Rooms with a step that does not begin where the one before it ended."""
    where: dict[int, str] = {}
    torn: dict[int, None] = {}
    steps = select(RoomEvent.room_id, RoomEvent.before, RoomEvent.after).order_by(RoomEvent.id)
    for row in read.session.execute(steps):
        if where.get(row.room_id, RoomState.FREE.value) != row.before:
            torn[row.room_id] = None
        where[row.room_id] = row.after
    names = {row.id: row.code for row in read.session.execute(select(Room.id, Room.code))}
    return [names[room] for room in torn]


def _few(codes: list[str]) -> str:
    return ", ".join(codes[:_EXAMPLES]) + (" …" if len(codes) > _EXAMPLES else "")
