"""The figures that are reported: passes by reason, day, unit and officer, counted in the database (product rule P9)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from sqlalchemy import ColumnElement, case, func, select

from db.models import CrewJob, CrewMember, Pass, PassReason, Person, Unit
from db.vocabulary import CrewDecision, PassKind, PassStatus
from duty_desk.passes import rules
from duty_desk.sheets.forms import form
from duty_desk.sheets.words import words
from duty_desk.work import Read


@dataclass(frozen=True, slots=True)
class Figures:
    """Passes of some kinds issued in a period. Every sum equals `total`; days without passes are among `by_day`."""

    first: date
    last: date
    total: int
    by_group: Mapping[str, int]
    by_day: Mapping[date, int]
    by_day_and_group: Mapping[date, Mapping[str, int]]
    by_unit: Mapping[str, int]
    by_officer: Mapping[str, int]
    by_status: Mapping[str, int]

    @property
    def days(self) -> tuple[date, ...]:
        """Every day of the period."""
        return tuple(self.by_day)


def period_figures(
    read: Read,
    kinds: Sequence[PassKind],
    first: date | None = None,
    last: date | None = None,
    *,
    reasons: Sequence[str] = (),
) -> Figures | None:
    """Figures of a period (the whole when a day is left out), by issue; None when there is nothing in it."""
    conditions = issued_within(kinds, first, last)
    if reasons:
        conditions.append(PassReason.code.in_(list(reasons)))
    day = day_of(read)
    query = (
        select(day, PassReason.report_group, func.count())
        .join(PassReason, PassReason.id == Pass.reason_id)
        .where(*conditions)
        .group_by(day, PassReason.report_group)
    )
    cells: dict[date, dict[str, int]] = {}
    for found, group, n in read.session.execute(query).all():
        cells.setdefault(as_date(found), {})[group] = n
    if not cells:
        return None
    start, end = first or min(cells), last or max(cells)
    days = [start + timedelta(days=step) for step in range((end - start).days + 1)]
    groups = _in_order(read, {group for row in cells.values() for group in row})
    by_group = {group: sum(row.get(group, 0) for row in cells.values()) for group in groups}
    return Figures(
        first=start,
        last=end,
        total=sum(by_group.values()),
        by_group=by_group,
        by_day={found: sum(cells.get(found, {}).values()) for found in days},
        by_day_and_group={found: cells.get(found, {}) for found in days},
        by_unit=_grouped(read, conditions, func.coalesce(Unit.name, Pass.place)),
        by_officer=_grouped(read, conditions, func.coalesce(Pass.issuing_officer, "")),
        by_status=_grouped(read, conditions, Pass.status),
    )


def pass_figures(read: Read) -> dict[str, Any]:
    """The office's own sums over everything on record, as its bulletin quotes them."""
    return {"passes": _all_passes(read), "construction": _construction(read)}


def count_valid(read: Read, kind: PassKind, day: date) -> int:
    """Passes whose period holds a day and which nobody has ended since."""
    query = select(func.count()).where(
        Pass.kind == kind.value,
        Pass.status == PassStatus.ISSUED.value,
        Pass.valid_from < rules.end_of_day(day),
        Pass.valid_until > datetime.combine(day, time()),
    )
    return read.session.scalar(query) or 0


def issued_within(
    kinds: Sequence[PassKind], first: date | None, last: date | None
) -> list[ColumnElement[bool]]:
    """Condition: numbered passes of these kinds, issued from day to day."""
    found: list[ColumnElement[bool]] = [
        Pass.kind.in_([kind.value for kind in kinds]),
        Pass.sequence.is_not(None),
    ]
    if first is not None:
        found.append(Pass.issued_at >= datetime.combine(first, time()))
    if last is not None:
        found.append(Pass.issued_at < rules.end_of_day(last))
    return found


def day_of(read: Read) -> Any:
    """The day of issue as a column to group by."""
    if read.session.get_bind().dialect.name == "postgresql":
        return func.date_trunc("day", Pass.issued_at)
    # Moments are stored as text; its first ten characters are the day.
    return func.substr(Pass.issued_at, 1, 10)


def as_date(found: Any) -> date:
    """A grouped day as both engines give it."""
    return found.date() if isinstance(found, datetime) else date.fromisoformat(str(found)[:10])


def _all_passes(read: Read) -> dict[str, Any]:
    temporary, material = PassKind.TEMPORARY, PassKind.MATERIAL
    first = {kind: period_figures(read, [kind]) for kind in (temporary, material)}
    found = {
        "temporary": _temporary(read, first[temporary]),
        "material": _material(read, first[material]),
    }
    return {**found, "all_passes": sum(one.total for one in first.values() if one is not None)}


