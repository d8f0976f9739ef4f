"""Reports of figures, papers for a power cut, slips and test sheets as they leave the printer."""

from __future__ import annotations

import re
import subprocess
import sys
from datetime import date, datetime
from io import BytesIO
from pathlib import Path

import pytest

from duty_desk.paper import Layout, Line, ListColumn, Preview, Text, forms, write_layouts
from duty_desk.paper.chart import Series
from duty_desk.paper.fallback import RevokedPass, ValidPass, write_revoked_list, write_slips, write_valid_list
from duty_desk.paper.figures import FigureChart, FigureTable, FigureText, write_figures
from duty_desk.paper.proofs import PRINTER_PAYLOAD, SCANNER_TESTS, write_printer_page, write_scanner_sheet
from duty_desk.strings import set_language
from tests.duty_desk.paper.reading import (
    codes,
    fonts_not_embedded,
    image,
    pdfium_pages,
    pictures_and_links,
    squeezed,
)

pytestmark = pytest.mark.slow

AT = datetime(2020, 3, 6, 17, 20)
BY_REASON = FigureTable(
    "按事由",
    (ListColumn("事由", 50), ListColumn("张数", 20, "right")),
    (("值班", "227"), ("教学科研", "18"), ("就医照护", "185")),
    ("合计", "430"),
)
BY_DAY = FigureChart(
    "按日", ("2月10日", "11", "12"), (Series("值班", (9, 8, 7)), Series("就医照护", (3, 4, 5))), "张"
)


def figures(*parts: FigureTable | FigureChart | FigureText) -> bytes:
    target = BytesIO()
    write_figures(
        target,
        title="通行证发放统计",
        office="西岭理工大学 总务处",
        parts=parts,
        officer="周敏",
        printed_at=AT,
    )
    return target.getvalue()


def test_a_report_has_its_numbers_beside_the_chart() -> None:
    pdf = figures(FigureText("共发放 430 张。"), BY_REASON, BY_DAY)
    (page,) = pdfium_pages(pdf)
    text = squeezed(page)
    for wanted in (
        "共发放430张。",
        "值班227",
        "教学科研18",
        "就医照护185",
        "合计430",
        "按日",
        "第1页，共1页",
    ):
        assert wanted in text
    assert pictures_and_links(pdf) == (1, 0)
    assert fonts_not_embedded(pdf) == set()


def test_a_chart_that_does_not_fit_goes_to_the_next_page() -> None:
    pages = pdfium_pages(figures(BY_DAY, BY_DAY, BY_DAY, BY_REASON))
    assert len(pages) == 2
    assert ["第1页，共2页" in squeezed(pages[0]), "第2页，共2页" in squeezed(pages[1])] == [True, True]


def test_a_long_table_of_a_report_goes_on_overleaf() -> None:
    rows = tuple((f"第{i}单位", str(i)) for i in range(90))
    pages = pdfium_pages(figures(FigureTable("按单位", BY_REASON.columns, rows, ("合计", "1")), BY_DAY))
    text = squeezed("".join(pages))
    assert all(f"第{i}单位{i}" in text for i in range(90))
    assert all("事由" in page for page in pages[:2])


def test_the_valid_list_bears_the_moment_and_the_check_codes() -> None:
    passes = [
        ValidPass(
            f"通字〔2020〕第{i:04d}号",
            f"K7P4-{i:02d}",
            "阿依古丽·买买提",
            "国际教育学院",
            "文昌正门",
            "每日 06:00–22:00",
            date(2020, 3, 8),
        )
        for i in range(70)
    ]
    target = BytesIO()
    result = write_valid_list(target, passes, office="总务处", officer="周敏", at=AT)
    pages = [squeezed(page) for page in pdfium_pages(target.getvalue())]
    assert result.rows == 70
    assert all("截至2020年3月6日17:20" in page for page in pages)
    text = "".join(pages)
    assert all(f"第{i:04d}号K7P4-{i:02d}阿依古丽·买买提" in text for i in range(70))
    assert "3月8日24:00" in text
    assert "共70张" in pages[-1]


