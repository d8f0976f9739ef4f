"""The office's lists of rooms come in whole, are brought up to date, and go again while nobody lives there."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import pytest
from sqlalchemy import select, text

from db.models import ImportBatch, Room, Stay
from db.vocabulary import Category, RoomState, ZoneKind
from duty_desk import check, importing, rooms
from duty_desk.desk import Desk
from duty_desk.errors import Refusal
from duty_desk.people import persons
from duty_desk.rooms import checking
from duty_desk.rooms import importing as rooms_importing
from duty_desk.rooms.figures import room_figures
from duty_desk.sheets.reading import read_book
from tests.code_tree import ROOT
from tests.conftest import Filled, on_sqlite

pytestmark = pytest.mark.slow

DATA = ROOT / "tests" / "data"
EXPECTED: dict[str, Any] = json.loads((DATA / "expected.json").read_text(encoding="utf-8"))["isolation"]
END_OF_DAY = datetime(2020, 3, 6)


@dataclass(frozen=True)
class Row:
    """A judged row."""

    values: Mapping[str, Any]
    sheet: str = "房间"


def room(**values: Any) -> Row:
    usual = {"building": "新楼", "code": "X-101", "beds": 1, "state": "free", "floor": 1, "number": "101"}
    return Row({**usual, **values})


def take_in(desk: Desk) -> tuple[int, int]:
    """The workbook of rooms, after that of the places; returns both imports."""
    with desk.work() as work:
        importing.write_file(work, read_book(DATA / "机构与场所.xlsx"), file_name="机构与场所.xlsx")
    with desk.work() as work:
        done = importing.write_file(work, read_book(DATA / "隔离点房间.xlsx"), file_name="隔离点房间.xlsx")
    assert [(each.form_key, each.written, each.left) for each in done] == [
        ("rooms", 102, 0),
        ("zone_rooms", 240, 0),
    ]
    return done[0].batch_id, done[1].batch_id


def test_the_rooms_are_those_of_the_workbook(filled: Filled) -> None:
    desk, _ = filled(take_in)
    with desk.read() as read:
        found = room_figures(read)
        assert found == {key: EXPECTED[key] for key in found}
        assert len(found) == 6
        assert [(site.name, site.rooms) for site in rooms.list_sites(read)] == [
            ("医学观察点", 102),
            ("应急房源", 240),
        ]
        zones = {row.name: (row.kind, row.single) for row in rooms.list_zones(read)}
        assert zones == {
            "医学观察区": (ZoneKind.OBSERVATION, True),
            "转运临时安置区": (ZoneKind.TRANSFER, False),
            "集中健康管理区": (ZoneKind.MANAGEMENT, False),
            "备用健康观察区": (ZoneKind.STANDBY, False),
        }
        one = rooms.find_room(read, "NH-EX2-104")
        assert one is not None
        assert (one.state, one.state_since, one.floor, one.name) == (RoomState.OCCUPIED, END_OF_DAY, 1, "104")
        assert one.building_id is not None
        leaking = rooms.find_room(read, "NH-EX3-306")
        assert leaking is not None
        assert (leaking.state, leaking.reason, leaking.note) == (RoomState.CLOSED, "卫生间漏水", None)
        clinic = rooms.find_room(read, "WC-HOS-01")
        assert clinic is not None
        assert (clinic.aircon, clinic.name) == ("none", "01")
        assert rooms.list_rooms(read, building="校招待所")[0].building_id is None
    assert check.run(desk, full=True) == ()


def test_figures_of_the_past_look_past_what_was_done_since(filled: Filled) -> None:
    desk, _ = filled(take_in)
    with desk.work() as work:
        free = rooms.find_room(work, "NH-EX2-101")
        dirty = next(row for row in rooms.list_rooms(work) if row.state is RoomState.TO_CLEAN)
        assert free is not None
        rooms.shift(work, free.id, RoomState.RESERVED)
        rooms.shift(work, free.id, RoomState.OCCUPIED)
        rooms.shift(work, dirty.id, RoomState.CLEANING)
        now = room_figures(work)["rooms_by_state"]
        then = room_figures(work, END_OF_DAY)["rooms_by_state"]
    assert now == {"可用": 65, "入住": 27, "待终末消毒": 6, "消毒中": 3, "维修": 1}
    assert then == EXPECTED["rooms_by_state"]


@on_sqlite
def test_an_office_without_rooms_has_no_figures_of_rooms(filled: Filled) -> None:
    desk, _ = filled(nothing)
    with desk.read() as read:
        assert room_figures(read) == {}


def nothing(desk: Desk) -> None:
    del desk


def test_a_closed_room_comes_back_free_after_the_import(filled: Filled) -> None:
    desk, _ = filled(take_in)
    with desk.work() as work:
        leaking = rooms.find_room(work, "NH-EX3-306")
        assert leaking is not None
        assert rooms.reopen(work, leaking.id, version=leaking.version) is RoomState.FREE


def test_lists_taken_back_leave_nothing(filled: Filled) -> None:
    desk, batches = filled(take_in)
    with desk.work() as work:
        assert [importing.undo(work, batch) for batch in reversed(batches)] == [240, 102]
    with desk.read() as read:
        assert rooms.list_sites(read) == ()
        assert read.session.scalar(text("SELECT count(*) FROM room_event")) == 0
    assert check.run(desk, full=True) == ()


@pytest.mark.parametrize("deed", ["shift", "edit", "stay"])
def test_a_list_stays_once_something_was_done_with_one_of_its_rooms(filled: Filled, deed: str) -> None:
    desk, batches = filled(take_in)
    with desk.work() as work:
        found = rooms.find_room(work, "NH-EX2-104")
        assert found is not None
        if deed == "shift":
            rooms.shift(work, found.id, RoomState.TO_CLEAN)
        elif deed == "edit":
            rooms.edit_room(work, found.id, note="靠近楼梯")
        else:
            person = persons.add_person(work, name="苗安宁", category=Category.STUDENT)
            work.session.add(
                Stay(
                    person_id=person,
                    origin="student",
                    category="close_contact",
                    requested_at=work.at,
                    room_id=found.id,
                )
            )
    with pytest.raises(Refusal) as refused, desk.work() as work:
        importing.undo(work, batches[0])
    assert refused.value.values["room"] == "NH-EX2-104"
    with desk.work() as work:
        importing.undo(work, batches[1])
    with desk.read() as read:
        assert [site.rooms for site in rooms.list_sites(read)] == [102]


def test_a_later_list_brings_rooms_up_to_date_and_never_their_state(filled: Filled) -> None:
    desk, _ = filled(take_in)
    rows = [
        room(code="nh-ex2-101", building="学术交流中心2号楼", number="101", window=False, remark="窗户封闭"),
        room(code="NH-EX2-102", building="学术交流中心2号楼", number="102", state="occupied"),
        room(code="NH-EX2-104", building="学术交流中心2号楼", number="104", state="occupied", beds=2),
        room(code="NH-NEW-1", beds=30),
        room(code="NH-NEW-2"),
    ]
    with desk.work() as work:
        batch = ImportBatch(
            form="rooms", file_name="b.xlsx", sha256="", imported_at=work.at, accepted=5, warned=0, refused=0
        )
        work.session.add(batch)
        work.session.flush()
        written = rooms_importing.write_rows(work, "rooms", rows, batch.id)
        number = batch.id
    assert (written.count, [position for position, _ in written.left]) == (2, [1, 2, 3])
    assert "可用" in written.left[0][1].text
    with desk.read() as read:
        known = rooms.find_room(read, "NH-EX2-101")
        other = rooms.find_room(read, "NH-EX2-102")
        assert known is not None
        assert other is not None
        assert (known.code, known.window, known.note) == ("NH-EX2-101", False, "窗户封闭")
        assert other.state is RoomState.FREE
    with desk.work() as work:
        assert importing.undo(work, number) == 2
    with desk.read() as read:
        known = rooms.find_room(read, "NH-EX2-101")
        assert known is not None
        assert (known.code, known.window, known.note) == ("NH-EX2-101", True, None)
        assert rooms.find_room(read, "NH-NEW-2") is None


@on_sqlite
def test_the_night_finds_a_room_whose_state_was_typed_in(filled: Filled) -> None:
    desk, _ = filled(take_in)
    with desk.work() as work:
        found = work.session.scalars(select(Room).where(Room.code == "NH-EX2-104")).one()
        found.state = RoomState.FREE.value
    findings = {each.code: each for each in check.run(desk)}
    assert findings["room_state_differs"].invariant == "I-08"
    assert "NH-EX2-104" in findings["room_state_differs"].text


@on_sqlite
def test_the_night_finds_a_step_that_is_missing(filled: Filled) -> None:
    desk, _ = filled(take_in)
    with desk.work() as work:
        found = rooms.find_room(work, "NH-EX2-101")
        assert found is not None
        work.session.execute(
            text(
                "INSERT INTO room_event (room_id, at, before, after) "
                "VALUES (:room, '2020-03-06 10:00:00', 'to_check', 'free')"
            ),
            {"room": found.id},
        )
    with desk.read() as read:
        assert list(checking.check(read, full=False)) == []
    assert "room_step_missing" in [each.code for each in check.run(desk, full=True)]
