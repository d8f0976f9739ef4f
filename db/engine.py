"""Opens an office: a SQLite file or a PostgreSQL database behind the same models.

On SQLite every writer transaction starts with BEGIN IMMEDIATE (two writers then queue instead of losing numbers), the journal is
WAL and `synchronous` FULL (NORMAL loses acknowledged work in a power cut), deleted rows are overwritten (`secure_delete`).
On PostgreSQL readings are one snapshot each; writers queue at the head of the audit chain.
"""

from __future__ import annotations

import sqlite3
from enum import StrEnum
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, create_engine, event
from sqlalchemy.engine import URL, Connection, make_url
from sqlalchemy.exc import ArgumentError
from sqlalchemy.pool import QueuePool

from db import prepared

# Written into the header of every office file, so that a foreign SQLite file is recognised. ASCII "DDK1".
APPLICATION_ID = 0x44444B31
BUSY_TIMEOUT_MS = 5000
# How long who stands at the gate is kept waiting for another writer: three gates and a backup on a slow PC get their turn within it.
HURRIED_TIMEOUT_MS = 1000
_HURRIED = "hurried"
REQUIRED_PRAGMAS = {
    "journal_mode": "wal",
    "synchronous": 2,
    "foreign_keys": 1,
    "secure_delete": 1,
    "busy_timeout": BUSY_TIMEOUT_MS,
}
# A dead server is noticed within half a minute, not after the two hours of the system's default.
SERVER_OPTIONS: dict[str, Any] = {
    "connect_timeout": 5,
    "client_encoding": "utf8",
    # Of several servers in an address (`host=one,two`) the one that takes writes: after a failover the other.
    "target_session_attrs": "read-write",
    "keepalives_idle": 15,
    "keepalives_interval": 5,
    "keepalives_count": 3,
    "tcp_user_timeout": 15_000,
    "options": f"-c lock_timeout={BUSY_TIMEOUT_MS} -c timezone=Asia/Shanghai",
}


class Unusable(Exception):
    """The database cannot be used as it is. `code` is one of the words in `duty_desk` texts `storage.<code>`."""

    def __init__(self, code: str, detail: str = "") -> None:
        super().__init__(code, detail)
        self.code = code
        self.detail = detail


class Mode(StrEnum):
    """How a file is opened. FROZEN takes no locks and needs no log: for a folder that cannot be written."""

    CREATE = "mode=rwc"
    WRITE = "mode=rw"
    READ = "mode=ro"
    FROZEN = "mode=ro&immutable=1"


def connect_file(path: Path, mode: Mode, *, timeout: float = BUSY_TIMEOUT_MS / 1000) -> sqlite3.Connection:
    """The driver's own connection, in autocommit. Only Mode.CREATE makes a file that is not there."""
    return sqlite3.connect(
        f"{path.resolve().as_uri()}?{mode.value}",
        uri=True,
        timeout=timeout,
        isolation_level=None,
        check_same_thread=False,
    )


def parse_target(target: Path | str) -> Path | URL:
    """A file as Path, a server as URL of the driver that is shipped. Raises Unusable for any other database."""
    if isinstance(target, Path):
        return target
    try:
        url = make_url(target)
    except ArgumentError as error:
        raise Unusable("bad_url") from error
    backend = url.get_backend_name()
    if backend == "sqlite" and url.database and url.database != ":memory:":
        return Path(url.database)
    if backend == "postgresql" and url.drivername in ("postgresql", "postgresql+psycopg"):
        return url.set(drivername="postgresql+psycopg")
    raise Unusable("bad_url", backend)


def open_engine(target: Path | URL, mode: Mode = Mode.WRITE) -> Engine:
    """An engine for an office file or a server."""
    if isinstance(target, Path):
        return _open_file(target, mode)
    try:
        engine = create_engine(
            target,
            pool_size=4,
            max_overflow=4,
            pool_pre_ping=True,
            hide_parameters=True,
            connect_args=SERVER_OPTIONS,
            # No column is of that type; who does not ask for it opens an office two questions sooner.
            use_native_hstore=False,
        )
    except ModuleNotFoundError as error:
        raise Unusable("no_driver", str(error)) from error
    event.listen(engine, "begin", _begin_on_server)
    return engine


def _open_file(path: Path, mode: Mode) -> Engine:
    writes = mode in (Mode.CREATE, Mode.WRITE)
    engine = create_engine(
        URL.create("sqlite+pysqlite", database=str(path)),
        creator=lambda: connect_file(path, mode),
        poolclass=QueuePool,
        pool_size=4,
        max_overflow=4,
        # Messages of errors would otherwise hold names and numbers of people.
        hide_parameters=True,
    )

    def on_connect(connection: sqlite3.Connection, _record: Any) -> None:
        run = connection.execute
        run(f"PRAGMA busy_timeout = {BUSY_TIMEOUT_MS}")
        run("PRAGMA journal_mode = WAL" if writes else "PRAGMA query_only = ON")
        run("PRAGMA synchronous = FULL")
        run("PRAGMA foreign_keys = ON")
        run("PRAGMA secure_delete = ON")
        run("PRAGMA temp_store = MEMORY")
        # 8 MB for each connection, and the system keeps the file beside: with 32 MB an idle window over a million passes held 60 MB more
        # and was no quicker.
        run("PRAGMA cache_size = -8000")

    event.listen(engine, "connect", on_connect)
    event.listen(engine, "begin", begin)
    return engine


def begin(connection: Connection) -> None:
    """Start a transaction as writer or reader; the driver's own control would start it late."""
    options = connection.get_execution_options()
    hurried = options.get(_HURRIED, False)
    # Said again only where the connection was last in other hands: the gate begins a transaction with every scan.
    if connection.info.get(_HURRIED, False) != hurried:
        patience = HURRIED_TIMEOUT_MS if hurried else BUSY_TIMEOUT_MS
        connection.exec_driver_sql(f"PRAGMA busy_timeout = {patience}")
        connection.info[_HURRIED] = hurried
    prepared.say(connection, "BEGIN IMMEDIATE" if options.get("writes", False) else "BEGIN")


def _begin_on_server(connection: Connection) -> None:
    if connection.get_execution_options().get(_HURRIED, False):
        connection.exec_driver_sql(f"SET LOCAL lock_timeout = {HURRIED_TIMEOUT_MS}")


def reading(engine: Engine) -> Engine:
    """The engine for readings: each sees one moment, whatever is written meanwhile."""
    if is_sqlite(engine):
        return engine
    return engine.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)


def writing(engine: Engine) -> Engine:
    """The engine for units of work."""
    return engine.execution_options(writes=True)


def impatient(engine: Engine) -> Engine:
    """The same for one who cannot wait: another writer is given HURRIED_TIMEOUT_MS to end."""
    return engine.execution_options(**{_HURRIED: True})


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
