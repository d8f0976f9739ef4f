"""A day at the observation site of the sample office: readings twice along the doors, meals, deliveries, and what is still missing."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime, time, timedelta
from typing import Any

from db.vocabulary import ReadingSlot, Role
from duty_desk import isolation
from duty_desk.demo.events import Act, Event
from duty_desk.isolation import StayRow, meals
from duty_desk.paths import resources
from duty_desk.people import officers
from duty_desk.work import Read, Work

# When the two rounds along the doors begin, and how long a door takes.
_ROUNDS = {ReadingSlot.AM: time(8, 10), ReadingSlot.PM: time(15, 10)}
_DOOR = timedelta(minutes=3)
# The last of the day, so that its second reading is still to come.
_FEVER_AT = time(16, 58)
_MEALS = {"breakfast": time(7, 45), "lunch": time(12, 10)}


def events(read: Read, day: date) -> Iterator[Event]:
    """What the manager of the site does until the afternoon."""
    script = _script()
    manager = next(row.ref for row in officers.list_officers(read) if row.role == Role.SITE)
    staying = isolation.list_staying(read)
    rooms = {row.room: row for row in staying if row.room is not None}
    for slot, begin in _ROUNDS.items():
        left = set[str]()
        if slot is ReadingSlot.PM:
            left = {*script["missed"], script["fever"]["room"], script["not_taken"]["room"]}
        for number, row in enumerate(staying):
            if row.room not in left:
                at = datetime.combine(day, begin) + number * _DOOR
                yield Event(
                    at, _take(row, slot, 36.1 + (row.id * 7 + len(slot.value + row.name)) % 8 / 10), manager
                )
    if (high := rooms.get(script["fever"]["room"])) is not None:
        at = datetime.combine(day, _FEVER_AT)
        yield Event(at, _take(high, ReadingSlot.PM, script["fever"]["temperature"]), manager)
    about = script["not_taken"]
    if (busy := rooms.get(about["room"])) is not None:
        yield Event(_at(day, "16:40"), _not_taken(busy, about["reason"]), manager)
    for each in script["diet"]:
        if (row := rooms.get(each["room"])) is not None:
            yield Event(_at(day, "07:10"), _eats(row, each), manager)
    for meal, clock in _MEALS.items():
        yield Event(datetime.combine(day, clock), _serve(day, meal, script["declined"], rooms), manager)
    for each in script["care"]:
        if (row := rooms.get(each["room"])) is not None:
            yield Event(_at(day, each["at"]), _care(row, each), manager)


def _take(row: StayRow, slot: ReadingSlot, temperature: float) -> Act:
    def act(work: Work) -> None:
        isolation.record_reading(
            work, stay=row.id, day=work.at.date(), slot=slot, temperature=round(temperature, 1)
        )

    return act


def _not_taken(row: StayRow, reason: str) -> Act:
    def act(work: Work) -> None:
        isolation.record_not_taken(work, stay=row.id, day=work.at.date(), slot=ReadingSlot.PM, reason=reason)

    return act


def _eats(row: StayRow, about: Mapping[str, Any]) -> Act:
    return lambda work: isolation.set_diet(work, row.id, diet=about["diet"], note=about.get("note"))


def _care(row: StayRow, about: Mapping[str, Any]) -> Act:
    return lambda work: isolation.record_care(work, stay=row.id, kind=about["kind"], text=about["text"])


def _serve(day: date, meal: str, declined: Mapping[str, Any], rooms: Mapping[str, StayRow]) -> Act:
    def act(work: Work) -> None:
        there: Sequence[int] = [door.stay for door in meals.meals(work, day, meal).doors]
        row = rooms.get(declined["room"]) if declined["meal"] == meal else None
        given = [stay for stay in there if row is None or stay != row.id]
        if given:
            isolation.record_meals(work, day=day, meal=meal, stays=given)
        if row is not None and row.id in there:
            isolation.record_meals(
                work, day=day, meal=meal, stays=[row.id], outcome="declined", note=declined["note"]
            )

    return act


def _at(day: date, clock: str) -> datetime:
    return datetime.combine(day, time.fromisoformat(clock))


def _script() -> dict[str, Any]:
    path = resources() / "demo" / "isolation_day.toml"
    return tomllib.loads(path.read_text(encoding="utf-8"))
