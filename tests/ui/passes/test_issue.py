"""Issuing a pass as the officer at the window does it: by keyboard, in a few strokes, with nothing lost."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel
from pytestqt.qtbot import QtBot

from duty_desk import drafts, ledger, passes
from duty_desk.desk import Desk
from duty_desk.passes import PassKind
from tests.ui.passes.conftest import Sample, give
from tests.ui.typing import type_text
from ui.kit.print_preview import PrintPreview
from ui.passes.issue_panel import IssuePanel
from ui.passes.tab import PassesTab


def start(qtbot: QtBot, tab: PassesTab) -> IssuePanel:
    settle(qtbot, tab)
    return tab.start_new()


def choose(qtbot: QtBot, panel: IssuePanel, typed: str) -> None:
    line = panel.form.holder.line
    line.setFocus()
    qtbot.keyClicks(line, typed)
    qtbot.waitUntil(
        lambda: panel.form.holder.ahead.is_open and panel.form.holder.ahead.list.current() is not None
    )
    qtbot.keyClick(line, Qt.Key.Key_Return)


def issued(desk: Desk) -> list[passes.PassRow]:
    with desk.read() as read:
        return list(passes.list_passes(read, PassKind.TEMPORARY).rows)


def settle(qtbot: QtBot, tab: PassesTab) -> None:
    """Wait for work beside the window, close a preview that opened, and come back to the window."""
    qtbot.waitUntil(lambda: not tab.shell.tasks.busy, timeout=10_000)
    opened = [
        each for each in QApplication.topLevelWidgets() if isinstance(each, PrintPreview) and each.isVisible()
    ]
    for each in opened:
        each.close()
    window = tab.window()
    if not window.isActiveWindow():
        # The screenless platform does not give the keyboard back when a dialog ends; showing the window does.
        window.hide()
        window.show()
        window.activateWindow()
        QTest.qWaitForWindowActive(window)


def test_a_known_person_gets_a_pass_with_few_keys(qtbot: QtBot, tab: PassesTab, sqlite_desk: Desk) -> None:
    panel = start(qtbot, tab)
    assert any(label.text().startswith("为校园疫情防控") for label in panel.form.findChildren(QLabel)), "S-54"
    choose(qtbot, panel, "hz")
    assert panel.form.holder.text() in ("贺志远", "黄振宇", "洪卓然")
    # The register filled in document, phone and unit; typing goes on at the first empty field.
    assert panel.form.field("id_number").value().startswith("*" * 14)
    assert panel.form.field("reason_text").has_focus()
    type_text(panel.form.control("reason_text"), "门岗值守")
    panel.form.control("gates").boxes()[0].click()
    qtbot.keyClick(panel, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    settle(qtbot, tab)
    (row,) = issued(sqlite_desk)
    assert row.number == "通字〔2020〕第0001号"
    assert row.reason_text == "门岗值守"
    # The next form is ready, keeping what the next person will share.
    assert panel.form.holder.text() == ""
    assert panel.form.control("gates").value()
    assert panel.form.field("name").has_focus()


def test_a_wrong_form_keeps_everything_and_says_what_is_wrong(
    qtbot: QtBot, tab: PassesTab, sqlite_desk: Desk
) -> None:
    panel = start(qtbot, tab)
    type_text(panel.form.holder.line, "新来的")
    panel.form.field("id_number").set_value("610000198506200034")
    panel.form.field("id_number").judge()
    assert panel.form.field("id_number").remark() == "第 18 位校验码应为 5，请对照证件原件。"
    assert not panel.submit()
    assert panel.form.field("id_number").has_focus()
    panel.form.field("id_number").set_value("610000198506200035")
    assert not panel.submit(), "no gate and no reason yet"
    assert panel.form.problem_count >= 1
    assert panel.form.holder.text() == "新来的"
    assert issued(sqlite_desk) == []
    with sqlite_desk.read() as read:
        from duty_desk.people.finding import find_person

        assert find_person(read, "新来的") == (), "the person is registered with the pass or not at all"


def test_a_double_click_gives_one_pass(qtbot: QtBot, tab: PassesTab, sqlite_desk: Desk) -> None:
    panel = start(qtbot, tab)
    choose(qtbot, panel, "sxx")
    panel.form.field("reason_text").set_value("值守")
    panel.form.control("gates").boxes()[0].click()
    panel.submit(print_it=False)
    panel.submit(print_it=False)
    settle(qtbot, tab)
    assert len(issued(sqlite_desk)) == 1


def test_a_second_pass_is_offered_as_an_extension(
    qtbot: QtBot, tab: PassesTab, sqlite_desk: Desk, sample: Sample
) -> None:
    given = give(sqlite_desk, sample, "单雄信")
    panel = start(qtbot, tab)
    panel.form.control("gates").boxes()[0].click()
    choose(qtbot, panel, "dxx")
    assert given.number in panel.held_text()
    panel.pass_asked.emit(given.id, "extend")
    settle(qtbot, tab)
    assert type(tab.panel).__name__ == "ExtendPanel"


def test_a_half_typed_form_survives(qtbot: QtBot, tab: PassesTab, sqlite_desk: Desk) -> None:
    panel = start(qtbot, tab)
    type_text(panel.form.holder.line, "半途而")
    panel.form.field("phone").set_value("19900003333")
    panel.form.changed.emit()
    panel.form.holder.changed.emit()
    panel.save_draft()
    with sqlite_desk.read() as read:
        draft = drafts.load(read, "passes.issue")
    assert draft is not None
    tab.close_panel()
    again = start(qtbot, tab)
    assert again.form.holder.text() == "半途而"
    assert again.form.field("phone").value() == "19900003333"
    with sqlite_desk.read() as read:
        assert ledger.count(passes.LEDGERS[PassKind.TEMPORARY], read, ledger.Request()) == 0


def test_undo_of_an_issue_makes_the_number_void(qtbot: QtBot, tab: PassesTab, sqlite_desk: Desk) -> None:
    panel = start(qtbot, tab)
    choose(qtbot, panel, "sxx")
    panel.form.field("reason_text").set_value("值守")
    panel.form.control("gates").boxes()[0].click()
    assert panel.submit(print_it=False)
    settle(qtbot, tab)
    tab.shell.toaster.undo()
    (row,) = issued(sqlite_desk)
    assert row.state is passes.PassState.VOIDED
    assert row.number == "通字〔2020〕第0001号"
