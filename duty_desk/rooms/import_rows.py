"""What a row of an office's list of rooms means: which zone it names, and what the register keeps of it."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any

from db.vocabulary import RoomState, ZoneKind
from duty_desk.paths import resources
from duty_desk.strings import t

# The words of a list, as the forms name them.
STATES: Mapping[str, RoomState] = {
    "free": RoomState.FREE,
    "occupied": RoomState.OCCUPIED,
    "awaiting_terminal": RoomState.TO_CLEAN,
    "disinfecting": RoomState.CLEANING,
    "repair": RoomState.CLOSED,
}


def zone_name(values: Mapping[str, Any]) -> str:
    """The zone a row names; a list without such a column is one of an observation site."""
    return str(values.get("zone") or "").strip() or t("rooms.import.zone")


def zone_kind(name: str) -> ZoneKind:
    """What a zone of that name is for, by the words in it."""
    return ZoneKind(_kind_of("kind", name, ZoneKind.OBSERVATION.value))


def state_of(values: Mapping[str, Any]) -> RoomState:
    """The state that a row says."""
    return STATES[str(values["state"])]


def reason_of(values: Mapping[str, Any]) -> str | None:
    """Why a room is closed, as far as its row says."""
    if state_of(values) is not RoomState.CLOSED:
        return None
    return str(values.get("remark") or "").strip() or t("rooms.import.repair")


def facts_of(values: Mapping[str, Any]) -> dict[str, Any]:
    """What the register keeps of a row, without zone and state; only what the row says."""
    code = str(values["code"]).strip()
    number = str(values.get("number") or "").strip() or code.rpartition("-")[2]
    closed = state_of(values) is RoomState.CLOSED
    facts: dict[str, Any] = {
        "code": code,
        "building": str(values["building"]).strip(),
        "floor": values.get("floor"),
        "name": number,
        "beds": values["beds"],
        "own_bath": values.get("bathroom"),
        "window": values.get("window"),
        "aircon": _kind_of("aircon", str(values["cooling"]), "split") if values.get("cooling") else None,
        "note": None if closed else str(values.get("remark") or "").strip() or None,
    }
    return {name: value for name, value in facts.items() if value is not None}


def _kind_of(table: str, text: str, otherwise: str) -> str:
    for kind, words in _words()[table]:
        if any(word in text for word in words):
            return kind
    return otherwise


@cache
def _words() -> Mapping[str, Sequence[tuple[str, Sequence[str]]]]:
    path = resources() / "defaults" / "zones.toml"
    tables = tomllib.loads(path.read_text(encoding="utf-8"))
    return {name: [(row["kind"], row["words"]) for row in rows] for name, rows in tables.items()}
