"""What a test of the day does by hand."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from duty_desk.supplies import stock
from tests.ui.disinfection.conftest import Place
from ui.disinfection.day import DayView


def stand_on(view: DayView, place: Place, code: str, ordinal: int = 1) -> int:
    """Make the cell of a round current; gives the round."""
    due = place.rounds(code)[ordinal - 1]
    assert view.grid.go_to_round(due.id)
    view.grid.setFocus()
    return due.id


def typed(qtbot: QtBot, view: DayView, key: Qt.Key, panel: type[Any]) -> Any:
    """A letter in the grid: it waits a moment, whether it begins a scan."""
    qtbot.keyClick(view.grid, key)
    qtbot.waitUntil(lambda: isinstance(view.panel, panel))
    return view.panel


def shelf(place: Place) -> Decimal:
    """How much bleach there is."""
    with place.desk.read() as read:
        return sum((each.quantity for each in stock.on_hand(read) if each.code == "D02"), Decimal(0))
