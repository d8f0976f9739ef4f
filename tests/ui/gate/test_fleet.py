"""The register of supply vehicles: added, put right, retired and used again, with its people and routes."""

from __future__ import annotations

from datetime import datetime

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from db.vocabulary import PassKind
from duty_desk import gate
from duty_desk.gate import runs, vehicles
from tests.conftest import Clock
from tests.duty_desk.gate.conftest import issue
from tests.duty_desk.passes.conftest import Office
from tests.ui.gate.views_office import PLATE, add_vehicle, settle, show
from ui.gate.fleet import FleetView
from ui.gate.fleet_forms import RoutePanel, VehiclePanel
from ui.main_window import MainWindow

OTHER = "陕ZB2088"


@pytest.fixture
def vehicle(office: Office) -> int:
    return add_vehicle(office)


@pytest.fixture
def view(qtbot: QtBot, vehicle: int, window: MainWindow) -> FleetView:
    shown = show(qtbot, window, "fleet")
    assert isinstance(shown, FleetView)
    return shown


def opened(view: FleetView, place: int = 0) -> VehiclePanel:
    panel = view.show_row(view.list.model.row(place))
    assert isinstance(panel, VehiclePanel)
    return panel


def test_a_vehicle_is_registered_against_its_pass(view: FleetView, office: Office) -> None:
    panel = view.add()
    assert isinstance(panel, VehiclePanel)
    panel.form.set_values({"plate": OTHER, "use": "鲜菜", "load_tons": "3x"})
    assert not panel.save()
    assert panel.form.field("load_tons").remark() == "填数字，如 1.5"
    panel.form.set_values({"load_tons": "1.5"})
    assert not panel.save()
    assert panel.form.field("owner").wrong
    panel.form.set_values({"owner": "西岭鲜蔬公司"})
    assert not panel.save()
    assert panel.form.banner_text().startswith(f"{OTHER} 没有有效的车辆通行证")
    assert panel.form.field("use").value() == "鲜菜"
    issue(office, kind=PassKind.VEHICLE, holder=None, plate=OTHER, owner="西岭鲜蔬公司", reason="supply")
    assert panel.save()
    assert view.facts() == "在用 2 车，1 条路线"
    assert isinstance(view.panel, VehiclePanel)
    assert (view.panel.row and view.panel.row.plate, view.panel.form.field("plate").value()) == (OTHER, OTHER)


def test_people_come_and_go_on_record(view: FleetView, office: Office, vehicle: int) -> None:
    panel = opened(view)
    assert len(panel.removals) == 2
    panel.removals[0].click()
    panel = view.panel
    assert isinstance(panel, VehiclePanel)
    panel.person.set_value("查无此人")
    panel.add_person()
    assert "没有“查无此人”" in panel.people.field("person").remark()
    panel.person.set_value(office.person)
    panel.add_person()
    with office.desk.read() as read:
        (row,) = gate.list_vehicles(read)
    assert sorted((name, role) for _, name, role in row.people) == [
        ("任晓慧", "driver"),
        ("董佳墨", "helper"),
    ]


def test_a_vehicle_on_a_run_is_not_retired_and_a_retired_one_begins_none(
    qtbot: QtBot, view: FleetView, office: Office, vehicle: int, window: MainWindow, clock: Clock
) -> None:
    clock.at = datetime(2020, 3, 6, 23, 10)
    with office.desk.work() as work:
        run = runs.start_run(work, vehicle, gate=office.east, people=[gate.Member("徐言衡", "driver")])
    panel = opened(view)
    assert panel.switch is not None
    panel.switch.click()
    assert "还没有关闭" in panel.form.banner_text()
    with office.desk.work(office.chief) as work:
        runs.break_off(work, run, reason="车坏在校门")
    panel.switch.click()
    settle(qtbot, window)
    assert view.facts() == "在用 0 车，1 条路线"
    with office.desk.read() as read:
        assert gate.list_vehicles(read) == ()
    panel = view.panel
    assert isinstance(panel, VehiclePanel)
    assert panel.switch is not None
    assert panel.switch.text() == "恢复使用"
    panel.switch.click()
    assert view.facts() == "在用 1 车，1 条路线"


def test_a_route_is_added_put_right_and_retired_once_nobody_uses_it(view: FleetView, office: Office) -> None:
    view.choose("routes")
    view.new.click()
    panel = view.panel
    assert isinstance(panel, RoutePanel)
    panel.form.set_values({"code": "R2", "name": "西门—北环", "point": "北区库房", "limit_minutes": "快"})
    assert not panel.save()
    panel.form.set_values({"limit_minutes": "12"})
    assert panel.save()
    panel = view.panel
    assert isinstance(panel, RoutePanel)
    panel.form.set_values({"limit_minutes": "15"})
    assert panel.save()
    with office.desk.read() as read:
        assert [(row.code, row.limit_minutes) for row in gate.list_routes(read)] == [("R1", 8), ("R2", 15)]
    first = view.show_row(view.list.model.row(0))
    first.turn()
    assert PLATE in first.form.banner_text()
    second = view.show_row(view.list.model.row(1))
    second.turn()
    assert view.facts() == "在用 1 车，1 条路线"


def test_the_register_is_reached_and_left_by_keys(qtbot: QtBot, view: FleetView) -> None:
    from PySide6.QtCore import Qt

    assert view.list.table.hasFocus() or view.list.hasFocus()
    view.list.select_id(view.list.model.ids[0])
    focus = QApplication.focusWidget()
    assert focus is not None
    qtbot.keyClick(focus, Qt.Key.Key_Return)
    assert isinstance(view.panel, VehiclePanel)
    focus = QApplication.focusWidget()
    assert focus is not None
    assert view.panel.isAncestorOf(focus)
    qtbot.keyClick(focus, Qt.Key.Key_Escape)
    assert view.panel is None
    with view.desk.read() as read:
        row = vehicles.list_vehicles(read)[0]
    assert view.open_record("vehicle", row.id)
