"""Looks at a server before an office is opened, made or moved there: may it be used, and what is in it. Nothing is changed.

What the driver says when it cannot connect is left to the caller; it has no words for people.
"""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import Connection, Engine, inspect

from db import migrate
from db.engine import Unusable

# Generated columns and row security as we use them came with this one.
OLDEST = 130_000


@dataclass(frozen=True, slots=True)
class ServerSurvey:
    """What was found. `revision` is that of the office there; None where the database is empty."""

    version: str
    revision: str | None

    @property
    def is_empty(self) -> bool:
        """Whether an office can be made or moved here."""
        return self.revision is None


def survey_server(engine: Engine) -> ServerSurvey:
    """Look at a database. Raises Unusable with what stands against using it, the driver's errors when it is out of reach."""
    with engine.connect() as connection:
        number = int(_one(connection, "SHOW server_version_num"))
        if number < OLDEST:
            raise Unusable("server_old", _one(connection, "SHOW server_version"))
        if (encoding := _one(connection, "SHOW server_encoding")) != "UTF8":
            raise Unusable("server_encoding", encoding)
        if _one(connection, "SELECT pg_is_in_recovery()") == "True":
            raise Unusable("server_standby")
        tables = inspect(connection).get_table_names()
        if not tables and not _may(connection, "has_schema_privilege(current_schema(), 'CREATE')"):
            raise Unusable("server_rights", "CREATE")
        if tables and "alembic_version" not in tables:
            raise Unusable("not_empty", ", ".join(sorted(tables)[:3]))
        if tables and not _may(connection, _EVERYTHING):
            raise Unusable("server_rights", "SELECT, INSERT, UPDATE, DELETE")
        revision = migrate.revision_in(connection)
        if revision is not None and revision not in migrate.known_revisions():
            raise Unusable("too_new", revision)
        return ServerSurvey(_one(connection, "SHOW server_version").partition(" ")[0], revision)


# Whoever opens the office must be able to work in it, not only to see that it is there.
_EVERYTHING = (
    "bool_and(has_table_privilege(oid, 'SELECT') AND has_table_privilege(oid, 'INSERT')"
    " AND has_table_privilege(oid, 'UPDATE') AND has_table_privilege(oid, 'DELETE'))"
    " FROM pg_class WHERE relkind = 'r' AND relnamespace = current_schema()::regnamespace"
)


def _may(connection: Connection, right: str) -> bool:
    return _one(connection, f"SELECT {right}") == "True"


def _one(connection: Connection, query: str) -> str:
    return str(connection.exec_driver_sql(query).scalar())
