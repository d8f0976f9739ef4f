"""Reads a judged row of the register's workbook as what the registers are filled with."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import time
from typing import Any

from sqlalchemy import select

from db.models import Campus, Household
from db.vocabulary import BuildingState, Category, HouseholdState, IdKind, StoreKind, UnitKind
from duty_desk.errors import InputError
from duty_desk.people import units
from duty_desk.work import Read

_CLOCK = re.compile(r"(\d{1,2}):(\d{2})")
_WHOLE_DAY = (time(0, 0), time(0, 0))

Values = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Names:
    """What names in a sheet can mean."""

    campuses: Mapping[str, int]
    units: Mapping[str, int]
    households: Mapping[str, int]


def read_names(read: Read) -> Names:
    """Everything the rows of a register may name."""
    campuses = read.session.execute(select(Campus.id, Campus.code, Campus.name)).all()
    homes = read.session.execute(select(Household.id, Household.code)).all()
    return Names(
        campuses={name: row.id for row in campuses for name in (row.code, row.name)},
        units=units.unit_names(read),
        households={row.code.upper(): row.id for row in homes},
    )


def campus_form(values: Values, names: Names) -> dict[str, Any]:
    """A campus."""
    return {"code": values["code"], "name": values["name"], "note": values.get("remark")}


def gate_form(values: Values, names: Names) -> dict[str, Any]:
    """A gate with its hours."""
    opens_at, closes_at = read_hours(values.get("hours") or "")
    return {
        "code": values["code"],
        "name": values["name"],
        "campus": _campus(values, names),
        "traffic": values.get("use"),
        "opens_at": opens_at,
        "closes_at": closes_at,
        "is_open": values["state"] == "open",
        "note": values.get("remark"),
    }


def unit_form(values: Values, names: Names) -> dict[str, Any]:
    """A unit; whom it reports through is known when all units are."""
    return {
        "code": values.get("code"),
        "name": values["name"],
        "aliases": values.get("aliases") or (),
        "kind": UnitKind(values["kind"]).value if values.get("kind") else None,
        "staff": values.get("staff"),
        "students": values.get("students"),
        "reports": bool(values.get("reporting")),
        "campus": _campus(values, names),
        "contact": values.get("contact"),
        "phone": values.get("contact_phone"),
    }


def team_form(values: Values, names: Names) -> dict[str, Any]:
    """A team of the staff grid."""
    return {"branch": values["branch"], "name": values["team"], "headcount": values.get("count") or 0}


def building_form(values: Values, names: Names) -> dict[str, Any]:
    """A building."""
    return {
        "code": values["code"],
        "name": values["name"],
        "campus": _campus(values, names),
        "kind": values.get("kind"),
        "floors": values.get("floors"),
        "lifts": values.get("lifts"),
        "state": BuildingState(values.get("state") or BuildingState.USED).value,
        "note": values.get("remark"),
    }


def store_form(values: Values, names: Names) -> dict[str, Any]:
    """A store room."""
    return {
        "code": values["code"],
        "name": values["name"],
        "campus": _campus(values, names),
        "kind": StoreKind(values["kind"]).value if values.get("kind") else None,
        "place": values.get("place"),
        "alcohol_limit_l": values.get("alcohol_limit"),
        "note": values.get("remark"),
    }


def household_form(values: Values, names: Names) -> dict[str, Any]:
    """A household, without its state."""
    return {
        "code": values["no"].strip().upper(),
        "building": values.get("building") or "",
        "entrance": _text(values.get("entrance")),
        "room": _text(values.get("room")) or "",
        "head_name": values.get("head"),
        "declared_size": values.get("size"),
        "unit": names.units.get(units.name_key(values.get("head_unit") or "")),
        "note": values.get("remark"),
    }


def household_state(values: Values) -> HouseholdState:
    """The state a sheet names; normal when it names none."""
    return HouseholdState(values.get("state") or HouseholdState.NORMAL)


def person_form(values: Values, names: Names) -> dict[str, Any]:
    """A person, or a member of a household."""
    code = (values.get("household") or "").upper()
    unit = names.units.get(units.name_key(values.get("unit") or ""))
    category = values.get("category") or (
        Category.FAMILY if code else Category.STAFF if unit else Category.VISITOR
    )
    kind = values.get("id_type") or values.get("id_kind")
    return {
        "name": values["name"],
        "category": Category(category),
        "id_kind": IdKind(kind) if kind and values.get("id_no") else None,
        "id_number": values.get("id_no"),
        "staff_number": values.get("staff_no"),
        "phone": values.get("phone"),
        "sex": values.get("sex"),
        "unit": unit,
        "household": names.households.get(code),
        "relation": values.get("relation"),
        "note": values.get("remark"),
    }


def read_hours(text: str) -> tuple[time | None, time | None]:
    """Opening hours as they are written, "06:00-22:00"; none for round the clock or when nothing is written."""
    plain = unicodedata.normalize("NFKC", text)
    found = [(int(hours), int(minutes)) for hours, minutes in _CLOCK.findall(plain)]
    if not plain.strip():
        return None, None
    if len(found) != 2 or any(hours > 24 or minutes > 59 for hours, minutes in found):
        raise InputError("hours", "people.error.hours")
    opens_at, closes_at = (time(hours % 24, minutes) for hours, minutes in found)
    return (None, None) if (opens_at, closes_at) == _WHOLE_DAY else (opens_at, closes_at)


def _campus(values: Values, names: Names) -> int | None:
    return names.campuses.get((values.get("campus") or "").strip())


def _text(value: object) -> str | None:
    return str(value).strip() if value not in (None, "") else None
