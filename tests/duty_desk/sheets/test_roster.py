"""The duty calendar is read cell by cell, however it is drawn and however the names were separated."""

from __future__ import annotations

from datetime import date
from typing import Any

from duty_desk.people import rules
from duty_desk.sheets.book import Book
from duty_desk.sheets.examining import examine
from duty_desk.sheets.fields import split_names
from duty_desk.sheets.forms import form, form_keys
from duty_desk.sheets.layout import best_forms
from duty_desk.sheets.reading import read_book, read_clipboard
from duty_desk.sheets.verdicts import JudgedRow, Verdict
from duty_desk.sheets.world import World
from tests.duty_desk.sheets.sample import DATA, expected_rows

ROSTER = form("roster")
SHIFTS = ("leader", "day", "night", "standby")


def rows_of(book: Book) -> tuple[JudgedRow, ...]:
    return examine(book, ROSTER, World(date(2020, 3, 6), identity=rules)).rows


def test_every_day_of_the_calendar_has_its_people() -> None:
    book = read_book(DATA / "值班表_0129-0306.xlsx")
    rows = rows_of(book)
    assert {row.verdict for row in rows} == {Verdict.ACCEPT}
    days: dict[str, dict[str, Any]] = {}
    for row in rows:
        day = days.setdefault(row.values["date"].isoformat(), {key: [] for key in SHIFTS})
        day[row.values["shift"]] = list(row.values["people"])
    assert [{"date": day, **days[day]} for day in sorted(days)] == expected_rows()["roster"]
    assert rows[0].values["cell"] == "D5"


def test_all_its_sheets_are_taken_for_a_roster_and_no_other() -> None:
    every = [form(key) for key in form_keys()]
    for name, wanted in (("值班表_0129-0306", True), ("机构与场所", False), ("隔离人员", False)):
        book = read_book(DATA / f"{name}.xlsx")
        found = [best_forms(book, sheet, every)[0].key == "roster" for sheet in book.sheets]
        assert found == [wanted] * len(book.sheets)


def test_cells_that_cannot_be_read_are_named() -> None:
    book = read_clipboard(
        "2020年2月值班表\n班次\t星期一\t星期二\n日期\t2月3日\t2月31日\n白班\t张3、李四\t王五\n"
    )
    rows = rows_of(book)
    assert [(row.values["cell"], row.verdict) for row in rows] == [
        ("B4", Verdict.REFUSE),
        ("C4", Verdict.REFUSE),
    ]
    assert [row.reasons[0].field for row in rows] == ["people", "date"]


def test_a_line_a_person_with_a_column_a_day_is_a_roster_too() -> None:
    days = "\t".join(str(number) for number in range(1, 9))
    book = read_clipboard(
        f"2020年3月值班表\n姓名\t岗位\t{days}\n"
        "苗春燕\t公寓\t白\t白\t夜\t休\t\t白夜\t备\t带\n"
        "周予澍(动力科)\t\t休\t休\t休\t休\t白\t休\t休\t休\n"
        "白班人数\t\t1\t1\t0\t0\t1\t1\t0\t0\n"
    )
    rows = rows_of(book)
    assert {row.verdict for row in rows} == {Verdict.ACCEPT}
    assert [(row.values["date"].day, row.values["shift"], row.values["people"]) for row in rows] == [
        (1, "day", ("苗春燕",)),
        (2, "day", ("苗春燕",)),
        (3, "night", ("苗春燕",)),
        (6, "day", ("苗春燕",)),
        (6, "night", ("苗春燕",)),
        (7, "standby", ("苗春燕",)),
        (8, "leader", ("苗春燕",)),
        (5, "day", ("周予澍(动力科)",)),
    ]
    assert rows[0].values["date"] == date(2020, 3, 1)


def test_names_come_apart_however_they_were_joined() -> None:
    assert split_names("姚苓、程　汐，戴景澜;蔡瑶\n肖远砚 苏和荞　韩澈") == [
        "姚苓", "程汐", "戴景澜", "蔡瑶", "肖远砚", "苏和荞", "韩澈",
    ]  # fmt: skip
    assert split_names("周予澍（动力科）、周予澍(综合科)") == ["周予澍(动力科)", "周予澍(综合科)"]
