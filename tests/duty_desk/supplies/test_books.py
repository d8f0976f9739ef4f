"""The books of a month add up, say the same on paper and in a workbook, and stay closed once they are."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal
from io import BytesIO
from pathlib import Path

import pytest

from db.models import StockDocument
from db.vocabulary import DocumentKind, Source
from duty_desk.errors import DutyDeskError, InputError
from duty_desk.supplies import books, books_papers, books_sheets, posting, reversing, stocktakes, transfers
from duty_desk.supplies.books_sheets import Sheet
from duty_desk.supplies.posting import Move
from duty_desk.work import Read
from tests.conftest import Clock
from tests.duty_desk.paper.reading import pdfium_pages, squeezed
from tests.duty_desk.supplies.conftest import Goods
from tests.duty_desk.supplies.test_moves import paper, send, yes

MARCH = date(2020, 3, 1), date(2020, 3, 31)


def post(
    goods: Goods, kind: DocumentKind, lot: str, quantity: str, at: datetime, series: str
) -> posting.Posted:
    with goods.desk.work(goods.keeper) as work:
        moves = [Move(goods.lots[lot], goods.stores["NH1"], Decimal(quantity), unit=goods.units["校医院"])]
        return posting.post(work, kind, moves, series=series, at=at)


def a_month(goods: Goods) -> None:
    """Masks go out twice, once by mistake; some come back, some are written off; gloves are on their way."""
    third = datetime(2020, 3, 3, 9)
    post(goods, DocumentKind.ISSUE, "masks early", "-500", third, "dispatch")
    wrong = post(goods, DocumentKind.ISSUE, "masks early", "-50", third, "dispatch")
    post(goods, DocumentKind.RETURN, "masks early", "20", third.replace(day=4), "goods.return")
    post(goods, DocumentKind.DISPOSAL, "masks expired", "-100", third.replace(day=5), "disposal")
    post(goods, DocumentKind.ADJUSTMENT, "bleach late", "-0.5", third.replace(day=5), "unclaimed.goods")
    with goods.desk.work(goods.keeper) as work:
        reversing.reverse(work, wrong.id, reason="单位录错")
    send(goods, "300")


def test_a_month_adds_up_by_item_and_source(goods: Goods) -> None:
    a_month(goods)
    with goods.desk.read() as read:
        found = books.book(read, *MARCH)
        before = books.book(read, date(2020, 2, 1), date(2020, 2, 29))
        later = books.book(read, date(2020, 3, 4), date(2020, 3, 5))
    assert before.rows == ()
    lines = {(row.code, row.source): row.sums for row in found.rows}
    donated = lines["M01", "donation"]
    assert (donated.came, donated.went, donated.closing) == (4000, 480, 3520)
    assert lines["M01", "allocation"] == books.Sums(came=Decimal(100), lost=Decimal(100))
    assert lines["D02", "purchase"].counted == Decimal("-0.5")
    assert lines["D02", "purchase"].closing == 350
    assert lines["M10", "purchase"].other == -300, "on their way"
    for row in found.rows:
        s = row.sums
        assert s.opening + s.came - s.went - s.lost + s.counted + s.other == s.closing
    assert found.by_metric()["口罩", "个"].closing == sum(
        row.sums.closing for row in found.rows if row.metric == "口罩"
    )
    masks = {row.source: row.sums for row in later.rows if row.code == "M01"}["donation"]
    assert (masks.opening, masks.went, masks.closing) == (3450, -20, 3470)


SHEETS: dict[str, tuple[Callable[[Read, Goods], Sheet], list[str]]] = {
    "month": (
        lambda read, goods: books_sheets.monthly(read, *MARCH),
        ["物资收发存月报", "期初", "小计", "口罩合计", "3,520", "2020年3月1日至2020年3月31日"],
    ),
    "donations": (
        lambda read, goods: books_sheets.source_ledger(read, Source.DONATION, *MARCH),
        ["社会捐赠物资台账", "MK180601", "结余", "校友会", "校医院"],
    ),
    "card": (
        lambda read, goods: books_sheets.stock_card(read, goods.items["M01"], *MARCH),
        ["物资库存卡", "一次性使用医用口罩", "合计", "16,100", "15,520"],
    ),
    "transfer": (
        lambda read, goods: books_sheets.transfer_slip(read, 1),
        ["物资调拨单", "南湖一库", "文昌分库", "调字〔2020〕第0001号", "在途", "300"],
    ),
    "disposal": (
        lambda read, goods: books_sheets.disposal_slip(read, paper(goods, DocumentKind.DISPOSAL)),
        ["物资报损处置单", "损字〔2020〕第0001号", "MK180201", "100", "监督人"],
    ),
    "blind": (
        lambda read, goods: books_sheets.count_sheet(read, 1, blind=True),
        ["库存盘点表（盲盘）", "盘字〔2020〕第0001号", "AL200115", "实盘数"],
    ),
    "count": (
        lambda read, goods: books_sheets.count_sheet(read, 1),
        ["库存盘点表", "盘亏1行", "58", "桶底渗漏", "账面数"],
    ),
}


@pytest.fixture
def month(goods: Goods) -> Goods:
    a_month(goods)
    with goods.desk.work(goods.keeper) as work:
        count = stocktakes.start(work, store=goods.stores["WH"], counter="陶墨", second_counter="贺小满").id
        found = {1: Decimal(58), 2: Decimal(100)}
        stocktakes.enter(work, count, counts=found)
        stocktakes.finish(work, count)
        stocktakes.explain(work, count, 1, reason="桶底渗漏", handling="按盘亏入账")
    return goods


def test_what_is_printed_is_what_the_workbook_says(month: Goods, tmp_path: Path) -> None:
    from python_calamine import CalamineWorkbook

    for name, (make, words) in SHEETS.items():
        path, pdf = tmp_path / f"{name}.xlsx", BytesIO()
        with month.desk.read() as read:
            sheet = make(read, month)
            printed = books_papers.draw(read, pdf, sheet)
            assert books_papers.write_workbook(read, path, sheet) == len(sheet.rows)
        assert (printed.rows, printed.missing) == (len(sheet.rows), ())
        text = squeezed("".join(pdfium_pages(pdf.getvalue())))
        assert [word for word in words if squeezed(word) not in text] == [], name
        cells = CalamineWorkbook.from_path(str(path)).get_sheet_by_index(0).to_python()
        body = [row for row in cells if row[: len(sheet.columns)]][5 : 5 + len(sheet.rows)]
        # A workbook keeps a date as one; paper writes it out.
        written = [
            [str(value) if isinstance(value, date) else books_sheets.cell_text(value) for value in row]
            for row in sheet.rows
        ]
        shown = [[f"{c:,.10g}" if isinstance(c, float) else str(c) for c in row] for row in body]
        assert shown == written, name
        if name == "blind":
            assert "账面数" not in text
            assert "60" not in [cell for row in written for cell in row], "nobody counts what he has read"


def test_a_second_print_of_a_slip_says_so(month: Goods) -> None:
    with month.desk.read() as read:
        sheet = books_sheets.transfer_slip(read, 1)
    with month.desk.work(month.keeper) as work:
        assert [books_papers.record_print(work, sheet, "PDF") for _ in range(2)] == [1, 2]
    with month.desk.read() as read:
        again = squeezed("".join(pdfium_pages(books_papers.pdf_of(read, sheet))))
    assert "补打" in again


def test_a_closed_period_stays_as_it_was(goods: Goods, clock: Clock) -> None:
    fifth = datetime(2020, 3, 5, 9)
    issued = post(goods, DocumentKind.ISSUE, "masks early", "-500", fifth, "dispatch")
    with goods.desk.work(goods.approver) as work:
        with pytest.raises(InputError):
            books.seal(work, until=date(2020, 3, 6))
        books.seal(work, until=date(2020, 3, 5))
        with pytest.raises(InputError):
            books.seal(work, until=date(2020, 3, 4))
    with goods.desk.read() as read:
        before = books.book(read, date(2020, 3, 1), date(2020, 3, 5))
        (sealed,) = books.list_sealed(read)
        assert (sealed.officer, sealed.totals) == ("马文涛", books.totals_of(read, date(2020, 3, 5)))
    with pytest.raises(DutyDeskError) as found:
        post(goods, DocumentKind.ISSUE, "masks early", "-1", fifth, "dispatch")
    assert found.value.key == "supplies.error.sealed"
    with goods.desk.work(goods.second) as work:
        digest = work.session.get_one(StockDocument, issued.id).digest
        approval = yes(goods, reversing.countersigned(issued.id, digest), goods.keeper)
        reversing.reverse(work, issued.id, reason="重复", approval=approval)
    with goods.desk.read() as read:
        assert books.book(read, date(2020, 3, 1), date(2020, 3, 5)) == before
        masks = {row.source: row.sums for row in books.book(read, *MARCH).rows if row.code == "M01"}
        assert masks["donation"].went == 0


def test_books_are_not_closed_over_a_running_count(goods: Goods, clock: Clock) -> None:
    with goods.desk.work(goods.keeper) as work:
        stocktakes.start(work, store=goods.stores["WH"], counter="陶墨", second_counter="贺小满")
    clock.forward(days=1)
    with goods.desk.work(goods.approver) as work, pytest.raises(DutyDeskError) as found:
        books.seal(work, until=date(2020, 3, 6))
    assert found.value.key == "supplies_books.refusal.being_counted"
    assert transfers.SERIES == "transfer"
