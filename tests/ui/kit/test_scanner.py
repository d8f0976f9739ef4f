"""Scans are recognised by pace and grammar, leave every field as it was, and wait while a question is open."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import count

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QInputMethodEvent, QKeyEvent
from PySide6.QtWidgets import QApplication, QMenu, QPushButton, QVBoxLayout, QWidget
from shiboken6 import delete, isValid

from ui.kit.dialogs import Dialog
from ui.kit.fields import LineEdit, TextArea
from ui.kit.ledger_source import Column, ListSource
from ui.kit.ledger_view import LedgerView
from ui.kit.scanner import Scanner
from ui.kit.wedge import Wedge, normalise

TOKEN = "910000000000000000000000000000000000000042"
OTHER = "910000000000000000000000000000000000000139"
_clock = count(1_000_000, 1_000_000)


def is_token(text: str) -> bool:
    return len(text) == 42 and text.isdigit()


def _wedge(text: str, gap: float, end: str | None = "Enter", prefix: str = "") -> object:
    wedge, at = Wedge(is_token, prefix), 0.0
    for sign in text:
        at += gap
        wedge.feed(sign, at)
    return wedge.end(end, at + gap) if end else wedge.silence()


@pytest.mark.parametrize("gap", [0, 2, 10, 50, 100])
@pytest.mark.parametrize("end", ["Enter", "Tab", None])
def test_pace_of_a_scanner_is_a_scan(gap: float, end: str | None) -> None:
    scan = _wedge(TOKEN, gap, end)
    assert scan is not None
    assert (scan.code, scan.known, len(scan.gaps_ms)) == (TOKEN, True, 41)


def test_pace_of_a_hand_is_typing() -> None:
    assert _wedge(TOKEN, 150) is None
    assert _wedge(TOKEN[:10], 5) is None
    assert _wedge("heyangjun", 5) is None


@pytest.mark.parametrize(
    "typed",
    [
        "９１" + TOKEN[2:],
        "\x02" + TOKEN + "\x03",
        TOKEN.replace("4", "4"),
        "x" + TOKEN,
        TOKEN[:20] + "q" + TOKEN[20:],
    ],
)
def test_input_methods_and_control_signs_do_not_harm(typed: str) -> None:
    assert _wedge(typed, 5).code == TOKEN


def test_case_is_folded() -> None:
    wedge = Wedge(lambda text: text == "OUT-2020-0074")
    for at, sign in enumerate("out-2020-0074"):
        wedge.feed(sign, at * 5.0)
    assert wedge.end("Enter", 70).code == "OUT-2020-0074"


def test_foreign_code_is_known_as_foreign() -> None:
    scan = _wedge("https://qr.example.cn/u/8f2a91", 4)
    assert scan is not None
    assert not scan.known


def test_prefix_needs_no_pace() -> None:
    assert _wedge("~" + TOKEN, 100, prefix="~").code == TOKEN
    assert not _wedge("~" + "ABC", 100, prefix="~").known


@given(st.text(max_size=60), st.floats(0, 300))
def test_nothing_makes_it_stumble(text: str, gap: float) -> None:
    scan = _wedge(text, gap)
    assert scan is None or isinstance(scan.code, str)
    normalise(text)


class Hand:
    """Types into whatever has the focus, with explicit times."""

    def __init__(self) -> None:
        self.at = next(_clock)

    def press(self, key: int, text: str = "", gap: int = 5) -> None:
        target = QApplication.activePopupWidget() or QApplication.focusWidget()
        assert target is not None
        self.at += gap
        for kind in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
            event = QKeyEvent(kind, key, Qt.KeyboardModifier.NoModifier, text)
            event.setTimestamp(self.at)
            QApplication.sendEvent(target, event)

    def type(self, text: str, gap: int = 5) -> None:
        for sign in text:
            self.press(ord(sign.upper()), sign, gap)

    def scan(self, text: str, gap: int = 5, end: int = Qt.Key.Key_Return) -> None:
        self.type(text, gap)
        self.press(end, "\r" if end == Qt.Key.Key_Return else "\t", gap)


class Screen(QWidget):
    def __init__(self) -> None:
        super().__init__()
        box = QVBoxLayout(self)
        self.field, self.area, self.button = LineEdit(), TextArea(), QPushButton("办")
        rows = [type("R", (), {"id": number, "name": f"行{number}"})() for number in range(1, 5)]
        self.list = LedgerView(ListSource([Column("name", "名", stretch=True)], rows))
        self.list.reload()
        for each in (self.field, self.area, self.button, self.list):
            box.addWidget(each)


@pytest.fixture
def screen(qtbot, shown) -> Screen:
    made = Screen()
    qtbot.addWidget(made)
    made.resize(600, 500)
    shown(made)
    return made


@pytest.fixture
def scanner(qapp) -> Iterator[Scanner]:
    made = Scanner(qapp, is_token)
    made.codes = []
    made.scanned.connect(made.codes.append)
    yield made
    made.close()
    made.deleteLater()


def test_half_a_sentence_stays_byte_for_byte(screen: Screen, scanner: Scanner) -> None:
    screen.field.setText("半句话 half")
    screen.field.setCursorPosition(3)
    screen.field.setFocus()
    submitted: list[bool] = []
    screen.field.returnPressed.connect(lambda: submitted.append(True))
    Hand().scan(TOKEN)
    assert scanner.codes == [TOKEN]
    assert screen.field.text() == "半句话 half"
    assert screen.field.cursorPosition() == 3
    assert submitted == []


def test_backspace_and_escape_reach_the_field(screen: Screen, scanner: Scanner) -> None:
    """Their keys have a text, a control sign, which a code may begin or end with."""
    screen.field.setText("半句话")
    screen.field.setFocus()
    hand = Hand()
    hand.press(Qt.Key.Key_Backspace, "\x08", 400)
    assert screen.field.text() == "半句"
    seen: list[int] = []
    screen.keyPressEvent = lambda event: seen.append(event.key())  # type: ignore[method-assign]
    hand.press(Qt.Key.Key_Escape, "\x1b", 400)
    assert seen == [Qt.Key.Key_Escape]


def test_selected_text_and_limits_survive(screen: Screen, scanner: Scanner) -> None:
    screen.field.setText("0123456789")
    screen.field.setMaxLength(12)
    screen.field.setFocus()
    screen.field.setSelection(2, 5)
    Hand().scan(TOKEN)
    assert screen.field.text() == "0123456789"
    assert screen.field.selectedText() == "23456"


def test_remarks_in_several_lines_survive(screen: Screen, scanner: Scanner) -> None:
    screen.area.setPlainText("第一行\n第二行一半")
    cursor = screen.area.textCursor()
    cursor.setPosition(5)
    screen.area.setTextCursor(cursor)
    screen.area.setFocus()
    hand = Hand()
    hand.type("x", 400)
    hand.at += 500
    before = screen.area.toPlainText()
    hand.scan(TOKEN)
    assert screen.area.toPlainText() == before
    assert screen.area.textCursor().position() == 6
    assert scanner.codes == [TOKEN]


def test_a_field_that_goes_while_a_scan_comes_is_no_trouble(screen: Screen, scanner: Scanner) -> None:
    """The page of the field closes in the middle, as when a key before it had signed somebody in."""
    screen.field.setFocus()
    hand = Hand()
    hand.type(TOKEN[:20])
    delete(screen.field)
    screen.area.setFocus()
    hand.type(TOKEN[20:])
    hand.press(Qt.Key.Key_Return, "\r", 5)
    assert scanner.codes == [TOKEN]


def test_a_password_typed_by_a_program_is_no_scan(screen: Screen, scanner: Scanner) -> None:
    screen.field.setEchoMode(LineEdit.EchoMode.Password)
    screen.field.setFocus()
    entered: list[bool] = []
    screen.field.returnPressed.connect(lambda: entered.append(True))
    hand = Hand()
    hand.scan("correct horse battery staple")
    assert (screen.field.text(), entered) == ("correct horse battery staple", [True])
    hand.at += 400
    hand.scan(TOKEN)
    assert screen.field.text() == "correct horse battery staple", "one of our codes never lands in a password"
    assert scanner.codes == [TOKEN]


def test_a_list_that_goes_at_the_first_of_its_keys_is_no_trouble(screen: Screen, scanner: Scanner) -> None:
    screen.list.table.setFocus()
    screen.list.letter_pressed.connect(lambda _: (delete(screen.list), screen.field.setFocus()))
    hand = Hand()
    hand.type("em")
    scanner.flush()
    assert not isValid(screen.list)
    assert scanner.codes == []


@pytest.mark.parametrize("end", [Qt.Key.Key_Return, Qt.Key.Key_Tab])
def test_list_does_not_act_on_the_digits_of_a_scan(screen: Screen, scanner: Scanner, end: int) -> None:
    screen.list.table.setFocus()
    acted: list[object] = []
    screen.list.opened.connect(acted.append)
    screen.list.letter_pressed.connect(acted.append)
    Hand().scan(TOKEN, end=end)
    assert scanner.codes == [TOKEN]
    assert acted == []
    assert screen.list.table.hasFocus()


def test_keys_typed_by_hand_in_a_list_still_act_in_order(screen: Screen, scanner: Scanner) -> None:
    screen.list.table.setFocus()
    acted: list[object] = []
    screen.list.opened.connect(lambda row: acted.append(row.id))
    screen.list.letter_pressed.connect(acted.append)
    hand = Hand()
    hand.type("e", 300)
    scanner.flush()
    hand.type("m", 300)
    hand.press(Qt.Key.Key_Return, "\r", 50)
    assert acted == ["E", "M", 1]
    assert scanner.codes == []


@pytest.mark.qt_log_ignore("This plugin does not support")
def test_scan_on_a_button_or_menu_does_not_press_it(screen: Screen, scanner: Scanner, qtbot) -> None:
    pressed: list[bool] = []
    screen.button.clicked.connect(lambda: pressed.append(True))
    screen.button.setFocus()
    hand = Hand()
    hand.scan(TOKEN)
    menu = QMenu(screen)
    menu.addAction("9 号", lambda: pressed.append(True))
    menu.popup(screen.mapToGlobal(screen.rect().center()))
    hand.at += 5000
    hand.scan(OTHER)
    assert scanner.codes == [TOKEN, OTHER]
    assert pressed == []
    assert not menu.isVisible()


def test_scans_wait_while_a_question_is_open(screen: Screen, scanner: Scanner, qtbot) -> None:
    dialog = Dialog(screen, "作废？", "", act="作废", keep="不作废")
    reason = LineEdit("原因一半")
    dialog.add(reason)
    scanner.waiting_changed.connect(dialog.show_waiting_scans)
    dialog.open()
    qtbot.waitUntil(lambda: dialog.isActiveWindow())
    reason.setFocus()
    hand = Hand()
    hand.scan(TOKEN)
    hand.at += 500
    hand.scan(OTHER)
    assert (scanner.codes, scanner.waiting) == ([], 2)
    assert reason.text() == "原因一半"
    assert dialog.isVisible()
    dialog.reject()
    qtbot.waitUntil(lambda: scanner.waiting == 0)
    assert scanner.codes == [TOKEN, OTHER]


def test_double_trigger_counts_once(screen: Screen, scanner: Scanner) -> None:
    repeated: list[str] = []
    scanner.repeated.connect(repeated.append)
    screen.field.setFocus()
    hand = Hand()
    hand.scan(TOKEN)
    hand.at += 1000
    hand.scan(TOKEN)
    assert (scanner.codes, repeated) == ([TOKEN], [TOKEN])
    hand.at += 3000
    hand.scan(TOKEN)
    assert scanner.codes == [TOKEN, TOKEN]


def test_crlf_and_no_terminator_give_the_same(screen: Screen, scanner: Scanner) -> None:
    submitted: list[bool] = []
    screen.field.returnPressed.connect(lambda: submitted.append(True))
    screen.field.setFocus()
    hand = Hand()
    hand.scan(TOKEN)
    hand.press(Qt.Key.Key_Enter, "\n", 5)
    hand.at += 5000
    hand.type(OTHER)
    scanner.flush()
    assert scanner.codes == [TOKEN, OTHER]
    assert screen.field.text() == ""
    assert submitted == []


def test_typing_goes_through_untouched(screen: Screen, scanner: Scanner) -> None:
    submitted: list[bool] = []
    screen.field.returnPressed.connect(lambda: submitted.append(True))
    screen.field.setFocus()
    hand = Hand()
    hand.type("heyangjun", 20)
    hand.press(Qt.Key.Key_Return, "\r", 20)
    hand.type("19900001234", 15)
    hand.press(Qt.Key.Key_Return, "\r", 15)
    assert screen.field.text() == "heyangjun19900001234"
    assert submitted == [True, True]
    assert scanner.codes == []


def test_code_committed_by_an_input_method_is_taken(screen: Screen, scanner: Scanner) -> None:
    screen.field.setFocus()
    commit = QInputMethodEvent()
    commit.setCommitString("９１" + TOKEN[2:])
    QApplication.sendEvent(screen.field, commit)
    scanner.flush()
    assert scanner.codes == [TOKEN]
    assert screen.field.text() == ""


def test_foreign_code_lands_nowhere(screen: Screen, scanner: Scanner) -> None:
    seen: list[str] = []
    scanner.foreign.connect(seen.append)
    screen.field.setFocus()
    Hand().scan("https://qr.example.cn/u/8f2a91", gap=4)
    assert screen.field.text() == ""
    assert len(seen) == 1
    assert scanner.codes == []


def test_pace_is_told_to_the_set_up_page(screen: Screen, scanner: Scanner) -> None:
    told: list[object] = []
    scanner.observed.connect(told.append)
    screen.field.setFocus()
    Hand().scan(TOKEN, gap=7)
    assert set(told[0].gaps_ms) == {7.0}
    assert told[0].ended_by == "Enter"
