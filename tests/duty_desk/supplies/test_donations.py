"""What a donor is told and handed: the receipt, the certificate, thanks, and where every piece went."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import select

from db.models import Dispatch, DispatchLine, Lot
from db.vocabulary import Basis, DocumentKind
from duty_desk import ledger
from duty_desk.desk import Desk
from duty_desk.errors import InputError, Refusal, StaleError
from duty_desk.ledger import Request
from duty_desk.paper import in_words
from duty_desk.strings import writing_in
from duty_desk.supplies import books_papers, donation_papers, donations, donors, posting, receive, repacking
from duty_desk.supplies.donations import Provenance
from duty_desk.supplies.receipt_papers import draw, receipt_slip, record_receipt, refusal_slip
from duty_desk.supplies.receipt_rows import find_by_donation, get_receipt
from duty_desk.supplies.repacking import Filled
from duty_desk.work import Work
from tests.conftest import Filled as Office
from tests.duty_desk.paper.reading import pdfium_pages, squeezed
from tests.duty_desk.sheets.sample import expected
from tests.duty_desk.supplies.conftest import Goods
from tests.duty_desk.supplies.test_import_receipts import build_ledger, take_in
from tests.duty_desk.supplies.test_receive import allocated, bleach, donated, masks, take

pytestmark = pytest.mark.slow


def text_of(pdf: bytes) -> list[str]:
    return [squeezed(page) for page in pdfium_pages(pdf)]


def give(goods: Goods, lot: int, quantity: str, unit: str, purpose: str = "教师返岗") -> str:
    """A unit gets something of a lot, under a dispatch of its own."""

    def act(work: Work) -> str:
        item = work.session.get_one(Lot, lot).item_id
        slip = Dispatch(series="dispatch", year=2020, sequence=900 + lot, number=f"出字〔2020〕第{900 + lot:04d}号",
                        state="issued", unit_id=goods.units[unit], purpose=purpose, requested_at=work.at,
                        receiver="龙吟", issued_at=work.at)  # fmt: skip
        work.session.add(slip)
        work.session.flush()
        amount = Decimal(quantity)
        work.session.add(
            DispatchLine(
                dispatch_id=slip.id, line=1, item_id=item, asked=amount, approved=amount, issued=amount
            )
        )
        move = posting.Move(lot, goods.stores["NH1"], -amount, unit=goods.units[unit])
        posting.post(work, DocumentKind.ISSUE, [move], series="issue.test", subject=("dispatch", slip.id),
                     number=posting.Number("dispatch", 2020, slip.sequence, slip.number))  # fmt: skip
        return slip.number

    with goods.desk.work(goods.keeper) as work:
        return act(work)


def told(goods: Goods, donor: str = "校友会") -> Provenance:
    with goods.desk.read() as read:
        return donations.of_donor(read, goods.donors[donor])


def test_every_piece_is_followed_to_whoever_has_it(goods: Goods) -> None:
    early, gel = goods.lots["masks early"], goods.lots["gel"]
    number = give(goods, early, "500", "校医院", "一线值守")
    give(goods, gel, "40", "土木工程学院")
    give(goods, goods.lots["masks late"], "100", "建筑学院")
    with goods.desk.work(goods.keeper) as work:
        back = posting.Move(early, goods.stores["NH1"], Decimal(20), unit=goods.units["校医院"])
        posting.post(work, DocumentKind.RETURN, [back], series="goods.return")
    found = told(goods)
    assert [(row.code, row.unit, row.quantity, row.kind) for row in found.went] == [
        ("M01", "校医院", 500, "issue"),
        ("D13", "土木工程学院", 40, "issue"),
        ("M01", "校医院", -20, "return"),
    ]
    assert (found.went[0].number, found.went[0].purpose, found.went[0].receiver) == (
        number,
        "一线值守",
        "龙吟",
    )
    assert found.units == ("校医院", "土木工程学院"), "purchased masks went to a third one"
    assert {(row.name, row.store, row.quantity) for row in found.left} == {
        ("一次性使用医用口罩", "南湖一库", 2520),
        ("免洗手消毒凝胶", "南湖一库", 200),
    }
    given = sum(line.usable for receipt in found.receipts for line in receipt.lines)
    assert given == sum(row.quantity for row in found.went) + sum(row.quantity for row in found.left)


def test_what_was_filled_from_a_donation_is_followed_too(goods: Goods) -> None:
    given = take(goods, donated(bleach(goods, basis=Basis.UNPRICED)))
    with goods.desk.read() as read:
        lot = get_receipt(read, given.document).lines[0].lot_id
    assert lot is not None
    with goods.desk.work(goods.keeper) as work:
        repacking.repack(work, lot=lot, store=goods.stores["NH1"], quantity=Decimal(25),
                         into=[Filled(goods.items["D02"], Decimal("24.5"))], note="分装")  # fmt: skip
        child = work.session.scalars(select(Lot.id).where(Lot.parent_id == lot)).one()
    give(goods, child, "10", "保卫处")
    with goods.desk.read() as read:
        found = donations.of_receipt(read, given.document)
    assert [(row.kind, row.unit, row.quantity, row.into) for row in found.went] == [
        ("repack", None, 25, "84消毒液"),
        ("issue", "保卫处", 10, None),
    ]
    assert sorted(row.quantity for row in found.left) == [Decimal("14.5"), Decimal(175)]
    assert found.donor == "西岭校友会"


def test_the_report_says_it_on_paper_and_in_a_workbook(goods: Goods, tmp_path: Any) -> None:
    give(goods, goods.lots["masks early"], "500", "校医院", "一线值守")
    with goods.desk.read() as read:
        sheet = donation_papers.went_report(read, donations.of_donor(read, goods.donors["校友会"]))
        page = text_of(books_papers.pdf_of(read, sheet))[0]
        assert books_papers.write_workbook(read, tmp_path / "去向.xlsx", sheet) == len(sheet.rows)
    for words in ("捐赠物资去向校友会", "捐赠2批，发往1个单位", "校医院", "一线值守", "龙*"):
        assert words in page
    assert "龙吟" not in page


def test_the_receipt_has_three_parts_and_words_only_for_what_has_a_value(goods: Goods) -> None:
    first = take(goods, donated(masks(goods, basis=Basis.INVOICE, price=Decimal("130")),
                                bleach(goods, basis=Basis.UNPRICED, purpose="食堂",
                                       purpose_unit=goods.units["饮食服务中心"]), donation_way="alumni"))  # fmt: skip
    bare = take(goods, donated(masks(goods, basis=Basis.UNPRICED), batch="D30"), answer="第二车")
    with goods.desk.read() as read:
        pages = text_of(draw(donation_papers.donation_slip(read, first.document), "x"))
        plain = "".join(text_of(draw(donation_papers.donation_slip(read, bare.document), "x")))
        assert find_by_donation(read, first.donation_number or "") == first.document
    assert len(pages) == 2
    whole = "".join(pages)
    for part in ("一存根联", "二捐赠人联", "三财务联"):
        assert whole.count(part) == 1
    assert whole.count("合计¥7,800.00人民币柒仟捌佰元整（另有1行未作价）") == 3
    assert whole.count("本凭证仅作物资接收证明，不作为税前扣除票据") == 3
    # The price is that of a box, beside a number of pieces.
    assert whole.count("130/盒") == 3
    assert "84消毒液用于食堂（饮食服务中心）" in whole
    assert "经校友会" in whole
    assert "本批未作价，不列金额" in plain
    assert "人民币" not in plain


def test_letter_and_certificate_thank_in_the_offices_words(goods: Goods) -> None:
    given = take(
        goods,
        donated(
            masks(goods, basis=Basis.NOMINAL, purpose="留校学生"),
            masks(goods, basis=Basis.NOMINAL, purpose="留校学生", lot="另一批"),
            party="沈若樵(个人)",
        ),
    )
    with goods.desk.read() as read:
        certificate = text_of(draw(donation_papers.certificate(read, given.document), "x"))
        letter = text_of(draw(donation_papers.letter(read, given.document), "x"))
        receipts = donations.list_donations(read, date(2020, 3, 1), date(2020, 3, 6))
    assert len(certificate) == len(letter) == 1
    for page, words in ((certificate[0], "捐赠证书"), (letter[0], "感谢信")):
        assert words in page
        assert "沈若樵：" in page
        assert "留校学生" in page
        assert "捐字〔2020〕第0001号" in page
    assert "不作为税前扣除票据" in certificate[0]
    assert certificate[0].count("一次性使用医用口罩") == 1
    assert given.document in {row.id for row in receipts}
    with goods.desk.work(goods.keeper) as work:
        donations.mark_thanked(work, given.document)
        donations.mark_thanked(work, given.document)
    with goods.desk.read() as read:
        assert get_receipt(read, given.document).deliveries[0].thanked_at == goods.desk.now


@pytest.mark.parametrize(
    ("party", "spoken_to", "never"),
    [
        ("沈若樵(个人)", "按您的意愿", "贵单位"),
        ("土木84级校友", "按各位的意愿", "您"),
        ("华岭实业集团有限公司", "按贵单位的意愿", "您"),
        ("上海校友会", "按贵单位的意愿", "您"),
    ],
)
def test_a_letter_speaks_to_whoever_gave(goods: Goods, party: str, spoken_to: str, never: str) -> None:
    given = take(goods, donated(masks(goods, basis=Basis.UNPRICED), party=party))
    with goods.desk.read() as read:
        (letter,) = text_of(draw(donation_papers.letter(read, given.document), "x"))
    assert spoken_to in letter
    assert never not in letter


def test_who_does_not_want_to_be_named_is_not(goods: Goods) -> None:
    take(goods, donated(masks(goods, basis=Basis.UNPRICED), party="陆蘅(个人)"))
    with goods.desk.work(goods.keeper) as work:
        donor = donors.find_donor(work, "陆蘅(个人)")
        assert donor is not None
        donors.change_donor(work, donor, is_anonymous=True, contact="陆蘅", phone="19900003482")
    with goods.desk.read() as read:
        notice = donation_papers.public_notice(read, date(2020, 3, 6), date(2020, 3, 6))
        page = text_of(books_papers.pdf_of(read, notice))[0]
        with writing_in("en"):
            (abroad,) = text_of(books_papers.pdf_of(read, notice))
    assert abroad == page, "put up in Chinese, whatever the screen speaks"
    assert "2020年3月6日" in page
    assert "匿名捐赠人" in page
    assert "陆蘅" not in page
    assert "3,000" in page


def test_a_receipt_prints_in_two_parts_and_says_when_it_is_printed_again(goods: Goods) -> None:
    given = take(goods, allocated(masks(goods, due="61", defective="1"), bleach(goods)))
    with goods.desk.read() as read:
        first = text_of(draw(receipt_slip(read, given.document), "x"))
        refused = text_of(draw(refusal_slip(read, 1), "x"))
    assert len(first) == 1
    for words in (given.number, "存根联（库房）", "财务联", "省教育厅", "3,050", "3,000", "MK200108", "验收贺小满，保管陶墨",
                  "折合一次性使用医用口罩60盒，合3,000个、84消毒液8桶，合200kg"):  # fmt: skip
        assert words in first[0]
    assert "拒字〔2020〕第0001号" in refused[0]
    assert "破损" in refused[0]
    with goods.desk.work(goods.keeper) as work:
        record_receipt(work, given.document, "打印机")
    with goods.desk.read() as read:
        assert "补打1" in text_of(draw(receipt_slip(read, given.document), "x"))[0]


def test_many_lines_take_a_page_for_each_part(goods: Goods) -> None:
    lines = [masks(goods, lot=f"MK2001{n:02d}", quantity="1") for n in range(30)]
    given = take(goods, allocated(*lines))
    with goods.desk.read() as read:
        pages = text_of(draw(receipt_slip(read, given.document), "x"))
    assert len(pages) == 4
    assert "第2页，共2页" in pages[1]
    assert all("（以下空白）" in page for page in (pages[1], pages[3]))


def test_a_character_that_no_font_has_is_said_before_printing(goods: Goods) -> None:
    given = take(goods, allocated(masks(goods), party="红十字会\U0001f600"))
    with pytest.raises(Refusal) as refused, goods.desk.read() as read:
        receipt_slip(read, given.document)
    assert "\U0001f600" in refused.value.text or "1F600" in refused.value.text


def test_a_receipt_that_is_no_donation_has_no_certificate(goods: Goods) -> None:
    given = take(goods, allocated(masks(goods)))
    with pytest.raises(Refusal), goods.desk.read() as read:
        donation_papers.certificate(read, given.document)


def test_the_register_of_donors_keeps_one_of_each(goods: Goods) -> None:
    desk = goods.desk
    with desk.work(goods.keeper) as work:
        donor = donors.add_donor(work, name="深圳校友会", uscc="91610000MA0000101U", phone="19900001111")
    with pytest.raises(InputError) as twice, desk.work(goods.keeper) as work:
        donors.add_donor(work, name=" 深圳校友会 ")
    assert twice.value.field == "name"
    with pytest.raises(StaleError), desk.work(goods.keeper) as work:
        donors.change_donor(work, donor, version=9, note="x")
    with desk.read() as read:
        assert [row.name for row in donors.search_donors(read, "szxyh")] == ["深圳校友会"]
        rows = {row.name: row for row in ledger.page(donors.DONORS, read, Request()).rows}
        assert (rows["校友会"].receipts, rows["校友会"].unpriced, rows["深圳校友会"].receipts) == (2, 2, 0)
        assert ledger.count(donors.DONORS, read, Request(filters={"given": True})) == 2


def test_one_invoice_over_two_batches_reads_as_its_total(filled: Office) -> None:
    desk, _ = filled(build_ledger)
    want = expected()["receipts"]["invoice_D23_D28"]
    with desk.read() as read:
        donor = donors.find_donor(read, "昊晟环保设备有限公司")
        assert donor is not None
        row = donors.get_donor(read, donor)
        assert (float(row.value), row.receipts) == (want["total"], 2)
        assert in_words(row.value) == want["words"]
        found = donations.of_donor(read, donor)
        assert {line.code for receipt in found.receipts for line in receipt.lines} == {"E02", "E04"}
        every = donations.list_donations(read, date(2020, 1, 1), date(2020, 3, 6))
        assert len(every) == 19
        slips = [donation_papers.donation_slip(read, row.id) for row in every]
        assert all(len(slip) == 2 for slip in slips)


def build_year(desk: Desk) -> None:
    build_ledger(desk)
    done = take_in(desk, "领用台账_2020.xlsx")
    assert [row.left for row in done] == [0, 0]


def test_of_the_real_ledgers_nothing_given_is_lost_from_sight(sqlite_desk: Desk) -> None:
    build_year(sqlite_desk)
    with sqlite_desk.read() as read:
        every = donations.list_donations(read, date(2020, 1, 1), date(2020, 3, 6))
        found = {row.batch: donations.of_receipt(read, row.id) for row in every}
    for batch, told in found.items():
        given = sum(line.usable for row in told.receipts for line in row.lines)
        out = sum(row.quantity for row in told.went) + sum(row.quantity for row in told.left)
        assert given == out, batch
    for batch, bound in expected()["receipts"]["restricted"].items():
        assert set(found[batch].units) <= {bound["unit"]}, batch
    assert found["D10"].units[0] == "校医院"
    assert len(found["D10"].units) > 9


def test_the_same_donation_twice_on_a_day_is_asked_about(goods: Goods) -> None:
    """Check U-36: two who took in one delivery write it twice."""
    given = masks(goods, basis=Basis.UNPRICED)
    other = replace(given, quantity="61")
    first = take(goods, donated(given))
    again = donated(given, batch="D30")
    with goods.desk.read() as read:
        (seen,) = receive.look(read, donated(other, given, batch="D30"))
        assert (seen.kind, seen.line) == ("given_before", 1)
        assert first.number in seen.text
        for changes in ({"party": "别家"}, {"at": goods.desk.now - timedelta(days=1)}):
            assert receive.look(read, replace(again, **changes)) == ()  # type: ignore[arg-type]
    with pytest.raises(receive.Unanswered):
        take(goods, again)
    assert take(goods, again, answer="下午又送来一车").number != first.number
