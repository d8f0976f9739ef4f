"""Incidents: type, level, place, people, and a timeline that only grows (product rule W5)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import func, select

from db.models import Incident, IncidentEntry, IncidentPerson, Person, Receipt, Room, Stay, StockDocument
from db.vocabulary import IncidentKind, IncidentState, StayState
from duty_desk import audit, numbering
from duty_desk.errors import InputError, Refusal, StaleError
from duty_desk.roles import Permission, requires, step
from duty_desk.work import Read, Work

# 1 is the gravest.
LEVELS = range(1, 5)
# An institution tells the authorities of a suspected case within two hours (domain rule 16).
TELL_WITHIN = timedelta(hours=2)
TOLD = frozenset({IncidentKind.FEVER, IncidentKind.CASE})
ENTRIES = ("noted", "told", "done", "closed")


@dataclass(frozen=True, slots=True)
class IncidentRow:
    """One incident in a list. `tell_until` is when the authorities must know; `told_at` when they first did."""

    id: int
    number: str
    kind: IncidentKind
    level: int
    title: str
    place: str
    found_at: datetime
    tell_until: datetime | None
    told_at: datetime | None
    state: IncidentState
    outcome: str | None
    closed_at: datetime | None
    source: tuple[str, int] | None

    def is_overdue(self, at: datetime) -> bool:
        """Whether the authorities should have been told by now."""
        return self.tell_until is not None and self.told_at is None and at > self.tell_until


@dataclass(frozen=True, slots=True)
class EntryRow:
    """One line of the timeline."""

    at: datetime
    kind: str
    text: str
    told: str | None
    officer_name: str | None


@dataclass(frozen=True, slots=True)
class IncidentLink:
    """A record that belongs to an incident: a receipt of what the vehicle brought, the stay of somebody in a room.

    `kind` and `id` open it; `name` is the number of the paper or the code of the room.
    """

    kind: str
    id: int
    name: str


@dataclass(frozen=True, slots=True)
class IncidentDetail:
    """Everything about one incident; people by name and, where known, by record; `links` beside its source."""

    row: IncidentRow
    people: tuple[tuple[int | None, str], ...]
    entries: tuple[EntryRow, ...]
    version: int
    links: tuple[IncidentLink, ...] = ()


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
) -> int:
    """Open an incident by hand. Raises InputError for what is missing."""
    if not title.strip():
        raise InputError("title", "incidents.error.title_missing")
    if not place.strip():
        raise InputError("place", "incidents.error.place_missing")
    if level not in LEVELS:
        raise InputError("level", "incidents.error.level")
    if found_at is not None and found_at > work.at:
        raise InputError("found_at", "incidents.error.future")
    return open_incident(
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
    known_names = {
        row.id: row.name
        for row in work.session.execute(select(Person.id, Person.name).where(Person.id.in_(people)))
    }
    for person in people:
        work.session.add(
            IncidentPerson(incident_id=row.id, person_id=person, name=known_names.get(person, ""))
        )
    for name in names:
        work.session.add(IncidentPerson(incident_id=row.id, name=name))
    _enter(work, row.id, "noted", text.strip() or title)
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
def add_entry(work: Work, incident: int, *, kind: str, text: str, told: str = "") -> None:
    """Add a line to the timeline: noted, told (to whom, in `told`), done."""
    row = _claim(work, incident)
    if row.state != IncidentState.OPEN:
        raise Refusal("incidents.refusal.closed", number=row.number)
    if kind not in ENTRIES[:3]:
        raise InputError("kind", "incidents.error.kind")
    if not text.strip():
        raise InputError("text", "incidents.error.text_missing")
    if kind == "told" and not told.strip():
        raise InputError("told", "incidents.error.told_missing")
    _enter(work, incident, kind, text.strip(), told.strip() or None)
    row.version += 1
    audit.record(work, action="incident.enter", subject=("incident", incident), after={"kind": kind})


@step
def note(work: Work, incident: int, text: str) -> None:
    """Another desk's act adds a line; nothing happens to one that is closed."""
    if _claim(work, incident).state == IncidentState.OPEN:
        _enter(work, incident, "noted", text)


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
    if row.tell_until is not None and _told_at(work, [incident]).get(incident) is None:
        raise Refusal("incidents.refusal.not_told", number=row.number)
    row.state = IncidentState.CLOSED.value
    row.outcome, row.closed_at, row.closed_by = outcome.strip(), work.at, work.officer.id
    row.version += 1
    _enter(work, incident, "closed", outcome.strip())
    audit.record(work, action="incident.close", subject=("incident", incident), after={"number": row.number})


