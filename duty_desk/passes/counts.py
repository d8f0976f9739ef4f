"""How many passes there are behind each chip, state and tab, counted in the database."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from sqlalchemy import ColumnElement, and_, case, func, select

from db.models import Pass
from db.vocabulary import PassKind, PassState, PassStatus
from duty_desk import policy
from duty_desk.ledger import Request
from duty_desk.passes import rules, selection
from duty_desk.passes.judging import reasons
from duty_desk.people import restrictions
from duty_desk.work import Read

_ENDED = (PassStatus.RETURNED.value, PassStatus.LOST.value, PassStatus.VOIDED.value)
_UNNUMBERED = (PassStatus.REQUESTED.value, PassStatus.REFUSED.value)


@dataclass(frozen=True, slots=True)
class Counts:
    """Counts beside a list. `reasons` by code and `groups` by line of the bulletin follow all other filters, so do `states`."""

    reasons: Mapping[str, int]
    groups: Mapping[str, int]
    states: Mapping[PassState, int]


@dataclass(frozen=True, slots=True)
class Headline:
    """The facts beside the title: given today, ending today, waiting for a decision."""

    issued_today: int
    ending_today: int
    waiting: int


def count_kinds(read: Read, issued: tuple[date, date] | None = None) -> Mapping[PassKind, int]:
    """Numbered passes of each kind, within a period of issue if given."""
    query = select(Pass.kind, func.count()).where(Pass.status.not_in(_UNNUMBERED))
    if issued is not None:
        query = query.where(
            Pass.issued_at >= datetime.combine(issued[0], time()),
            Pass.issued_at < rules.end_of_day(issued[1]),
        )
    found = {PassKind(kind): n for kind, n in read.session.execute(query.group_by(Pass.kind))}
    return {kind: found.get(kind, 0) for kind in PassKind}


def count_chips(read: Read, kind: PassKind, request: Request) -> Counts:
    """Counts for the chips of reasons and states, each following all filters but its own."""
    others = _without(request, "reasons", "groups")
    query = select(Pass.reason_id, func.count()).where(*selection.matching(read, kind, others))
    by_reason: dict[int, int] = {
        row[0]: row[1] for row in read.session.execute(query.group_by(Pass.reason_id))
    }
    codes: dict[str, int] = {}
    groups: dict[str, int] = {}
    for row in reasons(read).values():
        codes[row.code] = by_reason.get(row.id, 0)
        groups[row.report_group] = groups.get(row.report_group, 0) + codes[row.code]
    alike = not any(request.filters.get(name) for name in ("reasons", "groups", "states"))
    total = sum(by_reason.values()) if alike else None
    return Counts(codes, groups, count_states(read, kind, request, total=total))


def count_states(
    read: Read, kind: PassKind, request: Request, *, total: int | None = None
) -> Mapping[PassState, int]:
    """Passes in each state, by all filters but the states. Only those still running are looked at one by one.

    When the `total` is known already, the many that were issued and are over need not be counted.
    """
    conditions = _with_status(selection.matching(read, kind, _without(request, "states")))
    by_status: dict[str, int] = {
        row[0]: row[1]
        for row in read.session.execute(
            select(Pass.status, func.count())
            .where(*conditions, *([] if total is None else [Pass.status.in_(_ENDED)]))
            .group_by(Pass.status)
        )
    }
    if total is not None:
        by_status[PassStatus.ISSUED.value] = total - sum(by_status.values())
    running: dict[str, int] = {row.state: row.n for row in read.session.execute(_running(read, conditions))}
    found = {state: by_status.get(state.value, 0) for state in PassState}
    for state in (PassState.VALID, PassState.LAST_DAY, PassState.NOT_YET, PassState.SUSPENDED):
        found[state] = running.get(state.value, 0)
    found[PassState.EXPIRED] = by_status.get(PassStatus.ISSUED.value, 0) - sum(running.values())
    waiting = select(func.count()).where(Pass.kind == kind.value, Pass.status == PassStatus.REQUESTED.value)
    found[PassState.REQUESTED] = read.session.scalar(waiting) or 0
    return found


def headline(read: Read) -> Headline:
    """The title's facts, over all kinds."""
    today = datetime.combine(read.at.date(), time())
    kinds = [kind.value for kind in PassKind]
    issued = select(func.count()).where(Pass.kind.in_(kinds), Pass.issued_at >= today)
    ending = select(func.count()).where(
        Pass.kind.in_(kinds),
        Pass.status == PassStatus.ISSUED.value,
        Pass.valid_until > today,
        Pass.valid_until <= rules.end_of_day(read.at.date()),
    )
    waiting = select(func.count()).where(Pass.kind.in_(kinds), Pass.status == PassStatus.REQUESTED.value)
    return Headline(
        read.session.scalar(issued) or 0, read.session.scalar(ending) or 0, read.session.scalar(waiting) or 0
    )


def expiring_soon(read: Read) -> ColumnElement[bool]:
    """Condition: a pass that ends within the hours the office wants to be told before."""
    hours = policy.integer(read, "pass.expiry_notice_hours")
    return and_(
        Pass.kind.in_([kind.value for kind in PassKind]),
        Pass.status == PassStatus.ISSUED.value,
        Pass.valid_until > read.at,
        Pass.valid_until <= read.at + timedelta(hours=hours),
    )


def _running(read: Read, conditions: list[ColumnElement[bool]]) -> Any:
    held = restrictions.restricted(Pass.holder_id, Pass.household_id, at=read.at)
    state = case(
        (held, PassState.SUSPENDED.value),
        (Pass.valid_from > read.at, PassState.NOT_YET.value),
        (Pass.valid_until <= rules.end_of_day(read.at.date()), PassState.LAST_DAY.value),
        else_=PassState.VALID.value,
    ).label("state")
    return (
        select(state, func.count().label("n"))
        .where(*conditions, Pass.status == PassStatus.ISSUED.value, Pass.valid_until > read.at)
        .group_by(state)
    )


def _with_status(conditions: list[ColumnElement[bool]]) -> list[ColumnElement[bool]]:
    """The same passes, told as numbered by their status: the index that is counted along has it, not the number."""
    return [Pass.status.not_in(_UNNUMBERED) if one is selection.NUMBERED else one for one in conditions]


def _without(request: Request, *names: str) -> Request:
    filters = {key: value for key, value in request.filters.items() if key not in names}
    # Sorted by nothing in particular: what is counted needs no order.
    return Request(request.search, filters, "issued_at")
