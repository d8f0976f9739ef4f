"""Figures of what the units reported, of key persons and of checks. Zero is a report, silence is none."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from sqlalchemy import or_, select

from db.models import (
    GridTeam,
    KeyCall,
    KeyCount,
    KeyPerson,
    Person,
    ReportExemption,
    TeamCount,
    Unit,
    UnitReport,
)
from db.vocabulary import CallOutcome
from duty_desk import formats, masking
from duty_desk.reports.scope import Figure, Line, Pick, Rows, Scope
from duty_desk.strings import t
from duty_desk.work import Read

# What units report beside how many are there.
FIELDS = (
    "fever", "symptom", "visit", "suspected", "confirmed", "asymptomatic", "close", "sub_close", "central", "home",
    "new", "released", "risk", "returned", "untested",
)  # fmt: skip
COUNTS = ("staff_origin", "student_origin", "staff_there", "student_there", "back")


@dataclass(frozen=True, slots=True)
class _Place:
    """A unit on a day and the newest report it had filed by the cut-off."""

    unit: int
    name: str
    report: UnitReport | None

    @property
    def state(self) -> str:
        if self.report is None:
            return "missing"
        if self.report.is_late:
            return "late"
        return "zero" if self.report.is_zero else "filed"


def _places(read: Read, scope: Scope) -> Sequence[_Place]:
    """Every unit that must report on the day of the cut-off."""
    day = scope.day
    exempt = select(ReportExemption.unit_id).where(
        ReportExemption.from_on <= day,
        or_(ReportExemption.until_on.is_(None), ReportExemption.until_on >= day),
        ReportExemption.set_at <= scope.cutoff,
        or_(ReportExemption.ended_at.is_(None), ReportExemption.ended_at > scope.cutoff),
    )
    newest: dict[int, UnitReport] = {}
    query = select(UnitReport).where(UnitReport.day == day, UnitReport.submitted_at <= scope.cutoff)
    for report in read.session.scalars(query.order_by(UnitReport.edition)):
        newest[report.unit_id] = report
    units = (
        select(Unit.id, Unit.name)
        .where(Unit.reports, or_(Unit.is_active, Unit.id.in_(list(newest))), Unit.id.not_in(exempt))
        .order_by(Unit.list_order, Unit.id)
    )
    return [_Place(row.id, row.name, newest.get(row.id)) for row in read.session.execute(units)]


def _reports(*states: str) -> Callable[[Read, Scope], Rows]:
    def rows(read: Read, scope: Scope) -> Rows:
        found = [place for place in _places(read, scope) if place.state in states]
        lines = (
            Line(
                (
                    place.name,
                    t(f"reports.report_state.{place.state}"),
                    formats.clock(place.report.submitted_at) if place.report else "",
                ),
                subject=("unit", place.unit),
            )
            for place in found
        )
        return Rows(("unit", "state", "at"), tuple(lines))

    return rows


def _reported(read: Read, scope: Scope) -> Rows:
    """What the units wrote in one column, added up; who wrote nothing is not counted as none."""
    field = scope.choice("field") or FIELDS[0]
    lines: list[Line] = []
    for place in _places(read, scope):
        value = None if place.report is None else getattr(place.report, field)
        if value:
            lines.append(Line((place.name, formats.number(value)), Decimal(value), ("unit", place.unit)))
    return Rows(("unit", "count"), tuple(lines))


def _key_counts(read: Read, scope: Scope) -> Rows:
    field = scope.choice("count") or COUNTS[0]
    newest: dict[int, tuple[str, KeyCount]] = {}
    query = (
        select(KeyCount, Unit.name)
        .join(Unit, Unit.id == KeyCount.unit_id)
        .where(KeyCount.day <= scope.day)
        .order_by(KeyCount.day, KeyCount.id)
    )
    for row, name in read.session.execute(query):
        newest[row.unit_id] = name, row
    lines = [
        Line(
            (name, formats.day(row.day), formats.number(value)), Decimal(value), ("unit", row.unit_id)
        )
        for name, row in newest.values()
        if (value := getattr(row, field))
    ]  # fmt: skip
    return Rows(("unit", "as_of", "count"), tuple(lines))


def _followed(read: Read, scope: Scope, outcome: str | None) -> Rows:
    """Key persons who are called every day, with how the last call of the day had gone by the cut-off."""
    day = scope.day
    people = (
        select(KeyPerson.id, Person.name, Unit.name.label("unit"), KeyPerson.home)
        .join(Person, Person.id == KeyPerson.person_id)
        .outerjoin(Unit, Unit.id == KeyPerson.unit_id)
        .where(
            KeyPerson.came_on <= day,
            or_(KeyPerson.ended_on.is_(None), KeyPerson.ended_on > day),
        )
        .order_by(KeyPerson.id)
    )
    last: dict[int, tuple[str, datetime]] = {}
    calls = select(KeyCall.key_person_id, KeyCall.outcome, KeyCall.at).where(
        KeyCall.day == day, KeyCall.at <= scope.cutoff
    )
    for row in read.session.execute(calls.order_by(KeyCall.at, KeyCall.id)):
        before = last.get(row.key_person_id)
        # Whoever was reached once today is not missed by a later try.
        if before is None or before[0] == CallOutcome.MISSED:
            last[row.key_person_id] = row.outcome, row.at
    lines: list[Line] = []
    for row in read.session.execute(people):
        how, at = last.get(row.id, ("", None))
        if outcome is None or how == outcome or (outcome == CallOutcome.REACHED and how == "relayed"):
            said = t(f"reports.call.{how}") if how else t("reports.call.none")
            cells = (masking.mask_name(row.name), row.unit or "", row.home or "", said, formats.clock(at))
            lines.append(Line(cells, subject=("key_person", row.id)))
    return Rows(("person", "unit", "home", "call", "at"), tuple(lines))


def _teams(field: str) -> Callable[[Read, Scope], Rows]:
    """What the leaders of teams reported of one check of the day: expected, checked."""

    def rows(read: Read, scope: Scope) -> Rows:
        slot = scope.choice("slot") or "morning"
        newest: dict[int, tuple[str, TeamCount]] = {}
        query = (
            select(TeamCount, GridTeam.name)
            .join(GridTeam, GridTeam.id == TeamCount.team_id)
            .where(TeamCount.day == scope.day, TeamCount.slot == slot, TeamCount.at <= scope.cutoff)
            .order_by(TeamCount.edition, TeamCount.id)
        )
        for row, name in read.session.execute(query):
            newest[row.team_id] = name, row
        lines = (
            Line(
                (name, formats.number(row.expected), formats.number(row.checked)),
                Decimal(getattr(row, field)),
            )
            for name, row in newest.values()
        )
        return Rows(("team", "expected", "checked"), tuple(lines))

    return rows


def _field_options(read: Read) -> tuple[tuple[str, str], ...]:
    return tuple((name, t(f"reports.field.{name}")) for name in FIELDS)


def _count_options(read: Read) -> tuple[tuple[str, str], ...]:
    return tuple((name, t(f"reports.key_count.{name}")) for name in COUNTS)


def _slot_options(read: Read) -> tuple[tuple[str, str], ...]:
    return tuple((name, t(f"reports.slot.{name}")) for name in ("morning", "noon"))


_SLOT = Pick("slot", _slot_options, needed=True, usual="morning")
FIGURES = (
    Figure("units.due", "units", "units", _reports("missing", "late", "zero", "filed")),
    Figure("units.received", "units", "units", _reports("late", "zero", "filed")),
    Figure("units.zero", "units", "units", _reports("zero")),
    Figure("units.late", "units", "units", _reports("late")),
    Figure("units.missing", "units", "units", _reports("missing")),
    Figure("units.reported", "units", "people", _reported, (Pick("field", _field_options, True, FIELDS[0]),)),
    Figure("key.counted", "key", "people", _key_counts, (Pick("count", _count_options, True, COUNTS[0]),)),
    Figure("key.followed", "key", "people", lambda read, scope: _followed(read, scope, None)),
    Figure("key.reached", "key", "people", lambda read, scope: _followed(read, scope, CallOutcome.REACHED)),
    Figure("key.missed", "key", "people", lambda read, scope: _followed(read, scope, CallOutcome.MISSED)),
    Figure("screening.expected", "screening", "people", _teams("expected"), (_SLOT,)),
    Figure("screening.checked", "screening", "people", _teams("checked"), (_SLOT,)),
)
