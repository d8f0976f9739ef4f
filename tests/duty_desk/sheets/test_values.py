"""Dates, times, numbers and quantities in every way the office writes them."""

from __future__ import annotations

from datetime import date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from duty_desk.sheets.book import BOOLEAN, DATE, MOMENT, NUMBER, TIME, Cell
from duty_desk.sheets.quantities import parse_packs, read_quantity, same_unit
from duty_desk.sheets.values import (
    Context,
    Heading,
    Trouble,
    at,
    read_date,
    read_moment,
    read_number,
    read_temperature,
    read_time,
    text_of,
)
from duty_desk.sheets.world import Item

IN_2020 = Context(heading=Heading(years=(2020,)))
TURN_OF_YEAR = Context(heading=Heading(years=(2019, 2020), first=date(2019, 12, 20), last=date(2020, 1, 31)))
MASK = Item("M01", "一次性使用医用口罩", "个", {"盒": 50, "箱": 2000})
SOAP = Item("D15", "洗手液", "瓶", {"箱": 24}, weight_kg=0.5)
BLEACH = Item("D02", "84消毒液", "kg", {"桶": 25})
POWDER = Item("D03", "含氯消毒粉", "kg", {"包": 0.02, "箱": 10})


def code(trouble: Trouble | None) -> str:
    return trouble.code if trouble else ""


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2020-02-10", date(2020, 2, 10)),
        ("2020.2.10", date(2020, 2, 10)),
        ("2020/2/10", date(2020, 2, 10)),
        ("２０２０－０２－１０", date(2020, 2, 10)),
        ("2020年2月10日 ", date(2020, 2, 10)),
        ("2020年2月10日(星期一)", date(2020, 2, 10)),
        ("2020 年 2 月 10 日", date(2020, 2, 10)),
        ("20200210", date(2020, 2, 10)),
        ("2020-02-10 00:00:00", date(2020, 2, 10)),
        ("2020-02-10T00:00:00", date(2020, 2, 10)),
        ("2月10日", date(2020, 2, 10)),
        ("2月10号", date(2020, 2, 10)),
        ("2020-02-29", date(2020, 2, 29)),
    ],
)
def test_a_date_is_understood(text: str, day: date) -> None:
    assert read_date(Cell(text), IN_2020) == (day, None)


@pytest.mark.parametrize(
    ("cell", "found"),
    [
        (Cell("2020-02-30"), "DATE_INVALID"),
        (Cell("2020-13-01"), "DATE_INVALID"),
        (Cell("2/10/2020"), "DATE_INVALID"),
        (Cell("明天"), "DATE_INVALID"),
        (Cell("20.3.7"), "DATE_TWO_DIGIT_YEAR"),
        (Cell(43897, NUMBER), "DATE_SERIAL"),
        (Cell(12, NUMBER), "DATE_INVALID"),
        (Cell(True, BOOLEAN), "DATE_INVALID"),
        (Cell(0, DATE), "DATE_1900"),
        (Cell(60, DATE), "DATE_1900"),
        (Cell(0, TIME), "DATE_1900"),
        (Cell(3e6, DATE), "DATE_INVALID"),
        (Cell(-5, DATE), "DATE_1900"),
    ],
)
def test_what_is_no_sure_date_is_told(cell: Cell, found: str) -> None:
    assert code(read_date(cell, IN_2020)[1]) == found


def test_a_day_without_a_year_takes_it_from_the_heading() -> None:
    assert code(read_date(Cell("2月10日"), Context())[1]) == "DATE_NO_YEAR"
    assert read_date(Cell("12月25日"), TURN_OF_YEAR)[0] == date(2019, 12, 25)
    assert read_date(Cell("1月5日"), TURN_OF_YEAR)[0] == date(2020, 1, 5)
    assert code(read_date(Cell("2月29日"), Context(heading=Heading(years=(2019,))))[1]) == "DATE_INVALID"


def test_both_date_systems_are_applied() -> None:
    assert read_date(Cell(43897, DATE), Context())[0] == date(2020, 3, 7)
    assert read_date(Cell(42435, DATE), Context(date1904=True))[0] == date(2020, 3, 7)
    assert text_of(Cell(43897.5, MOMENT), Context()) == "2020-03-07 12:00"


@given(st.dates(date(1950, 1, 1), date(2099, 12, 31)))
def test_every_way_of_writing_a_day_means_that_day(day: date) -> None:
    serial = (day - date(1899, 12, 30)).days
    ways = [
        f"{day:%Y-%m-%d}",
        f"{day.year}.{day.month}.{day.day}",
        f"{day.year}年{day.month}月{day.day}日",
        f"{day:%Y/%m/%d}",
    ]
    assert {read_date(Cell(way), Context()) for way in ways} == {(day, None)}
    assert read_date(Cell(serial, DATE), Context()) == (day, None)


@pytest.mark.parametrize(
    ("cell", "clock"),
    [
        (Cell("9:05"), "09:05"),
        (Cell("9：05"), "09:05"),
        (Cell("14时30分"), "14:30"),
        (Cell("14时"), "14:00"),
        (Cell("14点30"), "14:30"),
        (Cell("９：０５"), "09:05"),
        (Cell("09:05:59"), "09:05"),
        (Cell("24:00"), "24:00"),
        (Cell("下午3:05"), "15:05"),
        (Cell("上午 9:05"), "09:05"),
        (Cell("下午12:30"), "12:30"),
        (Cell(0.5, TIME), "12:00"),
        (Cell(0.378472222222222, TIME), "09:05"),
        (Cell(1, TIME), "24:00"),
        (Cell(43897.25, MOMENT), "06:00"),
        (Cell(0.25, NUMBER), "06:00"),
    ],
)
def test_a_time_is_understood(cell: Cell, clock: str) -> None:
    assert read_time(cell, Context()) == (clock, None)


