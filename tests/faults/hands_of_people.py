"""Passes and gate: issued, printed, voided, scanned, refused, visitors."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import select

from db.models import Pass, PassEvent, Printing
from db.vocabulary import PassKind
from duty_desk import gate, passes, printing, settings
from duty_desk.gate import Attempt, visits
from tests.faults.hands import Hands, Rows


def issue(hands: Hands) -> Rows:
    operation, at = hands.new_operation(), hands.desk.now
    with hands.desk.work() as work:
        given = passes.issue(
            work,
            kind=PassKind.TEMPORARY,
            holder=hands.people["任晓慧"],
            reason="duty",
            reason_text="单位值班",
            gates=[hands.gate],
            valid_from=at,
            valid_until=passes.end_of_day(at.date() + timedelta(days=2)),
            approver=hands.by("马文涛").id,
            another=True,
            operation=operation,
        )
    hands.codes.append(given.token)
    return [("pass", given.id), ("operation", operation)]


def void(hands: Hands) -> Rows:
    issued = hands.all(select(Pass.id).where(Pass.status == "issued"))
    if not issued:
        return issue(hands)
    chosen = hands.chance.choice(issued)
    with hands.desk.work() as work:
        passes.void(work, chosen, reason="填错")
    return [("pass_event", hands.all(select(PassEvent.id).where(PassEvent.pass_id == chosen))[-1])]


def print_card(hands: Hands) -> Rows:
    issued = hands.all(select(Pass.id).where(Pass.status == "issued"))
    if not issued:
        return issue(hands)
    chosen = hands.chance.choice(issued)
    with hands.desk.work() as work:
        printing.record(work, ("pass", chosen), "pass", "PDF")
    return [("printing", hands.all(select(Printing.id).where(Printing.subject_id == chosen))[-1])]


def set_phone(hands: Hands) -> Rows:
    with hands.desk.work() as work:
        settings.put(work, "office.phone", f"{hands.chance.randrange(10**6)}")
    return []


def scan(hands: Hands) -> Rows:
    """In or out with a pass: one more line in the log, or one more refusal."""
    text = hands.chance.choice([*hands.codes, "0" * 42])
    found = gate.scan(hands.desk, Attempt(hands.gate, text, temperature=36.5))
    if found.word is gate.Word.TROUBLE:
        # The gate answers amber and keeps the crossing for later; here it counts as not done.
        raise found.fault or AssertionError(found.headline)
    if found.crossing_id is not None:
        return [("crossing", found.crossing_id)]
    return [("refusal", found.refusal_id)] if found.refusal_id is not None else []


def visit(hands: Hands) -> Rows:
    operation = hands.new_operation()
    with hands.desk.work() as work:
        slip = visits.register(
            work,
            gate=hands.gate,
            operation=operation,
            name="谭峻一",
            phone="19900003482",
            purpose="供暖检修",
            host_name="范澜之",
        )
    return [("visit", slip.id), ("operation", f"visit:{operation}")]


PASSES = (issue, issue, print_card, void, set_phone)
GATE = (scan, scan, scan, visit)
