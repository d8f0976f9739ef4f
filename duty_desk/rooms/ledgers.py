"""The rooms as a list. Filters: `state` (several), `kind` of the zone, `site`, `zone` (identifier), `building`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import ColumnElement, Select, case, func, or_, select
from sqlalchemy.orm import aliased

from db.models import Room, Zone
from db.vocabulary import RoomState
from duty_desk.ledger import Column, Kind, Ledger, Request, Total
from duty_desk.rooms.queries import list_rooms, list_zones
from duty_desk.rooms.rows import RoomRow
from duty_desk.strings import t
from duty_desk.work import Read

STATE_TONES: Mapping[str, tuple[str, str]] = {
    RoomState.FREE.value: ("neutral", "circle-outline"),
    RoomState.RESERVED.value: ("info", "bookmark-outline"),
    RoomState.OCCUPIED.value: ("info", "bed"),
    RoomState.TO_CLEAN.value: ("warn", "spray-bottle"),
    RoomState.CLEANING.value: ("proc", "progress-clock"),
    RoomState.TO_CHECK.value: ("proc", "clipboard-check-outline"),
    RoomState.CLOSED.value: ("neutral", "wrench-outline"),
}


def select_rooms(read: Read, request: Request) -> Select[Any]:
    """Rooms that match, in list order or by a column."""
    query = _filtered(select(Room.id).join(Zone, Zone.id == Room.zone_id), request)
    return query.order_by(*_order(request))


def fetch_rooms(read: Read, ids: Any) -> tuple[RoomRow, ...]:
    """Rows of these rooms."""
    return list_rooms(read, ids=ids)


def _filtered(query: Select[Any], request: Request) -> Select[Any]:
    wanted = {key: value for key, value in request.filters.items() if value not in (None, "", (), [])}
    for key, column in (("site", Zone.site), ("building", Room.building), ("zone", Room.zone_id)):
        if key in wanted:
            query = query.where(column == wanted[key])
    for key, column in (("state", Room.state), ("kind", Zone.kind)):
        if key in wanted:
            query = query.where(column.in_(_words(wanted[key])))
    typed = request.search.strip()
    if typed:
        query = query.where(or_(*(_holds(column, typed) for column in (Room.code, Room.building, Zone.name))))
    return query


def _words(value: Any) -> list[str]:
    values = value if isinstance(value, list | tuple | set | frozenset) else [value]
    return [str(getattr(each, "value", each)) for each in values]


def _holds(column: Any, typed: str) -> ColumnElement[bool]:
    return func.lower(column).contains(typed.lower(), autoescape=True)


def _order(request: Request) -> tuple[Any, ...]:
    other = aliased(Room)
    came = (
        select(func.min(other.id))
        .where(other.zone_id == Room.zone_id, other.building == Room.building)
        .correlate(Room)
        .scalar_subquery()
    )
    place = (Zone.list_order, Zone.id, came, Room.floor, func.length(Room.name), Room.name, Room.id)
    states = case({state.value: n for n, state in enumerate(RoomState)}, value=Room.state)
    keys: Mapping[str, Any] = {
        "code": Room.code,
        "beds": Room.beds,
        "state": states,
        "state_since": Room.state_since,
    }
    if request.sort not in keys:
        return tuple(key.desc() for key in place) if request.descending else place
    key = keys[request.sort]
    return (key.desc() if request.descending else key, *place)


def _describe(read: Read, request: Request) -> str:
    said = [t("rooms.filter.search", text=request.search.strip())] if request.search.strip() else []
    wanted = request.filters
    said += [str(wanted[key]) for key in ("site", "building") if wanted.get(key)]
    said += [row.name for row in list_zones(read) if row.id == wanted.get("zone")]
    said += [t(f"rooms.zone_kind.{word}") for word in _words(wanted.get("kind") or ())]
    said += [t(f"rooms.state.{word}") for word in _words(wanted.get("state") or ())]
    return t("rooms.filter.mark").join(said)


def _totals(read: Read, request: Request) -> tuple[Total, ...]:
    query: Any = select(
        func.coalesce(func.sum(Room.beds), 0),
        func.coalesce(func.sum(case((Room.state == RoomState.FREE.value, 1), else_=0)), 0),
    ).join(Zone, Zone.id == Room.zone_id)
    found: Any = read.session.execute(_filtered(query, request)).one()
    beds, free = found
    return Total("rooms.total.beds", f"{beds:,}"), Total("rooms.total.free", f"{free:,}")


ROOMS = Ledger(
    key="rooms.rooms",
    title="rooms.ledger",
    columns=(
        Column("code", "rooms.column.code", width=112),
        Column("site", "rooms.column.site", width=104, sortable=False, hidden=True),
        Column("zone_name", "rooms.column.zone", width=112, sortable=False),
        Column("building", "rooms.column.building", width=168, sortable=False, stretch=True, second="name"),
        Column("floor", "rooms.column.floor", Kind.NUMBER, 48, align="right", sortable=False, hidden=True),
        Column("name", "rooms.column.name", width=56, sortable=False, hidden=True),
        Column("beds", "rooms.column.beds", Kind.NUMBER, 56, align="right"),
        Column("own_bath", "rooms.column.own_bath", Kind.FLAG, 64, sortable=False, hidden=True),
        Column("window", "rooms.column.window", Kind.FLAG, 56, sortable=False, hidden=True),
        Column("aircon", "rooms.column.aircon", width=64, sortable=False, words="rooms.aircon", hidden=True),
        Column("state_since", "rooms.column.state_since", Kind.MOMENT, 112),
        Column("reason", "rooms.column.reason", width=96, sortable=False),
        Column("note", "rooms.column.note", width=120, sortable=False, hidden=True),
        Column("state", "rooms.column.state", Kind.CHIP, 104, words="rooms.state", tones=STATE_TONES),
    ),
    statement=select_rooms,
    fetch=fetch_rooms,
    default_sort="place",
    describe=_describe,
    totals=_totals,
)
