"""A list pasted out of a group chat: every line gets its verdict before anything is written (product rule W8).

Such lists are pasted again and again as they grow: what is on record already is left, a changed number is changed.
"""

from __future__ import annotations

import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import cache

from sqlalchemy import select

from db.models import Booking, Facility, Person
from db.vocabulary import FacilityKind
from duty_desk import audit
from duty_desk.bookings import booking, facilities, rules
from duty_desk.bookings.rules import Said, Signs
from duty_desk.errors import DutyDeskError
from duty_desk.paths import resources
from duty_desk.roles import Permission, requires
from duty_desk.strings import t
from duty_desk.work import Read, Work


class Verdict(StrEnum):
    """What becomes of a line."""

    NEW = "new"
    CHANGED = "changed"
    SAME = "same"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class Judged:
    """A line with what becomes of it; `reason` says why not, `person` is the record found under that name."""

    said: Said
    verdict: Verdict
    slot: str
    person: int | None = None
    booking: int | None = None
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Taken:
    """How many lines were booked and changed."""

    new: int
    changed: int


def judge(read: Read, facility: int, day: date, text: str) -> tuple[Judged, ...]:
    """What each line of the list would do on that day. Nothing is written."""
    row = read.session.get_one(Facility, facility)
    slots = facilities.list_slots(read, facility, day)
    options = tuple(dict.fromkeys(slot.option for slot in slots if slot.option))
    lines = rules.read_list(text, options, signs())
    found: list[Judged] = []
    seen: dict[tuple[str, str], int] = {}
    left: dict[str, int] = {
        slot.key: slot.capacity - booking.taken(read, facility, day, slot.key) for slot in slots
    }
    for said in lines:
        slot = _slot_of(row, said, options)
        person = _person(read, said.name) if said.name else None
        key = (booking.who_of(said.name, person), slot)
        if slot and said.name and key in seen:
            words = t("bookings.paste.twice", line=seen[key])
            found.append(Judged(said, Verdict.REFUSED, slot, person, reason=words))
            continue
        seen[key] = said.line
        found.append(_judge(read, row, day, said, slot, person, left))
    return tuple(found)


@requires(Permission.BOOK)
def write(work: Work, facility: int, *, day: date, lines: Sequence[Judged]) -> Taken:
    """Book the lines that were judged new or changed, all in one; raises what refuses one of them meanwhile."""
    new = changed = 0
    for line in lines:
        if line.verdict is Verdict.NEW:
            booking.book(
                work,
                facility,
                day=day,
                slot=line.slot,
                name=line.said.name,
                person=line.person,
                place=line.said.place,
                phone=line.said.phone,
                quantity=line.said.quantity,
                source="list",
            )
            new += 1
        elif line.verdict is Verdict.CHANGED and line.booking is not None:
            booking.change_quantity(work, line.booking, quantity=line.said.quantity)
            changed += 1
    audit.record(
        work,
        action="booking.paste",
        subject=("facility", facility),
        after={"day": day, "added": new, "changed": changed},
    )
    return Taken(new, changed)


def _judge(
    read: Read,
    row: Facility,
    day: date,
    said: Said,
    slot: str,
    person: int | None,
    left: dict[str, int],
) -> Judged:
    if not said.name:
        return Judged(said, Verdict.REFUSED, "", reason=t("bookings.paste.no_name"))
    if not slot:
        key = "no_option" if row.kind == FacilityKind.ORDER.value else "no_time"
        return Judged(said, Verdict.REFUSED, "", reason=t(f"bookings.paste.{key}"))
    there = _there(read, row, day, said, person, slot)
    if there is not None and there.slot == slot and there.quantity == said.quantity:
        return Judged(said, Verdict.SAME, slot, person, there.id)
    try:
        booking.bookable(read, row, day, slot)
    except DutyDeskError as error:
        return Judged(said, Verdict.REFUSED, slot, person, reason=error.text)
    if there is not None and there.slot != slot:
        return Judged(
            said, Verdict.REFUSED, slot, person, there.id, t("bookings.paste.other_slot", slot=there.slot)
        )
    if not 1 <= said.quantity <= row.most_each:
        return Judged(
            said, Verdict.REFUSED, slot, person, reason=t("bookings.error.most_each", most=row.most_each)
        )
    more = said.quantity - (there.quantity if there is not None else 0)
    if more > left.get(slot, 0):
        words = t("bookings.refusal.too_many", slot=slot, left=max(0, left.get(slot, 0)))
        return Judged(said, Verdict.REFUSED, slot, person, reason=words)
    left[slot] -= more
    if there is not None:
        return Judged(
            said,
            Verdict.CHANGED,
            slot,
            person,
            there.id,
            t("bookings.paste.was", quantity=there.quantity),
        )
    return Judged(said, Verdict.NEW, slot, person)


def _slot_of(row: Facility, said: Said, options: Sequence[str]) -> str:
    if row.kind == FacilityKind.SLOT.value:
        return "" if said.starts is None else f"{said.starts:%H:%M}"
    if said.option:
        return said.option
    # With one thing to order nobody writes its name.
    return options[0] if len(options) == 1 else ""


def _there(read: Read, row: Facility, day: date, said: Said, person: int | None, slot: str) -> Booking | None:
    """What the person has: of an order the same option, of slots any of the day."""
    wanted = slot if row.kind == FacilityKind.ORDER.value else None
    found = booking.find_of(read, row.id, day, booking.who_of(said.name, person), wanted, person=person)
    if found is None and person is not None:
        # Booked before the person came into the register.
        found = booking.find_of(read, row.id, day, booking.who_of(said.name, None), wanted)
    return found


def _person(read: Read, name: str) -> int | None:
    """The one person on record of that name; of several nobody knows which."""
    query = select(Person.id).where(Person.name == name, Person.merged_into_id.is_(None)).limit(2)
    found = read.session.scalars(query).all()
    return found[0] if len(found) == 1 else None


@cache
def signs() -> Signs:
    """How lists are written, whatever the language of the screen."""
    path = resources() / "defaults" / "booking_list.toml"
    table = tomllib.loads(path.read_text(encoding="utf-8"))
    return Signs(
        counts=table["counts"],
        hours=table["hours"],
        half=table["half"],
        numerals=table["numerals"],
        headings=tuple(table["headings"]),
    )
