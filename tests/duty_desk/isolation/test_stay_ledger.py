"""The list of stays: narrowed by state, place and days, searched, sorted with what is not known at the end."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from duty_desk import ledger
from duty_desk.isolation.stay_ledger import STAYS
from duty_desk.ledger import Request
from tests.duty_desk.isolation.conftest import Site


def names(
    site: Site, /, *, search: str = "", sort: str | None = None, down: bool = False, **filters: Any
) -> list[str]:
    with site.desk.read() as read:
        request = Request(search=search, filters=filters, sort=sort, descending=down)
        return [row.name for row in ledger.iterate(STAYS, read, request)]


def test_stays_are_narrowed_searched_and_sorted(site: Site) -> None:
    site.admitted("苗宁")
    site.admitted("费然", "MG1-101", category="other")
    site.approved("陶以筠", category="other")
    site.request("汤宸宥")
    assert names(site) == ["汤宸宥", "陶以筠", "费然", "苗宁"], "the last reported first"
    assert names(site, state="admitted", sort="name") == ["费然", "苗宁"]
    assert set(names(site, state=["requested", "approved"])) == {"汤宸宥", "陶以筠"}
    assert names(site, category="close_contact", state="admitted") == ["苗宁"]
    assert names(site, building="MG1") == ["费然"]
    assert names(site, site="学术交流中心", sort="room") == ["费然", "苗宁"]
    assert names(site, search="miaoning") == ["苗宁"]
    assert names(site, search="NH-EX2-101") == ["苗宁"]
    assert names(site, period=(date(2020, 3, 7), None)) == []
    assert set(names(site, period=(date(2020, 3, 6), date(2020, 3, 6)))) == {"苗宁", "费然"}
    for down in (False, True):
        order = names(site, sort="admitted_at", down=down)
        assert set(order[:2]) == {"苗宁", "费然"}, "who was not admitted stands last"


def test_the_list_says_what_it_shows_and_shortens_numbers(site: Site) -> None:
    site.admitted("苗宁")
    request = Request(search="苗", filters={"state": "admitted", "building": "NH-EX2"})
    with site.desk.read() as read:
        (row,) = ledger.iterate(STAYS, read, request)
        assert STAYS.describe is not None
        assert STAYS.describe(read, request) == "状态：在住、NH-EX2、查找：苗"
    cells: Mapping[str, str] = {column.key: ledger.cell_text(column, row) for column in STAYS.columns}
    assert cells["name"] == "苗*"
    assert "*" in cells["id_number"]
    assert cells["state"] == "在住"
    assert cells["category"] == "密接"
