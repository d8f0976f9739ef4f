"""Makes a backup: copied while others work, proved, named, and only then the old ones are thinned out."""

from __future__ import annotations

import sqlite3
from datetime import datetime, timedelta
from pathlib import Path

from sqlalchemy.exc import DBAPIError

from db import snapshot
from db.engine import Mode, Unusable, open_engine
from duty_desk import audit
from duty_desk.backup import second
from duty_desk.backup.copies import (
    BY_HAND,
    CURRENT,
    REGULAR,
    BackupRow,
    files,
    folder_of,
    look,
    name_of,
    rotate,
)
from duty_desk.backup.status import note, read_notes
from duty_desk.desk import Desk
from duty_desk.errors import StorageError
from duty_desk.storage import storage_error

EVERY = timedelta(hours=1)


def due(desk: Desk) -> bool:
    """Whether it is time: at the first look, then every hour. Not while a restored office waits to be confirmed."""
    notes = read_notes(folder_of(desk.folder))
    if notes.paused:
        return False
    good_at = datetime.fromisoformat(notes.good_at) if notes.good_at else None
    return notes.error is not None or good_at is None or not timedelta(0) <= desk.now - good_at < EVERY


def run(desk: Desk, *, force: bool = False, by_hand: bool = False) -> BackupRow:
    """A proved backup of the office as it is now. When nothing was recorded since the last one, that one is given again.

    Raises StorageError; the backups that were there stay, whatever their age. Takes seconds: not for the window's own thread.
    """
    folder = folder_of(desk.folder)
    at = desk.now
    try:
        row = (None if force else _still_current(desk, folder)) or _make(
            desk, folder, BY_HAND if by_hand else REGULAR, at
        )
    except StorageError as error:
        _note_failure(folder, error.key, at)
        raise
    try:
        note(folder, good_at=at.isoformat(), error=None, failed_at=None)
        second.bring(desk, row.path, at)
    except OSError as error:
        # The copy is good; only what is remembered of it found no room.
        raise StorageError("backup.error.not_written", detail=str(error), folder=str(folder)) from error
    return row


def make_in(desk: Desk, folder: Path, kind: str, at: datetime) -> Path:
    """A proved copy in `folder` under its name; nothing is thinned out. Raises StorageError."""
    target = folder / name_of(kind, at)
    part = folder / f".{target.name}.part"
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        snapshot.take(desk.engine, part)
        prove(part, folder, at)
        part.replace(target)
        snapshot.fsync_folder(folder)
    except Unusable as error:
        raise StorageError(f"storage.{error.code}", detail=error.detail) from error
    except (DBAPIError, sqlite3.Error) as error:
        raise storage_error(error) from error
    except OSError as error:
        raise StorageError("backup.error.not_written", detail=str(error), folder=str(folder)) from error
    finally:
        snapshot.discard(part)
    return target


def prove(path: Path, folder: Path, at: datetime) -> None:
    """Every page, every reference, and the chain: from its beginning once a day, otherwise from the newest backup on.

    Raises Unusable.
    """
    facts = snapshot.prove(path)
    engine = open_engine(path, Mode.FROZEN)
    try:
        looked = Desk(engine, path.parent, path=path, mode=Mode.FROZEN)
        with looked.read() as read:
            start = _proved_today(folder, at)
            if start[0] > facts.entries or audit.digest_at(read, start[0]) != start[1]:
                # Not a continuation of that backup: an older state was brought back meanwhile.
                start = (0, audit.GENESIS)
            result = audit.verify(read, after=start)
        if result.broken_at is not None:
            raise Unusable("chain_broken", str(result.broken_at))
    finally:
        engine.dispose()


def _proved_today(folder: Path, at: datetime) -> tuple[int, str]:
    """Where the newest backup ends, when it was made, and so proved, today."""
    for made_at, path in files(folder, CURRENT, at)[:1]:
        if made_at.date() != at.date():
            break
        try:
            known = snapshot.look(path)
        except (Unusable, sqlite3.Error, OSError):
            break
        return known.entries, known.digest
    return 0, audit.GENESIS


def _make(desk: Desk, folder: Path, kind: str, at: datetime) -> BackupRow:
    path = make_in(desk, folder, kind, at)
    rotate(folder, at)
    return look(path, at)


def _still_current(desk: Desk, folder: Path) -> BackupRow | None:
    for made_at, path in files(folder, CURRENT, desk.now)[:1]:
        with desk.read() as read:
            head = audit.head_of(read)
        try:
            facts = snapshot.look(path)
        except (Unusable, sqlite3.Error, OSError):
            return None
        if (facts.entries, facts.digest) == head:
            return look(path, made_at)
    return None


def _note_failure(folder: Path, key: str, at: datetime) -> None:
    try:
        note(folder, error=key, failed_at=at.isoformat())
    except OSError:
        # The folder itself is what failed; the error that is raised says so.
        return
