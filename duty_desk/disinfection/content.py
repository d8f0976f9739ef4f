"""What a record says, checked: where, when, what with, by whom; and what the rules say against it (form A1.12, domain A3.2)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import func, or_, select

from db.models import Area, DisinfectionRecord, Lot, Mix, Plan, Round
from db.vocabulary import Agent, DisinfectionKind, Method
from duty_desk import policy
from duty_desk.disinfection import areas, clash, rules
from duty_desk.disinfection.record_rows import FAILED, minutes_of
from duty_desk.disinfection.rules import Band, Done, Finding
from duty_desk.errors import InputError, Refusal
from duty_desk.people.records import required, text_or_none
from duty_desk.roles import step
from duty_desk.strings import t
from duty_desk.work import Read, Work


@step
def checked(work: Work, values: Mapping[str, Any], drawn: Round | None) -> dict[str, Any]:
    """The columns of a record out of what was filled in. Raises InputError at the field, Refusal for what may not be done.

    Strength and lot come from the solution where one is named; what was not said of strength and contact is as the plan says.
    """
    kept = dict(values)
    area, room = kept["area_id"], kept["room_id"]
    if area is None and room is None:
        raise InputError("area", "disinfection.error.place_missing")
    kept["done_by"] = required(kept["done_by"], "done_by", "disinfection.error.done_by_missing")
    for field in ("reason", "protection", "note", "stock_text", "ratio"):
        kept[field] = text_or_none(kept.get(field))
    _check_times(work, kept["started_at"], kept["ended_at"])
    method, agent = Method(kept["method"]), Agent(kept["agent"])
    kept["method"], kept["agent"] = method.value, agent.value
    plan = plan_of(work, drawn, area, kept["started_at"].date())
    _take_solution(work, kept, plan)
    clash.check(
        work, agent=agent, method=method, at=kept["started_at"], area=area, room=room, rinsed=kept["rinsed"]
    )
    if kept["points"] is None:
        planned = (
            work.session.scalar(select(Area.points).where(Area.id == area)) if area is not None else None
        )
        kept["points"] = drawn.points if drawn is not None else planned or 1
    kept["agent_text"] = text_or_none(kept.get("agent_text")) or areas.agent_words(
        agent.value, kept["strength"]
    )
    kept["day"] = drawn.day if drawn is not None else kept["started_at"].date()
    return kept


def findings_of(
    read: Read, kept: Mapping[str, Any], drawn: Round | None, *, besides: int | None = None
) -> tuple[Finding, ...]:
    """What the rules say against a record; `besides` is a record that is not counted (it is written anew)."""
    day = kept["day"]
    plan = plan_of(read, drawn, kept["area_id"], kept["started_at"].date())
    mix = read.session.get(Mix, kept["mix_id"]) if kept["mix_id"] is not None else None
    strength = kept["strip"] if kept["strip"] is not None else kept["strength"]
    done = Done(
        strength=strength,
        minutes=minutes_of(kept["contact_minutes"], kept["started_at"], kept["ended_at"]),
        solution_until=mix.good_until if mix is not None else None,
        at=kept["started_at"],
        count=_count(read, kept["area_id"], day, besides) + 1 if kept["area_id"] is not None else 1,
        ceiling=_ceiling(read, kept["area_id"], day) if kept["room_id"] is None else None,
    )
    return rules.judge(done, band_of(read, kept["kind"], kept["agent"], plan, day))


def band_of(read: Read, kind: str, agent: str, plan: Plan | None, day: date) -> Band:
    """What is allowed without a word. Of another agent than the plan's nothing is known; a terminal one has limits of its own."""
    if kind == DisinfectionKind.TERMINAL:
        least = (
            Decimal(policy.integer(read, "iso.terminal_strength", day)) if agent == Agent.CHLORINE else None
        )
        most = plan.most if plan is not None and plan.agent == agent else None
        minutes = policy.integer(read, "iso.terminal_minutes", day)
        if plan is not None and plan.contact_minutes is not None:
            minutes = max(minutes, plan.contact_minutes)
        return Band(least, max(most, least) if most is not None and least is not None else most, minutes)
    if plan is None or plan.agent != agent:
        return Band()
    return Band(plan.least, plan.most, plan.contact_minutes)