def _temporary(read: Read, found: Figures | None) -> dict[str, Any]:
    if found is None:
        return {"total": 0}
    kind = PassKind.TEMPORARY
    end = read.session.scalar(select(func.max(Pass.valid_until)).where(Pass.kind == kind.value))
    days = (rules.last_day_of(end) - found.first).days if end else 0
    valid = {
        day.isoformat(): n
        for step in range(days + 1)
        if (n := count_valid(read, kind, day := found.first + timedelta(days=step)))
    }
    homes = select(func.count()).where(Pass.kind == kind.value, Pass.household_id.is_not(None))
    return {
        **_numbers(read, kind),
        "total": found.total,
        "by_day": {day.isoformat(): n for day, n in found.by_day.items() if n},
        "by_category": dict(found.by_group),
        "by_day_and_category": {
            day.isoformat(): dict(row) for day, row in found.by_day_and_group.items() if row
        },
        "by_status": {_status_word(code): n for code, n in found.by_status.items()},
        "by_id_type": _id_kinds(read, kind),
        "household_passes": read.session.scalar(homes) or 0,
        "distinct_persons": _people(read, kind),
        "longest_days": _longest(read, kind),
        "valid_on": valid,
    }


def _material(read: Read, found: Figures | None) -> dict[str, Any]:
    if found is None:
        return {"total": 0}
    months: dict[str, int] = {}
    for day, n in found.by_day.items():
        months[f"{day:%Y-%m}"] = months.get(f"{day:%Y-%m}", 0) + n
    return {
        **_numbers(read, PassKind.MATERIAL),
        "total": found.total,
        "by_day": {day.isoformat(): n for day, n in found.by_day.items() if n},
        "by_unit": dict(found.by_unit),
        "distinct_persons": _people(read, PassKind.MATERIAL),
        "by_month": months,
    }


def _numbers(read: Read, kind: PassKind) -> dict[str, Any]:
    """First and last number, and whether none is missing between them."""
    own = Pass.series == f"pass.{kind.value}"
    ends = select(Pass.number).where(own).limit(1)
    rows = read.session.execute(
        select(Pass.year, func.min(Pass.sequence), func.max(Pass.sequence), func.count())
        .where(own)
        .group_by(Pass.year)
    ).all()
    return {
        "first": read.session.scalar(ends.order_by(Pass.year, Pass.sequence)),
        "last": read.session.scalar(ends.order_by(Pass.year.desc(), Pass.sequence.desc())),
        "gapless": all(low == 1 and high == n for _, low, high, n in rows),
    }


def _people(read: Read, kind: PassKind) -> int:
    query = select(func.count(Pass.holder_id.distinct())).where(Pass.kind == kind.value)
    return read.session.scalar(query) or 0


def _id_kinds(read: Read, kind: PassKind) -> dict[str, int]:
    query = (
        select(Person.id_kind, func.count())
        .join(Pass, Pass.holder_id == Person.id)
        .where(Pass.kind == kind.value, Pass.sequence.is_not(None))
        .group_by(Person.id_kind)
    )
    return {_id_word(code or ""): n for code, n in read.session.execute(query).all()}


def _status_word(code: str) -> str:
    """How the office's register writes what became of a pass."""
    return _first_of(form("passes").fields["status"].choices, code)


def _id_word(code: str) -> str:
    return _first_of(words().id_kinds, code)


def _first_of(choices: Mapping[str, str], code: str) -> str:
    return next((name for name, value in choices.items() if value == code), code)


def _longest(read: Read, kind: PassKind) -> int:
    query = select(Pass.valid_from, Pass.valid_until).where(Pass.kind == kind.value).distinct()
    return max((rules.days_of(start, end) for start, end in read.session.execute(query).all()), default=0)


def _grouped(read: Read, conditions: Sequence[ColumnElement[bool]], column: Any) -> dict[str, int]:
    query = (
        select(column, func.count())
        .select_from(Pass)
        .join(PassReason, PassReason.id == Pass.reason_id)
        .outerjoin(Unit, Unit.id == Pass.unit_id)
        .where(*conditions)
        .group_by(column)
        .order_by(func.count().desc(), column)
    )
    return {str(word): n for word, n in read.session.execute(query).all()}


def _in_order(read: Read, groups: set[str]) -> list[str]:
    order = read.session.scalars(
        select(PassReason.report_group).order_by(PassReason.list_order, PassReason.id)
    ).all()
    return [group for group in dict.fromkeys(order) if group in groups]


def _construction(read: Read) -> dict[str, Any]:
    refused = CrewMember.decision == CrewDecision.REFUSED.value
    jobs = read.session.execute(
        select(
            CrewJob.project,
            CrewJob.credit_code,
            func.count(CrewMember.id),
            func.count(CrewMember.pass_id),
            func.coalesce(func.sum(case((refused, 1), else_=0)), 0),
        )
        .outerjoin(CrewMember, CrewMember.job_id == CrewJob.id)
        .group_by(CrewJob.id, CrewJob.project, CrewJob.credit_code)
        .order_by(CrewJob.id)
    ).all()
    why = read.session.execute(
        select(func.coalesce(CrewMember.note, ""), func.count())
        .where(refused)
        .group_by(CrewMember.note)
        .order_by(func.count().desc())
    ).all()
    return {
        "jobs": len(jobs),
        "workers": sum(row[2] for row in jobs),
        "permits": sum(row[3] for row in jobs),
        "refused": sum(int(row[4]) for row in jobs),
        "refused_reasons": {note: n for note, n in why},  # noqa: C416
        "by_job": {row[0]: {"workers": row[2], "permits": row[3]} for row in jobs},
        "uscc": sorted({str(row[1]) for row in jobs if row[1]}),
    }
