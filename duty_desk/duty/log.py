"""The duty log: calls, visits, orders, energy notes as numbered entries; struck out, never deleted (product rule W3)."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select

from db.models import LogEntry
from db.vocabulary import LogKind
from duty_desk import audit, numbering
from duty_desk.duty.words import needed, optional, past, phone_of
from duty_desk.errors import InputError, Refusal, StaleError
from duty_desk.roles import Permission, requires, step
from duty_desk.work import Work


@requires(Permission.WRITE_LOG)
def write(
    work: Work,
    *,
    kind: LogKind,
    text: str,
    from_whom: str = "",
    phone: str = "",
    handling: str = "",
    responsible: str = "",
    due_at: datetime | None = None,
    at: datetime | None = None,
    subject: tuple[str, int] | None = None,
) -> int:
    """Write one entry; `subject` is the record it is about, `at` when it happened.

    With a term somebody is responsible: the officer who writes, unless another is named.
    """
    return enter(
        work,
        kind=kind,
        text=text,
        from_whom=from_whom,
        phone=phone,
        handling=handling,
        responsible=responsible,
        due_at=due_at,
        at=at,
        subject=subject,
    )


@step
def enter(
    work: Work,
    *,
    kind: LogKind,
    text: str,
    from_whom: str = "",
    phone: str = "",
    handling: str = "",
    responsible: str = "",
    due_at: datetime | None = None,
    at: datetime | None = None,
    subject: tuple[str, int] | None = None,
) -> int:
    """The same out of another act, which was permitted there."""
    text = needed(text, "text", "duty_log.error.text")
    moment = past(work, at, "at")
    if responsible.strip() and due_at is None:
        raise InputError("due_at", "duty_log.error.due_missing")
    if due_at is not None and due_at < moment:
        raise InputError("due_at", "duty_log.error.due_before")
    row = LogEntry(
        number=numbering.take(work, "log", moment.year).text,
        at=moment,
        kind=kind.value,
        text=text,
        from_whom=optional(from_whom),
        phone=phone_of(phone),
        handling=optional(handling),
        responsible=(responsible.strip() or work.officer.name) if due_at is not None else None,
        due_at=due_at,
        subject_kind=subject[0] if subject else None,
        subject_id=subject[1] if subject else None,
        officer_id=work.officer.id,
        officer_name=work.officer.name,
    )
    work.session.add(row)
    work.session.flush()
    audit.record(
        work,
        action="log.write",
        subject=("log_entry", row.id),
        after={"log_kind": kind.value, "number": row.number, "due_at": due_at},
    )
    return row.id


@requires(Permission.WRITE_LOG)
def finish(work: Work, entry: int, *, note: str = "", version: int | None = None) -> None:
    """What had to be followed up was done."""
    row = _claim(work, entry, version)
    if row.due_at is None or row.done_at is not None:
        raise Refusal("duty_log.refusal.nothing_open", number=row.number)
    row.done_at, row.done_by, row.done_note = work.at, work.officer.name, optional(note)
    row.version += 1
    work.session.flush()
    audit.record(work, action="log.finish", subject=("log_entry", entry), after={"done_at": work.at})


@requires(Permission.WRITE_LOG)
def reopen(work: Work, entry: int) -> None:
    """It was not done after all; what was noted about it goes."""
    row = _claim(work, entry)
    if row.done_at is None:
        raise StaleError("storage.stale")
    before = {"done_at": row.done_at}
    row.done_at = row.done_by = row.done_note = None
    row.version += 1
    work.session.flush()
    audit.record(work, action="log.reopen", subject=("log_entry", entry), before=before)


@requires(Permission.WRITE_LOG)
def postpone(
    work: Work, entry: int, *, due_at: datetime, responsible: str = "", version: int | None = None
) -> None:
    """Give a follow-up another term or another person; an entry without one gets it."""
    row = _claim(work, entry, version)
    if row.done_at is not None:
        raise Refusal("duty_log.refusal.nothing_open", number=row.number)
    if due_at < row.at:
        raise InputError("due_at", "duty_log.error.due_before")
    before = {"due_at": row.due_at}
    row.due_at = due_at
    row.responsible = responsible.strip() or row.responsible or work.officer.name
    row.version += 1
    work.session.flush()
    audit.record(
        work, action="log.postpone", subject=("log_entry", entry), before=before, after={"due_at": due_at}
    )


@requires(Permission.WRITE_LOG)
def strike(work: Work, entry: int, *, reason: str, version: int | None = None) -> None:
    """Strike an entry out: it stays to be read, with the reason and who did it, and waits for nothing any more."""
    reason = needed(reason, "reason", "duty_log.error.reason")
    row = _claim(work, entry, version)
    row.struck_at, row.struck_by, row.struck_reason = work.at, work.officer.name, reason
    row.version += 1
    work.session.flush()
    audit.record(work, action="log.strike", subject=("log_entry", entry), reason=reason)


def _claim(work: Work, entry: int, version: int | None = None) -> LogEntry:
    row = work.session.scalar(select(LogEntry).where(LogEntry.id == entry).with_for_update())
    if row is None or (version is not None and row.version != version):
        raise StaleError("storage.stale")
    if row.struck_at is not None:
        raise Refusal("duty_log.refusal.struck", number=row.number)
    return row
