"""Two desks at once, each a process of its own: nothing is promised or handed out twice, no number is given twice (R-20)."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select

from db.models import Dispatch, Movement, Stock, StockDocument
from duty_desk.supplies import dispatch
from duty_desk.work import OfficerRef
from tests.at_once import run_at_once
from tests.duty_desk.supplies.conftest import Goods
from tests.duty_desk.supplies.test_dispatch import approve, approved, ask_for, stock

pytestmark = pytest.mark.slow

DESKS = 2
LAST = ("D13", "240")
TOO_LITTLE = "supplies_dispatch.refusal.too_little_of"
GONE = "supplies_dispatch.refusal.state"


def as_list(officer: OfficerRef) -> list[Any]:
    return [officer.id, officer.name, officer.role.value]


def test_the_last_boxes_go_to_one_and_every_number_is_given_once(goods: Goods, tmp_path: Path) -> None:
    """Leaders approve rival requests for all that is left, keepers hand out the same slip, guards ask for more."""
    rivals = [ask_for(goods, LAST), ask_for(goods, LAST, unit="建筑学院")]
    same = [approved(goods, ("M10", "20")) for _ in range(6)]
    guard, keepers = as_list(goods.guard), [as_list(goods.keeper), as_list(goods.second)]
    leaders = [as_list(goods.approver), as_list(goods.chief)]
    more = {"act": "request", "officer": guard, "unit": goods.units["校医院"], "item": goods.items["M01"]}
    plans = [
        {
            "acts": [
                {"act": "approve", "officer": leaders[n], "dispatch": rivals[n]},
                *({"act": "issue", "officer": keepers[n], "dispatch": one} for one in same),
                *(more for _ in range(20)),
            ]
        }
        for n in range(DESKS)
    ]
    told = run_at_once(goods.desk, tmp_path, "tests.duty_desk.supplies.desks_at_once", plans)
    assert sorted(desk[0] for desk in told) == ["done", TOO_LITTLE]
    for place in range(1, 1 + len(same)):
        assert sorted(desk[place] for desk in told) == ["done", GONE]
    numbers = [number for desk in told for number in desk[1 + len(same) :]]
    assert sorted(numbers) == [f"出字〔2020〕第{n:04d}号" for n in range(9, 49)]
    assert stock(goods, "gel") == (240, 240)
    assert stock(goods, "gloves") == (1000 - 20 * len(same), 0)
    with goods.desk.read() as read:
        assert read.session.scalar(select(func.count()).where(StockDocument.kind == "issue")) == len(same)
        assert read.session.scalar(select(func.sum(Movement.quantity))) == read.session.scalar(
            select(func.sum(Stock.quantity))
        )
        assert read.session.scalar(select(func.count()).select_from(Dispatch)) == 48
    loser = rivals[0] if told[0][0] != "done" else rivals[1]
    with goods.desk.work(goods.approver) as work:
        winner = rivals[1] if loser == rivals[0] else rivals[0]
        dispatch.withdraw_approval(work, winner, reason="先发校医院")
    approve(goods, loser)
