"""Lamps on the screen: a use that passes the limit, a room with somebody in it, a new tube, how many a room needs."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from decimal import Decimal

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from db.vocabulary import RoomState
from duty_desk import rooms
from duty_desk.desk import SYSTEM
from duty_desk.disinfection import lamp_rows, lamps
from duty_desk.disinfection.lamp_rows import LampRow
from tests.ui.disinfection.conftest import Place
from tests.ui.readable import faults
from ui.disinfection.lamps import LampsView
from ui.disinfection.lamps_forms import RoomLamps, ShortForm
from ui.disinfection.lamps_panel import LampPanel
from ui.disinfection.lamps_uses import LampUsesView
from ui.disinfection.tab import DisinfectionTab
from ui.main_window import MainWindow

Settle = Callable[[], None]


@pytest.fixture
def lamp(place: Place) -> int:
    with place.desk.work(SYSTEM) as work:
        made = lamps.add_lamp(work, code="UV-03", place="书香餐舍二层", hours_before=Decimal(998))
        lamps.record_use(work, lamp=made, started_at=datetime(2020, 3, 6, 8), ended_at=datetime(2020, 3, 6, 9, 30),
                         operator="唐星烁")  # fmt: skip
        return made


@pytest.fixture
def view(lamp: int, tab: DisinfectionTab, settle: Settle) -> LampsView:
    shown = tab.show_view("lamps")
    assert isinstance(shown, LampsView)
    settle()
    return shown


def row_of(place: Place, lamp: int) -> LampRow:
    with place.desk.read() as read:
        return lamp_rows.get_lamp(read, lamp)


def test_a_use_is_written_down_by_keys_and_says_when_the_tube_is_at_its_end(
    view: LampsView, place: Place, lamp: int, qtbot: QtBot, window: MainWindow, settle: Settle
) -> None:
    view.list.select_id(lamp)
    qtbot.keyClick(view.list.table, Qt.Key.Key_A)
    # A letter waits a moment, whether it begins a scan.
    qtbot.waitUntil(lambda: isinstance(view.panel, ShortForm))
    form = view.panel
    assert isinstance(form, ShortForm)
    assert form.form.field("started_at").value() == datetime(2020, 3, 6, 16, 20)
    assert not form.submit()
    form.form.field("operator").set_value("许田淼")
    assert form.submit()
    settle()
    assert row_of(place, lamp).hours == Decimal("1000.5")
    assert isinstance(view.panel, LampPanel)
    assert row_of(place, lamp).state == "over"
    assert faults(window) == []
    assert window.office is not None
    window.office.toaster.undo()
    settle()
    assert row_of(place, lamp).hours == Decimal("999.5")


def test_no_lamp_over_a_room_with_somebody_in_it(view: LampsView, place: Place, lamp: int) -> None:
    room = min(place.rooms.values())
    with place.desk.work(SYSTEM) as work:
        rooms.shift(work, room, RoomState.RESERVED, at=datetime(2020, 3, 6, 10))
        rooms.shift(work, room, RoomState.OCCUPIED, at=datetime(2020, 3, 6, 10))
    form = view.use(row_of(place, lamp))
    form.form.field("operator").set_value("许田淼")
    form.form.field("room").set_value(room)
    assert not form.submit()
    assert "有人在住" in form.form.banner_text()
    assert row_of(place, lamp).uses == 1


def test_a_new_tube_counts_anew(view: LampsView, place: Place, lamp: int, settle: Settle) -> None:
    form = view.tube(row_of(place, lamp))
    assert form.submit()
    settle()
    assert row_of(place, lamp).hours == 0


def test_a_lamp_is_registered_and_retired(view: LampsView, place: Place, settle: Settle) -> None:
    form = view.edit(None)
    assert form is not None
    form.form.field("code").set_value("UV-03")
    form.form.field("place").set_value("校医院")
    assert not form.submit()
    form.form.field("code").set_value("UV-09")
    assert form.submit()
    settle()
    with place.desk.read() as read:
        made = next(row for row in lamp_rows.list_lamps(read) if row.code == "UV-09")
    assert (made.watts, made.limit_hours) == (30, 1000)
    again = view.edit(made)
    assert again is not None
    again.form.field("retired").set_value(True)
    assert again.submit()
    settle()
    assert not row_of(place, made.id).is_active


def test_a_room_of_48_square_metres_needs_eight(view: LampsView, settle: Settle) -> None:
    view.reckon()
    assert isinstance(view.panel, RoomLamps)
    said = view.panel.result
    assert "需要 8 盏" in said.accessibleName() + said.title.text()
    view.panel.form.control("surface_m2").setText("0")
    assert "大于 0" in said.title.text()


def test_a_wrong_use_is_taken_back_in_the_list_of_uses(
    view: LampsView, tab: DisinfectionTab, place: Place, lamp: int, qtbot: QtBot, settle: Settle
) -> None:
    uses = tab.show_view("lamp_uses")
    assert isinstance(uses, LampUsesView)
    settle()
    uses.list.select_id(uses.list.model.ids[0])
    row = uses.list.current_row()
    panel = uses.withdraw(row)  # type: ignore[arg-type]
    assert panel is not None
    assert not panel.submit()
    panel.form.field("reason").set_value("登记重复")
    assert panel.submit()
    settle()
    assert row_of(place, lamp).hours == 998
