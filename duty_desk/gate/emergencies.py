"""Ambulances, fire engines, police and repair crews pass without a permit and are written down afterwards (domain rule A1.2)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, select, update

from db.models import Crossing, Gate
from db.vocabulary import CrossingKind, CrossingOrigin, Direction
from duty_desk import audit, formats
from duty_desk.errors import InputError, StaleError
from duty_desk.gate import records, scanning
from duty_desk.people.rules import check_plate
from duty_desk.roles import Permission, requires, step
from duty_desk.strings import t
from duty_desk.work import Read, Work

# How far back what is missing of one is asked for.
_BACK = timedelta(hours=24)


@dataclass(frozen=True, slots=True)
class EmergencyRow:
    """One that came in: to be completed, or still inside."""

    id: int
    at: datetime
    gate: str
    what: str
    plate: str


@requires(Permission.WORK_GATE)
def emergency(
    work: Work,
    *,
    gate: int,
    direction: Direction,
    plate: str,
    description: str,
    note: str = "",
    came: int | None = None,
) -> int:
    """An ambulance, fire engine, police car or repair crew passes at once and is logged; the particulars may follow.

    On the way out, `came` is the passage in of the same one; without it the plate tells.
    """
    if not description.strip():
        raise InputError("description", "gate.error.description_missing")
    checked = check_plate(plate).value if plate.strip() else ""
    inside = None
    if direction is Direction.OUT:
        inside = _inside(work, Crossing.id == came if came is not None else Crossing.plate == checked)
        if came is not None and inside is None:
            raise StaleError("storage.stale")
    what = description.strip()
    if inside is not None and came is not None:
        checked, what = checked or inside.plate or "", inside.name or what
    elif direction is Direction.IN and not checked:
        # Two of a kind without a plate are told apart by when they came.
        what = t("gate.emergency.without_plate", what=what, clock=formats.clock(work.at))
    return _write(work, gate, direction, checked, what, note, inside)


@requires(Permission.WORK_GATE)
def complete_emergency(work: Work, crossing: int, *, note: str) -> None:
    """Add afterwards whom an emergency vehicle came for and where it took them."""
    row = records.claim(work, crossing)
    if row.origin != CrossingOrigin.EMERGENCY:
        raise StaleError("storage.stale")
    if not note.strip():
        raise InputError("note", "gate.error.note_missing")
    row.note = note.strip()
    audit.record(work, action="gate.emergency_note", subject=("crossing", crossing))


@step
def leave(work: Work, row: Crossing, gate: int) -> int:
    """One on the list of those inside has gone."""
    return _write(work, gate, Direction.OUT, row.plate or "", row.name or "", "", row)


def list_incomplete(read: Read) -> tuple[EmergencyRow, ...]:
    """Those that came within a day and of which nobody wrote down yet whom they came for."""
    return _rows(
        read,
        Crossing.at >= read.at - _BACK,
        Crossing.direction == Direction.IN.value,
        Crossing.note.is_(None),
    )


def list_emergencies_inside(read: Read) -> tuple[EmergencyRow, ...]:
    """Those that have not left."""
    return _rows(read, Crossing.inside_since.is_not(None))


def _rows(read: Read, *wanted: ColumnElement[bool]) -> tuple[EmergencyRow, ...]:
    query = (
        select(Crossing.id, Crossing.at, Gate.name.label("gate"), Crossing.name, Crossing.plate)
        .join(Gate, Gate.id == Crossing.gate_id)
        .where(Crossing.origin == CrossingOrigin.EMERGENCY.value, Crossing.withdrawn_at.is_(None), *wanted)
        .order_by(Crossing.at, Crossing.id)
    )
    return tuple(
        EmergencyRow(row.id, row.at, row.gate, row.name or "", row.plate or "")
        for row in read.session.execute(query)
    )


def _inside(work: Work, wanted: ColumnElement[bool]) -> Crossing | None:
    query = (
        select(Crossing)
        .where(
            wanted,
            Crossing.origin == CrossingOrigin.EMERGENCY.value,
            Crossing.inside_since.is_not(None),
        )
        .order_by(Crossing.id.desc())
        .limit(1)
    )
    return work.session.scalar(query)


def _write(
    work: Work, gate: int, direction: Direction, plate: str, what: str, note: str, inside: Crossing | None
) -> int:
    scanning.gate_name(work, gate)
    row = Crossing(
        at=work.at,
        gate_id=gate,
        direction=direction.value,
        kind=CrossingKind.VEHICLE.value,
        origin=CrossingOrigin.EMERGENCY.value,
        plate=plate or None,
        name=what,
        officer_id=work.officer.id,
        inside_since=work.at if direction is Direction.IN else None,
        note=note.strip() or None,
    )
    work.session.add(row)
    work.session.flush()
    if inside is not None:
        work.session.execute(
            update(Crossing).where(Crossing.id == inside.id).values(inside_since=None),
            execution_options={"synchronize_session": False},
        )
    audit.record(
        work,
        action="gate.emergency",
        subject=("crossing", row.id),
        after={"gate": gate, "direction": direction, "plate": plate},
    )
    return row.id
