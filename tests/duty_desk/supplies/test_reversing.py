"""Papers taken back as a whole: what was built on them, what is promised from them, and who must agree to an old one."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import select

from db.models import Dispatch, Movement, StockDocument
from db.vocabulary import DocumentKind
from duty_desk.errors import Refusal
from duty_desk.supplies import dispatch, reversing
from tests.conftest import Clock
from tests.duty_desk.supplies.conftest import Goods, stock_in
from tests.duty_desk.supplies.test_moves import given, paper, refused, reverse, send, there, yes


def dispatch_state(read: Any, slip: int) -> str:
    return read.session.scalars(select(Dispatch.state).where(Dispatch.id == slip)).one()


def test_a_receipt_whose_goods_went_out_is_not_reversed(goods: Goods) -> None:
    with goods.desk.work(goods.keeper) as work:
        lot = stock_in(
            work, goods, item="M02", code="MS2003", expires_on=date(2021, 1, 1), quantities={"NH1": "500"}
        )
    receipt = paper(goods, DocumentKind.RECEIPT)
    slip, document = given(goods, lot="surgical", quantity="10")
    with goods.desk.read() as read:
        used = read.session.scalars(select(Movement.lot_id).where(Movement.document_id == document)).one()
        number = read.session.scalars(select(StockDocument.number).where(StockDocument.id == document)).one()
    assert used == lot, "it expires first"
    standing = refused(lambda: reverse(goods, receipt), "refusal.built_on")
    assert number in standing.text
    reverse(goods, document)
    with goods.desk.read() as read:
        assert dispatch_state(read, slip) == "voided"
    back = reverse(goods, receipt)
    assert there(goods, lot) == 0
    refused(lambda: reverse(goods, receipt), "refusal.reversed_before")
    refused(lambda: reverse(goods, back.id), "refusal.is_reversal")
    with goods.desk.read() as read:
        assert reversing.reversal_of(read, receipt) == back


def test_what_is_promised_cannot_be_pulled_away(goods: Goods) -> None:
    with goods.desk.work(goods.keeper) as work:
        lot = stock_in(
            work, goods, item="M02", code="MS2003", expires_on=date(2020, 9, 1), quantities={"NH1": "500"}
        )
        asked = dispatch.request(
            work,
            unit=goods.units["校医院"],
            purpose="日常",
            lines=[dispatch.Asked(goods.items["M02"], Decimal(100))],
        )
    with goods.desk.work(goods.approver) as work:
        dispatch.approve(work, asked.id)
    refused(lambda: reverse(goods, paper(goods, DocumentKind.RECEIPT)), "refusal.promised")
    assert there(goods, lot) == 500


def test_an_older_paper_is_reversed_by_two(goods: Goods, clock: Clock) -> None:
    made = send(goods)
    out = paper(goods, DocumentKind.TRANSFER_OUT, made.id)
    clock.forward(hours=2)
    with goods.desk.work(goods.keeper) as work:
        assert reversing.needs_second(work, out)
        digest = work.session.scalars(select(StockDocument.digest).where(StockDocument.id == out)).one()
        with pytest.raises(Refusal):
            reversing.reverse(work, out, reason="没有装车")
        mine = yes(goods, reversing.countersigned(out, digest), goods.keeper)
        with pytest.raises(Refusal):
            reversing.reverse(work, out, reason="没有装车", approval=mine)
        approval = yes(goods, reversing.countersigned(out, digest))
        reversing.reverse(work, out, reason="没有装车", approval=approval)
    assert there(goods, "gloves") == 1000
