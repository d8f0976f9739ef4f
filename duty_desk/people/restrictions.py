"""Why a person may not pass for a time: isolation, home quarantine, fever, blocked.

Isolation, screening and administrators write restrictions; passes and the gate only read them. The home quarantine of a household
restricts everyone in it while it lasts: it is derived from the household, never copied to its members. Days are inclusive.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import (
    ColumnElement,
    CompoundSelect,
    and_,
    bindparam,
    false,
    insert,
    literal,
    or_,
    select,
    union,
)
from sqlalchemy.orm import aliased

from db import changes, prepared
from db.models import Household, Person, Restriction
from db.vocabulary import HouseholdState, RestrictionKind
from duty_desk import audit, formats
from duty_desk.errors import InputError, StaleError
from duty_desk.people.records import claim, required
from duty_desk.roles import Permission, requires
from duty_desk.strings import t
from duty_desk.work import Read, Work

# The first one found is the one that is said; a fever ends with a reading, the others with a date or a decision.
ORDER = (
    RestrictionKind.ISOLATION,
    RestrictionKind.HOME_QUARANTINE,
    RestrictionKind.FEVER,
    RestrictionKind.BLOCKED,
)
_AT_ONCE = 5000
_HOLDER = select(Person.id, Person.merged_into_id).where(Person.id == bindparam("person")).with_for_update()
_TABLE: Any = Restriction.__table__
# Conditions stand in queries that may themselves be over persons, households or restrictions.
_mine, _holder, _home = aliased(Restriction), aliased(Person), aliased(Household)
_ADD = insert(_TABLE)


@dataclass(frozen=True, slots=True)
class RestrictionRow:
    """One restriction. `id` is None for one that comes from the person's household."""

    id: int | None
    person_id: int
    kind: RestrictionKind
    starts_on: date | None
    ends_on: date | None
    reason: str = ""
    source: tuple[str, int] | None = None
    created_at: datetime | None = None
    lifted_at: datetime | None = None
    lift_reason: str | None = None

    def holds(self, day: date) -> bool:
        """Whether its days include that day."""
        return (self.starts_on is None or self.starts_on <= day) and (
            self.ends_on is None or self.ends_on >= day
        )

    @property
    def state(self) -> str:
        """What holds and until when, as the gate says it."""
        what = t(f"people.restricted.{self.kind.value}")
        if self.ends_on is None:
            return what
        return t("people.restricted.until", what=what, day=formats.day(self.ends_on))

    @property
    def sentence(self) -> str:
        """What holds and when a pass can be had, as a form says it."""
        return t("people.restricted.sentence", state=self.state, advice=self.advice)

    @property
    def advice(self) -> str:
        """When it ends."""
        return t(f"people.restricted.advice.{self.kind.value}")

    @property
    def next_step(self) -> str:
        """What the guard does now."""
        return t(f"people.restricted.next.{self.kind.value}")


# What a reader needs of a stored restriction, in the order of `row_of`.
COLUMNS = (
    Restriction.id,
    Restriction.person_id,
    Restriction.kind,
    Restriction.starts_on,
    Restriction.ends_on,
    Restriction.reason,
    Restriction.source_kind,
    Restriction.source_id,
    Restriction.created_at,
    Restriction.lifted_at,
    Restriction.lift_reason,
)


def holds(restriction: type[Restriction], first: Any, last: Any, at: Any) -> ColumnElement[bool]:
    """Condition: this restriction touches the days from `first` to `last` and was not lifted by the moment `at`."""
    return and_(
        restriction.starts_on <= last,
        or_(restriction.ends_on.is_(None), restriction.ends_on >= first),
        or_(restriction.lifted_at.is_(None), restriction.lifted_at > at),
    )


def quarantined(household: type[Household], first: Any, last: Any) -> ColumnElement[bool]:
    """Condition: this household is under home quarantine on some day from `first` to `last`."""
    return and_(
        household.state == HouseholdState.HOME_QUARANTINE,
        or_(household.quarantine_from.is_(None), household.quarantine_from <= last),
        or_(household.quarantine_until.is_(None), household.quarantine_until >= first),
    )


