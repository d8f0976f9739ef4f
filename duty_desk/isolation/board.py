"""All rooms of a site at a glance: state, who is in them, the two temperatures of today and what is wrong (product rule I2).

The whole board is five statements, whatever the number of rooms.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import select

from db.models import Incident, Person, Stay
from db.vocabulary import IncidentState, ReadingSlot, RoomState, StayState
from duty_desk import audit, formats, masking, policy
from duty_desk.errors import InputError
from duty_desk.isolation import reading_rows
from duty_desk.isolation.board_rooms import rooms_of
from duty_desk.isolation.flagging import FLAGS
from duty_desk.isolation.reading_rows import SlotView
from duty_desk.isolation.slot_rules import DAILY, Presence, SlotState
from duty_desk.people.rules import is_minor
from duty_desk.roles import Permission, may, require, requires
from duty_desk.rooms import RoomRow
from duty_desk.strings import t
from duty_desk.work import Read, Work

# How long names stay readable on a board once somebody asked for them.
SHOWN_FOR = timedelta(minutes=5)
# What is said of a slot without its temperature.
_SAID = (SlotState.DUE, SlotState.MISSING, SlotState.NOT_TAKEN)


class Mark(StrEnum):
    """What of a room is said before all else; the gravest first."""

    FEVER = "fever"
    MISSING = "missing"
    DUE = "due"
    RELEASE_TODAY = "release_today"
    NONE = "none"


_GRAVEST = {mark: place for place, mark in enumerate(Mark)}


@dataclass(frozen=True, slots=True)
class Occupant:
    """Somebody in a bed. `day` of `days` under observation, `due_on` the last; `referral` while an incident about them is open.

    `missed_in_row` counts slots missing without a break, `escalates` says that the office's rule wants them reported.
    """

    stay: int
    number: str | None
    person: int
    name: str
    bed: int
    day: int | None
    days: int | None
    due_on: date | None
    am: SlotView
    pm: SlotView
    referral: bool
    emergency_until: datetime | None
    missed_in_row: int
    escalates: bool
    version: int
    # Under 14 (check S-56).
    child: bool = False

    def mark(self, today: date) -> Mark:
        """What is said of this person first."""
        if self.referral or self.am.abnormal or self.pm.abnormal:
            return Mark.FEVER
        states = {self.am.state, self.pm.state}
        if SlotState.MISSING in states:
            return Mark.MISSING
        if self.due_on is not None and self.due_on <= today:
            return Mark.RELEASE_TODAY
        return Mark.DUE if SlotState.DUE in states else Mark.NONE


@dataclass(frozen=True, slots=True)
class Promised:
    """Who a reserved room is kept for."""

    stay: int
    name: str
    approval_number: str | None


@dataclass(frozen=True, slots=True)
class Tile:
    """One room on the board. `mark` is the gravest of those inside; `line` and `short` are its words, large and small."""

    room: RoomRow
    occupants: tuple[Occupant, ...]
    mark: Mark
    line: str
    short: str
    promised: Promised | None = None

    @property
    def spoken(self) -> str:
        """What a screen reader says: room, state, person's day, what is wrong."""
        parts = [self.room.name, t(f"rooms.state.{self.room.state.value}")]
        if len(self.occupants) == 1 and self.occupants[0].day is not None:
            parts.append(t("isolation_care.tile.day", day=self.occupants[0].day))
        if self.line not in parts:
            parts.append(self.line)
        if any(one.child for one in self.occupants):
            parts.append(t("people.child"))
        return t("isolation_care.tile.comma").join(part for part in parts if part)


@dataclass(frozen=True, slots=True)
class FloorTiles:
    """The rooms of a floor from left to right."""

    floor: int
    tiles: tuple[Tile, ...]


@dataclass(frozen=True, slots=True)
class BuildingTiles:
    """The floors of a building, the top one first."""

    name: str
    floors: tuple[FloorTiles, ...]
    counts: Mapping[RoomState, int]

    @property
    def rooms(self) -> int:
        """How many there are."""
        return sum(self.counts.values())


@dataclass(frozen=True, slots=True)
class Board:
    """A site at `at`. `problems` counts people by mark; `revealed` says that names are in full."""

    site: str | None
    at: datetime
    buildings: tuple[BuildingTiles, ...]
    counts: Mapping[RoomState, int]
    problems: Mapping[Mark, int]
    revealed: bool = False
    # Whether it says what was measured: who may not see health sees the rooms alone.
    health: bool = True

    def tiles(self) -> Iterable[Tile]:
        """All tiles in the order of the board."""
        for building in self.buildings:
            for floor in building.floors:
                yield from floor.tiles


