"""Lamps and their uses as they are shown: hours so far, when the limit was crossed, what is due."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any, Final

from sqlalchemy import Select, and_, case, func, or_, select

from db.models import Lamp, LampUse, Officer, Room
from duty_desk import policy
from duty_desk.errors import StaleError
from duty_desk.ledger import Column, Kind, Ledger, Request
from duty_desk.work import Read

STATE_TONES: Final[Mapping[str, tuple[str, str]]] = {
    "good": ("ok", "check-circle"),
    "near": ("warn", "timer-alert-outline"),
    "over": ("danger", "alert-octagon"),
    "weak": ("danger", "alert-octagon"),
    "wipe": ("warn", "alert"),
    "retired": ("neutral", "minus-circle-outline"),
}
USE_TONES: Final[Mapping[str, tuple[str, str]]] = {
    "kept": ("ok", "check-circle"),
    "crossing": ("danger", "alert-octagon"),
    "weak": ("danger", "alert-octagon"),
    "withdrawn": ("neutral", "cancel"),
}
# A lamp is wiped once a week (WS/T 367-2012); a twentieth before its end it is said to come near.
WIPE_DAYS: Final = 7
_NEAR: Final = Decimal("0.95")
_NOTHING: Final = Decimal(0)


@dataclass(frozen=True, slots=True)
class LampRow:
    """A lamp. Hours of the tube that is in it; `intensity` (µW/cm²) as measured last; `crossed_on`: its limit was passed.

    `state`, the worst first: retired, weak, over, near, wipe (not wiped for a week), good.
    """

    id: int
    code: str
    place: str
    watts: Decimal | None
    hours_before: Decimal
    hours: Decimal
    limit_hours: Decimal
    left: Decimal
    uses: int
    last_used_at: datetime | None
    intensity: Decimal | None
    intensity_on: date | None
    wiped_on: date | None
    crossed_on: date | None
    fitted_at: datetime | None
    state: str
    is_active: bool
    note: str
    version: int


@dataclass(frozen=True, slots=True)
class LampUseRow:
    """One use. `total` are the hours of the tube with it; None for a former tube and for what was withdrawn."""

    id: int
    lamp_id: int
    code: str
    place: str
    started_at: datetime
    ended_at: datetime
    hours: Decimal
    total: Decimal | None
    intensity: Decimal | None
    wiped: bool
    operator: str
    room: str
    officer: str
    state: str
    note: str


def get_lamp(read: Read, lamp: int) -> LampRow:
    """One lamp; raises StaleError when there is none."""
    found = fetch_lamps(read, [lamp])
    if not found:
        raise StaleError("storage.stale")
    return found[0]


def list_lamps(read: Read, *, active_only: bool = True) -> tuple[LampRow, ...]:
    """All lamps by their mark."""
    query = select(Lamp.id).order_by(Lamp.code)
    if active_only:
        query = query.where(Lamp.is_active)
    ids = read.session.scalars(query).all()
    found = {row.id: row for row in fetch_lamps(read, ids)}
    return tuple(found[lamp] for lamp in ids)


def fetch_lamps(read: Read, ids: Sequence[int]) -> Sequence[LampRow]:
    """Rows of these lamps."""
    lamps = read.session.scalars(select(Lamp).where(Lamp.id.in_(list(ids)))).all()
    uses: dict[int, list[LampUse]] = {lamp.id: [] for lamp in lamps}
    query = select(LampUse).where(LampUse.lamp_id.in_(list(uses)), LampUse.withdrawn_at.is_(None))
    for use in read.session.scalars(query.order_by(LampUse.started_at, LampUse.id)):
        uses[use.lamp_id].append(use)
    least = Decimal(policy.integer(read, "disinfection.lamp_intensity"))
    return [_lamp_row(lamp, uses[lamp.id], least, read.at.date()) for lamp in lamps]


def _lamp_row(lamp: Lamp, uses: Sequence[LampUse], least: Decimal, today: date) -> LampRow:
    own = [use for use in uses if lamp.fitted_at is None or use.started_at >= lamp.fitted_at]
    hours, crossed = lamp.hours_before, None
    for use in own:
        hours += use.hours
        if crossed is None and hours > lamp.limit_hours:
            crossed = use.started_at.date()
    measured = next((use for use in reversed(own) if use.intensity is not None), None)
    wiped = next((use for use in reversed(uses) if use.wiped), None)
    wiped_on = wiped.started_at.date() if wiped else None
    return LampRow(
        id=lamp.id,
        code=lamp.code,
        place=lamp.place,
        watts=lamp.watts,
        hours_before=lamp.hours_before,
        hours=hours,
        limit_hours=lamp.limit_hours,
        left=max(lamp.limit_hours - hours, _NOTHING),
        uses=len(own),
        last_used_at=own[-1].ended_at if own else None,
        intensity=measured.intensity if measured else None,
        intensity_on=measured.started_at.date() if measured else None,
        wiped_on=wiped_on,
        crossed_on=crossed,
        fitted_at=lamp.fitted_at,
        state=_state(lamp, hours, measured.intensity if measured else None, least, wiped_on, own, today),
        is_active=lamp.is_active,
        note=lamp.note or "",
        version=lamp.version,
    )


def _state(
    lamp: Lamp,
    hours: Decimal,
    intensity: Decimal | None,
    least: Decimal,
    wiped_on: date | None,
    own: Sequence[LampUse],
    today: date,
) -> str:
    if not lamp.is_active:
        return "retired"
    if intensity is not None and intensity < least:
        return "weak"
    # At its limit a tube is changed; the day it burnt beyond it is `crossed_on`.
    if hours >= lamp.limit_hours:
        return "over"
    if hours >= lamp.limit_hours * _NEAR:
        return "near"
    if own and today - (wiped_on or own[0].started_at.date()) >= timedelta(days=WIPE_DAYS):
        return "wipe"
    return "good"


def uv_figures(read: Read, until: date | None = None) -> Mapping[str, Any]:
    """Of the lamp that is nearest to its end: hours written down, hours in all, the day on which it passed its limit."""
    rows = list_lamps(read, active_only=False)
    if not rows:
        return {"lamp": None, "hours_sum": 0, "last_total": 0, "crosses_1000_on": None}
    worst = max(rows, key=lambda row: row.hours / row.limit_hours)
    end = datetime.combine((until or read.at.date()) + timedelta(days=1), time())
    total, counted, crossed = worst.hours_before, _NOTHING, None
    query = (
        select(LampUse.started_at, LampUse.hours)
        .where(
            LampUse.lamp_id == worst.id,
            LampUse.withdrawn_at.is_(None),
            LampUse.started_at < end,
        )
        .order_by(LampUse.started_at, LampUse.id)
    )
    if worst.fitted_at is not None:
        query = query.where(LampUse.started_at >= worst.fitted_at)
    for started_at, hours in read.session.execute(query):
        counted, total = counted + hours, total + hours
        if crossed is None and total > worst.limit_hours:
            crossed = started_at.date().isoformat()
    return {
        "lamp": worst.code,
        "hours_sum": _plain(counted),
        "last_total": _plain(total),
        "crosses_1000_on": crossed,
    }


def _plain(value: Decimal) -> int | float:
    return int(value) if value == value.to_integral_value() else float(value)


_OWN = and_(
    LampUse.withdrawn_at.is_(None), or_(Lamp.fitted_at.is_(None), LampUse.started_at >= Lamp.fitted_at)
)
_COUNTED = case((_OWN, LampUse.hours), else_=0)


def fetch_uses(read: Read, ids: Sequence[int]) -> Sequence[LampUseRow]:
    """Rows of these uses, each with the hours of its tube up to it."""
    lamps = select(LampUse.lamp_id).where(LampUse.id.in_(list(ids)))
    running = func.sum(_COUNTED).over(
        partition_by=LampUse.lamp_id, order_by=(LampUse.started_at, LampUse.id), rows=(None, 0)
    )
    sums: dict[int, Decimal] = {}
    whole = select(LampUse.id, Lamp.hours_before, running.label("running")).join(
        Lamp, Lamp.id == LampUse.lamp_id
    )
    for use, before, so_far in read.session.execute(whole.where(LampUse.lamp_id.in_(lamps))):
        sums[use] = before + so_far
    query = (
        select(LampUse, Lamp, Room.code.label("room"), Officer.name.label("officer"))
        .join(Lamp, Lamp.id == LampUse.lamp_id)
        .outerjoin(Room, Room.id == LampUse.room_id)
        .outerjoin(Officer, Officer.id == LampUse.officer_id)
        .where(LampUse.id.in_(list(ids)))
    )
    least = Decimal(policy.integer(read, "disinfection.lamp_intensity"))
    return [_use_row(row, sums[row.LampUse.id], least) for row in read.session.execute(query)]


def _use_row(row: Any, total: Decimal, least: Decimal) -> LampUseRow:
    use, lamp = row.LampUse, row.Lamp
    own = use.withdrawn_at is None and (lamp.fitted_at is None or use.started_at >= lamp.fitted_at)
    state = "kept"
    if use.withdrawn_at is not None:
        state = "withdrawn"
    elif use.intensity is not None and use.intensity < least:
        state = "weak"
    elif own and total > lamp.limit_hours:
        state = "crossing"
    return LampUseRow(
        id=use.id,
        lamp_id=lamp.id,
        code=lamp.code,
        place=lamp.place,
        started_at=use.started_at,
        ended_at=use.ended_at,
        hours=use.hours,
        total=total if own else None,
        intensity=use.intensity,
        wiped=use.wiped,
        operator=use.operator,
        room=row.room or "",
        officer=row.officer or "",
        state=state,
        note=use.note or "",
    )


def _select_lamps(read: Read, request: Request) -> Select[Any]:
    order = Lamp.place if request.sort == "place" else Lamp.code
    query = select(Lamp.id).order_by(order.desc() if request.descending else order, Lamp.id)
    if typed := request.search.strip():
        query = query.where(Lamp.code.ilike(f"%{typed}%") | Lamp.place.ilike(f"%{typed}%"))
    if not request.filters.get("retired"):
        query = query.where(Lamp.is_active)
    return query


_USE_SORTS: Final[Mapping[str, Any]] = {
    "started_at": LampUse.started_at, "code": Lamp.code, "hours": LampUse.hours, "operator": LampUse.operator,
}  # fmt: skip


def _select_uses(read: Read, request: Request) -> Select[Any]:
    order = _USE_SORTS.get(request.sort or "started_at", LampUse.started_at)
    query = select(LampUse.id).join(Lamp, Lamp.id == LampUse.lamp_id)
    query = query.order_by(order.desc() if request.descending else order, LampUse.id.desc())
    if typed := request.search.strip():
        like = f"%{typed}%"
        query = query.where(Lamp.code.ilike(like) | Lamp.place.ilike(like) | LampUse.operator.ilike(like))
    if lamp := request.filters.get("lamp"):
        query = query.where(LampUse.lamp_id == int(lamp))
    if since := request.filters.get("from"):
        query = query.where(LampUse.started_at >= datetime.combine(since, time()))
    if until := request.filters.get("to"):
        query = query.where(LampUse.started_at < datetime.combine(until + timedelta(days=1), time()))
    return query


LAMPS = Ledger(
    key="disinfection.lamps",
    title="disinfection_mix.ledger.lamps",
    columns=(
        Column("code", "disinfection_mix.column.lamp", width=88),
        Column("place", "disinfection_mix.column.place", width=200, stretch=True),
        Column("watts", "disinfection_mix.column.watts", Kind.NUMBER, width=72, align="right", sortable=False),
        Column("hours", "disinfection_mix.column.hours_total", Kind.NUMBER, width=96, align="right", sortable=False),
        Column("left", "disinfection_mix.column.hours_left", Kind.NUMBER, width=96, align="right", sortable=False),
        Column("intensity", "disinfection_mix.column.intensity", Kind.NUMBER, width=112, align="right", sortable=False),
        Column("wiped_on", "disinfection_mix.column.wiped_on", Kind.DATE, width=88, sortable=False),
        Column("last_used_at", "disinfection_mix.column.last_used_at", Kind.MOMENT, width=112, sortable=False),
        Column("limit_hours", "disinfection_mix.column.limit_hours", Kind.NUMBER, width=88, align="right",
               sortable=False, hidden=True),
        Column("note", "disinfection_mix.column.note", width=160, sortable=False, hidden=True),
        Column("state", "disinfection_mix.column.state", Kind.CHIP, width=96, sortable=False,
               words="disinfection_mix.lamp_state", tones=STATE_TONES),
    ),
    statement=_select_lamps,
    fetch=fetch_lamps,
    default_sort="code",
)  # fmt: skip
LAMP_USES = Ledger(
    key="disinfection.lamp_uses",
    title="disinfection_mix.ledger.lamp_uses",
    columns=(
        Column("started_at", "disinfection_mix.column.on", Kind.MOMENT, width=112),
        Column("ended_at", "disinfection_mix.column.off", Kind.MOMENT, width=112, sortable=False),
        Column("code", "disinfection_mix.column.lamp", width=80),
        Column("place", "disinfection_mix.column.place", width=160, sortable=False, stretch=True, second="room"),
        Column("hours", "disinfection_mix.column.hours", Kind.NUMBER, width=88, align="right"),
        Column("total", "disinfection_mix.column.hours_total", Kind.NUMBER, width=96, align="right", sortable=False),
        Column("intensity", "disinfection_mix.column.intensity", Kind.NUMBER, width=112, align="right", sortable=False),
        Column("wiped", "disinfection_mix.column.wiped", Kind.FLAG, width=72, sortable=False),
        Column("operator", "disinfection_mix.column.operator", width=88),
        Column("note", "disinfection_mix.column.note", width=160, sortable=False, hidden=True),
        Column("state", "disinfection_mix.column.state", Kind.CHIP, width=96, sortable=False,
               words="disinfection_mix.use_state", tones=USE_TONES),
    ),
    statement=_select_uses,
    fetch=fetch_uses,
    default_sort="started_at",
    default_descending=True,
)  # fmt: skip
