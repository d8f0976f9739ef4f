"""The window around the screens: rail, title, time, search, notices, help, refresh, and what it remembers."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest
from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QGuiApplication, QKeySequence, QShortcut
from PySide6.QtWidgets import QAbstractButton, QLabel, QWidget
from pytestqt.qtbot import QtBot

from db.vocabulary import Category
from duty_desk import settings
from duty_desk.desk import Desk, open_desk
from duty_desk.errors import Refusal
from duty_desk.people import persons, units
from duty_desk.strings import language
from tests.conftest import Clock, sign_in_first
from tests.ui.readable import faults
from tests.ui.typing import type_text
from ui.appearance import Appearance
from ui.kit.key_sheet import KeySheet
from ui.kit.tokens import Tone
from ui.main_window import SMALLEST, MainWindow
from ui.shell.help_sheet import HelpSheet
from ui.shell.office_page import OfficePage
from ui.start.opening import Opening
from ui.tabs import TABS
from ui.theme import Mode, Theme


def office_of(window: MainWindow) -> OfficePage:
    assert window.office is not None
    return window.office


def key(qtbot: QtBot, window: MainWindow, text: str) -> None:
    """Press a key where the keyboard is."""
    combination = QKeySequence(text)[0]
    target = window.focusWidget() or window
    qtbot.keyClick(target, combination.key(), combination.keyboardModifiers())


# --- frame ---


def test_the_time_of_the_office_is_always_in_sight(window: MainWindow, clock: Clock) -> None:
    said = [label.text() for label in office_of(window).top.findChildren(QLabel)]
    assert "12:00" in said
    assert "3月6日 周五" in said
    clock.forward(minutes=1)
    office_of(window)._tick()
    assert office_of(window).top.clock.text() == "12:01"


def test_screens_are_switched_by_fixed_keys(window: MainWindow, qtbot: QtBot) -> None:
    office = office_of(window)
    office.go("office")
    key(qtbot, window, "Ctrl+2")
    assert office.top.title.text() == "通行证"
    assert [item.key for item in office.rail.items() if item.isChecked()] == ["passes"]
    assert [entry.digit for entry in TABS if entry.key == "passes"] == [2]


def test_only_screens_that_exist_are_in_the_rail(window: MainWindow) -> None:
    assert [item.key for item in office_of(window).rail.items()] == [entry.key for entry in TABS]


def test_below_1280_the_rail_keeps_its_pictures_only(window: MainWindow, qtbot: QtBot) -> None:
    office = office_of(window)
    assert office.rail.width() == 72
    window.setMinimumSize(QSize(0, 0))
    window.resize(1200, 700)
    qtbot.waitUntil(lambda: office.rail.width() == 48, timeout=2000)
    assert "设置" in office.rail.item("office").toolTip()


def test_below_1280_the_panel_is_a_drawer_that_keys_open_and_close(window: MainWindow, qtbot: QtBot) -> None:
    assert window.office is not None
    window.setMinimumSize(QSize(0, 0))
    window.setWindowState(Qt.WindowState.WindowNoState)
    # Full HD at 200 %.
    window.resize(960, 492)
    qtbot.waitUntil(lambda: window.width() == 960)
    page = window.office.go("office").show_subject("gates")  # type: ignore[attr-defined]
    qtbot.waitUntil(lambda: page.beside.drawer)
    assert not page.panel.isVisible()
    assert window.office.rail.width() == 48
    qtbot.keyClick(page, Qt.Key.Key_F2)
    assert page.panel.isVisible()
    assert window.focusWidget() is page.form.control("name")
    assert not faults(window)
    qtbot.keyClick(window.focusWidget(), Qt.Key.Key_Escape)
    assert not page.panel.isVisible()
    assert window.focusWidget() is page.list.table


def test_no_two_keys_of_one_screen_are_the_same(window: MainWindow) -> None:
    office = office_of(window)
    for tab in office.tab_keys():
        office.go(tab)
        keys = [
            shortcut.key().toString()
            for shortcut in window.findChildren(QShortcut)
            if isinstance(owner := shortcut.parent(), QWidget)
            and owner.isVisible()
            and owner.isEnabled()
            and shortcut.context() is Qt.ShortcutContext.WindowShortcut
        ]
        assert not [name for name, count in Counter(keys).items() if count > 1], tab


def test_every_number_of_the_badge_is_said(window: MainWindow) -> None:
    item = office_of(window).rail.item("office")
    item.set_badge(120, Tone.DANGER)
    assert item.accessibleName() == "设置 99+"


# --- search ---


@pytest.fixture
def wen(sqlite_desk: Desk) -> int:
    with sqlite_desk.work() as work:
        units.add_unit(work, name="温泉中心")
        return persons.add_person(work, name="温建平", category=Category.STAFF, phone="19900001234")


def suggestions(window: MainWindow, qtbot: QtBot, text: str) -> list[tuple[str, str]]:
    key(qtbot, window, "Ctrl+K")
    field = office_of(window).top.search
    assert window.focusWidget() is field
    if text.isascii():
        qtbot.keyClicks(field, text)
    else:
        type_text(field, text)
        office_of(window).search.type_ahead.ask()
    found = office_of(window).search.type_ahead.list
    qtbot.waitUntil(lambda: found.isVisible(), timeout=10_000)
    return [(row.group, row.text) for row in found.rows()]


def test_anything_is_found_from_one_box_by_initials(window: MainWindow, wen: int, qtbot: QtBot) -> None:
    found = suggestions(window, qtbot, "wjp")
    assert ("人员", "温建平") in found
    key(qtbot, window, "Return")
    office = office_of(window)
    assert office.current_key == "office"
    page = office.current.page  # type: ignore[attr-defined]
    assert page.row.id == wen
    assert office.top.search.text() == ""


def test_results_stand_in_groups_and_ctrl_enter_filters(window: MainWindow, wen: int, qtbot: QtBot) -> None:
    groups = [group for group, _text in suggestions(window, qtbot, "温")]
    assert list(dict.fromkeys(groups)) == ["人员", "单位", "画面"]
    key(qtbot, window, "Ctrl+Return")
    page = office_of(window).current.page  # type: ignore[attr-defined]
    assert page.search.text() == "温"


@pytest.mark.parametrize(("typed", "place"), [("bf", "备份"), ("bx", "报修　值班")])
def test_screens_their_parts_and_settings_are_found_by_name(
    window: MainWindow, qtbot: QtBot, typed: str, place: str
) -> None:
    assert ("画面", place) in suggestions(window, qtbot, typed)


def test_what_is_typed_is_taken_literally(window: MainWindow, wen: int, qtbot: QtBot) -> None:
    assert suggestions(window, qtbot, "%_'<b>") == []


# --- notices ---


def test_a_notice_is_taken_back_step_by_step(window: MainWindow, qtbot: QtBot) -> None:
    office = office_of(window)
    done: list[int] = []
    for number in (1, 2):
        office.notify(f"已办 {number}", undo=lambda number=number: done.append(number))
    office.go("office")
    office.rail.item("office").setFocus()
    key(qtbot, window, "Ctrl+Z")
    key(qtbot, window, "Ctrl+Z")
    assert done == [2, 1]
    key(qtbot, window, "Ctrl+Z")
    assert "没有可以撤销" in office.toaster.toast.text


def test_what_cannot_be_undone_says_what_to_do(window: MainWindow, qtbot: QtBot) -> None:
    office = office_of(window)
    office.notify("已合并", locked="合并不能撤销")
    office.toaster.undo()
    assert office.toaster.toast.text == "合并不能撤销"


def test_a_refusal_is_a_banner_and_not_a_notice(window: MainWindow) -> None:
    office = office_of(window)
    office.refuse(Refusal("roles.error.denied"))
    assert not office.notices.isHidden()
    assert "有权限的同事" in office.notices.refusal.title.text()
    office.notices.dismiss()
    assert office.notices.isHidden()


def test_undoing_is_refused_in_words(window: MainWindow) -> None:
    office = office_of(window)

    def refuse() -> None:
        raise Refusal("roles.error.denied")

    office.notify("已办", undo=refuse)
    office.toaster.undo()
    assert not office.notices.isHidden()


# --- help ---


def test_f1_shows_the_keys_and_the_help_of_this_screen(window: MainWindow, qtbot: QtBot) -> None:
    office_of(window).go("office").show_subject("policy")  # type: ignore[attr-defined]
    key(qtbot, window, "F1")
    sheet = window.findChild(HelpSheet)
    assert sheet is not None
    assert sheet.own.key == "office.policy"
    words = [label.text() for label in sheet.findChildren(QLabel)]
    assert "搜索全部" in words
    assert any("按新值执行" in word for word in words)
    qtbot.keyClick(sheet, Qt.Key.Key_Escape)
    assert not sheet.isVisible()


def test_help_is_found_by_its_words(window: MainWindow, qtbot: QtBot) -> None:
    sheet = office_of(window).help()
    everything = len(sheet.titles())
    sheet.search.setText("生效日期")
    assert 0 < len(sheet.titles()) < everything
    sheet.dismiss()


def test_ctrl_slash_shows_the_keys_only(window: MainWindow, qtbot: QtBot) -> None:
    key(qtbot, window, "Ctrl+/")
    sheet = window.findChild(KeySheet)
    assert sheet is not None
    sheet.dismiss()


# --- refresh ---


def test_the_screen_in_front_follows_and_a_hidden_one_waits(window: MainWindow, sqlite_desk: Desk) -> None:
    office = office_of(window)
    page = office.go("office").show_subject("units")  # type: ignore[attr-defined]
    with sqlite_desk.work() as work:
        units.add_unit(work, name="图书馆")
    assert page.count() == 1
    office.go("passes")
    with sqlite_desk.work() as work:
        units.add_unit(work, name="校医院")
    assert page.count() == 1
    office.go("office")
    assert page.count() == 2


def test_another_desks_work_appears_by_itself(
    window: MainWindow, sqlite_desk: Desk, clock: Clock, qtbot: QtBot
) -> None:
    page = office_of(window).go("office").show_subject("units")  # type: ignore[attr-defined]
    other = open_desk(sqlite_desk.folder, clock=clock)
    sign_in_first(other)
    with other.work() as work:
        units.add_unit(work, name="保卫处")
    other.close()
    qtbot.waitUntil(lambda: page.count() == 1, timeout=10_000)


def test_reading_again_keeps_what_is_half_typed(window: MainWindow, sqlite_desk: Desk) -> None:
    page = office_of(window).go("office").show_subject("units")  # type: ignore[attr-defined]
    page.add()
    page.form.control("name").setText("半个名")
    with sqlite_desk.work() as work:
        units.add_unit(work, name="图书馆")
    assert page.form.control("name").text() == "半个名"


# --- memory ---


def test_an_officer_finds_the_window_as_it_was_left(
    window: MainWindow, sqlite_desk: Desk, theme: Theme, qtbot: QtBot
) -> None:
    office_of(window).go("office").show_subject("policy")  # type: ignore[attr-defined]
    window.resize(1300, 660)
    qtbot.waitUntil(lambda: window.width() == 1300, timeout=2000)
    folder, place = sqlite_desk.folder, window.geometry()
    window.close()
    desk = open_desk(folder)
    sign_in_first(desk)
    again = MainWindow(Appearance(theme, folder), Opening(folder, folder))
    qtbot.addWidget(again)
    office = again.enter(desk)
    assert again.geometry() == place
    assert office.current_key == "office"
    assert office.current.state()["subject"] == "policy"
    again.close()


def test_a_window_is_never_put_where_no_screen_is(
    window: MainWindow, sqlite_desk: Desk, theme: Theme, qtbot: QtBot
) -> None:
    office = office_of(window)
    office.remember("window", {"x": 9000, "y": 9000, "width": 1300, "height": 660, "maximised": False})
    window._place_as_left()
    assert QGuiApplication.primaryScreen().geometry().contains(window.geometry().center())
    office.remember("window", {"x": -700, "y": -300, "width": 1300, "height": 660, "maximised": False})
    window._place_as_left()
    assert window.geometry().topLeft().x() >= 0 or not QGuiApplication.screenAt(
        QRect(-700, -300, 1, 1).center()
    )


def test_look_and_language_follow_the_officer(
    window: MainWindow, sqlite_desk: Desk, theme: Theme, qtbot: QtBot
) -> None:
    office_of(window).go("office").show_subject("appearance")  # type: ignore[attr-defined]
    window.appearance.choose(mode="dark", scale=125)
    assert theme.dark
    assert theme.scale == 125
    window.appearance.choose(language="en")
    assert language() == "en"
    assert office_of(window).top.title.text() == "Settings"
    office_of(window).remembered.write()
    with sqlite_desk.read() as read:
        assert settings.own(read, "look")["scale"] == 125
    window.appearance.choose(language="zh_CN", scale=100, mode=Mode.LIGHT.value)
    assert office_of(window).top.title.text() == "设置"


def test_a_damaged_memory_is_no_reason_to_stop(tmp_path: Path, theme: Theme) -> None:
    (tmp_path / "screen.json").write_text('{"scale": "huge", "language": 7, "mode": "pink"', encoding="utf-8")
    assert Appearance(theme, tmp_path).choices.scale == 100
    (tmp_path / "screen.json").write_text(
        '{"scale": 111, "language": "fr", "mode": "pink"}', encoding="utf-8"
    )
    chosen = Appearance(theme, tmp_path).choices
    assert (chosen.scale, chosen.language, chosen.mode) == (100, "zh_CN", "system")


# --- reach ---


def test_every_control_is_reached_by_tab_and_has_a_name(window: MainWindow, qtbot: QtBot) -> None:
    office = office_of(window)
    for subject in [*office.go("office").list.keys()]:  # type: ignore[attr-defined]
        office.current.show_subject(subject)  # type: ignore[attr-defined]
        qtbot.wait(1)
        wanted = {
            widget
            for widget in office.findChildren(QWidget)
            if widget.isVisible()
            and widget.isEnabled()
            and widget.focusPolicy() & Qt.FocusPolicy.TabFocus
            and widget.focusProxy() is None
        }
        first = next(iter(wanted))
        reached, widget = {first}, first.nextInFocusChain()
        while widget is not first:
            reached.add(widget)
            widget = widget.nextInFocusChain()
        assert wanted <= reached
        nameless = [widget for widget in wanted if not _name(widget)]
        assert not nameless, (subject, nameless)


def _name(widget: QWidget) -> str:
    text = widget.text() if isinstance(widget, QAbstractButton) else ""
    return widget.accessibleName() or text or widget.toolTip()


def test_the_smallest_window_holds_everything(window: MainWindow, qtbot: QtBot) -> None:
    window.resize(SMALLEST)
    qtbot.waitUntil(lambda: window.size() == SMALLEST, timeout=2000)
    office = office_of(window)
    for tab in office.tab_keys():
        hint = office.go(tab).minimumSizeHint()
        assert hint.width() <= SMALLEST.width() - 72, tab
        assert hint.height() <= SMALLEST.height() - 76, tab


def test_labels_show_markup_as_it_is(window: MainWindow, sqlite_desk: Desk, qtbot: QtBot) -> None:
    name = "<b>张三</b><img src=x>"
    with sqlite_desk.work() as work:
        units.add_unit(work, name=name)
    page = office_of(window).go("office").show_subject("units")  # type: ignore[attr-defined]
    assert page.panel.title.text() == name
    assert {label.textFormat() for label in window.findChildren(QLabel)} == {Qt.TextFormat.PlainText}
