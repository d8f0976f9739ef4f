"""The office's own workbooks of goods come in without touching them, and the published sums come out."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest

from duty_desk import check, importing, ledger
from duty_desk.desk import Desk, open_desk
from duty_desk.ledger import Request
from duty_desk.sheets.reading import read_book
from duty_desk.supplies import books, figures, published, stock
from duty_desk.supplies.reserves import RESERVES
from tests.conftest import Clock, new_office, sign_in_first

pytestmark = pytest.mark.slow

DATA = Path(__file__).parents[2] / "data"
EXPECTED = json.loads((DATA / "expected.json").read_text(encoding="utf-8"))
# 24:00 of 6 March.
EVENING = datetime(2020, 3, 7)
FILES = ("机构与场所", "物资目录", "入库台账_2020", "领用台账_2020", "餐饮商超储备申报")
# Which batches the bulletin of 6 March names.
NAMED = {
    "口罩": ["P01", "D10"],
    "体温计": [],
    "消毒剂kg": ["P01", "P02", "P03", "P04", "P05", "D11", "D12", "D18"],
}


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    folder = tmp_path_factory.mktemp("goods")
    new_office(folder, Clock(EVENING)).close()
    desk = open_desk(folder, clock=Clock(EVENING))
    sign_in_first(desk)
    for name in FILES:
        path = DATA / f"{name}.xlsx"
        with desk.work() as work:
            importing.write_file(work, read_book(path), file_name=path.name)
    with desk.work() as work:
        published.set_published(work, received_to=date(2020, 3, 5), issued_to=date(2020, 3, 6), named=NAMED)
    yield desk
    desk.close()


def as_written(value: Any) -> Any:
    return str(value) if isinstance(value, date) else float(value)


def differing(wanted: Any, found: Any, at: str = "") -> list[str]:
    """Where two trees of figures differ, so that one sees what is wrong and not two long lines."""
    if isinstance(wanted, dict) and isinstance(found, dict):
        return [
            line
            for key in sorted(wanted.keys() | found.keys())
            for line in differing(wanted.get(key), found.get(key), f"{at}.{key}")
        ]
    if isinstance(wanted, list) and isinstance(found, list) and len(wanted) == len(found):
        pairs = enumerate(zip(wanted, found, strict=True))
        return [line for n, (one, other) in pairs for line in differing(one, other, f"{at}[{n}]")]
    return [] if wanted == found else [f"{at}: {wanted!r} is {found!r}"]


@pytest.mark.parametrize("key", ["receipts", "dispatch", "stock", "reserve", "published"])
def test_the_figures_are_the_published_ones(office: Desk, key: str) -> None:
    with office.read() as read:
        found = figures.goods_figures(read)[key]
    assert differing(EXPECTED[key], json.loads(json.dumps(found, default=as_written))) == []


def test_all_of_it_fits_together(office: Desk) -> None:
    assert check.run(office, full=True) == ()
    with office.read() as read:
        february = books.book(read, date(2020, 2, 1), date(2020, 2, 29))
        march = books.book(read, date(2020, 3, 1), date(2020, 3, 6))
        totals = stock.totals(read)
    for row in march.rows:
        before = [
            each.sums.closing for each in february.rows if (each.code, each.source) == (row.code, row.source)
        ]
        assert [row.sums.opening] == (before or [0]), row
    for rows, sums in march.by_item().values():
        assert sums.closing == totals[rows[0].item_id]


def test_what_is_declared_too_high_or_too_low_is_seen(office: Desk) -> None:
    with office.read() as read:
        rows = ledger.page(RESERVES, read, Request()).rows
        short = ledger.page(RESERVES, read, Request(filters={"state": ["short"]})).rows
        tonnes = ledger.page(RESERVES, read, Request(search="梅苑", filters={"category": "主食及长储"})).rows
    assert len(rows) == 57
    assert {(row.unit, row.goods, str(row.days)) for row in short} == {
        ("桃苑餐厅", "食用油", "8.3"),
        ("清真餐厅", "鲜菜", "1.6"),
        ("天天超市", "饮用水", "9.0"),
    }
    assert {row.declared for row in rows if row.category == "鲜肉鲜菜"} == {"2-3"}
    assert [(row.quantity, row.goods_unit) for row in tonnes if row.goods == "大米"] == [(11_700, "kg")]
