"""What the gate needs when the power is out: valid passes, passes to take away, blank slips (product rule P10)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from db.models import Pass
from db.vocabulary import PassKind, PassState, PassStatus
from duty_desk import formats, masking, settings
from duty_desk.passes import rules
from duty_desk.passes.paper_slips import vehicle_slips
from duty_desk.passes.register_columns import fetched
from duty_desk.passes.registers import frame_of, record_paper
from duty_desk.passes.rows import PassRow
from duty_desk.roles import Permission, may, require, requires
from duty_desk.strings import t
from duty_desk.work import Read, Work

if TYPE_CHECKING:
    from duty_desk.paper import Printed, Target


def draw_valid(read: Read, target: Target, kind: PassKind | None = None) -> Printed:
    """What the gate compares passes with when the power is out: everything valid now, with check codes (P10).

    Drawn from a reading, so that a long list keeps no desk from writing; put it on record afterwards.
    """
    from duty_desk.paper import fallback

    require(read, Permission.PRINT)
    in_full = may(read, Permission.REVEAL)
    condition = [
        Pass.kind.in_([kind.value] if kind else [one.value for one in PassKind]),
        Pass.status == PassStatus.ISSUED.value,
        Pass.valid_until > read.at,
        Pass.valid_from <= rules.end_of_day(read.at.date()),
    ]
    query = select(Pass.id).where(*condition).order_by(Pass.series, Pass.year, Pass.sequence)
    listed = [
        fallback.ValidPass(
            number=row.number or "",
            check_code=more.check_code or "",
            holder=_holder(row, in_full),
            unit=row.place,
            gates=row.gates,
            hours=formats.hours(row.hours_from, row.hours_until),
            valid_until=row.valid_until,
            valid_from=row.valid_from,
        )
        for row, more in fetched(read, list(read.session.scalars(query)))
        if row.state in (PassState.VALID, PassState.LAST_DAY, PassState.NOT_YET)
    ]
    return fallback.write_valid_list(target, listed, at=read.at, **_frame(read, in_full))


@requires(Permission.PRINT)
def print_valid(work: Work, target: Target, kind: PassKind | None = None) -> Printed:
    """Draw the list of valid passes and put it on record."""
    printed = draw_valid(work, target, kind)
    record_valid(work, printed.rows, kind)
    return printed


@requires(Permission.PRINT)
def record_valid(work: Work, rows: int, kind: PassKind | None = None) -> None:
    """Note that the list of valid passes was printed."""
    record_paper(work, "pass.print_valid", kind, None, None, rows, may(work, Permission.REVEAL), "")


def draw_revoked(read: Read, target: Target) -> Printed:
    """Passes that must be taken away although their date has not come: lost, void, taken in, suspended (P10)."""
    from duty_desk.paper import fallback

    require(read, Permission.PRINT)
    in_full = may(read, Permission.REVEAL)
    query = (
        select(Pass.id)
        .where(
            Pass.kind.in_([one.value for one in PassKind]),
            Pass.sequence.is_not(None),
            Pass.valid_until > read.at,
        )
        .order_by(Pass.series, Pass.year, Pass.sequence)
    )
    dead = (PassState.LOST, PassState.VOIDED, PassState.RETURNED, PassState.SUSPENDED)
    listed = [
        fallback.RevokedPass(
            number=row.number or "",
            check_code=more.check_code or "",
            holder=_holder(row, in_full),
            state=t(f"passes.state.{row.state.value}"),
            since=more.ended_at,
            reason=row.suspended_by or more.end_reason or "",
        )
        for row, more in fetched(read, list(read.session.scalars(query)))
        if row.state in dead
    ]
    return fallback.write_revoked_list(target, listed, at=read.at, **_frame(read, in_full))


@requires(Permission.PRINT)
def print_revoked(work: Work, target: Target) -> Printed:
    """Draw the list of withdrawn passes and put it on record."""
    printed = draw_revoked(work, target)
    record_revoked(work, printed.rows)
    return printed


@requires(Permission.PRINT)
def record_revoked(work: Work, rows: int) -> None:
    """Note that the list of withdrawn passes was printed."""
    record_paper(work, "pass.print_revoked", None, None, None, rows, may(work, Permission.REVEAL), "")


def print_slips(read: Read, target: Target, numbers: Sequence[str]) -> int:
    """Blank slips with numbers that were set aside; returns the pages."""
    from duty_desk.paper import fallback

    require(read, Permission.PRINT)
    frame = frame_of(read, False)
    moment = formats.full_moment(read.at)
    return fallback.write_slips(
        target,
        numbers,
        office=frame["office"],
        phone=str(settings.get(read, "office.phone", "") or ""),
        printed=t("paper.slip.printed", moment=moment, officer=read.officer.name),
        watermark=frame["watermark"],
        vehicles=vehicle_slips(read, numbers),
    )


def _holder(row: PassRow, in_full: bool) -> str:
    return (row.plate or row.holder_name) if in_full else masking.mask_name(row.holder_name)


def _frame(read: Read, in_full: bool) -> dict[str, Any]:
    return {key: value for key, value in frame_of(read, in_full).items() if key != "printed_at"}
