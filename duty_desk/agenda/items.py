"""Everything that is open, from every desk in one shape. One desk that cannot be read hides none of the others."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from importlib import import_module
from typing import Any

from duty_desk.work import Read, Work

# The features that have an `open_items`, those above this one as well; they are imported when the list is first read.
SOURCES = (
    "incidents",
    "gate",
    "passes",
    "isolation",
    "disinfection",
    "supplies",
    "unit_reports",
    "screening",
    "duty",
    "roster",
    "bookings",
    "upkeep",
)
# What a feature lists of its own at most.
MOST = 200


@dataclass(frozen=True, slots=True)
class Item:
    """One open thing of one desk, whoever it concerns; names are in full. `due_at`: since when it is late or waits, or its term.

    `subject` opens the record: `("round", 12)`; `detail` is what its feature says of it (a number, a temperature).
    """

    feature: str
    what: str
    due_at: datetime | None
    subject: tuple[str, int]
    name: str
    place: str
    detail: str


@dataclass(frozen=True, slots=True)
class Gathered:
    """Everything that was found, and the features that could not be read."""

    items: tuple[Item, ...]
    failed: frozenset[str]


def list_items(read: Read) -> tuple[Item, ...]:
    """Everything open, the longest late first, what has no term last; never hidden by a snooze."""
    return gather(read).items


def gather(read: Read) -> Gathered:
    """The same with the features that could not be read; asked once in a reading, whoever wants it.

    Raises when none could: then it is not a feature that is in trouble.
    """
    key = "agenda.gathered"
    if key not in read.memo or isinstance(read, Work):
        read.memo[key] = _gather(read)
    return read.memo[key]


def count(read: Read, feature: str, *whats: str) -> int:
    """How many things of a feature are open, of these kinds or of all. What it has more than it lists, it counts itself."""
    found = gather(read)
    mine = [item.what for item in found.items if item.feature == feature]
    if feature in found.failed or len(mine) >= MOST:
        every = sources()[feature].count_open_items(read)
        return sum(every[what] for what in whats or every)
    return sum(what in whats for what in mine) if whats else len(mine)


def _gather(read: Read) -> Gathered:
    found: list[Item] = []
    failed: set[str] = set()
    known = sources()
    for feature, module in known.items():
        try:
            found += _of(read, feature, module)
        except Exception:  # one desk's trouble must not hide what the others wait for
            if isinstance(read, Work) or len(failed) + 1 == len(known):
                raise
            failed.add(feature)
            # A server reads on only in a new transaction.
            read.session.rollback()
    found.sort(key=lambda item: (item.due_at is None, item.due_at or read.at, item.subject))
    return Gathered(tuple(found), frozenset(failed))


@cache
def sources() -> dict[str, Any]:
    """The modules by feature, imported when the list is first read."""
    return {feature: import_module(f"duty_desk.{feature}.open_items") for feature in SOURCES}


def _of(read: Read, feature: str, module: Any) -> Iterator[Item]:
    for one in module.list_open_items(read):
        if feature == "passes":
            yield _of_pass(one)
        else:
            yield Item(feature, one.what, one.due_at, one.subject, one.name, one.place, one.detail)


def _of_pass(one: Any) -> Item:
    """A slip has no pass yet: it opens the list of slips."""
    subject = ("pass_slip", 0) if one.pass_id is None else ("pass", one.pass_id)
    return Item(
        "passes", one.what, one.due_at, subject, one.holder_name or one.number or "", one.place, one.reason
    )
