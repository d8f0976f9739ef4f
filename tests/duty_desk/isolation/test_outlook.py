"""What comes free in the next days, and how many can be taken in tomorrow (rule I9)."""

from __future__ import annotations

from datetime import timedelta

import pytest

from db.models import Room, Stay
from db.vocabulary import RoomState
from duty_desk.errors import InputError
from duty_desk.isolation.outlook import outlook, tomorrow
from tests.conftest import Filled
from tests.duty_desk.isolation import wards
from tests.duty_desk.isolation.wards import NAMES, SITE, TODAY, Ward


@pytest.fixture
def ward(filled: Filled) -> Ward:
    desk, made = filled(wards.build)
    return made.on(desk)


def due(ward: Ward, **days: int) -> None:
    """Let people leave in so many days from today, by the number of their name."""
    with ward.desk.work() as work:
        for name, offset in days.items():
            stay = work.session.get_one(Stay, ward.stays[NAMES[int(name[1:])]])
            stay.due_on = TODAY + timedelta(days=offset)


def test_rooms_come_free_the_day_after_their_last_day(ward: Ward) -> None:
    due(ward, n0=0, n1=1, n2=-1, n3=30, n4=1, n5=2)
    with ward.desk.read() as read:
        days = outlook(read, 4, site=SITE)
    assert [(one.coming_free, one.leaving, one.occupied, one.free) for one in days] == [
        # Overdue ones leave today; 302 waits for its disinfection until tomorrow.
        (2, 2, 3, 1),
        (1, 2, 2, 4),
        (1, 1, 1, 5),
        (0, 0, 1, 6),
    ]
    # Two beds of the shared room are empty now; the other two are left on the second and third day.
    assert [one.beds for one in days] == [3, 6, 8, 9]


def test_how_many_can_be_taken_in_tomorrow(ward: Ward) -> None:
    due(ward, n0=0, n1=5, n2=5, n3=5, n4=5, n5=5)
    with ward.desk.read() as read:
        found = tomorrow(read, site=SITE)
    assert found.day == TODAY + timedelta(days=1)
    assert (found.rooms, found.free_now, found.coming_back, found.left_today, found.beds) == (3, 1, 1, 1, 5)


def test_closed_and_reserved_rooms_are_nobodys_hope(ward: Ward) -> None:
    with ward.desk.work() as work:
        for name, state in (("201", RoomState.RESERVED), ("302", RoomState.CLOSED)):
            work.session.get_one(Room, ward.rooms[name]).state = state.value
    due(ward, n0=5, n1=5, n2=5, n3=5, n4=5, n5=5)
    with ward.desk.read() as read:
        assert tomorrow(read, site=SITE).rooms == 0


def test_a_stay_without_a_last_day_frees_nothing(ward: Ward) -> None:
    with ward.desk.work() as work:
        for stay in ward.stays.values():
            work.session.get_one(Stay, stay).due_on = None
    with ward.desk.read() as read:
        days = outlook(read, 14, site=SITE)
    assert {one.coming_free for one in days} == {0}
    assert {one.occupied for one in days} == {5}


def test_of_one_zone_and_of_a_site_that_is_not_there(ward: Ward) -> None:
    with ward.desk.read() as read:
        assert outlook(read, 1, zone=2)[0].occupied == 1
        assert outlook(read, 1, site="校医院")[0].free == 0
        with pytest.raises(InputError):
            outlook(read, 61)
