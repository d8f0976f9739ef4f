"""Repairs from the call to the finish: who was called when, who came when, when it was done (product rule W6)."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import select

from db.models import Repair
from db.vocabulary import IncidentKind, LogKind, RepairState, Trade
from duty_desk import audit, incidents, numbering
from duty_desk.duty import log
from duty_desk.duty.words import following, needed, optional, past, phone_of
from duty_desk.errors import InputError, Refusal, StaleError
from duty_desk.roles import Permission, requires, step
from duty_desk.strings import t
from duty_desk.work import Work

MOST_WORKERS = 200
_LEVEL = 4
WAITING = (RepairState.OPEN, RepairState.ASSIGNED, RepairState.STARTED)
# What a step fills in, so that it can be taken back.
_FILLED: dict[RepairState, tuple[str, ...]] = {
    RepairState.ASSIGNED: ("assigned_to", "assigned_at"),
    RepairState.STARTED: ("started_at",),
    RepairState.DONE: ("done_at", "result", "material", "accepted_by"),
    RepairState.DROPPED: ("dropped_reason",),
}


@requires(Permission.WRITE_LOG)
def call(
    work: Work,
    *,
    trade: Trade,
    place: str,
    what: str,
    is_urgent: bool = False,
    caller: str = "",
    phone: str = "",
    called_at: datetime | None = None,
    building: int | None = None,
    is_incident: bool = False,
) -> int:
    """Somebody reports a damage: a numbered work order and a line in the log; an incident too when it is one."""
    return open_order(
        work,
        trade=trade,
        place=place,
        what=what,
        is_urgent=is_urgent,
        caller=caller,
        phone=phone,
        called_at=called_at,
        building=building,
        is_incident=is_incident,
    )


@step
def open_order(
    work: Work,
    *,
    trade: Trade,
    place: str,
    what: str,
    is_urgent: bool = False,
    caller: str = "",
    phone: str = "",
    called_at: datetime | None = None,
    building: int | None = None,
    is_incident: bool = False,
) -> int:
    """The same out of another act, which was permitted there."""
    place = needed(place, "place", "duty_repairs.error.place")
    what = needed(what, "what", "duty_repairs.error.what")
    at = past(work, called_at, "called_at")
    row = Repair(
        number=numbering.take(work, "repair", at.year).text,
        trade=trade.value,
        place=place,
        building_id=building,
        what=what,
        is_urgent=is_urgent,
        caller=optional(caller),
        phone=phone_of(phone),
        called_at=at,
        state=RepairState.OPEN.value,
        officer_id=work.officer.id,
    )
    work.session.add(row)
    work.session.flush()
    row.log_entry_id = log.enter(
        work,
        kind=LogKind.REPAIR,
        text=f"{place}\N{IDEOGRAPHIC SPACE}{what}",
        from_whom=caller,
        phone=phone,
        at=at,
        subject=("repair", row.id),
    )
    if is_incident:
        row.incident_id = incidents.open_incident(
            work,
            kind=IncidentKind.FACILITY,
            level=_LEVEL,
            title=what,
            place=place,
            found_at=at,
            source=("repair", row.id),
        )
    work.session.flush()
    audit.record(
        work,
        action="repair.call",
        subject=("repair", row.id),
        after={"trade": trade.value, "place": place, "urgent": is_urgent, "number": row.number},
    )
    return row.id


@requires(Permission.WRITE_LOG)
def amend(
    work: Work,
    repair: int,
    *,
    trade: Trade,
    place: str,
    what: str,
    is_urgent: bool = False,
    caller: str = "",
    phone: str = "",
    version: int,
) -> None:
    """Put right what was heard wrongly, as long as it is not done; the line in the log stays as it was written."""
    row = _claim(work, repair, version)
    _check_waiting(row)
    before = {"trade": row.trade, "place": row.place, "urgent": row.is_urgent}
    row.trade = trade.value
    row.place = needed(place, "place", "duty_repairs.error.place")
    row.what = needed(what, "what", "duty_repairs.error.what")
    row.is_urgent, row.caller, row.phone = is_urgent, optional(caller), phone_of(phone)
    row.version += 1
    work.session.flush()
    audit.record(
        work,
        action="repair.amend",
        subject=("repair", repair),
        before=before,
        after={"trade": row.trade, "place": row.place, "urgent": is_urgent},
    )


@requires(Permission.WRITE_LOG)
def assign(
    work: Work, repair: int, *, assigned_to: str, at: datetime | None = None, version: int | None = None
) -> None:
    """Tell somebody to do it; another one may be told as long as it is not done."""
    row = _claim(work, repair, version)
    _check_waiting(row)
    row.assigned_to = needed(assigned_to, "assigned_to", "duty_repairs.error.assigned_to")
    row.assigned_at = _after(work, at, row.called_at, "at")
    if row.state == RepairState.OPEN:
        row.state = RepairState.ASSIGNED.value
    _moved(work, row, "repair.assign", {"assigned_at": row.assigned_at})


@requires(Permission.WRITE_LOG)
def start(
    work: Work,
    repair: int,
    *,
    at: datetime | None = None,
    assigned_to: str = "",
    workers: int | None = None,
    worker_names: str = "",
    version: int | None = None,
) -> None:
    """They are at it."""
    row = _claim(work, repair, version)
    if row.state not in (RepairState.OPEN, RepairState.ASSIGNED):
        raise Refusal("duty_repairs.refusal.started", number=row.number)
    row.started_at = _after(work, at, row.called_at, "at")
    row.assigned_to = optional(assigned_to) or row.assigned_to
    _set_workers(row, workers, worker_names)
    row.state = RepairState.STARTED.value
    _moved(work, row, "repair.start", {"started_at": row.started_at})


@requires(Permission.WRITE_LOG)
def finish(
    work: Work,
    repair: int,
    *,
    result: str,
    done_at: datetime | None = None,
    started_at: datetime | None = None,
    workers: int | None = None,
    worker_names: str = "",
    material: str = "",
    accepted_by: str = "",
    version: int | None = None,
) -> None:
    """It is done; when work began is asked for where nobody has said so yet."""
    row = _claim(work, repair, version)
    _check_waiting(row)
    result = needed(result, "result", "duty_repairs.error.result")
    begun = started_at or row.started_at
    if begun is None:
        raise InputError("started_at", "duty_repairs.error.started_at")
    row.started_at = _after(work, begun, row.called_at, "started_at")
    end = past(work, done_at, "done_at")
    row.done_at = following(end, row.started_at, "done_at", "duty_repairs.error.done_before")
    row.result, row.material = result, optional(material)
    row.accepted_by = optional(accepted_by)
    _set_workers(row, workers, worker_names)
    row.state = RepairState.DONE.value
    _moved(work, row, "repair.finish", {"started_at": row.started_at, "done_at": row.done_at})


@requires(Permission.WRITE_LOG)
def drop(work: Work, repair: int, *, reason: str, version: int | None = None) -> None:
    """It will not be done: called twice, no damage found, somebody else's."""
    row = _claim(work, repair, version)
    _check_waiting(row)
    row.dropped_reason = needed(reason, "reason", "duty_repairs.error.reason")
    row.state = RepairState.DROPPED.value
    _moved(work, row, "repair.drop", {"state": row.state}, row.dropped_reason)


