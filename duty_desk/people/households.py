"""Flats of the family quarter: who lives there, and whether the household is under home quarantine or has moved out."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TypedDict, Unpack

from sqlalchemy import func, select

from db import search as index
from db.models import Household, Person, Unit
from db.vocabulary import HouseholdState
from duty_desk import audit, formats, search
from duty_desk.errors import InputError
from duty_desk.people import rules
from duty_desk.people.records import change, claim, required, text_or_none
from duty_desk.roles import Permission, requires
from duty_desk.strings import LANGUAGES, text_in
from duty_desk.work import Read, Work

PRIVATE = frozenset({"head_name"})
_NUMBERED = re.compile(r"\D*?(\d+)\D*")
_ROOM = re.compile(r"\d+[a-z]?|[a-z]\d*")


class HouseholdForm(TypedDict, total=False):
    """What can be filled in for a household; its state is changed by `set_state`."""

    code: str
    building: str
    entrance: str | None
    room: str
    head_name: str | None
    declared_size: int | None
    unit: int | None
    note: str | None


@dataclass(frozen=True, slots=True)
class HouseholdRow:
    """A household. `declared_size` is what the household said, `members` how many persons are on record."""

    id: int
    code: str
    building: str
    entrance: str | None
    room: str
    head_name: str | None
    declared_size: int | None
    members: int
    unit_id: int | None
    unit: str | None
    state: str
    quarantine_from: date | None
    quarantine_until: date | None
    moved_out_on: date | None
    note: str | None
    version: int

    @property
    def place(self) -> str:
        """Building and flat as the office says them."""
        return place_text(self.building, self.entrance, self.room)

    def is_quarantined(self, day: date) -> bool:
        """Whether the household may not leave on that day; the last day is included."""
        return (
            self.state == HouseholdState.HOME_QUARANTINE
            and (self.quarantine_from is None or self.quarantine_from <= day)
            and (self.quarantine_until is None or self.quarantine_until >= day)
        )


@requires(Permission.EDIT_REGISTER)
def add_household(work: Work, *, import_id: int | None = None, **form: Unpack[HouseholdForm]) -> int:
    """Register a household, in the normal state."""
    household = Household(import_id=import_id, state=HouseholdState.NORMAL.value)
    values = checked(work, household, {"code": "", "building": "", "room": "", **form})
    for name, value in values.items():
        setattr(household, name, value)
    work.session.add(household)
    work.session.flush()
    if import_id is None:
        _record(work, "household.add", household.id, {}, values)
    return household.id


@requires(Permission.EDIT_REGISTER)
def update_household(
    work: Work, household: int, *, version: int | None = None, **form: Unpack[HouseholdForm]
) -> None:
    """Change what is given; the rest stays."""
    row = claim(work, Household, household, version)
    before, after = change(row, checked(work, row, form))
    if after:
        _record(work, "household.change", household, before, after)


@requires(Permission.RESTRICT)
def set_state(
    work: Work,
    household: int,
    *,
    state: HouseholdState,
    since: date | None = None,
    until: date | None = None,
    reason: str,
    version: int | None = None,
) -> None:
    """Put a household under home quarantine (both days inclusive), back to normal, or mark it moved out (since that day)."""
    row = claim(work, Household, household, version)
    reason = required(reason, "reason", "people.error.reason_missing")
    before, after = change(row, state_values(state, since or work.at.date(), until))
    if after:
        _record(work, "household.state", household, before, after, reason)


def state_values(state: HouseholdState, since: date | None, until: date | None) -> dict[str, object]:
    """The columns that say a household's state."""
    at_home = state is HouseholdState.HOME_QUARANTINE
    if at_home and since and until and until < since:
        raise InputError("until", "people.error.period_reversed")
    return {
        "state": state.value,
        "quarantine_from": since if at_home else None,
        "quarantine_until": until if at_home else None,
        "moved_out_on": since if state is HouseholdState.MOVED_OUT else None,
    }


def find_household(read: Read, text: str) -> int | None:
    """The one household that a code, a flat ("12-3-402", with or without words between) or a head's name means; None when not one alone."""
    code = unicodedata.normalize("NFKC", text).strip()
    found = list(read.session.scalars(select(Household.id).where(func.upper(Household.code) == code.upper())))
    if not found:
        parts = _ROOM.findall(search.normalise(text))
        flat = select(Household.id).where(Household.state != HouseholdState.MOVED_OUT)
        if len(parts) == 3:
            flat = flat.where(Household.building == parts[0], Household.entrance == parts[1])
            found = list(read.session.scalars(flat.where(Household.room == parts[2])))
        elif len(parts) == 2:
            flat = flat.where(Household.building == parts[0], Household.room == parts[1])
            found = list(read.session.scalars(flat))
    if not found and (head := rules.normalise_name(text)):
        found = list(read.session.scalars(select(Household.id).where(Household.head_name == head)))
    return found[0] if len(found) == 1 else None


