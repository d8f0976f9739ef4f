"""Who the roster says is on duty in a shift; an office without a roster is not asked for one."""

from __future__ import annotations

from dataclasses import dataclass

from db.vocabulary import Role, Shift
from duty_desk import roster
from duty_desk.people.officers import list_officers
from duty_desk.roles import ALLOWED, Permission
from duty_desk.spans import Span
from duty_desk.work import Read


@dataclass(frozen=True, slots=True)
class Expected:
    """Somebody whom the roster has in a shift; `officer_id` where they sign in at this desk and may take it over."""

    name: str
    post: str
    officer_id: int | None


def expected(read: Read, span: Span) -> tuple[Expected, ...]:
    """Who is to come for a shift: first those who can take this desk, then the order of the roster."""
    may = {
        row.id: row.name
        for row in list_officers(read, active_only=True)
        if Permission.HAND_OVER in ALLOWED[Role(row.role)]
    }
    by_name = {name: number for number, name in may.items()}
    found: list[Expected] = []
    for person in roster.people_on(read, span.day).get(span.shift, ()):
        officer = person.officer if person.officer in may else by_name.get(person.name)
        found.append(Expected(person.name, person.post, officer))
    return tuple(sorted(found, key=lambda one: one.officer_id is None))


def leader_of(read: Read, span: Span) -> str | None:
    """The leader on duty on the day of a shift."""
    leaders = roster.people_on(read, span.day).get(Shift.LEADER, ())
    return leaders[0].name if leaders else None
