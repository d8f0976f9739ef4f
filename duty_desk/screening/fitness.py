"""Whether somebody may work on a day: what the morning check, its review, a test and a restriction say (product rule R2, domain A1.18).

    fit = may_work(read, person, day)        # fit.ok, fit.why: a word, fit.text: the sentence
    may_work_all(read, people, day)          # the same for many at once
    may_work_days(read, people, days)        # and for many days; the roster asks so

On the day itself a missing morning check keeps from work in canteens, supply and at the isolation sites; elsewhere it is only said.
An abnormal check keeps from work that day and the next until it is reviewed or a later one is normal.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum

from sqlalchemy import select

from db.models import GridMember, HealthCheck
from db.vocabulary import CheckSlot, FrontLine
from duty_desk.people import restrictions
from duty_desk.screening import grid_members, person_tests
from duty_desk.screening.checks import ON_DUTY
from duty_desk.screening.grid_members import BLOCKS, MemberRow
from duty_desk.strings import t
from duty_desk.work import Read

_BACK = timedelta(days=1)


class Why(StrEnum):
    """What keeps somebody from work, or is only said; the gravest first."""

    RESTRICTED = "restricted"
    POSITIVE = "positive"
    ABNORMAL = "abnormal"
    UNCHECKED = "unchecked"
    NOT_YET = "not_yet"
    FINE = "fine"


@dataclass(frozen=True, slots=True)
class Fitness:
    """`ok` says whether they may work; `text` the reason in a sentence, empty when all is well."""

    person_id: int
    ok: bool
    why: Why
    text: str = ""


def may_work(read: Read, person: int, day: date) -> Fitness:
    """Whether one person may work on a day."""
    return may_work_all(read, [person], day)[person]


def may_work_all(read: Read, people: Sequence[int], day: date) -> Mapping[int, Fitness]:
    """Whether each of these persons may work on a day."""
    return may_work_days(read, people, [day])[day]


def may_work_days(
    read: Read, people: Sequence[int], days: Sequence[date]
) -> Mapping[date, Mapping[int, Fitness]]:
    """Whether each of these persons may work on each of these days, in as many questions as for one."""
    ids = list(dict.fromkeys(people))
    first, last = min(days), max(days)
    held = restrictions.during(read, ids, first, last)
    tests = person_tests.latest(read, ids, datetime.combine(last, time.max))
    checks = _checks(read, ids, first, last)
    posts = _posts(read, ids)
    return {
        day: {
            person: _judge(
                person,
                day,
                next((each for each in held.get(person, ()) if each.holds(day)), None),
                tests.get(person),
                [each for each in checks.get(person, ()) if day - _BACK <= each.day <= day],
                posts.get(person, FrontLine.NONE),
                past=day <= read.at.date(),
            )
            for person in ids
        }
        for day in days
    }


def unchecked_front_line(read: Read, day: date) -> tuple[MemberRow, ...]:
    """Who of posts that need it has no morning check of that day: they may not begin to work. Names shortened."""
    members = [member for member in grid_members.list_members(read, day=day) if member.front_line in BLOCKS]
    found = may_work_all(read, [member.person_id for member in members], day)
    return tuple(member for member in members if found[member.person_id].why is Why.UNCHECKED)


def _judge(
    person: int,
    day: date,
    held: restrictions.RestrictionRow | None,
    test: person_tests.PersonTestRow | None,
    checks: Sequence[HealthCheck],
    post: FrontLine,
    *,
    past: bool,
) -> Fitness:
    if held is not None:
        return Fitness(person, False, Why.RESTRICTED, held.state)
    if test is not None and test.state is person_tests.Validity.POSITIVE:
        return Fitness(person, False, Why.POSITIVE, t("screening_grid.fit.positive"))
    last = checks[-1] if checks else None
    if last is not None and not last.normal and last.decision != ON_DUTY:
        return Fitness(person, False, Why.ABNORMAL, t("screening_grid.fit.abnormal"))
    mornings = [
        one for one in checks if one.day == day and one.slot == CheckSlot.MORNING.value and not one.excused
    ]
    if mornings or not past:
        return Fitness(person, True, Why.FINE)
    if post in BLOCKS:
        return Fitness(person, False, Why.UNCHECKED, t("screening_grid.fit.unchecked"))
    return Fitness(person, True, Why.NOT_YET, t("screening_grid.fit.not_yet"))


def _checks(read: Read, people: Sequence[int], first: date, last: date) -> dict[int, list[HealthCheck]]:
    """The checks of those days and of the one before, in the order in which they are made."""
    query = (
        select(HealthCheck)
        .where(HealthCheck.person_id.in_(people), HealthCheck.day.between(first - _BACK, last))
        .order_by(HealthCheck.day, HealthCheck.id)
    )
    slots = [slot.value for slot in CheckSlot]
    found: dict[int, list[HealthCheck]] = {}
    for row in read.session.scalars(query):
        found.setdefault(row.person_id, []).append(row)
    for rows in found.values():
        rows.sort(key=lambda row: (row.day, slots.index(row.slot)))
    return found


def _posts(read: Read, people: Sequence[int]) -> dict[int, FrontLine]:
    query = select(GridMember.person_id, GridMember.front_line).where(
        GridMember.person_id.in_(people), GridMember.left_on.is_(None)
    )
    return {row.person_id: FrontLine(row.front_line) for row in read.session.execute(query)}
