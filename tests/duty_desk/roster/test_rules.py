"""Runs, rest, who is missing, and the calendar, by examples of the office."""

from __future__ import annotations

import itertools
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from db.vocabulary import DayKind, Shift
from duty_desk.roster import calendar, lunar, rules
from duty_desk.roster.rules import Limits, Step
from duty_desk.strings import set_language

DAY = timedelta(days=1)
NEW_YEAR = date(2019, 12, 30)


@pytest.mark.parametrize(
    ("day", "said"),
    [
        ("2020-01-24", "腊月三十"),
        ("2020-01-25", "正月初一"),
        ("2020-01-28", "正月初四"),
        ("2020-02-10", "正月十七"),
        ("2020-02-24", "二月初二"),
        ("2020-05-23", "闰四月初一"),
        ("2020-06-21", "五月初一"),
        ("2000-02-05", "正月初一"),
        ("2033-12-22", "闰冬月初一"),
        ("1979-01-01", ""),
    ],
)
def test_lunar_dates(day: str, said: str) -> None:
    assert lunar.label(date.fromisoformat(day)) == said


def test_a_narrow_column_names_the_month_on_its_first_day() -> None:
    assert lunar.short_label(date(2020, 2, 23)) == "二月"
    assert lunar.short_label(date(2020, 2, 24)) == "初二"
    assert lunar.short_label(date(2020, 3, 14)) == "廿一"
    set_language("en")
    assert lunar.label(date(2020, 2, 10)) == "M1/17"
    set_language("zh_CN")


@given(st.dates(date(1980, 2, 16), date(2098, 12, 31)))
def test_lunar_days_follow_one_another(day: date) -> None:
    here, after = lunar.lunar(day), lunar.lunar(day + DAY)
    assert here is not None
    assert after is not None
    assert after.day == here.day + 1 or (after.day == 1 and here.day in (29, 30))


def test_published_holidays() -> None:
    assert calendar.published(date(2020, 1, 31)) == (DayKind.HOLIDAY, "春节")
    assert calendar.published(date(2020, 1, 19))[0] == DayKind.WORKDAY
    assert calendar.published(date(2020, 2, 8))[0] == DayKind.NORMAL
    assert calendar.published(date(2090, 10, 1)) == (DayKind.NORMAL, "")


def test_a_run_goes_over_the_new_year_and_the_leap_day() -> None:
    days = {NEW_YEAR + number * DAY for number in range(5)}
    run = rules.run_until(days, date(2020, 1, 3))
    assert run is not None
    assert (run.first, run.days) == (NEW_YEAR, 5)
    leap = {date(2020, 2, 28), date(2020, 2, 29), date(2020, 3, 1)}
    assert [each.days for each in rules.runs(leap)] == [3]
    assert [each.days for each in rules.runs(leap - {date(2020, 2, 29)})] == [1, 1]


@given(st.sets(st.integers(0, 80).map(lambda number: NEW_YEAR + number * DAY)))
def test_runs_hold_every_day_once(days: set[date]) -> None:
    found = rules.runs(days)
    assert sum(run.days for run in found) == len(days)
    assert all(later.first - earlier.last > DAY for earlier, later in itertools.pairwise(found))
    assert all(rules.run_until(days, run.last) == run for run in found)


def test_steps_are_more_than_the_limits() -> None:
    limits = Limits()
    assert [rules.step(days, limits) for days in (7, 8, 14, 15, 21, 22)] == [
        Step.NONE, Step.NOTE, Step.NOTE, Step.WARN, Step.WARN, Step.OVER,
    ]  # fmt: skip


def test_only_days_to_come_are_over_the_limit() -> None:
    days = {date(2020, 2, 10) + number * DAY for number in range(30)}
    assert rules.over_limit(days, Limits(), date(2020, 3, 6)) == {
        date(2020, 3, 7), date(2020, 3, 8), date(2020, 3, 9), date(2020, 3, 10),
    }  # fmt: skip
    assert rules.over_limit(days, Limits(limit=30), date(2020, 3, 6)) == frozenset()


def test_rest_between_night_and_day() -> None:
    night, day, leader = (frozenset({shift}) for shift in (Shift.NIGHT, Shift.DAY, Shift.LEADER))
    first, second = date(2020, 2, 29), date(2020, 3, 1)
    assert rules.short_rest({first: night, second: day}, second, Limits())
    assert rules.short_rest({first: night, second: leader}, second, Limits())
    assert not rules.short_rest({first: night, second: night}, second, Limits())
    assert not rules.short_rest({first: day, second: night}, second, Limits())
    assert rules.short_rest({first: frozenset({Shift.DAY, Shift.NIGHT})}, first, Limits())
    assert not rules.short_rest({first: night, second: day}, second, Limits(rest_hours=0))


def test_who_is_missing_on_a_day() -> None:
    assert rules.missing({Shift.DAY: 2, Shift.NIGHT: 1}, Limits()) == (Shift.LEADER,)
    assert rules.missing({Shift.LEADER: 1, Shift.DAY: 2, Shift.NIGHT: 1}, Limits(least_day=3)) == (Shift.DAY,)
    assert rules.missing({}, Limits(least_night=0)) == (Shift.LEADER, Shift.DAY)
