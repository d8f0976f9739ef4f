"""Statements made beforehand, on the bare connection of a transaction: what is done at the window all day costs no more than it must."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Insert

from db import changes, prepared
from duty_desk.work import Read, Work


def ask(read: Read, statement: Any, values: Mapping[str, Any] | None = None) -> prepared.Rows:
    """The rows of a query that needs no objects. What the session still holds back is not seen: services flush."""
    return prepared.ask(read.connection, statement, values or {})


def add(work: Work, table: str, statement: Insert, values: Mapping[str, Any]) -> int:
    """Insert one row and say so to whoever watches `table`; returns its identifier."""
    key = prepared.add(work.connection, statement, values)
    changes.note(work.session, table)
    return key


def write(
    work: Work, table: str, statement: Any, values: Mapping[str, Any] | Sequence[Mapping[str, Any]]
) -> None:
    """Write one row or many, and say so to whoever watches `table`."""
    prepared.write(work.connection, statement, values)
    changes.note(work.session, table)
