"""The window around the screens: rail, title, facts, time."""

from __future__ import annotations

from PySide6.QtWidgets import QLabel

from ui.main_window import MainWindow


def test_the_time_of_the_office_is_always_in_sight(window: MainWindow) -> None:
    assert window.office is not None
    said = [label.text() for label in window.office.top.findChildren(QLabel)]
    assert "12:00" in said
    assert "3月6日 周五" in said


def test_the_screen_in_front_is_named_and_marked(window: MainWindow) -> None:
    assert window.office is not None
    window.office.go("office")
    assert window.office.top.title.text() == "设置"
    assert [item.key for item in window.office.rail.items() if item.isChecked()] == ["office"]
