"""Counts the prints of each paper, so that the second one can say that it is a reprint (product rule X5)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func, insert, select

from db.models import Officer, Printing
from duty_desk import audit
from duty_desk.roles import Permission, requires
from duty_desk.work import Read, Work

# SQLite takes a limited number of values in one statement.
_PIECE = 500


@dataclass(frozen=True, slots=True)
class PrintRow:
    """One print of a paper."""

    copy: int
    printed_at: datetime
    printed_by: str | None
    destination: str


@requires(Permission.PRINT)
def record(
    work: Work,
    subject: tuple[str, int],
    form: str,
    destination: str,
    details: Mapping[str, Any] | None = None,
) -> int:
    """Note that a paper goes to a printer or a file; returns its copy number, 1 for the first print."""
    kind, identity = subject
    return record_many(work, kind, [identity], form, destination, details)[identity]


@requires(Permission.PRINT)
def record_many(
    work: Work,
    kind: str,
    ids: Sequence[int],
    form: str,
    destination: str,
    details: Mapping[str, Any] | None = None,
) -> dict[int, int]:
    """As `record` for a whole batch, with one entry in the chain; copy number by identifier."""
    before = copies_of_many(work, kind, ids, form)
    numbers = {identity: before.get(identity, 0) + 1 for identity in ids}
    if not numbers:
        return {}
    rows = [
        {
            "subject_kind": kind,
            "subject_id": identity,
            "form": form,
            "copy": copy,
            "printed_at": work.at,
            "printed_by": work.officer.id,
            "destination": destination,
            "details": dict(details or {}),
        }
        for identity, copy in numbers.items()
    ]
    work.session.execute(insert(Printing), rows)
    only = next(iter(numbers)) if len(numbers) == 1 else None
    audit.record(
        work,
        action="paper.print" if max(numbers.values()) == 1 else "paper.reprint",
        subject=None if only is None else (kind, only),
        after={"form": form, "destination": destination}
        | ({"count": len(numbers), "of": kind} if only is None else {"copy": numbers[only]}),
    )
    return numbers


def copies(read: Read, subject: tuple[str, int], form: str) -> int:
    """How often a paper was printed so far."""
    kind, identity = subject
    return copies_of_many(read, kind, [identity], form).get(identity, 0)


def copies_of_many(read: Read, kind: str, ids: Sequence[int], form: str) -> dict[int, int]:
    """How often each of several papers was printed; those never printed are left out."""
    found: dict[int, int] = {}
    for start in range(0, len(ids), _PIECE):
        query = (
            select(Printing.subject_id, func.max(Printing.copy))
            .where(
                Printing.subject_kind == kind,
                Printing.subject_id.in_(ids[start : start + _PIECE]),
                Printing.form == form,
            )
            .group_by(Printing.subject_id)
        )
        found.update({identity: int(copy) for identity, copy in read.session.execute(query)})
    return found


def list_prints(read: Read, subject: tuple[str, int]) -> tuple[PrintRow, ...]:
    """Every print of all papers of one record, newest first."""
    kind, identity = subject
    query = (
        select(Printing.copy, Printing.printed_at, Officer.name, Printing.destination)
        .outerjoin(Officer, Officer.id == Printing.printed_by)
        .where(Printing.subject_kind == kind, Printing.subject_id == identity)
        .order_by(Printing.id.desc())
    )
    return tuple(PrintRow(*row) for row in read.session.execute(query))
