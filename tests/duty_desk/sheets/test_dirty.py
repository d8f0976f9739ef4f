"""Every row of the fourteen bad files gets the verdict a careful clerk would give it."""

from __future__ import annotations

import json
from typing import Any

import pytest

from duty_desk.sheets.examining import Examination, examine
from duty_desk.sheets.forms import form
from duty_desk.sheets.reading import FileRefused, read_book
from duty_desk.strings import set_language
from tests.duty_desk.sheets.sample import DIRTY, known_world, worded

pytestmark = pytest.mark.slow

FORMS = {"领用": "issues", "临时通行证": "passes", "来访登记": "visits", "入库": "receipts", "人员": "people"}
KEYS = {
    "issues": {"unit": "org", "qty": "issued"},
    "receipts": {"uom": "base_unit"},
}
FILES = sorted(path.name.removesuffix(".expected.json") for path in DIRTY.glob("*.expected.json"))

# The check digit of this number is wrong as well; the expected file names the greater fault only.
MORE = {("07_证件号码_问题", 11): {"ID_CHECK_DIGIT"}}


def wanted(name: str) -> dict[str, Any]:
    return json.loads((DIRTY / f"{name}.expected.json").read_text(encoding="utf-8"))


def examined(name: str) -> Examination:
    expectation = wanted(name)
    book = read_book(DIRTY / expectation["file"])
    return examine(book, form(FORMS[expectation["form"]]), known_world())


@pytest.mark.parametrize("name", [name for name in FILES if wanted(name)["file_verdict"] == "refuse"])
def test_a_file_that_is_no_table_is_refused_with_a_plain_sentence(name: str) -> None:
    expectation = wanted(name)
    with pytest.raises(FileRefused) as refused:
        read_book(DIRTY / expectation["file"])
    assert [refused.value.reason] == expectation["file_reasons"]
    assert refused.value.text


@pytest.mark.parametrize("name", [name for name in FILES if wanted(name)["file_verdict"] != "refuse"])
def test_every_row_gets_its_verdict(name: str) -> None:
    expectation = wanted(name)
    examination = examined(name)
    assert examination.verdict == expectation["file_verdict"]
    assert [notice.code for notice in examination.notices] == expectation["file_reasons"]
    assert [(row.sheet or None, row.row) for row in examination.rows] == [
        (row.get("sheet"), row["row"]) for row in expectation["rows"]
    ]
    wrong = [
        (row.row, str(row.verdict), row.codes, want)
        for row, want in zip(examination.rows, expectation["rows"], strict=True)
        if row.verdict != want["verdict"]
        or set(row.codes) != set(want["reasons"]) | MORE.get((name, row.row), set())
    ]
    assert wrong == []
    assert all(reason.text for row in examination.rows for reason in row.reasons)
    assert all(notice.text for notice in examination.notices)


@pytest.mark.parametrize("name", [name for name in FILES if wanted(name)["file_verdict"] != "refuse"])
def test_harmless_repairs_are_as_listed(name: str) -> None:
    expectation = wanted(name)
    examination = examined(name)
    by_row = {(row.sheet or None, row.row): row for row in examination.rows}
    for want in expectation["rows"]:
        values = by_row[want.get("sheet"), want["row"]].values
        for key, value in want.get("normalized", {}).items():
            own = KEYS.get(examination.form.key, {}).get(key, key)
            assert worded(examination.form, own, values[own]) == value, (want["row"], key)


@pytest.mark.parametrize("name", [name for name in FILES if wanted(name)["file_verdict"] != "refuse"])
def test_rows_that_are_no_data_are_left_out_for_a_reason(name: str) -> None:
    left_out = [(row.sheet or None, row.row, row.reason) for row in examined(name).left_out]
    assert left_out == [(row.get("sheet"), row["row"], row["reason"]) for row in wanted(name)["skipped_rows"]]


def test_a_header_in_the_wrong_place_is_found_and_its_gaps_named() -> None:
    expectation = wanted("06_通行证_表头错位")
    examination = examined("06_通行证_表头错位")
    table = examination.tables[0]
    assert table.header_row == expectation["header_row"]
    assert table.columns[0].number == 3
    titles = {column.title: column.field for column in table.columns}
    for title, meant in expectation["mapping"].items():
        field = table.form.fields[str(titles[title])]
        assert meant.replace("所在单位", "所在单位/房号") == field.title
    assert [column.title for column in table.columns if column.field is None] == expectation["ignored"]
    assert {title for _, title in examination.missing} == {"通行校门", "类别"}
    assert set(table.missing) == {"no", "gates", "category"}
    assert examination.rows[3].values["remark"] == "夜班"


def test_what_a_header_lacks_can_be_filled_in_for_all_rows() -> None:
    book = read_book(DIRTY / "06_通行证_表头错位.xlsx")
    defaults = {"gates": "南湖东大门", "category": "值班"}
    examination = examine(book, form("passes"), known_world(), defaults=defaults)
    assert examination.missing == ()
    assert {row.values["gates"] for row in examination.rows} == {("南湖东大门",)}
    assert {row.values["category"] for row in examination.rows} == {"duty"}


def test_every_sentence_can_be_said_in_english_too() -> None:
    set_language("en")
    try:
        for name in FILES:
            if wanted(name)["file_verdict"] != "refuse":
                examination = examined(name)
                said = [reason.text for row in examination.rows for reason in row.reasons]
                said += [each.text for each in (*examination.notices, *examination.left_out)]
                assert all(said)
                assert not any("{" in text for text in said)
    finally:
        set_language("zh_CN")
