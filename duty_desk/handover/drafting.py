"""The hand-over while it is written: found again as it was left, what was typed and counted is kept at once."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import select

from db.models import Handover
from duty_desk import audit, policy
from duty_desk.errors import InputError, Refusal, StaleError
from duty_desk.handover import things, watches
from duty_desk.handover.things import ThingRow
from duty_desk.people.approvals import digest_of
from duty_desk.roles import Permission, requires, step
from duty_desk.work import Read, Work

DRAFT, SIGNED, DONE = "draft", "signed", "done"


@requires(Permission.HAND_OVER)
def open_handover(work: Work) -> int:
    """The hand-over of the watch that runs now: the one begun, else a new one. Raises Refusal where nobody holds the desk."""
    watch = watches.current(work)
    if watch is None:
        raise Refusal("handover.refusal.nobody")
    if (known := open_of(work, watch.id)) is not None:
        return known
    things.add_usual(work)
    row = Handover(watch_id=watch.id, opened_at=work.at, due_at=watch.planned_until)
    work.session.add(row)
    work.session.flush()
    audit.record(work, action="handover.open", subject=("handover", row.id), after={"until": row.due_at})
    return row.id


def open_of(read: Read, watch: int) -> int | None:
    """The hand-over begun for a watch, None when there is none yet."""
    query = select(Handover.id).where(Handover.watch_id == watch, Handover.state != DONE)
    return read.session.scalar(query)


@requires(Permission.HAND_OVER)
def write(work: Work, handover: int, *, note: str | None = None, orders: str | None = None) -> None:
    """Keep the spoken notes and the orders from above; a signature for other words falls away."""
    row = claim_open(work, handover)
    changed: dict[str, str] = {}
    for name, value in (("note", note), ("orders", orders)):
        if value is not None and value.strip() != getattr(row, name):
            setattr(row, name, value.strip())
            changed[name] = value.strip()
    if changed:
        unsign(row)
        row.version += 1
        audit.record(work, action="handover.write", subject=("handover", row.id), private=changed)


@requires(Permission.HAND_OVER)
def count(work: Work, handover: int, thing: int, *, counted: int | None, note: str = "") -> None:
    """Keep what was counted of a thing, None for not counted; what differs needs a word."""
    row = claim_open(work, handover)
    about = _thing(work, thing)
    if counted is not None and not 0 <= counted <= things.MOST:
        raise InputError("counted", "handover.error.counted", most=things.MOST)
    if counted is not None and counted != about.quantity and not note.strip():
        raise InputError("note", "handover.error.difference", name=about.name, expected=about.quantity)
    kept = dict(row.counts)
    if counted is None:
        kept.pop(str(thing), None)
    else:
        kept[str(thing)] = {"counted": counted, "note": note.strip()}
    if kept != row.counts:
        row.counts = kept
        unsign(row)
        row.version += 1
        audit.record(
            work,
            action="handover.count",
            subject=("handover", row.id),
            after={"thing": about.name, "counted": counted},
        )


@step
def claim_open(work: Work, handover: int) -> Handover:
    """The row, held; raises StaleError when it is gone and Refusal when it is done."""
    row = work.session.scalar(select(Handover).where(Handover.id == handover).with_for_update())
    if row is None:
        raise StaleError("storage.stale")
    if row.state == DONE:
        raise Refusal("handover.refusal.done", number=row.number or "")
    return row


def unsign(row: Handover) -> None:
    """What was signed for is no longer what stands there."""
    if row.state == SIGNED:
        row.state, row.signed_at, row.signed_digest = DRAFT, None, None
        row.signed_by, row.signed_by_id, row.stand_in_reason = None, None, None


def written(row: Handover, counted: tuple[things.Count, ...]) -> Mapping[str, Any]:
    """What the one who goes answers for: their words and every thing counted."""
    return {
        "act": "handover.sign",
        "handover": row.id,
        "note": row.note,
        "orders": row.orders,
        "things": [[one.thing.name, one.thing.quantity, one.counted, one.note] for one in counted],
    }


def digest_written(row: Handover, counted: tuple[things.Count, ...]) -> str:
    """The same for the same words and counts, another for any other."""
    return digest_of(written(row, counted))


def is_late(read: Read, due_at: datetime) -> bool:
    """Whether a hand-over now needs a word on why it is late."""
    return (read.at - due_at).total_seconds() > 60 * policy.integer(read, "duty.late_minutes")


def _thing(read: Read, thing: int) -> ThingRow:
    found = next((one for one in things.list_things(read) if one.id == thing), None)
    if found is None:
        raise StaleError("storage.stale")
    return found
