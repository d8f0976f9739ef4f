"""The papers goods go out with: two parts on a sheet, thirty slips in one file, a register to sign, the table of an allocation."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from io import BytesIO

import pypdfium2
import pytest

from duty_desk.errors import Refusal
from duty_desk.ledger import Request
from duty_desk.paper.layout import Layout, Qr, Text
from duty_desk.supplies import allocating, books_papers, issue_papers
from duty_desk.supplies.allocation_rules import Claim, share_out
from tests.duty_desk.supplies.conftest import Goods
from tests.duty_desk.supplies.test_dispatch import approve, ask_for, issue
from tests.duty_desk.supplies.test_dispatch_lists import slips as _slips

D = Decimal
# One engine: what is printed is read from rows that both give alike.
pytestmark = pytest.mark.parametrize("filled", ["sqlite"], indirect=True)
slips = _slips


def words(layouts: Sequence[Layout]) -> list[str]:
    return [item.text for layout in layouts for item in layout.items if isinstance(item, Text)]


def pages(pdf: bytes) -> list[str]:
    document = pypdfium2.PdfDocument(BytesIO(pdf))
    return [page.get_textpage().get_text_range() for page in document]


def test_a_slip_has_two_parts_on_one_sheet_and_says_what_was_left(slips: tuple[Goods, list[int]]) -> None:
    goods, made = slips
    with goods.desk.read() as read:
        layouts = issue_papers.slips(read, made[:1])
        (page,) = pages(issue_papers.draw(layouts, "x"))
    said = words(layouts)
    for part in ("一 存根联（库房）", "二 领用联（单位）", "西岭理工大学总务处　防控物资领用单"):
        assert part in said
    assert said.count("出字〔2020〕第0001号") == 2
    assert "实发合计 2 项。发后结余：一次性使用医用口罩 12,100 个，84消毒液 588 kg。发放不收费。" in said
    # A line out of two lots says both; asked and approved stand once.
    assert said.count("MK180601") == said.count("MK191105") == 2
    assert said.count("4,000") == 4
    assert "199****6219" in page
    assert "19900006219" not in page
    assert {item.payload for item in layouts[0].items if isinstance(item, Qr)} == {"CK-2020-0001"}


def test_what_waits_or_ended_is_not_printed_and_a_second_print_says_so(
    slips: tuple[Goods, list[int]],
) -> None:
    goods, made = slips
    for dispatch in made[2:]:
        with goods.desk.read() as read, pytest.raises(Refusal, match="not_printable"):
            issue_papers.slips(read, [dispatch])
    with goods.desk.work(goods.keeper) as work:
        assert issue_papers.record_slips(work, made[:2], "printer") == {made[0]: 1, made[1]: 1}
    with goods.desk.read() as read:
        assert "补打 1" in words(issue_papers.slips(read, made[:1]))
        waiting = words(issue_papers.slips(read, made[1:2], parts=3))
    assert "三 财务联" in waiting
    assert "共 1 项，待出库。发放不收费。" in waiting


def test_many_lines_take_a_page_a_part_and_dangerous_goods_a_second_signature(
    slips: tuple[Goods, list[int]],
) -> None:
    goods, _ = slips
    codes = ("M01", "M02", "M03", "D02", "D13", "M10", "D09", "D07")
    request = ask_for(goods, *((code, "5") for code in codes), unit="校医院")
    approve(goods, request)
    with goods.desk.read() as read:
        layouts = issue_papers.slips(read, [request])
    assert len(layouts) == 2
    said = words(layouts)
    assert said.count("第二发放人") == 2
    assert said.count("（以下空白）") == 2


def test_all_slips_of_an_allocation_go_into_one_file_with_its_table(slips: tuple[Goods, list[int]]) -> None:
    goods, _ = slips
    claims = [Claim(unit, D(n + 1)) for n, unit in enumerate(goods.units.values())]
    with goods.desk.work(goods.guard) as work:
        made = allocating.accept(
            work, item=goods.items["M10"], total=D(900), basis="equal", pack=D(50), purpose="3月第二周",
            shares=share_out(D(900), claims, D(50)), heads={goods.units["校医院"]: 58},
        )  # fmt: skip
    with goods.desk.work(goods.approver) as work:
        allocating.approve_all(work, made.id)
    with goods.desk.work(goods.keeper) as work:
        allocating.issue_all(work, made.id)
    with goods.desk.read() as read:
        printed = pages(issue_papers.draw(issue_papers.slips(read, made.dispatches), "x"))
        table = issue_papers.allocation_table(read, made.id)
        (sheet,) = pages(books_papers.pdf_of(read, table))
    assert len(printed) == len(made.dispatches) == len(claims)
    for number, page in zip(made.numbers, printed, strict=True):
        assert page.count(number) == 2
    assert [row[4] for row in table.rows] == [D(50), D(100), D(150), D(150), D(200), D(250)]
    assert "900" in sheet
    assert "校医院" in sheet


def test_the_register_has_room_to_sign_and_its_sums_above(slips: tuple[Goods, list[int]]) -> None:
    goods, made = slips
    issue(goods, made[1])
    with goods.desk.read() as read:
        sheet = issue_papers.register(read, Request(filters={"kind": "college"}))
        (page,) = pages(books_papers.pdf_of(read, sheet))
    assert [row[2] for row in sheet.rows] == ["土木工程学院"] * 2
    assert (sheet.about, sheet.note) == ("学院", "口罩 4,000 个　消毒剂 12.5 kg")
    assert "领用人（签字）" in page
