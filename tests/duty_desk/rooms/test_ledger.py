"""The list of rooms: order, filters, search, sums."""

from __future__ import annotations

from typing import Any

import pytest

from db.vocabulary import RoomState
from duty_desk import ledger, rooms
from duty_desk.ledger import Request
from tests.duty_desk.rooms.conftest import Site


@pytest.fixture
def used(site: Site) -> Site:
    with site.desk.work() as work:
        rooms.shift(work, site.rooms["NH-EX2-101"], RoomState.OCCUPIED)
        rooms.close(work, site.rooms["MG1-101"], reason="换锁", version=1)
    return site


def codes(site: Site, request: Request) -> list[str]:
    with site.desk.read() as read:
        return [row.code for row in ledger.page(rooms.ROOMS, read, request).rows]


@pytest.mark.parametrize(
    ("request_", "wanted"),
    [
        (Request(), ["NH-EX2-101", "NH-EX2-102", "MG1-101"]),
        (Request(descending=True), ["MG1-101", "NH-EX2-102", "NH-EX2-101"]),
        (Request(sort="beds", descending=True), ["MG1-101", "NH-EX2-101", "NH-EX2-102"]),
        (Request(sort="state"), ["NH-EX2-102", "NH-EX2-101", "MG1-101"]),
        (Request(search="ex2-10"), ["NH-EX2-101", "NH-EX2-102"]),
        (Request(search="民工"), ["MG1-101"]),
        (Request(search="安置"), ["MG1-101"]),
        (Request(search="%"), []),
        (Request(filters={"state": [RoomState.OCCUPIED, RoomState.CLOSED]}), ["NH-EX2-101", "MG1-101"]),
        (Request(filters={"site": "应急房源"}), ["MG1-101"]),
        (Request(filters={"building": "学术交流中心2号楼", "state": "free"}), ["NH-EX2-102"]),
        (Request(filters={"kind": ["observation"]}), ["NH-EX2-101", "NH-EX2-102"]),
    ],
)
def test_rooms_are_listed_as_asked(used: Site, request_: Request, wanted: list[str]) -> None:
    assert codes(used, request_) == wanted


def test_zones_filter_and_what_was_asked_is_said(used: Site) -> None:
    asked: dict[str, Any] = {"zone": used.shared, "state": ["closed"]}
    assert codes(used, Request(filters=asked)) == ["MG1-101"]
    with used.desk.read() as read:
        assert rooms.ROOMS.describe is not None
        assert rooms.ROOMS.describe(read, Request(search="MG", filters=asked)) == (
            "查找“MG”　转运临时安置区　停用"
        )
        assert rooms.ROOMS.totals is not None
        sums = rooms.ROOMS.totals(read, Request())
        assert [total.text for total in sums] == ["8", "1"]
        row = ledger.page(rooms.ROOMS, read, Request(filters=asked)).rows[0]
        shown = {each.key: ledger.cell_text(each, row) for each in rooms.ROOMS.columns}
    assert (shown["state"], shown["reason"], shown["aircon"], shown["own_bath"]) == (
        "停用",
        "换锁",
        "分体",
        "是",
    )
