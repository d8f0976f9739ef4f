"""What the duty office puts on the list of things to do: follow-ups, repairs, rounds under way, the routine before the shift."""

from __future__ import annotations

from typing import Final

from sqlalchemy import select

from db.models import LogEntry
from duty_desk import formats
from duty_desk.duty import log_rows, patrol_rows, repair_rows, routine
from duty_desk.open_item import OpenItem
from duty_desk.work import Read

FOLLOW_UP, REPAIR_WAITING, REPAIR_OVERDUE = "follow_up", "repair_waiting", "repair_overdue"
PATROL_UNFINISHED, ROUTINE_DUE = "patrol_unfinished", "routine_due"
WHATS = (FOLLOW_UP, REPAIR_WAITING, REPAIR_OVERDUE, PATROL_UNFINISHED, ROUTINE_DUE)
# The list shows what comes first; the counts say how much there is.
MOST = 200
_GAP: Final = "\N{IDEOGRAPHIC SPACE}"


def list_open_items(read: Read) -> tuple[OpenItem, ...]:
    """Everything open, the earliest term first. The routine is that of the officer at the desk."""
    found = [*_follow_ups(read), *_repairs(read), *_patrols(read), *_routine(read)]
    return tuple(sorted(found, key=lambda item: (item.due_at, item.what, item.subject))[:MOST])


def count_open_items(read: Read) -> dict[str, int]:
    """How many there are of each."""
    found = [*_follow_ups(read), *_repairs(read), *_patrols(read), *_routine(read)]
    return {what: sum(item.what == what for item in found) for what in WHATS}


def _follow_ups(read: Read) -> list[OpenItem]:
    query = select(LogEntry.id).where(log_rows.WAITING).order_by(LogEntry.due_at, LogEntry.id)
    ids = read.session.scalars(query).all()
    rows = {row.id: row for row in log_rows.fetch(read, ids)}
    return [
        OpenItem(
            FOLLOW_UP,
            row.due_at or row.at,
            ("log_entry", row.id),
            row.text,
            row.from_whom,
            _GAP.join(part for part in (row.number, row.responsible) if part),
        )
        for row in (rows[each] for each in ids)
    ]


def _repairs(read: Read) -> list[OpenItem]:
    found: list[OpenItem] = []
    for row in repair_rows.list_waiting(read):
        late = row.shown == repair_rows.OVERDUE
        who = row.assigned_to or row.caller
        found.append(
            OpenItem(
                REPAIR_OVERDUE if late else REPAIR_WAITING,
                row.due_at,
                ("repair", row.id),
                row.what,
                row.place,
                _GAP.join(part for part in (row.number, who) if part),
            )
        )
    return found


def _patrols(read: Read) -> list[OpenItem]:
    return [
        OpenItem(
            PATROL_UNFINISHED,
            row.started_at,
            ("patrol", row.id),
            row.route,
            row.walker,
            f"{row.looked}/{row.total}",
        )
        for row in patrol_rows.list_walking(read)
    ]


def _routine(read: Read) -> list[OpenItem]:
    if read.officer.id is None or not routine.is_due(read):
        return []
    span = routine.routine_state(read).span
    return [
        OpenItem(
            ROUTINE_DUE,
            span.start,
            ("routine", read.officer.id),
            read.officer.name,
            span.text,
            formats.clock(span.start),
        )
    ]
