"""The staff grid: everybody in one team, every check whole by name, nobody at work in a canteen without the morning check (R2, B23)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from db.models import GridTeam, Incident
from db.vocabulary import CheckSlot, FrontLine, GridKind, IncidentKind, RestrictionKind, Role
from duty_desk import ledger, policy, screening
from duty_desk.desk import Desk
from duty_desk.errors import Denied, InputError, StaleError
from duty_desk.ledger import Request
from duty_desk.people import restrictions
from duty_desk.screening import fitness, grid_ledgers, grid_members, person_tests, team_counts
from duty_desk.screening.fitness import Why
from duty_desk.screening.team_counts import Absent
from duty_desk.work import OfficerRef
from tests.conftest import Clock, Filled
from tests.duty_desk.passes.conftest import add_officer, add_person

DAY = date(2020, 3, 6)
NAMES = ("阿不都·买买提", "姚安雯", "罗言雯", "张姝")


@dataclass(frozen=True)
class Grid:
    """Two teams of a canteen and one of a property office; the first team is known by name."""

    desk: Desk
    teams: Mapping[str, int]
    people: Mapping[str, int]
    members: Mapping[str, int]
    guard: OfficerRef
    keeper: OfficerRef

    def fit(self, name: str, day: date = DAY) -> fitness.Fitness:
        with self.desk.read() as read:
            return fitness.may_work(read, self.people[name], day)

    def check(self, name: str, **more: Any) -> int:
        with self.desk.work(self.guard) as work:
            values: dict[str, Any] = {"temperature": 36.5, **more}
            return screening.record_check(work, person=self.people[name], **values)

    def report(self, team: str, checked: int, *missing: Absent, **more: Any) -> int:
        with self.desk.work(self.guard) as work:
            return team_counts.report(work, team=self.teams[team], checked=checked, missing=missing, **more)

    def whole(self, day: date = DAY, slot: CheckSlot = CheckSlot.MORNING) -> team_counts.BranchRow:
        with self.desk.read() as read:
            return team_counts.total_of(team_counts.completeness(read, day, slot))


def fill(desk: Desk) -> Grid:
    with desk.work() as work:
        teams = [
            GridTeam(branch="饮食服务", name="饮食服务一班组", headcount=4, list_order=1),
            GridTeam(branch="饮食服务", name="饮食服务二班组", headcount=86, list_order=2),
            GridTeam(branch="物业服务", name="物业服务一班组", headcount=54, list_order=3),
        ]
        work.session.add_all(teams)
        work.session.flush()
        people = {name: add_person(work, name, staff_number=f"2020126{n}") for n, name in enumerate(NAMES)}
        members = {
            name: grid_members.place(
                work,
                person=person,
                team=teams[0].id,
                front_line=FrontLine.CANTEEN,
                joined_on=date(2020, 2, 1),
            )
            for name, person in people.items()
        }
        return Grid(
            desk,
            {team.name: team.id for team in teams},
            people,
            members,
            add_officer(work, "段知衡", Role.GATE),
            add_officer(work, "罗秀兰", Role.KEEPER),
        )


@pytest.fixture
def grid(filled: Filled) -> Grid:
    desk, made = filled(fill)
    return replace(made, desk=desk)


# --- who belongs where ---


def test_nobody_is_in_two_teams_and_who_moves_is_counted_once(grid: Grid) -> None:
    with grid.desk.work() as work:
        with pytest.raises(InputError) as refused:
            grid_members.place(work, person=grid.people["姚安雯"], team=grid.teams["饮食服务二班组"])
        assert "饮食服务一班组" in refused.value.text
        with pytest.raises(InputError, match="same_team"):
            grid_members.move(work, grid.members["姚安雯"], team=grid.teams["饮食服务一班组"])
        new = grid_members.move(work, grid.members["姚安雯"], team=grid.teams["饮食服务二班组"], version=1)
        with pytest.raises(StaleError):
            grid_members.move(work, grid.members["姚安雯"], team=grid.teams["物业服务一班组"])
        grid_members.leave(work, grid.members["张姝"])
    with grid.desk.read() as read:
        assert [row.name for row in grid_members.list_members(read)] == ["阿*提", "罗*雯", "姚*雯"]
        assert [row.id for row in grid_members.list_members(read, grid.teams["饮食服务二班组"])] == [new]
        yesterday = grid_members.list_members(read, grid.teams["饮食服务一班组"], day=date(2020, 3, 5))
        assert len(yesterday) == 4


def test_a_canteen_worker_without_a_health_card_is_seen(grid: Grid) -> None:
    with grid.desk.work() as work:
        grid_members.change(
            work,
            grid.members["张姝"],
            kind=GridKind.CONTRACT,
            front_line=FrontLine.CANTEEN,
            lives_on_campus=True,
            health_card_until=date(2020, 12, 31),
        )
    with grid.desk.read() as read:
        cards = {row.name: row.card_is_over(DAY) for row in grid_members.list_members(read, revealed=True)}
    assert (cards["张姝"], cards["姚安雯"]) == (False, True)


# --- what a leader reports ---


def test_expected_is_checked_and_missing_by_name(grid: Grid) -> None:
    grid.report("饮食服务二班组", 84, Absent("李知屹", "rest"), Absent("朱萱宸", "leave"), reporter="钟以茉")
    whole = grid.whole()
    assert (whole.expected, whole.checked, whole.missing, whole.unknown, whole.silent) == (144, 84, 2, 58, 2)
    assert whole.expected == whole.checked + whole.missing + whole.unknown


@pytest.mark.parametrize(
    ("checked", "names", "more", "field"),
    [
        (84, ["李知屹"], {}, "missing"),
        (84, ["李知屹", " "], {}, "missing"),
        (87, [], {}, "checked"),
        (86, [], {"expected": 85}, "expected"),
        (86, [], {"abnormal": 87}, "abnormal"),
        (86, [], {"day": date(2020, 3, 7)}, "day"),
    ],
)
def test_a_report_that_does_not_hang_together_is_told_at_the_field(
    grid: Grid, checked: int, names: list[str], more: dict[str, Any], field: str
) -> None:
    with pytest.raises(InputError) as refused:
        grid.report("饮食服务二班组", checked, *map(Absent, names), **more)
    assert refused.value.field == field
    assert grid.whole().silent == 3


def test_a_later_report_holds_and_the_earlier_one_is_kept(grid: Grid) -> None:
    grid.report("饮食服务二班组", 85, Absent("李知屹"))
    grid.report("饮食服务二班组", 86)
    grid.report("饮食服务二班组", 80, *(Absent(f"某{n}") for n in range(6)), slot=CheckSlot.NOON)
    assert (grid.whole().checked, grid.whole(slot=CheckSlot.NOON).checked) == (86, 80)
    with grid.desk.read() as read:
        kept = team_counts.editions(read, grid.teams["饮食服务二班组"])
    assert [(one.slot, one.edition, one.checked) for one in kept] == [
        (CheckSlot.NOON, 1, 80),
        (CheckSlot.MORNING, 2, 86),
        (CheckSlot.MORNING, 1, 85),
    ]


def test_a_team_known_by_name_is_counted_from_its_checks(grid: Grid) -> None:
    assert grid.whole().teams[0].is_silent
    grid.check("姚安雯")
    grid.check("罗言雯", temperature=37.5)
    row = grid.whole().teams[0]
    assert (row.source, row.checked, row.abnormal) == (team_counts.CHECKED, 2, 1)
    assert sorted(absent.name for absent in row.missing) == ["张姝", "阿不都·买买提"]


def test_who_may_not_report_reports_nothing(grid: Grid) -> None:
    with pytest.raises(Denied), grid.desk.work(grid.keeper) as work:
        team_counts.report(work, team=grid.teams["饮食服务一班组"], checked=4)


# --- who may work ---


def test_a_missing_morning_check_keeps_from_work_in_a_canteen_and_not_elsewhere(grid: Grid) -> None:
    assert (grid.fit("姚安雯").ok, grid.fit("姚安雯").text) == (False, "今日未晨检，补检后再上岗")
    with grid.desk.work() as work:
        grid_members.change(
            work,
            grid.members["姚安雯"],
            kind=GridKind.STAFF,
            front_line=FrontLine.GATE,
            lives_on_campus=False,
            health_card_until=None,
        )
    assert (grid.fit("姚安雯").ok, grid.fit("姚安雯").why) == (True, Why.NOT_YET)
    grid.check("罗言雯")
    assert grid.fit("罗言雯").why is Why.FINE
    with grid.desk.read() as read:
        left = [member.name for member in fitness.unchecked_front_line(read, DAY)]
    assert left == ["阿*提", "张*"]
    assert grid.fit("张姝", DAY + timedelta(days=1)).ok, "tomorrow's check is still to come"


def test_one_of_the_three_histories_keeps_from_work_until_it_is_reviewed(grid: Grid) -> None:
    grid.check("姚安雯", contacted=True, travelled=False)
    assert grid.fit("姚安雯").why is Why.ABNORMAL
    assert grid.fit("姚安雯", DAY + timedelta(days=1)).why is Why.ABNORMAL
    with grid.desk.work(grid.guard) as work:
        with pytest.raises(InputError, match="review_note"):
            screening.review(work, person=grid.people["姚安雯"], day=DAY, on_duty=True, note="")
        screening.review(work, person=grid.people["姚安雯"], day=DAY, on_duty=True, note="校医核实，非密接")
    assert grid.fit("姚安雯").ok
    with pytest.raises(InputError, match="nothing_to_review"), grid.desk.work(grid.guard) as work:
        screening.review(work, person=grid.people["罗言雯"], day=DAY, on_duty=True, note="无")


def test_a_normal_noon_check_ends_what_a_low_morning_began(grid: Grid) -> None:
    grid.check("姚安雯", temperature=34.6)
    assert not grid.fit("姚安雯").ok
    grid.check("姚安雯", slot=CheckSlot.NOON)
    assert grid.fit("姚安雯").ok


def test_a_second_reading_over_the_line_restricts_as_at_the_gate(grid: Grid) -> None:
    grid.check("姚安雯", temperature=37.8, retest=37.5)
    assert grid.fit("姚安雯").why is Why.RESTRICTED
    with grid.desk.read() as read:
        held = restrictions.active(read, [grid.people["姚安雯"]])[grid.people["姚安雯"]]
        assert held.kind is RestrictionKind.FEVER
        assert (
            len(read.session.scalars(select(Incident).where(Incident.kind == IncidentKind.FEVER)).all()) == 1
        )
    # Typed wrong: what came of it goes again.
    grid.check("姚安雯", temperature=37.8, retest=36.5)
    assert grid.fit("姚安雯").why is Why.FINE


def test_a_negative_test_is_valid_for_the_hours_of_the_rule(grid: Grid, clock: Clock) -> None:
    person = grid.people["姚安雯"]
    with grid.desk.work(grid.guard) as work:
        test = person_tests.record_sample(work, person=person, at=datetime(2020, 3, 5, 9), lab="市检验所")
        assert person_tests.list_tests(work, awaited=True)[0].id == test
        assert person_tests.record_result(work, test, result="negative") is None
    with grid.desk.read() as read:
        row = person_tests.latest(read, [person])[person]
        assert (row.state, row.valid_until) == (person_tests.Validity.VALID, datetime(2020, 3, 7, 9))
    with grid.desk.work() as work:
        policy.set_value(work, key="screening.test_hours", value=24, starts_on=DAY, source="会议纪要")
    with grid.desk.read() as read:
        assert person_tests.latest(read, [person])[person].state is person_tests.Validity.OVER


def test_a_positive_test_opens_an_incident_and_keeps_from_work(grid: Grid) -> None:
    person = grid.people["姚安雯"]
    with grid.desk.work(grid.guard) as work:
        test = person_tests.record_sample(work, person=person)
        with pytest.raises(InputError, match="before_sample"):
            person_tests.record_result(work, test, result="positive", at=datetime(2020, 3, 1))
        incident = person_tests.record_result(work, test, result="positive")
        assert incident is not None
    assert grid.fit("姚安雯").why is Why.RESTRICTED
    with grid.desk.read() as read:
        assert restrictions.active(read, [person])[person].kind is RestrictionKind.BLOCKED


# --- lists ---


def test_the_lists_say_what_is_asked_for(grid: Grid) -> None:
    grid.report("饮食服务二班组", 85, Absent("李知屹", "rest"))
    grid.check("姚安雯")
    with grid.desk.read() as read:
        rows = ledger.page(grid_ledgers.TEAMS, read, Request()).rows
        assert [(row.team, row.state) for row in rows] == [
            ("饮食服务一班组", "missing"),
            ("饮食服务二班组", "missing"),
            ("物业服务一班组", "silent"),
        ]
        assert rows[1].names == "李知屹（休息）"
        silent = ledger.page(grid_ledgers.TEAMS, read, Request(filters={"state": ["silent"]})).rows
        assert [row.team for row in silent] == ["物业服务一班组"]
        fine = ledger.page(grid_ledgers.MEMBERS, read, Request(filters={"fit": ["fine"]})).rows
        assert [row.name for row in fine] == ["姚安雯"]
        assert ledger.count(grid_ledgers.MEMBERS, read, Request(search="饮食服务一班组")) == 4
