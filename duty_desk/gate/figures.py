"""What happened at the gates on a day: in, out, vehicles, visitors, refused by reason, fevers (product rule G8)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, and_, func, select

from db.models import Crossing, Gate, Refusal, Retest, Visit
from db.vocabulary import CrossingKind, Direction
from duty_desk.gate import limits
from duty_desk.gate.answer_rules import Reason
from duty_desk.work import Read

# A register of paper names no gate.
_NO_GATE = 0


@dataclass(frozen=True, slots=True)
class GateFigures:
    """Figures of one gate, of all together, or of visitors in registers that name no gate.

    Visitors are counted apart from `came` and `left`: their registers may be of paper.
    """

    gate_id: int | None
    gate: str
    came: int = 0
    left: int = 0
    by_kind: Mapping[CrossingKind, int] = field(default_factory=dict[CrossingKind, int])
    vehicles_in: int = 0
    vehicles_out: int = 0
    visitors_in: int = 0
    visitors_out: int = 0
    household_exits: int = 0
    exempt_exits: int = 0
    forced: int = 0
    withdrawn: int = 0
    refused: Mapping[Reason, int] = field(default_factory=dict[Reason, int])
    looked_at: int = 0
    measured_again: int = 0
    fevers: int = 0

    @property
    def refusals(self) -> int:
        """How many were turned away."""
        return sum(self.refused.values())


@dataclass(frozen=True, slots=True)
class Figures:
    """Figures of a period of reporting days, by gate and together."""

    first: date
    last: date
    begin: datetime
    end: datetime
    gates: tuple[GateFigures, ...]
    total: GateFigures


def gate_figures(read: Read, first: date, last: date | None = None) -> Figures:
    """Figures of reporting days, from where the day starts by policy; one statement for each kind of record."""
    last = last or first
    return figures_between(
        read, limits.day_bounds(read, first)[0], limits.day_bounds(read, last)[1], (first, last)
    )


def figures_between(
    read: Read, begin: datetime, end: datetime, days: tuple[date, date] | None = None
) -> Figures:
    """Figures from a moment until another, a shift for instance."""
    first, last = days or (begin.date(), end.date())
    tallies: dict[int, _Tally] = defaultdict(_Tally)
    _count_crossings(read, begin, end, tallies)
    _count_refusals(read, begin, end, tallies)
    _count_visits(read, begin, end, tallies)
    _count_retests(read, begin, end, tallies)
    names = read.session.execute(select(Gate.id, Gate.name).order_by(Gate.list_order, Gate.id)).all()
    gates = tuple(tallies[row.id].figures(row.id, row.name) for row in names if row.id in tallies)
    if _NO_GATE in tallies:
        # So that the gates add up to the total.
        gates = (*gates, tallies[_NO_GATE].figures(None, ""))
    together = _Tally()
    for tally in tallies.values():
        together.add(tally)
    return Figures(first, last, begin, end, gates, together.figures(None, ""))


def daily_totals(read: Read, first: date, last: date) -> Mapping[date, GateFigures]:
    """Figures of all gates together for each reporting day of a period, for charts."""
    days = [first + timedelta(days=step) for step in range((last - first).days + 1)]
    return {day: gate_figures(read, day).total for day in days}


class _Tally:
    """Counts of one gate while they are put together."""

    def __init__(self) -> None:
        self.numbers: dict[str, int] = defaultdict(int)
        self.kinds: dict[CrossingKind, int] = defaultdict(int)
        self.refused: dict[Reason, int] = defaultdict(int)

    def add(self, other: _Tally) -> None:
        for mine, theirs in (
            (self.numbers, other.numbers),
            (self.kinds, other.kinds),
            (self.refused, other.refused),
        ):
            for key, count in theirs.items():
                mine[key] += count  # pyright: ignore[reportArgumentType]

    def figures(self, gate: int | None, name: str) -> GateFigures:
        return GateFigures(
            gate_id=gate,
            gate=name,
            by_kind=dict(self.kinds),
            refused=dict(sorted(self.refused.items(), key=lambda item: -item[1])),
            **self.numbers,
        )


def _count_crossings(read: Read, begin: datetime, end: datetime, tallies: dict[int, _Tally]) -> None:
    forced = Crossing.forced_reason.is_not(None).label("forced")
    withdrawn = Crossing.withdrawn_at.is_not(None).label("withdrawn")
    columns = (
        Crossing.gate_id,
        Crossing.direction,
        Crossing.kind,
        Crossing.exempt,
        forced,
        withdrawn,
    )
    query = (
        select(*columns, func.count().label("n"))
        .where(*_within(Crossing.at, begin, end), Crossing.visit_id.is_(None))
        .group_by(*columns)
    )
    for row in read.session.execute(query):
        tally = tallies[row.gate_id]
        if row.withdrawn:
            tally.numbers["withdrawn"] += row.n
            continue
        kind, going_in = CrossingKind(row.kind), row.direction == Direction.IN.value
        tally.kinds[kind] += row.n
        tally.numbers["came" if going_in else "left"] += row.n
        if kind is CrossingKind.VEHICLE:
            tally.numbers["vehicles_in" if going_in else "vehicles_out"] += row.n
        if kind is CrossingKind.HOUSEHOLD and not going_in:
            tally.numbers["household_exits"] += row.n
            tally.numbers["exempt_exits"] += row.n if row.exempt else 0
        tally.numbers["forced"] += row.n if row.forced else 0


def _count_refusals(read: Read, begin: datetime, end: datetime, tallies: dict[int, _Tally]) -> None:
    query = (
        select(Refusal.gate_id, Refusal.reason, Refusal.answer, func.count().label("n"))
        .where(*_within(Refusal.at, begin, end))
        .group_by(Refusal.gate_id, Refusal.reason, Refusal.answer)
    )
    for row in read.session.execute(query):
        tally, reason = tallies[row.gate_id], Reason(row.reason)
        if row.answer == "look":
            tally.numbers["looked_at"] += row.n
            continue
        tally.refused[reason] += row.n
        tally.numbers["fevers"] += row.n if reason is Reason.FEVER else 0


def _count_visits(read: Read, begin: datetime, end: datetime, tallies: dict[int, _Tally]) -> None:
    for name, moment, gate in (
        ("visitors_in", Visit.came_at, Visit.gate_id),
        ("visitors_out", Visit.left_at, func.coalesce(Visit.left_gate_id, Visit.gate_id)),
    ):
        where = func.coalesce(gate, _NO_GATE).label("gate")
        query: Any = (
            select(where, func.count().label("n"))
            .where(*_within(moment, begin, end), Visit.admitted.is_(True))
            .group_by(where)
        )
        for row in read.session.execute(query):
            tallies[row.gate].numbers[name] += row.n


def _count_retests(read: Read, begin: datetime, end: datetime, tallies: dict[int, _Tally]) -> None:
    live = (
        select(Retest.gate_id, func.count().label("n"))
        .where(*_within(Retest.at, begin, end))
        .group_by(Retest.gate_id)
    )
    # Of registers of paper only the passage knows of the second reading.
    written = (
        select(Crossing.gate_id, func.count().label("n"))
        .where(
            *_within(Crossing.at, begin, end),
            and_(Crossing.retest.is_not(None), Crossing.import_id.is_not(None)),
        )
        .group_by(Crossing.gate_id)
    )
    for query in (live, written):
        for row in read.session.execute(query):
            tallies[row.gate_id].numbers["measured_again"] += row.n


def _within(column: Any, begin: datetime, end: datetime) -> tuple[ColumnElement[bool], ColumnElement[bool]]:
    return column >= begin, column < end
