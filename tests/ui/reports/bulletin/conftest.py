"""The reports screen over an office with nineteen issues on paper, some incidents, and a draft of today."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

import pytest

from db.vocabulary import IncidentKind
from duty_desk import incidents
from duty_desk.desk import Desk
from duty_desk.reports import bulletin_rows, drafting, issuing
from duty_desk.reports.bulletin_rows import BulletinDetail
from duty_desk.work import Work
from tests.conftest import Filled
from ui.main_window import MainWindow
from ui.reports.tab import ReportsTab

NOW = datetime(2020, 3, 6, 17, 20)
Settle = Callable[[], None]


def report(work: Work, found_at: datetime) -> int:
    return incidents.report(
        work, kind=IncidentKind.GATE, level=4, title="门岗争执", place="南湖东大门", found_at=found_at
    )


def fill(desk: Desk) -> int:
    desk.clock.at = NOW  # type: ignore[attr-defined]
    with desk.work() as work:
        for number in range(1, 20):
            issuing.register_past(work, issue=number, day=date(2020, 2, number))
        for hours in (30, 5, 4, 3):
            report(work, work.at - timedelta(hours=hours))
        return drafting.new_bulletin(work)


@dataclass
class Place:
    """`draft` is today's bulletin."""

    desk: Desk
    draft: int

    def detail(self, bulletin: int = 0) -> BulletinDetail:
        with self.desk.read() as read:
            return bulletin_rows.get_bulletin(read, bulletin or self.draft)

    def incident(self, found_at: datetime) -> None:
        """Written down now."""
        with self.desk.work() as work:
            report(work, found_at)

    def later(self, **step: float) -> None:
        self.desk.clock.at = self.desk.now + timedelta(**step)  # type: ignore[attr-defined]


@pytest.fixture
def place(filled: Filled) -> Place:
    desk, draft = filled(fill)
    desk.clock.at = NOW
    return Place(desk, draft)


@pytest.fixture
def shown_desk(place: Place) -> Desk:
    """What the window shows."""
    return place.desk


@pytest.fixture
def tab(window: MainWindow, settle: Settle) -> ReportsTab:
    assert window.office is not None
    made = window.office.go("reports")
    assert isinstance(made, ReportsTab)
    settle()
    return made


@pytest.fixture
def show(tab: ReportsTab, settle: Settle) -> Callable[[str], Any]:
    """Bring a view to the front."""

    def bring(key: str) -> Any:
        view = tab.show_view(key)
        settle()
        return view

    return bring
