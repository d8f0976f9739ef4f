"""Brings refused scans into the audit chain, an hour's worth in one entry: one that is taken away or changed is noticed by `check`.

A refused scan writes one row and nothing else, so that a queue never waits for the chain. The seal counts the rows since the last one and
keeps a digest over what never changes in them; whom they concern stays outside, because persons are merged and forgotten.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, select, text

from db.models import AuditEntry, Refusal
from duty_desk import audit
from duty_desk.roles import step
from duty_desk.work import Read, Work

SUBJECT = "refusal_seal"
# How many seals a start proves.
TAIL = 24
_KEPT = (
    Refusal.id,
    Refusal.at,
    Refusal.gate_id,
    Refusal.direction,
    Refusal.reason,
    Refusal.answer,
    Refusal.origin,
    Refusal.scan_digest,
    Refusal.scan_class,
)


@dataclass(frozen=True, slots=True)
class Broken:
    """A seal that fits no more: rows `first` to `last`, how many there were, and how many there are."""

    first: int
    last: int
    count: int
    found: int


@step
def seal_refusals(work: Work) -> int:
    """Seal what was refused since the last time; returns how many rows. Nothing is entered where nothing was refused."""
    if work.session.get_bind().dialect.name == "postgresql":
        # Whoever is refusing somebody this moment is waited for: their row has its number already.
        work.session.execute(text("LOCK TABLE refusal IN SHARE MODE"))
    after = work.session.scalar(
        select(func.max(AuditEntry.subject_id)).where(AuditEntry.subject_kind == SUBJECT)
    )
    first = int(after or 0) + 1
    last = work.session.scalar(select(func.max(Refusal.id)).where(Refusal.id >= first, _ours()))
    if last is None:
        return 0
    count, digest = _digest(work, first, last)
    audit.record(
        work,
        action="gate.seal_refusals",
        subject=(SUBJECT, last),
        after={"first": first, "last": last, "count": count, "digest": digest},
    )
    return count


def broken_seals(read: Read, *, full: bool = False) -> Iterator[Broken]:
    """Seals that fit no more; without `full` only the last ones are proved."""
    query = (
        select(AuditEntry.after)
        .where(AuditEntry.subject_kind == SUBJECT)
        .order_by(AuditEntry.subject_id.desc())
    )
    for entry in read.session.scalars(query if full else query.limit(TAIL)).all():
        kept = audit.parse(entry)
        first, last = int(kept["first"]), int(kept["last"])
        count, digest = _digest(read, first, last)
        if (count, digest) != (kept["count"], kept["digest"]):
            yield Broken(first, last, int(kept["count"]), count)


def _digest(read: Read, first: int, last: int) -> tuple[int, str]:
    query = select(*_KEPT).where(Refusal.id.between(first, last), _ours()).order_by(Refusal.id)
    found, count = hashlib.sha256(), 0
    for row in read.session.execute(query.execution_options(yield_per=5000)):
        found.update("|".join("" if value is None else str(value) for value in row).encode() + b"\n")
        count += 1
    return count, found.hexdigest()


def _ours() -> Any:
    """What came with a workbook is in the chain with its import, and may be taken back."""
    return Refusal.import_id.is_(None)
