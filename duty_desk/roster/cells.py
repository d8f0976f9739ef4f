"""The cells of the roster: set, cleared, swapped, put back; each of them leaves a line of what became of it (product rule W1)."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import delete, insert, select

from db.models import Duty, DutyChange, RosterPerson
from db.vocabulary import Shift
from duty_desk import audit, formats
from duty_desk.errors import InputError, Refusal, StaleError
from duty_desk.people.records import text_or_none
from duty_desk.roles import Permission, requires, step
from duty_desk.roster.rules import NOTHING, SHIFTS, Cell, overlaps, written
from duty_desk.strings import t
from duty_desk.work import Read, Work

Place = tuple[int, date]
SET, SWAP, PROPOSED, UNDONE = "set", "swap", "proposed", "undone"
_MOST = 3000
# Nearly every cell holds one shift: months are read a thousand cells at a time.
_ALONE: Mapping[str, Cell] = {shift.value: frozenset({shift}) for shift in SHIFTS}


@dataclass(frozen=True, slots=True)
class Change:
    """What became of one cell."""

    person: int
    day: date
    before: Cell
    after: Cell


@requires(Permission.PLAN_ROSTER)
def set_cells(
    work: Work,
    cells: Mapping[Place, Collection[Shift]],
    *,
    reason: str | None = None,
    proposed: bool = False,
    seen: Mapping[Place, Collection[Shift]] | None = None,
) -> tuple[Change, ...]:
    """Let every cell, a person and a day, hold these shifts and no others; returns what changed.

    A day gone by is corrected with a `reason` only. `seen` is what whoever acts saw in the cells: raises StaleError when that is
    no longer so. Raises Refusal for two shifts of one time.
    """
    wanted = {place: frozenset(cell) for place, cell in cells.items()}
    if len(wanted) > _MOST:
        raise Refusal("roster.refusal.too_many", most=_MOST)
    return put(work, wanted, kind=PROPOSED if proposed else SET, reason=reason, seen=seen)


@requires(Permission.PLAN_ROSTER)
def swap(work: Work, *, one: int, other: int, days: Sequence[date], reason: str) -> tuple[Change, ...]:
    """Let two persons take over what the other has on one or two days, all of it in one act; returns what changed.

    With two days, one works for the other on the first and has the second in return. Raises InputError without a reason.
    """
    if text_or_none(reason) is None:
        raise InputError("reason", "roster.error.reason_missing")
    if one == other:
        raise InputError("other", "roster.error.same_person")
    chosen = sorted(set(days))
    if not 1 <= len(chosen) <= 2:
        raise InputError("days", "roster.error.swap_days")
    held = cells_of(work, [one, other], chosen)
    wanted: dict[Place, Cell] = {}
    for day in chosen:
        mine, theirs = held.get((one, day), NOTHING), held.get((other, day), NOTHING)
        wanted[one, day], wanted[other, day] = theirs, mine
    if all(held.get(place, NOTHING) == cell for place, cell in wanted.items()):
        raise InputError("days", "roster.error.swap_same")
    return put(work, wanted, kind=SWAP, reason=reason, partners={one: other, other: one})


@requires(Permission.PLAN_ROSTER)
def put_back(work: Work, changes: Iterable[Change], *, reason: str | None = None) -> tuple[Change, ...]:
    """Undo what an act changed. Raises Refusal when one of its cells was changed again since."""
    known = tuple(changes)
    held = cells_of(work, {each.person for each in known}, [each.day for each in known])
    for each in known:
        if held.get((each.person, each.day), NOTHING) != each.after:
            raise Refusal("roster.refusal.changed_since", day=formats.day(each.day))
    wanted = {(each.person, each.day): each.before for each in known}
    why = reason or t("roster.undone")
    return put(work, wanted, kind=UNDONE, reason=why)


@step
def put(
    work: Work,
    wanted: Mapping[Place, Cell],
    *,
    kind: str,
    reason: str | None = None,
    partners: Mapping[int, int] | None = None,
    seen: Mapping[Place, Collection[Shift]] | None = None,
    import_id: int | None = None,
) -> tuple[Change, ...]:
    """Write cells and what became of them; cells that hold it already are left alone."""
    if not wanted:
        return ()
    names = _names(work, {person for person, _ in wanted})
    days = sorted({day for _, day in wanted})
    held = cells_of(work, names, days)
    if seen is not None and any(
        held.get(place, NOTHING) != frozenset(seen.get(place, NOTHING)) for place in wanted
    ):
        raise StaleError("storage.stale")
    changes = tuple(
        Change(person, day, held.get((person, day), NOTHING), cell)
        for (person, day), cell in sorted(wanted.items(), key=lambda item: (item[0][1], item[0][0]))
        if held.get((person, day), NOTHING) != cell
    )
    if not changes:
        return ()
    why = text_or_none(reason)
    if import_id is None and why is None and changes[0].day < work.at.date():
        raise InputError("reason", "roster.error.past_reason")
    for each in changes:
        if overlaps(each.after):
            raise Refusal("roster.refusal.same_time", name=names[each.person], day=formats.day(each.day))
    _write(work, changes, import_id)
    work.session.execute(
        insert(DutyChange),
        [
            {
                "at": work.at,
                "day": each.day,
                "roster_person_id": each.person,
                "kind": kind,
                "before": written(each.before),
                "after": written(each.after),
                "other_id": (partners or {}).get(each.person),
                "reason": why,
                "officer_id": work.officer.id,
                "officer_name": work.officer.name,
                "import_id": import_id,
            }
            for each in changes
        ],
    )
    if import_id is None:
        _note(work, kind, changes, why)
    return changes


def cells_of(read: Read, persons: Collection[int] | None, days: Sequence[date]) -> dict[Place, Cell]:
    """The cells that hold something, of these persons (everybody for None) from the first to the last of `days`."""
    if not days:
        return {}
    query = select(Duty.roster_person_id, Duty.day, Duty.shift).where(Duty.day.between(min(days), max(days)))
    if persons is not None:
        query = query.where(Duty.roster_person_id.in_(sorted(persons)))
    found: dict[Place, Cell] = {}
    for person, day, shift in read.session.execute(query):
        place, cell = (person, day), _ALONE[shift]
        found[place] = found[place] | cell if place in found else cell
    return found


def _write(work: Work, changes: Sequence[Change], import_id: int | None) -> None:
    for each in changes:
        if gone := each.before - each.after:
            work.session.execute(
                delete(Duty).where(
                    Duty.roster_person_id == each.person,
                    Duty.day == each.day,
                    Duty.shift.in_(sorted(shift.value for shift in gone)),
                )
            )
    rows = [
        {
            "roster_person_id": each.person,
            "day": each.day,
            "shift": shift.value,
            "set_at": work.at,
            "officer_id": work.officer.id,
            "import_id": import_id,
        }
        for each in changes
        for shift in SHIFTS
        if shift in each.after - each.before
    ]
    if rows:
        work.session.execute(insert(Duty), rows)


def _names(work: Work, persons: Collection[int]) -> dict[int, str]:
    """Names of these persons, locked so that two desks never write the same cell at once."""
    query = select(RosterPerson).where(RosterPerson.id.in_(sorted(persons))).order_by(RosterPerson.id)
    names = {row.id: row.name for row in work.session.scalars(query.with_for_update())}
    if len(names) != len(set(persons)):
        raise StaleError("storage.stale")
    return names


def _note(work: Work, kind: str, changes: Sequence[Change], reason: str | None) -> None:
    people = sorted({each.person for each in changes})
    days = [each.day for each in changes]
    subject = ("roster_person", people[0]) if len(people) == 1 else None
    before: dict[str, object] = {}
    after: dict[str, object] = {"first": min(days), "last": max(days), "count": len(changes)}
    shifts = {each.after for each in changes}
    if len(shifts) == 1:
        after["shifts"] = [shift.value for shift in SHIFTS if shift in next(iter(shifts))]
    if len(people) == 2:
        after["persons"] = people
    audit.record(
        work, action=f"roster.{kind}", subject=subject, before=before or None, after=after, reason=reason
    )
