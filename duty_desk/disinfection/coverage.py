"""How far disinfection reaches: coverage per area and day, what was missed and why, use per agent, and too much of it (product rule D6)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from sqlalchemy import func, select

from db.models import Area, DisinfectionRecord, Round
from db.vocabulary import DisinfectionKind, RoundState
from duty_desk.disinfection import areas, record_rows
from duty_desk.disinfection.areas import AreaRow
from duty_desk.disinfection.record_rows import RecordRow, RoundRow
from duty_desk.disinfection.rules import Finding
from duty_desk.work import Read

_LONGEST = 92
_ML = Decimal(1000)
_COUNTED = (RoundState.DONE, RoundState.MISSED, RoundState.OPEN)


@dataclass(frozen=True, slots=True)
class DayCoverage:
    """An area on a day. Rounds that need not be done are left out; `open` is what nobody has decided yet."""

    day: date
    due: int
    done: int
    missed: int
    open: int
    records: int
    is_over: bool

    @property
    def share(self) -> float | None:
        """Done of what was due, 0 to 1; None where nothing was due."""
        return self.done / self.due if self.due else None


@dataclass(frozen=True, slots=True)
class AreaCoverage:
    """An area over a period, one entry per day."""

    area: AreaRow
    days: tuple[DayCoverage, ...]

    @property
    def due(self) -> int:
        """Rounds that were due."""
        return sum(each.due for each in self.days)

    @property
    def done(self) -> int:
        """Rounds that were done."""
        return sum(each.done for each in self.days)


@dataclass(frozen=True, slots=True)
class AgentUse:
    """What was used of an agent: how often, litres of solution as far as they were written down, and with findings."""

    agent: str
    records: int
    points: int
    litres: Decimal
    findings: int


def coverage(read: Read, first: date, last: date) -> tuple[AreaCoverage, ...]:
    """Coverage of every area that was due or done in a period of at most three months."""
    days = _days(first, last)
    due: dict[tuple[int | None, date], dict[str, int]] = {}
    query = (
        select(Round.area_id, Round.day, Round.state, func.count())
        .where(
            Round.day.between(days[0], days[-1]),
            Round.area_id.is_not(None),
            Round.kind != DisinfectionKind.TERMINAL.value,
        )
        .group_by(Round.area_id, Round.day, Round.state)
    )
    for area, day, state, count in read.session.execute(query):
        due.setdefault((area, day), {})[state] = count
    records: dict[tuple[int | None, date], int] = {}
    over: set[tuple[int | None, date]] = set()
    recorded = select(DisinfectionRecord.area_id, DisinfectionRecord.day, DisinfectionRecord.findings).where(
        DisinfectionRecord.day.between(days[0], days[-1]),
        DisinfectionRecord.area_id.is_not(None),
        DisinfectionRecord.withdrawn_at.is_(None),
        DisinfectionRecord.kind != DisinfectionKind.TERMINAL.value,
    )
    for area, day, findings in read.session.execute(recorded):
        records[area, day] = records.get((area, day), 0) + 1
        if Finding.OVER_CEILING in findings:
            over.add((area, day))
    wanted = sorted({area for area, _ in (*due, *records) if area is not None})
    found: list[AreaCoverage] = []
    for area in areas.areas_of(read, wanted, days[-1]) if wanted else ():
        line: list[DayCoverage] = []
        for day in days:
            states = due.get((area.id, day), {})
            done, left_out, still = (states.get(each.value, 0) for each in _COUNTED)
            key = area.id, day
            line.append(
                DayCoverage(
                    day, done + left_out + still, done, left_out, still, records.get(key, 0), key in over
                )
            )
        found.append(AreaCoverage(area, tuple(line)))
    return tuple(found)


def missed(read: Read, first: date, last: date) -> tuple[tuple[AreaRow, RoundRow], ...]:
    """Rounds that were not done, with the reason that was given, oldest first; those nobody has decided are not among them."""
    query = (
        select(Round)
        .join(Area, Area.id == Round.area_id)
        .where(Round.day.between(first, last), Round.state == RoundState.MISSED.value)
        .order_by(Round.day, Area.list_order, Round.ordinal, Round.id)
    )
    rows = record_rows.rows_of(read, query)
    places = {area.id: area for area in areas.areas_of(read, [row.area for row in rows if row.area], last)}
    return tuple((places[row.area], row) for row in rows if row.area is not None)


def findings(read: Read, first: date, last: date) -> tuple[RecordRow, ...]:
    """Records against which the rules said something, too much of it too, oldest first."""
    query = (
        select(DisinfectionRecord.id, DisinfectionRecord.findings)
        .where(DisinfectionRecord.day.between(first, last), DisinfectionRecord.withdrawn_at.is_(None))
        .order_by(DisinfectionRecord.started_at, DisinfectionRecord.id)
    )
    wanted = [key for key, said in read.session.execute(query) if said]
    found = {row.id: row for row in record_rows.fetch_records(read, wanted)}
    return tuple(found[key] for key in wanted)


def use_by_agent(read: Read, first: date, last: date) -> tuple[AgentUse, ...]:
    """What was used in a period, the most frequent agent first."""
    query = select(
        DisinfectionRecord.agent,
        DisinfectionRecord.points,
        DisinfectionRecord.used_ml,
        DisinfectionRecord.findings,
    ).where(DisinfectionRecord.day.between(first, last), DisinfectionRecord.withdrawn_at.is_(None))
    found: dict[str, AgentUse] = {}
    for agent, points, used, said in read.session.execute(query):
        old = found.get(agent, AgentUse(agent, 0, 0, Decimal(0), 0))
        found[agent] = AgentUse(
            agent,
            old.records + 1,
            old.points + points,
            old.litres + (used or Decimal(0)) / _ML,
            old.findings + bool(said),
        )
    return tuple(sorted(found.values(), key=lambda each: (-each.records, each.agent)))


def share_of(lines: Sequence[AreaCoverage]) -> float | None:
    """Done of all that was due in the lines given, 0 to 1; None where nothing was due."""
    due = sum(line.due for line in lines)
    return sum(line.done for line in lines) / due if due else None


def _days(first: date, last: date) -> list[date]:
    """All days of a period. Raises ValueError for one that is empty or longer than three months."""
    count = (last - first).days + 1
    if not 1 <= count <= _LONGEST:
        raise ValueError(f"{first} to {last}")
    return [first + timedelta(days=n) for n in range(count)]
