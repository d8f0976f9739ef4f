"""Stores, units, officers, a few items and lots that came in four days ago: enough to hand out, to move and to count."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import pytest

from db.models import Donor, Item, ItemPack, Lot, Receipt, ReceiptLine, Store, Unit
from db.vocabulary import DocumentKind, Role, Source, StoreKind, UnitKind
from duty_desk import search
from duty_desk.desk import Desk
from duty_desk.supplies import posting
from duty_desk.supplies.catalogue import document_of
from duty_desk.work import OfficerRef, Work
from tests.conftest import Filled
from tests.duty_desk.passes.conftest import add_officer

CAME_IN = datetime(2020, 3, 2, 9, 0)


@dataclass(frozen=True)
class Goods:
    """Identifiers of what a test needs: `items` by code, `lots` and `stores` and `units` and `donors` by the names below."""

    desk: Desk
    stores: Mapping[str, int]
    units: Mapping[str, int]
    items: Mapping[str, int]
    lots: Mapping[str, int]
    donors: Mapping[str, int]
    approver: OfficerRef
    chief: OfficerRef
    keeper: OfficerRef
    second: OfficerRef
    guard: OfficerRef


STORES = (
    ("NH1", "南湖一库", StoreKind.ORDINARY, 50),
    ("WCF", "文昌分库", StoreKind.ORDINARY, 50),
    ("WH", "危化品库", StoreKind.HAZARDOUS, 500),
)
UNITS = (
    ("X01", "土木工程学院", ["土木学院", "土木"], UnitKind.COLLEGE, 142, 1486),
    ("X02", "建筑学院", ["建筑"], UnitKind.COLLEGE, 118, 962),
    ("X03", "环境与市政工程学院", ["环境学院"], UnitKind.COLLEGE, 126, 1204),
    ("F01", "校医院", [], UnitKind.FRONTLINE, 58, 0),
    ("F02", "保卫处", [], UnitKind.FRONTLINE, 96, 0),
    ("F03", "饮食服务中心", ["饮食中心"], UnitKind.FRONTLINE, 310, 0),
)
# Code, name, spec, category, unit, packs, more.
ITEMS: tuple[tuple[str, str, str, str, str, tuple[tuple[str, str], ...], dict[str, Any]], ...] = (
    ("M01", "一次性使用医用口罩", "平面耳挂 YY/T 0969", "防护", "个", (("盒", "50"), ("箱", "2000")),
     {"shelf_months": 24, "safety_days": 14, "needs_lot": True, "metric": "口罩"}),
    ("M02", "医用外科口罩", "YY 0469", "防护", "个", (("盒", "50"), ("箱", "2000")),
     {"shelf_months": 24, "safety_days": 14, "needs_lot": True, "metric": "口罩"}),
    ("M03", "医用防护口罩(N95)", "GB 19083", "防护", "个", (("盒", "20"), ("箱", "480")),
     {"shelf_months": 36, "safety_days": 14, "needs_lot": True}),
    ("D02", "84消毒液", "有效氯5.0%–6.5% 25kg", "消毒", "kg", (("桶", "25"),),
     {"shelf_months": 12, "safety_days": 14, "needs_lot": True, "hazard": "C", "metric": "消毒剂kg",
      "density": Decimal("1.15"), "strength_unit": "percent"}),
    ("D07", "75%消毒酒精", "桶装", "消毒", "kg", (("桶", "20"),),
     {"shelf_months": 24, "safety_days": 14, "needs_lot": True, "hazard": "F", "metric": "消毒剂kg",
      "density": Decimal("0.876"), "strength_unit": "percent"}),
    ("D09", "过氧乙酸(二元A/B)", "18%–20%", "消毒", "kg", (("桶", "25"),),
     {"shelf_months": 12, "safety_days": 7, "needs_lot": True, "hazard": "C,O", "metric": "消毒剂kg",
      "density": Decimal("1.12"), "needs_two": True, "strength_unit": "percent"}),
    ("D13", "免洗手消毒凝胶", "500mL(醇类)", "消毒", "瓶", (("箱", "24"),),
     {"shelf_months": 24, "safety_days": 14, "needs_lot": True, "hazard": "F", "metric": "手卫生",
      "net_kg": Decimal("0.5")}),
    ("M10", "橡胶检查手套", "M/L", "防护", "副", (("盒", "50"), ("箱", "500")),
     {"shelf_months": 36, "safety_days": 14}),
)  # fmt: skip
# Name, item, lot number, source, donor, expiry, quantity by store, more.
LOTS: tuple[tuple[str, str, str, Source, str | None, date, dict[str, str], dict[str, Any]], ...] = (
    ("masks early", "M01", "MK180601", Source.DONATION, "校友会", date(2020, 5, 31), {"NH1": "3000"}, {}),
    ("masks late", "M01", "MK191105", Source.PURCHASE, None, date(2021, 11, 4), {"NH1": "10000", "WCF": "2000"},
     {"price": Decimal("0.85")}),
    ("masks gate", "M01", "MK180512", Source.DONATION, "康达公司", date(2020, 4, 30), {"NH1": "1000"},
     {"purpose": "门岗", "purpose_unit": "保卫处"}),
    ("masks expired", "M01", "MK180201", Source.ALLOCATION, None, date(2020, 2, 29), {"NH1": "100"}, {}),
    ("surgical", "M02", "MS190301", Source.ALLOCATION, None, date(2021, 2, 28), {"NH1": "1500"}, {}),
    ("n95", "M03", "N95-1909", Source.ALLOCATION, None, date(2022, 9, 30), {"NH1": "480"}, {}),
    ("bleach", "D02", "84-191120", Source.ALLOCATION, None, date(2020, 11, 19), {"NH1": "250"},
     {"strength": Decimal("5.0")}),
    ("bleach late", "D02", "84-200110", Source.PURCHASE, None, date(2021, 1, 9), {"NH1": "300.5", "WCF": "50"},
     {"strength": Decimal("5.5"), "price": Decimal("4.8")}),
    ("alcohol", "D07", "AL200115", Source.PURCHASE, None, date(2022, 1, 14), {"WH": "60"},
     {"strength": Decimal("75")}),
    ("peracetic", "D09", "PA191210", Source.PURCHASE, None, date(2020, 12, 9), {"WH": "100"},
     {"strength": Decimal("18"), "price": Decimal("16")}),
    ("gel", "D13", "GEL2001", Source.DONATION, "校友会", date(2022, 1, 31), {"NH1": "240"}, {}),
    ("gloves", "M10", "(P04)", Source.PURCHASE, None, date(2022, 12, 31), {"NH1": "1000"}, {}),
)  # fmt: skip


def build_goods(desk: Desk) -> Goods:
    """Fill an office; the lots are posted through the one place that moves goods."""
    with desk.work() as work:
        stores = {code: _add(work, Store(code=code, name=name, kind=kind.value, alcohol_limit_l=limit))
                  for code, name, kind, limit in STORES}  # fmt: skip
        units = {name: _add_unit(work, *row) for row in UNITS for name in (row[1],)}
        items = {row[0]: _add_item(work, stores, n, *row) for n, row in enumerate(ITEMS)}
        donors = {name: _add_donor(work, name) for name in ("校友会", "康达公司")}
        goods = Goods(
            desk=desk,
            stores=stores,
            units=units,
            items=items,
            lots={},
            donors=donors,
            approver=add_officer(work, "马文涛", Role.LEADER),
            chief=add_officer(work, "贺清岚", Role.CHIEF),
            keeper=add_officer(work, "陶墨", Role.KEEPER),
            second=add_officer(work, "贺小满", Role.KEEPER),
            guard=add_officer(work, "段知衡", Role.GATE),
        )
    lots: dict[str, int] = {}
    with desk.work(goods.keeper) as work:
        for name, item, code, source, donor, expires_on, quantities, more in LOTS:
            lots[name] = stock_in(
                work, goods, item=item, code=code, source=source, donor=donor, expires_on=expires_on,
                quantities=quantities, **more,
            )  # fmt: skip
    return replace(goods, lots=lots)


def stock_in(
    work: Work,
    goods: Goods,
    *,
    item: str,
    code: str = "(P99)",
    source: Source = Source.PURCHASE,
    donor: str | None = None,
    expires_on: date | None = None,
    quantities: Mapping[str, str],
    at: datetime = CAME_IN,
    **more: Any,
) -> int:
    """A receipt of one line for each store, one lot, posted; gives the lot."""
    unit = more.pop("purpose_unit", None)
    receipt = Receipt(source=source.value, at=at, party=donor or "城东化工经营部",
                      donor_id=goods.donors[donor] if donor else None, checked_by="贺小满")  # fmt: skip
    receipt_id = _add(work, receipt)
    lot = Lot(
        item_id=goods.items[item],
        code=code,
        source=source.value,
        receipt_id=receipt_id,
        donor_id=receipt.donor_id,
        expires_on=expires_on,
        purpose_unit_id=goods.units[unit] if unit else None,
        **more,
    )
    lot_id = _add(work, lot)
    base = next(row[4] for row in ITEMS if row[0] == item)
    for n, (store, quantity) in enumerate(quantities.items(), start=1):
        _add(work, ReceiptLine(receipt_id=receipt_id, line=n, item_id=lot.item_id, lot_id=lot_id,
                               store_id=goods.stores[store], entered=Decimal(quantity), entered_unit=base,
                               usable=Decimal(quantity), price=more.get("price")))  # fmt: skip
    moves = [posting.Move(lot_id, goods.stores[store], Decimal(q)) for store, q in quantities.items()]
    posted = posting.post(
        work,
        DocumentKind.RECEIPT,
        moves,
        series="receipt",
        at=at,
        subject=("receipt", receipt_id),
        second=goods.second,
    )
    receipt.document_id = posted.id
    return lot_id


@pytest.fixture
def goods(filled: Filled) -> Goods:
    """The office with its goods, on each engine; nobody's hands yet: `desk.officer` is the administrator."""
    desk, made = filled(build_goods)
    return replace(made, desk=desk)


