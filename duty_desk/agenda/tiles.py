"""The eight counts over the queue: how much of what there is needs a hand. One that cannot be counted hides none of the others."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from sqlalchemy import func, select

from db.models import Pass, Room, Round, Stay
from db.vocabulary import (
    CrossingKind,
    DisinfectionKind,
    PassKind,
    PassStatus,
    ReportState,
    RoundState,
    StayState,
)
from duty_desk.agenda import items
from duty_desk.agenda.rules import Tile
from duty_desk.agenda.shapes import Count
from duty_desk.disinfection import open_items as disinfection
from duty_desk.gate import open_items as gate
from duty_desk.isolation import open_items as isolation
from duty_desk.passes import counts
from duty_desk.supplies import stock_rows
from duty_desk.supplies.days import Shortage
from duty_desk.unit_reports import open_items as unit_reports
from duty_desk.work import Read, Work


def count_all(read: Read) -> tuple[Count, ...]:
    """All eight, in the order of their digits."""
    return tuple(_counted(read, tile) for tile in Tile)


def count_inside(read: Read) -> int | None:
    """Everybody inside who came by a gate and will leave by one; None where it cannot be read."""
    try:
        return sum(row.kind is not CrossingKind.HOUSEHOLD for row in gate.everybody(read))
    except Exception:  # one desk's trouble must not hide what the others wait for
        if isinstance(read, Work):
            raise
        read.session.rollback()
        return None


def _counted(read: Read, tile: Tile) -> Count:
    try:
        return Count(tile, *_COUNTERS[tile](read))
    except Exception:  # one desk's trouble must not hide what the others wait for
        if isinstance(read, Work):
            raise
        read.session.rollback()
        return Count(tile, None, None)


def _rounds(read: Read) -> tuple[int, int]:
    query = select(func.count()).where(
        Round.day == read.at.date(),
        Round.kind != DisinfectionKind.TERMINAL.value,
        Round.state != RoundState.EXEMPT.value,
    )
    late = items.count(read, "disinfection", disinfection.ROUND_OVERDUE)
    return late, read.session.scalar(query) or 0


def _readings(read: Read) -> tuple[int, int]:
    query = select(func.count()).where(Stay.state == StayState.ADMITTED.value)
    whats = isolation.READING_MISSED, isolation.READING_ESCALATED
    return items.count(read, "isolation", *whats), read.session.scalar(query) or 0


def _reports(read: Read) -> tuple[int, int]:
    day = unit_reports.today_view(read)
    return len(day.of(ReportState.MISSING)) if read.at > day.deadline else 0, day.due


def _vehicles(read: Read) -> tuple[int, int]:
    return _inside(read, CrossingKind.VEHICLE)


def _visits(read: Read) -> tuple[int, int]:
    return _inside(read, CrossingKind.VISIT)


def _inside(read: Read, kind: CrossingKind) -> tuple[int, int]:
    rows = [row for row in gate.everybody(read) if row.kind is kind]
    return sum(row.overdue for row in rows), len(rows)


def _rooms(read: Read) -> tuple[int, int]:
    waiting = items.count(read, "disinfection", disinfection.ROOM_TO_CLEAN)
    return waiting, read.session.scalar(select(func.count(Room.id))) or 0


def _passes(read: Read) -> tuple[int, int]:
    valid = select(func.count()).where(
        Pass.kind.in_([kind.value for kind in PassKind]),
        Pass.status == PassStatus.ISSUED.value,
        Pass.valid_from <= read.at,
        Pass.valid_until > read.at,
    )
    return counts.headline(read).ending_today, read.session.scalar(valid) or 0


def _stock(read: Read) -> tuple[int, int]:
    rows = stock_rows.stock_rows(read).values()
    few = {Shortage.SHORT.value, Shortage.LOW.value}
    return sum(row.shortage in few for row in rows), len(rows)


_COUNTERS: Mapping[Tile, Callable[[Read], tuple[int, int]]] = {
    Tile.ROUNDS: _rounds,
    Tile.READINGS: _readings,
    Tile.REPORTS: _reports,
    Tile.VEHICLES: _vehicles,
    Tile.VISITS: _visits,
    Tile.ROOMS: _rooms,
    Tile.PASSES: _passes,
    Tile.STOCK: _stock,
}
