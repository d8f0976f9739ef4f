"""What the stores put on the list of things to do, and what takes it off again."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal

from sqlalchemy import update

from db.models import Lot
from duty_desk.supplies import dispatch, open_items, stocktakes, transfers
from tests.conftest import NOON, Clock
from tests.duty_desk.supplies.conftest import Goods
from tests.duty_desk.supplies.test_dispatch import approve, ask_for, issue
from tests.duty_desk.supplies.test_moves import send


def open_now(goods: Goods) -> Mapping[str, list[open_items.OpenItem]]:
    with goods.desk.read() as read:
        items = open_items.list_open_items(read)
        counts = open_items.count_open_items(read)
    found: dict[str, list[open_items.OpenItem]] = {}
    for item in items:
        found.setdefault(item.what, []).append(item)
    assert counts == {what: len(found.get(what, ())) for what in open_items.WHATS}
    return found


def test_lots_past_their_day_and_near_it(goods: Goods) -> None:
    with goods.desk.work() as work:
        work.session.execute(
            update(Lot).where(Lot.id == goods.lots["gel"]).values(expires_on=date(2020, 4, 5))
        )
    found = open_now(goods)
    expired, near = found["lot_expired"], found["lot_expiring"]
    assert [(item.name, item.place, item.detail) for item in expired] == [
        ("一次性使用医用口罩", "南湖一库", "MK180201 100 个")
    ]
    # Exactly thirty days left are near; it may be used on its last day.
    assert [(item.detail, item.due_at) for item in near] == [("GEL2001 240 瓶", datetime(2020, 4, 6))]


def test_a_slip_from_the_request_to_the_signature(goods: Goods, clock: Clock) -> None:
    request = ask_for(goods, ("M01", "200"))
    (item,) = open_now(goods)["dispatch_waiting"]
    assert (item.subject, item.place, item.due_at) == (("dispatch", request), "土木工程学院", NOON)
    clock.forward(minutes=5)
    approve(goods, request)
    assert open_now(goods)["dispatch_to_issue"][0].due_at == clock.at
    clock.forward(minutes=5)
    issue(goods, request)
    (item,) = open_now(goods)["dispatch_unsigned"]
    assert (item.due_at, "一次性使用医用口罩" in item.detail) == (clock.at, True)
    with goods.desk.work(goods.keeper) as work:
        dispatch.sign(work, request, receiver="任晓慧")
    assert not {"dispatch_waiting", "dispatch_to_issue", "dispatch_unsigned"} & set(open_now(goods))


def test_goods_below_their_safety_days(goods: Goods, clock: Clock) -> None:
    assert not {"stock_short", "stock_low"} & set(open_now(goods))
    request = ask_for(goods, ("M02", "700"))
    approve(goods, request)
    issue(goods, request)
    # 800 left at 100 a day are eight of fourteen days.
    (item,) = open_now(goods)["stock_low"]
    assert (item.name, item.detail, item.subject) == ("医用外科口罩", "800 个", ("item", goods.items["M02"]))
    assert item.due_at == datetime(2020, 3, 14)


def test_what_is_on_its_way_and_what_of_it_is_missing(goods: Goods) -> None:
    made = send(goods)
    (item,) = open_now(goods)["transfer_on_way"]
    assert (item.subject, item.name, item.place) == (("transfer", made.id), made.number, "文昌分库")
    with goods.desk.work(goods.second) as work:
        transfers.receive(work, made.id, received={goods.lots["gloves"]: Decimal(998)})
    found = open_now(goods)
    assert "transfer_on_way" not in found
    assert found["transfer_short"][0].subject == ("transfer", made.id)


def test_a_count_until_it_is_given_up(goods: Goods) -> None:
    with goods.desk.work(goods.keeper) as work:
        made = stocktakes.start(work, store=goods.stores["NH1"], counter="陶墨", second_counter="贺小满")
    (item,) = open_now(goods)["stocktake_open"]
    assert (item.subject, item.place, item.detail) == (("stocktake", made.id), "南湖一库", "陶墨")
    with goods.desk.work(goods.keeper) as work:
        stocktakes.cancel(work, made.id, reason="改期")
    assert "stocktake_open" not in open_now(goods)
