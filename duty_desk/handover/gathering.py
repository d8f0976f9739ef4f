"""What the hand-over says by itself: everything still open, who and what is still inside, the figures of the shift (product rule W4)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func, select

from db.models import Incident, LogEntry, Pass, Stay
from db.vocabulary import CrossingKind, LogKind
from duty_desk import agenda, gate
from duty_desk.agenda import Item, rules
from duty_desk.agenda.rules import Term
from duty_desk.work import Read

# The figures of a shift, in the order of the paper.
FIGURES = (
    "calls", "visits", "orders", "passes", "came", "left", "vehicles", "visitors", "refused", "fevers", "forced",
    "admitted", "released", "incidents",
)  # fmt: skip
# Who and what is counted as still inside, in the order of the panel.
INSIDE = (
    CrossingKind.VISIT,
    CrossingKind.VEHICLE,
    CrossingKind.CREW,
    CrossingKind.PASS,
    CrossingKind.MATERIAL,
)


@dataclass(frozen=True, slots=True)
class Group:
    """The open items of one kind; `late` of them are past their time."""

    feature: str
    what: str
    items: tuple[Item, ...]
    late: int


@dataclass(frozen=True, slots=True)
class Inside:
    """How many of one kind are on the campus, and how many of them past their time."""

    kind: CrossingKind
    count: int
    overdue: int


def group(items: tuple[Item, ...], at: datetime) -> tuple[Group, ...]:
    """The items by kind, in the order in which the features are gathered; what has been late comes first within a kind."""
    found: dict[tuple[str, str], list[Item]] = {}
    for item in items:
        found.setdefault((item.feature, item.what), []).append(item)
    groups = [
        Group(feature, what, tuple(those), sum(_is_late(one, at) for one in those))
        for (feature, what), those in found.items()
    ]
    return tuple(sorted(groups, key=lambda one: (agenda.SOURCES.index(one.feature), one.what)))


def _is_late(item: Item, at: datetime) -> bool:
    """Whether its term has passed; what only waits is not late for that."""
    known = rules.WHATS.get((item.feature, item.what))
    term = known.term if known is not None else Term.DEADLINE
    if item.due_at is None or term not in (Term.DEADLINE, Term.DAY):
        return False
    return item.due_at < at if term is Term.DEADLINE else item.due_at.date() < at.date()


def still_inside(read: Read) -> tuple[Inside, ...]:
    """Who and what is on the campus now, by kind; kinds nobody is of are left out."""
    rows = gate.list_inside(read)
    kinds = (*INSIDE, *(kind for kind in CrossingKind if kind not in INSIDE))
    found = (
        Inside(kind, len(those), sum(row.overdue for row in those))
        for kind in kinds
        if (those := [row for row in rows if row.kind is kind])
    )
    return tuple(found)


def figures(read: Read, begin: datetime, end: datetime) -> Mapping[str, int]:
    """What happened in a shift, counted from the records of every desk."""
    at_gates = gate.figures_between(read, begin, end).total
    log = _log(read, begin, end)
    return {
        "calls": log.get(LogKind.CALL.value, 0),
        "visits": log.get(LogKind.VISIT.value, 0),
        "orders": log.get(LogKind.ORDER.value, 0),
        "passes": _count(read, Pass.issued_at, begin, end),
        "came": at_gates.came,
        "left": at_gates.left,
        "vehicles": at_gates.vehicles_in,
        "visitors": at_gates.visitors_in,
        "refused": at_gates.refusals,
        "fevers": at_gates.fevers,
        "forced": at_gates.forced,
        "admitted": _count(read, Stay.admitted_at, begin, end),
        "released": _count(read, Stay.ended_at, begin, end),
        "incidents": _count(read, Incident.found_at, begin, end),
    }


def inside_figures(inside: tuple[Inside, ...]) -> Mapping[str, Any]:
    """The same for keeping."""
    return {one.kind.value: {"count": one.count, "overdue": one.overdue} for one in inside}


def _log(read: Read, begin: datetime, end: datetime) -> Mapping[str, int]:
    query = (
        select(LogEntry.kind, func.count().label("number"))
        .where(LogEntry.at >= begin, LogEntry.at < end, LogEntry.struck_at.is_(None))
        .group_by(LogEntry.kind)
    )
    return {row.kind: row.number for row in read.session.execute(query)}


def _count(read: Read, column: Any, begin: datetime, end: datetime) -> int:
    return read.session.scalar(select(func.count()).where(column >= begin, column < end)) or 0
