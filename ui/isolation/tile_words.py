"""Turns rooms as the service gives them into tiles: which colour, icon and word stands for what."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from duty_desk import formats, masking
from duty_desk.isolation.board import Board, BuildingTiles, Mark, Tile
from duty_desk.isolation.slot_rules import SlotState
from duty_desk.rooms.rows import RoomState
from duty_desk.strings import t
from ui.isolation.board_layout import BuildingShown, FloorShown
from ui.isolation.tile import TileLook
from ui.kit.tokens import Tone
from ui.views.columns import short_number

if TYPE_CHECKING:
    from datetime import date

    from duty_desk.isolation.stay_queries import StayRow

SPACE = "\N{IDEOGRAPHIC SPACE}"
_DASHED = re.compile(r"^(\D+)-0*(\d+)$")
# The number of a house before the character that the office writes behind it, or at the end.
_HOUSE = re.compile(r"(\d+)\s*(?:\N{CJK UNIFIED IDEOGRAPH-53F7}|#|$)")
LOOKS: Mapping[RoomState, tuple[str, Tone | None]] = {
    RoomState.FREE: ("circle-outline", None),
    RoomState.RESERVED: ("bookmark-outline", Tone.INFO),
    RoomState.OCCUPIED: ("bed", Tone.INFO),
    RoomState.TO_CLEAN: ("spray-bottle", Tone.WARN),
    RoomState.CLEANING: ("progress-clock", Tone.PROC),
    RoomState.TO_CHECK: ("clipboard-check-outline", Tone.PROC),
    RoomState.CLOSED: ("wrench-outline", Tone.NEUTRAL),
}
# Icon, and the colour of what is said, of a room with somebody in it.
MARKS: Mapping[Mark, tuple[str, Tone | None]] = {
    Mark.FEVER: ("thermometer-alert", Tone.DANGER),
    Mark.MISSING: ("alert-octagon", Tone.DANGER),
    Mark.RELEASE_TODAY: ("logout", Tone.OK),
    Mark.DUE: ("bed", None),
    Mark.NONE: ("bed", None),
}


def state_word(state: RoomState) -> str:
    """The one word of a state."""
    return t(f"isolation_tab.state.{state.value}")


def small_label(name: str) -> str:
    """A room's name for a small tile: without the dash and the noughts before its number."""
    return _DASHED.sub(r"\1\2", name)


def short_room(building: str, name: str) -> str:
    """2-203 for room 203 of house 2, as the office says it; the name alone where houses have no numbers."""
    house = _HOUSE.search(building)
    return f"{house[1]}-{name}" if house is not None else name


def look_of(tile: Tile, today: date) -> TileLook:
    """One room."""
    room = tile.room
    icon, tone = LOOKS[room.state]
    word = state_word(room.state)
    second, right, third, loud = word, "", "" if tile.line == word else tile.line, None
    if room.state is RoomState.OCCUPIED and tile.occupants:
        icon, loud = MARKS[tile.mark]
        tone = Tone.DANGER if tile.mark is Mark.FEVER else tone
        second, right, third = _people(tile)
    elif room.state is RoomState.RESERVED and tile.promised is not None:
        right = tile.promised.name
        if tile.promised.approval_number:
            third = t("isolation_tab.tile.approval", number=short_number(tile.promised.approval_number))
    return TileLook(
        room=room.id,
        label=room.name,
        small_label=small_label(room.name),
        icon=icon,
        tone=tone,
        second=second,
        right=right,
        third=third,
        short=_short(tile, word),
        loud=loud,
        dashed=room.state is RoomState.RESERVED,
        strong=room.state is RoomState.OCCUPIED,
        child=any(one.child for one in tile.occupants),
        spoken=tile.spoken.replace(room.name, short_room(room.building, room.name), 1),
        tip=_tip(tile),
        search=_search(tile),
        chips=_chips(tile, today),
    )


