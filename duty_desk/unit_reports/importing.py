"""Takes an office's workbook of daily reports and the sheet of corrections in, and takes them back (product rules R1 and X4).

A row without any figure is a unit that said nothing, and stays missing. Corrections of one report handed in at the same time are one
edition.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime, time
from typing import Any

from sqlalchemy import delete, func, select
from sqlalchemy.orm import aliased

from db.models import Unit, UnitReport
from db.vocabulary import ReportWay
from duty_desk import audit, formats
from duty_desk.errors import DutyDeskError, InputError, Refusal
from duty_desk.imported import JudgedRow, Written
from duty_desk.people.units import find_unit
from duty_desk.roles import Permission, require, requires
from duty_desk.unit_reports import filing, records, rules
from duty_desk.work import Work

REPORTS, CORRECTIONS = "reports", "corrections"
# In the order in which they build upon one another.
FORMS = (REPORTS, CORRECTIONS)
Left = list[tuple[int, DutyDeskError]]


@requires(Permission.IMPORT)
def write_rows(work: Work, form_key: str, rows: Sequence[JudgedRow], batch_id: int | None = None) -> Written:
    """Write judged rows of one of FORMS; `batch_id` is the import they belong to."""
    require(work, Permission.FILE_REPORT)
    left: Left = []
    (_write_reports if form_key == REPORTS else _write_corrections)(work, rows, batch_id, left)
    written = Written(len(rows) - len(left), tuple(left))
    audit.record(
        work,
        action="unit_report.import",
        subject=("import_batch", batch_id) if batch_id is not None else None,
        after={"form": form_key, "count": written.count, "left": len(left)},
    )
    return written


@requires(Permission.IMPORT)
def undo_import(work: Work, batch_id: int) -> int:
    """Remove the editions of an import; returns how many. Raises Refusal when one of them was corrected since."""
    require(work, Permission.FILE_REPORT)
    later = aliased(UnitReport)
    built_on = (
        select(Unit.name, UnitReport.day)
        .join(Unit, Unit.id == UnitReport.unit_id)
        .join(
            later,
            (later.unit_id == UnitReport.unit_id)
            & (later.day == UnitReport.day)
            & (later.edition > UnitReport.edition),
        )
        .where(UnitReport.import_id == batch_id, later.import_id.is_distinct_from(batch_id))
        .order_by(UnitReport.day)
        .limit(1)
    )
    found = work.session.execute(built_on).one_or_none()
    if found is not None:
        raise Refusal("unit_reports.refusal.import_corrected", unit=found.name, day=formats.day(found.day))
    mine = UnitReport.import_id == batch_id
    count = work.session.scalar(select(func.count()).select_from(UnitReport).where(mine)) or 0
    work.session.execute(delete(UnitReport).where(mine), execution_options={"synchronize_session": False})
    work.session.expire_all()
    audit.record(
        work,
        action="unit_report.undo_import",
        subject=("import_batch", batch_id),
        after={"removed": count},
    )
    return count


def _write_reports(work: Work, rows: Sequence[JudgedRow], batch_id: int | None, left: Left) -> None:
    days = [row.values["date"] for row in rows]
    known = records.current(work, min(days), max(days)) if days else {}
    for position, row in enumerate(rows):
        try:
            _report(work, row.values, batch_id, known)
        except DutyDeskError as error:
            left.append((position, error))


def _report(
    work: Work,
    values: Mapping[str, Any],
    batch_id: int | None,
    known: dict[tuple[int, date], UnitReport],
) -> None:
    figures = filing.checked_figures(values)
    if not rules.is_said(figures):
        return
    unit, day = _unit_of(work, values), values["date"]
    if (there := known.get((unit, day))) is not None:
        # What is on record already is left; a sheet keeps what was filed first.
        first = records.list_editions(work, unit, day)[0] if there.edition > 1 else there
        kept = first.figures if isinstance(first, records.ReportRow) else records.figures_of(first)
        if any(kept.get(name) != value for name, value in figures.items() if value is not None):
            raise InputError("unit", "unit_reports.error.differs", unit=values["unit"], day=formats.day(day))
        return
    at, way = _handed_in(work, day, values.get("time"))
    filed = filing.file(
        work,
        unit=unit,
        day=day,
        at=at,
        figures=figures,
        reporter=values.get("reporter"),
        way=way,
        remark=values.get("remark"),
        import_id=batch_id,
    )
    known[unit, day] = work.session.get_one(UnitReport, filed)


def _handed_in(work: Work, day: date, clock: str | None) -> tuple[datetime, ReportWay]:
    """When a row was handed in. Without a time it comes now, on the form that was sent out; one of an older day came in time."""
    if clock:
        return datetime.combine(day, time.fromisoformat(clock)), ReportWay.IMPORT
    if day == records.today(work):
        return work.at, ReportWay.TEMPLATE
    return records.deadline(work, day), ReportWay.IMPORT


def _write_corrections(work: Work, rows: Sequence[JudgedRow], batch_id: int | None, left: Left) -> None:
    together: dict[tuple[int, date, datetime], list[tuple[int, Mapping[str, Any]]]] = {}
    for position, row in enumerate(rows):
        try:
            unit = _unit_of(work, row.values)
        except DutyDeskError as error:
            left.append((position, error))
            continue
        key = unit, row.values["date"], row.values["at"]
        together.setdefault(key, []).append((position, row.values))
    for (unit, day, at), lines in sorted(together.items(), key=lambda item: item[0][2]):
        _correct(work, unit, day, at, lines, batch_id, left)


def _correct(
    work: Work,
    unit: int,
    day: date,
    at: datetime,
    lines: Sequence[tuple[int, Mapping[str, Any]]],
    batch_id: int | None,
    left: Left,
) -> None:
    before = records.latest_of(work, unit, day)
    figures = {} if before is None else records.figures_of(before)
    taken: list[Mapping[str, Any]] = []
    for position, values in lines:
        name, was, now = values["field"], values.get("old"), values["new"]
        if before is None:
            left.append((position, InputError("date", "unit_reports.error.no_report", day=formats.day(day))))
        elif figures.get(name) == now:
            continue  # On record already.
        elif was is not None and figures.get(name) != was:
            there = formats.number(figures.get(name))
            left.append((position, InputError("old", "unit_reports.error.old_differs", there=there)))
        else:
            figures[name] = now
            taken.append(values)
    if before is None or not taken:
        return
    filing.add_edition(
        work,
        before,
        at=at,
        figures=figures,
        reason=" ".join(dict.fromkeys(values["reason"] for values in taken)),
        reporter=taken[0].get("reporter"),
        way=ReportWay.IMPORT,
        remark=before.remark,
        import_id=batch_id,
    )


def _unit_of(work: Work, values: Mapping[str, Any]) -> int:
    unit = find_unit(work, values["unit"])
    if unit is None:
        raise InputError("unit", "unit_reports.error.unit_unknown", unit=values["unit"])
    return unit
