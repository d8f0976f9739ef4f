"""Campuses, gates and their hours, buildings, store rooms, the staff grid."""

from __future__ import annotations

from datetime import datetime, time

import pytest

from db.vocabulary import BuildingState
from duty_desk import audit
from duty_desk.desk import Desk
from duty_desk.errors import InputError
from duty_desk.people import places
from duty_desk.people.places import GateRow


def gate(opens_at: time | None, closes_at: time | None, is_open: bool = True) -> GateRow:
    return GateRow(1, "G", "文昌正门", None, None, None, opens_at, closes_at, is_open, None)


@pytest.mark.parametrize(
    ("hours", "at", "open_then"),
    [
        ((time(6), time(22)), time(5, 59, 59), False),
        ((time(6), time(22)), time(6), True),
        ((time(6), time(22)), time(22), True),
        ((time(6), time(22)), time(22, 0, 1), False),
        ((time(22), time(6)), time(23), True),
        ((time(22), time(6)), time(5), True),
        ((time(22), time(6)), time(12), False),
        ((time(6), time(0)), time(23, 59), True),
        ((None, None), time(3), True),
    ],
)
def test_a_gate_keeps_its_hours(hours: tuple[time | None, time | None], at: time, open_then: bool) -> None:
    assert gate(*hours).lets_pass(at) is open_then
    assert gate(*hours).lets_pass(datetime.combine(datetime(2020, 3, 6), at)) is open_then
    assert not gate(*hours, is_open=False).lets_pass(at)


def test_places_are_listed_as_they_were_registered(desk: Desk) -> None:
    with desk.work() as work:
        campus = places.add_campus(work, code="NH", name="南湖校区", note="主校区")
        places.add_gate(work, code="NH-E", name="南湖东大门", campus=campus, traffic="人员")
        places.add_gate(work, code="NH-A", name="南湖北门", campus=campus, is_open=False)
        places.add_building(work, code="NH-SY1", name="松苑1号楼", campus=campus, floors=6)
        places.add_store(work, code="NH1", name="南湖一库", campus=campus, alcohol_limit_l=50)
        places.add_team(work, branch="总务机关", name="一班组", headcount=9)
    with desk.read() as read:
        assert [c.name for c in places.list_campuses(read)] == ["南湖校区"]
        assert [(g.name, g.campus) for g in places.list_gates(read)] == [
            ("南湖东大门", "南湖校区"),
            ("南湖北门", "南湖校区"),
        ]
        assert [g.code for g in places.list_gates(read, open_only=True)] == ["NH-E"]
        [building] = places.list_buildings(read)
        assert (building.campus, building.state) == ("南湖校区", BuildingState.USED)
        assert [s.alcohol_limit_l for s in places.list_stores(read)] == [50]
        assert [team.headcount for team in places.list_teams(read)] == [9]


def test_a_change_is_on_record_with_what_it_was(desk: Desk) -> None:
    with desk.work() as work:
        gate_id = places.add_gate(work, code="NH-S", name="南湖南门")
        places.update_gate(work, gate_id, opens_at=time(6), closes_at=time(22))
        places.update_gate(work, gate_id, opens_at=time(6), closes_at=time(22))
    with desk.read() as read:
        entries = audit.history(read, "gate", gate_id)
        assert [entry.action for entry in entries] == ["gate.add", "gate.change"]
        assert entries[1].before == {"opens_at": None, "closes_at": None}


def test_what_is_on_record_is_not_registered_twice(desk: Desk) -> None:
    with desk.work() as work:
        places.add_gate(work, code="NH-S", name="南湖南门")
        places.add_team(work, branch="物业服务", name="一班组", headcount=54)
        places.add_team(work, branch="校园卫生", name="一班组", headcount=31)
    for again in ({"code": "NH-S", "name": "另一个门"}, {"code": "NH-X", "name": "南湖南门"}):
        with pytest.raises(InputError, match="place_taken"), desk.work() as work:
            places.add_gate(work, **again)  # type: ignore[arg-type]
    with pytest.raises(InputError, match="place_taken"), desk.work() as work:
        places.add_team(work, branch="物业服务", name="一班组", headcount=1)
    with pytest.raises(InputError, match="code_missing"), desk.work() as work:
        places.add_store(work, name="南湖二库")
    with pytest.raises(InputError, match="headcount_missing"), desk.work() as work:
        places.add_team(work, branch="物业服务", name="二班组", headcount=None)  # type: ignore[arg-type]
    with pytest.raises(InputError, match="negative"), desk.work() as work:
        places.add_building(work, code="B", name="楼", floors=-1)
