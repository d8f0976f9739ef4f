"""Dates are understood as people in an office type them."""

from __future__ import annotations

from datetime import date, datetime, time

import pytest

from duty_desk import formats
from duty_desk.errors import InputError
from duty_desk.strings import LANGUAGES, writing_in
from ui.kit.date_fields import ClockField, DateField, MomentField
from ui.kit.date_input import parse_clock, parse_date, parse_moment

TODAY = date(2020, 3, 6)
NOW = datetime(2020, 3, 6, 17, 20)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("3-6", date(2020, 3, 6)),
        ("0306", date(2020, 3, 6)),
        ("306", date(2020, 3, 6)),
        ("3月6日", date(2020, 3, 6)),
        ("３月８日", date(2020, 3, 8)),
        ("3月8", date(2020, 3, 8)),
        ("2020年3月6日", date(2020, 3, 6)),
        ("今天", date(2020, 3, 6)),
        ("明天", date(2020, 3, 7)),
        ("后天", date(2020, 3, 8)),
        ("昨天", date(2020, 3, 5)),
        ("today", date(2020, 3, 6)),
        ("+3", date(2020, 3, 9)),
        ("＋3", date(2020, 3, 9)),
        ("-1", date(2020, 3, 5)),
        ("3/8", date(2020, 3, 8)),
        ("3.8", date(2020, 3, 8)),
        ("20200308", date(2020, 3, 8)),
        ("2019-12-31", date(2019, 12, 31)),
        ("12-31", date(2019, 12, 31)),
        ("2-29", date(2020, 2, 29)),
        ("8 Mar", date(2020, 3, 8)),
        ("8mar", date(2020, 3, 8)),
        ("March 8", date(2020, 3, 8)),
        ("8 March 2019", date(2019, 3, 8)),
        ("Mar 8, 2019", date(2019, 3, 8)),
        ("  ", None),
    ],
)
def test_days(text: str, day: date | None) -> None:
    assert parse_date(text, TODAY) == day


def test_year_is_the_nearest() -> None:
    assert parse_date("1-3", date(2020, 12, 30)) == date(2021, 1, 3)
    assert parse_date("12-30", date(2021, 1, 2)) == date(2020, 12, 30)


@pytest.mark.parametrize(
    ("text", "key"), [("昨", "not_understood"), ("2-30", "impossible"), ("13-1", "impossible")]
)
def test_wrong_days_are_refused_in_words(text: str, key: str) -> None:
    with pytest.raises(InputError) as refused:
        parse_date(text, TODAY, "valid_from")
    assert refused.value.key == f"kit.date.{key}"
    assert refused.value.field == "valid_from"
    assert refused.value.text


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("3-6 17:20", datetime(2020, 3, 6, 17, 20)),
        ("0306 1720", datetime(2020, 3, 6, 17, 20)),
        ("3月6日17:20", datetime(2020, 3, 6, 17, 20)),
        ("17:20", datetime(2020, 3, 6, 17, 20)),
        ("今天 24:00", datetime(2020, 3, 7)),
        ("3月8日 24:00", datetime(2020, 3, 9)),
        ("+3", datetime(2020, 3, 9)),
        ("2020-3-8 6:00", datetime(2020, 3, 8, 6)),
        ("2020年3月8日 06:00", datetime(2020, 3, 8, 6)),
        ("", None),
    ],
)
def test_moments(text: str, moment: datetime | None) -> None:
    assert parse_moment(text, NOW) == moment


def test_an_end_day_lasts_to_midnight() -> None:
    assert parse_moment("3-8", NOW, end=True) == datetime(2020, 3, 9)
    assert parse_moment("+0", NOW, end=True) == datetime(2020, 3, 7)


def test_clock() -> None:
    assert parse_clock("1720") == (time(17, 20), False)
    assert parse_clock("7") == (time(7), False)
    assert parse_clock("24:00") == (time(0), True)
    for wrong in ("25:00", "17:60", "24:01", "x"):
        with pytest.raises(InputError):
            parse_clock(wrong)


def test_field_shows_the_office_way_after_leaving(qtbot) -> None:
    field = DateField(lambda: NOW)
    qtbot.addWidget(field)
    field.setText("0308")
    assert field.value() == date(2020, 3, 8)
    assert field.text() == "0308"
    field.tidy()
    assert field.text() == "3月8日"
    field.setText("2-30")
    field.tidy()
    assert field.text() == "2-30"
    assert field.value() is None
    assert field.problem() == "没有 2月30日 这一天"
    field.set_value(date(2022, 5, 1))
    assert field.text() == "2022年5月1日"
    assert field.value() == date(2022, 5, 1)


def test_end_field_writes_24_00(qtbot) -> None:
    field = MomentField(lambda: NOW, datetime(2020, 3, 9), end=True)
    qtbot.addWidget(field)
    assert field.text() == "3月8日 24:00"
    assert field.value() == datetime(2020, 3, 9)
    field.setText("+1")
    field.tidy()
    assert field.text() == "3月7日 24:00"


def test_clock_field(qtbot) -> None:
    field = ClockField(time(6, 0))
    qtbot.addWidget(field)
    assert field.text() == "06:00"
    field.setText("2200")
    field.tidy()
    assert (field.text(), field.value()) == ("22:00", time(22))


@pytest.mark.parametrize("chosen", LANGUAGES)
def test_what_a_screen_writes_is_understood_when_it_is_typed(chosen: str) -> None:
    """In each language, every month, with and without the time."""
    with writing_in(chosen):
        for month in range(1, 13):
            moment = datetime(2020, month, 16, 17, 20)
            assert parse_date(formats.day(moment.date()), moment.date()) == moment.date()
            assert parse_date(formats.full_day(moment.date()), TODAY) == moment.date()
            assert parse_moment(formats.moment(moment), moment) == moment
            assert parse_moment(formats.full_moment(moment), NOW) == moment
