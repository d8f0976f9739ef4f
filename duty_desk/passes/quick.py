"""Statements on the bare connection of a transaction: what is done at the window all day costs no more than it must."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, Executable

from db import changes
from duty_desk.work import Read, Work

_MEMO = "passes.connection"


def ask(read: Read, statement: Executable, values: Mapping[str, Any] | None = None) -> Any:
    """The result of a query that needs no objects. What the session still holds back is not seen: services flush."""
    return _connection(read).execute(statement, values or {})


def write(
    work: Work, table: str, statement: Executable, values: Mapping[str, Any] | Sequence[Mapping[str, Any]]
) -> Any:
    """Write one row or many, and say so to whoever watches `table`."""
    result = _connection(work).execute(statement, values)  # pyright: ignore[reportArgumentType]
    changes.note(work.session, table)
    return result


def _connection(read: Read) -> Connection:
    if _MEMO not in read.memo:
        read.memo[_MEMO] = read.session.connection()
    return read.memo[_MEMO]
