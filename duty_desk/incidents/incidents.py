"""Incidents: type, level, place, people, and a timeline that only grows (product rule W5)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import delete, select

from db.models import Incident, IncidentEntry, IncidentPerson, IncidentSubject, Person
from db.vocabulary import IncidentKind, IncidentState
from duty_desk import audit, numbering
from duty_desk.errors import InputError, Refusal, StaleError
from duty_desk.incidents import links, rows
from duty_desk.incidents.rows import CLOSED, ENTRIES, NOTED, REPORTS, STRUCK
from duty_desk.roles import Permission, requires, step
from duty_desk.work import Work

# 1 is the gravest.
LEVELS = range(1, 5)
# An institution tells the authorities of a suspected case within two hours (domain rule 16), and of whatever is grave.
TELL_WITHIN = timedelta(hours=2)
TOLD = frozenset({IncidentKind.FEVER, IncidentKind.CASE, IncidentKind.FOOD})
GRAVE = 2
# How the office came to know.
WAYS = ("phone", "person", "patrol", "desk", "superior", "other")
MOST_PEOPLE = 99_999


@requires(Permission.REPORT_INCIDENT)
def report(
    work: Work,
    *,
    kind: IncidentKind,
    level: int,
    title: str,
    place: str,
    found_at: datetime | None = None,
    people: Sequence[int] = (),
    names: Sequence[str] = (),
    text: str = "",
    reported_way: str | None = None,
    reported_by: str = "",
    responsible: str = "",
    people_count: int | None = None,
    impact: str = "",
) -> int:
    """Open an incident by hand. Raises InputError for what is missing."""
    _check(title, place, level, people_count)
    if found_at is not None and found_at > work.at:
        raise InputError("found_at", "incidents.error.future")
    if reported_way is not None and reported_way not in WAYS:
        raise InputError("reported_way", "incidents.error.way")
    opened = open_incident(
        work,
        kind=kind,
        level=level,
        title=title.strip(),
        place=place.strip(),
        found_at=found_at,
        people=people,
        names=names,
        text=text,
    )
    row = _claim(work, opened)
    if row.tell_until is None and level <= GRAVE:
        row.tell_until = row.found_at + TELL_WITHIN
    row.reported_way, row.reported_by = reported_way, reported_by.strip() or None
    row.responsible, row.people_count = responsible.strip() or None, people_count
    row.impact = impact.strip() or None
    work.session.flush()
    return opened


@step
def open_incident(
    work: Work,
    *,
    kind: IncidentKind,
    level: int,
    title: str,
    place: str,
    found_at: datetime | None = None,
    people: Sequence[int] = (),
    names: Sequence[str] = (),
    text: str = "",
    source: tuple[str, int] | None = None,
) -> int:
    """Open an incident out of another desk's act, which was permitted there; the same source opens only one."""
    if source is not None:
        query = select(Incident.id).where(Incident.source_kind == source[0], Incident.source_id == source[1])
        known = work.session.scalar(query)
        if known is not None:
            return known
    found = found_at or work.at
    number = numbering.take(work, "incident", found.year)
    row = Incident(
        number=number.text,
        kind=kind.value,
        level=level,
        title=title,
        place=place,
        found_at=found,
        tell_until=found + TELL_WITHIN if kind in TOLD else None,
        source_kind=source[0] if source else None,
        source_id=source[1] if source else None,
        officer_id=work.officer.id,
    )
    work.session.add(row)
    work.session.flush()
    for person in people:
        _add_person(work, row.id, person)
    for name in names:
        work.session.add(IncidentPerson(incident_id=row.id, name=name))
    _enter(work, row.id, NOTED, text.strip() or title)
    audit.record(
        work,
        action="incident.open",
        subject=("incident", row.id),
        after={
            "number": row.number,
            "kind": kind,
            "level": level,
            "source": list(source) if source else None,
        },
    )
    return row.id


