"""A day of a facility: its slots or options with who has them, what is left, and the sums for the kitchen."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from sqlalchemy import Select, func, select

from db.models import Booking, Facility
from db.vocabulary import BookingState, FacilityKind
from duty_desk.bookings import facilities, rules
from duty_desk.bookings.facilities import DayRow, FacilityRow
from duty_desk.bookings.rules import Slot
from duty_desk.work import Read


@dataclass(frozen=True, slots=True)
class BookingRow:
    """One booking; `slot` is the time or the option it is for."""

    id: int
    facility_id: int
    facility: str
    kind: FacilityKind
    canteen: str
    day: date
    slot: str
    starts: time | None
    ends: time | None
    option: str
    quantity: int
    person_id: int | None
    name: str
    place: str | None
    phone: str | None
    state: BookingState
    note: str | None
    source: str
    made_at: datetime
    version: int


@dataclass(frozen=True, slots=True)
class SlotDay:
    """A slot or an option with its bookings, cancelled ones left out."""

    slot: Slot
    bookings: tuple[BookingRow, ...]

    @property
    def taken(self) -> int:
        """How many places or pieces are given away."""
        return sum(row.quantity for row in self.bookings)

    @property
    def left(self) -> int:
        """How many are left."""
        return max(0, self.slot.capacity - self.taken)


@dataclass(frozen=True, slots=True)
class FacilityDay:
    """A day of a facility. `until` is the cut-off of orders; `exception` says when it is closed or open out of turn."""

    facility: FacilityRow
    day: date
    slots: tuple[SlotDay, ...]
    exception: DayRow | None
    until: datetime | None

    @property
    def taken(self) -> int:
        """All places or pieces given away."""
        return sum(each.taken for each in self.slots)

    @property
    def capacity(self) -> int:
        """All there are."""
        return sum(each.slot.capacity for each in self.slots)

    @property
    def bookings(self) -> tuple[BookingRow, ...]:
        """All of them in the order of the slots."""
        return tuple(row for each in self.slots for row in each.bookings)


@dataclass(frozen=True, slots=True)
class DayTotal:
    """How full a day is; open without places says that the rules have none for it."""

    day: date
    taken: int
    capacity: int
    is_closed: bool


@dataclass(frozen=True, slots=True)
class KitchenRow:
    """How many of one set a canteen makes on a day."""

    facility_id: int
    canteen: str
    option: str
    quantity: int
    orders: int


def facility_day(read: Read, facility: int, day: date) -> FacilityDay:
    """Slots with whoever has them. Bookings whose slot the rules know no more stand at the end under their own."""
    row = facilities.get_facility(read, facility)
    slots = facilities.list_slots(read, facility, day)
    made = [each for each in _of_day(read, facility, day) if each.state is not BookingState.CANCELLED]
    known = {slot.key for slot in slots}
    strays = dict.fromkeys(each.slot for each in made if each.slot not in known)
    orphans = [
        Slot(
            key,
            next(e.option for e in made if e.slot == key),
            next(e.starts for e in made if e.slot == key),
            None,
            sum(e.quantity for e in made if e.slot == key),
        )
        for key in strays
    ]
    return FacilityDay(
        facility=row,
        day=day,
        slots=tuple(
            SlotDay(slot, tuple(each for each in made if each.slot == slot.key))
            for slot in (*slots, *orphans)
        ),
        exception=facilities.find_exception(read, facility, day),
        until=rules.cut_off(day, row.order_until, row.order_days) if row.kind is FacilityKind.ORDER else None,
    )


def week(read: Read, facility: int, first: date, days: int = 7) -> tuple[DayTotal, ...]:
    """How full the days from `first` on are."""
    found: list[DayTotal] = []
    last = first + timedelta(days=days - 1)
    query = (
        select(Booking.day, func.sum(Booking.quantity))
        .where(
            Booking.facility_id == facility,
            Booking.day >= first,
            Booking.day <= last,
            Booking.state != BookingState.CANCELLED.value,
        )
        .group_by(Booking.day)
    )
    taken = {day: int(count) for day, count in read.session.execute(query)}
    for step in range(days):
        day = first + timedelta(days=step)
        exception = facilities.find_exception(read, facility, day)
        slots = facilities.list_slots(read, facility, day)
        found.append(
            DayTotal(
                day,
                taken.get(day, 0),
                sum(slot.capacity for slot in slots),
                exception is not None and exception.is_closed,
            )
        )
    return tuple(found)


def kitchen(read: Read, day: date) -> tuple[KitchenRow, ...]:
    """What all canteens make on a day, by set; ordered and fetched ones alike."""
    query = (
        select(
            Facility.id,
            Facility.name,
            Facility.place,
            Booking.option,
            func.sum(Booking.quantity),
            func.count(),
        )
        .join(Booking, Booking.facility_id == Facility.id)
        .where(
            Facility.kind == FacilityKind.ORDER.value,
            Booking.day == day,
            Booking.state != BookingState.CANCELLED.value,
        )
        .group_by(Facility.id, Facility.name, Facility.place, Facility.list_order, Booking.option)
        .order_by(Facility.list_order, Facility.id, Booking.option)
    )
    return tuple(
        KitchenRow(facility, place or name, option, int(quantity), count)
        for facility, name, place, option, quantity, count in read.session.execute(query)
    )


def get_booking(read: Read, booking: int) -> BookingRow:
    """One booking."""
    return fetch_bookings(read, [booking])[0]


def fetch_bookings(read: Read, ids: Sequence[int]) -> tuple[BookingRow, ...]:
    """Bookings by identifier."""
    return tuple(row_of(*found) for found in read.session.execute(_select().where(Booking.id.in_(ids))))


def row_of(row: Booking, facility: str, kind: str, place: str) -> BookingRow:
    """A booking with the name of what is booked."""
    return BookingRow(
        id=row.id,
        facility_id=row.facility_id,
        facility=facility,
        kind=FacilityKind(kind),
        canteen=place or facility,
        day=row.day,
        slot=row.slot,
        starts=row.starts,
        ends=row.ends,
        option=row.option,
        quantity=row.quantity,
        person_id=row.person_id,
        name=row.name,
        place=row.place,
        phone=row.phone,
        state=BookingState(row.state),
        note=row.note,
        source=row.source,
        made_at=row.made_at,
        version=row.version,
    )


def counts(rows: Sequence[BookingRow]) -> Mapping[BookingState, int]:
    """How many bookings are in each state."""
    return {state: sum(row.state is state for row in rows) for state in BookingState}


def _select() -> Select[Any]:
    query: Any = select(Booking, Facility.name, Facility.kind, Facility.place)
    return query.join(Facility, Facility.id == Booking.facility_id)


def _of_day(read: Read, facility: int, day: date) -> list[BookingRow]:
    query = (
        _select()
        .where(Booking.facility_id == facility, Booking.day == day)
        .order_by(Booking.starts, Booking.made_at, Booking.id)
    )
    return [row_of(*found) for found in read.session.execute(query)]
