"""The figures of the gates on the screen: numbers, chart, paper and workbook say the same."""

from __future__ import annotations

from pathlib import Path

import pytest
from openpyxl import load_workbook
from pytestqt.qtbot import QtBot

from tests.conftest import Clock
from tests.duty_desk.gate.conftest import go, issue
from tests.duty_desk.passes.conftest import Office
from tests.ui.gate.views_office import settle, shell_of, show
from ui.gate.figures import FiguresView
from ui.kit.print_preview import PrintPreview
from ui.main_window import MainWindow


@pytest.fixture
def view(qtbot: QtBot, office: Office, clock: Clock, window: MainWindow) -> FiguresView:
    issued = issue(office)
    go(office, issued.token)
    clock.forward(minutes=20)
    go(office, issued.token, temperature=None)
    clock.forward(minutes=20)
    go(office, issued.token, gate=office.south)
    shown = show(qtbot, window, "figures")
    assert isinstance(shown, FiguresView)
    return shown


def table(view: FiguresView) -> list[tuple[str, tuple[int, ...]]]:
    lines = view.table.source.rows(view.table.model.ids)
    return [(line.name, line.numbers) for line in lines]


def test_gates_days_and_reasons_have_the_same_sum(qtbot: QtBot, view: FiguresView) -> None:
    gates = table(view)
    assert [name for name, _ in gates] == ["南湖东大门", "南湖南门", "合计"]
    assert gates[-1][1][:2] == (1, 1)
    assert view.total.text() == "进 1　出 1　劝返 1　发热 0"
    view.ways.choose("day")
    days = table(view)
    assert len(days) == 15
    assert days[-1] == gates[-1]
    view.ways.choose("reason")
    assert table(view) == [("不在本门", (1,)), ("合计", (1,))]
    assert view.facts() == "2020年2月22日至2020年3月6日"


def test_the_chart_is_drawn_beside_the_window(qtbot: QtBot, view: FiguresView) -> None:
    qtbot.waitUntil(lambda: view.chart.is_drawn, timeout=20_000)
    assert view.chart.accessibleDescription() == "进 1 出 1 劝返 1"


def test_paper_and_workbook(qtbot: QtBot, view: FiguresView, window: MainWindow, tmp_path: Path) -> None:
    path = tmp_path / "门岗.xlsx"
    view.save_workbook(str(path))
    settle(qtbot, window)
    sheet = load_workbook(path).active
    assert sheet is not None
    last = [cell.value for cell in list(sheet.iter_rows())[-1]]
    assert (last[0], last[2], last[3]) == ("合计", 1, 1)
    view.print_report()
    settle(qtbot, window)
    preview = shell_of(window).papers.preview
    assert isinstance(preview, PrintPreview)
    preview.close()