_OWN = (
    select(*COLUMNS)
    .where(
        Restriction.person_id.in_(bindparam("people", expanding=True)),
        holds(Restriction, bindparam("first"), bindparam("last"), bindparam("at")),
    )
    .order_by(Restriction.starts_on, Restriction.id)
)
_AT_HOME = (
    select(Person.id, Household.id, Household.quarantine_from, Household.quarantine_until)
    .join(Household, Household.id == Person.household_id)
    .where(
        Person.id.in_(bindparam("people", expanding=True)),
        quarantined(Household, bindparam("first"), bindparam("last")),
    )
)


@requires(Permission.RESTRICT)
def restrict(
    work: Work,
    *,
    person: int,
    kind: RestrictionKind,
    starts_on: date,
    ends_on: date | None = None,
    reason: str,
    source: tuple[str, int] | None = None,
) -> int:
    """Restrict a person from a day to a day inclusive, or until it is lifted. `source` names the record it comes from."""
    return impose(
        work, person=person, kind=kind, starts_on=starts_on, ends_on=ends_on, reason=reason, source=source
    )


def impose(
    work: Work,
    *,
    person: int,
    kind: RestrictionKind,
    starts_on: date,
    ends_on: date | None = None,
    reason: str,
    source: tuple[str, int] | None = None,
) -> int:
    """As `restrict`, for features whose own act was permitted: an admission, a second reading of 37.3."""
    reason = required(reason, "reason", "people.error.reason_missing")
    _check_period(starts_on, ends_on)
    work.session.flush()
    found = prepared.ask(work.connection, _HOLDER, {"person": person}).one_or_none()
    if found is None:
        raise StaleError("storage.stale")
    holder = found.merged_into_id or found.id
    values = {
        "person_id": holder,
        "kind": kind.value,
        "starts_on": starts_on,
        "ends_on": ends_on,
        "reason": reason,
        "source_kind": source[0] if source else None,
        "source_id": source[1] if source else None,
        "created_at": work.at,
        "created_by": work.officer.id,
    }
    restriction = prepared.add(work.connection, _ADD, values)
    changes.note(work.session, Restriction.__tablename__)
    audit.record(
        work,
        action="restriction.add",
        subject=("person", holder),
        after={"restriction": restriction, "kind": kind, "starts_on": starts_on, "ends_on": ends_on},
        reason=reason,
    )
    return restriction


@requires(Permission.RESTRICT)
def change_end(work: Work, restriction: int, *, ends_on: date | None, reason: str) -> None:
    """Extend or shorten a restriction that still holds; None leaves the end open."""
    row = claim(work, Restriction, restriction)
    if row.lifted_at is not None:
        raise StaleError("storage.stale")
    reason = required(reason, "reason", "people.error.reason_missing")
    _check_period(row.starts_on, ends_on)
    before = row.ends_on
    row.ends_on = ends_on
    audit.record(
        work,
        action="restriction.change",
        subject=("person", row.person_id),
        before={"restriction": row.id, "ends_on": before},
        after={"restriction": row.id, "ends_on": ends_on},
        reason=reason,
    )


@requires(Permission.LIFT_RESTRICTION)
def lift(work: Work, restriction: int, *, reason: str) -> None:
    """End a restriction now. One that was lifted already raises StaleError."""
    _lift(work, claim(work, Restriction, restriction), reason)


def lift_source(work: Work, source: tuple[str, int], *, reason: str) -> int:
    """End every restriction that came from one record (a stay that was released); returns how many."""
    query = select(Restriction).where(
        Restriction.source_kind == source[0],
        Restriction.source_id == source[1],
        Restriction.lifted_at.is_(None),
    )
    rows = work.session.scalars(query.with_for_update()).all()
    for row in rows:
        _lift(work, row, reason)
    return len(rows)


def active(read: Read, person_ids: Sequence[int], at: datetime | None = None) -> Mapping[int, RestrictionRow]:
    """The restriction that holds at a moment for each of these persons who has one (the gravest of several)."""
    moment = at or read.at
    found = during(read, person_ids, moment.date(), moment.date(), at=moment)
    return {person: rows[0] for person, rows in found.items()}


