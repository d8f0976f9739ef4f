"""Whether what the desk has open may still be written: nothing is called saved that went into a lost or damaged file."""

from __future__ import annotations

import os
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import Engine
from sqlalchemy.exc import DBAPIError, IntegrityError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from db.engine import is_sqlite
from duty_desk.errors import StaleError, StorageError
from duty_desk.storage import DOUBTFUL, FATAL, storage_error


class Trust:
    """Watches one office file; for a server it only words errors."""

    def __init__(self, engine: Engine, path: Path | None, *, read_only: bool = False) -> None:
        self._engine = engine
        self._path, self._name = path, str(path)
        self._doubtful = False
        self.trouble = StorageError("storage.read_only") if read_only else None
        self._file = self._identity()

    def renew(self) -> None:
        """Begin anew with the file that lies there now."""
        self.trouble, self._doubtful, self._file = None, False, self._identity()

    def check_writable(self) -> None:
        """Raise StorageError when nothing may be written now."""
        if self.trouble is not None:
            raise StorageError(self.trouble.key, detail=self.trouble.detail, **self.trouble.values)
        self.check_file()
        if self._doubtful:
            self._prove()

    def check_file(self) -> None:
        """Raise StorageError when the file was removed, renamed or exchanged under the desk."""
        if self._path is None or self._file == (found := self._identity()):
            return
        self._engine.dispose()
        raise StorageError(f"storage.{'vanished' if found is None else 'replaced'}", path=str(self._path))

    @contextmanager
    def translated(self) -> Generator[None]:
        """Errors of the database leave as StaleError or StorageError, and are remembered where they cast doubt."""
        try:
            yield
        except IntegrityError as error:
            raise StaleError("storage.stale") from error
        except PoolTimeout as error:
            raise StorageError("storage.busy", detail=str(error)) from error
        except DBAPIError as error:
            told = storage_error(error, self._path)
            if is_sqlite(self._engine):
                self._distrust(told)
            elif told.key == "storage.server_standby":
                # After a failover the connections that are left lead to the wrong one.
                self._engine.dispose()
            raise told from error

    def _distrust(self, told: StorageError) -> None:
        if told.key in FATAL:
            self.trouble = told
        if told.key in DOUBTFUL | FATAL:
            self._doubtful = True
            # What the system's cache says after a failed write is not believed: connections start anew.
            self._engine.dispose()

    def _prove(self) -> None:
        with self.translated(), self._engine.connect() as connection:
            found = connection.exec_driver_sql("PRAGMA quick_check(1)").scalar()
        if found != "ok":
            self.trouble = StorageError("storage.corrupt", detail=str(found))
            raise self.trouble
        self._doubtful = False

    def _identity(self) -> tuple[int, int] | None:
        if self._path is None:
            return None
        try:
            # Twice in every act: as a text, which the system takes as it is.
            found = os.stat(self._name)
        except OSError:
            return None
        return found.st_dev, found.st_ino
