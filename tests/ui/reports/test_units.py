"""The units of a day on the screen: told by phone, nought for all to see, reminded, corrected, and two weeks to walk through."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from db.vocabulary import ReportState
from duty_desk import unit_reports
from duty_desk.desk import Desk
from duty_desk.unit_reports import templates
from tests.conftest import Filled
from tests.duty_desk.unit_reports.conftest import TODAY, Office, start
from tests.duty_desk.unit_reports.test_import import ZEROS, fill
from ui.main_window import MainWindow
from ui.reports import unit_papers
from ui.reports.unit_form import ReportForm
from ui.reports.unit_panel import UnitPanel
from ui.reports.unit_register import UnitRegisterView
from ui.reports.units import UnitsView

pytestmark = pytest.mark.parametrize("filled", ["sqlite"], indirect=True)
CIVIL, ARCHITECTS, LIBRARY = "土木工程学院", "建筑学院", "图书馆"
Settle = Callable[[], None]


@pytest.fixture
def office(filled: Filled) -> Office:
    """Three units, of which the library has reported; it is past the deadline."""
    made = start(filled)
    made.submit(LIBRARY, due=96, on_campus=9, off_campus=87)
    made.at(9)
    return made


@pytest.fixture
def shown_desk(office: Office) -> Desk:
    """What the window shows."""
    return office.desk


@pytest.fixture
def view(window: MainWindow, settle: Settle) -> UnitsView:
    assert window.office is not None
    tab: Any = window.office.go("reports")
    shown = tab.show_view("units")
    assert isinstance(shown, UnitsView)
    settle()
    return shown


def names(view: UnitsView) -> list[str]:
    return [view.list.model.row(number).name for number in range(view.list.model.rowCount())]


def press(qtbot: QtBot, view: UnitsView, key: Qt.Key) -> None:
    """A single key in the list; the scanner lets it go when nothing follows."""
    qtbot.keyClick(view.list.table, key)
    window: Any = view.window()
    window.scanner.flush()


def open_form(qtbot: QtBot, view: UnitsView, office: Office, unit: str = CIVIL) -> ReportForm:
    assert view.list.select_id(office.units[unit])
    qtbot.keyClick(view.list.table, Qt.Key.Key_Return)
    assert isinstance(view.panel, ReportForm)
    return view.panel


def test_who_has_not_reported_stands_first_and_chips_narrow(
    view: UnitsView, office: Office, settle: Settle, qtbot: QtBot
) -> None:
    assert names(view) == [CIVIL, ARCHITECTS, LIBRARY]
    assert view.facts().split("\N{IDEOGRAPHIC SPACE}")[1:] == ["应报 3", "已收 1", "未报 2", "截止 08:30"]
    press(qtbot, view, Qt.Key.Key_2)
    settle()
    assert names(view) == [CIVIL, ARCHITECTS]
    qtbot.keyClick(view.list.table, Qt.Key.Key_Escape)
    settle()
    assert len(names(view)) == 3, "the day stays when the filter goes"
    assert view.tab.badge()[0] == 2


def test_a_report_is_told_by_phone(qtbot: QtBot, view: UnitsView, office: Office, settle: Settle) -> None:
    form = open_form(qtbot, view, office)
    assert all(form.form.control(name).text() == "" for name in unit_reports.FIGURES), "nothing is filled in"
    for name in ("fever", "symptom", "visit"):
        qtbot.keyClicks(form.form.control(name), "1" if name == "fever" else "0")
        qtbot.keyClick(form.form.control(name), Qt.Key.Key_Return)
    form.button.click()
    settle()
    row = office.row(CIVIL)
    assert (row.state, row.figures["fever"], row.figures["suspected"]) == (ReportState.LATE, 1, None)
    assert row.reporter == "汤知珂"
    # The next that is missing opens by itself.
    assert isinstance(view.panel, ReportForm)
    assert view.panel.row.name == ARCHITECTS


def test_what_is_half_typed_is_there_again(qtbot: QtBot, view: UnitsView, office: Office) -> None:
    form = open_form(qtbot, view, office)
    form.form.control("fever").setText("3")
    qtbot.keyClick(form, Qt.Key.Key_Escape)
    assert view.panel is None
    again = open_form(qtbot, view, office)
    assert again.form.control("fever").text() == "3"
    assert again.unsaved


def test_zero_fills_noughts_for_all_to_see(
    qtbot: QtBot, view: UnitsView, office: Office, settle: Settle
) -> None:
    form = open_form(qtbot, view, office)
    form.zero.click()
    assert form.form.control("fever").text() == "0"
    assert office.state(CIVIL) is ReportState.MISSING, "seen first, then filed"
    qtbot.keyClick(form.form.control("reporter"), Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    settle()
    assert office.row(CIVIL).figures["fever"] == 0
    assert office.row(CIVIL).figures["due"] is None


def test_numbers_that_disagree_are_said_and_taken_with_a_remark(
    qtbot: QtBot, view: UnitsView, office: Office, settle: Settle
) -> None:
    form = open_form(qtbot, view, office)
    form.form.set_values({"due": 100, "on_campus": 40, "off_campus": 61, "fever": 0})
    form.look()
    assert form.banner.title.text() == "在校 40 + 校外 61 = 101，应到是 100"
    assert not form.submit()
    assert "备注" in form.form.field("remark").remark()
    form.form.control("remark").setText("1 人在途")
    assert form.submit()
    settle()
    assert office.row(CIVIL).remark == "1 人在途"


def test_a_reminder_is_noted_and_the_number_copied(
    qtbot: QtBot, view: UnitsView, office: Office, settle: Settle
) -> None:
    assert view.list.select_id(office.units[CIVIL])
    press(qtbot, view, Qt.Key.Key_C)
    settle()
    assert office.row(CIVIL).calls == 1
    assert QGuiApplication.clipboard().text() == "19900002032"
    view.all.click()
    settle()
    assert [office.row(name).calls for name in (CIVIL, ARCHITECTS, LIBRARY)] == [2, 1, 0]
    assert "土木工程学院、建筑学院" in QGuiApplication.clipboard().text()


def test_a_correction_keeps_both(qtbot: QtBot, view: UnitsView, office: Office, settle: Settle) -> None:
    assert view.list.select_id(office.units[LIBRARY])
    qtbot.keyClick(view.list.table, Qt.Key.Key_Return)
    assert isinstance(view.panel, UnitPanel)
    press(qtbot, view, Qt.Key.Key_E)
    form = view.panel
    assert isinstance(form, ReportForm)
    assert form.form.control("due").text() == "96"
    form.form.control("fever").setText("2")
    assert not form.submit(), "a correction says why"
    form.form.control("reason").setText("漏计")
    assert form.submit()
    settle()
    row = office.row(LIBRARY)
    assert (row.edition, row.figures["fever"]) == (2, 2)
    assert isinstance(view.panel, UnitPanel)
    with office.desk.read() as read:
        assert len(unit_reports.list_editions(read, row.id, TODAY)) == 2


def test_what_another_desk_files_appears(view: UnitsView, office: Office, settle: Settle) -> None:
    office.submit(ARCHITECTS)
    settle()
    assert names(view) == [CIVIL, ARCHITECTS, LIBRARY]
    assert view.side.text("fever") == "0"
    assert view.found is not None
    assert view.found.received == 2


def test_another_day_and_two_weeks(qtbot: QtBot, view: UnitsView, settle: Settle) -> None:
    view.side.chart.setFocus()
    assert view.side.chart.accessibleName() == "3月9日　应报 3　按时 1　迟报 0　未报 2"
    qtbot.keyClick(view.side.chart, Qt.Key.Key_Left)
    assert view.side.chart.accessibleName().startswith("3月8日　应报 3　按时 0")
    qtbot.keyClick(view.side.chart, Qt.Key.Key_Return)
    settle()
    assert view.field.text() == "3月8日"
    assert [view.list.model.row(number).state for number in range(3)] == ["missing"] * 3
    view.on.click()
    settle()
    assert view.day == TODAY
    assert not view.on.isEnabled(), "tomorrow is not here yet"


def test_a_unit_need_not_report(qtbot: QtBot, view: UnitsView, office: Office, settle: Settle) -> None:
    row = view.row_of(office.units[CIVIL])
    assert row is not None
    panel: Any = view.exempt(row)
    panel.form.control("reason").setText("放假")
    assert panel.submit()
    settle()
    assert office.state(CIVIL) is ReportState.EXEMPT
    assert names(view)[-1] == CIVIL


def test_forms_are_read_back_many_at_once(
    view: UnitsView, office: Office, settle: Settle, tmp_path: Path
) -> None:
    with office.desk.read() as read:
        paths = templates.write_each(read, tmp_path, TODAY)
    for path in paths:
        fill(path, 5, **ZEROS)
    unit_papers.read_back(view, view.shell, [str(path) for path in paths])
    settle()
    assert office.day().received == 3


def test_the_register_leads_to_the_day(view: UnitsView, office: Office, settle: Settle) -> None:
    register = view.tab.show_view("unit_register")
    assert isinstance(register, UnitRegisterView)
    settle()
    row = register.list.model.row(0)
    register.list.select_id(row.id)
    register.show_row(row.id)
    settle()
    assert view.tab.current_view == "units"
    assert isinstance(view.panel, UnitPanel)


def test_open_things_lead_here(window: MainWindow, view: UnitsView, office: Office, settle: Settle) -> None:
    assert window.office is not None
    assert window.office.open_record("report_unit", office.units[ARCHITECTS])
    settle()
    assert isinstance(view.panel, ReportForm)
    assert view.panel.row.name == ARCHITECTS
    assert window.office.open_record("report_day", TODAY.toordinal() - 1)
    assert view.field.text() == "3月8日"


def test_a_wide_window_shows_the_units_key_persons_and_the_bulletin_beside_one_another(
    qtbot: QtBot, window: MainWindow, view: UnitsView, office: Office, settle: Settle
) -> None:
    """Design 7.8, wide: three columns; what is opened takes the place of the column its own does not need."""
    window.setMaximumSize(1920, 1009)
    window.resize(1920, 1009)
    tab = view.tab
    settle()
    key, bulletin = tab.made("key"), tab.made("bulletin")
    columns = [view, key, bulletin]
    assert [each.isVisible() for each in columns] == [True, True, True]
    edges = [each.mapTo(window, each.rect().topLeft()).x() for each in columns]
    assert edges == sorted(edges)
    assert edges[0] + view.width() < edges[1]
    assert view.side.chart.isVisible()
    assert view.side.chart.mapTo(window, view.side.chart.pos()).x() > edges[1]
    assert "应到 96" in view.side.line.text()

    open_form(qtbot, view, office)
    assert [each.isVisible() for each in columns] == [True, True, False]
    qtbot.keyClick(view.panel, Qt.Key.Key_Escape)
    assert bulletin.isVisible()

    for _ in range(3):
        qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_F6)
        if tab.current_view != "units":
            break
    assert tab.current_view == "key", "help and keys are those of the column one is in"

    tab.show_view("figures")
    assert not view.isVisible()
    assert tab.show_view("bulletin") is bulletin
    assert view.isVisible()

    window.resize(1366, 697)
    settle()
    assert [each.isVisible() for each in columns] == [False, False, True]
    tab.show_view("units")
    assert view.side.isVisible()
    assert view.side.sums.isVisible()
