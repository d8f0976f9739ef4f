"""A supply vehicle's night: five checkpoints in their order, in the window, everybody out who came in (product rule G6)."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, time, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from db.models import Crossing
from db.vocabulary import IncidentKind, PassKind, RestrictionKind, RunState
from duty_desk import disinfection, gate, incidents
from duty_desk.errors import InputError, Problems, Refusal, StaleError
from duty_desk.gate import Direction, Reason, Word, run_queries, runs, vehicles
from duty_desk.gate.run_rules import Fault, RunLimits, RunSheet, find_faults, overrun
from duty_desk.gate.runs import Member
from duty_desk.people import restrict
from tests.conftest import Clock
from tests.duty_desk.gate.conftest import Office, go, issue
from tests.duty_desk.passes.conftest import add_person

NIGHT = datetime(2020, 3, 6, 23, 10)
PLATE = "陕ZB1077"

# --- what is against a run, at the edges ---

LIMITS = RunLimits(time(23), time(5), timedelta(minutes=90), timedelta(hours=48))
CLEAN = RunSheet(
    night=datetime(2020, 3, 6),
    stages={
        1: NIGHT,
        2: NIGHT + timedelta(minutes=4),
        3: NIGHT + timedelta(minutes=12),
        4: NIGHT + timedelta(minutes=30),
        5: NIGHT + timedelta(minutes=40),
    },
    crew_in=["徐言衡", "董佳墨"],
    crew_out=["董佳墨", "徐言衡"],
    driver="徐言衡",
    registered=frozenset({"徐言衡", "董佳墨"}),
    test_at=NIGHT - timedelta(hours=40),
    temperature=36.5,
    route_limit=timedelta(minutes=8),
    windows_closed=True,
    stayed_in_cab=True,
    masks_worn=True,
)


def moved(**times: datetime | None) -> dict[int, datetime]:
    stages: dict[int, datetime] = dict(CLEAN.stages)
    for name, at in times.items():
        if at is None:
            del stages[int(name[1])]
        else:
            stages[int(name[1])] = at
    return stages


def shifted(by: timedelta) -> dict[int, datetime]:
    return {stage: at + by for stage, at in CLEAN.stages.items()}


WRONG: list[tuple[set[Fault], dict[str, Any]]] = [
    (set(), {}),
    ({Fault.BEFORE_WINDOW}, {"stages": shifted(timedelta(minutes=-11))}),
    (set(), {"stages": shifted(timedelta(minutes=-10))}),
    (set(), {"stages": shifted(timedelta(hours=5, minutes=50)), "test_at": NIGHT}),
    ({Fault.BEFORE_WINDOW}, {"stages": shifted(timedelta(hours=5, minutes=51)), "test_at": NIGHT}),
    ({Fault.CREW_DIFFERS}, {"crew_out": ["徐言衡"]}),
    ({Fault.CREW_DIFFERS}, {"crew_out": ["徐言衡", "董佳墨", "别人"]}),
    ({Fault.CREW_DIFFERS}, {"crew_out": ["徐言衡", "别人"]}),
    ({Fault.EXIT_MISSING}, {"stages": moved(s5=None), "crew_out": []}),
    (set(), {"stages": moved(s5=None), "crew_out": [], "over": False}),
    ({Fault.STAGE_SKIPPED}, {"stages": moved(s4=None)}),
    ({Fault.STAGE_SKIPPED}, {"stages": moved(s1=None)}),
    ({Fault.OUT_OF_ORDER}, {"stages": moved(s4=NIGHT + timedelta(minutes=41))}),
    (set(), {"stages": moved(s3=NIGHT + timedelta(minutes=12))}),
    ({Fault.ROUTE_OVERRUN}, {"stages": moved(s3=NIGHT + timedelta(minutes=13))}),
    (set(), {"test_at": NIGHT + timedelta(minutes=4) - timedelta(hours=48)}),
    ({Fault.TEST_EXPIRED}, {"test_at": NIGHT + timedelta(minutes=3) - timedelta(hours=48)}),
    ({Fault.TEST_MISSING}, {"test_at": None}),
    ({Fault.UNREGISTERED_DRIVER}, {"driver": "苏涧知"}),
    (set(), {"driver": "苏涧知", "registered": None}),
    (set(), {"stages": moved(s5=NIGHT + timedelta(minutes=94))}),
    ({Fault.OVERLONG}, {"stages": moved(s5=NIGHT + timedelta(minutes=95))}),
    ({Fault.CONDUCT}, {"stayed_in_cab": False}),
    ({Fault.VIDEO_MISSING}, {"has_video": False}),
    ({Fault.TEMPERATURE}, {"temperature": 37.3}),
    ({Fault.STAGE_FAILED}, {"failed": [4]}),
    ({Fault.TOO_MANY}, {"crew_in": ["徐言衡", "董佳墨", "丙"], "crew_out": ["徐言衡", "董佳墨", "丙"]}),
]


@pytest.mark.parametrize(("faults", "changes"), WRONG, ids=range(len(WRONG)))
def test_each_fault_is_found_and_none_invented(faults: set[Fault], changes: dict[str, Any]) -> None:
    assert set(find_faults(replace(CLEAN, **changes), LIMITS)) == faults


def test_an_overrun_has_its_minutes() -> None:
    late = replace(CLEAN, stages=moved(s3=NIGHT + timedelta(minutes=27)))
    assert overrun(late) == timedelta(minutes=15)


# --- a night at the gate ---


@pytest.fixture
def lorry(office: Office, clock: Clock) -> tuple[int, list[Member]]:
    """A registered vehicle with a driver and a helper, at ten past eleven."""
    issue(office, kind=PassKind.VEHICLE, holder=None, plate=PLATE, owner="鲜蔬公司", reason="supply")
    with office.desk.work(office.chief) as work:
        route = vehicles.add_route(
            work, code="R1", name="东大门—后场", point="书香餐舍卸货点", limit_minutes=8
        )
        vehicle = vehicles.register_vehicle(work, plate=PLATE, use="米面粮油", owner="鲜蔬公司", route=route)
        members: list[Member] = []
        for name, role in (("徐言衡", "driver"), ("董佳墨", "helper")):
            person = add_person(work, name)
            vehicles.register_driver(work, vehicle, person=person, name=name, role=role)
            members.append(Member(name, role, person, 36.5))
    clock.at = NIGHT
    return vehicle, members


def start(office: Office, lorry: tuple[int, list[Member]], **form: Any) -> int:
    vehicle, members = lorry
    values: dict[str, Any] = {
        "people": members,
        "test_at": office.desk.now - timedelta(hours=20),
        "temperature": 36.5,
        "video": "V2020030601",
        **form,
    }
    with office.desk.work() as work:
        return runs.start_run(work, vehicle, gate=office.east, **values)


def stage(office: Office, run: int, number: int, **more: Any) -> None:
    with office.desk.work() as work:
        runs.record_stage(work, run, number, **more)


def compare(office: Office, run: int, *, without: str = "", plate: str = PLATE) -> bool:
    with office.desk.read() as read:
        people = run_queries.get_run(read, run).people
    with office.desk.work() as work:
        return runs.compare_at_exit(
            work, run, plate=plate, left=[one.id for one in people if one.name != without]
        )


def test_a_run_from_disinfection_to_the_exit(
    office: Office, clock: Clock, lorry: tuple[int, list[Member]]
) -> None:
    refused = go(office, PLATE, temperature=None)
    assert (refused.reason, refused.next_step) == (Reason.RUN_MISSING, "先登记车次和门口消毒")
    run = start(office, lorry)
    stage(office, run, 1, note="84 消毒液 500 mg/L")
    refused = go(office, PLATE, temperature=None)
    assert (refused.reason, refused.detail) == (Reason.STAGE_MISSING, "“司乘核验”未登记")
    clock.forward(minutes=4)
    stage(office, run, 2)
    entered = go(office, PLATE, temperature=None, confirmed=frozenset({Reason.MANUAL}))
    assert (entered.word, entered.direction) == (Word.GO, Direction.IN)
    with office.desk.read() as read:
        (inside,) = gate.list_inside(read)
        assert (inside.name, inside.people, inside.zone, inside.number) == (
            PLATE,
            2,
            "书香餐舍卸货点",
            "0306-01",
        )
    clock.forward(minutes=8)
    stage(office, run, 3)
    clock.forward(minutes=15)
    held = go(office, PLATE, temperature=None, direction=Direction.OUT)
    assert (held.reason, held.detail) == (Reason.STAGE_MISSING, "“卸货消毒”未登记")
    stage(office, run, 4)
    with office.desk.work() as work:
        runs.change_run(work, run, windows_closed=True, stayed_in_cab=True, masks_worn=True)
    clock.forward(minutes=8)
    assert compare(office, run)
    left = go(office, PLATE, temperature=None, confirmed=frozenset({Reason.MANUAL}))
    assert (left.word, left.direction) == (Word.GO, Direction.OUT)
    with office.desk.work() as work:
        assert runs.close_run(work, run) == ()
    with office.desk.read() as read:
        row = run_queries.get_run(read, run)
        assert (row.state, row.faults, row.minutes, row.crew) == (RunState.CLOSED, (), 31, "徐言衡 董佳墨")
        assert gate.list_inside(read) == ()
        assert read.session.scalars(select(Crossing.run_id)).all() == [run, run]
        assert incidents.list_incidents(read) == ()


def test_vehicle_and_unloading_point_are_disinfected_after_a_run(
    office: Office, clock: Clock, lorry: tuple[int, list[Member]]
) -> None:
    with office.desk.work(office.chief) as work:
        disinfection.load_usual(work, codes=["A24", "A25"])
    run = start(office, lorry)
    for number in (1, 2, 3, 4):
        clock.forward(minutes=5)
        stage(office, run, number)
    with office.desk.work() as work:
        runs.change_run(work, run, windows_closed=True, stayed_in_cab=True, masks_worn=True)
    assert compare(office, run)
    with office.desk.work() as work:
        runs.close_run(work, run)
    with office.desk.read() as read:
        (group,) = disinfection.day_grid(read, NIGHT.date()).groups
    opened = {
        line.area.code: [(row.source_kind, row.source_id) for row in line.rounds] for line in group.rows
    }
    assert opened == {"A24": [("vehicle_run", run)], "A25": [("vehicle_run", run)]}


def test_only_in_the_window(office: Office, clock: Clock, lorry: tuple[int, list[Member]]) -> None:
    for at, allowed in ((time(22, 59), False), (time(23, 0), True)):
        clock.at = datetime.combine(date(2020, 3, 7), at)
        if allowed:
            start(office, lorry)
        else:
            with pytest.raises(Refusal, match="outside_window"):
                start(office, lorry)
            assert go(office, PLATE, temperature=None).reason is Reason.OUTSIDE_WINDOW


def test_checkpoints_are_in_order(office: Office, lorry: tuple[int, list[Member]]) -> None:
    run = start(office, lorry)
    with pytest.raises(Refusal) as caught:
        stage(office, run, 2)
    assert caught.value.text == "“校门消毒”还没有登记，先补做这一步。"
    stage(office, run, 1)
    with pytest.raises(StaleError):
        stage(office, run, 1)
    with pytest.raises(Refusal):
        compare(office, run)
    with pytest.raises(Refusal, match="stage_missing"), office.desk.work() as work:
        runs.close_run(work, run)


@pytest.mark.parametrize(
    ("form", "key"),
    [
        ({"test_at": None}, "test_missing"),
        ({"test_at": NIGHT - timedelta(hours=48, minutes=1)}, "test_expired"),
        ({"temperature": 37.3}, "person_fever"),
        ({"people": [Member("苏涧知", "driver")]}, "driver_unregistered"),
    ],
)
def test_health_is_checked_at_the_second(
    office: Office, lorry: tuple[int, list[Member]], form: dict[str, Any], key: str
) -> None:
    run = start(office, lorry, **form)
    stage(office, run, 1)
    with pytest.raises(Refusal, match=key):
        stage(office, run, 2)


def test_who_may_not_come_in_does_not_come_with_a_vehicle(
    office: Office, lorry: tuple[int, list[Member]]
) -> None:
    with office.desk.work(office.chief) as work:
        restrict(
            work,
            person=lorry[1][1].person or 0,
            kind=RestrictionKind.ISOLATION,
            starts_on=date(2020, 3, 1),
            reason="x",
        )
    with pytest.raises(Refusal, match="person_restricted"):
        start(office, lorry)
    with pytest.raises(Refusal, match="person_fever"):
        start(office, lorry, people=[replace(lorry[1][0], temperature=37.4)])
    with pytest.raises(Problems):
        start(office, lorry, people=[lorry[1][1]])
    with pytest.raises(Problems):
        start(office, lorry, people=[*lorry[1][:1], Member("甲"), Member("乙")])


def through(office: Office, lorry: tuple[int, list[Member]], **form: Any) -> int:
    run = start(office, lorry, **form)
    for number in (1, 2, 3, 4):
        stage(office, run, number)
    return run


def test_who_is_missing_at_the_exit_opens_an_incident_and_holds_the_vehicle(
    office: Office, lorry: tuple[int, list[Member]]
) -> None:
    run = through(office, lorry)
    assert not compare(office, run, without="董佳墨")
    with office.desk.read() as read:
        (incident,) = incidents.list_incidents(read)
        assert (incident.kind, incident.title, incident.source) == (
            IncidentKind.VEHICLE,
            "0306-01 陕ZB1077 闭环异常",
            ("vehicle_run", run),
        )
        detail = incidents.get_incident(read, incident.id)
        assert [name for _, name in detail.people] == ["徐言衡", "董佳墨"]
        assert detail.entries[0].text == "出校少人：董佳墨"
    assert go(office, PLATE, temperature=None, direction=Direction.OUT).reason is Reason.STAGE_MISSING
    with pytest.raises(Refusal, match="stage_missing"), office.desk.work() as work:
        runs.close_run(work, run)
    assert not compare(office, run, plate="陕ZB1078")
    assert compare(office, run)
    with office.desk.read() as read:
        (incident,) = incidents.list_incidents(read)
        texts = [entry.text for entry in incidents.get_incident(read, incident.id).entries]
        assert texts == ["出校少人：董佳墨", "出口车牌 陕ZB1078，进校为 陕ZB1077"]


def test_conduct_and_video_belong_to_closing(office: Office, lorry: tuple[int, list[Member]]) -> None:
    run = through(office, lorry, video=None)
    assert compare(office, run)

    def close() -> tuple[Fault, ...]:
        with office.desk.work() as work:
            return runs.close_run(work, run)

    with pytest.raises(Refusal, match="conduct_missing"):
        close()
    with office.desk.work() as work:
        runs.change_run(work, run, windows_closed=True, stayed_in_cab=False, masks_worn=True)
    with pytest.raises(Refusal, match="video_missing"):
        close()
    with office.desk.work() as work:
        runs.change_run(work, run, video="V1")
    assert close() == (Fault.CONDUCT,)
    with office.desk.read() as read:
        assert run_queries.get_run(read, run).state is RunState.ABNORMAL


def test_a_run_that_takes_too_long_alarms(
    office: Office, clock: Clock, lorry: tuple[int, list[Member]]
) -> None:
    run = start(office, lorry)
    stage(office, run, 1)
    stage(office, run, 2)
    clock.forward(minutes=90)
    with office.desk.read() as read:
        assert run_queries.list_overlong(read) == ()
    clock.forward(minutes=1)
    with office.desk.read() as read:
        assert [row.id for row in run_queries.list_overlong(read)] == [run]
        assert [row.run_id for row in gate.list_overdue(read)] == [run]


def test_a_vehicle_is_on_one_run_at_a_time(office: Office, lorry: tuple[int, list[Member]]) -> None:
    run = start(office, lorry)
    with pytest.raises(Refusal, match="run_open"):
        start(office, lorry)
    with pytest.raises(Refusal, match="not_a_chief"), office.desk.work() as work:
        runs.break_off(work, run, reason="车辆故障拖离")
    with office.desk.work(office.chief) as work:
        runs.break_off(work, run, reason="车辆故障拖离")
    with office.desk.read() as read:
        row = run_queries.get_run(read, run)
        assert (row.state, row.note) == (RunState.ABNORMAL, "车辆故障拖离")
        assert row.incident_id is not None
    start(office, lorry)


def test_a_checkpoint_not_passed_needs_a_note_and_opens_an_incident(
    office: Office, lorry: tuple[int, list[Member]]
) -> None:
    run = start(office, lorry)
    with pytest.raises(InputError):
        stage(office, run, 1, passed=False)
    stage(office, run, 1, passed=False, note="消毒液浓度不足")
    with office.desk.read() as read:
        assert Fault.STAGE_FAILED in run_queries.get_run(read, run).faults
        assert len(incidents.list_incidents(read)) == 1


def test_a_vehicle_needs_a_pass_before_it_is_registered(office: Office) -> None:
    with pytest.raises(Refusal, match="no_vehicle_pass"), office.desk.work() as work:
        vehicles.register_vehicle(work, plate="陕ZB0001", use="快递", owner="驿站")


def test_after_midnight_it_is_still_the_same_night(
    office: Office, clock: Clock, lorry: tuple[int, list[Member]]
) -> None:
    clock.at = datetime(2020, 3, 7, 0, 30)
    run = start(office, lorry)
    with office.desk.read() as read:
        row = run_queries.get_run(read, run)
        assert (row.night, row.number) == (date(2020, 3, 6), "0306-01")
