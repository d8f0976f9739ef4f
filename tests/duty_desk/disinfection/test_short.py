"""Used-mask bins and airing: one line each, ended, withdrawn, counted."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import pytest

from duty_desk import ledger
from duty_desk.desk import Desk
from duty_desk.disinfection import short_records
from duty_desk.disinfection.short_records import SHORTS, ShortKind
from duty_desk.errors import InputError, StaleError
from duty_desk.ledger import Request

TEN = datetime(2020, 3, 6, 10)


def record(desk: Desk, kind: ShortKind = ShortKind.AIRING, **more: Any) -> int:
    fields = {"place": "行健楼大厅", "started_at": TEN, "done_by": "沈岑"}
    with desk.work() as work:
        return short_records.record_short(work, kind=kind, **(fields | more))


def state(desk: Desk, key: int) -> str:
    with desk.read() as read:
        return short_records.get_short(read, key).state


def test_an_airing_is_begun_and_ended(desk: Desk) -> None:
    key = record(desk)
    assert state(desk, key) == "open"
    with desk.work() as work:
        short_records.end_airing(work, key, ended_at=datetime(2020, 3, 6, 10, 20))
    assert state(desk, key) == "short"
    with pytest.raises(StaleError), desk.work() as work:
        short_records.end_airing(work, key)
    assert state(desk, record(desk, ended_at=datetime(2020, 3, 6, 10, 30))) == "kept"


def test_a_bin_counts_its_bags(desk: Desk) -> None:
    for count in (None, 0, 10_001):
        with pytest.raises(InputError) as refused:
            record(desk, ShortKind.MASK_BIN, count=count)
        assert refused.value.field == "count"
    record(desk, ShortKind.MASK_BIN, count=3)
    other = record(desk, ShortKind.MASK_BIN, count=5)
    record(desk, ended_at=datetime(2020, 3, 6, 11))
    with desk.work() as work:
        short_records.withdraw_short(work, other, reason="登记重复")
    with desk.read() as read:
        figures = short_records.short_figures(read, date(2020, 3, 6), date(2020, 3, 6))
        page = ledger.page(SHORTS, read, Request(filters={"kind": "mask_bin"}))
        assert SHORTS.totals is not None
        (total,) = SHORTS.totals(read, Request())
        places = short_records.list_places(read, ShortKind.MASK_BIN)
    assert figures == {"bins": 1, "bags": 3, "airings": 1, "minutes": 60}
    assert [(row.count, row.state) for row in page.rows] == [(5, "withdrawn"), (3, "kept")]
    assert (total.text, places) == ("3", ("行健楼大厅",))


@pytest.mark.parametrize(
    ("more", "field"),
    [
        ({"place": " "}, "place"),
        ({"done_by": ""}, "done_by"),
        ({"started_at": datetime(2020, 3, 6, 13)}, "started_at"),
        ({"ended_at": TEN}, "ended_at"),
        ({"ended_at": datetime(2020, 3, 6, 15)}, "ended_at"),
    ],
)
def test_what_is_missing_or_cannot_be(sqlite_desk: Desk, more: dict[str, Any], field: str) -> None:
    with pytest.raises(InputError) as refused:
        record(sqlite_desk, **more)
    assert refused.value.field == field
