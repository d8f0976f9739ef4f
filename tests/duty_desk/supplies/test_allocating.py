"""One quantity over many units: a request for each, consecutive numbers, all approved and handed out together or not at all."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import func, select

from db.models import Allocation, Dispatch, DispatchLine, DispatchPick, Stock, StockDocument
from duty_desk.errors import DutyDeskError, Refusal
from duty_desk.supplies import allocating
from duty_desk.supplies.allocating import Allocated
from duty_desk.supplies.allocation_rules import Claim, Share, share_out
from tests.duty_desk.supplies.conftest import Goods

D = Decimal


def shares_of(
    goods: Goods, total: str, pack: str = "50", locked: dict[str, str] | None = None
) -> tuple[Share, ...]:
    weights = {
        "土木工程学院": 142,
        "建筑学院": 118,
        "环境与市政工程学院": 126,
        "校医院": 58,
        "保卫处": 96,
        "饮食服务中心": 310,
    }
    claims = [
        Claim(goods.units[name], D(weight), D(locked[name]) if locked and name in locked else None)
        for name, weight in weights.items()
    ]
    return share_out(D(total), claims, D(pack))


def accept(goods: Goods, shares: tuple[Share, ...], total: str, **more: Any) -> Allocated:
    values: dict[str, Any] = {
        "item": goods.items["M01"],
        "total": D(total),
        "basis": "headcount",
        "pack": D(50),
        "purpose": "3月第二周在岗防护",
        "shares": shares,
        **more,
    }
    with goods.desk.work(goods.guard) as work:
        return allocating.accept(work, **values)


def given(goods: Goods, made: Allocated) -> dict[int, Decimal | None]:
    with goods.desk.read() as read:
        query = (
            select(Dispatch.unit_id, DispatchLine.issued)
            .join(DispatchLine, DispatchLine.dispatch_id == Dispatch.id)
            .where(Dispatch.allocation_id == made.id)
        )
        return {row.unit_id: row.issued for row in read.session.execute(query)}


def test_one_request_a_unit_approved_and_handed_out_together(goods: Goods) -> None:
    shares = shares_of(goods, "5000", locked={"校医院": "400"})
    made = accept(goods, shares, "5000", heads={goods.units["校医院"]: 58}, operation="press")
    assert accept(goods, shares, "5000", operation="press") == made
    assert made.numbers == tuple(f"出字〔2020〕第{n:04d}号" for n in range(1, 7))
    with goods.desk.work(goods.approver) as work:
        assert allocating.approve_all(work, made.id) == 6
    with goods.desk.work(goods.keeper) as work:
        assert len(allocating.issue_all(work, made.id)) == 6
    assert given(goods, made) == {share.unit: share.quantity for share in shares}
    with goods.desk.read() as read:
        kept = read.session.get_one(Allocation, made.id)
        assert (kept.total, kept.rows[3]["heads"], kept.rows[3]["locked"]) == (5000, 58, True)
        assert read.session.scalar(select(func.count()).where(StockDocument.kind == "issue")) == 6
        assert read.session.scalar(select(func.sum(Stock.reserved))) == 0
        assert allocating.last_given(read, goods.items["M01"]) == {s.unit: s.quantity for s in shares}
        # What was given for the gates went to the guards, and to nobody else.
        bound = select(Dispatch.unit_id).join(DispatchLine, DispatchLine.dispatch_id == Dispatch.id)
        bound = bound.join(DispatchPick, DispatchPick.line_id == DispatchLine.id)
        lot = goods.lots["masks gate"]
        assert set(read.session.scalars(bound.where(DispatchPick.lot_id == lot))) == {goods.units["保卫处"]}


@pytest.mark.parametrize(
    ("total", "more", "key"),
    [
        ("5050", {}, "supplies_dispatch.error.sum_differs"),
        ("5000", {"purpose": " "}, "supplies_dispatch.error.purpose_missing"),
        ("5000", {"basis": "mood"}, "supplies_dispatch.error.basis_unknown"),
        ("16050", {}, "supplies_dispatch.refusal.too_little"),
    ],
)
def test_nothing_is_written_of_an_allocation_that_is_refused(
    goods: Goods, total: str, more: dict[str, Any], key: str
) -> None:
    shares = shares_of(goods, "5000" if total == "5050" else total)
    with pytest.raises(DutyDeskError) as refused:
        accept(goods, shares, total, **more)
    assert refused.value.key == key
    with goods.desk.read() as read:
        assert read.session.scalar(select(func.count()).select_from(Dispatch)) == 0
        assert read.session.scalar(select(func.count()).select_from(Allocation)) == 0


def test_approval_of_all_is_all_or_none(goods: Goods) -> None:
    made = accept(goods, shares_of(goods, "5000"), "5000")
    rival = accept(goods, shares_of(goods, "11050"), "11050")
    with goods.desk.work(goods.approver) as work:
        allocating.approve_all(work, rival.id)
    with pytest.raises(Refusal, match="too_little"), goods.desk.work(goods.approver) as work:
        allocating.approve_all(work, made.id)
    with goods.desk.read() as read:
        states = select(Dispatch.state).where(Dispatch.allocation_id == made.id)
        assert set(read.session.scalars(states)) == {"requested"}
    with goods.desk.work(goods.chief) as work:
        own = allocating.accept(
            work, item=goods.items["D13"], total=D(24), basis="manual", pack=D(1), purpose="值班",
            shares=[Share(goods.units["校医院"], D(24), D(24), locked=True)],
        )  # fmt: skip
    with pytest.raises(Refusal, match="approver_asked"), goods.desk.work(goods.chief) as work:
        allocating.approve_all(work, own.id)
