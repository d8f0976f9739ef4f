"""Files the daily report of a unit and its corrections; what was filed is never changed, a correction is the next edition."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import TypedDict, Unpack

from db.models import Unit, UnitReport
from db.vocabulary import ReportWay
from duty_desk import audit, formats
from duty_desk.errors import InputError, Refusal, StaleError
from duty_desk.people.records import required, text_or_none
from duty_desk.roles import Permission, requires, step
from duty_desk.unit_reports import records, rules
from duty_desk.unit_reports.rules import FIGURES
from duty_desk.work import Read, Work

_HIGHEST = 1_000_000


class FigureForm(TypedDict, total=False):
    """The figures of a report. What is left out or None was not said, which is not zero."""

    due: int | None
    on_campus: int | None
    off_campus: int | None
    fever: int | None
    symptom: int | None
    visit: int | None
    suspected: int | None
    confirmed: int | None
    asymptomatic: int | None
    close: int | None
    sub_close: int | None
    central: int | None
    home: int | None
    new: int | None
    released: int | None
    risk: int | None
    returned: int | None
    untested: int | None


@requires(Permission.FILE_REPORT)
def submit(
    work: Work,
    *,
    unit: int,
    day: date | None = None,
    reporter: str | None = None,
    way: ReportWay = ReportWay.PHONE,
    remark: str | None = None,
    **figures: Unpack[FigureForm],
) -> int:
    """File the report of a unit for a day, today's when not given.

    Figures that do not agree are accepted with a remark that says why. Raises Refusal when the unit has reported already.
    """
    on = day or records.today(work)
    given = checked_figures(figures)
    found = rules.check_figures(given, records.before(work, unit, on))
    if found and not text_or_none(remark):
        raise InputError("remark", "unit_reports.error.remark_missing")
    return file(work, unit=unit, day=on, at=work.at, figures=given, reporter=reporter, way=way, remark=remark)


@requires(Permission.FILE_REPORT)
def correct(
    work: Work,
    *,
    unit: int,
    day: date,
    edition: int,
    reason: str,
    reporter: str | None = None,
    way: ReportWay = ReportWay.PHONE,
    remark: str | None = None,
    **figures: Unpack[FigureForm],
) -> int:
    """File the next edition with the reason; figures that are not named stay as they were, and `edition` is kept beside it.

    Raises StaleError when somebody corrected it meanwhile, Refusal when nothing differs.
    """
    before = records.latest_of(work, unit, day)
    if before is None:
        raise Refusal("unit_reports.refusal.nothing_to_correct")
    if before.edition != edition:
        raise StaleError("storage.stale")
    why = required(reason, "reason", "unit_reports.error.reason_missing")
    kept = records.figures_of(before)
    given = {**kept, **checked_figures(figures)}
    if not records.changed(kept, given):
        raise Refusal("unit_reports.refusal.nothing_changed")
    said = text_or_none(remark) or before.remark
    if rules.check_figures(given, records.before(work, unit, day)) and not said:
        raise InputError("remark", "unit_reports.error.remark_missing")
    return add_edition(
        work, before, at=work.at, figures=given, reason=why, reporter=reporter, way=way, remark=said
    )


@step
def file(
    work: Work,
    *,
    unit: int,
    day: date,
    at: datetime,
    figures: Mapping[str, int | None],
    reporter: str | None = None,
    way: ReportWay = ReportWay.PHONE,
    remark: str | None = None,
    import_id: int | None = None,
) -> int:
    """Write the first edition of a report that was handed in at `at`."""
    named = reporting_unit(work, unit)
    if day > records.today(work):
        raise InputError("day", "unit_reports.error.day_ahead", day=formats.day(day))
    if not rules.is_said(figures):
        raise InputError("fever", "unit_reports.error.nothing_said")
    if (there := records.latest_of(work, unit, day)) is not None:
        raise Refusal(
            "unit_reports.refusal.reported",
            unit=named.name,
            day=formats.day(day),
            at=formats.moment(there.submitted_at),
        )
    row = UnitReport(
        unit_id=unit,
        day=day,
        edition=1,
        submitted_at=at,
        reporter=text_or_none(reporter),
        way=way.value,
        is_zero=rules.is_zero(figures),
        is_late=rules.is_late(at, records.deadline(work, day)),
        remark=text_or_none(remark),
        officer_id=work.officer.id,
        officer_name=work.officer.name,
        import_id=import_id,
        **figures,
    )
    work.session.add(row)
    work.session.flush()
    if import_id is None:
        audit.record(
            work,
            action="unit_report.submit",
            subject=("unit", unit),
            after={"day": day, "way": way.value, "zero_report": row.is_zero, "late_report": row.is_late},
        )
    return row.id


@step
def add_edition(
    work: Work,
    before: UnitReport,
    *,
    at: datetime,
    figures: Mapping[str, int | None],
    reason: str,
    reporter: str | None = None,
    way: ReportWay = ReportWay.PHONE,
    remark: str | None = None,
    import_id: int | None = None,
) -> int:
    """Write the edition after `before`; whether it came late is that of the first."""
    row = UnitReport(
        unit_id=before.unit_id,
        day=before.day,
        edition=before.edition + 1,
        submitted_at=at,
        reporter=text_or_none(reporter) or before.reporter,
        way=way.value,
        is_zero=rules.is_zero(figures),
        is_late=before.is_late,
        reason=reason,
        remark=remark,
        officer_id=work.officer.id,
        officer_name=work.officer.name,
        import_id=import_id,
        **figures,
    )
    work.session.add(row)
    work.session.flush()
    if import_id is None:
        differing = records.changed(records.figures_of(before), figures)
        audit.record(
            work,
            action="unit_report.correct",
            subject=("unit", before.unit_id),
            before={name: was for name, (was, _) in differing.items()},
            after={"day": before.day, "edition": row.edition, **{name: now for name, (_, now) in differing.items()}},
            reason=reason,
        )  # fmt: skip
    return row.id


@step
def reporting_unit(work: Work, unit: int) -> Unit:
    """The unit; raises Refusal for one that is counted in another's report."""
    row = work.session.get(Unit, unit)
    if row is None:
        raise StaleError("storage.stale")
    if not row.reports:
        raise Refusal("unit_reports.refusal.no_reports", unit=row.name)
    return row


def checked_figures(figures: Mapping[str, object]) -> dict[str, int | None]:
    """The figures that were named. Raises InputError at one that cannot be."""
    found: dict[str, int | None] = {}
    for name in FIGURES:
        if name not in figures:
            continue
        value = figures[name]
        if value is not None and (not isinstance(value, int) or not 0 <= value <= _HIGHEST):
            raise InputError(name, "unit_reports.error.figure")
        found[name] = value
    return found


def findings(
    read: Read, unit: int, day: date, figures: Mapping[str, int | None]
) -> tuple[rules.Finding, ...]:
    """What would not agree if these figures were filed; for a form while it is typed."""
    return rules.check_figures(figures, records.before(read, unit, day))
