"""What is not as it was planned for somebody who comes back to campus (product rule R7): told to the officer, who decides."""

from __future__ import annotations

from dataclasses import dataclass

from duty_desk.gate.answer_rules import Reason


@dataclass(frozen=True, slots=True)
class ReturnFacts:
    """Somebody of an open return batch, held against the moment and the gate. `here`: they came already, by the passage before."""

    early: bool = False
    late: bool = False
    at_gate: bool = True
    record_missing: bool = False
    must_observe: bool = False
    here: bool = False


def differs(plan: ReturnFacts) -> list[Reason]:
    """Reasons to look closer, the gravest first; none for somebody who has just come."""
    if plan.here:
        return []
    found = {
        Reason.RETURN_OBSERVE: plan.must_observe,
        Reason.RETURN_EARLY: plan.early,
        Reason.RETURN_LATE: plan.late,
        Reason.RETURN_GATE: not plan.at_gate,
        Reason.RETURN_RECORD: plan.record_missing,
    }
    return [reason for reason, holds in found.items() if holds]
