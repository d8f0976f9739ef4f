"""The bulletin on paper, charts with their numbers, the daily sheet that is frozen when it is printed."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from decimal import Decimal
from io import BytesIO
from pathlib import Path

import pytest
from openpyxl import load_workbook

from db.vocabulary import IncidentKind
from duty_desk import incidents, settings
from duty_desk.desk import Desk
from duty_desk.errors import Denied, InputError
from duty_desk.paper.layout import POINT, Text
from duty_desk.paper.official import LINES, SIZE
from duty_desk.reports import (
    bulletin_papers,
    daily,
    daily_paper,
    figures,
    issuing,
    period,
    period_papers,
)
from duty_desk.strings import writing_in
from tests.conftest import on_sqlite
from tests.duty_desk.paper.reading import pdfium_pages, squeezed
from tests.duty_desk.reports.conftest import Office, at

pytestmark = pytest.mark.slow

FIRST, LAST = date(2020, 2, 10), date(2020, 3, 6)
INCIDENTS = {"key": "incidents.found"}
LONG = "值班室按要求每日汇总各单位情况，逐项核对后报送。" * 9


def text_of(office: Office, bulletin: int) -> list[str]:
    with office.desk.read() as read:
        return [squeezed(page) for page in pdfium_pages(bulletin_papers.draw(read, bulletin))]


# --- the bulletin ---


def test_an_issue_says_number_date_recipients_cutoff_and_code(office: Office) -> None:
    draft = office.draft(
        ("今日突发事件{n}起。", {"n": INCIDENTS}),
        ("", {}),
        reported_to="校领导",
        given_to="27 个单位",
        copies=35,
    )
    assert "草稿" in text_of(office, draft)[0]
    with office.desk.work(office.leader) as work:
        issuing.issue(work, draft)
    (page,) = text_of(office, draft)
    for words in (
        "疫情防控信息简报",
        "第1期",
        "总务处编",
        "2020年3月6日",
        "今日突发事件0起。",
        "【第2节】无",
        "报：校领导",
        "发：27个单位",
        "共印35份",
        "西岭理工大学总务处",
        "数据截至2020年3月6日12:00",
        "制表人",
        office.detail(draft).anchor,
    ):
        assert words in page, words
    assert "草稿" not in page
    with office.desk.work(office.leader) as work:
        issuing.withdraw(work, draft, reason="数字有误")
    assert "已撤回" in text_of(office, draft)[0]


def test_the_same_issue_prints_the_same_paper(office: Office) -> None:
    """Acceptance check R-54: print, post more, print again."""
    draft = office.draft(("今日突发事件{n}起。", {"n": INCIDENTS}))
    with office.desk.work(office.leader) as work:
        issuing.issue(work, draft)
    before = text_of(office, draft)
    office.incident(office.desk.now)
    office.forward(days=1)
    assert text_of(office, draft) == before


def test_marks_stand_where_the_figures_were_set(office: Office) -> None:
    draft = office.draft((LONG + "{n}起，" + LONG + "共{m}个。", {"n": INCIDENTS, "m": {"key": "units.due"}}))
    with office.desk.read() as read:
        pages, places = bulletin_papers.laid_out(read, office.detail(draft))
    assert {place.mark for place in places} == {1, 2}
    for place in places:
        line = next(
            item
            for item in pages[place.page].items
            if isinstance(item, Text) and item.serif and place.y <= item.y <= place.y + place.height
        )
        assert line.x <= place.x
        # One digit is a little more than half as wide as a character of the text.
        assert 0.3 * SIZE * POINT < place.width < SIZE * POINT
    assert pages[0].width == 210


@pytest.mark.parametrize("sections", [1, 4, 9])
def test_long_bulletins_go_on_overleaf_and_keep_their_end(office: Office, sections: int) -> None:
    draft = office.draft(*[(LONG, {})] * sections, reported_to="校领导", copies=3)
    pages = text_of(office, draft)
    assert len(pages) >= sections * 9 // LINES
    assert "共印3份" in pages[-1]
    assert all(f"—{number}—" in page for number, page in enumerate(pages, 1))
    assert "".join(pages).count("逐") == 9 * sections, "no line is lost between the pages"


# --- charts ---


@on_sqlite
@pytest.mark.parametrize("kind", period.KINDS)
def test_a_chart_its_table_and_its_workbook_say_the_same(sample: Desk, kind: str, tmp_path: Path) -> None:
    choices = {"metric": "口罩"} if kind == "goods" else {}
    with sample.read() as read:
        chart = period.chart(read, kind, FIRST, LAST, choices)
        target = BytesIO()
        period_papers.draw(read, target, chart)
        path = tmp_path / "numbers.xlsx"
        assert period_papers.write(read, path, chart) == len(chart.names)
    text = squeezed("".join(pdfium_pages(target.getvalue())))
    for words in ("西岭理工大学总务处", "截至2020年3月6日", "制表人", "第1页"):
        assert words in text
    assert all(squeezed(one.name) in text for one in chart.series)
    last = period_papers.sums(chart)
    if last is not None:
        assert [sum(one.values, Decimal(0)) for one in chart.series] == list(last[1 : len(chart.series) + 1])
    sheet = load_workbook(path).active
    assert sheet is not None
    assert any(chart.names[0] in row for row in sheet.iter_rows(values_only=True))


@on_sqlite
def test_the_days_of_a_chart_add_up_to_the_figure(sample: Desk) -> None:
    with sample.read() as read:
        passes = period.chart(read, "passes", FIRST, LAST)
        whole = figures.compute(read, "passes.issued", from_on=FIRST)
        assert sum((sum(one.values) for one in passes.series), Decimal(0)) == whole == 967
        assert [one.name for one in passes.series][:1] == ["值班"]
        goods = period.chart(read, "goods", date(2020, 1, 20), LAST, {"metric": "体温计"})
        assert [sum(one.values) for one in goods.series] == [24000, 400]
        # The workbook of the sample ends on 5 March: the reports of the day after are filed in its course.
        reports = period.chart(read, "reports", date(2020, 1, 23), date(2020, 3, 5))
        on_time, late, missing = (sum(one.values) for one in reports.series)
        assert on_time + late == 1187 - 27
        assert (late, missing) == (3, 1)


@on_sqlite
def test_a_long_period_is_drawn_by_week_and_by_month(sample: Desk) -> None:
    with sample.read() as read:
        by_day = period.chart(read, "passes", FIRST, LAST)
        by_week = period.chart(read, "passes", date(2019, 12, 1), LAST)
        by_month = period.chart(read, "passes", date(2018, 8, 1), LAST)
        assert (by_day.step, by_week.step, by_month.step) == ("day", "week", "month")
        sums = {
            sum((sum(one.values) for one in chart.series), Decimal(0))
            for chart in (by_day, by_week, by_month)
        }
        assert sums == {Decimal(967)}
        for first, last in ((LAST, FIRST), (date(2015, 1, 1), LAST)):
            with pytest.raises(InputError):
                period.chart(read, "passes", first, last)


@on_sqlite
def test_days_left_run_beside_what_came_and_went(sample: Desk) -> None:
    with sample.read() as read:
        chart = period.chart(read, "goods", FIRST, LAST, {"item": "M01"})
        assert chart.line
        assert len(chart.line_values) == len(chart.names)
        said = figures.compute(read, "goods.days_left", choices={"item": "M01"})
        assert chart.line_values[-1] == said


@on_sqlite
def test_rooms_run_beside_the_people_who_are_in_them(sample: Desk) -> None:
    with sample.read() as read:
        chart = period.chart(read, "occupancy", FIRST, LAST)
        there = figures.rows(read, "isolation.staying").lines
    assert chart.line == "占用房间（间）"
    people = [sum(values) for values in zip(*(one.values for one in chart.series), strict=True)]
    assert people[-1] == len(there)
    assert chart.line_values[-1] == len({line.cells[3] for line in there if line.cells[3]})
    assert all(
        rooms is not None and rooms <= count for rooms, count in zip(chart.line_values, people, strict=True)
    )


# --- the daily sheet ---


def test_the_daily_sheet_is_the_same_when_printed_again(office: Office) -> None:
    """Acceptance check R-54: whatever was posted meanwhile, and whoever prints."""
    cutoff = office.desk.now
    office.incident(cutoff, "测温门停电")
    with office.desk.read() as read:
        first = daily.sheet(read)
        before = daily_paper.draw(read, first)
    with office.desk.work() as work:
        daily.record_print(work, first, "PDF")
    office.forward(hours=3)
    office.incident(cutoff, "补记")
    with office.desk.read(office.chief) as read:
        again = daily.sheet(read, cutoff)
        assert again.is_kept
        assert pdfium_pages(daily_paper.draw(read, again)) == pdfium_pages(before)
        late = {each.name: (each.printed, each.now) for each in daily.late_entries(read, again)}
        with writing_in("en"):
            other = daily.sheet(read, cutoff)
            assert pdfium_pages(daily_paper.draw(read, other)) == pdfium_pages(before), (
                "not half in each language"
            )
            assert len(daily.late_entries(read, other)) == 2
    assert late == {"突发事件（当日）": ("1", "2"), "突发事件　处置中": ("1", "2")}


def test_the_daily_sheet_says_today_and_yesterday_to_the_same_clock(office: Office) -> None:
    office.incident(office.desk.now - timedelta(days=1, hours=2))
    office.incident(office.desk.now - timedelta(hours=1))
    office.incident(office.desk.now)
    with office.desk.read() as read:
        found = daily.sheet(read)
    row = next(row for row in found.rows if row.name == "突发事件（当日）")
    assert (row.today, row.yesterday) == ("2", "1")
    assert found.opens is not None
    assert [(each.count, each.late) for each in found.opens if each.feature == "incidents"]


def test_what_was_open_at_a_moment_of_the_past_is_not_made_up(office: Office) -> None:
    with office.desk.read() as read:
        past = daily.sheet(read, office.desk.now - timedelta(days=1))
        text = squeezed(pdfium_pages(daily_paper.draw(read, past))[0])
    assert past.opens is None
    assert "没有留存" in text
    with pytest.raises(InputError), office.desk.read() as read:
        daily.sheet(read, office.desk.now + timedelta(days=1))


def test_the_daily_sheet_is_one_page_with_its_code(sample: Desk) -> None:
    at(sample, datetime(2020, 3, 6, 17, 20))
    with sample.work() as work:
        settings.store(work, 0, "office.demo", True)
        for number in range(12):
            incidents.report(
                work, kind=IncidentKind.GATE, level=4, title=f"第{number}起", place="南湖东大门" * 5
            )
    with sample.read() as read:
        found = daily.sheet(read)
        pages = pdfium_pages(daily_paper.draw(read, found))
    (page,) = [squeezed(each) for each in pages]
    for words in (
        "值班日报", "西岭理工大学总务处", "截至2020年3月6日17:20", "制表人", f"编号{found.anchor}", "第1页，共1页",
        "在观察人员", "口罩", "22,000", "还有", "演示数据",
    ):  # fmt: skip
        assert words in page, words


def test_who_may_not_issue_registers_no_earlier_ones(office: Office) -> None:
    with pytest.raises(Denied), office.desk.work(office.keeper) as work:
        issuing.register_past(work, issue=1, day=date(2020, 3, 1))
