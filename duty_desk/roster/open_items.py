"""What the roster puts on the list of things to do: shifts of the next two days for which somebody is missing."""

from __future__ import annotations

from datetime import timedelta
from typing import Final

from sqlalchemy import select

from db.models import Duty
from duty_desk import formats
from duty_desk.open_item import OpenItem
from duty_desk.roster import rules, shifts
from duty_desk.roster.rules import DAY
from duty_desk.strings import t
from duty_desk.work import Read

SHIFT_UNMANNED = "shift_unmanned"
WHATS = (SHIFT_UNMANNED,)
# How far ahead is looked, and how long ago a roster was still kept: an office without one is not asked for it.
_AHEAD: Final = 2
_KEPT: Final = timedelta(days=14)


def list_open_items(read: Read) -> tuple[OpenItem, ...]:
    """Shifts from the one that runs on that lack leader or people, the earliest first.

    `due_at` is when the shift begins; `subject` is the day by its ordinal, as `date.toordinal` gives it.
    """
    today = read.at.date()
    kept = select(Duty.id).where(Duty.day >= today - _KEPT).limit(1)
    if read.session.scalar(kept) is None:
        return ()
    limits = shifts.limits_on(read)
    found: list[OpenItem] = []
    for number in range(-1, _AHEAD + 1):
        day = today + number * DAY
        people = shifts.people_on(read, day)
        counts = {shift: len(names) for shift, names in people.items()}
        for shift in rules.missing(counts, limits):
            start, end = rules.window(shift, day, limits)
            if end <= read.at:
                continue
            word = t(f"roster.shift.{shift.value}")
            name = t("roster.shift_of", day=formats.day(day), shift=word)
            detail = t("roster.there", count=counts.get(shift, 0))
            found.append(OpenItem(SHIFT_UNMANNED, start, ("roster_day", day.toordinal()), name, "", detail))
    return tuple(sorted(found, key=lambda item: (item.due_at, item.name)))


def count_open_items(read: Read) -> dict[str, int]:
    """How many there are of each."""
    return {SHIFT_UNMANNED: len(list_open_items(read))}
