"""Incidents as they are shown: in a list, with their course, the clock of the authorities, and the records they concern."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import ColumnElement, exists, func, select
from sqlalchemy.orm import aliased

from db.models import Incident, IncidentEntry, IncidentPerson
from db.vocabulary import IncidentKind, IncidentState
from duty_desk import masking
from duty_desk.errors import StaleError
from duty_desk.incidents.links import IncidentLink, links_of
from duty_desk.roles import Permission, may
from duty_desk.strings import t
from duty_desk.work import Read

NOTED, TOLD, DONE, FOLLOWUP, FINAL = "noted", "told", "done", "followup", "final"
CLOSED, STRUCK = "closed", "struck"
# What an officer may add; the first report, what follows it and the last one name whom they went to.
ENTRIES = (NOTED, TOLD, DONE, FOLLOWUP, FINAL)
REPORTS = (TOLD, FOLLOWUP, FINAL)
# Their course says what was measured and found of people who are named.
OF_HEALTH = (IncidentKind.FEVER, IncidentKind.CASE)


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
    reported_way: str | None = None
    reported_by: str | None = None
    responsible: str | None = None
    people_count: int | None = None
    impact: str | None = None

    def is_overdue(self, at: datetime) -> bool:
        """Whether the authorities should have been told by now."""
        return self.tell_until is not None and self.told_at is None and at > self.tell_until


@dataclass(frozen=True, slots=True)
class EntryRow:
    """One line of the timeline. `struck` says why it no longer holds; `strikes` names the line that this one strikes out."""

    at: datetime
    kind: str
    text: str
    told: str | None
    officer_name: str | None
    id: int = 0
    strikes: int | None = None
    struck: str | None = None


@dataclass(frozen=True, slots=True)
class IncidentDetail:
    """Everything about one incident; people by name and, where known, by record; `links` beside its source."""

    row: IncidentRow
    people: tuple[tuple[int | None, str], ...]
    entries: tuple[EntryRow, ...]
    version: int
    links: tuple[IncidentLink, ...] = ()

    @property
    def how_many(self) -> int:
        """How many people it concerns: as told, or as many as are named."""
        return max(self.row.people_count or 0, len(self.people))

    @property
    def told(self) -> tuple[EntryRow, ...]:
        """Who was told and when, first, following and final report, without what was struck out."""
        return tuple(entry for entry in self.entries if entry.kind in REPORTS and entry.struck is None)


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
    return rows_of(read, read.session.scalars(query.limit(limit)).all())


def fetch(read: Read, ids: Sequence[int]) -> Sequence[IncidentRow]:
    """The incidents of these identifiers, in any order."""
    return rows_of(read, read.session.scalars(select(Incident).where(Incident.id.in_(ids))).all())


def get_incident(read: Read, incident: int) -> IncidentDetail:
    """One incident with people and timeline. Raises StaleError when there is none.

    Of one that is about health, who neither measures nor judges sees when something was done and who was told, not what and of whom.
    """
    row = read.session.scalar(select(Incident).where(Incident.id == incident))
    if row is None:
        raise StaleError("storage.stale")
    people = read.session.execute(
        select(IncidentPerson.person_id, IncidentPerson.name)
        .where(IncidentPerson.incident_id == incident)
        .order_by(IncidentPerson.id)
    )
    found = IncidentDetail(
        row=rows_of(read, [row])[0],
        people=tuple((person, name) for person, name in people),
        entries=entries_of(read, incident),
        version=row.version,
        links=links_of(read, row),
    )
    return _without_health(found) if hides_health(read) and found.row.kind in OF_HEALTH else found


def hides_health(read: Read) -> bool:
    """Whether whoever reads is not to know what was measured and found."""
    return not may(read, Permission.SEE_READINGS)


def _without_health(found: IncidentDetail) -> IncidentDetail:
    hidden = t("incidents.health_hidden")
    return replace(
        found,
        people=tuple((None, masking.mask_name(name)) for _person, name in found.people),
        entries=tuple(
            replace(entry, text=hidden, struck=None if entry.struck is None else hidden)
            for entry in found.entries
        ),
    )


def entries_of(read: Read, incident: int) -> tuple[EntryRow, ...]:
    """The timeline, oldest first; what was struck out stays, with why."""
    query = (
        select(IncidentEntry)
        .where(IncidentEntry.incident_id == incident)
        .order_by(IncidentEntry.at, IncidentEntry.id)
    )
    found = read.session.scalars(query).all()
    struck = {one.strikes_id: one.text for one in found if one.strikes_id is not None}
    return tuple(
        EntryRow(
            one.at, one.kind, one.text, one.told, one.officer_name, one.id, one.strikes_id, struck.get(one.id)
        )
        for one in found
    )


def stands() -> ColumnElement[bool]:
    """Condition: a line that nobody has struck out."""
    later = aliased(IncidentEntry)
    return ~exists().where(later.strikes_id == IncidentEntry.id)


def told_at(read: Read, incidents: Iterable[int]) -> dict[int, datetime]:
    """When the authorities were first told of each."""
    query = (
        select(IncidentEntry.incident_id, func.min(IncidentEntry.at).label("told_at"))
        .where(IncidentEntry.incident_id.in_(list(incidents)), IncidentEntry.kind == TOLD, stands())
        .group_by(IncidentEntry.incident_id)
    )
    return {row.incident_id: row.told_at for row in read.session.execute(query)}


def rows_of(read: Read, found: Sequence[Incident]) -> tuple[IncidentRow, ...]:
    """Rows of the register as others see them."""
    told = told_at(read, [row.id for row in found])
    rows = tuple(_row(row, told.get(row.id)) for row in found)
    if not hides_health(read):
        return rows
    return tuple(replace(row, outcome=None, impact=None) if row.kind in OF_HEALTH else row for row in rows)


def _row(row: Incident, told: datetime | None) -> IncidentRow:
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
        told_at=told,
        state=IncidentState(row.state),
        outcome=row.outcome,
        closed_at=row.closed_at,
        source=source,
        reported_way=row.reported_way,
        reported_by=row.reported_by,
        responsible=row.responsible,
        people_count=row.people_count,
        impact=row.impact,
    )
