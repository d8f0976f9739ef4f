"""The reports of a day, unit by unit with sums, and the days of a period side by side, each as it stood at a moment (check I-12)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import func, or_, select

from db.models import ReportCall, ReportExemption, Unit, UnitReport
from db.vocabulary import ReportState
from duty_desk.unit_reports import records, rules
from duty_desk.unit_reports.rules import FIGURES, Figures, Finding
from duty_desk.work import Read

# The order in which a list shows them: what needs a hand first.
ORDER = (
    ReportState.MISSING,
    ReportState.LATE,
    ReportState.FILED,
    ReportState.ZERO,
    ReportState.EXEMPT,
)
_NONE: Figures = dict.fromkeys(FIGURES)


@dataclass(frozen=True, slots=True)
class UnitDay:
    """What one unit has done about its report of a day. `figures` are those of the edition that stands, empty without one.

    `place` is that in the office's list, `heads` how many the unit has by its report or, without one, by the register.
    """

    id: int
    place: int
    name: str
    contact: str | None
    phone: str | None
    heads: int | None
    state: ReportState
    report: int | None
    edition: int
    at: datetime | None
    reporter: str | None
    figures: Figures
    remark: str | None
    late_minutes: int
    calls: int
    called_at: datetime | None
    exempt_reason: str | None
    findings: tuple[Finding, ...]

    @property
    def is_corrected(self) -> bool:
        """Whether what stands is not what was filed first."""
        return self.edition > 1


@dataclass(frozen=True, slots=True)
class Day:
    """All units of a reporting day at `as_of`. `totals` are the sums of the rows; a figure that nobody gave is None."""

    day: date
    as_of: datetime
    deadline: datetime
    rows: tuple[UnitDay, ...]
    counts: Mapping[ReportState, int]
    totals: Figures

    @property
    def due(self) -> int:
        """How many units have to report."""
        return len(self.rows) - self.counts[ReportState.EXEMPT]

    @property
    def received(self) -> int:
        """How many have, zero and late ones too."""
        return self.due - self.counts[ReportState.MISSING]

    def of(self, state: ReportState) -> tuple[UnitDay, ...]:
        """The units in one state."""
        return tuple(row for row in self.rows if row.state is state)


@dataclass(frozen=True, slots=True)
class DayCount:
    """How the reports of one day came in, and the sums of what they say."""

    day: date
    on_time: int
    late: int
    missing: int
    exempt: int
    totals: Figures

    @property
    def due(self) -> int:
        """How many units had to report."""
        return self.on_time + self.late + self.missing


def day_view(read: Read, day: date | None = None, *, as_of: datetime | None = None) -> Day:
    """The units of a reporting day, today's when not given, as they stood at `as_of`."""
    on, at = day or records.today(read), as_of or read.at
    now = records.current(read, on, as_of=at)
    before = records.current(read, on - timedelta(days=1), as_of=at)
    first = records.current(read, on, as_of=at, editions=False)
    exempt = _exempt(read, on, on, at)
    calls = _calls(read, on, at)
    deadline = records.deadline(read, on)
    rows: list[UnitDay] = []
    for place, unit in enumerate(_units(read, on, on)):
        report = now.get((unit.id, on))
        was = before.get((unit.id, on - timedelta(days=1)))
        filed = first.get((unit.id, on))
        figures = _NONE if report is None else records.figures_of(report)
        reasons = [row.reason for row in exempt.get(unit.id, ()) if _holds(row, on, at)]
        count, called_at = calls.get(unit.id, (0, None))
        findings = (
            ()
            if report is None
            else rules.check_figures(figures, None if was is None else records.figures_of(was))
        )
        rows.append(
            UnitDay(
                id=unit.id,
                place=place,
                name=unit.name,
                contact=unit.contact,
                phone=unit.phone,
                heads=figures["due"] if figures["due"] is not None else _heads(unit),
                state=state_of(report, bool(reasons)),
                report=report.id if report is not None else None,
                edition=report.edition if report is not None else 0,
                at=filed.submitted_at if filed is not None else None,
                reporter=report.reporter if report is not None else None,
                figures=figures,
                remark=report.remark if report is not None else None,
                late_minutes=_late_by(filed, deadline),
                calls=count,
                called_at=called_at,
                exempt_reason=reasons[0] if reasons else None,
                findings=findings,
            )
        )
    return _day(on, at, deadline, rows)


