"""Says a verdict in words: what, the particulars, and what to do now."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime, time, timedelta

from sqlalchemy import bindparam, select

from db.models import CrewJob, Crossing, Gate, Officer, Pass, PassGate, Person
from db.vocabulary import Direction
from duty_desk import formats, policy, screening
from duty_desk.gate import limits
from duty_desk.gate.answer_rules import Reason
from duty_desk.gate.gathering import Situation
from duty_desk.passes.rules import is_within_hours
from duty_desk.people import active
from duty_desk.strings import t
from duty_desk.work import Read

Words = tuple[str, str, str]
_CROSSED = (
    select(Crossing.at, Crossing.direction, Gate.name, Officer.name.label("officer"))
    .join(Gate, Gate.id == Crossing.gate_id)
    .outerjoin(Officer, Officer.id == Crossing.officer_id)
    .where(Crossing.id == bindparam("crossing"))
)


def explain(read: Read, situation: Situation, reason: Reason) -> Words:
    """Headline, particulars and next step of a reason. The headline has sixteen Chinese characters at most."""
    values = _VALUES.get(reason, _nothing)(read, situation)
    headline = t(f"gate.headline.{reason.value}", **values)
    detail = _DETAILS.get(reason, _no_detail)(read, situation)
    return headline, detail, _next_step(read, situation, reason, values)


def explain_nobody(reason: Reason, count: int = 0) -> Words:
    """As `explain` where nobody was found, or several."""
    return t(f"gate.headline.{reason.value}", count=count), "", t(f"gate.next.{reason.value}", count=count)


def crossed(read: Read, crossing: int) -> str:
    """When, where and by whom somebody went through (check U-05)."""
    row = read.session.execute(_CROSSED, {"crossing": crossing}).one()
    values = {
        "moment": formats.moment(row.at),
        "gate": row.name,
        "direction": t(f"gate.direction.{row.direction}"),
    }
    if row.officer is None:
        return t("gate.detail.nobody", **values)
    return t("gate.detail.crossed", **values, officer=row.officer)


def degrees(value: float | None) -> str:
    """36.5; a second decimal is kept where somebody typed one."""
    return "" if value is None else f"{value:.1f}" if round(value, 1) == value else f"{value:g}"


def _next_step(read: Read, situation: Situation, reason: Reason, values: Mapping[str, object]) -> str:
    if reason in (Reason.GATE_CLOSED, Reason.GATE_HOURS, Reason.WRONG_GATE):
        gates = _other_gates(read, situation)
        if gates:
            return t(f"gate.next.{reason.value}", gates=gates)
        return t(f"gate.next.{reason.value}_all")
    if reason is Reason.QUOTA:
        quota = situation.quota
        moment = quota.quota.next_at if quota is not None else None
        if moment is None:
            return t("gate.next.quota_never")
        return t("gate.next.quota", moment=formats.moment(moment))
    if reason is Reason.HIGH:
        minutes = policy.integer(read, "temp.retest_wait_min", situation.facts.at.date())
        return t("gate.next.high", minutes=minutes)
    return t(f"gate.next.{reason.value}", **values)


def _nothing(read: Read, situation: Situation) -> Mapping[str, object]:
    return {}


def _no_detail(read: Read, situation: Situation) -> str:
    return ""


def _expired(read: Read, situation: Situation) -> Mapping[str, object]:
    ended: datetime = situation.row.valid_until
    today = situation.facts.at.date()
    day = formats.last_day(ended)
    if day == today:
        return {"when": formats.clock(ended)}
    if day == today - timedelta(days=1):
        midnight = ended.time() == time(0)
        clock = "24:00" if midnight else formats.clock(ended)
        return {"when": t("gate.when.yesterday", clock=clock)}
    return {"when": formats.day(day)}


def _hours_from(read: Read, situation: Situation) -> Mapping[str, object]:
    return {"clock": formats.clock(situation.row.hours_from)}


def _gate_opens(read: Read, situation: Situation) -> Mapping[str, object]:
    return {"clock": formats.clock(situation.row.opens_at)}


def _last_clock(read: Read, situation: Situation) -> Mapping[str, object]:
    last: datetime = situation.row.last_at
    same = last.date() == situation.facts.at.date()
    return {"clock": formats.clock(last) if same else formats.day(last.date())}


def _restricted(read: Read, situation: Situation) -> Mapping[str, object]:
    person = situation.subject.person_id or situation.row.holder_id
    found = active(read, [person], situation.facts.at)[person]
    return {"state": found.state, "advice": found.next_step}


def _missed(read: Read, situation: Situation) -> Mapping[str, object]:
    row, day = situation.row, situation.facts.at.date()
    back = policy.integer(read, "gate.crew_days_back", day)
    person = situation.subject.person_id or 0
    found = screening.crew_check(read, person, row.job_id, day, back=back, since=row.valid_from.date())
    return {"day": formats.day(found.day)}


def _value(read: Read, situation: Situation) -> Mapping[str, object]:
    return {"value": degrees(situation.facts.temperature.value)}


def _suggested(read: Read, situation: Situation) -> Mapping[str, object]:
    reading = situation.facts.temperature
    suggestion = reading.bands.suggestion(reading.value) if reading.value is not None else None
    return {"value": degrees(suggestion)}


def _batch(read: Read, situation: Situation) -> Mapping[str, object]:
    """What was planned for somebody who comes back."""
    plan = situation.returning
    if plan is None:
        return {}
    days = formats.period(plan.from_on, plan.until_on)
    hours = formats.hours(plan.from_time, plan.until_time) if plan.from_time and plan.until_time else ""
    return {
        "batch": plan.batch,
        "days": "\N{IDEOGRAPHIC SPACE}".join(filter(None, (days, hours))),
        "gate": plan.gate_name,
        "reason": plan.observe_reason,
        "missing": plan.missing,
    }


_VALUES: Mapping[Reason, Callable[[Read, Situation], Mapping[str, object]]] = {
    Reason.EXPIRED: _expired,
    Reason.OUT_OF_HOURS: _hours_from,
    Reason.GATE_HOURS: _gate_opens,
    Reason.INSIDE: _last_clock,
    Reason.OUTSIDE: _last_clock,
    Reason.INSIDE_CHECK: _last_clock,
    Reason.OUTSIDE_CHECK: _last_clock,
    Reason.ISOLATION: _restricted,
    Reason.HOME_QUARANTINE: _restricted,
    Reason.FEVER_OPEN: _restricted,
    Reason.BLOCKED: _restricted,
    Reason.MISSED_CHECK: _missed,
    Reason.IMPLAUSIBLE: _value,
    Reason.SUGGESTED: _suggested,
    Reason.LOW: _value,
    Reason.HIGH: _value,
    Reason.FEVER: _value,
    Reason.RETURN_EARLY: _batch,
    Reason.RETURN_LATE: _batch,
    Reason.RETURN_GATE: _batch,
    Reason.RETURN_RECORD: _batch,
    Reason.RETURN_OBSERVE: _batch,
}


def _plan(read: Read, situation: Situation) -> str:
    return t("gate.detail.returning", **_batch(read, situation))


def _until(read: Read, situation: Situation) -> str:
    if situation.returning is not None:
        return _plan(read, situation)
    until = getattr(situation.row, "valid_until", None)
    return t("gate.detail.until", until=formats.end_moment(until)) if until is not None else ""


def _opens(read: Read, situation: Situation) -> str:
    return t("gate.detail.opens", moment=formats.moment(situation.row.valid_from))


def _hours(read: Read, situation: Situation) -> str:
    row = situation.row
    return t("gate.detail.closes", hours=formats.hours(row.hours_from, row.hours_until))


def _gate_hours(read: Read, situation: Situation) -> str:
    row = situation.row
    return t("gate.detail.closes", hours=formats.hours(row.opens_at, row.closes_at))


def _last(read: Read, situation: Situation) -> str:
    return crossed(read, situation.row.last_id)


def _entries(read: Read, situation: Situation) -> str:
    permit = situation.facts.permit
    return t("gate.detail.entries", count=permit.entries, used=permit.used) if permit else ""


def _quota(read: Read, situation: Situation) -> str:
    quota = situation.quota
    if quota is None:
        return ""
    counted = [one for one in quota.exits if one.counted]
    if not counted:
        return ""
    return t("gate.detail.quota", moment=formats.moment(counted[0].at), count=len(counted))


def _plate(read: Read, situation: Situation) -> str:
    return t("gate.detail.plate", plate=situation.row.plate or "")


def _person(read: Read, situation: Situation) -> str:
    name = getattr(situation.row, "holder_name", None) or situation.row.person_name
    return t("gate.detail.person", name=name or "")


def _replaced(read: Read, situation: Situation) -> str:
    new = read.session.execute(
        select(Pass.number, Pass.issued_at).where(Pass.id == situation.row.replaced_by_id)
    ).one()
    return t("gate.detail.replaced", number=new.number or "", moment=formats.moment(new.issued_at))


def _window(read: Read, situation: Situation) -> str:
    day = situation.facts.at.date()
    start, end = (
        limits.clock_of(read, "vehicle.window_start", day),
        limits.clock_of(read, "vehicle.window_end", day),
    )
    return t("gate.detail.window", hours=formats.hours(start, end))


def _stage(read: Read, situation: Situation) -> str:
    run = situation.facts.run
    if run is None or run.missing is None:
        return ""
    return t("gate.detail.stage", stage=t(f"gate.stage.{run.missing}"))


def _zone(read: Read, situation: Situation) -> str:
    return t("gate.detail.zone", zone=situation.row.zone or "")


def _host(read: Read, situation: Situation) -> str:
    from db.models import Visit

    host = read.session.scalar(select(Visit.host_name).where(Visit.id == situation.subject.visit_id))
    return t("gate.detail.host", host=host or "")


def _job(read: Read, situation: Situation) -> str:
    """Who answers for the crew."""
    row = read.session.execute(
        select(CrewJob.leader, CrewJob.project).where(CrewJob.id == situation.row.job_id)
    ).one_or_none()
    return f"{row.project}\N{IDEOGRAPHIC SPACE}{row.leader}" if row is not None else ""


def _first(read: Read, situation: Situation) -> str:
    first = situation.facts.temperature.first
    return t("gate.detail.first", value=degrees(first)) if first is not None else ""


def _due(read: Read, situation: Situation) -> str:
    due = situation.facts.temperature.due_at
    return t("gate.detail.due", clock=formats.clock(due)) if due is not None else ""


def _own_gates(read: Read, situation: Situation) -> str:
    names = _gates_of_pass(read, situation)
    return t("gate.detail.gates", gates=names) if names else ""


_DETAILS: Mapping[Reason, Callable[[Read, Situation], str]] = {
    Reason.OK: _until,
    Reason.EXEMPT: _until,
    Reason.MEASURE: _until,
    Reason.NOT_YET: _opens,
    Reason.OUT_OF_HOURS: _hours,
    Reason.OUTSIDE_WINDOW: _window,
    Reason.GATE_HOURS: _gate_hours,
    Reason.WRONG_GATE: _own_gates,
    Reason.INSIDE: _last,
    Reason.OUTSIDE: _last,
    Reason.INSIDE_CHECK: _last,
    Reason.OUTSIDE_CHECK: _last,
    Reason.ENTRIES_USED: _entries,
    Reason.QUOTA: _quota,
    Reason.PLATE_MISMATCH: _plate,
    Reason.PERSON_MISMATCH: _person,
    Reason.REPLACED: _replaced,
    Reason.STAGE_MISSING: _stage,
    Reason.OUT_OF_ZONE: _zone,
    Reason.HOST_UNCONFIRMED: _host,
    Reason.NO_CHECK: _job,
    Reason.BAD_CHECK: _job,
    Reason.MISSED_CHECK: _job,
    Reason.FEVER: _first,
    Reason.HIGH: _first,
    Reason.RETEST_WAITS: _due,
    Reason.RETURN_EARLY: _plan,
    Reason.RETURN_LATE: _plan,
    Reason.RETURN_GATE: _plan,
    Reason.RETURN_RECORD: _plan,
    Reason.RETURN_OBSERVE: _plan,
}


def _gates_of_pass(read: Read, situation: Situation) -> str:
    if situation.subject.pass_id is None:
        return ""
    query = (
        select(Gate.name)
        .join(PassGate, PassGate.gate_id == Gate.id)
        .where(PassGate.pass_id == situation.subject.pass_id)
        .order_by(Gate.list_order, Gate.id)
    )
    return t("gate.list_mark").join(read.session.scalars(query))


def _other_gates(read: Read, situation: Situation) -> str:
    """Gates that this subject may use right now."""
    query = (
        select(Gate).where(Gate.is_open, Gate.id != situation.attempt.gate).order_by(Gate.list_order, Gate.id)
    )
    if situation.subject.pass_id is not None:
        query = query.where(
            Gate.id.in_(select(PassGate.gate_id).where(PassGate.pass_id == situation.subject.pass_id))
        )
    named = policy.items(read, "gate.resident_gates")
    at = situation.facts.at
    return t("gate.list_mark").join(
        gate.name
        for gate in read.session.scalars(query)
        if is_within_hours(at, gate.opens_at, gate.closes_at)
        and (not situation.facts.resident or not named or gate.name in named or gate.code in named)
    )


def person_name(read: Read, person: int | None) -> str:
    """A person's name."""
    return read.session.scalar(select(Person.name).where(Person.id == person)) or ""


def opposite(direction: Direction) -> Direction:
    """The other direction."""
    return Direction.OUT if direction is Direction.IN else Direction.IN
