"""What is derived from the tables: search indexes and guards, made anew after every change of the schema."""

from __future__ import annotations

from sqlalchemy import Connection, inspect, text

from db import guards, search
from db.models import whole


def install(connection: Connection) -> None:
    """Make search indexes and guards as this program wants them, whatever was there before."""
    if connection.dialect.name == "postgresql":
        _install_postgres(connection)
    else:
        _install_sqlite(connection)


def missing(connection: Connection) -> tuple[str, ...]:
    """Names of guards and search triggers that are absent or were altered, e.g. by somebody with a database browser."""
    if connection.dialect.name == "postgresql":
        found = {
            str(row[0])
            for row in connection.exec_driver_sql("SELECT tgname FROM pg_trigger WHERE tgenabled = 'O'")
        }
        return tuple(sorted(set(_names(guards.create_guards("postgresql"))) - found))
    there = {
        str(name): str(sql)
        for name, sql in connection.exec_driver_sql(
            "SELECT name, sql FROM sqlite_master WHERE type = 'trigger'"
        )
    }
    wanted = dict(zip(_names(_sqlite_triggers()), _sqlite_triggers(), strict=True))
    return tuple(sorted(name for name, sql in wanted.items() if there.get(name) != sql))


def rewrite_tables(connection: Connection) -> None:
    """Write every table of a server anew, without the rows it keeps of what was emptied; the connection commits by itself."""
    for name in whole().tables:
        connection.exec_driver_sql(f'VACUUM FULL "{name}"')


def _install_sqlite(connection: Connection) -> None:
    run = connection.exec_driver_sql
    tables = set(inspect(connection).get_table_names())
    old = run("SELECT name FROM sqlite_master WHERE type = 'trigger'").scalars().all()
    for name in old:
        run(f'DROP TRIGGER "{name}"')
    for name in search.SEARCHED:
        if f"{name}_fts" not in tables:
            for statement in search.create_index("sqlite", name)[:2]:
                run(statement)
    for statement in _sqlite_triggers():
        run(statement)


def _sqlite_triggers() -> list[str]:
    indexes = [statement for name in search.SEARCHED for statement in search.create_index("sqlite", name)[2:]]
    return indexes + guards.create_guards("sqlite")


def _install_postgres(connection: Connection) -> None:
    for name in search.SEARCHED:
        columns = {column["name"] for column in inspect(connection).get_columns(name)}
        if "search_vector" not in columns:
            for statement in search.create_index("postgresql", name):
                connection.execute(text(statement))
    old = text(
        "SELECT tgname, relname FROM pg_trigger JOIN pg_class ON pg_class.oid = tgrelid "
        "JOIN pg_namespace ON pg_namespace.oid = relnamespace "
        "WHERE NOT tgisinternal AND tgname LIKE 'guard%' AND nspname = current_schema()"
    )
    for trigger, table in connection.execute(old).all():
        connection.execute(text(f'DROP TRIGGER "{trigger}" ON "{table}"'))
    for statement in guards.create_guards("postgresql"):
        connection.execute(text(statement))


def _names(statements: list[str]) -> list[str]:
    return [parts[2] for parts in (statement.split() for statement in statements) if parts[1] == "TRIGGER"]
