"""Households: found the way people say where they live, and what state they are in."""

from __future__ import annotations

from datetime import date

import pytest

from db.vocabulary import Category, HouseholdState
from duty_desk.desk import Desk
from duty_desk.errors import Denied, InputError, StaleError
from duty_desk.people import household_members, households, persons
from duty_desk.strings import writing_in
from duty_desk.work import Work
from tests.conftest import NOON
from tests.duty_desk.people.synthetic import GATE


def fill(work: Work) -> dict[str, int]:
    rows = (
        ("JS12-3-402", "12号楼", "3", "402", "许星筠"),
        ("JS12-2-402", "12号楼", "2", "402", "张书姝"),
        ("JS02-3-402", "2号楼", "3", "402", "廖焱"),
        ("JS01-1-101", "1号楼", "1", "101", "阿依古丽·买买提"),
    )
    return {
        code: households.add_household(
            work, code=code, building=building, entrance=entrance, room=room, head_name=head, declared_size=2
        )
        for code, building, entrance, room, head in rows
    }


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("JS12-3-402", "JS12-3-402"),
        (" js12-3-402 ", "JS12-3-402"),
        ("ＪＳ１２－３－４０２", "JS12-3-402"),
        ("12号楼 3-402", "JS12-3-402"),
        ("12号楼3单元402室", "JS12-3-402"),
        ("１２－３－４０２", "JS12-3-402"),
        ("2-3-402", "JS02-3-402"),
        ("2号楼402", "JS02-3-402"),
        ("许星筠", "JS12-3-402"),
        ("阿依古丽•买买提", "JS01-1-101"),
        ("12号楼402", None),  # two of them
        ("13-3-402", None),
        ("某人", None),
        ("", None),
    ],
)
def test_a_household_is_found_as_it_is_said(desk: Desk, typed: str, code: str | None) -> None:
    with desk.work() as work:
        known = fill(work)
    with desk.read() as read:
        assert households.find_household(read, typed) == (known[code] if code else None)


def test_a_type_ahead_finds_flats_and_heads(desk: Desk) -> None:
    with desk.work() as work:
        fill(work)
    with desk.read() as read:

        def found(typed: str) -> list[str]:
            return [row.code for row in households.search_households(read, typed)]

        assert found("xxy") == ["JS12-3-402"]
        assert found("mmt") == ["JS01-1-101"]
        assert found("402") == ["JS02-3-402", "JS12-2-402", "JS12-3-402"]
        assert found("12号楼") == ["JS12-2-402", "JS12-3-402"]
        assert found("12号楼 3-402")[0] == "JS12-3-402"
        assert found("js12") == ["JS12-2-402", "JS12-3-402"]


def test_a_place_reads_as_the_office_writes_it(desk: Desk) -> None:
    with desk.work() as work:
        home = fill(work)["JS12-3-402"]
        persons.add_person(work, name="许星筠", category=Category.FAMILY, household=home, relation="户主")
    with desk.read() as read:
        row = households.get_household(read, home)
        assert (row.place, row.building, row.members) == ("12号楼 3-402", "12", 1)
        assert [member.name for member in household_members(read, home)] == ["许星筠"]


def test_home_quarantine_ends_with_its_last_day(desk: Desk) -> None:
    with desk.work() as work:
        home = fill(work)["JS12-3-402"]
        households.set_state(
            work,
            home,
            state=HouseholdState.HOME_QUARANTINE,
            since=date(2020, 2, 20),
            until=date(2020, 3, 5),
            reason="湖北返回人员同住",
        )
    with desk.read() as read:
        row = households.get_household(read, home)
        assert row.is_quarantined(date(2020, 3, 5))
        assert not row.is_quarantined(date(2020, 3, 6))
        assert not row.is_quarantined(date(2020, 2, 19))
    with desk.work() as work:
        households.set_state(work, home, state=HouseholdState.MOVED_OUT, reason="搬出", version=row.version)
    with desk.read() as read:
        row = households.get_household(read, home)
        assert (row.quarantine_from, row.moved_out_on) == (None, NOON.date())
        assert households.find_household(read, "12号楼 3-402") is None
        assert households.find_household(read, "JS12-3-402") == home
    with pytest.raises(StaleError), desk.work() as work:
        households.set_state(work, home, state=HouseholdState.NORMAL, reason="搬回", version=1)


def test_dates_in_the_wrong_order_are_refused(desk: Desk) -> None:
    with desk.work() as work:
        home = fill(work)["JS12-3-402"]
    with pytest.raises(InputError, match="period_reversed"), desk.work() as work:
        households.set_state(
            work,
            home,
            state=HouseholdState.HOME_QUARANTINE,
            since=date(2020, 3, 5),
            until=date(2020, 3, 4),
            reason="-",
        )


def test_a_code_is_given_once(desk: Desk) -> None:
    with desk.work() as work:
        known = fill(work)
    with pytest.raises(InputError, match="household_code_taken"), desk.work() as work:
        households.add_household(work, code="JS12-3-402", building="12", room="402")
    with pytest.raises(InputError, match="household_code_taken"), desk.work() as work:
        households.update_household(work, known["JS02-3-402"], code="JS12-3-402")
    with desk.work() as work:
        households.update_household(work, known["JS02-3-402"], head_name="廖　焱", note="独居")
    with desk.read() as read:
        assert households.get_household(read, known["JS02-3-402"]).head_name == "廖焱"
        assert [row.code for row in households.search_households(read, "liaoyan")] == ["JS02-3-402"]


def test_the_gate_may_not_quarantine_a_household(desk: Desk) -> None:
    with desk.work() as work:
        home = fill(work)["JS12-3-402"]
    with pytest.raises(Denied), desk.work(GATE) as work:
        households.set_state(work, home, state=HouseholdState.NORMAL, reason="-")


def test_a_flat_reads_the_same_in_whatever_width_it_was_written() -> None:
    assert (
        households.place_text("7", "2", "４０２") == households.place_text("7", "2", "402") == "7号楼 2-402"
    )


def test_a_place_is_written_in_the_language_of_the_office() -> None:
    """It is kept with a pass and printed on it, whatever the screen of the officer speaks."""
    with writing_in("en"):
        assert households.place_text("4", "3", "601") == "4号楼 3-601"
