"""Ticks the arrival of somebody who comes back, and drafts the admission of who must be observed (product rule R7)."""

from __future__ import annotations

from db.models import AdmissionDraft
from db.vocabulary import Direction, ReturnState
from duty_desk import audit
from duty_desk.gate.gathering import Situation
from duty_desk.roles import step
from duty_desk.screening import returns
from duty_desk.strings import t
from duty_desk.work import Work


@step
def note_crossing(work: Work, situation: Situation, crossing: int) -> None:
    """Somebody of a batch came in: arrived, or to be observed, which the isolation desk takes from here."""
    found, facts = situation.returning, situation.facts
    if found is None or not found.expected or facts.direction is Direction.OUT:
        return
    state = returns.arrive(work, found.returnee, at=facts.at, crossing=crossing)
    value = facts.temperature.value
    if state != ReturnState.OBSERVED or value is None:
        return
    draft = AdmissionDraft(
        at=facts.at,
        person_id=situation.subject.person_id,
        name=situation.row.person_name or "",
        gate_id=situation.attempt.gate,
        first=situation.row.retest_first,
        second=value,
        reason=t("gate.returning.draft", batch=found.batch, reason=found.observe_reason),
        officer_id=work.officer.id,
    )
    work.session.add(draft)
    work.session.flush()
    audit.record(
        work,
        action="gate.refer",
        subject=("admission_draft", draft.id),
        after={"batch": found.batch_id},
    )
