"""Charts with their numbers, the daily sheet to a cut-off, and the history of issues."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from db.vocabulary import BulletinState
from duty_desk.reports import daily, issuing
from tests.ui.reports.bulletin.conftest import NOW, Place, Settle
from ui.reports.daily import DailyView
from ui.reports.figures import FiguresView
from ui.reports.history import HistoryView

pytestmark = pytest.mark.parametrize("filled", ["sqlite"], indirect=True)
Show = Callable[[str], Any]


def test_a_chart_is_read_column_by_column(show: Show, settle: Settle, qtbot: QtBot) -> None:
    view = show("figures")
    assert isinstance(view, FiguresView)
    view.show_kind("reports")
    settle()
    assert view.chart_shown is not None
    assert view.chart_shown.kind == "reports"
    view.chart.setFocus()
    QTest.keyClick(view.chart, Qt.Key.Key_End)
    assert "3月6日" in view.said.text()
    assert "未报" in view.said.text()
    assert view.table is not None or view.chart_shown.is_empty


def test_the_numbers_are_kept_as_a_workbook(show: Show, settle: Settle, tmp_path: Path) -> None:
    view = show("figures")
    view.show_kind("gate")
    settle()
    view.save_to(tmp_path / "numbers.xlsx")
    settle()
    assert (tmp_path / "numbers.xlsx").stat().st_size > 0


def test_the_chart_chosen_is_remembered(show: Show, settle: Settle) -> None:
    view = show("figures")
    view.show_kind("coverage")
    kept = view.state()
    view.show_kind("passes")
    view.restore(kept)
    assert view.kind == "coverage"


def test_a_period_is_drawn_as_it_was_chosen(show: Show, settle: Settle) -> None:
    view = show("figures")
    view.when.put((date(2020, 3, 1), date(2020, 3, 3)))
    view.reload()
    settle()
    assert view.chart_shown is not None
    assert [day.day for day in view.chart_shown.days] == [1, 2, 3]


def test_the_daily_sheet_goes_back_a_day(show: Show, settle: Settle, place: Place) -> None:
    view = show("daily")
    assert isinstance(view, DailyView)
    assert view.shown is not None
    assert view.shown.cutoff == NOW
    view.step(-1)
    settle()
    assert view.shown.cutoff == NOW - timedelta(days=1)
    view.step(5)
    settle()
    assert view.shown.cutoff == NOW, "never beyond now"


def test_a_printed_sheet_is_shown_as_it_was(show: Show, settle: Settle, place: Place) -> None:
    view = show("daily")
    with place.desk.work() as work:
        daily.record_print(work, view.shown, "PDF")
    place.later(hours=1)
    place.incident(NOW)
    view.show_at(NOW)
    settle()
    assert view.shown.is_kept
    assert "突发事件" in view.banner.accessibleName()


def test_a_cutoff_is_typed(show: Show, settle: Settle) -> None:
    view = show("daily")
    view.field.setText("3-5 9:00")
    view.field.returnPressed.emit()
    settle()
    assert view.shown.cutoff.isoformat() == "2020-03-05T09:00:00"


def test_an_issue_is_withdrawn_with_a_reason(show: Show, settle: Settle, place: Place) -> None:
    with place.desk.work() as work:
        issuing.issue(work, place.draft)
    view = show("history")
    assert isinstance(view, HistoryView)
    view.show_row(place.draft)
    panel = view.withdraw(place.detail())
    assert not panel.submit(), "the reason is missing"
    panel.form.set_values({"reason": "数字有误"})
    assert panel.submit()
    settle()
    assert place.detail().state is BulletinState.WITHDRAWN


def test_an_earlier_issue_is_registered(show: Show, settle: Settle, place: Place) -> None:
    view = show("history")
    panel = view.register_past()
    panel.form.set_values({"issue": 19, "day": date(2020, 3, 1)})
    assert not panel.submit(), "that number is taken"
    panel.form.set_values({"issue": 21, "day": date(2020, 3, 1)})
    assert panel.submit()
    settle()
    with place.desk.read() as read:
        from duty_desk.reports import bulletin_rows

        assert bulletin_rows.find_bulletin(read, "21")
        assert bulletin_rows.next_issue(read, 2020) == 22


def test_the_history_leads_to_the_text(show: Show, settle: Settle, place: Place) -> None:
    view = show("history")
    view.show_row(place.draft)
    assert view.tab.open_record("bulletin", place.draft)
    assert view.tab.current_view == "bulletin"
