"""One pass beside the list: found, extended, lost, made void, revealed."""

from __future__ import annotations

from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from duty_desk import audit, passes
from duty_desk.desk import Desk
from duty_desk.passes import PassKind, PassState
from tests.ui.passes.conftest import Sample, give
from tests.ui.passes.test_issue import settle
from ui.main_window import MainWindow
from ui.office.import_page import ImportPage
from ui.passes.detail import DetailPanel
from ui.passes.extend_panel import ExtendPanel
from ui.passes.tab import PassesTab


def state_of(desk: Desk, pass_id: int) -> PassState:
    with desk.read() as read:
        return passes.get_row(read, pass_id).state


def shown(tab: PassesTab) -> DetailPanel:
    assert isinstance(tab.panel, DetailPanel)
    return tab.panel


def test_two_pinyin_letters_find_and_open_a_pass(
    qtbot: QtBot, tab: PassesTab, sqlite_desk: Desk, sample: Sample
) -> None:
    give(sqlite_desk, sample, "单雄信")
    given = give(sqlite_desk, sample, "贺志远")
    settle(qtbot, tab)
    tab.header.search.setFocus()
    qtbot.keyClicks(tab.header.search, "hz")
    qtbot.waitUntil(
        lambda: tab.ahead.is_open and tab.header.search.text() == "hz" and len(tab.ahead.list.rows()) == 1
    )
    assert [row.text for row in tab.ahead.list.rows()] == ["贺志远"]
    qtbot.keyClick(tab.header.search, Qt.Key.Key_Down)
    qtbot.keyClick(tab.header.search, Qt.Key.Key_Return)
    settle(qtbot, tab)
    assert shown(tab).detail is not None
    assert shown(tab).title.text() == given.number
    assert shown(tab).fact("id").count("*") == 14


def test_enter_opens_and_e_extends(qtbot: QtBot, tab: PassesTab, sqlite_desk: Desk, sample: Sample) -> None:
    given = give(sqlite_desk, sample, "贺志远", days=1)
    settle(qtbot, tab)
    tab.list.setFocus()
    tab.list.select_id(given.id)
    qtbot.keyClick(tab.list.table, Qt.Key.Key_Return)
    shown(tab)
    qtbot.keyClick(tab.list.table, Qt.Key.Key_E)
    qtbot.waitUntil(lambda: isinstance(tab.panel, ExtendPanel))
    assert isinstance(tab.panel, ExtendPanel)
    tab.panel.take_days(3)
    tab.panel.save()
    settle(qtbot, tab)
    with sqlite_desk.read() as read:
        row = passes.get_row(read, given.id)
    assert passes.last_day_of(row.valid_until).day == 9
    assert state_of(sqlite_desk, given.id) is PassState.VALID


def test_extending_from_the_panel_puts_the_keyboard_into_the_form_at_once(
    qtbot: QtBot, tab: PassesTab, window: MainWindow, sqlite_desk: Desk, sample: Sample
) -> None:
    given = give(sqlite_desk, sample, "贺志远", days=1)
    settle(qtbot, tab)
    window.setMinimumSize(0, 0)
    for width in (1366, 1100):
        window.resize(width, 697)
        tab.open_record("pass", given.id)
        detail = shown(tab)
        detail.close_button.setFocus()
        qtbot.keyClick(detail.close_button, Qt.Key.Key_E)
        qtbot.waitUntil(lambda: isinstance(tab.panel, ExtendPanel))
        panel = tab.panel
        assert isinstance(panel, ExtendPanel)
        assert panel.isVisible()
        assert panel.until.hasFocus()
        for _time in range(3):
            qtbot.keyClick(window.focusWidget(), Qt.Key.Key_Tab)
            assert panel.isAncestorOf(window.focusWidget())
        tab.close_panel()


