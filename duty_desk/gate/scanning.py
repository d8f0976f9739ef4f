"""The gate's own act: who is it, may they pass, and the log – in one transaction, green only once it is committed."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from sqlalchemy import select

from db.models import Gate, Officer
from db.vocabulary import Direction, Role
from duty_desk.errors import InputError, StaleError
from duty_desk.gate import cards, limits, records, return_records, temperature, visit_records, wording
from duty_desk.gate.answer_rules import RULINGS, Reason, Word
from duty_desk.gate.gathering import Situation, gather
from duty_desk.gate.identifying import Identified, ScanClass, choices, identify
from duty_desk.gate.rules import Temperature, judge
from duty_desk.gate.subjects import Attempt, Verdict
from duty_desk.passes.quota import is_free
from duty_desk.roles import ALLOWED, Permission, requires
from duty_desk.strings import t
from duty_desk.work import Read, Work

GO = frozenset({Reason.OK, Reason.EXEMPT})


def look(read: Read, attempt: Attempt) -> Verdict:
    """What the gate would answer, without writing anything; never green."""
    found = _identify(read, attempt)
    if found.reason is not None:
        return nobody(read, attempt, found)
    situation = gather(read, found.subjects[0], attempt, found=found.row)
    return answer(read, situation, judge(situation.facts, attempt.confirmed))


@requires(Permission.WORK_GATE, cleans=True)
def pass_gate(work: Work, attempt: Attempt) -> Verdict:
    """Judge and log one attempt. Use `scan`, which commits it and only then turns it green.

    Raises InputError for a reading that is no number and for an exemption that does not hold.
    """
    found = _identify(work, attempt)
    if found.reason is not None:
        return _log_nobody(work, attempt, found)
    situation = gather(work, found.subjects[0], attempt, found=found.row)
    if _is_repeated(work, situation):
        before = _as_before(situation)
        # What was forbidden since is refused however quickly it is shown again.
        if judge(before.facts, attempt.confirmed) is Reason.OK:
            return _repeat(work, before)
    reason = judge(situation.facts, attempt.confirmed)
    if reason in GO:
        return answer(work, situation, reason, crossing=_let_pass(work, situation))
    return _log_refusal(work, situation, answer(work, situation, reason), found)


def answer(read: Read, situation: Situation, reason: Reason, *, crossing: int | None = None) -> Verdict:
    """The verdict for a reason, in words. Where nothing speaks against it, READY: nothing is committed yet."""
    headline, detail, next_step = wording.explain(read, situation, reason)
    word = RULINGS[reason].word
    reading = situation.facts.temperature
    suggestion = None
    if reason is Reason.SUGGESTED and reading.value is not None:
        suggestion = reading.bands.suggestion(reading.value)
    return Verdict(
        word=Word.READY if word is Word.GO else word,
        reason=reason,
        headline=headline,
        detail=detail,
        next_step=next_step,
        at=situation.facts.at,
        gate_id=situation.attempt.gate,
        gate=situation.row.gate_name,
        direction=situation.facts.direction,
        subject=situation.subject,
        card=cards.card_of(situation),
        retest_id=situation.row.retest_id,
        retest_due=situation.row.retest_due,
        suggestion=suggestion,
        crossing_id=crossing,
    )


def nobody(read: Read, attempt: Attempt, found: Identified) -> Verdict:
    """The verdict where nobody is meant, or several may be."""
    assert found.reason is not None
    headline, detail, next_step = wording.explain_nobody(found.reason, len(found.subjects))
    return Verdict(
        word=RULINGS[found.reason].word,
        reason=found.reason,
        headline=headline,
        detail=detail,
        next_step=next_step,
        at=read.at,
        gate_id=attempt.gate,
        gate=gate_name(read, attempt.gate),
        direction=attempt.direction or Direction.IN,
        choices=choices(read, found.subjects) if found.subjects else (),
    )


def gate_name(read: Read, gate: int) -> str:
    """A gate's name. Raises StaleError when there is no such gate."""
    name = read.session.scalar(select(Gate.name).where(Gate.id == gate))
    if name is None:
        raise StaleError("storage.stale")
    return name


def _is_repeated(read: Read, situation: Situation) -> bool:
    """Whether the same code went through this gate only just now (a scanner that triggers twice)."""
    row, facts, subject = situation.row, situation.facts, situation.subject
    return (
        row.last_id is not None
        and row.last_gate_id == situation.attempt.gate
        and (row.last_pass_id, row.last_visit_id) == (subject.pass_id, subject.visit_id)
        and facts.at - row.last_at <= limits.repeat_within(read)
    )


