"""Rows of the office's workbook of key persons: figures by unit, who lives on campus, and the summary that is only compared."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from datetime import date
from functools import cache
from typing import Any

from sqlalchemy import delete, exists, select

from db.models import Household, KeyCall, KeyCount, KeyPerson, Person, Unit
from db.vocabulary import Category, IdKind
from duty_desk.errors import InputError, Refusal
from duty_desk.paths import resources
from duty_desk.people import persons, units
from duty_desk.people.households import place_text
from duty_desk.people.import_forms import Names
from duty_desk.roles import step
from duty_desk.screening import key_people, key_rows
from duty_desk.work import Work


@cache
def _lines() -> Mapping[str, list[str]]:
    path = resources() / "defaults" / "key_words.toml"
    return tomllib.loads(path.read_text(encoding="utf-8"))["line"]


def line_of(written: str) -> str | None:
    """Which figure a line of the summary is."""
    return next((key for key, words in _lines().items() if all(word in written for word in words)), None)


@step
def write_counts(
    work: Work, values: Mapping[str, Any], names: Names, import_id: int | None, day: date
) -> None:
    """The figures of one unit as of a day. What is on record is left; a row that says something else is not written over it."""
    unit = names.units.get(units.name_key(values["unit"]))
    if unit is None:
        raise InputError("unit", "key_people.error.unit_unknown", name=values["unit"])
    found = {name: int(values.get(name) or 0) for name in key_people.COUNTS}
    key_people.check_counts(found)
    known = work.session.scalar(select(KeyCount).where(KeyCount.unit_id == unit, KeyCount.day == day))
    if known is not None:
        for name, value in found.items():
            if getattr(known, name) != value:
                raise InputError(
                    name,
                    "key_people.error.differs",
                    name=values["unit"],
                    written=value,
                    summed=getattr(known, name),
                )
        return
    remark = str(values.get("remark") or "") or None
    work.session.add(KeyCount(unit_id=unit, day=day, remark=remark, import_id=import_id, **found))
    work.session.flush()


@step
def write_person(
    work: Work, values: Mapping[str, Any], names: Names, import_id: int | None, day: date
) -> None:
    """Somebody who came back and lives on campus; who is followed up already stays as on record.

    Called until an officer ends it: the list of the office says who is called, not for how long.
    """
    if values["returned"] > work.at.date():
        raise InputError("returned", "key_people.error.future")
    home = _home_words(work, str(values.get("household") or ""), names)
    unit = names.units.get(units.name_key(str(values.get("unit") or "")))
    person = persons.find_known(
        work, values["name"], IdKind.RESIDENT, values["id_no"], None, values.get("phone")
    )
    if person is None:
        person = persons.add_person(
            work,
            import_id=import_id,
            name=values["name"],
            category=Category.STAFF if unit is not None else Category.VISITOR,
            id_kind=IdKind.RESIDENT,
            id_number=values["id_no"],
            phone=values.get("phone") or None,
            sex=values.get("sex"),
            unit=unit,
        )
    if work.session.scalar(
        select(KeyPerson.id).where(KeyPerson.person_id == person, KeyPerson.ended_on.is_(None))
    ):
        return
    work.session.add(
        KeyPerson(
            person_id=person,
            unit_id=unit,
            home=home or None,
            came_on=values["returned"],
            delivered=values.get("delivered") or 0,
            called_before=values.get("called") or 0,
            remark=str(values.get("remark") or "") or None,
            import_id=import_id,
        )
    )
    work.session.flush()


def _home_words(work: Work, written: str, names: Names) -> str:
    """A flat as the office says it. Who lives there for a time is no member of that household."""
    row = work.session.get(Household, names.households.get(written.upper(), 0))
    return place_text(row.building, row.entrance, row.room) if row is not None else written


@step
def compare_line(
    work: Work, values: Mapping[str, Any], names: Names, import_id: int | None, day: date
) -> None:
    """A line of the summary must say what the units come to; nothing of it is kept."""
    line = line_of(values["name"])
    if line is None:
        raise InputError("name", "key_people.error.item", name=values["name"])
    summed = getattr(key_rows.totals(work, day), line)
    if summed != values["count"]:
        raise InputError(
            "count", "key_people.error.differs", name=values["name"], written=values["count"], summed=summed
        )


@step
def undo(work: Work, batch_id: int) -> int:
    """Take figures and persons of an import back. Raises Refusal once somebody was called or a figure was changed."""
    used = select(Person.name).join(KeyPerson, KeyPerson.person_id == Person.id)
    used = used.where(
        KeyPerson.import_id == batch_id,
        (KeyPerson.version > 1) | exists().where(KeyCall.key_person_id == KeyPerson.id),
    )
    if (name := work.session.scalar(used.limit(1))) is not None:
        raise Refusal("key_people.refusal.import_used", name=name)
    changed = select(Unit.name).join(KeyCount, KeyCount.unit_id == Unit.id)
    changed = changed.where(KeyCount.import_id == batch_id, KeyCount.version > 1)
    if (unit := work.session.scalar(changed.limit(1))) is not None:
        raise Refusal("key_people.refusal.counts_changed", unit=unit)
    done = 0
    for model in (KeyPerson, KeyCount):
        result = work.session.execute(
            delete(model).where(model.import_id == batch_id), execution_options={"synchronize_session": False}
        )
        done += int(result.rowcount)  # pyright: ignore[reportAttributeAccessIssue]
    return done
