"""Vehicles that come in closed runs only, with their routes and the people registered with them."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select

from db.models import Pass, Route, Vehicle, VehiclePerson, VehicleRun
from db.vocabulary import PassKind, PassStatus, RunState
from duty_desk import audit
from duty_desk.errors import InputError, Problems, Refusal, StaleError
from duty_desk.people.rules import check_plate
from duty_desk.roles import Permission, requires
from duty_desk.work import Read, Work

# Tons a lorry may carry; more is a slip of the finger.
HEAVIEST = 60


@dataclass(frozen=True, slots=True)
class RouteRow:
    """A way through the campus; `limit_minutes` from the gate to the place of unloading."""

    id: int
    code: str
    name: str
    point: str
    limit_minutes: int
    is_active: bool = True


@dataclass(frozen=True, slots=True)
class VehicleRow:
    """A registered vehicle with who may come with it: (person, name, role)."""

    id: int
    plate: str
    use: str
    owner: str
    route_id: int | None
    route: str | None
    load_tons: float | None
    pass_id: int | None
    pass_number: str | None
    people: tuple[tuple[int, str, str], ...]
    is_active: bool = True


@requires(Permission.WORK_GATE)
def register_vehicle(
    work: Work,
    *,
    plate: str,
    use: str,
    owner: str,
    route: int | None = None,
    load_tons: float | None = None,
) -> int:
    """Put a vehicle that has a vehicle pass on the list of those that come in closed runs."""
    _check(use, owner, load_tons)
    number = check_plate(plate).value
    query = (
        select(Pass.id)
        .where(
            Pass.plate == number,
            Pass.kind == PassKind.VEHICLE.value,
            Pass.status == PassStatus.ISSUED.value,
            Pass.valid_until > work.at,
        )
        .order_by(Pass.id.desc())
        .limit(1)
    )
    held = work.session.scalar(query)
    if held is None:
        raise Refusal("gate.refusal.no_vehicle_pass", plate=number)
    row = work.session.scalar(select(Vehicle).where(Vehicle.plate == number).with_for_update())
    if row is None:
        row = Vehicle(plate=number, use="", owner="")
        work.session.add(row)
    _fill(row, use=use, owner=owner, route=route, load_tons=load_tons)
    row.pass_id, row.is_active = held, True
    work.session.flush()
    audit.record(
        work, action="vehicle.register", subject=("vehicle", row.id), after={"plate": number, "pass": held}
    )
    return row.id


@requires(Permission.WORK_GATE)
def change_vehicle(
    work: Work,
    vehicle: int,
    *,
    use: str,
    owner: str,
    route: int | None = None,
    load_tons: float | None = None,
) -> None:
    """Put right what is known of a vehicle. Another plate is another vehicle, with a pass of its own (domain rule A1.2)."""
    _check(use, owner, load_tons)
    row = _claim(work, vehicle)
    before = _known(row)
    _fill(row, use=use, owner=owner, route=route, load_tons=load_tons)
    row.version += 1
    audit.record(
        work, action="vehicle.change", subject=("vehicle", vehicle), before=before, after=_known(row)
    )


@requires(Permission.WORK_GATE)
def retire_vehicle(work: Work, vehicle: int) -> None:
    """A vehicle comes no more: no run can begin with it. Not while one is open."""
    row = _claim(work, vehicle)
    query = select(VehicleRun.number).where(
        VehicleRun.vehicle_id == vehicle, VehicleRun.state == RunState.OPEN.value
    )
    number = work.session.scalar(query.limit(1))
    if number is not None:
        raise Refusal("gate.refusal.vehicle_on_run", plate=row.plate, number=number)
    row.is_active = False
    work.session.flush()
    audit.record(work, action="vehicle.retire", subject=("vehicle", row.id), after={"is_active": False})


@requires(Permission.WORK_GATE)
def restore_vehicle(work: Work, vehicle: int) -> None:
    """A vehicle comes again; it needs a vehicle pass that is in force, as at first."""
    row = _claim(work, vehicle)
    register_vehicle(
        work, plate=row.plate, use=row.use, owner=row.owner, route=row.route_id, load_tons=row.load_tons
    )


@requires(Permission.WORK_GATE)
def remove_driver(work: Work, vehicle: int, *, person: int) -> None:
    """Somebody comes with a vehicle no more; the runs they came with keep them."""
    row = work.session.scalar(
        select(VehiclePerson).where(VehiclePerson.vehicle_id == vehicle, VehiclePerson.person_id == person)
    )
    if row is None:
        raise StaleError("storage.stale")
    work.session.delete(row)
    work.session.flush()
    audit.record(
        work, action="vehicle.remove_person", subject=("vehicle", vehicle), before={"person": person}
    )


@requires(Permission.WORK_GATE)
def register_driver(work: Work, vehicle: int, *, person: int, name: str, role: str) -> None:
    """Register somebody to come with a vehicle, as driver or helper."""
    known = work.session.scalar(
        select(VehiclePerson).where(VehiclePerson.vehicle_id == vehicle, VehiclePerson.person_id == person)
    )
    if known is None:
        work.session.add(VehiclePerson(vehicle_id=vehicle, person_id=person, name=name.strip(), role=role))
    else:
        known.role, known.name = role, name.strip()
    work.session.flush()
    audit.record(
        work,
        action="vehicle.register_person",
        subject=("vehicle", vehicle),
        after={"person": person, "role": role},
    )


@requires(Permission.WORK_GATE)
def add_route(work: Work, *, code: str, name: str, point: str, limit_minutes: int) -> int:
    """Register a route, or change the one with that code, which is then in use."""
    for field, value in (("code", code), ("name", name), ("point", point)):
        if not value.strip():
            raise InputError(field, "gate.error.route_field_missing")
    if limit_minutes < 1:
        raise InputError("limit_minutes", "gate.error.route_minutes")
    row = work.session.scalar(select(Route).where(Route.code == code.strip()).with_for_update())
    if row is None:
        row = Route(code=code.strip(), name=name.strip(), point=point.strip(), limit_minutes=limit_minutes)
        work.session.add(row)
    row.name, row.point, row.limit_minutes = name.strip(), point.strip(), limit_minutes
    row.is_active = True
    work.session.flush()
    audit.record(
        work,
        action="route.register",
        subject=("route", row.id),
        after={"code": row.code, "limit": limit_minutes},
    )
    return row.id


@requires(Permission.WORK_GATE)
def change_route(work: Work, route: int, *, name: str, point: str, limit_minutes: int) -> None:
    """Put a route right; its code stays, runs are printed with it."""
    row = _claim_route(work, route)
    add_route(work, code=row.code, name=name, point=point, limit_minutes=limit_minutes)


@requires(Permission.WORK_GATE)
def retire_route(work: Work, route: int) -> None:
    """A route is used no more. Not while a vehicle in use has it."""
    row = _claim_route(work, route)
    query = select(Vehicle.plate).where(Vehicle.route_id == route, Vehicle.is_active).order_by(Vehicle.plate)
    plate = work.session.scalar(query.limit(1))
    if plate is not None:
        raise Refusal("gate.refusal.route_in_use", code=row.code, plate=plate)
    row.is_active = False
    work.session.flush()
    audit.record(work, action="route.retire", subject=("route", row.id), after={"is_active": False})


@requires(Permission.WORK_GATE)
def restore_route(work: Work, route: int) -> None:
    """A route is used again."""
    row = _claim_route(work, route)
    row.is_active = True
    work.session.flush()
    audit.record(work, action="route.restore", subject=("route", row.id), after={"is_active": True})


def list_routes(read: Read, *, with_retired: bool = False) -> tuple[RouteRow, ...]:
    """Routes in use, by code; those retired last."""
    query = select(Route).order_by(Route.is_active.desc(), Route.code)
    if not with_retired:
        query = query.where(Route.is_active)
    return tuple(
        RouteRow(row.id, row.code, row.name, row.point, row.limit_minutes, row.is_active)
        for row in read.session.scalars(query)
    )


def list_vehicles(read: Read, *, with_retired: bool = False) -> tuple[VehicleRow, ...]:
    """Registered vehicles, by plate; those retired last."""
    people: dict[int, list[tuple[int, str, str]]] = {}
    query = select(VehiclePerson).order_by(VehiclePerson.role, VehiclePerson.id)
    for person in read.session.scalars(query):
        people.setdefault(person.vehicle_id, []).append((person.person_id, person.name, person.role))
    found = (
        select(Vehicle, Route.code, Pass.number)
        .outerjoin(Route, Route.id == Vehicle.route_id)
        .outerjoin(Pass, Pass.id == Vehicle.pass_id)
        .order_by(Vehicle.is_active.desc(), Vehicle.plate)
    )
    rows = read.session.execute(found if with_retired else found.where(Vehicle.is_active))
    return tuple(
        VehicleRow(
            id=row.id,
            plate=row.plate,
            use=row.use,
            owner=row.owner,
            route_id=row.route_id,
            route=route,
            load_tons=row.load_tons,
            pass_id=row.pass_id,
            pass_number=number,
            people=tuple(people.get(row.id, ())),
            is_active=row.is_active,
        )
        for row, route, number in rows
    )


def _check(use: str, owner: str, load_tons: float | None) -> None:
    wrong: list[InputError] = []
    for field, value in (("use", use), ("owner", owner)):
        if not value.strip():
            wrong.append(InputError(field, f"gate.error.vehicle_{field}"))
    if load_tons is not None and not 0 < load_tons <= HEAVIEST:
        wrong.append(InputError("load_tons", "gate.error.vehicle_load", most=HEAVIEST))
    if wrong:
        raise Problems(wrong)


def _fill(row: Vehicle, *, use: str, owner: str, route: int | None, load_tons: float | None) -> None:
    row.use, row.owner, row.route_id, row.load_tons = use.strip(), owner.strip(), route, load_tons


def _known(row: Vehicle) -> dict[str, object]:
    return {"use": row.use, "owner": row.owner, "route_id": row.route_id, "load_tons": row.load_tons}


def _claim(work: Work, vehicle: int) -> Vehicle:
    row = work.session.scalar(select(Vehicle).where(Vehicle.id == vehicle).with_for_update())
    if row is None:
        raise StaleError("storage.stale")
    return row


def _claim_route(work: Work, route: int) -> Route:
    row = work.session.scalar(select(Route).where(Route.id == route).with_for_update())
    if row is None:
        raise StaleError("storage.stale")
    return row
