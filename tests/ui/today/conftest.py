"""Today in front of the administrator at twenty past five: rounds are late, an incident is open, a unit has not reported."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from db.vocabulary import IncidentKind
from duty_desk import incidents
from duty_desk.desk import Desk, open_desk
from duty_desk.people import officers
from tests.conftest import Clock, sign_in_first
from tests.ui.disinfection.conftest import NOW, Place
from tests.ui.disinfection.conftest import fill as fill_places
from ui.main_window import MainWindow
from ui.today.rows import QueueRow
from ui.today.tab import TodayTab

Settle = Callable[[], None]


def fill(desk: Desk) -> Place:
    made = fill_places(desk)
    with desk.work() as work:
        officer = min(officers.list_officers(work), key=lambda row: row.id)
        officers.update_officer(work, officer.id, name=officer.name, login=officer.login, phone="6010")
        incidents.report(work, kind=IncidentKind.SAFETY, level=3, title="锅炉房漏水", place="锅炉房")
    return made


@pytest.fixture
def place(grounds: Callable[..., Any], tmp_path: Path, clock: Clock) -> Iterator[Place]:
    source, made = grounds("sqlite", fill)
    shutil.copytree(source, tmp_path / "office")
    clock.at = NOW
    desk = open_desk(tmp_path / "office", clock=clock)
    sign_in_first(desk)
    yield replace(made, desk=desk)
    desk.close()


@pytest.fixture
def shown_desk(place: Place) -> Desk:
    return place.desk


@pytest.fixture
def tab(window: MainWindow) -> TodayTab:
    assert window.office is not None
    shown = window.office.current
    assert isinstance(shown, TodayTab), "a new officer begins with Today"
    return shown


@pytest.fixture
def settle(qtbot: QtBot, window: MainWindow, tab: TodayTab) -> Settle:
    """Until everything that was asked for has been read and shown."""

    def wait() -> None:
        QApplication.processEvents()
        qtbot.waitUntil(lambda: tab.is_settled and not window.tasks.busy, timeout=20_000)
        QApplication.processEvents()

    return wait


def lines_of(tab: TodayTab) -> list[QueueRow]:
    """The rows of the queue from top to bottom, without the heads."""
    model = tab.queue.list.model
    rows = [model.row(number) for number in range(model.rowCount())]
    return [row for row in rows if isinstance(row, QueueRow)]


def stand_on(tab: TodayTab, what: str) -> QueueRow:
    """Put the bar on the first line of a kind."""
    row = next(each for each in lines_of(tab) if each.line.what == what and each.part is None)
    assert tab.queue.list.select_id(row.id)
    return row
