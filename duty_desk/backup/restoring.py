"""Brings a backup back: what would be lost is shown, what is there is kept, then the two change places."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sqlalchemy import func, select

from db import copying, snapshot
from db.engine import Mode, Unusable, open_engine
from db.models import AuditEntry
from duty_desk import audit, roles
from duty_desk.backup.copies import BEFORE_RESTORE, BackupRow, folder_of, look, name_of, written_at
from duty_desk.backup.making import make_in
from duty_desk.backup.status import note
from duty_desk.desk import FILE_NAME, SYSTEM, Desk, open_desk, told_plainly
from duty_desk.errors import Refusal
from duty_desk.people import approvals
from duty_desk.people.approvals import Approval
from duty_desk.work import OfficerRef, Read

_RESTORING = f"{FILE_NAME}.restoring"


@dataclass(frozen=True, slots=True)
class Loss:
    """What would be gone: how many entries since when, and of which kinds, the most frequent first."""

    entries: int
    since: datetime | None
    until: datetime | None
    by_action: tuple[tuple[str, int], ...]


def preview(desk: Desk, backup: Path) -> Loss:
    """What was recorded after a backup, and would be lost by bringing it back."""
    with desk.read() as read:
        shared = _shared(read, backup)
        since, until = read.session.execute(
            select(func.min(AuditEntry.at), func.max(AuditEntry.at)).where(AuditEntry.id > shared)
        ).one()
        query = (
            select(AuditEntry.action, func.count())
            .where(AuditEntry.id > shared)
            .group_by(AuditEntry.action)
            .order_by(func.count().desc(), AuditEntry.action)
        )
        counts = tuple((str(action), int(count)) for action, count in read.session.execute(query))
    return Loss(sum(count for _, count in counts), since, until, counts)


def preview_file(office: Path, backup: BackupRow) -> Loss | None:
    """As `preview`, for an office that does not open: what its file still tells; None when that cannot be read."""
    found = snapshot.acts_after(office / FILE_NAME, backup.entries or 0)
    if found is None:
        return None
    return Loss(sum(count for _, count in found), None, None, tuple(found))


def restore_act(backup: Path) -> Mapping[str, object]:
    """What a second person approves (see `sign_in.approve`)."""
    row = look(backup)
    return {"act": "backup.restore", "file": backup.name, "entries": row.entries, "size": row.size}


def restore(desk: Desk, backup: Path, *, approval: Approval | None = None) -> Loss:
    """Bring a backup back into an office that is open; the desk goes on with it, and whoever was signed in must do so again.

    What was there is kept as a backup of its own. Automatic backups pause until `resume`. Raises Refusal, StorageError.
    """
    with desk.read() as read:
        roles.require(read, roles.Permission.RESTORE)
        approvals.insist(read, approval, restore_act(backup))
    loss, at = preview(desk, backup), desk.now
    with told_plainly(desk.path):
        fresh = _prepare(backup, desk.folder)
        try:
            desk.replace(_swap_file(desk.path, fresh, at) if desk.path else _swap_rows(desk, fresh, at))
        finally:
            snapshot.discard(fresh)
    _finish(desk, desk.officer, backup, loss.entries)
    return loss


def restore_file(office: Path, backup: Path) -> None:
    """Bring a backup back into the folder of an office that does not open any more; the damaged file is kept."""
    path = office / FILE_NAME
    with told_plainly(path):
        fresh = _prepare(backup, office)
        try:
            at = look(backup).made_at
            with suppress(FileNotFoundError):
                at = written_at(path)
            _swap_file(path, fresh, at)()
        finally:
            snapshot.discard(fresh)
    desk = open_desk(office)
    try:
        _finish(desk, SYSTEM, backup, None)
    finally:
        desk.close()


def resume(desk: Desk) -> None:
    """The restored office was looked at and is the right one: make backups again."""
    note(folder_of(desk.folder), paused=False)


def _finish(desk: Desk, officer: OfficerRef, backup: Path, lost: int | None) -> None:
    with desk.work(officer) as work:
        audit.record(work, action="backup.restore", after={"file": backup.name, "lost": lost})
    note(folder_of(desk.folder), paused=True)


def _prepare(backup: Path, office: Path) -> Path:
    """A proved copy of the backup at the newest schema, beside the office. Raises Unusable, Refusal."""
    fresh = office / _RESTORING
    snapshot.discard(fresh)
    facts = snapshot.prove(backup)
    snapshot.bring_up(backup, fresh)
    if snapshot.prove(fresh).digest != facts.digest:
        raise Unusable("upgrade_failed")
    engine = open_engine(fresh, Mode.FROZEN)
    try:
        with Desk(engine, office, path=fresh, mode=Mode.FROZEN).read() as read:
            result = audit.verify(read)
    finally:
        engine.dispose()
    if result.broken_at is not None:
        snapshot.discard(fresh)
        raise Refusal("backup.error.chain_broken", file=backup.name, entry=result.broken_at)
    return fresh


def _swap_file(path: Path, fresh: Path, at: datetime) -> Callable[[], None]:
    def swap() -> None:
        kept = folder_of(path.parent) / name_of(BEFORE_RESTORE, at)
        kept.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        try:
            with snapshot.alone(path) as connection:
                kept.unlink(missing_ok=True)
                snapshot.vacuum_into(connection, kept)
                snapshot.fsync(kept)
                kept.chmod(0o600)
                snapshot.exchange(connection, path, fresh)
        except sqlite3.DatabaseError:
            # It is too damaged to be copied by SQLite: kept byte for byte, with its log, for whoever may save more of it.
            kept.unlink(missing_ok=True)
            _set_aside(path, kept.with_suffix(".damaged"))
            snapshot.fsync(fresh)
            fresh.replace(path)
            snapshot.fsync_folder(path.parent)

    return swap


def _set_aside(path: Path, kept: Path) -> None:
    if path.exists():
        shutil.copyfile(path, kept)
    for end in ("-wal", "-shm"):
        log = path.with_name(path.name + end)
        if log.exists():
            if end == "-wal":
                shutil.copyfile(log, kept.with_name(kept.name + end))
            log.unlink()


def _swap_rows(desk: Desk, fresh: Path, at: datetime) -> Callable[[], None]:
    def swap() -> None:
        make_in(desk, folder_of(desk.folder), BEFORE_RESTORE, at)
        source = open_engine(fresh, Mode.FROZEN)
        try:
            # The contents of attachments stay: they are found by what they are, not by when they were kept.
            copying.replace_rows(source, desk.engine, leave_out={"attachment_content"})
        finally:
            source.dispose()

    return swap


def _shared(read: Read, backup: Path) -> int:
    """The last entry that both histories have in common."""
    engine = open_engine(backup, Mode.FROZEN)
    try:
        other = Desk(engine, backup.parent, path=backup, mode=Mode.FROZEN)
        with other.read() as there:
            low, high = 0, min(audit.head_of(read)[0], audit.head_of(there)[0])
            while low < high:
                middle = (low + high + 1) // 2
                if audit.digest_at(read, middle) == audit.digest_at(there, middle):
                    low = middle
                else:
                    high = middle - 1
    finally:
        engine.dispose()
    return low
