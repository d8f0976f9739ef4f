"""The last disinfection of a room, by which alone it comes back (product rule I8).

open_terminal: to clean. start: being cleaned until the contact time is over. The end: to check, and aired. Accepted by another
person and aired: free. Failed or taken back: to clean again, never free.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from sqlalchemy import exists, or_, select

from db.models import Area, DisinfectionRecord, Plan, Room, Round
from db.vocabulary import Agent, DisinfectionKind, Method, RoomState, RoundState
from duty_desk import audit, formats, policy, rooms
from duty_desk.disinfection import areas, content, record_rows, rules
from duty_desk.disinfection.record_rows import PASSED, RecordRow
from duty_desk.disinfection.rounds import claim_round, next_ordinal
from duty_desk.disinfection.rules import Finding
from duty_desk.errors import InputError, Refusal, StaleError
from duty_desk.roles import Permission, requires, step
from duty_desk.rooms import RoomRow
from duty_desk.rooms.rules import short_name
from duty_desk.strings import t
from duty_desk.work import Read, Work

TERMINAL = DisinfectionKind.TERMINAL.value


@dataclass(frozen=True, slots=True)
class TerminalRow:
    """A room on its way back. `record` is the one under way or waiting for its check; `until` when contact or airing ends."""

    round: int
    room: RoomRow
    due_at: datetime
    waited_minutes: int
    is_overdue: bool
    stay: int | None
    record: RecordRow | None
    until: datetime | None

    @property
    def is_checked(self) -> bool:
        """Whether only the airing is left."""
        return self.record is not None and self.record.verdict == PASSED


@step
def open_terminal(work: Work, *, room: int, stay: int, at: datetime | None = None) -> int:
    """The last person left a room: it has to be cleaned. Gives the round; one that is open already stays."""
    moment = at or work.at
    open_round = select(Round).where(
        Round.room_id == room, Round.kind == TERMINAL, Round.state == RoundState.OPEN.value
    )
    standing = work.session.scalar(open_round.order_by(Round.id.desc()).limit(1))
    if rooms.get_room(work, room).state is not RoomState.TO_CLEAN:
        rooms.shift(work, room, RoomState.TO_CLEAN, subject=("stay", stay), at=moment)
    if standing is not None:
        return standing.id
    return _open(work, room, ("stay", stay), moment)


@step
def open_for_rooms(work: Work) -> int:
    """Open a round for every room that waits for its cleaning without one, as those of an imported list do; gives how many."""
    found = _without_round(work)
    for room, since in found.items():
        _open(work, room, ("room", room), work.at, since)
    return len(found)


@requires(Permission.RECORD_DISINFECTION)
def start_terminal(
    work: Work,
    round_id: int,
    *,
    done_by: str,
    agent: str = Agent.CHLORINE.value,
    method: str = Method.SPRAY.value,
    mix: int | None = None,
    lot: int | None = None,
    strength: Decimal | None = None,
    strip: Decimal | None = None,
    contact_minutes: int | None = None,
    at: datetime | None = None,
    rinsed: bool = False,
    protection: str | None = None,
    note: str | None = None,
) -> int:
    """Begin with a room; gives the record, which `records.record` ends. The room is being cleaned until the contact time is over.

    Raises Refusal for a solution that is too weak or too old: no reason makes a room clean.
    """
    row = _claim_open(work, round_id)
    if running_of(work, round_id) is not None:
        raise Refusal("disinfection.refusal.started")
    begun = at or work.at
    least = content.band_of(
        work, TERMINAL, agent, content.plan_of(work, row, row.area_id, begun.date()), begun.date()
    )
    values = {
        "round_id": row.id, "area_id": row.area_id, "room_id": row.room_id, "kind": TERMINAL,
        "started_at": begun, "ended_at": None, "method": method, "agent": agent, "mix_id": mix, "lot_id": lot,
        "strength": strength, "strip": strip, "used_ml": None, "points": 1,
        "contact_minutes": contact_minutes or least.minutes, "air_minutes": None, "done_by": done_by,
        "rinsed": rinsed, "reason": None, "protection": protection, "note": note,
    }  # fmt: skip
    kept = content.checked(work, values, row)
    insist_on_strength(kept)
    findings = content.findings_of(work, kept, row)
    refuse_weak(findings)
    _begin(work, row, begun, begun + timedelta(minutes=kept["contact_minutes"] or 0))
    return add_record(work, kept, findings, "record_start")


@step
def finish(work: Work, row: Round, kept: Mapping[str, Any]) -> tuple[DisinfectionRecord, tuple[Finding, ...]]:
    """The end of a terminal disinfection: the one that was started, or one written down afterwards as a whole. The room is aired."""
    if row.state != RoundState.OPEN:
        raise StaleError("storage.stale")
    ended = kept["ended_at"] or work.at
    running = running_of(work, row.id)
    values: dict[str, Any] = {**kept, "ended_at": ended}
    if running is not None:
        values |= _from_start(running, values)
    # Written down afterwards, it acted as long as was said, yet never longer than there was time.
    lasted = int((ended - values["started_at"]).total_seconds() // 60)
    values["contact_minutes"] = min(lasted, values["contact_minutes"] or lasted)
    insist_on_strength(values)
    findings = content.findings_of(work, values, row, besides=running.id if running is not None else None)
    refuse_weak(findings)
    content.insist_on_reason(findings, values["reason"])
    room = _room_of(row)
    if running is None:
        _begin(work, row, values["started_at"], None)
        record = work.session.get(DisinfectionRecord, add_record(work, values, findings, "record"))
    else:
        record = running
        for key, value in values.items():
            setattr(record, key, value)
        record.findings, record.recorded_at, record.officer_id = (
            [each.value for each in findings],
            work.at,
            work.officer.id,
        )
        work.session.flush()
        audit.record(
            work,
            action="disinfection.record",
            subject=("disinfection_record", record.id),
            after=said(values, findings),
        )
    airing = timedelta(minutes=policy.integer(work, "iso.vent_minutes"))
    rooms.shift(
        work, room, RoomState.TO_CHECK, subject=("disinfection", row.id), until=ended + airing, at=ended
    )
    row.state = RoundState.DONE.value
    row.version += 1
    work.session.flush()
    assert record is not None
    return record, findings


def _from_start(running: DisinfectionRecord, values: Mapping[str, Any]) -> dict[str, Any]:
    """What was written down at the start and is not said anew at the end; notes of both stand one below the other."""
    said = ("mix_id", "lot_id", "stock_text", "ratio", "strength", "strip", "protection", "reason")
    found = {key: getattr(running, key) for key in said if values[key] is None}
    notes = dict.fromkeys(note for note in (running.note, values["note"]) if note)
    return {**found, "rinsed": running.rinsed or values["rinsed"], "note": "\n".join(notes) or None}


@step
def passed(work: Work, record: DisinfectionRecord) -> None:
    """Another person found a room in order: it is free once it is aired."""
    room = rooms.get_room(work, _of(record))
    if room.state is not RoomState.TO_CHECK:
        raise StaleError("storage.stale")
    if room.until is None or room.until <= work.at:
        rooms.shift(work, room.id, RoomState.FREE, subject=("disinfection", record.round_id or record.id))


@step
def undone(work: Work, record: DisinfectionRecord, reason: str) -> None:
    """A terminal disinfection failed its check or was taken back: the room waits to be cleaned again, under the same round."""
    room = rooms.get_room(work, _of(record))
    if room.state not in (RoomState.CLEANING, RoomState.TO_CHECK):
        raise Refusal("disinfection.refusal.room_given_back", room=short_name(room.building, room.name))
    rooms.shift(
        work,
        room.id,
        RoomState.TO_CLEAN,
        subject=("disinfection", record.round_id or record.id),
        reason=reason,
    )


@step
def finish_airing(work: Work) -> int:
    """Free the rooms that are aired and were found in order by another person; gives how many. Asked once a minute.

    Rooms that wait for their cleaning without a round get one too.
    """
    aired = (
        select(Room.id).where(Room.state == RoomState.TO_CHECK.value, Room.until <= work.at).order_by(Room.id)
    )
    count = 0
    open_for_rooms(work)
    for room in work.session.scalars(aired).all():
        record = _last(work, room)
        if record is not None and record.verdict == PASSED:
            rooms.shift(work, room, RoomState.FREE, subject=("disinfection", record.round_id or record.id))
            audit.record(work, action="disinfection.aired", subject=("room", room))
            count += 1
    return count


def airing_over(read: Read) -> bool:
    """Whether `finish_airing` has something to do: asked before a transaction is opened for it."""
    aired = select(Room.id).where(Room.state == RoomState.TO_CHECK.value, Room.until <= read.at)
    last = [_last(read, room) for room in read.session.scalars(aired).all()]
    return any(record is not None and record.verdict == PASSED for record in last) or bool(
        _without_round(read)
    )


def list_terminal(read: Read) -> tuple[TerminalRow, ...]:
    """Rooms on their way back, the one that waits longest first."""
    states = [state.value for state in (RoomState.TO_CLEAN, RoomState.CLEANING, RoomState.TO_CHECK)]
    known = {room.id: room for room in rooms.list_rooms(read) if room.state.value in states}
    if not known:
        return ()
    query = select(Round).where(Round.kind == TERMINAL, Round.room_id.in_(list(known))).order_by(Round.id)
    # The last round of each room is the one that is on.
    last = {row.room_id: row for row in read.session.scalars(query)}
    records = record_rows.records_of(read, [row.id for row in last.values()])
    found: list[TerminalRow] = []
    for key, row in last.items():
        room, record = known[key or 0], records.get(row.id)
        waited = int((read.at - room.state_since).total_seconds() // 60)
        is_open = row.state == RoundState.OPEN
        if room.state is RoomState.TO_CLEAN:
            record = None
        overdue = is_open and read.at > row.due_at
        found.append(
            TerminalRow(row.id, room, row.due_at, waited, overdue, row.source_id, record, room.until)
        )
    return tuple(sorted(found, key=lambda each: (each.room.state_since, each.round)))


@step
def add_record(work: Work, kept: Mapping[str, Any], findings: Sequence[Finding], act: str) -> int:
    """Write a record down."""
    row = DisinfectionRecord(
        **kept,
        findings=[each.value for each in findings],
        recorded_at=work.at,
        officer_id=work.officer.id,
    )
    work.session.add(row)
    work.session.flush()
    audit.record(
        work,
        action=f"disinfection.{act}",
        subject=("disinfection_record", row.id),
        after=said(kept, findings),
    )
    return row.id


def said(kept: Mapping[str, Any], findings: Sequence[Finding]) -> dict[str, Any]:
    """What of a record goes into the chain: names stay out."""
    keys = ("day", "method", "agent", "strength", "strip", "contact_minutes", "points")
    return {
        "round_kind": kept["kind"],
        **{key: kept[key] for key in keys if kept.get(key) is not None},
        **({"findings": [each.value for each in findings]} if findings else {}),
    }


def insist_on_strength(kept: Mapping[str, Any]) -> None:
    """A room comes back only by an agent whose strength is known."""
    if kept["agent"] in areas.UNMEASURED or (kept["strength"] is None and kept["strip"] is None):
        raise Refusal("disinfection.refusal.strength_unknown")


def refuse_weak(findings: Sequence[Finding]) -> None:
    """Raise Refusal for what no reason makes good."""
    for each in (Finding.TOO_WEAK, Finding.TOO_SHORT, Finding.EXPIRED):
        if each in findings:
            raise Refusal("disinfection.refusal.not_clean", finding=t(f"disinfection.finding.{each.value}"))


def _open(work: Work, room: int, source: tuple[str, int], at: datetime, since: datetime | None = None) -> int:
    """A round of a room that has been waiting `since` then, or from now on."""
    hours = policy.integer(work, "disinfection.terminal_hours", at.date())
    plan = _plan(work, at)
    area = plan.area_id if plan is not None else None
    row = Round(
        day=at.date(),
        ordinal=next_ordinal(work, area, at.date()),
        area_id=area,
        plan_id=plan.id if plan is not None else None,
        kind=TERMINAL,
        room_id=room,
        source_kind=source[0],
        source_id=source[1],
        due_at=(since or at) + timedelta(hours=hours),
        points=1,
        state=RoundState.OPEN.value,
    )
    work.session.add(row)
    work.session.flush()
    audit.record(
        work, action="round.open", subject=("round", row.id), after={"room": room, "round_kind": TERMINAL}
    )
    return row.id


def _without_round(read: Read) -> dict[int, datetime]:
    """Rooms on their way back that no round leads on, and since when: those of an imported list, those nobody opened one for."""
    waiting = (RoomState.TO_CLEAN.value, RoomState.CLEANING.value)
    is_open = exists().where(
        Round.room_id == Room.id, Round.kind == TERMINAL, Round.state == RoundState.OPEN.value
    )
    is_recorded = exists().where(
        DisinfectionRecord.room_id == Room.id,
        DisinfectionRecord.kind == TERMINAL,
        DisinfectionRecord.ended_at == Room.state_since,
        DisinfectionRecord.withdrawn_at.is_(None),
    )
    query = select(Room.id, Room.state_since).where(
        or_(Room.state.in_(waiting), (Room.state == RoomState.TO_CHECK.value) & ~is_recorded), ~is_open
    )
    return {row.id: row.state_since for row in read.session.execute(query.order_by(Room.id))}


def _begin(work: Work, row: Round, at: datetime, until: datetime | None) -> None:
    """A room is being cleaned from now on. One that came in on a list as being cleaned begins anew."""
    room = rooms.get_room(work, _room_of(row))
    if at < room.state_since:
        raise InputError("started_at", "disinfection.error.before_left", at=formats.moment(room.state_since))
    subject = "disinfection", row.id
    if room.state in (RoomState.CLEANING, RoomState.TO_CHECK):
        rooms.shift(work, room.id, RoomState.TO_CLEAN, subject=subject, at=at)
    rooms.shift(work, room.id, RoomState.CLEANING, subject=subject, until=until, at=at)


def _plan(read: Read, at: datetime) -> Plan | None:
    query = areas.in_force(at.date()).join(Area, Area.id == Plan.area_id)
    wanted = query.where(Area.is_active, Plan.trigger == rules.EVENT, Plan.event == "release")
    return read.session.scalar(wanted.order_by(Plan.id).limit(1))


def _claim_open(work: Work, round_id: int) -> Round:
    row = claim_round(work, round_id)
    if row.kind != TERMINAL or row.state != RoundState.OPEN:
        raise StaleError("storage.stale")
    return row


def running_of(read: Read, round_id: int) -> DisinfectionRecord | None:
    """The record that was begun and has no end yet."""
    query = select(DisinfectionRecord).where(
        DisinfectionRecord.round_id == round_id,
        DisinfectionRecord.ended_at.is_(None),
        DisinfectionRecord.withdrawn_at.is_(None),
    )
    return read.session.scalar(query.limit(1))


def _last(read: Read, room: int) -> DisinfectionRecord | None:
    query = (
        select(DisinfectionRecord)
        .where(
            DisinfectionRecord.room_id == room,
            DisinfectionRecord.kind == TERMINAL,
            DisinfectionRecord.withdrawn_at.is_(None),
        )
        .order_by(DisinfectionRecord.started_at.desc(), DisinfectionRecord.id.desc())
    )
    return read.session.scalar(query.limit(1))


def _room_of(row: Round) -> int:
    assert row.room_id is not None
    return row.room_id


def _of(record: DisinfectionRecord) -> int:
    assert record.room_id is not None
    return record.room_id
