"""How many campuses, gates, units, people, buildings, stores and households the office has, counted from the registers."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache
from typing import Any

from sqlalchemy import Select, func, select

from db.models import Building, Campus, Gate, GridTeam, Household, Person, Store, Unit
from db.vocabulary import HouseholdState, UnitKind
from duty_desk.paths import resources
from duty_desk.strings import t
from duty_desk.work import Read


def place_figures(read: Read) -> dict[str, Any]:
    """Every figure of the places by its name; what is counted by kind has the office's word for the kind."""
    ask = read.session.scalar
    head = func.coalesce(func.sum(func.coalesce(Unit.staff, 0) + func.coalesce(Unit.students, 0)), 0)
    lives_there = Building.kind.in_(_residential())
    units = _by(read, Unit.kind, Unit.list_order)
    households = _by(read, Household.state, Household.id)
    return {
        "campuses": _count(read, Campus),
        "gates": _count(read, Gate),
        "gates_open": ask(select(func.count()).where(Gate.is_open)),
        "units": _count(read, Unit),
        "units_by_kind": {t(f"people.unit_kind.{UnitKind(k)}"): n for k, n in units.items() if k},
        "reporting_units": ask(select(func.count()).where(Unit.reports)),
        "headcount_reporting_units": ask(select(head).where(Unit.reports)),
        "staff_reporting_units": ask(select(_sum(Unit.staff)).where(Unit.reports)),
        "students": ask(select(_sum(Unit.students))),
        "buildings": _count(read, Building),
        "buildings_by_kind": {k: n for k, n in _by(read, Building.kind, Building.id).items() if k},
        "lifts_residential": ask(select(_sum(Building.lifts)).where(lives_there)),
        "residential_buildings": ask(select(func.count()).where(lives_there)),
        "stores": list(read.session.scalars(select(Store.code).order_by(Store.id))),
        "households": _count(read, Household),
        "household_members": ask(
            select(func.count()).where(Person.household_id.is_not(None), Person.merged_into_id.is_(None))
        ),
        "household_sizes_sum": ask(select(_sum(Household.declared_size))),
        "households_by_state": {
            t(f"people.household_state.{HouseholdState(k)}"): n for k, n in households.items()
        },
        "grid_teams": _count(read, GridTeam),
        "grid_total": ask(select(_sum(GridTeam.headcount))),
        "grid_by_branch": _pairs(
            read,
            select(GridTeam.branch, func.sum(GridTeam.headcount))
            .group_by(GridTeam.branch)
            .order_by(func.min(GridTeam.list_order)),
        ),
    }


def _count(read: Read, model: Any) -> int:
    return read.session.scalar(select(func.count()).select_from(model)) or 0


def _sum(column: Any) -> Any:
    return func.coalesce(func.sum(column), 0)


def _by(read: Read, column: Any, order: Any) -> Mapping[Any, int]:
    """Counts by a column, in the order in which its values first appear."""
    return _pairs(read, select(column, func.count()).group_by(column).order_by(func.min(order)))


def _pairs(read: Read, query: Select[Any, int]) -> dict[Any, int]:
    return {row[0]: row[1] for row in read.session.execute(query)}


@cache
def _residential() -> tuple[str, ...]:
    path = resources() / "defaults" / "places.toml"
    return tuple(tomllib.loads(path.read_text(encoding="utf-8"))["residential"])
