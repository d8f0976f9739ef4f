"""One unit of reading or writing: the session, the moment, the officer, and what was looked up meanwhile."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy.orm import Session

from db.vocabulary import Role


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
    # Lookups that do not change within one transaction (policy, settings); never shared between transactions.
    memo: dict[str, Any] = field(default_factory=dict)


@dataclass(slots=True)
class Work(Read):
    """A transaction, all or nothing. Only the desk commits it."""
