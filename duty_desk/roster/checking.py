"""Proves that the roster fits together: nobody is in two places at once, and every cell is as its last change left it (I-09)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from sqlalchemy import func, select
from sqlalchemy.orm import aliased

from db.models import Duty, DutyChange, RosterPerson
from db.vocabulary import Shift
from duty_desk.roster import rules
from duty_desk.roster.rules import written
from duty_desk.work import Read

_EXAMPLES = 5


@dataclass(frozen=True, slots=True)
class Problem:
    """Something that does not fit; `code` names the sentence."""

    invariant: str
    code: str
    values: Mapping[str, object] = field(default_factory=dict[str, object])


def check(read: Read, *, full: bool) -> Iterator[Problem]:
    """Everything that does not fit (I-09). All of it is read only when asked for.

    A day without leader or night shift is shown on the roster itself: an office may be short of people, and its data still fits.
    """
    if not full:
        return
    held: dict[tuple[int, date], set[Shift]] = {}
    people = select(RosterPerson.id, RosterPerson.name)
    names = {row.id: row.name for row in read.session.execute(people)}
    for person, day, shift in read.session.execute(select(Duty.roster_person_id, Duty.day, Duty.shift)):
        held.setdefault((person, day), set()).add(Shift(shift))
    if found := [f"{names[who]} {day}" for (who, day), cell in sorted(held.items()) if rules.overlaps(cell)]:
        yield Problem("I-09", "roster_overlap", {"examples": _few(found)})
    if found := _unlike_changes(read, held, names):
        yield Problem("I-09", "roster_untold", {"examples": _few(found)})
    other = aliased(RosterPerson)
    twice = (
        select(RosterPerson.name)
        .join(other, (other.officer_id == RosterPerson.officer_id) & (other.id > RosterPerson.id))
        .order_by(RosterPerson.id)
    )
    if found := list(read.session.scalars(twice)):
        yield Problem("I-09", "roster_twice", {"examples": _few(found)})


def _unlike_changes(
    read: Read, held: Mapping[tuple[int, date], set[Shift]], names: Mapping[int, str]
) -> list[str]:
    """Cells that are not as their last change says."""
    last = select(func.max(DutyChange.id)).group_by(DutyChange.roster_person_id, DutyChange.day)
    query = select(DutyChange.roster_person_id, DutyChange.day, DutyChange.after)
    told = {
        (person, day): after
        for person, day, after in read.session.execute(query.where(DutyChange.id.in_(last)))
    }
    places = sorted({*told, *held})
    return [
        f"{names[person]} {day}"
        for person, day in places
        if told.get((person, day), "") != written(held.get((person, day), ()))
    ]


def _few(found: Sequence[str]) -> str:
    return ", ".join(found[:_EXAMPLES]) + (" \u2026" if len(found) > _EXAMPLES else "")
