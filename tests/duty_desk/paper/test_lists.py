"""Registers: the frame on every page, nothing cut off, any length."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from io import BytesIO
from pathlib import Path
from typing import Any

import pypdfium2
import pytest

from duty_desk.paper import ListColumn, Preview, Printed, demo_mark, private_mark, write_list
from duty_desk.strings import set_language
from tests.duty_desk.paper.reading import fonts_not_embedded, pdfium_pages, pypdf_pages, squeezed

AT = datetime(2020, 3, 6, 17, 20)
COLUMNS = (
    ListColumn("证号", 26),
    ListColumn("姓名", 30),
    ListColumn("备注", 60),
    ListColumn("次数", 14, "right"),
)


def numbered(count: int) -> list[tuple[str, ...]]:
    return [(f"通字{i:05d}", f"贺志远{i}", "结构实验室设备维护", f"{i:,}") for i in range(count)]


def listed(**changes: Any) -> tuple[bytes, Printed]:
    target = BytesIO()
    values: dict[str, Any] = {
        "title": "临时通行证发放登记表",
        "office": "西岭理工大学 总务处",
        "columns": COLUMNS,
        "rows": numbered(100),
        "officer": "周敏",
        "printed_at": AT,
        "cut_off": datetime(2020, 3, 6, 12),
        "sheet_number": "表字〔2020〕第0031号",
    }
    result = write_list(target, **{**values, **changes})
    return target.getvalue(), result


@pytest.mark.parametrize("landscape", [True, False], ids=["landscape", "upright"])
def test_five_items_stand_on_every_page(landscape: bool) -> None:
    pdf, result = listed(landscape=landscape)
    assert result.pages > 1
    for read in (pypdf_pages, pdfium_pages):
        pages = read(pdf)
        assert len(pages) == result.pages
        for number, page in enumerate(pages, 1):
            text = squeezed(page)
            for wanted in (
                "西岭理工大学总务处",
                "截至2020年3月6日12:00",
                "制表人周敏",
                f"第{number}页，",
                f"共{result.pages}页",
                "编号表字〔2020〕第0031号",
                "临时通行证发放登记表",
                "打印2020年3月6日17:20",
            ):
                assert wanted in text, (number, wanted)


def test_the_head_of_the_columns_is_repeated() -> None:
    pdf, _ = listed()
    assert all("证号" in page and "次数" in page for page in pdfium_pages(pdf))


def test_every_row_is_there_once_and_in_order() -> None:
    pdf, result = listed(rows=numbered(500))
    assert result.rows == 500
    text = squeezed("".join(pdfium_pages(pdf)))
    places = [text.index(f"通字{i:05d}贺志远{i}结构实验室设备维护{i:,}") for i in range(500)]
    assert places == sorted(places)


def test_a_generator_of_rows_will_do() -> None:
    def rows() -> Iterator[tuple[str, ...]]:
        yield from numbered(60)

    pdf, result = listed(rows=rows())
    assert result.rows == 60
    assert f"共{result.pages}页" in squeezed(pdfium_pages(pdf)[0])


def test_a_long_cell_goes_on_below_and_is_whole() -> None:
    name = "阿依古丽·买买提艾合买提·阿布都热依木江·吐尔逊"
    remark = "陪护母亲住院（市第一人民医院心内科），按医嘱每周三次往返取药，兼办医保转诊与异地报销手续。" * 3
    pdf, _ = listed(rows=[("1", name, remark, "1,234,567,890")], landscape=False)
    (page,) = pdfium_pages(pdf)
    text = squeezed(page)
    # readers go line by line across the row: compare the characters
    assert sorted(name + remark + "1,234,567,890") == sorted(cut(text, name + remark + "1,234,567,890"))


def cut(text: str, wanted: str) -> list[str]:
    """The characters of `wanted` that can be taken out of `text`."""
    left = list(text)
    found: list[str] = []
    for character in wanted:
        if character in left:
            left.remove(character)
            found.append(character)
    return found


def test_a_row_taller_than_a_page_goes_on_overleaf() -> None:
    remark = "".join(f"第{i}句话。" for i in range(900))
    pdf, result = listed(rows=[("1", "贺志远", remark, "1")], columns=COLUMNS, landscape=False)
    assert result.pages > 1
    text = squeezed("".join(pdfium_pages(pdf)))
    assert all(f"第{i}句" in text for i in (0, 450, 899))


def test_lines_of_a_cell_stay_apart() -> None:
    pdf, _ = listed(rows=[("1", "贺志远\n苗春燕", "一\n二\n三", "1")])
    lines = pdfium_pages(pdf)[0].splitlines()
    assert any("贺志远" in line and "苗春燕" not in line for line in lines)


def test_an_empty_list_says_so() -> None:
    pdf, result = listed(rows=[])
    assert result == Printed(1, 0)
    assert "（没有记录）" in pdfium_pages(pdf)[0]


def test_totals_stand_under_the_last_row() -> None:
    pdf, _ = listed(totals=("合计", "", "", "4,950"))
    pages = pdfium_pages(pdf)
    assert [("合计" in page, "4,950" in page) for page in (pages[0], pages[-1])] == [
        (False, False),
        (True, True),
    ]


def test_note_and_signatures() -> None:
    pdf, result = listed(note="核对三项。", signatures=("制表人", "审核人"), rows=numbered(3))
    assert result.pages == 1
    text = pdfium_pages(pdf)[0]
    assert "核对三项。" in text
    assert "审核人" in text


@pytest.mark.parametrize("count", range(18, 30))
def test_signatures_never_run_into_the_foot(count: int) -> None:
    pdf, _ = listed(signatures=("审核人",), rows=numbered(count))
    assert squeezed("".join(pdfium_pages(pdf))).count("审核人") == 1


def test_a_character_without_a_glyph_is_reported_and_coded() -> None:
    pdf, result = listed(rows=[("1", "王😀", "", "")])
    assert result.missing == ("😀",)
    assert "[U+1F600]" in squeezed(pdfium_pages(pdf)[0])


def test_watermarks_say_whose_print_it_is() -> None:
    pdf, _ = listed(watermark=private_mark("周敏", AT))
    assert all("含个人信息周敏2020年3月6日17:20" in squeezed(page) for page in pdfium_pages(pdf))
    pdf, _ = listed(watermark=demo_mark())
    assert all("演示数据" in squeezed(page) for page in pdfium_pages(pdf))


def test_a_reprint_says_so() -> None:
    pdf, _ = listed(reprint=2)
    assert all("补打 2" in page for page in pdfium_pages(pdf))


def test_without_a_number_the_moment_stands_for_it() -> None:
    pdf, _ = listed(sheet_number="")
    assert "20200306-172000" in pdfium_pages(pdf)[0]


def test_a3_is_a3() -> None:
    pdf, _ = listed(size="A3")
    with Preview(pdf) as preview:
        assert preview.size_mm(0) == pytest.approx((420, 297), abs=0.01)


def test_fonts_are_embedded() -> None:
    pdf, _ = listed(watermark=demo_mark(), totals=("合计", "", "", "1"))
    assert fonts_not_embedded(pdf) == set()


def test_a_cancelled_list_leaves_nothing(tmp_path: Path) -> None:
    def stop(done: int, total: int) -> None:
        raise KeyboardInterrupt

    target = tmp_path / "list.pdf"
    with pytest.raises(KeyboardInterrupt):
        write_list(
            target,
            title="表",
            office="处",
            columns=COLUMNS,
            rows=numbered(200),
            officer="周敏",
            printed_at=AT,
            progress=stop,
        )
    assert list(tmp_path.iterdir()) == []


def test_progress_ends_with_all_rows() -> None:
    seen: list[tuple[int, int]] = []
    listed(progress=lambda done, total: seen.append((done, total)))
    assert seen[-1] == (100, 100)
    assert seen[0][1] == 100


def test_the_frame_follows_the_language_of_the_screen() -> None:
    set_language("en")
    try:
        pdf, result = listed()
    finally:
        set_language("zh_CN")
    page = pdfium_pages(pdf)[0]
    for wanted in ("As of 6 Mar 2020 12:00", "Prepared by 周敏", f"Page 1 of {result.pages}"):
        assert wanted in page


def lines_of(page: str) -> list[str]:
    return [line.strip() for line in page.splitlines()]


def test_a_long_sum_runs_over_the_whole_row() -> None:
    """In a first column as narrow as a running number it would stand one character below the other."""
    narrow = (ListColumn("序号", 9, "right"), *COLUMNS)
    words = "共 430 张，其中值班 227、处理教学科研事务 18、就医及照顾老人等 185"
    rows = [(str(i), *row) for i, row in enumerate(numbered(3))]
    pdf, _ = listed(columns=narrow, rows=rows, totals=[words, "", "", "", ""])
    assert words in lines_of(pdfium_pages(pdf)[0])


def test_a_row_of_one_cell_is_a_heading() -> None:
    words = "物业服务部（外包），共 12 人，其中访客 3 人、施工 9 人"
    pdf, result = listed(rows=[(words,), *numbered(2)], landscape=False)
    assert words in lines_of(pdfium_pages(pdf)[0])
    assert result.rows == 3


def test_nobody_signs_an_empty_sheet() -> None:
    """Whatever the number of rows, the sum stands above the lines to sign."""
    for count in range(20, 30):
        pdf, _ = listed(rows=numbered(count), totals=["合计"], signatures=("填表人",))
        last = pdfium_pages(pdf)[-1]
        assert "填表人" in last
        assert "合计" in last, count


@pytest.mark.parametrize("rows", range(18, 24))
def test_a_heading_is_never_the_last_line_of_a_page(rows: int) -> None:
    pdf, _ = listed(rows=[*numbered(rows), ("南湖校区（6人）",), *numbered(3)])
    for page in pdfium_pages(pdf):
        lines = [squeezed(line) for line in page.splitlines() if line.strip()]
        table = [line for line in lines if line.startswith(("通字", "南湖校区"))]
        assert not table[-1].startswith("南湖校区"), rows


def test_a_paper_of_one_thing_says_what_it_is_of_in_place_of_a_scope() -> None:
    pdf, _ = listed(about="南湖一库→文昌分库")
    for page in pdfium_pages(pdf):
        assert "南湖一库→文昌分库" in squeezed(page)
        assert "范围" not in page


def test_a_sum_stays_under_its_figures() -> None:
    pdf, _ = listed(rows=[("通字1", "贺志远", "备注", "7")], totals=("合计", "", "", "8"))
    with pypdfium2.PdfDocument(pdf) as document:
        page = document[0]
        words = page.get_textpage()
        right = {words.get_text_range(i, 1): words.get_charbox(i)[2] for i in range(words.count_chars())}
        words.close()
        page.close()
    assert right["8"] == pytest.approx(right["7"], abs=1.5)


def test_a_sealed_paper_keeps_the_place_of_the_seal_free_of_lines() -> None:
    for count in range(15, 24):
        pdf, _ = listed(rows=numbered(count), signatures=("经办人", "监督人"), sealed=True)
        last = squeezed(pdfium_pages(pdf)[-1])
        assert "经办人" in last
        assert "（盖章）" in last


def test_a_list_to_be_filled_in_by_hand_has_fewer_and_higher_rows() -> None:
    _, usual = listed(rows=numbered(100))
    pdf, by_hand = listed(rows=numbered(100), by_hand=True)
    assert by_hand.pages > usual.pages
    text = squeezed("".join(pdfium_pages(pdf)))
    assert all(f"通字{i:05d}" in text for i in range(100))