@requires(Permission.REPORT_INCIDENT)
def change(
    work: Work,
    incident: int,
    *,
    kind: IncidentKind,
    level: int,
    title: str,
    place: str,
    responsible: str = "",
    people_count: int | None = None,
    impact: str = "",
    version: int,
) -> None:
    """Correct what it is. The clock that once ran goes on running; a graver level starts it."""
    row = _claim_open(work, incident)
    if row.version != version:
        raise StaleError("storage.stale")
    _check(title, place, level, people_count)
    before = {"kind": row.kind, "level": row.level}
    row.kind, row.level, row.title, row.place = kind.value, level, title.strip(), place.strip()
    row.responsible, row.people_count = responsible.strip() or None, people_count
    row.impact = impact.strip() or None
    if row.tell_until is None and (kind in TOLD or level <= GRAVE):
        row.tell_until = row.found_at + TELL_WITHIN
    row.version += 1
    audit.record(
        work,
        action="incident.change",
        subject=("incident", incident),
        before=before,
        after={"kind": kind, "level": level},
        private={"title": row.title, "responsible": row.responsible, "impact": row.impact},
    )


@requires(Permission.REPORT_INCIDENT)
def add_entry(work: Work, incident: int, *, kind: str, text: str, told: str = "") -> None:
    """Add a line to the timeline: noted, told (to whom, in `told`), done, a following or the final report."""
    row = _claim_open(work, incident)
    if kind not in ENTRIES:
        raise InputError("kind", "incidents.error.kind")
    if not text.strip():
        raise InputError("text", "incidents.error.text_missing")
    if kind in REPORTS and not told.strip():
        raise InputError("told", "incidents.error.told_missing")
    _enter(work, incident, kind, text.strip(), told.strip() or None)
    row.version += 1
    audit.record(work, action="incident.enter", subject=("incident", incident), after={"entry": kind})


@requires(Permission.REPORT_INCIDENT)
def strike(work: Work, incident: int, entry: int, *, reason: str) -> None:
    """Strike a line out by a further one that says why; it stays to be read."""
    row = _claim_open(work, incident)
    if not reason.strip():
        raise InputError("reason", "incidents.error.strike_reason")
    lines = {one.id: one for one in rows.entries_of(work, incident)}
    line = lines.get(entry)
    if line is None or line.kind == STRUCK:
        raise StaleError("storage.stale")
    if line.struck is not None:
        raise Refusal("incidents.refusal.struck")
    _enter(work, incident, STRUCK, reason.strip(), strikes=entry)
    row.version += 1
    audit.record(
        work,
        action="incident.strike",
        subject=("incident", incident),
        after={"entry": line.kind},
        reason=reason.strip(),
    )


@step
def note(work: Work, incident: int, text: str) -> None:
    """Another desk's act adds a line; nothing happens to one that is closed."""
    if _claim(work, incident).state == IncidentState.OPEN:
        _enter(work, incident, NOTED, text)


@requires(Permission.REPORT_INCIDENT)
def involve(work: Work, incident: int, *, person: int | None = None, name: str = "") -> None:
    """Name a further person it concerns, by record or by name alone."""
    row = _claim_open(work, incident)
    if person is None and not name.strip():
        raise InputError("person", "incidents.error.person_missing")
    if person is None:
        work.session.add(IncidentPerson(incident_id=incident, name=name.strip()))
    else:
        known = select(IncidentPerson.id).where(
            IncidentPerson.incident_id == incident, IncidentPerson.person_id == person
        )
        if work.session.scalar(known) is not None:
            return
        _add_person(work, incident, person)
    row.version += 1
    work.session.flush()
    audit.record(
        work,
        action="incident.involve",
        subject=("incident", incident),
        private={"person": person or name.strip()},
    )


