"""Every screen can be used by keyboard alone: Tab comes to each control once round, and where it is can be seen (U-77b)."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from tests.ui.test_main_window import office_of
from ui.kit.fields import TextArea
from ui.kit.focus_ring import FocusRing
from ui.main_window import MainWindow
from ui.office.subject_list import SubjectButton
from ui.tabs import TABS

MOST = 400


def stops(page: QWidget) -> set[QWidget]:
    """What can take the keyboard by Tab."""
    return {
        each
        for each in page.findChildren(QWidget)
        if each.isVisible()
        and each.isEnabled()
        and each.focusPolicy() & Qt.FocusPolicy.TabFocus
        and each.focusProxy() is None
        and not each.objectName().startswith("qt_")
        and each.width() > 1
    }


@pytest.mark.parametrize("tab", [entry.key for entry in TABS])
def test_tab_goes_once_round_and_leaves_nothing_out(window: MainWindow, qtbot: QtBot, tab: str) -> None:
    office = office_of(window)
    page = office.go(tab)
    qtbot.waitUntil(lambda: not window.tasks.busy, timeout=20_000)
    office.current.focus_first()
    start = QApplication.focusWidget()
    assert start is not None, "something has the keyboard"
    seen: list[QWidget] = [start]
    for _step in range(MOST):
        now = QApplication.focusWidget()
        assert now is not None
        # In a text of several lines Tab may write; Ctrl+Tab leaves it.
        held = (
            Qt.KeyboardModifier.ControlModifier
            if isinstance(now, TextArea)
            else Qt.KeyboardModifier.NoModifier
        )
        QTest.keyClick(now, Qt.Key.Key_Tab, held)
        after = QApplication.focusWidget()
        if after is None or after is start:
            break
        assert after not in seen, f"Tab came to {after} a second time before coming round"
        seen.append(after)
    else:
        pytest.fail("Tab never came round")
    assert stops(page) - set(seen) == set()
    # A screen reader is told what each is (U-77c).
    unnamed = [each for each in seen if not spoken(each).strip()]
    assert unnamed == []


def test_f6_leads_from_around_the_screen_into_it(window: MainWindow, qtbot: QtBot) -> None:
    office = office_of(window)
    tab = office.go("passes")
    first = QApplication.focusWidget()
    for around in (office.top.search, office.rail.item("today"), office.top.duty):
        around.setFocus()
        assert not tab.isAncestorOf(around)
        qtbot.keyClick(around, Qt.Key.Key_F6)
        assert QApplication.focusWidget() is first


def test_f6_and_down_lead_from_the_search_of_a_list_into_it(window: MainWindow, qtbot: QtBot) -> None:
    """The field stands in the line of the switch, outside the list it searches."""
    view = office_of(window).go("isolation").show_view("stays")  # type: ignore[attr-defined]
    for key in (Qt.Key.Key_F6, Qt.Key.Key_Down):
        view.search.setFocus()
        qtbot.keyClick(view.search, key)
        assert view.list.table.hasFocus()


def test_a_screen_reader_hears_tabs_in_the_rail_and_which_is_in_front(window: MainWindow) -> None:
    office = office_of(window)
    office.go("passes")
    faces = {item.key: QAccessible.queryAccessibleInterface(item) for item in office.rail.items()}
    assert {face.role() for face in faces.values()} == {QAccessible.Role.PageTab}
    assert [key for key, face in faces.items() if face.state().selected] == ["passes"]
    assert faces["passes"].text(QAccessible.Text.Name).startswith("通行证")
    assert faces["passes"].text(QAccessible.Text.Description) == "Ctrl+2"


def test_enter_presses_whatever_has_the_focus_and_can_be_pressed(window: MainWindow, qtbot: QtBot) -> None:
    """Space does too; in an office PC nobody tries both."""
    office = office_of(window)
    qtbot.keyClick(office.rail.item("gate"), Qt.Key.Key_Return)
    assert office.current_key == "gate"
    settings = office.go("office")
    subject = next(each for each in settings.findChildren(SubjectButton) if each.key == "units")
    qtbot.keyClick(subject, Qt.Key.Key_Enter)
    assert subject.isChecked()


def spoken(widget: QWidget) -> str:
    """What a screen reader says of it."""
    return QAccessible.queryAccessibleInterface(widget).text(QAccessible.Text.Name)


@pytest.fixture
def ring(qapp: QApplication) -> Iterator[FocusRing]:
    """The ring that the program draws, which a window made by a test has not."""
    made = FocusRing(qapp)
    yield made
    made.end()


@pytest.mark.parametrize("tab", [entry.key for entry in TABS])
def test_where_the_keyboard_is_can_be_seen(
    window: MainWindow, ring: FocusRing, qtbot: QtBot, tab: str
) -> None:
    """The picture of the window changes with the focus."""
    office = office_of(window)
    page = office.go(tab)
    qtbot.waitUntil(lambda: not window.tasks.busy, timeout=20_000)
    office.current.focus_first()
    unseen: list[str] = []
    for each in sorted(stops(page), key=lambda one: (one.mapTo(window, one.rect().topLeft()).y(), id(one)))[
        :25
    ]:
        window.setFocus()
        QApplication.processEvents()
        before = window.grab().toImage()
        each.setFocus(Qt.FocusReason.TabFocusReason)
        QApplication.processEvents()
        if each.hasFocus() and window.grab().toImage() == before:
            unseen.append(f"{type(each).__name__} {each.accessibleName()}")
    assert unseen == []
