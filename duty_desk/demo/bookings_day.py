"""The bath house and the packed meals of the sample office: booked by lists out of the group chat, and who came."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime, time, timedelta
from typing import Any

from duty_desk import bookings
from duty_desk.bookings import BookingState, FacilityKind, Opening
from duty_desk.demo.events import Act, Event
from duty_desk.paths import resources
from duty_desk.people import officers
from duty_desk.work import Read, Work


def events(read: Read, day: date) -> Iterator[Event]:
    """What the officer at the desk enters of it until the afternoon."""
    script = tomllib.loads((resources() / "demo" / "bookings_day.toml").read_text(encoding="utf-8"))
    desk_officer = min(officers.list_officers(read), key=lambda row: row.id).ref
    yield Event(_at(day, script["at"]), _set_up(script["facility"], day), desk_officer)
    for each in script["list"]:
        yield Event(_at(day, each["at"]), _paste(each, day), desk_officer)
    for state, slots in ((BookingState.USED, script["used"]), (BookingState.MISSED, script["missed"])):
        for slot in slots:
            at = _at(day, slot) + timedelta(minutes=18)
            yield Event(at, _mark(script["facility"][0]["name"], day, slot, state), desk_officer)


def _set_up(wanted: Sequence[Mapping[str, Any]], day: date) -> Act:
    def act(work: Work) -> None:
        for each in wanted:
            made = bookings.add_facility(
                work,
                name=each["name"],
                kind=FacilityKind(each["kind"]),
                place=each["place"],
                phone=each["phone"],
                note=each.get("note"),
                order_until=_clock(each.get("order_until")),
                order_days=each.get("order_days", 0),
                most_each=each.get("most_each", 1),
            )
            rules = [
                Opening(
                    rule["option"],
                    tuple(rule.get("weekdays", ())),
                    _clock(rule.get("starts")),
                    _clock(rule.get("ends")),
                    rule.get("minutes"),
                    rule["capacity"],
                )
                for rule in each["rule"]
            ]
            bookings.set_rules(work, made, valid_from=day, openings=rules, version=1)

    return act


def _paste(each: Mapping[str, Any], day: date) -> Act:
    def act(work: Work) -> None:
        facility = _facility(work, each["facility"])
        on = day + timedelta(days=each["day"])
        bookings.write(work, facility, day=on, lines=bookings.judge(work, facility, on, each["text"]))

    return act


def _mark(facility: str, day: date, slot: str, state: BookingState) -> Act:
    def act(work: Work) -> None:
        found = bookings.facility_day(work, _facility(work, facility), day)
        for row in found.bookings:
            if row.slot == slot:
                bookings.mark(work, row.id, state)

    return act


def _facility(read: Read, name: str) -> int:
    return next(row.id for row in bookings.list_facilities(read) if row.name == name)


def _clock(text: str | None) -> time | None:
    return None if text is None else time.fromisoformat(text)


def _at(day: date, clock: str) -> datetime:
    return datetime.combine(day, time.fromisoformat(clock))
