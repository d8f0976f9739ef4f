"""Areas that are disinfected and the plans that say how: added and changed (product rule D1)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy import delete, exists, or_, select

from db.models import Area, Building, DisinfectionRecord, Plan, Round
from db.vocabulary import Agent, RoundState
from duty_desk import audit, formats
from duty_desk.disinfection import rules
from duty_desk.errors import InputError, StaleError
from duty_desk.roles import Permission, requires, step
from duty_desk.strings import t
from duty_desk.work import Read, Work

# Agents of which no strength is measured.
UNMEASURED = frozenset({Agent.UV.value, Agent.NONE.value})


@dataclass(frozen=True, slots=True)
class PlanRow:
    """How an area is disinfected in a period. Strengths in mg/L of active content (of alcohol percent by volume), times in minutes."""

    id: int
    area: int
    valid_from: date
    valid_until: date | None
    method: str
    agent: str
    agent_text: str
    other_agent: str | None
    target: Decimal | None
    least: Decimal | None
    most: Decimal | None
    contact_minutes: int | None
    air_minutes: int | None
    trigger: str
    event: str | None
    rounds: int
    times: tuple[str, ...]
    weekdays: tuple[int, ...]
    note: str | None
    version: int

    @property
    def rule(self) -> str:
        """What is prescribed, in a few words: strength, or how long."""
        if self.agent in UNMEASURED:
            if self.contact_minutes is None:
                return t(f"disinfection.agent.{self.agent}")
            return t("disinfection.rule.minutes", minutes=self.contact_minutes)
        return strength_words(self.agent, self.target)


@dataclass(frozen=True, slots=True)
class AreaRow:
    """A place, or a kind of thing, with the plan of the day that was asked for."""

    id: int
    code: str
    name: str
    kind: str
    place: str | None
    building_id: int | None
    building: str | None
    thing: str
    points: int
    points_rule: str
    surface_m2: Decimal | None
    team: str
    ceiling: int | None
    list_order: int
    is_active: bool
    note: str | None
    version: int
    plan: PlanRow | None = None


def strength_words(agent: str, strength: Decimal | None) -> str:
    """A strength as it is said: "500 mg/L", "75% alcohol"; the agent alone where none is given."""
    if strength is None:
        return t(f"disinfection.agent.{agent}")
    if agent == Agent.ALCOHOL:
        return t("disinfection.rule.percent", strength=formats.number(strength))
    return t("disinfection.rule.strength", strength=formats.number(strength))


def agent_words(agent: str, strength: Decimal | None) -> str:
    """An agent with its strength as plans write it: "chlorine 500 mg/L"."""
    if strength is None or agent == Agent.ALCOHOL:
        return strength_words(agent, strength)
    return t(
        "disinfection.rule.agent", agent=t(f"disinfection.agent.{agent}"), strength=formats.number(strength)
    )


def list_areas(read: Read, on: date | None = None, *, inactive: bool = False) -> tuple[AreaRow, ...]:
    """All areas in their order with the plan in force on a day (today when not given)."""
    return areas_of(read, None, on, inactive=inactive)


def get_area(read: Read, area: int, on: date | None = None) -> AreaRow:
    """One area. Raises StaleError when there is none."""
    found = areas_of(read, [area], on, inactive=True)
    if not found:
        raise StaleError("storage.stale")
    return found[0]


def areas_of(
    read: Read, ids: Sequence[int] | None, on: date | None = None, *, inactive: bool = True
) -> tuple[AreaRow, ...]:
    """The areas named (all of them for None), in their order."""
    day = on or read.at.date()
    query = (
        select(Area, Building.name)
        .outerjoin(Building, Building.id == Area.building_id)
        .order_by(Area.list_order, Area.code, Area.id)
    )
    if ids is not None:
        query = query.where(Area.id.in_(ids))
    if not inactive:
        query = query.where(Area.is_active)
    rows = read.session.execute(query).all()
    plans = {plan.area_id: plan for plan in read.session.scalars(in_force(day))}
    return tuple(_area_row(area, building, plans.get(area.id)) for area, building in rows)


def in_force(day: date) -> Any:
    """The plans in force on a day."""
    return select(Plan).where(
        Plan.valid_from <= day, or_(Plan.valid_until.is_(None), Plan.valid_until >= day)
    )


@requires(Permission.PLAN_DISINFECTION)
def add_area(
    work: Work,
    *,
    name: str,
    code: str = "",
    kind: str = "other",
    place: str | None = None,
    building: int | None = None,
    thing: str = "touched",
    points: int = 1,
    points_rule: str = rules.FIXED,
    surface_m2: Decimal | None = None,
    team: str = "",
    ceiling: int | None = None,
    list_order: int | None = None,
    note: str | None = None,
) -> int:
    """Add an area; without a code it gets the next one that is free. It is due only once it has a plan."""
    values: dict[str, Any] = {
        "code": code or next_code(work),
        "name": name,
        "kind": kind,
        "place": place,
        "building_id": building,
        "thing": thing,
        "points": points,
        "points_rule": points_rule,
        "surface_m2": surface_m2,
        "team": team,
        "ceiling": ceiling,
        "note": note,
    }
    return put_area(work, values, list_order)


@step
def put_area(
    work: Work, values: dict[str, Any], list_order: int | None = None, import_id: int | None = None
) -> int:
    """Write a new area from checked values."""
    checked = _checked(work, None, values)
    if list_order is None:
        last = select(Area.list_order).order_by(Area.list_order.desc()).limit(1)
        list_order = (work.session.scalar(last) or 0) + 1
    row = Area(**checked, list_order=list_order, import_id=import_id)
    work.session.add(row)
    work.session.flush()
    audit.record(work, action="area.add", subject=("area", row.id), after=checked)
    return row.id


@requires(Permission.PLAN_DISINFECTION)
def edit_area(work: Work, area: int, *, version: int, **changes: Any) -> None:
    """Change what is said of an area. Once it is no longer active, its rounds still to come are gone."""
    row = work.session.scalar(select(Area).where(Area.id == area).with_for_update())
    if row is None or row.version != version:
        raise StaleError("storage.stale")
    if "building" in changes:
        changes["building_id"] = changes.pop("building")
    keys = [
        "code", "name", "kind", "place", "building_id", "thing", "points", "points_rule", "surface_m2", "team",
        "ceiling", "note",
    ]  # fmt: skip
    values = {key: changes.get(key, getattr(row, key)) for key in keys}
    checked = _checked(work, area, values)
    checked |= {key: changes[key] for key in ("is_active", "list_order") if key in changes}
    before = {key: getattr(row, key) for key, value in checked.items() if getattr(row, key) != value}
    for key, value in checked.items():
        setattr(row, key, value)
    row.version += 1
    work.session.flush()
    if not row.is_active:
        forget_open(work, area, work.at.date())
    audit.record(
        work,
        action="area.change",
        subject=("area", area),
        before=before,
        after={key: checked[key] for key in before},
    )


def next_code(read: Read) -> str:
    """The first code of the form A01 that is free."""
    taken = set(read.session.scalars(select(Area.code)))
    return next(code for number in range(1, len(taken) + 2) if (code := f"A{number:02d}") not in taken)


@step
def forget_open(work: Work, area: int, since: date) -> None:
    """Drop the rounds of plans that are still to come and that nobody has touched yet, from a day on. What was due stays due."""
    gone = delete(Round).where(
        Round.area_id == area,
        Round.day >= since,
        Round.due_at > work.at,
        Round.state == RoundState.OPEN.value,
        Round.source_kind.is_(None),
        Round.plan_id.is_not(None),
        ~exists().where(DisinfectionRecord.round_id == Round.id),
    )
    work.session.execute(gone)


def _checked(work: Work, area: int | None, values: dict[str, Any]) -> dict[str, Any]:
    """The values as they are stored. Raises InputError at the first that is wrong."""
    kept: dict[str, Any] = {
        key: value.strip() if isinstance(value, str) else value for key, value in values.items()
    }
    kept |= {key: None for key in ("place", "note") if kept.get(key) == ""}
    for field in ("code", "name"):
        if not kept.get(field):
            raise InputError(field, f"disinfection.error.{field}_missing")
    same = select(Area.id).where(Area.code == kept["code"], Area.id != (area or 0))
    if work.session.scalar(same) is not None:
        raise InputError("code", "disinfection.error.code_taken", code=kept["code"])
    for field, allowed in (
        ("kind", rules.KINDS),
        ("thing", rules.THINGS),
        ("points_rule", (rules.FIXED, rules.OCCUPIED_ROOMS)),
    ):
        if kept.get(field) is not None and kept[field] not in allowed:
            raise ValueError(f"{field}: {kept[field]}")
    if (kept.get("points") or 1) < 1:
        raise InputError("points", "disinfection.error.points")
    if kept.get("ceiling") is not None and kept["ceiling"] < 1:
        raise InputError("ceiling", "disinfection.error.ceiling")
    return kept


def plan_row(plan: Plan) -> PlanRow:
    """A plan as it is shown."""
    return PlanRow(
        id=plan.id,
        area=plan.area_id,
        valid_from=plan.valid_from,
        valid_until=plan.valid_until,
        method=plan.method,
        agent=plan.agent,
        agent_text=plan.agent_text,
        other_agent=plan.other_agent,
        target=plan.target,
        least=plan.least,
        most=plan.most,
        contact_minutes=plan.contact_minutes,
        air_minutes=plan.air_minutes,
        trigger=plan.trigger,
        event=plan.event,
        rounds=plan.rounds,
        times=tuple(plan.times),
        weekdays=tuple(plan.weekdays),
        note=plan.note,
        version=plan.version,
    )


def _area_row(area: Area, building: str | None, plan: Plan | None) -> AreaRow:
    return AreaRow(
        id=area.id,
        code=area.code,
        name=area.name,
        kind=area.kind,
        place=area.place,
        building_id=area.building_id,
        building=building,
        thing=area.thing,
        points=area.points,
        points_rule=area.points_rule,
        surface_m2=area.surface_m2,
        team=area.team,
        ceiling=area.ceiling,
        list_order=area.list_order,
        is_active=area.is_active,
        note=area.note,
        version=area.version,
        plan=plan_row(plan) if plan is not None else None,
    )
