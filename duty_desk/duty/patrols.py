"""Rounds of plant rooms: which points a route has, what was found at each, and what is wrong becomes a repair (product rule W6)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select

from db.models import Patrol, PatrolFinding, PatrolPoint
from db.vocabulary import Trade
from duty_desk import audit
from duty_desk.duty import patrol_rows, repairs
from duty_desk.duty.words import following, needed, optional, past
from duty_desk.errors import InputError, Refusal, StaleError
from duty_desk.roles import Permission, requires
from duty_desk.strings import t
from duty_desk.work import Work

MOST = 1_000_000.0


@dataclass(frozen=True, slots=True)
class RepairAsk:
    """The repair that a finding asks for at once."""

    trade: Trade
    is_urgent: bool = False


@dataclass(frozen=True, slots=True)
class Found:
    """What was written down at a point: whether it is as it should be, and the work order that was opened."""

    id: int
    normal: bool
    repair: int | None


@requires(Permission.WRITE_LOG)
def add_point(
    work: Work,
    *,
    route: str,
    name: str,
    look_at: str = "",
    unit: str = "",
    least: float | None = None,
    most: float | None = None,
) -> int:
    """Put a point at the end of a route; a reading is asked for where there is a unit."""
    route = needed(route, "route", "duty_patrols.error.route")
    name = needed(name, "name", "duty_patrols.error.name")
    _check_range(unit, least, most)
    _check_free(work, route, name)
    last = work.session.scalar(select(func.max(PatrolPoint.list_order)).where(PatrolPoint.route == route))
    row = PatrolPoint(
        route=route,
        name=name,
        look_at=look_at.strip(),
        unit=unit.strip(),
        least=least,
        most=most,
        list_order=0 if last is None else last + 1,
    )
    work.session.add(row)
    work.session.flush()
    audit.record(
        work,
        action="patrol_point.add",
        subject=("patrol_point", row.id),
        after={"name": name, "route": route},
    )
    return row.id


@requires(Permission.WRITE_LOG)
def edit_point(
    work: Work,
    point: int,
    *,
    name: str,
    look_at: str,
    unit: str,
    least: float | None,
    most: float | None,
    is_active: bool = True,
    list_order: int | None = None,
    version: int,
) -> None:
    """Change what is looked at, its bounds, its place on the way, or leave the point out from now on."""
    row = work.session.scalar(select(PatrolPoint).where(PatrolPoint.id == point).with_for_update())
    if row is None or row.version != version:
        raise StaleError("storage.stale")
    name = needed(name, "name", "duty_patrols.error.name")
    _check_range(unit, least, most)
    if name != row.name:
        _check_free(work, row.route, name)
    before = {"name": row.name, "least": row.least, "most": row.most, "is_active": row.is_active}
    row.name, row.look_at, row.unit = name, look_at.strip(), unit.strip()
    row.least, row.most, row.is_active = least, most, is_active
    row.list_order = row.list_order if list_order is None else list_order
    row.version += 1
    work.session.flush()
    audit.record(
        work,
        action="patrol_point.change",
        subject=("patrol_point", point),
        before=before,
        after={"name": name, "least": least, "most": most, "is_active": is_active},
    )


@requires(Permission.WRITE_LOG)
def start(work: Work, *, route: str, walker: str, started_at: datetime | None = None) -> int:
    """Somebody sets out along a route; only one at a time on each."""
    walker = needed(walker, "walker", "duty_patrols.error.walker")
    if not patrol_rows.list_points(work, route):
        raise InputError("route", "duty_patrols.error.no_points")
    query = select(Patrol.walker).where(Patrol.route == route, Patrol.ended_at.is_(None))
    if (other := work.session.scalar(query)) is not None:
        raise Refusal("duty_patrols.refusal.under_way", route=route, walker=other)
    row = Patrol(
        route=route,
        walker=walker,
        started_at=past(work, started_at, "started_at"),
        officer_id=work.officer.id,
    )
    work.session.add(row)
    work.session.flush()
    audit.record(work, action="patrol.start", subject=("patrol", row.id), after={"route": route})
    return row.id


@requires(Permission.WRITE_LOG)
def enter(
    work: Work,
    patrol: int,
    *,
    point: int,
    normal: bool = True,
    value: float | None = None,
    text: str = "",
    at: datetime | None = None,
    repair: RepairAsk | None = None,
) -> Found:
    """What was found at a point; a reading out of its bounds is not normal, whoever says so. A later line takes the place of an earlier.

    With `repair` a work order is opened in the same step.
    """
    row = _claim(work, patrol)
    place = work.session.get(PatrolPoint, point)
    if place is None or place.route != row.route:
        raise StaleError("storage.stale")
    if value is not None and not -MOST <= value <= MOST:
        raise InputError("value", "duty_patrols.error.value")
    if place.unit and normal and value is None:
        raise InputError("value", "duty_patrols.error.value_missing", unit=place.unit)
    good = normal and patrol_rows.in_bounds(value, place.least, place.most)
    if not good and not text.strip():
        if normal and value is not None:
            bounds = patrol_rows.bounds(place.least, place.most, place.unit)
            raise InputError("text", "duty_patrols.error.out_of_bounds", bounds=bounds)
        raise InputError("text", "duty_patrols.error.text")
    moment = following(past(work, at, "at"), row.started_at, "at", "duty_patrols.error.before_start")
    order = None
    if repair is not None and not good:
        order = repairs.open_order(
            work,
            trade=repair.trade,
            place=place.name,
            what=_what(place, value, text),
            is_urgent=repair.is_urgent,
            caller=row.walker,
            called_at=moment,
        )
    found = PatrolFinding(
        patrol_id=patrol,
        point_id=point,
        at=moment,
        normal=good,
        value=value,
        text=optional(text),
        repair_id=order,
        officer_id=work.officer.id,
    )
    work.session.add(found)
    row.version += 1
    work.session.flush()
    audit.record(
        work,
        action="patrol.enter",
        subject=("patrol", patrol),
        after={"point": place.name, "normal": good, "reading": value},
    )
    return Found(found.id, good, order)


@requires(Permission.WRITE_LOG)
def finish(
    work: Work, patrol: int, *, note: str = "", ended_at: datetime | None = None, version: int | None = None
) -> None:
    """The round is over; points that were left out need a word why."""
    row = _claim(work, patrol, version)
    missing = [each.name for each in patrol_rows.get_patrol(work, patrol).points if each.finding is None]
    if missing and not note.strip():
        raise InputError(
            "note",
            "duty_patrols.error.missing",
            points=t("duty.list_mark").join(missing[:3]),
            count=len(missing),
        )
    row.ended_at = following(
        past(work, ended_at, "ended_at"), row.started_at, "ended_at", "duty_patrols.error.ended_before"
    )
    row.note = optional(note)
    row.version += 1
    work.session.flush()
    audit.record(work, action="patrol.finish", subject=("patrol", patrol), after={"left": len(missing)})


@requires(Permission.WRITE_LOG)
def reopen(work: Work, patrol: int) -> None:
    """The round goes on: it was ended too early."""
    row = work.session.scalar(select(Patrol).where(Patrol.id == patrol).with_for_update())
    if row is None or row.ended_at is None:
        raise StaleError("storage.stale")
    row.ended_at = row.note = None
    row.version += 1
    work.session.flush()
    audit.record(work, action="patrol.reopen", subject=("patrol", patrol))


def _what(place: PatrolPoint, value: float | None, text: str) -> str:
    reading = f"{value:g} {place.unit}".strip() if value is not None else ""
    return "\N{IDEOGRAPHIC SPACE}".join(part for part in (text.strip(), reading) if part)


def _check_range(unit: str, least: float | None, most: float | None) -> None:
    if least is not None and most is not None and least > most:
        raise InputError("most", "duty_patrols.error.range")
    if (least is not None or most is not None) and not unit.strip():
        raise InputError("unit", "duty_patrols.error.unit")


def _check_free(work: Work, route: str, name: str) -> None:
    query = select(PatrolPoint.id).where(PatrolPoint.route == route, PatrolPoint.name == name)
    if work.session.scalar(query) is not None:
        raise InputError("name", "duty_patrols.error.there", name=name)


def _claim(work: Work, patrol: int, version: int | None = None) -> Patrol:
    row = work.session.scalar(select(Patrol).where(Patrol.id == patrol).with_for_update())
    if row is None or (version is not None and row.version != version):
        raise StaleError("storage.stale")
    if row.ended_at is not None:
        raise Refusal("duty_patrols.refusal.over", route=row.route)
    return row
