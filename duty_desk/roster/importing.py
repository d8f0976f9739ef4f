"""Takes the office's duty calendar in, a cell a line, and takes it back (product rule X4)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from sqlalchemy import delete, func, select
from sqlalchemy.orm import aliased

from db.models import Duty, DutyChange, RosterPerson
from db.vocabulary import Shift
from duty_desk import audit, formats
from duty_desk.errors import DutyDeskError, InputError, Refusal
from duty_desk.imported import JudgedRow, Written
from duty_desk.people.taking_back import run, unreferenced
from duty_desk.roles import Permission, require, requires
from duty_desk.roster import cells, persons
from duty_desk.roster.cells import Place
from duty_desk.roster.rules import NOTHING, SHIFTS, Cell, overlaps
from duty_desk.strings import t
from duty_desk.work import Work

FORMS = ("roster",)


@dataclass(slots=True)
class _Import:
    """What is known and what is to be written."""

    people: dict[tuple[str, str], int]
    held: dict[Place, Cell]
    wanted: dict[Place, Cell] = field(default_factory=dict[Place, Cell])


@requires(Permission.IMPORT)
def write_rows(work: Work, form_key: str, rows: Sequence[JudgedRow], batch_id: int | None = None) -> Written:
    """Write judged lines of the calendar; what is on the roster already is left, and nothing is written over."""
    require(work, Permission.PLAN_ROSTER)
    listed = list(rows)
    this = _Import(_known(work), _held(work, listed))
    _add_people(work, this, [row.values for row in listed], batch_id)
    left: list[tuple[int, DutyDeskError]] = []
    for position, row in enumerate(listed):
        try:
            this.wanted |= _cells(this, row.values)
        except DutyDeskError as error:
            left.append((position, error))
    cells.put(work, this.wanted, kind=cells.SET, import_id=batch_id)
    written = Written(len(listed) - len(left), tuple(left))
    audit.record(
        work,
        action="roster.import",
        subject=("import_batch", batch_id) if batch_id is not None else None,
        after={"form": form_key, "count": written.count, "left": len(left)},
    )
    return written


@requires(Permission.IMPORT)
def undo_import(work: Work, batch_id: int) -> int:
    """Remove what an import put on the roster, and the people only it knows; returns how many shifts.

    Raises Refusal when one of its cells was changed since.
    """
    require(work, Permission.PLAN_ROSTER)
    _refuse_changed(work, batch_id)
    count = run(work, delete(Duty).where(Duty.import_id == batch_id))
    run(work, delete(DutyChange).where(DutyChange.import_id == batch_id))
    mine = (RosterPerson.import_id == batch_id, RosterPerson.version == 1)
    run(work, delete(RosterPerson).where(*mine, unreferenced(RosterPerson)))
    work.session.expire_all()
    audit.record(
        work, action="roster.undo_import", subject=("import_batch", batch_id), after={"count": count}
    )
    return count


def split_title(title: str) -> tuple[str, str]:
    """Name and department of somebody as the calendar writes them."""
    name, _, rest = title.partition("(")
    return name, rest.removesuffix(")")


def _known(work: Work) -> dict[tuple[str, str], int]:
    query = select(RosterPerson.name, RosterPerson.department, RosterPerson.id)
    return {(name, department): person for name, department, person in work.session.execute(query)}


def _held(work: Work, rows: Sequence[JudgedRow]) -> dict[Place, Cell]:
    days = [row.values["date"] for row in rows]
    return cells.cells_of(work, None, days)


def _add_people(work: Work, this: _Import, rows: Iterable[Mapping[str, Any]], batch_id: int | None) -> None:
    """People that the roster does not know yet: leaders on duty first, then as the calendar names them."""
    names: dict[tuple[str, str], str] = {}
    listed = list(rows)
    for leads in (True, False):
        for values in listed:
            if (values["shift"] == Shift.LEADER) == leads:
                for title in values["people"]:
                    names.setdefault(split_title(title), "leader" if leads else "officer")
    # A bare name may be one of several who are called by their departments elsewhere.
    several = {name for name, department in (*names, *this.people) if department}
    for name, department in names:
        alone = department or name not in several
        if alone and _find(this, name, department) is None:
            post = t(f"roster.post.{names[name, department]}")
            values = {"name": name, "department": department, "post": post}
            this.people[name, department] = persons.put_person(work, values, batch_id)


def _find(this: _Import, name: str, department: str) -> int | None:
    """The person of a name; without a department the only one of that name."""
    if (found := this.people.get((name, department))) is not None:
        return found
    if department:
        return None
    same = [person for (known, _), person in this.people.items() if known == name]
    return same[0] if len(same) == 1 else None


def _cells(this: _Import, values: Mapping[str, Any]) -> dict[Place, Cell]:
    """The cells of one line. Raises InputError when one of its people has something else at that time."""
    day: date = values["date"]
    shift = Shift(values["shift"])
    found: dict[Place, Cell] = {}
    for title in values["people"]:
        person = _find(this, *split_title(title))
        if person is None:
            raise InputError("people", "roster.error.which", name=title)
        place = (person, day)
        before = this.wanted.get(place, this.held.get(place, NOTHING))
        cell = before | {shift}
        if overlaps(cell):
            there = next(each for each in SHIFTS if each in before)
            words = t(f"roster.shift.{there.value}")
            raise InputError(
                "people", "roster.error.has_other", name=title, day=formats.day(day), shift=words
            )
        found[place] = cell
    return found


def _refuse_changed(work: Work, batch_id: int) -> None:
    later = aliased(DutyChange)
    query = (
        select(RosterPerson.name, later.day)
        .join(later, later.roster_person_id == RosterPerson.id)
        .join(
            DutyChange,
            (DutyChange.roster_person_id == later.roster_person_id) & (DutyChange.day == later.day),
        )
        .where(DutyChange.import_id == batch_id, later.id > DutyChange.id)
        .where(func.coalesce(later.import_id, 0) != batch_id)
        .order_by(later.day, RosterPerson.id)
        .limit(1)
    )
    found = work.session.execute(query).one_or_none()
    if found is not None:
        raise Refusal("roster.refusal.import_changed", name=found.name, day=formats.day(found.day))
