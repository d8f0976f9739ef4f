"""Two gates at once, each a process of its own: nothing opens twice, no household sends out more than it may (S-22)."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select

from db.models import Crossing, Household
from duty_desk.passes import household_quota
from tests.code_tree import ROOT
from tests.duty_desk.gate.conftest import Office, issue
from tests.duty_desk.passes.conftest import add_person

pytestmark = pytest.mark.slow

GATES = 3


def run_gates(office: Office, tmp_path: Path, plans: list[dict[str, Any]]) -> list[list[str]]:
    """Each plan in a process; all start at the same moment."""
    desk = office.desk
    target = desk.engine.url.render_as_string(hide_password=False) if desk.path is None else str(desk.path)
    start = tmp_path / "start.flag"
    children = [
        subprocess.Popen(
            [
                sys.executable,
                "-m",
                "tests.duty_desk.gate.guards_at_once",
                target,
                str(desk.folder),
                str(start),
                json.dumps({**plan, "name": f"p{number}"}),
            ],
            cwd=ROOT,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        for number, plan in enumerate(plans)
    ]
    deadline = time.monotonic() + 60
    while len(list(tmp_path.glob("start.p*"))) < len(plans) and time.monotonic() < deadline:
        time.sleep(0.01)
    start.touch()
    results: list[list[str]] = []
    for child in children:
        out, err = child.communicate(timeout=120)
        assert child.returncode == 0, err
        results.append(json.loads(out))
    return results


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
    results = run_gates(office, tmp_path, plans)
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
    results = run_gates(office, tmp_path, plans)
    for position in range(len(homes)):
        words = sorted(result[position] for result in results)
        assert words == ["go:ok", *["stop:quota"] * (GATES - 1)]
    with office.desk.read() as read:
        assert read.session.scalar(select(func.count()).select_from(Crossing)) == len(homes)
        assert all(not household_quota(read, home).allowed for home in homes)
