"""Somebody under observation is gone without a release: on record with an incident, and stopped at every gate until an officer lifts it."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import bindparam, select

from db import prepared
from db.models import Restriction, Room, Stay
from db.vocabulary import Ending, IncidentKind, StayState
from duty_desk import incidents
from duty_desk.isolation import records, releasing
from duty_desk.people import restrictions
from duty_desk.people.records import required, text_or_none
from duty_desk.roles import Permission, requires, step
from duty_desk.strings import t
from duty_desk.work import Work

# As for a fever at the site: the third of four levels.
LEVEL = 3
SOURCE = "stay"
_LEFT = (
    select(Stay.id)
    .where(
        Stay.person_id == bindparam("person"), Stay.ending == Ending.LEFT.value, Stay.id != bindparam("stay")
    )
    .order_by(Stay.id)
)


@requires(Permission.WORK_SITE)
def leave(
    work: Work,
    stay: int,
    *,
    found_by: str,
    reason: str,
    place: str | None = None,
    at: datetime | None = None,
    version: int,
) -> int:
    """Write down that somebody left before the release; returns the incident that is opened.

    `found_by` noticed it, `at` is since when, `reason` what is known, `place` where the person is believed to be. The stay ends, the
    room waits for its terminal round, the restriction goes on without an end until an officer lifts it or the person is admitted again.
    """
    row = records.claim(work, stay, version, StayState.ADMITTED)
    who = required(found_by, "found_by", "isolation.error.found_by_missing")
    why = records.required_reason(reason)
    moment = records.check_moment(work, at, row.admitted_at)
    room = work.session.get(Room, row.room_id) if row.room_id is not None else None
    releasing.end(
        work, row, Ending.LEFT, moment, ending_note=f"{who}: {why}", ending_place=text_or_none(place)
    )
    if row.restriction_id is not None:
        kept = work.session.get_one(Restriction, row.restriction_id)
        if kept.lifted_at is None and kept.ends_on is not None:
            restrictions.change_end(work, kept.id, ends_on=None, reason=t("isolation.left_open"))
    where = t("isolation_care.place", building=room.building, room=room.name) if room is not None else ""
    incident = incidents.open_incident(
        work,
        kind=IncidentKind.SECURITY,
        level=LEVEL,
        title=t("isolation.left_title", number=row.number or ""),
        place=where or t("isolation_care.at_home"),
        found_at=moment,
        people=[row.person_id],
        text=t(
            "isolation.left_text", who=who, reason=why, place=text_or_none(place) or t("isolation.unknown")
        ),
        source=(SOURCE, row.id),
    )
    records.note(work, "leave", row, why)
    return incident


@step
def take_over(work: Work, row: Stay) -> None:
    """Whoever left and is admitted again is kept in by the new stay; what the one before left open is lifted."""
    for before in prepared.ask(work.connection, _LEFT, {"person": row.person_id, "stay": row.id}):
        restrictions.lift_source(
            work, ("stay", before.id), reason=t("isolation.back", number=row.number or "")
        )
