"""What may be written down about zones and rooms, and what may no longer be changed once somebody is there."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from db.vocabulary import RoomState, ZoneKind
from duty_desk import audit, rooms
from duty_desk.disinfection import lamps
from duty_desk.errors import InputError, Refusal, StaleError
from duty_desk.rooms import drawing
from tests.conftest import on_sqlite
from tests.duty_desk.rooms.conftest import SITE, Site


def occupy(site: Site, code: str) -> None:
    with site.desk.work() as work:
        rooms.shift(work, site.rooms[code], RoomState.OCCUPIED)


def test_sites_have_their_buildings_and_rooms_in_order(site: Site) -> None:
    with site.desk.work() as work:
        for name in ("110", "109"):
            rooms.add_room(
                work,
                code=f"NH-EX2-{name}",
                zone=site.single,
                building="学术交流中心2号楼",
                floor=1,
                name=name,
            )
        rooms.add_room(
            work, code="NH-EX1-9", zone=site.single, building="学术交流中心1号楼", floor=1, name="9"
        )
    with site.desk.read() as read:
        assert [(row.name, row.buildings, row.rooms) for row in rooms.list_sites(read)] == [
            (SITE, ("学术交流中心2号楼", "学术交流中心1号楼"), 5),
            ("应急房源", ("民工公寓1号楼",), 1),
        ]
        assert [row.name for row in rooms.list_rooms(read, site=SITE)] == ["101", "102", "109", "110", "9"]
        assert [row.code for row in rooms.list_rooms(read, building="民工公寓1号楼")] == ["MG1-101"]
        assert [row.code for row in rooms.list_rooms(read, zone=site.shared)] == ["MG1-101"]
        found = rooms.find_room(read, " mg1-101 ")
        assert found is not None
        assert (found.site, found.zone.single, found.beds) == ("应急房源", False, 6)
        assert rooms.find_room(read, "MG1-999") is None


def test_counts_name_every_state(site: Site) -> None:
    occupy(site, "NH-EX2-102")
    with site.desk.read() as read:
        assert rooms.counts(read) == {
            **dict.fromkeys(RoomState, 0),
            RoomState.FREE: 2,
            RoomState.OCCUPIED: 1,
        }
        assert rooms.counts(read, site="应急房源")[RoomState.OCCUPIED] == 0
        assert rooms.counts(read, zone=site.single)[RoomState.FREE] == 1


def test_what_is_registered_and_changed_is_on_record(site: Site) -> None:
    with site.desk.work() as work:
        rooms.edit_zone(work, site.single, version=1, phone="6012", kind=ZoneKind.STANDBY)
        rooms.edit_room(work, site.rooms["NH-EX2-101"], version=1, window=False, note=" 朝北 ")
    with site.desk.read() as read:
        zone = rooms.get_zone(read, site.single)
        assert (zone.kind, zone.phone, zone.version) == (ZoneKind.STANDBY, "6012", 2)
        changed = audit.history(read, "room", site.rooms["NH-EX2-101"])[-1]
        assert (changed.action, changed.after) == ("room.change", {"window": False, "note": "朝北"})
        assert audit.history(read, "zone", site.single)[-1].before == {"kind": "observation", "phone": None}
    with pytest.raises(StaleError), site.desk.work() as work:
        rooms.edit_room(work, site.rooms["NH-EX2-101"], version=1, window=True)


@on_sqlite
@pytest.mark.parametrize(
    ("field", "wrong"),
    [
        ("code", {"code": " "}),
        ("code", {"code": "nh-ex2-101"}),
        ("zone", {"zone": 99}),
        ("building", {"building": ""}),
        ("name", {"name": " "}),
        ("beds", {"beds": 0}),
        ("beds", {"beds": 21}),
        ("aircon", {"aircon": "warm"}),
    ],
)
def test_a_room_that_cannot_be_is_refused_at_its_field(site: Site, field: str, wrong: dict[str, Any]) -> None:
    form: dict[str, Any] = {
        "code": "NH-EX2-103",
        "zone": site.single,
        "building": "学术交流中心2号楼",
        "floor": 1,
        "name": "103",
    }
    with pytest.raises(InputError) as refused, site.desk.work() as work:
        rooms.add_room(work, **{**form, **wrong})
    assert refused.value.field == field
    assert refused.value.text


@on_sqlite
@pytest.mark.parametrize(
    ("field", "wrong"),
    [
        ("site", {"site": ""}),
        ("name", {"name": " "}),
        ("name", {"name": "医学观察区"}),
        ("part", {"part": "roof"}),
    ],
)
def test_a_zone_that_cannot_be_is_refused_at_its_field(site: Site, field: str, wrong: dict[str, Any]) -> None:
    with pytest.raises(InputError) as refused, site.desk.work() as work:
        rooms.add_zone(work, **{"site": SITE, "name": "缓冲区", **wrong})
    assert refused.value.field == field


def test_while_somebody_is_there_zone_beds_and_sharing_stay(site: Site) -> None:
    occupy(site, "MG1-101")
    room = site.rooms["MG1-101"]
    for form, field in (({"beds": 4}, "beds"), ({"zone": site.single}, "zone")):
        with pytest.raises(InputError) as refused, site.desk.work() as work:
            rooms.edit_room(work, room, **form)
        assert refused.value.field == field
    for form, field in (({"single": True}, "single"), ({"is_active": False}, "is_active")):
        with pytest.raises(InputError) as refused, site.desk.work() as work:
            rooms.edit_zone(work, site.shared, **form)
        assert refused.value.field == field
    with site.desk.work() as work:
        rooms.edit_room(work, room, beds=6, note="加床待批")
        rooms.edit_zone(work, site.single, is_active=False)
    with site.desk.read() as read:
        assert rooms.get_room(read, room).note == "加床待批"
        assert [row.name for row in rooms.list_zones(read, active_only=True)] == ["转运临时安置区"]


def test_a_building_is_drawn_up_in_one_go(site: Site) -> None:
    with site.desk.work() as work:
        count = rooms.draw_up(
            work, zone=site.single, building="3号楼", floors=range(1, 5), per_floor=11, prefix="NH-EX3"
        )
    assert count == 44
    with site.desk.read() as read:
        drawn = rooms.list_rooms(read, building="3号楼")
        assert len({row.code for row in drawn}) == 44
        assert (drawn[0].code, drawn[-1].code, drawn[-1].name) == ("NH-EX3-101", "NH-EX3-411", "411")
        assert {row.state for row in drawn} == {RoomState.FREE}
        entry = audit.history(read, "zone", site.single)[-1]
        assert (entry.action, entry.after["count"], entry.after["last"]) == ("room.draw_up", 44, "NH-EX3-411")


def test_drawing_up_makes_all_rooms_or_none(site: Site) -> None:
    with pytest.raises(InputError) as refused, site.desk.work() as work:
        rooms.draw_up(
            work,
            zone=site.single,
            building="学术交流中心2号楼",
            floors=(1, 2),
            per_floor=12,
            prefix="nh-ex2",
        )
    assert refused.value.field == "prefix"
    assert (refused.value.values["code"], refused.value.values["count"]) == ("nh-ex2-101", 2)
    with site.desk.read() as read:
        assert len(rooms.list_rooms(read)) == 3


@on_sqlite
def test_codes_begin_with_the_code_of_the_building_where_it_is_known(site: Site) -> None:
    from duty_desk.people import places

    with site.desk.work() as work:
        building = places.add_building(work, code="NH-EX3", name="学术交流中心3号楼")
        rooms.draw_up(
            work, zone=site.single, building=" 学术交流中心3号楼 ", floors=(-1, 2), per_floor=2, first=5
        )
    with site.desk.read() as read:
        drawn = rooms.list_rooms(read, building="学术交流中心3号楼")
        assert [row.code for row in drawn] == ["NH-EX3-B105", "NH-EX3-B106", "NH-EX3-205", "NH-EX3-206"]
        assert {row.building_id for row in drawn} == {building}
        shown = rooms.preview(read, building="学术交流中心3号楼", floors=(2,), per_floor=2, first=6)
    assert [(row.code, row.taken) for row in shown] == [("NH-EX3-206", True), ("NH-EX3-207", False)]


@on_sqlite
@pytest.mark.parametrize(
    ("field", "wrong"),
    [
        ("floors", {"floors": ()}),
        ("floors", {"floors": range(1, 62)}),
        ("per_floor", {"per_floor": 0}),
        ("per_floor", {"per_floor": 100}),
        ("first", {"first": 95}),
        ("building", {"building": ""}),
    ],
)
def test_drawing_up_more_than_a_building_holds_is_refused(
    site: Site, field: str, wrong: dict[str, Any]
) -> None:
    form: dict[str, Any] = {"zone": site.single, "building": "3号楼", "floors": (1,), "per_floor": 11}
    with pytest.raises(InputError) as refused, site.desk.work() as work:
        drawing.draw_up(work, **{**form, **wrong})
    assert refused.value.field == field


def test_rooms_drawn_up_by_mistake_go_and_used_ones_stay(site: Site) -> None:
    one, two = site.rooms["NH-EX2-101"], site.rooms["NH-EX2-102"]
    occupy(site, "NH-EX2-102")
    with pytest.raises(Refusal) as refused, site.desk.work() as work:
        rooms.remove_rooms(work, (one, two))
    assert refused.value.values["room"] == "NH-EX2-102"
    with site.desk.work() as work:
        assert rooms.remove_rooms(work, (one,)) == 1
    with site.desk.read() as read:
        assert [row.code for row in rooms.list_rooms(read)] == ["NH-EX2-102", "MG1-101"]


def test_a_room_that_papers_name_stays_although_nobody_ever_moved_in(site: Site) -> None:
    lit = site.rooms["NH-EX2-101"]
    with site.desk.work() as work:
        lamp = lamps.add_lamp(work, code="UV-01", place="一层")
        lamps.record_use(
            work,
            lamp=lamp,
            started_at=work.at - timedelta(hours=2),
            ended_at=work.at - timedelta(hours=1),
            operator="段知衡",
            room=lit,
        )
    with pytest.raises(Refusal) as refused, site.desk.work() as work:
        rooms.remove_rooms(work, (lit,))
    assert refused.value.values["room"] == "NH-EX2-101"


@pytest.mark.parametrize(
    ("typed", "wanted"),
    [
        ("2-101", ["NH-EX2-101"]),
        ("1-10", ["MG1-101"]),
        ("101", ["NH-EX2-101", "MG1-101"]),
        ("nh-", ["NH-EX2-101", "NH-EX2-102"]),
        ("交流中心2", ["NH-EX2-101", "NH-EX2-102"]),
        ("1", []),
        ("%-", []),
        ("  ", []),
    ],
)
def test_rooms_are_found_as_they_are_called(site: Site, typed: str, wanted: list[str]) -> None:
    with site.desk.read() as read:
        assert [row.code for row in rooms.search_rooms(read, typed)] == wanted
        assert [row.code for row in rooms.search_rooms(read, typed, most=1)] == wanted[:1]
