"""Slots by rule on the days they hold (domain B25), and what lines of a chat mean however they are written."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from duty_desk.bookings import pasting, rules
from duty_desk.bookings.rules import Opening
from tests.duty_desk.bookings.conftest import bath_rules

OPTIONS = ("A套餐", "B套餐", "清真套餐")


@pytest.mark.parametrize("day", [date(2020, 3, 1) + timedelta(days=n) for n in range(28)])
def test_the_bath_house_is_open_on_its_days(day: date) -> None:
    slots = rules.slots_of(day, bath_rules())
    if day.isoweekday() not in (1, 3, 5, 7):
        assert slots == ()
        return
    assert (slots[0].key, slots[0].option) == ("12:00", "男")
    assert (slots[8].key, slots[8].ends) == ("14:40", time(15))
    assert (slots[9].key, slots[9].option) == ("15:30", "女")
    assert (slots[-1].key, slots[-1].ends) == ("17:10", time(17, 30))
    assert len(slots) == 15
    assert {slot.capacity for slot in slots} == {1}


@given(st.integers(5, 90), st.integers(1, 600))
def test_slots_neither_overlap_nor_run_over(minutes: int, length: int) -> None:
    end = (datetime(2020, 3, 9, 8) + timedelta(minutes=length)).time()
    slots = rules.slots_of(date(2020, 3, 9), [Opening("", (), time(8), end, minutes, 2)])
    assert len(slots) == length // minutes
    for before, after in pairwise(slots):
        assert before.ends == after.starts
    assert all(slot.ends is not None and slot.ends <= end for slot in slots)


def test_orders_close_the_evening_before() -> None:
    assert rules.cut_off(date(2020, 3, 1), time(20), 1) == datetime(2020, 2, 29, 20)
    assert rules.cut_off(date(2020, 3, 1), None, 1) is None


@pytest.mark.parametrize(
    ("line", "name", "option", "quantity", "clock"),
    [
        ("1. 张三 A套餐 2份", "张三", "A套餐", 2, None),
        ("2、李四 B套餐", "李四", "B套餐", 1, None),
        ("３．王五　Ｂ套餐　３份", "王五", "B套餐", 3, None),
        ("4)赵六 A 2", "赵六", "A套餐", 2, None),
        ("5 阿依古丽·买买提 清真套餐×2", "阿依古丽·买买提", "清真套餐", 2, None),
        ("6.孙八A套餐两份", "孙八", "A套餐", 2, None),
        ("7. 周九 b套餐 一份 19900002032", "周九", "B套餐", 1, None),
        ("8张三丰 A套餐3份", "张三丰", "A套餐", 3, None),
        ("吴十 A套餐 1份 松苑2-301", "吴十", "A套餐", 1, None),
        ("9. 郑一 12:40", "郑一", "", 1, time(12, 40)),
        ("10. 郑二 12：40", "郑二", "", 1, time(12, 40)),
        ("11. 郑三 3点半", "郑三", "", 1, time(3, 30)),
        ("12:00 郑四", "郑四", "", 1, time(12)),
        ("12点20 郑五", "郑五", "", 1, time(12, 20)),
    ],
)
def test_a_line_of_a_chat(line: str, name: str, option: str, quantity: int, clock: time | None) -> None:
    (said,) = rules.read_list(line, OPTIONS, pasting.signs())
    assert (said.name, said.option, said.quantity, said.starts) == (name, option, quantity, clock)


def test_what_stands_around_a_list_is_no_order() -> None:
    text = "#接龙\n【明日盒饭】\n例 张三 A套餐 1份\n\n1. 张三 A套餐 1份\n2. 李四 B套餐 2份\n合计 3"
    found = rules.read_list(text, OPTIONS, pasting.signs())
    assert [(said.number, said.name, said.line) for said in found] == [(1, "张三", 5), (2, "李四", 6)]


@given(st.text(max_size=60))
def test_nothing_typed_breaks_it(text: str) -> None:
    for said in rules.read_list(text, OPTIONS, pasting.signs()):
        assert said.quantity >= 0
