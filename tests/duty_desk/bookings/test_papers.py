"""The lists for the door and the kitchen say who comes and how many, and their sums are those of their lines."""

from __future__ import annotations

from io import BytesIO
from typing import Any

import pytest
from pypdf import PdfReader

from duty_desk.bookings import papers
from tests.conftest import Filled, on_sqlite
from tests.duty_desk.bookings.conftest import MONDAY, TUESDAY, House, start

pytestmark = on_sqlite


@pytest.fixture
def told(filled: Filled) -> House:
    """Two have the bath, three have ordered."""
    house = start(filled)
    house.book("苗安宁", "12:00", place="松苑2-301", phone="19900002032")
    house.book(slot="15:30", person=house.woman)
    house.order("苗安宁", "A套餐", quantity=2, phone="19900002032")
    house.order("费远", "A套餐")
    house.order("费远", "B套餐", quantity=3)
    return house


def words_of(house: House, draw: Any, *given: Any) -> str:
    target = BytesIO()
    with house.desk.read() as read:
        draw(read, target, *given)
    return "\n".join(page.extract_text() for page in PdfReader(target).pages)


def test_the_door_sees_who_comes_when(told: House) -> None:
    words = words_of(told, papers.draw, told.bath, MONDAY)
    assert "南湖浴室" in words
    assert "已约 2 / 15" in words
    assert "苗安宁" in words
    assert "汤宸宥" in words
    assert "2032" not in words, "what hangs at the door has no number (S-46)"
    assert words.count("男") == 9
    assert words.count("女") == 6


def test_the_kitchen_sees_how_many(told: House) -> None:
    words = words_of(told, papers.draw, told.meals, TUESDAY)
    assert "A套餐 3 份" in words
    assert "B套餐 3 份" in words
    total = next(line for line in words.splitlines() if line.startswith("合计"))
    assert total.split()[1] == "6"
    assert "3月9日 20:00" in words, "the cut-off stands on it"


def test_all_canteens_together(told: House) -> None:
    words = words_of(told, papers.draw_totals, TUESDAY)
    assert "桃苑餐厅" in words
    total = next(line for line in words.splitlines() if line.startswith("合计"))
    assert total.split()[1:] == ["6", "3"]
