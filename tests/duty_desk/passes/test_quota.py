"""Each household sends one person out in two days: the sample data's 175 exits, and the edges of days."""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import insert

from db.models import Crossing, Household
from db.vocabulary import Direction, HouseholdState
from duty_desk import passes, policy
from duty_desk.passes import quota
from duty_desk.passes.quota_rules import (
    CALENDAR,
    ROLLING,
    Cell,
    Exit,
    QuotaRule,
    compute_quota,
    day_cells,
)
from tests.duty_desk.passes.conftest import Office

ONE_IN_TWO = QuotaRule(1, 2)
DATA = Path(__file__).parents[2] / "data"


def at(text: str) -> datetime:
    return datetime.strptime(f"2020-{text}", "%Y-%m-%d %H:%M")


def ask(exits: list[str], when: str, rule: QuotaRule = ONE_IN_TWO) -> tuple[bool, datetime | None]:
    found = compute_quota([Exit(at(one)) for one in exits], at(when), rule)
    return found.allowed, found.next_at


@pytest.mark.parametrize(
    ("exits", "when", "allowed", "next_at"),
    [
        ([], "02-28 09:00", True, None),
        (["02-28 09:00"], "02-28 09:00", False, "03-01 00:00"),
        (["02-28 09:10"], "02-29 23:59", False, "03-01 00:00"),
        (["02-28 09:10"], "03-01 00:00", True, None),
        (["02-28 23:59"], "02-29 00:01", False, "03-01 00:00"),
        (["02-29 00:01"], "03-01 23:59", False, "03-02 00:00"),
        (["02-28 09:10"], "02-28 08:00", True, None),
    ],
)
def test_calendar_days_at_their_edges(
    exits: list[str], when: str, allowed: bool, next_at: str | None
) -> None:
    assert ask(exits, when) == (allowed, at(next_at) if next_at else None)


def test_two_persons_in_two_days_wait_for_the_older_exit() -> None:
    rule = QuotaRule(2, 2)
    assert ask(["02-28 09:00"], "02-29 09:00", rule) == (True, None)
    assert ask(["02-28 09:00", "02-29 08:00"], "02-29 09:00", rule) == (False, at("03-01 00:00"))
    # After the rule was tightened both exits of yesterday count, and both have to leave the window.
    assert ask(["02-28 09:00", "02-29 08:00"], "02-29 09:00", ONE_IN_TWO) == (False, at("03-02 00:00"))


def test_hours_run_from_the_exit() -> None:
    rule = QuotaRule(1, 2, ROLLING)
    assert ask(["02-28 09:10"], "03-01 09:09", rule) == (False, at("03-01 09:10"))
    assert ask(["02-28 09:10"], "03-01 09:10", rule) == (True, None)


def test_nobody_goes_when_the_number_is_nought() -> None:
    assert ask([], "02-28 09:00", QuotaRule(0, 2)) == (False, None)


def test_free_trips_use_nothing() -> None:
    found = compute_quota([Exit(at("02-29 08:40"), free=True)], at("02-29 10:20"), ONE_IN_TWO)
    assert (found.allowed, found.used) == (True, ())


MOMENTS = st.datetimes(min_value=datetime(2020, 2, 20), max_value=datetime(2020, 3, 10)).map(
    lambda moment: moment.replace(second=0, microsecond=0)
)


@given(
    st.lists(MOMENTS, max_size=8),
    MOMENTS,
    st.integers(1, 3),
    st.integers(1, 4),
    st.sampled_from([CALENDAR, ROLLING]),
)
def test_the_next_time_is_the_first_at_which_one_may_go(
    exits: list[datetime], when: datetime, persons: int, days: int, mode: str
) -> None:
    rule = QuotaRule(persons, days, mode)
    listed = [Exit(one) for one in exits if one <= when]
    found = compute_quota(listed, when, rule)
    if mode == CALENDAR:
        first = when.date() - timedelta(days=days - 1)
        by_hand = sum(first <= one.at.date() <= when.date() for one in listed)
        assert found.allowed == (by_hand < persons)
    if found.next_at is not None:
        assert compute_quota(listed, found.next_at, rule).allowed
        assert not compute_quota(listed, found.next_at - timedelta(minutes=1), rule).allowed


def test_the_strip_of_days_says_out_blocked_and_free() -> None:
    exits = [Exit(at("03-02 10:02")), Exit(at("03-03 14:20"), free=True), Exit(at("03-05 09:12"))]
    cells = day_cells(exits, at("03-06 17:20"), ONE_IN_TWO)
    assert [(day.day, cell) for day, cell in cells] == [
        (1, Cell.UNUSED),
        (2, Cell.OUT),
        (3, Cell.BLOCKED),
        (4, Cell.UNUSED),
        (5, Cell.OUT),
        (6, Cell.BLOCKED),
        (7, Cell.FREE),
        (8, Cell.FREE),
    ]
    assert day_cells([], at("03-06 17:20"), ONE_IN_TWO)[5][1] == Cell.NOW


