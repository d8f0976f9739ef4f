"""Gives a pass: judged, numbered, with a code, findable, recorded."""

from __future__ import annotations

from typing import Unpack

from sqlalchemy import bindparam, insert, select

from db.models import Operation, Pass
from duty_desk import audit, numbering
from duty_desk.passes import tokens
from duty_desk.passes.application import Application, IssuedPass, PassForm
from duty_desk.passes.judging import insist
from duty_desk.passes.quick import ask, write
from duty_desk.passes.records import write_issued
from duty_desk.roles import Permission, requires
from duty_desk.work import Read, Work

_DONE = select(Operation.result).where(Operation.id == bindparam("operation"))
_ISSUED = select(Pass.id, Pass.number, Pass.check_code, Pass.sealed_token).where(
    Pass.id == bindparam("pass_id")
)
_ADD_OPERATION = insert(Operation.__table__)  # pyright: ignore[reportArgumentType]


@requires(Permission.ISSUE_PASS)
def issue(work: Work, *, operation: str | None = None, **form: Unpack[PassForm]) -> IssuedPass:
    """Issue one pass; see PassForm for the arguments.

    `operation` is the form's own identifier: the same one again (double click, retry after a lost answer) gives the same pass. Raises
    Problems with all wrong fields, or PassRefused when a rule forbids it.
    """
    # The statements below go past the session: what it still holds back is written first.
    work.session.flush()
    if operation is not None and (done := find_done(work, operation)) is not None:
        return done
    judged = insist(work, Application(**form))
    number = numbering.take(work, f"pass.{judged.application.kind}")
    issued = write_issued(work, judged, number, tokens.new_token(demo=tokens.is_demo(work)))
    if operation is not None:
        remember(work, operation, issued.id)
    audit.record(
        work,
        action="pass.issue",
        subject=("pass", issued.id),
        after={
            "number": issued.number,
            "valid_from": judged.application.valid_from,
            "valid_until": judged.application.valid_until,
            "reason": judged.application.reason,
            "gates": list(judged.application.gates),
            "approver": judged.approver_id,
        },
    )
    return issued


def find_done(read: Read, operation: str) -> IssuedPass | None:
    """The pass that an operation has already given."""
    result = find_result(read, operation)
    if result is None:
        return None
    row = ask(read, _ISSUED, {"pass_id": int(result)}).one()
    token = tokens.unseal(read, row.sealed_token) if row.sealed_token else ""
    return IssuedPass(row.id, row.number, row.check_code, token, repeated=True)


def find_result(read: Read, operation: str) -> str | None:
    """What an operation already done was remembered with."""
    return ask(read, _DONE, {"operation": operation}).scalar()


def remember(work: Work, operation: str, result: int) -> None:
    """Note that an operation was done and which record it gave."""
    write(work, "operation", _ADD_OPERATION, {"id": operation, "at": work.at, "result": str(result)})
