"""Periods, hours and states at their edges."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from db.vocabulary import PassState, PassStatus
from duty_desk.passes import rules

AT = datetime(2020, 2, 28, 12)
MOMENTS = st.datetimes(min_value=datetime(2020, 1, 1), max_value=datetime(2021, 12, 31))


def keys(start: datetime | None, end: datetime | None, **limits: object) -> list[str]:
    values: dict[str, object] = {"at": AT, "max_days": 14, **limits}
    found = rules.find_period_problems(start, end, **values)  # pyright: ignore[reportArgumentType]
    return [problem.key.rpartition(".")[2] for problem in found]


def test_a_period_counts_both_days_across_the_leap_day() -> None:
    assert rules.days_of(datetime(2020, 2, 28), datetime(2020, 3, 1)) == 2
    assert rules.days_of(datetime(2020, 2, 28, 8), datetime(2020, 2, 28, 9)) == 1
    assert rules.days_of(datetime(2020, 2, 10), datetime(2020, 2, 24)) == 14
    assert rules.end_of_day(date(2020, 2, 29)) == datetime(2020, 3, 1)
    assert rules.last_day_of(datetime(2020, 3, 1)) == date(2020, 2, 29)
    assert rules.last_day_of(datetime(2020, 3, 1, 0, 1)) == date(2020, 3, 1)


def test_periods_are_refused_for_what_is_wrong_with_them() -> None:
    assert keys(None, None) == ["from_missing", "until_missing"]
    assert keys(AT, AT) == ["ends_before_begins"]
    assert keys(AT, AT - timedelta(days=1)) == ["ends_before_begins"]
    assert keys(AT - timedelta(days=2), AT) == ["already_over"]
    assert keys(datetime(2020, 2, 28), datetime(2020, 3, 13)) == []
    assert keys(datetime(2020, 2, 28), datetime(2020, 3, 13, 0, 1)) == ["too_long"]
    assert keys(AT, datetime(2020, 3, 1), last_day=date(2020, 2, 29)) == []
    assert keys(AT, datetime(2020, 3, 2), last_day=date(2020, 2, 29)) == ["past_policy_end"]
    assert keys(AT, datetime(2021, 3, 2), max_days=None) == []


@pytest.mark.parametrize(
    ("hours", "inside", "outside"),
    [
        ((time(6), time(22)), ["06:00", "12:00", "22:00"], ["05:59", "22:01", "23:30", "00:00"]),
        ((time(22), time(6)), ["22:00", "23:59", "00:00", "06:00"], ["06:01", "12:00", "21:59"]),
        ((time(18), time(0)), ["18:00", "23:59"], ["17:59", "00:00"]),
        ((time(0), time(0)), ["00:00", "12:00", "23:59"], []),
        ((None, None), ["00:00", "12:00", "23:59"], []),
    ],
)
def test_daily_hours_hold_to_the_minute_and_across_midnight(
    hours: tuple[time | None, time | None], inside: list[str], outside: list[str]
) -> None:
    for text in inside:
        assert rules.is_within_hours(time.fromisoformat(text), *hours), text
    for text in outside:
        assert not rules.is_within_hours(time.fromisoformat(text), *hours), text


def test_hours_are_given_whole() -> None:
    assert [p.field for p in rules.find_hours_problems(time(6), None)] == ["hours_until"]
    assert [p.field for p in rules.find_hours_problems(None, time(6))] == ["hours_from"]
    assert [p.field for p in rules.find_hours_problems(time(6), time(6))] == ["hours_until"]
    assert rules.find_hours_problems(time(22), time(6)) == ()


@given(
    st.sampled_from(PassStatus),
    MOMENTS,
    st.timedeltas(timedelta(minutes=1), timedelta(days=30)),
    st.booleans(),
    MOMENTS,
)
def test_a_pass_has_exactly_the_state_its_dates_and_holder_give(
    status: PassStatus, start: datetime, span: timedelta, restricted: bool, at: datetime
) -> None:
    end = start + span
    state = rules.state_of(status, start, end, restricted, at)
    if status != PassStatus.ISSUED:
        assert state == status
    elif state in (PassState.VALID, PassState.LAST_DAY):
        assert start <= at < end
        assert not restricted
        assert (state == PassState.LAST_DAY) == (rules.last_day_of(end) == at.date())
    elif state == PassState.SUSPENDED:
        assert restricted
        assert at < end
    else:
        assert (state == PassState.EXPIRED) == (at >= end)
        assert (state == PassState.NOT_YET) == (at < start)
