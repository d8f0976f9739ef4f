"""The bulletin in the layout of official documents."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from io import BytesIO

import pytest

from duty_desk.paper import Line, Text
from duty_desk.paper.official import (
    LEFT,
    LINES,
    PITCH,
    RIGHT,
    Bulletin,
    Section,
    layout_bulletin,
    write_bulletin,
)
from tests.duty_desk.paper.reading import fonts_not_embedded, pdfium_pages, squeezed

LONG = "截至3月6日，累计发放临时通行证430张、取课件通行证537张；集中隔离房间102间，在住26人。"


def issue(*sections: Section) -> Bulletin:
    return Bulletin(
        name="后勤疫情防控简报",
        issue="第20期",
        total_issue="（总第20期）",
        compiler="西岭理工大学 总务处",
        issued_on=date(2020, 3, 6),
        title="隔离区终末消毒全部按时完成，物资余量可用七天以上",
        marking="内部资料 注意保存",
        sections=sections,
        distribution=(("报", "学校疫情防控领导小组"), ("送", "各学院、各部门")),
        copies=30,
    )


def pages_of(bulletin: Bulletin) -> list[str]:
    target = BytesIO()
    write_bulletin(target, bulletin)
    assert fonts_not_embedded(target.getvalue()) == set()
    return [squeezed(page) for page in pdfium_pages(target.getvalue())]


def test_everything_stands_on_the_paper() -> None:
    (page,) = pages_of(issue(Section("【数据】", (LONG,)), Section("【存在问题】")))
    for wanted in (
        "后勤疫情防控简报",
        "第20期（总第20期）",
        "西岭理工大学总务处2020年3月6日",
        "隔离区终末消毒全部按时完成，物资余量可用七天以上",
        squeezed(LONG),
        "【存在问题】无",
        "报：学校疫情防控领导小组",
        "2020年3月6日印发",
        "共印30份",
        "—1—",
    ):
        assert wanted in page, wanted


@pytest.mark.parametrize("paragraphs", range(1, 12))
def test_a_long_issue_keeps_22_lines_a_page_and_loses_none(paragraphs: int) -> None:
    bulletin = issue(*(Section(f"【第{i}节】", (f"{i}：{LONG * 2}",)) for i in range(paragraphs)))
    for layout in layout_bulletin(bulletin):
        texts = [item for item in layout.items if isinstance(item, Text)]
        assert all(item.y < 37 + LINES * PITCH + 12 for item in texts)
    text = "".join(re.sub(r"—\d+—", "", page) for page in pages_of(bulletin))
    assert all(f"{i}：{squeezed(LONG * 2)}" in text for i in range(paragraphs))


def test_a_heading_is_never_the_last_line_of_a_page() -> None:
    for size in range(1, 9):
        bulletin = issue(*(Section(f"【第{i}节】", (LONG * size,)) for i in range(8)))
        for layout in layout_bulletin(bulletin)[:-1]:
            last = [item for item in layout.items if isinstance(item, Text)][-2]
            assert not last.text.strip("　").startswith("【第")


def test_end_matter_never_meets_the_text() -> None:
    for count in range(1, 16):
        layout = layout_bulletin(issue(Section("【数据】", (LONG,) * count)))[-1]
        rules = [item.y1 for item in layout.items if isinstance(item, Line) and item.ink == "ink"]
        body = [
            item.y
            for item in layout.items
            if isinstance(item, Text) and item.x == LEFT and item.y < min(rules) + 60 and item.size > 15
        ]
        assert all(y < min(rules) for y in body)


def test_only_the_head_is_red() -> None:
    first, *others = layout_bulletin(issue(Section("【数据】", (LONG,) * 20)))
    red = [item for item in first.items if not hasattr(item, "payload") and item.ink == "red"]  # type: ignore[union-attr]
    assert len(red) == 2
    assert all(item.ink != "red" for layout in others for item in layout.items)  # type: ignore[union-attr]


def test_page_numbers_stand_outside() -> None:
    folios = [layout.items[-1] for layout in layout_bulletin(issue(Section("【数据】", (LONG,) * 20)))]
    assert [(item.text, item.align) for item in folios[:2] if isinstance(item, Text)] == [
        ("— 1 —", "right"),
        ("— 2 —", "left"),
    ]
    assert folios[0].x == RIGHT - 5  # type: ignore[union-attr]


def test_without_distribution_there_is_no_end_matter() -> None:
    bulletin = replace(issue(Section("【数据】", (LONG,))), distribution=(), copies=None)
    assert "印发" not in pages_of(bulletin)[0]
