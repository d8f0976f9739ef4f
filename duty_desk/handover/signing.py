"""Nobody leaves until the next has signed: two signatures for the same items, words and counts, and the desk changes hands."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select

from db.models import Handover, HandoverItem, HandoverThing, Officer, Watch
from db.vocabulary import Role
from duty_desk import agenda, audit, numbering
from duty_desk.agenda import Item
from duty_desk.desk import Desk
from duty_desk.duty import routine
from duty_desk.errors import Denied, InputError, Refusal, StaleError
from duty_desk.handover import drafting, gathering, things, watches
from duty_desk.handover.things import Count
from duty_desk.handover.watches import WatchRow
from duty_desk.people import approvals
from duty_desk.people.approvals import Approval, digest_of
from duty_desk.people.officers import OfficerRow, list_officers
from duty_desk.people.sign_in import approve
from duty_desk.roles import ALLOWED, Permission, requires
from duty_desk.strings import t
from duty_desk.work import OfficerRef, Read, Work

SERIES = "handover"


@dataclass(frozen=True, slots=True)
class HandedOver:
    """What came of it: the number of the paper, the code of the chain, and whose the desk is now."""

    id: int
    number: str
    anchor: str
    officer: OfficerRef


# What the program mends while two people sign: a backup that was late is made, and undoes no signature.
_BY_ITSELF = "upkeep"


def key_of(item: Item) -> str:
    """An open item by what it is about, in which it is refused."""
    return f"{item.feature}.{item.what}.{item.subject[0]}.{item.subject[1]}"


def incoming(read: Read) -> tuple[OfficerRow, ...]:
    """Who can take the desk: every officer whose role allows it but the one who holds it."""
    held = watches.current(read)
    return tuple(
        row
        for row in list_officers(read, active_only=True)
        if Permission.HAND_OVER in ALLOWED[Role(row.role)] and (held is None or row.id != held.officer_id)
    )


@requires(Permission.HAND_OVER)
def sign_out(work: Work, handover: int, *, stand_in_reason: str = "") -> None:
    """The one who goes signs for what they wrote and counted; another officer only with a reason, and where they may countersign."""
    row = drafting.claim_open(work, handover)
    watch = watches.get_watch(work, row.watch_id)
    counted = _counted(work, row)
    _refuse_missing(_unwritten(row, counted))
    reason: str | None = None
    if work.officer.id != watch.officer_id:
        if Permission.COUNTERSIGN not in ALLOWED[work.officer.role]:
            raise Refusal("handover.refusal.not_yours", name=watch.officer_name)
        if not stand_in_reason.strip():
            raise InputError("stand_in_reason", "handover.error.stand_in", name=watch.officer_name)
        reason = stand_in_reason.strip()
    row.state, row.signed_at = drafting.SIGNED, work.at
    row.signed_by_id, row.signed_by, row.stand_in_reason = work.officer.id, work.officer.name, reason
    digest = row.signed_digest = drafting.digest_written(row, counted)
    row.version += 1
    audit.record(
        work,
        action="handover.sign",
        subject=("handover", row.id),
        after={"digest": digest[:16]},
        reason=reason,
    )


@requires(Permission.HAND_OVER)
def take_back_signature(work: Work, handover: int) -> None:
    """Not yet: something is to be added."""
    row = drafting.claim_open(work, handover)
    if row.state != drafting.SIGNED:
        return
    if work.officer.id not in (row.signed_by_id, watches.get_watch(work, row.watch_id).officer_id):
        raise Refusal("handover.refusal.not_yours", name=row.signed_by or "")
    drafting.unsign(row)
    row.version += 1
    audit.record(work, action="handover.unsign", subject=("handover", row.id))


def content(
    read: Read, handover: int, *, officer: int, refused: Mapping[str, str] | None = None
) -> Mapping[str, object]:
    """What the one who comes says yes to: every open item, every word, every count, and what they do not take over."""
    row = read.session.scalar(select(Handover).where(Handover.id == handover))
    if row is None:
        raise StaleError("storage.stale")
    return _content(row, _counted(read, row), agenda.list_items(read), officer, refused or {})


def what_is_missing(
    read: Read, handover: int, *, refused: Mapping[str, str] | None = None, late_reason: str = ""
) -> tuple[str, ...]:
    """Everything in the way of completing it, but the yes of the one who comes; in words."""
    row = read.session.scalar(select(Handover).where(Handover.id == handover))
    if row is None:
        raise StaleError("storage.stale")
    return tuple(
        _missing(read, row, _counted(read, row), agenda.list_items(read), refused or {}, late_reason)
    )


def confirm(
    desk: Desk, handover: int, officer: int, password: str, *, refused: Mapping[str, str] | None = None
) -> Approval:
    """The yes of the one who comes, with their own password at this desk. Takes a quarter of a second: not for the window's own thread.

    In the sample office, where nobody has a password, nobody is asked for one.
    """
    with desk.read() as read:
        wanted = content(read, handover, officer=officer, refused=refused)
        row = next((one for one in list_officers(read, active_only=True) if one.id == officer), None)
    if row is None:
        raise StaleError("storage.stale")
    if row.must_change:
        raise Refusal("handover.refusal.first_password", name=row.name)
    if desk.is_demo:
        return Approval(row.ref, desk.now, digest_of(wanted))
    return approve(desk, officer, password, wanted, permission=Permission.HAND_OVER)


@requires(Permission.HAND_OVER)
def complete(
    work: Work,
    handover: int,
    *,
    officer: int,
    approval: Approval | None = None,
    refused: Mapping[str, str] | None = None,
    late_reason: str = "",
) -> HandedOver:
    """Give the desk to `officer`, by their `approval` of `content` or in their own session.

    Raises one Refusal with everything that is missing; who holds the desk goes on holding it then.
    """
    row = drafting.claim_open(work, handover)
    watch = watches.get_watch(work, row.watch_id)
    comes = _who(work, officer, row, watch)
    counted, items, refused = _counted(work, row), agenda.list_items(work), dict(refused or {})
    _refuse_missing(_missing(work, row, counted, items, refused, late_reason))
    if work.officer.id != officer:
        if approval is None or approval.officer.id != officer:
            raise Refusal("handover.refusal.unconfirmed", name=comes.name)
        _insist(work, approval, _content(row, counted, items, officer, refused))
    _freeze(work, row, watch, counted, items, refused)
    _change_hands(work, row, watch, comes)
    row.late_reason = late_reason.strip() or None
    number = row.number = numbering.take(work, SERIES).text
    entry = audit.record(
        work,
        action="handover.complete",
        subject=("handover", row.id),
        after={
            "number": number,
            "officer": officer,
            "items": len(items),
            "refused": len(refused),
            "digest": digest_of(_content(row, counted, items, officer, refused))[:16],
        },
        reason=row.late_reason,
    )
    # The paper bears this code: whoever writes the chain anew afterwards cannot write it anew on the paper.
    anchor = row.anchor = audit.anchor(work)
    row.anchor_entry = entry
    return HandedOver(row.id, number, anchor, comes)


def _who(work: Work, officer: int, row: Handover, watch: WatchRow) -> OfficerRef:
    found = work.session.get(Officer, officer)
    if found is None or not found.is_active:
        raise StaleError("storage.stale")
    ref = OfficerRef(found.id, found.name, Role(found.role))
    if officer in (watch.officer_id, row.signed_by_id):
        raise Refusal("handover.refusal.same_person", name=ref.name)
    if Permission.HAND_OVER not in ALLOWED[ref.role]:
        raise Denied("handover.refusal.may_not", name=ref.name)
    if routine.is_unfit(work, officer):
        raise Refusal("handover.refusal.unfit", name=ref.name)
    return ref


def _insist(work: Work, approval: Approval, wanted: Mapping[str, object]) -> None:
    if approval.digest != digest_of(wanted):
        raise Refusal("handover.refusal.changed")
    approvals.insist(work, approval, wanted, permission=Permission.HAND_OVER)


def _counted(read: Read, row: Handover) -> tuple[Count, ...]:
    return things.counted(things.list_things(read), row.counts)


def _content(
    row: Handover,
    counted: tuple[Count, ...],
    items: tuple[Item, ...],
    officer: int,
    refused: Mapping[str, str],
) -> Mapping[str, object]:
    return {
        **drafting.written(row, counted),
        "act": "handover.complete",
        "officer": officer,
        "items": sorted(key_of(item) for item in items if item.feature != _BY_ITSELF),
        "refused": {key: why.strip() for key, why in sorted(refused.items())},
    }


def _unwritten(row: Handover, counted: tuple[Count, ...]) -> list[str]:
    missing = [] if row.note else [t("handover.missing.note")]
    if uncounted := [one.thing.name for one in counted if one.counted is None]:
        names = t("handover.list_mark").join(uncounted)
        missing.append(t("handover.missing.things", names=names))
    return missing


def _missing(
    read: Read,
    row: Handover,
    counted: tuple[Count, ...],
    items: tuple[Item, ...],
    refused: Mapping[str, str],
    late_reason: str,
) -> list[str]:
    missing = _unwritten(row, counted)
    if row.state != drafting.SIGNED:
        missing.append(t("handover.missing.signature"))
    elif row.signed_digest != drafting.digest_written(row, counted):
        missing.append(t("handover.missing.signed_other"))
    if not set(refused) <= {key_of(item) for item in items}:
        missing.append(t("handover.missing.refused_gone"))
    if any(not why.strip() for why in refused.values()):
        missing.append(t("handover.missing.refused_reason"))
    if drafting.is_late(read, row.due_at) and not late_reason.strip():
        missing.append(t("handover.missing.late_reason"))
    return missing


def _refuse_missing(missing: Sequence[str]) -> None:
    if missing:
        raise Refusal("handover.refusal.missing", missing=t("handover.missing_mark").join(missing))


def _freeze(
    work: Work,
    row: Handover,
    watch: WatchRow,
    counted: tuple[Count, ...],
    items: tuple[Item, ...],
    refused: Mapping[str, str],
) -> None:
    kept: dict[str, Any] = {
        "shift": dict(gathering.figures(work, watch.started_at, work.at)),
        "inside": dict(gathering.inside_figures(gathering.still_inside(work))),
    }
    row.figures = kept
    for item in items:
        why = refused.get(key_of(item))
        work.session.add(
            HandoverItem(
                handover_id=row.id,
                feature=item.feature,
                what=item.what,
                due_at=item.due_at,
                subject_kind=item.subject[0],
                subject_id=item.subject[1],
                name=item.name,
                place=item.place,
                detail=item.detail,
                refused=None if why is None else why.strip(),
            )
        )
    for one in counted:
        assert one.counted is not None
        work.session.add(
            HandoverThing(
                handover_id=row.id,
                name=one.thing.name,
                unit=one.thing.unit,
                expected=one.thing.quantity,
                counted=one.counted,
                note=one.note or None,
            )
        )
    work.session.flush()


def _change_hands(work: Work, row: Handover, watch: WatchRow, comes: OfficerRef) -> None:
    """The watch ends at the very moment at which the next begins; the database insists."""
    span = watches.span_taken(work, watch)
    held = work.session.scalar(select(Watch).where(Watch.id == watch.id).with_for_update())
    if held is None or held.ended_at is not None:
        raise StaleError("storage.stale")
    moment: datetime = work.at
    held.ended_at = moment
    held.version += 1
    work.session.flush()
    row.next_watch_id = watches.begin(work, comes, span, previous=watch.id)
    row.state, row.done_at = drafting.DONE, moment
    row.incoming_id, row.incoming_name = comes.id, comes.name
    row.version += 1
    work.session.flush()
