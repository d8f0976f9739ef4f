"""What happens to a pass after it was given: extended, lost, given anew, handed back, made void, and taken back again."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import bindparam, select, update

from db.models import Pass, PassEvent, PassGate, PassReason
from db.vocabulary import PassEventKind, PassKind, PassStatus
from duty_desk import audit, formats, numbering
from duty_desk.errors import InputError, Problems, Refusal, StaleError
from duty_desk.passes import holders, judging, records, rules, tokens
from duty_desk.passes.application import Application, IssuedPass, PassRefused
from duty_desk.passes.issuing import find_done, remember
from duty_desk.roles import Permission, requires
from duty_desk.strings import t
from duty_desk.work import Read, Work

_ONE = select(Pass).where(Pass.id == bindparam("pass_id")).with_for_update()
_LAST_EVENTS = (
    select(PassEvent).where(PassEvent.pass_id == bindparam("pass_id")).order_by(PassEvent.id.desc())
)
_ACTIONS = {
    PassStatus.LOST: PassEventKind.LOST,
    PassStatus.RETURNED: PassEventKind.RETURNED,
    PassStatus.VOIDED: PassEventKind.VOIDED,
}


@requires(Permission.ISSUE_PASS)
def extend(
    work: Work, pass_id: int, *, valid_until: datetime, approver: int | None, reason: str = ""
) -> None:
    """Let a pass run longer, at most the policy's days from today on; an expired one within 30 days of its end.

    Raises Problems for fields, PassRefused when the holder is restricted now, Refusal when the pass has ended.
    """
    row = claim_alive(work, pass_id)
    if row.valid_until + rules.EXTENSION_GRACE < work.at:
        raise Refusal("passes.refusal.too_late_to_extend", number=row.number)
    form = application_of(work, row)
    since = max(row.valid_from, datetime.combine(work.at.date(), rules.MIDNIGHT))
    limits = judging.limits_of(work, form)
    problems: list[InputError] = []
    refusals: list[PassRefused] = []
    if valid_until <= row.valid_until:
        problems.append(InputError("valid_until", "passes.error.not_longer"))
    problems += rules.find_period_problems(
        since,
        valid_until,
        at=work.at,
        max_days=limits.max_days,
        last_day=limits.last_day,
        say=formats.day,
    )
    holder = holders.find_holder(work, row.holder_id) if row.holder_id is not None else None
    wanted = replace(form, approver=approver, approver_name=None, valid_until=valid_until)
    officer = judging.find_approver(work, wanted, problems, refusals)
    if officer is not None and holder is not None and holders.is_same_person(officer, holder):
        refusals.append(PassRefused("approver", "passes.refusal.approver_is_holder"))
    if holder is not None:
        refusals += holders.restrictions_against(work, holder, wanted)
    if problems:
        raise Problems(problems)
    if refusals:
        raise refusals[0]
    before = row.valid_until
    _change(work, row, {"valid_until": valid_until})
    if officer is not None:
        _change(work, row, {"approver_id": officer.id, "approver_name": officer.name, "approved_at": work.at})
    records.write_event(
        work, row.id, PassEventKind.EXTENDED, valid_until=valid_until, reason=reason.strip() or None
    )
    _record(work, row, "pass.extend", {"valid_until": before}, {"valid_until": valid_until}, reason)


@requires(Permission.END_PASS)
def report_lost(work: Work, pass_id: int, *, reason: str = "") -> None:
    """The pass is lost: refused at the gates from now on. `reissue` gives another."""
    _end(work, pass_id, PassStatus.LOST, reason)


@requires(Permission.END_PASS)
def take_in(work: Work, pass_id: int, *, reason: str = "") -> None:
    """The pass was handed back or taken away."""
    _end(work, pass_id, PassStatus.RETURNED, reason)


@requires(Permission.END_PASS)
def void(work: Work, pass_id: int, *, reason: str) -> None:
    """Make a pass void. Its number stays in the list and is never given again."""
    if not reason.strip():
        raise InputError("reason", "passes.error.why_missing")
    _end(work, pass_id, PassStatus.VOIDED, reason)


@requires(Permission.ISSUE_PASS)
def undo_issue(work: Work, pass_id: int) -> None:
    """Take back a pass just given: it becomes void. For the officer who gave it, within the time for undoing."""
    row = claim_alive(work, pass_id)
    if row.issued_by != work.officer.id or row.issued_at is None or _is_late(work, row.issued_at):
        raise Refusal("passes.refusal.too_late_to_undo", number=row.number)
    _end(work, pass_id, PassStatus.VOIDED, t("passes.word.undone"))


@requires(Permission.ISSUE_PASS)
def undo_last(work: Work, pass_id: int) -> None:
    """Take back the last step of a pass (extended, lost, handed back, void) within the time for undoing, by who did it."""
    row = _claim(work, pass_id)
    steps = work.session.scalars(_LAST_EVENTS.limit(50), {"pass_id": pass_id}).all()
    # A pass out of an old register came without steps.
    if not steps:
        raise Refusal("passes.refusal.too_late_to_undo", number=row.number)
    last = steps[0]
    if last.officer_id != work.officer.id or _is_late(work, last.at) or row.replaced_by_id is not None:
        raise Refusal("passes.refusal.too_late_to_undo", number=row.number)
    if last.kind == PassEventKind.EXTENDED:
        before = next(step.valid_until for step in steps[1:] if step.valid_until is not None)
        _change(work, row, {"valid_until": before})
    elif row.status in (PassStatus.LOST, PassStatus.RETURNED, PassStatus.VOIDED):
        _change(work, row, {"status": PassStatus.ISSUED.value, "ended_at": None, "end_reason": None})
    else:
        raise Refusal("passes.refusal.too_late_to_undo", number=row.number)
    records.write_event(work, row.id, PassEventKind.RESTORED, valid_until=row.valid_until)
    _record(work, row, "pass.restore", {"step": last.kind}, {"status": row.status}, None)


@requires(Permission.ISSUE_PASS)
def reissue(work: Work, pass_id: int, *, reason: str = "", operation: str | None = None) -> IssuedPass:
    """Give a new pass with a new number and code for one that was lost or can no longer be printed (P6, U-37).

    It takes over holder, gates, end and approval. The old one stays in the list, points to the new one, and is refused at the gates
    because it was replaced.
    """
    if operation is not None and (done := find_done(work, operation)) is not None:
        return done
    row = _claim(work, pass_id)
    if row.replaced_by_id is not None or row.status not in (PassStatus.ISSUED, PassStatus.LOST):
        raise _ended(row)
    if row.valid_until <= work.at:
        raise Refusal("passes.refusal.expired", number=row.number)
    form = application_of(work, row)
    holder = holders.find_holder(work, row.holder_id) if row.holder_id is not None else None
    if holder is not None and (kept_in := holders.restrictions_against(work, holder, form)):
        raise kept_in[0]
    judged = judging.Judged(
        application=replace(form, valid_from=max(row.valid_from, work.at)),
        holder=holder,
        reason_id=row.reason_id,
        approver=judging.find_officer(work, row.approver_id),
        approver_name=row.approver_name,
        place=row.place,
        plate=row.plate,
        rule=row.rule,
    )
    given = records.write_issued(
        work,
        judged,
        numbering.take(work, f"pass.{row.kind}"),
        tokens.new_token(demo=tokens.is_demo(work)),
        replaces=row.id,
    )
    changes: dict[str, Any] = {"replaced_by_id": given.id, "sealed_token": None}
    if row.status == PassStatus.ISSUED:
        changes |= {
            "status": PassStatus.VOIDED.value,
            "ended_at": work.at,
            "end_reason": reason.strip() or t("passes.word.replaced"),
        }
    _change(work, row, changes)
    records.write_event(work, row.id, PassEventKind.REISSUED, reason=given.number)
    if operation is not None:
        remember(work, operation, given.id)
    _record(work, row, "pass.reissue", None, {"new": given.number, "new_id": given.id}, reason)
    return given


def application_of(read: Read, row: Pass) -> Application:
    """The form that a stored pass was filled in with, for copying, approving and giving anew."""
    reason = read.session.scalar(select(PassReason.code).where(PassReason.id == row.reason_id))
    gates = read.session.scalars(select(PassGate.gate_id).where(PassGate.pass_id == row.id)).all()
    return Application(
        kind=PassKind(row.kind),
        holder=row.holder_id,
        household=row.household_id,
        unit=row.unit_id,
        plate=row.plate,
        vehicle_use=row.vehicle_use,
        owner=row.owner,
        phone=row.phone,
        reason=reason,
        reason_text=row.reason,
        gates=tuple(gates),
        zone=row.zone,
        valid_from=row.valid_from,
        valid_until=row.valid_until,
        hours_from=row.hours_from,
        hours_until=row.hours_until,
        entries=row.entries,
        approver=row.approver_id,
        approver_name=row.approver_name,
        issuer_name=row.issuer_name,
        temperature=row.temperature,
        history_clear=row.history_clear,
        remark=row.remark,
        photo=row.photo_id,
        job=row.job_id,
    )


def copy_form(read: Read, pass_id: int) -> Application:
    """The form of an earlier pass, to fill a new one from; times, temperature and history are left out."""
    row = read.session.scalar(select(Pass).where(Pass.id == pass_id))
    if row is None:
        raise StaleError("storage.stale")
    return replace(
        application_of(read, row), valid_from=None, valid_until=None, temperature=None, history_clear=None
    )


def claim_alive(work: Work, pass_id: int) -> Pass:
    """A pass that was not ended by anybody, locked for this transaction; expired ones count as alive."""
    row = _claim(work, pass_id)
    if row.status != PassStatus.ISSUED:
        raise _ended(row)
    return row


def _claim(work: Work, pass_id: int) -> Pass:
    row = work.session.scalar(_ONE, {"pass_id": pass_id})
    if row is None:
        raise StaleError("storage.stale")
    return row


def _ended(row: Pass) -> Refusal:
    return Refusal(
        "passes.refusal.ended",
        number=row.number or "",
        state=t(f"passes.state.{PassStatus(row.status).value}")
        if row.status != PassStatus.ISSUED
        else t("passes.word.replaced"),
    )


def _end(work: Work, pass_id: int, status: PassStatus, reason: str) -> None:
    row = claim_alive(work, pass_id)
    why = reason.strip() or None
    values = {"status": status.value, "ended_at": work.at, "end_reason": why, "sealed_token": None}
    _change(work, row, values)
    records.write_event(work, row.id, _ACTIONS[status], reason=why)
    _record(work, row, f"pass.{_ACTIONS[status].value}", None, {"status": status.value}, reason)


def _is_late(work: Work, since: datetime) -> bool:
    return work.at - since > timedelta(minutes=rules.UNDO_MINUTES)


def _change(work: Work, row: Pass, values: Mapping[str, Any]) -> None:
    work.session.execute(
        update(Pass).where(Pass.id == row.id).values(**values, version=Pass.version + 1),
        execution_options={"synchronize_session": False},
    )
    work.session.refresh(row)


def _record(
    work: Work,
    row: Pass,
    action: str,
    before: Mapping[str, Any] | None,
    after: Mapping[str, Any],
    reason: str | None,
) -> None:
    audit.record(
        work,
        action=action,
        subject=("pass", row.id),
        before=before,
        after={"number": row.number, **after},
        reason=(reason or "").strip() or None,
    )