def plan_of(read: Read, drawn: Round | None, area: int | None, day: date) -> Plan | None:
    """The plan a record is measured by: that of its round, else the one in force at its area."""
    if drawn is not None and drawn.plan_id is not None:
        return read.session.get(Plan, drawn.plan_id)
    if area is None:
        return None
    return read.session.scalar(areas.in_force(day).where(Plan.area_id == area).limit(1))


def insist_on_reason(findings: tuple[Finding, ...], reason: str | None) -> None:
    """Raise InputError at `reason` when there is something to explain and nothing was said."""
    if findings and not reason:
        said = t("disinfection.list_mark").join(t(f"disinfection.finding.{each.value}") for each in findings)
        raise InputError("reason", "disinfection.error.explain", findings=said)


def _check_times(work: Work, started_at: datetime, ended_at: datetime | None) -> None:
    if started_at > work.at:
        raise InputError("started_at", "disinfection.error.future")
    if ended_at is not None and ended_at < started_at:
        raise InputError("ended_at", "disinfection.error.ended_before")
    if ended_at is not None and ended_at > work.at:
        raise InputError("ended_at", "disinfection.error.future")


def _take_solution(work: Work, kept: dict[str, Any], plan: Plan | None) -> None:
    """Fill in what the solution, the lot and the plan say of strength and contact time."""
    if kept["mix_id"] is not None:
        mix = work.session.get(Mix, kept["mix_id"])
        if mix is None or mix.withdrawn_at is not None:
            raise InputError("mix", "disinfection.error.mix_gone")
        if mix.agent != kept["agent"]:
            raise InputError("mix", "disinfection.error.mix_other")
        kept["lot_id"], kept["strength"] = mix.lot_id, mix.target
        kept["strip"] = mix.strip if kept["strip"] is None else kept["strip"]
    elif kept["lot_id"] is not None:
        lot = work.session.get(Lot, kept["lot_id"])
        if lot is not None and lot.expires_on is not None and lot.expires_on < kept["started_at"].date():
            raise Refusal("disinfection.refusal.lot_expired", lot=lot.code, day=lot.expires_on)
    for field in ("strength", "strip"):
        if kept[field] is not None and kept[field] <= 0:
            raise InputError(field, "disinfection.error.strength")
    if kept["agent"] in areas.UNMEASURED:
        kept["strength"] = kept["strip"] = None
    elif kept["strength"] is None and plan is not None and plan.agent == kept["agent"]:
        kept["strength"] = plan.target
    if kept["contact_minutes"] is None and kept["ended_at"] is None and plan is not None:
        kept["contact_minutes"] = plan.contact_minutes


def _count(read: Read, area: int, day: date, besides: int | None) -> int:
    """How often an area was done on a day; what failed and was done again counts once."""
    query = select(func.count()).where(
        DisinfectionRecord.area_id == area,
        DisinfectionRecord.day == day,
        DisinfectionRecord.room_id.is_(None),
        DisinfectionRecord.withdrawn_at.is_(None),
        or_(DisinfectionRecord.verdict.is_(None), DisinfectionRecord.verdict != FAILED),
        DisinfectionRecord.id != (besides or 0),
    )
    return read.session.scalar(query) or 0


def _ceiling(read: Read, area: int | None, day: date) -> int | None:
    """How often is sensible on a day: as the office says, else one more than planned. After events nobody can say."""
    if area is None:
        return None
    row = read.session.execute(
        select(Area.ceiling, Plan)
        .outerjoin(
            Plan,
            (Plan.area_id == Area.id)
            & (Plan.valid_from <= day)
            & or_(Plan.valid_until.is_(None), Plan.valid_until >= day),
        )
        .where(Area.id == area)
        .limit(1)
    ).one_or_none()
    if row is None:
        return None
    if row.ceiling is not None:
        return row.ceiling
    plan: Any = row[1]
    if plan is None or plan.trigger == rules.EVENT:
        return None
    planned = (
        rules.rounds_on(plan.trigger, plan.rounds, plan.weekdays)
        if rules.is_on(plan.trigger, plan.rounds, plan.weekdays, day)
        else 0
    )
    return planned + 1
