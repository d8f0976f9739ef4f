"""The one door to an office: units of work, readings, the clock, who is signed in, and news of changes.

with desk.work() as work:      # one transaction, all or nothing
    number = passes.issue(work, ...)

with desk.read() as read:      # rows leave, nothing is kept
    rows = passes.list_passes(read, ...)
"""

from __future__ import annotations

import errno
import secrets
import sqlite3
import threading
from collections.abc import Callable, Generator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, func, select
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from db import changes, migrate, news, prepared, snapshot
from db.engine import Mode, Unusable, assert_settings, impatient, open_engine, parse_target, reading, writing
from db.models import AuditEntry, AuditHead, Setting
from db.survey import survey
from db.vocabulary import Role
from duty_desk.errors import Denied, InputError, StorageError
from duty_desk.paths import default_data_folder
from duty_desk.storage import check_place, storage_error
from duty_desk.trust import Trust
from duty_desk.work import SELDOM_CHANGED, OfficerRef, Read, Work, telling

CAMPUS_OFFSET = timedelta(hours=8)
# Clock steps shorter than this are ordinary corrections of a PC's clock.
CLOCK_TOLERANCE = timedelta(minutes=10)
# No office is silent for so long while it is used: the clock has probably jumped.
LONGEST_SILENCE = timedelta(days=62)
SYSTEM = OfficerRef(None, "system", Role.ADMINISTRATOR)
EVERYTHING = frozenset({"*"})
FILE_NAME = "office.db"
BACKUPS = "backups"

_HEAD = select(AuditHead.sequence, AuditHead.digest, AuditHead.seen_at).where(AuditHead.id == 1)
_HEAD_HELD = _HEAD.with_for_update()
_FIRST_READ = ("audit.key", "office.demo")

Listener = Callable[[frozenset[str]], None]


def campus_clock() -> datetime:
    """Campus time to the second, whatever zone the PC is set to."""
    return datetime.now(UTC).replace(tzinfo=None, microsecond=0) + CAMPUS_OFFSET  # noqa: TID251


