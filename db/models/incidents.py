"""What went wrong or nearly: type, level, place, people, and what was done when."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from db.base import Base


class Incident(Base):
    """One incident. `source` names the record it came from (a refusal, a vehicle run)."""

    __tablename__ = "incident"
    __table_args__ = (
        Index("ix_incident_state", "state", "found_at"),
        Index("ix_incident_source", "source_kind", "source_id"),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    number: Mapped[str] = mapped_column(unique=True)
    kind: Mapped[str]
    # 1 is the gravest, 4 the lightest.
    level: Mapped[int]
    title: Mapped[str]
    place: Mapped[str]
    found_at: Mapped[datetime]
    # Until when the authorities must have been told; empty where nobody need be.
    tell_until: Mapped[datetime | None]
    state: Mapped[str] = mapped_column(default="open")
    outcome: Mapped[str | None]
    closed_at: Mapped[datetime | None]
    closed_by: Mapped[int | None] = mapped_column(ForeignKey("officer.id"))
    source_kind: Mapped[str | None]
    source_id: Mapped[int | None]
    # How the office came to know (phone, in person, patrol, another desk), from whom, and who answers for it.
    reported_way: Mapped[str | None]
    reported_by: Mapped[str | None]
    responsible: Mapped[str | None]
    people_count: Mapped[int | None]
    impact: Mapped[str | None]
    officer_id: Mapped[int | None] = mapped_column(ForeignKey("officer.id"))
    version: Mapped[int] = mapped_column(default=1)


class IncidentSubject(Base):
    """A record that belongs to an incident beside its source: a pass, a room, a run, a lot, a repair."""

    __tablename__ = "incident_subject"
    __table_args__ = (
        Index("uq_incident_subject", "incident_id", "subject_kind", "subject_id", unique=True),
        Index("ix_incident_subject_subject", "subject_kind", "subject_id"),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    incident_id: Mapped[int] = mapped_column(ForeignKey("incident.id"))
    subject_kind: Mapped[str]
    subject_id: Mapped[int]
    name: Mapped[str]
    at: Mapped[datetime]
    officer_id: Mapped[int | None] = mapped_column(ForeignKey("officer.id"))


class IncidentPerson(Base):
    """Somebody it is about; only a name where nobody is on record."""

    __tablename__ = "incident_person"
    __table_args__ = (Index("ix_incident_person_incident_id", "incident_id"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    incident_id: Mapped[int] = mapped_column(ForeignKey("incident.id"))
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    name: Mapped[str]
    note: Mapped[str | None]


class IncidentEntry(Base):
    """One line of its timeline: noted, told to somebody, done. Append-only."""

    __tablename__ = "incident_entry"
    __table_args__ = (Index("ix_incident_entry_incident_id", "incident_id", "at"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    incident_id: Mapped[int] = mapped_column(ForeignKey("incident.id"))
    at: Mapped[datetime]
    kind: Mapped[str]
    text: Mapped[str]
    told: Mapped[str | None]
    # The line that this one strikes out, with why in `text`.
    strikes_id: Mapped[int | None] = mapped_column(ForeignKey("incident_entry.id"))
    officer_id: Mapped[int | None] = mapped_column(ForeignKey("officer.id"))
    officer_name: Mapped[str | None]
