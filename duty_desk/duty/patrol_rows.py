"""Rounds as they are shown: the points of a route, one round with what was found, and all rounds as a list."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Any, Final

from sqlalchemy import Select, func, or_, select

from db.models import Patrol, PatrolFinding, PatrolPoint, Repair
from duty_desk import formats
from duty_desk.errors import StaleError
from duty_desk.ledger import Column, Kind, Ledger, Request
from duty_desk.strings import t
from duty_desk.work import Read

# On the way, over and all well, over with something wrong, over with points left out.
WALKING, DONE, ABNORMAL, PARTLY = "walking", "done", "abnormal", "partly"
STATE_TONES: Final[Mapping[str, tuple[str, str]]] = {
    WALKING: ("proc", "progress-clock"),
    DONE: ("ok", "check-circle"),
    ABNORMAL: ("warn", "alert"),
    PARTLY: ("neutral", "minus-circle-outline"),
}


@dataclass(frozen=True, slots=True)
class PointRow:
    """One point of a route; `bounds` in words."""

    id: int
    route: str
    name: str
    look_at: str
    unit: str
    least: float | None
    most: float | None
    list_order: int
    is_active: bool
    version: int

    @property
    def bounds(self) -> str:
        """Between what the reading should be."""
        return bounds(self.least, self.most, self.unit)


@dataclass(frozen=True, slots=True)
class FindingRow:
    """What was found at a point; `repair` is the work order it led to."""

    id: int
    at: datetime
    normal: bool
    value: float | None
    text: str
    repair: tuple[int, str] | None


@dataclass(frozen=True, slots=True)
class StopRow:
    """A point of one round, with what was found there last."""

    id: int
    name: str
    look_at: str
    unit: str
    bounds: str
    finding: FindingRow | None


@dataclass(frozen=True, slots=True)
class PatrolRow:
    """One round. `looked` of `total` points have a finding, `abnormal` of them are not as they should be."""

    id: int
    route: str
    walker: str
    started_at: datetime
    ended_at: datetime | None
    minutes: int | None
    looked: int
    total: int
    abnormal: int
    state: str
    note: str
    version: int


@dataclass(frozen=True, slots=True)
class PatrolDetail:
    """One round with all its points in their order."""

    row: PatrolRow
    points: tuple[StopRow, ...]


def in_bounds(value: float | None, least: float | None, most: float | None) -> bool:
    """Whether a reading is as it should be; without one there is nothing to say against it."""
    if value is None:
        return True
    return (least is None or value >= least) and (most is None or value <= most)


def bounds(least: float | None, most: float | None, unit: str) -> str:
    """Between what a reading should be, in words."""
    if least is None and most is None:
        return ""
    key = "between" if least is not None and most is not None else "least" if least is not None else "most"
    return t(
        f"duty_patrols.bounds.{key}",
        least=formats.number(least),
        most=formats.number(most),
        unit=unit,
    )


def list_routes(read: Read) -> tuple[str, ...]:
    """Routes that have a point in use."""
    query = select(PatrolPoint.route).where(PatrolPoint.is_active).group_by(PatrolPoint.route)
    return tuple(read.session.scalars(query.order_by(func.min(PatrolPoint.id))))


def list_points(read: Read, route: str, *, active_only: bool = True) -> tuple[PointRow, ...]:
    """The points of a route in the order of the way."""
    query = select(PatrolPoint).where(PatrolPoint.route == route)
    if active_only:
        query = query.where(PatrolPoint.is_active)
    rows = read.session.scalars(query.order_by(PatrolPoint.list_order, PatrolPoint.id))
    return tuple(_point(row) for row in rows)


def get_point(read: Read, point: int) -> PointRow:
    """One point; raises StaleError when there is none."""
    row = read.session.get(PatrolPoint, point)
    if row is None:
        raise StaleError("storage.stale")
    return _point(row)


def get_patrol(read: Read, patrol: int) -> PatrolDetail:
    """One round with its points. Raises StaleError when there is none."""
    found = fetch(read, [patrol])
    if not found:
        raise StaleError("storage.stale")
    row = found[0]
    findings = _findings(read, patrol)
    stops: list[StopRow] = []
    for point in list_points(read, row.route, active_only=False):
        # A point that is out of use stands only in the rounds in which it was looked at.
        if point.is_active or point.id in findings:
            stops.append(
                StopRow(point.id, point.name, point.look_at, point.unit, point.bounds, findings.get(point.id))
            )
    return PatrolDetail(row, tuple(stops))


def list_walking(read: Read) -> tuple[PatrolRow, ...]:
    """Rounds that are under way."""
    query = select(Patrol.id).where(Patrol.ended_at.is_(None)).order_by(Patrol.started_at, Patrol.id)
    ids = read.session.scalars(query).all()
    found = {row.id: row for row in fetch(read, ids)}
    return tuple(found[each] for each in ids)


def fetch(read: Read, ids: Sequence[int]) -> Sequence[PatrolRow]:
    """The rows of these rounds."""
    rows = read.session.scalars(select(Patrol).where(Patrol.id.in_(list(ids)))).all()
    active: dict[str, set[int]] = {}
    query = select(PatrolPoint.route, PatrolPoint.id).where(
        PatrolPoint.is_active, PatrolPoint.route.in_({row.route for row in rows})
    )
    for route, point in read.session.execute(query):
        active.setdefault(route, set()).add(point)
    looked: dict[int, dict[int, bool]] = {row.id: {} for row in rows}
    latest = (
        select(PatrolFinding.patrol_id, PatrolFinding.point_id, PatrolFinding.normal)
        .where(PatrolFinding.patrol_id.in_(looked))
        .order_by(PatrolFinding.id)
    )
    for patrol, point, normal in read.session.execute(latest):
        looked[patrol][point] = normal
    return [_row(row, active.get(row.route, set()), looked[row.id]) for row in rows]


def _row(row: Patrol, active: set[int], looked: Mapping[int, bool]) -> PatrolRow:
    total = len(active | set(looked))
    # What was put on the route after a round had ended was not left out of it.
    if row.ended_at is not None and row.note is None:
        total = len(looked)
    abnormal = sum(not normal for normal in looked.values())
    minutes = None
    if row.ended_at is not None:
        minutes = int((row.ended_at - row.started_at).total_seconds() // 60)
    state = WALKING
    if row.ended_at is not None:
        state = ABNORMAL if abnormal else PARTLY if len(looked) < total else DONE
    return PatrolRow(
        id=row.id,
        route=row.route,
        walker=row.walker,
        started_at=row.started_at,
        ended_at=row.ended_at,
        minutes=minutes,
        looked=len(looked),
        total=total,
        abnormal=abnormal,
        state=state,
        note=row.note or "",
        version=row.version,
    )


def _findings(read: Read, patrol: int) -> dict[int, FindingRow]:
    query = (
        select(PatrolFinding, Repair.number.label("number"))
        .outerjoin(Repair, Repair.id == PatrolFinding.repair_id)
        .where(PatrolFinding.patrol_id == patrol)
        .order_by(PatrolFinding.id)
    )
    found: dict[int, FindingRow] = {}
    for line in read.session.execute(query):
        row = line.PatrolFinding
        repair = (row.repair_id, line.number) if row.repair_id is not None else None
        found[row.point_id] = FindingRow(row.id, row.at, row.normal, row.value, row.text or "", repair)
    return found


def _point(row: PatrolPoint) -> PointRow:
    return PointRow(
        id=row.id,
        route=row.route,
        name=row.name,
        look_at=row.look_at,
        unit=row.unit,
        least=row.least,
        most=row.most,
        list_order=row.list_order,
        is_active=row.is_active,
        version=row.version,
    )


_SORTS: Final[Mapping[str, Any]] = {
    "started_at": Patrol.started_at,
    "route": Patrol.route,
    "walker": Patrol.walker,
    "ended_at": Patrol.ended_at,
}


def _select(read: Read, request: Request) -> Select[Any]:
    order = _SORTS.get(request.sort or "started_at", Patrol.started_at)
    query = select(Patrol.id)
    if typed := request.search.strip():
        searched = (Patrol.route, Patrol.walker, Patrol.note)
        query = query.where(or_(*(column.contains(typed, autoescape=True) for column in searched)))
    wanted = request.filters
    if route := wanted.get("route"):
        query = query.where(Patrol.route == str(route))
    if wanted.get("walking"):
        query = query.where(Patrol.ended_at.is_(None))
    if wanted.get("abnormal"):
        bad = select(PatrolFinding.patrol_id).where(PatrolFinding.normal.is_(False))
        query = query.where(Patrol.id.in_(bad))
    if since := wanted.get("from"):
        query = query.where(Patrol.started_at >= datetime.combine(since, time()))
    if until := wanted.get("to"):
        query = query.where(Patrol.started_at < datetime.combine(until + timedelta(days=1), time()))
    keys = (order, Patrol.id)
    return query.order_by(order.is_(None), *(key.desc() if request.descending else key for key in keys))


def _describe(read: Read, request: Request) -> str:
    wanted = request.filters
    said: list[str] = [str(wanted["route"])] if wanted.get("route") else []
    if wanted.get("from") or wanted.get("to"):
        first, last = formats.day(wanted.get("from")), formats.day(wanted.get("to"))
        said.append(t("duty.days", first=first, last=last))
    said += [t(f"duty_patrols.filter.{key}") for key in ("walking", "abnormal") if wanted.get(key)]
    if typed := request.search.strip():
        said.append(t("duty.searched", text=typed))
    return t("duty.mark").join(said)


PATROLS = Ledger(
    key="duty.patrols",
    title="duty_patrols.ledger.patrols",
    columns=(
        Column("started_at", "duty_patrols.column.started_at", Kind.MOMENT, 112),
        Column("route", "duty_patrols.column.route", width=160, stretch=True),
        Column("walker", "duty_patrols.column.walker", width=96),
        Column("ended_at", "duty_patrols.column.ended_at", Kind.MOMENT, 112),
        Column("minutes", "duty_patrols.column.minutes", Kind.NUMBER, 72, align="right", sortable=False),
        Column("total", "duty_patrols.column.total", Kind.NUMBER, 72, align="right", sortable=False),
        Column("looked", "duty_patrols.column.looked", Kind.NUMBER, 72, align="right", sortable=False),
        Column("abnormal", "duty_patrols.column.abnormal", Kind.NUMBER, 72, align="right", sortable=False),
        Column("note", "duty_patrols.column.note", width=160, sortable=False, hidden=True),
        Column("state", "duty_patrols.column.state", Kind.CHIP, 104, sortable=False, words="duty_patrols.state",
               tones=STATE_TONES),
    ),
    statement=_select,
    fetch=fetch,
    default_sort="started_at",
    default_descending=True,
    describe=_describe,
)  # fmt: skip
