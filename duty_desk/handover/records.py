"""A hand-over as it is looked at: while it is being prepared, and for ever as it was done."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select

from db.models import DeskThing, Handover, HandoverItem, HandoverThing
from duty_desk import agenda
from duty_desk.agenda import Item
from duty_desk.errors import StaleError
from duty_desk.handover import drafting, gathering, rostered, things, watches
from duty_desk.handover.gathering import Group, Inside
from duty_desk.handover.rostered import Expected
from duty_desk.handover.things import Count, ThingRow
from duty_desk.handover.watches import WatchRow
from duty_desk.spans import Span
from duty_desk.work import Read


@dataclass(frozen=True, slots=True)
class Signature:
    """Who signed for the watch that ends; a `reason` where it was not the one who held it."""

    name: str
    at: datetime
    reason: str | None


@dataclass(frozen=True, slots=True)
class Pending:
    """A hand-over that is being prepared: what is open now, what was counted and written so far, who signed, who is to come."""

    id: int
    watch: WatchRow
    next: Span
    due_at: datetime
    items: tuple[Item, ...]
    failed: frozenset[str]
    inside: tuple[Inside, ...]
    figures: Mapping[str, int]
    counts: tuple[Count, ...]
    note: str
    orders: str
    signed: Signature | None
    expected: tuple[Expected, ...]
    late: bool
    version: int

    def groups(self, at: datetime) -> tuple[Group, ...]:
        """The open items by kind."""
        return gathering.group(self.items, at)


@dataclass(frozen=True, slots=True)
class DoneItem:
    """One thing that was open then; `refused` says why the one who came did not take it over."""

    item: Item
    refused: str | None


@dataclass(frozen=True, slots=True)
class Done:
    """A hand-over that was done, as it was."""

    id: int
    number: str
    watch: WatchRow
    next: WatchRow
    done_at: datetime
    due_at: datetime
    items: tuple[DoneItem, ...]
    inside: Mapping[str, Mapping[str, int]]
    figures: Mapping[str, int]
    counts: tuple[Count, ...]
    note: str
    orders: str
    signed: Signature
    late_reason: str | None
    anchor: str


def state_of(read: Read, handover: int) -> str:
    """draft, signed or done. Raises StaleError when there is none."""
    return _row(read, handover).state


def get_pending(read: Read, handover: int) -> Pending:
    """One that is being prepared, with everything as it is now."""
    row = _row(read, handover)
    watch = watches.get_watch(read, row.watch_id)
    gathered = agenda.gather(read)
    span = watches.span_taken(read, watch)
    return Pending(
        id=row.id,
        watch=watch,
        next=span,
        due_at=row.due_at,
        items=gathered.items,
        failed=gathered.failed,
        inside=gathering.still_inside(read),
        figures=gathering.figures(read, watch.started_at, read.at),
        counts=things.counted(things.list_things(read), row.counts),
        note=row.note,
        orders=row.orders,
        signed=_signature(row),
        expected=rostered.expected(read, span),
        late=drafting.is_late(read, row.due_at),
        version=row.version,
    )


def get_done(read: Read, handover: int) -> Done:
    """One that was done. Raises StaleError for any other."""
    row = _row(read, handover)
    if row.number is None or row.done_at is None or row.next_watch_id is None:
        raise StaleError("storage.stale")
    signed = _signature(row)
    assert signed is not None
    kept: Mapping[str, Any] = row.figures
    return Done(
        id=row.id,
        number=row.number,
        watch=watches.get_watch(read, row.watch_id),
        next=watches.get_watch(read, row.next_watch_id),
        done_at=row.done_at,
        due_at=row.due_at,
        items=_items(read, handover),
        inside=kept.get("inside") or {},
        figures=kept.get("shift") or {},
        counts=_counts(read, handover),
        note=row.note,
        orders=row.orders,
        signed=signed,
        late_reason=row.late_reason,
        anchor=row.anchor or "",
    )


def list_recent(read: Read, most: int = 30) -> Sequence[int]:
    """Identifiers of those done, the newest first."""
    query = select(Handover.id).where(Handover.state == drafting.DONE)
    return list(read.session.scalars(query.order_by(Handover.done_at.desc(), Handover.id.desc()).limit(most)))


def _items(read: Read, handover: int) -> tuple[DoneItem, ...]:
    query = select(HandoverItem).where(HandoverItem.handover_id == handover).order_by(HandoverItem.id)
    return tuple(
        DoneItem(
            Item(
                row.feature,
                row.what,
                row.due_at,
                (row.subject_kind, row.subject_id),
                row.name,
                row.place,
                row.detail,
            ),
            row.refused,
        )
        for row in read.session.scalars(query)
    )


def _counts(read: Read, handover: int) -> tuple[Count, ...]:
    query = (
        select(HandoverThing, DeskThing.id)
        .outerjoin(DeskThing, DeskThing.name == HandoverThing.name)
        .where(HandoverThing.handover_id == handover)
        .order_by(HandoverThing.id)
    )
    return tuple(
        Count(ThingRow(thing or 0, row.name, row.unit, row.expected, True, 1), row.counted, row.note or "")
        for row, thing in read.session.execute(query)
    )


def _signature(row: Handover) -> Signature | None:
    if row.signed_at is None:
        return None
    return Signature(row.signed_by or "", row.signed_at, row.stand_in_reason)


def _row(read: Read, handover: int) -> Handover:
    row = read.session.scalar(select(Handover).where(Handover.id == handover))
    if row is None:
        raise StaleError("storage.stale")
    return row
