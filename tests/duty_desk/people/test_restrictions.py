"""Who may not pass, from which day to which day, and what is said about it."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
from sqlalchemy import select

from db.models import Person
from db.vocabulary import Category, HouseholdState, RestrictionKind
from duty_desk import audit
from duty_desk.desk import Desk
from duty_desk.errors import Denied, InputError, StaleError
from duty_desk.people import households, persons, restrictions
from duty_desk.work import Read, Work
from tests.conftest import NOON, Clock
from tests.duty_desk.people.synthetic import GATE

TODAY = NOON.date()
ISOLATION = RestrictionKind.ISOLATION


def a_person(work: Work, name: str = "苗宁宁", **more: object) -> int:
    return persons.add_person(work, name=name, category=Category.FAMILY, **more)  # type: ignore[arg-type]


def isolate(work: Work, person: int, ends_on: date | None = date(2020, 3, 11), **more: object) -> int:
    values = {"kind": ISOLATION, "starts_on": TODAY, "reason": "密接", **more}
    return restrictions.restrict(work, person=person, ends_on=ends_on, **values)  # type: ignore[arg-type]


def said(read: Read, person: int, at: datetime) -> str | None:
    found = restrictions.active(read, [person], at).get(person)
    return found.sentence if found else None


def test_isolation_is_said_with_its_last_day(desk: Desk) -> None:
    with desk.work() as work:
        person = a_person(work)
        isolate(work, person)
    with desk.read() as read:
        assert said(read, person, NOON) == "在隔离观察，至 3月11日。解除后可办"
        row = restrictions.active(read, [person])[person]
        assert (row.state, row.next_step) == ("在隔离观察，至 3月11日", "报隔离点")


@pytest.mark.parametrize(
    ("at", "holds"),
    [
        (datetime(2020, 3, 5, 23, 59, 59), False),
        (datetime(2020, 3, 6, 0, 0), True),
        (datetime(2020, 3, 11, 23, 59, 59), True),
        (datetime(2020, 3, 12, 0, 0), False),
    ],
)
def test_both_days_are_included(desk: Desk, at: datetime, holds: bool) -> None:
    with desk.work() as work:
        person = a_person(work)
        isolate(work, person)
    with desk.read() as read:
        assert (person in restrictions.active(read, [person], at)) is holds
        query = select(Person.id).where(restrictions.restricted(Person.id, at=at))
        assert list(read.session.scalars(query)) == ([person] if holds else [])


def test_a_lifted_restriction_still_held_before(desk: Desk, clock: Clock) -> None:
    with desk.work() as work:
        person = a_person(work)
        restriction = isolate(work, person, None)
    clock.forward(hours=2)
    with desk.work() as work:
        restrictions.lift(work, restriction, reason="解除隔离")
    with desk.read() as read:
        assert said(read, person, desk.now) is None
        assert said(read, person, NOON + timedelta(hours=1)) == "在隔离观察。解除后可办"
        [row] = restrictions.list_restrictions(read, person)
        assert row.lift_reason == "解除隔离"
    with pytest.raises(StaleError), desk.work() as work:
        restrictions.lift(work, restriction, reason="again")


def test_what_came_from_one_record_is_lifted_with_it(desk: Desk) -> None:
    with desk.work() as work:
        person, other = a_person(work), a_person(work, "费可")
        isolate(work, person, source=("stay", 7))
        isolate(work, other, source=("stay", 8))
        assert restrictions.lift_source(work, ("stay", 7), reason="解除") == 1
    with desk.read() as read:
        assert set(restrictions.active(read, [person, other])) == {other}


def test_an_extension_needs_a_reason_and_is_on_record(desk: Desk) -> None:
    with desk.work() as work:
        person = a_person(work)
        restriction = isolate(work, person)
    with pytest.raises(InputError, match="reason_missing"), desk.work() as work:
        restrictions.change_end(work, restriction, ends_on=date(2020, 3, 18), reason=" ")
    with desk.work() as work:
        restrictions.change_end(work, restriction, ends_on=date(2020, 3, 18), reason="延长七天")
    with desk.read() as read:
        assert said(read, person, NOON) == "在隔离观察，至 3月18日。解除后可办"
        entry = audit.history(read, "person", person)[-1]
        assert (entry.action, entry.before["ends_on"]) == ("restriction.change", "2020-03-11")


def test_home_quarantine_restricts_everyone_in_the_household_while_it_lasts(desk: Desk) -> None:
    with desk.work() as work:
        home = households.add_household(work, code="JS12-3-102", building="12号楼", entrance="3", room="102")
        person = a_person(work, household=home)
        outsider = a_person(work, "费可")
        households.set_state(
            work,
            home,
            state=HouseholdState.HOME_QUARANTINE,
            since=date(2020, 3, 1),
            until=date(2020, 3, 14),
            reason="湖北返回",
        )
    with desk.read() as read:
        assert said(read, person, NOON) == "居家隔离，至 3月14日。解除后可办"
        assert set(restrictions.active(read, [person, outsider])) == {person}
        assert not restrictions.active(read, [person], datetime(2020, 3, 15))
        assert not restrictions.active(read, [person], datetime(2020, 2, 29, 23, 59))
        query = select(Person.id).where(restrictions.restricted(Person.id, at=NOON))
        assert list(read.session.scalars(query)) == [person]
        # A household's card has no holder: the household itself is asked.
        card = select(Person.id).where(restrictions.restricted(None, home, at=NOON), Person.id == outsider)
        assert list(read.session.scalars(card)) == [outsider]
    with desk.work() as work:
        households.set_state(work, home, state=HouseholdState.NORMAL, reason="期满")
    with desk.read() as read:
        assert not restrictions.active(read, [person])


def test_the_gravest_restriction_is_the_one_said(desk: Desk) -> None:
    with desk.work() as work:
        person = a_person(work)
        isolate(work, person, date(2020, 3, 20), kind=RestrictionKind.BLOCKED)
        isolate(work, person, date(2020, 3, 8), kind=RestrictionKind.FEVER)
        isolate(work, person, date(2020, 3, 11))
    with desk.read() as read:
        assert restrictions.active(read, [person])[person].kind is ISOLATION
        later = restrictions.during(read, [person], date(2020, 3, 12), date(2020, 3, 30))
        assert [row.kind for row in later[person]] == [RestrictionKind.BLOCKED]


def test_dates_in_the_wrong_order_are_refused(desk: Desk) -> None:
    with desk.work() as work:
        person = a_person(work)
    with pytest.raises(InputError, match="period_reversed") as refused, desk.work() as work:
        isolate(work, person, date(2020, 3, 5))
    assert refused.value.field == "ends_on"


def test_the_gate_may_not_restrict_by_itself(desk: Desk) -> None:
    with desk.work() as work:
        person = a_person(work)
    with pytest.raises(Denied), desk.work(GATE) as work:
        isolate(work, person)
    # What the gate is allowed to do may bring a restriction with it.
    with desk.work(GATE) as work:
        restrictions.impose(
            work,
            person=person,
            kind=RestrictionKind.FEVER,
            starts_on=TODAY,
            reason="37.5",
            source=("crossing", 1),
        )
    with desk.read() as read:
        assert said(read, person, NOON) == "体温异常未解除。复测正常或校医院解除后可办"
