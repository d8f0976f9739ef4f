"""Proves that rounds, records and rooms fit together: what counts as done was done, and nobody checked their own work."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from sqlalchemy import exists, func, select

from db.models import Area, DisinfectionRecord, Room, RoomEvent, Round
from db.vocabulary import DisinfectionKind, RoomState, RoundState
from duty_desk.disinfection.record_rows import FAILED, PASSED
from duty_desk.work import Read

_EXAMPLES = 5


@dataclass(frozen=True, slots=True)
class Problem:
    """Something that does not fit; `code` names the sentence."""

    invariant: str
    code: str
    values: Mapping[str, object] = field(default_factory=dict[str, object])


def check(read: Read, *, full: bool) -> Iterator[Problem]:
    """Everything that does not fit (I-08). All of it is read only when asked for."""
    if not full:
        return
    if found := _given_back(read):
        yield Problem("I-08", "room_unclean", {"examples": _few(found)})
    counted = exists().where(
        DisinfectionRecord.round_id == Round.id,
        DisinfectionRecord.withdrawn_at.is_(None),
        DisinfectionRecord.verdict.is_distinct_from(FAILED),
    )
    empty = (
        select(Area.code, Round.day)
        .join(Area, Area.id == Round.area_id)
        .where(Round.state == RoundState.DONE.value, ~counted)
        .order_by(Round.day, Area.code)
    )
    if rows := read.session.execute(empty).all():
        yield Problem("I-08", "round_unproved", {"examples": _few([f"{row.code} {row.day}" for row in rows])})
    own = select(DisinfectionRecord.id, DisinfectionRecord.day).where(
        DisinfectionRecord.withdrawn_at.is_(None),
        func.replace(DisinfectionRecord.checked_by, " ", "")
        == func.replace(DisinfectionRecord.done_by, " ", ""),
    )
    if rows := read.session.execute(own.order_by(DisinfectionRecord.id)).all():
        yield Problem("I-08", "checked_own", {"examples": _few([f"{row.day} {row.id}" for row in rows])})


def _given_back(read: Read) -> list[str]:
    """Rooms that went from the check to free without a cleaning that another person passed."""
    last = (
        select(func.max(RoomEvent.id))
        .where(RoomEvent.before == RoomState.TO_CHECK.value, RoomEvent.after == RoomState.FREE.value)
        .group_by(RoomEvent.room_id)
    )
    passed = exists().where(
        DisinfectionRecord.room_id == RoomEvent.room_id,
        DisinfectionRecord.kind == DisinfectionKind.TERMINAL.value,
        DisinfectionRecord.verdict == PASSED,
        DisinfectionRecord.withdrawn_at.is_(None),
        DisinfectionRecord.ended_at <= RoomEvent.at,
    )
    query = select(Room.code).join(RoomEvent, RoomEvent.room_id == Room.id)
    return list(read.session.scalars(query.where(RoomEvent.id.in_(last), ~passed).order_by(Room.code)))


def _few(found: Sequence[str]) -> str:
    return ", ".join(found[:_EXAMPLES]) + (" \u2026" if len(found) > _EXAMPLES else "")
