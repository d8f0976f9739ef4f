"""What the gates put on the list of things to do, and that it goes away once it is done."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest

from db.vocabulary import VisitOutcome
from duty_desk import gate
from duty_desk.desk import Desk
from duty_desk.gate import Direction, open_items, parcels, visits
from tests.conftest import Clock
from tests.duty_desk.gate import sample
from tests.duty_desk.gate.conftest import Office, go, issue
from tests.duty_desk.gate.test_overruling import force
from tests.duty_desk.gate.test_runs import lorry, stage, start
from tests.duty_desk.gate.test_visits import register

pytestmark = pytest.mark.slow

__all__ = ["lorry"]


def counts(office: Office) -> dict[str, int]:
    with office.desk.read() as read:
        return {what: n for what, n in open_items.count_open_items(read).items() if n}


def test_nothing_to_do(office: Office) -> None:
    assert counts(office) == {}
    with office.desk.read() as read:
        assert open_items.list_open_items(read) == ()


def test_overdue_visitors_vehicles_and_passes(
    office: Office, clock: Clock, lorry: tuple[int, list[Any]]
) -> None:
    slip = register(office)
    go(office, slip.token)
    go(office, issue(office, valid_until=datetime(2020, 3, 7)).token)
    run = start(office, lorry)
    stage(office, run, 1)
    stage(office, run, 2)
    assert counts(office) == {"visit_undecided": 1}
    clock.at = datetime(2020, 3, 7, 5)
    assert counts(office) == {
        "visit_overdue": 1,
        "vehicle_overdue": 1,
        "pass_overdue": 1,
        "visit_undecided": 1,
    }
    with office.desk.read() as read:
        items = open_items.list_open_items(read)
    assert [item.what for item in items] == sorted(
        (item.what for item in items), key=lambda what: next(i.due_at for i in items if i.what == what)
    )
    assert {item.subject for item in items} >= {("visit", slip.id), ("vehicle_run", run)}
    with office.desk.work() as work:
        visits.decide(work, slip.id, VisitOutcome.LEFT, left_at=datetime(2020, 3, 7, 1))
    assert "visit_overdue" not in counts(office)


def test_second_readings_and_drafts(office: Office, clock: Clock) -> None:
    issued = issue(office)
    go(office, issued.token, temperature=37.5)
    assert counts(office) == {"retest_due": 1}
    clock.forward(minutes=15)
    go(office, issued.token, temperature=37.6)
    assert counts(office) == {"admission_draft": 1}


def test_forced_entries_ambulances_and_parcels(office: Office, clock: Clock) -> None:
    force(office, go(office, issue(office, gates=[office.south]).token), "抢修")
    with office.desk.work() as work:
        came = gate.emergency(
            work, gate=office.east, direction=Direction.IN, plate="陕Z0120急", description="120急救车组"
        )
        parcels.count_in(work, place="快递棚", count=3)
    assert counts(office) == {"forced_entry": 1, "emergency_note": 1, "parcels_waiting": 1}
    with office.desk.work() as work:
        gate.complete_emergency(work, came, note="送市一院")
        parcels.count_disinfected(work, place="快递棚", count=3, agent="84 消毒液")
    assert counts(office) == {"forced_entry": 1}
    clock.forward(hours=25)
    assert "forced_entry" not in counts(office)


def test_the_sample_office_has_its_four_visitors(desk: Desk) -> None:
    sample.fill(desk, "visits")
    with desk.read() as read:
        found = open_items.count_open_items(read)
    assert (found["visit_overdue"], found["visit_undecided"]) == (4, 4)
