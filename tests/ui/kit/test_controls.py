"""Buttons, choices, ticks and fields: what a hand on the keyboard and a screen reader notice."""

from __future__ import annotations

import gc

import pytest
import shiboken6
from PySide6.QtCore import QCoreApplication, QEvent, QMargins, QPointF, Qt
from PySide6.QtGui import QAccessible, QInputMethodEvent, QMouseEvent
from PySide6.QtGui import Qt as GuiQt
from PySide6.QtWidgets import QApplication, QDialog, QHBoxLayout, QListView, QPushButton, QVBoxLayout, QWidget

from ui.kit.buttons import Button, Kind, icon_button
from ui.kit.checks import CheckBox, CheckGroup
from ui.kit.choices import Choice, FilterChips, Segmented
from ui.kit.combo import ComboBox
from ui.kit.fields import LineEdit, PasswordField, TextArea
from ui.kit.focus_ring import OUTSIDE, FocusRing
from ui.kit.labels import Label
from ui.kit.paint import literal, set_tip
from ui.kit.panels import Scroll
from ui.theme import Mode, Theme

PAYLOADS = ["<img src=file:///etc/passwd>", "<b>x</b>", "A&B", "x<y>z", "&#0;", "<a href='http://x'>"]


def _gates() -> FilterChips:
    return FilterChips([Choice("all", "全部", 55), Choice("late", "超时", 3), Choice("done", "完成", 37)])


def test_button_without_words_must_say_what_it_does(qtbot) -> None:
    with pytest.raises(ValueError, match="needs a tip"):
        Button(icon="close")
    button = icon_button("close", "关闭", "Esc")
    qtbot.addWidget(button)
    assert button.toolTip() == "关闭  Esc"
    spoken = QAccessible.queryAccessibleInterface(button)
    assert spoken.text(QAccessible.Text.Name) == "关闭"
    assert spoken.role() == QAccessible.Role.PushButton


def test_refused_button_says_why_and_cannot_be_pressed(qtbot) -> None:
    button = Button("打印")
    qtbot.addWidget(button)
    pressed: list[bool] = []
    button.clicked.connect(lambda: pressed.append(True))
    button.refuse("没有选中证件")
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    assert pressed == []
    assert button.toolTip() == "没有选中证件"
    button.refuse("")
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    assert pressed == [True]
    assert button.toolTip() == ""


def test_double_click_on_what_saves_counts_once(qtbot) -> None:
    pressed: list[str] = []
    for kind in (Kind.PRIMARY, Kind.DEFAULT):
        button = Button("签发", kind=kind)
        qtbot.addWidget(button)
        button.clicked.connect(lambda _=False, kind=kind: pressed.append(kind))
        qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
        spot, left = QPointF(5, 5), Qt.MouseButton.LeftButton
        for event in (QEvent.Type.MouseButtonDblClick, QEvent.Type.MouseButtonRelease):
            held = left if event is QEvent.Type.MouseButtonDblClick else Qt.MouseButton.NoButton
            plain = Qt.KeyboardModifier.NoModifier
            QApplication.sendEvent(button, QMouseEvent(event, spot, spot, left, held, plain))
    assert pressed == [Kind.PRIMARY, Kind.DEFAULT, Kind.DEFAULT]


def test_key_presses_the_button_from_anywhere_in_the_window(qtbot, shown) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    box = QHBoxLayout(window)
    field, button, letter = LineEdit(), Button("新办", key="F2"), Button("延期", key="E")
    for each in (field, button, letter):
        box.addWidget(each)
    shown(window)
    pressed: list[str] = []
    button.clicked.connect(lambda: pressed.append("new"))
    letter.clicked.connect(lambda: pressed.append("extend"))
    field.setFocus()
    qtbot.keyClick(field, Qt.Key.Key_F2)
    qtbot.keyClick(field, Qt.Key.Key_E)
    assert pressed == ["new"]
    assert field.text() == "e"


def test_every_target_is_large_enough(qtbot) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    box = QHBoxLayout(window)
    pieces = [Button("办", kind=kind) for kind in Kind] + [
        icon_button("close", "关闭"),
        CheckBox("是"),
        CheckBox(name="选"),
    ]
    pieces += [
        _gates(),
        Segmented([Choice("a", "进"), Choice("b", "")]),
        ComboBox([(1, "一")]),
        LineEdit(),
        TextArea(),
    ]
    for each in pieces:
        box.addWidget(each)
    window.show()
    for each in (*pieces, *window.findChildren(QPushButton)):
        assert each.width() >= 32, each
        assert each.height() >= 32, each