@requires(Permission.WRITE_LOG)
def step_back(work: Work, repair: int) -> None:
    """Take the last step of a work order back; the call itself stays."""
    row = _claim(work, repair)
    now = RepairState(row.state)
    if now is RepairState.OPEN:
        raise StaleError("storage.stale")
    for name in _FILLED[now]:
        setattr(row, name, None)
    row.state = _before(row).value
    _moved(work, row, "repair.step_back", {"state": row.state})


def _before(row: Repair) -> RepairState:
    if row.state in (RepairState.DONE, RepairState.DROPPED) and row.started_at is not None:
        return RepairState.STARTED
    if row.state != RepairState.ASSIGNED and row.assigned_at is not None:
        return RepairState.ASSIGNED
    return RepairState.OPEN


def _check_waiting(row: Repair) -> None:
    if row.state not in WAITING:
        state = t(f"duty_repairs.state.{row.state}")
        raise Refusal("duty_repairs.refusal.over", number=row.number, state=state)


def _after(work: Work, at: datetime | None, before: datetime, field: str) -> datetime:
    return following(past(work, at, field), before, field, "duty_repairs.error.before_call")


def _set_workers(row: Repair, workers: int | None, names: str) -> None:
    if workers is not None and not 0 < workers <= MOST_WORKERS:
        raise InputError("workers", "duty_repairs.error.workers")
    row.workers = workers if workers is not None else row.workers
    row.worker_names = optional(names) or row.worker_names


def _moved(work: Work, row: Repair, action: str, after: dict[str, Any], reason: str | None = None) -> None:
    row.version += 1
    work.session.flush()
    audit.record(work, action=action, subject=("repair", row.id), after=after, reason=reason)


def _claim(work: Work, repair: int, version: int | None = None) -> Repair:
    row = work.session.scalar(select(Repair).where(Repair.id == repair).with_for_update())
    if row is None or (version is not None and row.version != version):
        raise StaleError("storage.stale")
    return row
