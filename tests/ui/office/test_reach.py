"""Every control of the settings is reached with the Tab key alone, in reading order, and says what it is."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QWidget
from pytestqt.qtbot import QtBot

from db.vocabulary import Category
from duty_desk.desk import Desk
from duty_desk.people import households, persons, places, units
from ui.kit.panels import SidePanel
from ui.kit.tokens import CONTROL
from ui.main_window import MainWindow
from ui.office.subjects import GROUPS

SUBJECTS = [subject.key for _, subjects in GROUPS for subject in subjects]
# More stops than any page has: whoever goes round longer is caught.
MOST = 120


@pytest.fixture
def filled(sqlite_desk: Desk) -> Desk:
    """One record of each register, so that every form can be filled in."""
    with sqlite_desk.work() as work:
        campus = places.add_campus(work, code="NH", name="南湖校区")
        places.add_gate(work, code="N1", name="南湖北门", campus=campus)
        places.add_building(work, code="NH-1", name="松苑1号楼")
        places.add_store(work, code="NH1", name="南湖一库")
        places.add_team(work, branch="物业服务", name="一班组", headcount=54)
        unit = units.add_unit(work, name="图书馆")
        home = households.add_household(work, code="JS7-2-402", building="7", entrance="2", room="402")
        persons.add_person(work, name="苗安宁", category=Category.STAFF, unit=unit, household=home)
    return sqlite_desk


def test_tab_reaches_every_control_in_reading_order(
    filled: Desk, window: MainWindow, qtbot: QtBot, subtests: pytest.Subtests
) -> None:
    assert window.office is not None
    for subject in SUBJECTS:
        page = window.office.go("office").show_subject(subject)  # type: ignore[attr-defined]
        qtbot.waitUntil(lambda: not window.tasks.busy, timeout=5000)
        qtbot.wait(5)
        page.focus_first()
        with subtests.test(subject):
            all_reached_in_order(page)


def all_reached_in_order(page: QWidget) -> None:
    visited = list(round_trip())
    wanted = [widget for widget in page.findChildren(QWidget) if takes_tab(widget)]
    missed = [describe(widget) for widget in wanted if widget not in visited]
    assert not missed
    assert wanted, "a page without a control would prove nothing"
    assert not [widget for widget in wanted if not name_of(widget)]
    # Beside a list the panel is read by itself; a page without one from its top to its end.
    for part in page.findChildren(SidePanel) or [page]:
        inside = [widget for widget in visited if part.isAncestorOf(widget)]
        first = min(range(len(inside)), key=lambda number: place(part, inside[number]))
        stops = [place(part, widget) for widget in (*inside[first:], *inside[:first])]
        assert stops == sorted(stops), [describe(widget) for widget in inside]


def round_trip() -> Iterator[QWidget]:
    """From where the keyboard is, stop by stop, until it is there again."""
    first = here = QApplication.focusWidget()
    assert first is not None
    for _ in range(MOST):
        yield here
        QTest.keyClick(here, Qt.Key.Key_Tab)
        here = QApplication.focusWidget()
        assert here is not None
        if here is first:
            return
    raise AssertionError(f"Tab goes round without coming back to {describe(first)}")


def takes_tab(widget: QWidget) -> bool:
    return (
        widget.isVisible()
        and widget.isEnabled()
        and bool(widget.focusPolicy() & Qt.FocusPolicy.TabFocus)
        and widget.focusProxy() is None
    )


def name_of(widget: QWidget) -> str:
    text = widget.text() if isinstance(widget, QAbstractButton) else ""
    return widget.accessibleName() or text or widget.toolTip()


def describe(widget: QWidget) -> str:
    return f"{type(widget).__name__} {name_of(widget)}"


def place(panel: QWidget, widget: QWidget) -> tuple[int, int]:
    """Row and column as the eye takes them: controls of one line count as one row."""
    spot = widget.mapTo(panel, QPoint(0, 0))
    return (spot.y() + min(widget.height(), CONTROL) // 2) // 8, spot.x()
