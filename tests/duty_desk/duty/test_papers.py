"""The papers of duty: work order in two parts, sheet of a round empty and filled, telephone list on one sheet."""

from __future__ import annotations

from datetime import datetime
from io import BytesIO
from typing import Any

import pypdfium2
import pytest

from db.vocabulary import ReferenceKind, Trade
from duty_desk.desk import Desk
from duty_desk.duty import papers_patrol, papers_phones, papers_repair, patrols, references, repairs
from duty_desk.errors import Refusal
from duty_desk.paper.layout import Layout, Qr, Text
from tests.conftest import Clock

pytestmark = pytest.mark.parametrize("filled", ["sqlite"], indirect=True)


def nothing(desk: Desk) -> None:
    """An office as it is at first."""


def words(layout: Layout) -> list[str]:
    return [item.text for item in layout.items if isinstance(item, Text)]


def text_of(target: BytesIO) -> str:
    pages = pypdfium2.PdfDocument(BytesIO(target.getvalue()))
    return "".join(page.get_textpage().get_text_range() for page in pages)


def test_a_work_order_has_two_parts_and_a_code(filled: Any, clock: Clock) -> None:
    desk, _ = filled(nothing)
    with desk.work() as work:
        key = repairs.call(
            work,
            trade=Trade.FENCE,
            place="校园北侧",
            what="搭设两处围挡约 60 米",
            caller="保卫处",
            phone="19900001234",
        )
    with desk.read() as read:
        sheet = papers_repair.work_order(read, key)
    said = words(sheet)
    assert said.count("修字〔2020〕第0001号") == 2
    assert {"维修联", "存根联"} <= set(said)
    assert not any("19900001234" in text for text in said)
    assert [item.payload for item in sheet.items if isinstance(item, Qr)] == ["WX-2020-0001"] * 2
    assert papers_repair.draw([sheet], "维修工单").startswith(b"%PDF")
    clock.at = datetime(2020, 3, 7, 2)
    with desk.work() as work:
        repairs.finish(work, key, started_at=datetime(2020, 3, 6, 18), result="已立好")
        papers_repair.record_order(work, key, "PDF")
    with desk.read() as read:
        said = words(papers_repair.work_order(read, key))
    assert any("8 小时" in text for text in said)
    assert any("补打" in text for text in said)


def test_the_sheet_of_a_round_is_empty_or_filled(filled: Any) -> None:
    desk, _ = filled(nothing)
    with desk.read() as read, pytest.raises(Refusal):
        papers_patrol.draw_blank(read, BytesIO(), "配电房")
    with desk.work() as work:
        one = patrols.add_point(work, route="配电房", name="1 号配电房", unit="℃", most=85)
        patrols.add_point(work, route="配电房", name="2 号配电房", look_at="无异响")
        patrol = patrols.start(work, route="配电房", walker="蒲师傅")
        patrols.enter(work, patrol, point=one, value=91, text="偏热，已报修")
    empty, full = BytesIO(), BytesIO()
    with desk.read() as read:
        assert papers_patrol.draw_blank(read, empty, "配电房").rows == 2
        papers_patrol.draw_patrol(read, full, patrol)
    assert "不高于 85" in text_of(empty)
    # Who walks the round with the sheet writes down when.
    assert "巡查日期" in text_of(empty)
    assert "巡查日期" not in text_of(full)
    said = text_of(full)
    for words_ in ("蒲师傅", "91", "偏热，已报修", "异常", "未查"):
        assert words_ in said


def test_all_telephones_stand_on_one_sheet(filled: Any) -> None:
    desk, _ = filled(nothing)
    with desk.read() as read, pytest.raises(Refusal):
        papers_phones.phone_list(read)
    with desk.work() as work:
        for n in range(60):
            references.add(work, kind=ReferenceKind.PHONE, title=f"单位{n}", phone=f"6{n:03d}")
    with desk.read() as read:
        sheet = papers_phones.phone_list(read)
    said = words(sheet)
    assert {"单位0", "单位59", "6059"} <= set(said)
    assert all(0 < item.y < 297 for item in sheet.items if isinstance(item, Text))
