"""Words on the real screens stand out from what is really behind them, in light and dark (acceptance check U-77a)."""

from __future__ import annotations

from collections import Counter

import pytest
from PySide6.QtCore import QPoint
from PySide6.QtGui import QColor, QImage, QPalette
from PySide6.QtWidgets import QLabel, QScrollArea, QWidget
from pytestqt.qtbot import QtBot

from tests.ui.test_main_window import office_of
from ui.kit.labels import Label
from ui.kit.tokens import contrast, tokens
from ui.main_window import MainWindow

SUBJECTS = ("people", "units", "households", "officers", "policy", "printing", "backup", "audit", "status")


def behind(picture: QImage, label: QLabel, origin: QPoint) -> QColor:
    """The colour that most of the label's ground has."""
    seen: Counter[int] = Counter()
    for y in range(0, label.height(), 3):
        for x in range(0, label.width(), 3):
            spot = origin + QPoint(x, y)
            if picture.rect().contains(spot):
                seen[picture.pixel(spot)] += 1
    return QColor(seen.most_common(1)[0][0]) if seen else QColor("white")


def bring_into_view(label: QLabel) -> bool:
    """Scroll to a label that its page has scrolled away; whether that moved anything."""
    if not label.visibleRegion().isEmpty():
        return False
    each: QWidget | None = label.parentWidget()
    while each is not None:
        if isinstance(each, QScrollArea):
            each.ensureWidgetVisible(label)
        each = each.parentWidget()
    assert not label.visibleRegion().isEmpty(), f"“{label.text()}” can be scrolled to"
    return True


@pytest.mark.slow
@pytest.mark.parametrize("mode", ["light", "dark"])
def test_no_label_is_faint_on_any_screen(window: MainWindow, qtbot: QtBot, mode: str) -> None:
    window.appearance.choose(mode=mode)
    office = office_of(window)
    looks = [lambda key=key: office.go(key) for key in office.tab_keys()]
    looks += [lambda key=key: office.go("office").show_subject(key) for key in SUBJECTS]  # type: ignore[attr-defined]
    looks.append(lambda: office.go("passes").start_new())  # type: ignore[attr-defined]
    faint: set[str] = set()
    measured = 0
    try:
        for show in looks:
            show()
            qtbot.waitUntil(lambda: not window.tasks.busy, timeout=20_000)
            picture = window.grab().toImage()
            for label in window.findChildren(Label):
                if not label.isVisible() or not label.text().strip() or not label.isEnabled():
                    continue
                if bring_into_view(label):
                    picture = window.grab().toImage()
                origin = label.mapTo(window, QPoint(0, 0))
                colour = (
                    getattr(tokens(), label._colour)
                    if label._elide
                    else label.palette().color(QPalette.ColorRole.WindowText)
                )
                ground = behind(picture, label, origin)
                measured += 1
                if contrast(colour, ground) < 4.5:
                    faint.add(f"“{label.text()[:30]}” {colour.name()} on {ground.name()}")
    finally:
        window.appearance.choose(mode="light")
    assert measured > 150
    assert faint == set()
