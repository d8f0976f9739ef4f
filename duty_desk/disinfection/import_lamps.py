"""Takes in the log of ultraviolet lamps: a lamp that is not known yet comes with the hours that stood on it before its first line."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, time, timedelta
from decimal import Decimal
from typing import Any

from sqlalchemy import delete, select

from db.models import Lamp, LampUse
from duty_desk import policy
from duty_desk.disinfection.lamps import hours_between
from duty_desk.errors import DutyDeskError, InputError, Refusal
from duty_desk.imported import JudgedRow, Written
from duty_desk.roles import step
from duty_desk.supplies.import_rows import decimal_of
from duty_desk.work import Work

FORM = "uv_log"


@step
def write_uv_log(work: Work, rows: Sequence[JudgedRow], batch_id: int | None) -> Written:
    """Write uses in the order in which they happened; a line that is there already, or burns into another, is left."""
    lamps = {lamp.code: lamp for lamp in work.session.scalars(select(Lamp))}
    count = 0
    left: list[tuple[int, DutyDeskError]] = []
    for place, row, begin in sorted(
        ((place, row, _begin(row.values)) for place, row in enumerate(rows)), key=lambda each: each[2]
    ):
        values = row.values
        code = str(values["lamp"]).strip()
        try:
            end, hours = _end(values, begin)
            if end > work.at + timedelta(minutes=5):
                raise InputError("off", "disinfection_mix.error.future")
            lamp = lamps.get(code)
            if lamp is None:
                lamp = lamps[code] = _new_lamp(work, code, values, hours, batch_id)
            _check_free(work, lamp, begin, end)
        except InputError as error:
            left.append((place, error))
            continue
        work.session.add(
            LampUse(
                lamp_id=lamp.id,
                started_at=begin,
                ended_at=end,
                hours=hours,
                operator=str(values.get("operator") or "").strip(),
                officer_id=work.officer.id,
                import_id=batch_id,
            )
        )
        work.session.flush()
        count += 1
    return Written(count, tuple(sorted(left, key=lambda each: each[0])))


@step
def undo_uv_log(work: Work, batch_id: int) -> int:
    """Remove what an import wrote; returns how many uses. Raises Refusal once one of its lamps has burnt or was changed since."""
    lamps = work.session.scalars(select(Lamp).where(Lamp.import_id == batch_id)).all()
    for lamp in lamps:
        others = select(LampUse.id).where(
            LampUse.lamp_id == lamp.id, (LampUse.import_id.is_(None)) | (LampUse.import_id != batch_id)
        )
        if lamp.version > 1 or work.session.scalar(others.limit(1)) is not None:
            raise Refusal("disinfection_mix.refusal.lamp_built_on", code=lamp.code)
    withdrawn = select(LampUse.id).where(LampUse.import_id == batch_id, LampUse.withdrawn_at.is_not(None))
    if work.session.scalar(withdrawn.limit(1)) is not None:
        raise Refusal("disinfection_mix.refusal.use_withdrawn")
    gone = work.session.execute(delete(LampUse).where(LampUse.import_id == batch_id))
    work.session.execute(delete(Lamp).where(Lamp.import_id == batch_id))
    return int(gone.rowcount)  # pyright: ignore[reportAttributeAccessIssue]


def _begin(values: Mapping[str, Any]) -> datetime:
    return datetime.combine(values["date"], time()) + _clock(values["on"])


def _clock(written: Any) -> timedelta:
    hours, minutes = (int(part) for part in str(written).split(":")[:2])
    return timedelta(hours=hours, minutes=minutes)


def _end(values: Mapping[str, Any], begin: datetime) -> tuple[datetime, Decimal]:
    """When it went out, and how long it burnt: by the clock, or by the hours where the time was not written."""
    written = decimal_of(values.get("hours"))
    if values.get("off"):
        end = datetime.combine(values["date"], time()) + _clock(values["off"])
        # Out after midnight.
        end = end if end > begin else end + timedelta(days=1)
        return end, written if written is not None and written > 0 else hours_between(begin, end)
    if written is None or written <= 0:
        raise InputError("off", "disinfection_mix.error.ends_before")
    return begin + timedelta(hours=float(written)), written


def _new_lamp(work: Work, code: str, values: Mapping[str, Any], hours: Decimal, batch_id: int | None) -> Lamp:
    total = decimal_of(values.get("total"))
    lamp = Lamp(
        code=code,
        place=str(values.get("place") or "").strip() or code,
        hours_before=max(total - hours, Decimal(0)) if total is not None else Decimal(0),
        limit_hours=Decimal(policy.integer(work, "disinfection.lamp_hours")),
        import_id=batch_id,
    )
    work.session.add(lamp)
    work.session.flush()
    return lamp


def _check_free(work: Work, lamp: Lamp, begin: datetime, end: datetime) -> None:
    meanwhile = select(LampUse.id).where(
        LampUse.lamp_id == lamp.id,
        LampUse.withdrawn_at.is_(None),
        LampUse.started_at < end,
        LampUse.ended_at > begin,
    )
    if work.session.scalar(meanwhile.limit(1)) is not None:
        raise InputError("on", "disinfection_mix.error.use_there", code=lamp.code)
