"""Days of observation by the examples of the rule (domain A4), and which room fits whom."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from db.vocabulary import RoomState
from duty_desk.isolation import day_rules, stay_rules
from duty_desk.isolation.stay_rules import Guest, Place


@pytest.mark.parametrize(
    ("start", "days", "end"),
    [
        (date(2020, 2, 10), 14, date(2020, 2, 24)),
        (date(2020, 2, 16), 14, date(2020, 3, 1)),
        (date(2022, 11, 12), 5, date(2022, 11, 17)),
        (date(2022, 7, 1), 7, date(2022, 7, 8)),
    ],
)
def test_the_last_day(start: date, days: int, end: date) -> None:
    assert day_rules.last_day(start, days) == end
    assert day_rules.last_day(start, days, first_day_counts=True) == end - timedelta(days=1)


@given(st.dates(date(2020, 1, 1), date(2030, 1, 1)), st.integers(1, 60), st.booleans())
def test_the_last_day_is_the_day_of_that_number(start: date, days: int, counts: bool) -> None:
    end = day_rules.last_day(start, days, first_day_counts=counts)
    assert day_rules.day_of(start, end, first_day_counts=counts) == days
    assert day_rules.days_until(start, end, first_day_counts=counts) == days


@pytest.mark.parametrize(
    ("anchor", "exposed", "counted"),
    [
        ("last_exposure", date(2020, 3, 1), date(2020, 3, 1)),
        ("leave_risk_area", date(2020, 3, 1), date(2020, 3, 1)),
        ("last_exposure", None, date(2020, 3, 4)),
        ("admission", date(2020, 3, 1), date(2020, 3, 4)),
    ],
)
def test_from_when_the_days_count(anchor: str, exposed: date | None, counted: date) -> None:
    assert day_rules.counted_from(anchor, exposed, date(2020, 3, 4)) == counted


def test_the_days_at_home() -> None:
    assert day_rules.home_until(date(2022, 7, 8), 3) == date(2022, 7, 11)
    assert day_rules.home_until(date(2020, 3, 1), 0) is None


@pytest.mark.parametrize(
    ("born", "may"),
    [
        (date(2002, 3, 6), True),
        (date(2002, 3, 7), False),
        (date(1960, 3, 7), True),
        (date(1960, 3, 6), False),
        (None, True),
    ],
)
def test_who_may_care_for_somebody(born: date | None, may: bool) -> None:
    assert stay_rules.may_care(born, date(2020, 3, 6)) is may


def place(**changes: object) -> Place:
    values: dict[str, object] = {
        "state": RoomState.FREE, "single": True, "part": "observed",
        "zone_active": True, "beds": 1, **changes,
    }  # fmt: skip
    return Place(**values)  # type: ignore[arg-type]


CONTACT, OTHER = Guest(1, "close_contact"), Guest(1, "other")
CHILD = Guest(1, "close_contact", frozenset({2}))
CARER, STRANGER = Guest(2, "carer"), Guest(3, "other")
SHARED = {"single": False, "beds": 2}


@pytest.mark.parametrize(
    ("where", "guest", "why"),
    [
        (place(), CONTACT, None),
        (place(state=RoomState.RESERVED), CONTACT, None),
        (place(zone_active=False), CONTACT, "zone_closed"),
        (place(part="living"), CONTACT, "part"),
        (place(state=RoomState.TO_CLEAN), CONTACT, "to_clean"),
        (place(state=RoomState.CLOSED), CONTACT, "closed"),
        (place(state=RoomState.OCCUPIED, there=(STRANGER,)), CONTACT, "taken"),
        (place(state=RoomState.OCCUPIED, there=(CARER,)), CHILD, None),
        (place(state=RoomState.OCCUPIED, there=(CARER, STRANGER)), CHILD, "taken"),
        (place(**SHARED), CONTACT, "alone"),
        (place(**SHARED), OTHER, None),
        (place(**SHARED, there=(STRANGER,)), OTHER, None),
        (place(**SHARED, there=(STRANGER, CARER)), OTHER, "full"),
    ],
)
def test_which_room_fits_whom(where: Place, guest: Guest, why: str | None) -> None:
    assert stay_rules.obstacle(where, guest) == why


def test_the_lowest_bed_nobody_has() -> None:
    assert stay_rules.free_bed(4, [1, 3]) == 2
    assert stay_rules.free_bed(1, []) == 1
    # A bed more, for a companion.
    assert stay_rules.free_bed(1, [1]) == 2
