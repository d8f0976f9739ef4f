"""The office's register of issued goods comes in as it was written: every slip, every lot, at its moment, and goes out again."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal
from functools import cache
from typing import Any

import pytest
from sqlalchemy import func, select

from db.models import (
    Dispatch,
    DispatchLine,
    ImportBatch,
    Item,
    Lot,
    Movement,
    Stock,
    StockDocument,
    Store,
    Transfer,
    Unit,
)  # fmt: skip
from db.vocabulary import DocumentKind
from duty_desk import importing
from duty_desk.desk import Desk
from duty_desk.errors import Refusal
from duty_desk.ledger import Request, count
from duty_desk.sheets.book import Book
from duty_desk.sheets.reading import read_book
from duty_desk.supplies import catalogue, dispatch, posting
from duty_desk.supplies import importing as goods_importing
from duty_desk.supplies.dispatch_form import Asked
from duty_desk.supplies.dispatch_lists import ISSUE_LINES
from duty_desk.supplies.issue_figures import dispatch_figures
from duty_desk.work import Read, Work
from tests.conftest import Filled, sign_in_first
from tests.duty_desk.sheets.sample import DATA, DIRTY, expected, expected_rows

pytestmark = pytest.mark.slow

D = Decimal
# What is the same whatever it lies in is tried in one.
ONE_ENGINE = pytest.mark.parametrize("filled", ["sqlite"], indirect=True)
LEDGER = "领用台账_2020.xlsx"


@cache
def book(name: str) -> Book:
    return read_book(DATA / name)


def build_stores(desk: Desk) -> None:
    """The office of the sample with its catalogue and everything that came in, and nothing that went out."""
    kinds = {"学院": "college", "一线": "frontline", "其他": "other"}
    rows = expected_rows()
    with desk.work() as work:
        work.session.add_all(
            Unit(name=row["name"], aliases=row["aliases"], kind=kinds[row["kind"]]) for row in rows["units"]
        )
        work.session.add_all(Store(code=row["code"], name=row["name"]) for row in rows["stores"])
    with desk.work() as work:
        catalogue.load_defaults(work)
    with desk.work() as work:
        for row in rows["receipts"]:
            come_in(work, row)


def come_in(work: Work, row: Mapping[str, Any]) -> None:
    ask = work.session.scalar
    sources = {"采购": "purchase", "上级下拨": "allocation", "捐赠": "donation"}
    lot = Lot(
        item_id=ask(select(Item.id).where(Item.code == row["code"])),
        code=row["lot"] or f"({row['batch']})",
        source=sources[row["source"]],
        expires_on=date.fromisoformat(row["expiry"]) if row["expiry"] else None,
        purpose=row["restricted"] or None,
        purpose_unit_id=ask(select(Unit.id).where(Unit.name == row["restricted_unit"])),
    )
    work.session.add(lot)
    work.session.flush()
    posting.post(
        work,
        DocumentKind.RECEIPT,
        [
            posting.Move(
                lot.id, ask(select(Store.id).where(Store.code == row["store"])) or 0, D(str(row["base_qty"]))
            )
        ],
        series="receipt",
        at=datetime.combine(date.fromisoformat(row["date"]), time.fromisoformat(row["time"])),
        import_id=batch_of(work),
    )


def batch_of(work: Work) -> int:
    found = work.session.scalar(select(ImportBatch.id).where(ImportBatch.form == "receipts"))
    if found is None:
        batch = ImportBatch(
            form="receipts", file_name="x", sha256="", imported_at=work.at, accepted=0, warned=0, refused=0
        )
        work.session.add(batch)
        work.session.flush()
        found = batch.id
    return found


@pytest.fixture
def stores(filled: Filled) -> Desk:
    desk, _ = filled(build_stores)
    sign_in_first(desk)
    return desk


def build_ledger(desk: Desk) -> None:
    """As above, with the register of issues taken in."""
    build_stores(desk)
    take_in(desk)


@pytest.fixture
def ledger(filled: Filled) -> Desk:
    desk, _ = filled(build_ledger)
    return desk


def take_in(desk: Desk) -> tuple[importing.Imported, ...]:
    with desk.work() as work:
        return importing.write_file(work, book(LEDGER), file_name=LEDGER)


def lots(read: Read) -> list[tuple[Any, ...]]:
    query = (
        select(Store.code, Item.code, Lot.code, func.sum(Stock.quantity))
        .select_from(Stock)
        .join(Lot, Lot.id == Stock.lot_id)
        .join(Item, Item.id == Stock.item_id)
        .join(Store, Store.id == Stock.store_id)
        .group_by(Store.code, Item.code, Lot.code)
    )
    return sorted((s, i, code, float(n)) for s, i, code, n in read.session.execute(query) if n)


def test_the_figures_and_every_lot_come_out_as_published(ledger: Desk) -> None:
    with ledger.read() as read:
        assert dispatch_figures(read) == expected()["dispatch"]
        wanted = [(x["store"], x["item"], x["lot"], float(x["qty"])) for x in expected()["stock"]["by_lot"]]
        assert lots(read) == sorted(wanted)
        # The register prints the sums that the figures say.
        assert ISSUE_LINES.totals is not None
        printed = {total.title: total.text.split(" ")[0] for total in ISSUE_LINES.totals(read, Request())}
        metrics = expected()["dispatch"]["by_metric"]
        assert printed == {metric.removesuffix("kg"): f"{n:,}" for metric, n in metrics.items()}
        assert count(ISSUE_LINES, read, Request()) == expected()["dispatch"]["effective_lines"]
        assert dispatch_figures(read, datetime(2020, 2, 12, 23, 59))["by_date"] == {
            "2020-01-29": 9, "2020-02-07": 9, "2020-02-12": 16,
        }  # fmt: skip


def test_a_slip_keeps_its_lines_its_people_and_its_moment(ledger: Desk) -> None:
    with ledger.read() as read:
        ask = select(Dispatch).where(Dispatch.number == "出字〔2020〕第0001号")
        slip = read.session.scalars(ask).one()
        assert (slip.state, slip.receiver, slip.approver_name) == ("signed", "马姝", "宋清和")
        assert (slip.keeper_name, slip.second_name) == ("陶墨", "贺清岚")
        assert slip.issued_at == datetime(2020, 1, 29, 14, 0)
        paper = read.session.scalars(select(StockDocument).where(StockDocument.number == slip.number)).first()
        assert paper is not None
        assert (paper.number, paper.at, paper.second_name) == (slip.number, slip.issued_at, "贺清岚")
        void = read.session.scalars(select(Dispatch).where(Dispatch.state == "voided")).one()
        assert (void.ended_reason, void.issued_at) == ("领用单位填错,作废重开", None)
        assert read.session.scalar(select(func.count()).where(DispatchLine.dispatch_id == void.id)) == 5
        assert not read.session.scalar(select(func.count()).where(StockDocument.number == void.number))


@ONE_ENGINE
def test_no_moment_of_the_past_goes_below_nothing(ledger: Desk) -> None:
    with ledger.read() as read:
        total: dict[tuple[int, int], Decimal] = {}
        query = select(
            Movement.at, Movement.lot_id, Movement.store_id, func.sum(Movement.quantity).label("n")
        )
        grouped = query.group_by(Movement.at, Movement.lot_id, Movement.store_id).order_by(Movement.at)
        for row in read.session.execute(grouped):
            key = row.lot_id, row.store_id
            total[key] = total.get(key, D(0)) + D(row.n)
            assert total[key] >= 0, row


def test_it_is_taken_back_and_taken_in_again(ledger: Desk) -> None:
    with ledger.read() as read:
        batches = {row.form: row.id for row in read.session.execute(select(ImportBatch.form, ImportBatch.id))}
        before = lots(read)
    with pytest.raises(Refusal, match="built_on"), ledger.work() as work:
        importing.undo(work, batches["transfers"])
    with ledger.work() as work:
        assert importing.undo(work, batches["issues"]) == 76
        assert importing.undo(work, batches["transfers"]) == 4
    with ledger.read() as read:
        assert dispatch_figures(read)["slips_total"] == dispatch_figures(read)["transfers"] == 0
        received = sorted({(x["store"], x["code"]) for x in expected_rows()["receipts"]})
        assert sorted({row[:2] for row in lots(read)}) == received
    take_in(ledger)
    with ledger.read() as read:
        assert dispatch_figures(read) == expected()["dispatch"]
        assert lots(read) == before
        assert read.session.scalar(select(func.max(Transfer.edition))) == 2


@ONE_ENGINE
def test_a_slip_that_was_worked_on_keeps_its_import(ledger: Desk) -> None:
    with ledger.read() as read:
        batch = read.session.scalar(select(ImportBatch.id).where(ImportBatch.form == "issues")) or 0
        slip = read.session.scalar(select(Dispatch.id).where(Dispatch.number == "出字〔2020〕第0002号")) or 0
    with ledger.work() as work:
        dispatch.voided(work, slip, "领用单位填错")
    with pytest.raises(Refusal, match="第0002号"), ledger.work() as work:
        importing.undo(work, batch)


@ONE_ENGINE
def test_the_same_slips_again_are_left_and_new_requests_are_numbered_above(ledger: Desk) -> None:
    again = take_in(ledger)
    assert {(each.form_key, each.written) for each in again} == {("issues", 0), ("transfers", 0)}
    with ledger.work() as work:
        unit, item = work.session.scalar(select(Unit.id)), work.session.scalar(select(Item.id))
        made = dispatch.request(work, unit=unit or 0, purpose="值班", lines=[Asked(item or 0, D(1))])
    assert made.number == "出字〔2020〕第0077号"


@ONE_ENGINE
@pytest.mark.parametrize("name", ["01_领用_GBK.csv", "05_领用_隐藏行列.xlsx"])
def test_spoiled_registers_are_judged_against_what_is_there(ledger: Desk, name: str) -> None:
    wanted = json.loads((DIRTY / f"{name.rpartition('.')[0]}.expected.json").read_text(encoding="utf-8"))
    with ledger.read() as read:
        judged = importing.judge(read, read_book(DIRTY / name), "issues")
    found = {row.row: row.verdict for row in judged.examination.rows}
    for row in wanted["rows"]:
        assert found[row["row"]].value in (row["verdict"], *row.get("also_ok", ())), row


@dataclass(frozen=True)
class Row:
    values: Mapping[str, Any]
    sheet: str = "1"


GOOD: Mapping[str, Any] = {
    "no": "出字〔2020〕第0001号", "date": date(2020, 3, 3), "time": "09:00", "org": "文学院", "purpose": "值班",
    "code": "M01", "issued": 10.0, "approved": 10.0, "asked": 10.0, "store": "NH1", "status": "issued",
}  # fmt: skip


@ONE_ENGINE
@pytest.mark.parametrize(
    ("change", "key"),
    [
        ({"asked": 9.0}, "not_descending"),
        ({"issued": 99999.0, "approved": 99999.0, "asked": 99999.0}, "not_there_then"),
        ({"date": date(2020, 1, 20)}, "not_there_then"),
        ({"lot": "没有这批"}, "not_there_then"),
        ({"no": "某某第1号"}, "number_format"),
        ({"date": date(2020, 3, 7)}, "future"),
        ({"org": "物理学院", "no": "出字〔2020〕第0002号"}, "slip_mixed"),
    ],
)
def test_a_slip_that_cannot_have_been_so_is_left_whole_with_the_reason(
    stores: Desk, change: Mapping[str, Any], key: str
) -> None:
    other = {
        **GOOD,
        "no": change.get("no", GOOD["no"]),
        "date": change.get("date", GOOD["date"]),
        "code": "M02",
    }
    rows = [Row({**GOOD, **change}), Row(other)]
    with stores.work() as work:
        written = goods_importing.write_rows(work, "issues", rows)
        assert written.count == 0
        assert any(error.key.endswith(key) for _, error in written.left), written.left
        assert all(error.text for _, error in written.left)
        assert not work.session.scalar(select(func.count()).select_from(Dispatch))
        sound = goods_importing.write_rows(
            work, "issues", [Row(GOOD), Row({**other, "no": GOOD["no"], "date": GOOD["date"]})]
        )
        assert (sound.count, sound.left) == (2, ())


@ONE_ENGINE
def test_slips_without_a_number_are_numbered_above_those_with_one(stores: Desk) -> None:
    bare = {**GOOD, "no": "", "time": None}
    rows = [
        Row(bare),
        Row({**bare, "code": "M02"}),
        Row({**bare, "person": "龙吟"}),
        Row({**GOOD, "no": "出字〔2020〕第0007号"}),
    ]
    with stores.work() as work:
        assert goods_importing.write_rows(work, "issues", rows).left == ()
        numbers = work.session.scalars(select(Dispatch.number).order_by(Dispatch.sequence)).all()
        moments = set(work.session.scalars(select(Dispatch.issued_at).where(Dispatch.sequence > 7)))
    assert numbers == [f"出字〔2020〕第{n:04d}号" for n in (7, 8, 9)]
    assert moments == {datetime(2020, 3, 3, 23, 59)}
