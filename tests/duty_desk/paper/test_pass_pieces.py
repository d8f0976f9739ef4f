"""A pass keeps its words whole, its margins clear and its code free, whatever stands on it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from itertools import combinations

import pytest

from duty_desk.paper import (
    Box,
    Item,
    Layout,
    Line,
    PassCard,
    Qr,
    Text,
    fitted,
    layout_a6,
    layout_back,
    layout_card,
    layout_receipt,
    layout_stub,
    left_edge,
)
from duty_desk.paper.fonts import width
from duty_desk.paper.layout import POINT, lines_of
from duty_desk.paper.pieces import face_of
from tests.duty_desk.paper.conftest import CARDS

FORMS = {
    "a6": (layout_a6, 6.0),
    "receipt": (layout_receipt, 4.0),
    "card": (layout_card, 4.0),
    "stub": (layout_stub, 6.0),
    "back": (layout_back, 6.0),
}
Extent = tuple[float, float, float, float]


def extent(item: Item) -> Extent:
    """Left, top, right and lower edge of the ink in mm. Chinese ink reaches 0.87 em up and 0.11 em down."""
    if isinstance(item, Text):
        at_full = width(item.text, face_of(item), item.size) * POINT
        size, y = fitted(item, at_full)
        across = at_full * size / item.size
        x = left_edge(item, across)
        return x, y - 0.87 * size * POINT, x + across, y + 0.11 * size * POINT
    if isinstance(item, Line):
        return min(item.x1, item.x2), min(item.y1, item.y2), max(item.x1, item.x2), max(item.y1, item.y2)
    if isinstance(item, Qr):
        return item.x, item.y, item.x + item.size, item.y + item.size
    return item.x, item.y, item.x + item.width, item.y + item.height


def texts(layout: Layout) -> list[Text]:
    return [item for item in layout.items if isinstance(item, Text) and item.text]


def overlap(first: Extent, second: Extent) -> bool:
    return (
        first[0] < second[2] - 0.05
        and second[0] < first[2] - 0.05
        and first[1] < second[3] - 0.05
        and second[1] < first[3] - 0.05
    )


@pytest.mark.parametrize("form", FORMS)
def test_text_and_code_stay_clear_of_the_edge(form: str, card: PassCard) -> None:
    make, margin = FORMS[form]
    layout = make(card)
    for item in layout.items:
        if (isinstance(item, Text) and item.text and item.ink != "faint") or isinstance(item, Qr):
            left, top, right, foot = extent(item)
            assert left >= margin - 0.2, item
            assert top >= margin - 0.5, item
            assert right <= layout.width - margin + 0.2, item
            assert form == "stub" or foot <= layout.height - margin + 0.5, item


@pytest.mark.parametrize("form", FORMS)
def test_words_do_not_run_over_one_another(form: str, card: PassCard) -> None:
    make, _ = FORMS[form]
    shown = [item for item in texts(make(card)) if item.ink != "faint" and not item.angle]
    # ink of a line of small type reaches less far than its em: allow for it
    boxes = [(item, inset(extent(item))) for item in shown]
    clashes = [(a.text, b.text) for (a, one), (b, two) in combinations(boxes, 2) if overlap(one, two)]
    assert clashes == []


def inset(box: Extent) -> Extent:
    return box[0], box[1] + 0.25, box[2], box[3] - 0.25


@pytest.mark.parametrize("form", ["a6", "receipt", "card"])
def test_the_quiet_zone_of_the_code_is_free(form: str, card: PassCard) -> None:
    layout = FORMS[form][0](card)
    for code in (item for item in layout.items if isinstance(item, Qr)):
        quiet = code.size / 25 * 4
        left, top, right, foot = extent(code)
        zone = (left - quiet, top - quiet, right + quiet, foot + quiet)
        assert zone[0] >= 0
        assert zone[2] <= layout.width
        others = [item for item in layout.items if item is not code and not is_faint(item)]
        assert [item for item in others if not is_frame(item, zone) and overlap(extent(item), zone)] == []


def is_faint(item: Item) -> bool:
    return isinstance(item, Text) and (item.ink == "faint" or not item.text)


def is_frame(item: Item, zone: Extent) -> bool:
    """A box around the zone does not print inside it."""
    return isinstance(item, Box) and item.fill is None and not overlap(extent(item), zone)


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize(
    "name", ["贺志远", "阿依古丽·买买提艾合买提·阿布都热依木江·吐尔逊", "Nguyễn Thị Hương " * 3]
)
def test_a_name_is_never_cut(form: str, name: str, plain: PassCard) -> None:
    layout = FORMS[form][0](replace(plain, holder=name))
    assert form == "back" or name in [item.text for item in texts(layout)]


def test_a_long_name_shrinks_to_93_mm(plain: PassCard) -> None:
    card = replace(plain, holder="阿依古丽·买买提艾合买提·阿布都热依木江·吐尔逊")
    (name,) = (item for item in texts(layout_a6(card)) if item.text == card.holder)
    left, _, right, _ = extent(name)
    assert right - left == pytest.approx(93, abs=0.1)


def test_shrunk_text_keeps_its_middle() -> None:
    item = Text(6, 30, "x", 28, shrink_to=46.5)
    size, y = fitted(item, 93)
    assert size == 14
    assert y - 0.38 * size * POINT == pytest.approx(30 - 0.38 * 28 * POINT)


def test_long_facts_take_two_lines_of_readable_size() -> None:
    lines = lines_of(
        "南湖南门、南湖东大门、家属区西门、文昌正门、北山后勤通道", 19, 74, 80, size=12, smallest=7.5
    )
    assert len(lines) <= 2
    assert "".join(line.text for line in lines) == "南湖南门、南湖东大门、家属区西门、文昌正门、北山后勤通道"


def test_the_day_until_ends_at_24(plain: PassCard) -> None:
    assert replace(plain, valid_until=date(2020, 3, 6)).until == "3月6日 24:00"
    assert replace(plain, valid_until=datetime(2020, 3, 7)).until == "3月6日 24:00"
    assert replace(plain, valid_until=datetime(2020, 3, 6, 18, 30)).until == "3月6日 18:30"


def test_another_year_is_written_out(plain: PassCard) -> None:
    card = replace(plain, issued_on=date(2020, 12, 28), valid_until=date(2021, 1, 3))
    assert card.until == "2021年1月3日 24:00"


@pytest.mark.parametrize("make", [layout_a6, layout_receipt, layout_card])
def test_before_the_issue_the_code_is_only_announced(make: object) -> None:
    layout = make(CARDS["unissued"]())  # type: ignore[operator]
    assert not any(isinstance(item, Qr) for item in layout.items)
    words = [item.text for item in texts(layout)]
    assert any("签发后生成" in text for text in words)


def test_a_reprint_and_a_sample_say_so() -> None:
    for make in (layout_a6, layout_receipt):
        words = " ".join(item.text for item in texts(make(CARDS["long"]())))
        assert "补打 2" in words
        assert "无效" in words


def test_a_foreign_holder_reads_english_below_the_chinese() -> None:
    words = [item.text for item in texts(layout_a6(CARDS["english"]()))]
    for wanted in (
        "Temporary pass",
        "Valid until",
        "6 Mar 2020 24:00",
        "Gates",
        "Check code",
        "临时通行证",
    ):
        assert wanted in words


def test_cards_are_black_only(card: PassCard) -> None:
    for form in FORMS:
        inks = {item.ink for item in FORMS[form][0](card).items if not isinstance(item, Qr)}
        assert inks <= ({"ink", "white", "faint"} if form == "a6" else {"ink", "white"})


def test_the_back_has_ten_rows(plain: PassCard) -> None:
    layout = layout_back(plain)
    (frame,) = (item for item in layout.items if isinstance(item, Box))
    across = [item for item in layout.items if isinstance(item, Line) and item.y1 == item.y2 > frame.y]
    assert len(across) == 10
    assert [item.text for item in texts(layout)][-6:] == ["日期", "出", "体温", "进", "体温", "门岗"]


def test_the_back_speaks_both_languages_to_a_foreign_holder(plain: PassCard) -> None:
    layout = layout_back(replace(plain, english=True))
    words = [item.text for item in texts(layout)]
    assert words[-12:] == [
        *("日期", "Date", "出", "Out", "体温", "Temp.", "进", "In", "体温", "Temp.", "门岗", "Guard"),
    ]
    assert any(text.startswith("1. Personal") for text in words)
    (frame,) = (item for item in layout.items if isinstance(item, Box))
    across = [item for item in layout.items if isinstance(item, Line) and item.y1 == item.y2 > frame.y]
    assert len(across) == 10
    assert frame.y + frame.height <= 142
    edges = [extent(item) for item in texts(layout)]
    overlaps = [
        (a, b)
        for i, a in enumerate(edges)
        for b in edges[i + 1 :]
        if min(a[2], b[2]) - max(a[0], b[0]) > 0.1 and min(a[3], b[3]) - max(a[1], b[1]) > 0.1
    ]
    assert not overlaps


def test_the_same_pass_gives_the_same_layout(card: PassCard) -> None:
    for make, _ in FORMS.values():
        assert make(card) == make(card)


@pytest.mark.parametrize("form", ["a6", "receipt", "back"])
def test_a_foreign_holder_can_read_what_is_asked_of_them(form: str, card: PassCard) -> None:
    make, _ = FORMS[form]
    for english in (True, False):
        said = [item.text for item in texts(make(replace(card, english=english, demo=False)))]
        assert any("Personal" in words for words in said) is english


def test_no_character_stands_alone_in_a_second_line() -> None:
    firm = "西岭市新城区人民政府教育和体育局学校后勤管理服务中心"
    for room in range(24, 60):
        lines = lines_of(firm, 0, 0, float(room), size=8, smallest=5.6)
        assert "".join(line.text for line in lines) == firm
        if len(lines) == 2:
            assert len(lines[1].text) > 3, (room, lines[1].text)
