"""Passes that wait for a leader: asked for, approved or refused, one by one or all that are ticked (P3)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Unpack

from sqlalchemy import bindparam, select, update

from db.models import Pass
from db.vocabulary import PassEventKind, PassKind, PassStatus
from duty_desk import audit, numbering
from duty_desk.errors import DutyDeskError, InputError, Refusal
from duty_desk.passes import judging, records, tokens
from duty_desk.passes.application import Application, IssuedPass, Left, PassForm, PassRefused
from duty_desk.passes.life import application_of
from duty_desk.roles import Permission, requires
from duty_desk.work import Work

_WAITING = select(Pass).where(Pass.id.in_(bindparam("ids", expanding=True))).with_for_update()


@dataclass(frozen=True, slots=True)
class Approval:
    """What came of approving many: the passes given, and those left with the reason."""

    issued: tuple[IssuedPass, ...]
    left: tuple[Left, ...]


@requires(Permission.REQUEST_PASS)
def request(work: Work, **form: Unpack[PassForm]) -> int:
    """Ask for a pass; it waits without a number until a leader decides. Judged as `issue` does, but for the approver."""
    judged = judging.insist(work, Application(**form), approved=False)
    values = records.pass_values(work, judged, status=PassStatus.REQUESTED)
    values["search_doc"] = records.document_of(values, judged, None)
    pass_id = records.write_pass(work, values, judged.application.gates)
    records.write_event(work, pass_id, PassEventKind.REQUESTED)
    audit.record(
        work,
        action="pass.request",
        subject=("pass", pass_id),
        after={"kind": judged.application.kind, "reason": judged.application.reason},
    )
    return pass_id


@requires(Permission.APPROVE_PASS)
def approve(work: Work, ids: Sequence[int]) -> Approval:
    """Approve what waits: each is judged again and numbered in the order given. What may not be given stays waiting.

    Nobody approves what they asked for themselves.
    """
    rows = _claim(work, ids)
    issued: list[IssuedPass] = []
    left: list[Left] = []
    for position, pass_id in enumerate(ids):
        row = rows.get(pass_id)
        try:
            issued.append(_give(work, row))
        except DutyDeskError as error:
            left.append(Left(position, error))
    if not issued and left:
        raise left[0].error
    return Approval(tuple(issued), tuple(left))


@requires(Permission.APPROVE_PASS)
def refuse(work: Work, ids: Sequence[int], *, reason: str) -> None:
    """Refuse what waits, with the reason that is told to the applicant."""
    if not reason.strip():
        raise InputError("reason", "passes.error.why_missing")
    for row in _claim(work, ids).values():
        if row.status != PassStatus.REQUESTED:
            raise Refusal("passes.refusal.not_waiting", name=row.holder_name)
        _update(work, row.id, status=PassStatus.REFUSED.value, ended_at=work.at, end_reason=reason.strip())
        records.write_event(work, row.id, PassEventKind.REFUSED, reason=reason.strip())
        audit.record(work, action="pass.refuse", subject=("pass", row.id), reason=reason.strip())


@requires(Permission.REQUEST_PASS)
def withdraw(work: Work, pass_id: int) -> None:
    """Take back a request of one's own that still waits (undo)."""
    row = _claim(work, [pass_id]).get(pass_id)
    if row is None or row.status != PassStatus.REQUESTED or row.requested_by != work.officer.id:
        raise Refusal("passes.refusal.not_waiting", name=row.holder_name if row else "")
    _update(work, pass_id, status=PassStatus.REFUSED.value, ended_at=work.at)
    records.write_event(work, pass_id, PassEventKind.REFUSED)
    audit.record(work, action="pass.withdraw", subject=("pass", pass_id))


def _give(work: Work, row: Pass | None) -> IssuedPass:
    if row is None or row.status != PassStatus.REQUESTED:
        raise Refusal("passes.refusal.not_waiting", name=row.holder_name if row else "")
    if row.requested_by == work.officer.id:
        raise PassRefused("approver", "passes.refusal.approver_is_issuer")
    form = application_of(work, row)
    judged = judging.insist(work, replace(form, approver=None, another=True), approved=False, standing=True)
    number = numbering.take(work, f"pass.{PassKind(row.kind).value}")
    token = tokens.new_token(demo=tokens.is_demo(work))
    check_code = tokens.check_code(token)
    _update(
        work,
        row.id,
        **records.number_values(work, number, token),
        status=PassStatus.ISSUED.value,
        issued_at=work.at,
        issued_by=row.requested_by,
        issuing_officer=records.officer_name(work, row.requested_by),
        approver_id=work.officer.id,
        approver_name=work.officer.name,
        approved_at=work.at,
        rule=dict(judged.rule),
        search_doc=records.document_of(
            {"holder_name": row.holder_name, "phone": row.phone, "plate": row.plate}, judged, number
        ),
    )
    records.write_event(work, row.id, PassEventKind.ISSUED, valid_until=row.valid_until)
    audit.record(
        work,
        action="pass.approve",
        subject=("pass", row.id),
        after={"number": number.text, "valid_from": row.valid_from, "valid_until": row.valid_until},
    )
    return IssuedPass(row.id, number.text, check_code, token)


def _claim(work: Work, ids: Sequence[int]) -> dict[int, Pass]:
    return {row.id: row for row in work.session.scalars(_WAITING, {"ids": list(ids)})}


def _update(work: Work, pass_id: int, **values: object) -> None:
    work.session.execute(
        update(Pass).where(Pass.id == pass_id).values(**values, version=Pass.version + 1),
        execution_options={"synchronize_session": False},
    )
