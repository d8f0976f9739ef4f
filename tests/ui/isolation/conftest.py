"""An office with a site for observation, somebody in some of its rooms, and the isolation screen in front."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from db.vocabulary import ReadingSlot, Role
from duty_desk import rooms
from duty_desk.desk import Desk, open_desk
from duty_desk.isolation import readings
from duty_desk.people import officers
from duty_desk.work import OfficerRef
from tests.conftest import PASSWORD, Clock
from tests.duty_desk.isolation.conftest import Site, build_site
from ui.isolation.tab import IsolationTab
from ui.main_window import MainWindow

SECOND = "查琳"


def fill(desk: Desk) -> Site:
    """The site of the service tests: one person alone, two in a shared room, one approved who waits, one room out of order."""
    site = build_site(desk)
    alone = site.admitted("苗宁", "NH-EX2-101")
    site.admitted("费然", "MG1-101", category="other")
    site.admitted("万景峻", "MG1-101", category="other")
    site.approved("陶以筠", category="other")
    with desk.work(site.keeper) as work:
        slot = ReadingSlot.AM if work.at.hour < 12 else ReadingSlot.PM
        readings.record_reading(work, stay=alone, day=work.at.date(), slot=slot, temperature=36.4)
    with desk.work(site.keeper) as work:
        room = rooms.get_room(work, site.rooms["NH-EX2-201"])
        rooms.close(work, room.id, reason="空调漏水", version=room.version)
    with desk.work() as work:
        officers.add_officer(work, name=SECOND, login="zhalin", role=Role.LEADER, password=PASSWORD)
    return site


@pytest.fixture
def site(grounds: Callable[..., Any], tmp_path: Path, clock: Clock) -> Iterator[Site]:
    source, made = grounds("sqlite", fill)
    shutil.copytree(source, tmp_path / "office")
    desk = open_desk(tmp_path / "office", clock=clock)
    desk.officer = made.keeper
    yield replace(made, desk=desk)
    desk.close()


@pytest.fixture
def shown_desk(site: Site) -> Desk:
    return site.desk


@pytest.fixture
def tab(window: MainWindow) -> IsolationTab:
    assert window.office is not None
    shown = window.office.go("isolation")
    assert isinstance(shown, IsolationTab)
    return shown


@pytest.fixture
def become(tab: IsolationTab, site: Site) -> Callable[[OfficerRef], None]:
    """Another officer sits down at the desk."""

    def change(officer: OfficerRef) -> None:
        site.desk.officer = officer
        tab.reload()

    return change
