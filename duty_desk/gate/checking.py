"""Proves that the log of the gates fits together (I-07): who is inside is there once, and nobody came in with a pass that had ended."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import func, or_, select

from db.models import Crossing, Pass
from db.vocabulary import CrossingKind, CrossingOrigin, Direction, PassStatus
from duty_desk.work import Read

_EXAMPLES = 5
_ENDED = (PassStatus.LOST, PassStatus.RETURNED, PassStatus.VOIDED)
# What was let through by the answer of the program: neither against a finding nor written down afterwards.
_GREEN = (
    Crossing.withdrawn_at.is_(None),
    Crossing.import_id.is_(None),
    Crossing.origin.in_((CrossingOrigin.SCAN, CrossingOrigin.TYPED)),
    Crossing.forced_reason.is_(None),
    Crossing.finding.is_(None),
)


@dataclass(frozen=True, slots=True)
class Problem:
    """Something that does not fit; `code` names the sentence."""

    invariant: str
    code: str
    values: Mapping[str, object] = field(default_factory=dict[str, object])


def check(read: Read, *, full: bool) -> Iterator[Problem]:
    """Everything of the log that does not fit; the crossings are gone through only when asked for."""
    found = [int(row[0]) for row in read.session.execute(_inside_wrongly().limit(_EXAMPLES + 1))]
    found += [int(row[0]) for row in read.session.execute(_inside_twice().limit(_EXAMPLES + 1))]
    if found:
        yield Problem("I-07", "inside_wrongly", {"examples": _few(found)})
    if not full:
        return
    found = [int(row[0]) for row in read.session.execute(_dead_pass().limit(_EXAMPLES + 1))]
    if found:
        yield Problem("I-07", "dead_pass_let_in", {"examples": _few(found)})


def _inside_wrongly() -> Any:
    """Counted as inside by a passage out, or by one that was taken back."""
    return select(Crossing.id).where(
        Crossing.inside_since.is_not(None),
        or_(Crossing.withdrawn_at.is_not(None), Crossing.direction != Direction.IN),
    )


def _inside_twice() -> Any:
    """One pass, one visit: inside once."""
    key = func.coalesce(Crossing.pass_id, -Crossing.visit_id)
    return (
        select(func.max(Crossing.id))
        .where(
            Crossing.inside_since.is_not(None),
            Crossing.person_id.is_(None),
            key.is_not(None),
            Crossing.kind != CrossingKind.HOUSEHOLD,
        )
        .group_by(key)
        .having(func.count() > 1)
    )


def _dead_pass() -> Any:
    """Came in on a green answer after the pass had been reported lost, given back, voided or replaced."""
    return (
        select(Crossing.id)
        .join(Pass, Pass.id == Crossing.pass_id)
        .where(
            *_GREEN,
            Crossing.direction == Direction.IN,
            Pass.status.in_(_ENDED),
            Pass.import_id.is_(None),
            Pass.ended_at < Crossing.at,
        )
    )


def _few(items: Sequence[int]) -> str:
    return ", ".join(map(str, items[:_EXAMPLES])) + (" …" if len(items) > _EXAMPLES else "")
