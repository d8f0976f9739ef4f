"""What is at hand on the screen: numbers one after another, plans with their files, what is in force on a day."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from duty_desk import ledger
from duty_desk.desk import Desk
from duty_desk.duty import ReferenceKind, references
from duty_desk.duty.references import REFERENCES, ReferenceRow
from duty_desk.ledger import Request
from tests.ui.duty.written import office_of, settle, view_of
from tests.ui.readable import faults
from ui.duty.reference import ReferencesView
from ui.duty.reference_panel import ReferencePanel
from ui.duty.reference_paste import PastePanel
from ui.main_window import MainWindow
from ui.views.act_panel import ActPanel

PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF"


@pytest.fixture
def view(window: MainWindow, qtbot: QtBot) -> ReferencesView:
    found = view_of(window, "references")
    assert isinstance(found, ReferencesView)
    settle(qtbot, window)
    return found


def rows(desk: Desk) -> list[ReferenceRow]:
    with desk.read() as read:
        return list(ledger.page(REFERENCES, read, Request()).rows)


def add(desk: Desk, kind: ReferenceKind, title: str, **more: Any) -> int:
    with desk.work() as work:
        return references.add(work, kind=kind, title=title, **more)


def act(view: ReferencesView) -> ActPanel:
    assert isinstance(view.panel, ActPanel)
    return view.panel


def shown(view: ReferencesView) -> ReferencePanel:
    assert isinstance(view.panel, ReferencePanel)
    return view.panel


def test_numbers_are_written_one_after_another(
    view: ReferencesView, sqlite_desk: Desk, window: MainWindow, qtbot: QtBot
) -> None:
    qtbot.keyClick(view.list.table, Qt.Key.Key_F2)
    first = act(view)
    assert first.form.field("valid_from").isHidden()
    first.form.field("title").set_value("校医院")
    assert not first.submit()
    assert first.form.field("phone").wrong
    first.form.field("phone").set_value("6120")
    assert first.submit()
    settle(qtbot, window)
    assert act(view) is not first
    assert [(row.title, row.phone) for row in rows(sqlite_desk)] == [("校医院", "6120")]
    office_of(window).toaster.undo()
    assert [row.state for row in rows(sqlite_desk)] == ["retired"]


def test_a_plan_has_its_days_and_its_files(
    view: ReferencesView, sqlite_desk: Desk, window: MainWindow, qtbot: QtBot, tmp_path: Path
) -> None:
    view.choose("plan")
    form = view.start()
    assert form is not None
    assert not form.form.field("valid_from").isHidden()
    form.form.field("title").set_value("突发疫情应急预案")
    form.form.field("valid_from").set_value(date(2020, 1, 28))
    assert form.submit()
    settle(qtbot, window)
    file = tmp_path / "预案.pdf"
    file.write_bytes(PDF)
    files = shown(view).files
    assert files is not None
    assert files.keep(file)
    settle(qtbot, window)
    assert rows(sqlite_desk)[0].files == 1
    files = shown(view).files
    assert files is not None
    assert faults(window) == []
    files.remove(files.rows[0])
    settle(qtbot, window)
    assert rows(sqlite_desk)[0].files == 0
    office_of(window).toaster.undo()
    assert rows(sqlite_desk)[0].files == 1


def test_a_file_of_no_known_kind_is_refused_with_a_word(
    view: ReferencesView, sqlite_desk: Desk, window: MainWindow, qtbot: QtBot, tmp_path: Path
) -> None:
    view.show_row(add(sqlite_desk, ReferenceKind.RULE, "外出办法"))
    files = shown(view).files
    assert files is not None
    file = tmp_path / "办法.exe"
    file.write_bytes(b"MZ....")
    assert not files.keep(file)
    assert not files.keep(tmp_path / "没有.pdf")
    assert office_of(window).notices.isVisible()


def test_what_is_in_force_on_a_day(
    view: ReferencesView, sqlite_desk: Desk, window: MainWindow, qtbot: QtBot
) -> None:
    add(sqlite_desk, ReferenceKind.NOTICE, "寒假校门通知", valid_until=date(2020, 2, 9))
    add(sqlite_desk, ReferenceKind.RULE, "外出办法", valid_from=date(2020, 2, 10))
    view.day.set_value(date(2020, 2, 9))
    view.day.editingFinished.emit()
    settle(qtbot, window)
    assert view.chip == "in_force"
    with sqlite_desk.read() as read:
        found = ledger.page(REFERENCES, read, view.list.request).rows
    assert [row.title for row in found] == ["寒假校门通知"]
    view.day.set_value(date(2020, 2, 10))
    view.day.editingFinished.emit()
    settle(qtbot, window)
    with sqlite_desk.read() as read:
        found = ledger.page(REFERENCES, read, view.list.request).rows
    assert [row.title for row in found] == ["外出办法"]


def test_the_order_of_the_list_is_the_order_on_paper(
    view: ReferencesView,
    sqlite_desk: Desk,
    window: MainWindow,
    qtbot: QtBot,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    add(sqlite_desk, ReferenceKind.PHONE, "校医院", phone="6120")
    second = add(sqlite_desk, ReferenceKind.PHONE, "保卫处", phone="6110")
    settle(qtbot, window)
    view.show_row(second)
    shown(view).asked.emit("up")
    with sqlite_desk.read() as read:
        assert [row.title for row in references.list_phones(read)] == ["保卫处", "校医院"]
    papers: list[Any] = []
    monkeypatch.setattr(
        type(office_of(window)), "show_paper", lambda _self, paper, done: papers.append(paper)
    )
    view.print_current()
    qtbot.waitUntil(lambda: bool(papers))
    assert papers[0].pdf.startswith(b"%PDF")


def test_one_is_changed_and_retired(
    view: ReferencesView, sqlite_desk: Desk, window: MainWindow, qtbot: QtBot
) -> None:
    key = add(sqlite_desk, ReferenceKind.PHONE, "校医院", phone="6120")
    form = view.edit(rows(sqlite_desk)[0])
    form.form.field("phone").set_value("6121")
    assert form.submit()
    settle(qtbot, window)
    assert rows(sqlite_desk)[0].phone == "6121"
    view.show_row(key)
    shown(view).asked.emit("retire")
    assert rows(sqlite_desk)[0].state == "retired"
    office_of(window).toaster.undo()
    assert rows(sqlite_desk)[0].state == "in_force"


def test_a_whole_list_is_pasted_and_what_is_left_stays(
    view: ReferencesView, sqlite_desk: Desk, window: MainWindow, qtbot: QtBot
) -> None:
    panel = view.paste_phones()
    assert panel is not None
    assert not panel.submit()
    panel.area.setPlainText("校医院\t值班医生\t6120\n保卫处\t\t6110\n2 号门")
    assert "2 个电话" in panel.understood.text()
    assert panel.submit()
    settle(qtbot, window)
    assert [row.title for row in rows(sqlite_desk)] == ["校医院", "保卫处"]
    assert isinstance(view.panel, PastePanel)
    assert view.panel.area.toPlainText() == "2 号门"
    assert faults(window) == []
    office_of(window).toaster.undo()
    assert {row.state for row in rows(sqlite_desk)} == {"retired"}


def test_a_list_is_read_out_of_a_workbook_and_seen_before_it_is_kept(
    view: ReferencesView, sqlite_desk: Desk, window: MainWindow, qtbot: QtBot, tmp_path: Path
) -> None:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    for row in (("值班通讯录",), ("校医院", "值班医生", 6120), ("保卫处", "", "199 0000 3482")):
        sheet.append(row)
    book.save(tmp_path / "电话.xlsx")
    panel = view.paste_phones()
    assert panel is not None
    panel.choose_file(str(tmp_path / "电话.xlsx"))
    settle(qtbot, window)
    assert "2 个电话" in panel.understood.text()
    assert rows(sqlite_desk) == []
    assert panel.submit()
    assert [(row.title, row.phone) for row in rows(sqlite_desk)] == [
        ("校医院", "6120"),
        ("保卫处", "199 0000 3482"),
    ]
