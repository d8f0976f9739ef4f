"""Proves that each certificate of destruction says what the chain says, and that no permit stands open."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from sqlalchemy import func, select

from db.models import AuditEntry, Destruction, DestructionPermit
from duty_desk import audit
from duty_desk.privacy.destroying import digest_of
from duty_desk.work import Read


@dataclass(frozen=True, slots=True)
class Problem:
    """Something that does not fit; `code` names the sentence."""

    invariant: str
    code: str
    values: Mapping[str, object] = field(default_factory=dict[str, object])


def check(read: Read, *, full: bool) -> Iterator[Problem]:
    """Everything about destruction that does not fit."""
    del full
    if read.session.scalar(select(func.count()).select_from(DestructionPermit)):
        yield Problem("I-14", "permit_open")
    query = (
        select(Destruction, AuditEntry.action, AuditEntry.after)
        .outerjoin(AuditEntry, AuditEntry.id == Destruction.entry_id)
        .order_by(Destruction.id)
    )
    wrong: list[str] = []
    for row, action, after in read.session.execute(query):
        recorded = audit.parse(after).get("digest") if action == "privacy.destroy" else None
        if not digest_of(row.number, content_of(row)) == row.digest == recorded:
            wrong.append(row.number)
    if wrong:
        yield Problem("I-14", "certificate_changed", {"examples": ", ".join(wrong)})


def content_of(row: Destruction) -> Mapping[str, object]:
    """What was approved and certified, as the certificate keeps it."""
    return {
        "act": "privacy.destroy",
        "kind": row.kind,
        "ended_on": row.ended_on,
        "windows": row.windows,
        "counts": row.counts,
        "people": row.people,
        "reason": row.reason,
    }
