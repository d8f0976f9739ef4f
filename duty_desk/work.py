"""One unit of reading or writing: the session, the moment, the officer, and what was looked up meanwhile."""

from __future__ import annotations

from collections.abc import Callable, Generator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any, TypeVar

from sqlalchemy import Connection
from sqlalchemy.orm import Session

from db import changes
from db.vocabulary import Role

Found = TypeVar("Found")
# Told how a transaction ended: True when it was kept, False when it was undone, None when the disk did not say.
Ending = Callable[[bool | None], object]
_ENDINGS = "endings"
# What is looked up in every transaction and changed a few times a month.
SELDOM_CHANGED = frozenset({"gate", "officer", "pass_reason", "policy", "return_batch", "setting"})


@dataclass(frozen=True, slots=True)
class OfficerRef:
    """Who acts. `id` is None for the program itself (command line, nightly jobs)."""

    id: int | None
    name: str
    role: Role


@dataclass(slots=True)
class Read:
    """A reading: rows leave, nothing is kept. `at` is campus time to the second, `folder` where the office's files lie."""

    session: Session
    at: datetime
    officer: OfficerRef
    desk: str
    folder: Path = field(default_factory=Path)
    # Lookups that do not change within one transaction; never shared between transactions.
    memo: dict[str, Any] = field(default_factory=dict)
    # Lookups of what is seldom changed; of units of work also those of earlier ones, while nobody has changed anything of it.
    shelf: dict[str, Any] | None = None
    _connection: Connection | None = field(default=None, repr=False)

    @property
    def connection(self) -> Connection:
        """The bare connection of this transaction, for statements made beforehand; it does not see what the session holds back."""
        found = self._connection
        if found is None or found.closed:
            found = self._connection = self.session.connection()
        return found


@dataclass(slots=True)
class Work(Read):
    """A transaction, all or nothing. Only the desk commits it."""

    @property
    def endings(self) -> list[Ending]:
        """Whoever is to be told how it ended, since something beside the database goes with it."""
        return self.connection.info.setdefault(_ENDINGS, [])


@contextmanager
def telling(transaction: AbstractContextManager[Connection]) -> Generator[Connection]:
    """The same transaction; when it is over, `endings` are told how."""
    endings: list[Ending] = []
    kept: bool | None = False
    try:
        with transaction as connection:
            connection.info[_ENDINGS] = endings
            yield connection
            kept = None
        kept = True
    finally:
        for told in endings:
            told(kept)


def shelved(read: Read, key: str, look_up: Callable[[], Found]) -> Found:
    """What `look_up` finds in the tables of SELDOM_CHANGED, asked again only after one of them was written."""
    kept = read.shelf
    if kept is None or changes.touches(read.session, SELDOM_CHANGED):
        kept = read.memo
    if key not in kept:
        kept[key] = look_up()
    return kept[key]
