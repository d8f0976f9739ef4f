"""Proves that stays and rooms fit together (I-08): no bed twice, nobody in a room that is not theirs, nobody let in without papers."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from sqlalchemy import and_, exists, func, or_, select
from sqlalchemy.orm import aliased

from db.models import Reading, Restriction, Room, RoomEvent, Stay, StayRoom, Zone
from db.vocabulary import ReadingSlot, RestrictionKind, RoomState, StayState
from duty_desk.work import Read

_EXAMPLES = 5
_THERE = Stay.state == StayState.ADMITTED.value


@dataclass(frozen=True, slots=True)
class Problem:
    """Something that does not fit; `code` names the sentence."""

    invariant: str
    code: str
    values: Mapping[str, object] = field(default_factory=dict[str, object])


def check(read: Read, *, full: bool) -> Iterator[Problem]:
    """Everything about stays that does not fit; the history of beds is read only when asked for."""
    yield from _named(read, _without_bed(), "stay_without_bed")
    yield from _named(read, _bed_without_stay(), "bed_without_stay")
    yield from _named(read, _wrong_state(), "bed_in_wrong_room")
    yield from _named(read, _empty(), "room_without_stay")
    yield from _named(read, _strangers(), "strangers")
    yield from _named(read, _too_many(), "too_many")
    yield from _named(read, _without_papers(), "stay_without_papers")
    yield from _named(read, _not_kept_in(), "stay_not_kept_in")
    if full:
        yield from _named(read, _overlapping(), "bed_twice")
        yield from _named(read, _read_twice(), "reading_twice")


@cache
def _without_bed() -> Any:
    """Somebody is under observation and has no bed, or another than the stay says."""
    bed = exists().where(
        StayRoom.stay_id == Stay.id,
        StayRoom.until_at.is_(None),
        StayRoom.room_id == Stay.room_id,
        StayRoom.bed == Stay.bed,
    )
    return select(Stay.number).where(_THERE, ~bed)


@cache
def _bed_without_stay() -> Any:
    """A bed is taken by nobody who is under observation."""
    return (
        select(Room.code)
        .join(StayRoom, StayRoom.room_id == Room.id)
        .join(Stay, Stay.id == StayRoom.stay_id)
        .where(StayRoom.until_at.is_(None), ~_THERE)
    )


@cache
def _wrong_state() -> Any:
    """Somebody is in a room that is said to be free, closed or being cleaned."""
    inside = exists().where(StayRoom.room_id == Room.id, StayRoom.until_at.is_(None))
    return select(Room.code).where(Room.state != RoomState.OCCUPIED.value, inside)


@cache
def _empty() -> Any:
    """A room is taken or promised and nobody is there or expected; a list of rooms that came in alone says so too."""
    inside = exists().where(StayRoom.room_id == Room.id, StayRoom.until_at.is_(None))
    expected = exists().where(Stay.room_id == Room.id, Stay.state == StayState.APPROVED.value)
    last = (
        select(func.max(RoomEvent.id)).where(RoomEvent.room_id == Room.id).correlate(Room).scalar_subquery()
    )
    ours = exists().where(RoomEvent.id == last, RoomEvent.import_id.is_(None))
    return select(Room.code).where(
        ours,
        or_(
            and_(Room.state == RoomState.OCCUPIED.value, ~inside),
            and_(Room.state == RoomState.RESERVED.value, ~expected),
        ),
    )


@cache
def _strangers() -> Any:
    """Two are in a single room who do not belong together."""
    one, other, first, second = aliased(Stay), aliased(Stay), aliased(StayRoom), aliased(StayRoom)
    return (
        select(Room.code)
        .join(Zone, Zone.id == Room.zone_id)
        .join(first, first.room_id == Room.id)
        .join(second, and_(second.room_id == Room.id, second.id > first.id))
        .join(one, one.id == first.stay_id)
        .join(other, other.id == second.stay_id)
        .where(
            Zone.single,
            first.until_at.is_(None),
            second.until_at.is_(None),
            or_(one.carer_for_id.is_(None), one.carer_for_id != other.id),
            or_(other.carer_for_id.is_(None), other.carer_for_id != one.id),
            # Two carers of one child.
            or_(one.carer_for_id.is_(None), one.carer_for_id.is_distinct_from(other.carer_for_id)),
        )
    )


@cache
def _too_many() -> Any:
    """More people are in a shared room than it has beds, carers aside."""
    inside = (
        select(func.count())
        .select_from(StayRoom)
        .join(Stay, Stay.id == StayRoom.stay_id)
        .where(StayRoom.room_id == Room.id, StayRoom.until_at.is_(None), Stay.carer_for_id.is_(None))
        .correlate(Room)
        .scalar_subquery()
    )
    return select(Room.code).where(inside > Room.beds)


@cache
def _without_papers() -> Any:
    """Somebody was let in without approval or notice, and not as an emergency."""
    return select(Stay.number).where(
        _THERE,
        Stay.import_id.is_(None),
        Stay.emergency_until.is_(None),
        or_(Stay.approved_at.is_(None), Stay.notice.is_(None)),
    )


@cache
def _not_kept_in() -> Any:
    """Somebody is under observation and the gate would not know."""
    kept = exists().where(
        Restriction.person_id == Stay.person_id,
        Restriction.kind == RestrictionKind.ISOLATION.value,
        Restriction.lifted_at.is_(None),
    )
    return select(Stay.number).where(_THERE, ~kept)


@cache
def _overlapping() -> Any:
    """One bed had two people at once, at any time."""
    one, other = aliased(StayRoom), aliased(StayRoom)
    return (
        select(Room.code)
        .join(one, one.room_id == Room.id)
        .join(
            other,
            and_(other.room_id == one.room_id, other.bed == one.bed, other.id != one.id),
        )
        .where(
            other.from_at >= one.from_at,
            or_(one.until_at.is_(None), other.from_at < one.until_at),
            or_(other.until_at.is_(None), other.until_at > other.from_at),
        )
        .distinct()
    )


@cache
def _read_twice() -> Any:
    """A slot has two readings, neither of which stands for the other."""
    later = aliased(Reading)
    return (
        select(Stay.number)
        .join(Reading, Reading.stay_id == Stay.id)
        .outerjoin(later, later.replaces_id == Reading.id)
        .where(later.id.is_(None), Reading.slot != ReadingSlot.EXTRA.value)
        .group_by(Stay.number, Reading.stay_id, Reading.day, Reading.slot)
        .having(func.count() > 1)
    )


def _named(read: Read, query: Any, code: str) -> Iterator[Problem]:
    found = [str(row[0]) for row in read.session.execute(query.limit(_EXAMPLES + 1))]
    if found:
        examples = ", ".join(found[:_EXAMPLES]) + (" …" if len(found) > _EXAMPLES else "")
        yield Problem("I-08", code, {"examples": examples})
