"""Takes in an office's register of disinfection of a day (form A1.12): what was done, what failed, and what was missed and why."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

from sqlalchemy import delete, or_, select

from db.models import Area, DisinfectionRecord, Plan, Round
from db.vocabulary import Agent, DisinfectionKind, RoundState
from duty_desk.disinfection import content, import_words, rounds, rules, terminal, usual
from duty_desk.disinfection.record_rows import FAILED, PASSED
from duty_desk.errors import DutyDeskError, InputError, Refusal
from duty_desk.imported import JudgedRow, Written
from duty_desk.people.records import required, text_or_none
from duty_desk.roles import step
from duty_desk.strings import t
from duty_desk.work import Work

_MISSED = "missed"
_DAY = timedelta(days=1)


@step
def write_records(work: Work, rows: Sequence[JudgedRow], batch_id: int | None) -> Written:
    """Write rows of the register under the rounds of their days, which are drawn up for it.

    A row is kept as it was written, with what the rules say against it; one that was left out says so of its round.
    """
    places = {row.code: row for row in work.session.scalars(select(Area))}
    for day in sorted({row.values["date"] for row in rows}):
        rounds.draw_up(work, day, import_id=batch_id)
    left: list[tuple[int, DutyDeskError]] = []
    for position, row in enumerate(rows):
        try:
            area = places.get(str(row.values["code"]).strip())
            if area is None:
                raise InputError("code", "disinfection.error.area_unknown", code=row.values["code"])
            _write(work, row.values, area, batch_id)
        except InputError as error:
            left.append((position, error))
    return Written(len(rows) - len(left), tuple(left))


@step
def undo_records(work: Work, batch_id: int) -> int:
    """Remove records that came with an import, with the rounds drawn up for them; returns how many.

    Raises Refusal once one of them was accepted, taken back, or followed by another.
    """
    mine = select(DisinfectionRecord.round_id).where(DisinfectionRecord.import_id == batch_id)
    touched = (
        select(Area.code)
        .join(DisinfectionRecord, DisinfectionRecord.area_id == Area.id)
        .where(
            or_(
                (DisinfectionRecord.import_id == batch_id)
                & (DisinfectionRecord.withdrawn_at.is_not(None) | DisinfectionRecord.checker_id.is_not(None)),
                DisinfectionRecord.import_id.is_distinct_from(batch_id)
                & DisinfectionRecord.round_id.in_(mine),
            )
        )
    )
    code = work.session.scalar(touched.limit(1))
    if code is not None:
        raise Refusal("disinfection.refusal.import_used", code=code)
    held = set(work.session.scalars(mine))
    gone = work.session.execute(delete(DisinfectionRecord).where(DisinfectionRecord.import_id == batch_id))
    missed = 0
    for row in work.session.scalars(
        select(Round).where(or_(Round.import_id == batch_id, Round.id.in_([key for key in held if key])))
    ).all():
        missed += row.state == RoundState.MISSED
        used = select(DisinfectionRecord.id).where(DisinfectionRecord.round_id == row.id).limit(1)
        if row.import_id == batch_id and work.session.scalar(used) is None:
            work.session.delete(row)
        else:
            row.state, row.reason, row.decided_at, row.decided_by = RoundState.OPEN.value, None, None, None
            row.version += 1
    work.session.flush()
    return int(gone.rowcount) + missed  # pyright: ignore[reportAttributeAccessIssue]


def _write(work: Work, values: Mapping[str, Any], area: Area, batch_id: int | None) -> None:
    day: date = values["date"]
    drawn = _round(work, area.id, day, values.get("round"))
    if values.get("result") == _MISSED:
        _miss(work, drawn, values)
        return
    plan = content.plan_of(work, drawn, area.id, day)
    kept = _kept(work, values, area, plan, drawn)
    same = select(DisinfectionRecord.id).where(
        DisinfectionRecord.area_id == area.id,
        DisinfectionRecord.started_at == kept["started_at"],
        DisinfectionRecord.withdrawn_at.is_(None),
    )
    if work.session.scalar(same.limit(1)) is not None:
        raise InputError("t_from", "disinfection.error.recorded_before", code=area.code)
    findings = content.findings_of(work, kept, drawn)
    over = kept["ended_at"] or kept["started_at"]
    failed = values.get("result") == FAILED
    checker = text_or_none(values.get("checker"))
    work.session.add(
        DisinfectionRecord(
            **kept,
            findings=[each.value for each in findings],
            # The register was kept while it was done.
            recorded_at=over,
            is_late=rules.is_late(
                drawn.due_at if drawn else None, kept["started_at"], over, rounds.warn_time(work)
            ),
            checked_by=checker,
            checked_at=over if checker else None,
            verdict=FAILED if failed else PASSED if checker else None,
            officer_id=work.officer.id,
            import_id=batch_id,
        )
    )
    if drawn is not None and not failed:
        drawn.state = RoundState.DONE.value
        drawn.version += 1
    work.session.flush()


def _kept(
    work: Work, values: Mapping[str, Any], area: Area, plan: Plan | None, drawn: Round | None
) -> dict[str, Any]:
    """The columns of a record as the sheet says them; what it does not say of agent and way is as planned."""
    day: date = values["date"]
    started, ended = _moment(day, values.get("t_from")), _moment(day, values.get("t_to"))
    if started is None:
        raise InputError("t_from", "disinfection.error.start_missing")
    if ended is not None and ended < started:
        ended += _DAY
    if (ended or started) > work.at:
        raise InputError("t_to", "disinfection.error.future")
    done_by = required(values.get("operator"), "operator", "disinfection.error.done_by_missing")
    checker = text_or_none(values.get("checker"))
    if checker is not None and rules.same_person(checker, done_by):
        raise InputError("checker", "disinfection.error.same_person")
    text = str(values.get("disinfectant") or (plan.agent_text if plan is not None else "")).strip()
    written = values.get("target")
    strength = Decimal(str(written)) if written else None
    said = import_words.said_of(text, strength)
    if strength is None:
        # What stands in the name of an agent is what was meant; only alcohol is used as it is.
        strength = said.target if said.agent == Agent.ALCOHOL else None
    way = str(values.get("method") or "")
    is_release = plan is not None and plan.event == "release"
    return {
        "day": day,
        "round_id": drawn.id if drawn is not None else None,
        "area_id": area.id,
        "room_id": None,
        "kind": terminal.TERMINAL if is_release else DisinfectionKind.PREVENTIVE.value,
        "started_at": started,
        "ended_at": ended,
        "method": usual.word_of("method", way, plan.method if plan is not None else "wipe"),
        "agent": said.agent,
        "agent_text": text,
        "mix_id": None,
        "lot_id": None,
        "stock_text": text_or_none(values.get("stock")),
        "ratio": text_or_none(values.get("ratio")),
        "strength": strength,
        "strip": None,
        "used_ml": None,
        "points": drawn.points if drawn is not None else area.points,
        "contact_minutes": values.get("contact"),
        "air_minutes": None,
        "done_by": done_by,
        "rinsed": False,
        "reason": None,
        "protection": None,
        "note": text_or_none(values.get("remark")),
    }


def _miss(work: Work, drawn: Round | None, values: Mapping[str, Any]) -> None:
    if drawn is None:
        raise InputError("round", "disinfection.error.round_unknown")
    if drawn.state != RoundState.OPEN:
        raise InputError("round", "disinfection.error.recorded_before", code=values["code"])
    drawn.state = RoundState.MISSED.value
    drawn.reason = text_or_none(values.get("remark")) or t("disinfection.import.no_reason")
    drawn.decided_at, drawn.decided_by = work.at, work.officer.id
    drawn.version += 1
    work.session.flush()


def _round(work: Work, area: int, day: date, ordinal: int | None) -> Round | None:
    if ordinal is None:
        return None
    query = select(Round).where(
        Round.area_id == area, Round.day == day, Round.ordinal == ordinal, Round.source_kind.is_(None)
    )
    return work.session.scalar(query.limit(1))


def _moment(day: date, value: Any) -> datetime | None:
    if not value:
        return None
    clock = value if isinstance(value, time) else time.fromisoformat(str(value))
    return datetime.combine(day, clock)
