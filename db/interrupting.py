"""Ends a long query in the middle when nobody waits for its answer any more."""

from __future__ import annotations

import threading
from collections.abc import Callable, Generator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Engine, event

from db.engine import is_sqlite

# So many steps of SQLite's machine between two questions: some milliseconds.
_STEPS = 200_000


@contextmanager
def interrupted(engine: Engine, stopped: Callable[[], bool]) -> Generator[None]:
    """While this lasts, queries of this thread in a file fail soon after `stopped` says so; those of a server run to their end."""
    if not is_sqlite(engine):
        yield
        return
    held: list[Any] = []
    owner = threading.get_ident()

    def taken(connection: Any, _record: Any, _proxy: Any) -> None:
        if threading.get_ident() == owner:
            connection.set_progress_handler(lambda: int(stopped()), _STEPS)
            held.append(connection)

    def given_back(connection: Any, _record: Any) -> None:
        if connection in held:
            connection.set_progress_handler(None, 0)
            held.remove(connection)

    event.listen(engine, "checkout", taken)
    event.listen(engine, "checkin", given_back)
    try:
        yield
    finally:
        event.remove(engine, "checkout", taken)
        event.remove(engine, "checkin", given_back)
