"""What the work of the night leaves for the day to read: when it was, and how much it found."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func, select

from db.models import Destruction
from duty_desk import settings
from duty_desk.work import Read

CHECKED, TRIED, PAST = "nightly.checked", "nightly.tried", "nightly.past"


@dataclass(frozen=True, slots=True)
class Outcome:
    """A proof in short: the promises that were broken, each once; of a trial, which backup it was."""

    at: datetime
    count: int
    invariants: Sequence[str]
    file: str


@dataclass(frozen=True, slots=True)
class Past:
    """How many records and persons were past their time when they were last counted."""

    at: datetime
    rows: int
    people: int


def outcome(read: Read, key: str) -> Outcome | None:
    """What CHECKED or TRIED came to, without the sentences of it."""
    kept: Any = settings.get(read, key)
    if not kept:
        return None
    broken = tuple(dict.fromkeys(str(finding[0]) for finding in kept["findings"]))
    count = len(kept["findings"]) + bool(kept["error"])
    return Outcome(datetime.fromisoformat(kept["at"]), count, broken, kept["file"])


def past(read: Read) -> Past | None:
    """What is past its time; nothing once anything was destroyed since it was counted."""
    kept: Any = settings.get(read, PAST)
    if not kept or not (kept["rows"] or kept["people"]):
        return None
    at = datetime.fromisoformat(kept["at"])
    destroyed = read.session.scalar(select(func.max(Destruction.at)))
    if destroyed is not None and destroyed >= at:
        return None
    return Past(at, kept["rows"], kept["people"])
