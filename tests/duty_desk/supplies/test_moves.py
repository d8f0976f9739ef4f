"""Transfers, filling over, disposal, returns and consents: what a keeper may do, and what stands in the way."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import select

from db.models import Lot, Movement, StockDocument, Transfer
from db.vocabulary import DocumentKind, TransferState
from duty_desk.errors import DutyDeskError, InputError, Refusal
from duty_desk.people.approvals import Approval, digest_of
from duty_desk.supplies import (
    checking,
    consents,
    dispatch,
    dispatch_issue,
    disposing,
    posting,
    repacking,
    returning,
    reversing,
    stock,
    transfers,
)
from duty_desk.supplies.disposing import Cause, Waste
from duty_desk.supplies.posting import Move
from duty_desk.supplies.repacking import Filled
from duty_desk.supplies.returning import Returned
from duty_desk.supplies.transfers import Fate, TransferPart
from duty_desk.work import OfficerRef, Work
from tests.duty_desk.supplies.conftest import Goods

THEN = datetime(2020, 3, 4, 9)


def yes(goods: Goods, content: Any, by: OfficerRef | None = None) -> Approval:
    """A second officer has typed their password just now."""
    return Approval(by or goods.second, goods.desk.now, digest_of(content))


def there(goods: Goods, lot: str | int, store: str = "NH1") -> Decimal:
    key = goods.lots[lot] if isinstance(lot, str) else lot
    with goods.desk.read() as read:
        held = stock.on_hand(read, lot=key, store=goods.stores[store], merged=False)
    return held[0].quantity if held else Decimal(0)


def send(goods: Goods, quantity: str = "1000") -> transfers.Sent:
    with goods.desk.work(goods.keeper) as work:
        lines = [TransferPart(goods.lots["gloves"], Decimal(quantity))]
        return transfers.send(
            work, from_store=goods.stores["NH1"], to_store=goods.stores["WCF"], lines=lines, carrier="陈实"
        )


def given(
    goods: Goods, lot: str = "masks late", quantity: str = "250", unit: str = "校医院"
) -> tuple[int, int]:
    """A dispatch that went out, and its paper."""
    with goods.desk.work(goods.guard) as work:
        asked = dispatch.request(
            work,
            unit=goods.units[unit],
            purpose="日常防护",
            lines=[dispatch.Asked(_item_of(work, goods.lots[lot]), Decimal(quantity))],
        )
    with goods.desk.work(goods.approver) as work:
        dispatch.approve(work, asked.id)
    with goods.desk.work(goods.keeper) as work:
        made = dispatch_issue.issue(work, asked.id)
    return asked.id, made.document


def _item_of(work: Work, lot: int) -> int:
    return work.session.scalars(select(Lot.item_id).where(Lot.id == lot)).one()


def reverse(goods: Goods, document: int, reason: str = "录错数量") -> posting.Posted:
    with goods.desk.work(goods.keeper) as work:
        return reversing.reverse(work, document, reason=reason)


def paper(goods: Goods, kind: DocumentKind, subject: int | None = None) -> int:
    query = select(StockDocument.id).where(StockDocument.kind == kind.value).order_by(StockDocument.id.desc())
    if subject is not None:
        query = query.where(StockDocument.subject_id == subject)
    with goods.desk.read() as read:
        return read.session.scalars(query.limit(1)).one()


def refused(act: Callable[[], Any], key: str) -> DutyDeskError:
    with pytest.raises(DutyDeskError) as found:
        act()
    assert found.value.key == f"supplies_books.{key}", found.value.text
    assert "{" not in found.value.text
    return found.value


def state_of(goods: Goods, transfer: int) -> str:
    with goods.desk.read() as read:
        return read.session.scalars(select(Transfer.state).where(Transfer.id == transfer)).one()


def test_what_is_on_its_way_lies_in_neither_store(goods: Goods) -> None:
    made = send(goods)
    assert (there(goods, "gloves"), there(goods, "gloves", "WCF")) == (0, 0)
    with goods.desk.read() as read:
        assert stock.in_transit(read) == {goods.items["M10"]: 1000}
    with goods.desk.work(goods.second) as work:
        state = transfers.receive(work, made.id, received={goods.lots["gloves"]: Decimal(998)})
    assert state is TransferState.SHORT
    assert there(goods, "gloves", "WCF") == 998
    with goods.desk.read() as read:
        assert stock.in_transit(read) == {}
    with goods.desk.work(goods.keeper) as work:
        refused(lambda: transfers.receive(work, made.id), "refusal.transfer_state")


@pytest.mark.parametrize(
    ("fate", "here", "over_there"), [(Fate.FOUND, 0, 1000), (Fate.RETURNED, 2, 998), (Fate.LOST, 0, 998)]
)
def test_what_is_missing_is_accounted_for(goods: Goods, fate: Fate, here: int, over_there: int) -> None:
    made = send(goods)
    with goods.desk.work(goods.second) as work:
        transfers.receive(work, made.id, received={goods.lots["gloves"]: Decimal(998)})
    with goods.desk.work(goods.keeper) as work:
        refused(lambda: transfers.settle(work, made.id, fate=fate, explanation=" "), "error.explanation")
        if fate is Fate.LOST:
            with pytest.raises(Refusal):
                transfers.settle(work, made.id, fate=fate, explanation="途中破损")
        approval = yes(goods, transfers.settling(made.id, 2, fate))
        transfers.settle(work, made.id, fate=fate, explanation="途中破损", approval=approval)
    assert (there(goods, "gloves"), there(goods, "gloves", "WCF")) == (here, over_there)
    assert state_of(goods, made.id) == TransferState.SETTLED


def test_a_transfer_is_taken_back_step_by_step(goods: Goods) -> None:
    made = send(goods)
    with goods.desk.work(goods.second) as work:
        transfers.receive(work, made.id)
    out, into = paper(goods, DocumentKind.TRANSFER_OUT), paper(goods, DocumentKind.TRANSFER_IN)
    refused(lambda: reverse(goods, out), "refusal.built_on")
    with goods.desk.work(goods.second) as work:
        reversing.reverse(work, into, reason="没有点数")
    assert state_of(goods, made.id) == TransferState.SENT
    with goods.desk.work(goods.second) as work:
        transfers.receive(work, made.id, received={goods.lots["gloves"]: Decimal(990)})
    assert there(goods, "gloves", "WCF") == 990
    with goods.desk.work(goods.second) as work:
        reversing.reverse(work, paper(goods, DocumentKind.TRANSFER_IN), reason="没有点数")
    reverse(goods, out)
    assert state_of(goods, made.id) == TransferState.VOIDED
    assert there(goods, "gloves") == 1000


def test_what_became_of_the_missing_is_taken_back_alone(goods: Goods) -> None:
    """What came stays where it is, and the rest is missing again until somebody says otherwise."""
    made = send(goods)
    with goods.desk.work(goods.second) as work:
        transfers.receive(work, made.id, received={goods.lots["gloves"]: Decimal(998)})
    came = paper(goods, DocumentKind.TRANSFER_IN)
    with goods.desk.work(goods.keeper) as work:
        transfers.settle(work, made.id, fate=Fate.FOUND, explanation="在车上")
    with goods.desk.work(goods.second) as work:
        refused(lambda: reversing.reverse(work, came, reason="点错"), "refusal.built_on")
    reverse(goods, paper(goods, DocumentKind.TRANSFER_IN))
    assert (state_of(goods, made.id), there(goods, "gloves", "WCF")) == (TransferState.SHORT, 998)
    with goods.desk.read() as read:
        assert list(checking.check(read, full=True)) == []
    with goods.desk.work(goods.keeper) as work:
        transfers.settle(work, made.id, fate=Fate.RETURNED, explanation="留在原库")
    assert (there(goods, "gloves"), there(goods, "gloves", "WCF")) == (2, 998)


@pytest.mark.parametrize(
    ("change", "key"),
    [
        ({"to_store": "NH1"}, "error.same_store"),
        ({"quantity": "0"}, "error.quantity"),
        ({"quantity": "1.0005"}, "error.places"),
        ({"lot": "masks expired"}, "refusal.expired"),
        ({"twice": True}, "error.lot_twice"),
        ({"empty": True}, "error.no_lines"),
    ],
)
def test_a_wrong_transfer_changes_nothing(goods: Goods, change: dict[str, Any], key: str) -> None:
    part = TransferPart(goods.lots[change.get("lot", "gloves")], Decimal(change.get("quantity", "10")))
    lines = [] if change.get("empty") else [part] * (2 if change.get("twice") else 1)
    with pytest.raises(DutyDeskError) as found, goods.desk.work(goods.keeper) as work:
        transfers.send(
            work,
            from_store=goods.stores["NH1"],
            to_store=goods.stores[change.get("to_store", "WCF")],
            lines=lines,
        )
    assert found.value.key == f"supplies_books.{key}"
    with goods.desk.read() as read:
        assert read.session.scalars(select(Transfer.id)).all() == []


def test_a_barrel_becomes_bottles(goods: Goods) -> None:
    """2.85 kg stay 2.85 kg, and every bottle knows its barrel."""
    bleach, store = goods.lots["bleach late"], goods.stores["NH1"]
    with goods.desk.work(goods.keeper) as work:
        refused(
            lambda: repacking.repack(
                work,
                lot=bleach,
                store=store,
                quantity=Decimal(25),
                into=[Filled(goods.items["D13"], Decimal(51))],
            ),
            "error.more_than_went_in",
        )
        bottles = [Filled(goods.items["D13"], Decimal(50))]
        repacking.repack(work, lot=bleach, store=store, quantity=Decimal("25"), into=bottles, operation="a1")
    with goods.desk.work(goods.keeper) as work:
        again = repacking.repack(
            work, lot=bleach, store=store, quantity=Decimal("25"), into=bottles, operation="a1"
        )
    assert there(goods, "bleach late") == Decimal("275.5")
    with goods.desk.read() as read:
        child = read.session.scalars(select(Lot).where(Lot.parent_id == bleach)).one()
        assert (child.code, child.expires_on, child.source, child.strength) == (
            "84-200110",
            date(2021, 1, 9),
            "purchase",
            Decimal("5.5"),
        )
        assert child.price == Decimal("2.4"), "25 kg at 4.8 in 50 bottles"
        key = child.id
    assert there(goods, key) == 50
    reverse(goods, again.id)
    assert (there(goods, "bleach late"), there(goods, key)) == (Decimal("300.5"), 0)


def test_expired_goods_go_to_waste_before_a_witness_and_nowhere_else(goods: Goods) -> None:
    lot, store = goods.lots["masks expired"], goods.stores["NH1"]
    lines, how = [Waste(lot, Decimal(100))], "交危废公司，单号 0032"
    with goods.desk.work(goods.keeper) as work:
        asked = dispatch.request(
            work,
            unit=goods.units["校医院"],
            purpose="日常",
            lines=[dispatch.Asked(goods.items["M01"], Decimal(15_950))],
        )
    with pytest.raises(DutyDeskError), goods.desk.work(goods.approver) as work:
        dispatch.approve(work, asked.id)
    with goods.desk.work(goods.keeper) as work:
        for witness in (None, yes(goods, disposing.witnessed(store, Cause.EXPIRED, "烧掉", lines))):
            with pytest.raises(Refusal):
                disposing.dispose(
                    work, store=store, lines=lines, cause=Cause.EXPIRED, how=how, witness=witness
                )
        disposing.dispose(
            work,
            store=store,
            lines=lines,
            cause=Cause.EXPIRED,
            how=how,
            witness=yes(goods, disposing.witnessed(store, Cause.EXPIRED, how, lines)),
        )
    assert there(goods, "masks expired") == 0
    with goods.desk.read() as read:
        row = read.session.scalars(select(StockDocument).order_by(StockDocument.id.desc())).first()
        assert row is not None
        assert (row.reason, row.second_name) == ("过期：交危废公司，单号 0032", "贺小满")


def test_a_unit_brings_back_what_it_was_given_and_no_more(goods: Goods) -> None:
    slip, document = given(goods, quantity="250")
    with goods.desk.read() as read:
        (part,) = returning.list_returnable(read, slip)
    lot = part.lot_id
    with goods.desk.work(goods.keeper) as work:

        def back(quantity: int, lot: int = lot) -> posting.Posted:
            lines = [Returned(lot, Decimal(quantity))]
            return returning.take_back(work, slip, store=goods.stores["NH1"], lines=lines, reason="未用完")

        refused(lambda: back(251), "error.more_than_given")
        refused(lambda: back(1, goods.lots["gel"]), "error.not_given")
        first = back(200)
        refused(lambda: back(51), "error.more_than_given")
        back(50)
    with goods.desk.read() as read:
        assert [(each.issued, each.left) for each in returning.list_returnable(read, slip)] == [(250, 0)]
        moves = read.session.scalars(select(Movement.unit_id).where(Movement.document_id == first.id)).all()
        assert moves == [goods.units["校医院"]]
    standing = refused(lambda: reverse(goods, document), "refusal.built_on")
    assert first.number in standing.text
    reverse(goods, first.id)
    with goods.desk.read() as read:
        assert [each.left for each in returning.list_returnable(read, slip)] == [200]


@pytest.mark.parametrize(
    ("at", "key"),
    [
        (datetime(2020, 3, 6, 12, 30), "supplies.error.future"),
        (datetime(2020, 2, 20, 9), "supplies.error.too_far_back"),
        (datetime(2020, 3, 2, 8), "supplies.refusal.negative_then"),
    ],
)
def test_no_moment_of_the_past_goes_below_nothing(goods: Goods, at: datetime, key: str) -> None:
    moves = [Move(goods.lots["masks late"], goods.stores["NH1"], Decimal(-10))]
    with pytest.raises(DutyDeskError) as found, goods.desk.work(goods.keeper) as work:
        posting.post(work, DocumentKind.ISSUE, moves, series="dispatch", at=at)
    assert found.value.key == key
    assert there(goods, "masks late") == 10_000


def test_the_same_lot_on_two_lines_is_counted_together(goods: Goods) -> None:
    store = goods.stores["NH1"]
    lines = [Waste(goods.lots["gel"], Decimal(130)), Waste(goods.lots["gel"], Decimal(130))]
    witness = yes(goods, disposing.witnessed(store, Cause.DAMAGED, "破损", lines))
    with pytest.raises(Refusal), goods.desk.work(goods.keeper) as work:
        disposing.dispose(work, store=store, lines=lines, cause=Cause.DAMAGED, how="破损", witness=witness)
    assert there(goods, "gel") == 240


def test_a_donor_agrees_to_another_use(goods: Goods) -> None:
    lot = goods.lots["masks gate"]
    with goods.desk.work(goods.keeper) as work:
        with pytest.raises(InputError):
            consents.consent(work, [lot], agreed_by="", agreed_on=date(2020, 3, 5))
        with pytest.raises(InputError):
            consents.consent(work, [lot], agreed_by="康达公司 韩总", agreed_on=date(2020, 3, 7))
        consents.consent(
            work, [lot], agreed_by="康达公司 韩总", agreed_on=date(2020, 3, 5), unit=goods.units["校医院"]
        )
        consents.consent(work, [lot], agreed_by="康达公司 韩总", agreed_on=date(2020, 3, 6))
        refused(
            lambda: consents.consent(work, [lot], agreed_by="韩总", agreed_on=date(2020, 3, 6)),
            "refusal.not_bound",
        )
    with goods.desk.read() as read:
        rows = consents.list_consents(read, [lot])
        assert [(row.unit_before, row.unit_after) for row in rows] == [("保卫处", "校医院"), ("校医院", "")]
        (held,) = stock.on_hand(read, lot=lot)
        assert (held.purpose, held.purpose_unit_id) == (None, None)


def test_a_held_lot_stays_until_it_is_released(goods: Goods) -> None:
    lot = goods.lots["gloves"]
    with goods.desk.work(goods.keeper) as work:
        consents.hold(work, [lot], reason="外箱受潮待检")
        refused(lambda: consents.hold(work, [lot], reason="再次"), "refusal.held")
    with pytest.raises(Refusal):
        send(goods)
    with goods.desk.work(goods.second) as work:
        consents.release(work, [lot], reason="抽检合格")
    send(goods)
    assert there(goods, "gloves") == 0
