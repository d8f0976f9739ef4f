"""The lists of disinfection: records as the register has them, and areas with their plans."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Select, and_, or_, select

from db.models import Area, DisinfectionRecord, Plan, Room
from duty_desk import formats
from duty_desk.disinfection import areas, record_rows, rules
from duty_desk.ledger import Column, Kind, Ledger, Request
from duty_desk.strings import t
from duty_desk.work import Read

STATE_TONES: Mapping[str, tuple[str, str]] = {
    "passed": ("ok", "check-circle"),
    "failed": ("danger", "alert-octagon"),
    "running": ("proc", "progress-clock"),
    "unchecked": ("neutral", "clipboard-check-outline"),
    "withdrawn": ("neutral", "cancel"),
}
_STATES: Mapping[str, Any] = {
    "withdrawn": DisinfectionRecord.withdrawn_at.is_not(None),
    "running": and_(DisinfectionRecord.withdrawn_at.is_(None), DisinfectionRecord.ended_at.is_(None)),
    "unchecked": and_(
        DisinfectionRecord.withdrawn_at.is_(None),
        DisinfectionRecord.ended_at.is_not(None),
        DisinfectionRecord.verdict.is_(None),
    ),
    "passed": and_(
        DisinfectionRecord.withdrawn_at.is_(None), DisinfectionRecord.verdict == record_rows.PASSED
    ),
    "failed": and_(
        DisinfectionRecord.withdrawn_at.is_(None), DisinfectionRecord.verdict == record_rows.FAILED
    ),
}
_EQUAL: Mapping[str, Any] = {
    "area": DisinfectionRecord.area_id,
    "room": DisinfectionRecord.room_id,
    "round": DisinfectionRecord.round_id,
    "day": DisinfectionRecord.day,
    "imported": DisinfectionRecord.import_id,
}
_AMONG: Mapping[str, Any] = {
    "kind": DisinfectionRecord.kind,
    "method": DisinfectionRecord.method,
    "agent": DisinfectionRecord.agent,
    "team": Area.team,
}
_SORTS: Mapping[str, Any] = {
    "started_at": DisinfectionRecord.started_at,
    "day": DisinfectionRecord.day,
    "area_code": Area.code,
    "done_by": DisinfectionRecord.done_by,
    "checked_by": DisinfectionRecord.checked_by,
    "method": DisinfectionRecord.method,
    "agent_text": DisinfectionRecord.agent_text,
    "points": DisinfectionRecord.points,
    "kind": DisinfectionRecord.kind,
}


def _records(read: Read, request: Request) -> Select[Any]:
    """Filters: `day`, `first` and `last`, `area`, `room`, `round`, `kind`, `method`, `agent`, `team`, `state`, `late`, `imported`."""
    del read
    query: Select[Any] = (
        select(DisinfectionRecord.id)
        .outerjoin(Area, Area.id == DisinfectionRecord.area_id)
        .outerjoin(Room, Room.id == DisinfectionRecord.room_id)
    )
    wanted = {key: value for key, value in request.filters.items() if value not in (None, "", (), [])}
    for key, column in _EQUAL.items():
        if key in wanted:
            query = query.where(column == wanted[key])
    for key, column in _AMONG.items():
        if key in wanted:
            query = query.where(column.in_(_several(wanted[key])))
    if "first" in wanted:
        query = query.where(DisinfectionRecord.day >= wanted["first"])
    if "last" in wanted:
        query = query.where(DisinfectionRecord.day <= wanted["last"])
    if wanted.get("late"):
        query = query.where(DisinfectionRecord.is_late)
    if "state" in wanted:
        query = query.where(or_(*(_STATES[state] for state in _several(wanted["state"]))))
    if typed := request.search.strip():
        fields = (
            Area.code,
            Area.name,
            Room.code,
            Room.name,
            DisinfectionRecord.done_by,
            DisinfectionRecord.checked_by,
        )
        query = query.where(or_(*(field.contains(typed, autoescape=True) for field in fields)))
    column = _SORTS.get(request.sort or "", DisinfectionRecord.started_at)
    if request.descending:
        return query.order_by(column.desc(), DisinfectionRecord.id.desc())
    return query.order_by(column, DisinfectionRecord.id)


def _several(value: Any) -> list[Any]:
    return list(value) if isinstance(value, list | tuple | set | frozenset) else [value]


def _described(read: Read, request: Request) -> str:
    """The filters in words, above a printed list."""
    del read
    parts: list[str] = []
    first, last = request.filters.get("first"), request.filters.get("last")
    day = request.filters.get("day")
    if day:
        parts.append(formats.full_day(day))
    if first and last:
        parts.append(formats.period(first, last))
    parts += [
        t(f"disinfection.record_state.{state}") for state in _several(request.filters.get("state") or [])
    ]
    if typed := request.search.strip():
        parts.append(t("disinfection.filter.search", text=typed))
    return t("disinfection.filter.mark").join(parts)


_RIGHT: dict[str, Any] = {"kind": Kind.NUMBER, "align": "right"}
RECORDS = Ledger(
    key="disinfection.records",
    title="disinfection.ledger.records",
    columns=(
        Column("day", "disinfection.column.day", Kind.DATE, 80),
        Column("area_code", "disinfection.column.code", width=64),
        Column("place", "disinfection.column.place", width=176, sortable=False, stretch=True),
        Column("kind", "disinfection.column.kind", width=72, words="disinfection.kind"),
        Column("started_at", "disinfection.column.started_at", Kind.MOMENT, 104),
        Column("ended_at", "disinfection.column.ended_at", Kind.MOMENT, 104, sortable=False),
        Column("method", "disinfection.column.method", width=64, words="disinfection.method"),
        Column("agent_text", "disinfection.column.agent", width=136),
        Column("stock_text", "disinfection.column.stock", width=72, sortable=False, hidden=True),
        Column("ratio", "disinfection.column.ratio", width=72, sortable=False, hidden=True),
        Column("strength_text", "disinfection.column.strength", width=88, align="right", sortable=False),
        Column("minutes", "disinfection.column.minutes", width=72, sortable=False, **_RIGHT),
        Column(
            "air_minutes", "disinfection.column.air_minutes", width=72, sortable=False, hidden=True, **_RIGHT
        ),
        Column("points", "disinfection.column.points", width=64, **_RIGHT),
        Column("used_ml", "disinfection.column.used_ml", width=80, sortable=False, hidden=True, **_RIGHT),
        Column("done_by", "disinfection.column.done_by", width=80),
        Column("checked_by", "disinfection.column.checked_by", width=80),
        Column(
            "state",
            "disinfection.column.state",
            Kind.CHIP,
            96,
            sortable=False,
            words="disinfection.record_state",
            tones=STATE_TONES,
        ),
        Column("is_late", "disinfection.column.late", Kind.FLAG, 56, sortable=False),
        Column("findings_text", "disinfection.column.findings", width=136, sortable=False),
        Column("reason", "disinfection.column.reason", width=120, sortable=False, hidden=True),
        Column("note", "disinfection.column.note", width=120, sortable=False),
        Column("officer", "disinfection.column.officer", width=80, sortable=False, hidden=True),
    ),
    statement=_records,
    fetch=record_rows.fetch_records,
    default_sort="started_at",
    default_descending=True,
    describe=_described,
)


@dataclass(frozen=True, slots=True)
class AreaLine:
    """An area with its plan of today in one line."""

    id: int
    code: str
    name: str
    kind: str
    thing: str
    points: int
    agent_text: str
    method: str
    rule: str
    minutes: int | None
    when: str
    team: str
    ceiling: int | None
    valid_from: date | None
    state: str
    note: str | None


AREA_TONES: Mapping[str, tuple[str, str]] = {
    "planned": ("ok", "check-circle"),
    "unplanned": ("warn", "alert"),
    "inactive": ("neutral", "cancel"),
}


def when_words(plan: areas.PlanRow | None) -> str:
    """When the rounds of a plan are due, in words: by the clock, by days of the week, or after what."""
    if plan is None:
        return ""
    if plan.trigger == rules.EVENT:
        return t(f"disinfection.event.{plan.event}")
    times = t("disinfection.when.times", count=plan.rounds)
    if plan.trigger == rules.MEALS:
        return t("disinfection.when.meals", times=times)
    if plan.weekdays:
        names = t("disinfection.list_mark").join(t(f"disinfection.weekday.{day}") for day in plan.weekdays)
        return t("disinfection.when.weekdays", days=names, times=times)
    if plan.trigger == rules.WEEKLY:
        return t("disinfection.when.weekly", times=times)
    if plan.times:
        return t("disinfection.when.at", times=t("disinfection.list_mark").join(plan.times))
    return t("disinfection.when.daily", times=times)


def fetch_areas(read: Read, ids: Sequence[int]) -> list[AreaLine]:
    """Areas by identifier, with the plan of today."""
    return [_line(row) for row in areas.areas_of(read, ids)]


def _line(row: areas.AreaRow) -> AreaLine:
    plan = row.plan
    return AreaLine(
        id=row.id,
        code=row.code,
        name=row.name,
        kind=row.kind,
        thing=row.thing,
        points=row.points,
        agent_text=plan.agent_text if plan else "",
        method=plan.method if plan else "",
        rule=plan.rule if plan else "",
        minutes=plan.contact_minutes if plan else None,
        when=when_words(plan),
        team=row.team,
        ceiling=row.ceiling,
        valid_from=plan.valid_from if plan else None,
        state="inactive" if not row.is_active else "planned" if plan else "unplanned",
        note=row.note,
    )


_AREA_SORTS: Mapping[str, Any] = {
    "code": Area.code, "name": Area.name, "kind": Area.kind, "points": Area.points, "team": Area.team,
}  # fmt: skip


def _areas(read: Read, request: Request) -> Select[Any]:
    """Filters: `kind`, `team`, `state` (planned, unplanned, inactive; without it all that are in use), `imported`."""
    has_plan = (
        areas.in_force(read.at.date()).with_only_columns(Plan.id).where(Plan.area_id == Area.id).exists()
    )
    states: Mapping[str, Any] = {
        "inactive": Area.is_active.is_(False),
        "planned": and_(Area.is_active, has_plan),
        "unplanned": and_(Area.is_active, ~has_plan),
    }
    query: Select[Any] = select(Area.id)
    wanted = {key: value for key, value in request.filters.items() if value not in (None, "", (), [])}
    for key, column in (("kind", Area.kind), ("team", Area.team), ("imported", Area.import_id)):
        if key in wanted:
            query = query.where(column.in_(_several(wanted[key])))
    chosen = _several(wanted["state"]) if "state" in wanted else []
    query = query.where(or_(*(states[state] for state in chosen)) if chosen else Area.is_active)
    if typed := request.search.strip():
        fields = (Area.code, Area.name, Area.place, Area.team)
        query = query.where(or_(*(field.contains(typed, autoescape=True) for field in fields)))
    column = _AREA_SORTS.get(request.sort or "", Area.code)
    if request.descending:
        return query.order_by(column.desc(), Area.id.desc())
    return query.order_by(column, Area.id)


AREAS = Ledger(
    key="disinfection.areas",
    title="disinfection.ledger.areas",
    columns=(
        Column("code", "disinfection.column.code", width=64),
        Column("name", "disinfection.column.area", width=200, stretch=True),
        Column("kind", "disinfection.column.head", width=88, words="disinfection.area_kind"),
        Column(
            "thing",
            "disinfection.column.thing",
            width=88,
            sortable=False,
            words="disinfection.thing",
            hidden=True,
        ),
        Column("points", "disinfection.column.points", width=64, **_RIGHT),
        Column("agent_text", "disinfection.column.agent", width=168, sortable=False),
        Column("method", "disinfection.column.method", width=64, sortable=False, words="disinfection.method"),
        Column("rule", "disinfection.column.rule", width=104, sortable=False),
        Column("minutes", "disinfection.column.minutes", width=72, sortable=False, **_RIGHT),
        Column("when", "disinfection.column.when", width=168, sortable=False),
        Column("team", "disinfection.column.team", width=112),
        Column("ceiling", "disinfection.column.ceiling", width=72, sortable=False, hidden=True, **_RIGHT),
        Column("valid_from", "disinfection.column.valid_from", Kind.DATE, 88, sortable=False, hidden=True),
        Column(
            "state",
            "disinfection.column.state",
            Kind.CHIP,
            88,
            sortable=False,
            words="disinfection.area_state",
            tones=AREA_TONES,
        ),
        Column("note", "disinfection.column.note", width=120, sortable=False, hidden=True),
    ),
    statement=_areas,
    fetch=fetch_areas,
    default_sort="code",
)
