"""Two desks book the same slots at once, on either engine: no slot is given twice, no set is promised that there is not."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from duty_desk import check
from duty_desk.desk import Desk
from tests.code_tree import ROOT
from tests.duty_desk.bookings.conftest import MONDAY, TUESDAY, House

pytestmark = pytest.mark.slow


def at_once(desk: Desk, folder: Path, plans: dict[str, dict[str, Any]]) -> dict[str, list[str]]:
    """What each desk was told; they all begin at the same moment."""
    target = desk.engine.url.render_as_string(hide_password=False) if desk.path is None else str(desk.path)
    start = folder / "start"
    running: dict[str, Any] = {
        name: subprocess.Popen(
            [
                sys.executable,
                "-m",
                "tests.duty_desk.bookings.slots_at_once",
                target,
                str(desk.folder),
                str(start),
                json.dumps(plan),
            ],
            cwd=ROOT,
            stdout=subprocess.PIPE,
            text=True,
        )
        for name, plan in plans.items()
    }
    limit = time.monotonic() + 60
    while not all(start.with_suffix(f".{name}").exists() for name in plans):
        assert time.monotonic() < limit
        time.sleep(0.01)
    start.touch()
    return {name: json.loads(process.communicate(timeout=120)[0]) for name, process in running.items()}


def plan(house: House, name: str, acts: list[dict[str, Any]]) -> dict[str, Any]:
    officer = house.guard
    return {"name": name, "officer": (officer.id, officer.name, officer.role.value), "acts": acts}


def test_two_desks_never_promise_the_same(house: House, tmp_path: Path) -> None:
    slots = [each.slot.key for each in house.day().slots]
    acts = {
        name: [
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
    }
    told = at_once(house.desk, tmp_path, {name: plan(house, name, each) for name, each in acts.items()})
    said = Counter(word for words in told.values() for word in words)
    assert set(said) <= {"done", "bookings.refusal.full", "bookings.refusal.too_many"}, said
    day = house.day()
    assert [each.taken for each in day.slots] == [1] * len(slots)
    meals = house.day(house.meals, TUESDAY)
    assert meals.taken == 9, "three orders of three out of ten"
    assert said["done"] == day.taken + 3
    assert check.run(house.desk, full=True) == ()
