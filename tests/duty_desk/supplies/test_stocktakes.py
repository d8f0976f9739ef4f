"""A count: blind, by two, with goods moving meanwhile, approved by somebody else."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import pytest

from db.models import StockDocument
from db.vocabulary import DocumentKind, StocktakeState
from duty_desk import ledger
from duty_desk.errors import DutyDeskError, StaleError
from duty_desk.ledger import Request
from duty_desk.supplies import posting, reversing, stocktake_rows, stocktakes
from duty_desk.supplies.posting import Move
from duty_desk.supplies.stocktake_rows import STOCKTAKES, CountLine
from tests.conftest import Clock
from tests.duty_desk.supplies.conftest import Goods, stock_in
from tests.duty_desk.supplies.test_moves import there, yes


def begin(goods: Goods, store: str = "WH", **more: Any) -> int:
    with goods.desk.work(goods.keeper) as work:
        return stocktakes.start(
            work, store=goods.stores[store], counter="陶墨", second_counter="贺小满", **more
        ).id


def lines(goods: Goods, count: int) -> dict[str, CountLine]:
    with goods.desk.read() as read:
        return {line.lot: line for line in stocktake_rows.list_lines(read, count)}


def version(goods: Goods, count: int) -> int:
    with goods.desk.read() as read:
        return stocktake_rows.get_stocktake(read, count).version


def enter(goods: Goods, count: int, at: datetime | None = None, **found: str) -> None:
    listed = lines(goods, count)
    with goods.desk.work(goods.keeper) as work:
        counts = {listed[lot].id: Decimal(quantity) for lot, quantity in found.items()}
        stocktakes.enter(work, count, counts=counts, counted_at=at)


def finish(goods: Goods, count: int) -> int:
    with goods.desk.work(goods.keeper) as work:
        return stocktakes.finish(work, count)


def explain(goods: Goods, count: int, lot: str, recounted: str | None = None) -> None:
    with goods.desk.work(goods.second) as work:
        stocktakes.explain(
            work,
            count,
            lines(goods, count)[lot].id,
            recounted=Decimal(recounted) if recounted else None,
            reason="桶底渗漏",
            handling="按盘亏入账，换桶",
        )


def approve(goods: Goods, count: int) -> posting.Posted | None:
    seen = version(goods, count)
    with goods.desk.work(goods.approver) as work:
        return stocktakes.approve(work, count, version=seen)


def issue(goods: Goods, lot: str, quantity: int, store: str = "WH") -> None:
    with goods.desk.work(goods.keeper) as work:
        moves = [Move(goods.lots[lot], goods.stores[store], Decimal(-quantity), goods.units["校医院"])]
        posting.post(work, DocumentKind.ISSUE, moves, series="dispatch")


def refused(act: Callable[[], Any], key: str) -> None:
    with pytest.raises(DutyDeskError) as found:
        act()
    assert found.value.key == f"supplies_books.{key}"
    assert "{" not in found.value.text


def test_a_blind_count_tells_nothing_before_its_end(goods: Goods) -> None:
    count = begin(goods)
    enter(goods, count, AL200115="58")
    with goods.desk.read() as read:
        row = stocktake_rows.get_stocktake(read, count)
    assert (row.lines, row.counted, row.differing) == (2, 1, 0)
    assert {(line.book, line.gap) for line in lines(goods, count).values()} == {(None, None)}
    refused(lambda: finish(goods, count), "refusal.not_counted")
    enter(goods, count, PA191210="100")
    assert finish(goods, count) == 1
    found = lines(goods, count)
    assert (found["AL200115"].book, found["AL200115"].less, found["AL200115"].more) == (60, 2, None)
    assert found["PA191210"].gap == 0


def test_what_goes_out_while_it_is_counted_is_settled_line_by_line(goods: Goods, clock: Clock) -> None:
    """Ten left before its shelf was counted, five after: neither is missing."""
    count = begin(goods, is_blind=False)
    clock.forward(minutes=10)
    issue(goods, "alcohol", 10)
    clock.forward(minutes=10)
    enter(goods, count, AL200115="49", PA191210="100")
    clock.forward(minutes=10)
    issue(goods, "alcohol", 5)
    finish(goods, count)
    line = lines(goods, count)["AL200115"]
    assert (line.book, line.moved, line.meanwhile, line.expected, line.gap) == (60, -10, -15, 50, -1)
    refused(lambda: approve(goods, count), "refusal.not_explained")
    explain(goods, count, "AL200115")
    posted = approve(goods, count)
    assert posted is not None
    assert there(goods, "alcohol", "WH") == 44, "60 - 10 - 5 - 1"
    with goods.desk.read() as read:
        (row,) = ledger.page(STOCKTAKES, read, Request()).rows
        assert (row.state, row.approver, row.differing) == ("posted", "马文涛", 1)
        assert row.number == posted.number


def test_a_count_written_down_late_belongs_to_the_time_it_was_made(goods: Goods, clock: Clock) -> None:
    count = begin(goods)
    clock.forward(minutes=20)
    issue(goods, "alcohol", 10)
    enter(goods, count, datetime(2020, 3, 6, 12, 10), AL200115="60", PA191210="100")
    assert finish(goods, count) == 0
    assert approve(goods, count) is None
    assert there(goods, "alcohol", "WH") == 50


def test_the_counters_may_say_what_they_had_before_them(goods: Goods, clock: Clock) -> None:
    count = begin(goods)
    clock.forward(minutes=10)
    issue(goods, "alcohol", 10)
    line = lines(goods, count)["AL200115"]
    with goods.desk.work(goods.keeper) as work:
        stocktakes.enter(work, count, counts={line.id: Decimal(60)}, moved={line.id: Decimal(0)})
    enter(goods, count, PA191210="100")
    assert finish(goods, count) == 0


def test_counted_again_and_found_where_the_book_knows_none(goods: Goods) -> None:
    count = begin(goods)
    with goods.desk.work(goods.keeper) as work:
        stocktakes.add_lot(work, count, goods.lots["gel"])
        refused(lambda: stocktakes.add_lot(work, count, goods.lots["gel"]), "error.lot_listed")
    enter(goods, count, AL200115="58", PA191210="100", GEL2001="24")
    assert finish(goods, count) == 2
    explain(goods, count, "AL200115", recounted="60")
    explain(goods, count, "GEL2001")
    posted = approve(goods, count)
    assert posted is not None
    assert (there(goods, "alcohol", "WH"), there(goods, "gel", "WH")) == (60, 24)
    with goods.desk.work(goods.keeper) as work:
        digest = work.session.get_one(StockDocument, posted.id).digest
        approval = yes(goods, reversing.countersigned(posted.id, digest))
        reversing.reverse(work, posted.id, reason="盘错库房", approval=approval)
    assert there(goods, "gel", "WH") == 0


def test_lots_are_found_by_number_or_item_and_bring_their_book_along(goods: Goods) -> None:
    count = begin(goods, "NH1", items=[goods.items["M02"]])
    with goods.desk.work(goods.keeper) as work:

        def found(typed: str) -> list[str]:
            return [row.lot for row in stocktake_rows.find_lots(work, count, typed)]

        assert found("gel") == ["GEL2001"]
        assert found("84消毒液") == ["84-200110", "84-191120"]
        assert found("MS190301") == found("  ") == [], "what is on the sheet is not offered"
        stocktakes.add_lot(work, count, goods.lots["gel"])
        stocktakes.add_lot(work, count, goods.lots["alcohol"])
        assert found("gel") == []
    # The count was of one item: of another the store has 240 by the book, which is no surplus.
    enter(goods, count, MS190301="1500", GEL2001="240", AL200115="0")
    assert finish(goods, count) == 0


def test_who_counted_does_not_approve(goods: Goods) -> None:
    count = begin(goods)
    enter(goods, count, AL200115="60", PA191210="100")
    finish(goods, count)
    seen = version(goods, count)
    with goods.desk.work() as work:
        mine = stocktakes.start(work, store=goods.stores["WCF"], counter="周敏", second_counter="贺小满").id
    for line in lines(goods, mine):
        enter(goods, mine, **{line: "0"})
    finish(goods, mine)
    own = version(goods, mine)
    with goods.desk.work() as work:
        refused(lambda: stocktakes.approve(work, mine, version=own), "refusal.own_count")
        with pytest.raises(StaleError):
            stocktakes.approve(work, count, version=seen - 1)
    with pytest.raises(DutyDeskError), goods.desk.work(goods.keeper) as work:
        stocktakes.approve(work, count, version=seen)


@pytest.mark.parametrize(
    ("change", "key"),
    [
        ({"counter": " "}, "error.counter"),
        ({"second_counter": "陶 墨"}, "error.same_counter"),
        ({"items": "M01"}, "refusal.nothing_to_count"),
    ],
)
def test_a_count_that_cannot_begin(goods: Goods, change: dict[str, str], key: str) -> None:
    given: dict[str, Any] = {"counter": "陶墨", "second_counter": "贺小满", **change}
    if "items" in given:
        given["items"] = [goods.items[given["items"]]]
    with goods.desk.work(goods.keeper) as work:
        refused(lambda: stocktakes.start(work, store=goods.stores["WH"], **given), key)


def test_one_count_at_a_time_and_given_up_with_a_reason(goods: Goods) -> None:
    count = begin(goods, items=[goods.items["D07"]])
    refused(lambda: begin(goods), "refusal.being_counted")
    refused(lambda: enter(goods, count, AL200115="-1"), "error.count")
    refused(lambda: enter(goods, count, datetime(2020, 3, 6, 11), AL200115="1"), "error.counted_at")
    with goods.desk.work(goods.keeper) as work:
        stocktakes.cancel(work, count, reason="临时用库")
        refused(lambda: stocktakes.cancel(work, count, reason="再次"), "refusal.stocktake_state")
    with goods.desk.read() as read:
        assert stocktake_rows.get_stocktake(read, count).state == StocktakeState.CANCELLED
    begin(goods)


def test_lots_of_the_sheet_stand_by_expiry(goods: Goods) -> None:
    with goods.desk.work(goods.keeper) as work:
        stock_in(
            work, goods, item="D07", code="AL191001", expires_on=date(2020, 3, 20), quantities={"WH": "5"}
        )
    count = begin(goods)
    assert [(line.lot, line.expiry) for line in lines(goods, count).values()] == [
        ("AL191001", "urgent"),
        ("AL200115", "far"),
        ("PA191210", "far"),
    ]