def board(read: Read, *, site: str | None = None, revealed: bool = False) -> Board:
    """The board of a site, of all sites with None. Names in full only with `revealed`, for those who may, after `reveal_names`."""
    if revealed:
        require(read, Permission.REVEAL)
    rooms = rooms_of(read, site)
    occupants = _occupants(read, {room.id for room in rooms}, revealed)
    promised = _promised(read, revealed) if any(_is_reserved(room) for room in rooms) else {}
    today = read.at.date()
    tiles = [_tile(read, room, occupants.get(room.id, ()), promised.get(room.id)) for room in rooms]
    by_building: dict[str, dict[int, list[Tile]]] = {}
    for tile in tiles:
        by_building.setdefault(tile.room.building, {}).setdefault(tile.room.floor, []).append(tile)
    buildings = tuple(
        BuildingTiles(
            name,
            tuple(FloorTiles(floor, tuple(floors[floor])) for floor in sorted(floors, reverse=True)),
            _counted(tile.room for row in floors.values() for tile in row),
        )
        for name, floors in by_building.items()
    )
    marks = Counter(one.mark(today) for group in occupants.values() for one in group)
    # Somebody with a fever may be due for release too, and is counted there.
    marks[Mark.RELEASE_TODAY] = sum(
        one.due_on is not None and one.due_on <= today for group in occupants.values() for one in group
    )
    health = may(read, Permission.SEE_HEALTH)
    counted = {mark: marks[mark] for mark in Mark}
    return Board(site, read.at, buildings, _counted(rooms), counted, revealed, health)


@requires(Permission.REVEAL)
def reveal_names(work: Work, *, site: str | None = None, reason: str) -> datetime:
    """Show the names of a board for five minutes; who asked, and why, is on record. Returns until when."""
    if not reason.strip():
        raise InputError("reason", "isolation_care.error.reveal_reason")
    rooms = {room.id for room in rooms_of(work, site)}
    shown = sum(row.room_id in rooms for row in _occupants_query(work))
    audit.record(
        work,
        action="board.reveal",
        after={"fields": ["name"], "place": site, "rows": shown},
        reason=reason.strip(),
    )
    return work.at + SHOWN_FOR


def _occupants_query(read: Read) -> Any:
    # Of all sites, and from the stays alone, which say their bed too: a join less is a plan that cannot go wrong.
    query = (
        select(
            Stay.room_id,
            Stay.bed,
            Stay.id.label("stay"),
            Stay.number,
            Stay.person_id,
            Person.name.label("person"),
            Person.born_on,
            Stay.days,
            Stay.due_on,
            Stay.admitted_at,
            Stay.emergency_until,
            Stay.version,
            Incident.id.label("incident"),
        )
        .join(Person, Person.id == Stay.person_id)
        .outerjoin(
            Incident,
            (Incident.id == Stay.incident_id)
            & (Incident.state == IncidentState.OPEN.value)
            & Incident.source_kind.in_(FLAGS),
        )
        .where(Stay.state == StayState.ADMITTED.value)
        .order_by(Stay.room_id, Stay.bed, Stay.id)
    )
    return read.session.execute(query)


