"""How long what is known of persons is kept, and from which day on it goes."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from enum import StrEnum

from duty_desk import policy
from duty_desk.errors import InputError
from duty_desk.work import Read


class Act(StrEnum):
    """What is destroyed: only what is past its time, or all that was collected for a response that has ended."""

    RETENTION = "retention"
    END = "end"


class Window(StrEnum):
    """What is kept for the same time."""

    CROSSING = "crossing"
    PASS = "pass"
    HEALTH = "health"
    REGISTER = "register"
    UNDO = "undo"
    DRAFT = "draft"
    LEDGER = "ledger"


# What goes by the days of a rule while a response lasts. The rest goes when it has ended.
SCHEDULED = (Window.CROSSING, Window.PASS, Window.REGISTER, Window.UNDO, Window.DRAFT)
Cuts = Mapping[Window, date]


def days(read: Read, window: Window) -> int:
    """How many days after the record, its expiry or the end of the response."""
    return policy.integer(read, f"privacy.{window.value}_days")


def cuts(read: Read, act: Act, ended_on: date | None = None) -> Cuts:
    """The day before which each kind goes; kinds that stay altogether are not named. Raises InputError at "ended_on"."""
    today = read.at.date()
    regular = {window: today - timedelta(days=days(read, window)) for window in SCHEDULED}
    if act is Act.RETENTION:
        return regular
    if ended_on is None:
        raise InputError("ended_on", "privacy.error.end_missing")
    first = ended_on + timedelta(days=days(read, Window.HEALTH))
    if first > today:
        raise InputError(
            "ended_on", "privacy.error.end_too_late", days=days(read, Window.HEALTH), first=first
        )
    after = ended_on + timedelta(days=1)
    # Forms that are half typed now may name anybody.
    wide = {Window.DRAFT: today + timedelta(days=1)}
    return {window: max(after, regular.get(window, after)) for window in Window} | wide
