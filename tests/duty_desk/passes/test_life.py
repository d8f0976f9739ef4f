"""What becomes of a pass: each step once, in order, with its history, and taken back while it may be."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import pytest
from sqlalchemy import select, update

from db.models import Pass
from db.vocabulary import PassState, RestrictionKind
from duty_desk import passes
from duty_desk.errors import InputError, Problems, Refusal, StaleError
from duty_desk.passes import PassRefused
from duty_desk.people import restrictions
from tests.duty_desk.passes.conftest import Office, form


@pytest.fixture
def given(office: Office) -> passes.IssuedPass:
    with office.desk.work() as work:
        return passes.issue(work, **form(office))


def detail(office: Office, pass_id: int) -> passes.PassDetail:
    with office.desk.read() as read:
        return passes.get_pass(read, pass_id)


def test_an_extension_runs_at_most_the_days_of_the_policy_from_today(
    office: Office, given: passes.IssuedPass
) -> None:
    def extend(until: datetime, approver: int | None = office.leader.id) -> None:
        with office.desk.work() as work:
            passes.extend(work, given.id, valid_until=until, approver=approver, reason="任务未完")

    with pytest.raises(Problems) as too_long:
        extend(datetime(2020, 3, 20, 0, 1))
    assert [error.key for error in too_long.value.errors] == ["passes.error.too_long"]
    with pytest.raises(Problems) as shorter:
        extend(datetime(2020, 3, 9))
    assert [error.key for error in shorter.value.errors] == ["passes.error.not_longer"]
    with pytest.raises(Problems):
        extend(datetime(2020, 3, 12), approver=None)
    with pytest.raises(PassRefused):
        extend(datetime(2020, 3, 12), approver=office.desk.officer.id)
    extend(datetime(2020, 3, 20))
    found = detail(office, given.id)
    assert found.row.period == "3月6日—3月19日"
    assert [event.kind for event in found.events] == ["issued", "extended"]
    with office.desk.work() as work:
        passes.undo_last(work, given.id)
    assert detail(office, given.id).row.valid_until == datetime(2020, 3, 9)


def test_a_pass_out_of_an_old_register_has_no_step_to_take_back(
    office: Office, given: passes.IssuedPass
) -> None:
    with office.desk.work() as work:
        row = work.session.get_one(Pass, given.id)
        kept = {column.name: getattr(row, column.key) for column in Pass.__table__.columns}
        old = Pass(**{**kept, "id": given.id + 1, "number": "旧0001", "token_hash": None, "sequence": None})
        work.session.add(old)
        work.session.flush()
        with pytest.raises(Refusal) as refused:
            passes.undo_last(work, old.id)
    assert refused.value.key == "passes.refusal.too_late_to_undo"


def test_who_came_into_isolation_gets_no_extension(office: Office, given: passes.IssuedPass) -> None:
    with office.desk.work() as work:
        restrictions.restrict(
            work,
            person=office.person,
            kind=RestrictionKind.ISOLATION,
            starts_on=date(2020, 3, 6),
            ends_on=date(2020, 3, 20),
            reason="密接",
        )
    found = detail(office, given.id)
    assert (found.row.state, found.row.suspended_by) == (PassState.SUSPENDED, "在隔离观察，至 3月20日")
    with pytest.raises(PassRefused), office.desk.work() as work:
        passes.extend(work, given.id, valid_until=datetime(2020, 3, 12), approver=office.leader.id)
    with pytest.raises(PassRefused), office.desk.work() as work:
        passes.reissue(work, given.id)


def test_a_lost_pass_is_given_anew_once_and_both_know_of_each_other(
    office: Office, given: passes.IssuedPass
) -> None:
    with office.desk.work() as work:
        passes.report_lost(work, given.id, reason="食堂丢失")
    assert detail(office, given.id).row.state == PassState.LOST
    with office.desk.work() as work:
        new = passes.reissue(work, given.id, operation="again")
    with office.desk.work() as work:
        assert passes.reissue(work, given.id, operation="again").id == new.id
    assert new.number == "通字〔2020〕第0002号"
    assert new.token != given.token
    old, fresh = detail(office, given.id), detail(office, new.id)
    assert (old.row.state, old.row.replaced_by) == (PassState.LOST, new.number)
    assert (fresh.replaces, fresh.row.state, fresh.row.gates) == (given.number, PassState.VALID, "南湖东大门")
    assert fresh.row.valid_until == old.row.valid_until
    with pytest.raises(Refusal), office.desk.work() as work:
        passes.reissue(work, given.id)
    with pytest.raises(Refusal), office.desk.work() as work:
        passes.undo_last(work, given.id)


def test_a_pass_that_still_runs_is_void_when_given_anew(office: Office, given: passes.IssuedPass) -> None:
    with office.desk.work() as work:
        new = passes.reissue(work, given.id, reason="字迹不清")
    old = detail(office, given.id)
    assert (old.row.state, old.end_reason, old.replaced_by_id) == (PassState.VOIDED, "字迹不清", new.id)


@pytest.mark.parametrize(
    ("step", "state"),
    [
        (passes.report_lost, PassState.LOST),
        (passes.take_in, PassState.RETURNED),
        (passes.void, PassState.VOIDED),
    ],
)
def test_an_ended_pass_can_only_be_taken_back(
    office: Office, clock: Any, given: passes.IssuedPass, step: Any, state: PassState
) -> None:
    with office.desk.work() as work:
        step(work, given.id, reason="写错")
    found = detail(office, given.id)
    assert (found.row.state, found.end_reason) == (state, "写错")
    for again in (passes.report_lost, passes.take_in, passes.void):
        with pytest.raises(Refusal) as caught, office.desk.work() as work:
            again(work, given.id, reason="再来")
        assert given.number in caught.value.text
    with pytest.raises(Refusal), office.desk.work() as work:
        passes.extend(work, given.id, valid_until=datetime(2020, 3, 12), approver=office.leader.id)
    with pytest.raises(Refusal), office.desk.work(office.chief) as work:
        passes.undo_last(work, given.id)
    with office.desk.work() as work:
        passes.undo_last(work, given.id)
    assert detail(office, given.id).row.state == PassState.VALID
    with office.desk.work() as work:
        step(work, given.id, reason="写错")
    clock.forward(minutes=16)
    with pytest.raises(Refusal), office.desk.work() as work:
        passes.undo_last(work, given.id)


def test_a_void_needs_its_reason(office: Office, given: passes.IssuedPass) -> None:
    with pytest.raises(InputError), office.desk.work() as work:
        passes.void(work, given.id, reason="  ")


def test_undoing_an_issue_keeps_the_number_as_void(office: Office, given: passes.IssuedPass) -> None:
    with office.desk.work() as work:
        passes.undo_issue(work, given.id)
    found = detail(office, given.id)
    assert (found.row.state, found.row.number) == (PassState.VOIDED, given.number)
    with office.desk.work() as work:
        assert passes.issue(work, **form(office)).number == "通字〔2020〕第0002号"


def test_what_was_issued_cannot_be_altered_behind_the_back(office: Office, given: passes.IssuedPass) -> None:
    for values in (
        {"number": "通字〔2020〕第0009号"},
        {"holder_name": "别人"},
        {"valid_from": datetime(2020, 1, 1)},
    ):
        with pytest.raises(StaleError), office.desk.work() as work:
            work.session.execute(update(Pass).where(Pass.id == given.id).values(**values))
    with office.desk.read() as read:
        assert read.session.scalar(select(Pass.number)) == given.number


def test_a_copy_starts_a_new_form_without_the_old_times(office: Office, given: passes.IssuedPass) -> None:
    with office.desk.read() as read:
        copy = passes.copy_form(read, given.id)
    assert (copy.holder, copy.reason, copy.gates, copy.approver) == (
        office.person,
        "duty",
        (office.east,),
        office.leader.id,
    )
    assert copy.valid_from is None
    assert copy.temperature is None
