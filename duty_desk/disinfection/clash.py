"""What may not come together: two products in one can, or one after another at the same place (domain A3.4); and what may not be done."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

from sqlalchemy import select

from db.models import Area, DisinfectionRecord, Room, RoomEvent
from db.vocabulary import Agent, Method, RoomState
from duty_desk import formats, policy
from duty_desk.errors import InputError, Refusal
from duty_desk.rooms.rules import short_name
from duty_desk.strings import LANGUAGES, t, text_in
from duty_desk.work import Read


class Other(StrEnum):
    """What is no disinfectant and yet is poured in: acid (toilet cleaner), ammonia, alkali, other cleaners, hot water."""

    ACID = "acid"
    AMMONIA = "ammonia"
    ALKALI = "alkali"
    CLEANER = "cleaner"
    HOT_WATER = "hot_water"


class Caution(StrEnum):
    """What is allowed with care; the form shows it."""

    ALCOHOL_SPRAY = "alcohol_spray"
    METAL = "metal"
    TEXTILE = "textile"


# Each pair gives off gas, burns, or leaves nothing that acts.
_PAIRS: Final = frozenset(
    frozenset(pair)
    for pair in (
        ("chlorine", "acid"),
        ("chlorine", "alcohol"),
        ("chlorine", "peracetic"),
        ("chlorine", "ammonia"),
        ("chlorine", "cleaner"),
        ("chlorine", "peroxide"),
        ("chlorine", "quaternary"),
        ("chlorine", "hot_water"),
        ("peracetic", "alkali"),
        ("peracetic", "alcohol"),
        ("peracetic", "hot_water"),
        ("peroxide", "alcohol"),
        ("quaternary", "cleaner"),
    )
)
_AIR: Final = "air"
_PEOPLE: Final = "people"
_SPRAYED: Final = (Method.SPRAY, Method.FUMIGATE)


@dataclass(frozen=True, slots=True)
class LastUsed:
    """What was used last at a place, and when that ended."""

    agent: Agent
    at: datetime


def clashes(agent: str, other: str) -> bool:
    """Whether the two may not come together. Both are values of Agent or Other, in any order."""
    return frozenset((agent, other)) in _PAIRS


def name_of(product: str) -> str:
    """What people call an agent or another product."""
    return t(f"disinfection_mix.product.{product}")


def check_mix(agent: str, others: Sequence[str]) -> None:
    """Raise InputError("mixed_with") when something else goes into the can that may not (84 and acid give off chlorine)."""
    for other in others:
        if other != agent and clashes(agent, other):
            raise InputError(
                "mixed_with", "disinfection_mix.error.clash", agent=name_of(agent), other=name_of(other)
            )


def last_used(
    read: Read, *, at: datetime, area: int | None = None, room: int | None = None
) -> LastUsed | None:
    """What was used last at this place within `disinfection.apart_hours` before `at`, of what a later product could meet."""
    if area is None and room is None:
        return None
    hours = policy.integer(read, "disinfection.apart_hours", at.date())
    record = DisinfectionRecord
    place = record.room_id == room if room is not None else record.area_id == area
    query = (
        select(record.agent, record.started_at, record.ended_at)
        .where(
            place,
            record.withdrawn_at.is_(None),
            record.started_at < at,
            record.started_at >= at - timedelta(hours=hours),
            record.agent.not_in((Agent.UV.value, Agent.NONE.value)),
        )
        .order_by(record.started_at.desc(), record.id.desc())
        .limit(1)
    )
    row = read.session.execute(query).one_or_none()
    return LastUsed(Agent(row.agent), row.ended_at or row.started_at) if row else None


def obstacle(
    read: Read, *, agent: Agent, at: datetime, area: int | None = None, room: int | None = None
) -> Refusal | None:
    """What was used here shortly before and may not meet `agent`, as the sentence with the way out; None when nothing was."""
    last = last_used(read, at=at, area=area, room=room)
    if last is None or not clashes(agent, last.agent):
        return None
    hours = policy.integer(read, "disinfection.apart_hours", at.date())
    return Refusal(
        "disinfection_mix.refusal.clash_here",
        at=formats.moment(last.at),
        last=name_of(last.agent),
        agent=name_of(agent),
        hours=hours,
    )


def check(
    read: Read,
    *,
    agent: Agent,
    method: Method,
    at: datetime,
    area: int | None = None,
    room: int | None = None,
    thing: str | None = None,
    rinsed: bool = False,
    mixed_with: Sequence[str] = (),
) -> tuple[Caution, ...]:
    """What the rules say to using `agent` with `method` at a place from `at` on; the cautions to show when they allow it.

    `thing` is what is disinfected (Area.thing, or "people"), taken from the area when not given; `rinsed` says that the place
    was rinsed and aired after another product. Raises InputError("mixed_with"), InputError("method") for what may never be
    done with such a thing, and Refusal for a product that clashes with the last one and for ultraviolet or fumes over somebody.
    """
    check_mix(agent, mixed_with)
    if area is not None:
        place = read.session.execute(select(Area.thing, Area.name).where(Area.id == area)).one_or_none()
        if place is not None:
            thing = _PEOPLE if says_people(place.name) else thing or place.thing
    check_method(method, thing)
    if method in (Method.UV, Method.FUMIGATE) and room is not None:
        check_empty(read, room, method, at)
    if not rinsed and (standing := obstacle(read, agent=agent, at=at, area=area, room=room)) is not None:
        raise standing
    return cautions(agent, method, thing)


def says_people(name: str) -> bool:
    """Whether the name of a place says that persons are what is disinfected there ("disinfection gate for people")."""
    return any(
        word in name.lower()
        for language in LANGUAGES
        for word in text_in(language, "disinfection_mix.words.people").split()
    )


def check_method(method: Method, thing: str | None) -> None:
    """Raise InputError("method") for spraying people and for ultraviolet on what it only reaches from one side."""
    if method in _SPRAYED and thing == _PEOPLE:
        raise InputError("method", "disinfection_mix.error.people")
    if method is Method.UV and thing is not None and thing != _AIR:
        raise InputError("method", "disinfection_mix.error.uv_surface")


def check_empty(
    read: Read, room: int, method: Method, started_at: datetime, ended_at: datetime | None = None
) -> None:
    """Raise Refusal when somebody lived in the room at any moment from `started_at` to `ended_at`.

    What counts is the state then, by the room's record: a lamp that is written down late may have burnt in an empty room.
    """
    place = read.session.execute(
        select(Room.building, Room.name, Room.state).where(Room.id == room)
    ).one_or_none()
    if place is None:
        return
    event = RoomEvent
    steps = read.session.execute(
        select(event.at, event.before, event.after).where(event.room_id == room).order_by(event.at, event.id)
    ).all()
    state = steps[0].before if steps else place.state
    for step in steps:
        if step.at <= started_at:
            state = step.after
        elif ended_at is not None and step.at < ended_at and step.after == RoomState.OCCUPIED:
            state = step.after
            break
    if state == RoomState.OCCUPIED:
        raise Refusal(
            f"disinfection_mix.refusal.occupied_{method.value}", room=short_name(place.building, place.name)
        )


def cautions(agent: Agent, method: Method, thing: str | None) -> tuple[Caution, ...]:
    """What to mind although it is allowed."""
    found: list[Caution] = []
    if agent is Agent.ALCOHOL and method is Method.SPRAY:
        found.append(Caution.ALCOHOL_SPRAY)
    if agent in (Agent.CHLORINE, Agent.PERACETIC):
        if thing == "metal":
            found.append(Caution.METAL)
        if thing == "textile":
            found.append(Caution.TEXTILE)
    return tuple(found)


def caution_words(found: Sequence[Caution]) -> tuple[str, ...]:
    """The cautions as sentences."""
    return tuple(t(f"disinfection_mix.caution.{caution.value}") for caution in found)
