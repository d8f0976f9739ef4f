"""The one door to an office: units of work, readings, the clock, who is signed in, and news of changes.

with desk.work() as work:      # one transaction, all or nothing
    number = passes.issue(work, ...)

with desk.read() as read:      # rows leave, nothing is kept
    rows = passes.list_passes(read, ...)
"""

from __future__ import annotations

import secrets
import threading
from collections.abc import Callable, Generator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

from sqlalchemy import Engine, func, select, text
from sqlalchemy.exc import DBAPIError, IntegrityError, OperationalError
from sqlalchemy.orm import Session

from db import changes, migrate
from db.engine import Unusable, assert_settings, is_sqlite, open_engine
from db.models import AuditEntry, AuditHead
from db.vocabulary import Role
from duty_desk.errors import Denied, StaleError, StorageError
from duty_desk.work import OfficerRef, Read, Work

CAMPUS_OFFSET = timedelta(hours=8)
# Clock steps shorter than this are ordinary corrections of a PC's clock.
CLOCK_TOLERANCE = timedelta(minutes=10)
SYSTEM = OfficerRef(None, "system", Role.ADMINISTRATOR)
EVERYTHING = frozenset({"*"})

Listener = Callable[[frozenset[str]], None]


def campus_clock() -> datetime:
    """Campus time to the second, whatever zone the PC is set to."""
    return datetime.now(UTC).replace(tzinfo=None, microsecond=0) + CAMPUS_OFFSET  # noqa: TID251


class Desk:
    """An open office. One per program; safe to use from several threads, one transaction per thread."""

    def __init__(self, engine: Engine, folder: Path, clock: Callable[[], datetime] = campus_clock) -> None:
        self.engine = engine
        self.folder = folder
        self.clock = clock
        self.officer: OfficerRef = SYSTEM
        self.is_demo = False
        # Names this desk in the audit chain, so that other desks recognise what was not theirs.
        self.name = secrets.token_hex(4)
        self._listeners: list[Listener] = []
        self._local = threading.local()
        self._writer = engine.execution_options(writes=True)
        self._seen_at: datetime | None = None
        self._seen_entry = 0
        self._look_around()

    @property
    def now(self) -> datetime:
        """The moment the office works with: never earlier than what it has already recorded."""
        at = self.clock()
        return max(at, self._seen_at) if self._seen_at else at

    @property
    def clock_is_behind(self) -> bool:
        """Whether the PC's clock stands clearly before something already recorded."""
        return self._seen_at is not None and self.clock() + CLOCK_TOLERANCE < self._seen_at

    @contextmanager
    def work(self, officer: OfficerRef | None = None) -> Generator[Work]:
        """One transaction. Commits on leaving, rolls back on any exception, refuses to nest, then announces what was written."""
        if getattr(self._local, "busy", False):
            raise RuntimeError("a unit of work is already open on this thread")
        self._local.busy = True
        who = officer or self.officer
        try:
            with self._translated(), Session(self._writer, expire_on_commit=False) as session:
                changes.observe(session)
                with session.begin():
                    self._catch_up_clock(session)
                    yield Work(session, self.now, who, self.name)
                    session.flush()
                    tables = changes.written(session)
                    if tables and not is_sqlite(self.engine):
                        session.execute(
                            text("SELECT pg_notify('duty_desk', :news)").bindparams(
                                news=f"{self.name}:{','.join(sorted(tables))}"[:7900]
                            )
                        )
        except Denied as denied:
            self._local.busy = False
            self._log_denial(who, denied)
            raise
        finally:
            self._local.busy = False
        if tables:
            self.announce(tables)

    @contextmanager
    def read(self, officer: OfficerRef | None = None) -> Generator[Read]:
        """A consistent reading; what is changed in it is thrown away."""
        with self._translated(), Session(self.engine, expire_on_commit=False, autoflush=False) as session:
            yield Read(session, self.now, officer or self.officer, self.name)

    def subscribe(self, listener: Listener) -> Callable[[], None]:
        """Call `listener` with the names of written tables after each transaction; returns the way to stop."""
        self._listeners.append(listener)
        return lambda: self._listeners.remove(listener)

    def announce(self, tables: frozenset[str]) -> None:
        """Tell all listeners."""
        for listener in tuple(self._listeners):
            listener(tables)

    def poll(self) -> None:
        """Look whether another desk has written since the last look, and announce it."""
        with self.read() as read:
            newest = read.session.scalar(select(AuditHead.sequence).where(AuditHead.id == 1)) or 0
            if newest == self._seen_entry:
                return
            others = read.session.scalar(
                select(func.count())
                .select_from(AuditEntry)
                .where(AuditEntry.id > self._seen_entry, AuditEntry.desk != self.name)
            )
        self._seen_entry = newest
        if others:
            self.announce(EVERYTHING)

    def close(self) -> None:
        """Give back all connections."""
        self._listeners.clear()
        self.engine.dispose()

    def _look_around(self) -> None:
        with self._translated(), Session(self.engine) as session:
            row = session.execute(
                select(AuditHead.sequence, AuditHead.seen_at).where(AuditHead.id == 1)
            ).one_or_none()
        if row is not None:
            self._seen_entry, self._seen_at = row

    def _catch_up_clock(self, session: Session) -> None:
        self._seen_at = session.scalar(select(AuditHead.seen_at).where(AuditHead.id == 1))

    def _log_denial(self, who: OfficerRef, denied: Denied) -> None:
        from duty_desk import audit

        with self.work(who) as work:
            audit.record(work, action="role.denied", after=denied.values)

    @contextmanager
    def _translated(self) -> Generator[None]:
        try:
            yield
        except IntegrityError as error:
            raise StaleError("storage.stale") from error
        except DBAPIError as error:
            raise storage_error(error) from error


