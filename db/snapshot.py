"""Copies an office whole: taken while others work, proved before it counts, put in place in one step."""

from __future__ import annotations

import contextlib
import os
import shutil
import sqlite3
from collections.abc import Callable, Generator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Engine, event

from db import copying, migrate
from db.engine import APPLICATION_ID, Mode, Unusable, connect_file, is_sqlite, open_engine
from db.survey import check_magic, revision_in_file

# How long other programs are given to finish what they have begun before a file is exchanged.
_PATIENCE = 3.0
# Hears how many steps of how many are done and which begins. It may raise: what is being made ends there, and the office stays as it was.
Told = Callable[[int, int, str], object]


def unheard(done: int, total: int, step: str) -> None:
    """For what nobody waits for."""


@dataclass(frozen=True, slots=True)
class Facts:
    """What a whole copy holds. `counts` has the tables that people ask about."""

    revision: str
    entries: int
    digest: str
    counts: dict[str, int]


def take(engine: Engine, target: Path) -> None:
    """Write a copy of the office as it is at this moment, as a file readable by its owner alone. Writers do not wait.

    Raises `sqlite3.Error`, OSError or `sqlalchemy.exc.DBAPIError`; `target` is then incomplete and of no use.
    """
    target.unlink(missing_ok=True)
    target.touch(mode=0o600)
    if is_sqlite(engine):
        with closing(connect_file(Path(str(engine.url.database)), Mode.READ)) as connection:
            vacuum_into(connection, target)
    else:
        revision = migrate.revision_of(engine)
        copy = open_engine(target, Mode.CREATE)
        try:
            migrate.upgrade(copy, revision or migrate.HEAD)
            copying.copy_rows(engine, copy, leave_out={"attachment_content"})
        finally:
            copy.dispose()
    fsync(target)


def vacuum_into(connection: sqlite3.Connection, target: Path) -> None:
    """SQLite's own copy, by a connection in autocommit. Never a copy of the file: that has half a transaction in it."""
    connection.execute("VACUUM INTO ?", (str(target),))


def look(path: Path) -> Facts:
    """What a copy holds, without proving it. Raises Unusable or `sqlite3.Error` when it is no office."""
    check_magic(path)
    # Nobody writes a copy: it is opened without a log, and none is left beside it.
    revision = revision_in_file(path, Mode.FROZEN)
    with closing(connect_file(path, Mode.FROZEN)) as connection:
        row = connection.execute("SELECT sequence, digest FROM audit_head WHERE id = 1").fetchone()
        if row is None:
            raise Unusable("not_an_office")
        counts = {
            name: int(connection.execute(f'SELECT count(*) FROM "{name}"').fetchone()[0])  # noqa: S608 - names below
            for (name,) in connection.execute(
                "SELECT name FROM sqlite_master WHERE type = 'table' AND name IN ('person', 'pass', 'officer')"
            ).fetchall()
        }
    return Facts(revision, int(row[0]), str(row[1]), counts)


def prove(path: Path) -> Facts:
    """As `look`, after every page, every index and every reference was checked. Raises Unusable("corrupt")."""
    facts = look(path)
    with closing(connect_file(path, Mode.FROZEN)) as connection:
        found = connection.execute("PRAGMA integrity_check(1)").fetchone()[0]
        if found != "ok":
            raise Unusable("corrupt", str(found))
        if (broken := connection.execute("PRAGMA foreign_key_check").fetchone()) is not None:
            raise Unusable("corrupt", f"reference of {broken[0]}")
        if connection.execute("PRAGMA application_id").fetchone()[0] != APPLICATION_ID:
            raise Unusable("not_an_office")
    return facts


def acts_after(path: Path, sequence: int) -> list[tuple[str, int]] | None:
    """How often each act was recorded after an entry, in a file that may be damaged or of a later program; None when that is unreadable."""
    query = (
        "SELECT action, count(*) FROM audit_entry WHERE id > ? GROUP BY action ORDER BY count(*) DESC, action"
    )
    # The log may hold what came last; in a folder that cannot be written it cannot be read.
    for mode in (Mode.READ, Mode.FROZEN):
        try:
            with closing(connect_file(path, mode)) as connection:
                return [(str(row[0]), int(row[1])) for row in connection.execute(query, (sequence,))]
        except (sqlite3.Error, OSError, ValueError):
            continue
    return None