def _add(work: Work, row: Any) -> int:
    work.session.add(row)
    work.session.flush()
    return int(row.id)


def _add_unit(
    work: Work, code: str, name: str, aliases: list[str], kind: UnitKind, staff: int, students: int
) -> int:
    document = search.document(names=[name, *aliases], codes=[code])
    return _add(
        work,
        Unit(code=code, name=name, name_sort=search.sort_key(name), aliases=aliases, kind=kind.value,
             staff=staff, students=students, search_doc=document, list_order=int(code[1:])),
    )  # fmt: skip


def _add_item(
    work: Work, stores: Mapping[str, int], order: int, code: str, name: str, spec: str, category: str,
    unit: str, packs: tuple[tuple[str, str], ...], more: dict[str, Any],
) -> int:  # fmt: skip
    store = stores["WH" if code in ("D07", "D09") else "NH1"]
    item = _add(
        work,
        Item(code=code, name=name, name_sort=search.sort_key(name), spec=spec, category=category, base_unit=unit,
             search_doc=document_of(name, code, spec), store_id=store,
             list_order=order, **more),
    )  # fmt: skip
    for n, (pack, size) in enumerate(packs):
        _add(work, ItemPack(item_id=item, name=pack, size=Decimal(size), list_order=n))
    return item


def _add_donor(work: Work, name: str) -> int:
    document = search.document(names=[name])
    return _add(work, Donor(name=name, name_sort=search.sort_key(name), search_doc=document))
