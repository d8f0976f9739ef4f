"""Who may not work on days to come: the roster asks the screening, so that nobody in fever or quarantine is drawn (product rules W1, R2).

barred(read, first, last)          # roster person → day → why not; today and later
unfit_of(read)                     # name, department and day → why not; for a calendar that is being imported
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select

from db.models import Person, RosterPerson, Unit
from db.vocabulary import Category
from duty_desk.roster.rules import DAY
from duty_desk.screening import Why, may_work_days
from duty_desk.work import Read

# That somebody has not been checked yet today is no reason to leave them out of a plan.
_BARS = frozenset({Why.RESTRICTED, Why.POSITIVE, Why.ABNORMAL})
# How far a calendar that is imported is looked at.
_AHEAD = 92 * DAY
_STAFF = frozenset({Category.STAFF, Category.LOGISTICS, Category.CONTRACTOR})


@dataclass(frozen=True, slots=True)
class _Named:
    """How the roster writes somebody."""

    name: str
    department: str
    phone: str | None = None
    person: int | None = None


def barred(read: Read, first: date, last: date) -> Mapping[int, Mapping[date, str]]:
    """Everybody on the roster who may not work on some of these days, with the reason; days gone by are left out."""
    query = select(
        RosterPerson.id,
        RosterPerson.name,
        RosterPerson.department,
        RosterPerson.phone,
        RosterPerson.person_id,
    ).where(RosterPerson.is_active)
    names = {row.id: _Named(*row[1:]) for row in read.session.execute(query)}
    people = _people(read, list(names.values()))
    found = _reasons(read, sorted(set(people.values())), first, last)
    return {
        who: found[people[named]]
        for who, named in names.items()
        if named in people and people[named] in found
    }


def unfit_of(read: Read) -> Callable[[str, str, date], str]:
    """Answers why somebody of a name and a department may not work on a day; empty when nothing is known."""
    known: dict[tuple[str, str], Mapping[date, str]] = {}
    today = read.at.date()

    def why(name: str, department: str, day: date) -> str:
        key = (name, department)
        if not today <= day <= today + _AHEAD:
            return ""
        if key not in known:
            people = _people(read, [_Named(name, department)])
            found = _reasons(read, list(people.values()), today, today + _AHEAD)
            known[key] = next(iter(found.values()), {})
        return known[key].get(day, "")

    return why


def _reasons(read: Read, people: Sequence[int], first: date, last: date) -> dict[int, dict[date, str]]:
    start = max(first, read.at.date())
    days = [start + number * DAY for number in range((last - start).days + 1)]
    found: dict[int, dict[date, str]] = {}
    if not people or not days:
        return found
    for day, judged in may_work_days(read, people, days).items():
        for person, fit in judged.items():
            if not fit.ok and fit.why in _BARS:
                found.setdefault(person, {})[day] = fit.text
    return found


def _people(read: Read, named: Sequence[_Named]) -> dict[_Named, int]:
    """The person of the register behind each name: the linked one, else by phone or unit, else the only one of that name on the staff."""
    query = (
        select(Person.id, Person.name, Person.phone, Person.category, Unit.name, Unit.aliases)
        .outerjoin(Unit, Unit.id == Person.unit_id)
        .where(Person.name.in_({each.name for each in named}), Person.merged_into_id.is_(None))
        .order_by(Person.id)
    )
    same: dict[str, list[tuple[int, str | None, str, frozenset[str | None]]]] = {}
    for person, name, phone, category, unit, aliases in read.session.execute(query):
        same.setdefault(name, []).append((person, phone, category, frozenset({unit, *(aliases or ())})))
    found: dict[_Named, int] = {}
    for each in named:
        those = same.get(each.name, [])
        by_phone = [person for person, phone, _, _ in those if phone is not None and phone == each.phone]
        by_unit = [person for person, _, _, units in those if each.department and each.department in units]
        staff = [person for person, _, category, _ in those if category in _STAFF]
        if each.person is not None:
            found[each] = each.person
        elif by_phone or len(by_unit) == 1:
            found[each] = (by_phone or by_unit)[0]
        elif len(staff) == 1:
            found[each] = staff[0]
    return found
