"""Takes what an act of destruction left outside the tables: old copies, files, free pages, search words, half copies.

A copy made before the act still holds everything, so none of them stays; a fresh one is made and proved first. What cannot be
reached is written down and tried again. On a server the tables are written anew; its own logs and copies are the server's.
"""

from __future__ import annotations

import os
import shutil
import sqlite3
from contextlib import closing, suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.exc import DBAPIError

from db.derived import rewrite_tables
from db.engine import Mode, connect_file
from db.models import Destruction, DestructionClearing
from db.search import SEARCHED, rebuild
from duty_desk import attachments, audit, backup, housekeeping, settings
from duty_desk.attachments.stores import FOLDER, FolderStore
from duty_desk.backup.copies import folder_of, parse_name
from duty_desk.backup.second import ENDING, SETTING
from duty_desk.backup.status import FILE
from duty_desk.desk import FILE_NAME, SYSTEM, Desk
from duty_desk.errors import StorageError
from duty_desk.privacy.destroying import files_destroyed
from duty_desk.roles import Permission, requires
from duty_desk.work import Read, Work

_BLOCK = b"\x00" * (1 << 20)


@dataclass(frozen=True, slots=True)
class Cleared:
    """What went, which copy stands for the old ones, and words for what remains."""

    backups: int
    files: int
    fresh: str | None
    left: tuple[str, ...]


def outstanding(read: Read) -> int | None:
    """The newest certificate whose traces were not all cleared; None when there are none."""
    newest = read.session.scalar(select(func.max(Destruction.id)))
    if newest is None:
        return None
    query = (
        select(DestructionClearing.left)
        .where(DestructionClearing.destruction_id == newest)
        .order_by(DestructionClearing.id.desc())
        .limit(1)
    )
    last: Any = read.session.scalar(query)
    return newest if last is None or last else None


def clear(desk: Desk, destruction: int) -> Cleared:
    """Clear what the act left behind, and write down what went. Can be done again. Not for the window's own thread."""
    with desk.read() as read:
        at = read.session.get_one(Destruction, destruction).at
        digests = files_destroyed(read)
        chosen: Any = settings.get(read, SETTING)
    left: list[str] = []
    files = _files(desk, digests, left)
    left += _rewrite_file(desk.path) if desk.path is not None else _rewrite_tables(desk)
    fresh, backups = _copies(desk, at, left)
    if chosen:
        backups += _second(Path(chosen["folder"]), at, fresh, digests, left)
    cleared = Cleared(backups, files, fresh, tuple(dict.fromkeys(left)))
    with desk.work() as work:
        note_clearing(work, destruction, cleared)
    return cleared


@requires(Permission.DESTROY)
def note_clearing(work: Work, destruction: int, cleared: Cleared) -> None:
    """Write down with the certificate what was cleared, and what remains."""
    row = DestructionClearing(
        destruction_id=destruction,
        at=work.at,
        backups=cleared.backups,
        files=cleared.files,
        fresh=cleared.fresh,
        left=list(cleared.left),
    )
    work.session.add(row)
    audit.record(
        work,
        action="privacy.clear",
        subject=("destruction", destruction),
        after={"backups": cleared.backups, "files": cleared.files, "left_over": list(cleared.left)},
    )


def _files(desk: Desk, digests: tuple[str, ...], left: list[str]) -> int:
    """Contents of attachments, opened copies of them, and half copies of the office that a crash left."""
    store, count = FolderStore(desk.folder / FOLDER), 0
    housekeeping.clear_opened(desk)
    try:
        for digest in digests:
            if store.get(digest) is not None:
                store.destroy(digest)
                count += 1
        with desk.work(SYSTEM) as work:
            count += attachments.sweep(work)
        for path in desk.folder.glob(f"{FILE_NAME}.*"):
            shred(path)
            count += 1
    except (OSError, StorageError):
        left.append("file_kept")
    return count


def _rewrite_file(path: Path) -> list[str]:
    """Search words are made anew, free pages go, and the log is emptied into the file."""
    try:
        with closing(connect_file(path, Mode.WRITE)) as connection:
            for pragma in ("secure_delete = ON", "temp_store = MEMORY", "synchronous = FULL"):
                connection.execute(f"PRAGMA {pragma}")
            for name in SEARCHED:
                connection.execute(rebuild(name))
            connection.execute("VACUUM")
            busy = connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0]
    except sqlite3.OperationalError:
        return ["file_busy"]
    return ["file_busy"] if busy else []


def _rewrite_tables(desk: Desk) -> list[str]:
    """A server keeps emptied rows until a table is written anew."""
    try:
        with desk.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            rewrite_tables(connection)
    except DBAPIError:
        return ["server_busy"]
    return []


def _copies(desk: Desk, at: datetime, left: list[str]) -> tuple[str | None, int]:
    """A fresh copy, and when it is proved, none of those that were made before the act."""
    try:
        fresh = backup.run(desk, force=True).path
    except StorageError:
        left.append("backup_failed")
        return None, 0
    count = 0
    for path in sorted(folder_of(desk.folder).iterdir()):
        named = parse_name(path.name)
        if path in (fresh, folder_of(desk.folder) / FILE) or (named is not None and named[1] > at):
            continue
        try:
            shred(path)
            count += 1
        except OSError:
            left.append("file_kept")
    return fresh.name, count


def _second(folder: Path, at: datetime, fresh: str | None, digests: tuple[str, ...], left: list[str]) -> int:
    """Copies elsewhere are sealed; the old ones go all the same. A stick that is away is cleared the next time."""
    if not folder.is_dir():
        left.append("second_absent")
        return 0
    gone = {f"{digest}.{ENDING}" for digest in digests}
    count, stays = 0, Path(fresh or "").stem
    try:
        for path in sorted(folder.iterdir()):
            named = parse_name(path.name)
            is_old = named is not None and named[1] <= at and path.stem != stays
            if is_old and path.suffix == f".{ENDING}":
                path.unlink()
                count += 1
        for path in (folder / FOLDER).glob(f"*.{ENDING}"):
            if path.name in gone:
                path.unlink()
    except OSError:
        left.append("file_kept")
    return count


def shred(path: Path) -> None:
    """Write over a file, then remove it: what a removed file held stays on a disk for long. Raises OSError."""
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path)
        return
    with suppress(FileNotFoundError):
        if not path.is_symlink():
            with path.open("r+b") as file:
                size = os.fstat(file.fileno()).st_size
                for start in range(0, size, len(_BLOCK)):
                    file.write(_BLOCK[: size - start])
                file.flush()
                os.fsync(file.fileno())
        path.unlink()
