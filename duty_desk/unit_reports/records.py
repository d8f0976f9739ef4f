"""Reading the reports as they stood at a moment: the latest edition of each unit, and what came before it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from sqlalchemy import Select, func, select

from db.models import Unit, UnitReport
from duty_desk import policy
from duty_desk.unit_reports import rules
from duty_desk.unit_reports.rules import FIGURES, Figures
from duty_desk.work import Read

DEADLINE, SUMMARY, DAY_STARTS = "report.deadline", "report.summary", "report.day_starts"


@dataclass(frozen=True, slots=True)
class ReportRow:
    """One edition of a unit's report."""

    id: int
    unit_id: int
    unit: str
    day: date
    edition: int
    submitted_at: datetime
    reporter: str | None
    way: str
    is_zero: bool
    is_late: bool
    figures: Figures
    reason: str | None
    remark: str | None
    officer: str | None


def deadline(read: Read, day: date) -> datetime:
    """Until when the units report of a day."""
    return datetime.combine(day, _clock(read, DEADLINE, day))


def summary_due(read: Read, day: date) -> datetime:
    """Until when the sheet of all units is handed on."""
    return datetime.combine(day, _clock(read, SUMMARY, day))


def day_starts(read: Read, day: date | None = None) -> time:
    """When a reporting day begins."""
    return _clock(read, DAY_STARTS, day or read.at.date())


def today(read: Read) -> date:
    """The reporting day it is now."""
    return rules.day_of(read.at, day_starts(read))


def figures_of(row: UnitReport) -> dict[str, int | None]:
    """The figures of a report, those that were not given included."""
    return {name: getattr(row, name) for name in FIGURES}


def select_current(as_of: datetime | None = None, days: tuple[date, date] | None = None) -> Any:
    """Unit, day and number of the latest edition of every report, as a subquery; those filed after `as_of` do not count.

    `days` are the first and the last to look at.
    """
    query = select(UnitReport.unit_id, UnitReport.day, func.max(UnitReport.edition).label("edition"))
    if days is not None:
        query = query.where(UnitReport.day >= days[0], UnitReport.day <= days[1])
    if as_of is not None:
        query = query.where(UnitReport.submitted_at <= as_of)
    return query.group_by(UnitReport.unit_id, UnitReport.day).subquery()


def current(
    read: Read,
    first: date,
    last: date | None = None,
    *,
    as_of: datetime | None = None,
    editions: bool = True,
) -> dict[tuple[int, date], UnitReport]:
    """The reports of a period by unit and day, as they stood at `as_of`; without `editions` as they were first filed."""
    last = last or first
    newest = select_current(as_of, (first, last))
    query = select(UnitReport).where(UnitReport.day >= first, UnitReport.day <= last)
    if editions:
        query = query.join(
            newest,
            (newest.c.unit_id == UnitReport.unit_id)
            & (newest.c.day == UnitReport.day)
            & (newest.c.edition == UnitReport.edition),
        )
    else:
        query = query.where(UnitReport.edition == 1)
        if as_of is not None:
            query = query.where(UnitReport.submitted_at <= as_of)
    return {(row.unit_id, row.day): row for row in read.session.scalars(query)}


def latest_of(read: Read, unit: int, day: date) -> UnitReport | None:
    """The report of a unit for a day as it stands."""
    query = (
        select(UnitReport)
        .where(UnitReport.unit_id == unit, UnitReport.day == day)
        .order_by(UnitReport.edition.desc())
        .limit(1)
    )
    return read.session.scalar(query)


def before(read: Read, unit: int, day: date) -> dict[str, int | None] | None:
    """The figures of the day before, None where the unit said nothing."""
    row = latest_of(read, unit, day - timedelta(days=1))
    return None if row is None else figures_of(row)


def list_editions(read: Read, unit: int, day: date) -> tuple[ReportRow, ...]:
    """Every edition of a unit's report for a day, the first one first."""
    query = (
        _select_rows().where(UnitReport.unit_id == unit, UnitReport.day == day).order_by(UnitReport.edition)
    )
    return tuple(_row(*found) for found in read.session.execute(query))


def fetch_reports(read: Read, ids: Sequence[int]) -> tuple[ReportRow, ...]:
    """Editions by identifier."""
    return tuple(_row(*found) for found in read.session.execute(_select_rows().where(UnitReport.id.in_(ids))))


def changed(one: Figures, other: Figures) -> Mapping[str, tuple[int | None, int | None]]:
    """Which figures differ between two editions, before and after."""
    return {name: (one.get(name), other.get(name)) for name in FIGURES if one.get(name) != other.get(name)}


def _select_rows() -> Select[UnitReport, str]:
    return select(UnitReport, Unit.name).join(Unit, Unit.id == UnitReport.unit_id)


def _row(row: UnitReport, unit: str) -> ReportRow:
    return ReportRow(
        id=row.id,
        unit_id=row.unit_id,
        unit=unit,
        day=row.day,
        edition=row.edition,
        submitted_at=row.submitted_at,
        reporter=row.reporter,
        way=row.way,
        is_zero=row.is_zero,
        is_late=row.is_late,
        figures=figures_of(row),
        reason=row.reason,
        remark=row.remark,
        officer=row.officer_name,
    )


def _clock(read: Read, key: str, day: date) -> time:
    return time.fromisoformat(policy.text(read, key, day))