def storage_error(error: DBAPIError) -> StorageError:
    """The sentence for a database error: what it is and what to do, by SQLite's primary code or PostgreSQL's class."""
    detail = f"{type(error.orig).__name__}: {error.orig}"
    name = str(getattr(error.orig, "sqlite_errorname", "") or "")
    for prefix, code in (
        ("SQLITE_BUSY", "busy"),
        ("SQLITE_LOCKED", "busy"),
        ("SQLITE_FULL", "full"),
        ("SQLITE_IOERR", "io"),
        ("SQLITE_READONLY", "read_only"),
        ("SQLITE_CORRUPT", "corrupt"),
        ("SQLITE_NOTADB", "not_a_database"),
        ("SQLITE_CANTOPEN", "cannot_open"),
    ):
        if name.startswith(prefix):
            return StorageError(f"storage.{code}", detail=detail)
    state = str(getattr(error.orig, "sqlstate", "") or "")
    if state in ("40001", "40P01", "55P03"):
        return StorageError("storage.busy", detail=detail)
    if isinstance(error, OperationalError) and not name:
        return StorageError("storage.server", detail=detail)
    return StorageError("storage.unknown", detail=detail)


def open_desk(
    target: Path | str, *, folder: Path | None = None, clock: Callable[[], datetime] = campus_clock
) -> Desk:
    """Open an existing office: a data folder or file (Path) or a database URL (str). Upgrades an older schema.

    Raises StorageError when the file is foreign, newer, damaged or unreachable; nothing is changed then.
    """
    path = target / "office.db" if isinstance(target, Path) and target.is_dir() else target
    if isinstance(path, Path) and not path.exists():
        raise StorageError("storage.missing", path=str(path))
    home = folder or (path.parent if isinstance(path, Path) else Path.cwd())
    engine = open_engine(path)
    try:
        found = migrate.revision_of(engine)
        if found is None:
            raise Unusable("not_an_office")
        if found != migrate.HEAD:
            migrate.upgrade(engine)
        assert_settings(engine)
        return Desk(engine, home, clock)
    except Unusable as error:
        engine.dispose()
        raise StorageError(f"storage.{error.code}", detail=error.detail) from error
    except DBAPIError as error:
        engine.dispose()
        raise storage_error(error) from error
