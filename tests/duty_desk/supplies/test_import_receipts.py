"""The catalogue and the ledger of receipts as the office kept them: every row, every figure, taken back and in again."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal
from functools import cache
from typing import Any

import pytest
from sqlalchemy import func, select

from db.models import Donor, Item, Lot, Movement, Receipt, RefusedGoods, Stock, StockDocument
from db.vocabulary import Source
from duty_desk import audit, importing, ledger
from duty_desk.desk import Desk
from duty_desk.errors import Refusal
from duty_desk.ledger import Request
from duty_desk.sheets.book import Book
from duty_desk.sheets.forms import form
from duty_desk.sheets.reading import read_book
from duty_desk.strings import t
from duty_desk.supplies import catalogue, posting, receipts, refusing
from duty_desk.supplies.donors import DONORS
from duty_desk.supplies.receipt_figures import list_live, receipt_figures
from duty_desk.supplies.receive import look, receive
from duty_desk.supplies.receive_form import Delivery, Line
from tests.conftest import Filled, sign_in_first
from tests.duty_desk.people import sample as people
from tests.duty_desk.sheets.sample import DATA, DIRTY, expected, expected_rows

pytestmark = pytest.mark.slow

CATALOGUE, LEDGER = "物资目录.xlsx", "入库台账_2020.xlsx"
WORDS = {
    source: t(f"supplies_receive.source.{source.value}") for source in Source if source is not Source.SURPLUS
}


@cache
def book(name: str) -> Book:
    return read_book((DIRTY if name[0].isdigit() else DATA) / name)


def take_in(desk: Desk, name: str) -> tuple[importing.Imported, ...]:
    with desk.work() as work:
        return importing.write_file(work, book(name), file_name=name)


def build_places(desk: Desk) -> None:
    sign_in_first(desk)
    for key in ("campuses", "units", "stores"):
        people.bring_in(desk, key)
    take_in(desk, CATALOGUE)


def build_ledger(desk: Desk) -> None:
    build_places(desk)
    assert [(done.written, done.left) for done in take_in(desk, LEDGER)] == [(45, 0), (2, 0)]


@pytest.fixture
def places(filled: Filled) -> Desk:
    return filled(build_places)[0]


@pytest.fixture
def taken_in(filled: Filled) -> Desk:
    return filled(build_ledger)[0]


def number(value: Decimal | None) -> float | int | None:
    return None if value is None else int(value) if value == value.to_integral_value() else float(value)


def plain(value: Any) -> Any:
    """A figure as expected.json writes it."""
    if isinstance(value, dict):
        return {WORDS.get(key, key): plain(item) for key, item in value.items()}
    if isinstance(value, list):
        return [plain(item) for item in value]
    return (
        number(value)
        if isinstance(value, Decimal)
        else value.isoformat()
        if isinstance(value, date)
        else value
    )


def test_every_item_of_the_catalogue_is_as_written(places: Desk) -> None:
    with places.read() as read:
        rows = {row.code: row for row in catalogue.list_items(read)}
        stores = dict(read.session.execute(select(Item.code, Item.store_id)).all())
    wanted = expected_rows()["items"]
    assert set(rows) == {item["code"] for item in wanted}
    for item in wanted:
        row = rows[item["code"]]
        assert (row.name, row.spec, row.category, row.base_unit) == (
            item["name"], item["spec"], item["category"], item["unit"],
        )  # fmt: skip
        assert (number(row.net_kg), row.shelf_months, row.safety_days) == (
            item["netkg"], item["shelf"], item["safety"],
        )  # fmt: skip
        assert row.hazard == {mark[0] for mark in item["hazard"].split(",") if mark}
        assert (row.metric or "") == item["metric"]
        assert stores[row.code] is not None
    assert rows["D09"].needs_two
    assert rows["D07"].density == Decimal("0.876"), (
        "what the sheet does not say of usual goods comes with the code"
    )
    assert rows["D02"].strength_unit == "percent"


def test_every_row_of_the_three_sheets_is_as_written(taken_in: Desk) -> None:
    with taken_in.read() as read:
        found = {(row.number, line.code, line.lot, line.counted): (row, delivery, line)
                 for row in list_live(read) for delivery in row.deliveries for line in delivery.lines}  # fmt: skip
        donors = dict(read.session.execute(select(Donor.id, Donor.uscc)).all())
    basis = form("receipts").fields["basis"].choices
    assert len(found) == len(expected_rows()["receipts"])
    for want in expected_rows()["receipts"]:
        lot = want["lot"] or f"({want['batch']})"
        row, delivery, line = found[want["slip"], want["code"], lot, Decimal(str(want["base_qty"]))]
        told = {
            "batch": row.batch,
            "date": row.at.date().isoformat(),
            "time": row.at.strftime("%H:%M"),
            "source": WORDS[Source(delivery.source)],
            "party": delivery.party,
            "uscc": donors.get(delivery.donor_id or 0) or "",
            "doc": delivery.donation_number or delivery.paper,
            "name": line.name,
            "spec": line.spec,
            "qty": number(line.entered),
            "unit": line.entered_unit,
            "price": number(line.price),
            "amount": number(line.amount),
            "base_unit": line.base_unit,
            "prod": line.produced_on.isoformat() if line.produced_on else None,
            "expiry": line.expires_on.isoformat() if line.expires_on else None,
            "restricted": line.purpose or "",
            "restricted_unit": line.purpose_unit or "",
            "store": line.store_code,
            "remark": line.note or "",
        }
        assert told == {key: want[key] for key in told}
        assert (line.basis or "") == basis.get(want["basis"], "")
    first = found["入字〔2020〕第0002号", "D09", "PA191210", Decimal(300)][0]
    assert (first.checked_by, first.keeper, len(first.deliveries)) == ("贺清岚", "陶墨", 2)
    assert first.party == "城东化工经营部、城东大药房"


def test_refused_and_unclaimed_goods_are_as_written_and_in_no_stock(taken_in: Desk) -> None:
    with taken_in.read() as read:
        rows = {row.number: row for row in ledger.page(refusing.REFUSED, read, Request()).rows}
        assert read.session.scalar(select(func.count()).select_from(Lot).where(Lot.code == "MK180201")) == 0
    for want in expected_rows()["refused"]:
        row = rows[want["no"]]
        assert t(f"supplies_receive.refused.{row.kind}") == want["kind"]
        assert (row.at.date().isoformat(), row.party, row.code, number(row.quantity), row.unit) == (
            want["date"], want["party"], want["code"], want["qty"], want["unit"],
        )  # fmt: skip
        assert (row.lot or "", row.reason) == (want["lot"], want["reason"])
        assert (row.expires_on.isoformat() if row.expires_on else None) == want["expiry"]


def test_every_figure_comes_out_as_published(taken_in: Desk) -> None:
    with taken_in.read() as read:
        figures = plain(receipt_figures(read))
        early = receipt_figures(read, until=datetime(2020, 2, 1))
    want = dict(expected()["receipts"])
    want.pop("invoice_D23_D28")
    kinds = {kind: t(f"supplies_receive.refused.{kind}") for kind in refusing.SERIES}
    names = {
        code: t(f"supplies_receive.basis.{code}")
        for code in ("invoice", "market", "appraisal", "nominal", "unpriced")
    }
    figures["refused"] = [{**row, "kind": kinds[row["kind"]]} for row in figures["refused"]]
    figures["valuation_basis_lines"] = {
        names[key]: count for key, count in figures["valuation_basis_lines"].items()
    }
    figures["amount_by_source"].setdefault(WORDS[Source.ALLOCATION], 0)
    conversions = sorted(figures.pop("pack_conversions"), key=str)
    assert conversions == sorted(want.pop("pack_conversions"), key=str)
    assert {key: figures[key] for key in want} == want
    assert figures["unitemised"] == []
    assert early["batches"] == 10
    assert early["last_date"] == date(2020, 1, 31)


def test_numbers_given_out_later_lie_above_those_in_the_ledger(taken_in: Desk) -> None:
    with taken_in.work() as work:
        stores = dict(work.session.execute(select(Item.code, Item.store_id)).all())
        gloves = catalogue.find_item(work, "M10")
        assert gloves is not None
        line = Line(item=gloves.id, quantity="1", unit="箱", store=stores["M10"], basis=None)
        given = receive(work, Delivery(Source.PURCHASE, (line,), party="洁宜日化商行", checked_by="贺清岚"))
        assert given.number == "入字〔2020〕第0042号"
        assert [
            c.kind for c in look(work, Delivery(Source.PURCHASE, (line,), batch="P01", party="洁宜"))
        ] == ["batch_known"]


def counts(desk: Desk) -> tuple[Any, ...]:
    with desk.read() as read:
        stock = read.session.scalar(select(func.sum(Stock.quantity))) or 0
        listed = tuple(
            ledger.count(each, read, Request()) for each in (receipts.RECEIPTS, refusing.REFUSED, DONORS)
        )
        return (*listed, number(Decimal(stock)), receipt_figures(read)["batches"])


def test_it_is_taken_back_whole_and_taken_in_again(taken_in: Desk) -> None:
    full = counts(taken_in)
    assert full[:3] == (41, 2, 16)
    with taken_in.read() as read:
        batches = {row.form: row.id for row in importing.list_imports(read)}
    with taken_in.work() as work:
        assert importing.undo(work, batches["refused"]) == 2
        assert importing.undo(work, batches["receipts"]) == 41
    assert counts(taken_in) == (0, 0, 0, 0, 0)
    with pytest.raises(Refusal), taken_in.work() as work:
        importing.undo(work, batches["items"])
    assert [(done.written, done.left) for done in take_in(taken_in, LEDGER)] == [(45, 0), (2, 0)]
    assert counts(taken_in) == full
    with taken_in.read() as read:
        assert audit.verify(read).broken_at is None
        live = list_live(read)
        assert {row.number for row in live} == {row["slip"] for row in expected_rows()["receipts"]}
        editions = read.session.scalars(
            select(StockDocument.edition).where(StockDocument.id.in_([row.id for row in live]))
        )
        assert set(editions) == {2}


def test_the_same_ledger_again_is_warned_of_and_left(taken_in: Desk) -> None:
    with taken_in.read() as read:
        judged = importing.judge(read, book(LEDGER), "receipts")
    assert {code for row in judged.rows for code in row.codes} >= {"BATCH_DUPLICATE"}
    before = counts(taken_in)
    assert [(done.written, done.left) for done in take_in(taken_in, LEDGER)] == [(0, 45), (0, 2)]
    assert counts(taken_in) == before


def test_an_import_that_was_built_on_stays(taken_in: Desk) -> None:
    with taken_in.work() as work:
        lot = work.session.scalars(select(Lot).where(Lot.code == "84-191225")).one()
        store = work.session.scalars(select(Stock.store_id).where(Stock.lot_id == lot.id)).one()
        moves = [posting.Move(lot.id, store, Decimal(-5))]
        posting.post(work, posting.DocumentKind.DISPOSAL, moves, series="disposal")
        batch = work.session.scalars(select(Receipt.import_id).limit(1)).one()
    before = counts(taken_in)
    with pytest.raises(Refusal), taken_in.work() as work:
        importing.undo(work, int(batch or 0))
    assert counts(taken_in) == before


def test_a_catalogue_brought_up_to_date_is_put_back(places: Desk) -> None:
    with places.read() as read:
        first = importing.list_imports(read)[0].id
    with places.work() as work:
        masks = catalogue.find_item(work, "M01")
        assert masks is not None
        row = work.session.get_one(Item, masks.id)
        catalogue.write_changed(work, row, {"spec": "旧规格", "packs": [("盒", Decimal(40))]})
    second = take_in(places, CATALOGUE)[0]
    with places.read() as read:
        masks = catalogue.find_item(read, "M01")
        assert masks is not None
        assert (masks.spec, masks.packs_text) == ("平面耳挂 YY/T 0969", "盒50 箱2,000")
    with places.work() as work:
        assert importing.undo(work, second.batch_id) == 1
    with places.read() as read:
        masks = catalogue.find_item(read, "M01")
        assert masks is not None
        assert (masks.spec, masks.packs_text) == ("旧规格", "盒40")
    with places.work() as work:
        assert importing.undo(work, first) == 64
    with places.read() as read:
        assert catalogue.list_items(read, active_only=False) == ()


def test_rows_that_the_books_cannot_keep_are_left_with_the_reason(places: Desk) -> None:
    with places.work() as work:
        judged = importing.judge(work, book("04_入库_公式与日期.xlsx"), "receipts")
        done = importing.write(work, judged, file_name="04", digest="")
        assert done.written + done.left == len(judged.rows)
        assert work.session.scalar(select(func.count()).select_from(Movement)) == done.written
        assert work.session.scalar(select(func.count()).select_from(RefusedGoods)) == 0


def test_a_ledger_without_numbers_is_numbered_in_the_order_of_its_days(places: Desk) -> None:
    with places.work() as work:
        judged = importing.judge(work, book(LEDGER), "receipts")
        rows = [replace(row, values={**row.values, "slip": "", "doc": ""}) for row in judged.rows]
        importing.write(work, judged, rows=rows, file_name=LEDGER, digest="")
    with places.read() as read:
        found = list_live(read)
        donated = [row.paper for row in found if row.source == Source.DONATION]
    assert [row.number for row in found] == [f"入字〔2020〕第{n:04d}号" for n in range(1, 43)]
    assert donated == [f"捐字〔2020〕第{n:04d}号" for n in range(1, 20)]
    assert [row.batch for row in found[:4]] == ["G01", "P01", "P01", "D10"]