def test_filter_counts_and_digits(qtbot) -> None:
    chips, view = _gates(), QListView()
    qtbot.addWidget(chips)
    qtbot.addWidget(view)
    chips.serve_digits_of(view)
    with qtbot.waitSignal(chips.chosen) as told:
        qtbot.keyClick(view, Qt.Key.Key_2)
    assert told.args == ["late"]
    assert chips.value() == "late"
    qtbot.keyClick(view, Qt.Key.Key_9)
    assert chips.value() == "late"
    chips.set_counts({"late": 1234})
    piece = chips.findChildren(QPushButton)[1]
    assert piece.accessibleName() == "超时 1,234"


def test_filter_arrows_move_and_space_toggles(qtbot, shown) -> None:
    chips = _gates()
    qtbot.addWidget(chips)
    shown(chips)
    first, second, _third = chips.findChildren(QPushButton)
    first.setFocus()
    qtbot.keyClick(first, Qt.Key.Key_Right)
    assert QApplication.focusWidget() is second
    assert chips.value() == "all"
    qtbot.keyClick(second, Qt.Key.Key_Space)
    assert chips.value() == "late"
    qtbot.keyClick(second, Qt.Key.Key_Space)
    assert chips.value() == "all"


def test_segments_have_one_tab_stop_and_follow_arrows(qtbot, shown) -> None:
    segments = Segmented([Choice("in", "进", icon="login"), Choice("out", "出", icon="logout")], "out")
    qtbot.addWidget(segments)
    shown(segments)
    pieces = segments.findChildren(QPushButton)
    assert [bool(piece.focusPolicy() & Qt.FocusPolicy.TabFocus) for piece in pieces] == [False, True]
    pieces[1].setFocus()
    with qtbot.waitSignal(segments.chosen) as told:
        qtbot.keyClick(pieces[1], Qt.Key.Key_Left)
    assert told.args == ["in"]


def test_check_group_keeps_ticks_and_order(qtbot) -> None:
    group = CheckGroup([("west", "家属区西门"), ("south", "南湖南门"), ("east", "南湖东大门")])
    qtbot.addWidget(group)
    group.set_value(["east", "west"])
    assert group.value() == ("west", "east")
    group.set_options([("east", "南湖东大门"), ("new", "文昌正门")])
    assert group.value() == ("east",)


def test_drop_down_ignores_the_wheel_and_unknown_values(qtbot) -> None:
    combo = ComboBox([("a", "人已离校"), ("b", "证件损坏", "常用")], placeholder="原因")
    qtbot.addWidget(combo)
    assert combo.value() is None
    combo.set_value("b")
    assert (combo.value(), combo.currentText()) == ("b", "证件损坏")
    combo.set_value("nothing")
    assert combo.value() is None
    with qtbot.waitSignal(combo.changed):
        qtbot.keyClick(combo, Qt.Key.Key_Down)
    assert combo.value() == "a"


def test_field_takes_chinese_and_no_key_acts_while_composing(qtbot) -> None:
    field = LineEdit()
    qtbot.addWidget(field)
    done: list[bool] = []
    field.returnPressed.connect(lambda: done.append(True))
    QApplication.sendEvent(field, QInputMethodEvent("hz", []))
    assert field.composing
    qtbot.keyClick(field, Qt.Key.Key_Return)
    assert done == []
    commit = QInputMethodEvent()
    commit.setCommitString("贺志远𬭎")
    QApplication.sendEvent(field, commit)
    assert not field.composing
    assert field.value() == "贺志远𬭎"
    qtbot.keyClick(field, Qt.Key.Key_Return)
    assert done == [True]


def test_scan_field_and_password_keep_the_input_method_out(qtbot) -> None:
    scan, secret = LineEdit(scan=True), PasswordField()
    qtbot.addWidget(scan)
    qtbot.addWidget(secret)
    for each in (scan, secret):
        assert not each.testAttribute(Qt.WidgetAttribute.WA_InputMethodEnabled)
    secret.set_value(" a b ")
    assert secret.value() == " a b "


