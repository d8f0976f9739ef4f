"""How little it takes to issue a pass, and that haste gives one pass and not two (U-34, U-36)."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from duty_desk.desk import Desk
from duty_desk.people import officers
from duty_desk.roles import Role
from tests.conftest import PASSWORD
from tests.ui.passes.conftest import Sample, give
from tests.ui.passes.test_issue import choose, issued, settle
from ui.passes.issue_panel import IssuePanel
from ui.passes.tab import PassesTab

MOST_KEYS = 12


class Counter(QObject):
    """Presses keys where the keyboard is, and counts them."""

    def __init__(self, qtbot: QtBot) -> None:
        super().__init__()
        self._qtbot = qtbot
        self.pressed = 0

    def press(self, key: Qt.Key, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        self.pressed += 1
        target = QApplication.focusWidget()
        assert target is not None
        self._qtbot.keyClick(target, key, modifier)

    def enter(self) -> None:
        self.press(Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)


def whom(qtbot: QtBot, typed: str) -> None:
    """The person's data: typed, not counted."""
    target = QApplication.focusWidget()
    assert target is not None
    qtbot.keyClicks(target, typed)


def found(qtbot: QtBot, panel: IssuePanel) -> None:
    qtbot.waitUntil(
        lambda: panel.form.holder.ahead.is_open and panel.form.holder.ahead.list.current() is not None
    )


def test_a_first_pass_takes_twelve_keys_and_no_mouse(
    qtbot: QtBot, tab: PassesTab, sqlite_desk: Desk, sample: Sample
) -> None:
    with sqlite_desk.work() as work:
        officers.add_officer(work, name="何行远", login="hexingyuan", role=Role.LEADER, password=PASSWORD)
    settle(qtbot, tab)
    tab.list.setFocus()
    keys = Counter(qtbot)
    keys.press(Qt.Key.Key_F2)
    panel = tab.panel
    assert isinstance(panel, IssuePanel)
    qtbot.waitUntil(panel.isVisible)
    whom(qtbot, "dxx")
    found(qtbot, panel)
    keys.press(Qt.Key.Key_Return)
    # Ctrl+Enter leads from one field that is missing to the next: the gate, then the approver.
    keys.enter()
    assert panel.form.field("gates").has_focus()
    keys.press(Qt.Key.Key_Space)
    keys.enter()
    assert panel.form.field("approver").has_focus()
    keys.press(Qt.Key.Key_Down)
    keys.enter()
    settle(qtbot, tab)
    assert [row.holder_name for row in issued(sqlite_desk)] == ["单雄信"]
    assert keys.pressed <= MOST_KEYS
    assert keys.pressed == 7


def test_the_next_form_begins_with_what_was_chosen_last(
    qtbot: QtBot, tab: PassesTab, sqlite_desk: Desk
) -> None:
    first = tab.start_new()
    assert isinstance(first, IssuePanel)
    choose(qtbot, first, "dxx")
    first.form.control("gates").boxes()[1].click()
    assert first.submit(print_it=False)
    tab.close_panel()
    settle(qtbot, tab)
    tab.list.setFocus()
    keys = Counter(qtbot)
    keys.press(Qt.Key.Key_F2)
    panel = tab.panel
    assert isinstance(panel, IssuePanel)
    qtbot.waitUntil(panel.isVisible)
    whom(qtbot, "hzy")
    found(qtbot, panel)
    keys.press(Qt.Key.Key_Return)
    keys.enter()
    settle(qtbot, tab)
    assert {row.holder_name for row in issued(sqlite_desk)} == {"单雄信", "黄振宇"}
    assert {row.gates for row in issued(sqlite_desk)} == {"南湖南门"}
    assert keys.pressed == 3


def test_two_clicks_within_fifty_milliseconds_give_one_pass(
    qtbot: QtBot, tab: PassesTab, sqlite_desk: Desk
) -> None:
    panel = tab.start_new()
    assert isinstance(panel, IssuePanel)
    choose(qtbot, panel, "dxx")
    panel.form.control("gates").boxes()[0].click()
    button = panel.submit_button
    for _ in range(2):
        QTest.mousePress(button, Qt.MouseButton.LeftButton)
        QTest.mouseRelease(button, Qt.MouseButton.LeftButton)
    assert len(issued(sqlite_desk)) == 1
    # The second click was not taken for an empty form: nothing is marked wrong.
    assert panel.form.problem_count == 0
    assert panel.form.field("name").has_focus()
    settle(qtbot, tab)


def test_a_key_that_comes_twice_gives_one_pass(qtbot: QtBot, tab: PassesTab, sqlite_desk: Desk) -> None:
    panel = tab.start_new()
    assert isinstance(panel, IssuePanel)
    choose(qtbot, panel, "dxx")
    panel.form.control("gates").boxes()[0].click()
    settle(qtbot, tab)
    for kind in (QEvent.Type.KeyPress, QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
        down = QKeyEvent(kind, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
        QApplication.sendEvent(panel.submit_button, down)
    panel.submit()
    panel.submit()
    settle(qtbot, tab)
    assert len(issued(sqlite_desk)) == 1
    assert panel.form.problem_count == 0


def test_a_pass_already_held_is_named_while_typing(
    qtbot: QtBot, tab: PassesTab, sqlite_desk: Desk, sample: Sample
) -> None:
    given = give(sqlite_desk, sample, "单雄信")
    panel = tab.start_new()
    assert isinstance(panel, IssuePanel)
    choose(qtbot, panel, "dxx")
    assert panel.held_text() == "", "no gate is chosen yet"
    panel.form.control("gates").boxes()[0].click()
    assert given.number in panel.held_text()
    assert list(panel.held.buttons) == ["extend", "reissue", "another"]
    panel.form.control("gates").boxes()[0].click()
    assert panel.held_text() == ""
    panel.form.control("gates").boxes()[0].click()
    panel.held.buttons["another"].click()
    settle(qtbot, tab)
    assert len(issued(sqlite_desk)) == 2, "another one was wanted all the same"


def test_tab_walks_the_form_as_it_is_read(qtbot: QtBot, tab: PassesTab, sample: Sample) -> None:
    panel = tab.start_new()
    assert isinstance(panel, IssuePanel)
    choose(qtbot, panel, "dxx")
    form = panel.form
    stops: list[QWidget] = [
        panel.kinds,
        panel.close_button,
        form.control("name"),
        form.control("reason_text"),
    ]
    stops += [form.control("gates").boxes()[0], form.control("approver")]
    if panel.use.list is not None:
        stops.append(panel.use.list.table)
    stops.append(panel.submit_button)
    places: dict[QWidget, int] = {}
    each: QWidget = panel.kinds
    while each not in places:
        places[each] = len(places)
        each = each.nextInFocusChain()  # pyright: ignore[reportAssignmentType]
    assert [places[stop] for stop in stops] == sorted(places[stop] for stop in stops)
