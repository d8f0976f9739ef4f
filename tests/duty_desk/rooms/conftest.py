"""A site with three rooms in two zones, enough to move through the states."""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from db.vocabulary import ZoneKind
from duty_desk import rooms
from duty_desk.desk import Desk
from tests.conftest import Filled

SITE = "医学观察点"


@dataclass(frozen=True)
class Site:
    """What a test needs: the zones and the rooms by code."""

    desk: Desk
    single: int
    shared: int
    rooms: dict[str, int]


def fill_site(desk: Desk) -> tuple[int, int, dict[str, int]]:
    with desk.work() as work:
        single = rooms.add_zone(work, site=SITE, name="医学观察区")
        shared = rooms.add_zone(
            work, site="应急房源", name="转运临时安置区", single=False, kind=ZoneKind.TRANSFER
        )
        made = {
            code: rooms.add_room(
                work, code=code, zone=zone, building=building, floor=1, name=code[-3:], beds=beds
            )
            for code, zone, building, beds in (
                ("NH-EX2-101", single, "学术交流中心2号楼", 1),
                ("NH-EX2-102", single, "学术交流中心2号楼", 1),
                ("MG1-101", shared, "民工公寓1号楼", 6),
            )
        }
    return single, shared, made


@pytest.fixture
def site(filled: Filled) -> Site:
    """The site on each engine."""
    desk, found = filled(fill_site)
    return Site(desk, *found)