@pytest.mark.parametrize("cell", [Cell("25:00"), Cell("24:01"), Cell("9:60"), Cell("午后"), Cell(9, NUMBER)])
def test_what_is_no_time_is_told(cell: Cell) -> None:
    assert code(read_time(cell, Context())[1]) == "TIME_INVALID"


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("2022-11-25 09:04", datetime(2022, 11, 25, 9, 4)),
        ("2022年11月25日 9时04分", datetime(2022, 11, 25, 9, 4)),
        ("2020年2月24日24时", datetime(2020, 2, 25)),
        ("2月24日24时", datetime(2020, 2, 25)),
        ("2022-11-25T09:04:00", datetime(2022, 11, 25, 9, 4)),
        ("2020-02-24", datetime(2020, 2, 24)),
    ],
)
def test_a_moment_is_understood(text: str, moment: datetime) -> None:
    assert read_moment(Cell(text), IN_2020) == (moment, None)
    assert at(date(2020, 2, 29), "24:00") == datetime(2020, 3, 1)


@pytest.mark.parametrize(
    ("cell", "value"),
    [
        (Cell("１２０"), 120),
        (Cell("1,200"), 1200),
        (Cell("12 "), 12),
        (Cell("¥107,000.53"), 107000.53),
        (Cell("-3.5"), -3.5),
        (Cell(3.0, NUMBER), 3.0),
    ],
)
def test_a_number_is_understood(cell: Cell, value: float) -> None:
    assert read_number(cell, Context()) == (value, None)


@pytest.mark.parametrize("text", ["1,20", "1.2.3", "十", "12个", "", "1e999", "٣"])
def test_what_is_no_number_is_told(text: str) -> None:
    assert code(read_number(Cell(text), Context())[1]) == "NUMBER_INVALID"


@pytest.mark.parametrize("text", ["36.5", "36.5℃", "36.5 °C", "36.5度", "３６．５", "36.5 "])
def test_a_temperature_is_understood(text: str) -> None:
    assert read_temperature(Cell(text), Context()) == (36.5, None)


@pytest.mark.parametrize(
    ("text", "unit", "item", "base"),
    [
        ("１２０", "个", MASK, 120),
        ("1,200", "个", MASK, 1200),
        ("200个", "", MASK, 200),
        ("2盒", "", MASK, 100),
        ("2", "箱", MASK, 4000),
        ("2箱5盒3个", "", MASK, 4253),
        ("2.85", "公斤", BLEACH, 2.85),
        ("2.85", "KG", BLEACH, 2.85),
        ("3", "包", POWDER, 0.06),
        ("5", "公斤", SOAP, 10),
        ("0.1", "桶", BLEACH, 2.5),
    ],
)
def test_a_quantity_ends_in_base_units(text: str, unit: str, item: Item, base: float) -> None:
    found = read_quantity(Cell(text), unit, item, Context())
    assert (found.base, found.troubles, found.certain) == (base, (), True)


@pytest.mark.parametrize(
    ("text", "unit", "item", "codes", "base"),
    [
        ("约200", "个", MASK, ["QTY_APPROX"], None),
        ("240余个", "", MASK, ["QTY_APPROX"], None),
        ("200左右", "个", MASK, ["QTY_APPROX"], None),
        ("1.5万", "个", MASK, ["QTY_SUGGEST"], 15000),
        ("1e3", "个", MASK, ["QTY_SUGGEST"], 1000),
        ("2盒", "个", MASK, ["QTY_SUGGEST"], 100),
        ("3斤", "", BLEACH, ["UNIT_SUGGEST"], 1.5),
        ("0.02吨", "", BLEACH, ["UNIT_SUGGEST"], 20),
        ("3", "", MASK, ["UNIT_SUGGEST"], 3),
        ("2箱5包3个", "", MASK, ["QTY_NOT_NUMBER", "UNIT_UNKNOWN"], None),
        ("半桶", "", BLEACH, ["QTY_NOT_NUMBER"], None),
        ("无", "个", MASK, ["QTY_NOT_NUMBER"], None),
        ("—", "个", MASK, ["QTY_MISSING"], None),
        ("0", "个", MASK, ["QTY_ZERO"], None),
        ("-5", "个", MASK, ["QTY_NEGATIVE"], None),
        ("(5)", "个", MASK, ["QTY_NEGATIVE"], None),
        ("（5）", "个", MASK, ["QTY_NEGATIVE"], None),
        ("2.5", "个", MASK, ["QTY_FRACTION"], None),
        ("1.2", "公斤", SOAP, ["QTY_FRACTION"], None),
        ("3", "打", MASK, ["UNIT_UNKNOWN"], None),
        ("3", "公斤", MASK, ["UNIT_UNKNOWN"], None),
    ],
)
def test_a_doubtful_quantity_is_never_silently_repaired(
    text: str, unit: str, item: Item, codes: list[str], base: float | None
) -> None:
    found = read_quantity(Cell(text), unit, item, Context())
    assert ([trouble.code for trouble in found.troubles], found.base) == (codes, base)


def test_packs_and_units_are_read_from_the_catalogue() -> None:
    assert parse_packs("盒50·箱2000") == {"盒": 50, "箱": 2000}
    assert parse_packs("包0.02·箱10") == {"包": 0.02, "箱": 10}
    assert (same_unit("公斤"), same_unit("千克"), same_unit("ＫＧ"), same_unit("个")) == (
        "kg",
        "kg",
        "kg",
        "个",
    )
