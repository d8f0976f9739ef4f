"""How far the next hand-over is prepared: what Today says in its box (product rule T2)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select

from db.models import Handover, Officer
from duty_desk import agenda, gate, policy
from duty_desk.handover import drafting, rostered, things, watches
from duty_desk.handover.watches import WatchRow
from duty_desk.spans import Span
from duty_desk.work import Read

# Who signed in so short a while ago is taken to be in the house.
_HERE = timedelta(hours=3)


@dataclass(frozen=True, slots=True)
class Readiness:
    """What is done of the hand-over to come. Without a `watch` nobody holds the desk yet.

    `open_items` are carried over by themselves; `minutes` are left until the end of the shift, negative when it is over;
    `soon` when it is time to prepare. `comes` is who the roster has next, `here` whether they have signed in lately.
    """

    watch: WatchRow | None
    next: Span | None = None
    handover: int | None = None
    due_at: datetime | None = None
    minutes: int = 0
    soon: bool = False
    late: bool = False
    open_items: int = 0
    inside: int = 0
    counted: int = 0
    things: int = 0
    noted: bool = False
    signed: bool = False
    comes: str = ""
    here: bool = False

    @property
    def ready(self) -> bool:
        """Whether only the one who comes is missing."""
        return self.noted and self.signed and self.counted == self.things


def readiness(read: Read, *, open_items: int | None = None) -> Readiness:
    """How far it is; `open_items` where the caller has just counted them."""
    watch = watches.current(read)
    if watch is None:
        return Readiness(None)
    span = watches.span_taken(read, watch)
    paper = drafting.open_of(read, watch.id)
    row = None if paper is None else read.session.get(Handover, paper)
    listed = things.list_things(read)
    counts = things.counted(listed, row.counts if row is not None else {})
    minutes = int((watch.planned_until - read.at).total_seconds() // 60)
    comes = next(iter(rostered.expected(read, span)), None)
    return Readiness(
        watch=watch,
        next=span,
        handover=paper,
        due_at=watch.planned_until,
        minutes=minutes,
        soon=minutes <= policy.integer(read, "duty.notice_minutes"),
        late=drafting.is_late(read, watch.planned_until),
        open_items=len(agenda.list_items(read)) if open_items is None else open_items,
        inside=sum(gate.count_inside(read).values()),
        counted=sum(one.counted is not None for one in counts),
        things=len(counts),
        noted=bool(row is not None and row.note),
        signed=row is not None and row.state == drafting.SIGNED,
        comes=comes.name if comes is not None else "",
        here=comes is not None and _is_here(read, comes.officer_id),
    )


def _is_here(read: Read, officer: int | None) -> bool:
    if officer is None:
        return False
    seen = read.session.scalar(select(Officer.last_login_at).where(Officer.id == officer))
    return seen is not None and read.at - seen <= _HERE
