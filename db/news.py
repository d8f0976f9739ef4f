"""Tells a desk that another one has written: cheap enough to be asked twice a second.

On SQLite `PRAGMA data_version` of a connection of its own changes when any other connection commits. On PostgreSQL a listening
connection hears the `NOTIFY` that each unit of work sends.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any, Protocol

from sqlalchemy import Connection, text
from sqlalchemy.engine import URL

from db.engine import SERVER_OPTIONS, Mode, Unusable, connect_file

CHANNEL = "duty_desk"
# PostgreSQL refuses a payload of 8000 bytes and more.
_LONGEST = 7900


class News(Protocol):
    """A source of news. `heard` says whether anything may have been written since the last time it was asked."""

    def heard(self) -> bool: ...

    def close(self) -> None: ...


class FileNews:
    """News of an office file."""

    def __init__(self, path: Path, mode: Mode) -> None:
        self._connection = connect_file(path, mode)
        self._version: int | None = None

    def heard(self) -> bool:
        """Whether another connection has committed; true the first time."""
        found = int(self._connection.execute("PRAGMA data_version").fetchone()[0])
        changed = found != self._version
        self._version = found
        return changed

    def close(self) -> None:
        self._connection.close()


class ServerNews:
    """News of a server; connects again by itself and then says to look, because something may have been missed."""

    def __init__(self, url: URL, desk: str) -> None:
        self._url = url
        self._desk = desk
        self._connection: Any = None

    def heard(self) -> bool:
        """Whether another desk has notified. Raises Unusable("server") while the server cannot be reached."""
        import psycopg

        try:
            if self._connection is None:
                self._connection = self._connect(psycopg)
                return True
            senders = [note.payload.partition(":")[0] for note in self._connection.notifies(timeout=0)]
        except psycopg.Error as error:
            self.close()
            raise Unusable("server", str(error)) from error
        return any(sender != self._desk for sender in senders)

    def close(self) -> None:
        if self._connection is not None:
            self._connection.close()
            self._connection = None

    def _connect(self, psycopg: Any) -> Any:
        from sqlalchemy.dialects import postgresql

        dialect: Any = postgresql.dialect()
        _, parameters = dialect.create_connect_args(self._url)
        connection = psycopg.connect(autocommit=True, **{**SERVER_OPTIONS, **parameters})
        connection.execute(f"LISTEN {CHANNEL}")
        return connection


def notify(connection: Connection, desk: str, tables: frozenset[str]) -> None:
    """Tell the other desks, when this transaction commits, which tables it wrote."""
    if connection.dialect.name == "postgresql":
        payload = f"{desk}:{','.join(sorted(tables))}"[:_LONGEST]
        connection.execute(
            text("SELECT pg_notify(:channel, :news)").bindparams(channel=CHANNEL, news=payload)
        )
