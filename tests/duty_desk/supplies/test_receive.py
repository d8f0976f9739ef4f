"""Goods come in counted, split, verified by somebody else, valued, with their lots; what is not right is answered or refused."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import func, select

from db.models import AuditEntry, Lot, Movement, ReceiptLine, RefusedGoods, Stock, StockDocument
from db.vocabulary import Basis, Source
from duty_desk import ledger, operations, policy
from duty_desk.errors import Denied, InputError, Problems, Refusal
from duty_desk.ledger import Request
from duty_desk.people.approvals import Approval, digest_of
from duty_desk.supplies import checking, put_away, refusing, reversing
from duty_desk.supplies.catalogue import get_item
from duty_desk.supplies.receipt_figures import receipt_figures
from duty_desk.supplies.receipt_rows import get_receipt
from duty_desk.supplies.receipts import RECEIPTS
from duty_desk.supplies.receive import Received, Unanswered, look, needs_password, receive
from duty_desk.supplies.receive_form import Delivery, Line, content_of, expected_expiry
from tests.duty_desk.supplies.conftest import Goods


def masks(goods: Goods, **more: Any) -> Line:
    values: dict[str, Any] = {
        "item": goods.items["M01"],
        "quantity": "60",
        "unit": "盒",
        "store": goods.stores["NH1"],
        "lot": "MK200108",
        "produced_on": date(2020, 1, 8),
        "expires_on": date(2022, 1, 7),
        **more,
    }
    return Line(**values)


def bleach(goods: Goods, **more: Any) -> Line:
    values: dict[str, Any] = {
        "item": goods.items["D02"],
        "quantity": "8",
        "unit": "桶",
        "store": goods.stores["NH1"],
        "lot": "84-200301",
        "expires_on": date(2021, 2, 28),
        "strength": Decimal("5"),
        **more,
    }
    return Line(**values)


def allocated(*lines: Line, **more: Any) -> Delivery:
    values: dict[str, Any] = {
        "source": Source.ALLOCATION,
        "party": "省教育厅",
        "batch": "G10",
        "paper": "防控物资调拨单〔2020〕12号",
        "checked_by": "贺小满",
        **more,
    }
    return Delivery(lines=lines, **values)


def donated(*lines: Line, **more: Any) -> Delivery:
    return allocated(
        *lines, **{"source": Source.DONATION, "party": "西岭校友会", "batch": "D29", "paper": "", **more}
    )


def take(goods: Goods, delivery: Delivery, **more: Any) -> Received:
    with goods.desk.work(goods.keeper) as work:
        return receive(work, delivery, **more)


def fields_of(goods: Goods, delivery: Delivery, **more: Any) -> set[str]:
    with pytest.raises(Problems) as refused:
        take(goods, delivery, **more)
    assert all(error.text for error in refused.value.errors)
    return {error.field for error in refused.value.errors}


def on_hand(goods: Goods, item: str, store: str = "NH1") -> Decimal:
    with goods.desk.read() as read:
        query = select(func.sum(Stock.quantity)).where(
            Stock.item_id == goods.items[item], Stock.store_id == goods.stores[store]
        )
        return Decimal(read.session.scalar(query) or 0)


def counts(goods: Goods) -> tuple[int, ...]:
    with goods.desk.read() as read:
        tables = (StockDocument, Movement, Lot, ReceiptLine, RefusedGoods, AuditEntry)
        return tuple(read.session.scalar(select(func.count()).select_from(table)) or 0 for table in tables)


def test_a_delivery_becomes_a_receipt_with_lots_and_stock(goods: Goods) -> None:
    before = on_hand(goods, "M01"), on_hand(goods, "D02")
    delivery = allocated(masks(goods, due="61"), bleach(goods, price=Decimal("115")), delivered_by="赵师傅")
    given = take(goods, delivery)
    assert given.number == "入字〔2020〕第0013号"
    assert given.donation_number is None
    assert on_hand(goods, "M01") == before[0] + 3000
    assert on_hand(goods, "D02") == before[1] + 200
    with goods.desk.read() as read:
        row = get_receipt(read, given.document)
    assert (row.party, row.batch, row.keeper, row.checked_by) == ("省教育厅", "G10", "陶墨", "贺小满")
    first, second = row.lines
    assert (first.entered, first.entered_unit, first.usable, first.due) == (60, "盒", 3000, 3050)
    assert (first.lot, first.expires_on, first.price) == ("MK200108", date(2022, 1, 7), None)
    assert (second.usable, second.strength, second.amount) == (200, 5, 920)
    assert row.goods == "一次性使用医用口罩 3,000 个、84消毒液 200 kg"
    with goods.desk.read() as read:
        entry = read.session.scalars(select(AuditEntry).order_by(AuditEntry.id.desc())).first()
        assert entry is not None
        assert (entry.action, entry.subject_id) == ("stock.receipt", given.document)
        lot = read.session.get_one(Lot, second.lot_id)
        assert lot.price == Decimal("4.6"), "of one kilogram"


def test_goods_without_a_lot_number_are_named_by_their_batch(goods: Goods) -> None:
    line = Line(item=goods.items["M10"], quantity="8", unit="箱", store=goods.stores["NH1"])
    given = take(goods, allocated(line))
    with goods.desk.read() as read:
        assert [row.lot for row in get_receipt(read, given.document).lines] == ["(G10)"]


def test_what_is_damaged_or_expired_is_not_taken_in_and_gets_a_slip(goods: Goods) -> None:
    before = on_hand(goods, "M01")
    line = masks(goods, quantity="1200", unit="个", defective="100", expired="50", note="外箱受潮")
    given = take(goods, allocated(line))
    assert on_hand(goods, "M01") == before + 1050
    assert given.refused == ("拒字〔2020〕第0001号", "拒字〔2020〕第0002号")
    with goods.desk.read() as read:
        slips = refusing.list_of_receipt(read, given.document)
    assert [(slip.quantity, slip.reason, slip.party, slip.state) for slip in slips] == [
        (100, "破损；外箱受潮", "省教育厅", "open"),
        (50, "已过有效期；外箱受潮", "省教育厅", "open"),
    ]
    with goods.desk.work(goods.keeper) as work:
        refusing.settle(work, slips[0].id, outcome="returned")
    with pytest.raises(Refusal), goods.desk.work(goods.keeper) as work:
        refusing.settle(work, slips[0].id, outcome="destroyed")


def test_a_total_that_nobody_itemised_is_kept_as_such(goods: Goods) -> None:
    total = Line(description="各单位自购口罩合计", quantity="19760", unit="个", metric="口罩")
    given = take(goods, allocated(total))
    with goods.desk.read() as read:
        row = get_receipt(read, given.document)
        assert row.unitemised
        assert (row.lines[0].name, row.lines[0].usable, row.lines[0].lot) == (
            "各单位自购口罩合计",
            19760,
            None,
        )
        shown = ledger.page(RECEIPTS, read, Request(filters={"unitemised": True})).rows
        assert [found.number for found in shown] == [given.number]
        assert receipt_figures(read)["by_metric"]["口罩"] == 17600 + 19760
    assert on_hand(goods, "M01") == 14100
    with goods.desk.work(goods.keeper) as work:
        reversing.reverse(work, given.document, reason="已分项另录")
    with goods.desk.read() as read:
        assert get_receipt(read, given.document).state == "reversed"
        assert receipt_figures(read)["unitemised"] == []
        assert list(checking.check(read, full=True)) == []


def test_a_double_click_takes_it_in_once(goods: Goods) -> None:
    act = operations.new_id()
    first = take(goods, allocated(masks(goods)), operation=act)
    after = counts(goods)
    assert take(goods, allocated(masks(goods)), operation=act) == first
    assert counts(goods) == after


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"quantity": "约60"}, "quantity"),
        ({"unit": "包"}, "quantity"),
        ({"store": None}, "store"),
        ({"lot": ""}, "lot"),
        ({"expires_on": None}, "expires_on"),
        ({"expires_on": date(2020, 3, 5)}, "expires_on"),
        ({"expires_on": date(2020, 1, 1), "produced_on": date(2020, 1, 8)}, "expires_on"),
        ({"produced_on": date(2020, 3, 7)}, "produced_on"),
        ({"defective": "40", "expired": "30"}, "defective"),
        ({"price": Decimal("-1")}, "price"),
        ({"amount": Decimal("1.005")}, "amount"),
        ({"basis": Basis.MARKET}, "basis"),
        ({"item": None}, "item"),
    ],
)
def test_a_faulty_line_is_marked_at_its_field_and_nothing_is_kept(
    goods: Goods, changes: dict[str, Any], field: str
) -> None:
    before = counts(goods)
    assert f"lines.1.{field}" in fields_of(goods, allocated(bleach(goods), masks(goods, **changes)))
    assert counts(goods) == before


def test_every_fault_of_a_form_is_said_at_once(goods: Goods) -> None:
    lines = (masks(goods, lot="", expires_on=None), bleach(goods, strength=None, quantity="0"))
    assert fields_of(goods, allocated(*lines)) == {"lines.0.lot", "lines.0.expires_on", "lines.1.quantity"}
    assert fields_of(goods, allocated()) == {"lines"}
    assert fields_of(goods, allocated(masks(goods, defective="60"))) == {"lines.0.quantity"}
    assert fields_of(goods, allocated(bleach(goods, strength=Decimal(101)))) == {"lines.0.strength"}
    assert fields_of(goods, allocated(bleach(goods), party=" ", delivered_phone="12")) == {
        "party", "delivered_phone",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({}, "basis"),
        ({"basis": Basis.INVOICE}, "amount"),
        ({"basis": Basis.UNPRICED, "amount": Decimal(1)}, "amount"),
        ({"basis": Basis.NOMINAL, "price": Decimal(1)}, "amount"),
        ({"basis": Basis.NOMINAL, "amount": Decimal(3000)}, "amount"),
    ],
)
def test_no_value_of_a_donation_is_invented(goods: Goods, changes: dict[str, Any], field: str) -> None:
    assert fields_of(goods, donated(masks(goods, **changes))) == {f"lines.0.{field}"}


def test_a_donation_gets_its_own_number_and_its_donor_a_place_in_the_register(goods: Goods) -> None:
    lines = (
        masks(goods, basis=Basis.NOMINAL, purpose="留校学生", purpose_unit=goods.units["饮食服务中心"]),
        masks(goods, lot="MK200109", basis=Basis.NOMINAL),
        bleach(goods, basis=Basis.UNPRICED),
    )
    given = take(goods, donated(*lines, donation_way="alumni"))
    assert given.donation_number == "捐字〔2020〕第0001号"
    again = take(goods, donated(masks(goods, basis=Basis.INVOICE, price=Decimal("12866.76"), amount=Decimal("772005.53")),
                                batch="D30"), answer="另有一车")  # fmt: skip
    with goods.desk.read() as read:
        row, other = get_receipt(read, given.document), get_receipt(read, again.document)
        assert [line.amount for line in row.lines] == [1, 0, None]
        assert row.amount == 1
        assert (row.lines[0].purpose, row.lines[0].purpose_unit) == ("留校学生", "饮食服务中心")
        assert row.deliveries[0].donor_id == other.deliveries[0].donor_id
        assert other.amount == Decimal("772005.53"), "the sum of an invoice rules, its unit price is rounded"


def test_the_second_person_is_somebody_else(goods: Goods) -> None:
    delivery = allocated(masks(goods), checked_by="")
    with pytest.raises(InputError) as nobody:
        take(goods, delivery)
    assert nobody.value.field == "checked_by"
    with pytest.raises(InputError) as same:
        take(goods, replace(delivery, checked_by=" 陶　墨 "))
    assert same.value.field == "checked_by"


def test_a_password_is_asked_for_by_rule_and_for_what_two_must_guard(goods: Goods) -> None:
    acid = Line(item=goods.items["D09"], quantity="4", unit="桶", store=goods.stores["WH"], lot="PA200301",
                expires_on=date(2021, 2, 28), strength=Decimal(18))  # fmt: skip
    delivery = allocated(acid)
    with goods.desk.read() as read:
        assert needs_password(read, delivery)
        assert not needs_password(read, allocated(masks(goods)))
    with pytest.raises(Refusal):
        take(goods, delivery)
    yes = Approval(goods.second, goods.desk.now, digest_of(content_of(delivery)))
    with pytest.raises(Refusal):
        take(goods, replace(delivery, lines=(replace(acid, quantity="5"),)), second=yes)
    given = take(goods, delivery, second=yes)
    with goods.desk.read() as read:
        row = get_receipt(read, given.document)
        assert (row.second, row.checked_by) == ("贺小满", "贺小满")
    with goods.desk.work() as work:
        policy.set_value(
            work, key="supplies.check_password", value=True, starts_on=date(2020, 3, 6), source="通知"
        )
    with pytest.raises(Refusal):
        take(goods, allocated(masks(goods)))


def test_alcohol_in_the_ordinary_store_must_be_answered(goods: Goods) -> None:
    alcohol = Line(item=goods.items["D07"], quantity="150", unit="公斤", store=goods.stores["NH1"], lot="JJ200201",
                   expires_on=date(2022, 1, 31), strength=Decimal(75))  # fmt: skip
    before = counts(goods)
    with pytest.raises(Unanswered) as asked:
        take(goods, allocated(alcohol))
    assert {caution.kind for caution in asked.value.cautions} == {"flammable", "limit"}
    assert any("171.2 升，超过 50 升" in caution.text for caution in asked.value.cautions)
    assert counts(goods) == before
    given = take(goods, allocated(alcohol), answer="危化品库满，暂存一库，次日移库")
    with goods.desk.read() as read:
        assert get_receipt(read, given.document).reason == "危化品库满，暂存一库，次日移库"
        assert round(put_away.litres_in(read, goods.stores["NH1"]), 1) == Decimal("171.2")
        there = replace(alcohol, store=goods.stores["WH"])
        assert look(read, allocated(there, batch="G11")) == ()
        gel = Line(item=goods.items["D13"], quantity="350", store=goods.stores["NH1"], lot="SX1",
                   expires_on=date(2022, 1, 14))  # fmt: skip
        assert look(read, allocated(gel, batch="G11")) == (), "gel in bottles lies with everything else"


def test_acid_beside_bleach_must_be_answered(goods: Goods) -> None:
    acid = Line(item=goods.items["D09"], quantity="1", unit="桶", store=goods.stores["NH1"], lot="PA200301",
                expires_on=date(2021, 2, 28), strength=Decimal(18))  # fmt: skip
    with goods.desk.read() as read:
        assert [caution.kind for caution in look(read, allocated(acid))] == ["incompatible"]
        assert look(read, allocated(replace(acid, store=goods.stores["WH"]))) == ()
        both = allocated(replace(acid, store=goods.stores["WH"]), bleach(goods, store=goods.stores["WH"]))
        assert [(caution.kind, caution.line) for caution in look(read, both)] == [
            ("incompatible", 0),
            ("incompatible", 1),
        ]


def test_other_things_to_think_of(goods: Goods) -> None:
    take(goods, allocated(masks(goods)))
    with goods.desk.read() as read:
        seen = look(
            read,
            allocated(masks(goods, expires_on=date(2020, 4, 5), price=Decimal("25"), amount=Decimal("1600"))),
        )
    assert [caution.kind for caution in seen] == ["amount", "near_expiry", "lot_differs", "batch_known"]
    assert all(caution.text for caution in seen)


def test_a_delivery_of_some_days_ago_is_entered_with_its_day(goods: Goods) -> None:
    earlier = goods.desk.now - timedelta(days=3)
    given = take(goods, allocated(masks(goods), at=earlier))
    with goods.desk.read() as read:
        row = get_receipt(read, given.document)
        assert (row.at, row.recorded_at) == (earlier, goods.desk.now)
    for moment in (goods.desk.now - timedelta(days=8), goods.desk.now + timedelta(days=1)):
        with pytest.raises(InputError) as refused:
            take(goods, allocated(masks(goods), at=moment))
        assert refused.value.field == "at"


def test_whoever_may_not_receive_is_refused(goods: Goods) -> None:
    with pytest.raises(Denied), goods.desk.work(goods.guard) as work:
        receive(work, allocated(masks(goods)))


def test_the_catalogue_proposes_the_last_day(goods: Goods) -> None:
    with goods.desk.read() as read:
        masks_row, bleach_row = (get_item(read, goods.items[code]) for code in ("M01", "D02"))
    assert expected_expiry(masks_row, date(2020, 1, 8)) == date(2022, 1, 7)
    assert expected_expiry(bleach_row, date(2020, 2, 29)) == date(2021, 2, 28)
    assert expected_expiry(masks_row, None) is None


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("G10", 1),
        ("13", 2),
        ("入字〔2020〕第0013号", 1),
        ("省教育", 1),
        ("mk200108", 1),
        ("wkkz", 1),
        ("xyh", 2),
        ("%", 0),
    ],
)
def test_a_receipt_is_found_by_what_one_remembers(goods: Goods, typed: str, found: int) -> None:
    take(goods, allocated(masks(goods)))
    with goods.desk.read() as read:
        assert ledger.count(RECEIPTS, read, Request(search=typed)) == found
        assert ledger.count(RECEIPTS, read, Request(filters={"source": ["allocation", "donation"]})) == 8


def test_goods_turned_away_at_the_door_get_a_slip_and_touch_no_stock(goods: Goods) -> None:
    before = on_hand(goods, "M01")
    with goods.desk.work(goods.keeper) as work:
        turned = refusing.refuse(work, kind="refused", party="远通商贸有限公司", item=goods.items["M01"], quantity="24", unit="盒",
                                 lot="MK180201", expires_on=date(2020, 1, 31), reason="已过有效期")  # fmt: skip
        parcel = refusing.refuse(work, kind="unclaimed", party="寄件人不详", description="口罩（无标签）", quantity="150",
                                 unit="个", reason="包裹无寄件人信息")  # fmt: skip
    assert (turned.number, parcel.number) == ("拒字〔2020〕第0001号", "待字〔2020〕第0001号")
    assert on_hand(goods, "M01") == before
    with goods.desk.read() as read:
        rows = ledger.page(refusing.REFUSED, read, Request(sort="number")).rows
        assert {(row.name, row.quantity, row.unit, row.state) for row in rows} == {
            ("一次性使用医用口罩", 1200, "个", "open"),
            ("口罩（无标签）", 150, "个", "open"),
        }
        assert ledger.count(refusing.REFUSED, read, Request(search="kz")) == 1