def test_a_lost_pass_can_be_taken_back_and_given_anew(
    qtbot: QtBot, tab: PassesTab, sqlite_desk: Desk, sample: Sample
) -> None:
    given = give(sqlite_desk, sample, "贺志远")
    tab.open_record("pass", given.id)
    shown(tab).act_asked.emit("lost")
    settle(qtbot, tab)
    assert state_of(sqlite_desk, given.id) is PassState.LOST
    tab.shell.toaster.undo()
    qtbot.waitUntil(lambda: state_of(sqlite_desk, given.id) is PassState.VALID)
    tab.acts.report_lost(given.id)
    tab.acts.reissue(given.id)
    settle(qtbot, tab)
    with sqlite_desk.read() as read:
        detail = passes.get_pass(read, given.id)
    assert detail.row.replaced_by == "通字〔2020〕第0002号"


def test_making_void_asks_first_and_the_safe_answer_has_the_focus(
    qtbot: QtBot, tab: PassesTab, sqlite_desk: Desk, sample: Sample
) -> None:
    given = give(sqlite_desk, sample, "贺志远")
    tab.open_record("pass", given.id)
    dialog = tab.acts.ask_void(given.id)
    qtbot.waitUntil(lambda: dialog.keep_button.hasFocus())
    assert given.number in dialog.question.text()
    qtbot.keyClick(dialog, Qt.Key.Key_Escape)
    assert state_of(sqlite_desk, given.id) is PassState.VALID
    dialog = tab.acts.ask_void(given.id)
    dialog.acted.emit()
    settle(qtbot, tab)
    assert state_of(sqlite_desk, given.id) is PassState.VOIDED


def test_full_numbers_are_shown_for_a_reason_that_is_logged(
    qtbot: QtBot, tab: PassesTab, sqlite_desk: Desk, sample: Sample
) -> None:
    given = give(sqlite_desk, sample, "贺志远")
    tab.open_record("pass", given.id)
    shown(tab).reveal_asked.emit("核对证件")
    assert "*" not in shown(tab).fact("id")
    with sqlite_desk.read() as read:
        entries = audit.history(read, "person", sample.people["贺志远"])
    assert any(entry.reason == "核对证件" for entry in entries)
    shown(tab).mask()
    assert "*" in shown(tab).fact("id")


def test_another_desk_s_pass_appears_without_moving_the_list(
    qtbot: QtBot, tab: PassesTab, sqlite_desk: Desk, sample: Sample
) -> None:
    first = give(sqlite_desk, sample, "贺志远")
    settle(qtbot, tab)
    tab.list.select_id(first.id)
    give(sqlite_desk, sample, "单雄信")
    settle(qtbot, tab)
    assert tab.list.current_id() == first.id
    assert len(tab.list.model.ids) == 2


def test_chips_filter_and_count(qtbot: QtBot, tab: PassesTab, sqlite_desk: Desk, sample: Sample) -> None:
    give(sqlite_desk, sample, "贺志远")
    give(sqlite_desk, sample, "单雄信")
    settle(qtbot, tab)
    tab.header.groups.choose("值班")
    settle(qtbot, tab)
    assert len(tab.list.model.ids) == 2
    tab.header.state.set_value("voided")
    tab.header.state.changed.emit()
    settle(qtbot, tab)
    assert len(tab.list.model.ids) == 0


def test_an_import_begins_from_the_series_and_comes_back_to_it(
    qtbot: QtBot, tab: PassesTab, window: MainWindow, sample: Sample
) -> None:
    settle(qtbot, tab)
    office = window.office
    assert office is not None
    for kind, wanted in ((PassKind.TEMPORARY, "passes"), (PassKind.VEHICLE, "vehicle_passes")):
        tab.header.kind_chosen.emit(kind.value)
        tab.header.bring_in.click()
        assert office.current_key == "office"
        page = office.current.page  # type: ignore[attr-defined]
        assert isinstance(page, ImportPage)
        assert page.wizard is not None
        assert page.wizard.form_key == wanted
        page.wizard.leave_button.click()
        assert office.current_key == "passes"
    settle(qtbot, tab)
