"""Reminds units of their reports, and says of which days a unit need not report (product rule R1)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select

from db.models import ReportCall, ReportExemption, Unit
from db.vocabulary import CallOutcome
from duty_desk import audit, formats
from duty_desk.errors import InputError, Refusal
from duty_desk.people.records import claim, required, text_or_none
from duty_desk.roles import Permission, requires
from duty_desk.unit_reports import filing, records
from duty_desk.work import Read, Work


@dataclass(frozen=True, slots=True)
class CallRow:
    """One reminder."""

    at: datetime
    whom: str | None
    outcome: str
    note: str | None
    officer: str | None


@dataclass(frozen=True, slots=True)
class ExemptionRow:
    """Days on which a unit need not report; without `until_on` until further notice."""

    id: int
    unit_id: int
    unit: str
    from_on: date
    until_on: date | None
    reason: str
    set_at: datetime
    version: int


@requires(Permission.FILE_REPORT)
def chase(
    work: Work,
    *,
    units: Sequence[int],
    day: date,
    outcome: CallOutcome = CallOutcome.REACHED,
    note: str | None = None,
) -> int:
    """Note that units were reminded of their report of a day; returns how many. Those that have reported are left out."""
    count = 0
    for unit in units:
        named = filing.reporting_unit(work, unit)
        if records.latest_of(work, unit, day) is not None:
            continue
        work.session.add(
            ReportCall(
                unit_id=unit,
                day=day,
                at=work.at,
                whom=named.contact,
                outcome=outcome.value,
                note=text_or_none(note),
                officer_id=work.officer.id,
                officer_name=work.officer.name,
            )
        )
        count += 1
        audit.record(
            work,
            action="unit_report.call",
            subject=("unit", unit),
            after={"day": day, "call_outcome": outcome.value},
        )
    if not count:
        raise Refusal("unit_reports.refusal.nobody_to_call")
    work.session.flush()
    return count


@requires(Permission.EDIT_REPORTING)
def exempt(work: Work, *, unit: int, from_on: date, until_on: date | None = None, reason: str) -> int:
    """Let a unit be without reports for a time. Raises Refusal when it is so already on one of the days."""
    named = filing.reporting_unit(work, unit)
    if until_on is not None and until_on < from_on:
        raise InputError("until_on", "unit_reports.error.period")
    why = required(reason, "reason", "unit_reports.error.reason_missing")
    for row in _in_force(work, unit):
        if (until_on is None or row.from_on <= until_on) and (
            row.until_on is None or row.until_on >= from_on
        ):
            raise Refusal(
                "unit_reports.refusal.exempt_already", unit=named.name, day=formats.day(row.from_on)
            )
    row = ReportExemption(
        unit_id=unit,
        from_on=from_on,
        until_on=until_on,
        reason=why,
        set_at=work.at,
        officer_id=work.officer.id,
    )
    work.session.add(row)
    work.session.flush()
    audit.record(
        work,
        action="unit_report.exempt",
        subject=("unit", unit),
        after={"from_on": from_on, "until_on": until_on},
        reason=why,
    )
    return row.id


@requires(Permission.EDIT_REPORTING)
def end_exemption(work: Work, exemption: int, *, version: int) -> None:
    """From today on the unit reports again; the days gone by stay as they were."""
    row = claim(work, ReportExemption, exemption, version)
    if row.ended_at is not None:
        raise Refusal("unit_reports.refusal.exempt_over")
    row.ended_at = work.at
    row.version += 1
    work.session.flush()
    audit.record(
        work,
        action="unit_report.end_exemption",
        subject=("unit", row.unit_id),
        after={"from_on": row.from_on, "until_on": records.today(work)},
    )


def list_calls(read: Read, unit: int, day: date) -> tuple[CallRow, ...]:
    """The reminders of a unit for a day, the last one first."""
    query = (
        select(ReportCall)
        .where(ReportCall.unit_id == unit, ReportCall.day == day)
        .order_by(ReportCall.at.desc(), ReportCall.id.desc())
    )
    return tuple(
        CallRow(row.at, row.whom, row.outcome, row.note, row.officer_name)
        for row in read.session.scalars(query)
    )


def find_exemption(read: Read, unit: int, day: date) -> ExemptionRow | None:
    """Why a unit need not report of a day, None when it has to."""
    name = read.session.scalar(select(Unit.name).where(Unit.id == unit)) or ""
    for row in _in_force(read, unit):
        if row.from_on <= day and (row.until_on is None or day <= row.until_on):
            return ExemptionRow(
                row.id, unit, name, row.from_on, row.until_on, row.reason, row.set_at, row.version
            )
    return None


def _in_force(read: Read, unit: int) -> list[ReportExemption]:
    query = select(ReportExemption).where(ReportExemption.unit_id == unit, ReportExemption.ended_at.is_(None))
    return list(read.session.scalars(query))
