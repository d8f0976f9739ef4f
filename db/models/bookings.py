"""What is used in slots or ordered for a day: bath house, packed meals, tents, halls."""

from __future__ import annotations

from datetime import date, datetime, time
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from db.base import Base
from db.models.gate import few


class Facility(Base):
    """Something that can be booked: by slots of time, or ordered for a day until a cut-off."""

    __tablename__ = "facility"
    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(unique=True)
    # slot, order
    kind: Mapped[str]
    place: Mapped[str] = mapped_column(default="")
    phone: Mapped[str | None]
    # Orders for a day are taken until this time of the day `order_days` before.
    order_until: Mapped[time | None]
    order_days: Mapped[int] = mapped_column(default=0)
    unit: Mapped[str] = mapped_column(default="")
    # How many of it one person may book for one slot or day.
    most_each: Mapped[int] = mapped_column(default=1)
    note: Mapped[str | None]
    list_order: Mapped[int] = mapped_column(default=0)
    is_active: Mapped[bool] = mapped_column(default=True)
    version: Mapped[int] = mapped_column(default=1)


class FacilityRule(Base):
    """When it can be used and by whom, from a day on: weekdays, hours, length of a slot; or what can be ordered."""

    __tablename__ = "facility_rule"
    __table_args__ = (
        Index("ix_facility_rule_facility_id", "facility_id", "valid_from"),
        CheckConstraint("capacity > 0", name="capacity"),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    facility_id: Mapped[int] = mapped_column(ForeignKey("facility.id"))
    valid_from: Mapped[date]
    valid_until: Mapped[date | None]
    # 1 is Monday; empty means every day.
    weekdays: Mapped[list[Any]] = mapped_column(default=list)
    # For whom (men, women), or which set and canteen.
    option: Mapped[str] = mapped_column(default="")
    starts: Mapped[time | None]
    ends: Mapped[time | None]
    slot_minutes: Mapped[int | None]
    # Persons in one slot, or pieces for one day.
    capacity: Mapped[int]
    list_order: Mapped[int] = mapped_column(default=0)
    version: Mapped[int] = mapped_column(default=1)


class Booking(Base):
    """One person's slot or order. booked, used, missed, cancelled."""

    __tablename__ = "booking"
    __table_args__ = (
        Index("ix_booking_facility_id", "facility_id", "day", "starts"),
        # Once per person and slot; `who` is the person's record or, without one, the name as written.
        Index(
            "uq_booking_person",
            "facility_id",
            "day",
            "slot",
            "who",
            unique=True,
            sqlite_where=text("state = 'booked'"),
        ),
        few("ix_booking_person_id", "person_id"),
        CheckConstraint("quantity > 0", name="quantity"),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    facility_id: Mapped[int] = mapped_column(ForeignKey("facility.id"))
    day: Mapped[date]
    # "12:00" of a slot, the option of an order: with facility and day what is booked once per person.
    slot: Mapped[str]
    starts: Mapped[time | None]
    ends: Mapped[time | None]
    option: Mapped[str] = mapped_column(default="")
    quantity: Mapped[int] = mapped_column(default=1)
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    who: Mapped[str]
    name: Mapped[str]
    place: Mapped[str | None]
    phone: Mapped[str | None]
    state: Mapped[str] = mapped_column(default="booked")
    note: Mapped[str | None]
    # desk, list
    source: Mapped[str] = mapped_column(default="desk")
    made_at: Mapped[datetime]
    changed_at: Mapped[datetime | None]
    officer_id: Mapped[int | None] = mapped_column(ForeignKey("officer.id"))
    version: Mapped[int] = mapped_column(default=1)


class BookingDay(Base):
    """A day on which a facility is closed or open by exception, with why."""

    __tablename__ = "booking_day"
    __table_args__ = (UniqueConstraint("facility_id", "day"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    facility_id: Mapped[int] = mapped_column(ForeignKey("facility.id"))
    day: Mapped[date]
    is_closed: Mapped[bool]
    reason: Mapped[str]
    officer_id: Mapped[int | None] = mapped_column(ForeignKey("officer.id"))
