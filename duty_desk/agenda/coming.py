"""What is not due yet and will be before the next shift ends: rounds of disinfection, gates that close."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import select

from db.models import Area, Room, Round
from db.vocabulary import DisinfectionKind, RoundState
from duty_desk.agenda.items import Item
from duty_desk.people import places
from duty_desk.work import Read

ROUND_DUE, ROUND_LATER, GATE_CLOSING = "round_due", "round_later", "gate_closing"
WHATS = (ROUND_DUE, ROUND_LATER, GATE_CLOSING)
_MOST = 400
_AHEAD = timedelta(hours=24)


def list_coming(read: Read, hand_over: datetime) -> tuple[Item, ...]:
    """Rounds of today, those before the hand-over apart; gates that close within a day."""
    return (*_rounds(read, hand_over), *_gates(read))


def _rounds(read: Read, hand_over: datetime) -> list[Item]:
    query = (
        select(
            Round.id, Round.ordinal, Round.due_at, Area.code, Area.name, Area.team, Room.code.label("room")
        )
        .outerjoin(Area, Area.id == Round.area_id)
        .outerjoin(Room, Room.id == Round.room_id)
        .where(
            Round.state == RoundState.OPEN.value,
            Round.kind != DisinfectionKind.TERMINAL.value,
            Round.due_at >= read.at,
            Round.due_at <= read.at + _AHEAD,
        )
        .order_by(Round.due_at, Round.id)
        .limit(_MOST)
    )
    return [
        Item(
            "disinfection",
            ROUND_DUE if row.due_at <= hand_over else ROUND_LATER,
            row.due_at,
            ("round", row.id),
            row.name or row.room or "",
            row.team or "",
            f"{row.code or row.room}#{row.ordinal}",
        )
        for row in read.session.execute(query)
    ]


def _gates(read: Read) -> list[Item]:
    found: list[Item] = []
    for row in places.list_gates(read):
        if not row.is_open or row.closes_at is None or row.opens_at is None or not row.lets_pass(read.at):
            continue
        closing = datetime.combine(read.at.date(), row.closes_at)
        if closing <= read.at:
            closing += timedelta(days=1)
        opens = f"{row.opens_at:%H:%M}"
        found.append(Item("gate", GATE_CLOSING, closing, ("gate", row.id), row.name, row.campus or "", opens))
    return found
