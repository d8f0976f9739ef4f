"""The reasons of passes in the settings: added by keyboard, moved, retired and taken back; the pass form offers what is there now."""

from __future__ import annotations

from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from db.vocabulary import Role
from duty_desk import passes
from duty_desk.desk import Desk
from duty_desk.passes.reasons import ReasonRow
from duty_desk.work import OfficerRef
from tests.ui.typing import type_text
from ui.main_window import MainWindow
from ui.office.reasons_page import ReasonsPage


def reasons_page(window: MainWindow) -> ReasonsPage:
    assert window.office is not None
    page = window.office.go("office").show_subject("reasons")  # type: ignore[attr-defined]
    assert isinstance(page, ReasonsPage)
    return page


def current(page: ReasonsPage) -> ReasonRow:
    row = page.list.current_row()
    assert isinstance(row, ReasonRow)
    return row


def offered(window: MainWindow, qtbot: QtBot) -> list[str]:
    """What the form of a new temporary pass offers, as its chips say it."""
    assert window.office is not None
    tab = window.office.go("passes")
    qtbot.waitUntil(lambda: not window.tasks.busy)
    tab.start_new()  # type: ignore[attr-defined]
    return [label for _, label in tab.panel.form.control("reason")._reasons]  # type: ignore[attr-defined]


def test_a_reason_is_added_moved_and_retired_in_the_window(
    window: MainWindow, sqlite_desk: Desk, qtbot: QtBot
) -> None:
    assert window.office is not None
    page = reasons_page(window)
    assert current(page).label == "值班"
    # What passes and imports know it by, and what forms choose themselves.
    assert not page.code.isEnabled()
    qtbot.keyClick(page, Qt.Key.Key_F2)
    name = window.focusWidget()
    assert name is page.form.control("label")
    type_text(name, "毕业返校")
    type_text(page.form.control("synonyms"), "返校、科研")
    qtbot.keyClick(page, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert "教学科研" in page.form.field("synonyms").remark()
    page.form.control("synonyms").setText("返校、离校")
    qtbot.keyClick(page, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    row = current(page)
    assert (row.label, row.mark, row.report_group) == ("毕业返校", "毕", "毕业返校")
    assert page.code.isEnabled()
    for _ in range(9):
        qtbot.keyClick(page, Qt.Key.Key_Up, Qt.KeyboardModifier.AltModifier)
    assert current(page).label == "毕业返校"
    assert offered(window, qtbot)[:2] == ["毕业返校", "值班"]
    page = reasons_page(window)
    page.switch_button.click()
    assert page.switch_button.text() == "恢复"
    assert "毕业返校" not in offered(window, qtbot)
    reasons_page(window)
    window.office.toaster.undo()
    with sqlite_desk.read() as read:
        assert passes.list_reasons(read)[0] == ("byfx", "毕业返校")
    page.list.select_id(next(row.id for row in page.read_rows() if row.code == "other"))
    assert page.switch_button.isHidden()


def test_a_guard_sees_the_reasons_and_changes_nothing(window: MainWindow, sqlite_desk: Desk) -> None:
    sqlite_desk.officer = OfficerRef(sqlite_desk.officer.id, "段知衡", Role.GATE)
    window.enter(sqlite_desk)
    page = reasons_page(window)
    assert page.count() == 9
    assert not hasattr(page, "up_button")
    assert page.switch_button.isHidden()
    assert not page.form.isEnabled()
