"""Destroys what is past its time: approved by a second person, in one transaction, with a certificate in the chain."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from sqlalchemy import delete, func, select, update

from db.models import Attachment, Destruction, DestructionPermit, TeamCount
from duty_desk import audit, numbering
from duty_desk.attachments.stores import store_of
from duty_desk.errors import Refusal
from duty_desk.people import approvals
from duty_desk.people.approvals import Approval
from duty_desk.people.records import required
from duty_desk.privacy import people
from duty_desk.privacy.counting import Preview, approval_content, files_going, preview
from duty_desk.privacy.plan import DROPPED, MARK, RULES
from duty_desk.privacy.plan_rows import emptied, past, something_left, table_of, unnamed, value_of
from duty_desk.privacy.windows import Act
from duty_desk.roles import Permission, requires
from duty_desk.work import Read, Work

NUMBER = "destruction"
_ATTACHMENT: Any = Attachment.__table__
_TEAM: Any = TeamCount.__table__
_PIECE = 500


@requires(Permission.DESTROY)
def destroy(
    work: Work, act: Act, *, ended_on: date | None = None, reason: str, approval: Approval | None = None
) -> int:
    """Destroy what the preview counted; the certificate's identifier. What lies outside the tables is taken by `clearing`.

    Raises InputError; Refusal when there is nothing to destroy, nobody else agreed, or it is no longer what was agreed to.
    """
    reason = required(reason, "reason", "privacy.error.reason_missing")
    found = preview(work, act, ended_on)
    content = approval_content(found, reason)
    approvals.insist(work, approval, content)
    if found.is_empty:
        raise Refusal("privacy.error.nothing")
    identity = int(work.session.scalar(select(func.max(Destruction.id))) or 0) + 1
    permit = DestructionPermit(id=identity)
    work.session.add(permit)
    work.session.flush()
    _empty(work, found)
    _certify(work, identity, found, content, approval)
    # Given back only now: the guard asks for the certificate.
    work.session.delete(permit)
    work.session.flush()
    return identity


def digest_of(number: str, content: Mapping[str, object]) -> str:
    """Of everything that a certificate says."""
    return approvals.digest_of({"number": number, **content})


def files_destroyed(read: Read) -> tuple[str, ...]:
    """Contents that only destroyed rows had."""
    living = select(_ATTACHMENT.c.sha256).where(_ATTACHMENT.c.name != MARK)
    gone = select(_ATTACHMENT.c.sha256).where(_ATTACHMENT.c.name == MARK, _ATTACHMENT.c.sha256.not_in(living))
    return tuple(read.session.scalars(gone.distinct()))


def _empty(work: Work, found: Preview) -> None:
    """The conditions look at what stays, so that one table after another can be emptied."""
    act, until = found.act, found.cuts
    leaving = people.going(work, act, until)
    gone = list(work.session.scalars(leaving))
    files = list(work.session.scalars(select(_ATTACHMENT.c.id).where(files_going(until, leaving))))
    for rule in RULES:
        table, columns = table_of(rule.table), emptied(rule)
        if rule.table == "team_count":
            _unname(work, past(rule, until))
        if columns:
            values = {column.name: value_of(rule, column) for column in columns if column.name != "missing"}
            work.session.execute(
                update(table).where(past(rule, until), something_left(rule)).values(**values)
            )
    people.erase(work, gone)
    people.unlink(work, [(table_of(rule.table), past(rule, until)) for rule in RULES])
    people.empty_flats(work, people.flats(act, until, leaving))
    _drop_files(work, files)
    for dropped in DROPPED:
        work.session.execute(delete(table_of(dropped.table)).where(past(dropped, until)))


def _certify(
    work: Work, identity: int, found: Preview, content: Mapping[str, object], approval: Approval | None
) -> None:
    number = numbering.take(work, NUMBER).text
    digest = digest_of(number, content)
    entry = audit.record(
        work,
        action="privacy.destroy",
        subject=("destruction", identity),
        after={
            "number": number,
            "kind": found.act.value,
            "ended_on": found.ended_on,
            "rows": found.rows,
            "people": found.people,
            "second": approval.officer.id if approval is not None else None,
            "digest": digest,
        },
        reason=str(content["reason"]),
    )
    work.session.add(
        Destruction(
            id=identity,
            number=number,
            kind=found.act.value,
            at=work.at,
            ended_on=found.ended_on,
            reason=str(content["reason"]),
            windows=found.windows,
            counts=found.counts,
            people=found.people,
            officer_id=work.officer.id,
            officer_name=work.officer.name,
            second_id=approval.officer.id if approval is not None else None,
            second_name=approval.officer.name if approval is not None else None,
            entry_id=entry,
            anchor=audit.anchor(work),
            digest=digest,
        )
    )
    work.session.flush()


def _unname(work: Work, condition: Any) -> None:
    """Who was missing from a team's check still counts, without name and reason."""
    rows = work.session.execute(select(_TEAM.c.id, _TEAM.c.missing).where(condition)).all()
    for identity, missing in rows:
        if missing != unnamed(missing):
            work.session.execute(update(_TEAM).where(_TEAM.c.id == identity).values(missing=unnamed(missing)))


def _drop_files(work: Work, files: list[int]) -> None:
    for index in range(0, len(files), _PIECE):
        mine = _ATTACHMENT.c.id.in_(files[index : index + _PIECE])
        at = func.coalesce(_ATTACHMENT.c.removed_at, work.at)
        work.session.execute(update(_ATTACHMENT).where(mine).values(name=MARK, removed_at=at))
    if work.session.get_bind().dialect.name == "postgresql":
        for digest in files_destroyed(work):
            store_of(work).destroy(digest)
