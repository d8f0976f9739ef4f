"""What the gate asks about somebody who may be coming back: one statement made beforehand, and only while a batch is open."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from sqlalchemy import bindparam, func, select

from db import prepared
from db.models import Gate, ReturnBatch, Returnee, ReturneeDay
from db.vocabulary import ReturnState
from duty_desk.screening.return_rows import OPEN
from duty_desk.work import Read, shelved

_SEASON = select(func.count()).select_from(ReturnBatch).where(ReturnBatch.state == OPEN)
_OF_PERSON = (
    select(
        Returnee.id.label("returnee_id"),
        Returnee.state.label("returnee_state"),
        Returnee.must_observe,
        Returnee.observe_reason,
        Returnee.crossing_id,
        ReturnBatch.id.label("batch_id"),
        ReturnBatch.name.label("batch_name"),
        ReturnBatch.from_on,
        ReturnBatch.until_on,
        ReturnBatch.from_time,
        ReturnBatch.until_time,
        ReturnBatch.gate_id.label("batch_gate"),
        ReturnBatch.record_days,
        Gate.name.label("batch_gate_name"),
    )
    .join(ReturnBatch, ReturnBatch.id == Returnee.batch_id)
    .outerjoin(Gate, Gate.id == ReturnBatch.gate_id)
    .where(
        Returnee.person_id == bindparam("person_id"),
        Returnee.state != ReturnState.DROPPED.value,
        ReturnBatch.state == OPEN,
    )
    .order_by(Returnee.state != ReturnState.EXPECTED.value, ReturnBatch.from_on, Returnee.id)
    .limit(1)
)
_RECORDED = (
    select(func.count())
    .select_from(ReturneeDay)
    .where(
        ReturneeDay.returnee_id == bindparam("returnee_id"),
        ReturneeDay.day >= bindparam("first"),
        ReturneeDay.day < bindparam("until"),
        ReturneeDay.place != "",
        ReturneeDay.temperature.is_not(None),
    )
)


@dataclass(frozen=True, slots=True)
class Returning:
    """Somebody of an open batch. `missing` are days of the health record that are not there, on the day they come."""

    returnee: int
    expected: bool
    batch_id: int
    batch: str
    from_on: date
    until_on: date
    from_time: time | None
    until_time: time | None
    gate: int | None
    gate_name: str
    must_observe: bool
    observe_reason: str
    missing: int
    crossing: int | None

    def is_early(self, at: datetime) -> bool:
        """Before the batch's first day, or before its hour on a day of it."""
        if at.date() < self.from_on:
            return True
        return at.date() <= self.until_on and self.from_time is not None and at.time() < self.from_time

    def is_late(self, at: datetime) -> bool:
        """After the batch's last day, or after its hour on a day of it."""
        if at.date() > self.until_on:
            return True
        return at.date() >= self.from_on and self.until_time is not None and at.time() > self.until_time


def is_season(read: Read) -> bool:
    """Whether any batch is open. Asked again only when one was changed."""

    def ask() -> bool:
        return bool(prepared.ask(read.session.connection(), _SEASON, {}).scalar())

    return shelved(read, "screening.season", ask)


def find(read: Read, person: int, at: datetime) -> Returning | None:
    """The open batch somebody belongs to: one they are expected in, else one they came with."""
    connection = read.session.connection()
    row: Any = prepared.ask(connection, _OF_PERSON, {"person_id": person}).one_or_none()
    if row is None:
        return None
    expected = row.returnee_state == ReturnState.EXPECTED.value
    missing = 0
    if expected and row.record_days:
        day = at.date()
        values = {
            "returnee_id": row.returnee_id,
            "first": date.fromordinal(day.toordinal() - row.record_days),
            "until": day,
        }
        missing = row.record_days - int(prepared.ask(connection, _RECORDED, values).scalar() or 0)
    return Returning(
        returnee=row.returnee_id,
        expected=expected,
        batch_id=row.batch_id,
        batch=row.batch_name,
        from_on=row.from_on,
        until_on=row.until_on,
        from_time=row.from_time,
        until_time=row.until_time,
        gate=row.batch_gate,
        gate_name=row.batch_gate_name or "",
        must_observe=row.must_observe,
        observe_reason=row.observe_reason or "",
        missing=missing,
        crossing=row.crossing_id,
    )
