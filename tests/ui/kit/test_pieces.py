"""Panels, questions, progress, key sheet: safe by default, closed by Esc, never in the way."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QHBoxLayout, QLabel, QWidget

from ui.kit.buttons import Button, Kind
from ui.kit.combo import ComboBox
from ui.kit.dialogs import CrashDialog, Dialog, ask
from ui.kit.fields import LineEdit
from ui.kit.key_sheet import KeyGroup, KeySheet
from ui.kit.memory import DeskMemory
from ui.kit.notices import Banner, EmptyState
from ui.kit.paint import Mark
from ui.kit.panels import Panel, SidePanel
from ui.kit.progress import ProgressPanel, remaining
from ui.kit.regions import Regions
from ui.kit.tokens import Tone


@pytest.fixture
def window(qtbot, shown) -> QWidget:
    made = QWidget()
    qtbot.addWidget(made)
    made.resize(1000, 640)
    shown(made)
    return made


def _void(window: QWidget) -> Dialog:
    return Dialog(
        window,
        "作废通行证 通字〔2020〕第0412号？",
        "作废后此证立即不能通行。",
        act="作废此证",
        keep="不作废",
        icon="cancel",
        note="操作会留痕",
    )


def test_safe_answer_has_the_focus_and_escape_means_it(window: QWidget, qtbot, qapp) -> None:
    dialog, acts = _void(window), []
    dialog.acted.connect(lambda: acts.append(True))
    dialog.open()
    qtbot.waitUntil(lambda: dialog.isActiveWindow())
    assert dialog.focusWidget() is dialog.keep_button
    assert dialog.width() == 480
    assert dialog.act_button.kind is Kind.DANGER_SOLID
    qtbot.keyClick(dialog, Qt.Key.Key_Escape)
    assert acts == []
    assert not dialog.isVisible()


def test_dialog_never_blocks(window: QWidget) -> None:
    dialog = _void(window)
    with pytest.raises(RuntimeError, match="open"):
        dialog.exec()
    dialog.deleteLater()


def test_verb_acts_and_refusal_keeps_the_dialog(window: QWidget, qtbot) -> None:
    dialog = _void(window)
    reason = ComboBox([("left", "人已离校")], placeholder="原因")
    dialog.add(reason)
    dialog.acted.connect(lambda: dialog.refuse("先选原因"))
    dialog.open()
    dialog.act_button.click()
    assert dialog.isVisible()
    assert any("先选原因" in label.text() for label in dialog.findChildren(QLabel))
    dialog.show_waiting_scans(2)
    assert any("有 2 次扫码等待" in label.text() for label in dialog.findChildren(QLabel))
    dialog.reject()


def test_ask_runs_the_verb_once_and_closes(window: QWidget) -> None:
    done: list[int] = []
    dialog = ask(window, "清除？", "不能恢复。", act="清除", keep="不清除", on_act=lambda: done.append(1))
    dialog.act_button.click()
    assert done == [1]
    assert not dialog.isVisible()


def test_crash_report_can_be_copied(window: QWidget) -> None:
    dialog = CrashDialog(window, "Traceback: ZeroDivisionError", "E-1007")
    dialog.open()
    dialog.copy_button.click()
    assert QApplication.clipboard().text() == "Traceback: ZeroDivisionError"
    assert dialog.copy_button.text() == "已复制"
    dialog.close_button.click()


def test_side_panel_closes_on_escape_and_cross(window: QWidget, qtbot) -> None:
    panel = SidePanel(parent=window)
    field = LineEdit()
    panel.set_body(field)
    panel.set_head("通字〔2020〕第0412号", "教学科研　2月22日 09:52 签发", Mark("今日到期", Tone.WARN))
    panel.set_foot([Button("打印", kind=Kind.PRIMARY)], [Button("作废", kind=Kind.DANGER)])
    panel.resize(392, 600)
    panel.show()
    field.setFocus()
    asked: list[bool] = []
    panel.close_asked.connect(lambda: asked.append(True))
    qtbot.keyClick(field, Qt.Key.Key_Escape)
    panel.close_button.click()
    assert asked == [True, True]
    assert (panel.foot.height(), panel.width()) == (56, 392)
    panel.set_foot()
    assert panel.foot.isHidden()


def test_unsaved_input_is_offered_for_saving(window: QWidget) -> None:
    panel, done = SidePanel(parent=window), []
    panel.show()
    panel.offer_save(lambda: done.append("saved"), lambda: done.append("dropped"))
    assert panel.offering
    buttons = {button.text(): button for button in panel.findChildren(Button)}
    buttons["保存"].click()
    assert done == ["saved"]
    assert not panel.offering


def test_progress_says_how_far_and_can_be_cancelled_once(window: QWidget, qtbot) -> None:
    panel = ProgressPanel("正在打印 31 张领用单", "取消后已打印的不作废", parent=window)
    panel.show()
    panel.put(12, 31)
    assert panel.how_far.text() == "第 12 张，共 31 张"
    cancelled: list[bool] = []
    panel.cancelled.connect(lambda: cancelled.append(True))
    panel.button.setFocus()
    qtbot.keyClick(panel.button, Qt.Key.Key_Escape)
    qtbot.keyClick(panel, Qt.Key.Key_Escape)
    assert cancelled == [True]
    assert not panel.grab().isNull()


def test_remaining_time_is_no_guess() -> None:
    assert remaining(0, 31, 9) is None
    assert remaining(1, 31, 1) is None
    assert remaining(12, 31, 24) == 38
    assert remaining(31, 31, 60) is None


def test_key_sheet_covers_and_gives_the_keyboard_back(window: QWidget, qtbot) -> None:
    field = LineEdit(parent=window)
    field.show()
    field.setFocus()
    sheet = KeySheet(window, [KeyGroup("列表", (("Enter", "打开"), ("Ctrl+Return", "保存并下一条")))])
    assert sheet.geometry() == window.rect()
    assert sheet.hasFocus()
    assert "打开" in sheet.accessibleDescription()
    window.resize(1200, 700)
    assert sheet.geometry() == window.rect()
    assert not sheet.grab().isNull()
    qtbot.keyClick(sheet, Qt.Key.Key_A)
    assert sheet.isVisible()
    qtbot.keyClick(sheet, Qt.Key.Key_Escape)
    assert field.hasFocus()


def test_f6_walks_round_the_parts(window: QWidget, qtbot) -> None:
    row = QHBoxLayout(window)
    one, two, hidden, three = LineEdit(), Panel("列表"), Panel("无"), SidePanel()
    inner, last = LineEdit(), LineEdit()
    two.body.addWidget(inner)
    three.set_body(last)
    for each in (one, two, hidden, three):
        row.addWidget(each)
    hidden.hide()
    QApplication.processEvents()
    Regions(window, lambda: [one, two, hidden, three])
    one.setFocus()
    seen: list[QWidget | None] = []
    for _step in range(3):
        qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_F6)
        seen.append(QApplication.focusWidget())
    assert seen == [inner, three.close_button, one]
    qtbot.keyClick(one, Qt.Key.Key_F6, Qt.KeyboardModifier.ShiftModifier)
    assert QApplication.focusWidget() is three.close_button


def test_down_goes_from_the_filter_to_the_list_and_no_further(window: QWidget, qtbot) -> None:
    row = QHBoxLayout(window)
    one, two = LineEdit(), LineEdit()
    row.addWidget(one)
    row.addWidget(two)
    QApplication.processEvents()
    Regions(window, lambda: [one, two])
    one.setFocus()
    for _press in range(2):
        qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Down)
        assert QApplication.focusWidget() is two


def test_banner_and_empty_state_speak(qtbot) -> None:
    banner = Banner(Tone.DANGER, "禁止混用：14:05 用过洁厕灵", "请改用季铵盐")
    empty = EmptyState("没有超时的消毒", "下一次：18:00", button=Button("查看今天全部 55 次"))
    for each in (banner, empty):
        qtbot.addWidget(each)
        assert not each.grab().isNull()
    assert banner.accessibleName() == "禁止混用：14:05 用过洁厕灵 请改用季铵盐"
    banner.say("可用", tone=Tone.OK)
    assert banner.accessibleName() == "可用"
    assert empty.accessibleName() == "没有超时的消毒 下一次：18:00"


def test_desk_memory_goes_through_the_window() -> None:
    kept: dict[str, object] = {"a": 3}
    memory = DeskMemory(kept.get, kept.__setitem__)
    assert memory.load("a") == {}
    memory.save("b", {"x": 1})
    assert memory.load("b") == {"x": 1}
