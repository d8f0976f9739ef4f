"""Looks at a file before it is opened for good: is it an office, of which schema, may it be written. Nothing is changed."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from db.engine import APPLICATION_ID, Mode, Unusable, connect_file

_MAGIC = b"SQLite format 3\x00"
# Codes by which SQLite says that the file or its folder cannot be written.
_UNWRITABLE = ("SQLITE_READONLY", "SQLITE_CANTOPEN", "SQLITE_PERM")


@dataclass(frozen=True, slots=True)
class Survey:
    """What a file was found to be: the revision of its schema and the way it can be opened."""

    revision: str
    mode: Mode

    @property
    def read_only(self) -> bool:
        """Whether it can be looked at, but not written."""
        return self.mode in (Mode.READ, Mode.FROZEN)


def survey(path: Path) -> Survey:
    """Look at an office file. Raises Unusable for anything else, `sqlite3.DatabaseError` for a damaged one."""
    check_magic(path)
    mode, revision = _read_revision(path)
    return Survey(revision, Mode.WRITE if mode is Mode.READ and _is_writable(path) else mode)


def check_magic(path: Path) -> None:
    """Raise Unusable for what is not even a database."""
    try:
        with path.open("rb") as file:
            head = file.read(len(_MAGIC))
    except FileNotFoundError as error:
        raise Unusable("missing") from error
    except OSError as error:
        raise Unusable("cannot_open", str(error)) from error
    # After a crash the pages of a new office may still be in the log alone.
    if not head and not _size(path.with_name(path.name + "-wal")):
        raise Unusable("empty")
    if head and head != _MAGIC:
        raise Unusable("not_a_database")


def _read_revision(path: Path) -> tuple[Mode, str]:
    try:
        return Mode.READ, revision_in_file(path, Mode.READ)
    except sqlite3.OperationalError as error:
        if not _is(error, _UNWRITABLE):
            raise
        unwritable = error
    if _has_our_mark(path):
        # A kill in the middle of an upgrade leaves a journal that only a writer can take back.
        try:
            return Mode.READ, revision_in_file(path, Mode.WRITE)
        except sqlite3.OperationalError as error:
            if not _is(error, _UNWRITABLE):
                raise
    # A log cannot be made beside a file in a folder that cannot be written; without one the file is whole by itself.
    if any(_size(path.with_name(path.name + end)) for end in ("-wal", "-journal")):
        raise unwritable
    return Mode.FROZEN, revision_in_file(path, Mode.FROZEN)


def _has_our_mark(path: Path) -> bool:
    with path.open("rb") as file:
        return file.read(100)[68:72] == APPLICATION_ID.to_bytes(4, "big")


def _size(path: Path) -> int:
    return path.stat().st_size if path.exists() else 0


def revision_in_file(path: Path, mode: Mode) -> str:
    """Revision of an office file opened in a given way. Raises Unusable for anything else."""
    with closing(connect_file(path, mode)) as connection:
        tables = {str(row[0]) for row in connection.execute("SELECT name FROM sqlite_master")}
        if not tables:
            raise Unusable("empty")
        mark = connection.execute("PRAGMA application_id").fetchone()[0]
        if mark != APPLICATION_ID or "alembic_version" not in tables:
            raise Unusable("not_an_office")
        row = connection.execute("SELECT version_num FROM alembic_version").fetchone()
        if row is None:
            raise Unusable("not_an_office")
        return str(row[0])


def _is_writable(path: Path) -> bool:
    try:
        with closing(connect_file(path, Mode.WRITE, timeout=0)) as connection:
            # Beginning alone succeeds on a protected file; the attempt to write does not, and is taken back.
            connection.execute("BEGIN IMMEDIATE")
            connection.execute("PRAGMA user_version = 1")
            connection.execute("ROLLBACK")
    except sqlite3.OperationalError as error:
        # Busy, full and the like are told when something is written.
        return not _is(error, _UNWRITABLE)
    return True


def _is(error: sqlite3.Error, names: tuple[str, ...]) -> bool:
    return str(getattr(error, "sqlite_errorname", "")).startswith(names)