def search_households(read: Read, typed: str, limit: int = 8) -> tuple[HouseholdRow, ...]:
    """Households for a type-ahead: by code, flat, or the head's name in any way that names are typed."""
    exact = find_household(read, typed)
    found = [exact] if exact is not None else []
    if groups := search.terms(typed):
        condition = index.matches(read.session.get_bind().dialect.name, "household", Household.id, groups)
        query = select(Household.id).where(condition).order_by(Household.code).limit(limit)
        found += [i for i in read.session.scalars(query) if i != exact]
    rows = {row.id: row for row in fetch_households(read, found)}
    return tuple(rows[i] for i in found[:limit])


def get_household(read: Read, household: int) -> HouseholdRow:
    """One household."""
    return fetch_households(read, [household])[0]


def list_households(read: Read) -> tuple[HouseholdRow, ...]:
    """All households by code."""
    return fetch_households(read, None)


def fetch_households(read: Read, ids: Sequence[int] | None) -> tuple[HouseholdRow, ...]:
    """The households with these identifiers by code."""
    members = (
        select(func.count())
        .where(Person.household_id == Household.id, Person.merged_into_id.is_(None))
        .correlate(Household)
        .scalar_subquery()
    )
    query = (
        select(Household, Unit.name, members)
        .outerjoin(Unit, Unit.id == Household.unit_id)
        .order_by(Household.code)
    )
    if ids is not None:
        query = query.where(Household.id.in_(ids))
    return tuple(
        HouseholdRow(
            id=row.id,
            code=row.code,
            building=row.building,
            entrance=row.entrance,
            room=row.room,
            head_name=row.head_name,
            declared_size=row.declared_size,
            members=count,
            unit_id=row.unit_id,
            unit=unit,
            state=row.state,
            quarantine_from=row.quarantine_from,
            quarantine_until=row.quarantine_until,
            moved_out_on=row.moved_out_on,
            note=row.note,
            version=row.version,
        )
        for row, unit, count in read.session.execute(query)
    )


def building_key(text: str) -> str:
    """A building's number out of what is written on it; a building without one number keeps its name."""
    plain = unicodedata.normalize("NFKC", text).strip()
    numbered = _NUMBERED.fullmatch(plain)
    return str(int(numbered[1])) if numbered else plain


def place_text(building: str, entrance: str | None, room: str) -> str:
    """A flat as the office says it, whatever width it was written in and whatever the screen speaks: it is kept and printed."""
    flat = formats.plain_width(f"{entrance}-{room}" if entrance else room)
    return text_in(LANGUAGES[0], "people.household.place", building=building, flat=flat)


def checked(work: Work, row: Household, form: HouseholdForm) -> dict[str, object]:
    """The columns a form of a household comes to. Raises InputError for what may not be kept."""
    values: dict[str, object] = {}
    if "code" in form:
        code = required(form["code"], "code", "people.error.household_code_missing")
        values["code"] = unicodedata.normalize("NFKC", code)
        twin = select(Household.code).where(Household.code == values["code"], Household.id != (row.id or 0))
        if work.session.scalar(twin) is not None:
            raise InputError("code", "people.error.household_code_taken", code=code)
    if "building" in form:
        building = required(form["building"], "building", "people.error.building_missing")
        values["building"] = building_key(building)
    if "room" in form:
        values["room"] = required(form["room"], "room", "people.error.room_missing")
    if "entrance" in form:
        values["entrance"] = text_or_none(form["entrance"])
    if "head_name" in form:
        head = rules.check_name(form["head_name"], field="head_name").value if form["head_name"] else None
        values |= {"head_name": head, "head_sort": search.sort_key(head or "")}
    if "declared_size" in form:
        if (form["declared_size"] or 0) < 0:
            raise InputError("declared_size", "people.error.negative")
        values["declared_size"] = form["declared_size"]
    if "unit" in form:
        values["unit_id"] = form["unit"]
    if "note" in form:
        values["note"] = text_or_none(form["note"])
    told = {
        name: str(values.get(name, getattr(row, name)) or "") for name in ("building", "entrance", "room")
    }
    flat = "-".join(part for part in (told["entrance"], told["room"]) if part)
    values["search_doc"] = search.document(
        names=[str(values.get("head_name", row.head_name) or "")],
        codes=[str(values.get("code", row.code))],
        texts=[text_in("zh_CN", "people.household.place", building=told["building"], flat=flat)],
    )
    return values


def _record(
    work: Work,
    action: str,
    household: int,
    before: Mapping[str, object],
    after: Mapping[str, object],
    reason: str | None = None,
) -> None:
    hidden = PRIVATE | {"search_doc", "head_sort", "note"}
    audit.record(
        work,
        action=action,
        subject=("household", household),
        before={key: value for key, value in before.items() if key not in hidden},
        after={key: value for key, value in after.items() if key not in hidden},
        private={key: value for key, value in after.items() if key in PRIVATE},
        reason=reason,
    )
