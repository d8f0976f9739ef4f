"""What was done can be taken back, twenty steps deep; a refusal to take back is never hidden in a toast."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QEvent, QPointF
from PySide6.QtGui import QEnterEvent
from PySide6.QtWidgets import QWidget

from duty_desk.errors import Refusal
from ui.kit.toast import ABOVE, Toaster
from ui.kit.undo import STEPS


@pytest.fixture
def window(qtbot, shown) -> QWidget:
    made = QWidget()
    qtbot.addWidget(made)
    made.resize(1280, 640)
    shown(made)
    return made


def test_line_stands_bottom_centre_for_ten_seconds(window: QWidget) -> None:
    toaster = Toaster(window)
    toaster.say("已登记：公共卫生间 17:21", lambda: None)
    toast = toaster.toast
    assert toast.isVisible()
    assert toast.height() == 48
    assert abs(toast.geometry().center().x() - window.width() / 2) <= 1
    assert toast.geometry().bottom() == window.height() - ABOVE - 1
    assert toast.timer.interval() == 10_000
    assert toast.timer.isActive()
    assert toast.button.height() >= 32
    window.resize(1600, 700)
    assert abs(toast.geometry().center().x() - 800) <= 1
    toast.timer.timeout.emit()
    assert not toast.isVisible()


def test_time_stands_still_while_hovered_or_focused(window: QWidget, qtbot) -> None:
    toast = Toaster(window).toast
    toast.say("已登记", True)
    toast.enterEvent(QEnterEvent(QPointF(), QPointF(), QPointF()))
    assert not toast.timer.isActive()
    toast.leaveEvent(QEvent(QEvent.Type.Leave))
    assert toast.timer.isActive()
    toast.button.setFocus()
    assert not toast.timer.isActive()
    toast.button.clearFocus()
    assert toast.timer.isActive()


def test_newest_first_and_twenty_steps(window: QWidget) -> None:
    toaster, undone = Toaster(window), []
    for number in range(25):
        toaster.say(f"第 {number} 张", lambda number=number: undone.append(number))
    for _step in range(25):
        toaster.undo()
    assert undone == list(range(24, 24 - STEPS, -1))
    assert toaster.toast.text == "没有可以撤销的操作"


def test_undo_says_what_was_undone(window: QWidget, qtbot) -> None:
    toaster = Toaster(window)
    toaster.say("已登记：公共卫生间", lambda: None)
    toaster.toast.button.click()
    assert toaster.toast.text == "已撤销：已登记：公共卫生间"
    assert toaster.toast.button.isHidden()


def test_posted_act_says_what_to_do_instead(window: QWidget) -> None:
    toaster, undone = Toaster(window), []
    toaster.say("先做的", lambda: undone.append(1))
    toaster.say("出库 0074 已过账", locked="已过账，只能冲销")
    toaster.undo()
    toaster.undo()
    assert toaster.toast.text == "已过账，只能冲销"
    assert undone == []


def test_refused_undo_is_handed_on_and_can_be_tried_again(window: QWidget, qtbot) -> None:
    toaster = Toaster(window)

    def refuse() -> None:
        raise Refusal("kit.panel.unsaved")

    toaster.say("签发 0431", refuse)
    with qtbot.waitSignal(toaster.failed) as told:
        toaster.undo()
    assert told.args[0].key == "kit.panel.unsaved"
    assert not toaster.toast.isVisible()
    assert len(toaster.stack) == 1
    toaster.forget()
    assert len(toaster.stack) == 0
