"""A site with a few rooms and people in them, written straight into the tables: what readings, board and care are tried on."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any

from db.models import Room, Stay, StayRoom, Zone
from db.vocabulary import Role, RoomState, StayState
from duty_desk.desk import Desk
from duty_desk.work import OfficerRef, Work
from tests.duty_desk.passes.conftest import add_officer, add_person

TODAY = date(2020, 3, 6)
NOON = datetime(2020, 3, 6, 12, 0)
SITE = "学术交流中心"
NAMES = ("苗安宁", "樊妍", "田博", "欧阳珺", "孙宁", "彭楠")
# When each of them came: three days ago in the morning, yesterday in the afternoon, a fortnight ago.
CAME = (
    datetime(2020, 3, 3, 9, 0),
    datetime(2020, 3, 5, 15, 30),
    datetime(2020, 2, 21, 9, 0),
    datetime(2020, 3, 3, 10, 0),
    datetime(2020, 3, 2, 16, 0),
    datetime(2020, 3, 2, 16, 0),
)


@dataclass(frozen=True)
class Ward:
    """Identifiers of what a test needs: `rooms` by code, `stays` and `people` by name. The last two share a room of the transfer zone."""

    desk: Desk
    rooms: Mapping[str, int]
    stays: Mapping[str, int]
    people: Mapping[str, int]
    manager: OfficerRef
    leader: OfficerRef
    cleaner: OfficerRef
    chief: OfficerRef

    def on(self, desk: Desk) -> Ward:
        """The same, in a copy of the office, with the manager of the site at the desk."""
        desk.officer = self.manager
        return replace(self, desk=desk)


def add_room(work: Work, zone: Zone, name: str, state: RoomState = RoomState.FREE, **more: Any) -> Room:
    values: dict[str, Any] = {"building": "2号楼", "floor": int(name[0]), "beds": 1, **more}
    room = Room(
        zone_id=zone.id,
        code=f"{values['building']}-{name}",
        name=name,
        state=state.value,
        state_since=work.at - timedelta(hours=27),
        **values,
    )
    work.session.add(room)
    work.session.flush()
    return room


def add_stay(work: Work, person: int, room: Room, came: datetime, *, bed: int = 1, **more: Any) -> Stay:
    values: dict[str, Any] = {
        "number": f"观字〔2020〕第{person:04}号",
        "state": StayState.ADMITTED.value,
        "origin": "student",
        "category": "close_contact",
        "requested_at": came - timedelta(hours=3),
        "approved_at": came - timedelta(hours=2),
        "counted_from": came.date() - timedelta(days=1),
        "days": 14,
        "due_on": came.date() + timedelta(days=13),
        **more,
    }
    stay = Stay(person_id=person, room_id=room.id, zone_id=room.zone_id, bed=bed, admitted_at=came, **values)
    work.session.add(stay)
    work.session.flush()
    work.session.add(
        StayRoom(stay_id=stay.id, room_id=room.id, bed=bed, from_at=came, until_at=stay.ended_at)
    )
    work.session.flush()
    return stay


def build(desk: Desk) -> Ward:
    with desk.work() as work:
        quiet = Zone(site=SITE, name="集中健康观察区")
        shared = Zone(site=SITE, name="转运临时安置区", kind="transfer", single=False, list_order=1)
        work.session.add_all([quiet, shared])
        work.session.flush()
        taken = RoomState.OCCUPIED
        rooms = {
            name: add_room(
                work, quiet, name, taken if name in ("203", "204", "205", "301") else RoomState.FREE
            )
            for name in ("201", "203", "204", "205", "301", "302")
        }
        rooms["302"].state, rooms["201"].state = RoomState.TO_CLEAN.value, RoomState.FREE.value
        rooms["T1"] = add_room(work, shared, "101", taken, building="5号楼", beds=4)
        people = {name: add_person(work, name) for name in NAMES}
        places = ("203", "204", "205", "301", "T1", "T1")
        stays = {
            name: add_stay(work, people[name], rooms[room], came, bed=2 if name == NAMES[5] else 1).id
            for name, room, came in zip(NAMES, places, CAME, strict=True)
        }
        work.session.flush()
        return Ward(
            desk=desk,
            rooms={name: room.id for name, room in rooms.items()},
            stays=stays,
            people=people,
            manager=add_officer(work, "沈薇", Role.SITE),
            leader=add_officer(work, "马文涛", Role.LEADER),
            cleaner=add_officer(work, "杜建国", Role.DISINFECTION),
            chief=add_officer(work, "贺清岚", Role.CHIEF),
        )
