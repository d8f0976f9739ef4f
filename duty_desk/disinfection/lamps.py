"""Ultraviolet lamps: which there are, when they burnt, when a tube is due for change (domain A3.3, product rule D5)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum
from typing import Any, Final

from sqlalchemy import select

from db.models import Lamp, LampUse
from db.vocabulary import Method
from duty_desk import audit, formats, policy
from duty_desk.disinfection import clash, lamp_rows
from duty_desk.errors import InputError, Refusal, StaleError
from duty_desk.roles import Permission, requires
from duty_desk.strings import t
from duty_desk.supplies.stock_lots import check_words
from duty_desk.work import Work

# Below that the air is not disinfected (domain A3.3).
LEAST_MINUTES: Final = 30
_MOST_HOURS: Final = Decimal(100_000)
_TOLERANCE: Final = timedelta(minutes=5)
_PLACES: Final = Decimal("0.01")


class LampFinding(StrEnum):
    """What the rules say to a use that is kept all the same."""

    TOO_SHORT = "too_short"
    OVER_LIMIT = "over_limit"
    WEAK = "weak"


@dataclass(frozen=True, slots=True)
class LampUsed:
    """A use that was written down: the hours of the lamp with it, and what is to be said."""

    id: int
    total: Decimal
    findings: tuple[LampFinding, ...]


@requires(Permission.PLAN_DISINFECTION)
def add_lamp(
    work: Work,
    *,
    code: str,
    place: str,
    watts: Decimal | None = None,
    hours_before: Decimal = Decimal(0),
    limit_hours: Decimal | None = None,
    note: str = "",
) -> int:
    """Register a lamp with the hours it comes with; the limit is the policy's unless the maker says another."""
    code = check_words(code, "code", "disinfection_mix.error.lamp_code")
    place = check_words(place, "place", "disinfection_mix.error.lamp_place")
    limit = (
        limit_hours if limit_hours is not None else Decimal(policy.integer(work, "disinfection.lamp_hours"))
    )
    _check_hours(hours_before, "hours_before", least=Decimal(0))
    _check_hours(limit, "limit_hours", least=Decimal(1))
    if watts is not None:
        _check_hours(watts, "watts", least=Decimal(1))
    if work.session.scalar(select(Lamp.id).where(Lamp.code == code)) is not None:
        raise InputError("code", "disinfection_mix.error.lamp_there", code=code)
    lamp = Lamp(
        code=code,
        place=place,
        watts=watts,
        hours_before=hours_before,
        limit_hours=limit,
        note=note.strip() or None,
    )
    work.session.add(lamp)
    work.session.flush()
    audit.record(
        work, action="lamp.add", subject=("lamp", lamp.id), after={"code": code, "lamp_hours": hours_before}
    )
    return lamp.id


@requires(Permission.PLAN_DISINFECTION)
def edit_lamp(
    work: Work,
    lamp: int,
    *,
    place: str,
    watts: Decimal | None,
    limit_hours: Decimal,
    is_active: bool,
    note: str = "",
    version: int,
) -> None:
    """Change where a lamp hangs, its watts, its limit, or take it out of use."""
    row = _claim(work, lamp, version)
    place = check_words(place, "place", "disinfection_mix.error.lamp_place")
    _check_hours(limit_hours, "limit_hours", least=Decimal(1))
    if watts is not None:
        _check_hours(watts, "watts", least=Decimal(1))
    before = {"place": row.place, "limit_hours": row.limit_hours, "is_active": row.is_active}
    row.place, row.watts, row.limit_hours = place, watts, limit_hours
    row.is_active, row.note = is_active, note.strip() or None
    row.version += 1
    work.session.flush()
    audit.record(
        work,
        action="lamp.change",
        subject=("lamp", lamp),
        before=before,
        after={"place": place, "limit_hours": limit_hours, "is_active": is_active},
    )


@requires(Permission.RECORD_DISINFECTION)
def fit_tube(
    work: Work, lamp: int, *, at: datetime | None = None, hours_before: Decimal = Decimal(0), version: int
) -> None:
    """A new tube was put in: hours begin anew with those it comes with; uses before that moment stay on record."""
    row = _claim(work, lamp, version)
    at = at or work.at
    if at > work.at + _TOLERANCE:
        raise InputError("at", "disinfection_mix.error.future")
    last = work.session.scalar(
        select(LampUse.ended_at)
        .where(LampUse.lamp_id == lamp, LampUse.withdrawn_at.is_(None), LampUse.ended_at > at)
        .limit(1)
    )
    if last is not None:
        raise InputError("at", "disinfection_mix.error.lamp_burnt_later", at=formats.moment(last))
    _check_hours(hours_before, "hours_before", least=Decimal(0))
    total = lamp_rows.get_lamp(work, lamp).hours
    row.fitted_at, row.hours_before = at, hours_before
    row.version += 1
    work.session.flush()
    audit.record(
        work,
        action="lamp.fit",
        subject=("lamp", lamp),
        before={"lamp_hours": total},
        after={"lamp_hours": hours_before},
    )


