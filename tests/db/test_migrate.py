"""The schema of the scripts is the schema of the models, on both engines."""

from __future__ import annotations

import re
from pathlib import Path

from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory

from db import derived, migrate
from db.models import whole
from db.search import SEARCHED
from duty_desk.desk import Desk

SCRIPTS = Path(migrate.__file__).parent / "migrations"


def test_the_migrated_schema_is_that_of_the_models(desk: Desk) -> None:
    def is_ours(name: str | None, kind: str, _parents: object) -> bool:
        derived_name = str(name).startswith(tuple(f"{table}_fts" for table in SEARCHED))
        return not derived_name and name not in (
            "search_vector",
            *(f"ix_{table}_search" for table in SEARCHED),
        )

    with desk.engine.connect() as connection:
        context = MigrationContext.configure(
            connection, opts={"include_name": is_ours, "compare_type": True, "compare_server_default": True}
        )
        assert compare_metadata(context, whole()) == []


def test_the_newest_revision_is_the_one_that_starting_expects() -> None:
    scripts = ScriptDirectory(str(SCRIPTS))
    assert scripts.get_heads() == [migrate.HEAD]
    assert tuple(reversed([script.revision for script in scripts.walk_revisions()])) == (
        migrate.known_revisions()
    )


def test_no_revision_is_too_long_to_read_or_speaks_of_its_generator() -> None:
    for path in (SCRIPTS / "versions").glob("*.py"):
        text = path.read_text(encoding="utf-8")
        assert len(text.splitlines()) <= 400, path.name
        assert not re.search("auto generated|###", text), path.name


def test_guards_are_in_place_and_their_absence_is_noticed(desk: Desk) -> None:
    with desk.engine.connect() as connection:
        assert derived.missing(connection) == ()
    table = " ON audit_entry" if desk.path is None else ""
    name = "guard_audit_entry" if desk.path is None else "guard_audit_entry_delete"
    with desk.engine.execution_options(writes=True).begin() as connection:
        connection.exec_driver_sql(f"DROP TRIGGER {name}{table}")
        assert derived.missing(connection) == (name,)
        derived.install(connection)
        assert derived.missing(connection) == ()