class Desk:
    """An open office. One per program; safe to use from several threads, one transaction per thread."""

    def __init__(
        self,
        engine: Engine,
        folder: Path,
        clock: Callable[[], datetime] = campus_clock,
        *,
        path: Path | None = None,
        mode: Mode = Mode.WRITE,
    ) -> None:
        self.engine = engine
        # Where attachments and backups of this office lie; for a server a folder of this PC.
        self.folder = folder
        # The office file; None for a server.
        self.path = path
        self.clock = clock
        self.officer: OfficerRef = SYSTEM
        self.is_demo = False
        # Whether the program, or the PC, went down with this office open the last time.
        self.was_interrupted = False
        # Why the last look at the data failed; None while the line holds.
        self.lost: StorageError | None = None
        # What is left to do when the desk is closed.
        self.at_close: list[Callable[[], None]] = []
        # Names this desk in the audit chain, so that other desks recognise what was not theirs.
        self.name = secrets.token_hex(4)
        self._mode = mode
        self._reader = reading(engine)
        self._writer = writing(engine)
        # For who cannot wait until another writer has ended.
        self._quick_reader, self._quick_writer = impatient(self._reader), impatient(self._writer)
        self._listeners: list[Listener] = []
        self._local = threading.local()
        self._trust = Trust(engine, path, read_only=mode in (Mode.READ, Mode.FROZEN))
        self._news: news.News | None = None
        self._seen_at: datetime | None = None
        self._seen_entry = 0
        self._chain_key = b""
        # What units of work looked up of what is seldom changed, and the head of the chain up to which it holds.
        self._shelf: tuple[int, str, dict[str, Any]] | None = None
        self._look_around()

    @property
    def trouble(self) -> StorageError | None:
        """Why nothing can be written at present, as a sentence for a banner; None while all is well."""
        return self._trust.trouble

    @property
    def read_only(self) -> bool:
        """Whether work is refused at present; `trouble` says why."""
        return self.trouble is not None

    @property
    def now(self) -> datetime:
        """The moment the office works with: never earlier than what it has already recorded."""
        at = self.clock()
        return max(at, self._seen_at) if self._seen_at else at

    @property
    def clock_is_behind(self) -> bool:
        """Whether the PC's clock stands clearly before something already recorded."""
        return self._seen_at is not None and self.clock() + CLOCK_TOLERANCE < self._seen_at

    @property
    def clock_is_ahead(self) -> bool:
        """Whether the PC's clock stands so far after the last record that it has probably jumped."""
        return self._seen_at is not None and self.clock() > self._seen_at + LONGEST_SILENCE

    def accept_clock(self, reason: str) -> None:
        """Take the PC's clock for right although it stands before what was recorded. Administrators only; recorded."""
        from duty_desk import audit, roles

        if not reason.strip():
            raise InputError("reason", "storage.error.reason_missing")
        at = self.clock()
        with self._unit(self.officer, at, self._writer) as work:
            roles.require(work, roles.Permission.EDIT_SETTINGS)
            before, after = {"at": self._seen_at}, {"at": at}
            audit.record(work, action="clock.accept", before=before, after=after, reason=reason.strip())
        self.announce(EVERYTHING)

    @contextmanager
    def work(self, officer: OfficerRef | None = None, *, waits: bool = True) -> Generator[Work]:
        """One transaction. Commits on leaving, rolls back on any exception, refuses to nest, then announces what was written.

        Who does not wait is refused after a second where another writer does not end.
        """
        with self._unit(officer or self.officer, None, self._writer if waits else self._quick_writer) as work:
            yield work

    @contextmanager
    def read(self, officer: OfficerRef | None = None, *, waits: bool = True) -> Generator[Read]:
        """A consistent reading; what is changed in it is thrown away."""
        with (
            self._trust.translated(),
            Session(
                self._reader if waits else self._quick_reader, expire_on_commit=False, autoflush=False
            ) as session,
        ):
            yield Read(session, self.now, officer or self.officer, self.name, self.folder)

    def subscribe(self, listener: Listener) -> Callable[[], None]:
        """Call `listener` with the names of written tables after each transaction; returns the way to stop."""
        self._listeners.append(listener)
        return lambda: self._listeners.remove(listener)

    def announce(self, tables: frozenset[str]) -> None:
        """Tell all listeners."""
        for listener in tuple(self._listeners):
            listener(tables)

    def poll(self) -> None:
        """Look whether another desk has written since the last look, and announce it. Twice a second is cheap.

        When the line to a server is back after it was lost, everything is announced: much may have been missed. Not for the
        window's own thread: a server that is gone takes seconds. Raises StorageError then.
        """
        try:
            heard = self._hear()
            news_of_others = heard and self._others_wrote()
        except StorageError as error:
            self.lost = error
            raise
        was_lost, self.lost = self.lost, None
        if news_of_others or was_lost is not None:
            self.announce(EVERYTHING)

    def _hear(self) -> bool:
        try:
            if self._news is None:
                self._news = (
                    news.FileNews(self.path, self._mode)
                    if self.path is not None
                    else news.ServerNews(self.engine.url, self.name)
                )
            return self._news.heard()
        except Unusable as error:
            raise StorageError(f"storage.{error.code}", detail=error.detail) from error
        except sqlite3.Error as error:
            raise storage_error(error, self.path) from error

    def replace(self, swap: Callable[[], None]) -> None:
        """Let `swap` put another file in the place of this one, then go on with that; for restoring a backup."""
        self._let_go()
        try:
            swap()
        finally:
            self._trust.renew()
            self._look_around()
        self.announce(EVERYTHING)

    def retire(self) -> None:
        """The office goes on elsewhere: here it can be looked at, and nothing more is written that would be missing there."""
        self._trust.trouble = StorageError("storage.moved")
        self.announce(EVERYTHING)

    def close(self) -> None:
        """Give back all connections."""
        self._listeners.clear()
        self._let_go()
        while self.at_close:
            self.at_close.pop()()

    @contextmanager
    def _unit(self, who: OfficerRef, at: datetime | None, engine: Engine) -> Generator[Work]:
        if getattr(self._local, "busy", False):
            raise RuntimeError("a unit of work is already open on this thread")
        self._trust.check_writable()
        self._local.busy = True
        tables: frozenset[str] = frozenset()
        try:
            with self._trust.translated(), telling(engine.begin()) as connection:
                memo, shelf = self._queue(connection)
                # The session joins the transaction: what needs no objects costs none.
                with Session(connection, expire_on_commit=False) as session:
                    changes.observe(session)
                    work = Work(session, at or self.now, who, self.name, self.folder, memo, shelf, connection)
                    yield work
                    session.flush()
                    tables = changes.written(session)
                if tables:
                    news.notify(connection, self.name, tables)
                self._trust.check_file()
            if AuditHead.__tablename__ in tables:
                self._seen_at = work.at
            if SELDOM_CHANGED.isdisjoint(tables):
                self._shelf = (*memo["audit.head"], shelf)
        except Denied as denied:
            self._local.busy = False
            self._log_denial(who, denied)
            raise
        finally:
            self._local.busy = False
        if tables:
            self.announce(tables)

    def _queue(self, connection: Connection) -> tuple[dict[str, Any], dict[str, Any]]:
        """Wait for the other writers: on SQLite BEGIN IMMEDIATE has, on PostgreSQL the head of the chain is locked.

        Returns what nobody can change until this transaction ends, and what was looked up earlier and still holds: every change
        of what is seldom changed moves the chain. What a failed transaction looked up is not kept.
        """
        head = prepared.ask(connection, _HEAD_HELD, {}).one()
        self._seen_at = head.seen_at
        shelf, self._shelf = self._shelf, None
        still = shelf is not None and shelf[:2] == (head.sequence, head.digest)
        kept = shelf[2] if shelf is not None and still else {}
        return {"audit.head": (head.sequence, head.digest), "audit.key": self._chain_key}, kept

    def _let_go(self) -> None:
        self.engine.dispose()
        if self._news is not None:
            self._news.close()
            self._news = None

    def _look_around(self) -> None:
        self._shelf = None
        with self._trust.translated(), Session(self._reader) as session:
            head = session.execute(_HEAD).one_or_none()
            query = select(Setting.key, Setting.value).where(Setting.owner == 0)
            rows = session.execute(query.where(Setting.key.in_(_FIRST_READ)))
            found = {row.key: row.value for row in rows}
        if head is None or "audit.key" not in found:
            raise StorageError("storage.not_an_office")
        self._seen_entry, self._seen_at = head.sequence, head.seen_at
        self._chain_key = bytes.fromhex(found["audit.key"])
        self.is_demo = found.get("office.demo") == "true"

    def _others_wrote(self) -> bool:
        with self.read() as read:
            head = read.session.execute(_HEAD).one()
            others = read.session.scalar(
                select(func.count())
                .select_from(AuditEntry)
                .where(AuditEntry.id > self._seen_entry, AuditEntry.desk != self.name)
            )
        shorter = head.sequence < self._seen_entry
        self._seen_entry, self._seen_at = head.sequence, head.seen_at
        return bool(others) or shorter

    def _log_denial(self, who: OfficerRef, denied: Denied) -> None:
        from duty_desk import audit

        # The refusal stands also when it cannot be written down.
        with suppress(StorageError), self.work(who) as work:
            audit.record(work, action="role.denied", after=denied.values)