def test_a_pass_that_does_not_hold_yet_says_from_when() -> None:
    later = ValidPass(
        "通字1", "K7P4-2M", "贺志远", "图书馆", "南门", "全天", date(2020, 3, 8), datetime(2020, 3, 7, 8)
    )
    begun = ValidPass(
        "通字2", "R8WK-2C", "温建平", "图书馆", "南门", "全天", date(2020, 3, 8), datetime(2020, 3, 6, 8)
    )
    target = BytesIO()
    write_valid_list(target, [later, begun], office="总务处", officer="周敏", at=AT)
    text = squeezed(pdfium_pages(target.getvalue())[0])
    assert "自3月7日08:00" in text
    assert "自3月6日" not in text


def test_the_revoked_list_says_why() -> None:
    target = BytesIO()
    gone = RevokedPass(
        "通字〔2020〕第0420号", "R8WK-2C", "史佳怡", "挂失", datetime(2020, 3, 5, 9, 12), "本人报失"
    )
    write_revoked_list(target, [gone], office="总务处", officer="周敏", at=AT)
    text = squeezed(pdfium_pages(target.getvalue())[0])
    for wanted in ("第0420号", "R8WK-2C", "挂失", "3月5日09:12", "本人报失", "一律收回"):
        assert wanted in text


def test_blank_slips_bear_their_numbers_three_to_a_sheet() -> None:
    target = BytesIO()
    numbers = [f"手字〔2020〕第{i:04d}号" for i in range(1, 8)]
    assert write_slips(target, numbers, office="总务处", phone="6010") == 3
    pages = pdfium_pages(target.getvalue())
    assert [[n for n in numbers if n in page] for page in pages] == [numbers[:3], numbers[3:6], numbers[6:]]
    assert all("已补录" in page for page in pages)


def test_slips_of_the_sample_office_say_so_and_by_whom_they_were_printed() -> None:
    target = BytesIO()
    write_slips(
        target, ["通字1"], office="总务处", printed="打印 2020年3月6日 17:20　周敏", watermark="演示数据"
    )
    text = squeezed(pdfium_pages(target.getvalue())[0])
    assert "演示数据" in text
    assert "打印2020年3月6日17:20周敏" in text


def test_the_scanner_sheet_can_be_scanned() -> None:
    target = BytesIO()
    write_scanner_sheet(target)
    assert sorted(codes(image(target.getvalue(), 0, 200))) == sorted(test.payload for test in SCANNER_TESTS)


def test_no_test_code_can_be_a_pass() -> None:
    for payload in (PRINTER_PAYLOAD, *(test.payload for test in SCANNER_TESTS)):
        assert not payload.startswith("1")


def test_the_printer_page_is_to_scale() -> None:
    target = BytesIO()
    write_printer_page(target)
    shown = image(target.getvalue(), 0, 254).convert("L")  # ten dots a millimetre
    assert codes(shown) == [PRINTER_PAYLOAD]
    row = [shown.getpixel((x, 1200)) for x in range(shown.width)]
    dark = [x for x, value in enumerate(row) if value < 128]
    assert dark[0] == pytest.approx(60, abs=2)
    assert dark[-1] == pytest.approx(2040, abs=2)
    assert any(abs(x - 160) <= 2 for x in dark)
    assert any(abs(x - 1160) <= 2 for x in dark)


def test_a_field_without_a_value_is_a_line_to_write_on() -> None:
    items = forms.field(20, 50, "联系人", "", room=60)
    (line,) = [item for item in items if isinstance(item, Line)]
    assert line.x1 > 25
    assert line.x2 == 80
    assert not [item for item in forms.field(20, 50, "联系人", "陆蘅", room=60) if isinstance(item, Line)]