def series(
    read: Read,
    first: date,
    last: date,
    *,
    as_of: datetime | None = None,
    editions: bool = True,
) -> tuple[DayCount, ...]:
    """Every day of a period. Without `editions` as the reports were first filed."""
    at = as_of or read.at
    reports = records.current(read, first, last, as_of=at, editions=editions)
    exempt = _exempt(read, first, last, at)
    units = _units(read, first, last)
    found: list[DayCount] = []
    for day in days_of(first, last):
        states = Counter[ReportState]()
        said: list[Figures] = []
        for unit in units:
            report = reports.get((unit.id, day))
            if report is None and not unit.reports:
                continue
            free = any(_holds(row, day, at) for row in exempt.get(unit.id, ()))
            states[state_of(report, free)] += 1
            if report is not None:
                said.append(records.figures_of(report))
        found.append(
            DayCount(
                day=day,
                on_time=states[ReportState.FILED] + states[ReportState.ZERO],
                late=states[ReportState.LATE],
                missing=states[ReportState.MISSING],
                exempt=states[ReportState.EXEMPT],
                totals=add_up(said),
            )
        )
    return tuple(found)


def state_of(report: UnitReport | None, exempt: bool) -> ReportState:
    """What the unit has done. Silence is never zero."""
    if report is None:
        return ReportState.EXEMPT if exempt else ReportState.MISSING
    if report.is_late:
        return ReportState.LATE
    return ReportState.ZERO if report.is_zero else ReportState.FILED


def add_up(said: Sequence[Figures]) -> dict[str, int | None]:
    """Sums; None for what nobody said."""
    sums: dict[str, int | None] = {}
    for name in FIGURES:
        values = [value for each in said if (value := each.get(name)) is not None]
        sums[name] = sum(values) if values else None
    return sums


def days_of(first: date, last: date) -> tuple[date, ...]:
    """The days of a period."""
    return tuple(first + timedelta(days=step) for step in range((last - first).days + 1))


def _day(day: date, as_of: datetime, deadline: datetime, rows: Sequence[UnitDay]) -> Day:
    places = {state: place for place, state in enumerate(ORDER)}
    ordered = tuple(sorted(rows, key=lambda row: places[row.state]))
    counts = Counter(row.state for row in rows)
    return Day(
        day=day,
        as_of=as_of,
        deadline=deadline,
        rows=ordered,
        counts={state: counts[state] for state in ORDER},
        totals=add_up([row.figures for row in rows if row.report is not None]),
    )


def _units(read: Read, first: date, last: date) -> list[Unit]:
    """The units that report, and those that did although they need not any more."""
    reported = select(UnitReport.unit_id).where(UnitReport.day >= first, UnitReport.day <= last)
    query = (
        select(Unit)
        .where(or_(Unit.reports & Unit.is_active, Unit.id.in_(reported)))
        .order_by(Unit.list_order, Unit.id)
    )
    return list(read.session.scalars(query))


def _exempt(read: Read, first: date, last: date, at: datetime) -> dict[int, list[ReportExemption]]:
    query = (
        select(ReportExemption)
        .where(
            ReportExemption.set_at <= at,
            ReportExemption.from_on <= last,
            or_(ReportExemption.until_on.is_(None), ReportExemption.until_on >= first),
        )
        .order_by(ReportExemption.id)
    )
    found: dict[int, list[ReportExemption]] = {}
    for row in read.session.scalars(query):
        found.setdefault(row.unit_id, []).append(row)
    return found


def _holds(row: ReportExemption, day: date, at: datetime) -> bool:
    """Whether the unit is free on a day; one that was ended holds for the days before that."""
    if day < row.from_on or (row.until_on is not None and day > row.until_on):
        return False
    return row.ended_at is None or row.ended_at > at or day < row.ended_at.date()


def _calls(read: Read, day: date, at: datetime) -> dict[int, tuple[int, datetime]]:
    query = (
        select(ReportCall.unit_id, func.count(), func.max(ReportCall.at))
        .where(ReportCall.day == day, ReportCall.at <= at)
        .group_by(ReportCall.unit_id)
    )
    return {unit: (count, called) for unit, count, called in read.session.execute(query)}


def _late_by(report: UnitReport | None, deadline: datetime) -> int:
    if report is None or not report.is_late:
        return 0
    return max(0, int((report.submitted_at - deadline).total_seconds() // 60))


def _heads(unit: Unit) -> int | None:
    if unit.staff is None and unit.students is None:
        return None
    return (unit.staff or 0) + (unit.students or 0)
