"""The lists of what came in leave as workbooks and papers; formulas and long numbers in them stay text (U-25, U-29, S-31)."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import openpyxl
import pytest

from db.vocabulary import Basis
from duty_desk import ledger
from duty_desk.exporting import as_shown, write_excel, write_pdf
from duty_desk.ledger import Ledger, Request
from duty_desk.strings import t
from duty_desk.supplies import donors, refusing
from duty_desk.supplies.catalogue import add_item, retire_item
from duty_desk.supplies.catalogue_list import ITEMS
from duty_desk.supplies.donors import DONORS
from duty_desk.supplies.receipts import RECEIPTS
from duty_desk.supplies.refusing import REFUSED
from tests.duty_desk.paper.reading import pdfium_pages, squeezed
from tests.duty_desk.supplies.conftest import Goods
from tests.duty_desk.supplies.test_receive import allocated, donated, masks, take

PAYLOADS = ("=1+1", "+1+1", "-2+3", "@SUM(A1)", '=HYPERLINK("http://x","y")', "=cmd|' /C calc'!A0")
USCC = "91610000MA0000101U"


@pytest.fixture
def full(goods: Goods) -> Goods:
    """Everything that can be typed freely holds what a spreadsheet would calculate."""
    with goods.desk.work(goods.keeper) as work:
        for n, payload in enumerate(PAYLOADS):
            donors.add_donor(work, name=payload, uscc=USCC, contact=payload, note=payload)
            add_item(work, code=f"Z{n}", name=payload, spec=payload, base_unit="个", category=payload)
            refusing.refuse(
                work,
                kind="refused",
                party=payload,
                description=payload,
                quantity="5",
                unit="个",
                reason=payload,
            )
    for n, payload in enumerate(PAYLOADS):
        take(
            goods,
            allocated(masks(goods, lot=payload), party=payload, batch=f"G{n + 20}", paper=payload),
            answer=payload,
        )
    take(goods, donated(masks(goods, basis=Basis.UNPRICED)))
    return goods


@pytest.mark.parametrize("what", [ITEMS, RECEIPTS, DONORS, REFUSED], ids=lambda what: what.key)
def test_a_list_leaves_as_it_is_shown_and_nothing_in_it_calculates(
    full: Goods, what: Ledger, tmp_path: Path
) -> None:
    desk = full.desk
    shown = as_shown(what, Request(), what.columns)
    with desk.read() as read:
        expected = ledger.count(what, read, Request())
    assert write_excel(desk, shown, tmp_path / "list.xlsx") == expected
    sheet: Any = openpyxl.load_workbook(tmp_path / "list.xlsx").active
    texts = [cell.value for row in sheet.iter_rows() for cell in row if isinstance(cell.value, str)]
    assert all(cell.data_type != "f" for row in sheet.iter_rows() for cell in row)
    assert {payload for payload in PAYLOADS if any(payload in text for text in texts)} == set(PAYLOADS)
    assert sheet.freeze_panes is not None
    assert sheet.auto_filter.ref
    assert sheet.print_title_rows
    assert sheet.page_setup.orientation == "landscape"
    assert sheet.sheet_properties.pageSetUpPr.fitToPage
    assert any(text.startswith("截至 2020年3月6日") for text in texts)
    if what is DONORS:
        assert texts.count(USCC) == len(PAYLOADS)
    assert write_pdf(desk, as_shown(what, Request()), tmp_path / "list.pdf") == expected
    page = squeezed(pdfium_pages((tmp_path / "list.pdf").read_bytes())[0])
    assert squeezed(t(what.title)) in page


def test_the_catalogue_lists_what_is_in_use(goods: Goods) -> None:
    with goods.desk.work(goods.keeper) as work:
        item = add_item(work, code="Z1", name="口哨", base_unit="个")
        retire_item(work, item)
    with goods.desk.read() as read:
        assert ledger.count(ITEMS, read, Request()) == 8
        assert ledger.count(ITEMS, read, Request(filters={"retired": True})) == 9
        rows = ledger.page(ITEMS, read, Request(filters={"hazardous": True})).rows
        assert {row.code: row.hazard for row in rows} == {
            "D02": "腐蚀", "D07": "易燃", "D09": "腐蚀、氧化", "D13": "易燃",
        }  # fmt: skip
        assert [row.code for row in ledger.page(ITEMS, read, Request(search="gyys")).rows] == ["D09"]
