"""Two gates at once, each a process of its own: nothing opens twice, no household sends out more than it may (S-22)."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest
from sqlalchemy import func, select

from db.models import Crossing, Household
from duty_desk.passes import household_quota
from tests.at_once import run_at_once
from tests.duty_desk.gate.conftest import Office, issue
from tests.duty_desk.passes.conftest import add_person

pytestmark = pytest.mark.slow

GATES = 3
PROGRAM = "tests.duty_desk.gate.guards_at_once"


def test_a_single_entry_opens_one_gate_once(office: Office, tmp_path: Path) -> None:
    issued = [issue(office, entries=1, gates=[office.east, office.south])]
    for number in range(9):
        with office.desk.work() as work:
            person = add_person(work, f"人{number}")
        issued.append(issue(office, holder=person, entries=1, gates=[office.east, office.south]))
    plans = [
        {
            "gate": gate,
            "attempts": [{"text": one.token, "direction": "in"} for one in issued],
        }
        for gate in (office.east, office.south, office.east)
    ]
    results = run_at_once(office.desk, tmp_path, PROGRAM, plans)
    for position in range(len(issued)):
        words = [result[position] for result in results]
        # At the same gate within three seconds it is the same scan again, and says so.
        assert sum(word.startswith("go") for word in words) >= 1
        assert not any(word.startswith("trouble") for word in words), words
    with office.desk.read() as read:
        counts = Counter(read.session.scalars(select(Crossing.pass_id)))
        assert set(counts.values()) == {1}
        assert len(counts) == len(issued)


def test_a_household_never_sends_out_more_than_it_may(office: Office, tmp_path: Path) -> None:
    homes: dict[int, list[int]] = {}
    with office.desk.work() as work:
        for number in range(6):
            home = Household(code=f"JS20-1-{number}", building="20", entrance="1", room=str(number))
            work.session.add(home)
            work.session.flush()
            homes[home.id] = [
                add_person(work, f"户{number}人{gate}", household_id=home.id) for gate in range(GATES)
            ]
    plans = [
        {
            "gate": office.east,
            "attempts": [
                {"person": people[gate], "household": home, "direction": "out"}
                for home, people in homes.items()
            ],
        }
        for gate in range(GATES)
    ]
    results = run_at_once(office.desk, tmp_path, PROGRAM, plans)
    for position in range(len(homes)):
        words = sorted(result[position] for result in results)
        assert words == ["go:ok", *["stop:quota"] * (GATES - 1)]
    with office.desk.read() as read:
        assert read.session.scalar(select(func.count()).select_from(Crossing)) == len(homes)
        assert all(not household_quota(read, home).allowed for home in homes)
