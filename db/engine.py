"""Opens an office: a SQLite file or a PostgreSQL database behind the same models.

On SQLite every writer transaction starts with BEGIN IMMEDIATE (two writers then queue instead of losing numbers), the journal is
WAL and `synchronous` FULL (NORMAL loses acknowledged work in a power cut), deleted rows are overwritten (`secure_delete`).
"""

from __future__ import annotations

import sqlite3
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, create_engine, event
from sqlalchemy.engine import URL, Connection, make_url
from sqlalchemy.pool import QueuePool

# Written into the header of every office file, so that a foreign SQLite file is recognised. ASCII "DDK1".
APPLICATION_ID = 0x44444B31
BUSY_TIMEOUT_MS = 5000
REQUIRED_PRAGMAS = {
    "journal_mode": "wal",
    "synchronous": 2,
    "foreign_keys": 1,
    "secure_delete": 1,
    "busy_timeout": BUSY_TIMEOUT_MS,
}


class Unusable(Exception):
    """The database cannot be used as it is. `code` is one of the words in `duty_desk` texts `storage.<code>`."""

    def __init__(self, code: str, detail: str = "") -> None:
        super().__init__(code, detail)
        self.code = code
        self.detail = detail


def sqlite_url(path: Path) -> URL:
    """URL of an office file."""
    return URL.create("sqlite+pysqlite", database=str(path))


def open_engine(target: Path | str, *, read_only: bool = False) -> Engine:
    """An engine for an office file (Path) or a database URL (str)."""
    url = sqlite_url(target) if isinstance(target, Path) else make_url(target)
    if url.get_backend_name() == "sqlite":
        return _open_sqlite(url, read_only)
    return create_engine(
        url,
        pool_size=4,
        max_overflow=4,
        pool_pre_ping=True,
        connect_args={"connect_timeout": 5, "options": "-c lock_timeout=5000 -c timezone=Asia/Shanghai"},
    )


def _open_sqlite(url: URL, read_only: bool) -> Engine:
    engine = create_engine(
        url,
        poolclass=QueuePool,
        pool_size=4,
        max_overflow=4,
        connect_args={"timeout": BUSY_TIMEOUT_MS / 1000, "check_same_thread": False},
    )

    def on_connect(connection: sqlite3.Connection, _record: Any) -> None:
        # The driver's own transaction control starts transactions late; ours starts them where we say.
        connection.isolation_level = None
        run = connection.execute
        run(f"PRAGMA busy_timeout = {BUSY_TIMEOUT_MS}")
        if read_only:
            run("PRAGMA query_only = ON")
        else:
            run("PRAGMA journal_mode = WAL")
        run("PRAGMA synchronous = FULL")
        run("PRAGMA foreign_keys = ON")
        run("PRAGMA secure_delete = ON")
        run("PRAGMA temp_store = MEMORY")
        run("PRAGMA cache_size = -32000")

    def on_begin(connection: Connection) -> None:
        writes = connection.get_execution_options().get("writes", False)
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")

    event.listen(engine, "connect", on_connect)
    event.listen(engine, "begin", on_begin)
    return engine


def is_sqlite(engine: Engine) -> bool:
    """Whether the office is a local file."""
    return engine.dialect.name == "sqlite"


def assert_settings(engine: Engine) -> None:
    """Refuse to run on a connection that would lose or leak data (acceptance check R-04)."""
    if not is_sqlite(engine):
        return
    with engine.connect() as connection:
        for name, wanted in REQUIRED_PRAGMAS.items():
            found = connection.exec_driver_sql(f"PRAGMA {name}").scalar()
            if found != wanted:
                raise Unusable("unsafe_settings", f"{name}={found}, wanted {wanted}")
