"""Adds, lists, opens and removes the files of a record."""

from __future__ import annotations

import hashlib
import os
import tempfile
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from sqlalchemy import ColumnElement, or_, select

from db.models import Attachment, Officer
from duty_desk import audit
from duty_desk.attachments.kinds import KINDS, harmless, label
from duty_desk.attachments.stores import store_of
from duty_desk.errors import InputError, StaleError, StorageError
from duty_desk.roles import Permission, requires, step
from duty_desk.work import Read, Work

# How long a removed file can be put back.
KEPT = timedelta(days=7)
OPENED = "opened"


@dataclass(frozen=True, slots=True)
class AttachmentRow:
    """A file as a record lists it. `name` is a label, nothing is ever opened by it."""

    id: int
    name: str
    media_type: str
    size: int
    added_at: datetime
    added_by: str | None


@requires(Permission.ATTACH, cleans=True)
def add(work: Work, subject: tuple[str, int], name: str, raw: bytes) -> int:
    """Keep a file with a record. Raises InputError("file", …) for what is too large, of no known kind or damaged."""
    kind, kept = harmless(raw)
    digest = hashlib.sha256(kept).hexdigest()
    work.endings.append(store_of(work).put(digest, kept))
    row = Attachment(
        subject_kind=subject[0],
        subject_id=subject[1],
        name=label(name) or f"{digest[:8]}.{kind.ending}",
        media_type=kind.media_type,
        size=len(kept),
        sha256=digest,
        added_at=work.at,
        added_by=work.officer.id,
    )
    work.session.add(row)
    work.session.flush()
    # The label may hold a person's name: only what the file is goes into the chain.
    audit.record(
        work,
        action="attachment.add",
        subject=subject,
        after={"attachment": row.id, "kind": kind.ending, "sha256": digest},
    )
    return row.id


@requires(Permission.ATTACH)
def remove(work: Work, attachment: int, *, reason: str) -> None:
    """Take a file off a record; it can be put back for a week, then its bytes are destroyed."""
    if not reason.strip():
        raise InputError("reason", "attachments.error.reason_missing")
    row = _claim(work, attachment)
    if row.removed_at is not None:
        raise StaleError("storage.stale")
    row.removed_at = work.at
    _note(work, "attachment.remove", row, reason.strip())


@requires(Permission.ATTACH)
def put_back(work: Work, attachment: int) -> None:
    """Undo a removal."""
    row = _claim(work, attachment)
    if row.removed_at is None or store_of(work).get(row.sha256) is None:
        raise StaleError("storage.stale")
    row.removed_at = None
    _note(work, "attachment.put_back", row, None)


@step
def forget_removed(work: Work) -> int:
    """Destroy the bytes of files removed more than a week ago that no record uses; returns how many."""
    living = select(Attachment.sha256).where(_is_kept(work))
    query = (
        select(Attachment.sha256)
        .where(Attachment.removed_at < work.at - KEPT, Attachment.sha256.not_in(living))
        .distinct()
    )
    store, count = store_of(work), 0
    for digest in work.session.scalars(query).all():
        if store.get(digest) is not None:
            store.destroy(digest)
            count += 1
    return count


@step
def sweep(work: Work) -> int:
    """Put right what a crash left between the bytes and their record: named ones get their place, others go; returns how many.

    Whoever is just writing holds the office's turn to write, as this does.
    """
    store, count = store_of(work), 0
    for digest, settle in store.unsettled():
        query = select(Attachment.id).where(Attachment.sha256 == digest, _is_kept(work)).limit(1)
        settle(work.session.scalar(query) is not None)
        count += 1
    return count


def has_unsettled(read: Read) -> bool:
    """Whether anything lies between bytes and record: left by a crash, or by another program at this moment."""
    return next(iter(store_of(read).unsettled()), None) is not None


def list_attachments(read: Read, subject: tuple[str, int]) -> tuple[AttachmentRow, ...]:
    """The files of a record, in the order in which they were added."""
    query = (
        select(
            Attachment.id,
            Attachment.name,
            Attachment.media_type,
            Attachment.size,
            Attachment.added_at,
            Officer.name,
        )
        .outerjoin(Officer, Officer.id == Attachment.added_by)
        .where(
            Attachment.subject_kind == subject[0],
            Attachment.subject_id == subject[1],
            Attachment.removed_at.is_(None),
        )
        .order_by(Attachment.id)
    )
    return tuple(AttachmentRow(*row) for row in read.session.execute(query))


def content(read: Read, attachment: int) -> bytes:
    """The bytes of a file, proved to be those that were kept. Raises StorageError when they are gone or were changed."""
    row = _claim(read, attachment)
    found = store_of(read).get(row.sha256)
    if found is None or hashlib.sha256(found).hexdigest() != row.sha256:
        raise StorageError("attachments.error.lost", name=row.name)
    return found


def open_copy(read: Read, attachment: int) -> Path:
    """A copy for another program to show, under a name of ours in a folder that is emptied at the next start."""
    row = _claim(read, attachment)
    folder = read.folder / OPENED
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    handle, name = tempfile.mkstemp(
        dir=folder, prefix=f"{row.id}-", suffix=f".{KINDS[row.media_type].ending}"
    )
    with os.fdopen(handle, "wb") as file:
        file.write(content(read, attachment))
    return Path(name)


def _is_kept(work: Work) -> ColumnElement[bool]:
    return or_(Attachment.removed_at.is_(None), Attachment.removed_at >= work.at - KEPT)


def _claim(read: Read, attachment: int) -> Attachment:
    row = read.session.get(Attachment, attachment)
    if row is None:
        raise StaleError("storage.stale")
    return row


def _note(work: Work, action: str, row: Attachment, reason: str | None) -> None:
    subject = (row.subject_kind, row.subject_id)
    audit.record(work, action=action, subject=subject, after={"attachment": row.id}, reason=reason)
