"""Takes in an office's plan of disinfection: areas with their plans, those of every day and those after events, and takes it back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy import Date, delete, exists, select

from db.base import Base
from db.exact import Scaled
from db.models import Area, DisinfectionRecord, ImportChange, Plan, Round
from db.vocabulary import Agent, Method, RoundState
from duty_desk.disinfection import areas, import_words, plans, rules, usual
from duty_desk.errors import DutyDeskError, InputError, Refusal
from duty_desk.imported import JudgedRow, Written
from duty_desk.people.records import change
from duty_desk.roles import step
from duty_desk.work import Work

_KINDS: Mapping[str, type[Base]] = {"area": Area, "plan": Plan}
# Of a plan that is on record: what the sheet says of it.
_PLANNED = (
    "method", "agent", "agent_text", "other_agent", "target", "contact_minutes", "trigger", "event", "rounds",
    "weekdays",
)  # fmt: skip


@step
def write_areas(
    work: Work, rows: Sequence[JudgedRow], batch_id: int | None, days: Mapping[str, date]
) -> Written:
    """Write areas with their plans from the day on that stands above the sheet (today where none does).

    An area that is there by its code is brought up to date; what the sheet says as it is changes nothing.
    """
    left: list[tuple[int, DutyDeskError]] = []
    for place, row in enumerate(rows):
        try:
            _write(work, row.values, days.get(row.sheet) or work.at.date(), batch_id)
        except InputError as error:
            left.append((place, error))
    return Written(len(rows) - len(left), tuple(left))


@step
def undo_areas(work: Work, batch_id: int) -> int:
    """Remove areas and plans that came with an import and put back what it changed; returns how many areas and changes.

    Raises Refusal naming an area of which something was recorded since.
    """
    mine = select(Plan.id).where(Plan.import_id == batch_id)
    of_mine = (Round.plan_id.in_(mine)) | Round.area_id.in_(select(Area.id).where(Area.import_id == batch_id))
    used = (
        select(Area.code)
        .join(Round, Round.area_id == Area.id)
        .where(
            of_mine,
            (Round.state != RoundState.OPEN.value) | exists().where(DisinfectionRecord.round_id == Round.id),
        )
    )
    recorded = (
        select(Area.code)
        .join(DisinfectionRecord, DisinfectionRecord.area_id == Area.id)
        .where(Area.import_id == batch_id)
    )
    for query in (used, recorded):
        code = work.session.scalar(query.limit(1))
        if code is not None:
            raise Refusal("disinfection.refusal.import_used", code=code)
    work.session.execute(delete(Round).where(of_mine))
    work.session.execute(delete(Plan).where(Plan.import_id == batch_id))
    changed = work.session.scalars(
        select(ImportChange).where(ImportChange.batch_id == batch_id).order_by(ImportChange.id.desc())
    ).all()
    for entry in changed:
        _put_back(work, entry)
        work.session.delete(entry)
    gone = select(Area).where(Area.import_id == batch_id)
    added = work.session.scalars(gone).all()
    for area in added:
        # A plan that somebody set by hand since goes with its area.
        work.session.execute(delete(Plan).where(Plan.area_id == area.id))
        work.session.delete(area)
    work.session.flush()
    return len(added) + len(changed)


def _write(work: Work, values: Mapping[str, Any], from_on: date, batch_id: int | None) -> None:
    facts, planned = _facts(values), _planned(values)
    known = work.session.scalar(select(Area).where(Area.code == facts["code"]))
    if known is None:
        area = areas.put_area(work, facts, import_id=batch_id)
        plans.put_plan(work, area, from_on, planned, batch_id)
        return
    said = {key: value for key, value in facts.items() if key in ("name", "points", "team") and value}
    before, after = change(known, said)
    _note(work, batch_id, "area", known.id, before, after)
    query = areas.in_force(from_on).where(Plan.area_id == known.id)
    plan = work.session.scalar(query)
    if plan is not None and all(getattr(plan, key) == planned[key] for key in _PLANNED):
        return
    standing = {
        each.id: _state(each) for each in work.session.scalars(select(Plan).where(Plan.area_id == known.id))
    }
    plans.put_plan(work, known.id, from_on, planned, batch_id)
    for each in work.session.scalars(select(Plan).where(Plan.area_id == known.id)).all():
        if each.id in standing:
            was, now = standing[each.id], _state(each)
            changed = [key for key in was if was[key] != now[key]]
            _note(
                work,
                batch_id,
                "plan",
                each.id,
                {key: was[key] for key in changed},
                {key: now[key] for key in changed},
            )


def _facts(values: Mapping[str, Any]) -> dict[str, Any]:
    """What a row says of the place itself; head and thing are told by its name."""
    name = str(values["name"]).strip()
    rule = rules.OCCUPIED_ROOMS if usual.counts_rooms(name) else rules.FIXED
    return {
        "code": str(values["code"]).strip(),
        "name": name,
        "kind": usual.word_of("kind", name, "other"),
        "thing": _thing(name, str(values["disinfectant"])),
        "points": values.get("points") or 1,
        "points_rule": rule,
        "team": str(values.get("team") or "").strip(),
    }


def _thing(name: str, disinfectant: str) -> str:
    """Air where nothing is put on a surface."""
    if import_words.said_of(disinfectant).agent in areas.UNMEASURED:
        return "air"
    return usual.word_of("thing", name, "touched")


def _planned(values: Mapping[str, Any]) -> dict[str, Any]:
    text = str(values["disinfectant"]).strip()
    target = values.get("target")
    said = import_words.said_of(text, Decimal(str(target)) if target else None)
    when = (
        import_words.when_of(str(values["trigger"]))
        if "trigger" in values
        else import_words.When(rules.DAILY, None, values["freq"], ())
    )
    thing = _thing(str(values["name"]), text)
    written = str(values.get("method") or "")
    known = usual.of_thing(thing)
    return {
        "method": usual.word_of("method", written, _way(said.agent)),
        "agent": said.agent,
        "agent_text": text,
        "other_agent": said.other,
        "target": said.target,
        "least": said.least,
        "most": said.most,
        "contact_minutes": values.get("minutes") or (known.minutes if known.agent == said.agent else None),
        "trigger": when.trigger,
        "event": when.event,
        "rounds": when.rounds,
        "weekdays": list(when.weekdays),
    }


def _way(agent: str) -> str:
    """The usual way of an agent where the sheet has no column for it."""
    ways = {Agent.UV.value: Method.UV, Agent.NONE.value: Method.AIR, Agent.ALCOHOL.value: Method.WIPE}
    return ways.get(agent, Method.SPRAY).value


def _state(plan: Plan) -> dict[str, Any]:
    keys = (*_PLANNED, "valid_until", "least", "most")
    return {key: getattr(plan, key) for key in keys}


def _note(
    work: Work,
    batch_id: int | None,
    kind: str,
    identity: int,
    before: Mapping[str, Any],
    after: Mapping[str, Any],
) -> None:
    if after and batch_id is not None:
        work.session.add(
            ImportChange(
                batch_id=batch_id,
                subject_kind=kind,
                subject_id=identity,
                before={key: _plain(value) for key, value in before.items()},
                after={key: _plain(value) for key, value in after.items()},
            )
        )


def _put_back(work: Work, entry: ImportChange) -> None:
    row: Any = work.session.get(_KINDS[entry.subject_kind], entry.subject_id)
    if row is None or any(_plain(getattr(row, key)) != value for key, value in entry.after.items()):
        code = row.code if isinstance(row, Area) else ""
        raise Refusal("disinfection.refusal.import_used", code=code)
    for key, value in entry.before.items():
        setattr(row, key, _typed(row, key, value))
    row.version += 1
    work.session.flush()


def _plain(value: Any) -> Any:
    """A column's value as JSON keeps it."""
    return str(value) if isinstance(value, date | Decimal) else value


def _typed(row: Any, key: str, value: Any) -> Any:
    """What JSON kept, as the column has it."""
    kind = type(row).__table__.c[key].type
    if value is None:
        return None
    if isinstance(kind, Scaled):
        return Decimal(value)
    return date.fromisoformat(value) if isinstance(kind, Date) else value
