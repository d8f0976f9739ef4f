"""The published sums come out of the workbooks: 430 = 227 + 18 + 185, 537, 967, and the crews."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from db.vocabulary import PassKind
from duty_desk import passes
from duty_desk.desk import Desk
from duty_desk.passes.figure_report import columns_of, parts_of
from duty_desk.passes.figures import Figures, pass_figures, period_figures
from tests.conftest import Filled
from tests.duty_desk.passes.sample import add_places, bring_in, sheets_of
from tests.duty_desk.sheets.sample import expected

pytestmark = pytest.mark.slow


def fill(desk: Desk) -> None:
    with desk.work() as work:
        add_places(work)
    for key in ("passes", "material", "workers"):
        bring_in(desk, key, **({"particulars": sheets_of(key)} if key == "workers" else {}))


@pytest.fixture
def campaign(filled: Filled) -> Desk:
    return filled(fill)[0]


def test_every_published_sum_comes_out(campaign: Desk) -> None:
    with campaign.read() as read:
        found = pass_figures(read)
    wanted: dict[str, Any] = expected()["passes"]
    temporary = found["passes"]["temporary"]
    # The expected file lists only days on which a pass began or ended.
    valid = temporary["valid_on"]
    temporary["valid_on"] = {day: valid[day] for day in wanted["temporary"]["valid_on"]}
    for key, value in wanted["temporary"].items():
        assert temporary[key] == value, key
    for key, value in wanted["material"].items():
        assert found["passes"]["material"][key] == value, key
    assert found["passes"]["all_passes"] == wanted["all_passes"] == 967
    checked = {
        key: value for key, value in expected()["construction"].items() if not key.startswith("checks")
    }
    assert found["construction"] == checked


def test_a_period_has_every_day_and_sums_that_agree(campaign: Desk) -> None:
    with campaign.read() as read:
        found = period_figures(
            read, [PassKind.TEMPORARY, PassKind.MATERIAL], date(2020, 2, 20), date(2020, 2, 26)
        )
        assert found is not None
        assert len(found.days) == 7
        for sums in (found.by_group, found.by_day, found.by_unit, found.by_officer, found.by_status):
            assert sum(sums.values()) == found.total
        assert found.by_day[date(2020, 2, 24)] == 88
        assert list(found.by_group) == ["值班", "处理教学科研事务", "就医及照顾老人等", "取课件资料"]
        assert period_figures(read, [PassKind.EXTERNAL]) is None
        only = period_figures(read, [PassKind.TEMPORARY], reasons=["duty"])
        assert only is not None
        assert only.total == 227
        assert passes.count_kinds(read)[PassKind.MATERIAL] == 537


def steady(first: date, days: int) -> Figures:
    """Two passes for duty and one for care on each day."""
    groups = {"值班": 2, "就医照护": 1}
    by_day = {first + timedelta(days=n): groups for n in range(days)}
    total = 3 * days
    return Figures(
        first=first,
        last=first + timedelta(days=days - 1),
        total=total,
        by_group={group: n * days for group, n in groups.items()},
        by_day=dict.fromkeys(by_day, 3),
        by_day_and_group=by_day,
        by_unit={"后勤服务中心": total},
        by_officer={"": total},
        by_status={"issued": total},
    )


@pytest.mark.parametrize(
    ("days", "step", "columns", "first_name", "last_name"),
    [
        (62, "day", 62, "1月1日 周三", "3月2日 周一"),
        (63, "week", 10, "1月1日—1月5日", "3月2日—3月3日"),
        (60 * 7, "week", 61, "1月1日—1月5日", "2月22日—2月23日"),
        (731, "month", 24, "2020年1月", "2021年12月"),
    ],
)
def test_no_day_of_a_long_period_is_left_out_of_its_chart(
    days: int, step: str, columns: int, first_name: str, last_name: str
) -> None:
    found = columns_of(steady(date(2020, 1, 1), days))
    assert (found.step, len(found.labels), len(found.names)) == (step, columns, columns)
    assert (found.names[0], found.names[-1]) == (first_name, last_name)
    assert sum(found.totals) == 3 * days
    assert sum(found.groups["值班"]) == 2 * days


def test_every_table_of_the_report_ends_in_the_same_total(campaign: Desk) -> None:
    from duty_desk.paper.figures import FigureTable

    with campaign.read() as read:
        found = period_figures(read, [PassKind.TEMPORARY, PassKind.MATERIAL])
    assert found is not None
    tables = [part for part in parts_of(found) if isinstance(part, FigureTable)]
    assert [table.heading for table in tables] == ["按类别", "按日期和类别", "按单位", "按经办人"]
    for table in tables:
        assert table.totals is not None
        assert "967" in table.totals
    assert tables[0].rows[0] == ("值班", "227", "23.5%")
