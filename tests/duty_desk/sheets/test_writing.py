from __future__ import annotations

import random
from datetime import date, datetime, time
from pathlib import Path
from typing import Any

import openpyxl
import pytest
import python_calamine

from duty_desk.errors import InputError, StorageError
from duty_desk.people import rules
from duty_desk.sheets.csv_out import unencodable, write_csv
from duty_desk.sheets.reading import Cancelled, read_book
from duty_desk.sheets.writing import OutColumn, sheet_title, write_table

COLUMNS = (
    OutColumn("编号", width=20),
    OutColumn("姓名"),
    OutColumn("数量", "number"),
    OutColumn("日期", "date"),
    OutColumn("时刻", "moment", 18),
    OutColumn("时间", "time"),
)
ROWS: list[list[Any]] = [
    ["610000197803164216", "欧阳𬱖", 12.5, date(2020, 3, 6), datetime(2020, 3, 6, 17, 20), time(9, 5)],
    ["61000019700101008X", "王䶮", 3, None, None, None],
]
PAYLOADS = [
    "=1+1", "=cmd|' /C calc'!A0", '=HYPERLINK("http://example.test","点我")', "@SUM(1+1)", "+1+1", "-1+1",
    "+1位随行", "-待补登记", "\t制表符", "\r回车", "=", "@", "=A1", "={1}", "=\"a\"", "'=1+1", "\"=1+1\"",
    "<b>急</b>", "<script>alert(1)</script>", "&lt;", "a&b", "'; DROP TABLE visits;--", "http://example.test",
    "mailto:a@b.test", "file:///etc/passwd", "\\\\server\\share", "_x0041_", "a\nb", "a\r\nb", "  空格  ",
    "𬱖䶮㛃", "\u200b零宽", "#REF!", "TRUE", "1e5", "00123", "2020-02-30", "6.10E+17", "%s{name}", "—",
]  # fmt: skip


def write(path: Path, **more: Any) -> Any:
    lines = ["筛选：值班", "截至 2020年3月6日 17:20"]
    write_table(path, title="临时通行证", subtitle=lines, columns=COLUMNS, rows=ROWS, **more)
    return openpyxl.load_workbook(path).active


def test_a_ledger_can_be_filtered_printed_and_read_on(tmp_path: Path) -> None:
    sheet = write(tmp_path / "a.xlsx", totals={2: 15.5}, sheet_name="通行证")
    assert [sheet.cell(row, 1).value for row in (1, 2, 3, 4)] == [
        "临时通行证",
        "筛选：值班",
        "截至 2020年3月6日 17:20",
        "编号",
    ]
    assert sheet.title == "通行证"
    assert sheet.freeze_panes == "A5"
    assert sheet.auto_filter.ref == "A4:F6"
    assert sheet.print_title_rows == "$4:$4"
    assert (sheet.page_setup.orientation, sheet.page_setup.paperSize) == ("landscape", 9)
    assert (sheet.page_setup.fitToWidth or 1, sheet.page_setup.fitToHeight) == (1, 0)
    assert sheet.sheet_properties.pageSetUpPr.fitToPage
    assert [sheet.cell(7, column).value for column in (1, 2, 3)] == ["合计", None, 15.5]
    assert sheet.column_dimensions["A"].width == pytest.approx(20, abs=1)


def test_values_keep_their_kind(tmp_path: Path) -> None:
    sheet = write(tmp_path / "a.xlsx")
    row = [cell.value for cell in sheet[5]]
    assert row == [
        "610000197803164216",
        "欧阳𬱖",
        12.5,
        datetime(2020, 3, 6),
        datetime(2020, 3, 6, 17, 20),
        time(9, 5),
    ]
    assert (sheet["A5"].number_format, sheet["D5"].number_format) == ("@", "yyyy-mm-dd")
    assert [cell.value for cell in sheet[6]][3:] == [None, None, None]


