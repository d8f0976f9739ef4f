"""What screening puts on the list of things to do: calls, reports of teams, tests."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from db.vocabulary import CheckSlot
from duty_desk import screening
from duty_desk.screening import open_items, person_tests
from tests.conftest import Clock, Filled
from tests.duty_desk.screening import test_grid, test_key_people
from tests.duty_desk.screening.test_grid import Grid
from tests.duty_desk.screening.test_key_people import MISSED, REACHED, Register


@pytest.fixture
def register(filled: Filled) -> Register:
    desk, made = filled(test_key_people.fill)
    return replace(made, desk=desk)


@pytest.fixture
def grid(filled: Filled) -> Grid:
    desk, made = filled(test_grid.fill)
    return replace(made, desk=desk)


def found(place: Register | Grid) -> list[tuple[str, str]]:
    with place.desk.read() as read:
        return [(item.what, item.name) for item in open_items.list_open_items(read)]


def test_calls_are_open_when_missed_twice_and_everybody_else_after_the_hour(
    register: Register, clock: Clock
) -> None:
    register.call("卢雨清", MISSED)
    assert found(register) == []
    register.call("卢雨清", MISSED)
    register.call("蒋定国", MISSED)
    for name in ("白秋玲", "舒朗", "熊启明", "纪文华"):
        register.call(name, REACHED, temperature=36.5)
    assert found(register) == [("key_missed", "卢雨清")]
    clock.at = datetime(2020, 3, 6, 18)
    assert len(found(register)) == 1
    clock.forward(seconds=1)
    assert found(register) == [("key_missed", "卢雨清"), ("key_to_call", "蒋定国"), ("key_to_call", "秋荻")]


def test_who_was_drawn_and_not_called_again_is_open_in_the_evening(register: Register, clock: Clock) -> None:
    for name in test_key_people.NAMES:
        register.call(name, REACHED, temperature=36.5)
    with register.desk.work() as work:
        screening.draw(work, count=7)
    register.call("卢雨清", REACHED, by=register.desk.officer, temperature=36.5)
    clock.at = datetime(2020, 3, 6, 18, 30)
    assert [what for what, _ in found(register)] == ["key_to_verify"] * 6


def test_teams_are_asked_for_a_report_where_teams_report(grid: Grid, clock: Clock) -> None:
    assert found(grid) == [], "an office may do without"
    grid.report("饮食服务二班组", 86)
    assert found(grid) == [("morning_missing", "饮食服务一班组"), ("morning_missing", "物业服务一班组")]
    grid.report("饮食服务二班组", 86, slot=CheckSlot.NOON)
    assert len(found(grid)) == 2
    clock.at = datetime(2020, 3, 6, 15, 1)
    assert len(found(grid)) == 4
    clock.at += timedelta(days=20)
    assert found(grid) == []


def test_a_test_is_open_until_its_result_is_there(grid: Grid) -> None:
    with grid.desk.work(grid.guard) as work:
        test = person_tests.record_sample(work, person=grid.people["姚安雯"], lab="市检验所")
    assert found(grid) == [("test_awaited", "姚安雯")]
    with grid.desk.work(grid.guard) as work:
        person_tests.record_result(work, test, result="negative")
    assert found(grid) == []
