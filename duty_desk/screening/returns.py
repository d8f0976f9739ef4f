"""Return to campus: batches, who is in them, their health record, and the arrival that the gate ticks (product rule R7)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from sqlalchemy import select

from db.models import Gate, Person, ReturnBatch, Returnee, ReturneeDay
from db.vocabulary import ReturnState
from duty_desk import audit
from duty_desk.errors import InputError, Refusal, StaleError
from duty_desk.roles import Permission, requires, step
from duty_desk.screening.return_rows import CLOSED, OPEN
from duty_desk.screening.symptoms import check_symptoms, check_temperature
from duty_desk.work import Work

# Nobody needs a longer record than the longest observation there was.
LONGEST_RECORD = 60
_HERE = (ReturnState.ARRIVED.value, ReturnState.OBSERVED.value)


@dataclass(frozen=True, slots=True)
class BatchForm:
    """What a batch says: who may come when, by which gate, with how many days of health record."""

    name: str
    from_on: date
    until_on: date
    from_time: time | None = None
    until_time: time | None = None
    gate: int | None = None
    transport: str = ""
    record_days: int = 14
    note: str = ""


@dataclass(frozen=True, slots=True)
class RecordDay:
    """One day of a health record as it is typed or read."""

    day: date
    place: str = ""
    temperature: float | None = None
    symptoms: tuple[str, ...] = ()


@requires(Permission.EDIT_REPORTING)
def add_batch(work: Work, form: BatchForm) -> int:
    """Add a batch. Raises InputError for a name that is taken and a period that ends before it begins."""
    values = _checked(work, form, None)
    row = ReturnBatch(**values)
    work.session.add(row)
    work.session.flush()
    audit.record(work, action="return_batch.add", subject=("return_batch", row.id), after=_said(values))
    return row.id


@requires(Permission.EDIT_REPORTING)
def change_batch(work: Work, batch: int, form: BatchForm, *, version: int | None = None) -> None:
    """Change a batch; who has come stays as on record."""
    row = _claim_batch(work, batch, version)
    values = _checked(work, form, batch)
    before = {name: getattr(row, name) for name in values if getattr(row, name) != values[name]}
    for name, value in values.items():
        setattr(row, name, value)
    row.version += 1
    audit.record(
        work,
        action="return_batch.change",
        subject=("return_batch", batch),
        before=_said(before),
        after=_said({name: values[name] for name in before}),
    )


@requires(Permission.EDIT_REPORTING)
def close_batch(work: Work, batch: int, *, version: int | None = None) -> None:
    """A batch is done with: the gate does not know it any more."""
    _set_state(work, batch, CLOSED, "return_batch.close", version)


@requires(Permission.EDIT_REPORTING)
def reopen_batch(work: Work, batch: int, *, version: int | None = None) -> None:
    """A batch goes on."""
    _set_state(work, batch, OPEN, "return_batch.reopen", version)


@requires(Permission.EDIT_REPORTING)
def add_returnee(
    work: Work,
    *,
    batch: int,
    person: int,
    unit: int | None = None,
    coming_from: str = "",
    transport: str = "",
    vehicle: str = "",
    must_observe: bool = False,
    observe_reason: str = "",
    remark: str = "",
    import_id: int | None = None,
) -> int:
    """Put somebody into a batch. Raises InputError for somebody who is expected already, and for an observation without a reason."""
    _claim_batch(work, batch, None)
    known = work.session.get(Person, person)
    if known is None or known.merged_into_id is not None:
        raise StaleError("storage.stale")
    _check_reason(must_observe, observe_reason)
    other = work.session.scalar(
        select(ReturnBatch.name)
        .join(Returnee, Returnee.batch_id == ReturnBatch.id)
        .where(
            Returnee.person_id == person,
            (Returnee.state == ReturnState.EXPECTED.value) | (Returnee.batch_id == batch),
        )
    )
    if other is not None:
        raise InputError("person", "returns.error.known", batch=other)
    row = Returnee(
        batch_id=batch,
        person_id=person,
        unit_id=unit if unit is not None else known.unit_id,
        coming_from=coming_from.strip() or None,
        transport=transport.strip() or None,
        vehicle=vehicle.strip() or None,
        must_observe=must_observe,
        observe_reason=observe_reason.strip() or None if must_observe else None,
        remark=remark.strip() or None,
        import_id=import_id,
    )
    work.session.add(row)
    work.session.flush()
    if import_id is None:
        audit.record(
            work,
            action="returnee.add",
            subject=("person", person),
            after={"batch": batch, "must_observe": must_observe},
            private={"coming_from": row.coming_from, "observe_reason": row.observe_reason},
        )
    return row.id


@requires(Permission.FILE_REPORT)
def observe(
    work: Work, returnee: int, *, must_observe: bool, reason: str = "", version: int | None = None
) -> None:
    """Somebody must be observed on arrival, with why, or need not be after all."""
    row = _claim(work, returnee, version)
    _check_reason(must_observe, reason)
    if row.state in _HERE:
        raise Refusal("returns.refusal.here")
    row.must_observe = must_observe
    row.observe_reason = reason.strip() or None if must_observe else None
    row.version += 1
    audit.record(
        work,
        action="returnee.observe",
        subject=("person", row.person_id),
        after={"batch": row.batch_id, "must_observe": must_observe},
        private={"observe_reason": row.observe_reason},
    )


@requires(Permission.FILE_REPORT)
def record_days(work: Work, returnee: int, days: Sequence[RecordDay], *, import_id: int | None = None) -> int:
    """Fill the health record in; a day that is there is put right. Returns how many days."""
    row = _claim(work, returnee, None)
    known = {
        one.day: one
        for one in work.session.scalars(select(ReturneeDay).where(ReturneeDay.returnee_id == returnee))
    }
    for given in days:
        if given.day > work.at.date():
            raise InputError("day", "returns.error.future")
        check_temperature(given.temperature)
        symptoms = check_symptoms(given.symptoms)
        day = known.get(given.day)
        if day is None:
            day = ReturneeDay(returnee_id=returnee, day=given.day, import_id=import_id)
            work.session.add(day)
            known[given.day] = day
        day.place, day.temperature, day.symptoms = given.place.strip(), given.temperature, symptoms
    session = work.session
    told = any(one in session.new or session.is_modified(one) for one in known.values())
    session.flush()
    if import_id is None and told:
        audit.record(
            work,
            action="returnee.record",
            subject=("person", row.person_id),
            after={"batch": row.batch_id, "count": len(days)},
            private={"days": [given.day.isoformat() for given in days]},
        )
    return len(days)


@requires(Permission.FILE_REPORT)
def drop(work: Work, returnee: int, *, reason: str, version: int | None = None) -> None:
    """Somebody does not come. Raises InputError without a reason."""
    row = _claim(work, returnee, version)
    if not reason.strip():
        raise InputError("reason", "returns.error.reason_missing")
    if row.state in _HERE:
        raise Refusal("returns.refusal.here")
    row.state, row.dropped_reason = ReturnState.DROPPED.value, reason.strip()
    row.version += 1
    audit.record(
        work,
        action="returnee.drop",
        subject=("person", row.person_id),
        after={"batch": row.batch_id},
        reason=row.dropped_reason,
    )


@requires(Permission.FILE_REPORT)
def restore(work: Work, returnee: int, *, version: int | None = None) -> None:
    """Somebody comes after all."""
    row = _claim(work, returnee, version)
    if row.state != ReturnState.DROPPED:
        raise StaleError("storage.stale")
    row.state, row.dropped_reason = ReturnState.EXPECTED.value, None
    row.version += 1
    audit.record(
        work, action="returnee.restore", subject=("person", row.person_id), after={"batch": row.batch_id}
    )


@step
def arrive(work: Work, returnee: int, *, at: datetime, crossing: int | None) -> str:
    """Somebody came: arrived, or observed where they must be. Ticked by the gate. Returns the new state."""
    row = work.session.scalar(select(Returnee).where(Returnee.id == returnee).with_for_update())
    if row is None or row.state != ReturnState.EXPECTED:
        raise StaleError("storage.stale")
    row.state = (ReturnState.OBSERVED if row.must_observe else ReturnState.ARRIVED).value
    row.arrived_at, row.crossing_id = at, crossing
    row.version += 1
    work.session.flush()
    audit.record(
        work,
        action="returnee.arrive",
        subject=("person", row.person_id),
        after={"batch": row.batch_id, "state": row.state, "arrived_at": at},
    )
    return row.state


@step
def undo_arrival(work: Work, crossing: int) -> None:
    """The passage that brought somebody was taken back: they are expected again."""
    row = work.session.scalar(select(Returnee).where(Returnee.crossing_id == crossing).with_for_update())
    if row is None:
        return
    row.state, row.arrived_at, row.crossing_id = ReturnState.EXPECTED.value, None, None
    row.version += 1
    work.session.flush()
    audit.record(
        work, action="returnee.undo_arrive", subject=("person", row.person_id), after={"batch": row.batch_id}
    )


def _checked(work: Work, form: BatchForm, batch: int | None) -> dict[str, Any]:
    name = form.name.strip()
    if not name:
        raise InputError("name", "returns.error.name_missing")
    twin = select(ReturnBatch.id).where(ReturnBatch.name == name, ReturnBatch.id != (batch or 0))
    if work.session.scalar(twin) is not None:
        raise InputError("name", "returns.error.name_taken", name=name)
    if form.until_on < form.from_on:
        raise InputError("until_on", "returns.error.period")
    if form.from_time is not None and form.until_time is not None and form.until_time <= form.from_time:
        raise InputError("until_time", "returns.error.hours")
    if not 0 <= form.record_days <= LONGEST_RECORD:
        raise InputError("record_days", "returns.error.record_days", most=LONGEST_RECORD)
    if form.gate is not None and work.session.get(Gate, form.gate) is None:
        raise StaleError("storage.stale")
    return {
        "name": name,
        "from_on": form.from_on,
        "until_on": form.until_on,
        "from_time": form.from_time,
        "until_time": form.until_time,
        "gate_id": form.gate,
        "transport": form.transport.strip() or None,
        "record_days": form.record_days,
        "note": form.note.strip() or None,
    }


def _said(values: dict[str, Any]) -> dict[str, Any]:
    """As the record says it: the gate by name, no notes."""
    return {"gate" if name == "gate_id" else name: value for name, value in values.items() if name != "note"}


def _check_reason(must_observe: bool, reason: str) -> None:
    if must_observe and not reason.strip():
        raise InputError("observe_reason", "returns.error.observe_reason")


def _set_state(work: Work, batch: int, state: str, action: str, version: int | None) -> None:
    row = _claim_batch(work, batch, version)
    if row.state == state:
        raise StaleError("storage.stale")
    row.state = state
    row.version += 1
    audit.record(work, action=action, subject=("return_batch", batch))


def _claim_batch(work: Work, batch: int, version: int | None) -> ReturnBatch:
    row = work.session.scalar(select(ReturnBatch).where(ReturnBatch.id == batch).with_for_update())
    if row is None or (version is not None and row.version != version):
        raise StaleError("storage.stale")
    return row


def _claim(work: Work, returnee: int, version: int | None) -> Returnee:
    row = work.session.scalar(select(Returnee).where(Returnee.id == returnee).with_for_update())
    if row is None or (version is not None and row.version != version):
        raise StaleError("storage.stale")
    return row
