"""The reporting day at its edges, what is zero and what is silence, and figures that do not agree (domain A1.14, rule 15)."""

from __future__ import annotations

from datetime import date, datetime, time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from duty_desk.unit_reports import queries, rules
from duty_desk.unit_reports.rules import CORE, FIGURES

ZERO: dict[str, int | None] = {**dict.fromkeys(FIGURES), **dict.fromkeys(CORE, 0)}


@pytest.mark.parametrize(
    ("moment", "starts", "day"),
    [
        (datetime(2020, 2, 29, 23, 59, 59), time(0), date(2020, 2, 29)),
        (datetime(2020, 3, 1, 0, 0, 0), time(0), date(2020, 3, 1)),
        (datetime(2020, 3, 1, 0, 0, 1), time(0), date(2020, 3, 1)),
        (datetime(2020, 2, 28, 16, 29, 59), time(16, 30), date(2020, 2, 28)),
        (datetime(2020, 2, 28, 16, 30), time(16, 30), date(2020, 2, 29)),
        (datetime(2020, 2, 29, 16, 30), time(16, 30), date(2020, 3, 1)),
        (datetime(2019, 12, 31, 16, 30), time(16, 30), date(2020, 1, 1)),
        (datetime(2020, 3, 6, 7, 59, 59), time(8), date(2020, 3, 6)),
        (datetime(2020, 3, 6, 8), time(8), date(2020, 3, 7)),
    ],
)
def test_a_moment_belongs_to_one_reporting_day(moment: datetime, starts: time, day: date) -> None:
    assert rules.day_of(moment, starts) == day
    first, last = rules.bounds(day, starts)
    assert first <= moment < last


@given(
    st.datetimes(datetime(2019, 12, 30), datetime(2020, 3, 3)),
    st.sampled_from([time(0), time(8), time(16, 30)]),
)
def test_days_follow_one_another_without_a_gap(moment: datetime, starts: time) -> None:
    day = rules.day_of(moment, starts)
    first, last = rules.bounds(day, starts)
    assert first <= moment < last
    assert rules.bounds(rules.day_of(last, starts), starts)[0] == last


@pytest.mark.parametrize(
    ("clock", "late"),
    [(time(8, 29, 59), False), (time(8, 30), False), (time(8, 30, 59), False), (time(8, 31), True)],
)
def test_the_deadline_itself_is_in_time(clock: time, late: bool) -> None:
    day = date(2020, 3, 6)
    assert rules.is_late(datetime.combine(day, clock), datetime.combine(day, time(8, 30))) is late


def test_silence_is_not_zero() -> None:
    assert rules.is_zero(ZERO)
    assert not rules.is_zero({**ZERO, "visit": None}), "one figure was not said"
    assert not rules.is_zero(dict.fromkeys(FIGURES))
    assert not rules.is_said({**dict.fromkeys(FIGURES), "due": 386}), "how many there are says nothing"
    assert rules.is_said({**dict.fromkeys(FIGURES), "fever": 0})


def test_whoever_is_still_observed_makes_no_news() -> None:
    assert rules.is_zero({**ZERO, "central": 2, "home": 1, "risk": 19})
    for name in ("fever", "new", "released", "returned", "untested", "close"):
        assert not rules.is_zero({**ZERO, name: 1}), name


def test_zeros_keep_whoever_is_observed() -> None:
    assert rules.zeros(None)["central"] == 0
    told = rules.zeros({**ZERO, "central": 3, "home": 1, "fever": 2})
    assert (told["central"], told["home"], told["fever"]) == (3, 1, 0)
    assert not rules.check_figures(told, {**ZERO, "central": 3, "home": 1})


def test_who_is_observed_follows_from_yesterday() -> None:
    before = {**ZERO, "central": 2, "home": 1}
    right = {**ZERO, "central": 3, "home": 0, "new": 1, "released": 1}
    assert rules.check_figures(right, before) == ()
    (found,) = rules.check_figures({**right, "home": 1}, before)
    assert (found.kind, dict(found.values)) == (
        "observed",
        {"was": 3, "new": 1, "released": 1, "sum": 3, "now": 4},
    )
    assert rules.check_figures({**right, "home": 1}, None) == (), "nothing is known of yesterday"
    assert rules.check_figures({**right, "home": None}, before) == (), "it was not said"


def test_persons_are_here_or_away() -> None:
    assert not rules.check_figures({**ZERO, "due": 100, "on_campus": 40, "off_campus": 60}, None)
    (found,) = rules.check_figures({**ZERO, "due": 100, "on_campus": 40, "off_campus": 61}, None)
    assert (found.kind, found.values["sum"]) == ("presence", 101)


def test_no_more_are_ill_than_there_are() -> None:
    (found,) = rules.check_figures({**ZERO, "due": 10, "fever": 11}, None)
    assert dict(found.values) == {"name": "fever", "value": 11, "due": 10}
    (together,) = rules.check_figures({**ZERO, "due": 10, "fever": 6, "symptom": 5}, None)
    assert (together.kind, together.values["value"]) == ("ill", 11)


figures = st.dictionaries(st.sampled_from(FIGURES), st.none() | st.integers(0, 3000), max_size=len(FIGURES))


@given(st.lists(figures, max_size=30))
def test_totals_are_the_sums_of_the_units(said: list[dict[str, int | None]]) -> None:
    added = queries.add_up(said)
    for name in FIGURES:
        values = [each[name] for each in said if each.get(name) is not None]
        assert added[name] == (sum(values) if values else None)
