"""Reports are filed once, corrected with a reason, never changed; units are reminded or need not report (product rule R1)."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import DBAPIError

from db.models import UnitReport
from db.vocabulary import CallOutcome, ReportState
from duty_desk import audit, check, policy, unit_reports
from duty_desk.errors import Denied, DutyDeskError, InputError, Refusal, StaleError
from duty_desk.unit_reports import wording
from tests.conftest import Filled, on_sqlite
from tests.duty_desk.unit_reports.conftest import TODAY, ZERO, Office, start

YESTERDAY = TODAY - timedelta(days=1)
CIVIL, ARCHITECTS, LIBRARY = "土木工程学院", "建筑学院", "图书馆"


def test_a_day_begins_with_everybody_missing(office: Office) -> None:
    found = office.day()
    assert [row.name for row in found.rows] == [CIVIL, ARCHITECTS, LIBRARY], (
        "the hospital reports through another"
    )
    assert (found.due, found.received, found.counts[ReportState.MISSING]) == (3, 0, 3)
    assert found.totals["fever"] is None, "nobody said nought"


def test_what_needs_a_hand_stands_first(office: Office) -> None:
    office.submit(CIVIL)
    office.submit(LIBRARY, fever=1)
    assert [(row.name, row.state.value) for row in office.day().rows] == [
        (ARCHITECTS, "missing"),
        (LIBRARY, "filed"),
        (CIVIL, "zero"),
    ]
    office.at(8, 31)
    office.submit(ARCHITECTS)
    row = office.row(ARCHITECTS)
    assert (row.state, row.late_minutes) == (ReportState.LATE, 1)
    assert wording.situation(row) == "迟 1 分钟"
    assert wording.situation(office.row(LIBRARY)) == "发热 1"


def test_a_figure_that_was_not_said_stays_empty(office: Office) -> None:
    office.submit(CIVIL, visit=None)
    row = office.row(CIVIL)
    assert (row.figures["visit"], row.figures["fever"], row.figures["returned"]) == (None, 0, None)
    assert row.state is ReportState.FILED, "no report of zeros while something was not said"


def test_nothing_said_is_no_report(office: Office) -> None:
    with pytest.raises(InputError) as refused, office.desk.work() as work:
        unit_reports.submit(work, unit=office.units[CIVIL], due=1628)
    assert refused.value.key == "unit_reports.error.nothing_said"
    assert office.state(CIVIL) is ReportState.MISSING


def test_pressing_zero_says_nought_and_keeps_the_observed(office: Office) -> None:
    office.at(8, 0, YESTERDAY)
    office.submit(CIVIL, central=2, new=2, due=1628)
    office.at(8, 0)
    with office.desk.work(office.guard) as work:
        figures: Any = unit_reports.zeros(unit_reports.before(work, office.units[CIVIL], TODAY))
        unit_reports.submit(work, unit=office.units[CIVIL], reporter="汤知珂", **figures)
    row = office.row(CIVIL)
    assert row.state is ReportState.ZERO
    assert (row.figures["central"], row.figures["home"], row.figures["new"], row.figures["due"]) == (
        2,
        0,
        0,
        None,
    )
    assert row.findings == ()
    assert row.heads == 1628, "how many there are is known from the register"


def test_figures_that_disagree_need_a_remark(office: Office) -> None:
    office.at(8, 0, YESTERDAY)
    office.submit(CIVIL, central=2, new=2)
    office.at(8, 0)
    with office.desk.read() as read:
        (found,) = unit_reports.findings(read, office.units[CIVIL], TODAY, {**ZERO, "central": 3})
    assert wording.finding(found) == "在观察：昨日 2 + 新增 0 − 解除 0 = 2，报的是 3"
    with pytest.raises(InputError) as refused:
        office.submit(CIVIL, central=3)
    assert refused.value.field == "remark"
    office.submit(CIVIL, central=3, remark="昨日漏报 1 人，已核实")
    assert office.row(CIVIL).findings
    assert "昨日漏报" in wording.situation(office.row(CIVIL))


def test_a_unit_reports_once(office: Office) -> None:
    office.submit(CIVIL)
    with pytest.raises(Refusal) as refused:
        office.submit(CIVIL, fever=1)
    assert refused.value.key == "unit_reports.refusal.reported"
    assert office.row(CIVIL).figures["fever"] == 0


def test_who_does_not_report_by_itself_is_refused(office: Office) -> None:
    with pytest.raises(Refusal):
        office.submit("校医院")


def test_no_report_of_tomorrow(office: Office) -> None:
    with pytest.raises(InputError):
        office.submit(CIVIL, day=TODAY + timedelta(days=1))


@pytest.mark.parametrize("value", [-1, 2_000_000, 1.5, "3"])
def test_a_figure_is_a_number(office: Office, value: object) -> None:
    with pytest.raises(InputError) as refused:
        office.submit(CIVIL, fever=value)
    assert refused.value.field == "fever"


def test_a_correction_is_the_next_edition_and_both_are_kept(office: Office) -> None:
    office.submit(CIVIL, fever=2)
    office.at(14, 20)
    office.correct(CIVIL, fever=0, reason="发热人数误填")
    row = office.row(CIVIL)
    assert (row.state, row.edition, row.figures["fever"]) == (ReportState.ZERO, 2, 0)
    assert row.at == datetime(2020, 3, 9, 8), "it came in time, whenever it was corrected"
    assert "更正 2" in wording.situation(row)
    with office.desk.read() as read:
        first, second = unit_reports.list_editions(read, office.units[CIVIL], TODAY)
    assert (first.figures["fever"], second.figures["fever"]) == (2, 0)
    assert (first.reason, second.reason) == (None, "发热人数误填")
    assert first.figures["symptom"] == second.figures["symptom"] == 0


def test_a_correction_says_why_and_what(office: Office) -> None:
    office.submit(CIVIL)
    with pytest.raises(InputError) as refused:
        office.correct(CIVIL, fever=1, reason=" ")
    assert refused.value.field == "reason"
    with pytest.raises(Refusal):
        office.correct(CIVIL, fever=0)
    with pytest.raises(Refusal):
        office.correct(ARCHITECTS, fever=1)


def test_two_corrections_at_once_do_not_meet(office: Office) -> None:
    office.submit(CIVIL)
    office.correct(CIVIL, fever=1)
    with pytest.raises(StaleError):
        office.correct(CIVIL, edition=1, symptom=1)


def test_what_was_filed_cannot_be_changed(office: Office) -> None:
    office.submit(CIVIL)
    for statement in ("UPDATE unit_report SET fever = 9", "DELETE FROM unit_report"):
        with pytest.raises((DBAPIError, DutyDeskError)), office.desk.work() as work:
            work.session.execute(text(statement))


def test_it_reads_as_it_stood_at_a_moment(office: Office) -> None:
    office.submit(CIVIL, fever=2)
    office.at(14, 20)
    office.correct(CIVIL, fever=0)
    office.submit(LIBRARY)
    then = office.day(as_of=datetime(2020, 3, 9, 9))
    assert (then.received, then.totals["fever"]) == (1, 2)
    now = office.day()
    assert (now.received, now.totals["fever"]) == (2, 0)


def test_another_reporting_day(office: Office) -> None:
    with office.desk.work() as work:
        policy.set_value(work, key="report.day_starts", value="16:30", starts_on=TODAY, source="通知")
        policy.set_value(work, key="report.deadline", value="16:00", starts_on=TODAY, source="通知")
    office.at(16, 0)
    office.submit(CIVIL)
    office.at(16, 29)
    office.submit(LIBRARY)
    office.at(16, 30)
    office.submit(CIVIL)
    assert (office.state(CIVIL), office.state(LIBRARY)) == (ReportState.ZERO, ReportState.LATE)
    assert office.state(CIVIL, TODAY + timedelta(days=1)) is ReportState.ZERO


def test_a_reminder_is_on_record(office: Office) -> None:
    office.at(9)
    with office.desk.work(office.guard) as work:
        assert unit_reports.chase(work, units=[office.units[CIVIL]], day=TODAY) == 1
    office.at(9, 20)
    with office.desk.work(office.guard) as work:
        unit_reports.chase(work, units=[office.units[CIVIL]], day=TODAY, outcome=CallOutcome.MISSED)
    row = office.row(CIVIL)
    assert (row.calls, wording.situation(row)) == (2, "催 2 次 09:20")
    with office.desk.read() as read:
        last, first = unit_reports.list_calls(read, office.units[CIVIL], TODAY)
    assert (first.whom, first.outcome, last.outcome) == ("汤知珂", "reached", "missed")


def test_all_that_are_missing_are_reminded_at_once(office: Office) -> None:
    office.submit(CIVIL)
    with office.desk.work(office.guard) as work:
        assert unit_reports.chase(work, units=list(office.units.values())[:3], day=TODAY) == 2
    with pytest.raises(Refusal), office.desk.work(office.guard) as work:
        unit_reports.chase(work, units=[office.units[CIVIL]], day=TODAY)


def test_a_unit_may_be_without_reports_for_a_time(office: Office) -> None:
    with office.desk.work(office.chief) as work:
        made = unit_reports.exempt(
            work, unit=office.units[LIBRARY], from_on=YESTERDAY, until_on=TODAY, reason="闭馆消毒"
        )
    assert office.state(LIBRARY) is ReportState.EXEMPT
    assert office.state(LIBRARY, YESTERDAY) is ReportState.EXEMPT
    assert office.state(LIBRARY, TODAY + timedelta(days=1)) is ReportState.MISSING
    assert (office.day().due, wording.situation(office.row(LIBRARY))) == (2, "闭馆消毒")
    with pytest.raises(Refusal), office.desk.work(office.chief) as work:
        unit_reports.exempt(work, unit=office.units[LIBRARY], from_on=TODAY, reason="再设")
    with office.desk.work(office.chief) as work:
        unit_reports.end_exemption(work, made, version=1)
    assert office.state(LIBRARY) is ReportState.MISSING
    assert office.state(LIBRARY, YESTERDAY) is ReportState.EXEMPT, "the days gone by stay as they were"


def test_who_reports_although_it_need_not_is_read(office: Office) -> None:
    with office.desk.work(office.chief) as work:
        unit_reports.exempt(work, unit=office.units[LIBRARY], from_on=TODAY, reason="闭馆")
    office.submit(LIBRARY)
    assert office.state(LIBRARY) is ReportState.ZERO


def test_roles(office: Office) -> None:
    for act in (
        lambda work: unit_reports.submit(work, unit=office.units[CIVIL], fever=0),
        lambda work: unit_reports.chase(work, units=[office.units[CIVIL]], day=TODAY),
        lambda work: unit_reports.exempt(work, unit=office.units[CIVIL], from_on=TODAY, reason="x"),
    ):
        with pytest.raises(Denied), office.desk.work(office.keeper) as work:
            act(work)


def test_every_act_is_on_record(office: Office) -> None:
    office.submit(CIVIL, fever=1)
    office.correct(CIVIL, fever=0)
    with office.desk.read() as read:
        entries = audit.history(read, "unit", office.units[CIVIL])
        assert read.session.scalars(select(UnitReport.officer_name)).all() == ["常大伟", "常大伟"]
    assert [entry.action for entry in entries][-2:] == ["unit_report.submit", "unit_report.correct"]
    assert (entries[-1].before, entries[-1].after["fever"], entries[-1].reason) == ({"fever": 1}, 0, "误填")


def test_a_period_side_by_side(office: Office) -> None:
    office.at(8, 0, YESTERDAY)
    office.submit(CIVIL, central=2, new=2)
    office.at(9, 0, YESTERDAY)
    office.submit(LIBRARY)
    office.at(8, 0)
    with office.desk.read() as read:
        first, second = unit_reports.series(read, YESTERDAY, TODAY)
    assert (first.on_time, first.late, first.missing, first.due) == (1, 1, 1, 3)
    assert (second.on_time, second.missing, second.totals["central"]) == (0, 3, None)
    assert first.totals["central"] == 2
    assert first.day == date(2020, 3, 8)


@on_sqlite
def test_what_was_changed_with_another_tool_is_found(filled: Filled) -> None:
    office = start(filled)
    assert office.desk.path is not None
    office.submit(CIVIL)
    office.correct(CIVIL, fever=1)
    assert check.run(office.desk, full=True) == ()
    with closing(sqlite3.connect(office.desk.path)) as connection:
        connection.execute("DROP TRIGGER guard_unit_report_update")
        connection.execute("DROP TRIGGER guard_unit_report_delete")
        connection.execute("UPDATE unit_report SET is_zero = 1 WHERE edition = 2")
        connection.execute("DELETE FROM unit_report WHERE edition = 1")
        connection.commit()
    codes = {finding.code for finding in check.run(office.desk, full=True)}
    assert {"report_hole", "report_zero_differs", "guards"} <= codes