@contextmanager
def alone(path: Path) -> Generator[sqlite3.Connection]:
    """Hold an office file with nobody else at it and nothing left in its log. Raises Unusable("upgrade_busy")."""
    connection = connect_file(path, Mode.WRITE, timeout=_PATIENCE)
    try:
        try:
            connection.execute("PRAGMA locking_mode = EXCLUSIVE")
            # Leaving WAL needs the file for oneself, and empties the log into it: a log must never meet another file.
            mode = connection.execute("PRAGMA journal_mode = DELETE").fetchone()[0]
            connection.execute("BEGIN EXCLUSIVE")
            connection.execute("COMMIT")
        except sqlite3.OperationalError as error:
            if str(getattr(error, "sqlite_errorname", "")).startswith(("SQLITE_BUSY", "SQLITE_LOCKED")):
                raise Unusable("upgrade_busy", str(error)) from error
            raise
        if mode != "delete":
            raise Unusable("upgrade_busy", f"journal_mode {mode}")
        yield connection
    finally:
        connection.close()


def exchange(connection: sqlite3.Connection, path: Path, fresh: Path) -> None:
    """Put `fresh` in the place of the file that `connection` holds alone, in one step that a power cut cannot halve."""
    fsync(fresh)
    if os.name == "nt":
        # Windows does not exchange what is open.
        connection.close()
    fresh.replace(path)
    fsync_folder(path.parent)


def upgrade_file(path: Path, before: Path, told: Told = unheard) -> None:
    """Bring a file to the newest schema: on a copy, proved, exchanged at the end. The old one is kept as `before`.

    Raises Unusable("upgrade_busy") while another program has it open; whatever happens, the file is the old or the new one.
    """
    working = path.with_name(f"{path.name}.upgrading")
    discard(working)
    before.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    part = before.with_name(f".{before.name}.part")
    try:
        with alone(path) as connection:
            told(0, 4, "keep")
            part.unlink(missing_ok=True)
            part.touch(mode=0o600)
            vacuum_into(connection, part)
            fsync(part)
            told(1, 4, "prove")
            old = prove(part)
            part.replace(before)
            fsync_folder(before.parent)
            told(2, 4, "rebuild")
            bring_up(before, working)
            told(3, 4, "prove_new")
            new = prove(working)
            if new.revision != migrate.HEAD or (new.entries, new.digest) != (old.entries, old.digest):
                raise Unusable("upgrade_failed", f"{old} {new}")
            exchange(connection, path, working)
    finally:
        discard(part)
        discard(working)


def upgrade_server(engine: Engine, before: Path, told: Told = unheard) -> None:
    """The same of an office on a server, in one transaction; a proved copy of the old one is kept as `before`."""
    before.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    part = before.with_name(f".{before.name}.part")
    try:
        told(0, 3, "keep")
        take(engine, part)
        told(1, 3, "prove")
        prove(part)
        part.replace(before)
        fsync_folder(before.parent)
    finally:
        discard(part)
    told(2, 3, "rebuild")
    migrate.upgrade(engine)


def bring_up(source: Path, target: Path) -> None:
    """A copy of a closed file, at the newest schema."""
    shutil.copyfile(source, target)
    target.chmod(0o600)
    engine = open_engine(target)
    # Tables that are rebuilt may not take along what refers to them; all references are checked afterwards.
    event.listen(
        engine, "connect", lambda connection, _record: connection.execute("PRAGMA foreign_keys = OFF")
    )
    try:
        migrate.upgrade(engine)
    finally:
        engine.dispose()


def discard(path: Path) -> None:
    """Remove an unfinished copy and its log."""
    for leftover in (path, *(path.with_name(path.name + end) for end in ("-wal", "-shm", "-journal"))):
        with contextlib.suppress(FileNotFoundError, NotADirectoryError):
            leftover.unlink()


def fsync(path: Path) -> None:
    """Wait until the file is on the disk."""
    with path.open("rb+") as file:
        os.fsync(file.fileno())


def fsync_folder(folder: Path) -> None:
    """Wait until names in the folder are on the disk; not possible and not needed on Windows."""
    if os.name == "nt":
        return
    with contextlib.suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
