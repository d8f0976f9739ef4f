"""Brings an office's schema to the revision of this program: all or nothing, never touching a newer or a foreign database."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import Connection, Engine, inspect

from db import derived
from db.engine import APPLICATION_ID, Unusable, is_sqlite, writing

# The newest revision, repeated here so that starting does not import Alembic; a test compares it with the scripts.
HEAD = "0021"
_SCRIPTS = Path(__file__).parent / "migrations"


def known_revisions() -> tuple[str, ...]:
    """All revisions this program can upgrade from, oldest first."""
    scripts = sorted((_SCRIPTS / "versions").glob("[0-9]*.py"))
    return tuple(path.stem.split("_")[0] for path in scripts)


def revision_of(engine: Engine) -> str | None:
    """Revision of an office's schema; None for an empty database. Raises Unusable for a foreign one."""
    with engine.connect() as connection:
        return revision_in(connection)


def revision_in(connection: Connection) -> str | None:
    """As `revision_of`, on a connection."""
    tables = set(inspect(connection).get_table_names())
    if not tables:
        return None
    if connection.dialect.name == "sqlite":
        mark = connection.exec_driver_sql("PRAGMA application_id").scalar()
        if mark != APPLICATION_ID:
            raise Unusable("not_an_office")
    if "alembic_version" not in tables:
        raise Unusable("not_an_office")
    found = connection.exec_driver_sql("SELECT version_num FROM alembic_version").scalar()
    return None if found is None else str(found)


def upgrade(engine: Engine, revision: str = "head") -> None:
    """Create or upgrade the schema in one transaction. Raises Unusable("too_new") for a database of a later program."""
    with writing(engine).begin() as connection:
        apply(connection, revision)


def apply(connection: Connection, revision: str = "head") -> None:
    """As `upgrade`, in the transaction of a connection that writes."""
    found = revision_in(connection)
    if found is not None and found not in known_revisions():
        raise Unusable("too_new", found)
    if is_sqlite(connection.engine):
        connection.exec_driver_sql(f"PRAGMA application_id = {APPLICATION_ID}")
    if found == HEAD:
        return
    run_revisions(connection, revision)
    if revision in ("head", HEAD):
        derived.install(connection)


def run_revisions(connection: Connection, revision: str = "head") -> None:
    """The tables alone, without the search indexes and guards that are made from them."""
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(_SCRIPTS).replace("%", "%%"))
    config.attributes["connection"] = connection
    command.upgrade(config, revision)
