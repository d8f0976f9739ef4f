"""Figures of observation and disinfection."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from sqlalchemy import func, or_, select

from db.models import Area, DisinfectionRecord, Person, Room, RoomEvent, Round, Stay
from db.vocabulary import DisinfectionKind, Ending, RoomState, RoundState, StayState, ZoneKind
from duty_desk import formats, masking, rooms
from duty_desk.reports.scope import Figure, Line, Pick, Rows, Scope
from duty_desk.strings import t
from duty_desk.work import Read

_ORIGINS = ("family", "student", "staff", "other")
_ADMITTED = (StayState.ADMITTED.value, StayState.ENDED.value)


def _rooms(read: Read, scope: Scope) -> Rows:
    """Rooms for observation, by the state they had at the cut-off when one is chosen."""
    wanted = scope.choice("state")
    then = _states(read, scope)
    lines: list[Line] = []
    for row in rooms.list_rooms(read):
        state = then.get(row.id, row.state)
        if row.zone.kind is ZoneKind.OBSERVATION and wanted in ("", state.value):
            cells = (row.code, row.building, row.zone.name, t(f"rooms.state.{state.value}"))
            lines.append(Line(cells, subject=("room", row.id)))
    return Rows(("room", "building", "zone", "state"), tuple(lines))


def _states(read: Read, scope: Scope) -> dict[int, RoomState]:
    """States then, of the rooms that changed theirs since."""
    later = (
        select(RoomEvent.room_id, RoomEvent.before)
        .where(RoomEvent.at > scope.cutoff)
        .order_by(RoomEvent.at.desc(), RoomEvent.id.desc())
    )
    return {row.room_id: RoomState(row.before) for row in read.session.execute(later)}


def _stays(read: Read, scope: Scope, *conditions: Any) -> Rows:
    query = (
        select(
            Stay.id, Stay.number, Person.name, Stay.origin, Stay.admitted_at, Stay.due_on, Stay.ended_at,
            Room.code.label("room"),
        )
        .join(Person, Person.id == Stay.person_id)
        .outerjoin(Room, Room.id == Stay.room_id)
        .where(Stay.admitted_at.is_not(None), Stay.state.in_(_ADMITTED), *conditions)
        .order_by(Stay.admitted_at, Stay.id)
    )  # fmt: skip
    if origin := scope.choice("origin"):
        query = query.where(Stay.origin == origin)
    lines = (
        Line(
            (
                row.number or "",
                masking.mask_name(row.name),
                t(f"isolation.origin.{row.origin}"),
                row.room or "",
                formats.moment(row.admitted_at),
                formats.day(row.due_on),
            ),
            subject=("stay", row.id),
        )
        for row in read.session.execute(query)
    )
    return Rows(("number", "person", "origin", "room", "admitted_at", "due_on"), tuple(lines))


def _there(scope: Scope) -> tuple[Any, ...]:
    return (
        Stay.admitted_at <= scope.cutoff,
        or_(Stay.ended_at.is_(None), Stay.ended_at > scope.cutoff),
    )


def _staying(read: Read, scope: Scope) -> Rows:
    return _stays(read, scope, *_there(scope))


def _admitted(read: Read, scope: Scope) -> Rows:
    return _stays(read, scope, Stay.admitted_at >= scope.begin, Stay.admitted_at <= scope.cutoff)


def _released(read: Read, scope: Scope) -> Rows:
    return _stays(
        read, scope, Stay.ended_at >= scope.begin, Stay.ended_at <= scope.cutoff,
        Stay.ending == Ending.RELEASED.value,
    )  # fmt: skip


def _due(read: Read, scope: Scope) -> Rows:
    """Whose last day is the day after the cut-off, or so many days after it as were chosen."""
    day = scope.day + timedelta(days=scope.number("after", 1))
    return _stays(read, scope, *_there(scope), Stay.due_on == day)


def _rounds(done: bool) -> Callable[[Read, Scope], Rows]:
    """Rounds that were due by the cut-off on its day, and those of the day that had their record by then."""

    def rows(read: Read, scope: Scope) -> Rows:
        record = (
            select(DisinfectionRecord.round_id, func.min(DisinfectionRecord.started_at).label("at"))
            .where(
                DisinfectionRecord.day == scope.day,
                DisinfectionRecord.started_at <= scope.cutoff,
                or_(
                    DisinfectionRecord.withdrawn_at.is_(None),
                    DisinfectionRecord.withdrawn_at > scope.cutoff,
                ),
            )
            .group_by(DisinfectionRecord.round_id)
            .subquery()
        )
        query = (
            select(Round.id, Round.due_at, Round.ordinal, Area.name, Area.team, record.c.at)
            .join(Area, Area.id == Round.area_id)
            .outerjoin(record, record.c.round_id == Round.id)
            .where(
                Round.day == scope.day,
                Round.kind != DisinfectionKind.TERMINAL.value,
                or_(Round.state != RoundState.EXEMPT.value, Round.decided_at > scope.cutoff),
            )
            .order_by(Round.due_at, Area.list_order, Round.id)
        )
        query = query.where(record.c.at.is_not(None) if done else Round.due_at <= scope.cutoff)
        lines = (
            Line(
                (formats.clock(row.due_at), row.name, row.team or "", formats.clock(row.at)),
                subject=("round", row.id),
            )
            for row in read.session.execute(query)
        )
        return Rows(("due_at", "area", "team", "done_at"), tuple(lines))

    return rows


def _room_states(read: Read) -> tuple[tuple[str, str], ...]:
    return tuple((state.value, t(f"rooms.state.{state.value}")) for state in RoomState)


def _origins(read: Read) -> tuple[tuple[str, str], ...]:
    return tuple((name, t(f"isolation.origin.{name}")) for name in _ORIGINS)


_ORIGIN = Pick("origin", _origins)
FIGURES = (
    Figure("isolation.rooms", "isolation", "rooms", _rooms, (Pick("state", _room_states),)),
    Figure("isolation.staying", "isolation", "people", _staying, (_ORIGIN,)),
    Figure("isolation.admitted", "isolation", "person_times", _admitted, (_ORIGIN,), from_day=True),
    Figure("isolation.released", "isolation", "person_times", _released, (_ORIGIN,), from_day=True),
    Figure("isolation.due", "isolation", "people", _due, (Pick("after", usual="1"),)),
    Figure("disinfection.due", "disinfection", "times", _rounds(False)),
    Figure("disinfection.done", "disinfection", "times", _rounds(True)),
)
