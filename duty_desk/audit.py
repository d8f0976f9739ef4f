"""Who did what, when and why: an append-only chain that `verify` proves whole (product rule X9).

Each entry's digest is HMAC-SHA256 over the digest before it and the entry's own content. Personal data does not enter the chain:
values named private are replaced by a keyed digest, so that a purge of persons leaves the chain provable.
"""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from sqlalchemy import bindparam, insert, select, update

from db import changes, prepared
from db.models import AuditEntry, AuditHead, Setting
from duty_desk.errors import StorageError
from duty_desk.roles import step
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
_ENTRY: Any = AuditEntry.__table__
_HEAD: Any = AuditHead.__table__
_ADD = insert(_ENTRY)
_MOVE = (
    update(_HEAD)
    .where(_HEAD.c.id == 1)
    .values(sequence=bindparam("id_"), digest=bindparam("digest_"), seen_at=bindparam("at_"))
)
_READ_HEAD = select(_HEAD.c.sequence, _HEAD.c.digest).where(_HEAD.c.id == 1).with_for_update()


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


@dataclass(frozen=True, slots=True)
class CodeProof:
    """What became of a code typed from a paper: the entry after which it was printed, None when the chain does not have it.

    `broken_at` is an entry up to there that does not fit, although the code itself is still found.
    """

    entry: EntryRow | None
    broken_at: int | None

    @property
    def holds(self) -> bool:
        """Whether everything up to the paper is as it was when it was printed."""
        return self.entry is not None and self.broken_at is None


@step
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
    connection = work.connection
    # Nobody else can move the head while this transaction writes: the desk remembers it from the beginning.
    head = work.memo.get("audit.head") or connection.execute(_READ_HEAD).one()
    content: dict[str, Any] = dict(after or {})
    for name, value in (private or {}).items():
        content[name] = _seal(key, value)
    kind, identity = subject or (None, None)
    values = (
        head[0] + 1,
        work.at,
        work.officer.id,
        work.officer.name,
        work.officer.role.value,
        work.desk,
        action,
        kind,
        identity,
        _text(before) if before else None,
        _text(content) if content else None,
        reason,
    )
    digest = _digest(key, head[1], values)
    prepared.write(connection, _ADD, dict(zip(_FIELDS, values, strict=True), digest=digest))
    prepared.write(connection, _MOVE, {"id_": values[0], "digest_": digest, "at_": work.at})
    changes.note(work.session, AuditEntry.__tablename__, AuditHead.__tablename__)
    work.memo["audit.head"] = (values[0], digest)
    return values[0]


def history(read: Read, kind: str, subject_id: int) -> tuple[EntryRow, ...]:
    """Everything recorded about one record, oldest first."""
    query = (
        select(AuditEntry)
        .where(AuditEntry.subject_kind == kind, AuditEntry.subject_id == subject_id)
        .order_by(AuditEntry.id)
    )
    return tuple(row_of(entry) for entry in read.session.scalars(query))


def verify(read: Read, *, after: tuple[int, str] = (0, GENESIS)) -> Verification:
    """Recompute the chain; edits, deletions, insertions, reorders and a cut tail are found.

    `after` is the sequence and digest of an entry already proved, to go on from there.
    """
    key = chain_key(read)
    expected, previous = after
    for row in _entries(read, expected):
        expected += 1
        if row[0] != expected or row[-1] != _digest(key, previous, row[:-1]):
            return Verification(expected - 1, previous, expected)
        previous = row[-1]
    head = head_of(read)
    return Verification(expected, previous, None if head == (expected, previous) else expected + 1)


def head_of(read: Read) -> tuple[int, str]:
    """Sequence and digest of the newest entry."""
    row = read.session.execute(select(_HEAD.c.sequence, _HEAD.c.digest).where(_HEAD.c.id == 1)).one()
    return row.sequence, row.digest


def digest_at(read: Read, sequence: int) -> str | None:
    """Digest of one entry; that of the beginning for 0."""
    if sequence == 0:
        return GENESIS
    return read.session.scalar(select(_ENTRY.c.digest).where(_ENTRY.c.id == sequence))


def anchor(read: Read) -> str:
    """Eight characters of the chain's head for a printed sheet: paper is the outside witness of the chain."""
    return anchor_code(*head_of(read))


def anchor_code(sequence: int, digest: str) -> str:
    """The eight characters of an entry."""
    return hashlib.sha256(f"{sequence}:{digest}".encode()).hexdigest()[:8].upper()


def find_anchor(read: Read, code: str) -> EntryRow | None:
    """The entry after which a code was printed; None when history was rewritten since, or the code was misread."""
    wanted = "".join(c for c in code.upper() if c.isalnum())
    for row in _entries(read, 0):
        if anchor_code(row[0], row[-1]) == wanted:
            return row_of(read.session.get_one(AuditEntry, row[0]))
    return None


def prove_code(read: Read, code: str) -> CodeProof:
    """Whether the chain is still the one from which a paper's code was printed (check S-42).

    A history written anew, even one that proves whole, has another code at that entry.
    """
    found = find_anchor(read, code)
    if found is None:
        return CodeProof(None, None)
    broken = verify(read).broken_at
    return CodeProof(found, broken if broken is not None and broken <= found.id else None)


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


def parse(text: str | None) -> Mapping[str, Any]:
    """The values of an entry's `before` or `after`."""
    return json.loads(text) if text else {}


def _entries(read: Read, after: int) -> Iterator[Sequence[Any]]:
    columns = [_ENTRY.c[name] for name in (*_FIELDS, "digest")]
    query = select(*columns).where(_ENTRY.c.id > after).order_by(_ENTRY.c.id)
    with read.session.connection().execute(query.execution_options(yield_per=5000)) as rows:
        yield from rows


def _digest(key: bytes, previous: str, values: Sequence[Any]) -> str:
    # Every value is led by its length, so that no two entries can be written alike.
    parts = [previous]
    for value in values:
        if value is None:
            parts.append("-")
        else:
            text = value if type(value) is str else _plain(value)
            parts.append(f"{len(text)}:{text}")
    return hmac.digest(key, "".join(parts).encode(), "sha256").hex()


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


def row_of(entry: AuditEntry) -> EntryRow:
    """An entry as others see it."""
    return EntryRow(
        id=entry.id,
        at=entry.at,
        officer_name=entry.officer_name,
        action=entry.action,
        subject_kind=entry.subject_kind,
        subject_id=entry.subject_id,
        before=parse(entry.before),
        after=parse(entry.after),
        reason=entry.reason,
    )
