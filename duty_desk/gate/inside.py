"""Who and what is on the campus right now, where and since when (product rule G5): for the gate's list, for a fire, for the hand-over."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import func, select

from db.models import (
    Campus,
    Crossing,
    Gate,
    Pass,
    Person,
    Route,
    RunPerson,
    RunStage,
    Unit,
    VehicleRun,
    Visit,
)
from db.vocabulary import CrossingKind, RunState
from duty_desk import policy
from duty_desk.work import Read

_ENTERED = 2


@dataclass(frozen=True, slots=True)
class InsideRow:
    """One person, visitor or vehicle inside. `id` is the crossing for signing out; of a visit or run its own identifier is set instead.

    `until` is when they are to be out (end of the pass, of the visit, longest stay); `people` counts who is in a vehicle.
    """

    id: int | None
    kind: CrossingKind
    name: str
    place: str
    zone: str
    gate: str
    since: datetime
    until: datetime | None
    overdue: bool
    number: str
    plate: str | None
    people: int
    person_id: int | None = None
    pass_id: int | None = None
    visit_id: int | None = None
    run_id: int | None = None
    recalled: bool = False


def list_inside(
    read: Read, kinds: Iterable[CrossingKind] | None = None, *, at: datetime | None = None
) -> tuple[InsideRow, ...]:
    """Everybody inside, those longest overdue first, then who came first. Residents at home are not on it."""
    moment = at or read.at
    wanted = set(kinds) if kinds is not None else set(CrossingKind)
    rows: list[InsideRow] = []
    if wanted - {CrossingKind.VISIT}:
        rows += _holders(read, moment)
    if CrossingKind.VISIT in wanted:
        rows += _visitors(read, moment)
    if CrossingKind.VEHICLE in wanted:
        rows += _runs(read, moment)
    chosen = [row for row in rows if row.kind in wanted]
    return tuple(sorted(chosen, key=_urgency))


def list_overdue(read: Read, at: datetime | None = None) -> tuple[InsideRow, ...]:
    """Those who should have left, longest first."""
    return tuple(row for row in list_inside(read, at=at) if row.overdue)


def count_inside(read: Read, at: datetime | None = None) -> Mapping[CrossingKind, int]:
    """How many of each kind are inside; a vehicle counts once."""
    found = Counter(row.kind for row in list_inside(read, at=at))
    return {kind: found.get(kind, 0) for kind in CrossingKind if kind is not CrossingKind.HOUSEHOLD}


def by_zone(rows: Iterable[InsideRow]) -> Mapping[str, tuple[InsideRow, ...]]:
    """The same rows by place, for a fire: those of one place together, in the order of the list."""
    found: dict[str, list[InsideRow]] = {}
    for row in rows:
        found.setdefault(row.zone, []).append(row)
    return {zone: tuple(found[zone]) for zone in sorted(found)}


def _urgency(row: InsideRow) -> tuple[bool, datetime, datetime]:
    overdue_since = row.until if row.overdue and row.until is not None else row.since
    return not row.overdue, overdue_since, row.since


def _holders(read: Read, moment: datetime) -> list[InsideRow]:
    query = (
        select(
            Crossing.id,
            Crossing.kind,
            Crossing.inside_since,
            Crossing.plate,
            Crossing.name,
            Crossing.person_id,
            Crossing.pass_id,
            Gate.name.label("gate"),
            Campus.name.label("campus"),
            Person.name.label("person"),
            Pass.holder_name,
            Pass.number,
            Pass.place,
            Pass.zone,
            Pass.owner,
            Pass.valid_until,
            Pass.plate.label("pass_plate"),
        )
        .join(Gate, Gate.id == Crossing.gate_id)
        .outerjoin(Campus, Campus.id == Gate.campus_id)
        .outerjoin(Person, Person.id == Crossing.person_id)
        .outerjoin(Pass, Pass.id == Crossing.pass_id)
        # Visitors and supply vehicles have lists of their own.
        .where(Crossing.inside_since.is_not(None), Crossing.visit_id.is_(None), Crossing.run_id.is_(None))
    )
    rows: list[InsideRow] = []
    for row in read.session.execute(query):
        kind = CrossingKind(row.kind)
        vehicle = kind is CrossingKind.VEHICLE
        rows.append(
            InsideRow(
                id=row.id,
                kind=kind,
                name=row.name or (row.pass_plate if vehicle else row.person) or row.holder_name or "",
                place=(row.owner if vehicle else row.place) or row.place or "",
                zone=row.zone or row.campus or row.gate,
                gate=row.gate,
                since=row.inside_since,
                until=row.valid_until,
                overdue=row.valid_until is not None and row.valid_until <= moment,
                number=row.number or "",
                plate=row.pass_plate or row.plate,
                people=1,
                person_id=row.person_id,
                pass_id=row.pass_id,
            )
        )
    return rows


def _visitors(read: Read, moment: datetime) -> list[InsideRow]:
    query = (
        select(
            Visit.id,
            Visit.number,
            Visit.firm,
            Visit.plate,
            Visit.places,
            Visit.host_unit,
            Visit.came_at,
            Visit.open_until,
            Visit.person_id,
            Visit.recalled_at,
            Person.name,
            Gate.name.label("gate"),
            Unit.name.label("unit"),
        )
        .join(Person, Person.id == Visit.person_id)
        .outerjoin(Gate, Gate.id == Visit.gate_id)
        .outerjoin(Unit, Unit.id == Visit.host_unit_id)
        .where(Visit.open_until.is_not(None), Visit.came_at <= moment)
    )
    return [
        InsideRow(
            id=None,
            kind=CrossingKind.VISIT,
            name=row.name,
            place=row.firm or "",
            zone=row.places or row.unit or row.host_unit or row.gate or "",
            gate=row.gate or "",
            since=row.came_at,
            until=row.open_until,
            overdue=row.open_until < moment,
            number=row.number or "",
            plate=row.plate,
            people=1,
            person_id=row.person_id,
            visit_id=row.id,
            recalled=row.recalled_at is not None,
        )
        for row in read.session.execute(query)
    ]


def _runs(read: Read, moment: datetime) -> list[InsideRow]:
    people = (
        select(func.count())
        .where(RunPerson.run_id == VehicleRun.id, RunPerson.came)
        .correlate(VehicleRun)
        .scalar_subquery()
    )
    query: Any = (
        select(
            VehicleRun.id,
            VehicleRun.number,
            VehicleRun.plate,
            VehicleRun.goods,
            RunStage.at.label("entered_at"),
            Route.point,
            Gate.name.label("gate"),
            people.label("people"),
        )
        .join(RunStage, (RunStage.run_id == VehicleRun.id) & (RunStage.stage == _ENTERED))
        .outerjoin(Route, Route.id == VehicleRun.route_id)
        .outerjoin(Gate, Gate.id == VehicleRun.gate_id)
        .where(VehicleRun.state == RunState.OPEN.value, RunStage.at <= moment)
    )
    stay = timedelta(minutes=policy.integer(read, "vehicle.max_stay_min", moment.date()))
    return [
        InsideRow(
            id=None,
            kind=CrossingKind.VEHICLE,
            name=row.plate,
            place=row.goods or "",
            zone=row.point or row.gate or "",
            gate=row.gate or "",
            since=row.entered_at,
            until=row.entered_at + stay,
            overdue=row.entered_at + stay < moment,
            number=row.number,
            plate=row.plate,
            people=row.people,
            run_id=row.id,
        )
        for row in read.session.execute(query)
    ]
