"""Who answers for the desk: one watch follows on another without a moment between them (invariant I-09)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import select

from db.models import Watch
from db.vocabulary import Shift
from duty_desk import audit, policy
from duty_desk.errors import Refusal, StaleError
from duty_desk.handover import rostered
from duty_desk.roles import Permission, requires, step
from duty_desk.spans import Span, next_span, span_at
from duty_desk.work import OfficerRef, Read, Work

OFFICE = "office"


@dataclass(frozen=True, slots=True)
class WatchRow:
    """One shift as it was really held; without `ended_at` it is the one that runs now."""

    id: int
    day: date
    shift: Shift
    planned_from: datetime
    planned_until: datetime
    officer_id: int
    officer_name: str
    leader_name: str | None
    started_at: datetime
    ended_at: datetime | None


def current(read: Read) -> WatchRow | None:
    """The watch that runs now; None in an office whose desk nobody has taken over yet."""
    row = read.session.scalar(select(Watch).where(Watch.place == OFFICE, Watch.ended_at.is_(None)))
    return None if row is None else row_of(row)


def get_watch(read: Read, watch: int) -> WatchRow:
    """One watch. Raises StaleError when there is none."""
    row = read.session.scalar(select(Watch).where(Watch.id == watch))
    if row is None:
        raise StaleError("storage.stale")
    return row_of(row)


def list_watches(read: Read, most: int = 60) -> tuple[WatchRow, ...]:
    """The newest first."""
    query = select(Watch).where(Watch.place == OFFICE).order_by(Watch.started_at.desc(), Watch.id.desc())
    return tuple(row_of(row) for row in read.session.scalars(query.limit(most)))


@requires(Permission.HAND_OVER)
def take_over(work: Work) -> int:
    """Take a desk that nobody holds: only the first time, afterwards it is handed over. Raises Refusal naming who holds it."""
    if (held := current(work)) is not None:
        raise Refusal("handover.refusal.held", name=held.officer_name)
    return begin(work, work.officer, span_taken(work, None), previous=None)


@step
def begin(work: Work, officer: OfficerRef, span: Span, *, previous: int | None) -> int:
    """Let a watch begin now; that before it has ended at this moment."""
    assert officer.id is not None
    row = Watch(
        previous_id=previous,
        place=OFFICE,
        day=span.day,
        shift=span.shift.value,
        planned_from=span.start,
        planned_until=span.end,
        officer_id=officer.id,
        officer_name=officer.name,
        leader_name=rostered.leader_of(work, span),
        started_at=work.at,
    )
    work.session.add(row)
    work.session.flush()
    audit.record(
        work,
        action="watch.begin",
        subject=("watch", row.id),
        after={"officer": officer.id, "day": span.day, "shift": span.shift, "until": span.end},
    )
    return row.id


def span_taken(read: Read, before: WatchRow | None) -> Span:
    """Which shift somebody takes who comes now: the next one, or what is left of the one that runs when it is long until its end."""
    ahead = timedelta(minutes=policy.integer(read, "duty.notice_minutes"))
    span = span_at(read, read.at)
    if read.at + ahead >= span.end:
        return next_span(read, span)
    if (
        before is not None
        and (before.day, before.shift) == (span.day, span.shift)
        and read.at >= before.planned_until
    ):
        return next_span(read, span)
    return span


def row_of(row: Watch) -> WatchRow:
    """A watch as others see it."""
    return WatchRow(
        id=row.id,
        day=row.day,
        shift=Shift(row.shift),
        planned_from=row.planned_from,
        planned_until=row.planned_until,
        officer_id=row.officer_id,
        officer_name=row.officer_name,
        leader_name=row.leader_name,
        started_at=row.started_at,
        ended_at=row.ended_at,
    )
