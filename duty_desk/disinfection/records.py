"""Records of what was done: written with their round, ticked off by the plan, accepted by another person, taken back (product rule D2)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal

from sqlalchemy import select

from db.models import DisinfectionRecord, Plan, Round
from db.vocabulary import DisinfectionKind, RoundState
from duty_desk import audit
from duty_desk.disinfection import content, rules, terminal
from duty_desk.disinfection.record_rows import FAILED, PASSED, RecordRow
from duty_desk.disinfection.rounds import claim_round, warn_time
from duty_desk.disinfection.rules import Finding
from duty_desk.errors import InputError, Refusal, StaleError
from duty_desk.people import approvals
from duty_desk.people.approvals import Approval
from duty_desk.people.records import required, text_or_none
from duty_desk.roles import Permission, requires
from duty_desk.work import Work

_VERDICTS = (PASSED, FAILED)


@dataclass(frozen=True, slots=True)
class Recorded:
    """A record that was written, and what the rules say against it."""

    id: int
    findings: tuple[Finding, ...]


@requires(Permission.RECORD_DISINFECTION)
def record(
    work: Work,
    *,
    round: int | None = None,
    area: int | None = None,
    room: int | None = None,
    kind: str = DisinfectionKind.PREVENTIVE.value,
    started_at: datetime,
    ended_at: datetime | None = None,
    method: str,
    agent: str,
    agent_text: str | None = None,
    mix: int | None = None,
    lot: int | None = None,
    stock_text: str | None = None,
    ratio: str | None = None,
    strength: Decimal | None = None,
    strip: Decimal | None = None,
    used_ml: Decimal | None = None,
    points: int | None = None,
    contact_minutes: int | None = None,
    air_minutes: int | None = None,
    done_by: str,
    checked_by: str | None = None,
    rinsed: bool = False,
    reason: str | None = None,
    protection: str | None = None,
    note: str | None = None,
) -> Recorded:
    """Write down what was done, for a round or beyond the plan; the end of a terminal disinfection takes its room to the check.

    Strengths in mg/L (alcohol: percent by volume), `used_ml` in millilitres, times in minutes. What the rules say against it needs a
    `reason`; raises InputError at that field with the words, Refusal for products that clash and rooms that would not be clean.
    """
    drawn = claim_round(work, round) if round is not None else None
    if drawn is not None:
        if drawn.state == RoundState.DONE:
            raise StaleError("storage.stale")
        kind, area, room = drawn.kind, drawn.area_id, drawn.room_id
    kind = DisinfectionKind(kind).value
    if kind == terminal.TERMINAL and drawn is None:
        raise Refusal("disinfection.refusal.no_round")
    running = terminal.running_of(work, drawn.id) if drawn is not None and kind == terminal.TERMINAL else None
    if running is not None:
        # It began when it was begun, with what was in the can then.
        started_at, mix = running.started_at, mix if mix is not None else running.mix_id
        strength, strip = strength or running.strength, strip or running.strip
    values = {
        "round_id": round, "area_id": area, "room_id": room, "kind": kind, "started_at": started_at,
        "ended_at": ended_at, "method": method, "agent": agent, "agent_text": agent_text, "mix_id": mix,
        "lot_id": lot, "stock_text": stock_text, "ratio": ratio, "strength": strength, "strip": strip,
        "used_ml": used_ml, "points": points, "contact_minutes": contact_minutes, "air_minutes": air_minutes,
        "done_by": done_by, "rinsed": rinsed, "reason": reason, "protection": protection, "note": note,
    }  # fmt: skip
    kept = content.checked(work, values, drawn)
    checker = text_or_none(checked_by)
    if checker is not None and rules.same_person(checker, kept["done_by"]):
        raise InputError("checked_by", "disinfection.error.same_person")
    kept["is_late"] = rules.is_late(
        drawn.due_at if drawn is not None else None, started_at, work.at, warn_time(work)
    )
    if kind == terminal.TERMINAL and drawn is not None:
        if checker is not None:
            # Nobody can have looked at a room while the agent was still acting.
            raise InputError("checked_by", "disinfection.error.check_later")
        made, findings = terminal.finish(work, drawn, kept)
        return Recorded(made.id, findings)
    findings = content.findings_of(work, kept, drawn)
    content.insist_on_reason(findings, kept["reason"])
    if checker is not None:
        kept |= {"checked_by": checker, "checked_at": work.at, "verdict": PASSED}
    key = terminal.add_record(work, kept, findings, "record")
    if drawn is not None:
        _set_state(work, drawn, RoundState.DONE)
    return Recorded(key, findings)


@requires(Permission.RECORD_DISINFECTION)
def tick(
    work: Work, rounds: Sequence[int], *, done_by: str, reason: str | None = None
) -> tuple[Recorded, ...]:
    """Write down rounds as done just now, with the values of their plans: one, or a whole route. All of them or none."""
    made: list[Recorded] = []
    for key in rounds:
        drawn = claim_round(work, key)
        plan = work.session.get(Plan, drawn.plan_id) if drawn.plan_id is not None else None
        if plan is None or drawn.kind == terminal.TERMINAL:
            raise Refusal("disinfection.refusal.form_needed")
        made.append(
            record(
                work,
                round=key,
                started_at=work.at - timedelta(minutes=plan.contact_minutes or 0),
                ended_at=work.at,
                method=plan.method,
                agent=plan.agent,
                agent_text=plan.agent_text,
                strength=plan.target,
                air_minutes=plan.air_minutes,
                done_by=done_by,
                reason=reason,
            )
        )
    return tuple(made)


def checked(record_id: int, recorded_at: datetime, verdict: str, note: str | None) -> Mapping[str, object]:
    """What a colleague says with their own password: that they looked at what was recorded then, and found this."""
    return {
        "act": "disinfection.accept",
        "record": record_id,
        "recorded_at": recorded_at,
        "verdict": verdict,
        "note": (note or "").strip(),
    }


@requires(Permission.RECORD_DISINFECTION)
def accept(
    work: Work,
    record_id: int,
    *,
    verdict: str,
    second: Approval | None = None,
    note: str | None = None,
    seen: RecordRow | None = None,
) -> None:
    """Another person looked at it: passed or failed (with a note that says what is wrong).

    `second` is the yes of that person to `checked` of the same; without it whoever acts has looked. `seen` is the record as the screen
    shows it: raises StaleError when it is another by now. A room that passed is free once it is aired; what failed is due again.
    """
    row = _claim(work, record_id, seen)
    if verdict not in _VERDICTS:
        raise ValueError(verdict)
    if row.verdict is not None or (row.ended_at is None and row.kind == terminal.TERMINAL):
        raise StaleError("storage.stale")
    if second is not None:
        approvals.insist(work, second, checked(record_id, row.recorded_at, verdict, note))
    checker = second.officer if second is not None else work.officer
    if rules.same_person(checker.name, row.done_by):
        raise InputError("checked_by", "disinfection.error.same_person")
    drawn = claim_round(work, row.round_id) if row.round_id is not None else None
    why = text_or_none(note)
    if verdict == FAILED:
        why = required(note, "note", "disinfection.error.what_is_wrong")
    row.verdict, row.checked_by, row.checked_at, row.checker_id = verdict, checker.name, work.at, checker.id
    if why is not None:
        row.note = f"{row.note}\n{why}" if row.note else why
    work.session.flush()
    if row.kind == terminal.TERMINAL and row.room_id is not None:
        terminal.passed(work, row) if verdict == PASSED else terminal.undone(work, row, why or "")
    if verdict == FAILED and drawn is not None:
        _set_state(work, drawn, RoundState.OPEN)
    audit.record(
        work,
        action="disinfection.accept",
        subject=("disinfection_record", record_id),
        after={"verdict": verdict},
        reason=why if verdict == FAILED else None,
    )


@requires(Permission.RECORD_DISINFECTION)
def withdraw(work: Work, record_id: int, *, reason: str, seen: RecordRow | None = None) -> None:
    """Take a wrong record back; it stays in the list, marked, and its round is due again. `seen` as in `accept`."""
    row = _claim(work, record_id, seen)
    why = required(reason, "reason", "disinfection.error.reason_missing")
    row.withdrawn_at, row.withdrawn_by, row.withdrawn_reason = work.at, work.officer.id, why
    work.session.flush()
    if (
        row.kind == terminal.TERMINAL
        and row.room_id is not None
        and row.verdict != FAILED
        and row.import_id is None
    ):
        terminal.undone(work, row, why)
    if row.round_id is not None and row.verdict != FAILED:
        drawn = claim_round(work, row.round_id)
        if drawn.state == RoundState.DONE and not _others(work, row):
            _set_state(work, drawn, RoundState.OPEN)
    audit.record(work, action="disinfection.withdraw", subject=("disinfection_record", record_id), reason=why)


def _claim(work: Work, record_id: int, seen: RecordRow | None) -> DisinfectionRecord:
    """The record, held. Raises StaleError when it was taken back, and when it is not what was seen: ended, accepted by another desk."""
    query = select(DisinfectionRecord).where(DisinfectionRecord.id == record_id).with_for_update()
    row = work.session.scalar(query.execution_options(populate_existing=True))
    if row is None or row.withdrawn_at is not None:
        raise StaleError("storage.stale")
    if seen is not None and (row.verdict, row.recorded_at) != (seen.verdict, seen.recorded_at):
        raise StaleError("storage.stale")
    return row


def _others(work: Work, row: DisinfectionRecord) -> bool:
    """Whether another record stands for the same round."""
    query = select(DisinfectionRecord.id).where(
        DisinfectionRecord.round_id == row.round_id,
        DisinfectionRecord.id != row.id,
        DisinfectionRecord.withdrawn_at.is_(None),
        DisinfectionRecord.verdict.is_distinct_from(FAILED),
    )
    return work.session.scalar(query.limit(1)) is not None


def _set_state(work: Work, drawn: Round, state: RoundState) -> None:
    drawn.state, drawn.reason, drawn.decided_by, drawn.decided_at = state.value, None, None, None
    drawn.version += 1
    work.session.flush()
