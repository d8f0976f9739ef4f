"""Incidents at the gate: a fever opens one; it is told, followed, closed with an outcome and printed."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from db.vocabulary import IncidentKind
from duty_desk import incidents
from tests.conftest import Clock
from tests.duty_desk.gate.conftest import go, issue
from tests.duty_desk.passes.conftest import Office
from tests.ui.gate.views_office import settle, shell_of, show
from ui.gate.incidents import IncidentsView
from ui.gate.log import LogView
from ui.kit.buttons import Button
from ui.kit.print_preview import PrintPreview
from ui.main_window import MainWindow


@pytest.fixture
def fever(office: Office, clock: Clock) -> int:
    """Somebody with two abnormal readings, and something that is not the gate's."""
    issued = issue(office)
    go(office, issued.token, temperature=37.6)
    clock.forward(minutes=16)
    go(office, issued.token, temperature=37.5)
    office.desk.officer = office.chief
    with office.desk.work() as work:
        incidents.report(work, kind=IncidentKind.SAFETY, level=4, title="锅炉房漏水", place="锅炉房")
    with office.desk.read() as read:
        return next(row.id for row in incidents.list_incidents(read) if row.kind is IncidentKind.FEVER)


@pytest.fixture
def view(qtbot: QtBot, fever: int, window: MainWindow) -> IncidentsView:
    shown = show(qtbot, window, "incidents")
    assert isinstance(shown, IncidentsView)
    return shown


def test_a_fever_is_told_in_time_followed_and_closed(
    qtbot: QtBot, view: IncidentsView, fever: int, clock: Clock
) -> None:
    shown, panel = view.incidents, view.incidents.panel
    assert [row.id for row in map(shown.list.model.row, range(len(shown.list.model.ids))) if row] == [fever]
    assert view.facts() == "处置中 1 起　上报超时 0 起"
    assert panel.detail is not None
    assert [name for _, name in panel.detail.people] == ["任晓慧"]
    assert panel.act.value() == "told", "the clock runs: telling comes first"
    clock.at = datetime(2020, 3, 6, 14, 30)
    shown.reload()
    assert view.facts() == "处置中 1 起　上报超时 1 起"
    panel.choose("closed")
    panel.form.set_values({"text": "核酸阴性，解除"})
    assert not panel.save()
    assert "还没有登记上报" in panel.form.banner_text()
    panel.choose("told")
    panel.form.set_values({"text": "电话报告"})
    assert not panel.save()
    assert panel.form.field("told").wrong
    panel.form.set_values({"told": "区疾控中心"})
    focus = QApplication.focusWidget()
    assert focus is not None
    qtbot.keyClick(focus, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: not view.unsaved())
    panel.choose("closed")
    assert not panel.save()
    assert panel.form.field("text").wrong, "an outcome is needed"
    panel.form.set_values({"text": "核酸阴性，解除"})
    assert panel.save()
    assert view.facts() == "处置中 0 起　上报超时 0 起"
    with view.desk.read() as read:
        detail = incidents.get_incident(read, fever)
    assert [(entry.kind, entry.told) for entry in detail.entries] == [
        ("noted", None),
        ("told", "区疾控中心"),
        ("closed", None),
    ]
    assert detail.row.outcome == "核酸阴性，解除"


def test_the_room_of_somebody_is_opened_from_the_incident(view: IncidentsView, fever: int) -> None:
    panel = view.incidents.panel
    assert panel.detail is not None
    asked: list[tuple[str, int]] = []
    panel.record_asked.disconnect()
    panel.record_asked.connect(lambda kind, record: asked.append((kind, record)))
    links = (
        incidents.IncidentLink("stay", 7, "NH-EX2-101"),
        incidents.IncidentLink("receipt", 9, "RK-2020-0001"),
    )
    panel.put(replace(panel.detail, links=links))
    for button in panel.findChildren(Button):
        if "NH-EX2-101" in button.text() or "RK-2020-0001" in button.text():
            button.click()
    assert asked == [("stay", 7), ("receipt", 9)]


def test_a_half_typed_line_is_not_lost_by_reading_again(view: IncidentsView, fever: int) -> None:
    panel = view.incidents.panel
    panel.form.set_values({"text": "已送校医院"})
    with view.desk.work() as work:
        incidents.add_entry(work, fever, kind="noted", text="家属到校")
    view.reload()
    assert panel.form.field("text").value() == "已送校医院"
    assert view.unsaved()


def test_the_refusal_behind_it_is_one_step_away_and_the_sheet_is_printed(
    qtbot: QtBot, view: IncidentsView, fever: int, window: MainWindow
) -> None:
    detail = view.incidents.panel.detail
    assert detail is not None
    assert detail.row.source is not None
    view.incidents.list.setFocus()
    view.incidents.panel.print_asked.emit(fever)
    qtbot.waitUntil(lambda: QApplication.activeModalWidget() is not None, timeout=20_000)
    preview = QApplication.activeModalWidget()
    assert isinstance(preview, PrintPreview)
    settle(qtbot, window)
    preview.close()
    qtbot.waitUntil(lambda: QApplication.activeModalWidget() is None)
    assert shell_of(window).open_record(*detail.row.source)
    assert isinstance(view.tab.view, LogView)
    # The record itself stands on the duty screen; the gate keeps the list of what it opened.
    assert shell_of(window).open_record("incident", fever)
    assert window.office is not None
    assert window.office.current_key == "duty"
