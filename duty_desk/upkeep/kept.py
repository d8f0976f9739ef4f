"""What the work of the night leaves for the day to read: when it was, and how much it found."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func, select

from db.models import Destruction
from duty_desk import policy, settings
from duty_desk.work import Read

CHECKED, TRIED, PAST = "nightly.checked", "nightly.tried", "nightly.past"
# What goes by the days of a rule, whatever else the office does.
KINDS = ("crossing", "pass", "register", "undo", "draft")


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
    """What was past its time when it was counted last; nothing once other rules hold or anything was destroyed since.

    Today asks this with every reading, so nothing is counted here: what no longer holds is counted anew beside the window.
    """
    kept: Any = settings.get(read, PAST)
    if not kept or not (kept["rows"] or kept["people"]) or _is_overtaken(read, kept):
        return None
    return Past(datetime.fromisoformat(kept["at"]), kept["rows"], kept["people"])


def count(read: Read) -> Past:
    """How much is past its time now; up to a second in an office where nothing was ever destroyed."""
    # Loaded only where something is counted.
    from duty_desk import privacy

    preview = privacy.preview(read, privacy.Act.RETENTION)
    return Past(read.at, preview.rows, preview.people)


def is_stale(read: Read) -> bool:
    """Whether what was counted last says nothing of now: another day, other rules, or something was destroyed since."""
    kept: Any = settings.get(read, PAST)
    return (
        not kept or datetime.fromisoformat(kept["at"]).date() != read.at.date() or _is_overtaken(read, kept)
    )


def _is_overtaken(read: Read, kept: Any) -> bool:
    destroyed = read.session.scalar(select(func.max(Destruction.at)))
    return kept.get("windows") != windows(read) or (
        destroyed is not None and destroyed >= datetime.fromisoformat(kept["at"])
    )


def windows(read: Read) -> list[int]:
    """For how many days each kind is kept by the rules of today."""
    return [policy.integer(read, f"privacy.{kind}_days") for kind in KINDS]
