"""Nucleic acid tests of those who are not under observation: sample, result, and for how long it is valid (product rule R2)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import select

from db.models import Person, PersonTest, Unit
from db.vocabulary import IncidentKind, RestrictionKind
from duty_desk import audit, formats, incidents, masking, policy
from duty_desk.errors import InputError, StaleError
from duty_desk.people import restrictions
from duty_desk.roles import Permission, requires
from duty_desk.strings import t
from duty_desk.work import Read, Work

NEGATIVE, POSITIVE = "negative", "positive"
RESULTS = (NEGATIVE, POSITIVE)
# A confirmed infection: the second of four levels.
LEVEL = 2


class Validity(StrEnum):
    """What a test is worth at a moment."""

    AWAITED = "awaited"
    VALID = "valid"
    OVER = "over"
    POSITIVE = "positive"


@dataclass(frozen=True, slots=True)
class PersonTestRow:
    """One test; `valid_until` counts from the sample."""

    id: int
    person_id: int
    name: str
    unit: str
    sampled_at: datetime
    lab: str
    result: str | None
    resulted_at: datetime | None
    valid_until: datetime
    state: Validity
    version: int


@requires(Permission.RECORD_CHECK)
def record_sample(work: Work, *, person: int, at: datetime | None = None, lab: str = "") -> int:
    """A sample was taken. Raises InputError for a time to come."""
    moment = at or work.at
    if moment > work.at:
        raise InputError("at", "screening_grid.error.later")
    known = work.session.get(Person, person)
    if known is None or known.merged_into_id is not None:
        raise StaleError("storage.stale")
    row = PersonTest(person_id=person, sampled_at=moment, lab=lab.strip() or None, officer_id=work.officer.id)
    work.session.add(row)
    work.session.flush()
    audit.record(
        work,
        action="person_test.sample",
        subject=("person", person),
        after={"sampled_at": moment},
        private={"lab": row.lab},
    )
    return row.id


@requires(Permission.RECORD_CHECK)
def record_result(
    work: Work, test: int, *, result: str, at: datetime | None = None, version: int | None = None
) -> int | None:
    """The result of a test. A positive one opens an incident and keeps the person from passing; returns the incident."""
    row = work.session.scalar(select(PersonTest).where(PersonTest.id == test).with_for_update())
    if row is None or (version is not None and row.version != version):
        raise StaleError("storage.stale")
    if result not in RESULTS:
        raise InputError("result", "screening_grid.error.result")
    moment = at or work.at
    if moment > work.at:
        raise InputError("at", "screening_grid.error.later")
    if moment < row.sampled_at:
        raise InputError("at", "screening_grid.error.before_sample")
    row.result, row.resulted_at = result, moment
    row.version += 1
    work.session.flush()
    audit.record(
        work,
        action="person_test.result",
        subject=("person", row.person_id),
        after={"resulted_at": moment},
        private={"result": result},
    )
    source = ("person_test", test)
    if result == NEGATIVE:
        restrictions.lift_source(work, source, reason=t("screening_grid.test.corrected"))
        return None
    incident = incidents.open_incident(
        work,
        kind=IncidentKind.CASE,
        level=LEVEL,
        title=t("screening_grid.test.title"),
        place=_unit_of(work, row.person_id) or t("screening_grid.test.place"),
        people=[row.person_id],
        text=t("screening_grid.test.text", sampled=formats.moment(row.sampled_at)),
        source=source,
    )
    restrictions.impose(
        work,
        person=row.person_id,
        kind=RestrictionKind.BLOCKED,
        starts_on=moment.date(),
        reason=t("screening_grid.test.reason"),
        source=source,
    )
    return incident


def list_tests(
    read: Read, *, awaited: bool = False, limit: int = 500, revealed: bool = False
) -> tuple[PersonTestRow, ...]:
    """Tests, the last sample first; `awaited` only those without a result."""
    query = _query().order_by(PersonTest.sampled_at.desc(), PersonTest.id.desc()).limit(limit)
    if awaited:
        query = query.where(PersonTest.result.is_(None))
    hours = timedelta(hours=policy.integer(read, "screening.test_hours"))
    found: Any = read.session.execute(query)
    return tuple(_row(read, row, name, unit, hours, revealed=revealed) for row, name, unit in found)


def rows_of(read: Read, ids: Sequence[int], *, revealed: bool = False) -> tuple[PersonTestRow, ...]:
    """These tests. `revealed`: names whole."""
    hours = timedelta(hours=policy.integer(read, "screening.test_hours"))
    found: Any = read.session.execute(_query().where(PersonTest.id.in_(ids)))
    return tuple(_row(read, row, name, unit, hours, revealed=revealed) for row, name, unit in found)


def latest(read: Read, people: Sequence[int], at: datetime | None = None) -> Mapping[int, PersonTestRow]:
    """The last test of each of these persons that has a result, else the one that is awaited; as of a moment."""
    moment = at or read.at
    query = _query().where(PersonTest.person_id.in_(people), PersonTest.sampled_at <= moment)
    query = query.order_by(PersonTest.result.is_not(None), PersonTest.sampled_at, PersonTest.id)
    hours = timedelta(hours=policy.integer(read, "screening.test_hours", moment.date()))
    found: Any = read.session.execute(query)
    return {row.person_id: _row(read, row, name, unit, hours, moment) for row, name, unit in found}


def _query() -> Any:
    return (
        select(PersonTest, Person.name, Unit.name)
        .join(Person, Person.id == PersonTest.person_id)
        .outerjoin(Unit, Unit.id == Person.unit_id)
    )


def _row(
    read: Read,
    row: PersonTest,
    name: str,
    unit: str | None,
    hours: timedelta,
    at: datetime | None = None,
    *,
    revealed: bool = False,
) -> PersonTestRow:
    until = row.sampled_at + hours
    state = Validity.VALID if until >= (at or read.at) else Validity.OVER
    if row.result is None:
        state = Validity.AWAITED
    elif row.result == POSITIVE:
        state = Validity.POSITIVE
    return PersonTestRow(
        id=row.id,
        person_id=row.person_id,
        name=name if revealed else masking.mask_name(name),
        unit=unit or "",
        sampled_at=row.sampled_at,
        lab=row.lab or "",
        result=row.result,
        resulted_at=row.resulted_at,
        valid_until=until,
        state=state,
        version=row.version,
    )


def _unit_of(read: Read, person: int) -> str | None:
    return read.session.scalar(
        select(Unit.name).join(Person, Person.unit_id == Unit.id).where(Person.id == person)
    )
