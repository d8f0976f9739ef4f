"""Cells of the roster are set, cleared, swapped and put back, and nothing of it is forgotten."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy import select

from db.models import DutyChange
from db.vocabulary import Shift
from duty_desk import roster
from duty_desk.desk import Desk
from duty_desk.errors import InputError, Refusal, StaleError
from duty_desk.roster import cells

TODAY, TOMORROW, SATURDAY = date(2020, 3, 6), date(2020, 3, 7), date(2020, 3, 14)


def two(desk: Desk) -> tuple[int, int]:
    with desk.work() as work:
        return (
            roster.add_person(work, name="苗春燕", post="公寓"),
            roster.add_person(work, name="秦晓东", post="食堂"),
        )


def held(desk: Desk, *days: date) -> dict[tuple[int, date], frozenset[Shift]]:
    with desk.read() as read:
        return cells.cells_of(read, None, days or [TODAY, SATURDAY])


def test_a_cell_is_set_replaced_and_cleared(desk: Desk) -> None:
    one, _ = two(desk)
    with desk.work() as work:
        changed = roster.set_cells(work, {(one, TOMORROW): [Shift.DAY]})
    assert [(each.before, each.after) for each in changed] == [(frozenset(), {Shift.DAY})]
    with desk.work() as work:
        roster.set_cells(work, {(one, TOMORROW): [Shift.NIGHT]})
    assert held(desk) == {(one, TOMORROW): {Shift.NIGHT}}
    with desk.work() as work:
        assert roster.set_cells(work, {(one, TOMORROW): [Shift.NIGHT]}) == ()
        roster.set_cells(work, {(one, TOMORROW): []})
    assert held(desk) == {}
    with desk.read() as read:
        lines = read.session.execute(
            select(DutyChange.before, DutyChange.after).order_by(DutyChange.id)
        ).all()
    assert [tuple(line) for line in lines] == [("", "day"), ("day", "night"), ("night", "")]


def test_a_range_is_one_act_and_is_put_back_as_one(desk: Desk) -> None:
    one, other = two(desk)
    days = [TOMORROW.replace(day=number) for number in range(7, 12)]
    with desk.work() as work:
        roster.set_cells(work, {(other, days[0]): [Shift.STANDBY]})
        changed = roster.set_cells(work, {(who, day): [Shift.DAY] for who in (one, other) for day in days})
    assert len(changed) == 10
    with desk.work() as work:
        roster.put_back(work, changed)
    assert held(desk) == {(other, days[0]): {Shift.STANDBY}}


def test_what_was_changed_since_is_not_put_back(desk: Desk) -> None:
    one, _ = two(desk)
    with desk.work() as work:
        changed = roster.set_cells(work, {(one, TOMORROW): [Shift.DAY]})
        roster.set_cells(work, {(one, TOMORROW): [Shift.REST]})
    with pytest.raises(Refusal), desk.work() as work:
        roster.put_back(work, changed)


def test_two_desks_do_not_write_over_one_another(desk: Desk) -> None:
    one, _ = two(desk)
    with desk.work() as work:
        roster.set_cells(work, {(one, TOMORROW): [Shift.DAY]})
    with pytest.raises(StaleError), desk.work() as work:
        roster.set_cells(work, {(one, TOMORROW): [Shift.NIGHT]}, seen={})


def test_nobody_is_in_two_places_at_once(desk: Desk) -> None:
    one, _ = two(desk)
    for pair in ([Shift.LEADER, Shift.DAY], [Shift.DAY, Shift.REST], [Shift.STANDBY, Shift.NIGHT]):
        with pytest.raises(Refusal), desk.work() as work:
            roster.set_cells(work, {(one, TOMORROW): pair})
    with desk.work() as work:
        roster.set_cells(work, {(one, TOMORROW): [Shift.DAY, Shift.NIGHT]})
    assert held(desk) == {(one, TOMORROW): {Shift.DAY, Shift.NIGHT}}


def test_a_day_gone_by_is_corrected_with_a_reason(desk: Desk) -> None:
    one, _ = two(desk)
    yesterday = {(one, date(2020, 3, 5)): [Shift.DAY]}
    with pytest.raises(InputError) as wrong, desk.work() as work:
        roster.set_cells(work, yesterday)
    assert wrong.value.field == "reason"
    with desk.work() as work:
        roster.set_cells(work, yesterday, reason="临时替班，补登记")
    with desk.read() as read:
        assert read.session.scalar(select(DutyChange.reason)) == "临时替班，补登记"


def test_a_swap_moves_both_cells_and_says_why(desk: Desk) -> None:
    one, other = two(desk)
    with desk.work() as work:
        roster.set_cells(work, {(one, TOMORROW): [Shift.DAY], (other, SATURDAY): [Shift.NIGHT]})
    with pytest.raises(InputError), desk.work() as work:
        roster.swap(work, one=one, other=other, days=[TOMORROW, SATURDAY], reason=" ")
    with desk.work() as work:
        changed = roster.swap(work, one=one, other=other, days=[TOMORROW, SATURDAY], reason="家里有事")
    assert held(desk) == {(other, TOMORROW): {Shift.DAY}, (one, SATURDAY): {Shift.NIGHT}}
    with desk.read() as read:
        partners = read.session.execute(
            select(DutyChange.roster_person_id, DutyChange.other_id).where(DutyChange.kind == "swap")
        ).all()
    assert {tuple(row) for row in partners} == {(one, other), (other, one)}
    with desk.work() as work:
        roster.put_back(work, changed)
    assert held(desk) == {(one, TOMORROW): {Shift.DAY}, (other, SATURDAY): {Shift.NIGHT}}


def test_whoever_has_shifts_to_come_stays_on_the_roster(desk: Desk) -> None:
    one, _ = two(desk)
    with desk.work() as work:
        roster.set_cells(work, {(one, TOMORROW): [Shift.DAY]})
    with pytest.raises(Refusal), desk.work() as work:
        roster.edit_person(work, one, version=1, is_active=False)
    with desk.work() as work:
        roster.set_cells(work, {(one, TOMORROW): []})
        roster.edit_person(work, one, version=1, is_active=False)
    with desk.read() as read:
        assert [row.name for row in roster.list_persons(read)] == ["秦晓东"]


def test_people_of_one_name_are_told_apart(desk: Desk) -> None:
    with desk.work() as work:
        roster.add_person(work, name="周予澍", department="综合科")
        roster.add_person(work, name="周予澍", department="动力科")
        with pytest.raises(InputError):
            roster.add_person(work, name="周予澍", department="动力科")
        assert [row.title for row in roster.list_persons(work)] == ["周予澍(综合科)", "周予澍(动力科)"]
