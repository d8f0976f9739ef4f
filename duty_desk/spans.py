"""When a shift begins and ends: by day from `duty.day_from` to `duty.day_until`, by night from then until the next morning."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Final

from db.vocabulary import Shift
from duty_desk import formats, policy
from duty_desk.strings import t
from duty_desk.work import Read

DAY: Final = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Span:
    """One shift: the day it begins on, day or night, from when until when."""

    day: date
    shift: Shift
    start: datetime
    end: datetime

    @property
    def text(self) -> str:
        """The day, the shift and its hours."""
        hours = formats.hours(self.start.time(), self.end.time())
        return t("duty.span", day=formats.day(self.day), shift=t(f"duty.shift.{self.shift}"), hours=hours)

    def holds(self, at: datetime) -> bool:
        """Whether a moment lies in it."""
        return self.start <= at < self.end


def span_of(read: Read, day: date, shift: Shift) -> Span:
    """The day or the night shift that begins on `day`."""
    begin, end = (_clock(read, key, day) for key in ("duty.day_from", "duty.day_until"))
    first, last = datetime.combine(day, begin), datetime.combine(day, end)
    if last <= first:
        last += DAY
    if shift is Shift.NIGHT:
        return Span(day, shift, last, datetime.combine(day + DAY, _clock(read, "duty.day_from", day + DAY)))
    return Span(day, Shift.DAY, first, last)


def span_at(read: Read, at: datetime) -> Span:
    """The shift that a moment lies in."""
    return next(span for span in _around(read, at) if span.holds(at))


def next_span(read: Read, span: Span) -> Span:
    """The shift after one."""
    return span_at(read, span.end)


def last_span(read: Read, span: Span) -> Span:
    """The shift before one."""
    return span_at(read, span.start - timedelta(seconds=1))


def _around(read: Read, at: datetime) -> Iterator[Span]:
    for back in (0, 1, 2):
        for shift in (Shift.DAY, Shift.NIGHT):
            yield span_of(read, at.date() - back * DAY, shift)
    # Hours that were changed from one day to the next may leave a gap: it belongs to the day.
    day = at.date()
    yield Span(day, Shift.DAY, datetime.combine(day, time()), datetime.combine(day + DAY, time()))


def _clock(read: Read, key: str, day: date) -> time:
    return time.fromisoformat(policy.text(read, key, day))