def _occupants(read: Read, rooms: Collection[int], revealed: bool) -> dict[int, tuple[Occupant, ...]]:
    today = read.at.date()
    limit = policy.integer(read, "iso.missing_escalate")
    windows, lines = reading_rows.windows_of(read, today), reading_rows.lines_of(read, today)
    staying = select(Stay.id).where(Stay.state == StayState.ADMITTED.value)
    known = reading_rows.current(read, staying, today, today)
    rows = [(row, Presence(row.admitted_at)) for row in _occupants_query(read) if row.room_id in rooms]
    # Only of whom nothing is known today is it asked how long that has been so, as many days back as the rule can reach.
    silent = [row.stay for row, _ in rows if _is_silent(read.at, row.stay, known)]
    first = today - timedelta(days=limit // 2 + 1)
    if silent:
        known |= reading_rows.current(read, silent, first, today - timedelta(days=1))
    found: dict[int, list[Occupant]] = {}
    for row, presence in rows:
        am, pm = (
            reading_rows.shown(
                read,
                reading_rows.view_by(
                    windows, lines, read.at, presence, today, slot, known.get((row.stay, today, slot.value))
                ),
            )
            for slot in DAILY
        )
        in_row = reading_rows.missed_in_row(read, row.stay, presence, known, first)
        found.setdefault(row.room_id, []).append(
            Occupant(
                row.stay,
                row.number,
                row.person_id,
                row.person if revealed else masking.mask_name(row.person),
                row.bed or 1,
                None if row.due_on is None or row.days is None else row.days - (row.due_on - today).days,
                row.days,
                row.due_on,
                am,
                pm,
                row.incident is not None and may(read, Permission.SEE_HEALTH),
                row.emergency_until,
                in_row,
                in_row >= limit,
                row.version,
                row.born_on is not None and is_minor(row.born_on, today),
            )
        )
    return {room: tuple(group) for room, group in found.items()}


def _is_silent(at: datetime, stay: int, known: Mapping[reading_rows.Key, Any]) -> bool:
    return not any((stay, at.date(), slot.value) in known for slot in DAILY)


def _promised(read: Read, revealed: bool) -> dict[int, Promised]:
    query = (
        select(Stay.room_id, Stay.id.label("stay"), Person.name.label("person"), Stay.approval_number)
        .join(Person, Person.id == Stay.person_id)
        .where(Stay.room_id.is_not(None), Stay.state == StayState.APPROVED.value)
    )
    return {
        row.room_id: Promised(
            row.stay, row.person if revealed else masking.mask_name(row.person), row.approval_number
        )
        for row in read.session.execute(query)
        if row.room_id is not None
    }


def _tile(read: Read, room: RoomRow, occupants: tuple[Occupant, ...], promised: Promised | None) -> Tile:
    today = read.at.date()
    mark = min((one.mark(today) for one in occupants), key=_GRAVEST.__getitem__, default=Mark.NONE)
    line, short = _words(read.at, room, occupants, promised, mark)
    return Tile(room, occupants, mark, line, short, promised)


def _words(
    at: datetime, room: RoomRow, occupants: tuple[Occupant, ...], promised: Promised | None, mark: Mark
) -> tuple[str, str]:
    """The words of a tile, large and small, as the office reads them (table of the board)."""
    state = t(f"rooms.state.{room.state.value}")
    if room.state is RoomState.OCCUPIED and occupants:
        shared = room.beds > 1 and not room.zone.single
        worst = min(occupants, key=lambda one: _GRAVEST[one.mark(at.date())])
        line, short = _person_words(worst, mark)
        if shared:
            many = t("isolation_care.tile.people", count=len(occupants), beds=room.beds)
            return (many if mark is Mark.NONE else line), (many if mark is Mark.NONE else short)
        return line, short
    if room.state is RoomState.RESERVED and promised is not None and promised.approval_number:
        return t("isolation_care.tile.approval", number=promised.approval_number), state
    if room.state is RoomState.TO_CLEAN:
        hours = int((at - room.state_since) / timedelta(hours=1))
        return (t("isolation_care.tile.waited", hours=hours) if hours else state), state
    if room.state is RoomState.CLEANING and room.until is not None:
        return t("isolation_care.tile.until", clock=formats.clock(room.until)), state
    if room.state is RoomState.TO_CHECK and room.until is not None and room.until > at:
        return t("isolation_care.tile.airing", clock=formats.clock(room.until)), state
    if room.state is RoomState.CLOSED and room.reason:
        return room.reason, state
    return state, state


def _person_words(one: Occupant, mark: Mark) -> tuple[str, str]:
    if mark is Mark.FEVER:
        slot, view = (
            (ReadingSlot.PM, one.pm) if one.pm.abnormal or not one.am.abnormal else (ReadingSlot.AM, one.am)
        )
        if view.temperature is None:
            return t("isolation_care.tile.referral"), t("isolation_care.tile.referral")
        value = _said(slot, view)
        line = t("isolation_care.tile.told", value=value) if one.referral else value
        return line, f"{view.temperature:.1f}"
    if mark is Mark.RELEASE_TODAY:
        return t("isolation_care.tile.release"), t("isolation_care.tile.release_short")
    parts = [
        text
        for slot, view in ((ReadingSlot.AM, one.am), (ReadingSlot.PM, one.pm))
        if (text := _said(slot, view))
    ]
    line = " ".join(parts)
    if mark is Mark.MISSING:
        slot, view = (
            (ReadingSlot.PM, one.pm) if one.pm.state is SlotState.MISSING else (ReadingSlot.AM, one.am)
        )
        return line, _said(slot, view)
    return line, one.name


def _said(slot: ReadingSlot, view: SlotView) -> str:
    """A slot in a word or two; nothing while it is not due."""
    if view.temperature is not None:
        return t(f"isolation_care.tile.{slot.value}", value=f"{view.temperature:.1f}")
    if view.state not in _SAID:
        return ""
    return t(f"isolation_care.tile.{slot.value}", value=t(f"isolation_care.tile.slot.{view.state.value}"))


def _is_reserved(room: RoomRow) -> bool:
    return room.state is RoomState.RESERVED


def _counted(rooms: Iterable[RoomRow]) -> dict[RoomState, int]:
    found = Counter(room.state for room in rooms)
    return {state: found[state] for state in RoomState}
