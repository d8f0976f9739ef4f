"""Passes given by hand while the power was out: blank numbered slips, keyed in later or handed back (product rule P10)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Unpack

from sqlalchemy import func, insert, select, update

from db.models import Officer, Pass, ReservedNumber
from db.vocabulary import PassKind
from duty_desk import audit, numbering
from duty_desk.errors import InputError, Problems, Refusal
from duty_desk.numbering import Number
from duty_desk.passes import holders, judging, records, tokens
from duty_desk.passes.application import Application, IssuedPass, PassForm, PassRefused
from duty_desk.passes.issuing import find_done, remember
from duty_desk.roles import Permission, requires
from duty_desk.work import Read, Work

MOST = 300


class SlipState(StrEnum):
    """What became of a slip: a number that was set aside is never lost from sight."""

    OPEN = "open"
    KEYED = "keyed"
    VOIDED = "voided"


_STATES = {
    SlipState.OPEN: (ReservedNumber.used_at.is_(None), ReservedNumber.voided_at.is_(None)),
    SlipState.KEYED: (ReservedNumber.used_at.is_not(None),),
    SlipState.VOIDED: (ReservedNumber.voided_at.is_not(None),),
}


@dataclass(frozen=True, slots=True)
class SlipRow:
    """A reserved number: still out, keyed in, or handed back unused. `ended_at` is when, `holder` who got the pass."""

    id: int
    kind: PassKind
    number: str
    reserved_at: datetime
    reserved_by: str | None
    ended_at: datetime | None = None
    holder: str = ""


@requires(Permission.ISSUE_PASS)
def reserve_slips(work: Work, kind: PassKind, count: int) -> tuple[str, ...]:
    """Set the next `count` numbers of a kind aside for blank slips; returns them to be printed."""
    if not 1 <= count <= MOST:
        raise InputError("count", "passes.error.slip_count", most=MOST)
    numbers = numbering.take_many(work, f"pass.{kind.value}", count)
    work.session.execute(
        insert(ReservedNumber.__table__),  # pyright: ignore[reportArgumentType]
        [
            {
                "kind": number.kind,
                "year": number.year,
                "sequence": number.sequence,
                "number": number.text,
                "reserved_at": work.at,
                "reserved_by": work.officer.id,
            }
            for number in numbers
        ],
    )
    audit.record(
        work,
        action="pass.reserve_slips",
        after={"kind": kind, "count": count, "first": numbers[0].text, "last": numbers[-1].text},
    )
    return tuple(number.text for number in numbers)


@requires(Permission.ISSUE_PASS)
def key_in_slip(
    work: Work,
    number: str,
    *,
    issued_at: datetime,
    issued_by: str | None = None,
    operation: str | None = None,
    **form: Unpack[PassForm],
) -> IssuedPass:
    """Enter a slip that was filled in by hand, under its own number, marked as from paper.

    What is on paper has happened: it may have ended, and the holder may be restricted meanwhile, which the pass then shows. Wrong
    fields raise Problems; a number that was not set aside, was keyed in or handed back, raises Refusal.
    """
    if operation is not None and (done := find_done(work, operation)) is not None:
        return done
    application = Application(**form)
    slip = _claim(work, application.kind, number)
    judged = _judge(work, application, issued_at)
    given = Number(slip.kind, slip.year, slip.sequence, slip.number)
    issued = records.write_issued(
        work,
        judged,
        given,
        tokens.new_token(demo=tokens.is_demo(work)),
        on_paper=(issued_at, issued_by),
    )
    slip.used_at = work.at
    work.session.flush()
    if operation is not None:
        remember(work, operation, issued.id)
    audit.record(
        work,
        action="pass.key_in_slip",
        subject=("pass", issued.id),
        after={"number": issued.number, "issued_at": issued_at, "valid_until": application.valid_until},
    )
    return issued


@requires(Permission.ISSUE_PASS)
def return_slips(work: Work, ids: Sequence[int]) -> int:
    """Blank slips that were not used: their numbers stay as never given; returns how many."""
    count: int = work.session.execute(
        update(ReservedNumber)
        .where(
            ReservedNumber.id.in_(list(ids)),
            ReservedNumber.used_at.is_(None),
            ReservedNumber.voided_at.is_(None),
        )
        .values(voided_at=work.at),
        execution_options={"synchronize_session": False},
    ).rowcount  # pyright: ignore[reportAttributeAccessIssue]
    audit.record(work, action="pass.return_slips", after={"slips": list(ids), "count": count})
    return count


def list_slips(
    read: Read, kind: PassKind | None = None, state: SlipState = SlipState.OPEN
) -> tuple[SlipRow, ...]:
    """Slips that are out, keyed in or handed back, in the order of their numbers."""
    query = (
        select(
            ReservedNumber.id,
            ReservedNumber.kind,
            ReservedNumber.number,
            ReservedNumber.reserved_at,
            func.coalesce(ReservedNumber.used_at, ReservedNumber.voided_at).label("ended_at"),
            Officer.name,
            Pass.holder_name,
        )
        .outerjoin(Officer, Officer.id == ReservedNumber.reserved_by)
        .outerjoin(Pass, Pass.number == ReservedNumber.number)
        .where(ReservedNumber.kind.startswith("pass."), *_STATES[state])
        .order_by(ReservedNumber.kind, ReservedNumber.year, ReservedNumber.sequence)
    )
    if kind is not None:
        query = query.where(ReservedNumber.kind == f"pass.{kind.value}")
    return tuple(
        SlipRow(
            row.id,
            PassKind(row.kind.removeprefix("pass.")),
            row.number,
            row.reserved_at,
            row.name,
            row.ended_at,
            row.holder_name or "",
        )
        for row in read.session.execute(query)
    )


def vehicle_slips(read: Read, numbers: Sequence[str]) -> frozenset[str]:
    """Which of these numbers were set aside for vehicles: their slips ask for a plate."""
    vehicle = ReservedNumber.kind == f"pass.{PassKind.VEHICLE.value}"
    return frozenset(
        read.session.scalars(select(ReservedNumber.number).where(vehicle, ReservedNumber.number.in_(numbers)))
    )


def count_slips(read: Read) -> dict[SlipState, int]:
    """How many slips are out, keyed in and handed back."""
    own = ReservedNumber.kind.startswith("pass.")
    return {
        state: read.session.scalar(select(func.count()).select_from(ReservedNumber).where(own, *conditions))
        or 0
        for state, conditions in _STATES.items()
    }


def _judge(work: Work, application: Application, issued_at: datetime) -> judging.Judged:
    """A slip is judged as of the moment it was written."""
    if issued_at > work.at:
        raise InputError("issued_at", "passes.error.slip_in_future")
    then = Read(work.session, issued_at, work.officer, work.desk, work.folder, {})
    found = judging.judge_common(then, application)
    holder_found = holders.find_holder(work, application.holder) if application.holder is not None else None
    problems = list(found.problems)
    if application.holder is None and application.kind in judging.PERSONAL:
        problems.append(InputError("holder", "passes.error.holder_missing"))
    if problems:
        raise Problems(problems)
    if found.refusals or found.judged is None:
        raise found.refusals[0] if found.refusals else PassRefused("holder", "passes.error.holder_unknown")
    return judging.with_holder(found.judged, holder_found)


def _claim(work: Work, kind: PassKind, text: str) -> ReservedNumber:
    number = numbering.parse(work, f"pass.{kind.value}", text)
    slip = None
    if number is not None:
        slip = work.session.scalar(
            select(ReservedNumber)
            .where(
                ReservedNumber.kind == number.kind,
                ReservedNumber.year == number.year,
                ReservedNumber.sequence == number.sequence,
            )
            .with_for_update()
        )
    if number is None or slip is None:
        raise InputError("number", "passes.error.not_a_slip", number=text)
    if slip.used_at is not None:
        held = work.session.scalar(select(Pass.holder_name).where(Pass.number == slip.number))
        raise Refusal("passes.refusal.slip_used", number=slip.number, name=held or "")
    if slip.voided_at is not None:
        raise Refusal("passes.refusal.slip_returned", number=slip.number)
    return slip
