"""The log on the screen: filtered, opened, put right with a reason, printed as the register."""

from __future__ import annotations

import pytest
from pytestqt.qtbot import QtBot

from duty_desk.gate import crossing_row_id
from tests.conftest import Clock
from tests.duty_desk.gate.conftest import go, issue
from tests.duty_desk.passes.conftest import Office
from tests.ui.gate.views_office import settle, shell_of, show
from tests.ui.typing import type_text
from ui.gate.log import LogView
from ui.gate.log_detail import PassagePanel
from ui.kit.print_preview import PrintPreview
from ui.main_window import MainWindow


@pytest.fixture
def crossing(office: Office, clock: Clock) -> int:
    """A passage at the east gate and a refusal at the south one."""
    issued = issue(office)
    passed = go(office, issued.token)
    clock.forward(minutes=20)
    go(office, issued.token, gate=office.south)
    assert passed.crossing_id is not None
    return passed.crossing_id


@pytest.fixture
def view(qtbot: QtBot, office: Office, crossing: int, window: MainWindow) -> LogView:
    shown = show(qtbot, window, "log")
    assert isinstance(shown, LogView)
    return shown


def results(view: LogView) -> list[str]:
    return [view.list.model.row(number).result for number in range(len(view.list.model.ids))]


def test_chips_and_gates_narrow_the_log(
    qtbot: QtBot, view: LogView, office: Office, window: MainWindow
) -> None:
    assert results(view) == ["refused", "passed"]
    assert view.facts() == "今日进 1　出 0　劝返 1"
    view.choose("refused")
    assert results(view) == ["refused"]
    view.choose("all")
    view.gates.set_value(office.east)
    view.gates.changed.emit()
    assert results(view) == ["passed"]
    settle(qtbot, window)
    view.list.clear_asked.emit()
    assert (results(view), view.gates.value()) == (["refused", "passed"], "all")


def test_a_line_opens_and_is_taken_back_with_a_reason(
    qtbot: QtBot, view: LogView, office: Office, crossing: int
) -> None:
    assert view.tab.open_record("crossing", crossing)
    panel = view.panel
    assert isinstance(panel, PassagePanel)
    assert panel.title.text() == "任晓慧"
    assert panel.facts.text("origin") == "扫码"
    panel.withdraw_asked.emit(crossing, "")
    assert panel.form.banner_text(), "a guard takes back only what was logged just now"
    office.desk.officer = office.chief
    panel.withdraw_asked.emit(crossing, "")
    assert panel.form.field("reason").wrong
    type_text(panel.form.control("reason"), "扫错人")
    panel.withdraw_asked.emit(crossing, str(panel.form.field("reason").value()))
    view.reload()
    assert results(view) == ["refused", "withdrawn"]
    assert view.list.select_id(crossing_row_id(crossing))


def test_the_register_of_the_day_is_previewed(qtbot: QtBot, view: LogView, window: MainWindow) -> None:
    view.print_register()
    settle(qtbot, window)
    preview = shell_of(window).papers.preview
    assert isinstance(preview, PrintPreview)
    preview.close()
