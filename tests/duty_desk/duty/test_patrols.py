"""Rounds of plant rooms: point by point, a reading out of its bounds is not normal, and becomes a repair in the same step."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest

from db.models import PatrolFinding
from db.vocabulary import Trade
from duty_desk import ledger
from duty_desk.desk import Desk
from duty_desk.duty import patrol_rows, patrols, repair_rows
from duty_desk.duty.patrols import RepairAsk
from duty_desk.errors import InputError, Refusal
from duty_desk.ledger import Request
from tests.conftest import Clock

ROUTE = "配电房"


def add_points(desk: Desk) -> list[int]:
    with desk.work() as work:
        return [
            patrols.add_point(work, route=ROUTE, name="1 号配电房", look_at="变压器温度", unit="℃", most=85),
            patrols.add_point(work, route=ROUTE, name="水泵房", unit="MPa", least=0.4, most=0.52),
            patrols.add_point(work, route=ROUTE, name="电缆沟", look_at="无积水"),
        ]


def start(desk: Desk) -> int:
    with desk.work() as work:
        return patrols.start(work, route=ROUTE, walker="蒲师傅")


def enter(desk: Desk, patrol: int, point: int, **more: Any) -> patrols.Found:
    with desk.work() as work:
        return patrols.enter(work, patrol, point=point, **more)


def row(desk: Desk, patrol: int) -> patrol_rows.PatrolRow:
    with desk.read() as read:
        return patrol_rows.get_patrol(read, patrol).row


def test_a_round_is_walked_point_by_point(desk: Desk, clock: Clock) -> None:
    one, two, three = add_points(desk)
    patrol = start(desk)
    clock.forward(minutes=10)
    assert enter(desk, patrol, one, value=62).normal
    clock.forward(minutes=15)
    enter(desk, patrol, two, value=0.52)
    assert (row(desk, patrol).state, row(desk, patrol).looked, row(desk, patrol).total) == ("walking", 2, 3)
    with pytest.raises(InputError, match="missing"), desk.work() as work:
        patrols.finish(work, patrol)
    enter(desk, patrol, three)
    with desk.work() as work:
        patrols.finish(work, patrol)
    done = row(desk, patrol)
    assert (done.state, done.minutes, done.abnormal) == ("done", 25, 0)
    with pytest.raises(Refusal, match="over"):
        enter(desk, patrol, three)


def test_a_reading_out_of_bounds_becomes_a_repair_in_one_step(desk: Desk) -> None:
    _one, two, _three = add_points(desk)
    patrol = start(desk)
    with pytest.raises(InputError, match="out_of_bounds"):
        enter(desk, patrol, two, value=0.3)
    found = enter(
        desk, patrol, two, value=0.3, text="水压偏低", repair=RepairAsk(Trade.WATER, is_urgent=True)
    )
    assert not found.normal
    assert found.repair is not None
    with desk.read() as read:
        order = repair_rows.get_repair(read, found.repair)
        stop = patrol_rows.get_patrol(read, patrol).points[1]
    assert (order.place, order.what, order.caller, order.is_urgent) == (
        "水泵房",
        "水压偏低　0.3 MPa",
        "蒲师傅",
        True,
    )
    assert stop.finding is not None
    assert stop.finding.repair == (found.repair, order.number)


def test_a_later_line_takes_the_place_of_an_earlier_which_stays(desk: Desk) -> None:
    one, _two, _three = add_points(desk)
    patrol = start(desk)
    enter(desk, patrol, one, normal=False, text="异响")
    assert row(desk, patrol).abnormal == 1
    enter(desk, patrol, one, value=60)
    assert (row(desk, patrol).abnormal, row(desk, patrol).looked) == (0, 1)
    with desk.read() as read:
        assert read.session.query(PatrolFinding).count() == 2


def test_points_left_out_are_said(desk: Desk) -> None:
    one, _two, _three = add_points(desk)
    patrol = start(desk)
    enter(desk, patrol, one, value=60)
    with desk.work() as work:
        patrols.finish(work, patrol, note="水泵房钥匙不在")
    assert row(desk, patrol).state == "partly"
    with desk.work() as work:
        patrols.reopen(work, patrol)
    assert row(desk, patrol).state == "walking"


def test_only_one_round_at_a_time_on_a_route(sqlite_desk: Desk) -> None:
    add_points(sqlite_desk)
    start(sqlite_desk)
    with pytest.raises(Refusal, match="under_way"):
        start(sqlite_desk)
    with sqlite_desk.read() as read:
        assert ledger.count(patrol_rows.PATROLS, read, Request(filters={"walking": True})) == 1


def test_a_point_out_of_use_is_asked_no_more(sqlite_desk: Desk) -> None:
    one, _two, three = add_points(sqlite_desk)
    with sqlite_desk.work() as work:
        patrols.edit_point(
            work, three, name="电缆沟", look_at="", unit="", least=None, most=None, is_active=False, version=1
        )
        patrols.edit_point(
            work, one, name="1 号配电房", look_at="", unit="℃", least=None, most=80, list_order=9, version=1
        )
    with sqlite_desk.read() as read:
        assert [point.name for point in patrol_rows.list_points(read, ROUTE)] == ["水泵房", "1 号配电房"]
        assert patrol_rows.list_points(read, ROUTE)[1].bounds == "不高于 80 ℃"
        assert patrol_rows.list_routes(read) == (ROUTE,)


@pytest.mark.parametrize(
    ("act", "field"),
    [
        (lambda work: patrols.add_point(work, route="", name="泵房"), "route"),
        (lambda work: patrols.add_point(work, route=ROUTE, name=" "), "name"),
        (lambda work: patrols.add_point(work, route=ROUTE, name="水泵房"), "name"),
        (lambda work: patrols.add_point(work, route=ROUTE, name="泵", unit="A", least=2, most=1), "most"),
        (lambda work: patrols.add_point(work, route=ROUTE, name="泵", least=2), "unit"),
        (lambda work: patrols.start(work, route=ROUTE, walker=""), "walker"),
        (lambda work: patrols.start(work, route="空路线", walker="蒲师傅"), "route"),
        (
            lambda work: patrols.start(
                work, route=ROUTE, walker="蒲师傅", started_at=datetime(2020, 3, 6, 13)
            ),
            "started_at",
        ),
    ],
)
def test_what_is_missing_or_cannot_be(sqlite_desk: Desk, act: Any, field: str) -> None:
    add_points(sqlite_desk)
    with pytest.raises(InputError) as refused, sqlite_desk.work() as work:
        act(work)
    assert refused.value.field == field


@pytest.mark.parametrize(("more", "field"), [({}, "value"), ({"normal": False}, "text")])
def test_a_finding_needs_its_reading_or_a_word(sqlite_desk: Desk, more: dict[str, Any], field: str) -> None:
    one, _two, _three = add_points(sqlite_desk)
    patrol = start(sqlite_desk)
    with pytest.raises(InputError) as refused:
        enter(sqlite_desk, patrol, one, **more)
    assert refused.value.field == field
