"""An office with the usual areas, three rooms, disinfectants on the shelf, and the disinfection screen in front at half past five."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest

from db.models import Area, Zone
from db.vocabulary import Role
from duty_desk import disinfection, rooms
from duty_desk.desk import Desk, open_desk
from duty_desk.disinfection import RoundRow
from duty_desk.people import officers
from duty_desk.work import OfficerRef, Work
from tests.conftest import PASSWORD, Clock
from tests.duty_desk.disinfection.conftest import early
from tests.duty_desk.supplies.conftest import build_goods
from ui.disinfection.day import DayView
from ui.disinfection.tab import DisinfectionTab
from ui.main_window import MainWindow

TODAY = date(2020, 3, 6)
NOW = datetime(2020, 3, 6, 17, 20)


@dataclass(frozen=True)
class Place:
    """Identifiers by code: `areas`, `rooms`. `keeper` and `second` work on disinfection and have the password of all tests."""

    desk: Desk
    areas: Mapping[str, int]
    rooms: Mapping[str, int]
    keeper: OfficerRef
    second: OfficerRef
    guard: OfficerRef

    def rounds(self, code: str, day: date = TODAY) -> tuple[RoundRow, ...]:
        """The rounds of an area on a day."""
        with self.desk.read() as read:
            shown = disinfection.day_grid(read, day)
        lines = [line for group in shown.groups for line in group.rows if line.area.code == code]
        return lines[0].rounds if lines else ()


def fill(desk: Desk) -> Place:
    with early(desk), desk.work() as work:
        disinfection.load_usual(work)
    goods = build_goods(desk)
    with desk.work() as work:
        zone = Zone(site="南湖", name="集中健康观察区", list_order=1)
        work.session.add(zone)
        work.session.flush()
        rooms.draw_up(work, zone=zone.id, building="1号楼", floors=[3], per_floor=3, beds=1)
        disinfection.draw_up(work, TODAY)
        keeper = _officer(work, "唐星烁", "tangxs")
        second = _officer(work, "孟知远", "mengzy")
        areas = {row.code: row.id for row in work.session.query(Area)}
        codes = {row.code: row.id for row in rooms.list_rooms(work)}
    return Place(desk, areas, codes, keeper, second, goods.guard)


def _officer(work: Work, name: str, login: str) -> OfficerRef:
    made = officers.add_officer(
        work, name=name, login=login, role=Role.DISINFECTION, password=PASSWORD, must_change=False
    )
    return officers.get_officer(work, made).ref


@pytest.fixture
def place(grounds: Callable[..., Any], tmp_path: Path, clock: Clock) -> Iterator[Place]:
    source, made = grounds("sqlite", fill)
    shutil.copytree(source, tmp_path / "office")
    clock.at = NOW
    desk = open_desk(tmp_path / "office", clock=clock)
    desk.officer = made.keeper
    yield replace(made, desk=desk)
    desk.close()


@pytest.fixture
def shown_desk(place: Place) -> Desk:
    return place.desk


@pytest.fixture
def tab(window: MainWindow) -> DisinfectionTab:
    assert window.office is not None
    shown = window.office.go("disinfection")
    assert isinstance(shown, DisinfectionTab)
    return shown


@pytest.fixture
def become(tab: DisinfectionTab, place: Place) -> Callable[[OfficerRef], None]:
    """Another officer sits down at the desk."""

    def change(officer: OfficerRef) -> None:
        place.desk.officer = officer
        tab.reload()

    return change


@pytest.fixture
def view(tab: DisinfectionTab, settle: Callable[[], None]) -> DayView:
    settle()
    shown = tab.view
    assert isinstance(shown, DayView)
    return shown
