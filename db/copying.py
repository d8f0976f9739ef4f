"""Copies all rows of an office from one engine to the other, of the same revision: for backups of a server and for moving."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Collection, Generator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import (
    Column,
    Connection,
    Engine,
    MetaData,
    Table,
    bindparam,
    func,
    insert,
    select,
    text,
    update,
)

from db.engine import Unusable, is_sqlite, reading, writing
from db.search import SEARCHED

_PIECE = 1000
# What the migration itself wrote, and what the engine derives.
_OWN = frozenset({"alembic_version"})
_SUM = 2**64
# Told before each table: how many are done, of how many, and which comes next.
Told = Callable[[int, int, str], object]


def copy_rows(source: Engine, target: Engine, *, leave_out: Collection[str] = ()) -> dict[str, int]:
    """Copy every table into the empty ones of `target`, in one transaction; rows by table."""
    with reading(source).connect() as old, writing(target).begin() as new:
        return copy_over(old, new, leave_out=leave_out)


def replace_rows(source: Engine, target: Engine, *, leave_out: Collection[str] = ()) -> dict[str, int]:
    """Copy every table over what is in `target`, in one transaction: all of the old or all of the new."""
    with reading(source).connect() as old, writing(target).begin() as new:
        empty(new, leave_out=leave_out)
        return copy_over(old, new, leave_out=leave_out)


def empty(connection: Connection, *, leave_out: Collection[str] = ()) -> None:
    """Remove every row on a server; the guards that keep rows do not stop a truncation."""
    names = ", ".join(f'"{table.name}"' for table in _tables(connection) if table.name not in leave_out)
    connection.execute(text(f"TRUNCATE {names}"))


def copy_over(old: Connection, new: Connection, *, leave_out: Collection[str] = ()) -> dict[str, int]:
    """Copy within transactions that are open."""
    return Pairs(old, new, leave_out).copy()


class Pairs:
    """The tables that two open transactions have in common, looked up once: to copy them, and to compare what arrived."""

    def __init__(
        self,
        old: Connection,
        new: Connection,
        leave_out: Collection[str] = (),
        told: Told | None = None,
    ) -> None:
        self._old, self._new, self._told = old, new, told
        sources = {table.name: table for table in _tables(old)}
        self._tables = [
            (sources[table.name], table)
            for table in _tables(new)
            if table.name in sources and table.name not in leave_out
        ]

    def copy(self) -> dict[str, int]:
        """Copy all; rows by table."""
        counts: dict[str, int] = {}
        for source, target in self._each():
            counts[target.name] = _copy_table(self._old, source, self._new, target)
            _move_sequence(self._new, target)
        return counts

    def compare(self) -> dict[str, int]:
        """Count the rows of every table on both sides and sum up what is in them; the counts when all are alike.

        Raises Unusable("copy_differs") with the first table that is not.
        """
        counts: dict[str, int] = {}
        for source, target in self._each():
            names = [name for name in _shared(source, target) if not _is_made(target.columns[name])]
            before, after = _sum(self._old, source, names), _sum(self._new, target, names)
            if before != after:
                raise Unusable("copy_differs", f"{target.name}: {before} {after}")
            counts[target.name] = before[0]
        return counts

    def _each(self) -> Generator[tuple[Table, Table]]:
        for done, (source, target) in enumerate(self._tables):
            if self._told is not None:
                self._told(done, len(self._tables), target.name)
            yield source, target


@contextmanager
def held(engine: Engine) -> Generator[None]:
    """Nobody writes while this lasts; everybody reads. What is copied meanwhile is all there is."""
    with writing(engine).begin() as connection:
        if not is_sqlite(engine):
            # Every unit of work begins by locking a row of it.
            connection.execute(text("LOCK TABLE audit_head IN EXCLUSIVE MODE"))
        yield


def _sum(connection: Connection, table: Table, names: list[str]) -> tuple[int, int]:
    """How many rows, and the sum of their digests: whatever order the engine gives them in."""
    count = total = 0
    query = select(*(table.columns[name] for name in names))
    with connection.execute(query.execution_options(yield_per=_PIECE)) as rows:
        for row in rows:
            words = json.dumps([_plain(value) for value in row], ensure_ascii=False, sort_keys=True)
            total += int.from_bytes(hashlib.sha256(words.encode()).digest()[:8])
            count += 1
    return count, total % _SUM


def _plain(value: object) -> object:
    """The same for a value whichever engine gave it."""
    if isinstance(value, bool):
        return int(value)
    if isinstance(value, float):
        # A whole number comes back from a column without a kind as an integer.
        return int(value) if value.is_integer() else repr(value)
    if value is None or isinstance(value, int | str | list | dict):
        return value  # pyright: ignore[reportUnknownVariableType]
    return value.hex() if isinstance(value, bytes) else str(value)


def _shared(source: Table, target: Table) -> list[str]:
    return [column.name for column in target.columns if column.name in source.columns]


def _tables(connection: Connection) -> list[Table]:
    """All tables with the types of this engine, those that others refer to first."""
    found = MetaData()
    found.reflect(connection)
    derived = tuple(f"{name}_fts" for name in SEARCHED)
    return [
        table
        for table in found.sorted_tables
        if table.name not in _OWN and not table.name.startswith(derived)
    ]


def _copy_table(old: Connection, source: Table, new: Connection, target: Table) -> int:
    names = [name for name in _shared(source, target) if not _is_made(target.columns[name])]
    own = [name for name in names if _refers_to(target.columns[name], target)]
    later: list[dict[str, Any]] = []
    count = 0
    query = select(*(source.columns[name] for name in names)).order_by(*source.primary_key.columns)
    with old.execute(query.execution_options(yield_per=_PIECE)) as rows:
        for piece in rows.mappings().partitions(_PIECE):
            values = [dict(row) for row in piece]
            for row in values:
                # A row may refer to a later one of the same table: that is filled in when all are there. One that comes before is there.
                if any(row[name] is not None and row[name] > row["id"] for name in own):
                    later.append({"own_id": row["id"], **{f"to_{name}": row[name] for name in own}})
                    row.update(dict.fromkeys(own))
            new.execute(insert(target), values)
            count += len(values)
    if later:
        change = update(target).where(target.c.id == bindparam("own_id"))
        new.execute(change.values({name: bindparam(f"to_{name}") for name in own}), later)
    return count


def _is_made(column: Column[Any]) -> bool:
    return column.computed is not None or column.name == "search_vector"


def _refers_to(column: Column[Any], table: Table) -> bool:
    """Whether it holds which row of the same table is meant; what has to agree with that row besides stays as it is."""
    return any(key.column.table is table and key.column.primary_key for key in column.foreign_keys)


def _move_sequence(connection: Connection, table: Table) -> None:
    """A server counts identifiers apart from the rows."""
    if connection.dialect.name != "postgresql" or "id" not in table.columns:
        return
    name = connection.execute(select(func.pg_get_serial_sequence(f'"{table.name}"', "id"))).scalar()
    newest = connection.execute(select(func.max(table.c.id))).scalar()
    if name and newest:
        connection.execute(select(func.setval(name, newest)))
