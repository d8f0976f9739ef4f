"""The routine before a shift: once for each officer and shift, a temperature at the limit is kept and means no duty."""

from __future__ import annotations

from datetime import date, datetime

import pytest

from db.models import RoutineEntry
from db.vocabulary import Role, Shift, StepKind
from duty_desk import incidents, policy, roster
from duty_desk.desk import Desk
from duty_desk.duty import open_items, routine
from duty_desk.errors import InputError, Problems
from duty_desk.people import officers
from duty_desk.work import OfficerRef
from tests.conftest import PASSWORD, Clock


def state(desk: Desk) -> routine.RoutineState:
    with desk.read() as read:
        return routine.routine_state(read)


def due(desk: Desk) -> bool:
    with desk.read() as read:
        return routine.is_due(read)


def go_through(desk: Desk, temperature: object = 36.4, **more: object) -> routine.RoutineState:
    answers: dict[int, object] = {}
    for each in state(desk).steps:
        answers[each.id] = {"tick": True, "temperature": temperature, "text": "家属区"}[each.kind.value]
    with desk.work() as work:
        return routine.record(work, answers | more)  # type: ignore[arg-type]


def test_a_new_office_has_the_usual_steps(desk: Desk) -> None:
    names = [each.name for each in state(desk).steps]
    assert len(names) == 5
    assert "体温" in names
    with desk.work() as work:
        assert routine.load_usual(work) == 0
    assert [each.name for each in state(desk).steps] == names


def test_once_for_each_shift(desk: Desk, clock: Clock) -> None:
    assert due(desk)
    assert go_through(desk).is_fit
    assert not due(desk)
    clock.at = datetime(2020, 3, 6, 17, 30)
    # Who has done the day is not asked for the night that begins soon.
    assert not due(desk)
    clock.at = datetime(2020, 3, 6, 18)
    assert due(desk)
    assert state(desk).span.shift is Shift.NIGHT


def test_who_comes_before_the_shift_is_asked_for_it(desk: Desk, clock: Clock) -> None:
    clock.at = datetime(2020, 3, 6, 7, 30)
    assert (state(desk).span.day, state(desk).span.shift) == (date(2020, 3, 6), Shift.DAY)
    go_through(desk)
    clock.at = datetime(2020, 3, 6, 12)
    assert not due(desk)


def test_a_temperature_at_the_limit_is_kept_and_means_no_duty(desk: Desk) -> None:
    done = go_through(desk, 37.3)
    assert (done.is_done, done.is_fit) == (True, False)
    assert [each.name for each in done.wrong] == ["体温"]
    assert not due(desk)
    with desk.read() as read:
        (row,) = routine.sheet(read, date(2020, 3, 6))
    assert (row.officer, row.good, row.temperature) == ("周敏", False, "37.3")
    # Measured again after a rest: the later line counts, the earlier one stays.
    assert go_through(desk, 36.9).is_fit
    with desk.read() as read:
        assert read.session.query(RoutineEntry).count() == 10


def fevers(desk: Desk) -> list[str]:
    with desk.read() as read:
        return [row.title for row in incidents.list_incidents(read)]


def test_measured_twice_at_the_limit_is_an_incident(desk: Desk) -> None:
    go_through(desk, 37.4)
    assert fevers(desk) == []
    go_through(desk, 37.5)
    go_through(desk, 37.6)
    assert fevers(desk) == ["值班人员体温异常"]


def test_a_very_high_temperature_is_one_at_once(sqlite_desk: Desk) -> None:
    go_through(sqlite_desk, 38.0)
    assert fevers(sqlite_desk) == ["值班人员体温异常"]
    with sqlite_desk.read() as read:
        found = incidents.get_incident(read, 1)
    assert [name for _person, name in found.people] == ["周敏"]


def test_who_is_on_the_roster_and_has_not_done_it_is_seen(desk: Desk, clock: Clock) -> None:
    with desk.work() as work:
        made = officers.add_officer(
            work, name="常大伟", login="changdawei", role=Role.GATE, password=PASSWORD, must_change=False
        )
        for name, officer in (("周敏", desk.officer.id), ("常大伟", made), ("厨工", None)):
            person = roster.add_person(work, name=name, officer=officer)
            roster.set_cells(work, {(person, date(2020, 3, 6)): [Shift.DAY]})
    go_through(desk)
    with desk.read() as read:
        rows = routine.sheet(read, date(2020, 3, 6))
    assert [(row.officer, row.good) for row in rows] == [("周敏", True), ("常大伟", None)]


def test_the_limit_is_the_policy_of_the_day(sqlite_desk: Desk) -> None:
    with sqlite_desk.work() as work:
        policy.set_value(work, key="temp.abnormal", value=37.0, starts_on=date(2020, 3, 6), source="通知")
    assert not go_through(sqlite_desk, 37.1).is_fit


def test_something_that_is_not_so_is_said(sqlite_desk: Desk) -> None:
    contact = next(each for each in state(sqlite_desk).steps if "接触" in each.name)
    with sqlite_desk.work() as work:
        answers = {
            each.id: 36.5 if each.kind is StepKind.TEMPERATURE else True for each in routine.list_steps(work)
        }
        done = routine.record(work, {**answers, contact.id: False})
    assert [each.name for each in done.wrong] == [contact.name]


def test_what_is_missing_is_marked_all_at_once(sqlite_desk: Desk) -> None:
    with pytest.raises(Problems) as refused, sqlite_desk.work() as work:
        routine.record(work, {})
    assert len(refused.value.errors) == 4
    for wrong in ("很热", 12, None):
        with pytest.raises(Problems):
            go_through(sqlite_desk, wrong)


def test_the_routine_is_one_s_own(desk: Desk) -> None:
    with desk.work() as work:
        made = officers.add_officer(
            work, name="韩立军", login="hanlijun", role=Role.CHIEF, password=PASSWORD, must_change=False
        )
        second = officers.get_officer(work, made).ref
    go_through(desk)
    desk.officer = second
    assert due(desk)
    with desk.read() as read:
        (item,) = open_items.list_open_items(read)
    assert (item.what, item.name, item.subject) == ("routine_due", "韩立军", ("routine", made))
    # A leader who only reads is not asked.
    desk.officer = OfficerRef(made, "韩立军", Role.LEADER)
    assert not due(desk)


def test_the_office_has_its_own_steps(sqlite_desk: Desk) -> None:
    with sqlite_desk.work() as work:
        added = routine.add_step(work, name="领取对讲机", kind=StepKind.TICK)
        with pytest.raises(InputError):
            routine.add_step(work, name="领取对讲机", kind=StepKind.TICK)
        first = routine.list_steps(work)[0]
        routine.edit_step(work, first.id, name=first.name, is_active=False, version=1)
        assert [each.id for each in routine.list_steps(work)][-1] == added
        assert first.id not in [each.id for each in routine.list_steps(work)]


def test_who_is_not_fit_is_known_to_the_hand_over(sqlite_desk: Desk) -> None:
    one = sqlite_desk.officer.id
    assert one is not None
    with sqlite_desk.read() as read:
        assert not routine.is_unfit(read, one)
    go_through(sqlite_desk, 37.4)
    with sqlite_desk.read() as read:
        assert routine.is_unfit(read, one)
        assert not routine.is_unfit(read, one + 1)
