"""Samples and results of tests, care and food of one person: each a key or a small form beside the list."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from duty_desk import isolation, policy
from duty_desk.isolation import care, nucleic
from duty_desk.isolation.stay_queries import StayRow
from duty_desk.work import OfficerRef
from tests.conftest import Clock
from tests.duty_desk.isolation.conftest import Site
from ui.isolation.care import care_panel, diet_panel
from ui.isolation.care_lists import CareView, ReadingsView
from ui.isolation.stays import StaysView
from ui.isolation.stays_panel import StayPanel
from ui.isolation.tab import IsolationTab
from ui.isolation.tests_view import SamplesView
from ui.main_window import MainWindow
from ui.views.act_panel import ActPanel

Settle = Callable[[], None]
Become = Callable[[OfficerRef], None]


@pytest.fixture
def alone(site: Site) -> StayRow:
    with site.desk.read() as read:
        return next(row for row in isolation.list_staying(read) if row.name == "苗宁")


@pytest.fixture
def view(tab: IsolationTab, site: Site, clock: Clock, settle: Settle) -> SamplesView:
    """Tests are asked for on the fourth day."""
    with site.desk.work(site.chief) as work:
        policy.set_value(
            work,
            key="iso.test_days",
            value=["4"],
            starts_on=date(2020, 3, 6),
            source="防控办通知",
            approved_by=site.leader.id,
        )
    clock.at = datetime(2020, 3, 6, 16, 0)
    shown = tab.show_view("tests")
    assert isinstance(shown, SamplesView)
    settle()
    return shown


def samples_of(site: Site, stay: int) -> list[str]:
    with site.desk.read() as read:
        return [str(row.state) for row in nucleic.tests_of(read, stay)]


def test_samples_are_ticked_and_results_written(
    qtbot: QtBot, window: MainWindow, view: SamplesView, site: Site, alone: StayRow, settle: Settle
) -> None:
    rows = view.rows()
    assert len(rows) == 3
    assert {str(row.row.state) for row in rows} == {"due"}
    number = next(row.id for row in rows if row.row.stay == alone.id)
    assert view.list.select_id(number)
    qtbot.keyClick(view.list.table, Qt.Key.Key_S)
    window.scanner.flush()
    settle()
    assert samples_of(site, alone.id) == ["sampled"]
    # Enter on one without a sample asks for nothing; on one with a sample for its result.
    other = next(row for row in view.rows() if row.row.stay != alone.id)
    view.open_row(other)
    assert view.panel is None
    row = next(row for row in view.rows() if row.row.stay == alone.id)
    view.open_row(row)
    panel = view.panel
    assert isinstance(panel, ActPanel)
    panel.form.field("laboratory").set_value("市疾控")
    qtbot.keyClick(panel.form.control("laboratory"), Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    settle()
    assert samples_of(site, alone.id) == ["negative"]
    assert view.panel is None


def test_a_corridor_is_sampled_by_one_key_taken_back_and_made_void(
    qtbot: QtBot, window: MainWindow, view: SamplesView, site: Site, alone: StayRow, settle: Settle
) -> None:
    for row in view.rows()[:2]:
        view.list.select_id(row.id)
        qtbot.keyClick(view.list.table, Qt.Key.Key_Space)
    qtbot.keyClick(view.list.table, Qt.Key.Key_S)
    window.scanner.flush()
    settle()
    assert [str(row.row.state) for row in view.rows()] == ["sampled", "sampled", "due"]
    assert not list(view.list.ticked_ids())
    assert window.office is not None
    toast = window.office.toaster
    assert toast.toast.text.startswith("2 份采样已登记")
    qtbot.keyClick(window, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    settle()
    assert {str(row.row.state) for row in view.rows()} == {"due"}
    # One written down by itself, whose tube broke.
    row = next(row for row in view.rows() if row.row.stay == alone.id)
    view.list.select_id(row.id)
    qtbot.keyClick(view.list.table, Qt.Key.Key_S)
    window.scanner.flush()
    settle()
    view.list.select_id(next(row.id for row in view.rows() if row.row.stay == alone.id))
    qtbot.keyClick(view.list.table, Qt.Key.Key_V)
    window.scanner.flush()
    panel = view.panel
    assert isinstance(panel, ActPanel)
    assert not panel.submit(), "why"
    panel.form.field("reason").set_value("管破")
    assert panel.submit()
    settle()
    assert view.panel is None
    assert sorted(samples_of(site, alone.id)) == ["due", "void"], "asked for again"


def test_who_has_none_due_is_sampled_from_the_stay(
    tab: IsolationTab, site: Site, alone: StayRow, settle: Settle
) -> None:
    stays = tab.show_view("stays")
    assert isinstance(stays, StaysView)
    settle()
    stays.show_row(alone.id)
    assert isinstance(stays.panel, StayPanel)
    words = {each[0]: each[1] for each in stays.panel.more}
    words["登记采样"]()
    panel = stays.panel
    assert isinstance(panel, ActPanel)
    panel.form.field("laboratory").set_value("市疾控")
    assert panel.submit()
    with site.desk.read() as read:
        (test,) = (row for row in nucleic.tests_of(read, alone.id) if row.id is not None)
    assert (str(test.state), test.laboratory) == ("sampled", "市疾控")


def test_a_positive_result_opens_an_incident(
    view: SamplesView, window: MainWindow, site: Site, alone: StayRow, settle: Settle
) -> None:
    with site.desk.work(site.keeper) as work:
        nucleic.record_sample(work, stay=alone.id)
    settle()
    row = next(row for row in view.rows() if row.row.stay == alone.id)
    panel = view.show_result(row.row)
    panel.form.control("result").choose("positive")
    assert panel.submit()
    assert site.stay(alone.id).incident_id is not None
    assert window.office is not None
    assert "阳性" in window.office.toaster.toast.text


def test_what_was_brought_is_written_with_its_kind(tab: IsolationTab, site: Site, alone: StayRow) -> None:
    panel = care_panel(tab.shell, alone, tab)
    assert not panel.submit()
    assert panel.form.field("text").remark() == "写明内容"
    panel.form.field("kind").set_value("support")
    panel.form.field("text").set_value("心理老师电话 20 分钟")
    assert panel.submit()
    with site.desk.read() as read:
        (entry,) = care.list_care(read, alone.id)
    assert (entry.kind, entry.text) == ("support", "心理老师电话 20 分钟")


def test_food_changes_from_the_next_meal_on(tab: IsolationTab, site: Site, alone: StayRow) -> None:
    panel = diet_panel(tab.shell, alone, tab)
    panel.form.field("diet").set_value("halal")
    panel.form.field("note").set_value("不吃海鲜")
    assert panel.submit()
    row = site.stay(alone.id)
    assert (row.diet, row.diet_note) == ("halal", "不吃海鲜")
    # Somebody else was faster: what was typed stays, and the form says so.
    stale = diet_panel(tab.shell, alone, tab)
    stale.form.field("diet").set_value("soft")
    assert not stale.submit()
    assert stale.form.banner_text()


def test_readings_and_care_are_listed_and_lead_to_the_stay(
    qtbot: QtBot, tab: IsolationTab, site: Site, alone: StayRow, settle: Settle
) -> None:
    with site.desk.work(site.keeper) as work:
        care.record_care(work, stay=alone.id, kind="call", text="家属来电")
    view = tab.show_view("care")
    assert isinstance(view, CareView)
    settle()
    view.choose("call")
    settle()
    assert view.list.model.rowCount() == 1
    listed = tab.show_view("readings")
    assert isinstance(listed, ReadingsView)
    settle()
    assert listed.list.model.rowCount() == 1
    listed.choose("abnormal")
    settle()
    assert listed.list.model.rowCount() == 0
    listed.choose("all")
    settle()
    assert listed.list.select_id(listed.list.model.ids[0])
    qtbot.keyClick(listed.list.table, Qt.Key.Key_Return)
    settle()
    assert isinstance(tab.view, StaysView)
    assert isinstance(tab.view.panel, StayPanel)
    assert tab.view.panel.stay == alone.id
