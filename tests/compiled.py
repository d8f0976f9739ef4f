"""What the database libraries compile of a statement is kept for the whole run.

A desk that stays open compiles each statement once. The tests open thousands of desks, and compiling anew for each took a third of
their time. Two engines of one kind compile alike, so here they count as equal and share what was compiled.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import Engine
from sqlalchemy.dialects.postgresql.psycopg import PGDialect_psycopg
from sqlalchemy.dialects.sqlite.pysqlite import SQLiteDialect_pysqlite
from sqlalchemy.engine import Dialect
from sqlalchemy.util import LRUCache


def keep_compiled() -> None:
    """Let every engine made from here on take its statements from one store for its kind."""
    for kind in (SQLiteDialect_pysqlite, PGDialect_psycopg):
        kind.__eq__ = _is_of_that_kind
        kind.__hash__ = _kind
        kind.engine_created = classmethod(_share(LRUCache(4000)))


def _is_of_that_kind(one: Dialect, other: object) -> bool:
    return type(one) is type(other)


def _kind(one: Dialect) -> int:
    return hash(type(one))


def _share(store: Any) -> Any:
    def created(_kind: type[Dialect], engine: Engine) -> None:
        engine._compiled_cache = store

    return created
