"""A bath house with hours of men and women, and a canteen that takes orders until the evening before."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime, time

import pytest

from db.vocabulary import FacilityKind, Role
from duty_desk import bookings
from duty_desk.bookings import BookingRow, FacilityDay, Opening
from duty_desk.desk import Desk
from duty_desk.work import OfficerRef
from tests.conftest import Filled
from tests.duty_desk.passes.conftest import add_officer, add_person
from tests.duty_desk.people.synthetic import id_number

# A Monday; bath days are Monday, Wednesday, Friday and Sunday (domain B25).
MONDAY, TUESDAY = date(2020, 3, 9), date(2020, 3, 10)
BATH_DAYS = (1, 3, 5, 7)


@dataclass(frozen=True)
class House:
    """Identifiers of what a test needs."""

    desk: Desk
    bath: int
    meals: int
    man: int
    woman: int
    chief: OfficerRef
    guard: OfficerRef
    keeper: OfficerRef

    def at(self, hour: int, minute: int = 0, day: date = MONDAY) -> None:
        self.desk.clock.at = datetime(day.year, day.month, day.day, hour, minute)  # type: ignore[attr-defined]

    def book(self, name: str = "苗安宁", slot: str = "12:00", day: date = MONDAY, **more: object) -> int:
        with self.desk.work(self.guard) as work:
            return bookings.book(work, self.bath, day=day, slot=slot, name=name, **more)  # type: ignore[arg-type]

    def order(self, name: str = "苗安宁", slot: str = "A套餐", day: date = TUESDAY, **more: object) -> int:
        with self.desk.work(self.guard) as work:
            return bookings.book(work, self.meals, day=day, slot=slot, name=name, **more)  # type: ignore[arg-type]

    def day(self, facility: int | None = None, day: date = MONDAY) -> FacilityDay:
        with self.desk.read() as read:
            return bookings.facility_day(read, facility or self.bath, day)

    def row(self, booking: int) -> BookingRow:
        with self.desk.read() as read:
            return bookings.get_booking(read, booking)


def bath_rules() -> list[Opening]:
    """Men at noon, women in the afternoon, twenty minutes and one person each."""
    return [
        Opening("男", BATH_DAYS, time(12), time(15), 20, 1),
        Opening("女", BATH_DAYS, time(15, 30), time(17, 30), 20, 1),
    ]


def build_house(desk: Desk) -> House:
    with desk.work() as work:
        bath = bookings.add_facility(work, name="南湖浴室", kind=FacilityKind.SLOT, place="松苑 2 号楼")
        bookings.set_rules(work, bath, valid_from=date(2020, 3, 1), openings=bath_rules(), version=1)
        meals = bookings.add_facility(
            work,
            name="桃苑盒饭",
            kind=FacilityKind.ORDER,
            place="桃苑餐厅",
            order_until=time(20),
            order_days=1,
            unit="份",
            most_each=5,
        )
        sets = [Opening(name, (), None, None, None, 10) for name in ("A套餐", "B套餐")]
        bookings.set_rules(work, meals, valid_from=date(2020, 3, 1), openings=sets, version=1)
        people = [
            add_person(
                work,
                name,
                id_kind="resident",
                id_number=id_number("19800101", n),
                sex=sex,
                phone=f"1990000{n:04}",
            )
            for n, (name, sex) in enumerate((("费然", "male"), ("汤宸宥", "female")), start=2)
        ]
        return House(
            desk=desk,
            bath=bath,
            meals=meals,
            man=people[0],
            woman=people[1],
            chief=add_officer(work, "戚望舒", Role.CHIEF),
            guard=add_officer(work, "常大伟", Role.GATE),
            keeper=add_officer(work, "罗秀兰", Role.KEEPER),
        )


def start(filled: Filled) -> House:
    """Nine o'clock on Monday."""
    desk, made = filled(build_house)
    found = replace(made, desk=desk)
    found.at(9)
    return found


@pytest.fixture
def house(filled: Filled) -> House:
    """Such an office on each engine."""
    return start(filled)