def during(
    read: Read, person_ids: Sequence[int], first: date, last: date, *, at: datetime | None = None
) -> Mapping[int, tuple[RestrictionRow, ...]]:
    """All restrictions that touch a period, gravest first, as known at a moment (now)."""
    found: dict[int, list[RestrictionRow]] = {}
    moment = at or read.at
    for start in range(0, len(person_ids), _AT_ONCE):
        values = {"people": list(person_ids[start : start + _AT_ONCE]), "first": first, "last": last}
        for row in map(row_of, read.session.execute(_OWN, {**values, "at": moment})):
            found.setdefault(row.person_id, []).append(row)
        for person, household, since, until in read.session.execute(_AT_HOME, values):
            found.setdefault(person, []).append(at_home(person, household, since, until))
    return {person: tuple(sorted(rows, key=gravity)) for person, rows in found.items()}


def gravity(row: RestrictionRow) -> tuple[int, bool]:
    """Sorts the gravest first, of equal ones those without an end."""
    return ORDER.index(row.kind), row.ends_on is not None


def list_restrictions(read: Read, person_id: int) -> tuple[RestrictionRow, ...]:
    """Every restriction of one person that was ever written, newest first, lifted ones included."""
    query = (
        select(*COLUMNS)
        .where(Restriction.person_id == person_id)
        .order_by(Restriction.starts_on.desc(), Restriction.id.desc())
    )
    return tuple(map(row_of, read.session.execute(query)))


def restricted(
    person_id: ColumnElement[Any] | Any, household_id: ColumnElement[Any] | Any | None = None, *, at: datetime
) -> ColumnElement[bool]:
    """Condition for a query: a restriction holds at a moment for the person, the person's household or the household named.

    Columns may be empty: an empty one is never restricted.
    """
    conditions: list[ColumnElement[bool]] = []
    # Lists of the few who are restricted, made once for the whole query: asking for each row alone takes seconds at a million.
    if person_id is not None:
        conditions.append(and_(person_id.is_not(None), person_id.in_(restricted_persons(at))))
    if household_id is not None:
        closed = select(_home.id).where(quarantined(_home, at.date(), at.date()))
        if isinstance(household_id, int):
            conditions.append(literal(household_id).in_(closed))
        else:
            conditions.append(and_(household_id.is_not(None), household_id.in_(closed)))
    return or_(*conditions) if conditions else false()


def restricted_persons(at: datetime) -> CompoundSelect[Any]:
    """Query for the identifiers of everyone whom a restriction holds at a moment, the person's own or the household's."""
    day = at.date()
    return union(
        select(_mine.person_id).where(holds(_mine, day, day, at)),
        select(_holder.id).join(_home, _home.id == _holder.household_id).where(quarantined(_home, day, day)),
    )


def row_of(row: Sequence[Any]) -> RestrictionRow:
    """COLUMNS of a stored restriction as readers get them."""
    identity, person, kind, starts_on, ends_on, reason, source_kind, source_id, created, lifted, why = row
    source = (source_kind, source_id) if source_kind and source_id is not None else None
    return RestrictionRow(
        identity, person, RestrictionKind(kind), starts_on, ends_on, reason, source, created, lifted, why
    )


def at_home(person_id: int, household_id: int, since: date | None, until: date | None) -> RestrictionRow:
    """The restriction that a household's home quarantine is for one of its members."""
    return RestrictionRow(
        None,
        person_id,
        RestrictionKind.HOME_QUARANTINE,
        since,
        until,
        source=("household", household_id),
    )


def _check_period(starts_on: date, ends_on: date | None) -> None:
    if ends_on is not None and ends_on < starts_on:
        raise InputError("ends_on", "people.error.period_reversed")


def _lift(work: Work, row: Restriction, reason: str) -> None:
    if row.lifted_at is not None:
        raise StaleError("storage.stale")
    row.lifted_at = work.at
    row.lifted_by = work.officer.id
    row.lift_reason = required(reason, "reason", "people.error.reason_missing")
    audit.record(
        work,
        action="restriction.lift",
        subject=("person", row.person_id),
        after={"restriction": row.id, "kind": row.kind},
        reason=row.lift_reason,
    )
