"""A month of the roster is read whole: runs from before it, what is missing, what is planned too long; and what is proposed."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from db.vocabulary import DayKind, Shift
from duty_desk import roster
from duty_desk.desk import Desk
from duty_desk.errors import InputError, StaleError
from duty_desk.roster import calendar, month, proposing
from duty_desk.roster.rules import NOTHING, Step

DAY = timedelta(days=1)
TODAY = date(2020, 3, 6)


def plan(desk: Desk, *people: tuple[str, Shift, date, date]) -> list[int]:
    """Persons with one shift on every day from first to last."""
    with desk.work() as work:
        ids = [roster.add_person(work, name=name) for name, *_ in people]
        cells = {
            (who, first + number * DAY): [shift]
            for who, (_, shift, first, last) in zip(ids, people, strict=True)
            for number in range((last - first).days + 1)
        }
        roster.set_cells(work, cells, reason="录入旧表")
    return ids


def test_a_run_is_counted_from_where_it_began(desk: Desk) -> None:
    plan(
        desk,
        ("姚苓", Shift.LEADER, date(2019, 11, 20), TODAY),
        ("程汐", Shift.DAY, date(2020, 2, 15), TODAY),
        ("韩澈", Shift.NIGHT, date(2020, 2, 28), TODAY),
        ("肖炜", Shift.STANDBY, date(2020, 2, 28), TODAY),
    )
    with desk.read() as read:
        found = month.read_month(read, TODAY)
    assert [(line.run.days if line.run else 0, line.step) for line in found.lines] == [
        (108, Step.OVER), (21, Step.WARN), (8, Step.NOTE), (0, Step.NONE),
    ]  # fmt: skip
    assert found.at_step(Step.OVER) == 1
    assert [line.attended for line in found.lines] == [6, 6, 6, 0]


def test_days_without_everybody_are_named(desk: Desk) -> None:
    plan(
        desk,
        ("姚苓", Shift.LEADER, date(2020, 3, 1), date(2020, 3, 20)),
        ("程汐", Shift.DAY, date(2020, 3, 1), date(2020, 3, 20)),
        ("韩澈", Shift.NIGHT, date(2020, 3, 1), date(2020, 3, 18)),
    )
    with desk.read() as read:
        found = month.read_month(read, TODAY)
        later = month.read_month(read, date(2020, 5, 1))
    assert found.unmanned == (date(2020, 3, 19), date(2020, 3, 20))
    assert found.days[18].missing == (Shift.NIGHT,)
    assert later.unmanned == ()


def test_a_month_gone_by_is_judged_at_its_end(desk: Desk) -> None:
    plan(desk, ("程汐", Shift.DAY, date(2020, 2, 1), date(2020, 2, 29)))
    with desk.read() as read:
        found = month.read_month(read, date(2020, 2, 10))
    assert len(found.days) == 29
    assert found.as_of == date(2020, 2, 29)
    assert found.lines[0].run is not None
    assert found.lines[0].run.days == 29
    assert found.lines[0].over == frozenset()


def test_rest_is_proposed_so_that_nobody_is_over_and_every_shift_is_manned(desk: Desk) -> None:
    end = date(2020, 3, 31)
    ids = plan(
        desk,
        ("姚苓", Shift.LEADER, date(2020, 2, 10), end),
        ("程汐", Shift.DAY, date(2020, 2, 10), end),
        ("谢可墨", Shift.DAY, date(2020, 3, 3), date(2020, 3, 6)),
        ("韩澈", Shift.NIGHT, date(2020, 3, 12), end),
        ("肖炜", Shift.NIGHT, date(2020, 3, 1), date(2020, 3, 11)),
        ("宋平萱", Shift.LEADER, date(2020, 3, 1), date(2020, 3, 1)),
    )
    with desk.read() as read:
        found = proposing.propose_rest(read, TODAY, end)
    assert found.left == ()
    assert min(day for _, day in found.cells) > TODAY
    with desk.work() as work:
        roster.set_cells(work, found.cells, proposed=True)
    with desk.read() as read:
        after = month.read_month(read, TODAY)
    assert after.planned_over == 0
    assert after.unmanned == ()
    assert [line.person.id for line in after.lines] == ids
    assert all(not line.short for line in after.lines)


def test_whoever_cannot_be_relieved_is_named(desk: Desk) -> None:
    one, _ = plan(
        desk,
        ("姚苓", Shift.LEADER, date(2020, 2, 10), date(2020, 3, 8)),
        ("程汐", Shift.DAY, date(2020, 3, 1), date(2020, 3, 8)),
    )
    with desk.read() as read:
        found = proposing.propose_rest(read, TODAY, date(2020, 3, 31))
    assert found.cells == {}
    assert found.left == ((one, date(2020, 3, 7)), (one, date(2020, 3, 8)))


def test_a_pattern_is_shifted_from_one_to_the_next() -> None:
    pattern = proposing.read_pattern("白白夜休")
    found = proposing.propose_pattern([7, 9], date(2020, 2, 28), date(2020, 3, 3), pattern, shift_by=2)
    assert [found.cells[7, date(2020, 2, 28) + number * DAY] for number in range(5)] == [
        {Shift.DAY}, {Shift.DAY}, {Shift.NIGHT}, {Shift.REST}, {Shift.DAY},
    ]  # fmt: skip
    assert found.cells[9, date(2020, 2, 28)] == {Shift.NIGHT}
    assert proposing.read_pattern("白 空、夜") == (frozenset({Shift.DAY}), NOTHING, frozenset({Shift.NIGHT}))
    with pytest.raises(InputError):
        proposing.read_pattern("白黑")


def test_the_office_writes_its_own_days(desk: Desk) -> None:
    first = date(2020, 1, 24)
    with desk.read() as read:
        before = calendar.list_days(read, first, date(2020, 2, 3))
    assert [info.is_off for info in before] == [True] * 10 + [False]
    assert before[0].name == "除夕"
    assert before[1].lunar == "正月初一"
    with desk.work() as work:
        calendar.set_days(
            work, [date(2020, 2, 3)], kind=DayKind.HOLIDAY, name="延长假期", lunar="初十", version=0
        )
    with desk.read() as read:
        day = calendar.list_days(read, date(2020, 2, 3), date(2020, 2, 3))[0]
    assert (day.is_off, day.name, day.lunar, day.version) == (True, "延长假期", "初十", 1)
    with pytest.raises(StaleError), desk.work() as work:
        calendar.set_days(work, [date(2020, 2, 3)], kind=DayKind.WORKDAY, version=0)
    with desk.work() as work:
        calendar.set_days(work, [date(2020, 2, 3)], version=1)
        calendar.set_days(work, [], kind=DayKind.HOLIDAY)
    with desk.read() as read:
        assert not calendar.list_days(read, date(2020, 2, 3), date(2020, 2, 3))[0].is_off
