"""Lists of rooms out of office workbooks: new rooms come in with their state, known ones are brought up to date, all of it taken back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime, time, timedelta
from typing import Any

from sqlalchemy import delete, exists, select

from db.models import AuditEntry, Building, ImportChange, Room, RoomEvent, Zone
from db.vocabulary import RoomState
from duty_desk import audit
from duty_desk.errors import DutyDeskError, InputError, Refusal
from duty_desk.imported import JudgedRow, Written
from duty_desk.people.merging import references
from duty_desk.people.records import change
from duty_desk.roles import Permission, require, requires
from duty_desk.rooms import import_rows
from duty_desk.rooms.register import write_zone
from duty_desk.rooms.rules import MOST_BEDS, TAKEN
from duty_desk.strings import t
from duty_desk.work import Read, Work

FORMS = ("rooms", "zone_rooms")
_OWN = frozenset({"room_event", "import_change"})


@requires(Permission.IMPORT)
def write_rows(
    work: Work,
    form_key: str,
    rows: Sequence[JudgedRow],
    batch_id: int | None = None,
    *,
    days: Mapping[str, date] | None = None,
) -> Written:
    """Write judged rows of one of FORMS; `batch_id` is the import they belong to, `days` what stands above each sheet."""
    require(work, Permission.EDIT_ROOMS)
    zones = _zones_for(work, form_key, rows, batch_id)
    buildings = {row.name: row.id for row in work.session.execute(select(Building.name, Building.id))}
    known = {room.code.lower(): room for room in work.session.scalars(select(Room))}
    left: list[tuple[int, DutyDeskError]] = []
    added: list[tuple[Room, RoomState]] = []
    for position, row in enumerate(rows):
        try:
            facts = import_rows.facts_of(row.values)
            facts["zone_id"] = zones[import_rows.zone_name(row.values)]
            facts["building_id"] = buildings.get(facts["building"])
            if not 1 <= facts["beds"] <= MOST_BEDS:
                raise InputError("beds", "rooms.error.beds", most=MOST_BEDS)
            room = known.get(facts["code"].lower())
            if room is None:
                room = known[facts["code"].lower()] = _new(work, row, facts, batch_id, days or {})
                added.append((room, import_rows.state_of(row.values)))
            else:
                _bring_up_to_date(work, room, row, facts, batch_id)
        except InputError as error:
            left.append((position, error))
    work.session.flush()
    work.session.add_all(
        _came_in(work, room, batch_id) for room, state in added if state is not RoomState.FREE
    )
    work.session.flush()
    written = Written(len(rows) - len(left), tuple(left))
    audit.record(
        work,
        action="rooms.import",
        subject=("import_batch", batch_id) if batch_id is not None else None,
        after={"form": form_key, "count": written.count, "left": len(left)},
    )
    return written


@requires(Permission.IMPORT)
def undo_import(work: Work, batch_id: int) -> int:
    """Remove rooms that came with an import and put back what it changed; returns how many.

    Raises Refusal naming a room that was used or changed since. The caller marks the batch as taken back.
    """
    require(work, Permission.EDIT_ROOMS)
    changes = work.session.scalars(
        select(ImportChange).where(ImportChange.batch_id == batch_id).order_by(ImportChange.id.desc())
    ).all()
    for entry in changes:
        _put_back(work, entry)
        work.session.delete(entry)
    rooms = work.session.scalars(select(Room).where(Room.import_id == batch_id)).all()
    _refuse_used(work, batch_id, rooms)
    work.session.execute(delete(RoomEvent).where(RoomEvent.import_id == batch_id))
    for room in rooms:
        work.session.delete(room)
    work.session.flush()
    _remove_zones(work, batch_id)
    audit.record(
        work,
        action="rooms.undo_import",
        subject=("import_batch", batch_id),
        after={"removed": len(rooms), "restored": len(changes)},
    )
    return len(rooms) + len(changes)


def _zones_for(
    work: Work, form_key: str, rows: Sequence[JudgedRow], batch_id: int | None
) -> Mapping[str, int]:
    """The zones that the rows name: known ones by name, whichever site they are in, new ones in the site of the form."""
    known = work.session.execute(select(Zone.name, Zone.id).order_by(Zone.id.desc()))
    zones = {row.name: row.id for row in known}
    beds: dict[str, int] = {}
    for row in rows:
        name = import_rows.zone_name(row.values)
        beds[name] = max(beds.get(name, 1), row.values["beds"])
    for name, most in beds.items():
        if name not in zones:
            zones[name], _ = write_zone(
                work,
                {
                    "site": t(f"rooms.import.site.{form_key}"),
                    "name": name,
                    "kind": import_rows.zone_kind(name),
                    "single": most == 1,
                },
                import_id=batch_id,
            )
    return zones


def _new(
    work: Work, row: JudgedRow, facts: dict[str, Any], batch_id: int | None, days: Mapping[str, date]
) -> Room:
    room = Room(
        state=import_rows.state_of(row.values).value,
        state_since=_as_of(work, days.get(row.sheet)),
        reason=import_rows.reason_of(row.values),
        import_id=batch_id,
        **{"floor": 1, **facts},
    )
    work.session.add(room)
    return room


def _as_of(read: Read, day: date | None) -> datetime:
    """A list stands as of the end of its day, as far as that is over."""
    return read.at if day is None else min(read.at, datetime.combine(day + timedelta(days=1), time()))


def _came_in(work: Work, room: Room, batch_id: int | None) -> RoomEvent:
    """A room that comes in anything but free has a step that says so; a closed one goes back to `free` from there."""
    return RoomEvent(
        room_id=room.id,
        at=room.state_since,
        before=RoomState.FREE.value,
        after=room.state,
        reason=room.reason,
        officer_id=work.officer.id,
        officer_name=work.officer.name if work.officer.id is not None else None,
        import_id=batch_id,
    )


def _bring_up_to_date(
    work: Work, room: Room, row: JudgedRow, facts: dict[str, Any], batch_id: int | None
) -> None:
    """What the register says of a known room; never its state, which changes by what is done with the room alone."""
    said = import_rows.state_of(row.values)
    if room.state != said:
        raise InputError(
            "state", "rooms.error.state_differs", room=room.code, state=t(f"rooms.state.{room.state}")
        )
    if room.state in TAKEN and (room.zone_id, room.beds) != (facts["zone_id"], facts["beds"]):
        raise InputError("beds", "rooms.error.room_taken", room=room.code)
    before, after = change(room, {name: value for name, value in facts.items() if name != "code"})
    if after and batch_id is not None:
        work.session.add(
            ImportChange(
                batch_id=batch_id, subject_kind="room", subject_id=room.id, before=before, after=after
            )
        )


def _put_back(work: Work, entry: ImportChange) -> None:
    room = work.session.get(Room, entry.subject_id)
    if room is None or any(getattr(room, name) != value for name, value in entry.after.items()):
        raise Refusal("rooms.refusal.import_used", room=room.code if room else "")
    for name, value in entry.before.items():
        setattr(room, name, value)
    room.version += 1
    work.session.flush()


def _refuse_used(work: Work, batch_id: int, rooms: Sequence[Room]) -> None:
    codes = {room.id: room.code for room in rooms}
    mine = select(Room.id).where(Room.import_id == batch_id)
    since = select(RoomEvent.room_id).where(
        RoomEvent.room_id.in_(mine), RoomEvent.import_id.is_distinct_from(batch_id)
    )
    edited = select(AuditEntry.subject_id).where(
        AuditEntry.subject_kind == "room", AuditEntry.subject_id.in_(mine)
    )
    pointing = [
        select(column).where(column.in_(mine))
        for table, column in references("room")
        if table.name not in _OWN
    ]
    for query in (since, edited, *pointing):
        found = work.session.scalar(query.limit(1))
        if found is not None:
            raise Refusal("rooms.refusal.import_used", room=codes[found])


def _remove_zones(work: Work, batch_id: int) -> None:
    """Zones that came with the import and that nothing stands in."""
    for zone in work.session.scalars(select(Zone).where(Zone.import_id == batch_id)).all():
        used = any(
            work.session.scalar(select(exists().where(column == zone.id))) for _, column in references("zone")
        )
        if not used:
            work.session.delete(zone)
    work.session.flush()
