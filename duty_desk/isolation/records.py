"""What the services of stays write and check alike: the row held for change, its beds, the second officer, the room that empties."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from functools import cache
from typing import Any

from sqlalchemy import bindparam, insert, or_, select, update
from sqlalchemy.orm.attributes import set_committed_value

from db import changes, prepared
from db.models import Officer, Stay, StayChange, StayRoom
from db.vocabulary import Role, RoomState, StayState
from duty_desk import audit, formats, policy, rooms
from duty_desk.disinfection import terminal
from duty_desk.disinfection.cancelling import cancel_terminal
from duty_desk.errors import InputError, Refusal, StaleError
from duty_desk.isolation import day_rules, stay_rules
from duty_desk.isolation.stay_rules import Guest
from duty_desk.people import approvals
from duty_desk.people.approvals import Approval
from duty_desk.people.records import required
from duty_desk.roles import ALLOWED, Permission
from duty_desk.strings import t
from duty_desk.work import OfficerRef, Read, Work

_STAY: Any = Stay.__table__
_BED: Any = StayRoom.__table__
_HELD = (
    select(Stay)
    .where(Stay.id == bindparam("stay"))
    .with_for_update()
    .execution_options(populate_existing=True)
)
_COMPANIONS = select(Stay.id).where(or_(Stay.carer_for_id == bindparam("stay"), Stay.id == bindparam("main")))
_EXPECTED = (
    select(Stay.room_id, Stay.id, Stay.category)
    .where(Stay.room_id.is_not(None), or_(*(Stay.state == state.value for state in stay_rules.OPEN)))
    .order_by(Stay.id)
)
_EXPECTED_THERE = _EXPECTED.where(Stay.room_id == bindparam("room"))
_BEDS_TAKEN = select(StayRoom.bed).where(StayRoom.room_id == bindparam("room"), StayRoom.until_at.is_(None))
_ADD_BED = insert(_BED)


def claim(work: Work, stay: int, version: int | None, *states: StayState) -> Stay:
    """The stay, held for this transaction; raises StaleError, or Refusal where this cannot be done in its state."""
    row = work.session.scalar(_HELD, {"stay": stay})
    if row is None or (version is not None and row.version != version):
        raise StaleError("storage.stale")
    if states and row.state not in states:
        raise Refusal("isolation.refusal.state", state=t(f"isolation.state.{row.state}"))
    return row


def put(work: Work, row: Stay, **values: Any) -> None:
    """Set columns of a stay that was claimed; its version counts up."""
    # On the bare connection: a stay has some fifty columns, and an act sets a few of them.
    work.session.flush()
    values["version"] = row.version + 1
    given = {f"{name}_": value for name, value in values.items()}
    prepared.write(work.connection, _setting(tuple(values)), {**given, "stay": row.id})
    changes.note(work.session, _STAY.name)
    for name, value in values.items():
        set_committed_value(row, name, value)


def note(work: Work, action: str, row: Stay, reason: str | None = None, **after: Any) -> None:
    """Put an act into the record. Whom it concerns stays out of the chain."""
    audit.record(work, action=f"stay.{action}", subject=("stay", row.id), after=after, reason=reason)


def required_reason(reason: str | None, field: str = "reason") -> str:
    """What was typed as a reason; raises InputError when nothing was."""
    return required(reason, field, "isolation.error.reason_missing")


def check_moment(
    work: Work, at: datetime | None, after: datetime | None = None, field: str = "at"
) -> datetime:
    """When something happened, now if not said; raises InputError for the future and for a moment before `after`."""
    moment = at or work.at
    if moment > work.at:
        raise InputError(field, "isolation.error.future")
    # Typed to the minute, recorded to the second.
    if after is not None and moment < after.replace(second=0):
        raise InputError(field, "isolation.error.too_early", after=formats.moment(after))
    return moment


def second_officer(
    work: Work, approval: Approval | None, content: Mapping[str, object], permission: Permission
) -> OfficerRef:
    """Another officer who said yes to exactly `content` just now, and may. Where nobody else may, one who may decides alone.

    Raises InputError at `second`, or Refusal for a yes of the same officer, to something else, or of long ago.
    """
    if approval is None:
        if _others(work, permission):
            raise InputError("second", "isolation.error.approver_missing")
        officer = work.officer
    else:
        approvals.insist(work, approval, content)
        officer = approval.officer
    row = work.session.get(Officer, officer.id or 0)
    if row is None or not row.is_active or permission not in ALLOWED[Role(row.role)]:
        raise InputError("second", "isolation.error.approver_may_not", name=officer.name)
    return OfficerRef(row.id, row.name, Role(row.role))


def refuse_own(work: Work, row: Stay, permission: Permission) -> None:
    """Raise Refusal where the officer at work asked for this stay and somebody else may decide about it."""
    if row.requested_by is not None and row.requested_by == work.officer.id and _others(work, permission):
        raise Refusal("isolation.refusal.own_request")


def write_change(
    work: Work,
    row: Stay,
    kind: str,
    *,
    before: Mapping[str, Any],
    after: Mapping[str, Any],
    reason: str,
    approver: OfficerRef,
) -> None:
    """Put a decision about days or conditions beside the stay."""
    work.session.add(
        StayChange(
            stay_id=row.id,
            at=work.at,
            kind=kind,
            before=_plain(before),
            after=_plain(after),
            reason=reason,
            approved_by=approver.id,
            officer_id=work.officer.id,
        )
    )
    work.session.flush()


def period(read: Read, row: Stay, admitted_on: date, start: date | None = None) -> tuple[date, int, date]:
    """From when a stay counts, how many days, and its last day, by the policy valid on the day of admission."""
    start = start or day_rules.counted_from(row.anchor, row.exposure_on, admitted_on)
    days = policy.integer(read, "iso.days", on=admitted_on)
    counts = bool(policy.value(read, "iso.first_day_counts", on=admitted_on))
    return start, days, day_rules.last_day(start, days, first_day_counts=counts)


def companions(read: Read, row: Stay) -> frozenset[int]:
    """The stays that may share a room with this one: whom it cares for, and who cares for it."""
    values = {"stay": row.id, "main": row.carer_for_id}
    return frozenset(one.id for one in prepared.ask(read.connection, _COMPANIONS, values))


def guests(read: Read, room_ids: Sequence[int] | None = None) -> Mapping[int, tuple[Guest, ...]]:
    """Who is in each room or expected there, by room."""
    query = _EXPECTED if room_ids is None else _EXPECTED.where(Stay.room_id.in_(room_ids))
    found: dict[int, list[Guest]] = {}
    for row in read.session.execute(query):
        if row.room_id is not None:
            found.setdefault(row.room_id, []).append(Guest(row.id, row.category))
    return {room: tuple(there) for room, there in found.items()}


def guests_of(read: Read, room: int) -> tuple[Guest, ...]:
    """Who is in one room or expected there."""
    read.session.flush()
    found = prepared.ask(read.connection, _EXPECTED_THERE, {"room": room})
    return tuple(Guest(row.id, row.category) for row in found)


def why_not(room: rooms.RoomRow, there: Sequence[Guest], guest: Guest) -> str | None:
    """Why this guest may not be put into that room, in words; None when nothing is against it."""
    others = tuple(other for other in there if other.stay != guest.stay)
    place = stay_rules.Place(
        room.state, room.zone.single, room.zone.part, room.zone.is_active, room.beds, others
    )
    code = stay_rules.obstacle(place, guest)
    if code is None:
        return None
    words = {"room": room.code, "zone": room.zone.name, "beds": room.beds}
    return t(f"isolation.obstacle.{code}", **words)


def give_bed(
    work: Work, row: Stay, room: rooms.RoomRow, bed: int | None, at: datetime, reason: str | None
) -> int:
    """Put a stay into a bed of a room that is held; returns the bed. Raises InputError for one that is taken or not there."""
    work.session.flush()
    used = {one.bed for one in prepared.ask(work.connection, _BEDS_TAKEN, {"room": room.id})}
    chosen = bed or stay_rules.free_bed(room.beds, used)
    if chosen in used:
        raise InputError("bed", "isolation.error.bed_taken", bed=chosen, room=room.code)
    if not 1 <= chosen <= max(room.beds, len(used) + 1):
        raise InputError("bed", "isolation.error.bed_unknown", beds=room.beds, room=room.code)
    values = {"stay_id": row.id, "room_id": room.id, "bed": chosen, "from_at": at, "until_at": None}
    prepared.add(work.connection, _ADD_BED, {**values, "reason": reason})
    changes.note(work.session, _BED.name)
    if room.state is not RoomState.OCCUPIED:
        rooms.shift(work, room.id, RoomState.OCCUPIED, subject=("stay", row.id), at=at)
    return chosen


def leave_room(work: Work, row: Stay, at: datetime) -> int | None:
    """End a stay's bed; the room that nobody is in any more waits for its terminal round, whose identifier is returned."""
    query = select(StayRoom).where(StayRoom.stay_id == row.id, StayRoom.until_at.is_(None))
    bed = work.session.scalars(query).one_or_none()
    if bed is None:
        return None
    rooms.hold_room(work, bed.room_id)
    bed.until_at = max(at, bed.from_at)
    work.session.flush()
    if _is_there(work, bed.room_id):
        return None
    return terminal.open_terminal(work, room=bed.room_id, stay=row.id, at=at)


