"""Temperature grids from office workbooks: staff by day and slot, second readings, and the morning checks of crews."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from sqlalchemy import select

from db.models import HealthCheck, ImportChange, Pass, Person
from db.vocabulary import Category, CheckSlot
from duty_desk import numbering, screening
from duty_desk.errors import DutyDeskError, InputError
from duty_desk.imported import JudgedRow
from duty_desk.passes.arrivals import Named, obtain_people
from duty_desk.passes.import_rows import Written
from duty_desk.people import units
from duty_desk.roles import step
from duty_desk.work import Read, Work

_PIECE = 400


@step
def write_staff_temps(work: Work, rows: Sequence[JudgedRow], batch_id: int | None) -> Written:
    """Write a grid of staff temperatures; a blank cell is a reading missed and leaves no row."""
    return _write(work, rows, batch_id, _staff(work, rows))


@step
def write_retests(work: Work, rows: Sequence[JudgedRow], batch_id: int | None) -> Written:
    """Add second readings to the checks they belong to; where the first is not on record, both are written."""
    named = _staff(work, rows)
    arrivals = obtain_people(work, named, import_id=batch_id)
    left: dict[int, DutyDeskError] = {}
    for position, (row, person) in enumerate(zip(rows, named, strict=True)):
        error = arrivals.errors.get((*person.key, person.name))
        if error is not None:
            left[position] = error
            continue
        _retest(work, arrivals.people[person.key], row.values, batch_id)
    return Written(len(rows) - len(left), arrivals.created, tuple(left.items()))


@step
def write_morning_checks(work: Work, rows: Sequence[JudgedRow], batch_id: int | None) -> Written:
    """Write the morning checks of crews, whose people are told by the numbers of their passes."""
    holders = _holders(work, [str(row.values.get("permit") or "") for row in rows])
    left: dict[int, DutyDeskError] = {}
    checks: list[screening.Checked] = []
    known = _known(work, [holder.holder_id for holder in holders.values()])
    for position, row in enumerate(rows):
        holder = holders.get(str(row.values.get("permit") or ""))
        if holder is None or holder.holder_id is None:
            left[position] = InputError("permit", "passes.error.number_unknown", number=row.values["permit"])
        elif holder.holder_name != row.values["name"]:
            left[position] = InputError(
                "name", "passes.error.other_name", typed=row.values["name"], name=holder.holder_name
            )
        else:
            checks += _checks(row.values, holder.holder_id, known, job=holder.job_id)
    screening.write_checks(work, checks, import_id=batch_id)
    return Written(len(rows) - len(left), 0, tuple(left.items()))


def _write(work: Work, rows: Sequence[JudgedRow], batch_id: int | None, named: Sequence[Named]) -> Written:
    arrivals = obtain_people(work, named, import_id=batch_id)
    left: dict[int, DutyDeskError] = {}
    checks: list[screening.Checked] = []
    known = _known(work, list(arrivals.people.values()))
    for position, (row, person) in enumerate(zip(rows, named, strict=True)):
        error = arrivals.errors.get((*person.key, person.name))
        if error is not None:
            left[position] = error
        else:
            checks += _checks(row.values, arrivals.people[person.key], known, job=None)
    screening.write_checks(work, checks, import_id=batch_id)
    return Written(len(rows) - len(left), arrivals.created, tuple(left.items()))


def _staff(read: Read, rows: Sequence[JudgedRow]) -> list[Named]:
    departments = units.unit_names(read)
    return [
        Named(
            name=row.values["name"],
            category=Category.STAFF,
            staff_number=row.values["staff_no"],
            unit_id=departments.get(units.name_key(str(row.values.get("unit") or ""))),
        )
        for row in rows
    ]


def _checks(
    row: Mapping[str, Any], person: int, known: set[tuple[int, date, str]], *, job: int | None
) -> Iterator[screening.Checked]:
    for day, slot, value in row.get("readings") or ():
        key = (person, day, str(slot))
        if value is not None and key not in known:
            known.add(key)
            yield screening.Checked(person, day, CheckSlot(slot), float(value), job_id=job)


def _known(read: Read, people: Sequence[int | None]) -> set[tuple[int, date, str]]:
    """Checks that are there already, which an import leaves as they are."""
    wanted = sorted({person for person in people if person is not None})
    found: set[tuple[int, date, str]] = set()
    for start in range(0, len(wanted), _PIECE):
        query = select(HealthCheck.person_id, HealthCheck.day, HealthCheck.slot).where(
            HealthCheck.person_id.in_(wanted[start : start + _PIECE])
        )
        found |= {(row.person_id, row.day, row.slot) for row in read.session.execute(query)}
    return found


def _retest(work: Work, person: int, row: Mapping[str, Any], batch_id: int | None) -> None:
    day, slot = row["date"], CheckSlot(row.get("slot") or CheckSlot.MORNING.value)
    before = work.session.execute(
        select(HealthCheck.id, HealthCheck.retest, HealthCheck.decision, HealthCheck.normal).where(
            HealthCheck.person_id == person, HealthCheck.day == day, HealthCheck.slot == slot.value
        )
    ).one_or_none()
    if before is None:
        check = screening.Checked(
            person, day, slot, row["first"], retest=row.get("retemp"), decision=row.get("result")
        )
        screening.write_checks(work, [check], import_id=batch_id)
        return
    screening.add_retest(
        work, person=person, day=day, slot=slot, retest=row.get("retemp"), decision=row.get("result")
    )
    if batch_id is not None:
        work.session.add(
            ImportChange(
                batch_id=batch_id,
                subject_kind="health_check",
                subject_id=before.id,
                before={"retest": before.retest, "decision": before.decision, "normal": before.normal},
                after={"retest": row.get("retemp"), "decision": row.get("result")},
            )
        )


def _holders(read: Read, numbers: Sequence[str]) -> Mapping[str, Any]:
    """Crew passes by the number as it is written."""
    texts = {typed: number.text for typed in numbers if (number := numbering.parse(read, "pass.crew", typed))}
    wanted = sorted(set(texts.values()))
    found: dict[str, Any] = {}
    for start in range(0, len(wanted), _PIECE):
        query = (
            select(Pass.number, Pass.holder_id, Pass.holder_name, Pass.job_id)
            .outerjoin(Person, Person.id == Pass.holder_id)
            .where(Pass.number.in_(wanted[start : start + _PIECE]))
        )
        found |= {row.number or "": row for row in read.session.execute(query)}
    return {typed: found[text] for typed, text in texts.items() if text in found}
