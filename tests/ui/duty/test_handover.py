"""The desk changes hands at the window, by keyboard alone: ticks, notes, two signatures, and the window is the next one's (U-46)."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from db.vocabulary import IncidentKind
from duty_desk import audit, handover, incidents
from duty_desk.desk import Desk
from tests.conftest import PASSWORD, Clock
from tests.duty_desk.handover.conftest import EVENING, Watches, make_watches
from tests.ui.duty.written import office_of, settle, view_of
from tests.ui.typing import type_text
from ui.duty.handover_done import DonePanel
from ui.duty.handover_list import ThingsPanel
from ui.duty.handover_panel import HandoverPanel
from ui.duty.handovers import HandoversView
from ui.kit.dialogs import Dialog
from ui.kit.print_preview import PrintPreview
from ui.main_window import MainWindow
from ui.office.audit_page import AuditPage
from ui.office.tab import OfficeTab

CONTROL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def watches(sqlite_desk: Desk, clock: Clock) -> Watches:
    return make_watches(sqlite_desk, clock)


@pytest.fixture
def shown_desk(watches: Watches) -> Desk:
    """What the window shows."""
    return watches.desk


def press(qtbot: QtBot, key: Qt.Key, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
    widget = QApplication.focusWidget()
    assert widget is not None
    qtbot.keyClick(widget, key, modifier)


def panel_of(window: MainWindow) -> HandoverPanel:
    view = office_of(window).current.view  # type: ignore[attr-defined]
    assert isinstance(view, HandoversView)
    assert isinstance(view.panel, HandoverPanel)
    return view.panel


def dialog(qtbot: QtBot) -> Dialog:
    qtbot.waitUntil(lambda: isinstance(QApplication.activeModalWidget(), Dialog))
    shown = QApplication.activeModalWidget()
    assert isinstance(shown, Dialog)
    return shown


def test_from_taking_the_desk_to_giving_it_away(
    qtbot: QtBot, window: MainWindow, watches: Watches, clock: Clock
) -> None:
    with watches.desk.work() as work:
        incidents.report(work, kind=IncidentKind.SAFETY, level=3, title="锅炉房漏水", place="锅炉房")
    office = office_of(window)
    office.go("passes")
    press(qtbot, Qt.Key.Key_F10)
    with watches.desk.read() as read:
        held = handover.current(read)
        assert held is not None
        assert held.officer_name == "周敏"
    press(qtbot, Qt.Key.Key_F10)
    panel = panel_of(window)
    assert "incidents.incident_open" in panel.found.rows  # type: ignore[attr-defined]
    # Every thing is ticked with Space, Tab goes to the next.
    boxes = list(panel.things.boxes.values())
    assert boxes[0].hasFocus()
    for box in boxes:
        box.setFocus()
        qtbot.keyClick(box, Qt.Key.Key_Space)
    assert panel._counted.text() == "4 / 4"
    panel.note_area.setFocus()
    type_text(panel.note_area, "东大门测温枪 2 号偏低")
    clock.at = EVENING
    panel.signing.sign.setFocus()
    qtbot.keyClick(panel.signing.sign, Qt.Key.Key_Space)
    assert panel.pending is not None
    assert panel.pending.signed is not None
    assert panel.pending.note == "东大门测温枪 2 号偏低"
    panel.signing.comes.set_value(watches.second.id)
    panel.signing.password.setFocus()
    qtbot.keyClicks(panel.signing.password, "not this one at all")
    press(qtbot, Qt.Key.Key_Return)
    qtbot.keyClick(dialog(qtbot).act_button, Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: not panel._banner.isHidden(), timeout=10_000)
    with watches.desk.read() as read:
        held = handover.current(read)
        assert held is not None
        assert held.officer_name == "周敏", "who goes stays until the next has signed"
    # The offscreen desktop gives the keyboard back to nobody by itself.
    window.activateWindow()
    qtbot.waitUntil(panel.signing.password.hasFocus)
    qtbot.keyClicks(panel.signing.password, PASSWORD)
    press(qtbot, Qt.Key.Key_F10)
    question = dialog(qtbot)
    qtbot.waitUntil(question.keep_button.hasFocus)
    assert "韩立军" in question.question.text()
    qtbot.keyClick(question.act_button, Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: watches.desk.officer == watches.second, timeout=10_000)
    qtbot.waitUntil(lambda: office_of(window).officer == watches.second)
    fresh = office_of(window)
    assert fresh is not office
    view = fresh.current.view  # type: ignore[attr-defined]
    assert isinstance(view, HandoversView)
    assert isinstance(view.panel, DonePanel)
    assert view.panel.facts.text("note") == "东大门测温枪 2 号偏低"
    with watches.desk.read() as read:
        held = handover.current(read)
        assert held is not None
        assert (held.officer_name, held.started_at) == ("韩立军", EVENING)
    settle(qtbot, window)


def test_what_is_missing_is_said_and_nothing_is_asked(
    qtbot: QtBot, window: MainWindow, watches: Watches
) -> None:
    watches.take()
    office_of(window).hand_over()
    panel = panel_of(window)
    press(qtbot, Qt.Key.Key_F10)
    said = panel._banner.title.text()
    for words in ("口头说明", "钥匙、对讲机、额温枪、校印", "交班人未签字"):
        assert words in said
    assert QApplication.activeModalWidget() is None


def test_typing_survives_the_loss_of_the_window(qtbot: QtBot, window: MainWindow, watches: Watches) -> None:
    watches.take()
    office_of(window).hand_over()
    panel = panel_of(window)
    type_text(panel.note_area, "写到一半")
    panel._draft.keep()
    panel._writing.stop()
    panel.form.mark_saved()
    view = view_of(window, "handovers")
    view.panel = None
    panel.hide()
    panel.deleteLater()
    view.open_handover()
    assert panel_of(window).note_area.toPlainText() == "写到一半"


def test_a_difference_needs_a_word_and_a_thing_is_not_taken_for_a_reason(
    qtbot: QtBot, window: MainWindow, watches: Watches, clock: Clock
) -> None:
    paper = watches.take()
    with watches.desk.work() as work:
        incidents.report(work, kind=IncidentKind.SAFETY, level=3, title="锅炉房漏水", place="锅炉房")
    watches.prepare(paper)
    office_of(window).hand_over()
    panel = panel_of(window)
    panel.things.differs.click()
    panel.things.thing.set_value(next(iter(panel.things.boxes)))
    panel.things.number.set_value(11)
    panel.things.keep.click()
    assert panel.things._refusal is not None
    panel.things.note.setText("一把在维修组")
    panel.things.keep.click()
    assert "一把在维修组" in panel.things._differences.text()
    row = panel.found.rows["incidents.incident_open"]  # type: ignore[attr-defined]
    row.setFocus()
    qtbot.keyClick(row, Qt.Key.Key_Return)
    lines = [each for each in panel.found.findChildren(QWidget) if type(each).__name__ == "_Line"]
    assert len(lines) == 1
    lines[0].leave.click()  # type: ignore[attr-defined]
    clock.at = EVENING
    panel.sign()
    panel.signing.comes.set_value(watches.second.id)
    panel.signing.password.setText(PASSWORD)
    panel.ask()
    assert "不接的事项要写原因" in panel._banner.title.text()
    lines = [each for each in panel.found.findChildren(QWidget) if type(each).__name__ == "_Line"]
    lines[-1].why.setText("维修组跟进")  # type: ignore[attr-defined]
    assert list(panel.refused.values()) == ["维修组跟进"]
    panel.ask()
    dialog(qtbot).act_button.click()
    qtbot.waitUntil(lambda: watches.desk.officer == watches.second, timeout=10_000)
    with watches.desk.read() as read:
        done = handover.get_done(read, paper)
    assert [one.refused for one in done.items if one.refused] == ["维修组跟进"]
    assert [one.note for one in done.counts if one.note] == ["一把在维修组"]
    settle(qtbot, window)


def test_who_comes_may_sign_in_first_and_a_late_one_says_why(
    qtbot: QtBot, window: MainWindow, watches: Watches, clock: Clock
) -> None:
    paper = watches.take()
    watches.prepare(paper)
    clock.at = datetime(2020, 3, 6, 18, 45)
    watches.sign(paper)
    watches.desk.officer = watches.third
    window.enter(watches.desk)
    office_of(window).hand_over()
    panel = panel_of(window)
    assert panel.signing.comes.value() == watches.third.id
    assert panel.signing.password.isHidden()
    panel.ask()
    assert "延迟原因" in panel._banner.title.text()
    panel.signing.late.setText("堵在路上")
    panel.ask()
    dialog(qtbot).act_button.click()
    with watches.desk.read() as read:
        held = handover.current(read)
        assert held is not None
        assert held.officer_name == "常大伟"
        assert handover.get_done(read, paper).late_reason == "堵在路上"
    settle(qtbot, window)


def test_the_list_of_things_is_the_offices_own(qtbot: QtBot, window: MainWindow, watches: Watches) -> None:
    watches.take()
    view = view_of(window, "handovers")
    view.show_things()
    assert isinstance(view.panel, ThingsPanel)
    panel = view.panel
    panel.form.set_values({"name": "急救箱", "unit": "个", "quantity": 2})
    assert panel.save()
    assert not panel.save(), "an empty line is none"
    with watches.desk.read() as read:
        rows = handover.list_things(read)
    assert rows[-1].name == "急救箱"
    panel.choose(rows[-1])
    panel.form.control("quantity").set_value(3)
    assert panel.save()
    with watches.desk.read() as read:
        rows = handover.list_things(read)
    assert rows[-1].quantity == 3
    panel.drop(rows[-1])
    with watches.desk.read() as read:
        assert len(handover.list_things(read)) == 4


def test_the_paper_is_shown_and_counted(qtbot: QtBot, window: MainWindow, watches: Watches) -> None:
    watches.take()
    office_of(window).hand_over()
    panel_of(window).print_button.click()
    qtbot.waitUntil(lambda: isinstance(QApplication.activeModalWidget(), PrintPreview), timeout=20_000)
    preview = QApplication.activeModalWidget()
    assert preview is not None
    settle(qtbot, window)
    preview.close()
    qtbot.waitUntil(lambda: QApplication.activeModalWidget() is None)


def test_a_code_from_the_paper_is_proved_on_the_page_of_the_record(
    qtbot: QtBot, window: MainWindow, watches: Watches, clock: Clock
) -> None:
    watches.take()
    clock.at = EVENING
    done = watches.hand_over(watches.second)
    watches.desk.officer = watches.first
    window.enter(watches.desk)
    tab = office_of(window).go("office")
    assert isinstance(tab, OfficeTab)
    page = tab.show_subject("audit")
    assert isinstance(page, AuditPage)
    page.code.setFocus()
    qtbot.keyClicks(page.code, f"{done.anchor[:4]} {done.anchor[4:]}".lower())
    press(qtbot, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: not page.result.isHidden(), timeout=10_000)
    assert "一致" in page.result.title.text()
    assert done.number in page.result.body.text()
    page.code.setText("00000000")
    page.prove_code()
    qtbot.waitUntil(lambda: "对不上" in page.result.title.text(), timeout=10_000)
    settle(qtbot, window)
    with watches.desk.read() as read:
        assert audit.verify(read).broken_at is None


def test_in_a_wide_window_it_stands_beside_the_roster(
    qtbot: QtBot, window: MainWindow, watches: Watches
) -> None:
    paper = watches.take()
    watches.prepare(paper)
    with watches.desk.work() as work:
        incidents.report(work, kind=IncidentKind.FACILITY, level=3, title="供电倒闸", place="配电室")
    office = office_of(window)
    tab: Any = office.go("duty")
    tab.show_view("roster")
    assert tab.side is None, "a narrow window leaves the roster its whole width"
    window.setMaximumSize(1920, 1009)
    window.resize(1920, 1009)
    qtbot.waitUntil(lambda: tab.side is not None and tab.side.isVisible())
    side = tab.side
    assert side.panel is not None
    assert side.panel.paper == paper
    assert side.incidents.note.text() == "累计 1 起"
    office.hand_over()
    assert side.isAncestorOf(QApplication.focusWidget())
    type_text(side.panel.note_area, "另有一事")
    tab.show_view("handovers")
    assert side.isHidden()
    with watches.desk.read() as read:
        assert "另有一事" in handover.get_pending(read, paper).note
    tab.show_view("roster")
    line = next(each for each in side.incidents.findChildren(QPushButton) if each.text() == "供电倒闸")
    line.click()
    assert tab.current_view == "incidents"
    settle(qtbot, window)
