"""The duty calendar is read day by day, however the names were separated."""

from __future__ import annotations

from datetime import date

from duty_desk.people import rules
from duty_desk.sheets.book import Book
from duty_desk.sheets.fields import split_names
from duty_desk.sheets.reading import read_book, read_clipboard
from duty_desk.sheets.roster import is_roster, read_roster
from tests.duty_desk.sheets.sample import DATA, expected_rows


def test_every_day_of_the_calendar_has_its_people() -> None:
    book = read_book(DATA / "值班表_0129-0306.xlsx")
    days = [day for sheet in book.sheets for day in read_roster(book, sheet, rules)[0]]
    mine = [
        {"date": day.day.isoformat(), **{shift: list(people) for shift, people in day.shifts.items()}}
        for day in days
    ]
    assert mine == expected_rows()["roster"]
    assert all(read_roster(book, sheet, rules)[1] == () for sheet in book.sheets)
    assert all(is_roster(sheet) for sheet in book.sheets)


def test_other_sheets_are_no_calendar() -> None:
    assert not any(is_roster(sheet) for sheet in read_book(DATA / "机构与场所.xlsx").sheets)


def pasted(text: str) -> Book:
    return read_clipboard(text)


def test_cells_that_cannot_be_read_are_named() -> None:
    book = pasted("2020年2月值班表\n班次\t星期一\t星期二\n日期\t2月3日\t2月31日\n白班\t张3、李四\t王五\n")
    days, faults = read_roster(book, book.sheets[0], rules)
    assert [(day.day, day.shifts["day"]) for day in days] == [(date(2020, 2, 3), ("李四",))]
    assert [(fault.row, fault.column) for fault in faults] == [(3, 3), (4, 2)]
    assert all(fault.text for fault in faults)


def test_names_come_apart_however_they_were_joined() -> None:
    assert split_names("姚苓、程　汐，戴景澜;蔡瑶\n肖远砚 苏和荞　韩澈") == [
        "姚苓", "程汐", "戴景澜", "蔡瑶", "肖远砚", "苏和荞", "韩澈",
    ]  # fmt: skip
    assert split_names("周予澍（动力科）、周予澍(综合科)") == ["周予澍(动力科)", "周予澍(综合科)"]
