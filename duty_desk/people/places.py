"""Campuses, gates with their hours, buildings, store rooms and the staff grid."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, time
from typing import Any, TypedDict, TypeVar, Unpack

from sqlalchemy import ColumnElement, and_, func, select

from db.base import Base
from db.models import Building, Campus, Gate, GridTeam, Store
from db.vocabulary import BuildingState, StoreKind
from duty_desk import audit, formats
from duty_desk.errors import InputError
from duty_desk.people.records import change, claim, required, text_or_none
from duty_desk.roles import Permission, requires
from duty_desk.work import Read, Work

Place = TypeVar("Place", bound=Base)


class CampusForm(TypedDict, total=False):
    """What can be filled in for a campus."""

    code: str
    name: str
    note: str | None


class GateForm(TypedDict, total=False):
    """What can be filled in for a gate. No hours mean round the clock; later hours first mean open across midnight."""

    code: str
    name: str
    campus: int | None
    traffic: str | None
    opens_at: time | None
    closes_at: time | None
    is_open: bool
    note: str | None
    list_order: int


class BuildingForm(TypedDict, total=False):
    """What can be filled in for a building. `kind` is the office's own word."""

    code: str
    name: str
    campus: int | None
    kind: str | None
    floors: int | None
    lifts: int | None
    usage: str | None
    state: BuildingState
    note: str | None


class StoreForm(TypedDict, total=False):
    """What can be filled in for a store room. Its alarm starts above `alcohol_limit_l` litres."""

    code: str
    name: str
    campus: int | None
    kind: StoreKind | None
    place: str | None
    alcohol_limit_l: float | None
    note: str | None


class TeamForm(TypedDict, total=False):
    """What can be filled in for a team of the staff grid."""

    branch: str
    name: str
    headcount: int
    list_order: int


@dataclass(frozen=True, slots=True)
class CampusRow:
    """A campus."""

    id: int
    code: str
    name: str
    note: str | None


@dataclass(frozen=True, slots=True)
class GateRow:
    """A gate."""

    id: int
    code: str
    name: str
    campus_id: int | None
    campus: str | None
    traffic: str | None
    opens_at: time | None
    closes_at: time | None
    is_open: bool
    note: str | None

    @property
    def hours(self) -> str:
        """When the gate stands open; nothing for one that is closed."""
        return formats.hours(self.opens_at, self.closes_at) if self.is_open else ""

    def lets_pass(self, at: datetime | time) -> bool:
        """Whether the gate stands open at that time of day; the closing minute itself is still open."""
        if not self.is_open:
            return False
        if self.opens_at is None or self.closes_at is None:
            return True
        moment = at.time() if isinstance(at, datetime) else at
        if self.opens_at <= self.closes_at:
            return self.opens_at <= moment <= self.closes_at
        return moment >= self.opens_at or moment <= self.closes_at


@dataclass(frozen=True, slots=True)
class BuildingRow:
    """A building."""

    id: int
    code: str
    name: str
    campus_id: int | None
    campus: str | None
    kind: str | None
    floors: int | None
    lifts: int | None
    usage: str | None
    state: str
    note: str | None


@dataclass(frozen=True, slots=True)
class StoreRow:
    """A store room."""

    id: int
    code: str
    name: str
    campus_id: int | None
    campus: str | None
    kind: str | None
    place: str | None
    alcohol_limit_l: float | None
    note: str | None


@dataclass(frozen=True, slots=True)
class TeamRow:
    """A team of the staff grid."""

    id: int
    branch: str
    name: str
    headcount: int


@requires(Permission.EDIT_REGISTER)
def add_campus(work: Work, *, import_id: int | None = None, **form: Unpack[CampusForm]) -> int:
    """Register a campus or quarter."""
    return _add(work, Campus(import_id=import_id), form)


@requires(Permission.EDIT_REGISTER)
def update_campus(work: Work, campus: int, **form: Unpack[CampusForm]) -> None:
    """Change what is given; the rest stays."""
    _update(work, Campus, campus, form)


def list_campuses(read: Read) -> tuple[CampusRow, ...]:
    """All campuses in the order they were registered."""
    query = select(Campus).order_by(Campus.id)
    return tuple(CampusRow(c.id, c.code, c.name, c.note) for c in read.session.scalars(query))


@requires(Permission.EDIT_REGISTER)
def add_gate(work: Work, *, import_id: int | None = None, **form: Unpack[GateForm]) -> int:
    """Register a gate."""
    return _add(work, Gate(import_id=import_id, list_order=_next_order(work, Gate)), form)


@requires(Permission.EDIT_REGISTER)
def update_gate(work: Work, gate: int, **form: Unpack[GateForm]) -> None:
    """Change what is given; the rest stays."""
    _update(work, Gate, gate, form)


def list_gates(read: Read, *, open_only: bool = False) -> tuple[GateRow, ...]:
    """All gates in list order; closed ones are listed too, their passes say where to go instead."""
    query = select(Gate, Campus.name).outerjoin(Campus, Campus.id == Gate.campus_id)
    if open_only:
        query = query.where(Gate.is_open)
    return tuple(
        GateRow(
            g.id, g.code, g.name, g.campus_id, campus, g.traffic, g.opens_at, g.closes_at, g.is_open, g.note
        )
        for g, campus in read.session.execute(query.order_by(Gate.list_order, Gate.id))
    )


@requires(Permission.EDIT_REGISTER)
def add_building(work: Work, *, import_id: int | None = None, **form: Unpack[BuildingForm]) -> int:
    """Register a building."""
    return _add(work, Building(import_id=import_id), form)