def test_the_sample_data_s_household_exits_get_their_verdicts() -> None:
    """All 175 exits of the gate workbook, by the rule alone; what was refused did not happen."""
    expected = json.loads((DATA / "expected.json").read_text(encoding="utf-8"))
    sheets = json.loads((DATA / "expected_rows.json").read_text(encoding="utf-8"))
    homes: dict[str, dict[str, Any]] = {row["no"]: row for row in sheets["households"]}
    free = set(expected["policy"]["quota.exempt"])
    done: defaultdict[str, list[Exit]] = defaultdict(list)
    verdicts: Counter[str] = Counter()
    for row in sheets["crossings"]:
        if row["kind"] != "住户" or row["direction"] != "出":
            continue
        moment = datetime.fromisoformat(f"{row['date']}T{row['time']}")
        home = homes[row["household"]]
        quarantined = home["q_from"] is not None and home["q_from"] <= row["date"] <= home["q_to"]
        if row["gate"] == "家属区东门":
            verdicts["GATE_CLOSED"] += 1
        elif home["state"] == "已搬出":
            verdicts["MOVED_OUT"] += 1
        elif quarantined:
            verdicts["HOME_QUARANTINE"] += 1
        elif row["reason"] in free:
            verdicts["EXEMPT"] += 1
        elif compute_quota(done[row["household"]], moment, ONE_IN_TWO).allowed:
            verdicts["QUOTA_OK"] += 1
            # An entry that was struck out was judged too, but it never used anything.
            if row["state"] == "有效":
                done[row["household"]].append(Exit(moment))
        else:
            verdicts["QUOTA_USED"] += 1
    assert dict(verdicts) == expected["gate"]["household_exit_verdicts"]


def cross(office: Office, moment: datetime, direction: Direction = Direction.OUT, **more: Any) -> None:
    with office.desk.work() as work:
        values: dict[str, Any] = {
            "at": moment,
            "gate_id": office.east,
            "direction": direction.value,
            "household_id": office.household,
            "person_id": office.resident,
            "reason_code": "采购",
            "exempt": False,
        }
        work.session.execute(insert(Crossing), {**values, **more})


def test_a_household_is_told_who_used_the_allowance_and_when_it_is_free_again(office: Office) -> None:
    cross(office, datetime(2020, 3, 3, 14, 20), reason_code="care", exempt=True)
    cross(office, datetime(2020, 3, 5, 9, 12))
    cross(office, datetime(2020, 3, 5, 11, 5), Direction.IN)
    cross(office, datetime(2020, 3, 6, 8, 0), withdrawn_at=datetime(2020, 3, 6, 8, 1))
    with office.desk.read() as read:
        found = passes.household_quota(read, office.household)
    assert not found.allowed
    assert found.quota.next_at == datetime(2020, 3, 7)
    assert [
        (row.at.day, row.name, row.reason, row.counted, row.back_at is not None) for row in found.exits
    ] == [
        (5, "欧阳珺", "采购", True, True),
        (3, "欧阳珺", "就医照护", False, False),
    ]
    assert found.cells[4] == (date(2020, 3, 5), Cell.OUT)


def test_the_rule_is_that_of_the_day_and_quarantine_closes_the_house(office: Office, clock: Any) -> None:
    cross(office, datetime(2020, 3, 6, 8, 0))
    with office.desk.work() as work:
        policy.set_value(work, key="quota.persons", value=2, starts_on=date(2020, 3, 7), source="通告第9号")
    with office.desk.read() as read:
        assert not passes.household_quota(read, office.household).allowed
        assert passes.household_quota(read, office.household, datetime(2020, 3, 7, 8)).allowed
        assert quota.is_free(read, "care")
        assert quota.is_free(read, "急需工作")
        assert not quota.is_free(read, "采购")
    with office.desk.work() as work:
        home = work.session.get_one(Household, office.household)
        home.state, home.quarantine_until = HouseholdState.HOME_QUARANTINE.value, date(2020, 3, 8)
    with office.desk.read() as read:
        found = passes.household_quota(read, office.household, datetime(2020, 3, 8, 23, 59))
        assert (found.allowed, found.closed, found.closed_until) == (
            False,
            "home_quarantine",
            date(2020, 3, 8),
        )
        assert passes.household_quota(read, office.household, datetime(2020, 3, 9)).allowed
