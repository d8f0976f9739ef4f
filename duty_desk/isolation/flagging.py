"""Marks somebody under observation for referral: an incident, and a disinfection of the room while the person is in it (A4 rule 8)."""

from __future__ import annotations

from sqlalchemy import select

from db.models import Incident, Room, Stay
from db.vocabulary import IncidentKind, IncidentState, StayState
from duty_desk import incidents
from duty_desk.disinfection.concurrent import open_concurrent
from duty_desk.roles import step
from duty_desk.strings import t
from duty_desk.work import Read, Work

# An incident that came out of one of these marks the stay it is about while it is open.
FLAGS = ("reading", "stay_test")


@step
def flag(
    work: Work, stay: Stay, *, source: tuple[str, int], kind: IncidentKind, level: int, title: str, text: str
) -> int:
    """Open an incident about somebody under observation and mark the stay for referral; one that is open gets a line instead.

    While the person is in a room, a disinfection of it is asked for. Returns the incident.
    """
    known = open_flag(work, stay.incident_id)
    if known is not None:
        incidents.note(work, known, text)
        return known
    room = work.session.get(Room, stay.room_id) if stay.room_id is not None else None
    staying = stay.state == StayState.ADMITTED.value and room is not None
    place = t("isolation_care.place", building=room.building, room=room.name) if staying and room else ""
    incident = incidents.open_incident(
        work,
        kind=kind,
        level=level,
        title=title,
        place=place or stay.home or t("isolation_care.at_home"),
        people=[stay.person_id],
        text=text,
        source=source,
    )
    if staying and room is not None:
        open_concurrent(work, room=room.id, source=("incident", incident))
    stay.incident_id = incident
    stay.version += 1
    work.session.flush()
    return incident


def open_flag(read: Read, incident: int | None) -> int | None:
    """The incident that marks a stay for referral, while it is open."""
    if incident is None:
        return None
    return read.session.scalar(
        select(Incident.id).where(
            Incident.id == incident,
            Incident.state == IncidentState.OPEN.value,
            Incident.source_kind.in_(FLAGS),
        )
    )
