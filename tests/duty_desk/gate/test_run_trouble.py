"""A run that does not go as it should: a checkpoint not in order, a stranger in the cab, a vehicle everybody forgot."""

from __future__ import annotations

from datetime import timedelta

import pytest

from duty_desk import gate, incidents
from duty_desk.errors import Refusal, StaleError
from duty_desk.gate import Direction, Reason, Word, run_queries, runs
from duty_desk.gate.run_rules import Fault
from duty_desk.gate.runs import Member
from tests.conftest import Clock
from tests.duty_desk.gate.conftest import Office, go
from tests.duty_desk.gate.test_runs import PLATE, compare, lorry, stage, start, through

__all__ = ["lorry"]


def test_a_vehicle_not_in_order_at_the_gate_stays_out_until_it_is(
    office: Office, clock: Clock, lorry: tuple[int, list[Member]]
) -> None:
    run = start(office, lorry)
    stage(office, run, 1)
    stage(office, run, 2, passed=False, note="随车人员无核酸报告")
    refused = go(office, PLATE, temperature=None)
    assert (refused.word, refused.reason) == (Word.STOP, Reason.STAGE_MISSING)
    with pytest.raises(Refusal, match="stage_missing"):
        stage(office, run, 3)
    with office.desk.read() as read:
        assert run_queries.get_run(read, run).next_stage == 2
    clock.forward(minutes=20)
    stage(office, run, 2, note="补报告后核验")
    with office.desk.read() as read:
        row = run_queries.get_run(read, run)
        assert (row.next_stage, row.faults) == (3, ())
        assert [(one.stage, one.passed, one.note) for one in row.stages] == [
            (1, True, None),
            (2, True, "补报告后核验"),
        ]
        assert len(incidents.list_incidents(read)) == 1, "what happened stays on record"
    entered = go(office, PLATE, temperature=None, confirmed=frozenset({Reason.MANUAL}))
    assert entered.word is Word.GO


def test_goods_not_in_order_can_be_done_again_and_keep_nobody_in(
    office: Office, lorry: tuple[int, list[Member]]
) -> None:
    run = start(office, lorry)
    for number in (1, 2, 3):
        stage(office, run, number)
    stage(office, run, 4, passed=False, note="外包装未消毒")
    with office.desk.read() as read:
        row = run_queries.get_run(read, run)
        assert (row.next_stage, row.may_record(4), row.may_record(5)) == (5, True, True)
    stage(office, run, 4)
    with pytest.raises(StaleError):
        stage(office, run, 4)
    assert compare(office, run)
    with office.desk.read() as read:
        assert run_queries.get_run(read, run).faults == ()


def test_the_way_driven_cannot_be_driven_again(office: Office, lorry: tuple[int, list[Member]]) -> None:
    run = start(office, lorry)
    stage(office, run, 1)
    stage(office, run, 2)
    stage(office, run, 3, passed=False, note="驶离规定路线")
    with pytest.raises(StaleError):
        stage(office, run, 3)
    stage(office, run, 4)
    assert compare(office, run)
    with office.desk.read() as read:
        assert run_queries.get_run(read, run).faults == (Fault.STAGE_FAILED,)


def test_a_stranger_in_the_cab_going_out_holds_the_vehicle(
    office: Office, lorry: tuple[int, list[Member]]
) -> None:
    run = through(office, lorry)
    with office.desk.read() as read:
        crew = [one.id for one in run_queries.get_run(read, run).people]

    def leave(*extra: str) -> bool:
        with office.desk.work() as work:
            return runs.compare_at_exit(work, run, plate=PLATE, left=crew, extra=extra)

    assert not leave("苏涧知")
    assert not leave("苏涧知"), "the same stranger is on the sheet once"
    with office.desk.read() as read:
        row = run_queries.get_run(read, run)
        assert [(one.name, one.came, one.left) for one in row.people if not one.came] == [
            ("苏涧知", False, True)
        ]
        assert row.crew == "徐言衡 董佳墨"
        (incident,) = incidents.list_incidents(read)
        assert incidents.get_incident(read, incident.id).entries[0].text == "出校多人：苏涧知"
    assert go(office, PLATE, temperature=None, direction=Direction.OUT).reason is Reason.STAGE_MISSING
    assert leave(), "without the stranger everybody is as they came"
    with office.desk.read() as read:
        assert run_queries.get_run(read, run).is_closed_loop


def test_a_run_nobody_closed_is_alarmed_about_also_days_later(
    office: Office, clock: Clock, lorry: tuple[int, list[Member]]
) -> None:
    run = start(office, lorry)
    with office.desk.read() as read:
        assert run_queries.get_run(read, run).minutes is None, "it is not in yet"
    stage(office, run, 1)
    stage(office, run, 2)
    clock.forward(minutes=31)
    with office.desk.read() as read:
        row = run_queries.get_run(read, run)
        assert (row.minutes, row.due_at) == (31, office.desk.now + timedelta(minutes=59))
    clock.forward(days=2)
    with office.desk.read() as read:
        assert [row.id for row in run_queries.list_overlong(read)] == [run]
        assert [row.run_id for row in gate.list_overdue(read)] == [run]
