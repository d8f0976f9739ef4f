"""A day of screening in the sample office: the calls to key persons, most of them done."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from datetime import date, datetime, time, timedelta
from functools import cache
from typing import Any

from db.vocabulary import CallOutcome
from duty_desk import screening
from duty_desk.demo.events import Act, Event
from duty_desk.paths import resources
from duty_desk.people import officers
from duty_desk.work import OfficerRef, Read, Work

# How long a call takes.
_CALL = timedelta(minutes=7)


def events(read: Read, day: date) -> Iterator[Event]:
    """What is done about screening until the afternoon."""
    script = _script()
    caller = next(row.ref for row in officers.list_officers(read) if row.name == script["caller"])
    yield from _calls(read, script, day, caller)


def _calls(read: Read, script: Mapping[str, Any], day: date, caller: OfficerRef) -> Iterator[Event]:
    missed = {each["name"]: each["at"] for each in script["missed"]}
    waiting = {each["name"] for each in script["waiting"]}
    said = {each["name"]: each for each in script["said"]}
    relayed = {each["name"]: each for each in script["relayed"]}
    at = _at(day, script["first_call"])
    for row in screening.list_key_people(read, revealed=True):
        if row.name in waiting:
            continue
        if row.name in missed:
            for clock in missed[row.name]:
                yield Event(_at(day, clock), _call(row.id, CallOutcome.MISSED, {}), caller)
            continue
        about: Mapping[str, Any] = {"temperature": round(36.2 + row.id * 5 % 6 / 10, 1)}
        outcome = CallOutcome.RELAYED if row.name in relayed else CallOutcome.REACHED
        about = {**about, **(said.get(row.name) or relayed.get(row.name) or {})}
        yield Event(at, _call(row.id, outcome, about), caller)
        at += _CALL


def _call(key_person: int, outcome: CallOutcome, about: Mapping[str, Any]) -> Act:
    more = {name: value for name, value in about.items() if name != "name"}

    def act(work: Work) -> None:
        screening.record_call(work, key_person, outcome=outcome, **more)

    return act


def _at(day: date, clock: str) -> datetime:
    return datetime.combine(day, time.fromisoformat(clock))


@cache
def _script() -> dict[str, Any]:
    path = resources() / "demo" / "screening_day.toml"
    return tomllib.loads(path.read_text(encoding="utf-8"))
