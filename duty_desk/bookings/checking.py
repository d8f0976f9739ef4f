"""Proves that nobody has the same slot twice (rule W8)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from sqlalchemy import func, select

from db.models import Booking, Facility
from db.vocabulary import BookingState
from duty_desk import formats
from duty_desk.work import Read

_EXAMPLES = 5


@dataclass(frozen=True, slots=True)
class Problem:
    """Something that does not fit; `code` names the sentence."""

    invariant: str
    code: str
    values: Mapping[str, object] = field(default_factory=dict[str, object])


def check(read: Read, *, full: bool) -> Iterator[Problem]:
    """Everything about bookings that does not fit."""
    del full
    query = (
        select(Facility.name, Booking.day, Booking.slot)
        .join(Facility, Facility.id == Booking.facility_id)
        .where(Booking.state != BookingState.CANCELLED.value)
        .group_by(Facility.name, Booking.facility_id, Booking.day, Booking.slot, Booking.who)
        .having(func.count() > 1)
        .limit(_EXAMPLES)
    )
    found = read.session.execute(query).all()
    if found:
        examples = "\N{IDEOGRAPHIC SPACE}".join(
            f"{name} {formats.day(day)} {slot}" for name, day, slot in found
        )
        yield Problem("I-08", "booked_twice", {"examples": examples})
