"""An office with three units that report, one that is counted in another, and officers of each kind."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime

import pytest

from db.vocabulary import ReportState, Role, UnitKind
from duty_desk import unit_reports
from duty_desk.desk import Desk
from duty_desk.people import units
from duty_desk.unit_reports import Day, UnitDay
from duty_desk.work import OfficerRef
from tests.conftest import Filled
from tests.duty_desk.passes.conftest import add_officer

TODAY = date(2020, 3, 9)
ZERO = dict.fromkeys(
    ("fever", "symptom", "visit", "suspected", "confirmed", "close", "central", "home", "new", "released"), 0
)


@dataclass(frozen=True)
class Office:
    """`units` are identifiers by name."""

    desk: Desk
    units: Mapping[str, int]
    chief: OfficerRef
    guard: OfficerRef
    keeper: OfficerRef

    def at(self, hour: int, minute: int = 0, day: date = TODAY) -> None:
        """Let it be that time."""
        self.desk.clock.at = datetime(day.year, day.month, day.day, hour, minute)  # type: ignore[attr-defined]

    def submit(self, unit: str = "土木工程学院", **more: object) -> int:
        """Filed by the officer of the gate, all figures nought unless said otherwise."""
        values = {"reporter": "汤知珂", **ZERO, **more}
        with self.desk.work(self.guard) as work:
            return unit_reports.submit(work, unit=self.units[unit], **values)  # type: ignore[arg-type]

    def correct(self, unit: str = "土木工程学院", day: date = TODAY, edition: int = 1, **more: object) -> int:
        values = {"reason": "误填", **more}
        with self.desk.work(self.guard) as work:
            return unit_reports.correct(work, unit=self.units[unit], day=day, edition=edition, **values)  # type: ignore[arg-type]

    def day(self, day: date = TODAY, as_of: datetime | None = None) -> Day:
        with self.desk.read() as read:
            return unit_reports.day_view(read, day, as_of=as_of)

    def row(self, unit: str = "土木工程学院", day: date = TODAY) -> UnitDay:
        return next(row for row in self.day(day).rows if row.name == unit)

    def state(self, unit: str = "土木工程学院", day: date = TODAY) -> ReportState:
        return self.row(unit, day).state


def build_units(desk: Desk) -> Office:
    """Units as the office's list has them."""
    with desk.work() as work:
        made = {
            name: units.add_unit(
                work,
                code=code,
                name=name,
                kind=UnitKind.COLLEGE,
                staff=staff,
                students=students,
                reports=reports,
                contact=contact,
                phone=phone,
            )
            for code, name, staff, students, reports, contact, phone in (
                ("X01", "土木工程学院", 142, 1486, True, "汤知珂", "19900002032"),
                ("X02", "建筑学院", 118, 962, True, "龚筠行", "19900008488"),
                ("Q04", "图书馆", 96, 0, True, "周以川", "19900002412"),
                ("Y01", "校医院", 118, 0, False, "李衡", "19900008539"),
            )
        }
        return Office(
            desk=desk,
            units=made,
            chief=add_officer(work, "戚望舒", Role.CHIEF),
            guard=add_officer(work, "常大伟", Role.GATE),
            keeper=add_officer(work, "罗秀兰", Role.KEEPER),
        )


def start(filled: Filled) -> Office:
    """Such an office at eight in the morning of 9 March."""
    desk, made = filled(build_units)
    found = replace(made, desk=desk)
    found.at(8)
    return found


@pytest.fixture
def office(filled: Filled) -> Office:
    """Such an office on each engine."""
    return start(filled)