def list_incidents(
    read: Read, *, only_open: bool = False, sources: Sequence[str] = (), limit: int = 200
) -> tuple[IncidentRow, ...]:
    """Incidents, open ones first, then the newest; with `sources` those that came from such records."""
    query = select(Incident).order_by(
        Incident.state != IncidentState.OPEN.value, Incident.found_at.desc(), Incident.id.desc()
    )
    if only_open:
        query = query.where(Incident.state == IncidentState.OPEN.value)
    if sources:
        query = query.where(Incident.source_kind.in_(sources))
    rows = read.session.scalars(query.limit(limit)).all()
    told = _told_at(read, [row.id for row in rows])
    return tuple(_row(row, told.get(row.id)) for row in rows)


def get_incident(read: Read, incident: int) -> IncidentDetail:
    """One incident with people and timeline. Raises StaleError when there is none."""
    row = read.session.scalar(select(Incident).where(Incident.id == incident))
    if row is None:
        raise StaleError("storage.stale")
    people = read.session.execute(
        select(IncidentPerson.person_id, IncidentPerson.name)
        .where(IncidentPerson.incident_id == incident)
        .order_by(IncidentPerson.id)
    )
    entries = read.session.scalars(
        select(IncidentEntry)
        .where(IncidentEntry.incident_id == incident)
        .order_by(IncidentEntry.at, IncidentEntry.id)
    )
    return IncidentDetail(
        row=_row(row, _told_at(read, [incident]).get(incident)),
        people=tuple((person, name) for person, name in people),
        entries=tuple(EntryRow(one.at, one.kind, one.text, one.told, one.officer_name) for one in entries),
        version=row.version,
        links=(*_receipts(read, row), *_rooms(read, row)),
    )


def _receipts(read: Read, row: Incident) -> list[IncidentLink]:
    """What the vehicle of the incident brought: its lots are on the receipt."""
    if row.source_kind != "vehicle_run":
        return []
    query = (
        select(StockDocument.id, StockDocument.number)
        .join(Receipt, Receipt.document_id == StockDocument.id)
        .where(Receipt.run_id == row.source_id)
        .order_by(StockDocument.id)
    )
    return [IncidentLink("receipt", one.id, one.number) for one in read.session.execute(query)]


def _rooms(read: Read, row: Incident) -> list[IncidentLink]:
    """Where the people of the incident stay now, and the stay that it marks for referral."""
    people = select(IncidentPerson.person_id).where(IncidentPerson.incident_id == row.id)
    now = (Stay.state == StayState.ADMITTED.value) & Stay.person_id.in_(people)
    query = (
        select(Stay.id, Room.code)
        .join(Room, Room.id == Stay.room_id)
        .where(now | (Stay.incident_id == row.id))
        .order_by(Stay.id)
    )
    return [IncidentLink("stay", one.id, one.code) for one in read.session.execute(query)]


def _claim(work: Work, incident: int) -> Incident:
    row = work.session.scalar(select(Incident).where(Incident.id == incident).with_for_update())
    if row is None:
        raise StaleError("storage.stale")
    return row


def _enter(work: Work, incident: int, kind: str, text: str, told: str | None = None) -> None:
    work.session.add(
        IncidentEntry(
            incident_id=incident,
            at=work.at,
            kind=kind,
            text=text,
            told=told,
            officer_id=work.officer.id,
            officer_name=work.officer.name,
        )
    )
    work.session.flush()


def _told_at(read: Read, incidents: Sequence[int]) -> dict[int, datetime]:
    query = (
        select(IncidentEntry.incident_id, func.min(IncidentEntry.at).label("told_at"))
        .where(IncidentEntry.incident_id.in_(incidents), IncidentEntry.kind == "told")
        .group_by(IncidentEntry.incident_id)
    )
    return {row.incident_id: row.told_at for row in read.session.execute(query)}


def _row(row: Incident, told_at: datetime | None) -> IncidentRow:
    source = (row.source_kind, row.source_id) if row.source_kind and row.source_id is not None else None
    return IncidentRow(
        id=row.id,
        number=row.number,
        kind=IncidentKind(row.kind),
        level=row.level,
        title=row.title,
        place=row.place,
        found_at=row.found_at,
        tell_until=row.tell_until,
        told_at=told_at,
        state=IncidentState(row.state),
        outcome=row.outcome,
        closed_at=row.closed_at,
        source=source,
    )
