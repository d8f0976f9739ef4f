"""Copies all rows of an office from one engine to the other, of the same revision: for backups of a server and for moving."""

from __future__ import annotations

from collections.abc import Collection
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

from db.engine import reading, writing
from db.search import SEARCHED

_PIECE = 1000
# What the migration itself wrote, and what the engine derives.
_OWN = frozenset({"alembic_version"})


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
    sources = {table.name: table for table in _tables(old)}
    counts: dict[str, int] = {}
    for table in _tables(new):
        if table.name in sources and table.name not in leave_out:
            counts[table.name] = _copy_table(old, sources[table.name], new, table)
            _move_sequence(new, table)
    return counts


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
    names = [
        column.name for column in target.columns if column.name in source.columns and not _is_made(column)
    ]
    own = [name for name in names if _refers_to(target.columns[name], target)]
    later: list[dict[str, Any]] = []
    count = 0
    query = select(*(source.columns[name] for name in names)).order_by(*source.primary_key.columns)
    with old.execute(query.execution_options(yield_per=_PIECE)) as rows:
        for piece in rows.mappings().partitions(_PIECE):
            values = [dict(row) for row in piece]
            for row in values:
                # A row may refer to a later one of the same table: that is filled in when all are there.
                if any(row[name] is not None for name in own):
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
    return any(key.column.table is table for key in column.foreign_keys)


def _move_sequence(connection: Connection, table: Table) -> None:
    """A server counts identifiers apart from the rows."""
    if connection.dialect.name != "postgresql" or "id" not in table.columns:
        return
    name = connection.execute(select(func.pg_get_serial_sequence(f'"{table.name}"', "id"))).scalar()
    newest = connection.execute(select(func.max(table.c.id))).scalar()
    if name and newest:
        connection.execute(select(func.setval(name, newest)))
