"""Books a slot or takes an order, once per person and never more than there is; used, missed, cancelled (product rule W8)."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from sqlalchemy import func, or_, select

from db.models import Booking, Facility, Person
from db.vocabulary import BookingState, FacilityKind
from duty_desk import audit, formats
from duty_desk.bookings import facilities, rules
from duty_desk.bookings.rules import Slot
from duty_desk.errors import InputError, Refusal, StaleError
from duty_desk.people.records import claim, required, text_or_none
from duty_desk.roles import Permission, requires, step
from duty_desk.strings import t, text_in
from duty_desk.work import Read, Work

_AHEAD = timedelta(days=31)


@requires(Permission.BOOK)
def book(
    work: Work,
    facility: int,
    *,
    day: date,
    slot: str,
    name: str = "",
    person: int | None = None,
    place: str | None = None,
    phone: str | None = None,
    quantity: int = 1,
    note: str | None = None,
    source: str = "desk",
) -> int:
    """Book for a person on record, or for whoever is named. Raises Refusal when it is full, over, closed, or booked already.

    Two desks that book at once wait for one another: the facility is held until the booking stands.
    """
    row = claim(work, Facility, facility)
    found = bookable(work, row, day, slot)
    who, called = _who(work, person, name)
    _fits(work, found, person)
    if not 1 <= quantity <= row.most_each:
        raise InputError("quantity", "bookings.error.most_each", most=row.most_each)
    one = slot if row.kind == FacilityKind.ORDER.value else None
    already = find_of(work, facility, day, who, one, person=person)
    if already is not None:
        raise Refusal("bookings.refusal.booked", name=called, slot=already.slot)
    _room(work, row, day, found, quantity)
    made = Booking(
        facility_id=facility,
        day=day,
        slot=found.key,
        starts=found.starts,
        ends=found.ends,
        option=found.option,
        quantity=quantity,
        person_id=person,
        who=who,
        name=called,
        place=text_or_none(place),
        phone=text_or_none(phone),
        note=text_or_none(note),
        source=source,
        made_at=work.at,
        officer_id=work.officer.id,
    )
    work.session.add(made)
    work.session.flush()
    audit.record(
        work,
        action="booking.add",
        subject=("facility", facility),
        after={"day": day, "slot": found.key, "quantity": quantity},
        private={"name": called},
    )
    return made.id


@requires(Permission.BOOK)
def change_quantity(work: Work, booking: int, *, quantity: int, version: int | None = None) -> None:
    """Another number of pieces, within what is left, before the cut-off."""
    row, facility = _claimed(work, booking, version)
    if row.state != BookingState.BOOKED.value:
        raise Refusal("bookings.refusal.over")
    found = bookable(work, facility, row.day, row.slot)
    if not 1 <= quantity <= facility.most_each:
        raise InputError("quantity", "bookings.error.most_each", most=facility.most_each)
    _room(work, facility, row.day, found, quantity - row.quantity)
    before = row.quantity
    row.quantity, row.changed_at = quantity, work.at
    row.version += 1
    work.session.flush()
    audit.record(
        work,
        action="booking.change",
        subject=("facility", row.facility_id),
        before={"quantity": before},
        after={"day": row.day, "slot": row.slot, "quantity": quantity},
    )


@requires(Permission.BOOK)
def cancel(work: Work, booking: int, *, note: str | None = None, version: int | None = None) -> None:
    """Give the slot back; an order only before the cut-off."""
    row, facility = _claimed(work, booking, version)
    if row.state != BookingState.BOOKED.value:
        raise Refusal("bookings.refusal.over")
    until = rules.cut_off(row.day, facility.order_until, facility.order_days)
    if facility.kind == FacilityKind.ORDER.value and until is not None and work.at > until:
        raise Refusal("bookings.refusal.cut_off", at=formats.moment(until))
    _turn(work, row, BookingState.CANCELLED, note)


@requires(Permission.BOOK)
def restore(work: Work, booking: int) -> None:
    """Take a cancellation back while the place is still free."""
    row, facility = _claimed(work, booking, None)
    if row.state != BookingState.CANCELLED.value:
        raise StaleError("storage.stale")
    found = bookable(work, facility, row.day, row.slot)
    if (
        find_of(
            work,
            facility.id,
            row.day,
            row.who,
            row.slot if facility.kind == FacilityKind.ORDER.value else None,
        )
        is not None
    ):
        raise Refusal("bookings.refusal.booked", name=row.name, slot=row.slot)
    _room(work, facility, row.day, found, row.quantity)
    _turn(work, row, BookingState.BOOKED, None)


@requires(Permission.BOOK)
def mark(work: Work, booking: int, state: BookingState, *, version: int | None = None) -> None:
    """Whether somebody came or the order was fetched; BOOKED takes the mark off again."""
    row, _ = _claimed(work, booking, version)
    if row.state == BookingState.CANCELLED.value or state is BookingState.CANCELLED:
        raise Refusal("bookings.refusal.over")
    if (
        state is BookingState.MISSED
        and row.ends is not None
        and work.at < datetime.combine(row.day, row.starts or row.ends)
    ):
        raise Refusal("bookings.refusal.not_yet", at=formats.clock(row.starts))
    if row.day > work.at.date():
        raise Refusal("bookings.refusal.not_yet", at=formats.day(row.day))
    _turn(work, row, state, None)


def bookable(read: Read, facility: Facility, day: date, slot: str) -> Slot:
    """The slot; raises Refusal when nothing can be booked there any more."""
    if not facility.is_active:
        raise Refusal("bookings.refusal.closed", facility=facility.name, reason="")
    if day < read.at.date():
        raise Refusal("bookings.refusal.past", day=formats.day(day))
    if day > read.at.date() + _AHEAD:
        raise InputError("day", "bookings.error.too_far", days=_AHEAD.days)
    exception = facilities.find_exception(read, facility.id, day)
    if exception is not None and exception.is_closed:
        raise Refusal("bookings.refusal.closed", facility=facility.name, reason=exception.reason)
    slots = facilities.list_slots(read, facility.id, day)
    if not slots:
        raise Refusal("bookings.refusal.no_day", facility=facility.name, day=formats.day(day))
    found = next((each for each in slots if each.key == slot), None)
    if found is None:
        raise InputError("slot", "bookings.error.slot_unknown", slot=slot)
    until = rules.cut_off(day, facility.order_until, facility.order_days)
    if facility.kind == FacilityKind.ORDER.value and until is not None and read.at > until:
        raise Refusal("bookings.refusal.cut_off", at=formats.moment(until))
    if found.ends is not None and read.at >= datetime.combine(day, found.ends):
        raise Refusal("bookings.refusal.slot_over", slot=found.key)
    return found


def find_of(
    read: Read,
    facility: int,
    day: date,
    who: str,
    slot: str | None = None,
    *,
    person: int | None = None,
) -> Booking | None:
    """What somebody has booked on a day, in any slot unless one is named; cancelled ones do not count.

    `person` is whose record it is: two records that were merged since booked under either of them.
    """
    query = select(Booking).where(
        Booking.facility_id == facility,
        Booking.day == day,
        Booking.who == who if person is None else or_(Booking.who == who, Booking.person_id == person),
        Booking.state != BookingState.CANCELLED.value,
    )
    if slot is not None:
        query = query.where(Booking.slot == slot)
    return read.session.scalar(query.order_by(Booking.id).limit(1))


def who_of(name: str, person: int | None) -> str:
    """What stands for somebody: their record, or the name as it is written."""
    return f"#{person}" if person is not None else rules.key_of(name)


def taken(read: Read, facility: int, day: date, slot: str) -> int:
    """How many places or pieces of a slot are given away."""
    query = select(func.coalesce(func.sum(Booking.quantity), 0)).where(
        Booking.facility_id == facility,
        Booking.day == day,
        Booking.slot == slot,
        Booking.state != BookingState.CANCELLED.value,
    )
    return int(read.session.scalar(query) or 0)


@step
def _turn(work: Work, row: Booking, state: BookingState, note: str | None) -> None:
    before = row.state
    row.state, row.changed_at = state.value, work.at
    row.note = text_or_none(note) or row.note
    row.version += 1
    work.session.flush()
    audit.record(
        work,
        action="booking.turn",
        subject=("facility", row.facility_id),
        before={"booking_state": before},
        after={"day": row.day, "slot": row.slot, "booking_state": state.value},
    )


def _claimed(work: Work, booking: int, version: int | None) -> tuple[Booking, Facility]:
    there = work.session.get(Booking, booking)
    if there is None:
        raise StaleError("storage.stale")
    facility = claim(work, Facility, there.facility_id)
    return claim(work, Booking, booking, version), facility


def _room(work: Work, facility: Facility, day: date, slot: Slot, quantity: int) -> None:
    left = slot.capacity - taken(work, facility.id, day, slot.key)
    if quantity > left:
        key = "bookings.refusal.full" if left <= 0 else "bookings.refusal.too_many"
        raise Refusal(key, slot=slot.key, left=left)


def _who(work: Work, person: int | None, name: str) -> tuple[str, str]:
    if person is not None:
        row = work.session.get(Person, person)
        if row is None:
            raise StaleError("storage.stale")
        return who_of(row.name, person), row.name
    called = required(name, "name", "bookings.error.who_missing")
    return who_of(called, None), called


def _fits(work: Work, slot: Slot, person: int | None) -> None:
    """Hours of men and women are kept, where somebody's sex is on record."""
    sexes = {text_in("zh_CN", f"people.sex.{sex}"): sex for sex in ("male", "female")}
    if person is None or slot.option not in sexes:
        return
    sex = work.session.scalar(select(Person.sex).where(Person.id == person))
    if sex in sexes.values() and sex != sexes[slot.option]:
        raise InputError("slot", "bookings.error.other_hours", option=t(f"people.sex.{sexes[slot.option]}"))
