"""The duty log by keyboard: a call in a few keys, finished, given another term, struck out, printed by shift."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from db.models import AuditEntry, LogEntry
from duty_desk import drafts, duty, ledger
from duty_desk.desk import Desk
from duty_desk.duty import LOG, LogKind, LogRow
from duty_desk.ledger import Request
from duty_desk.roles import Role
from duty_desk.work import OfficerRef
from tests.conftest import Clock
from tests.ui.duty.written import become, office_of, settle, view_of
from tests.ui.readable import faults
from tests.ui.typing import type_text
from ui.duty.log import LogView
from ui.duty.log_form import DRAFT, LogForm
from ui.duty.log_panel import LogPanel
from ui.kit.cells import Cell
from ui.kit.type_ahead import TypeAhead
from ui.main_window import MainWindow


@pytest.fixture
def view(window: MainWindow, qtbot: QtBot) -> LogView:
    found = view_of(window, "log")
    assert isinstance(found, LogView)
    settle(qtbot, window)
    return found


def focused() -> QWidget:
    found = QApplication.focusWidget()
    assert found is not None
    return found


def rows(desk: Desk) -> list[LogRow]:
    with desk.read() as read:
        return list(ledger.page(LOG, read, Request(sort="number")).rows)


def write(desk: Desk, text: str = "道闸落不下来", **more: Any) -> int:
    with desk.work() as work:
        return duty.write(work, **({"kind": LogKind.CALL, "text": text} | more))


def select(view: LogView, qtbot: QtBot, window: MainWindow, entry: int) -> None:
    view.reload()
    settle(qtbot, window)
    assert view.list.select_id(entry)
    view.list.setFocus()


def test_a_call_is_written_with_the_keyboard_alone(
    view: LogView, window: MainWindow, sqlite_desk: Desk, qtbot: QtBot
) -> None:
    qtbot.keyClick(view.list.table, Qt.Key.Key_F2)
    form = view.panel
    assert isinstance(form, LogForm)
    where = form.form.control("from_whom")
    qtbot.waitUntil(lambda: focused() is where)
    type_text(where, "图书馆")
    qtbot.keyClick(where, Qt.Key.Key_Tab)
    qtbot.keyClicks(focused(), "6210")
    qtbot.keyClick(focused(), Qt.Key.Key_Tab)
    type_text(focused(), "咨询办证")
    qtbot.keyClick(focused(), Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    (row,) = rows(sqlite_desk)
    assert (row.kind, row.from_whom, row.phone, row.text) == ("call", "图书馆", "6210", "咨询办证")
    # The next line opens by itself, empty.
    settle(qtbot, window)
    assert isinstance(view.panel, LogForm)
    assert view.panel is not form
    assert view.panel.form.values()["text"] == ""
    assert faults(window) == []


def test_a_caller_brings_the_number_along(
    view: LogView, sqlite_desk: Desk, window: MainWindow, qtbot: QtBot
) -> None:
    write(sqlite_desk, from_whom="图书馆", phone="6210")
    settle(qtbot, window)
    form = view.start()
    assert form is not None
    line = form.form.control("from_whom")
    qtbot.keyClicks(line, "tsg")
    ahead = line.findChild(TypeAhead)
    assert ahead is not None
    qtbot.waitUntil(lambda: ahead.is_open)
    qtbot.keyClick(line, Qt.Key.Key_Down)
    qtbot.keyClick(line, Qt.Key.Key_Return)
    assert form.form.values()["from_whom"] == "图书馆"
    assert form.phone.text() == "6210"


def test_a_follow_up_within_the_shift_has_its_end_as_term(view: LogView, sqlite_desk: Desk) -> None:
    form = view.start()
    assert form is not None
    assert form.form.field("due_at").isHidden()
    form.form.field("text").set_value("20:00 前报住宿安排")
    form.follow.choose("shift")
    assert not form.form.field("due_at").isHidden()
    assert form.submit()
    (row,) = rows(sqlite_desk)
    assert (row.due_at, row.responsible, row.state) == (datetime(2020, 3, 6, 18), "周敏", "open")
    assert view.start() is not None
    again = view.panel
    assert isinstance(again, LogForm)
    again.form.field("text").set_value("另一件")
    again.follow.choose("other")
    assert not again.submit()
    assert again.form.field("due_at").wrong


def test_the_time_is_that_of_writing_unless_another_was_typed(
    view: LogView, sqlite_desk: Desk, clock: Clock
) -> None:
    for typed, at in (
        (None, datetime(2020, 3, 6, 12, 7)),
        (datetime(2020, 3, 6, 11, 50), datetime(2020, 3, 6, 11, 50)),
    ):
        clock.at = datetime(2020, 3, 6, 12)
        form = view.start()
        assert form is not None
        clock.at = datetime(2020, 3, 6, 12, 7)
        form.form.field("text").set_value("夜巡无异常")
        if typed is not None:
            form.form.field("at").set_value(typed)
        assert form.submit()
        assert rows(sqlite_desk)[-1].at == at


def test_a_damage_is_pointed_to_its_work_order(view: LogView) -> None:
    form = view.start()
    assert form is not None
    form.kind.choose("repair")
    assert "报修" in form.form.field("kind").remark()
    form.form.field("text").set_value("只记一条")
    assert form.submit()


def test_it_is_finished_and_taken_back(
    view: LogView, sqlite_desk: Desk, window: MainWindow, qtbot: QtBot
) -> None:
    entry = write(sqlite_desk, due_at=datetime(2020, 3, 6, 17))
    select(view, qtbot, window, entry)
    with qtbot.waitSignal(view.list.letter_pressed):
        qtbot.keyClick(view.list.table, Qt.Key.Key_D)
    panel = view.panel
    assert panel is not None
    panel.form.field("note").set_value("已派人")  # type: ignore[attr-defined]
    assert panel.submit()  # type: ignore[attr-defined]
    assert (rows(sqlite_desk)[0].state, rows(sqlite_desk)[0].done_note) == ("done", "已派人")
    office_of(window).toaster.undo()
    assert rows(sqlite_desk)[0].state == "open"


def test_a_term_is_moved_and_moved_back(
    view: LogView, sqlite_desk: Desk, window: MainWindow, qtbot: QtBot
) -> None:
    entry = write(sqlite_desk, due_at=datetime(2020, 3, 6, 17))
    select(view, qtbot, window, entry)
    panel = view.postpone(rows(sqlite_desk)[0])
    panel.form.field("due_at").set_value(datetime(2020, 3, 7, 9))
    assert panel.submit()
    assert rows(sqlite_desk)[0].due_at == datetime(2020, 3, 7, 9)
    office_of(window).toaster.undo()
    assert rows(sqlite_desk)[0].due_at == datetime(2020, 3, 6, 17)


def test_what_is_struck_out_is_seen_struck_out_and_written_anew(
    view: LogView, sqlite_desk: Desk, window: MainWindow, qtbot: QtBot
) -> None:
    entry = write(sqlite_desk, from_whom="东大门")
    select(view, qtbot, window, entry)
    panel = view.strike(rows(sqlite_desk)[0])
    assert not panel.submit()
    panel.form.field("reason").set_value("记错时间")
    assert panel.submit()
    settle(qtbot, window)
    (row,) = rows(sqlite_desk)
    cell: Cell = view.cells()["text"](row)
    assert (row.state, cell.struck, cell.second) == ("struck", True, "记错时间")
    # The form stands there again with the same words.
    form = view.panel
    assert isinstance(form, LogForm)
    assert (form.form.values()["text"], form.form.values()["from_whom"]) == ("道闸落不下来", "东大门")
    assert form.submit()
    assert [each.state for each in rows(sqlite_desk)] == ["struck", "noted"]


def test_an_undone_entry_stays_as_struck_out(view: LogView, sqlite_desk: Desk, window: MainWindow) -> None:
    form = view.start()
    assert form is not None
    form.form.field("text").set_value("写错了")
    assert form.submit()
    office_of(window).toaster.undo()
    assert [row.state for row in rows(sqlite_desk)] == ["struck"]


def test_what_is_half_typed_is_there_again(view: LogView, sqlite_desk: Desk) -> None:
    form = view.start()
    assert form is not None
    form.form.control("text").setPlainText("半句话")
    view.close_panel()
    with sqlite_desk.read() as read:
        kept = drafts.load(read, DRAFT)
    assert kept is not None
    again = view.start()
    assert again is not None
    assert again.form.values()["text"] == "半句话"
    assert again.submit()
    with sqlite_desk.read() as read:
        assert drafts.load(read, DRAFT) is None


def test_a_record_is_opened_from_its_entry(
    view: LogView, sqlite_desk: Desk, window: MainWindow, qtbot: QtBot
) -> None:
    entry = write(sqlite_desk, subject=("log_entry", write(sqlite_desk, "先前一条")))
    assert office_of(window).open_record("log_entry", entry)
    settle(qtbot, window)
    assert isinstance(view.panel, LogPanel)
    view.panel.subject_asked.emit()
    settle(qtbot, window)
    assert view.panel.row.text == "先前一条"


def test_the_page_of_a_shift_is_printed_and_put_on_record(
    view: LogView, sqlite_desk: Desk, window: MainWindow, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(sqlite_desk)
    shown: list[Any] = []
    monkeypatch.setattr(
        type(office_of(window)), "show_paper", lambda _self, paper, done: shown.append((paper, done))
    )
    view.reload()
    settle(qtbot, window)
    view.print_current()
    qtbot.waitUntil(lambda: bool(shown))
    paper, done = shown[0]
    assert paper.pdf.startswith(b"%PDF")

    class Went:
        destination = "PDF"

    done(Went())
    with sqlite_desk.read() as read:
        assert read.session.query(AuditEntry).filter_by(action="log.print").count() == 1


def test_who_only_reads_is_offered_nothing_to_write(
    view: LogView, sqlite_desk: Desk, window: MainWindow, qtbot: QtBot, clock: Clock
) -> None:
    entry = write(sqlite_desk)
    become(window, OfficerRef(sqlite_desk.officer.id, "马文涛", Role.LEADER))
    settle(qtbot, window)
    assert not view.new.isVisible()
    assert view.start() is None
    view.show_row(entry)
    assert isinstance(view.panel, LogPanel)
    assert view.panel.foot.isHidden()
    with sqlite_desk.read() as read:
        assert read.session.query(LogEntry).count() == 1
