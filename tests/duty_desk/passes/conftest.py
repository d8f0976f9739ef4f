"""People, gates and officers for passes, few and known."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, time
from typing import Any

import pytest

from db.models import Gate, Household, Officer, Person, Unit
from db.vocabulary import Category, PassKind, Role
from duty_desk import search
from duty_desk.desk import Desk
from duty_desk.passes import rules
from duty_desk.work import OfficerRef, Work
from tests.conftest import Filled


@dataclass(frozen=True)
class Office:
    """Identifiers of what a test needs."""

    desk: Desk
    east: int
    south: int
    closed: int
    unit: int
    household: int
    leader: OfficerRef
    chief: OfficerRef
    guard: OfficerRef
    person: int
    resident: int


def add_officer(work: Work, name: str, role: Role) -> OfficerRef:
    officer = Officer(name=name, login=search.initials(name), role=role.value, password_hash="x")
    work.session.add(officer)
    work.session.flush()
    return OfficerRef(officer.id, name, role)


def add_person(work: Work, name: str, **more: Any) -> int:
    values: dict[str, Any] = {"category": Category.STAFF.value, "created_at": work.at, **more}
    person = Person(
        name=name,
        name_sort=search.sort_key(name),
        search_doc=search.document(names=[name], codes=[more.get("id_number"), more.get("phone")]),
        **values,
    )
    work.session.add(person)
    work.session.flush()
    return person.id


def build(desk: Desk) -> Office:
    with desk.work() as work:
        gates = [
            Gate(code="E", name="南湖东大门", list_order=1),
            Gate(code="S", name="南湖南门", list_order=2, opens_at=time(6), closes_at=time(22)),
            Gate(code="N", name="南湖北门", list_order=3, is_open=False),
        ]
        unit = Unit(name="土木工程学院", name_sort=search.sort_key("土木工程学院"))
        household = Household(code="JS12-3-402", building="12", room="402")
        work.session.add_all([*gates, unit, household])
        work.session.flush()
        return Office(
            desk=desk,
            east=gates[0].id,
            south=gates[1].id,
            closed=gates[2].id,
            unit=unit.id,
            household=household.id,
            leader=add_officer(work, "马文涛", Role.LEADER),
            chief=add_officer(work, "贺清岚", Role.CHIEF),
            guard=add_officer(work, "段知衡", Role.GATE),
            person=add_person(
                work,
                "任晓慧",
                unit_id=unit.id,
                id_kind="resident",
                id_number="610000197803164216",
                phone="19900005678",
            ),
            resident=add_person(
                work, "欧阳珺", household_id=household.id, category=Category.FAMILY.value, phone="19900002046"
            ),
        )


@pytest.fixture
def office(filled: Filled) -> Office:
    """An office on each engine with a leader, a chief, a guard, three gates, a member of staff and a resident."""
    desk, made = filled(build)
    return replace(made, desk=desk)


def form(office: Office, **changes: Any) -> Any:
    """A form with nothing wrong: three days from noon of 6 March, by the leader's approval."""
    values: dict[str, Any] = {
        "kind": PassKind.TEMPORARY,
        "holder": office.person,
        "reason": "duty",
        "reason_text": "单位值班",
        "gates": [office.east],
        "valid_from": datetime(2020, 3, 6, 12),
        "valid_until": rules.end_of_day(datetime(2020, 3, 8).date()),
        "hours_from": time(6),
        "hours_until": time(22),
        "approver": office.leader.id,
        "temperature": 36.5,
        "history_clear": True,
    }
    return {**values, **changes}
