"""The disinfection of a room while somebody with a fever or a positive test is in it (domain A4 rule 8)."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import select

from db.models import Area, Plan, Round
from db.vocabulary import DisinfectionKind, RoundState
from duty_desk import audit
from duty_desk.disinfection import areas, rules
from duty_desk.disinfection.rounds import next_ordinal
from duty_desk.roles import step
from duty_desk.work import Work

# At once, that is within the hour.
_DUE_AFTER = timedelta(hours=1)


@step
def open_concurrent(work: Work, *, room: int, source: tuple[str, int], at: datetime | None = None) -> int:
    """Ask for a round in a room while somebody is in it; gives the round. One that is open for the room stays.

    It stands in the line of the rooms in which somebody stays, where the office has such an area, and takes over its plan.
    """
    moment = at or work.at
    kind = DisinfectionKind.CONCURRENT.value
    standing = select(Round.id).where(
        Round.room_id == room, Round.kind == kind, Round.state == RoundState.OPEN.value
    )
    known = work.session.scalar(standing.limit(1))
    if known is not None:
        return known
    lines = (
        areas.in_force(moment.date())
        .join(Area, Area.id == Plan.area_id)
        .where(Area.is_active, Area.points_rule == rules.OCCUPIED_ROOMS)
        .order_by(Area.list_order, Area.id)
        .limit(1)
    )
    plan = work.session.scalar(lines)
    row = Round(
        day=moment.date(),
        ordinal=next_ordinal(work, plan.area_id if plan is not None else None, moment.date()),
        area_id=plan.area_id if plan is not None else None,
        plan_id=plan.id if plan is not None else None,
        kind=kind,
        room_id=room,
        source_kind=source[0],
        source_id=source[1],
        due_at=moment + _DUE_AFTER,
        points=1,
        state=RoundState.OPEN.value,
    )
    work.session.add(row)
    work.session.flush()
    audit.record(work, action="round.open", subject=("room", room), after={"count": 1})
    return row.id
