"""What disinfection puts on the list of things to do: rounds that are overdue or undecided, rooms to be cleaned and to be checked."""

from __future__ import annotations

from typing import Any

from sqlalchemy import func, select

from db.models import Area, Room, Round
from db.vocabulary import DisinfectionKind, RoomState, RoundState
from duty_desk.disinfection import terminal
from duty_desk.open_item import OpenItem
from duty_desk.work import Read, Work

ROUND_OVERDUE, ROUND_UNDECIDED = "round_overdue", "round_undecided"
ROOM_TO_CLEAN, ROOM_TO_CHECK = "room_to_clean", "room_to_check"
WHATS = (ROUND_OVERDUE, ROUND_UNDECIDED, ROOM_TO_CLEAN, ROOM_TO_CHECK)
# The list shows what comes first; the counts say how much there is.
MOST = 200


def list_open_items(read: Read) -> tuple[OpenItem, ...]:
    """Everything open, what waits longest first. Rounds of earlier days wait for somebody to say why they were not done."""
    query = (
        select(
            Round.id,
            Round.day,
            Round.ordinal,
            Round.due_at,
            Area.code,
            Area.name,
            Area.team,
            Room.code.label("room"),
        )
        .outerjoin(Area, Area.id == Round.area_id)
        .outerjoin(Room, Room.id == Round.room_id)
        .where(*_overdue(read))
        .order_by(Round.due_at, Round.id)
        .limit(MOST)
    )
    found = [
        OpenItem(
            what=ROUND_OVERDUE if row.day == read.at.date() else ROUND_UNDECIDED,
            due_at=row.due_at,
            subject=("round", row.id),
            name=row.room or row.name or "",
            place=row.team or "",
            detail=f"{row.code or row.room}#{row.ordinal}",
        )
        for row in read.session.execute(query)
    ]
    found += _rooms(read)
    return tuple(sorted(found, key=lambda item: (item.due_at, item.subject))[:MOST])


def count_open_items(read: Read) -> dict[str, int]:
    """How many there are of each."""
    query = select(Round.day, func.count().label("number")).where(*_overdue(read)).group_by(Round.day)
    rounds = {row.day: row.number for row in read.session.execute(query)}
    today = rounds.pop(read.at.date(), 0)
    found = _rooms(read)
    return {
        ROUND_OVERDUE: today,
        ROUND_UNDECIDED: sum(rounds.values()),
        ROOM_TO_CLEAN: sum(item.what == ROOM_TO_CLEAN for item in found),
        ROOM_TO_CHECK: sum(item.what == ROOM_TO_CHECK for item in found),
    }


def _overdue(read: Read) -> tuple[Any, ...]:
    return (
        Round.state == RoundState.OPEN.value,
        Round.due_at < read.at,
        Round.kind != DisinfectionKind.TERMINAL.value,
    )


def _rooms(read: Read) -> list[OpenItem]:
    """Rooms that wait to be cleaned, and cleaned ones that another person has not looked at."""
    key = "disinfection.rooms_to_do"
    if key in read.memo and not isinstance(read, Work):
        return read.memo[key]
    found: list[OpenItem] = []
    for row in terminal.list_terminal(read):
        if row.room.state is RoomState.TO_CLEAN:
            what = ROOM_TO_CLEAN
        elif row.room.state is RoomState.TO_CHECK and not row.is_checked:
            what = ROOM_TO_CHECK
        else:
            continue
        found.append(
            OpenItem(
                what,
                row.room.state_since,
                ("room", row.room.id),
                row.room.name,
                row.room.building,
                row.room.zone.name,
            )
        )
    read.memo[key] = found
    return found
