"""Brings an office's schema to the revision of this program: all or nothing, never touching a newer or a foreign file."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import Connection, Engine, inspect

from db.engine import APPLICATION_ID, Unusable, is_sqlite

# The newest revision, repeated here so that starting does not import Alembic; a test compares it with the scripts.
HEAD = "0001"


def revision_of(engine: Engine) -> str | None:
    """Revision of the office's schema; None for an empty database. Raises Unusable for a foreign one."""
    with engine.connect() as connection:
        tables = set(inspect(connection).get_table_names())
        if is_sqlite(engine):
            mark = connection.exec_driver_sql("PRAGMA application_id").scalar()
            if tables and mark != APPLICATION_ID:
                raise Unusable("not_an_office")
        if not tables:
            return None
        if "alembic_version" not in tables:
            raise Unusable("not_an_office")
        return connection.exec_driver_sql("SELECT version_num FROM alembic_version").scalar()


def known_revisions() -> tuple[str, ...]:
    """All revisions this program can upgrade from, oldest first."""
    scripts = sorted((Path(__file__).parent / "migrations" / "versions").glob("[0-9]*.py"))
    return tuple(path.stem.split("_")[0] for path in scripts)


def upgrade(engine: Engine) -> None:
    """Create or upgrade the schema in one transaction. Raises Unusable("too_new") for a file of a later program."""
    found = revision_of(engine)
    if found == HEAD:
        return
    if found is not None and found not in known_revisions():
        raise Unusable("too_new", found)
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    with engine.execution_options(writes=True).begin() as connection:
        _mark(connection, engine)
        config.attributes["connection"] = connection
        command.upgrade(config, "head")


def _mark(connection: Connection, engine: Engine) -> None:
    if is_sqlite(engine):
        connection.exec_driver_sql(f"PRAGMA application_id = {APPLICATION_ID}")
