"""Days of observation: from when they count, which is the last, the how-manieth today is (product rule I4, domain A4). Pure.

All days are campus days; first and last day are both included.
"""

from __future__ import annotations

from datetime import date, timedelta

LAST_EXPOSURE, LEAVE_RISK_AREA, ADMISSION = "last_exposure", "leave_risk_area", "admission"
# What the days may be counted from.
ANCHORS = (LAST_EXPOSURE, LEAVE_RISK_AREA, ADMISSION)


def counted_from(anchor: str, exposure_on: date | None, admitted_on: date) -> date:
    """The day from which the days are counted: of the exposure or departure where one is known, else of the admission."""
    if anchor == ADMISSION or exposure_on is None:
        return admitted_on
    return exposure_on


def last_day(start: date, days: int, *, first_day_counts: bool = False) -> date:
    """The last day, included: 2020-02-16 and 14 days give 2020-03-01. With `first_day_counts` the start itself is day 1."""
    return start + timedelta(days=max(0, days - 1) if first_day_counts else days)


def day_of(start: date, today: date, *, first_day_counts: bool = False) -> int:
    """The how-manieth day of the period `today` is; 0 is the start itself where it does not count."""
    return (today - start).days + (1 if first_day_counts else 0)


def days_until(start: date, end: date, *, first_day_counts: bool = False) -> int:
    """How many days a period has that ends on `end`: the opposite of `last_day`."""
    return max(0, day_of(start, end, first_day_counts=first_day_counts))


def home_until(ended_on: date, days: int) -> date | None:
    """The last day of the days at home that follow the stay; None when none follow."""
    return ended_on + timedelta(days=days) if days else None
