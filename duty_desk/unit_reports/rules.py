"""What a daily report says: its figures, the day it belongs to, when it is late, and where its figures do not agree."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

# How many there are of a unit, and where they are.
PRESENCE = ("due", "on_campus", "off_campus")
# What was found since the last report; a report of zeros has none of it.
NEWS = (
    "fever", "symptom", "visit", "suspected", "confirmed", "asymptomatic", "close", "sub_close", "new", "released",
    "returned", "untested",
)  # fmt: skip
# What goes on from day to day: persons under observation.
OBSERVED = ("central", "home")
# In the order of the form (domain A1.14).
FIGURES = (
    "due", "on_campus", "off_campus", "fever", "symptom", "visit", "suspected", "confirmed", "asymptomatic", "close",
    "sub_close", "central", "home", "new", "released", "risk", "returned", "untested",
)  # fmt: skip
# Those that every form has; the others came later and are asked for where they are known.
CORE = ("fever", "symptom", "visit", "suspected", "confirmed", "close", "central", "home", "new", "released")
# What is counted of persons of the unit, each at most as many as there are.
_AMONG = (
    "on_campus", "off_campus", "fever", "symptom", "visit", "suspected", "confirmed", "asymptomatic", "close", "sub_close",
    "central", "home", "new", "risk", "returned", "untested",
)  # fmt: skip
# One person has one of these at a time.
_ILL = ("fever", "symptom", "suspected", "confirmed", "asymptomatic")
MIDNIGHT = time(0, 0)

Figures = Mapping[str, int | None]


@dataclass(frozen=True, slots=True)
class Finding:
    """Figures that do not agree. `kind` is observed, presence, most or ill; `values` are the numbers to be said with it."""

    kind: str
    values: Mapping[str, int | str]


def day_of(moment: datetime, starts: time) -> date:
    """The reporting day of a moment; one that starts at 16:30 is named after the day it ends on."""
    if starts != MIDNIGHT and moment.time() >= starts:
        return moment.date() + timedelta(days=1)
    return moment.date()


def bounds(day: date, starts: time) -> tuple[datetime, datetime]:
    """From when, until when (exclusive) a reporting day runs."""
    end = datetime.combine(day, starts)
    if starts == MIDNIGHT:
        return end, end + timedelta(days=1)
    return end - timedelta(days=1), end


def is_late(at: datetime, deadline: datetime) -> bool:
    """The deadline itself is in time; seconds do not count."""
    return at.replace(second=0, microsecond=0) > deadline


def is_said(figures: Figures) -> bool:
    """Whether anything was reported at all: how many a unit has is known without it."""
    return any(value is not None for name, value in figures.items() if name != "due")


def is_zero(figures: Figures) -> bool:
    """Said to have nothing new: what was asked is there and nought. What was not said is not zero (domain rule 15)."""
    asked = [figures.get(name) for name in NEWS if name in CORE]
    return all(value == 0 for value in asked) and not any(figures.get(name) for name in NEWS)


def observed(figures: Figures) -> int | None:
    """How many are under observation, central and at home; None where one of them was not said."""
    central, home = figures.get("central"), figures.get("home")
    return None if central is None or home is None else central + home


def zeros(before: Figures | None) -> dict[str, int]:
    """The figures of a report of zeros: nothing new, and under observation whoever was it yesterday."""
    return {
        **dict.fromkeys(NEWS, 0),
        **{name: (before or {}).get(name) or 0 for name in OBSERVED},
    }


def check_figures(figures: Figures, before: Figures | None) -> tuple[Finding, ...]:
    """Where the figures of a report do not agree with one another or with those of the day before, None where there are none."""
    found: list[Finding] = []
    due, here, away = (figures.get(name) for name in PRESENCE)
    if due is not None and here is not None and away is not None and here + away != due:
        found.append(Finding("presence", {"due": due, "here": here, "away": away, "sum": here + away}))
    now, was = observed(figures), observed(before) if before is not None else None
    new, released = figures.get("new"), figures.get("released")
    if None not in (now, was, new, released):
        assert now is not None
        assert was is not None
        assert new is not None
        assert released is not None
        if was + new - released != now:
            found.append(
                Finding(
                    "observed",
                    {"was": was, "new": new, "released": released, "sum": was + new - released, "now": now},
                )
            )
    if due is not None:
        found += [
            Finding("most", {"name": name, "value": value, "due": due})
            for name in _AMONG
            if (value := figures.get(name)) is not None and value > due
        ]
        ill = sum(figures.get(name) or 0 for name in _ILL)
        if ill > due and not any(finding.kind == "most" for finding in found):
            found.append(Finding("ill", {"value": ill, "due": due}))
    return tuple(found)
