"""What came in and what was disinfected: the difference is seen, and never goes below nothing (product rule G7)."""

from __future__ import annotations

from datetime import date

import pytest

from duty_desk.errors import InputError, Refusal, StaleError
from duty_desk.gate import parcels
from tests.duty_desk.gate.conftest import Office

DAY = date(2020, 3, 6)


def test_counted_in_and_counted_disinfected(office: Office) -> None:
    with office.desk.work() as work:
        parcels.count_in(work, place="快递中转棚", count=120, carrier="驿站快递")
        parcels.count_in(work, place="快递中转棚", count=30)
        parcels.count_in(work, place="东大门", count=5)
        parcels.count_disinfected(work, place="快递中转棚", count=140, agent="84 消毒液")
    with office.desk.read() as read:
        balances = {
            row.place: (row.came, row.disinfected, row.difference)
            for row in parcels.list_balances(read, DAY, DAY)
        }
        assert balances == {"快递中转棚": (150, 140, 10), "东大门": (5, 0, 5)}
    with pytest.raises(Refusal) as caught, office.desk.work() as work:
        parcels.count_disinfected(work, place="快递中转棚", count=11, agent="84 消毒液")
    assert "10" in caught.value.text


def test_a_wrong_count_is_taken_back_and_stays_in_the_list(office: Office) -> None:
    with office.desk.work() as work:
        wrong = parcels.count_in(work, place="东大门", count=500)
        right = parcels.count_in(work, place="东大门", count=50)
    with office.desk.work() as work:
        parcels.withdraw_count(work, wrong, reason="多写一个零")
    with office.desk.read() as read:
        assert parcels.parcel_balance(read, "东大门", DAY).came == 50
        assert [row.withdrawn_at is not None for row in parcels.list_counts(read, DAY)] == [True, False]
    with pytest.raises(StaleError), office.desk.work() as work:
        parcels.withdraw_count(work, wrong, reason="再来")
    with office.desk.work() as work:
        parcels.count_disinfected(work, place="东大门", count=50, agent="75% 酒精")
    with pytest.raises(Refusal), office.desk.work() as work:
        parcels.withdraw_count(work, right, reason="写错")


@pytest.mark.parametrize(("place", "count", "field"), [("", 1, "place"), ("东大门", 0, "count")])
def test_what_is_missing_is_told(office: Office, place: str, count: int, field: str) -> None:
    with pytest.raises(InputError) as caught, office.desk.work() as work:
        parcels.count_in(work, place=place, count=count)
    assert caught.value.field == field
