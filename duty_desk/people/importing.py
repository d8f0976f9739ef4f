"""Fills the registers from judged rows of an office workbook; what is on record is recognised, never doubled.

A row that says what is on record changes nothing. One that says something else changes it, and what was there before is kept with the
import so that it can be taken back. A blank cell erases nothing.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from sqlalchemy import func, select

from db.base import Base
from db.models import Building, Campus, Gate, GridTeam, Household, ImportChange, Person, Store, Unit
from duty_desk import audit
from duty_desk.errors import DutyDeskError, InputError
from duty_desk.imported import JudgedRow
from duty_desk.people import households, import_forms, persons, places, units
from duty_desk.people.import_forms import Names, Values, read_names
from duty_desk.people.records import change
from duty_desk.roles import Permission, require, requires
from duty_desk.work import Work

# In the order in which they build upon one another.
FORMS = ("campuses", "gates", "units", "grid", "buildings", "stores", "households", "members", "people")
# Rows about persons: whoever may register a person may import them.
_OF_PERSONS = frozenset({"members", "people"})


@dataclass(frozen=True, slots=True)
class Written:
    """What an import did. `left` are positions of rows that could not be kept after all, with the reason."""

    added: int = 0
    changed: int = 0
    same: int = 0
    left: tuple[tuple[int, DutyDeskError], ...] = ()

    @property
    def count(self) -> int:
        """Rows that are on record now."""
        return self.added + self.changed + self.same


@dataclass(slots=True)
class _Import:
    work: Work
    batch_id: int | None
    names: Names
    added: int = 0
    changed: int = 0
    same: int = 0


@requires(Permission.IMPORT)
def write_rows(work: Work, form_key: str, rows: Sequence[JudgedRow], batch_id: int | None = None) -> Written:
    """Write judged rows of one of FORMS; `batch_id` is the import they belong to."""
    require(work, Permission.EDIT_PERSON if form_key in _OF_PERSONS else Permission.EDIT_REGISTER)
    this = _Import(work, batch_id, read_names(work))
    write = _WRITERS[form_key]
    left: list[tuple[int, DutyDeskError]] = []
    for position, row in enumerate(rows):
        try:
            write(this, row.values)
        except InputError as error:
            left.append((position, error))
    if form_key == "units":
        failed = {position for position, _ in left}
        _say_whom_units_report_through(this, [r.values for i, r in enumerate(rows) if i not in failed])
    written = Written(this.added, this.changed, this.same, tuple(left))
    audit.record(
        work,
        action="people.import",
        subject=("import_batch", batch_id) if batch_id is not None else None,
        after={"form": form_key, **{k: v for k, v in dataclasses.asdict(written).items() if k != "left"}}
        | {"left": len(left)},
    )
    return written


def plain(value: Any) -> Any:
    """A column's value as JSON keeps it."""
    return value.isoformat() if isinstance(value, date | datetime | time) else value


def _campus(this: _Import, values: Values) -> None:
    _place(this, Campus, import_forms.campus_form(values, this.names), "code")


def _gate(this: _Import, values: Values) -> None:
    _place(this, Gate, import_forms.gate_form(values, this.names), "code")


def _building(this: _Import, values: Values) -> None:
    _place(this, Building, import_forms.building_form(values, this.names), "code")


def _store(this: _Import, values: Values) -> None:
    _place(this, Store, import_forms.store_form(values, this.names), "code")


def _team(this: _Import, values: Values) -> None:
    _place(this, GridTeam, import_forms.team_form(values, this.names), "branch", "name")


def _place(this: _Import, model: type[Base], form: dict[str, Any], *key: str) -> None:
    wanted = [getattr(model, name) == form[name] for name in key]
    row = this.work.session.scalar(select(model).where(*wanted))
    if row is not None:
        _differ(this, row, places.checked(this.work, model, row, _said(form)))
        return
    fresh: Any = model()
    if model is Gate or model is GridTeam:
        fresh.list_order = (this.work.session.scalar(select(func.max(model.list_order))) or 0) + 1
    _add(this, fresh, places.checked(this.work, model, None, form))