def _as_before(situation: Situation) -> Situation:
    """The situation in which the passage just logged was judged: what it has used up is not held against itself."""
    facts = situation.facts
    permit = replace(facts.permit, entries=None) if facts.permit is not None else None
    return replace(
        situation,
        facts=replace(
            facts,
            direction=Direction(situation.row.last_direction),
            last=None,
            permit=permit,
            visit=None,
            resident=facts.resident or facts.visit is not None or facts.returning is not None,
            quota_left=True,
            exempt=False,
            typed=False,
            temperature=Temperature(),
        ),
    )


def _check_exemption(work: Work, situation: Situation) -> None:
    """Raise InputError unless an exemption has a reason of the office's list and somebody else who may allow it."""
    exemption = situation.attempt.exemption
    if exemption is None:
        return
    if not is_free(work, exemption.reason):
        raise InputError("reason", "gate.error.exemption_reason")
    officer: Any = work.session.get(Officer, exemption.approver)
    if officer is None or not officer.is_active:
        raise InputError("approver", "gate.error.approver_unknown")
    if Permission.APPROVE_PASS not in ALLOWED[Role(officer.role)]:
        raise InputError("approver", "gate.error.approver_may_not", name=officer.name)
    if officer.id == work.officer.id:
        raise InputError("approver", "gate.error.approver_is_self")


def _identify(read: Read, attempt: Attempt) -> Identified:
    if attempt.subject is None:
        return identify(read, attempt.text, attempt.gate)
    return Identified((attempt.subject,), ScanClass.CODE)


def _let_pass(work: Work, situation: Situation) -> int:
    _check_exemption(work, situation)
    exemption, row = situation.attempt.exemption, situation.row
    mark = records.Mark()
    if exemption is not None:
        mark = replace(
            mark,
            exempt=True,
            reason_code=exemption.reason,
            approver=exemption.approver,
            note=exemption.evidence.strip() or None,
        )
    if row.retest_id is not None and situation.facts.temperature.value is not None:
        temperature.finish(work, situation, "cleared")
        mark = replace(mark, retest_first=row.retest_first, retest_first_method=row.retest_method or None)
    crossing = records.write_crossing(work, situation, mark)
    visit_records.note_crossing(work, situation)
    return_records.note_crossing(work, situation, crossing)
    if exemption is not None:
        records.record(
            work, "gate.exempt", crossing, situation, approver=exemption.approver, why=exemption.reason
        )
    else:
        records.record(work, "gate.pass", crossing, situation)
    return crossing


def _log_refusal(work: Work, situation: Situation, verdict: Verdict, found: Identified) -> Verdict:
    reason = verdict.reason
    if reason in (Reason.LOW, Reason.HIGH):
        retest, due = temperature.start_retest(work, situation)
        return replace(verdict, retest_id=retest, retest_due=due)
    if RULINGS[reason].word is not Word.STOP and RULINGS[reason].word is not Word.CHECK:
        return verdict
    refusal = records.write_refusal(
        work,
        reason,
        gate=situation.attempt.gate,
        direction=situation.facts.direction,
        subject=situation.subject,
        situation=situation,
        text=situation.attempt.text,
        scanned=found.scanned,
        plate=situation.attempt.plate,
        purpose=situation.attempt.purpose,
        within=limits.repeat_within(work),
    )
    if reason is Reason.FEVER:
        visit_records.note_refusal(work, situation)
        temperature.finish(work, situation, "fever")
        temperature.refer(work, situation, refusal)
    return replace(verdict, refusal_id=refusal)


def _log_nobody(work: Work, attempt: Attempt, found: Identified) -> Verdict:
    verdict = nobody(work, attempt, found)
    if found.reason is Reason.AMBIGUOUS:
        return verdict
    assert found.reason is not None
    refusal = records.write_refusal(
        work,
        found.reason,
        gate=attempt.gate,
        direction=attempt.direction,
        text=attempt.text,
        scanned=found.scanned,
        number=found.number,
        plate=attempt.plate,
        within=limits.repeat_within(work),
    )
    return replace(verdict, refusal_id=refusal)


def _repeat(work: Work, situation: Situation) -> Verdict:
    """The same answer again, nothing logged anew."""
    verdict = answer(work, situation, Reason.OK)
    return replace(
        verdict, crossing_id=situation.row.last_id, repeated=True, detail=t("gate.detail.repeated")
    )
