"""Visits as lists, panels and papers get them."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from sqlalchemy import ColumnElement, and_, or_, select

from db.models import Gate, Officer, Person, Unit, Visit
from db.vocabulary import VisitOutcome
from duty_desk.errors import StaleError
from duty_desk.gate import limits
from duty_desk.roles import Permission, may
from duty_desk.work import Read


@dataclass(frozen=True, slots=True)
class VisitRow:
    """One visit in a list. `state` is registered, inside, overdue, left, refused, unknown."""

    id: int
    number: str | None
    person_id: int
    name: str
    id_number: str | None
    phone: str | None
    firm: str | None
    plate: str | None
    purpose: str
    host_name: str
    host_unit: str | None
    host_confirmed: bool
    places: str | None
    mask: bool | None
    temperature: float | None
    retest: float | None
    came_at: datetime
    open_until: datetime | None
    left_at: datetime | None
    state: str
    outcome: VisitOutcome | None
    decided_automatically: bool
    decided_at: datetime | None
    decided_by: str | None
    limit_hours: float
    recalled_at: datetime | None
    recall_reason: str | None
    gate: str | None
    note: str | None
    version: int

    @property
    def short_number(self) -> str:
        """The digits that a list shows of the slip's number."""
        digits = re.findall(r"[0-9]+", self.number or "")
        return digits[-1] if digits else ""

    @property
    def due_at(self) -> datetime:
        """When they are to be out again."""
        return self.came_at + timedelta(hours=self.limit_hours)

    @property
    def is_open(self) -> bool:
        """Whether something is still to be decided about it: let in, and not out yet."""
        return self.open_until is not None

    @property
    def stayed(self) -> timedelta | None:
        """How long they were here."""
        return self.left_at - self.came_at if self.left_at is not None else None


def list_undecided(read: Read, day: date | None = None) -> tuple[VisitRow, ...]:
    """Open visits that somebody has to decide at the end of a day."""
    rows = read.session.scalars(undecided(day or read.at.date())).all()
    return fetch_visits(read, [row.id for row in rows])


def day_to_decide(read: Read) -> date:
    """The last day whose open visits are to be decided by now: today once it is over, else yesterday."""
    today = read.at.date()
    return today if is_day_over(read) else today - timedelta(days=1)


def is_day_over(read: Read) -> bool:
    """Whether open visits are to be decided by now."""
    return read.at.time() >= limits.clock_of(read, "visitor.day_ends")


def get_visit(read: Read, visit: int) -> VisitRow:
    """One visit. Raises StaleError when there is none."""
    rows = fetch_visits(read, [visit])
    if not rows:
        raise StaleError("storage.stale")
    return rows[0]


def fetch_visits(read: Read, ids: Iterable[int]) -> tuple[VisitRow, ...]:
    """The visits with these identifiers, in the order they came; readings for who measures and who judges (check S-56)."""
    sees = may(read, Permission.SEE_READINGS)
    query = (
        select(
            Visit,
            Person.name,
            Person.id_number,
            Person.phone,
            Unit.name.label("unit"),
            Gate.name.label("gate"),
            Officer.name.label("decider"),
        )
        .join(Person, Person.id == Visit.person_id)
        .outerjoin(Unit, Unit.id == Visit.host_unit_id)
        .outerjoin(Gate, Gate.id == Visit.gate_id)
        .outerjoin(Officer, Officer.id == Visit.decided_by)
        .where(Visit.id.in_(list(ids)))
        .order_by(Visit.came_at, Visit.id)
    )
    return tuple(
        VisitRow(
            id=row.id,
            number=row.number,
            person_id=row.person_id,
            name=name,
            id_number=id_number,
            phone=phone,
            firm=row.firm,
            plate=row.plate,
            purpose=row.purpose,
            host_name=row.host_name,
            host_unit=unit or row.host_unit,
            host_confirmed=row.host_confirmed,
            places=row.places,
            mask=row.mask,
            temperature=row.temperature if sees else None,
            retest=row.retest if sees else None,
            came_at=row.came_at,
            open_until=row.open_until,
            left_at=row.left_at,
            state=state_of(row, read.at),
            outcome=VisitOutcome(row.outcome) if row.outcome else None,
            decided_automatically=row.decided_automatically,
            decided_at=row.decided_at,
            decided_by=decider,
            limit_hours=row.limit_hours,
            recalled_at=row.recalled_at,
            recall_reason=row.recall_reason,
            gate=gate,
            note=row.note,
            version=row.version,
        )
        for row, name, id_number, phone, unit, gate, decider in read.session.execute(query)
    )


def state_of(row: Visit, at: datetime) -> str:
    """What a visit is at a moment."""
    if row.admitted is False:
        return "refused"
    if row.left_at is not None:
        return "left"
    if row.outcome == VisitOutcome.UNKNOWN.value:
        return "unknown"
    if row.open_until is not None:
        return "overdue" if row.open_until < at else "inside"
    return "registered"


def undecided(day: date) -> Any:
    """Statement: open visits of a day and before that nobody has decided on it."""
    return select(Visit).where(is_undecided(day)).order_by(Visit.came_at, Visit.id)


def is_undecided(day: date) -> ColumnElement[bool]:
    """Condition: open, of that day or before, and nobody has decided on that day."""
    return and_(
        Visit.open_until.is_not(None),
        Visit.came_at < datetime.combine(day + timedelta(days=1), time()),
        or_(Visit.decided_on.is_(None), Visit.decided_on < day),
    )