def _unit(this: _Import, values: Values) -> None:
    form = import_forms.unit_form(values, this.names)
    row = _unit_on_record(this.work, form)
    if row is not None:
        before = this.changed
        _differ(this, row, units.checked(this.work, row, _said(form)))  # pyright: ignore[reportArgumentType]
        if this.changed > before:
            units.note_changed(this.work)
        return
    columns = units.checked(this.work, None, form)  # pyright: ignore[reportArgumentType]
    last = this.work.session.scalar(select(func.max(Unit.list_order)))
    fresh = Unit(name="", list_order=0 if last is None else last + 1)
    _add(this, fresh, columns)
    units.note_added(this.work, fresh)


def _unit_on_record(work: Work, form: Mapping[str, Any]) -> Unit | None:
    """By code, else by full name: a short name in the place of the full one is an error of the sheet."""
    if form["code"]:
        row = work.session.scalar(select(Unit).where(Unit.code == form["code"]))
        if row is not None:
            return row
    return work.session.scalar(select(Unit).where(Unit.name == form["name"]))


def _say_whom_units_report_through(this: _Import, rows: Sequence[Values]) -> None:
    known = units.unit_names(this.work)
    for values in rows:
        if through := known.get(units.name_key(values.get("via") or "")):
            row = _unit_on_record(this.work, import_forms.unit_form(values, this.names))
            if row is None or row.reports_through_id == through:
                continue
            if row.import_id == this.batch_id:
                row.reports_through_id = through
            else:
                _differ(this, row, {"reports_through_id": through}, counted=False)
    this.work.session.flush()


def _household(this: _Import, values: Values) -> None:
    form = import_forms.household_form(values, this.names)
    state = households.state_values(
        import_forms.household_state(values), values.get("q_from"), values.get("q_to")
    )
    row = this.work.session.scalar(select(Household).where(Household.code == form["code"]))
    if row is not None:
        # The day of a move is not in the sheet: one that is on record stays.
        if state["state"] == row.state and state["moved_out_on"] is None:
            del state["moved_out_on"]
        columns = households.checked(this.work, row, _said(form))  # pyright: ignore[reportArgumentType]
        _differ(this, row, columns | (state if values.get("state") else {}))
        return
    fresh = Household()
    columns = households.checked(this.work, fresh, form)  # pyright: ignore[reportArgumentType]
    _add(this, fresh, columns | state)


def _person(this: _Import, values: Values) -> None:
    form: Any = import_forms.person_form(values, this.names)
    if values.get("household") and form["household"] is None and "relation" in values:
        raise InputError("household", "people.error.household_unknown", code=values["household"])
    known = persons.find_known(
        this.work, form["name"], form["id_kind"], form["id_number"], form["staff_number"], form["phone"]
    )
    if known is None:
        fresh = Person(created_at=this.work.at, foreign_holder=False)
        _add(this, fresh, persons.checked(this.work, fresh, form)[0])
        return
    row = this.work.session.get_one(Person, known)
    said: Any = _said(form)
    if not values.get("category"):
        said.pop("category", None)
    if "id_number" in said and row.id_number and form["id_kind"] != row.id_kind:
        # Found by a merged record's other document: the one on record stays.
        del said["id_number"], said["id_kind"]
    _differ(this, row, persons.checked(this.work, row, said)[0])


def _said(form: Mapping[str, Any]) -> dict[str, Any]:
    """What a row says: blank cells say nothing about what is on record."""
    return {name: value for name, value in form.items() if value not in (None, "", ())}


def _add(this: _Import, row: Any, columns: Mapping[str, Any]) -> None:
    for name, value in columns.items():
        setattr(row, name, value)
    row.import_id = this.batch_id
    this.work.session.add(row)
    this.work.session.flush()
    this.added += 1


def _differ(this: _Import, row: Any, columns: Mapping[str, Any], *, counted: bool = True) -> None:
    before, after = change(row, columns)
    if not after:
        this.same += counted
        return
    this.work.session.flush()
    this.changed += counted
    if this.batch_id is not None:
        this.work.session.add(
            ImportChange(
                batch_id=this.batch_id,
                subject_kind=row.__tablename__,
                subject_id=row.id,
                before={name: plain(value) for name, value in before.items()},
                after={name: plain(value) for name, value in after.items()},
            )
        )


_WRITERS: Mapping[str, Callable[[_Import, Values], None]] = {
    "campuses": _campus,
    "gates": _gate,
    "units": _unit,
    "grid": _team,
    "buildings": _building,
    "stores": _store,
    "households": _household,
    "members": _person,
    "people": _person,
}
