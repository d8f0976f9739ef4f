"""Dispatches as a list and the register of what was handed out: found by number, unit and item, with the sums in the foot."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from duty_desk import exporting, ledger
from duty_desk.ledger import Ledger, Request
from duty_desk.supplies import dispatch
from duty_desk.supplies.dispatch_lists import DISPATCHES, ISSUE_LINES
from duty_desk.supplies.dispatch_rows import find_dispatch, get_dispatch
from tests.conftest import Filled
from tests.duty_desk.supplies.conftest import Goods, build_goods
from tests.duty_desk.supplies.test_dispatch import COLLEGE, GATE_OFFICE, approve, ask_for, issue

D = Decimal


def build_slips(desk: Any) -> tuple[Goods, list[int]]:
    """Four requests: handed out and signed for, approved, rejected, waiting."""
    goods = build_goods(desk)
    made = [
        ask_for(goods, ("M01", "4000"), ("D02", "12.5"), receiver="龙吟", receiver_phone="19900006219"),
        ask_for(goods, ("D13", "24"), unit=GATE_OFFICE, purpose="门岗"),
        ask_for(goods, ("M03", "480"), ("M01", "10"), ("M02", "10"), ("D07", "5"), unit="校医院"),
        ask_for(goods, ("M10", "20")),
    ]
    approve(goods, made[0])
    approve(goods, made[1])
    issue(goods, made[0])
    with desk.work(goods.keeper) as work:
        dispatch.sign(work, made[0], receiver="龙吟")
    with desk.work(goods.approver) as work:
        dispatch.reject(work, made[2], reason="先保一线")
    return goods, made


@pytest.fixture
def slips(filled: Filled) -> tuple[Goods, list[int]]:
    desk, (goods, made) = filled(build_slips)
    return replace(goods, desk=desk), made


def numbers(goods: Goods, which: Ledger, request: Request) -> list[str]:
    with goods.desk.read() as read:
        return [row.number[-5:-1] for row in ledger.page(which, read, request).rows]


@pytest.mark.parametrize(
    ("typed", "filters", "found"),
    [
        ("", {}, ["0004", "0003", "0002", "0001"]),
        ("", {"states": ["approved", "requested"]}, ["0004", "0002"]),
        ("保卫", {}, ["0002"]),
        ("xyy", {}, ["0003"]),
        ("口罩", {}, ["0003", "0001"]),
        ("3", {}, ["0003"]),
        ("出字(2020)第2号", {}, ["0002"]),
        ("CK-2020-1", {}, ["0001"]),
        ("龙吟", {}, ["0001"]),
        ("没有", {}, []),
        ("", {"period": (date(2020, 3, 7), date(2020, 3, 8))}, []),
    ],
)
def test_dispatches_are_found_as_the_office_looks_for_them(
    slips: tuple[Goods, list[int]], typed: str, filters: dict[str, Any], found: list[str]
) -> None:
    goods, _ = slips
    assert numbers(goods, DISPATCHES, Request(typed, filters)) == found
    assert numbers(goods, DISPATCHES, Request(typed, filters, "number")) == found[::-1]


def test_a_row_says_what_it_is_about_and_the_foot_how_much_went(slips: tuple[Goods, list[int]]) -> None:
    goods, made = slips
    with goods.desk.read() as read:
        rows = {row.id: row for row in ledger.page(DISPATCHES, read, Request()).rows}
        assert rows[made[0]].goods == "一次性使用医用口罩 4,000 个、84消毒液 12.5 kg"
        assert (
            rows[made[2]].goods
            == "医用防护口罩(N95) 480 个、一次性使用医用口罩 10 个、医用外科口罩 10 个等 4 种"
        )
        assert [
            (total.title, total.text) for total in (DISPATCHES.totals or (lambda *_: ()))(read, Request())
        ] == [
            ("supplies_dispatch.total.batches", "1"),
            ("supplies_dispatch.total.units", "1"),
        ]
        detail = get_dispatch(read, made[0])
        assert detail.document_id is not None
        assert [(pick.lot, pick.store, pick.quantity) for pick in detail.lines[0].picks] == [
            ("MK180601", "南湖一库", D(3000)), ("MK191105", "南湖一库", D(1000)),
        ]  # fmt: skip
        assert find_dispatch(read, "CK-2020-0001") == find_dispatch(read, "出字〔2020〕第1号") == made[0]
        assert find_dispatch(read, "CK-x") is find_dispatch(read, "入字〔2020〕第1号") is None


def test_the_register_has_one_line_a_line_with_its_lots_and_sums(
    slips: tuple[Goods, list[int]], tmp_path: Any
) -> None:
    goods, _ = slips
    with goods.desk.read() as read:
        assert ledger.count(ISSUE_LINES, read, Request("龙")) == 2
        rows = ledger.page(ISSUE_LINES, read, Request()).rows
        assert [(row.item, row.issued, row.lots, row.receiver, row.keeper) for row in rows] == [
            ("一次性使用医用口罩", D(4000), "MK180601、MK191105", "龙吟", "陶墨"),
            ("84消毒液", D("12.5"), "84-191120", "龙吟", "陶墨"),
        ]
        column = ISSUE_LINES.column("receiver")
        assert ledger.cell_text(column, rows[0]) == "龙*"
        totals = (ISSUE_LINES.totals or (lambda *_: ()))(read, Request())
        assert [(total.title, total.text) for total in totals] == [
            ("口罩", "4,000 个"),
            ("消毒剂", "12.5 kg"),
        ]
    request = Request(
        filters={"units": [goods.units[COLLEGE]], "kind": "college", "items": [goods.items["M01"]]}
    )
    assert numbers(goods, ISSUE_LINES, request) == ["0001"]
    shown = exporting.as_shown(ISSUE_LINES, request)
    assert exporting.write_excel(goods.desk, shown, tmp_path / "a.xlsx") == 1
