"""A room is promised, given, and everything that follows at once: bed, days, the restriction that passes and gates read."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import bindparam, select

from db import prepared
from db.models import Stay
from db.vocabulary import RestrictionKind, RoomState, StayState
from duty_desk import formats, policy, rooms
from duty_desk.errors import InputError, Refusal
from duty_desk.isolation import records, stay_rules
from duty_desk.isolation.deciding import take_number
from duty_desk.isolation.leaving import take_over
from duty_desk.isolation.stay_rules import Guest
from duty_desk.people import restrictions
from duty_desk.roles import Permission, requires, step
from duty_desk.strings import t
from duty_desk.work import Read, Work

_THERE = select(Stay.number).where(
    Stay.person_id == bindparam("person"),
    Stay.state == StayState.ADMITTED.value,
    Stay.id != bindparam("stay"),
)


@dataclass(frozen=True, slots=True)
class Admitted:
    """A stay that began: its number and its last day, included."""

    number: str
    due_on: date


@requires(Permission.WORK_SITE)
def reserve(work: Work, stay: int, *, room: int, version: int) -> None:
    """Promise a room to an approved stay; one promised before is free again. Raises Refusal saying why it cannot be that room."""
    row = records.claim(work, stay, version, StayState.APPROVED)
    if row.room_id == room:
        return
    records.drop_reservation(work, row)
    held = _fitting(work, row, room)
    records.put(work, row, room_id=room, zone_id=held.zone.id)
    if held.state is RoomState.FREE:
        rooms.shift(work, room, RoomState.RESERVED, subject=("stay", row.id))
    records.note(work, "reserve", row, room=room)


@requires(Permission.WORK_SITE)
def admit(
    work: Work,
    stay: int,
    *,
    room: int,
    bed: int | None = None,
    kit: Sequence[str] = (),
    at: datetime | None = None,
    emergency: bool = False,
    version: int,
) -> Admitted:
    """Let a person into a room. Not without approval and notice, unless in an emergency, which must be completed by `emergency_until`.

    `kit` names what was handed over. The person's passes rest from now on, and the gate knows. Raises Refusal for what is missing or
    for a room that does not fit, InputError at `bed` and `at`.
    """
    row = records.claim(work, stay, version, *stay_rules.WAITING)
    missing = stay_rules.lacks(approved=row.state == StayState.APPROVED, notice=row.notice)
    if missing and not emergency:
        words = t("isolation.list_mark").join(t(f"isolation.lacks.{each}") for each in missing)
        raise Refusal("isolation.refusal.lacks", missing=words)
    _refuse_there(work, row)
    if row.room_id is not None and row.room_id != room:
        records.drop_reservation(work, row)
    held = _fitting(work, row, room)
    moment = records.check_moment(
        work, at, held.state_since if held.state is not RoomState.OCCUPIED else None
    )
    start, days, due_on = _period(work, row, moment.date())
    take_number(work, row)
    hours = policy.integer(work, "iso.emergency_hours", on=moment.date())
    given = records.give_bed(work, row, held, bed, moment, None)
    restriction = keep_in(work, row, moment.date(), due_on)
    records.put(
        work,
        row,
        state=StayState.ADMITTED.value,
        room_id=room,
        zone_id=held.zone.id,
        bed=given,
        admitted_at=moment,
        emergency_until=moment + timedelta(hours=hours) if missing else None,
        kit=[item.strip() for item in kit if item.strip()],
        counted_from=start,
        days=days,
        due_on=due_on,
        restriction_id=restriction,
    )
    records.note(work, "admit", row, room=room, days=days, due_on=due_on, emergency=bool(missing), bed=given)
    assert row.number is not None
    return Admitted(row.number, due_on)


@step
def keep_in(work: Work, row: Stay, since: date, until: date | None) -> int:
    """Write the restriction of a stay, which is returned: passes rest and gates refuse until it is lifted by the release."""
    restriction = restrictions.impose(
        work,
        person=row.person_id,
        kind=RestrictionKind.ISOLATION,
        starts_on=since,
        ends_on=until,
        reason=t("isolation.restriction", number=row.number or ""),
        source=("stay", row.id),
    )
    take_over(work, row)
    return restriction


def proposals(read: Read, stay: int, limit: int = 8) -> tuple[rooms.RoomRow, ...]:
    """Rooms that fit a stay, best first: the promised one, that of its companions, free ones of the fitting zones."""
    row = read.session.get_one(Stay, stay)
    there, guest = records.guests(read), _guest(read, row)
    mine = {room for room, inside in there.items() if any(one.stay in guest.companions for one in inside)}
    fitting = [
        room
        for room in rooms.list_rooms(read)
        if records.why_not(room, there.get(room.id, ()), guest) is None
    ]
    places = {kind: place for place, kind in enumerate(stay_rules.ZONE_ORDER)}
    fitting.sort(
        key=lambda room: (
            room.id != row.room_id,
            room.id not in mine,
            places[room.zone.kind],
            # Where rooms are shared, one that is begun is filled up first.
            room.state is not RoomState.OCCUPIED,
        )
    )
    return tuple(room for room in fitting if row.state != StayState.ADMITTED or room.id != row.room_id)[
        :limit
    ]


def obstacles(read: Read, stay: int) -> Mapping[int, str]:
    """Why not, in words, by room, for every room this stay cannot be admitted or moved to."""
    row = read.session.get_one(Stay, stay)
    there, guest = records.guests(read), _guest(read, row)
    found: dict[int, str] = {}
    for room in rooms.list_rooms(read):
        if row.state == StayState.ADMITTED and room.id == row.room_id:
            found[room.id] = t("isolation.obstacle.same")
        elif why := records.why_not(room, there.get(room.id, ()), guest):
            found[room.id] = why
    return found


def _refuse_there(work: Work, row: Stay) -> None:
    """Two reports of one person, as after two records were made one: whoever is there is not admitted again."""
    values = {"person": row.person_id, "stay": row.id}
    if there := prepared.ask(work.connection, _THERE, values):
        raise Refusal("isolation.refusal.there_already", number=there[0].number)


def _guest(read: Read, row: Stay) -> Guest:
    return Guest(row.id, row.category, records.companions(read, row))


def _fitting(work: Work, row: Stay, room: int) -> rooms.RoomRow:
    """The room, held, after asking the rules."""
    held = rooms.hold_room(work, room)
    there = tuple(one for one in records.guests_of(work, room) if one.stay != row.id)
    # With whom it may be together matters where somebody is, and in a zone of shared rooms.
    guest = _guest(work, row) if there or not held.zone.single else Guest(row.id, row.category)
    why = records.why_not(held, there, guest)
    if why is not None:
        raise Refusal("isolation.refusal.room", room=held.code, why=why)
    return held


def _period(work: Work, row: Stay, admitted_on: date) -> tuple[date, int, date]:
    """The days of a stay; a carer's are those of whom it cares for (domain A4 rule 3)."""
    if row.carer_for_id is not None:
        main = work.session.get_one(Stay, row.carer_for_id)
        if main.due_on is not None and main.counted_from is not None and main.days is not None:
            return main.counted_from, main.days, main.due_on
    start, days, due_on = records.period(work, row, admitted_on)
    if due_on < admitted_on:
        raise InputError("at", "isolation.error.over_already", due_on=formats.day(due_on))
    return start, days, due_on