def drop_reservation(work: Work, row: Stay) -> None:
    """Give a reserved room back; it is free again when nobody else is expected there."""
    room = row.room_id
    if room is None:
        return
    row.room_id = row.zone_id = None
    work.session.flush()
    if rooms.hold_room(work, room).state is RoomState.RESERVED and not guests_of(work, room):
        rooms.shift(work, room, RoomState.FREE, subject=("stay", row.id))


def put_back(work: Work, row: Stay, old: int, left: int, since: datetime) -> None:
    """Let two rooms be as they were before a move: the old one taken again and not to be cleaned, the new one as it was found.

    Where others were in the new one meanwhile it is not as it was found. Raises Refusal when the old one went on since.
    """
    if not _is_there(work, left):
        last = rooms.list_events(work, left, limit=1)[0]
        found_empty = last.before in (RoomState.FREE, RoomState.RESERVED)
        if not found_empty or _was_shared(work, row, left, since):
            terminal.open_terminal(work, room=left, stay=row.id)
        else:
            rooms.step_back(work, left, RoomState.OCCUPIED, subject=("stay", row.id))
            _settle_promise(work, row, left)
    if rooms.get_room(work, old).state is not RoomState.OCCUPIED:
        if rooms.step_back(work, old, RoomState.TO_CLEAN, subject=("stay", row.id)) is not RoomState.OCCUPIED:
            raise Refusal("isolation.refusal.move_built_on")
        cancel_terminal(work, room=old, reason=t("isolation.move_undone"))


