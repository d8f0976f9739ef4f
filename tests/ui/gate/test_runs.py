"""A supply vehicle's night at the desk: begun, five checkpoints by keyboard, compared at the exit, closed."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
from pytestqt.qtbot import QtBot

from duty_desk import gate, incidents
from duty_desk.gate import Fault, RunRow, RunState
from tests.conftest import Clock
from tests.duty_desk.passes.conftest import Office
from tests.ui.gate.views_office import PLATE, add_vehicle, settle, shell_of, show
from tests.ui.typing import type_text
from ui.gate.runs import RunsView
from ui.gate.runs_detail import RunPanel
from ui.kit.fields import LineEdit
from ui.kit.print_preview import PrintPreview
from ui.main_window import MainWindow
from ui.supplies.receive import ReceiveView
from ui.supplies.tab import SuppliesTab

NIGHT = datetime(2020, 3, 6, 23, 10)


@pytest.fixture
def view(qtbot: QtBot, office: Office, window: MainWindow, clock: Clock) -> RunsView:
    add_vehicle(office)
    clock.at = NIGHT
    shown = show(qtbot, window, "runs")
    assert isinstance(shown, RunsView)
    return shown


def begin(view: RunsView, **form: Any) -> RunPanel:
    panel = view.start_new()
    with view.desk.read() as read:
        panel.take(gate.list_vehicles(read)[0].id)
    values = {"test_at": view.desk.now - timedelta(hours=20), "temperature": 36.5, "video": "V1", **form}
    for name, value in values.items():
        panel.form.field(name).set_value(value)
    assert panel.save()
    return shown(view)


def shown(view: RunsView) -> RunPanel:
    assert isinstance(view.panel, RunPanel)
    return view.panel


def row_of(view: RunsView) -> RunRow:
    assert shown(view).row is not None
    with view.desk.read() as read:
        return gate.get_run(read, shown(view).row.id)  # type: ignore[union-attr]


def test_a_run_from_the_gate_to_the_exit(qtbot: QtBot, view: RunsView, clock: Clock, office: Office) -> None:
    panel = begin(view)
    assert panel.title.text() == f"0306-01\N{IDEOGRAPHIC SPACE}{PLATE}"
    assert panel.step is not None
    assert panel.step.form.field("note").has_focus(), "the checkpoint can be typed at once"
    type_text(panel.step.form.control("note"), "84 消毒液 500 mg/L")
    for stage in (1, 2, 3, 4):
        assert panel.step is not None
        assert panel.step.stage == stage
        assert panel.record()
        clock.forward(minutes=5)
    assert panel.step.stage == 5
    panel.step.form.field("plate").set_value(PLATE)
    panel.step.crew.set_value(panel.step.crew.keys())
    assert panel.conduct is not None
    for name in ("windows_closed", "stayed_in_cab", "masks_worn"):
        panel.conduct.control(name).choose("yes")
    assert panel.record()
    assert panel.step is None
    assert panel.close_run()
    row = row_of(view)
    assert (row.state, row.faults, row.stages[0].note) == (RunState.CLOSED, (), "84 消毒液 500 mg/L")
    assert view.list.model.row(0).state == "closed"


def test_who_is_missing_at_the_exit_holds_the_vehicle(view: RunsView, office: Office) -> None:
    panel = begin(view)
    for _ in range(4):
        assert panel.record()
    assert panel.step is not None
    panel.step.form.field("plate").set_value(PLATE)
    first, *_others = panel.step.crew.keys()
    panel.step.crew.set_value([first])
    assert not panel.record()
    row = row_of(view)
    assert (row.next_stage, sum(one.came for one in row.people), sum(one.left for one in row.people)) == (
        5,
        2,
        1,
    )
    assert row.incident_id is not None
    assert panel.step is not None, "it is compared again"
    panel.step.form.field("plate").set_value(PLATE)
    panel.step.form.field("extra").set_value("苏涧知")
    panel.step.crew.set_value(panel.step.crew.keys())
    assert not panel.record()
    with office.desk.read() as read:
        texts = [one.text for one in incidents.get_incident(read, row.incident_id).entries]
    assert texts == ["出校少人：董佳墨", "出校多人：苏涧知"]


def test_a_checkpoint_not_in_order_needs_words_and_comes_again(view: RunsView) -> None:
    panel = begin(view)
    assert not panel.record(passed=False)
    assert panel.step is not None
    assert panel.step.form.field("note").wrong
    type_text(panel.step.form.control("note"), "消毒液浓度不足")
    assert panel.record(passed=False)
    assert panel.step is not None
    assert panel.step.stage == 1
    assert row_of(view).incident_id is not None
    assert panel.record()
    assert panel.step.stage == 2


def test_what_is_missing_for_closing_is_said_and_typing_stays(view: RunsView) -> None:
    panel = begin(view, video=None)
    for _ in range(4):
        panel.record()
    assert panel.step is not None
    panel.step.form.field("plate").set_value(PLATE)
    panel.step.crew.set_value(panel.step.crew.keys())
    panel.record()
    assert not panel.close_run()
    assert panel.conduct is not None
    assert "关窗" in panel.conduct.banner_text()
    for name in ("windows_closed", "stayed_in_cab", "masks_worn"):
        panel.conduct.control(name).choose("yes")
    assert not panel.close_run()
    assert "录像" in panel.conduct.banner_text()
    assert panel.conduct.values()["windows_closed"] == "yes"


def test_a_vehicle_inside_too_long_stands_behind_its_chip(
    qtbot: QtBot, view: RunsView, window: MainWindow, clock: Clock
) -> None:
    panel = begin(view)
    panel.record()
    panel.record()
    clock.forward(minutes=91)
    view.reload()
    settle(qtbot, window)
    view.choose("overlong")
    assert len(view.list.model.ids) == 1
    assert Fault.OVERLONG in row_of(view).faults
    assert "超时 1 趟" in view.facts()


def test_a_substitute_driver_is_refused_at_the_check(view: RunsView) -> None:
    panel = begin(view, driver="苏涧知", people=[])
    panel.record()
    assert not panel.record()
    assert panel.step is not None
    assert "司机没有登记" in panel.step.form.banner_text()


def test_a_second_run_of_the_same_vehicle_is_refused_in_the_form(view: RunsView) -> None:
    begin(view)
    panel = view.start_new()
    with view.desk.read() as read:
        panel.take(gate.list_vehicles(read)[0].id)
    assert not panel.save()
    assert "0306-01" in panel.form.banner_text()


def test_the_sheet_is_previewed_and_breaking_off_asks(
    qtbot: QtBot, view: RunsView, window: MainWindow, office: Office
) -> None:
    panel = begin(view)
    view.print_current()
    settle(qtbot, window)
    preview = shell_of(window).papers.preview
    assert isinstance(preview, PrintPreview)
    preview.close()
    dialog = panel.ask_break_off()
    dialog.acted.emit()
    assert row_of(view).state is RunState.OPEN, "a guard may not, and no reason was given"
    dialog.reject()
    office.desk.officer = office.chief
    dialog = panel.ask_break_off()
    dialog.findChild(LineEdit).setText("车辆故障拖离")
    dialog.acted.emit()
    assert row_of(view).state is RunState.ABNORMAL


def test_what_was_unloaded_is_taken_in_beside_its_run(
    qtbot: QtBot, office: Office, window: MainWindow, clock: Clock
) -> None:
    add_vehicle(office)
    clock.at = NIGHT
    office.desk.officer = office.chief
    view = show(qtbot, window, "runs")
    assert isinstance(view, RunsView)
    panel = begin(view, goods="鲜菜", quantity="600kg")
    assert not panel.brought, "nothing was unloaded yet"
    for _stage in (1, 2, 3, 4):
        assert panel.record()
        clock.forward(minutes=5)
    run = row_of(view)
    assert panel.brought
    panel.receive()
    assert window.office is not None
    tab = window.office.current
    assert isinstance(tab, SuppliesTab)
    receipt = tab.view
    assert isinstance(receipt, ReceiveView)
    assert receipt.form.party.text() == run.owner
    assert "鲜菜 600kg" in receipt.form.values()["note"]
    assert receipt.run == run.id
