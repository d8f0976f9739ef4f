"""The papers of the daily reports: sums are those of the printed rows, a reprint for the same cut-off is the same (I-12, R-54)."""

from __future__ import annotations

import re
from datetime import datetime
from io import BytesIO
from typing import Any

import pytest
from pypdf import PdfReader

from db.vocabulary import ReportState, Role
from duty_desk import ledger, unit_reports
from duty_desk.errors import Denied
from duty_desk.ledger import Request
from duty_desk.people import revealing
from duty_desk.unit_reports import ledgers, papers
from duty_desk.work import OfficerRef
from tests.conftest import Filled, on_sqlite
from tests.duty_desk.unit_reports.conftest import TODAY, Office, start

CIVIL, ARCHITECTS, LIBRARY = "土木工程学院", "建筑学院", "图书馆"


@pytest.fixture
def told(filled: Filled) -> Office:
    """Two have reported, one of them with fever; one is missing and was called."""
    office = start(filled)
    office.submit(CIVIL, due=1628, on_campus=200, off_campus=1428, central=2, new=2, fever=1)
    office.submit(LIBRARY, due=96, on_campus=9, off_campus=87)
    office.at(9)
    with office.desk.work(office.guard) as work:
        unit_reports.chase(work, units=[office.units[ARCHITECTS]], day=TODAY)
    return office


def text_of(office: Office, draw: Any, *given: Any, **more: Any) -> str:
    target = BytesIO()
    with office.desk.read() as read:
        draw(read, target, *given, **more)
    return "\n".join(page.extract_text() for page in PdfReader(target).pages)


@on_sqlite
def test_the_sheet_adds_up_its_own_rows(told: Office) -> None:
    words = text_of(told, papers.draw_summary, TODAY)
    assert "应报 3" in words
    assert "已收 2" in words
    assert "未报 1" in words
    assert "未报" in words.split(ARCHITECTS)[1][:40], "silence is printed as silence"
    total = next(line for line in words.splitlines() if line.startswith("合计"))
    assert "1,724" in total, "1628 and 96"
    assert "2020年3月9日" in words


@pytest.mark.slow
@on_sqlite
def test_a_reprint_for_the_same_moment_is_the_same(told: Office) -> None:
    cut = datetime(2020, 3, 9, 9, 30)
    told.at(9, 40)
    before = text_of(told, papers.draw_summary, TODAY, as_of=cut)
    chased = text_of(told, papers.draw_chase, TODAY, as_of=cut)
    period = text_of(told, papers.draw_period, TODAY, TODAY, as_of=cut)
    told.at(10)
    told.submit(ARCHITECTS, symptom=3)
    told.correct(CIVIL, fever=0)
    with told.desk.work(told.chief) as work:
        unit_reports.exempt(work, unit=told.units[LIBRARY], from_on=TODAY, reason="闭馆")
    assert printed(text_of(told, papers.draw_summary, TODAY, as_of=cut)) == printed(before)
    assert printed(text_of(told, papers.draw_chase, TODAY, as_of=cut)) == printed(chased)
    assert printed(text_of(told, papers.draw_period, TODAY, TODAY, as_of=cut)) == printed(period)
    assert printed(text_of(told, papers.draw_summary, TODAY)) != printed(before)


def printed(words: str) -> str:
    """Without when it went to the printer."""
    return re.sub(r"(09:40|10:00|20200309-\d{6})", "", words)


@on_sqlite
def test_the_list_of_whom_to_call(told: Office) -> None:
    words = text_of(told, papers.draw_chase, TODAY)
    assert ARCHITECTS in words
    assert "龚筠行" in words
    assert "199****8488" in words, "what may lie about has no whole number (S-46)"
    assert "19900008488" not in words
    assert "催 1 次 09:00" in words
    assert CIVIL not in words


@on_sqlite
def test_the_list_to_call_from_has_whole_numbers_says_what_for_and_is_on_record(told: Office) -> None:
    """S-44, S-46: for who calls the units alone; it stays at the desk, and the chief sees on the list of the day that it was drawn."""
    words = text_of(told, papers.draw_chase, TODAY, in_full=True)
    assert "19900008488" in words
    assert "用途电话催报，值班室留存，不张贴、不外传" in re.sub(r"\s", "", words)
    with told.desk.work(told.guard) as work:
        papers.record_list(work, "chase", 1, in_full=papers.may_call(work))
    with told.desk.read(told.chief) as read:
        (shown,) = revealing.list_reveals(read, TODAY)
    assert (shown.officer, shown.reason) == (told.guard.name, "电话催报，值班室留存，不张贴、不外传")
    with told.desk.read(OfficerRef(None, "", Role.KEEPER)) as read:
        assert not papers.may_call(read)
        with pytest.raises(Denied):
            papers.draw_chase(read, BytesIO(), TODAY, in_full=True)


@on_sqlite
def test_printing_the_sheet_hands_it_on(told: Office) -> None:
    told.at(9, 31)
    with told.desk.read() as read:
        assert unit_reports.count_open_items(read) == {"unit_missing": 1, "summary_due": 1}
        missing = next(item for item in unit_reports.list_open_items(read) if item.what == "unit_missing")
    assert (missing.name, missing.subject) == (ARCHITECTS, ("report_unit", told.units[ARCHITECTS]))
    assert missing.due_at == datetime(2020, 3, 9, 8, 30)
    with told.desk.work(told.guard) as work:
        papers.record_summary(work, TODAY, "printer")
    with told.desk.read() as read:
        assert unit_reports.count_open_items(read) == {"unit_missing": 1, "summary_due": 0}


@on_sqlite
def test_nothing_is_open_before_its_time(filled: Filled) -> None:
    office = start(filled)
    with office.desk.read() as read:
        assert not any(unit_reports.count_open_items(read).values())
    office.at(8, 30)
    with office.desk.read() as read:
        assert unit_reports.count_open_items(read) == {"unit_missing": 0, "summary_due": 1}


def test_the_list_of_a_day_says_the_same(told: Office) -> None:
    shown = ledgers.units_of(TODAY)
    with told.desk.read() as read:
        rows = ledger.page(shown, read, Request(filters={"day": TODAY})).rows
        assert [(row.name, row.state) for row in rows] == [
            (ARCHITECTS, "missing"),
            (CIVIL, "filed"),
            (LIBRARY, "zero"),
        ]
        for state in ReportState:
            request = Request(filters={"day": TODAY, "state": state.value})
            assert ledger.count(shown, read, request) == told.day().counts[state], state
        found = ledger.page(shown, read, Request(search="jzxy", filters={"day": TODAY})).rows
        assert [row.name for row in found] == [ARCHITECTS]


def test_the_register_holds_every_edition(told: Office) -> None:
    told.correct(CIVIL, fever=0, reason="误填")
    with told.desk.read() as read:
        rows = ledger.page(unit_reports.REPORTS, read, Request()).rows
        assert [(row.unit, row.edition, row.fever) for row in rows] == [
            (CIVIL, 1, 1),
            (CIVIL, 2, 0),
            (LIBRARY, 1, 0),
        ]
        assert ledger.count(unit_reports.REPORTS, read, Request(filters={"kind": "corrected"})) == 1
        assert ledger.count(unit_reports.REPORTS, read, Request(filters={"kind": "late"})) == 0
