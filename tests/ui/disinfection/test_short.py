"""Bins and airing on the screen: one line after the other, windows shut by a key, a wrong line taken back."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from duty_desk import ledger
from duty_desk.disinfection.short_records import SHORTS, ShortKind, ShortRow
from duty_desk.ledger import Request
from duty_desk.work import OfficerRef
from tests.conftest import Clock
from tests.ui.disinfection.conftest import Place
from tests.ui.readable import faults
from ui.disinfection.lamps_forms import ShortForm
from ui.disinfection.short_view import ShortsView
from ui.disinfection.tab import DisinfectionTab
from ui.main_window import MainWindow

Settle = Callable[[], None]


@pytest.fixture
def view(tab: DisinfectionTab, settle: Settle) -> ShortsView:
    shown = tab.show_view("shorts")
    assert isinstance(shown, ShortsView)
    settle()
    return shown


def rows(place: Place) -> list[ShortRow]:
    with place.desk.read() as read:
        return list(ledger.page(SHORTS, read, Request()).rows)


def write(view: ShortsView, kind: ShortKind, where: str) -> ShortForm:
    form = view.start(kind)
    assert form is not None
    form.form.field("place").set_value(where)
    form.form.field("done_by").set_value("沈岑")
    assert form.submit()
    return form


def test_one_bin_after_the_other(view: ShortsView, place: Place, window: MainWindow, settle: Settle) -> None:
    first = write(view, ShortKind.MASK_BIN, "行健楼大厅")
    settle()
    # The next line opens by itself, with who did it still there.
    assert isinstance(view.panel, ShortForm)
    assert view.panel is not first
    assert view.panel.form.field("done_by").value() == "沈岑"
    assert [(row.place, row.count) for row in rows(place)] == [("行健楼大厅", 1)]
    assert faults(window) == []
    assert not view.panel.submit()


def test_windows_are_shut_by_a_key(
    view: ShortsView, place: Place, clock: Clock, qtbot: QtBot, settle: Settle
) -> None:
    write(view, ShortKind.AIRING, "松苑2号楼")
    settle()
    (row,) = rows(place)
    assert row.state == "open"
    clock.forward(minutes=45)
    view.put_panel(None)
    view.list.select_id(row.id)
    view.list.setFocus()
    qtbot.keyClick(view.list.table, Qt.Key.Key_S)
    qtbot.waitUntil(lambda: rows(place)[0].state != "open")
    assert [(each.state, each.minutes) for each in rows(place)] == [("kept", 45)]


def test_a_wrong_line_is_taken_back(view: ShortsView, place: Place, settle: Settle) -> None:
    write(view, ShortKind.MASK_BIN, "行健楼大厅")
    settle()
    panel = view.withdraw(rows(place)[0])
    assert not panel.submit()
    panel.form.field("reason").set_value("登记重复")
    assert panel.submit()
    settle()
    assert [row.state for row in rows(place)] == ["withdrawn"]


def test_who_may_not_record_is_not_offered_to(
    view: ShortsView, place: Place, become: Callable[[OfficerRef], None], settle: Settle
) -> None:
    become(place.guard)
    settle()
    assert not any(button.isVisible() for button in view.news)
    assert view.start(ShortKind.AIRING) is None
