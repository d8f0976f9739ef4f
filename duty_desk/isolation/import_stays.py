"""Rows of an office's register of observation and of its waiting list, as the stays they stand for."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from functools import cache
from typing import Any

from sqlalchemy import select

from db.models import Person
from db.vocabulary import Category, Ending, IdKind, StayState
from duty_desk import formats, numbering, policy
from duty_desk.errors import InputError
from duty_desk.isolation import day_rules, stay_rules
from duty_desk.isolation.deciding import SERIES
from duty_desk.paths import resources
from duty_desk.people import import_forms, persons, units
from duty_desk.people.import_forms import Names
from duty_desk.roles import step
from duty_desk.work import Read, Work

# What the forms call the states, and how a stay of each ended.
ENDINGS: Mapping[str, Ending] = {"released": Ending.RELEASED, "transferred": Ending.REFERRED}
_CATEGORY = {"family": Category.FAMILY, "student": Category.STUDENT, "staff": Category.STAFF}


@dataclass(frozen=True, slots=True)
class Episode:
    """A row of the register: the columns of its stay, and the decision to count from another day, if there was one."""

    number: str
    room: str
    values: Mapping[str, Any]
    rebased_from: date | None
    remark: str


@cache
def _words() -> Mapping[str, Any]:
    path = resources() / "defaults" / "stay_words.toml"
    return tomllib.loads(path.read_text(encoding="utf-8"))


def category_of(written: str) -> str:
    """Why somebody is there, by what the office wrote."""
    table: Mapping[str, list[str]] = _words()["category"]
    return next((key for key, words in table.items() if any(word in written for word in words)), "other")


def anchor_of(category: str) -> str:
    """What the date in the register is: the day of leaving or of the last exposure."""
    leaving: list[str] = _words()["leaving"]["categories"]
    return day_rules.LEAVE_RISK_AREA if category in leaving else day_rules.LAST_EXPOSURE


def witnesses(remark: str) -> tuple[str | None, str | None]:
    """The two witnesses named in a remark."""
    about: Mapping[str, Any] = _words()["witness"]
    for word in about["words"]:
        _, found, rest = remark.partition(word)
        if found:
            names = [name for name in re.split(f"[{re.escape(about['marks'])}]+", rest) if name]
            return names[0] if names else None, names[1] if len(names) > 1 else None
    return None, None


def episode(read: Read, values: Mapping[str, Any]) -> Episode:
    """A row of the register of stays. Raises InputError for a period that cannot be."""
    number = numbering.parse(read, SERIES, str(values["no"]))
    came = _moment(values["admit_date"], values.get("admit_time"))
    left = _left(values)
    if left is not None and left < came:
        raise InputError("left_date", "isolation.error.period")
    category = category_of(str(values.get("kind") or ""))
    start: date = values.get("rebase") or values["anchor"]
    counts = bool(policy.value(read, "iso.first_day_counts", on=came.date()))
    due = values.get("due") or day_rules.last_day(
        start, policy.integer(read, "iso.days", on=came.date()), first_day_counts=counts
    )
    if came > read.at:
        raise InputError("admit_date", "isolation.error.future")
    if due < came.date():
        raise InputError("due", "isolation.error.over_already", due_on=formats.day(due))
    remark = str(values.get("remark") or "")
    refused = values.get("signed") == stay_rules.NOTICE_REFUSED
    one, two = witnesses(remark) if refused else (None, None)
    told = values.get("signed") in (stay_rules.SIGNED, stay_rules.NOTICE_REFUSED)
    ending = ENDINGS.get(str(values.get("state")), Ending.RELEASED) if left is not None else None
    home = policy.integer(read, "iso.home_days", on=came.date())
    columns: dict[str, Any] = {
        "number": number.text if number is not None else str(values["no"]),
        "state": (StayState.ADMITTED if left is None else StayState.ENDED).value,
        "origin": values.get("origin") or "other",
        "category": category,
        "requested_at": came,
        "approved_at": came,
        "reason": str(values.get("kind") or "") or remark,
        "notice": values["signed"] if told else None,
        "notice_at": came if told else None,
        "witness_one": one,
        "witness_two": two,
        "anchor": anchor_of(category),
        "exposure_on": values["anchor"],
        "counted_from": start,
        "days": day_rules.days_until(start, due, first_day_counts=counts),
        "due_on": due,
        "admitted_at": came,
        "ended_at": left,
        "ending": ending.value if ending is not None else None,
        "ending_note": remark or None if ending is Ending.REFERRED else None,
        "home_until": day_rules.home_until(left.date(), home) if left and ending is Ending.RELEASED else None,
        "note": remark or None,
    }
    rebased = values["anchor"] if values.get("rebase") not in (None, values["anchor"]) else None
    return Episode(columns["number"], str(values["room"]), columns, rebased, remark)


def waiting(values: Mapping[str, Any]) -> dict[str, Any]:
    """A row of the waiting list as the columns of its stay."""
    applied = datetime.combine(values["applied"], time())
    approved = values.get("approved") is True
    told = values.get("signed") in (stay_rules.SIGNED, stay_rules.NOTICE_REFUSED)
    remark = str(values.get("remark") or "")
    return {
        "state": (StayState.APPROVED if approved else StayState.REQUESTED).value,
        "category": category_of(remark),
        "anchor": day_rules.LAST_EXPOSURE,
        "requested_at": applied,
        "approved_at": applied if approved else None,
        "reason": remark,
        "notice": values["signed"] if told else None,
        "notice_at": applied if told else None,
        "note": remark or None,
    }


@step
def person_of(
    work: Work, values: Mapping[str, Any], names: Names, import_id: int | None
) -> tuple[int, int | None, str | None]:
    """The person of a row, registered now if not on record, with unit and home. What is on record is left as it is."""
    place = str(values.get("unit") or "")
    home = names.households.get(place.upper())
    unit = names.units.get(units.name_key(place)) if home is None else None
    written = None if home is not None or unit is not None else place or None
    found = persons.find_known(work, values["name"], None, values["id_no"], None, values.get("phone"))
    if found is None:
        origin = values.get("origin")
        usual = Category.FAMILY if home else Category.STAFF if unit else Category.VISITOR
        kind = values.get("id_type")
        found = persons.add_person(
            work,
            import_id=import_id,
            name=values["name"],
            category=_CATEGORY.get(str(origin), usual),
            id_kind=IdKind(kind) if kind else None,
            id_number=values["id_no"],
            phone=values.get("phone") or None,
            sex=values.get("sex"),
            unit=unit,
            household=home,
            place=written,
        )
    return found, unit, written


def origin_of(read: Read, person: int) -> str:
    """Whom the office counts somebody with, by the register of persons."""
    category = read.session.scalar(select(Person.category).where(Person.id == person))
    return next((word for word, known in _CATEGORY.items() if known.value == category), "other")


def names_of(read: Read) -> Names:
    """What names in a sheet can mean."""
    return import_forms.read_names(read)


def _left(values: Mapping[str, Any]) -> datetime | None:
    if values.get("state") not in ENDINGS and values.get("left_date") is None:
        return None
    day = values.get("left_date")
    if day is None:
        raise InputError("left_date", "isolation.error.left_missing")
    return _moment(day, values.get("left_time"))


def _moment(day: date, clock: str | time | None) -> datetime:
    if isinstance(clock, str):
        clock = time.fromisoformat(clock) if clock else None
    return datetime.combine(day, clock or time())
