"""How an area is disinfected from a day on: a new plan ends the one before it; what was done with that one stays (product rule D1)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, time, timedelta
from decimal import Decimal
from typing import Any

from sqlalchemy import select

from db.models import Area, Plan
from db.vocabulary import Agent, Method
from duty_desk import audit
from duty_desk.disinfection import areas, rules, usual
from duty_desk.disinfection.areas import PlanRow, plan_row
from duty_desk.disinfection.usual import UsualArea
from duty_desk.errors import InputError, StaleError
from duty_desk.roles import Permission, requires, step
from duty_desk.work import Read, Work

_MOST_ROUNDS = 24
_DAY = timedelta(days=1)


def list_plans(read: Read, area: int) -> tuple[PlanRow, ...]:
    """All plans of an area, the newest first."""
    query = select(Plan).where(Plan.area_id == area).order_by(Plan.valid_from.desc(), Plan.id.desc())
    return tuple(plan_row(plan) for plan in read.session.scalars(query))


@requires(Permission.PLAN_DISINFECTION)
def set_plan(
    work: Work,
    area: int,
    *,
    from_on: date,
    method: str,
    agent: str,
    agent_text: str | None = None,
    other_agent: str | None = None,
    target: Decimal | None = None,
    least: Decimal | None = None,
    most: Decimal | None = None,
    contact_minutes: int | None = None,
    air_minutes: int | None = None,
    trigger: str = rules.DAILY,
    event: str | None = None,
    rounds: int = 1,
    times: Sequence[str] = (),
    weekdays: Sequence[int] = (),
    note: str | None = None,
) -> int:
    """Set how an area is disinfected from a day on, today at the earliest; gives the plan.

    Strength and contact time that are not given are the usual ones of the thing (domain A3.1). Raises InputError at the field.
    """
    if from_on < work.at.date():
        raise InputError("from_on", "disinfection.error.from_past")
    values: dict[str, Any] = {
        "method": method,
        "agent": agent,
        "agent_text": agent_text,
        "other_agent": other_agent,
        "target": target,
        "least": least,
        "most": most,
        "contact_minutes": contact_minutes,
        "air_minutes": air_minutes,
        "trigger": trigger,
        "event": event,
        "rounds": rounds,
        "times": list(times),
        "weekdays": sorted(set(weekdays)),
        "note": note,
    }
    return put_plan(work, area, from_on, values)


@step
def put_plan(
    work: Work, area: int, from_on: date, values: Mapping[str, Any], import_id: int | None = None
) -> int:
    """Write a plan from its day on. Open rounds of the plan before it go, as they are drawn up anew."""
    place = work.session.scalar(select(Area).where(Area.id == area).with_for_update())
    if place is None:
        raise StaleError("storage.stale")
    checked = {
        **_checked(place.thing, values),
        # What an officer sets in the course of a day asks for nothing that was to be done before.
        "set_at": work.at if import_id is None else None,
    }
    rest = select(Plan).where(Plan.area_id == area).order_by(Plan.valid_from)
    earlier, later, same = None, None, None
    for plan in work.session.scalars(rest):
        if plan.valid_from < from_on:
            earlier = plan
        elif plan.valid_from == from_on:
            same = plan
        elif later is None:
            later = plan
    if same is not None:
        for key, value in checked.items():
            setattr(same, key, value)
        same.version += 1
        kept = same
    else:
        if earlier is not None and (earlier.valid_until is None or earlier.valid_until >= from_on):
            earlier.valid_until = from_on - _DAY
        ends = later.valid_from - _DAY if later is not None else None
        kept = Plan(area_id=area, valid_from=from_on, valid_until=ends, **checked, import_id=import_id)
        work.session.add(kept)
    work.session.flush()
    areas.forget_open(work, area, from_on)
    audit.record(
        work, action="area.plan", subject=("area", area), after={"valid_from": from_on, **_said(checked)}
    )
    return kept.id


@requires(Permission.PLAN_DISINFECTION)
def load_usual(work: Work, codes: Iterable[str] | None = None) -> int:
    """Take over the usual areas with their plans from today on (`codes`: only these); areas there by their code stay as they are."""
    wanted = None if codes is None else set(codes)
    known = set(work.session.scalars(select(Area.code)))
    count = 0
    for row in (*usual.usual_areas(), *usual.usual_events()):
        if row.code not in known and (wanted is None or row.code in wanted):
            _load(work, row)
            count += 1
    return count


def _load(work: Work, row: UsualArea) -> None:
    fields = ("code", "name", "kind", "thing", "points", "points_rule", "team")
    area = areas.put_area(work, {field: getattr(row, field) for field in fields})
    values = {
        field: getattr(row, field) for field in ("method", "agent", "target", "trigger", "event", "rounds")
    }
    put_plan(work, area, work.at.date(), {**values, "contact_minutes": row.minutes})


def _checked(thing: str, values: Mapping[str, Any]) -> dict[str, Any]:
    kept: dict[str, Any] = {
        "agent_text": None, "other_agent": None, "target": None, "least": None, "most": None,
        "contact_minutes": None, "air_minutes": None, "trigger": rules.DAILY, "event": None, "rounds": 1,
        "times": [], "weekdays": [], "note": None,
    }  # fmt: skip
    kept |= values
    # Words that are none of ours are a fault of the caller, not of whoever typed.
    kept["method"], kept["agent"] = Method(kept["method"]).value, Agent(kept["agent"]).value
    kept["other_agent"] = Agent(kept["other_agent"]).value if kept["other_agent"] else None
    if kept["trigger"] not in rules.TRIGGERS:
        raise ValueError(kept["trigger"])
    if kept["trigger"] == rules.EVENT:
        if kept["event"] not in rules.EVENTS:
            raise InputError("event", "disinfection.error.event_missing")
        kept["times"], kept["weekdays"], kept["rounds"] = [], [], 1
    else:
        kept["event"] = None
    kept["times"] = _times(kept["times"])
    if kept["times"]:
        kept["rounds"] = len(kept["times"])
    if not 1 <= kept["rounds"] <= _MOST_ROUNDS:
        raise InputError("rounds", "disinfection.error.rounds", most=_MOST_ROUNDS)
    _fill_in(kept, thing)
    if kept["target"] is not None and kept["target"] <= 0:
        raise InputError("target", "disinfection.error.strength")
    if (
        kept["least"] is not None
        and kept["most"] is not None
        and not kept["least"] <= (kept["target"] or kept["least"]) <= kept["most"]
    ):
        raise InputError("target", "disinfection.error.outside_band", least=kept["least"], most=kept["most"])
    kept["agent_text"] = (kept["agent_text"] or "").strip() or areas.agent_words(
        kept["agent"], kept["target"]
    )
    kept["note"] = (kept["note"] or "").strip() or None
    return kept


def _fill_in(kept: dict[str, Any], thing: str) -> None:
    """What is usual, where nothing was said of it; the band always has the target within."""
    if kept["agent"] in areas.UNMEASURED:
        kept["target"] = kept["least"] = kept["most"] = None
        return
    known = usual.of_thing(thing)
    if known.agent == kept["agent"]:
        kept["target"] = known.target if kept["target"] is None else kept["target"]
        if kept["contact_minutes"] is None:
            kept["contact_minutes"] = known.minutes
        if kept["target"] is not None and known.least is not None and known.most is not None:
            if kept["least"] is None:
                kept["least"] = min(known.least, kept["target"])
            if kept["most"] is None:
                kept["most"] = max(known.most, kept["target"])


def _times(texts: Sequence[str]) -> list[str]:
    try:
        found = sorted({time.fromisoformat(text.strip()) for text in texts})
    except ValueError as error:
        raise InputError("times", "disinfection.error.times") from error
    return [f"{each:%H:%M}" for each in found]


def _said(checked: Mapping[str, Any]) -> dict[str, Any]:
    """What of a plan goes on record."""
    keys = (
        "method",
        "agent",
        "agent_text",
        "target",
        "contact_minutes",
        "trigger",
        "event",
        "rounds",
        "times",
    )
    return {key: checked[key] for key in keys if checked[key] not in (None, [], "")}
