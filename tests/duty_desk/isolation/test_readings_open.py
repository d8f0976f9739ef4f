"""What the sites put on the list of things to do: each thing once, gone when it is done (rule T1)."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from db.models import Stay
from db.vocabulary import ReadingSlot
from duty_desk import policy
from duty_desk.isolation import open_items, readings
from tests.conftest import Clock, Filled, on_sqlite
from tests.duty_desk.isolation import wards
from tests.duty_desk.isolation.wards import NAMES, NOON, TODAY, Ward

AM = ReadingSlot.AM
MORNING = datetime(2020, 3, 6, 9, 0)


@pytest.fixture
def ward(filled: Filled, clock: Clock) -> Ward:
    """Nobody has missed anything, nobody leaves soon."""
    desk, made = filled(wards.build)
    made = made.on(desk)
    with desk.work() as work:
        for name in NAMES:
            stay = work.session.get_one(Stay, made.stays[name])
            # Came this morning, so that today's readings are the first.
            stay.admitted_at, stay.due_on = MORNING, TODAY + timedelta(days=14)
    for name in NAMES:
        take(made, name)
    return made


def take(ward: Ward, name: str, temperature: float = 36.5) -> int:
    with ward.desk.work() as work:
        return readings.record_reading(
            work, stay=ward.stays[name], day=TODAY, slot=AM, temperature=temperature, at=MORNING
        ).reading


def counts(ward: Ward) -> dict[str, int]:
    with ward.desk.read() as read:
        found = open_items.count_open_items(read)
    return {what: number for what, number in found.items() if number}


def items(ward: Ward) -> tuple[open_items.OpenItem, ...]:
    with ward.desk.read() as read:
        return open_items.list_open_items(read)


def test_a_site_where_all_is_done_asks_for_nothing(ward: Ward) -> None:
    assert counts(ward) == {}
    assert items(ward) == ()


@on_sqlite
def test_a_missed_reading_and_then_two_in_a_row(ward: Ward, clock: Clock) -> None:
    clock.at = datetime(2020, 3, 6, 18, 0)
    found = [item for item in items(ward) if item.subject == ("stay", ward.stays[NAMES[0]])]
    assert [(item.what, item.due_at, item.place, item.name) for item in found] == [
        (open_items.READING_MISSED, datetime(2020, 3, 6, 17, 0), "2号楼 203", NAMES[0])
    ]
    clock.at = datetime(2020, 3, 7, 11, 0)
    assert counts(ward) == {open_items.READING_ESCALATED: 6}


@on_sqlite
def test_a_second_reading_is_asked_for_until_it_is_there(ward: Ward) -> None:
    with ward.desk.work() as work:
        done = readings.record_reading(
            work, stay=ward.stays[NAMES[0]], day=TODAY, slot=ReadingSlot.PM, temperature=37.4
        )
    (item,) = items(ward)
    assert (item.what, item.due_at, item.detail) == (
        open_items.RETEST_DUE,
        NOON + timedelta(minutes=15),
        "37.4",
    )
    with ward.desk.work() as work:
        readings.add_retest(work, done.reading, retest=37.6)
    (item,) = items(ward)
    assert (item.what, item.due_at, item.place) == (open_items.REFERRAL, NOON, "2号楼 203")


@on_sqlite
def test_releases_papers_tests_and_decisions(ward: Ward) -> None:
    with ward.desk.work(ward.chief) as work:
        policy.set_value(work, key="iso.test_days", value=["1"], starts_on=TODAY, source="第九版")
    with ward.desk.work() as work:
        rows = {name: work.session.get_one(Stay, ward.stays[name]) for name in NAMES}
        rows[NAMES[0]].due_on = TODAY + timedelta(days=1)
        rows[NAMES[1]].due_on = TODAY - timedelta(days=1)
        rows[NAMES[2]].emergency_until, rows[NAMES[2]].approved_at = NOON, None
        # Today is day 1 of 14.
        rows[NAMES[3]].due_on = TODAY + timedelta(days=13)
        for state in ("requested", "assessed", "approved"):
            work.session.add(
                Stay(
                    person_id=rows[NAMES[0]].person_id,
                    state=state,
                    origin="student",
                    category="other",
                    requested_at=MORNING,
                    approved_at=NOON if state == "approved" else None,
                )
            )
    assert counts(ward) == {
        open_items.RELEASE_DUE: 2,
        open_items.PAPERS_DUE: 1,
        open_items.TEST_DUE: 1,
        open_items.STAY_TO_DECIDE: 2,
        open_items.STAY_TO_ADMIT: 1,
    }
    assert items(ward)[0].what == open_items.RELEASE_DUE
    assert [item.due_at for item in items(ward) if item.what == open_items.STAY_TO_ADMIT] == [NOON]
