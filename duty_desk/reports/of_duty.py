"""Figures of the roster and of incidents."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal

from sqlalchemy import or_, select

from db.models import Duty, Incident, RosterPerson
from db.vocabulary import Shift
from duty_desk import formats
from duty_desk.reports.scope import Figure, Line, Pick, Rows, Scope
from duty_desk.strings import t
from duty_desk.work import Read

# What counts as attendance; standing by does not.
_THERE = (Shift.LEADER.value, Shift.DAY.value, Shift.NIGHT.value)
_LONG = 9999


def _runs(read: Read, scope: Scope) -> Sequence[tuple[int, str, date, date, int]]:
    """The longest run of days on duty of everybody in the period, longest first."""
    days: dict[int, set[date]] = {}
    query = select(Duty.roster_person_id, Duty.day).where(
        Duty.day >= scope.begin.date(), Duty.day <= scope.day, Duty.shift.in_(_THERE)
    )
    for person, day in read.session.execute(query):
        days.setdefault(person, set()).add(day)
    names = _names(read)
    found: list[tuple[int, str, date, date, int]] = []
    for person, present in days.items():
        first, last = _longest(present)
        found.append((person, names[person], first, last, (last - first).days + 1))
    return sorted(found, key=lambda each: (-each[4], each[0]))


def _names(read: Read) -> dict[int, str]:
    """Names by person; two of one name by their departments too."""
    people = read.session.execute(select(RosterPerson.id, RosterPerson.name, RosterPerson.department)).all()
    known = Counter(row.name for row in people)
    return {
        row.id: f"{row.name} {row.department}".strip() if known[row.name] > 1 else row.name for row in people
    }


def _longest(days: set[date]) -> tuple[date, date]:
    """First and last day of the longest run."""
    best: tuple[date, date] | None = None
    step = timedelta(days=1)
    for day in sorted(days):
        if day - step in days:
            continue
        end = day
        while end + step in days:
            end += step
        if best is None or end - day > best[1] - best[0]:
            best = day, end
    assert best is not None
    return best


def _run_lines(runs: Sequence[tuple[int, str, date, date, int]]) -> tuple[Line, ...]:
    return tuple(
        Line((name, formats.period(first, last), formats.number(length)), subject=("roster_person", person))
        for person, name, first, last, length in runs
    )


def _running(read: Read, scope: Scope) -> Rows:
    """Who was on duty so many days on end: at least, and at most where that is chosen too."""
    least, most = scope.number("least", 20), scope.number("most", _LONG)
    kept = [run for run in _runs(read, scope) if least <= run[4] <= most]
    return Rows(("person", "period", "days"), _run_lines(kept))


def _longest_run(read: Read, scope: Scope) -> Rows:
    """The most days on end that anybody was on duty; the lines are those who were."""
    runs = _runs(read, scope)
    most = runs[0][4] if runs else 0
    return Rows(
        ("person", "period", "days"), _run_lines([run for run in runs if run[4] == most]), Decimal(most)
    )


def _on_duty(read: Read, scope: Scope) -> Rows:
    shift, names = scope.choice("shift"), _names(read)
    query = (
        select(Duty.id, RosterPerson.id.label("person"), RosterPerson.post, Duty.shift)
        .join(RosterPerson, RosterPerson.id == Duty.roster_person_id)
        .where(Duty.day == scope.day, Duty.shift.in_([shift] if shift else list(_THERE)))
        .order_by(RosterPerson.list_order, RosterPerson.id)
    )
    lines = (
        Line(
            (names[row.person], row.post, t(f"reports.shift.{row.shift}")),
            subject=("roster_person", row.person),
        )
        for row in read.session.execute(query)
    )
    return Rows(("person", "post", "shift"), tuple(lines))


def _incidents(read: Read, scope: Scope) -> Rows:
    query = select(Incident).where(Incident.found_at >= scope.begin, Incident.found_at <= scope.cutoff)
    if scope.choice("state") == "open":
        query = query.where(or_(Incident.closed_at.is_(None), Incident.closed_at > scope.cutoff))
    elif scope.choice("state") == "closed":
        query = query.where(Incident.closed_at <= scope.cutoff)
    if kind := scope.choice("kind"):
        query = query.where(Incident.kind == kind)
    lines = (
        Line(
            (row.number, formats.moment(row.found_at), t(f"incidents.kind.{row.kind}"), row.title, row.place),
            subject=("incident", row.id),
        )
        for row in read.session.scalars(query.order_by(Incident.found_at, Incident.id))
    )
    return Rows(("number", "at", "kind", "title", "place"), tuple(lines))


def _shifts(read: Read) -> tuple[tuple[str, str], ...]:
    return tuple((name, t(f"reports.shift.{name}")) for name in (*_THERE, Shift.STANDBY.value))


def _states(read: Read) -> tuple[tuple[str, str], ...]:
    return tuple((name, t(f"reports.incident_state.{name}")) for name in ("open", "closed"))


def _kinds(read: Read) -> tuple[tuple[str, str], ...]:
    from db.vocabulary import IncidentKind

    return tuple((kind.value, t(f"incidents.kind.{kind.value}")) for kind in IncidentKind)


FIGURES = (
    Figure(
        "roster.running", "roster", "people", _running,
        (Pick("least", needed=True, usual="21"), Pick("most")), from_day=True,
    ),
    Figure("roster.longest", "roster", "days", _longest_run, from_day=True),
    Figure("roster.on_duty", "roster", "people", _on_duty, (Pick("shift", _shifts),)),
    Figure(
        "incidents.found", "incidents", "cases", _incidents,
        (Pick("state", _states), Pick("kind", _kinds)), from_day=True,
    ),
)  # fmt: skip
