"""Puts an evening of supply vehicles, parcels and a morning check into an office, as the screens of the gate show them."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import func, select

from db.models import (
    Gate,
    HealthCheck,
    ParcelCount,
    Route,
    RunPerson,
    RunStage,
    Vehicle,
    VehiclePerson,
    VehicleRun,
)
from db.vocabulary import Category
from duty_desk import passes, policy
from duty_desk.desk import Desk
from duty_desk.people import add_person
from duty_desk.screening import record_check

PLATES = (
    ("陕ZA1001", "鲜菜鲜肉", "西岭鲜蔬公司"),
    ("陕ZA1002", "米面粮油", "西岭粮油公司"),
    ("陕ZA1003", "垃圾清运", "市环卫三队"),
)
CREWS = (("严敬之", "白崇远"), ("石知节",), ("温既明", "向野"))


def fill(desk: Desk) -> None:
    """Nothing is done twice."""
    with desk.work() as work:
        if work.session.scalar(select(func.count()).select_from(VehicleRun)):
            return
        for key, clock in (("vehicle.window_start", "11:00"), ("vehicle.window_end", "23:30")):
            policy.set_value(work, key=key, value=clock, starts_on=work.at.date(), source="演示")
        gate = work.session.scalars(select(Gate.id).order_by(Gate.list_order)).first()
        route = Route(code="R1", name="东大门—环路—后场", point="书香餐舍卸货点", limit_minutes=8)
        work.session.add(route)
        work.session.flush()
        vehicles = [_vehicle(work, number, route.id) for number in range(len(PLATES))]
        at = work.at
        _run(work, vehicles[0], gate, route.id, at - timedelta(minutes=112), stages=3)
        _run(work, vehicles[1], gate, route.id, at - timedelta(minutes=26), stages=4, conduct=True)
        _run(work, vehicles[2], gate, route.id, at - timedelta(hours=5), stages=5, conduct=True, closed=True)
        for place, came, done in (("东大门快递点", 186, 150), ("书香餐舍库房", 42, 42)):
            for stage, count, minutes in (("in", came, 190), ("disinfected", done, 60)):
                work.session.add(
                    ParcelCount(
                        day=at.date(),
                        at=at - timedelta(minutes=minutes),
                        place=place,
                        gate_id=gate,
                        stage=stage,
                        count=count,
                        carrier="顺达" if stage == "in" else None,
                        agent="500 mg/L 含氯" if stage == "disinfected" else None,
                        officer_id=work.officer.id,
                    )
                )
        jobs = passes.list_jobs(work, with_left=False)
        if jobs:
            members = passes.list_members(work, jobs[0].id)
            known = work.session.scalar(
                select(func.count()).select_from(HealthCheck).where(HealthCheck.day == at.date())
            )
            for place, member in enumerate(members[:5] if not known else ()):
                record_check(work, person=member.person_id, temperature=36.2 + place / 10)


def _vehicle(work, number: int, route: int) -> Vehicle:  # type: ignore[no-untyped-def]
    plate, use, owner = PLATES[number]
    row = Vehicle(plate=plate, use=use, owner=owner, route_id=route)
    work.session.add(row)
    work.session.flush()
    for place, name in enumerate(CREWS[number]):
        person = add_person(work, name=name, category=Category.CONTRACTOR)
        work.session.add(
            VehiclePerson(
                vehicle_id=row.id, person_id=person, name=name, role="helper" if place else "driver"
            )
        )
    work.session.flush()
    return row


def _run(  # type: ignore[no-untyped-def]
    work,
    vehicle: Vehicle,
    gate,
    route: int,
    at: datetime,
    *,
    stages: int,
    conduct: bool = False,
    closed: bool = False,
) -> None:
    count = work.session.scalar(select(func.count()).select_from(VehicleRun)) or 0
    run = VehicleRun(
        night=at.date(),
        number=f"{at:%m%d}-{count + 1:02d}",
        vehicle_id=vehicle.id,
        plate=vehicle.plate,
        goods=vehicle.use,
        quantity="1.2 吨",
        receiver="饮食服务中心",
        route_id=route,
        gate_id=gate,
        test_at=at - timedelta(hours=20),
        temperature=36.4,
        video=f"V{at:%Y%m%d}{count + 1:02d}",
        inspector=work.officer.name,
        started_at=at,
        state="closed" if closed else "open",
        closed_at=at + timedelta(minutes=45) if closed else None,
        windows_closed=True if conduct else None,
        stayed_in_cab=True if conduct else None,
        masks_worn=True if conduct else None,
        officer_id=work.officer.id,
    )
    work.session.add(run)
    work.session.flush()
    for stage, minutes in zip(range(1, stages + 1), (0, 4, 11, 24, 38), strict=False):
        work.session.add(
            RunStage(
                run_id=run.id,
                stage=stage,
                at=at + timedelta(minutes=minutes),
                passed=True,
                officer_id=work.officer.id,
                officer_name=work.officer.name,
                note="84 消毒液 500 mg/L" if stage == 1 else None,
            )
        )
    people = work.session.scalars(select(VehiclePerson).where(VehiclePerson.vehicle_id == vehicle.id)).all()
    for person in people:
        work.session.add(
            RunPerson(
                run_id=run.id,
                person_id=person.person_id,
                name=person.name,
                role=person.role,
                came=True,
                left=stages == 5,
                temperature=36.4,
            )
        )