class Looks:
    """Tiles made of rooms; what did not change since the last time is taken as it was."""

    def __init__(self) -> None:
        self._known: dict[int, tuple[Tile, date, TileLook]] = {}

    def of(self, tile: Tile, today: date) -> TileLook:
        """One room."""
        known = self._known.get(tile.room.id)
        if known is not None and known[1] == today and known[0] == tile:
            return known[2]
        look = look_of(tile, today)
        self._known[tile.room.id] = tile, today, look
        return look

    def building(self, building: BuildingTiles, today: date) -> BuildingShown:
        """One building with its counts in words."""
        said = [t("isolation_tab.board.rooms", count=building.rooms)]
        for state in (RoomState.OCCUPIED, RoomState.FREE, RoomState.TO_CLEAN):
            if building.counts.get(state):
                said.append(f"{state_word(state)} {building.counts[state]}")
        if not building.counts.get(RoomState.OCCUPIED):
            said.append(t("isolation_tab.board.nobody"))
        floors = tuple(
            FloorShown(
                t("isolation_tab.board.floor", floor=floor.floor),
                tuple(self.of(tile, today) for tile in floor.tiles),
            )
            for floor in building.floors
        )
        return BuildingShown(building.name, SPACE.join(said), floors)

    def board(self, board: Board, waiting: Iterable[StayRow]) -> tuple[BuildingShown, ...]:
        """All buildings, below them those who are approved and wait for a room."""
        today = board.at.date()
        people = tuple(waiting_look(row, board.revealed) for row in waiting)
        shown = tuple(self.building(building, today) for building in board.buildings)
        if not people:
            return shown
        words = t("isolation_tab.tray.words", count=len(people))
        return (*shown, BuildingShown(t("isolation_tab.tray.name"), words, (FloorShown("", people),)))


def waiting_look(row: StayRow, revealed: bool) -> TileLook:
    """Somebody who waits for a room, to be dragged into one."""
    name = row.name if revealed else masking.mask_name(row.name)
    lacks = not row.notice
    word = t("isolation_tab.tray.no_notice") if lacks else t("isolation_tab.tray.ready")
    return TileLook(
        room=-row.id,
        label=name,
        icon="account-clock-outline",
        tone=Tone.INFO,
        second=t("isolation_tab.tile.approval", number=short_number(row.approval_number or "")),
        third=word,
        short=word,
        loud=Tone.WARN if lacks else None,
        dashed=True,
        strong=True,
        spoken=t("isolation_tab.tray.spoken", name=name, word=word),
        tip=SPACE.join(part for part in (row.unit, row.reason) if part),
        search=f"{row.name} {row.number or ''}".lower(),
        chips=frozenset({"waiting"}),
    )


def _people(tile: Tile) -> tuple[str, str, str]:
    """The second line, its end, and the third, of a room with somebody in it."""
    room, first = tile.room, tile.occupants[0]
    if len(tile.occupants) == 1 and (room.beds == 1 or room.zone.single):
        day = "" if first.day is None else t("isolation_tab.tile.day", day=first.day)
        return first.name, day, tile.line
    many = t("isolation_tab.tile.people", count=len(tile.occupants), beds=max(room.beds, len(tile.occupants)))
    names = t("isolation_tab.mark").join(one.name for one in tile.occupants)
    return many, "", tile.line if tile.mark is not Mark.NONE and tile.line != many else names


def _short(tile: Tile, word: str) -> str:
    """The one line of a small tile."""
    if not tile.occupants:
        return word
    if tile.mark is not Mark.MISSING:
        return tile.short
    evening = any(one.pm.state is SlotState.MISSING for one in tile.occupants)
    return t(f"isolation_tab.tile.missing_{'pm' if evening else 'am'}")


def _tip(tile: Tile) -> str:
    """Code and state, with the reason or the people, for the pointer."""
    room = tile.room
    lines = [f"{room.code}{SPACE}{state_word(room.state)}"]
    if room.reason:
        lines.append(room.reason)
    for one in tile.occupants:
        due = t("isolation_tab.tile.due", day=formats.day(one.due_on)) if one.due_on else ""
        child = t("people.child") if one.child else ""
        lines.append(SPACE.join(part for part in (one.name, child, due) if part))
    if tile.promised is not None:
        lines.append(SPACE.join((tile.promised.name, tile.promised.approval_number or "")))
    return "\n".join(lines)


def _search(tile: Tile) -> str:
    names = [f"{one.name} {one.number or ''}" for one in tile.occupants]
    promised = [tile.promised.name] if tile.promised is not None else []
    return " ".join((tile.room.code, tile.room.name, tile.room.building, *names, *promised)).lower()


def _chips(tile: Tile, today: date) -> frozenset[str]:
    found = {tile.room.state.value}
    found |= {one.mark(today).value for one in tile.occupants}
    if any(one.due_on is not None and one.due_on <= today for one in tile.occupants):
        found.add(Mark.RELEASE_TODAY.value)
    return frozenset(found - {Mark.NONE.value, Mark.DUE.value})
