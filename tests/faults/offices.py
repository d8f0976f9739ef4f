"""An office in which every desk has something to do: passes, gate, stores, isolation, disinfection, duty, reports."""

from __future__ import annotations

from datetime import date, time

from db.models import Gate, Household
from db.vocabulary import Category, FacilityKind, Role, ZoneKind
from duty_desk import bookings, disinfection, handover, rooms, roster
from duty_desk.bookings import Opening
from duty_desk.desk import Desk
from duty_desk.people import units
from tests.duty_desk.disinfection.conftest import early
from tests.duty_desk.passes.conftest import add_officer, add_person
from tests.duty_desk.people.synthetic import id_number
from tests.duty_desk.supplies.conftest import build_goods

# Nobody here waits the hours after which a room is free again.
ROOMS, GUESTS = 240, 12


def build_everything(desk: Desk) -> None:
    """The goods' office, and beside it a gate, people, a site, areas to disinfect, slots to book and a roster."""
    goods = build_goods(desk)
    with early(desk), desk.work() as work:
        disinfection.load_usual(work)
    with desk.work() as work:
        work.session.add(Gate(code="E", name="南湖东大门", list_order=1))
        work.session.add(Household(code="JS12-3-402", building="12", room="402"))
        for unit in units.list_units(work)[:3]:
            units.update_unit(work, unit.id, reports=True, version=unit.version)
        number = id_number("19780316")
        unit = goods.units["土木工程学院"]
        add_person(work, "任晓慧", unit_id=unit, id_kind="resident", id_number=number, phone="19900005678")
        for order in range(1, GUESTS + 1):
            add_person(
                work,
                f"客{order}",
                category=Category.STUDENT.value,
                id_kind="resident",
                id_number=id_number("19990101", order),
                born_on=date(1999, 1, 1),
            )
        zone = rooms.add_zone(
            work,
            site="学术交流中心",
            name="医学观察区",
            kind=ZoneKind.OBSERVATION,
            single=True,
            part="observed",
        )
        rooms.draw_up(work, zone=zone, building="EX2", floors=[1, 2, 3], per_floor=ROOMS // 3, beds=1)
        add_officer(work, "岳启明", Role.SITE)
        add_officer(work, "唐星烁", Role.DISINFECTION)
        add_officer(work, "卢远岑", Role.DISINFECTION)
        bath = bookings.add_facility(work, name="浴室", kind=FacilityKind.SLOT, place="三号楼", unit="人")
        opening = Opening("男", (1, 2, 3, 4, 5, 6, 7), time(12), time(22), 20, 500)
        bookings.set_rules(work, bath, valid_from=date(2020, 3, 1), openings=[opening], version=1)
        for name in ("苗春燕", "秦晓东"):
            roster.add_person(work, name=name, post="公寓")
        disinfection.draw_up(work, work.at.date())
        handover.take_over(work)
