"""Who the roster says is on duty in a shift; an office without a roster is not asked for one."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select

from db.models import Duty, RosterPerson
from db.vocabulary import Shift
from duty_desk.duty.spans import Span
from duty_desk.work import Read


@dataclass(frozen=True, slots=True)
class Expected:
    """Somebody whom the roster has in a shift; `officer_id` where they sign in at this desk."""

    name: str
    post: str
    officer_id: int | None


def expected(read: Read, span: Span) -> tuple[Expected, ...]:
    """Who is to come for a shift, in the order of the roster; first those who can sign in here."""
    found = [Expected(row.name, row.post, row.officer_id) for row in _of(read, span, span.shift)]
    return tuple(sorted(found, key=lambda one: one.officer_id is None))


def leader_of(read: Read, span: Span) -> str | None:
    """The leader on duty on the day of a shift."""
    return next((row.name for row in _of(read, span, Shift.LEADER)), None)


def _of(read: Read, span: Span, shift: Shift) -> list[RosterPerson]:
    query = (
        select(RosterPerson)
        .join(Duty, Duty.roster_person_id == RosterPerson.id)
        .where(Duty.day == span.day, Duty.shift == shift.value)
        .order_by(RosterPerson.list_order, RosterPerson.id)
    )
    return list(read.session.scalars(query))
