"""What is usual where the office has said nothing: places, strengths by kind of thing, times, and the words plans are written in."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from typing import Any

from db.vocabulary import Agent, Method
from duty_desk.disinfection.rules import DAILY, EVENT, FIXED, OCCUPIED_ROOMS
from duty_desk.paths import resources


@dataclass(frozen=True, slots=True)
class Usual:
    """What is usual for a kind of thing (domain A3.1): mg/L, of alcohol percent by volume; minutes of contact."""

    agent: str
    target: Decimal | None
    least: Decimal | None
    most: Decimal | None
    minutes: int | None


@dataclass(frozen=True, slots=True)
class UsualArea:
    """A place that most offices have, with how it is disinfected."""

    code: str
    kind: str
    name: str
    thing: str
    points: int
    points_rule: str
    agent: str
    target: Decimal | None
    method: str
    trigger: str
    event: str | None
    rounds: int
    minutes: int | None
    team: str


@cache
def _file() -> Mapping[str, Any]:
    path = resources() / "defaults" / "areas.toml"
    return tomllib.loads(path.read_text(encoding="utf-8"))


def spread() -> Mapping[str, Sequence[str]]:
    """Times of a day by number of rounds, `meals`, and the bounds of `evenly`."""
    return _file()["spread"]


def of_thing(thing: str) -> Usual:
    """What is usual for a kind of thing."""
    row = _file()["things"][thing]
    target, least, most = (_decimal(row.get(name)) for name in ("target", "least", "most"))
    return Usual(row["agent"], target, least, most, row.get("minutes"))


def usual_areas() -> tuple[UsualArea, ...]:
    """The 25 places that are disinfected every day (domain A3.5), ready to take over."""
    occupied = set(_file()["usual"]["occupied"])
    return tuple(
        UsualArea(
            code, kind, name, thing, points, OCCUPIED_ROOMS if code in occupied else FIXED,
            Agent(agent).value, _decimal(target), Method(method).value, DAILY, None, rounds, minutes, team,
        )
        for code, kind, name, thing, points, agent, target, method, rounds, minutes, team in _file()["usual"][
            "daily"
        ]
    )  # fmt: skip


def usual_events() -> tuple[UsualArea, ...]:
    """What is disinfected after every vehicle, unloading, use or release."""
    return tuple(
        UsualArea(
            code, kind, name, thing, 1, FIXED, Agent.CHLORINE.value, _decimal(target), Method(method).value,
            EVENT, event, 1, minutes, "",
        )
        for code, kind, name, thing, event, target, method, minutes in _file()["usual"]["events"]
    )  # fmt: skip


def word_of(what: str, text: str, otherwise: str) -> str:
    """What a written text means: `what` is kind, thing, agent, method or event; the first word that stands in it decides."""
    for meaning, words in _file()["words"][what]:
        if any(word in text for word in words):
            return str(meaning)
    return otherwise


def counts_rooms(name: str) -> bool:
    """Whether a place by its name is that of the rooms in which somebody stays."""
    return any(word in name for word in _file()["words"]["occupied"])


def agents_of(text: str) -> tuple[str, ...]:
    """All agents that a plan names, the one that is measured first."""
    return tuple(
        meaning for meaning, words in _file()["words"]["agent"] if any(word in text for word in words)
    )


def weekday_words() -> tuple[str, ...]:
    """The days of the week as plans name them, Monday first."""
    return tuple(_file()["words"]["weekdays"])


def word(name: str) -> str:
    """One of the words that frequencies are made of: week, every, times."""
    return str(_file()["words"][name])


def _decimal(value: Any) -> Decimal | None:
    return Decimal(str(value)) if value else None