def test_a_slip_is_put_together_from_parts() -> None:
    columns = (
        forms.FormColumn("名称与规格", 60),
        forms.FormColumn("单位", 16, "centre"),
        forms.FormColumn("实发", 20, "right", bold=True),
    )
    items = (
        *forms.field(18, 20, "领用单位", "文学院", room=80),
        *forms.grid(18, 30, columns, [("一次性使用医用口罩 YY/T 0969", "个", "80")], least=4, end_mark=True),
        *forms.signatures(18, 80, ("批准人", "保管员", "领用人", "记账人"), step=32, dated=True),
        *forms.seal_place(150, 76, "领用单位（盖章）", width=40, height=24),
        *forms.cut_line(148.5, 210),
        *forms.imprint(18, 192, 140, officer="罗秀兰", printed_at=AT, copy=2, page=1, pages=1),
    )
    target = BytesIO()
    assert write_layouts(target, "领用单", [Layout(210, 297, items)]) == 1
    text = squeezed(pdfium_pages(target.getvalue())[0])
    for wanted in (
        "领用单位文学院",
        "一次性使用医用口罩YY/T0969",
        "（以下空白）",
        "批准人保管员领用人记账人",
        "领用单位（盖章）",
        "沿此线裁开",
        "打印2020年3月6日17:20罗秀兰第2次",
        "补打1",
        "第1页，共1页",
    ):
        assert wanted in text


def test_a_paper_that_stays_chinese_does_so_to_its_last_line() -> None:
    """Whatever the language of the screen; a foot in another language makes a form look unfinished."""
    set_language("en")
    try:
        items = (
            *forms.grid(18, 30, (forms.FormColumn("名称", 60),), [], least=2, end_mark=True, chinese=True),
            *forms.signatures(18, 80, ("批准人",), step=32, dated=True, chinese=True),
            *forms.seal_place(150, 76, chinese=True),
            *forms.cut_line(148.5, 210, chinese=True),
            *forms.imprint(
                18, 192, 140, officer="罗秀兰", printed_at=AT, copy=2, page=1, pages=1, chinese=True
            ),
        )
    finally:
        set_language("zh_CN")
    words = "".join(item.text for item in items if isinstance(item, Text))
    assert not re.search("[A-Za-z]", words), words


def test_importing_the_kit_loads_no_heavy_library() -> None:
    heavy = "{'reportlab', 'matplotlib', 'pypdfium2', 'zxingcpp', 'segno', 'numpy', 'PIL', 'PySide6'}"
    code = (
        "import sys, duty_desk.paper, duty_desk.paper.chart, duty_desk.paper.figures, duty_desk.paper.fallback\n"
        "import duty_desk.paper.forms, duty_desk.paper.proofs\n"
        f"print(sorted({{name.partition('.')[0] for name in sys.modules}} & {heavy}))"
    )
    root = Path(__file__).resolve().parents[3]
    done = subprocess.run([sys.executable, "-c", code], cwd=root, check=True, capture_output=True, text=True)
    assert done.stdout.strip() == "[]"


def test_laying_out_a_pass_needs_no_font() -> None:
    """The live preview beside the form draws with the fonts of the screen."""
    code = (
        "import sys, datetime\n"
        "from tests.duty_desk.paper.conftest import long_card\n"
        "from duty_desk.paper import layout_a6, layout_card, layout_receipt\n"
        "[make(long_card()) for make in (layout_a6, layout_card, layout_receipt)]\n"
        "print('reportlab' in sys.modules)"
    )
    root = Path(__file__).resolve().parents[3]
    done = subprocess.run([sys.executable, "-c", code], cwd=root, check=True, capture_output=True, text=True)
    assert done.stdout.strip() == "False"


def test_every_paper_can_be_previewed() -> None:
    with Preview(figures(BY_REASON)) as preview:
        assert preview.render(0, 72).width == pytest.approx(595, abs=1)
