"""What can be booked: facilities with their rules from a day on, and days on which one is closed or open by exception."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, time, timedelta
from typing import TypedDict, Unpack

from sqlalchemy import Select, delete, func, or_, select

from db.models import Booking, BookingDay, Facility, FacilityRule
from db.vocabulary import BookingState, FacilityKind
from duty_desk import audit, formats
from duty_desk.bookings import rules
from duty_desk.bookings.rules import Opening, Slot
from duty_desk.errors import InputError, Refusal
from duty_desk.people.records import change, claim, required, text_or_none
from duty_desk.roles import Permission, requires
from duty_desk.work import Read, Work


class FacilityForm(TypedDict, total=False):
    """What can be filled in for a facility."""

    name: str
    kind: FacilityKind
    place: str
    phone: str | None
    order_until: time | None
    order_days: int
    unit: str
    most_each: int
    note: str | None
    is_active: bool


@dataclass(frozen=True, slots=True)
class FacilityRow:
    """One facility. Orders for a day are taken until `order_until` of the day `order_days` before."""

    id: int
    name: str
    kind: FacilityKind
    place: str
    phone: str | None
    order_until: time | None
    order_days: int
    unit: str
    most_each: int
    note: str | None
    is_active: bool
    version: int


@dataclass(frozen=True, slots=True)
class DayRow:
    """A day by exception."""

    day: date
    is_closed: bool
    reason: str


@requires(Permission.EDIT_FACILITIES)
def add_facility(work: Work, **form: Unpack[FacilityForm]) -> int:
    """Register something that can be booked; what and when is said by `set_rules`."""
    row = Facility(name="", kind=form.get("kind", FacilityKind.SLOT).value)
    for name, value in _checked(work, None, {"name": "", **form}).items():
        setattr(row, name, value)
    row.list_order = work.session.scalar(select(func.count()).select_from(Facility)) or 0
    work.session.add(row)
    work.session.flush()
    audit.record(
        work,
        action="facility.add",
        subject=("facility", row.id),
        after={"name": row.name, "facility_kind": row.kind},
    )
    return row.id


@requires(Permission.EDIT_FACILITIES)
def update_facility(work: Work, facility: int, *, version: int, **form: Unpack[FacilityForm]) -> None:
    """Change what is given; the rest stays."""
    row = claim(work, Facility, facility, version)
    before, after = change(row, _checked(work, row, form))
    if after:
        work.session.flush()
        audit.record(
            work, action="facility.change", subject=("facility", facility), before=before, after=after
        )


@requires(Permission.EDIT_FACILITIES)
def set_rules(
    work: Work, facility: int, *, valid_from: date, openings: Sequence[Opening], version: int
) -> None:
    """What holds from a day on; what held until then stays for the days before. Bookings already made stay as they are."""
    row = claim(work, Facility, facility, version)
    if not openings:
        raise InputError("openings", "bookings.error.no_rules")
    for opening in openings:
        _check(FacilityKind(row.kind), opening)
    work.session.execute(
        delete(FacilityRule).where(
            FacilityRule.facility_id == facility, FacilityRule.valid_from >= valid_from
        ),
        execution_options={"synchronize_session": False},
    )
    work.session.expire_all()
    for old in work.session.scalars(_rules(facility, valid_from)):
        old.valid_until = valid_from - timedelta(days=1)
        old.version += 1
    for place, opening in enumerate(openings):
        work.session.add(
            FacilityRule(
                facility_id=facility,
                valid_from=valid_from,
                weekdays=list(opening.weekdays),
                option=opening.option.strip(),
                starts=opening.starts,
                ends=opening.ends,
                slot_minutes=opening.slot_minutes,
                capacity=opening.capacity,
                list_order=place,
            )
        )
    row.version += 1
    work.session.flush()
    audit.record(
        work,
        action="facility.rules",
        subject=("facility", facility),
        after={"valid_from": valid_from, "count": len(openings)},
    )


@requires(Permission.EDIT_FACILITIES)
def close_day(work: Work, facility: int, *, day: date, reason: str) -> int:
    """No booking on that day; those that were made are cancelled. Returns how many: they are to be told."""
    why = required(reason, "reason", "bookings.error.reason_missing")
    claim(work, Facility, facility)
    _exception(work, facility, day, is_closed=True, reason=why)
    made = work.session.scalars(
        select(Booking).where(
            Booking.facility_id == facility, Booking.day == day, Booking.state == BookingState.BOOKED.value
        )
    ).all()
    for row in made:
        row.state, row.note, row.changed_at = BookingState.CANCELLED.value, why, work.at
        row.version += 1
    work.session.flush()
    audit.record(
        work,
        action="facility.close",
        subject=("facility", facility),
        after={"day": day, "count": len(made)},
        reason=why,
    )
    return len(made)


@requires(Permission.EDIT_FACILITIES)
def open_day(work: Work, facility: int, *, day: date, reason: str) -> None:
    """Open on that day whatever the weekday; a closed day is open again."""
    why = required(reason, "reason", "bookings.error.reason_missing")
    claim(work, Facility, facility)
    _exception(work, facility, day, is_closed=False, reason=why)
    audit.record(work, action="facility.open", subject=("facility", facility), after={"day": day}, reason=why)


def list_facilities(read: Read, *, active_only: bool = True) -> tuple[FacilityRow, ...]:
    """All facilities in the order of their registration."""
    query = select(Facility).order_by(Facility.list_order, Facility.id)
    if active_only:
        query = query.where(Facility.is_active)
    return tuple(_row(row) for row in read.session.scalars(query))


def get_facility(read: Read, facility: int) -> FacilityRow:
    """One facility."""
    return _row(read.session.get_one(Facility, facility))


def list_openings(read: Read, facility: int, day: date) -> tuple[Opening, ...]:
    """The rules in force on a day, whatever its weekday."""
    return tuple(
        Opening(
            row.option,
            tuple(int(each) for each in row.weekdays),
            row.starts,
            row.ends,
            row.slot_minutes,
            row.capacity,
        )
        for row in read.session.scalars(_rules(facility, day))
    )


def find_exception(read: Read, facility: int, day: date) -> DayRow | None:
    """Whether a day is closed or open by exception."""
    row = read.session.scalar(
        select(BookingDay).where(BookingDay.facility_id == facility, BookingDay.day == day)
    )
    return None if row is None else DayRow(row.day, row.is_closed, row.reason)


def list_slots(read: Read, facility: int, day: date) -> tuple[Slot, ...]:
    """What can be booked on a day; nothing when it is closed."""
    exception = find_exception(read, facility, day)
    if exception is not None and exception.is_closed:
        return ()
    openings = list_openings(read, facility, day)
    return rules.slots_of(day, openings, every_weekday=exception is not None)


def _rules(facility: int, day: date) -> Select[FacilityRule]:
    return (
        select(FacilityRule)
        .where(
            FacilityRule.facility_id == facility,
            FacilityRule.valid_from <= day,
            or_(FacilityRule.valid_until.is_(None), FacilityRule.valid_until >= day),
        )
        .order_by(FacilityRule.list_order, FacilityRule.id)
    )


def _check(kind: FacilityKind, opening: Opening) -> None:
    if opening.capacity <= 0:
        raise InputError("openings", "bookings.error.capacity")
    if kind is FacilityKind.ORDER:
        if not opening.option.strip():
            raise InputError("openings", "bookings.error.option_missing")
        return
    if opening.starts is None or opening.ends is None or opening.starts >= opening.ends:
        raise InputError("openings", "bookings.error.hours")
    if not opening.slot_minutes or opening.slot_minutes <= 0:
        raise InputError("openings", "bookings.error.slot_minutes")


def _checked(work: Work, row: Facility | None, form: FacilityForm) -> dict[str, object]:
    values: dict[str, object] = {}
    if "name" in form:
        name = required(form["name"], "name", "bookings.error.name_missing")
        taken = work.session.scalar(select(Facility.id).where(Facility.name == name))
        if taken is not None and (row is None or taken != row.id):
            raise InputError("name", "bookings.error.name_taken", name=name)
        values["name"] = name
    for field in ("place", "unit"):
        if field in form:
            values[field] = (form.get(field) or "").strip()  # type: ignore[union-attr]
    for field in ("phone", "note"):
        if field in form:
            values[field] = text_or_none(form.get(field))  # type: ignore[arg-type]
    for field, least in (("order_days", 0), ("most_each", 1)):
        if field in form:
            value = form.get(field)
            if not isinstance(value, int) or value < least:
                raise InputError(field, "bookings.error.number", least=formats.number(least))
            values[field] = value
    for field in ("order_until", "is_active"):
        if field in form:
            values[field] = form.get(field)
    return values


def _exception(work: Work, facility: int, day: date, *, is_closed: bool, reason: str) -> None:
    if day < work.at.date():
        raise Refusal("bookings.refusal.past", day=formats.day(day))
    row = work.session.scalar(
        select(BookingDay).where(BookingDay.facility_id == facility, BookingDay.day == day)
    )
    if row is None:
        row = BookingDay(facility_id=facility, day=day, is_closed=is_closed, reason=reason)
        work.session.add(row)
    row.is_closed, row.reason, row.officer_id = is_closed, reason, work.officer.id
    work.session.flush()


def _row(row: Facility) -> FacilityRow:
    return FacilityRow(
        id=row.id,
        name=row.name,
        kind=FacilityKind(row.kind),
        place=row.place,
        phone=row.phone,
        order_until=row.order_until,
        order_days=row.order_days,
        unit=row.unit,
        most_each=row.most_each,
        note=row.note,
        is_active=row.is_active,
        version=row.version,
    )