@requires(Permission.RECORD_DISINFECTION)
def record_use(
    work: Work,
    *,
    lamp: int,
    started_at: datetime,
    ended_at: datetime,
    operator: str,
    intensity: Decimal | None = None,
    wiped: bool = False,
    room: int | None = None,
    note: str = "",
) -> LampUsed:
    """Write down when a lamp burnt; `intensity` in µW/cm² at one metre, where it was measured.

    Raises InputError for times that cannot be, Refusal over a room in which somebody lived meanwhile. Too short, past the limit
    or too weak is kept with its finding: what happened is written as it was.
    """
    row = work.session.scalar(select(Lamp).where(Lamp.id == lamp).with_for_update())
    if row is None:
        raise StaleError("storage.stale")
    operator = check_words(operator, "operator", "disinfection_mix.error.operator")
    if not row.is_active:
        raise Refusal("disinfection_mix.refusal.lamp_retired", code=row.code)
    _check_times(work, row, started_at, ended_at)
    if intensity is not None:
        _check_hours(intensity, "intensity", least=Decimal(0))
    if room is not None:
        clash.check_empty(work, room, Method.UV, started_at, ended_at)
    use = LampUse(
        lamp_id=lamp,
        started_at=started_at,
        ended_at=ended_at,
        hours=hours_between(started_at, ended_at),
        intensity=intensity,
        wiped=wiped,
        operator=operator,
        room_id=room,
        officer_id=work.officer.id,
        note=note.strip() or None,
    )
    work.session.add(use)
    work.session.flush()
    total = lamp_rows.get_lamp(work, lamp).hours
    found: list[LampFinding] = []
    if ended_at - started_at < timedelta(minutes=LEAST_MINUTES):
        found.append(LampFinding.TOO_SHORT)
    if total > row.limit_hours:
        found.append(LampFinding.OVER_LIMIT)
    if intensity is not None and intensity < policy.integer(
        work, "disinfection.lamp_intensity", started_at.date()
    ):
        found.append(LampFinding.WEAK)
    audit.record(
        work,
        action="lamp.use",
        subject=("lamp", lamp),
        after={"started_at": started_at, "ended_at": ended_at, "lamp_hours": total},
    )
    return LampUsed(use.id, total, tuple(found))


@requires(Permission.RECORD_DISINFECTION)
def withdraw_use(work: Work, use: int, *, reason: str) -> None:
    """Take back a use that was written down wrongly; it stays in the list, crossed out, and no longer counts."""
    reason = check_words(reason, "reason", "disinfection_mix.error.withdraw_reason")
    row = work.session.scalar(select(LampUse).where(LampUse.id == use).with_for_update())
    if row is None or row.withdrawn_at is not None:
        raise StaleError("storage.stale")
    row.withdrawn_at = work.at
    row.note = " ".join(part for part in (row.note or "", reason) if part)
    work.session.flush()
    audit.record(
        work,
        action="lamp.withdraw",
        subject=("lamp", row.lamp_id),
        before={"started_at": row.started_at, "ended_at": row.ended_at},
        reason=reason,
    )


def finding_words(found: Sequence[LampFinding]) -> tuple[str, ...]:
    """The findings as sentences."""
    return tuple(t(f"disinfection_mix.lamp_finding.{finding.value}") for finding in found)


def hours_between(started_at: datetime, ended_at: datetime) -> Decimal:
    """How long, in hours to the hundredth."""
    seconds = Decimal((ended_at - started_at).total_seconds())
    return (seconds / 3600).quantize(_PLACES, ROUND_HALF_UP)


def _check_times(work: Work, row: Any, started_at: datetime, ended_at: datetime) -> None:
    if ended_at <= started_at:
        raise InputError("ended_at", "disinfection_mix.error.ends_before")
    if ended_at > work.at + _TOLERANCE:
        raise InputError("ended_at", "disinfection_mix.error.future")
    if row.fitted_at is not None and started_at < row.fitted_at:
        raise InputError("started_at", "disinfection_mix.error.before_tube", at=formats.moment(row.fitted_at))
    meanwhile = select(LampUse.started_at, LampUse.ended_at).where(
        LampUse.lamp_id == row.id,
        LampUse.withdrawn_at.is_(None),
        LampUse.started_at < ended_at,
        LampUse.ended_at > started_at,
    )
    other = work.session.execute(meanwhile.limit(1)).one_or_none()
    if other is not None:
        raise InputError(
            "started_at",
            "disinfection_mix.error.lamp_burning",
            code=row.code,
            start=formats.moment(other.started_at),
            end=formats.clock(other.ended_at),
        )


def _claim(work: Work, lamp: int, version: int) -> Any:
    row = work.session.scalar(select(Lamp).where(Lamp.id == lamp).with_for_update())
    if row is None or row.version != version:
        raise StaleError("storage.stale")
    return row


def _check_hours(value: Decimal, field: str, *, least: Decimal) -> None:
    if not value.is_finite() or not least <= value <= _MOST_HOURS or value != round(value, 3):
        raise InputError(field, "disinfection_mix.error.lamp_number")
