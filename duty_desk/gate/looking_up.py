"""The one question the gate asks of the register: the paper, the person, the gate, what holds, and the last passage, together."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import and_, bindparam, case, or_, select
from sqlalchemy.orm import aliased

from db.models import Crossing, Gate, Household, Pass, PassGate, Person, Restriction, Retest, Unit, Vehicle
from db.vocabulary import PassKind
from duty_desk.errors import StaleError
from duty_desk.passes.quick import ask
from duty_desk.people import restrictions
from duty_desk.work import Read

# Who went away before the second reading and comes back another day begins anew.
_RESTS = timedelta(hours=12)
_GRAVITY = case({kind.value: place for place, kind in enumerate(restrictions.ORDER)}, value=Restriction.kind)
_last_gate = aliased(Gate)

_GATE = (
    Gate.name.label("gate_name"),
    Gate.code.label("gate_code"),
    Gate.is_open.label("gate_open"),
    Gate.opens_at,
    Gate.closes_at,
)
_PERSON = (
    Person.name.label("person_name"),
    Person.sex,
    Person.born_on,
    Person.id_number,
    Person.staff_number,
    Person.place.label("person_place"),
    Unit.name.label("unit_name"),
    Household.building,
    Household.entrance,
    Household.room,
    Household.state.label("home_state"),
    Household.quarantine_from,
    Household.quarantine_until,
)
_LAST = (
    Crossing.id.label("last_id"),
    Crossing.at.label("last_at"),
    Crossing.direction.label("last_direction"),
    Crossing.gate_id.label("last_gate_id"),
    Crossing.pass_id.label("last_pass_id"),
    Crossing.visit_id.label("last_visit_id"),
    Crossing.inside_since.label("last_inside"),
    _last_gate.name.label("last_gate"),
)
_TEST = (
    Retest.id.label("retest_id"),
    Retest.first.label("retest_first"),
    Retest.first_method.label("retest_method"),
    Retest.due_at.label("retest_due"),
)
_PASS = (
    Pass.id.label("pass_id"),
    Pass.kind,
    Pass.status,
    Pass.number,
    Pass.valid_from,
    Pass.valid_until,
    Pass.hours_from,
    Pass.hours_until,
    Pass.entries,
    Pass.replaced_by_id,
    Pass.ended_at,
    Pass.holder_id,
    Pass.holder_name,
    Pass.household_id,
    Pass.place,
    Pass.owner,
    Pass.plate,
    Pass.photo_id,
    Pass.zone,
    Pass.job_id,
    PassGate.gate_id.label("opens"),
    Vehicle.id.label("vehicle_id"),
)


def _last(condition: Any) -> Any:
    return (
        select(Crossing.id)
        .where(condition, Crossing.withdrawn_at.is_(None), Crossing.at <= bindparam("at"))
        .order_by(Crossing.at.desc(), Crossing.id.desc())
        .limit(1)
        .scalar_subquery()
    )


def _restricted(person: Any) -> Any:
    """The gravest restriction of a person that holds, without what comes from the household."""
    return (
        select(Restriction.kind)
        .where(
            Restriction.person_id == person,
            Restriction.starts_on <= bindparam("day"),
            or_(Restriction.ends_on.is_(None), Restriction.ends_on >= bindparam("day")),
            or_(Restriction.lifted_at.is_(None), Restriction.lifted_at > bindparam("at")),
        )
        .order_by(_GRAVITY)
        .limit(1)
        .scalar_subquery()
    )


def _waiting(person: Any) -> Any:
    return (
        select(Retest.id)
        .where(
            Retest.person_id == person,
            Retest.outcome == "waiting",
            Retest.at >= bindparam("rested_since"),
        )
        .order_by(Retest.id.desc())
        .limit(1)
        .scalar_subquery()
    )


# A vehicle's last passage is its pass's, anybody else's their own, with whatever pass.
_last_of_pass = case(
    (Pass.kind == PassKind.VEHICLE.value, _last(Crossing.pass_id == Pass.id).correlate(Pass)),
    else_=_last(Crossing.person_id == Pass.holder_id).correlate(Pass),
)
_OF_PASS = (
    select(
        *_PASS,
        *_GATE,
        *_PERSON,
        *_LAST,
        *_TEST,
        _restricted(Pass.holder_id).correlate(Pass).label("restriction"),
    )
    .select_from(Pass)
    .join(Gate, Gate.id == bindparam("gate"))
    .outerjoin(PassGate, and_(PassGate.pass_id == Pass.id, PassGate.gate_id == bindparam("gate")))
    .outerjoin(Vehicle, Vehicle.pass_id == Pass.id)
    .outerjoin(Person, Person.id == Pass.holder_id)
    .outerjoin(Unit, Unit.id == Person.unit_id)
    .outerjoin(Household, Household.id == Person.household_id)
    .outerjoin(Crossing, Crossing.id == _last_of_pass)
    .outerjoin(_last_gate, _last_gate.id == Crossing.gate_id)
    .outerjoin(Retest, Retest.id == _waiting(Pass.holder_id).correlate(Pass))
)
_BY_ID = _OF_PASS.where(Pass.id == bindparam("pass_id"))
_BY_CODE = _OF_PASS.where(Pass.token_hash == bindparam("fingerprint"))
_OF_PERSON = (
    select(*_GATE, *_PERSON, *_LAST, *_TEST, _restricted(Person.id).correlate(Person).label("restriction"))
    .select_from(Person)
    .join(Gate, Gate.id == bindparam("gate"))
    .outerjoin(Unit, Unit.id == Person.unit_id)
    .outerjoin(Household, Household.id == Person.household_id)
    .outerjoin(Crossing, Crossing.id == _last(Crossing.person_id == Person.id).correlate(Person))
    .outerjoin(_last_gate, _last_gate.id == Crossing.gate_id)
    .outerjoin(Retest, Retest.id == _waiting(Person.id).correlate(Person))
    .where(Person.id == bindparam("person_id"))
)


def by_code(read: Read, fingerprint: str, gate: int, at: datetime) -> Any | None:
    """The pass of a code with everything about it; None when no pass has it. Raises StaleError for a gate that is gone."""
    return ask(read, _BY_CODE, {**_values(gate, at), "fingerprint": fingerprint}).one_or_none()


def by_pass(read: Read, pass_id: int, gate: int, at: datetime) -> Any:
    """As `by_code`, for a pass that is known. Raises StaleError when it is gone."""
    return _there(ask(read, _BY_ID, {**_values(gate, at), "pass_id": pass_id}).one_or_none())


def by_person(read: Read, person: int | None, gate: int, at: datetime) -> Any:
    """A person without a pass, with everything about them. Raises StaleError when they are gone."""
    return _there(ask(read, _OF_PERSON, {**_values(gate, at), "person_id": person}).one_or_none())


def _values(gate: int, at: datetime) -> dict[str, Any]:
    return {"gate": gate, "at": at, "day": at.date(), "rested_since": at - _RESTS}


def _there(row: Any | None) -> Any:
    if row is None:
        raise StaleError("storage.stale")
    return row
