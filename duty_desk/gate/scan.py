"""The door the gate screen uses: a scan in, a verdict out, and never green without a committed crossing (check S-26).

Nobody stands at the barrier for as long as a writer elsewhere takes: half a second, then the answer is amber.
"""

from __future__ import annotations

from dataclasses import replace

from db.vocabulary import Direction
from duty_desk.desk import Desk
from duty_desk.errors import Denied, InputError, Refusal, StorageError
from duty_desk.gate import journal, overruling, scanning
from duty_desk.gate.answer_rules import Reason, Word
from duty_desk.gate.identifying import IS_DEMO
from duty_desk.gate.subjects import Attempt, Verdict, committed
from duty_desk.people.approvals import Approval
from duty_desk.strings import t
from duty_desk.work import Read


def scan(desk: Desk, attempt: Attempt) -> Verdict:
    """Judge, log, commit. A crossing that cannot be written now is kept in the journal and the answer is amber.

    Raises only what the officer has to put right at a field (InputError), a Refusal, or Denied; anything else is answered with
    "system trouble", so that no failure opens the gate.
    """
    try:
        with desk.work(waits=False) as work:
            # The desk knows already; asking again would cost every scan a question.
            work.memo[IS_DEMO] = desk.is_demo
            verdict = scanning.pass_gate(work, attempt)
        verdict = committed(verdict)
    except (InputError, Denied, Refusal):
        raise
    except Exception as error:  # noqa: BLE001 - the gate fails closed, whatever it was
        return trouble(desk, attempt, error)
    waiting = journal.count(desk)
    return replace(verdict, waiting=waiting) if waiting else verdict


def force_entry(desk: Desk, attempt: Attempt, *, reason: str, approval: Approval | None) -> Verdict:
    """Let in against a rule with a chief's approval (see `overruling.force`); fails closed as `scan` does."""
    try:
        with desk.work(waits=False) as work:
            verdict = overruling.force(work, attempt, reason=reason, approval=approval)
        return committed(verdict)
    except (InputError, Denied, Refusal):
        raise
    except Exception as error:  # noqa: BLE001 - the gate fails closed, whatever it was
        return trouble(desk, attempt, error)


def look(read: Read, attempt: Attempt) -> Verdict:
    """What the gate would answer, without writing; never green."""
    return scanning.look(read, attempt)


def trouble(desk: Desk, attempt: Attempt, error: Exception) -> Verdict:
    """The amber answer: what the rules would say if that can still be read, and the crossing kept for later."""
    would, kept = None, False
    try:
        with desk.read(waits=False) as read:
            would = scanning.look(read, attempt)
        kept = journal.keep(desk, attempt, would)
    except Exception:  # noqa: BLE001 - nothing can be read; the officer is told that nothing was kept
        kept = False
    waiting = journal.count(desk)
    if not kept:
        detail = t("gate.detail.lost_entry")
    elif would is not None and would.word is not Word.READY:
        detail = t("gate.detail.would", word=would.word_text, headline=would.headline)
    else:
        detail = t("gate.detail.waiting", count=waiting)
    answer = would or _blank(desk, attempt)
    detail_of_error = error.text if isinstance(error, StorageError) else ""
    return replace(
        answer,
        word=Word.TROUBLE,
        reason=Reason.TROUBLE,
        headline=t("gate.headline.trouble"),
        detail=detail,
        next_step=detail_of_error or t("gate.next.trouble"),
        crossing_id=None,
        refusal_id=None,
        waiting=waiting,
        fault=error,
    )


def _blank(desk: Desk, attempt: Attempt) -> Verdict:
    return Verdict(
        word=Word.TROUBLE,
        reason=Reason.TROUBLE,
        headline="",
        detail="",
        next_step="",
        at=desk.now,
        gate_id=attempt.gate,
        gate="",
        direction=attempt.direction or Direction.IN,
        subject=attempt.subject,
    )
