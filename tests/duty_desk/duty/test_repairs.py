"""Repairs from the call to the finish: two fences in eight hours across midnight (domain B33), what is late, what it comes to."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import pytest

from db.vocabulary import LogKind, RepairState, Trade
from duty_desk import codes, duty, incidents, ledger
from duty_desk.desk import Desk
from duty_desk.duty import repair_rows, repairs
from duty_desk.duty.repair_rows import REPAIRS, RepairRow
from duty_desk.errors import InputError, Refusal, StaleError
from duty_desk.ledger import Request
from tests.conftest import Clock

NOON = datetime(2020, 3, 6, 12)


def call(desk: Desk, **more: Any) -> int:
    fields = {"trade": Trade.FENCE, "place": "校园北侧围墙", "what": "搭设两处围挡约 60 米"}
    with desk.work() as work:
        return repairs.call(work, **(fields | more))


def order(desk: Desk, key: int) -> RepairRow:
    with desk.read() as read:
        return repair_rows.get_repair(read, key)


def test_two_fences_take_eight_hours_across_midnight(desk: Desk, clock: Clock) -> None:
    clock.at = datetime(2020, 3, 4, 17, 30)
    key = call(desk, caller="保卫处")
    assert (order(desk, key).number, order(desk, key).state) == ("修字〔2020〕第0001号", RepairState.OPEN)
    with desk.work() as work:
        repairs.assign(work, key, assigned_to="维修中心")
    clock.at = datetime(2020, 3, 4, 18)
    with desk.work() as work:
        repairs.start(work, key, workers=6)
    clock.at = datetime(2020, 3, 5, 2)
    with desk.work() as work:
        repairs.finish(work, key, result="两处围挡已立好，夹角牢固", accepted_by="保卫处")
    row = order(desk, key)
    assert (row.state, row.hours, row.waited, row.workers) == (RepairState.DONE, 8.0, 0.5, 6)
    assert row.due_at == datetime(2020, 3, 5, 17, 30)


def test_a_call_stands_in_the_log_and_may_be_an_incident(desk: Desk) -> None:
    key = call(desk, trade=Trade.POWER, place="3 号配电房", what="倒闸", phone="6010", is_incident=True)
    row = order(desk, key)
    with desk.read() as read:
        (line,) = duty.list_of_subject(read, ("repair", key))
        assert row.incident is not None
        assert incidents.get_incident(read, row.incident[0]).row.place == "3 号配电房"
    assert (line.kind, line.phone, line.id) == (LogKind.REPAIR, "6010", row.log_entry)
    assert "倒闸" in line.text


def test_what_is_not_done_in_time_is_late(desk: Desk, clock: Clock) -> None:
    key = call(desk)
    clock.forward(hours=24, minutes=1)
    assert order(desk, key).shown == "overdue"
    with desk.read() as read:
        found = [
            ledger.count(REPAIRS, read, Request(filters={"state": each}))
            for each in ("overdue", "waiting", "done")
        ]
    assert found == [1, 1, 0]
    with desk.work() as work:
        repairs.finish(work, key, started_at=datetime(2020, 3, 6, 20), result="修好")
    assert order(desk, key).shown == "done"
    with desk.read() as read:
        made = repair_rows.figures(read, date(2020, 3, 6), date(2020, 3, 6))
    assert (made.called, made.done, made.in_time, made.overdue) == (1, 1, 0, 0)


def test_figures_say_how_many_and_how_long_by_trade(desk: Desk, clock: Clock) -> None:
    clock.at = datetime(2020, 3, 6, 8)
    for hours, trade in ((1, Trade.WATER), (2, Trade.WATER), (8, Trade.FENCE)):
        key = call(desk, trade=trade)
        with desk.work() as work:
            repairs.start(work, key)
        clock.forward(hours=hours)
        with desk.work() as work:
            repairs.finish(work, key, result="已修")
    dropped = call(desk)
    with desk.work() as work:
        repairs.drop(work, dropped, reason="重复报修")
    call(desk)
    with desk.read() as read:
        made = repair_rows.figures(read, date(2020, 3, 6), date(2020, 3, 6))
        totals = REPAIRS.totals(read, Request()) if REPAIRS.totals else ()
    assert (made.called, made.done, made.dropped, made.waiting, made.median_hours) == (5, 3, 1, 1, 2.0)
    assert [(each.trade, each.called, each.done, each.median) for each in made.trades] == [
        ("water", 2, 2, 1.5),
        ("fence", 3, 1, 8.0),
    ]
    assert [each.text for each in totals] == ["3", "2 小时"]


def test_steps_are_taken_back_one_by_one(sqlite_desk: Desk) -> None:
    key = call(sqlite_desk)
    with sqlite_desk.work() as work:
        repairs.assign(work, key, assigned_to="水电班")
        repairs.start(work, key)
        repairs.finish(work, key, result="已修")
    states: list[str] = []
    for _ in range(3):
        with sqlite_desk.work() as work:
            repairs.step_back(work, key)
        states.append(order(sqlite_desk, key).state)
    assert states == ["started", "assigned", "open"]
    assert (order(sqlite_desk, key).result, order(sqlite_desk, key).started_at) == ("", None)
    with pytest.raises(StaleError), sqlite_desk.work() as work:
        repairs.step_back(work, key)


def test_what_was_heard_wrongly_is_put_right_while_it_is_not_done(sqlite_desk: Desk) -> None:
    key = call(sqlite_desk)
    with sqlite_desk.work() as work:
        repairs.amend(
            work,
            key,
            trade=Trade.BUILDING,
            place="校园南侧",
            what="围墙开裂",
            is_urgent=True,
            phone="6110",
            version=1,
        )
    row = order(sqlite_desk, key)
    assert (row.trade, row.place, row.what, row.is_urgent, row.phone) == (
        "building", "校园南侧", "围墙开裂", True, "6110",
    )  # fmt: skip
    with sqlite_desk.read() as read:
        # What was written down at the call stays as it was.
        assert "校园北侧围墙" in duty.list_of_subject(read, ("repair", key))[0].text
    with pytest.raises(StaleError), sqlite_desk.work() as work:
        repairs.amend(work, key, trade=Trade.FENCE, place="北侧", what="围挡", version=1)
    with sqlite_desk.work() as work:
        repairs.drop(work, key, reason="重复")
    with pytest.raises(Refusal, match="over"), sqlite_desk.work() as work:
        repairs.amend(work, key, trade=Trade.FENCE, place="北侧", what="围挡", version=3)


def test_a_dropped_one_comes_back_where_it_was(sqlite_desk: Desk) -> None:
    key = call(sqlite_desk)
    with sqlite_desk.work() as work:
        repairs.assign(work, key, assigned_to="水电班")
        repairs.drop(work, key, reason="找不到故障")
    with pytest.raises(Refusal, match="over"), sqlite_desk.work() as work:
        repairs.assign(work, key, assigned_to="维修中心")
    with sqlite_desk.work() as work:
        repairs.step_back(work, key)
    assert (order(sqlite_desk, key).state, order(sqlite_desk, key).assigned_to) == ("assigned", "水电班")


@pytest.mark.parametrize(
    ("act", "field"),
    [
        (lambda work, key: repairs.call(work, trade=Trade.WATER, place="", what="漏水"), "place"),
        (lambda work, key: repairs.call(work, trade=Trade.WATER, place="一食堂", what=""), "what"),
        (lambda work, key: repairs.assign(work, key, assigned_to=" "), "assigned_to"),
        (lambda work, key: repairs.start(work, key, at=datetime(2020, 3, 6, 11)), "at"),
        (lambda work, key: repairs.start(work, key, at=datetime(2020, 3, 6, 13)), "at"),
        (lambda work, key: repairs.start(work, key, workers=0), "workers"),
        (lambda work, key: repairs.finish(work, key, result="修好"), "started_at"),
        (lambda work, key: repairs.finish(work, key, result="", started_at=NOON), "result"),
        (lambda work, key: repairs.drop(work, key, reason=""), "reason"),
    ],
)
def test_what_is_missing_or_cannot_be(sqlite_desk: Desk, act: Any, field: str) -> None:
    key = call(sqlite_desk)
    with pytest.raises(InputError) as refused, sqlite_desk.work() as work:
        act(work, key)
    assert refused.value.field == field


def test_the_paper_is_found_by_number_and_by_its_code(sqlite_desk: Desk) -> None:
    key = call(sqlite_desk)
    with sqlite_desk.read() as read:
        row = repair_rows.get_repair(read, key)
        code = repair_rows.code_of(read, row)
        assert code == "WX-2020-0001"
        assert codes.is_scannable(code)
        assert codes.is_order(code)
        assert repair_rows.find_repair(read, code) == repair_rows.find_repair(read, row.number) == key
        assert repair_rows.find_repair(read, "WX-2020-0002") is None
        assert repair_rows.find_repair(read, "CK-2020-0001") is None
