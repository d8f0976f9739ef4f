"""Rounds and records as they are shown, fetched in a few queries whatever their number."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from sqlalchemy import Select, select

from db.models import Area, DisinfectionRecord, Mix, Officer, Room, Round
from db.vocabulary import RoundState
from duty_desk.disinfection import areas, rules
from duty_desk.disinfection.rounds import warn_time
from duty_desk.disinfection.rules import Shown
from duty_desk.rooms.rules import short_name
from duty_desk.strings import t
from duty_desk.work import Read

FAILED, PASSED = "failed", "passed"


@dataclass(frozen=True, slots=True)
class RecordRow:
    """What was done (form A1.12). Strengths in mg/L (alcohol: percent by volume), amounts in ml, times in minutes."""

    id: int
    day: date
    round: int | None
    area: int | None
    area_code: str | None
    area_name: str | None
    team: str
    room: int | None
    room_code: str | None
    room_name: str | None
    kind: str
    started_at: datetime
    ended_at: datetime | None
    method: str
    agent: str
    agent_text: str
    mix: int | None
    mix_number: str | None
    lot: int | None
    stock_text: str | None
    ratio: str | None
    strength: Decimal | None
    strip: Decimal | None
    used_ml: Decimal | None
    points: int
    contact_minutes: int | None
    air_minutes: int | None
    done_by: str
    checked_by: str | None
    checked_at: datetime | None
    verdict: str | None
    is_late: bool
    findings: tuple[str, ...]
    reason: str | None
    rinsed: bool
    protection: str | None
    note: str | None
    recorded_at: datetime
    officer: str | None
    withdrawn_at: datetime | None
    withdrawn_reason: str | None

    @property
    def place(self) -> str:
        """The room where there is one, else the area."""
        return self.room_name or self.area_name or ""

    @property
    def minutes(self) -> int | None:
        """How long it acted: as written, else from its beginning to its end."""
        return minutes_of(self.contact_minutes, self.started_at, self.ended_at)

    @property
    def strength_text(self) -> str:
        """The strength with its unit."""
        return (
            areas.strength_words(self.agent, self.strip or self.strength)
            if self.strength or self.strip
            else ""
        )

    @property
    def findings_text(self) -> str:
        """What the rules say against it, in words."""
        return t("disinfection.list_mark").join(t(f"disinfection.finding.{each}") for each in self.findings)

    @property
    def state(self) -> str:
        """withdrawn, failed, running (no end yet), passed, or waiting for somebody to look at it."""
        if self.withdrawn_at is not None:
            return "withdrawn"
        if self.ended_at is None:
            return "running"
        return self.verdict or "unchecked"


@dataclass(frozen=True, slots=True)
class RoundRow:
    """A round that is or was due. `late_by` is in minutes: of an open one since it was due, of a done one until it was begun."""

    id: int
    day: date
    area: int | None
    plan: int | None
    ordinal: int
    kind: str
    room: int | None
    due_at: datetime
    points: int
    state: str
    shown: Shown
    late_by: int
    reason: str | None
    source_kind: str | None
    source_id: int | None
    version: int
    record: RecordRow | None = None


def minutes_of(contact: int | None, started_at: datetime, ended_at: datetime | None) -> int | None:
    """Minutes of contact as written, else from beginning to end; None where neither is known."""
    if contact is not None:
        return contact
    return None if ended_at is None else int((ended_at - started_at).total_seconds() // 60)


def record_query() -> Any:
    """Records with the names of what they point to."""
    return (
        select(
            DisinfectionRecord,
            Area.code.label("area_code"),
            Area.name.label("area_name"),
            Area.team.label("team"),
            Room.code.label("room_code"),
            Room.name.label("room_name"),
            Room.building.label("room_building"),
            Mix.number.label("mix_number"),
            Officer.name.label("officer"),
        )
        .outerjoin(Area, Area.id == DisinfectionRecord.area_id)
        .outerjoin(Room, Room.id == DisinfectionRecord.room_id)
        .outerjoin(Mix, Mix.id == DisinfectionRecord.mix_id)
        .outerjoin(Officer, Officer.id == DisinfectionRecord.officer_id)
    )


def fetch_records(read: Read, ids: Sequence[int]) -> list[RecordRow]:
    """Records by identifier."""
    query = record_query().where(DisinfectionRecord.id.in_(ids))
    return [record_row(row) for row in read.session.execute(query)]


def list_records(
    read: Read, day: date, *, area: int | None = None, withdrawn: bool = False
) -> tuple[RecordRow, ...]:
    """Records of a day in the order in which the work began."""
    query = record_query().where(DisinfectionRecord.day == day)
    if area is not None:
        query = query.where(DisinfectionRecord.area_id == area)
    if not withdrawn:
        query = query.where(DisinfectionRecord.withdrawn_at.is_(None))
    query = query.order_by(DisinfectionRecord.started_at, DisinfectionRecord.id)
    return tuple(record_row(row) for row in read.session.execute(query))


def recent_records(read: Read, *, area: int | None, room: int | None, limit: int) -> tuple[RecordRow, ...]:
    """What was done last at a room, or at an area where no room is given; the newest first, nothing that was taken back."""
    place = DisinfectionRecord.room_id == room if room is not None else DisinfectionRecord.area_id == area
    query = (
        record_query()
        .where(place, DisinfectionRecord.withdrawn_at.is_(None))
        .order_by(DisinfectionRecord.started_at.desc(), DisinfectionRecord.id.desc())
        .limit(limit)
    )
    return tuple(record_row(row) for row in read.session.execute(query))


def records_of(read: Read, rounds: Iterable[int]) -> dict[int, RecordRow]:
    """The record that counts of each round: the last that was neither withdrawn nor failed, else the last one."""
    query = (
        record_query()
        .where(DisinfectionRecord.round_id.in_(list(rounds)), DisinfectionRecord.withdrawn_at.is_(None))
        .order_by(DisinfectionRecord.started_at, DisinfectionRecord.id)
    )
    found: dict[int, RecordRow] = {}
    for row in read.session.execute(query):
        record = record_row(row)
        if record.round is not None and (record.verdict != FAILED or record.round not in found):
            found[record.round] = record
    return found


def rows_of(read: Read, query: Select[Any]) -> tuple[RoundRow, ...]:
    """Rounds that a query of Round selects, in its order, with the record that counts of each."""
    rounds: Sequence[Round] = read.session.scalars(query).all()
    records = records_of(read, [row.id for row in rounds if row.id]) if rounds else {}
    warn = warn_time(read)
    return tuple(_round_row(row, records.get(row.id), read.at, warn) for row in rounds)


def _round_row(row: Round, record: RecordRow | None, now: datetime, warn: timedelta) -> RoundRow:
    stands = rules.shown(row.state, row.due_at, now, warn)
    until = record.started_at if row.state == RoundState.DONE and record is not None else now
    counts = stands in (Shown.OVERDUE, Shown.DONE)
    return RoundRow(
        id=row.id,
        day=row.day,
        area=row.area_id,
        plan=row.plan_id,
        ordinal=row.ordinal,
        kind=row.kind,
        room=row.room_id,
        due_at=row.due_at,
        points=row.points,
        state=row.state,
        shown=stands,
        late_by=max(int((until - row.due_at).total_seconds() // 60), 0) if counts else 0,
        reason=row.reason,
        source_kind=row.source_kind,
        source_id=row.source_id,
        version=row.version,
        record=record,
    )


def record_row(row: Any) -> RecordRow:
    """A row of `record_query`."""
    record: DisinfectionRecord = row[0]
    return RecordRow(
        id=record.id,
        day=record.day,
        round=record.round_id,
        area=record.area_id,
        area_code=row.area_code,
        area_name=row.area_name,
        team=row.team or "",
        room=record.room_id,
        room_code=row.room_code,
        room_name=short_name(row.room_building, row.room_name) if row.room_name else None,
        kind=record.kind,
        started_at=record.started_at,
        ended_at=record.ended_at,
        method=record.method,
        agent=record.agent,
        agent_text=record.agent_text,
        mix=record.mix_id,
        mix_number=row.mix_number,
        lot=record.lot_id,
        stock_text=record.stock_text,
        ratio=record.ratio,
        strength=record.strength,
        strip=record.strip,
        used_ml=record.used_ml,
        points=record.points,
        contact_minutes=record.contact_minutes,
        air_minutes=record.air_minutes,
        done_by=record.done_by,
        checked_by=record.checked_by,
        checked_at=record.checked_at,
        verdict=record.verdict,
        is_late=record.is_late,
        findings=tuple(record.findings),
        reason=record.reason,
        rinsed=record.rinsed,
        protection=record.protection,
        note=record.note,
        recorded_at=record.recorded_at,
        officer=row.officer,
        withdrawn_at=record.withdrawn_at,
        withdrawn_reason=record.withdrawn_reason,
    )
