"""Which backups stay after 120 days (acceptance check R-32)."""

from __future__ import annotations

from datetime import datetime, timedelta
from itertools import groupby

from db.rotation import kept

START = datetime(2020, 1, 1)


def test_thinning_as_one_goes_keeps_exactly_what_the_rule_says() -> None:
    everything: list[datetime] = []
    there: set[datetime] = set()
    for step in range(120 * 48):
        now = START + timedelta(minutes=30 * step)
        everything.append(now)
        there = kept([*there, now], now)
    now = everything[-1]
    recent = [moment for moment in everything if moment > now - timedelta(hours=48)]
    assert len(recent) == 96
    older = [moment for moment in everything if moment <= now - timedelta(hours=48)]
    ends_of_days = [list(group)[-1] for _, group in groupby(older, key=lambda moment: moment.date())]
    days = ends_of_days[-14:]
    before = [moment for moment in ends_of_days if moment < days[0]]
    ends_of_weeks = [
        list(group)[-1] for _, group in groupby(before, key=lambda moment: moment.isocalendar()[:2])
    ]
    weeks = ends_of_weeks[-8:]
    # By then only the ends of weeks are left to choose from.
    before = [moment for moment in ends_of_weeks if moment < weeks[0]]
    months = [list(group)[-1] for _, group in groupby(before, key=lambda moment: moment.month)][-6:]
    assert (len(days), len(weeks)) == (14, 8)
    assert there == {*recent, *days, *weeks, *months}


def test_a_year_of_weekly_starts_keeps_eight_weeks_and_six_months() -> None:
    moments = [START + timedelta(weeks=week) for week in range(60)]
    there: set[datetime] = set()
    for moment in moments:
        there = kept([*there, moment], moment)
    # 1 of the last two days, 14 days that had one, 8 weeks, and as many months as there were.
    assert len(there) == 1 + 14 + 8 + 6


def test_the_newest_always_stays() -> None:
    assert kept([START], START + timedelta(days=2000)) == {START}
    assert kept([], START) == set()
