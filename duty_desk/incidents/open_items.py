"""What incidents put on the list of things to do: whom the authorities do not know of yet, and everything without an outcome."""

from __future__ import annotations

from sqlalchemy import exists, func, select

from db.models import Incident, IncidentEntry
from db.vocabulary import IncidentState
from duty_desk.incidents.rows import stands
from duty_desk.open_item import OpenItem
from duty_desk.work import Read

INCIDENT_UNTOLD, INCIDENT_OPEN = "incident_untold", "incident_open"
WHATS = (INCIDENT_UNTOLD, INCIDENT_OPEN)
# The list shows what comes first; the counts say how much there is.
MOST = 200
_UNTOLD = (
    Incident.tell_until.is_not(None)
    & ~exists().where(IncidentEntry.incident_id == Incident.id, IncidentEntry.kind == "told", stands())
)  # fmt: skip


def list_open_items(read: Read) -> tuple[OpenItem, ...]:
    """Everything open: who must be told first, then the oldest.

    `due_at` is until when the authorities must be told, afterwards since when the incident is open.
    """
    query = (
        select(
            Incident.id,
            Incident.number,
            Incident.title,
            Incident.place,
            Incident.found_at,
            Incident.tell_until,
            _UNTOLD.label("untold"),
        )
        .where(Incident.state == IncidentState.OPEN.value)
        .order_by(Incident.found_at, Incident.id)
        .limit(MOST)
    )
    found = [
        OpenItem(
            what=INCIDENT_UNTOLD if row.untold else INCIDENT_OPEN,
            due_at=row.tell_until if row.untold else row.found_at,
            subject=("incident", row.id),
            name=row.title,
            place=row.place,
            detail=row.number,
        )
        for row in read.session.execute(query)
    ]
    return tuple(sorted(found, key=lambda item: (item.what != INCIDENT_UNTOLD, item.due_at)))


def count_open_items(read: Read) -> dict[str, int]:
    """How many there are of each."""
    query = (
        select(_UNTOLD.label("untold"), func.count().label("number"))
        .where(Incident.state == IncidentState.OPEN.value)
        .group_by("untold")
    )
    found = {bool(row.untold): row.number for row in read.session.execute(query)}
    return {INCIDENT_UNTOLD: found.get(True, 0), INCIDENT_OPEN: found.get(False, 0)}
