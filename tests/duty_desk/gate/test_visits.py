"""A visitor from the slip to the way out, and what is decided about those who did not sign out (product rule G4)."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import pytest
from sqlalchemy import select

from db.models import Crossing, Person, Visit
from db.vocabulary import RestrictionKind, VisitOutcome
from duty_desk import audit, gate
from duty_desk.errors import InputError, Problems, StaleError
from duty_desk.gate import Direction, Reason, Word, visit_queries, visits
from duty_desk.people import restrict
from tests.conftest import Clock
from tests.duty_desk.gate.conftest import Office, go


def register(office: Office, **changes: Any) -> visits.Registered:
    form: dict[str, Any] = {
        "name": "谭峻一",
        "id_number": "610000198506200035",
        "phone": "19900003482",
        "firm": "西岭热力公司",
        "plate": "陕ZB5361",
        "purpose": "供暖检修",
        "host_name": "范澜之",
        "host_unit": office.unit,
        "host_confirmed": True,
        "places": "锅炉房",
        "mask": True,
        **changes,
    }
    with office.desk.work() as work:
        return visits.register(work, gate=office.east, **form)


def test_a_visitor_gets_a_slip_comes_in_and_signs_out_by_scan(office: Office, clock: Clock) -> None:
    slip = register(office)
    assert slip.number == "访字〔2020〕第0001号"
    asked = go(office, slip.token, temperature=None)
    assert (asked.word, asked.direction) == (Word.MEASURE, Direction.IN)
    verdict = go(office, slip.token, temperature=36.4)
    assert verdict.word is Word.GO
    with office.desk.read() as read:
        row = visit_queries.get_visit(read, slip.id)
        assert (row.state, row.temperature, row.open_until) == ("inside", 36.4, datetime(2020, 3, 6, 16))
        (inside,) = gate.list_inside(read)
        assert (inside.name, inside.place, inside.zone, inside.plate) == (
            "谭峻一",
            "西岭热力公司",
            "锅炉房",
            "陕ZB5361",
        )
    clock.forward(minutes=76)
    out = go(office, slip.token, temperature=None, gate=office.south)
    assert (out.word, out.direction) == (Word.GO, Direction.OUT)
    with office.desk.read() as read:
        row = visit_queries.get_visit(read, slip.id)
        assert (row.state, row.outcome) == ("left", VisitOutcome.LEFT)
        assert row.stayed is not None
        assert row.stayed.total_seconds() == 76 * 60
        assert gate.list_inside(read) == ()
        assert len(read.session.scalars(select(Crossing).where(Crossing.visit_id == slip.id)).all()) == 2
        (entry,) = audit.history(read, "visit", slip.id)
        assert entry.action == "visit.register"
        assert entry.after["privacy_notice"] == "2020-01-01", "by which text (S-54)"
    clock.forward(minutes=5)
    assert go(office, slip.token).reason is Reason.VISIT_OVER


def test_a_returning_visitor_is_filled_in_and_registered_once(office: Office) -> None:
    register(office)
    again = register(office, purpose="复查")
    with office.desk.read() as read:
        people = read.session.scalars(select(Person.id).where(Person.name == "谭峻一")).all()
        assert len(people) == 1
        form = visits.last_form(read, people[0])
        assert form is not None
        assert (form.get("firm"), form.get("host_name"), form.get("purpose"), form.get("plate")) == (
            "西岭热力公司",
            "范澜之",
            "复查",
            "陕ZB5361",
        )
        assert visits.last_form(read, office.person) is None
        assert visit_queries.get_visit(read, again.id).number == "访字〔2020〕第0002号"


def test_everything_missing_is_told_at_once(office: Office) -> None:
    with pytest.raises(Problems) as caught:
        register(office, name="", id_number="", phone="", purpose=" ", host_name="")
    assert {error.field for error in caught.value.errors} == {"name", "id_number", "purpose", "host_name"}


def test_the_same_form_sent_twice_is_one_slip(office: Office) -> None:
    first = register(office, operation="a")
    assert register(office, operation="a") == first


def test_an_unconfirmed_host_is_called_first(office: Office) -> None:
    slip = register(office, host_confirmed=False)
    asked = go(office, slip.token)
    assert (asked.word, asked.reason, asked.detail) == (Word.CHECK, Reason.HOST_UNCONFIRMED, "被访人 范澜之")
    with office.desk.work() as work:
        visits.confirm_host(work, slip.id, by="范澜之")
    assert go(office, slip.token).word is Word.GO


def test_a_visitor_in_isolation_is_refused(office: Office) -> None:
    slip = register(office)
    with office.desk.work(office.chief) as work:
        person = work.session.get_one(Visit, slip.id).person_id
        restrict(work, person=person, kind=RestrictionKind.ISOLATION, starts_on=date(2020, 3, 1), reason="x")
    assert go(office, slip.token).reason is Reason.ISOLATION


def test_a_visitor_with_a_fever_is_not_admitted(office: Office, clock: Clock) -> None:
    slip = register(office)
    go(office, slip.token, temperature=37.6)
    clock.forward(minutes=15)
    assert go(office, slip.token, temperature=37.5).reason is Reason.FEVER
    with office.desk.read() as read:
        row = visit_queries.get_visit(read, slip.id)
        assert (row.state, row.temperature, row.retest) == ("refused", 37.6, 37.5)
    assert go(office, slip.token).reason is Reason.VISIT_NOT_ADMITTED


def test_who_stays_too_long_is_overdue(office: Office, clock: Clock) -> None:
    slip = register(office)
    go(office, slip.token)
    clock.forward(hours=4)
    with office.desk.read() as read:
        assert gate.list_overdue(read) == ()
    clock.forward(minutes=1)
    with office.desk.read() as read:
        (late,) = gate.list_overdue(read)
        assert (late.visit_id, late.overdue) == (slip.id, True)
        assert visit_queries.get_visit(read, slip.id).state == "overdue"


def test_a_visitor_called_back_stands_first_and_comes_in_no_more(office: Office, clock: Clock) -> None:
    slip = register(office)
    with office.desk.work() as work:
        visits.recall(work, slip.id, reason="被访人不在")
    assert go(office, slip.token).reason is Reason.VISIT_RECALLED
    second = register(office, name="肖知峥", id_number="610000199003070114")
    go(office, second.token)
    clock.forward(minutes=1)
    with office.desk.work() as work:
        visits.recall(work, second.id, reason="校外疫情通报")
    clock.forward(minutes=1)
    with office.desk.read() as read:
        (first,) = gate.list_overdue(read)
        assert (first.visit_id, first.recalled) == (second.id, True)


def test_at_the_end_of_the_day_every_open_visit_is_decided(office: Office, clock: Clock) -> None:
    slips = [
        register(office, name=name, id_number=number, phone=f"1990000100{i}")
        for i, (name, number) in enumerate(
            [
                ("谭峻一", "610000198506200035"),
                ("肖知峥", "610000199003070114"),
                ("王霏文", "610000199202291518"),
                ("马佳松", "61000019700101008X"),
            ]
        )
    ]
    for slip in slips:
        assert go(office, slip.token).word is Word.GO
    clock.at = datetime(2020, 3, 6, 22, 5)
    with office.desk.read() as read:
        assert visit_queries.is_day_over(read)
        assert len(visit_queries.list_undecided(read)) == 4
    with pytest.raises(InputError), office.desk.work() as work:
        visits.decide(work, slips[0].id, VisitOutcome.LEFT)
    with office.desk.work() as work:
        visits.decide(work, slips[0].id, VisitOutcome.LEFT, left_at=datetime(2020, 3, 6, 14), note="电话确认")
        visits.decide(work, slips[1].id, VisitOutcome.INSIDE, note="抢修未完")
        visits.decide(work, slips[2].id, VisitOutcome.UNKNOWN)
        assert visits.decide_rest(work) == 1
    with office.desk.read() as read:
        rows = [visit_queries.get_visit(read, slip.id) for slip in slips]
        assert [row.state for row in rows] == ["left", "overdue", "unknown", "unknown"]
        assert [row.decided_automatically for row in rows] == [False, False, False, True]
        assert [row.visit_id for row in gate.list_inside(read)] == [slips[1].id]
        assert visit_queries.list_undecided(read) == ()
    with pytest.raises(StaleError), office.desk.work() as work:
        visits.decide(work, slips[0].id, VisitOutcome.UNKNOWN)
    clock.at = datetime(2020, 3, 7, 9)
    with office.desk.read() as read:
        assert [row.id for row in visit_queries.list_undecided(read)] == [slips[1].id]
    assert go(office, slips[3].token, temperature=None).direction is Direction.OUT


def test_a_way_out_taken_back_opens_the_visit_again(office: Office, clock: Clock) -> None:
    slip = register(office)
    came = go(office, slip.token)
    clock.forward(minutes=10)
    left = go(office, slip.token)
    with office.desk.work() as work:
        gate.withdraw(work, left.crossing_id or 0)
    with office.desk.read() as read:
        assert visit_queries.get_visit(read, slip.id).state == "inside"
    with office.desk.work() as work:
        gate.withdraw(work, came.crossing_id or 0)
    with office.desk.read() as read:
        assert visit_queries.get_visit(read, slip.id).state == "registered"


def test_turned_away(office: Office) -> None:
    slip = register(office)
    with office.desk.work() as work:
        visits.turn_away(work, slip.id, reason="被访人不接待")
    assert go(office, slip.token).reason is Reason.VISIT_NOT_ADMITTED
