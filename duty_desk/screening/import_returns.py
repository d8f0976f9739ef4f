"""Rows of a list of those who come back: into a batch that is there, with the temperatures of their health record (product rule R7)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from sqlalchemy import delete, select

from db.models import Person, ReturnBatch, Returnee, ReturneeDay
from db.vocabulary import Category, ReturnState
from duty_desk.errors import InputError, Refusal
from duty_desk.people import persons, units
from duty_desk.people.import_forms import Names
from duty_desk.people.taking_back import run
from duty_desk.roles import step
from duty_desk.screening import returns
from duty_desk.screening.returns import RecordDay
from duty_desk.work import Work


@step
def write_returnee(
    work: Work, values: Mapping[str, Any], names: Names, import_id: int | None, day: date
) -> None:
    """One person of a batch. Who is in it already gets the days of the health record that were not there yet."""
    batch = work.session.scalar(select(ReturnBatch.id).where(ReturnBatch.name == values["batch"]))
    if batch is None:
        raise InputError("batch", "returns.error.batch_unknown", name=values["batch"])
    unit = names.units.get(units.name_key(str(values.get("unit") or "")))
    person = persons.find_known(
        work, values["name"], None, None, values["staff_no"], values.get("phone") or None
    )
    if person is None:
        person = persons.add_person(
            work,
            import_id=import_id,
            name=values["name"],
            category=Category.STUDENT,
            staff_number=values["staff_no"],
            phone=values.get("phone") or None,
            sex=values.get("sex"),
            unit=unit,
        )
    returnee = work.session.scalar(
        select(Returnee.id).where(Returnee.batch_id == batch, Returnee.person_id == person)
    )
    if returnee is None:
        returnee = returns.add_returnee(
            work,
            batch=batch,
            person=person,
            unit=unit,
            coming_from=str(values.get("coming_from") or ""),
            transport=str(values.get("transport") or ""),
            vehicle=str(values.get("vehicle") or ""),
            must_observe=values.get("must_observe") is True,
            observe_reason=str(values.get("observe_reason") or ""),
            remark=str(values.get("remark") or ""),
            import_id=import_id,
        )
    known = set(work.session.scalars(select(ReturneeDay.day).where(ReturneeDay.returnee_id == returnee)))
    place = str(values.get("place") or values.get("coming_from") or "")
    readings = values.get("readings") or ()
    days = {
        on: RecordDay(on, place, float(value))
        for on, _slot, value in readings
        if value is not None and on not in known and on <= work.at.date()
    }
    returns.record_days(work, returnee, tuple(days.values()), import_id=import_id)


@step
def undo(work: Work, batch_id: int) -> int:
    """Take the people of an import back. Raises Refusal once one of them has come or was changed."""
    query = (
        select(Person.name)
        .join(Returnee, Returnee.person_id == Person.id)
        .where(
            Returnee.import_id == batch_id,
            (Returnee.version > 1) | (Returnee.state != ReturnState.EXPECTED.value),
        )
    )
    if (name := work.session.scalar(query.limit(1))) is not None:
        raise Refusal("returns.refusal.import_used", name=name)
    mine = select(Returnee.id).where(Returnee.import_id == batch_id)
    run(
        work,
        delete(ReturneeDay).where((ReturneeDay.import_id == batch_id) | ReturneeDay.returnee_id.in_(mine)),
    )
    return run(work, delete(Returnee).where(Returnee.import_id == batch_id))
