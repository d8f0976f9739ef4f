"""Who did what, when and why: an append-only chain that `verify` proves whole (product rule X9).

Each entry's digest is HMAC-SHA256 over the digest before it and the entry's own content. Personal data does not enter the chain:
values named private are replaced by a keyed digest, so that a purge of persons leaves the chain provable.
"""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from sqlalchemy import select, update

from db.models import AuditEntry, AuditHead, Setting
from duty_desk.errors import StorageError
from duty_desk.work import Read, Work

GENESIS = "0" * 64
_FIELDS = (
    "id",
    "at",
    "officer_id",
    "officer_name",
    "role",
    "desk",
    "action",
    "subject_kind",
    "subject_id",
    "before",
    "after",
    "reason",
)


@dataclass(frozen=True, slots=True)
class EntryRow:
    """One entry as it is shown in a record's history."""

    id: int
    at: datetime
    officer_name: str | None
    action: str
    subject_kind: str | None
    subject_id: int | None
    before: Mapping[str, Any]
    after: Mapping[str, Any]
    reason: str | None


@dataclass(frozen=True, slots=True)
class Verification:
    """Result of proving the chain: `broken_at` is the first entry that does not fit, None when whole."""

    entries: int
    head: str
    broken_at: int | None


def record(
    work: Work,
    *,
    action: str,
    subject: tuple[str, int] | None = None,
    before: Mapping[str, Any] | None = None,
    after: Mapping[str, Any] | None = None,
    private: Mapping[str, Any] | None = None,
    reason: str | None = None,
) -> int:
    """Append one entry in the transaction of `work`; returns its sequence number.

    `private` values are stored as keyed digests only.
    """
    key = chain_key(work)
    # The head row is updated first: on PostgreSQL this queues the writers, on SQLite BEGIN IMMEDIATE already has.
    head = work.session.execute(
        select(AuditHead.sequence, AuditHead.digest).where(AuditHead.id == 1).with_for_update()
    ).one()
    content: dict[str, Any] = dict(after or {})
    for name, value in (private or {}).items():
        content[name] = _seal(key, value)
    values: dict[str, Any] = {
        "id": head.sequence + 1,
        "at": work.at,
        "officer_id": work.officer.id,
        "officer_name": work.officer.name,
        "role": work.officer.role.value,
        "desk": work.desk,
        "action": action,
        "subject_kind": subject[0] if subject else None,
        "subject_id": subject[1] if subject else None,
        "before": _text(before) if before else None,
        "after": _text(content) if content else None,
        "reason": reason,
    }
    values["digest"] = _digest(key, head.digest, values)
    work.session.execute(AuditEntry.__table__.insert(), values)  # pyright: ignore[reportAttributeAccessIssue]
    work.session.execute(
        update(AuditHead)
        .where(AuditHead.id == 1)
        .values(sequence=values["id"], digest=values["digest"], seen_at=work.at)
        .execution_options(synchronize_session=False)
    )
    return values["id"]


def history(read: Read, kind: str, subject_id: int) -> tuple[EntryRow, ...]:
    """Everything recorded about one record, oldest first."""
    query = (
        select(AuditEntry)
        .where(AuditEntry.subject_kind == kind, AuditEntry.subject_id == subject_id)
        .order_by(AuditEntry.id)
    )
    return tuple(_row(entry) for entry in read.session.scalars(query))


def verify(read: Read) -> Verification:
    """Recompute the chain from the first entry; edits, deletions, insertions, reorders and a cut tail are found."""
    key = chain_key(read)
    previous, expected = GENESIS, 1
    for entry in _entries(read):
        values = {name: getattr(entry, name) for name in _FIELDS}
        if entry.id != expected or not hmac.compare_digest(entry.digest, _digest(key, previous, values)):
            return Verification(expected - 1, previous, expected)
        previous, expected = entry.digest, expected + 1
    head = read.session.execute(select(AuditHead.sequence, AuditHead.digest).where(AuditHead.id == 1)).one()
    if head.sequence != expected - 1 or head.digest != previous:
        return Verification(expected - 1, previous, expected)
    return Verification(expected - 1, previous, None)


def anchor(read: Read) -> str:
    """Eight characters of the chain's head for a printed sheet: paper is the outside witness of the chain."""
    head = read.session.execute(select(AuditHead.sequence, AuditHead.digest).where(AuditHead.id == 1)).one()
    return hashlib.sha256(f"{head.sequence}:{head.digest}".encode()).hexdigest()[:8].upper()


def chain_key(read: Read) -> bytes:
    """The office's secret for the chain, made when the office was set up."""
    if "audit.key" not in read.memo:
        value = read.session.scalar(
            select(Setting.value).where(Setting.owner == 0, Setting.key == "audit.key")
        )
        if value is None:
            raise StorageError("storage.not_an_office")
        read.memo["audit.key"] = bytes.fromhex(value)
    return read.memo["audit.key"]


def _entries(read: Read) -> Iterator[Any]:
    table = AuditEntry.__table__
    yield from read.session.execute(select(*table.c).order_by(table.c.id).execution_options(yield_per=5000))


def _digest(key: bytes, previous: str, values: Mapping[str, Any]) -> str:
    content = _text({name: values[name] for name in _FIELDS})
    return hmac.new(key, f"{previous}\n{content}".encode(), hashlib.sha256).hexdigest()


def _seal(key: bytes, value: object) -> str | None:
    if value is None:
        return None
    return "#" + hmac.new(key, _text({"v": value}).encode(), hashlib.sha256).hexdigest()[:16]


def _text(values: Mapping[str, Any]) -> str:
    return json.dumps(values, ensure_ascii=False, sort_keys=True, separators=(",", ":"), default=_plain)


def _plain(value: object) -> str:
    if isinstance(value, datetime | date | time):
        return value.isoformat()
    return str(value)


def _row(entry: AuditEntry) -> EntryRow:
    return EntryRow(
        id=entry.id,
        at=entry.at,
        officer_name=entry.officer_name,
        action=entry.action,
        subject_kind=entry.subject_kind,
        subject_id=entry.subject_id,
        before=json.loads(entry.before) if entry.before else {},
        after=json.loads(entry.after) if entry.after else {},
        reason=entry.reason,
    )
