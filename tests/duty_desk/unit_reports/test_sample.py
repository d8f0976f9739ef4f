"""The sample office on its afternoon: three units are missing, one was late, and the bath house and meals are booked."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest

from db.vocabulary import ReportState
from duty_desk import bookings, demo, unit_reports
from duty_desk.bookings import BookingState
from duty_desk.desk import Desk
from duty_desk.unit_reports import wording

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    desk = demo.open_demo(tmp_path_factory.mktemp("sample") / "office")
    yield desk
    desk.close()


def test_its_units_have_reported(sample: Desk) -> None:
    with sample.read() as read:
        found = unit_reports.day_view(read, demo.START.date())
        days = unit_reports.series(read, demo.START.date() - timedelta(days=13), demo.START.date())
    counts = found.counts
    assert (found.due, found.received) == (27, 24)
    assert (counts[ReportState.MISSING], counts[ReportState.LATE]) == (3, 1)
    assert (counts[ReportState.FILED], counts[ReportState.ZERO]) == (4, 19)
    assert [wording.situation(row) for row in found.rows[:4]] == [
        "催 2 次 17:05",
        "催 1 次 16:40",
        "催 1 次 16:42",
        "迟 24 分钟",
    ]
    assert not any(row.findings for row in found.rows), "its figures agree with those of the day before"
    assert [day.missing for day in days] == [0] * 13 + [3]


def test_its_bath_house_and_meals_are_booked(sample: Desk) -> None:
    with sample.read() as read:
        bath, peach, plum = bookings.list_facilities(read)
        today = bookings.facility_day(read, bath.id, demo.START.date())
        meals = bookings.kitchen(read, demo.START.date() + timedelta(days=1))
    states = [row.state for row in today.bookings]
    assert (today.taken, states.count(BookingState.USED), states.count(BookingState.MISSED)) == (13, 10, 1)
    assert {row.canteen for row in meals} == {peach.place, plum.place}
    assert sum(row.quantity for row in meals) == 21
