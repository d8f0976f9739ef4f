"""What is there: now, then, by lot and by store, for how long, and where it went."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

import pytest

from db.vocabulary import DocumentKind
from duty_desk import ledger
from duty_desk.ledger import Request
from duty_desk.supplies import days, posting, stock
from duty_desk.supplies.days import Bands, Expiry, Shortage, UseBasis
from duty_desk.supplies.posting import Move
from duty_desk.supplies.stock_lists import LOTS, STOCK
from duty_desk.supplies.stock_moves import MOVEMENTS, card, card_page
from duty_desk.supplies.stock_rows import state_of
from tests.duty_desk.supplies.conftest import CAME_IN, Goods, stock_in

LIMITS = Bands(urgent=30, near=90, short_percent=50)
DAY = date(2020, 3, 6)


def issue(goods: Goods, lot: str, quantity: str, at: datetime, unit: str = "土木工程学院") -> posting.Posted:
    with goods.desk.work(goods.keeper) as work:
        return posting.post(
            work,
            DocumentKind.ISSUE,
            [Move(goods.lots[lot], goods.stores["NH1"], -Decimal(quantity), unit=goods.units[unit])],
            series="dispatch",
            at=at,
        )


@pytest.mark.parametrize(
    ("quantity", "daily", "lasts", "out"),
    [
        ("16200", "736", "22", date(2020, 3, 28)),
        ("0", "736", "0", DAY),
        ("2.85", "0.3", "9.5", date(2020, 3, 15)),
        ("10", "0", None, None),
        ("1000000", "0.001", "1000000000", None),
    ],
)
def test_days_of_stock(quantity: str, daily: str, lasts: str | None, out: date | None) -> None:
    found = days.cover(Decimal(quantity), Decimal(daily), DAY, UseBasis.LAST_7)
    assert found.days == (Decimal(lasts) if lasts else None)
    assert found.runs_out_on == out


@pytest.mark.parametrize(
    ("quantity", "lasts", "safety", "signal"),
    [
        ("800", "6", 14, Shortage.SHORT),
        ("800", "7", 14, Shortage.LOW),
        ("135", "9", 14, Shortage.LOW),
        ("135", "14", 14, Shortage.ENOUGH),
        ("135", None, 14, Shortage.ENOUGH),
        ("0", None, 14, Shortage.SHORT),
        ("0", None, None, Shortage.NONE),
        ("64", None, None, Shortage.ENOUGH),
    ],
)
def test_shortage(quantity: str, lasts: str | None, safety: int | None, signal: Shortage) -> None:
    assert days.shortage(Decimal(quantity), Decimal(lasts) if lasts else None, safety, LIMITS) is signal


@pytest.mark.parametrize(
    ("expires_on", "signal"),
    [
        (date(2020, 3, 5), Expiry.EXPIRED),
        (date(2020, 3, 6), Expiry.URGENT),
        (date(2020, 4, 5), Expiry.URGENT),
        (date(2020, 4, 6), Expiry.NEAR),
        (date(2020, 6, 4), Expiry.NEAR),
        (date(2020, 6, 5), Expiry.FAR),
        (None, Expiry.FAR),
    ],
)
def test_expiry_is_another_signal(expires_on: date | None, signal: Expiry) -> None:
    assert days.expiry(expires_on, DAY, LIMITS) is signal


def test_one_word_for_both_is_the_worse() -> None:
    assert state_of(Shortage.LOW, Expiry.EXPIRED) == "expired"
    assert state_of(Shortage.SHORT, Expiry.NEAR) == "short"
    assert state_of(Shortage.ENOUGH, Expiry.FAR) == "enough"


def test_the_list_shows_what_is_short_first(goods: Goods) -> None:
    issue(goods, "masks early", "2800", datetime(2020, 3, 5, 9))
    issue(goods, "n95", "400", datetime(2020, 3, 6, 9), "校医院")
    with goods.desk.read() as read:
        rows = ledger.page(STOCK, read, Request()).rows
        named = {row.code: row for row in rows}
    masks, n95 = named["M01"], named["M03"]
    assert rows[0] is n95
    assert (n95.quantity, n95.days, n95.state) == (80, Decimal("1.4"), "short")
    assert masks.quantity == 13_300
    assert (masks.usable, masks.expired) == (13_200, 100), "what is expired lasts for nobody"
    assert masks.days == 33
    assert (masks.state, masks.shortage, masks.expires_on) == ("expired", "enough", date(2020, 2, 29))
    assert named["D02"].quantity == Decimal("600.5")
    assert named["M02"].days is None, "nobody used any"
    with goods.desk.read() as read:
        short = ledger.page(STOCK, read, Request(filters={"signal": ["short", "low"]})).rows
        assert [row.code for row in short] == ["M03"]
        assert [row.code for row in ledger.page(STOCK, read, Request(search="口罩", sort="code")).rows] == [
            "M01",
            "M02",
            "M03",
        ]
        there = ledger.page(STOCK, read, Request(filters={"store": goods.stores["WCF"]}, sort="code")).rows
        assert [row.code for row in there] == ["D02", "M01"]


def test_what_was_reversed_or_came_back_was_not_used(goods: Goods) -> None:
    wrong = issue(goods, "masks early", "700", datetime(2020, 3, 5, 9))
    issue(goods, "masks early", "700", datetime(2020, 3, 5, 10))
    with goods.desk.work(goods.keeper) as work:
        lot, store = goods.lots["masks early"], goods.stores["NH1"]
        back = [Move(lot, store, Decimal(700))]
        posting.post(work, DocumentKind.REVERSAL, back, series="reversal", reverses=wrong.id, reason="录错")
        some = [Move(lot, store, Decimal(350), unit=goods.units["土木工程学院"])]
        posting.post(work, DocumentKind.RETURN, some, series="goods.return")
    with goods.desk.read() as read:
        masks = goods.items["M01"]
        assert days.daily_use(read, UseBasis.LAST_7)[masks] == 50
        assert days.daily_use(read, UseBasis.LAST_14)[masks] == 25
        assert masks not in days.daily_use(read, UseBasis.PLAN)


def test_any_moment_of_the_past(goods: Goods) -> None:
    issue(goods, "masks early", "500", datetime(2020, 3, 4, 9))
    issue(goods, "masks late", "250", datetime(2020, 3, 5, 9))
    masks, shelf = goods.items["M01"], (goods.items["M01"], goods.stores["NH1"])
    for at, there in (
        (datetime(2020, 3, 1), 0),
        (CAME_IN, 14_100),
        (datetime(2020, 3, 4, 8, 59, 59), 14_100),
        (datetime(2020, 3, 4, 9), 13_600),
        (stock.end_of(date(2020, 3, 5)), 13_350),
        (None, 13_350),
    ):
        with goods.desk.read() as read:
            assert stock.balances(read, at=at).get(shelf, 0) == there
            held = stock.on_hand(read, at=at, item=masks, store=goods.stores["NH1"])
            assert sum(each.quantity for each in held) == there
            everything = stock.totals(read, at=at).get(masks, 0)
            assert everything == there + (2000 if there else 0)
    with goods.desk.read() as read:
        assert stock.by_source(read, masks) == {"donation": 3500, "purchase": 11_750, "allocation": 100}
        bought = stock.totals(read, source="purchase", store=goods.stores["NH1"])
        assert bought[masks] == 9750


def test_lots_that_are_one_heap_are_one_line(goods: Goods) -> None:
    with goods.desk.work(goods.keeper) as work:
        more = stock_in(
            work, goods, item="M01", code="MK191105", expires_on=date(2021, 11, 4), quantities={"NH1": "500"}
        )
        other = stock_in(
            work, goods, item="M01", code="MK191105", expires_on=date(2021, 11, 4), purpose="门岗",
            purpose_unit="保卫处", quantities={"NH1": "300"},
        )  # fmt: skip
    with goods.desk.read() as read:
        lots = {row.id: row for row in ledger.page(LOTS, read, Request(search="MK1911")).rows}
        together = [row for row in lots.values() if more in row.lots]
        assert [row.quantity for row in together] == [10_500]
        assert [(row.quantity, row.bound_to) for row in lots.values() if other in row.lots] == [
            (300, "保卫处")
        ]
        assert len(lots) == 3, "the third is in the other store"
        alone = stock.on_hand(read, lot=more, merged=False)
        assert [(each.lots, each.quantity) for each in alone] == [((more,), 500)]


@pytest.mark.parametrize(
    ("filters", "lots"),
    [
        ({"signal": ["expired"]}, ["MK180201"]),
        ({"signal": ["near"]}, ["MK180512", "MK180601"]),
        ({"signal": ["urgent"]}, []),
        ({"bound": True}, ["MK180512"]),
        ({"source": "donation"}, ["MK180512", "MK180601", "GEL2001"]),
        ({"store": "WH"}, ["PA191210", "AL200115"]),
    ],
)
def test_lots_by_what_matters(goods: Goods, filters: dict[str, object], lots: list[str]) -> None:
    if "store" in filters:
        filters = {"store": goods.stores[str(filters["store"])]}
    with goods.desk.read() as read:
        page = ledger.page(LOTS, read, Request(filters=filters))
        assert [row.lot for row in page.rows] == lots
        assert len(ledger.identifiers(LOTS, read, Request(filters=filters))) == len(lots)


def test_the_card_runs_on_from_page_to_page(goods: Goods) -> None:
    masks, lot = goods.items["M01"], goods.lots["masks late"]
    with goods.desk.work(goods.keeper) as work:
        for n in range(25):
            moves = [Move(lot, goods.stores["NH1"], Decimal(-10), unit=goods.units["校医院"])]
            at = datetime(2020, 3, 5, 9 + n % 3)
            posting.post(work, DocumentKind.ISSUE, moves, series="dispatch", at=at)
    with goods.desk.read() as read:
        pages = [card_page(read, masks, limit=10)]
        while (after := pages[-1].after) is not None:
            pages.append(card_page(read, masks, after=after, limit=10))
        newest_first = [row for each in pages for row in each.rows]
        opening, whole = card(read, masks)
        assert opening == 0
        assert list(whole) == newest_first[::-1]
        assert [row.balance for row in newest_first[:2]] == [15_850, 15_860]
        assert newest_first[0].party == "校医院"
        opening, some = card(read, masks, first=date(2020, 3, 5), store=goods.stores["NH1"])
        assert (opening, len(some), some[-1].balance) == (14_100, 25, 13_850)
        assert (some[0].came, some[0].went) == (None, 10)
        only = card_page(read, masks, lots=[lot], store=goods.stores["WCF"])
        assert [(row.party, row.balance) for row in only.rows] == [("城东化工经营部", 2000)]


def test_movements_answer_where_it_went(goods: Goods) -> None:
    paper = issue(goods, "masks gate", "250", datetime(2020, 3, 5, 9), "保卫处")
    with goods.desk.read() as read:
        lot = goods.lots["masks gate"]
        rows = ledger.page(MOVEMENTS, read, Request(filters={"lot": [lot]})).rows
        assert [(row.quantity, row.party, row.kind) for row in rows] == [
            (-250, "保卫处", "issue"),
            (1000, "康达公司", "receipt"),
        ]
        found = ledger.page(MOVEMENTS, read, Request(search=paper.number)).rows
        assert [row.document_id for row in found] == [paper.id]
        first = Request(
            filters={"period": (date(2020, 3, 5), date(2020, 3, 6)), "kind": ["issue"]}, sort="at"
        )
        assert [row.number for row in ledger.page(MOVEMENTS, read, first).rows] == [paper.number]
