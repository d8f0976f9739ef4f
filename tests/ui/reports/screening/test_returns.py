"""Who comes back, on the screen: batches, health records day by day, who must be observed, who does not come."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from duty_desk.desk import open_desk
from tests.conftest import Clock, sign_in_first
from tests.duty_desk.screening.test_returns import DAY, Season, fill
from ui.reports.returns import ReturnsView
from ui.reports.screening_panel import RecordPanel
from ui.reports.tab import ReportsTab
from ui.views.act_panel import ActPanel

Settle = Callable[[], None]


@pytest.fixture
def register(grounds: Callable[..., Any], tmp_path: Path, clock: Clock) -> Iterator[Season]:
    """Stands in the place of the register of key persons: the same window over another office."""
    source, made = grounds("sqlite", fill)
    shutil.copytree(source, tmp_path / "office")
    desk = open_desk(tmp_path / "office", clock=clock)
    sign_in_first(desk)
    yield replace(made, desk=desk)
    desk.close()


@pytest.fixture
def view(tab: ReportsTab, settle: Settle) -> ReturnsView:
    shown = tab.show_view("returns")
    assert isinstance(shown, ReturnsView)
    settle()
    return shown


def test_e_fills_a_health_record_in_day_by_day(
    qtbot: QtBot, view: ReturnsView, register: Season, settle: Settle
) -> None:
    assert view.list.select_id(register.bare)
    qtbot.keyClick(view.list.table, Qt.Key.Key_E)
    qtbot.waitUntil(lambda: isinstance(view.panel, ActPanel))
    for left in (2, 1, 0):
        panel = view.panel
        assert isinstance(panel, ActPanel)
        assert panel.form.control("place").text() == "西安"
        qtbot.keyClicks(panel.form.control("temperature"), "366")
        assert panel.submit()
        settle()
        assert len(register.row(register.bare).missing) == left
    assert isinstance(view.panel, RecordPanel)


def test_a_batch_is_added_shown_and_closed(view: ReturnsView, register: Season, settle: Settle) -> None:
    panel = view.new_batch()
    panel.form.control("name").setText("第二批")
    panel.form.control("until_on").setText("3月5日")
    assert not panel.submit()
    panel.form.control("until_on").setText("3月9日")
    assert panel.submit()
    settle()
    assert view.list.model.rowCount() == 0
    assert view.open_record("return_batch", register.batch)
    settle()
    assert view.list.model.rowCount() == 2
    assert view.sums.numbers["expected"].text() == "2"
    assert view.sums.below["all"].text() == "3月6日—3月7日　08:00–18:00　南湖东大门"
    view.set_open(register.of(), False)
    assert register.of().state == "closed"


def test_who_must_be_observed_has_a_reason_and_who_does_not_come_too(
    view: ReturnsView, register: Season, settle: Settle
) -> None:
    panel = view.ask(register.bare, "observe")
    assert not panel.submit()
    panel.form.control("observe_reason").setText("途经重点地区")
    assert panel.submit()
    settle()
    assert register.row(register.bare).observe_reason == "途经重点地区"
    panel = view.ask(register.whole, "drop")
    assert not panel.submit()
    panel.form.control("reason").setText("休学")
    assert panel.submit()
    settle()
    view.choose("dropped")
    settle()
    assert view.list.model.rowCount() == 1
    view.put_back(register.row(register.whole))
    assert register.row(register.whole).state == "expected"


def test_chips_follow_the_days(view: ReturnsView, register: Season, clock: Clock, settle: Settle) -> None:
    assert view.facts() == "进行中 1 批　未到 2"
    clock.at += timedelta(days=3)
    view.tab.reload()
    view.choose("absent")
    settle()
    assert view.list.model.rowCount() == 2
    assert view.sums.below["expected"].text() == "其中逾期 2"
    assert register.row(register.bare).from_on == DAY
