"""An office with the usual areas and a floor of three rooms, and the officers who work there."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

import pytest

from db.models import Area, Zone
from db.vocabulary import Role
from duty_desk import disinfection, rooms
from duty_desk.desk import Desk
from duty_desk.disinfection import RoundRow
from duty_desk.work import OfficerRef
from tests.conftest import Filled
from tests.duty_desk.passes.conftest import add_officer

TODAY = date(2020, 3, 6)


@dataclass(frozen=True)
class Site:
    """Identifiers by code: `areas`, `rooms`; the time is noon of 2020-03-06."""

    desk: Desk
    areas: Mapping[str, int]
    rooms: Mapping[str, int]
    keeper: OfficerRef
    second: OfficerRef
    guard: OfficerRef

    def rounds(self, code: str, day: date = TODAY) -> tuple[RoundRow, ...]:
        """The rounds of an area on a day."""
        with self.desk.read() as read:
            grid = disinfection.day_grid(read, day)
        lines = [line for group in grid.groups for line in group.rows if line.area.code == code]
        return lines[0].rounds if lines else ()

    def round(self, code: str, ordinal: int = 1) -> RoundRow:
        return self.rounds(code)[ordinal - 1]

    def record(self, officer: OfficerRef | None = None, **values: Any) -> disinfection.Recorded:
        """A record of what would pass without a word, changed by `values`."""
        usual: dict[str, Any] = {
            "started_at": at(8, 0), "ended_at": at(8, 40), "method": "wipe", "agent": "chlorine",
            "done_by": "沈岑",
        }  # fmt: skip
        with self.desk.work(officer or self.keeper) as work:
            return disinfection.record(work, **{**usual, **values})


def at(hour: int, minute: int = 0) -> datetime:
    return datetime(2020, 3, 6, hour, minute)


@contextmanager
def early(desk: Desk) -> Iterator[None]:
    """Before the first round of the day: what is set then asks for the whole of it."""
    clock: Any = desk.clock
    now, clock.at = clock.at, at(5)
    yield
    clock.at = now


def build_site(desk: Desk) -> Site:
    with early(desk), desk.work() as work:
        disinfection.load_usual(work)
    with desk.work() as work:
        zone = Zone(site="南湖", name="集中健康观察区", list_order=1)
        work.session.add(zone)
        work.session.flush()
        rooms.draw_up(work, zone=zone.id, building="1号楼", floors=[3], per_floor=3, beds=1)
        keeper = add_officer(work, "唐星烁", Role.DISINFECTION)
        second = add_officer(work, "段知衡", Role.DISINFECTION)
        guard = add_officer(work, "许田淼", Role.GATE)
        areas = {row.code: row.id for row in work.session.query(Area)}
        codes = {row.code: row.id for row in rooms.list_rooms(work)}
    return Site(desk, areas, codes, keeper, second, guard)


@pytest.fixture
def site(filled: Filled) -> Site:
    """The office on each engine."""
    desk, made = filled(build_site)
    return replace(made, desk=desk)
