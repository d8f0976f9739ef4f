"""Incidents on the duty screen by keyboard: reported with F4, followed, a line struck out, tied to a record, closed (W5)."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from db.models import Room, Zone
from db.vocabulary import IncidentKind, Role
from duty_desk import incidents
from duty_desk.desk import Desk
from tests.duty_desk.incidents.test_incidents import put, report
from tests.duty_desk.passes.conftest import add_officer
from tests.ui.duty.written import become, office_of, settle, view_of
from tests.ui.typing import type_text
from ui.duty.incidents import IncidentsView
from ui.incidents.form import IncidentForm
from ui.incidents.record import RecordPanel
from ui.kit.print_preview import PrintPreview
from ui.main_window import MainWindow
from ui.search.sources import find_all

CONTROL = Qt.KeyboardModifier.ControlModifier


def press(qtbot: QtBot, key: Qt.Key, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
    widget = QApplication.focusWidget()
    assert widget is not None
    qtbot.keyClick(widget, key, modifier)


def record_of(view: IncidentsView) -> RecordPanel:
    assert isinstance(view.panel, RecordPanel)
    return view.panel


def test_from_the_key_to_the_outcome(qtbot: QtBot, window: MainWindow, sqlite_desk: Desk) -> None:
    view_of(window, "log")
    press(qtbot, Qt.Key.Key_F4)
    view = office_of(window).current.view  # type: ignore[attr-defined]
    assert isinstance(view, IncidentsView)
    form = view.panel
    assert isinstance(form, IncidentForm)
    focus = QApplication.focusWidget()
    assert focus is form.form.control("title")
    type_text(form.form.control("title"), "3 号楼水管爆裂")
    press(qtbot, Qt.Key.Key_Return)
    type_text(form.form.control("place"), "3 号楼")
    form.form.control("names").setText("苗宁、费然")
    form.level.set_value("2")
    form._fit()
    assert not form.clock.isHidden(), "a grave one is told within two hours"
    press(qtbot, Qt.Key.Key_Return, CONTROL)
    panel = record_of(view)
    assert panel.detail is not None
    opened = panel.detail.row.id
    assert panel.detail.row.kind is IncidentKind.FACILITY
    assert [name for _, name in panel.detail.people] == ["苗宁", "费然"]
    assert panel.act.value() == "told", "the clock runs: telling comes first"
    panel.choose("told")
    panel.form.control("told").setText("领导小组")
    type_text(panel.form.control("text"), "电话报告")
    panel.form.control("text").setFocus()
    press(qtbot, Qt.Key.Key_Return, CONTROL)
    panel = record_of(view)
    assert panel.detail is not None
    assert [entry.kind for entry in panel.detail.entries] == ["noted", "told"]
    panel.choose("closed")
    type_text(panel.form.control("text"), "换管完成")
    panel.form.control("text").setFocus()
    press(qtbot, Qt.Key.Key_Return, CONTROL)
    with sqlite_desk.read() as read:
        row = incidents.get_incident(read, opened).row
    assert row.outcome == "换管完成"
    assert view.facts() == "处置中 0 起　上报超时 0 起"
    settle(qtbot, window)


def test_what_is_missing_stands_at_its_field_and_what_is_typed_is_kept(
    qtbot: QtBot, window: MainWindow
) -> None:
    view = view_of(window, "incidents")
    view.start()
    form = view.panel
    type_text(form.form.control("title"), "写到一半")
    assert not form.submit()
    assert form.form.field("place").wrong
    view.close_panel()
    view.start()
    assert view.panel.form.field("title").value() == "写到一半"


def test_a_line_is_struck_out_and_a_record_tied(qtbot: QtBot, window: MainWindow, sqlite_desk: Desk) -> None:
    opened = report(sqlite_desk)
    with sqlite_desk.work() as work:
        incidents.add_entry(work, opened, kind="done", text="送水 10 桶")
        zone = put(work, Zone(site="南湖", name="一区"))
        room = put(
            work,
            Room(code="NH-EX2-101", zone_id=zone, building="EX2", floor=1, name="101", state_since=work.at),
        )
    view = view_of(window, "incidents")
    assert office_of(window).open_record("incident", opened)
    panel = record_of(view)
    assert panel.detail is not None
    line = panel.detail.entries[-1].id
    panel.course.ask(line)
    panel.course.reasons[line].setText("应为 20 桶")
    qtbot.keyClick(panel.course.reasons[line], Qt.Key.Key_Return)
    panel = record_of(view)
    assert panel.detail is not None
    assert [entry.struck for entry in panel.detail.entries] == [None, "应为 20 桶", None]
    assert line not in panel.course.reasons, "struck out once is enough"
    assert panel.tied is not None
    found = panel.tied._find("EX2-1")
    assert [each.text for each in found] == ["NH-EX2-101"]
    panel.tied.tie_asked.emit("room", room)
    panel = record_of(view)
    assert panel.detail is not None
    assert [link.name for link in panel.detail.links] == ["NH-EX2-101"]


def test_particulars_are_changed_and_the_sheet_is_printed(
    qtbot: QtBot, window: MainWindow, sqlite_desk: Desk
) -> None:
    opened = report(sqlite_desk)
    view = view_of(window, "incidents")
    office_of(window).open_record("incident", opened)
    view.change(opened)
    form = view.panel
    assert isinstance(form, IncidentForm)
    assert form.form.field("title").value() == "锅炉房漏水"
    form.form.set_values({"responsible": "邹志刚"})
    assert form.submit()
    panel = record_of(view)
    assert panel.detail is not None
    assert panel.detail.row.responsible == "邹志刚"
    view.list.setFocus()
    press(qtbot, Qt.Key.Key_P, CONTROL)
    qtbot.waitUntil(lambda: isinstance(QApplication.activeModalWidget(), PrintPreview), timeout=20_000)
    preview = QApplication.activeModalWidget()
    assert preview is not None
    settle(qtbot, window)
    preview.close()
    qtbot.waitUntil(lambda: QApplication.activeModalWidget() is None)


@pytest.mark.parametrize("role", [Role.LEADER])
def test_who_only_reads_is_offered_nothing_to_write(
    window: MainWindow, sqlite_desk: Desk, role: Role
) -> None:
    opened = report(sqlite_desk)
    with sqlite_desk.work() as work:
        reader = add_officer(work, "马文涛", role)
    view = view_of(window, "incidents")
    become(window, reader)
    view.open_record("incident", opened)
    panel = record_of(view)
    assert not panel.form.names()
    assert not panel.course.reasons
    assert view.new.isHidden()


def test_an_incident_is_found_from_anywhere(window: MainWindow, sqlite_desk: Desk) -> None:
    with sqlite_desk.work() as work:
        wanted = incidents.report(work, kind=IncidentKind.SAFETY, level=4, title="锅炉房冒烟", place="锅炉房")
        incidents.report(work, kind=IncidentKind.GATE, level=4, title="门岗争执", place="东门")
    found = find_all(sqlite_desk, [], "冒烟")
    assert [(each.key, each.text, each.mark.word if each.mark else "") for each in found] == [
        (("incident", wanted), "锅炉房冒烟", "处置中")
    ]
    assert office_of(window).open_record("incident", wanted)
    assert record_of(office_of(window).current.view).detail.row.id == wanted  # type: ignore[attr-defined,union-attr]
