"""Takes an import of stays back whole, as long as nothing was built on it."""

from __future__ import annotations

from typing import Any

from sqlalchemy import delete, exists, or_, select, update

from db.models import (
    Attachment,
    CareEntry,
    Person,
    Reading,
    Restriction,
    RoomEvent,
    Stay,
    StayChange,
    StayRoom,
    StayTest,
)
from db.vocabulary import RoomState
from duty_desk import audit, rooms
from duty_desk.errors import Refusal
from duty_desk.isolation import import_readings
from duty_desk.people.taking_back import run, unreferenced
from duty_desk.roles import Permission, require, requires
from duty_desk.work import Work

# What hangs on a stay and comes with later work, not with the import of stays.
_LATER: tuple[Any, ...] = (Reading, StayTest, CareEntry)


@requires(Permission.IMPORT)
def undo_import(work: Work, batch_id: int) -> int:
    """Remove the stays of an import and the people only it knows; returns how many rows. The caller marks the batch as taken back.

    Raises Refusal naming somebody whose stay was worked on since, or whose readings came with a later import.
    """
    require(work, Permission.WORK_SITE)
    readings = import_readings.undo_readings(work, batch_id)
    stays = select(Stay.id).where(Stay.import_id == batch_id)
    _refuse_used(work, stays)
    for stay, room in work.session.execute(
        select(StayRoom.stay_id, StayRoom.room_id).where(
            StayRoom.stay_id.in_(stays), StayRoom.until_at.is_(None)
        )
    ).all():
        _leave(work, stay, room)
    mine = (Restriction.source_kind == "stay", Restriction.source_id.in_(stays))
    kept = work.session.scalars(select(Restriction.id).where(*mine)).all()
    run(work, delete(StayRoom).where(StayRoom.stay_id.in_(stays)))
    run(work, delete(StayChange).where(StayChange.stay_id.in_(stays)))
    run(work, update(Stay).where(Stay.import_id == batch_id).values(carer_for_id=None))
    count = run(work, delete(Stay).where(Stay.import_id == batch_id))
    run(work, delete(Restriction).where(Restriction.id.in_(kept)))
    run(work, delete(Person).where(Person.import_id == batch_id, unreferenced(Person)))
    work.session.expire_all()
    audit.record(
        work,
        action="stays.undo_import",
        subject=("import_batch", batch_id),
        after={"removed": count + readings},
    )
    return count + readings


def _refuse_used(work: Work, stays: Any) -> None:
    used = or_(
        Stay.version > 1,
        *(exists().where(model.stay_id == Stay.id) for model in _LATER),
        exists().where(StayChange.stay_id == Stay.id, StayChange.import_id.is_distinct_from(Stay.import_id)),
        exists().where(Attachment.subject_kind == "stay", Attachment.subject_id == Stay.id),
        Stay.id.in_(select(Stay.carer_for_id).where(Stay.carer_for_id.is_not(None), Stay.id.not_in(stays))),
    )
    query = select(Person.name).join(Stay, Stay.person_id == Person.id).where(Stay.id.in_(stays), used)
    name = work.session.scalar(query.limit(1))
    if name is not None:
        raise Refusal("isolation.refusal.import_used", name=name)


def _leave(work: Work, stay: int, room: int) -> None:
    """A room that was taken for somebody of the import is as it was; one that came as occupied stays so."""
    others = exists().where(StayRoom.room_id == room, StayRoom.until_at.is_(None), StayRoom.stay_id != stay)
    taken = select(RoomEvent.id).where(
        RoomEvent.room_id == room,
        RoomEvent.subject_kind == "stay",
        RoomEvent.subject_id == stay,
        RoomEvent.after == RoomState.OCCUPIED.value,
    )
    if work.session.scalar(taken.limit(1)) is not None and not work.session.scalar(select(others)):
        rooms.step_back(work, room, RoomState.OCCUPIED, subject=("stay", stay))
