"""Proves that the chain of watches has no hole and that its papers fit to it and to the record (I-09, S-42)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from sqlalchemy import exists, func, or_, select
from sqlalchemy.orm import aliased

from db.models import Handover, Watch
from duty_desk import audit
from duty_desk.handover.drafting import DONE
from duty_desk.work import Read

_EXAMPLES = 5


@dataclass(frozen=True, slots=True)
class Problem:
    """Something that does not fit; `code` names the sentence."""

    invariant: str
    code: str
    values: Mapping[str, object] = field(default_factory=dict[str, object])


def check(read: Read, *, full: bool) -> Iterator[Problem]:
    """Everything about watches and their papers that does not fit; the codes on papers are reckoned only when asked for."""
    for code, query in (
        ("watch_hole", _holes()),
        ("watch_left", _left()),
        ("watch_without_paper", _without_paper()),
        ("handover_elsewhere", _elsewhere()),
    ):
        found = [int(row[0]) for row in read.session.execute(query.limit(_EXAMPLES + 1))]
        if found:
            yield Problem("I-09", code, {"examples": _few(found)})
    if full and (wrong := _wrong_codes(read)):
        yield Problem("I-10", "handover_code", {"examples": _few(wrong)})


@cache
def _holes() -> Any:
    """A watch that begins at another moment than the one before it ended, or after one that still runs."""
    before = aliased(Watch)
    return (
        select(Watch.id)
        .join(before, before.id == Watch.previous_id)
        .where(or_(before.ended_at.is_(None), before.ended_at != Watch.started_at))
    )


@cache
def _left() -> Any:
    """A watch that ended and was taken over by nobody."""
    after = aliased(Watch)
    return select(Watch.id).where(Watch.ended_at.is_not(None), ~exists().where(after.previous_id == Watch.id))


@cache
def _without_paper() -> Any:
    """A watch that ended without a hand-over, or with two."""
    papers = (
        select(func.count())
        .select_from(Handover)
        .where(Handover.watch_id == Watch.id, Handover.state == DONE)
        .correlate(Watch)
        .scalar_subquery()
    )
    return select(Watch.id).where(Watch.ended_at.is_not(None), papers != 1)


@cache
def _elsewhere() -> Any:
    """A hand-over that was done at another moment, or by others, than the watches say."""
    before, after = aliased(Watch), aliased(Watch)
    return (
        select(Handover.id)
        .join(before, before.id == Handover.watch_id)
        .outerjoin(after, after.id == Handover.next_watch_id)
        .where(
            Handover.state == DONE,
            or_(
                Handover.number.is_(None),
                Handover.signed_at.is_(None),
                before.ended_at.is_distinct_from(Handover.done_at),
                after.started_at.is_distinct_from(Handover.done_at),
                after.previous_id.is_distinct_from(Handover.watch_id),
                after.officer_id.is_distinct_from(Handover.incoming_id),
            ),
        )
    )


def _wrong_codes(read: Read) -> list[int]:
    """Hand-overs whose code is no longer that of the entry it was printed after."""
    query = select(Handover.id, Handover.anchor, Handover.anchor_entry).where(Handover.state == DONE)
    wrong: list[int] = []
    for row in read.session.execute(query):
        entry = row.anchor_entry or 0
        digest = audit.digest_at(read, entry) if entry else None
        if digest is None or audit.anchor_code(entry, digest) != row.anchor:
            wrong.append(row.id)
    return wrong


def _few(items: Sequence[int]) -> str:
    return ", ".join(map(str, items[:_EXAMPLES])) + (" …" if len(items) > _EXAMPLES else "")
