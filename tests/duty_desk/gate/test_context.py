"""What stands beside the verdict changes with who it is (interface 7.3)."""

from __future__ import annotations

from typing import Any

from db.vocabulary import CrossingKind
from duty_desk.gate import Reason, Word, context_of, latest_at
from duty_desk.passes.quota_rules import Cell
from tests.conftest import Clock
from tests.duty_desk.gate.conftest import Office, go, issue
from tests.duty_desk.gate.test_runs import PLATE, lorry, stage, start
from tests.duty_desk.gate.test_scan import check, crew
from tests.duty_desk.gate.test_visits import register

__all__ = ["crew", "lorry"]


def test_a_pass_holder_has_todays_passages(office: Office, clock: Clock) -> None:
    issued = issue(office)
    for _ in range(3):
        verdict = go(office, issued.token)
        clock.forward(minutes=30)
    assert verdict.subject is not None
    with office.desk.read() as read:
        found = context_of(read, verdict.subject)
        assert [row.direction for row in found.latest] == ["in", "out", "in"]
        assert (found.passages_today, found.quota, found.crew, found.run, found.visit) == (
            3,
            None,
            None,
            None,
            None,
        )
        assert [row.id for row in latest_at(read, office.east)] == [row.id for row in found.latest]
        assert latest_at(read, office.south) == ()


def test_a_resident_has_the_allowance(office: Office) -> None:
    verdict = go(office, "欧阳珺", confirmed=frozenset({Reason.MANUAL}))
    assert verdict.subject is not None
    with office.desk.read() as read:
        quota = context_of(read, verdict.subject).quota
        assert quota is not None
        assert (quota.allowed, len(quota.cells)) == (False, 8)
        assert dict(quota.cells)[read.at.date()] is Cell.OUT


def test_a_crew_has_its_check_and_who_answers_for_it(office: Office, crew: tuple[str, int]) -> None:
    token, _ = crew
    refused = go(office, token)
    assert refused.subject is not None
    with office.desk.read() as read:
        found = context_of(read, refused.subject).crew
        assert found is not None
        assert (found.state, found.project, found.leader, found.temperature) == (
            "missing",
            "食堂改造",
            "黄新岑",
            None,
        )
    check(office, office.desk.now.date(), 36.4)
    with office.desk.read() as read:
        found = context_of(read, refused.subject).crew
        assert found is not None
        assert (found.state, found.temperature) == ("normal", 36.4)


def test_a_supply_vehicle_has_its_five_checkpoints(
    office: Office, clock: Clock, lorry: tuple[int, list[Any]]
) -> None:
    run = start(office, lorry)
    stage(office, run, 1)
    refused = go(office, PLATE, temperature=None)
    assert refused.subject is not None
    assert refused.subject.kind is CrossingKind.VEHICLE
    with office.desk.read() as read:
        found = context_of(read, refused.subject).run
        assert found is not None
        assert ([row.stage for row in found.stages], found.next_stage, found.crew) == (
            [1],
            2,
            "徐言衡 董佳墨",
        )


def test_a_visitor_has_the_visit(office: Office) -> None:
    verdict = go(office, register(office).token)
    assert verdict.word is Word.GO
    assert verdict.subject is not None
    with office.desk.read() as read:
        found = context_of(read, verdict.subject).visit
        assert found is not None
        assert (found.host_name, found.state) == ("范澜之", "inside")
