"""The figures of the day with those of the day before: in, out, passes given, goods out, temperatures, incidents (product rule T2)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, datetime, time, timedelta
from typing import Any

from sqlalchemy import func, select

from db.models import Dispatch, Incident, Pass, Reading, Retest
from db.vocabulary import PassKind
from duty_desk import policy
from duty_desk.agenda.shapes import Figure
from duty_desk.gate import gate_figures, limits
from duty_desk.supplies.issue_figures import ISSUED, still_counts
from duty_desk.work import Read, Work

NAMES = ("came", "left", "issued", "dispatched", "fevers", "incidents")
DAY = timedelta(days=1)


def list_figures(read: Read) -> tuple[Figure, ...]:
    """All of them in their order. At the gates a day begins when the office says so."""
    found: list[Figure] = []
    today = read.at.date()
    for names, count in _COUNTERS.items():
        try:
            now, before = count(read, today), count(read, today - DAY)
        except Exception:  # one desk's trouble must not hide what the others wait for
            if isinstance(read, Work):
                raise
            read.session.rollback()
            found += [Figure(name, None, None) for name in names]
            continue
        found += [Figure(name, now[place], before[place]) for place, name in enumerate(names)]
    return tuple(found)


def _at_gates(read: Read, day: date) -> tuple[int, ...]:
    total = gate_figures(read, day).total
    return total.came, total.left


def _issued(read: Read, day: date) -> tuple[int, ...]:
    """Passes of every kind; asked by kind and moment, as they are kept in order."""
    begin, end = _bounds(day)
    query = select(func.count()).where(
        Pass.kind.in_([kind.value for kind in PassKind]), *_within(Pass.issued_at, begin, end)
    )
    return (read.session.scalar(query) or 0,)


def _dispatched(read: Read, day: date) -> tuple[int, ...]:
    query = select(func.count()).where(
        Dispatch.state.in_(ISSUED), *_within(Dispatch.issued_at, *_bounds(day)), still_counts(Dispatch)
    )
    return (read.session.scalar(query) or 0,)


def _fevers(read: Read, day: date) -> tuple[int, ...]:
    """Whoever was too warm at a gate at first, and readings of who is under observation."""
    line = policy.number(read, "temp.abnormal", day)
    gates = select(func.count()).where(
        Retest.first >= line, *_within(Retest.at, *limits.day_bounds(read, day))
    )
    sites = select(func.count(Reading.stay_id.distinct())).where(
        Reading.day == day, Reading.temperature >= line
    )
    return ((read.session.scalar(gates) or 0) + (read.session.scalar(sites) or 0),)


def _incidents(read: Read, day: date) -> tuple[int, ...]:
    query = select(func.count()).where(*_within(Incident.found_at, *_bounds(day)))
    return (read.session.scalar(query) or 0,)


def _bounds(day: date) -> tuple[datetime, datetime]:
    begin = datetime.combine(day, time())
    return begin, begin + DAY


def _within(column: Any, begin: datetime, end: datetime) -> tuple[Any, Any]:
    return column >= begin, column < end


_COUNTERS: Mapping[tuple[str, ...], Callable[[Read, date], tuple[int, ...]]] = {
    ("came", "left"): _at_gates,
    ("issued",): _issued,
    ("dispatched",): _dispatched,
    ("fevers",): _fevers,
    ("incidents",): _incidents,
}
