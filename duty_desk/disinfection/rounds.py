"""Rounds that are due: drawn up of the plans of a day, opened by an event, decided when they are not done (product rules D1, D2)."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from functools import cache
from typing import Any

from sqlalchemy import func, or_, select

from db import changes
from db.models import Area, DisinfectionRecord, Plan, Room, Round, StayRoom
from db.vocabulary import DisinfectionKind, RoomState, RoundState
from duty_desk import audit, policy, rooms
from duty_desk.disinfection import areas, rules, usual
from duty_desk.errors import Refusal, StaleError
from duty_desk.people.records import required
from duty_desk.roles import Permission, requires, step
from duty_desk.work import Read, Work

# So many days are made up for when nobody opened the program: what was due then was due.
_LOOK_BACK = 7
# A statement takes only so many values.
_AT_ONCE = 500


@step
def draw_up(work: Work, day: date, *, import_id: int | None = None) -> int:
    """Write down the rounds that the plans ask for on a day; gives how many are new. Drawing up again adds nothing.

    A plan that was set in the course of the day asks for what is due after that; of the one before, what was due or decided by then
    stands.
    """
    query = (
        areas.in_force(day)
        .join(Area, Area.id == Plan.area_id)
        .where(Area.is_active, Plan.trigger != rules.EVENT)
        .order_by(Plan.id)
    )
    plans = [
        plan
        for plan in work.session.scalars(query)
        if rules.is_on(plan.trigger, plan.rounds, plan.weekdays, day)
    ]
    if not plans:
        return 0
    known, until = _known(work, day)
    points, follows = _points(work, day)
    rows: list[dict[str, Any]] = []
    for plan in plans:
        if not points[plan.area_id]:
            continue
        count = rules.rounds_on(plan.trigger, plan.rounds, plan.weekdays)
        times = rules.times_of(plan.trigger, count, plan.times, usual.spread())
        there, stands = known.get(plan.id, {}), until.get(plan.area_id)
        # The first time a round is numbered as it is planned; after a change those of before keep their numbers.
        free = max(there.values(), default=0)
        for ordinal, due in enumerate(times, start=1):
            due_at = datetime.combine(day, due)
            # Somebody was brought in in the course of the day: what was due before was due to nobody.
            if work.at > due_at and known and follows[plan.area_id]:
                continue
            if due_at in there or (stands is not None and due_at <= stands):
                continue
            if plan.set_at is not None and due_at <= plan.set_at:
                continue
            free += 1
            rows.append(
                {
                    "day": day,
                    "ordinal": free if there else ordinal,
                    "area_id": plan.area_id,
                    "plan_id": plan.id,
                    "kind": DisinfectionKind.PREVENTIVE.value,
                    "due_at": due_at,
                    "points": points[plan.area_id],
                    "state": RoundState.OPEN.value,
                    "version": 1,
                    "import_id": import_id,
                }
            )
    count = _insert(work, rows)
    if count:
        audit.record(work, action="round.draw_up", after={"day": day, "count": count})
    return count


@step
def draw_up_until(work: Work, day: date) -> int:
    """Draw up a day and those before it that nobody drew up, a week back at most: silence does not say that nothing was due."""
    last = work.session.scalar(
        select(func.max(Round.day)).where(
            Round.day < day, Round.plan_id.is_not(None), Round.source_kind.is_(None)
        )
    )
    first = day if last is None else max(last + timedelta(days=1), day - timedelta(days=_LOOK_BACK))
    return sum(draw_up(work, first + timedelta(days=n)) for n in range((day - first).days + 1))


@requires(Permission.RECORD_DISINFECTION)
def miss(work: Work, round_id: int, *, reason: str, version: int | None = None) -> None:
    """Say that a round was not done, and why. It can still be recorded later."""
    row = _claim_open(work, round_id, version)
    why = required(reason, "reason", "disinfection.error.reason_missing")
    if work.at < row.due_at:
        raise Refusal("disinfection.refusal.not_due")
    _decide(work, row, RoundState.MISSED, why)


@requires(Permission.RECORD_DISINFECTION)
def exempt(work: Work, round_id: int, *, reason: str, version: int | None = None) -> None:
    """Say that a round need not be done, and why: the hall is closed, nobody stays there."""
    row = _claim_open(work, round_id, version)
    _decide(work, row, RoundState.EXEMPT, required(reason, "reason", "disinfection.error.reason_missing"))


@requires(Permission.RECORD_DISINFECTION)
def reopen(work: Work, round_id: int, *, version: int | None = None) -> None:
    """Take back that a round was missed or need not be done."""
    row = claim_round(work, round_id)
    if row.state not in (RoundState.MISSED, RoundState.EXEMPT) or version not in (None, row.version):
        raise StaleError("storage.stale")
    before = row.state
    row.state, row.reason, row.decided_by, row.decided_at = RoundState.OPEN.value, None, None, None
    row.version += 1
    work.session.flush()
    audit.record(work, action="round.reopen", subject=("round", round_id), before={"round_state": before})


@step
def open_event(
    work: Work, *, event: str, source: tuple[str, int], at: datetime, place: str | None = None
) -> tuple[int, ...]:
    """Open a round wherever a plan asks for one after such an event; the same source opens it once.

    `event` is one of rules.EVENTS; of areas with a place only those at `place` are meant.
    """
    query = (
        areas.in_force(at.date())
        .join(Area, Area.id == Plan.area_id)
        .where(Area.is_active, Plan.trigger == rules.EVENT, Plan.event == event)
        .order_by(Plan.id)
    )
    plans = work.session.scalars(query).all()
    if not plans:
        return ()
    kind, identity = source
    known = set(
        work.session.scalars(
            select(Round.plan_id).where(Round.source_kind == kind, Round.source_id == identity)
        )
    )
    places = {
        area.id: area
        for area in work.session.scalars(select(Area).where(Area.id.in_([p.area_id for p in plans])))
    }
    opened: list[int] = []
    for plan in plans:
        area = places[plan.area_id]
        if plan.id in known or (area.place and place and area.place != place):
            continue
        row = Round(
            day=at.date(),
            ordinal=next_ordinal(work, plan.area_id, at.date()),
            area_id=plan.area_id,
            plan_id=plan.id,
            kind=DisinfectionKind.PREVENTIVE.value,
            source_kind=kind,
            source_id=identity,
            due_at=at + timedelta(minutes=policy.integer(work, "disinfection.event_minutes", at.date())),
            points=area.points,
            state=RoundState.OPEN.value,
        )
        work.session.add(row)
        work.session.flush()
        opened.append(row.id)
    if opened:
        audit.record(work, action="round.open", subject=source, after={"count": len(opened), "event": event})
    return tuple(opened)


@step
def claim_round(work: Work, round_id: int) -> Round:
    """A round, held. Raises StaleError when it is gone."""
    row = work.session.scalar(select(Round).where(Round.id == round_id).with_for_update())
    if row is None:
        raise StaleError("storage.stale")
    return row


def next_ordinal(read: Read, area: int | None, day: date) -> int:
    """Which round of an area on a day the next one is."""
    last = select(func.max(Round.ordinal)).where(Round.area_id == area, Round.day == day)
    return (read.session.scalar(last) or 0) + 1


def occupied_on(read: Read, day: date) -> int | None:
    """In how many rooms somebody stays on a day; None for an office without rooms, and for a past that it does not know."""
    if read.session.scalar(select(Room.id).limit(1)) is None:
        return None
    if day >= read.at.date():
        return rooms.counts(read)[RoomState.OCCUPIED]
    # As the day ended: who left in its course was not there for all of its rounds.
    ends = datetime.combine(day, time()) + timedelta(days=1)
    there = select(func.count(StayRoom.room_id.distinct())).where(
        StayRoom.from_at < ends, or_(StayRoom.until_at.is_(None), StayRoom.until_at >= ends)
    )
    count = read.session.scalar(there) or 0
    is_known = count > 0 or read.session.scalar(select(StayRoom.id).limit(1)) is not None
    return count if is_known else None


def warn_time(read: Read) -> timedelta:
    """How long before it is due a round is shown as due, and how long after it a record still counts as in time."""
    return timedelta(minutes=policy.integer(read, "disinfection.warn_minutes"))


def _known(read: Read, day: date) -> tuple[dict[int | None, dict[datetime, int]], dict[int | None, datetime]]:
    """Ordinals of the rounds that are there by plan and time; and, by area, the last one that was due or is decided."""
    query = select(
        Round.plan_id,
        Round.ordinal,
        Round.area_id,
        Round.due_at,
        Round.state,
        select(DisinfectionRecord.id)
        .where(DisinfectionRecord.round_id == Round.id)
        .exists()
        .label("touched"),
    ).where(Round.day == day, Round.source_kind.is_(None))
    known: dict[int | None, dict[datetime, int]] = {}
    until: dict[int | None, datetime] = {}
    for row in read.session.execute(query):
        known.setdefault(row.plan_id, {})[row.due_at] = row.ordinal
        decided = row.state in (RoundState.DONE, RoundState.MISSED) or row.touched
        if decided or row.due_at <= read.at:
            until[row.area_id] = max(row.due_at, until.get(row.area_id, row.due_at))
    return known, until


def _points(read: Read, day: date) -> tuple[dict[int, int], dict[int, bool]]:
    """How many points each area has on a day, and whether that follows the rooms in which somebody stays."""
    rows = read.session.execute(select(Area.id, Area.points, Area.points_rule)).all()
    follows = {row.id: row.points_rule == rules.OCCUPIED_ROOMS for row in rows}
    occupied = occupied_on(read, day) if any(follows.values()) else None
    return {
        row.id: occupied if follows[row.id] and occupied is not None else row.points for row in rows
    }, follows


def _insert(work: Work, rows: list[dict[str, Any]]) -> int:
    """Insert what no other desk has inserted meanwhile."""
    if not rows:
        return 0
    statement = _inserting(work.session.connection().dialect.name)
    count = 0
    for start in range(0, len(rows), _AT_ONCE):
        part = statement.values(rows[start : start + _AT_ONCE]).returning(Round.id)
        count += len(work.session.execute(part).all())
    changes.note(work.session, Round.__tablename__)
    return count


@cache
def _inserting(dialect: str) -> Any:
    if dialect == "postgresql":
        from sqlalchemy.dialects.postgresql import insert
    else:
        from sqlalchemy.dialects.sqlite import insert
    make: Any = insert
    return make(Round).on_conflict_do_nothing()


def _claim_open(work: Work, round_id: int, version: int | None) -> Round:
    row = claim_round(work, round_id)
    if row.state != RoundState.OPEN or version not in (None, row.version):
        raise StaleError("storage.stale")
    if row.kind == DisinfectionKind.TERMINAL:
        raise Refusal("disinfection.refusal.terminal_must")
    return row


def _decide(work: Work, row: Round, state: RoundState, reason: str) -> None:
    row.state, row.reason, row.decided_by, row.decided_at = state.value, reason, work.officer.id, work.at
    row.version += 1
    work.session.flush()
    audit.record(
        work,
        action=f"round.{'miss' if state is RoundState.MISSED else 'exempt'}",
        subject=("round", row.id),
        reason=reason,
    )
