"""Vehicles that come in closed runs only, with their routes and the people registered with them."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select

from db.models import Pass, Route, Vehicle, VehiclePerson
from db.vocabulary import PassKind, PassStatus
from duty_desk import audit
from duty_desk.errors import InputError, Refusal
from duty_desk.people.rules import check_plate
from duty_desk.roles import Permission, requires
from duty_desk.work import Read, Work


@dataclass(frozen=True, slots=True)
class RouteRow:
    """A way through the campus; `limit_minutes` from the gate to the place of unloading."""

    id: int
    code: str
    name: str
    point: str
    limit_minutes: int


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
        row = Vehicle(plate=number, use=use.strip(), owner=owner.strip())
        work.session.add(row)
    row.use, row.owner, row.route_id, row.load_tons = use.strip(), owner.strip(), route, load_tons
    row.pass_id, row.is_active = held, True
    work.session.flush()
    audit.record(
        work, action="vehicle.register", subject=("vehicle", row.id), after={"plate": number, "pass": held}
    )
    return row.id


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
    """Register a route, or change the one with that code."""
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
    work.session.flush()
    audit.record(
        work,
        action="route.register",
        subject=("route", row.id),
        after={"code": row.code, "limit": limit_minutes},
    )
    return row.id


def list_routes(read: Read) -> tuple[RouteRow, ...]:
    """Routes in use, by code."""
    rows = read.session.scalars(select(Route).where(Route.is_active).order_by(Route.code))
    return tuple(RouteRow(row.id, row.code, row.name, row.point, row.limit_minutes) for row in rows)


def list_vehicles(read: Read) -> tuple[VehicleRow, ...]:
    """Registered vehicles, by plate."""
    people: dict[int, list[tuple[int, str, str]]] = {}
    query = select(VehiclePerson).order_by(VehiclePerson.role, VehiclePerson.id)
    for person in read.session.scalars(query):
        people.setdefault(person.vehicle_id, []).append((person.person_id, person.name, person.role))
    rows = read.session.execute(
        select(Vehicle, Route.code, Pass.number)
        .outerjoin(Route, Route.id == Vehicle.route_id)
        .outerjoin(Pass, Pass.id == Vehicle.pass_id)
        .where(Vehicle.is_active)
        .order_by(Vehicle.plate)
    )
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
        )
        for row, route, number in rows
    )
