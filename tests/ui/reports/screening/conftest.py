"""An office with key persons who are called, and the reports screen in front."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from duty_desk.desk import Desk, open_desk
from duty_desk.work import OfficerRef
from tests.conftest import Clock, sign_in_first
from tests.duty_desk.screening.test_key_people import Register, fill
from ui.main_window import MainWindow
from ui.reports.tab import ReportsTab


@pytest.fixture
def register(grounds: Callable[..., Any], tmp_path: Path, clock: Clock) -> Iterator[Register]:
    source, made = grounds("sqlite", fill)
    shutil.copytree(source, tmp_path / "office")
    desk = open_desk(tmp_path / "office", clock=clock)
    sign_in_first(desk)
    yield replace(made, desk=desk)
    desk.close()


@pytest.fixture
def shown_desk(register: Register) -> Desk:
    """What the window shows."""
    return register.desk


@pytest.fixture
def tab(window: MainWindow) -> ReportsTab:
    assert window.office is not None
    shown = window.office.go("reports")
    assert isinstance(shown, ReportsTab)
    return shown


@pytest.fixture
def become(tab: ReportsTab, register: Register) -> Callable[[OfficerRef], None]:
    """Another officer sits down at the desk."""

    def change(officer: OfficerRef) -> None:
        register.desk.officer = officer
        tab.reload()

    return change