def open_desk(
    target: Path | str,
    *,
    folder: Path | None = None,
    clock: Callable[[], datetime] = campus_clock,
    told: snapshot.Told = snapshot.unheard,
) -> Desk:
    """Open an existing office: a data folder or file (Path) or a database URL (str). Upgrades an older schema and tells its steps.

    A file or folder that cannot be written is opened for looking (`desk.read_only`). Raises StorageError when the office is
    foreign, newer, damaged or unreachable; nothing is changed then.
    """
    with told_plainly():
        place = parse_target(target)
        if isinstance(place, Path):
            return _open_file(place / FILE_NAME if place.is_dir() else place, clock, told)
        return _open_server(open_engine(place), folder or default_data_folder(), clock, told)


@contextmanager
def told_plainly(path: Path | None = None) -> Generator[None]:
    """Whatever the database says while an office is opened or made leaves as a StorageError."""
    try:
        yield
    except Unusable as error:
        raise StorageError(f"storage.{error.code}", detail=error.detail) from error
    except (DBAPIError, sqlite3.Error) as error:
        raise storage_error(error, path, opening=True) from error
    except ValueError as error:
        # A damaged page may still be a page, of text that is none and dates that are none.
        raise StorageError("storage.corrupt", detail=str(error)) from error
    except OSError as error:
        code = "full" if error.errno == errno.ENOSPC else "cannot_open"
        raise StorageError(f"storage.{code}", detail=str(error)) from error


def _open_file(path: Path, clock: Callable[[], datetime], told: snapshot.Told) -> Desk:
    # Said before there is an office, so that none is set up there.
    check_place(path.parent)
    if not path.exists():
        raise StorageError("storage.missing", path=str(path))
    # A link leads where the file is.
    check_place(path.resolve().parent)
    # Whoever closes an office as the last one removes its log, and no other program has one open when ours starts.
    interrupted = _has_log(path.resolve())
    with told_plainly(path):
        found = survey(path)
        if found.revision != migrate.HEAD:
            if found.revision not in migrate.known_revisions():
                raise Unusable("too_new", found.revision)
            if found.read_only:
                raise Unusable("read_only_old")
            snapshot.upgrade_file(path, _before_upgrade(path.parent, clock), told)
        engine = open_engine(path, found.mode)
        with _given_back_on_failure(engine):
            if not found.read_only:
                assert_settings(engine)
            desk = Desk(engine, path.parent, clock, path=path, mode=found.mode)
            desk.was_interrupted = interrupted
            return desk


def _has_log(path: Path) -> bool:
    with suppress(OSError):
        return path.with_name(f"{path.name}-wal").stat().st_size > 0
    return False


def _open_server(engine: Engine, folder: Path, clock: Callable[[], datetime], told: snapshot.Told) -> Desk:
    with _given_back_on_failure(engine):
        found = migrate.revision_of(engine)
        if found is None:
            raise Unusable("not_an_office")
        if found not in migrate.known_revisions():
            raise Unusable("too_new", found)
        if found != migrate.HEAD:
            snapshot.upgrade_server(engine, _before_upgrade(folder, clock), told)
        return Desk(engine, folder, clock)


def _before_upgrade(folder: Path, clock: Callable[[], datetime]) -> Path:
    return folder / BACKUPS / f"before-upgrade-{clock():%Y%m%d-%H%M%S}.db"


@contextmanager
def _given_back_on_failure(engine: Engine) -> Generator[None]:
    try:
        yield
    except BaseException:
        engine.dispose()
        raise
