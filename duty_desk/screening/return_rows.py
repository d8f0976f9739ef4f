"""Batches of those who come back to campus and who is in them, with their health record and what is still missing (product rule R7)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from sqlalchemy import func, select

from db.models import Gate, Person, ReturnBatch, Returnee, ReturneeDay, Unit
from db.vocabulary import ReturnState
from duty_desk import masking, policy
from duty_desk.errors import StaleError
from duty_desk.screening.symptoms import state_words
from duty_desk.strings import t
from duty_desk.work import Read

OPEN, CLOSED = "open", "closed"


@dataclass(frozen=True, slots=True)
class BatchRow:
    """One batch with how far it has come. `absent` are those who should be here: their days are over."""

    id: int
    name: str
    from_on: date
    until_on: date
    from_time: time | None
    until_time: time | None
    gate_id: int | None
    gate: str
    transport: str
    record_days: int
    note: str
    state: str
    version: int
    expected: int
    arrived: int
    observed: int
    dropped: int
    must_observe: int
    is_over: bool

    @property
    def all(self) -> int:
        """Everybody who is not dropped."""
        return self.expected + self.arrived + self.observed

    @property
    def absent(self) -> int:
        """Who has not come although the days of the batch are over."""
        return self.expected if self.is_over else 0


@dataclass(frozen=True, slots=True)
class DayRow:
    """One day of a health record."""

    day: date
    place: str
    temperature: float | None
    symptoms: tuple[str, ...]

    @property
    def said(self) -> str:
        """Where, and how they were."""
        return "\N{IDEOGRAPHIC SPACE}".join(
            part for part in (self.place, state_words(self.temperature, self.symptoms)) if part
        )


@dataclass(frozen=True, slots=True)
class ReturneeRow:
    """One person of a batch. `recorded` of `needed` days of the health record are whole; `missing` are the days that are not.

    `state` is that of the record or, of somebody expected whose days are over, "absent". Names are whole where revealed.
    """

    id: int
    batch_id: int
    batch: str
    person_id: int
    name: str
    phone: str
    staff_number: str
    unit: str
    from_on: date
    until_on: date
    gate: str
    coming_from: str
    transport: str
    vehicle: str
    must_observe: bool
    observe_reason: str
    state: str
    arrived_at: datetime | None
    dropped_reason: str
    remark: str
    needed: int
    recorded: int
    missing: tuple[date, ...]
    worrying: bool
    version: int

    @property
    def is_complete(self) -> bool:
        """Whether the health record is whole."""
        return not self.missing

    @property
    def record_words(self) -> str:
        """How far the health record has come."""
        return t("returns.record", recorded=self.recorded, needed=self.needed)


def list_batches(read: Read, *, open_only: bool = False) -> tuple[BatchRow, ...]:
    """Every batch, the one that begins first first."""
    counts: dict[int, dict[str, int]] = {}
    observe: dict[int, int] = {}
    for batch, state, must, number in read.session.execute(
        select(Returnee.batch_id, Returnee.state, Returnee.must_observe, func.count()).group_by(
            Returnee.batch_id, Returnee.state, Returnee.must_observe
        )
    ):
        states = counts.setdefault(batch, {})
        states[state] = states.get(state, 0) + number
        if must and state != ReturnState.DROPPED:
            observe[batch] = observe.get(batch, 0) + number
    query = (
        select(ReturnBatch, Gate.name)
        .outerjoin(Gate, Gate.id == ReturnBatch.gate_id)
        .order_by(ReturnBatch.from_on, ReturnBatch.id)
    )
    if open_only:
        query = query.where(ReturnBatch.state == OPEN)
    return tuple(
        _batch(read, row, gate, counts.get(row.id, {}), observe.get(row.id, 0))
        for row, gate in read.session.execute(query)
    )


def get_batch(read: Read, batch: int) -> BatchRow:
    """One batch. Raises StaleError when gone."""
    found = next((row for row in list_batches(read) if row.id == batch), None)
    if found is None:
        raise StaleError("storage.stale")
    return found


def list_returnees(
    read: Read,
    batch: int | None = None,
    *,
    ids: Sequence[int] | None = None,
    revealed: bool = False,
) -> tuple[ReturneeRow, ...]:
    """Everybody of a batch, by unit and name; with `ids` only these."""
    query = (
        select(Returnee, ReturnBatch, Gate.name, Person, Unit.name)
        .join(ReturnBatch, ReturnBatch.id == Returnee.batch_id)
        .join(Person, Person.id == Returnee.person_id)
        .outerjoin(Unit, Unit.id == Returnee.unit_id)
        .outerjoin(Gate, Gate.id == ReturnBatch.gate_id)
        .order_by(ReturnBatch.from_on, Unit.list_order, Person.name_sort, Returnee.id)
    )
    if batch is not None:
        query = query.where(Returnee.batch_id == batch)
    if ids is not None:
        query = query.where(Returnee.id.in_(ids))
    found = read.session.execute(query).all()
    records = _records(read, [row.id for row, *_ in found])
    line = policy.number(read, "temp.abnormal")
    rows: list[ReturneeRow] = []
    for row, of, gate, person, unit in found:
        days = records.get(row.id, {})
        needed = days_needed(of.from_on, of.record_days, row.arrived_at)
        missing = tuple(day for day in needed if not _is_whole(days.get(day)))
        late = row.state == ReturnState.EXPECTED and of.until_on < read.at.date()
        rows.append(
            ReturneeRow(
                id=row.id,
                batch_id=of.id,
                batch=of.name,
                person_id=row.person_id,
                name=person.name if revealed else masking.mask_name(person.name),
                phone=(person.phone or "") if revealed else masking.mask_phone(person.phone),
                staff_number=(
                    (person.staff_number or "")
                    if revealed
                    else masking.mask_staff_number(person.staff_number)
                ),
                unit=unit or "",
                from_on=of.from_on,
                until_on=of.until_on,
                gate=gate or "",
                coming_from=row.coming_from or "",
                transport=row.transport or of.transport or "",
                vehicle=row.vehicle or "",
                must_observe=row.must_observe,
                observe_reason=row.observe_reason or "",
                state="absent" if late else row.state,
                arrived_at=row.arrived_at,
                dropped_reason=row.dropped_reason or "",
                remark=row.remark or "",
                needed=len(needed),
                recorded=len(needed) - len(missing),
                missing=missing,
                worrying=any(is_worrying(day, line) for day in days.values()),
                version=row.version,
            )
        )
    return tuple(rows)


def get_returnee(read: Read, returnee: int, *, revealed: bool = False) -> ReturneeRow:
    """One of them. Raises StaleError when gone."""
    rows = list_returnees(read, ids=[returnee], revealed=revealed)
    if not rows:
        raise StaleError("storage.stale")
    return rows[0]


def health_record(read: Read, returnee: int) -> tuple[DayRow, ...]:
    """The days of a health record, the first first."""
    return tuple(sorted(_records(read, [returnee]).get(returnee, {}).values(), key=lambda row: row.day))


def days_needed(from_on: date, days: int, arrived_at: datetime | None = None) -> tuple[date, ...]:
    """The days a health record covers: those before somebody comes, or before the batch begins."""
    until = arrived_at.date() if arrived_at is not None else from_on
    return tuple(until - timedelta(days=back) for back in range(days, 0, -1))


def is_worrying(day: DayRow, line: float) -> bool:
    """Whether a day of a health record asks for a closer look."""
    return bool(day.symptoms) or (day.temperature is not None and day.temperature >= line)


def _is_whole(day: DayRow | None) -> bool:
    return day is not None and bool(day.place) and day.temperature is not None


def _records(read: Read, ids: Sequence[int]) -> Mapping[int, dict[date, DayRow]]:
    found: dict[int, dict[date, DayRow]] = {}
    query = select(ReturneeDay).where(ReturneeDay.returnee_id.in_(ids))
    for row in read.session.scalars(query):
        found.setdefault(row.returnee_id, {})[row.day] = DayRow(
            row.day, row.place, row.temperature, tuple(row.symptoms)
        )
    return found


def _batch(read: Read, row: ReturnBatch, gate: Any, states: Mapping[str, int], observe: int) -> BatchRow:
    return BatchRow(
        id=row.id,
        name=row.name,
        from_on=row.from_on,
        until_on=row.until_on,
        from_time=row.from_time,
        until_time=row.until_time,
        gate_id=row.gate_id,
        gate=gate or "",
        transport=row.transport or "",
        record_days=row.record_days,
        note=row.note or "",
        state=row.state,
        version=row.version,
        expected=states.get(ReturnState.EXPECTED, 0),
        arrived=states.get(ReturnState.ARRIVED, 0),
        observed=states.get(ReturnState.OBSERVED, 0),
        dropped=states.get(ReturnState.DROPPED, 0),
        must_observe=observe,
        is_over=row.until_on < read.at.date(),
    )
