"""An office with gates, units, a leader and a few synthetic people, and the passes screen in front."""

from __future__ import annotations

from dataclasses import dataclass, field

import pytest
from pytestqt.qtbot import QtBot
from stdnum.iso7064 import mod_11_2

from db.vocabulary import Category, IdKind, PassKind, Role
from duty_desk import passes
from duty_desk.desk import Desk
from duty_desk.passes import end_of_day
from duty_desk.people import households, officers, persons, places, units
from tests.conftest import PASSWORD
from ui.main_window import MainWindow
from ui.passes.tab import PassesTab

NAMES = ("贺志远", "黄振宇", "洪卓然", "单雄信", "欧阳珺", "阿依古丽·买买提")


@dataclass
class Sample:
    """Identifiers of what was registered."""

    people: dict[str, int] = field(default_factory=dict)
    gates: list[int] = field(default_factory=list)
    units: list[int] = field(default_factory=list)
    leader: int = 0
    household: int = 0


def id_number(serial: int) -> str:
    """A document number of the never issued area 610000 with a right check digit."""
    first = f"610000198{serial % 10}06{10 + serial % 18:02d}{400 + serial:03d}"
    return first + mod_11_2.calc_check_digit(first)


@pytest.fixture
def sample(sqlite_desk: Desk) -> Sample:
    made = Sample()
    with sqlite_desk.work() as work:
        made.leader = officers.add_officer(
            work, name="马文涛", login="mawentao", role=Role.LEADER, password=PASSWORD, title="带班领导"
        )
        campus = places.add_campus(work, code="NH", name="南湖校区")
        made.gates = [
            places.add_gate(work, code=f"G{n}", name=name, campus=campus)
            for n, name in enumerate(("南湖东大门", "南湖南门"))
        ]
        made.units = [units.add_unit(work, name=name) for name in ("土木工程学院", "后勤服务中心")]
        made.household = households.add_household(
            work, code="JS12-3-402", building="12", entrance="3", room="402"
        )
        for n, name in enumerate(NAMES):
            made.people[name] = persons.add_person(
                work,
                name=name,
                id_kind=IdKind.RESIDENT,
                id_number=id_number(n),
                phone=f"1990000{2000 + n}",
                unit=made.units[n % 2],
                household=made.household if name == "欧阳珺" else None,
                category=Category.STAFF,
            )
    return made


def give(desk: Desk, sample: Sample, name: str, days: int = 3) -> passes.IssuedPass:
    """A temporary pass for somebody of the sample."""
    with desk.work() as work:
        return passes.issue(
            work,
            kind=PassKind.TEMPORARY,
            holder=sample.people[name],
            reason="duty",
            reason_text="值守",
            gates=sample.gates[:1],
            valid_from=work.at,
            valid_until=end_of_day(work.at.date().replace(day=work.at.day + days - 1)),
            approver=sample.leader,
        )


@pytest.fixture
def tab(qtbot: QtBot, sample: Sample, window: MainWindow) -> PassesTab:
    assert window.office is not None
    shown = window.office.go("passes")
    assert isinstance(shown, PassesTab)
    shown.reload()
    qtbot.waitUntil(lambda: not shown.shell.tasks.busy)
    return shown
