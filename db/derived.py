"""What is derived from the tables: search indexes and guards, made anew after every change of the schema."""

from __future__ import annotations

import re

from sqlalchemy import Connection, inspect, text

from db import guards, search
from db.models import whole

_FUNCTION = re.compile(
    r"CREATE OR REPLACE FUNCTION (\w+)\(\) RETURNS trigger LANGUAGE plpgsql AS \$\$(.*)\$\$", re.S
)
_TRIGGER = re.compile(
    r"create trigger (\w+) before (.+?) on (?:\w+\.)?(\w+) for each row (?:when (.*) )?execute function (?:\w+\.)?(\w+)",
    re.S,
)
_ON_THE_SERVER = text(
    "WITH ours AS (SELECT oid, relname, relkind FROM pg_class "
    "WHERE relnamespace = (SELECT oid FROM pg_namespace WHERE nspname = current_schema()) "
    "AND NOT EXISTS (SELECT 1 FROM pg_depend WHERE classid = 'pg_class'::regclass AND objid = pg_class.oid AND deptype = 'e')) "
    "SELECT relname || '.' || tgname FROM ours JOIN pg_trigger ON tgrelid = ours.oid WHERE NOT tgisinternal UNION "
    "SELECT relname || '.' || rulename FROM ours JOIN pg_rewrite ON ev_class = ours.oid WHERE rulename <> '_RETURN' UNION "
    "SELECT relname || '.' || polname FROM ours JOIN pg_policy ON polrelid = ours.oid UNION "
    "SELECT relname FROM ours WHERE relkind IN ('v', 'm')"
)
# What holds rows together there and is not switched off.
_KEPT_ON_THE_SERVER = text(
    "SELECT conname FROM pg_constraint WHERE connamespace = (SELECT oid FROM pg_namespace WHERE nspname = current_schema()) "
    "AND NOT EXISTS (SELECT 1 FROM pg_trigger WHERE tgconstraint = pg_constraint.oid AND tgenabled = 'D') UNION "
    "SELECT relname FROM pg_class JOIN pg_index ON indexrelid = pg_class.oid AND indisvalid "
    "WHERE relnamespace = (SELECT oid FROM pg_namespace WHERE nspname = current_schema())"
)
# The script of its time gave it a shorter name.
_NAMED_OTHERWISE = frozenset({("watch", "fk_watch_previous_id_started_at")})
_WORD = re.compile(r"\w+")


def install(connection: Connection) -> None:
    """Make search indexes and guards as this program wants them, whatever was there before."""
    if connection.dialect.name == "postgresql":
        _install_postgres(connection)
    else:
        _install_sqlite(connection)


def missing(connection: Connection) -> tuple[str, ...]:
    """Names of guards and search triggers that are absent or were altered, e.g. by somebody with a database browser."""
    if connection.dialect.name == "postgresql":
        return _missing_postgres(connection)
    there = {
        str(name): str(sql)
        for name, sql in connection.exec_driver_sql(
            "SELECT name, sql FROM sqlite_master WHERE type = 'trigger'"
        )
    }
    wanted = dict(zip(_names(_sqlite_triggers()), _sqlite_triggers(), strict=True))
    return tuple(sorted(name for name, sql in wanted.items() if there.get(name) != sql))


def _missing_postgres(connection: Connection) -> tuple[str, ...]:
    """A function is compared letter by letter; the server words a trigger anew, so that its parts are."""
    statements = guards.create_guards("postgresql")
    wanted = {_function(statement) or _trigger(statement) for statement in statements}
    functions = text(
        "SELECT proname, prosrc FROM pg_proc JOIN pg_namespace ON pg_namespace.oid = pronamespace "
        "JOIN pg_language ON pg_language.oid = prolang "
        "WHERE nspname = current_schema() AND lanname = 'plpgsql' AND pronargs = 0 AND proname LIKE 'guard%'"
    )
    triggers = text(
        "SELECT pg_get_triggerdef(pg_trigger.oid) FROM pg_trigger JOIN pg_class ON pg_class.oid = tgrelid "
        "JOIN pg_namespace ON pg_namespace.oid = relnamespace "
        "WHERE NOT tgisinternal AND tgenabled IN ('O', 'A') AND nspname = current_schema() AND tgname LIKE 'guard%'"
    )
    found = {(f"{name}()", source) for name, source in connection.execute(functions)}
    found |= {_trigger(statement) for statement in connection.execute(triggers).scalars()}
    return tuple(sorted(name for name, _ in wanted - found))


def _function(statement: str) -> tuple[str, str] | None:
    match = _FUNCTION.fullmatch(statement)
    return (f"{match[1]}()", match[2]) if match is not None else None


def _trigger(statement: str) -> tuple[str, tuple[object, ...] | None]:
    """Its name, and on which acts of which table it runs what when; without brackets, casts and quotes that the server adds."""
    plain = re.sub(r'::(text|character varying)|[()"]', "", statement.lower())
    match = _TRIGGER.match(" ".join(plain.split()))
    if match is None:
        return statement, None
    name, acts, table, when, function = match.groups()
    return name, (frozenset(acts.split(" or ")), table, when, function)


def added(connection: Connection) -> tuple[str, ...]:
    """Triggers, rules and policies on our tables, and views beside them, that this program did not make; not those of an extension."""
    if connection.dialect.name == "postgresql":
        made = (_trigger(statement) for statement in guards.create_guards("postgresql"))
        wanted = {f"{parts[1]}.{name}" for name, parts in made if parts is not None}
        return tuple(sorted(set(connection.execute(_ON_THE_SERVER).scalars()) - wanted))
    there = connection.exec_driver_sql(
        "SELECT name, CASE type WHEN 'view' THEN name ELSE tbl_name || '.' || name END "
        "FROM sqlite_master WHERE type IN ('trigger', 'view')"
    )
    wanted = set(_names(_sqlite_triggers()))
    return tuple(sorted(shown for name, shown in there if name not in wanted))


def lost(connection: Connection) -> tuple[str, ...]:
    """Constraints and indexes of our tables that are absent by their names, or on a server switched off."""
    wanted = {
        (table.name, str(each.name))
        for table in whole().sorted_tables
        for each in (*table.indexes, *table.constraints)
        if each.name is not None and (table.name, str(each.name)) not in _NAMED_OTHERWISE
    }
    if connection.dialect.name == "postgresql":
        there = set(connection.execute(_KEPT_ON_THE_SERVER).scalars())
        return tuple(sorted(name for _, name in wanted if name not in there))
    found = connection.exec_driver_sql(
        "SELECT type, name, sql FROM sqlite_master WHERE type IN ('table', 'index')"
    ).all()
    indexes = {name for kind, name, _ in found if kind == "index"}
    words = {name: set(_WORD.findall(sql)) for kind, name, sql in found if kind == "table" and sql}
    return tuple(
        sorted(name for table, name in wanted if name not in indexes and name not in words.get(table, ()))
    )


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
