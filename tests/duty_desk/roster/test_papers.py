"""The roster on paper and as a workbook: everybody, every day, and both workbooks read back as they are."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest

from db.models import Duty
from db.vocabulary import Shift
from duty_desk import importing, roster
from duty_desk.desk import Desk
from duty_desk.errors import Refusal
from duty_desk.roster import cells, papers
from duty_desk.sheets.reading import read_book
from tests.conftest import Filled, on_sqlite
from tests.duty_desk.paper.reading import pdfium_pages, squeezed
from tests.duty_desk.roster.test_importing import take_in

DAY = timedelta(days=1)
FEBRUARY = date(2020, 2, 1)


@pytest.mark.slow
@on_sqlite
def test_names_by_days(filled: Filled) -> None:
    desk, _ = filled(take_in)
    with desk.read() as read:
        pages = [squeezed(page) for page in pdfium_pages(papers.draw_month(read, FEBRUARY))]
    assert len(pages) == 2
    whole = "".join(pages)
    assert "2020年2月值班表" in pages[0]
    assert "值班电话：6010" in pages[0]
    assert all(name in whole for name in ("姚苓", "周予澍(综合科)", "周予澍(动力科)", "韩澈"))
    assert "元宵" in pages[0]
    assert "白班人数" in pages[1]
    assert "白班08:00—18:00，夜班18:00—次日08:00" in pages[1]
    assert [("制表" in page, "第1页" in page) for page in pages] == [(False, True), (True, False)]


@pytest.mark.slow
@on_sqlite
def test_the_weeks_of_a_month(filled: Filled) -> None:
    desk, _ = filled(take_in)
    with desk.read() as read:
        pages = [squeezed(page) for page in pdfium_pages(papers.draw_calendar(read, FEBRUARY))]
    whole = "".join(pages)
    assert "2月10日(正月十七)" in whole
    assert "2月24日(二月初二)" in whole
    assert "2月8日(元宵)" in whole
    assert whole.count("带班领导") == 5 + 1
    assert "批准" in pages[-1]


@pytest.mark.slow
@on_sqlite
@pytest.mark.parametrize("as_calendar", [False, True])
def test_a_workbook_comes_back_as_it_went(filled: Filled, tmp_path: Path, as_calendar: bool) -> None:
    desk, _ = filled(take_in)
    path = tmp_path / "roster.xlsx"
    with desk.read() as read:
        papers.save_workbook(read, path, FEBRUARY, as_calendar=as_calendar)
        before = cells.cells_of(read, None, [FEBRUARY, date(2020, 2, 29)])
    with desk.work() as work:
        work.session.query(Duty).where(Duty.day.between(FEBRUARY, date(2020, 2, 29))).delete()
        (done,) = importing.write_file(work, read_book(path), file_name=path.name)
    assert done.left == 0
    with desk.read() as read:
        assert cells.cells_of(read, None, [FEBRUARY, date(2020, 2, 29)]) == before


def test_a_short_month_and_an_empty_one(sqlite_desk: Desk) -> None:
    with sqlite_desk.work() as work:
        one = roster.add_person(work, name="阿依古丽·买买提", post="食堂", phone="19900000001")
        roster.set_cells(
            work, {(one, date(2021, 2, number)): [Shift.NIGHT] for number in range(1, 29)}, reason="x"
        )
    with sqlite_desk.read() as read:
        (page,) = pdfium_pages(papers.draw_month(read, date(2021, 2, 1)))
        assert "阿依古丽·买买提" in squeezed(page)
        assert "19900000001" in squeezed(page)
        assert len(pdfium_pages(papers.draw_month(read, date(2022, 2, 1)))) == 1
        assert len(pdfium_pages(papers.draw_calendar(read, date(2022, 2, 1)))) == 1


def test_papers_are_chinese_on_an_english_screen(sqlite_desk: Desk) -> None:
    from duty_desk.strings import set_language

    set_language("en")
    try:
        with sqlite_desk.read() as read:
            (page,) = pdfium_pages(papers.draw_month(read, FEBRUARY))
    finally:
        set_language("zh_CN")
    assert "2020年2月值班表" in squeezed(page)
    assert "元宵" in squeezed(page)


def test_a_name_that_cannot_be_printed_is_refused(sqlite_desk: Desk) -> None:
    with sqlite_desk.work() as work:
        roster.add_person(work, name="王一", post="\N{SNOWMAN}\N{PILE OF POO}")
    with pytest.raises(Refusal), sqlite_desk.read() as read:
        papers.draw_month(read, FEBRUARY)