def _is_there(read: Read, room: int) -> bool:
    query = select(StayRoom.id).where(StayRoom.room_id == room, StayRoom.until_at.is_(None))
    return read.session.scalar(query.limit(1)) is not None


def _was_shared(read: Read, row: Stay, room: int, since: datetime) -> bool:
    """Whether somebody else had a bed of that room at the time or after it."""
    query = select(StayRoom.id).where(
        StayRoom.room_id == room, StayRoom.stay_id != row.id, StayRoom.until_at >= since
    )
    return read.session.scalar(query.limit(1)) is not None


def _settle_promise(work: Work, row: Stay, room: int) -> None:
    """A room promised, or no longer promised, while somebody was in it."""
    state, expected = rooms.get_room(work, room).state, guests_of(work, room)
    if state is RoomState.RESERVED and not expected:
        rooms.shift(work, room, RoomState.FREE, subject=("stay", row.id))
    elif state is RoomState.FREE and expected:
        rooms.shift(work, room, RoomState.RESERVED, subject=("stay", row.id))


def _others(work: Work, permission: Permission) -> bool:
    roles = [role.value for role, allowed in ALLOWED.items() if permission in allowed]
    query = select(Officer.id).where(
        Officer.is_active, Officer.id != work.officer.id, Officer.role.in_(roles)
    )
    return work.session.scalar(query.limit(1)) is not None


@cache
def _setting(names: tuple[str, ...]) -> Any:
    values = {name: bindparam(f"{name}_") for name in names}
    return update(_STAY).where(_STAY.c.id == bindparam("stay")).values(values)


def _plain(values: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value.isoformat() if isinstance(value, date) else value for name, value in values.items()}