@requires(Permission.EDIT_REGISTER)
def update_building(work: Work, building: int, **form: Unpack[BuildingForm]) -> None:
    """Change what is given; the rest stays."""
    _update(work, Building, building, form)


def list_buildings(read: Read, ids: Sequence[int] | None = None) -> tuple[BuildingRow, ...]:
    """All buildings (or these) in the order they were registered."""
    query = select(Building, Campus.name).outerjoin(Campus, Campus.id == Building.campus_id)
    if ids is not None:
        query = query.where(Building.id.in_(ids))
    return tuple(
        BuildingRow(
            b.id, b.code, b.name, b.campus_id, campus, b.kind, b.floors, b.lifts, b.usage, b.state, b.note
        )
        for b, campus in read.session.execute(query.order_by(Building.id))
    )


@requires(Permission.EDIT_REGISTER)
def add_store(work: Work, *, import_id: int | None = None, **form: Unpack[StoreForm]) -> int:
    """Register a store room."""
    return _add(work, Store(import_id=import_id), form)


@requires(Permission.EDIT_REGISTER)
def update_store(work: Work, store: int, **form: Unpack[StoreForm]) -> None:
    """Change what is given; the rest stays."""
    _update(work, Store, store, form)


def list_stores(read: Read) -> tuple[StoreRow, ...]:
    """All store rooms in the order they were registered."""
    query = select(Store, Campus.name).outerjoin(Campus, Campus.id == Store.campus_id).order_by(Store.id)
    return tuple(
        StoreRow(s.id, s.code, s.name, s.campus_id, campus, s.kind, s.place, s.alcohol_limit_l, s.note)
        for s, campus in read.session.execute(query)
    )


@requires(Permission.EDIT_REGISTER)
def add_team(work: Work, *, import_id: int | None = None, **form: Unpack[TeamForm]) -> int:
    """Register a team of the staff grid."""
    return _add(work, GridTeam(import_id=import_id, list_order=_next_order(work, GridTeam)), form)


@requires(Permission.EDIT_REGISTER)
def update_team(work: Work, team: int, **form: Unpack[TeamForm]) -> None:
    """Change what is given; the rest stays."""
    _update(work, GridTeam, team, form)


def list_teams(read: Read) -> tuple[TeamRow, ...]:
    """The staff grid, branch by branch."""
    query = select(GridTeam).order_by(GridTeam.list_order, GridTeam.id)
    return tuple(TeamRow(x.id, x.branch, x.name, x.headcount) for x in read.session.scalars(query))


_TEXTS = frozenset({"code", "name", "branch"})
_COUNTS = frozenset({"floors", "lifts", "headcount", "alcohol_limit_l"})


def _add(work: Work, row: Base, form: Mapping[str, Any]) -> int:
    model = type(row)
    needed: dict[str, Any] = dict.fromkeys(("branch", "name") if model is GridTeam else ("code", "name"), "")
    if model is GridTeam:
        needed["headcount"] = 0
    values = checked(work, model, None, {**needed, **form})
    for name, value in values.items():
        setattr(row, name, value)
    work.session.add(row)
    work.session.flush()
    identity: int = getattr(row, "id")  # noqa: B009
    if getattr(row, "import_id") is None:  # noqa: B009
        kind = model.__tablename__
        audit.record(work, action=f"{kind}.add", subject=(kind, identity), after=values)
    return identity


def _update(work: Work, model: type[Place], identity: int, form: Mapping[str, Any]) -> None:
    row = claim(work, model, identity)
    before, after = change(row, checked(work, model, row, form))
    if after:
        kind = model.__tablename__
        audit.record(work, action=f"{kind}.change", subject=(kind, identity), before=before, after=after)


def checked(work: Work, model: type[Base], row: Base | None, form: Mapping[str, Any]) -> dict[str, Any]:
    """The columns a form of a place comes to. Raises InputError for what may not be kept."""
    values: dict[str, Any] = {}
    for name, value in form.items():
        if name == "campus":
            values["campus_id"] = value
        elif name in _TEXTS:
            values[name] = required(value, name, f"people.error.{name}_missing")
        elif name == "headcount" and value is None:
            raise InputError(name, "people.error.headcount_missing")
        elif name in _COUNTS and value is not None and value < 0:
            raise InputError(name, "people.error.negative")
        else:
            values[name] = text_or_none(value) if isinstance(value, str) else value
    if model is GridTeam:
        _refuse_twin(work, model, row, values, ("branch", "name"), "name")
    else:
        _refuse_twin(work, model, row, values, ("code",), "code")
        if model is not Building:
            _refuse_twin(work, model, row, values, ("name",), "name")
    return values


def _refuse_twin(
    work: Work,
    model: type[Base],
    row: Base | None,
    values: Mapping[str, Any],
    columns: Sequence[str],
    field: str,
) -> None:
    if not any(name in values for name in columns):
        return
    wanted: dict[str, Any] = {name: values.get(name, getattr(row, name, None)) for name in columns}
    same: list[ColumnElement[bool]] = [getattr(model, name) == value for name, value in wanted.items()]
    identity: Any = getattr(model, "id")  # noqa: B009
    others = identity != (getattr(row, "id", None) or 0)
    if work.session.scalar(select(func.count()).select_from(model).where(and_(*same), others)):
        raise InputError(field, "people.error.place_taken", text=wanted[field])


def _next_order(work: Work, model: type[Gate] | type[GridTeam]) -> int:
    return (work.session.scalar(select(func.max(model.list_order))) or 0) + 1
