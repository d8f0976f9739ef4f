"""Takes an office's register of observation and its waiting list in; who is in it twice is found, nobody is doubled."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import select

from db.models import Person, Stay, StayChange, StayRoom
from db.vocabulary import RoomState, StayState
from duty_desk import audit, numbering, rooms
from duty_desk.errors import DutyDeskError, InputError
from duty_desk.imported import JudgedRow, Written
from duty_desk.isolation import import_readings, import_stays, stay_rules
from duty_desk.isolation.admitting import keep_in
from duty_desk.isolation.deciding import SERIES
from duty_desk.people.import_forms import Names
from duty_desk.roles import Permission, require, requires
from duty_desk.strings import t
from duty_desk.work import Work

# Children younger than that have a carer with them (domain A4 rule 3).
_CHILD = 14
_END = datetime(9999, 12, 31)


@dataclass(slots=True)
class _Import:
    work: Work
    batch_id: int | None
    names: Names


@requires(Permission.IMPORT)
def write_rows(work: Work, form_key: str, rows: Sequence[JudgedRow], batch_id: int | None = None) -> Written:
    """Write judged rows of one of FORMS; `batch_id` is the import they belong to."""
    require(work, Permission.WORK_SITE)
    this = _Import(work, batch_id, import_stays.names_of(work))
    write, left = _WRITERS[form_key], list[tuple[int, DutyDeskError]]()
    for position, row in enumerate(rows):
        try:
            write(this, row.values)
        except DutyDeskError as error:
            left.append((position, error))
    written = Written(len(rows) - len(left), tuple(left))
    audit.record(
        work,
        action="stays.import",
        subject=("import_batch", batch_id) if batch_id is not None else None,
        after={"form": form_key, "count": written.count, "left": len(left)},
    )
    return written


def _episode(this: _Import, values: Mapping[str, Any]) -> None:
    work = this.work
    found = import_stays.episode(work, values)
    room = rooms.find_room(work, found.room)
    if room is None:
        raise InputError("room", "isolation.error.room_unknown", room=found.room)
    known = work.session.scalar(select(Stay).where(Stay.number == found.number))
    if known is not None:
        _same(work, known, values, found)
        return
    staying = found.values["state"] == StayState.ADMITTED
    if staying and room.state not in (RoomState.FREE, RoomState.RESERVED, RoomState.OCCUPIED):
        words = t(f"rooms.state.{room.state.value}")
        raise InputError("room", "isolation.error.room_state", room=room.code, state=words)
    together = _together(work, room.id, found.values["admitted_at"], found.values["ended_at"])
    person, unit, home = import_stays.person_of(work, values, this.names, this.batch_id)
    if staying:
        _refuse_open(work, person)
        _refuse_strangers(work, room, person, together, found.values["admitted_at"].date())
    row = Stay(
        person_id=person,
        unit_id=unit,
        home=home,
        room_id=room.id,
        zone_id=room.zone.id,
        bed=stay_rules.free_bed(room.beds, [bed.bed for bed, _ in together]),
        import_id=this.batch_id,
        **found.values,
    )
    work.session.add(row)
    work.session.flush()
    _take_bed(work, row, room)
    for _, other in together:
        _care(work, row, other)
    if found.rebased_from is not None:
        _note_rebase(this, row, found)
    if number := numbering.parse(work, SERIES, found.number):
        numbering.keep_above(work, SERIES, number.year, number.sequence)
    if staying:
        assert row.admitted_at is not None
        row.restriction_id = keep_in(work, row, row.admitted_at.date(), row.due_on)
        work.session.flush()


def _pending(this: _Import, values: Mapping[str, Any]) -> None:
    work = this.work
    columns = import_stays.waiting(values)
    person, unit, home = import_stays.person_of(work, values, this.names, this.batch_id)
    states = [state.value for state in stay_rules.OPEN]
    if work.session.scalar(select(Stay.id).where(Stay.person_id == person, Stay.state.in_(states))):
        # Waiting already, or let in since: the list says nothing new.
        return
    columns["origin"] = import_stays.origin_of(work, person)
    work.session.add(Stay(person_id=person, unit_id=unit, home=home, import_id=this.batch_id, **columns))
    work.session.flush()


def _temperatures(this: _Import, values: Mapping[str, Any]) -> None:
    import_readings.write_row(this.work, values, this.batch_id)


_WRITERS: Mapping[str, Callable[[_Import, Mapping[str, Any]], None]] = {
    "episodes": _episode,
    "pending": _pending,
    "iso_temps": _temperatures,
}
# In the order in which they build upon one another, after persons and rooms.
FORMS = tuple(_WRITERS)


def _same(work: Work, known: Stay, values: Mapping[str, Any], found: import_stays.Episode) -> None:
    """A row that says what is on record changes nothing; one that says something else is not written over it."""
    name = work.session.scalar(select(Person.name).where(Person.id == known.person_id))
    if name != values["name"]:
        raise InputError("no", "isolation.error.number_taken", number=found.number)
    if any(getattr(known, key) != found.values[key] for key in ("admitted_at", "ended_at", "due_on")):
        raise InputError("no", "isolation.error.number_known", number=found.number)


def _refuse_open(work: Work, person: int) -> None:
    there = select(Stay.number).where(Stay.person_id == person, Stay.state == StayState.ADMITTED.value)
    if (number := work.session.scalar(there)) is not None:
        raise InputError("no", "isolation.refusal.there_already", number=number)


def _refuse_strangers(
    work: Work, room: rooms.RoomRow, person: int, together: Sequence[tuple[StayRoom, Stay]], on: date
) -> None:
    """Nobody is put to strangers in a single room, nor into one that is full."""
    others = [stay.person_id for bed, stay in together if bed.until_at is None]
    if room.zone.single and any(_is_child(work, one, on) == _is_child(work, person, on) for one in others):
        raise InputError("room", "isolation.error.room_taken", room=room.code)
    if not room.zone.single and len(others) >= room.beds:
        raise InputError("room", "isolation.error.room_full", room=room.code, beds=room.beds)


def _together(work: Work, room: int, came: datetime, left: datetime | None) -> list[tuple[StayRoom, Stay]]:
    """Who had a bed of that room at the same time."""
    query = (
        select(StayRoom, Stay)
        .join(Stay, Stay.id == StayRoom.stay_id)
        .where(StayRoom.room_id == room, StayRoom.from_at < (left or _END))
        .order_by(StayRoom.id)
    )
    return [
        (bed, stay)
        for bed, stay in work.session.execute(query)
        if bed.until_at is None or bed.until_at > came
    ]


def _take_bed(work: Work, row: Stay, room: rooms.RoomRow) -> None:
    assert row.admitted_at is not None
    bed = StayRoom(
        stay_id=row.id,
        room_id=room.id,
        bed=row.bed or 1,
        from_at=row.admitted_at,
        until_at=row.ended_at,
    )
    work.session.add(bed)
    work.session.flush()
    if row.ended_at is None and room.state is not RoomState.OCCUPIED:
        rooms.shift(work, room.id, RoomState.OCCUPIED, subject=("stay", row.id), at=row.admitted_at)


def _care(work: Work, row: Stay, other: Stay) -> None:
    """Of two in one room, one of them a child, the other is the carer."""
    assert row.admitted_at is not None
    child = [one for one in (row, other) if _is_child(work, one.person_id, row.admitted_at.date())]
    if len(child) == 1:
        carer = other if child[0] is row else row
        carer.carer_for_id = child[0].id
        work.session.flush()


def _is_child(work: Work, person: int, on: date) -> bool:
    born = work.session.scalar(select(Person.born_on).where(Person.id == person))
    return born is not None and (on.year - born.year - ((on.month, on.day) < (born.month, born.day))) < _CHILD


def _note_rebase(this: _Import, row: Stay, found: import_stays.Episode) -> None:
    assert row.counted_from is not None
    assert found.rebased_from is not None
    this.work.session.add(
        StayChange(
            stay_id=row.id,
            at=row.admitted_at,
            kind="rebase",
            before={"counted_from": found.rebased_from.isoformat()},
            after={"counted_from": row.counted_from.isoformat()},
            reason=found.remark or t("isolation.change.rebase"),
            import_id=this.batch_id,
        )
    )
    this.work.session.flush()
