"""The paper of a hand-over: what was open, counted and noted, both names, the code; names are shortened (U-46, S-42)."""

from __future__ import annotations

import pytest

from db.vocabulary import IncidentKind
from duty_desk import handover, incidents, ledger
from duty_desk.agenda import Item
from duty_desk.desk import Desk
from duty_desk.handover import HANDOVERS, DoneItem, papers
from duty_desk.ledger import Request
from duty_desk.paper import Layout, Text
from duty_desk.paper.fonts import missing_characters
from duty_desk.strings import set_language
from tests.conftest import Clock
from tests.duty_desk.handover.conftest import EVENING, Watches, make_watches


@pytest.fixture
def watches(sqlite_desk: Desk, clock: Clock) -> Watches:
    return make_watches(sqlite_desk, clock)


def words(sheets: tuple[Layout, ...]) -> str:
    return "\n".join(item.text for sheet in sheets for item in sheet.items if isinstance(item, Text))


def report(desk: Desk, count: int) -> None:
    with desk.work() as work:
        for number in range(count):
            incidents.report(
                work, kind=IncidentKind.FACILITY, level=4, title=f"第 {number} 处漏水", place="锅炉房"
            )


def test_before_it_is_done_the_paper_says_so(watches: Watches) -> None:
    paper = watches.take()
    report(watches.desk, 1)
    with watches.desk.read() as read:
        sheets = papers.handover_sheet(read, paper)
    said = words(sheets)
    assert len(sheets) == 1
    for each in ("未完成，仅供核对", "周敏", "白班", "第 0 处漏水", "钥匙 未点/12 把"):
        assert each in said
    assert "核对码" not in said


def test_the_paper_of_one_that_is_done(watches: Watches) -> None:
    paper = watches.take()
    report(watches.desk, 12)
    watches.prepare(
        paper, note="东大门测温枪 2 号偏低，已换备用枪，明早送校医院比对。\n2-311 樊同学 19:00 前回房补测。"
    )
    watches.clock.at = EVENING
    watches.sign(paper)
    with watches.desk.read() as read:
        items = handover.get_pending(read, paper).items
        key = handover.key_of(items[3])
    done = watches.complete(paper, watches.second, {key: "维修组跟进"})
    with watches.desk.read() as read:
        sheets = papers.handover_sheet(read, paper)
    said = words(sheets)
    assert len(sheets) == 1
    for each in (
        "交接班记录", f"编号 {done.number}", "韩立军", f"未办结事项（{len(items)} 项）", "维修组跟进", "钥匙 12/12 把",
        "已换备用枪", f"核对码 {done.anchor}", "2020年3月6日 17:50", "韩立军 3月6日 17:50 已用本人密码确认",
    ):  # fmt: skip
        assert each in said, each
    assert not missing_characters(said)
    assert papers.draw(sheets, "x").startswith(b"%PDF")
    with watches.desk.work() as work:
        assert papers.record_sheet(work, paper, "file") == 1


def test_a_long_one_repeats_its_head_and_signs_on_the_last_page(watches: Watches) -> None:
    paper = watches.take()
    report(watches.desk, 70)
    with watches.desk.read() as read:
        sheets = papers.handover_sheet(read, paper)
    assert len(sheets) > 1
    said = [words((sheet,)) for sheet in sheets]
    assert all("交接班记录" in each and "事项" in each for each in said)
    assert ["交班人签字" in each for each in said] == [*[False] * (len(said) - 1), True]
    assert sum(each.count("处漏水") for each in said) == 70


def test_what_only_comes_to_its_end_stands_together(watches: Watches) -> None:
    """Fifty passes that end tomorrow are one line on the paper, and fifty in the record."""
    paper = watches.take()
    with watches.desk.read() as read:
        items = [
            DoneItem(Item("passes", "pass_expiring", read.at, ("pass", n), f"任晓{n}", "", ""), None)
            for n in range(50)
        ]
    rows = papers._rows(items)
    assert len(rows) == 1
    assert "50 项" in rows[0][1]
    assert len(papers._rows(items[:3])) == 3
    assert paper


def test_the_list_says_who_handed_over_to_whom(watches: Watches) -> None:
    watches.take()
    report(watches.desk, 2)
    watches.clock.at = EVENING
    done = watches.hand_over(watches.second)
    with watches.desk.read() as read:
        items = len(handover.get_done(read, done.id).items)
        (row,) = ledger.page(HANDOVERS, read, Request()).rows
        assert (row.number, row.goes, row.comes, row.items, row.refused) == (
            done.number,
            "周敏",
            "韩立军",
            items,
            0,
        )
        for typed, count in (("韩立", 1), ("常大伟", 0), (done.anchor, 1)):
            assert ledger.count(HANDOVERS, read, Request(typed)) == count
        assert ledger.count(HANDOVERS, read, Request(filters={"late": True})) == 0


def test_in_english(watches: Watches) -> None:
    paper = watches.take()
    set_language("en")
    try:
        with watches.desk.read() as read:
            said = words(papers.handover_sheet(read, paper))
    finally:
        set_language("zh_CN")
    assert "Hand-over" in said