@requires(Permission.REPORT_INCIDENT)
def tie(work: Work, incident: int, subject: tuple[str, int]) -> None:
    """Tie a record to it: a pass, a room, a run, a lot, a repair. Once is enough."""
    _claim_open(work, incident)
    name = links.name_of(work, *subject)
    known = select(IncidentSubject.id).where(
        IncidentSubject.incident_id == incident,
        IncidentSubject.subject_kind == subject[0],
        IncidentSubject.subject_id == subject[1],
    )
    if work.session.scalar(known) is not None:
        return
    work.session.add(
        IncidentSubject(
            incident_id=incident,
            subject_kind=subject[0],
            subject_id=subject[1],
            name=name,
            at=work.at,
            officer_id=work.officer.id,
        )
    )
    work.session.flush()
    audit.record(
        work, action="incident.tie", subject=("incident", incident), after={"linked": f"{subject[0]} {name}"}
    )


@requires(Permission.REPORT_INCIDENT)
def untie(work: Work, incident: int, subject: tuple[str, int]) -> None:
    """It was the wrong record."""
    _claim_open(work, incident)
    work.session.execute(
        delete(IncidentSubject).where(
            IncidentSubject.incident_id == incident,
            IncidentSubject.subject_kind == subject[0],
            IncidentSubject.subject_id == subject[1],
        )
    )
    name = links.name_of(work, *subject)
    audit.record(
        work,
        action="incident.untie",
        subject=("incident", incident),
        after={"linked": f"{subject[0]} {name}"},
    )


@requires(Permission.CLOSE_INCIDENT)
def close(work: Work, incident: int, *, outcome: str, version: int | None = None) -> None:
    """Close an incident; it needs an outcome, and where the authorities must know, that they were told."""
    row = _claim(work, incident)
    if version is not None and row.version != version:
        raise StaleError("storage.stale")
    if row.state != IncidentState.OPEN:
        raise Refusal("incidents.refusal.closed", number=row.number)
    if not outcome.strip():
        raise InputError("outcome", "incidents.error.outcome_missing")
    if row.tell_until is not None and rows.told_at(work, [incident]).get(incident) is None:
        raise Refusal("incidents.refusal.not_told", number=row.number)
    row.state = IncidentState.CLOSED.value
    row.outcome, row.closed_at, row.closed_by = outcome.strip(), work.at, work.officer.id
    row.version += 1
    _enter(work, incident, CLOSED, outcome.strip())
    audit.record(work, action="incident.close", subject=("incident", incident), after={"number": row.number})


def _check(title: str, place: str, level: int, people_count: int | None) -> None:
    if not title.strip():
        raise InputError("title", "incidents.error.title_missing")
    if not place.strip():
        raise InputError("place", "incidents.error.place_missing")
    if level not in LEVELS:
        raise InputError("level", "incidents.error.level")
    if people_count is not None and not 0 <= people_count <= MOST_PEOPLE:
        raise InputError("people_count", "incidents.error.people_count", most=MOST_PEOPLE)


def _claim(work: Work, incident: int) -> Incident:
    query: Any = select(Incident).where(Incident.id == incident).with_for_update()
    row = work.session.scalar(query)
    if row is None:
        raise StaleError("storage.stale")
    return row


def _claim_open(work: Work, incident: int) -> Incident:
    row = _claim(work, incident)
    if row.state != IncidentState.OPEN:
        raise Refusal("incidents.refusal.closed", number=row.number)
    return row


def _add_person(work: Work, incident: int, person: int) -> None:
    name = work.session.scalar(select(Person.name).where(Person.id == person)) or ""
    work.session.add(IncidentPerson(incident_id=incident, person_id=person, name=name))


def _enter(
    work: Work, incident: int, kind: str, text: str, told: str | None = None, *, strikes: int | None = None
) -> None:
    work.session.add(
        IncidentEntry(
            incident_id=incident,
            at=work.at,
            kind=kind,
            text=text,
            told=told,
            strikes_id=strikes,
            officer_id=work.officer.id,
            officer_name=work.officer.name,
        )
    )
    work.session.flush()
