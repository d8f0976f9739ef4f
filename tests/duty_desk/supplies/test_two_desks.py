"""Two desks at once, each a process of its own: nothing is promised or handed out twice, no number is given twice (R-20)."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select

from db.models import Dispatch, Movement, Stock, StockDocument
from duty_desk.supplies import dispatch
from duty_desk.work import OfficerRef
from tests.code_tree import ROOT
from tests.duty_desk.supplies.conftest import Goods
from tests.duty_desk.supplies.test_dispatch import approve, approved, ask_for, stock

pytestmark = pytest.mark.slow

DESKS = 2
LAST = ("D13", "240")
TOO_LITTLE = "supplies_dispatch.refusal.too_little_of"
GONE = "supplies_dispatch.refusal.state"


def at_once(goods: Goods, tmp_path: Path, plans: list[list[dict[str, Any]]]) -> list[list[str]]:
    """Each plan in a process; all start at the same moment."""
    desk = goods.desk
    target = desk.engine.url.render_as_string(hide_password=False) if desk.path is None else str(desk.path)
    start = tmp_path / "start.flag"
    children = [
        subprocess.Popen(
            [
                sys.executable,
                "-m",
                "tests.duty_desk.supplies.desks_at_once",
                target,
                str(desk.folder),
                str(start),
                json.dumps({"acts": acts, "name": f"p{number}"}),
            ],
            cwd=ROOT,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        for number, acts in enumerate(plans)
    ]
    deadline = time.monotonic() + 60
    while len(list(tmp_path.glob("start.p*"))) < len(plans) and time.monotonic() < deadline:
        time.sleep(0.01)
    start.touch()
    results: list[list[str]] = []
    for child in children:
        out, err = child.communicate(timeout=120)
        assert child.returncode == 0, err
        results.append(json.loads(out))
    return results


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
        [
            {"act": "approve", "officer": leaders[n], "dispatch": rivals[n]},
            *({"act": "issue", "officer": keepers[n], "dispatch": one} for one in same),
            *(more for _ in range(20)),
        ]
        for n in range(DESKS)
    ]
    told = at_once(goods, tmp_path, plans)
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