def test_no_text_becomes_a_formula(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    columns = (OutColumn("备注"), OutColumn("又"))
    write_table(path, title="=1+1", columns=columns, rows=[[text, text] for text in PAYLOADS])
    sheet: Any = openpyxl.load_workbook(path).active
    for number, text in enumerate(PAYLOADS, 3):
        cell = sheet.cell(number, 1)
        assert cell.data_type == "s", text
        assert bool(cell.quotePrefix) == (text[0] in "=+-@\t\r"), text
        assert not cell.hyperlink
    assert sheet["A1"].data_type == "s"
    whole = python_calamine.load_workbook(path).get_sheet_by_index(0).to_python()
    assert [row[0] for row in whole[2:]] == [
        text.replace("\r\n", "\n").replace("\r", "\n") for text in PAYLOADS
    ] or [row[0] for row in whole[2:]] == PAYLOADS
    mine = read_book(path).sheets[0]
    texts = {row.number: row.cells[1].value for row in mine.rows}
    assert [texts[number] for number in range(3, 3 + len(PAYLOADS))] == PAYLOADS


def test_two_hundred_document_numbers_survive_both_ways(tmp_path: Path) -> None:
    chance = random.Random(20200306)
    numbers: list[str] = []
    for _ in range(200):
        born = date(1950, 1, 1).toordinal() + chance.randrange(20_000)
        first = f"610000{date.fromordinal(born):%Y%m%d}{chance.randrange(1000):03d}"
        numbers.append(first + rules.check_digit(first))
    assert any(number.endswith("X") for number in numbers)
    path = tmp_path / "ids.xlsx"
    write_table(path, title="名单", columns=[OutColumn("证件号码")], rows=[[number] for number in numbers])
    sheet: Any = openpyxl.load_workbook(path).active
    assert [sheet.cell(row, 1).value for row in range(3, 203)] == numbers
    whole = python_calamine.load_workbook(path).get_sheet_by_index(0).to_python()
    assert [row[0] for row in whole[2:]] == numbers
    assert [row.cells[1].value for row in read_book(path).sheets[0].rows[2:]] == numbers


def test_odd_characters_and_long_texts_do_not_stop_an_export(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    write_table(
        path,
        title="表" * 40,
        columns=[OutColumn("备注")],
        rows=[["\ud800孤"], ["\x01\x02"], ["字" * 40_000]],
        sheet_name="a/b[c]:*?",
    )
    sheet: Any = openpyxl.load_workbook(path).active
    assert sheet["A3"].value == "\ufffd孤"
    assert len(sheet["A5"].value) == 32_767
    assert sheet_title("一[二]/三" * 20) == ("一 二  三" * 20)[:31]


def test_a_table_that_fails_halfway_leaves_no_file(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    path.write_bytes(b"as it was")

    def rows() -> Any:
        yield ["一"]
        raise InputError("x", "sheets.file.DAMAGED")

    with pytest.raises(InputError):
        write_table(path, title="表", columns=[OutColumn("备注")], rows=rows())
    assert path.read_bytes() == b"as it was"
    assert [entry.name for entry in tmp_path.iterdir()] == ["a.xlsx"]


def test_a_folder_that_is_not_there_is_said_plainly(tmp_path: Path) -> None:
    with pytest.raises(StorageError) as error:
        write(tmp_path / "none" / "a.xlsx")
    assert "a.xlsx" in error.value.text


def test_progress_is_told_and_may_stop_the_writing(tmp_path: Path) -> None:
    seen: list[int] = []
    rows = [["一"]] * 2_500
    write_table(tmp_path / "a.xlsx", title="表", columns=[OutColumn("备注")], rows=rows, progress=seen.append)
    assert seen == [1_000, 2_000, 2_500]

    def stop(_: int) -> None:
        raise Cancelled

    with pytest.raises(Cancelled):
        write_table(tmp_path / "b.xlsx", title="表", columns=[OutColumn("备注")], rows=rows, progress=stop)
    assert not (tmp_path / "b.xlsx").exists()


def test_csv_is_for_excel_by_default(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    assert write_csv(path, ["姓名", "备注"], [["王䶮", "=1+1"], ["李", None], ["张", 'a,"b"']]) == 3
    assert path.read_bytes().startswith("\ufeff姓名,备注\r\n王䶮,'=1+1\r\n".encode())
    assert path.read_bytes().endswith('张,"a,""b"""\r\n'.encode())
    book = read_book(path)
    assert (book.encoding, book.sheets[0].rows[1].cells[1].value) == ("UTF-8 with BOM", "王䶮")


def test_gb_18030_keeps_every_name_and_gbk_says_what_it_would_lose(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    write_csv(path, ["姓名"], [["王䶮"], ["欧阳𬱖"]], encoding="gb18030")
    assert path.read_bytes().decode("gb18030") == "姓名\r\n王䶮\r\n欧阳𬱖\r\n"
    with pytest.raises(InputError) as error:
        write_csv(tmp_path / "b.csv", ["姓名"], [["王䶮"], ["欧阳𬱖"]], encoding="gbk")
    assert "䶮𬱖" in error.value.text
    assert not (tmp_path / "b.csv").exists()
    assert unencodable(["王明", "䶮䶮"], "gbk") == "䶮"


def test_no_column_is_too_narrow_for_what_is_in_it(tmp_path: Path) -> None:
    """A moment would stand as ####, and a number would be cut off by the next cell (U-29)."""
    columns = (OutColumn("观察编号", width=10), OutColumn("入住", "moment", 14), OutColumn("备注", width=10))
    rows = [["观字〔2020〕第0038号", datetime(2020, 3, 6, 17, 20), "长" * 400]]
    write_table(tmp_path / "a.xlsx", title="台账", columns=columns, rows=rows)
    sheet: Any = openpyxl.load_workbook(tmp_path / "a.xlsx").active
    number, moment, note = (sheet.column_dimensions[letter].width for letter in "ABC")
    assert number >= 20
    assert moment >= len("2020-03-06 17:20") + 1
    assert note < 60, "what is very long does not push the rest off the page"
