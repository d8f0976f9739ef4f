"""Letting in although a rule forbids it: with a reason and a chief's own password, marked for ever (product rule G3)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from duty_desk.errors import InputError, Refusal
from duty_desk.gate import records, return_records, scanning, temperature, visit_records
from duty_desk.gate.answer_rules import RULINGS, Reason, Word
from duty_desk.gate.gathering import gather
from duty_desk.gate.rules import judge
from duty_desk.gate.subjects import Attempt, Subject, Verdict
from duty_desk.people import approvals
from duty_desk.people.approvals import Approval
from duty_desk.roles import ALLOWED, Permission, requires
from duty_desk.work import Work

_FORCIBLE = frozenset(reason for reason, ruling in RULINGS.items() if ruling.forcible)
_CONFIRMABLE = frozenset(reason for reason, ruling in RULINGS.items() if ruling.confirmable)


def force_content(subject: Subject, gate: int, reason: str) -> Mapping[str, object]:
    """What the second person says yes to; for `sign_in.approve`."""
    return {
        "act": "gate.force",
        "gate": gate,
        "kind": subject.kind.value,
        "pass": subject.pass_id,
        "person": subject.person_id,
        "household": subject.household_id,
        "vehicle": subject.vehicle_id,
        "visit": subject.visit_id,
        "reason": reason.strip(),
    }


@requires(Permission.WORK_GATE, cleans=True)
def force(work: Work, attempt: Attempt, *, reason: str, approval: Approval | None) -> Verdict:
    """Let in against period, hours, gate or allowance. Never against isolation, a fever or a paper that is not valid.

    `attempt` names its `subject`. Use `force_entry`, which commits and only then turns green. Raises Refusal when a rule stands that
    nobody may overrule, InputError for a missing reason.
    """
    why = reason.strip()
    if not why:
        raise InputError("reason", "gate.error.why_missing")
    assert attempt.subject is not None
    _check_second_person(work, attempt.subject, attempt.gate, why, approval)
    situation = gather(work, attempt.subject, attempt)
    found = judge(situation.facts, attempt.confirmed)
    rest = judge(situation.facts, confirmed=_CONFIRMABLE, overruled=_FORCIBLE)
    if rest in (Reason.LOW, Reason.HIGH, Reason.FEVER) or RULINGS[rest].word is Word.STOP:
        words = scanning.answer(work, situation, rest)
        raise Refusal("gate.refusal.cannot_force", reason=words.headline)
    verdict = scanning.answer(work, situation, rest)
    if rest not in scanning.GO:
        return verdict
    row = situation.row
    mark = records.Mark(
        finding=found if found not in scanning.GO else None,
        forced_reason=why,
        approver=approval.officer.id if approval is not None else work.officer.id,
    )
    if row.retest_id is not None and situation.facts.temperature.value is not None:
        temperature.finish(work, situation, "cleared")
        mark = replace(mark, retest_first=row.retest_first, retest_first_method=row.retest_method or None)
    crossing = records.write_crossing(work, situation, mark)
    visit_records.note_crossing(work, situation)
    return_records.note_crossing(work, situation, crossing)
    records.record(
        work, "gate.force", crossing, situation, finding=mark.finding, approver=mark.approver, why=why
    )
    forced = scanning.answer(work, situation, Reason.FORCED)
    return replace(forced, crossing_id=crossing)


def _check_second_person(
    work: Work, subject: Subject, gate: int, why: str, approval: Approval | None
) -> None:
    # Whose yes it is is told by name below.
    asked = Permission.OVERRULE_GATE if approval is None else Permission.COUNTERSIGN
    approvals.insist(work, approval, force_content(subject, gate, why), permission=asked)
    decider = approval.officer if approval is not None else work.officer
    if Permission.OVERRULE_GATE not in ALLOWED[decider.role]:
        raise Refusal("gate.refusal.not_a_chief", name=decider.name)
