"""Runs of supply vehicles as lists, panels and papers get them, each with what is against it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from sqlalchemy import select

from db.models import Gate, Route, RunPerson, RunStage, Vehicle, VehiclePerson, VehicleRun
from db.vocabulary import RunState
from duty_desk import policy
from duty_desk.errors import StaleError
from duty_desk.gate import limits, run_rules
from duty_desk.gate.run_rules import Fault, RunLimits, RunSheet
from duty_desk.work import Read

_AT_ONCE = 500
DRIVER = "driver"


@dataclass(frozen=True, slots=True)
class StageRow:
    """One checkpoint of a run."""

    stage: int
    at: datetime
    passed: bool
    officer: str | None
    note: str | None


@dataclass(frozen=True, slots=True)
class RunPersonRow:
    """Somebody in the cab."""

    id: int
    person_id: int | None
    name: str
    role: str
    came: bool
    left: bool
    temperature: float | None


@dataclass(frozen=True, slots=True)
class RunRow:
    """One run with everything about it. `faults` are found anew each time; `recorded` is what the office wrote."""

    id: int
    night: date
    number: str
    vehicle_id: int | None
    plate: str
    owner: str
    use: str
    goods: str | None
    quantity: str | None
    receiver: str | None
    origin: str | None
    destination: str | None
    route: str
    route_name: str
    point: str
    route_minutes: int | None
    gate: str | None
    test_at: datetime | None
    temperature: float | None
    windows_closed: bool | None
    stayed_in_cab: bool | None
    masks_worn: bool | None
    video: str | None
    inspector: str | None
    started_at: datetime
    state: RunState
    recorded: str | None
    closed_at: datetime | None
    incident_id: int | None
    note: str | None
    stages: tuple[StageRow, ...]
    people: tuple[RunPersonRow, ...]
    faults: tuple[Fault, ...]
    overrun_minutes: int
    # When the vehicle is to be out at the latest; None while it is not in.
    due_at: datetime | None
    # How long it was inside, so far or in all.
    minutes: int | None
    version: int

    @property
    def next_stage(self) -> int | None:
        """The checkpoint that comes now."""
        return run_rules.next_stage({row.stage for row in self.stages}, self.failed)

    @property
    def failed(self) -> frozenset[int]:
        """Checkpoints recorded as not in order."""
        return frozenset(row.stage for row in self.stages if not row.passed)

    def may_record(self, stage: int) -> bool:
        """Whether this checkpoint may be recorded now, for the first time or again."""
        return run_rules.may_record(stage, {row.stage for row in self.stages}, self.failed)

    @property
    def is_closed_loop(self) -> bool:
        """Whether every checkpoint was passed and everybody went out who came in."""
        return run_rules.is_closed_loop(self.faults) and self.next_stage is None

    @property
    def crew(self) -> str:
        """Who came, the driver first."""
        named = sorted((row for row in self.people if row.came), key=lambda row: row.role != DRIVER)
        return " ".join(row.name for row in named)


def limits_on(read: Read, night: date) -> RunLimits:
    """The rules of a night."""
    memo = f"gate.run_limits.{night}"
    if memo not in read.memo:
        read.memo[memo] = RunLimits(
            window_start=limits.clock_of(read, "vehicle.window_start", night),
            window_end=limits.clock_of(read, "vehicle.window_end", night),
            max_stay=timedelta(minutes=policy.integer(read, "vehicle.max_stay_min", night)),
            test_hours=timedelta(hours=policy.integer(read, "vehicle.test_hours", night)),
            crew_size=policy.integer(read, "vehicle.crew_size", night),
            abnormal=policy.number(read, "temp.abnormal", night),
        )
    return read.memo[memo]


def get_run(read: Read, run: int) -> RunRow:
    """One run. Raises StaleError when there is none."""
    rows = fetch_runs(read, [run])
    if not rows:
        raise StaleError("storage.stale")
    return rows[0]


def list_open_runs(read: Read) -> tuple[RunRow, ...]:
    """Runs not closed yet, the longest first."""
    query = (
        select(VehicleRun.id)
        .where(VehicleRun.state == RunState.OPEN.value)
        .order_by(VehicleRun.started_at, VehicleRun.id)
    )
    return fetch_runs(read, read.session.scalars(query).all())


def list_overlong(read: Read) -> tuple[RunRow, ...]:
    """Runs that have been inside longer than allowed, to be alarmed about."""
    return tuple(row for row in list_open_runs(read) if Fault.OVERLONG in row.faults)


def list_runs(read: Read, first: date, last: date) -> tuple[RunRow, ...]:
    """All runs of a period of nights, in their order."""
    query = (
        select(VehicleRun.id)
        .where(VehicleRun.night.between(first, last))
        .order_by(VehicleRun.night, VehicleRun.number)
    )
    return fetch_runs(read, read.session.scalars(query).all())


def fetch_runs(read: Read, ids: Sequence[int]) -> tuple[RunRow, ...]:
    """The runs with these identifiers, in that order."""
    found: dict[int, RunRow] = {}
    for start in range(0, len(ids), _AT_ONCE):
        found |= {row.id: row for row in _fetch(read, list(ids[start : start + _AT_ONCE]))}
    return tuple(found[key] for key in ids if key in found)


def registered_names(read: Read, vehicles: Sequence[int]) -> Mapping[int, frozenset[str]]:
    """Who is registered with each of these vehicles."""
    found: dict[int, set[str]] = {}
    query = select(VehiclePerson.vehicle_id, VehiclePerson.name).where(VehiclePerson.vehicle_id.in_(vehicles))
    for vehicle, name in read.session.execute(query):
        found.setdefault(vehicle, set()).add(name)
    return {vehicle: frozenset(found.get(vehicle, ())) for vehicle in vehicles}


def sheet_of(
    read: Read,
    row: VehicleRun,
    stages: Sequence[Any],
    people: Sequence[Any],
    route_minutes: int | None,
    registered: frozenset[str] | None,
) -> RunSheet:
    """A stored run as its rules look at it."""
    closed = row.state != RunState.OPEN.value
    return RunSheet(
        night=datetime.combine(row.night, time()),
        stages={stage.stage: stage.at for stage in stages},
        failed=tuple(stage.stage for stage in stages if not stage.passed),
        crew_in=[one.name for one in people if one.came],
        crew_out=[one.name for one in people if one.left],
        driver=next((one.name for one in people if one.role == DRIVER), ""),
        registered=registered,
        test_at=row.test_at,
        temperature=row.temperature,
        route_limit=timedelta(minutes=route_minutes) if route_minutes is not None else None,
        windows_closed=row.windows_closed,
        stayed_in_cab=row.stayed_in_cab,
        masks_worn=row.masks_worn,
        has_video=bool(row.video),
        # At noon after its night a run that is still open is no longer running but forgotten.
        over=closed or read.at >= datetime.combine(row.night, time(12)) + timedelta(days=1),
    )


def _fetch(read: Read, ids: list[int]) -> list[RunRow]:
    query = (
        select(VehicleRun, Vehicle.owner, Vehicle.use, Route, Gate.name.label("gate"))
        .outerjoin(Vehicle, Vehicle.id == VehicleRun.vehicle_id)
        .outerjoin(Route, Route.id == VehicleRun.route_id)
        .outerjoin(Gate, Gate.id == VehicleRun.gate_id)
        .where(VehicleRun.id.in_(ids))
    )
    stages: dict[int, list[RunStage]] = {}
    for stage in read.session.scalars(
        select(RunStage).where(RunStage.run_id.in_(ids)).order_by(RunStage.stage)
    ):
        stages.setdefault(stage.run_id, []).append(stage)
    people: dict[int, list[RunPerson]] = {}
    for person in read.session.scalars(
        select(RunPerson).where(RunPerson.run_id.in_(ids)).order_by(RunPerson.id)
    ):
        people.setdefault(person.run_id, []).append(person)
    rows = read.session.execute(query).all()
    registered = registered_names(read, sorted({row[0].vehicle_id for row in rows if row[0].vehicle_id}))
    made: list[RunRow] = []
    for row, owner, use, route, gate in rows:
        mine, who = stages.get(row.id, []), people.get(row.id, [])
        names = registered.get(row.vehicle_id) if row.vehicle_id is not None else None
        sheet = sheet_of(read, row, mine, who, route.limit_minutes if route else None, names)
        # A run nobody closed is alarmed about until somebody does, also long after its night.
        at = read.at if row.state == RunState.OPEN.value else None
        late = run_rules.overrun(sheet)
        rules = limits_on(read, row.night)
        checked = sheet.stages.get(run_rules.CHECKED)
        stay = run_rules.stay_of(sheet, at) if checked is not None else None
        made.append(
            RunRow(
                id=row.id,
                night=row.night,
                number=row.number,
                vehicle_id=row.vehicle_id,
                plate=row.plate,
                owner=owner or "",
                use=use or row.goods or "",
                goods=row.goods,
                quantity=row.quantity,
                receiver=row.receiver,
                origin=row.origin,
                destination=row.destination,
                route=route.code if route else "",
                route_name=route.name if route else "",
                point=route.point if route else "",
                route_minutes=route.limit_minutes if route else None,
                gate=gate,
                test_at=row.test_at,
                temperature=row.temperature,
                windows_closed=row.windows_closed,
                stayed_in_cab=row.stayed_in_cab,
                masks_worn=row.masks_worn,
                video=row.video,
                inspector=row.inspector,
                started_at=row.started_at,
                state=RunState(row.state),
                recorded=row.recorded,
                closed_at=row.closed_at,
                incident_id=row.incident_id,
                note=row.note,
                stages=tuple(StageRow(s.stage, s.at, s.passed, s.officer_name, s.note) for s in mine),
                people=tuple(
                    RunPersonRow(p.id, p.person_id, p.name, p.role, p.came, p.left, p.temperature)
                    for p in who
                ),
                faults=run_rules.find_faults(sheet, rules, at),
                overrun_minutes=int(late.total_seconds() // 60) if late is not None else 0,
                due_at=checked + rules.max_stay if checked is not None else None,
                minutes=int(stay.total_seconds() // 60) if stay is not None else None,
                version=row.version,
            )
        )
    return made