def test_text_area_leaves_ctrl_enter_to_the_form(qtbot) -> None:
    area = TextArea("第一行")
    qtbot.addWidget(area)
    qtbot.keyClick(area, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert area.value() == "第一行"


def test_ring_follows_the_focus_and_stays_outside(qtbot, shown, qapp: QApplication) -> None:
    # What earlier tests left is none of this test's business.
    gc.freeze()
    window = QWidget()
    qtbot.addWidget(window)
    box = QHBoxLayout(window)
    one, other = LineEdit(), Button("存草稿")
    box.addWidget(one)
    box.addWidget(other)
    FocusRing(qapp)
    gc.collect()
    shown(window)
    one.setFocus()
    ring = window.findChild(FocusRing)
    assert ring is not None
    for each in (one, other):
        each.setFocus()
        qapp.processEvents()
        assert ring.isVisible()
        assert ring.geometry() == each.geometry().adjusted(-OUTSIDE, -OUTSIDE, OUTSIDE, OUTSIDE)
    window.resize(900, 200)
    qapp.processEvents()
    assert ring.geometry() == other.geometry().adjusted(-OUTSIDE, -OUTSIDE, OUTSIDE, OUTSIDE)
    ring.end()


def test_ring_is_not_cut_by_tight_rows_and_follows_scrolling(qtbot, shown, qapp: QApplication) -> None:
    window, row = QWidget(), QWidget()
    qtbot.addWidget(window)
    outer, inner = QVBoxLayout(window), QHBoxLayout(row)
    inner.setContentsMargins(0, 0, 0, 0)
    field = LineEdit()
    inner.addWidget(field)
    scroll = Scroll(row)
    outer.addWidget(scroll)
    tight, button = QWidget(), Button("存草稿")
    foot = QHBoxLayout(tight)
    foot.setContentsMargins(0, 0, 0, 0)
    foot.addWidget(button)
    outer.addWidget(tight)
    FocusRing(qapp)
    shown(window)
    button.setFocus()
    ring = window.findChild(FocusRing)
    assert ring.parentWidget() is window
    assert ring.geometry().size() == button.size().grownBy(QMargins(3, 3, 3, 3))
    field.setFocus()
    assert row.isAncestorOf(ring) or ring.parentWidget() is row
    window.findChild(FocusRing).end()


def test_what_is_given_the_keyboard_is_brought_into_sight(qtbot, shown, qapp: QApplication) -> None:
    window, page = QWidget(), QWidget()
    qtbot.addWidget(window)
    outer, column = QVBoxLayout(window), QVBoxLayout(page)
    fields = [LineEdit() for _ in range(30)]
    for each in fields:
        column.addWidget(each)
    outer.addWidget(Scroll(page))
    FocusRing(qapp)
    window.resize(300, 200)
    shown(window)
    for each in (fields[-1], fields[0]):
        each.setFocus()
        qtbot.waitUntil(lambda each=each: not each.visibleRegion().isEmpty())
    window.findChild(FocusRing).end()


def test_enter_presses_the_button_that_has_the_keyboard_and_its_words_are_its_name(qtbot, shown) -> None:
    button = Button("存草稿", tip="Ctrl+S")
    qtbot.addWidget(button)
    shown(button)
    assert button.accessibleName() == "存草稿"
    pressed: list[bool] = []
    button.clicked.connect(lambda: pressed.append(True))
    button.setFocus()
    for key in (Qt.Key.Key_Return, Qt.Key.Key_Space, Qt.Key.Key_Enter):
        qtbot.keyClick(button, key)
    qtbot.keyClick(button, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert len(pressed) == 3


@pytest.mark.parametrize("go", ["deleteLater", "close", "destroy"])
def test_ring_outlives_a_dialog_that_had_the_keyboard(qtbot, shown, qapp: QApplication, go: str) -> None:
    window, dialog = QWidget(), QDialog()
    qtbot.addWidget(window)
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    fields = []
    for each in (window, dialog):
        field = LineEdit(parent=each)
        QVBoxLayout(each).addWidget(field)
        fields.append(field)
    FocusRing(qapp)
    shown(window)
    shown(dialog)
    fields[1].setFocus()
    assert dialog.findChild(FocusRing) is not None
    # The window system gives the keyboard back only after the dialog is gone.
    if go == "destroy":
        shiboken6.delete(dialog)
    else:
        getattr(dialog, go)()
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    assert not shiboken6.isValid(dialog)
    window.activateWindow()
    fields[0].setFocus()
    qtbot.waitUntil(lambda: window.findChild(FocusRing) is not None)
    ring = window.findChild(FocusRing)
    assert ring.isVisible()
    ring.end()


def test_two_buttons_with_one_key_still_act(qtbot, shown) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    box = QHBoxLayout(window)
    pressed: list[int] = []
    for number in range(2):
        button = Button("新办", key="F2")
        button.clicked.connect(lambda _=False, number=number: pressed.append(number))
        box.addWidget(button)
    field = LineEdit()
    box.addWidget(field)
    shown(window)
    field.setFocus()
    qtbot.keyClick(field, Qt.Key.Key_F2)
    assert len(pressed) == 1


@pytest.mark.parametrize("payload", PAYLOADS)
def test_typed_text_is_never_mark_up(qtbot, payload: str) -> None:
    label, button = Label(payload), Button(payload)
    qtbot.addWidget(label)
    qtbot.addWidget(button)
    assert label.textFormat() == Qt.TextFormat.PlainText
    set_tip(button, payload)
    assert not GuiQt.mightBeRichText(button.toolTip()) or "&lt;" in button.toolTip()
    assert button.toolTip() == literal(payload)


def test_label_follows_theme_and_scale(qtbot, theme: Theme) -> None:
    label = Label("值", px=18, bold=True, colour="text2")
    qtbot.addWidget(label)
    label.show()
    theme.set_mode(Mode.DARK)
    theme.set_scale(125)
    assert label.palette().windowText().color().name() == "#b3bdc8"
    assert label.font().pixelSize() == 22
    assert label.font().bold()
