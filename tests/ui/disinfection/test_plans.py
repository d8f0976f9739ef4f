"""Places and plans, the register of what was done, and coverage, through the window (product rules D1, D2, D6)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from duty_desk import disinfection
from duty_desk.disinfection import plans
from duty_desk.disinfection.rules import Shown
from tests.conftest import Clock
from tests.ui.disinfection.conftest import TODAY, Place
from ui.disinfection.area_forms import AreaForm, PlanForm
from ui.disinfection.area_panel import AreaPanel
from ui.disinfection.areas import AreasView
from ui.disinfection.coverage import CoverageView
from ui.disinfection.day import DayView
from ui.disinfection.detail import RecordDetail
from ui.disinfection.records import RecordsView
from ui.disinfection.round_form import RoundForm
from ui.disinfection.tab import DisinfectionTab
from ui.views.act_panel import ActPanel

Settle = Callable[[], None]
CTRL = Qt.KeyboardModifier.ControlModifier


def test_a_place_is_added_by_keyboard_and_its_plan_changes_from_a_day_on(
    qtbot: QtBot, tab: DisinfectionTab, place: Place, settle: Settle
) -> None:
    view = tab.show_view("areas")
    assert isinstance(view, AreasView)
    settle()
    view.list.setFocus()
    qtbot.keyClick(view.list.table, Qt.Key.Key_F2)
    form = view.panel
    assert isinstance(form, AreaForm)
    assert not form.submit(), "it has no name yet"
    form.form.control("name").setText("体育馆入口")
    form.form.field("team").set_value("物业消杀二组")
    qtbot.keyClick(form.form.control("name"), Qt.Key.Key_Return, CTRL)
    settle()
    panel = view.panel
    assert isinstance(panel, AreaPanel)
    assert (panel.row.name, panel.row.code, panel.row.plan) == ("体育馆入口", "A13", None)
    # How it is disinfected, from tomorrow on, at times of its own.
    qtbot.keyClick(view.list.table, Qt.Key.Key_P)
    qtbot.waitUntil(lambda: isinstance(view.panel, PlanForm))
    plan = view.panel
    assert isinstance(plan, PlanForm)
    plan.form.control("from_on").setText("+1")
    plan.form.control("times").setText("09:00、16:30")
    plan.form.field("agent").control.setCurrentIndex(0)
    qtbot.keyClick(plan.form.control("times"), Qt.Key.Key_Return, CTRL)
    settle()
    with place.desk.read() as read:
        (kept,) = plans.list_plans(read, panel.row.id)
    assert (kept.valid_from, kept.times, kept.rounds) == (TODAY + timedelta(days=1), ("09:00", "16:30"), 2)
    assert kept.target == Decimal(500), "as usual for what is touched"
    assert not place.rounds("A13")
    with place.desk.work() as work:
        disinfection.draw_up(work, kept.valid_from)
    assert [due.due_at.hour for due in place.rounds("A13", kept.valid_from)] == [9, 16]


def test_what_follows_an_event_is_recorded_once_from_its_plan(
    qtbot: QtBot, tab: DisinfectionTab, place: Place, settle: Settle
) -> None:
    view = tab.show_view("areas")
    assert isinstance(view, AreasView)
    settle()
    assert view.open_record("area", place.areas["A24"])
    settle()
    view.list.setFocus()
    qtbot.keyClick(view.list.table, Qt.Key.Key_A)
    qtbot.waitUntil(lambda: tab.current_view == "day")
    day = tab.view
    assert isinstance(day, DayView)
    form = day.panel
    assert isinstance(form, RoundForm)
    assert form.area.code == "A24"
    form.form.field("done_by").set_value("付玉梅")
    assert form.save(), form.form.banner_text()
    settle()
    with place.desk.read() as read:
        (record,) = disinfection.list_records(read, TODAY, area=place.areas["A24"])
    assert (record.round, record.done_by, record.mix is None) == (None, "付玉梅", False)


@pytest.fixture
def done(place: Place, clock: Clock) -> int:
    """A record that waits for its check, and a round that was missed."""
    with place.desk.work() as work:
        first, second = (place.rounds("A18")[n].id for n in (0, 1))
        made = disinfection.record(
            work, round=first, started_at=clock.at - timedelta(minutes=30), ended_at=clock.at, method="spray",
            agent="chlorine", strength=Decimal(500), done_by="付玉梅",
        )  # fmt: skip
        disinfection.miss(work, second, reason="停水")
    return made.id


def test_a_record_is_checked_and_taken_back_in_the_register(
    qtbot: QtBot,
    tab: DisinfectionTab,
    place: Place,
    done: int,
    settle: Settle,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    view = tab.show_view("records")
    assert isinstance(view, RecordsView)
    settle()
    view.list.setFocus()
    qtbot.keyClick(view.list.table, Qt.Key.Key_Home)
    qtbot.keyClick(view.list.table, Qt.Key.Key_Return)
    assert isinstance(view.panel, RecordDetail)
    assert (view.panel.fact("done_by"), view.panel.row.id) == ("付玉梅", done)
    view.list.setFocus()
    qtbot.keyClick(view.list.table, Qt.Key.Key_C)
    qtbot.waitUntil(lambda: isinstance(view.panel, ActPanel))
    ask = view.panel
    assert isinstance(ask, ActPanel)
    qtbot.keyClick(ask.form.control("note"), Qt.Key.Key_Return, CTRL)
    settle()
    assert isinstance(view.panel, RecordDetail)
    assert view.panel.row.checked_by == place.keeper.name
    view.list.setFocus()
    qtbot.keyClick(view.list.table, Qt.Key.Key_W)
    qtbot.waitUntil(lambda: isinstance(view.panel, ActPanel))
    back = view.panel
    assert isinstance(back, ActPanel)
    back.form.control("reason").setText("填错了区域")
    qtbot.keyClick(back.form.control("reason"), Qt.Key.Key_Return, CTRL)
    settle()
    assert place.rounds("A18")[0].shown == Shown.OVERDUE
    assert view.list.current_row().state == "withdrawn", "it stays in the list, marked"
    # The register of the week goes to the preview.
    shown: list[Any] = []
    monkeypatch.setattr(tab.shell, "show_paper", lambda paper, done=None: shown.append(paper))
    view.print_week()
    settle()
    (paper,) = shown
    assert paper.pdf.startswith(b"%PDF")


def test_coverage_shows_what_was_left_out_and_leads_to_the_day(
    qtbot: QtBot, tab: DisinfectionTab, place: Place, done: int, settle: Settle
) -> None:
    view = tab.show_view("coverage")
    assert isinstance(view, CoverageView)
    settle()
    row = next(n for n, line in enumerate(view.map.map.lines) if line.area.code == "A18")
    today = len(view.map.map.days)
    assert view.map.map.text(row, today) == "1/2"
    assert view.map.map.spoken(row, today) == "公共卫生间，3月6日，完成 1，应做 2，漏做 1 次"
    view.map.setFocus()
    view.map.setCurrentIndex(view.map.map.index(row, today))
    qtbot.keyClick(view.map, Qt.Key.Key_2)
    qtbot.waitUntil(lambda: view.pages.currentIndex() == 1)
    (line,) = view.sources["missed"].rows(view.lists["missed"].model.ids)
    assert (line.cells["area"].text, line.cells["reason"].text) == ("公共卫生间", "停水")
    view.choose("map")
    view.map.setFocus()
    qtbot.keyClick(view.map, Qt.Key.Key_Return)
    settle()
    day = tab.view
    assert isinstance(day, DayView)
    here = day.grid.day.area_row(day.grid.currentIndex().row())
    assert here is not None
    assert here.area.code == "A18"
