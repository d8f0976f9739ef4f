"""Requests: they wait without a number, a leader decides, nobody decides their own."""

from __future__ import annotations

from datetime import date, datetime

import pytest

from db.vocabulary import PassKind, PassState, RestrictionKind
from duty_desk import passes
from duty_desk.errors import Denied, InputError, Problems, Refusal
from duty_desk.people import restrictions
from tests.duty_desk.passes.conftest import Office, add_person, form


def ask(office: Office, **changes: object) -> int:
    with office.desk.work(office.guard) as work:
        return passes.request(work, **form(office, approver=None, **changes))


def state(office: Office, pass_id: int) -> PassState:
    with office.desk.read() as read:
        return passes.get_row(read, pass_id).state


def test_a_request_waits_without_a_number_and_is_numbered_on_approval(office: Office) -> None:
    waiting = ask(office)
    with office.desk.read() as read:
        row = passes.get_row(read, waiting)
        assert (row.state, row.number, row.issued_at) == (PassState.REQUESTED, None, None)
        assert passes.list_passes(read, PassKind.TEMPORARY).rows == ()
        asked = passes.Request(filters={"states": {PassState.REQUESTED}})
        assert [row.id for row in passes.list_passes(read, PassKind.TEMPORARY, asked).rows] == [waiting]
    with office.desk.work(office.leader) as work:
        given = passes.approve(work, [waiting]).issued[0]
    assert given.number == "通字〔2020〕第0001号"
    with office.desk.read() as read:
        found = passes.get_pass(read, waiting)
    assert (found.row.state, found.row.approver_name, found.row.issuing_officer) == (
        PassState.VALID,
        "马文涛",
        "段知衡",
    )
    assert [event.kind for event in found.events] == ["requested", "issued"]
    with pytest.raises(Refusal), office.desk.work(office.leader) as work:
        passes.approve(work, [waiting])


def test_many_are_approved_at_once_and_the_restricted_one_keeps_waiting(office: Office) -> None:
    with office.desk.work() as work:
        others = [add_person(work, name) for name in ("贺志远", "黄振宇")]
    waiting = [ask(office), *(ask(office, holder=other) for other in others)]
    with office.desk.work() as work:
        restrictions.restrict(
            work,
            person=others[0],
            kind=RestrictionKind.FEVER,
            starts_on=date(2020, 3, 6),
            ends_on=None,
            reason="37.6",
        )
    with office.desk.work(office.leader) as work:
        result = passes.approve(work, waiting)
    assert [one.number[-3:] for one in result.issued] == ["01号", "02号"]
    assert [left.position for left in result.left] == [1]
    assert state(office, waiting[1]) == PassState.REQUESTED


def test_a_refused_request_leaves_no_gap_in_the_numbers(office: Office) -> None:
    first = ask(office)
    with pytest.raises(InputError), office.desk.work(office.leader) as work:
        passes.refuse(work, [first], reason=" ")
    with office.desk.work(office.leader) as work:
        passes.refuse(work, [first], reason="理由不充分")
    assert state(office, first) == PassState.REFUSED
    second = ask(office)
    with office.desk.work(office.leader) as work:
        assert passes.approve(work, [second]).issued[0].number == "通字〔2020〕第0001号"


def test_nobody_approves_what_they_asked_for(office: Office) -> None:
    with office.desk.work(office.chief) as work:
        own = passes.request(work, **form(office, approver=None))
    with pytest.raises(Refusal), office.desk.work(office.chief) as work:
        passes.approve(work, [own])
    with pytest.raises(Denied), office.desk.work(office.guard) as work:
        passes.approve(work, [own])
    with office.desk.work(office.leader) as work:
        passes.approve(work, [own])


def test_a_request_is_judged_like_a_pass(office: Office) -> None:
    with pytest.raises(Problems):
        ask(office, valid_until=datetime(2020, 4, 1))


def test_a_request_can_be_taken_back_by_who_asked(office: Office) -> None:
    waiting = ask(office)
    with pytest.raises(Refusal), office.desk.work(office.chief) as work:
        passes.withdraw(work, waiting)
    with office.desk.work(office.guard) as work:
        passes.withdraw(work, waiting)
    assert state(office, waiting) == PassState.REFUSED
