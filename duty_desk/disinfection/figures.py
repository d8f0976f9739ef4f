"""The figures of disinfection that are reported: what is planned for a day, and what became of it."""

from __future__ import annotations

from collections import Counter
from datetime import date
from typing import Any

from sqlalchemy import func, select

from db.models import Area, DisinfectionRecord, Plan, Round
from db.vocabulary import DisinfectionKind, RoundState
from duty_desk.disinfection import areas, lamp_rows, rounds, rules
from duty_desk.disinfection.rules import Finding
from duty_desk.strings import t
from duty_desk.work import Read


def figures(read: Read, day: date | None = None) -> dict[str, Any]:
    """Every figure of disinfection by its name, of a day: when not given, of the last one that has records; empty without areas."""
    if read.session.scalar(select(Area.id).limit(1)) is None:
        return {}
    last = select(func.max(DisinfectionRecord.day)).where(DisinfectionRecord.withdrawn_at.is_(None))
    on = day or read.session.scalar(last) or read.at.date()
    return {**_planned(read, on), **_done(read, on), "uv": dict(lamp_rows.uv_figures(read, on))}


def _planned(read: Read, on: date) -> dict[str, Any]:
    """What is planned for a day: places that are due every day, and beside them what an event or a day of the week brings."""
    daily = [
        area
        for area in areas.list_areas(read, on)
        if area.plan is not None and area.plan.trigger in (rules.DAILY, rules.MEALS)
    ]
    others = select(func.count()).where(
        Plan.id.in_(areas.in_force(on).with_only_columns(Plan.id)),
        Plan.trigger.in_((rules.EVENT, rules.WEEKLY)),
        Area.is_active,
    )
    points = {area.id: _points(read, area, on) for area in daily}
    methods = Counter(t(f"disinfection.method.{area.plan.method}") for area in daily if area.plan is not None)
    return {
        "areas": len(daily),
        "rounds_per_day": sum(area.plan.rounds for area in daily if area.plan is not None),
        "points": sum(points.values()),
        "point_tasks_per_day": sum(
            points[area.id] * area.plan.rounds for area in daily if area.plan is not None
        ),
        "by_method": dict(methods),
        "event_tasks": read.session.scalar(others.join_from(Plan, Area, Area.id == Plan.area_id)) or 0,
    }


def _points(read: Read, area: areas.AreaRow, on: date) -> int:
    """The points of an area on a day: as its rounds were drawn up, else as they would be."""
    drawn = select(func.max(Round.points)).where(
        Round.area_id == area.id, Round.day == on, Round.kind == DisinfectionKind.PREVENTIVE.value
    )
    found = read.session.scalar(drawn)
    if found is not None:
        return found
    occupied = rounds.occupied_on(read, on) if area.points_rule == rules.OCCUPIED_ROOMS else None
    return area.points if occupied is None else occupied


def _done(read: Read, on: date) -> dict[str, Any]:
    """What became of a day, line by line as the register of the day has it: by area, round and time, missed ones included."""
    done = (
        select(
            Area.list_order, Area.code, Round.ordinal, DisinfectionRecord.started_at, DisinfectionRecord.findings,
            DisinfectionRecord.round_id, DisinfectionRecord.verdict,
        )
        .join(Area, Area.id == DisinfectionRecord.area_id)
        .outerjoin(Round, Round.id == DisinfectionRecord.round_id)
        .where(
            DisinfectionRecord.day == on,
            DisinfectionRecord.withdrawn_at.is_(None),
            DisinfectionRecord.kind != DisinfectionKind.TERMINAL.value,
        )
    )  # fmt: skip
    lines: list[tuple[Any, ...]] = []
    for order, code, ordinal, started_at, findings, _, _ in read.session.execute(done):
        lines.append((order, code, ordinal or 0, started_at, tuple(findings)))
    missed = (
        select(Area.list_order, Area.code, Round.ordinal, Round.due_at)
        .join(Area, Area.id == Round.area_id)
        .where(Round.day == on, Round.state == RoundState.MISSED.value)
        .order_by(Area.list_order, Area.code, Round.ordinal)
    )
    left_out = read.session.execute(missed).all()
    lines += [(order, code, ordinal, due_at, ()) for order, code, ordinal, due_at in left_out]
    lines.sort()
    finished = select(func.count()).where(
        Round.day == on,
        Round.state == RoundState.DONE.value,
        Round.kind != DisinfectionKind.TERMINAL.value,
        Round.source_kind.is_(None),
    )
    return {
        "record_date": on.isoformat(),
        "records": len(lines),
        "rounds_done": read.session.scalar(finished) or 0,
        "rounds_missed": [f"{code}#{ordinal}" for _, code, ordinal, _ in left_out],
        "contact_too_short": [n for n, line in enumerate(lines, 1) if Finding.TOO_SHORT in line[4]],
        "over_concentration": [n for n, line in enumerate(lines, 1) if Finding.TOO_STRONG in line[4]],
    }
