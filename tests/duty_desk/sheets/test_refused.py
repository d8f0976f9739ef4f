"""Rows that were not imported come back with their reasons and can be corrected and imported again."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import openpyxl
import pytest

from duty_desk.people import rules
from duty_desk.sheets.examining import Examination, examine
from duty_desk.sheets.forms import form, form_keys
from duty_desk.sheets.judging import read_particulars
from duty_desk.sheets.layout import recognise
from duty_desk.sheets.reading import read_book, read_clipboard
from duty_desk.sheets.refused import write_refused, write_template
from duty_desk.sheets.verdicts import Verdict
from tests.duty_desk.sheets.sample import DATA, DIRTY, before_import, known_world

pytestmark = pytest.mark.slow

EVERY = tuple(Verdict)


def examined(path: Path, key: str) -> Examination:
    return examine(read_book(path), form(key), known_world())


@pytest.mark.parametrize(
    ("name", "key"),
    [
        ("01_领用_GBK.csv", "issues"),
        ("02_通行证_UTF8无BOM.csv", "passes"),
        ("03_来访_UTF8BOM.csv", "visits"),
        ("04_入库_公式与日期.xlsx", "receipts"),
        ("07_证件号码_问题.xlsx", "people"),
        ("08_数量_写法.xlsx", "issues"),
    ],
)
def test_refused_rows_are_refused_again_until_they_are_corrected(name: str, key: str, tmp_path: Path) -> None:
    first = examined(DIRTY / name, key)
    path = tmp_path / "refused.xlsx"
    count = write_refused(path, first)
    assert count == first.count(Verdict.REFUSE) > 0
    sheet: Any = openpyxl.load_workbook(path).active
    titles = [cell.value for row in sheet.iter_rows() for cell in row]
    assert "未导入原因" in titles
    again = examined(path, key)
    assert [notice.code for notice in again.notices if notice.code != "HEADER_OFFSET"] == []
    assert len(again.rows) == count
    before = [row.codes for row in first.rows if row.verdict == Verdict.REFUSE]
    # What was wrong only because of rows that are no longer beside it, or of a field too many, is right now.
    settled = {"STOCK_OVER", "NUMBER_DUPLICATE", "ID_DUPLICATE", "COLUMN_COUNT"}
    for old, row in zip(before, again.rows, strict=True):
        assert row.verdict == Verdict.REFUSE or settled & set(old)


def test_a_corrected_row_goes_in_at_the_second_try(tmp_path: Path) -> None:
    path = tmp_path / "refused.xlsx"
    write_refused(path, examined(DIRTY / "07_证件号码_问题.xlsx", "people"))
    book: Any = openpyxl.load_workbook(path)
    for row in book.active.iter_rows():
        for cell in row:
            if cell.value == "610000197803164210":
                cell.value = "61000019780316423" + rules.check_digit("61000019780316423")
    book.save(path)
    again = examined(path, "people")
    corrected = next(row for row in again.rows if row.values["name"] == "任烁")
    assert (corrected.verdict, corrected.codes) == (Verdict.ACCEPT, ())


def test_every_cell_comes_back_as_it_was(tmp_path: Path) -> None:
    first = examined(DATA / "临时通行证_0210-0223.xlsx", "passes")
    path = tmp_path / "all.xlsx"
    write_refused(path, first, verdicts=EVERY)
    again = examined(path, "passes")
    assert [row.values for row in again.rows] == [row.values for row in first.rows]


def test_a_grid_and_a_crew_form_come_back_too(tmp_path: Path) -> None:
    path = tmp_path / "all.xlsx"
    for name, key in (
        ("门岗进出_样例", "staff_temps"),
        ("隔离人员", "iso_temps"),
        ("施工人员_复工", "workers"),
    ):
        first = examined(DATA / f"{name}.xlsx", key)
        write_refused(path, first, verdicts=EVERY)
        again = examined(path, key)
        assert [row.values for row in again.rows] == [row.values for row in first.rows]
        jobs = [
            [read_particulars(table, before_import())[0] for table in each.tables] for each in (first, again)
        ]
        assert jobs[0] == jobs[1]


def test_the_reason_column_does_no_harm_when_pasted(tmp_path: Path) -> None:
    text = "姓名\t证件号码\t手机号码\t原行号\t未导入原因\n丁峻\t610000197803164216\t19900009501\t4\t已改好\n"
    examination = examine(read_clipboard(text), form("people"), known_world())
    assert [row.verdict for row in examination.rows] == [Verdict.ACCEPT]
    assert examination.verdict == Verdict.ACCEPT


@pytest.mark.parametrize("key", form_keys())
def test_a_template_is_recognised_and_lacks_nothing(key: str, tmp_path: Path) -> None:
    path = tmp_path / "template.xlsx"
    write_template(path, form(key))
    book = read_book(path)
    table = recognise(book, book.sheets[0], form(key))
    assert table is not None
    assert table.missing == ()
    assert {column.how for column in table.columns} == {"exact"}
    sheet: Any = openpyxl.load_workbook(path).active
    numbers = [field for field in form(key).fields.values() if field.type in ("id", "phone")]
    for field in numbers:
        column = table.fields[field.key][0]
        letters = openpyxl.utils.get_column_letter(column)
        assert sheet.column_dimensions[letters].width == pytest.approx(16, abs=1)
