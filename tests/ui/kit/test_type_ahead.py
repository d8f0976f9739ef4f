"""Typing finds at once, a late answer never shows, and no key acts while an input method is at work."""

from __future__ import annotations

from threading import Event

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QInputMethodEvent
from PySide6.QtWidgets import QApplication, QVBoxLayout, QWidget

from ui.kit.fields import LineEdit
from ui.kit.paint import Mark
from ui.kit.suggestions import Answer, Suggestion
from ui.kit.tasks import Tasks
from ui.kit.tokens import Tone
from ui.kit.type_ahead import TypeAhead

PEOPLE = [
    Suggestion(412, "贺志远", 2, "土木工程学院", "0412", Mark("今日到期", Tone.WARN)),
    Suggestion(388, "黄振宇", 2, "后勤服务中心", "0388", Mark("有效", Tone.OK)),
    Suggestion(297, "洪卓然", 2, "家属区 8-2-301", "0297", Mark("已到期")),
]


@pytest.fixture
def desk(qtbot, shown):
    window = QWidget()
    qtbot.addWidget(window)
    window.resize(800, 600)
    box = QVBoxLayout(window)
    field, other = LineEdit(icon="magnify"), LineEdit()
    box.addWidget(field)
    box.addWidget(other)
    box.addStretch()
    tasks = Tasks(parent=window)
    asked: list[str] = []

    def find(text: str) -> Answer:
        asked.append(text)
        rows = tuple(PEOPLE) if text.startswith("h") or text == "贺" else ()
        return Answer(rows, len(rows))

    ahead = TypeAhead(field, find, tasks, nothing="Enter 新办")
    shown(window)
    field.setFocus()
    yield window, field, other, ahead, asked
    assert tasks.close()


def test_opens_from_the_first_letters_and_says_how_many(qtbot, desk) -> None:
    window, field, _other, ahead, _asked = desk
    qtbot.keyClicks(field, "hz")
    qtbot.waitUntil(lambda: ahead.is_open, timeout=1000)
    qtbot.waitUntil(lambda: "“hz”" in ahead.list.foot())
    assert ahead.list.foot().startswith("3 项匹配“hz”")
    assert ahead.list.y() >= field.geometry().bottom()
    assert ahead.list.height() == 3 * 40 + 32 + 2
    assert window.rect().contains(ahead.list.geometry())
    assert not ahead.list.grab().isNull()
    assert field.hasFocus()


def test_arrows_enter_and_escape(qtbot, desk) -> None:
    _window, field, _other, ahead, _asked = desk
    taken: list[object] = []
    ahead.picked.connect(lambda each: taken.append(each.key))
    field.returnPressed.connect(lambda: taken.append("submitted"))
    qtbot.keyClicks(field, "hz")
    qtbot.waitUntil(lambda: ahead.is_open)
    qtbot.keyClick(field, Qt.Key.Key_Down)
    assert "黄振宇" in ahead.list.accessibleName()
    qtbot.keyClick(field, Qt.Key.Key_Up)
    qtbot.keyClick(field, Qt.Key.Key_Up)
    qtbot.keyClick(field, Qt.Key.Key_Down)
    qtbot.keyClick(field, Qt.Key.Key_Return)
    assert taken == [388]
    assert not ahead.is_open
    qtbot.keyClick(field, Qt.Key.Key_Down)
    qtbot.waitUntil(lambda: ahead.is_open)
    qtbot.keyClick(field, Qt.Key.Key_Escape)
    assert not ahead.is_open
    assert field.text() == "hz"


def test_mouse_and_ctrl_enter(qtbot, desk) -> None:
    _window, field, _other, ahead, _asked = desk
    taken: list[object] = []
    ahead.picked.connect(lambda each: taken.append(each.key))
    ahead.picked_aside.connect(lambda each: taken.append(("aside", each.key)))
    qtbot.keyClicks(field, "h")
    qtbot.waitUntil(lambda: ahead.is_open)
    spot = ahead.list.rect().topLeft()
    spot.setX(50)
    spot.setY(100)
    qtbot.mouseClick(ahead.list, Qt.MouseButton.LeftButton, pos=spot)
    qtbot.keyClicks(field, "z")
    qtbot.waitUntil(lambda: ahead.is_open)
    qtbot.keyClick(field, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert taken == [297, ("aside", 412)]


def test_nothing_found_says_what_enter_does(qtbot, desk) -> None:
    _window, field, _other, ahead, _asked = desk
    qtbot.keyClicks(field, "qq")
    qtbot.waitUntil(lambda: ahead.is_open and "qq" in ahead.list.foot())
    assert ahead.list.foot() == "没有“qq”　Enter 新办"
    with qtbot.waitSignal(ahead.entered) as told:
        qtbot.keyClick(field, Qt.Key.Key_Return)
    assert told.args == ["qq"]


def test_leaving_closes(qtbot, desk) -> None:
    _window, field, other, ahead, _asked = desk
    qtbot.keyClicks(field, "h")
    qtbot.waitUntil(lambda: ahead.is_open)
    other.setFocus()
    assert not ahead.is_open


def test_late_answer_is_dropped_and_searches_do_not_pile_up(qtbot, shown) -> None:
    field, tasks, go = LineEdit(), Tasks(), Event()
    qtbot.addWidget(field)
    shown(field)
    field.setFocus()
    asked: list[str] = []

    def find(text: str) -> list[Suggestion]:
        asked.append(text)
        go.wait(5)
        return [Suggestion(text, text, len(text))]

    ahead = TypeAhead(field, find, tasks)
    shown_texts: list[str] = []
    ahead.answered.connect(lambda answer: shown_texts.append(answer.rows[0].text))
    qtbot.keyClicks(field, "hezhi")
    go.set()
    qtbot.waitUntil(lambda: shown_texts == ["hezhi"])
    assert asked == ["h", "hezhi"]
    assert tasks.close()


def test_no_key_acts_while_composing(qtbot, desk) -> None:
    _window, field, _other, ahead, asked = desk
    taken: list[object] = []
    ahead.picked.connect(taken.append)
    ahead.entered.connect(taken.append)
    QApplication.sendEvent(field, QInputMethodEvent("he", []))
    qtbot.keyClick(field, Qt.Key.Key_Return)
    qtbot.keyClick(field, Qt.Key.Key_Down)
    assert (taken, asked) == ([], [])
    commit = QInputMethodEvent()
    commit.setCommitString("贺")
    QApplication.sendEvent(field, commit)
    qtbot.waitUntil(lambda: ahead.is_open)
    assert asked == ["贺"]


def test_enter_before_the_answer_takes_what_is_found_for_the_whole_word(qtbot, desk) -> None:
    """A quick hand types a name and Enter in one go."""
    _window, field, _other, ahead, _asked = desk
    taken: list[object] = []
    ahead.picked.connect(lambda each: taken.append(each.key))
    ahead.entered.connect(taken.append)
    qtbot.keyClicks(field, "hz")
    qtbot.keyClick(field, Qt.Key.Key_Return)
    assert not taken
    qtbot.waitUntil(lambda: taken == [412])
    assert not ahead.is_open
    # The list of earlier letters is no answer to the word that stands there now.
    field.clear()
    qtbot.keyClicks(field, "h")
    qtbot.waitUntil(lambda: ahead.is_open)
    field.selectAll()
    qtbot.keyClicks(field, "qq")
    qtbot.keyClick(field, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: len(taken) == 2)
    assert taken == [412, "qq"]
