"""What the journeys of the views share: one view of the gate screen in front, and a supply vehicle with its people."""

from __future__ import annotations

from typing import Any

from pytestqt.qtbot import QtBot

from db.vocabulary import PassKind
from duty_desk.gate import vehicles
from tests.duty_desk.gate.conftest import issue
from tests.duty_desk.passes.conftest import Office, add_person
from ui.gate.tab import GateTab
from ui.gate.view import GateView
from ui.main_window import MainWindow

PLATE = "陕ZB1077"


def add_vehicle(office: Office) -> int:
    """A vehicle with its pass, route, driver and helper."""
    issue(office, kind=PassKind.VEHICLE, holder=None, plate=PLATE, owner="鲜蔬公司", reason="supply")
    with office.desk.work(office.chief) as work:
        route = vehicles.add_route(
            work, code="R1", name="东大门—后场", point="书香餐舍卸货点", limit_minutes=8
        )
        vehicle = vehicles.register_vehicle(work, plate=PLATE, use="米面粮油", owner="鲜蔬公司", route=route)
        for name, role in (("徐言衡", "driver"), ("董佳墨", "helper")):
            person = add_person(work, name)
            vehicles.register_driver(work, vehicle, person=person, name=name, role=role)
    return vehicle


def show(qtbot: QtBot, window: MainWindow, key: str) -> GateView:
    """Bring a view of the gate to the front, with everything read."""
    assert window.office is not None
    tab = window.office.go("gate")
    assert isinstance(tab, GateTab)
    tab.reload()
    view = tab.show_view(key)
    settle(qtbot, window)
    return view


def settle(qtbot: QtBot, window: MainWindow) -> None:
    """Wait for work beside the window."""
    qtbot.waitUntil(lambda: not window.tasks.busy, timeout=15_000)


def shell_of(window: MainWindow) -> Any:
    """What the views ask of the window."""
    assert window.office is not None
    return window.office
