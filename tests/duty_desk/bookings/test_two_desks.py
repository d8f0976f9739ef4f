"""Two desks book the same slots at once, on either engine: no slot is given twice, no set is promised that there is not."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from duty_desk import check
from tests.at_once import run_at_once
from tests.duty_desk.bookings.conftest import MONDAY, TUESDAY, House

pytestmark = pytest.mark.slow


def test_two_desks_never_promise_the_same(house: House, tmp_path: Path) -> None:
    slots = [each.slot.key for each in house.day().slots]
    acts = [
        [
            *(
                {"facility": house.bath, "day": MONDAY.isoformat(), "slot": slot, "name": f"{name}{n}"}
                for n, slot in enumerate(slots)
            ),
            *(
                {
                    "facility": house.meals,
                    "day": TUESDAY.isoformat(),
                    "slot": "A套餐",
                    "name": f"{name}{n}",
                    "quantity": 3,
                }
                for n in range(4)
            ),
        ]
        for name in ("east", "west")
    ]
    guard = (house.guard.id, house.guard.name, house.guard.role.value)
    plans = [{"officer": guard, "acts": each} for each in acts]
    told = run_at_once(house.desk, tmp_path, "tests.duty_desk.bookings.slots_at_once", plans)
    said = Counter(word for words in told for word in words)
    assert set(said) <= {"done", "bookings.refusal.full", "bookings.refusal.too_many"}, said
    day = house.day()
    assert [each.taken for each in day.slots] == [1] * len(slots)
    meals = house.day(house.meals, TUESDAY)
    assert meals.taken == 9, "three orders of three out of ten"
    assert said["done"] == day.taken + 3
    assert check.run(house.desk, full=True) == ()
