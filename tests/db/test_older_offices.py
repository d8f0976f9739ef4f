"""Offices of older schemas, full of the sample's weeks, are upgraded whole and count the same as before (acceptance check R-40)."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from db import migrate, snapshot
from db.engine import APPLICATION_ID, Mode, open_engine
from duty_desk import audit, check, demo, passes
from duty_desk.desk import SYSTEM, Desk, open_desk
from duty_desk.passes import PassKind, pass_figures
from duty_desk.people.figures import place_figures

pytestmark = pytest.mark.slow

# Before these there were no passes, and so nothing that this program prints figures of.
OLD = [revision for revision in sorted(migrate.known_revisions()) if "0003" <= revision < migrate.HEAD]


@pytest.fixture(scope="module")
def full(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    """The sample office of today."""
    desk = demo.open_demo(tmp_path_factory.mktemp("full") / "office")
    yield desk
    desk.close()


def tables_of(connection: sqlite3.Connection, schema: str) -> dict[str, list[str]]:
    """Tables with their columns, without those that the database keeps for itself."""
    names = [
        name
        for (name,) in connection.execute(f"SELECT name FROM {schema}.sqlite_master WHERE type = 'table'")
        if not name.startswith("sqlite_") and "_fts" not in name and name != "alembic_version"
    ]
    return {
        name: [row[1] for row in connection.execute(f'PRAGMA {schema}.table_info("{name}")')]
        for name in names
    }


def made_old(full: Desk, revision: str, folder: Path) -> dict[str, int]:
    """An office of an older schema with everything of the full one that it had a place for; rows by table."""
    path = folder / "office.db"
    engine = open_engine(path, Mode.CREATE)
    migrate.upgrade(engine, revision)
    engine.dispose()
    counts: dict[str, int] = {}
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.execute("ATTACH ? AS now", (str(full.path),))
        there, here = tables_of(connection, "now"), tables_of(connection, "main")
        for name, columns in here.items():
            both = ", ".join(f'"{column}"' for column in columns if column in there.get(name, ()))
            if both:
                connection.execute(f'INSERT INTO main."{name}" ({both}) SELECT {both} FROM now."{name}"')
            counts[name] = connection.execute(f'SELECT count(*) FROM main."{name}"').fetchone()[0]
        assert connection.execute("PRAGMA main.application_id").fetchone() == (APPLICATION_ID,)
    return counts


def figures(desk: Desk) -> Any:
    with desk.read() as read:
        return json.loads(json.dumps({"places": place_figures(read), **pass_figures(read)}, default=str))


@pytest.mark.slow
@pytest.mark.parametrize("revision", OLD)
def test_an_older_office_is_upgraded_whole_and_counts_the_same(
    full: Desk, revision: str, tmp_path: Path
) -> None:
    before = made_old(full, revision, tmp_path)
    assert before["pass"] > 1000
    desk = open_desk(tmp_path, clock=full.clock)
    assert migrate.revision_of(desk.engine) == migrate.HEAD
    assert check.run(desk, full=True) == ()
    assert figures(desk) == figures(full)
    with desk.read() as read:
        assert audit.verify(read).broken_at is None
        assert len(passes.list_passes(read, PassKind.TEMPORARY, limit=500).rows) == 430
    with closing(sqlite3.connect(tmp_path / "office.db")) as connection:
        after = {name: connection.execute(f'SELECT count(*) FROM "{name}"').fetchone()[0] for name in before}
    assert after == before
    # Work goes on in it, and the old file is still there.
    with desk.work(SYSTEM) as work:
        audit.record(work, action="office.move")
    desk.close()
    (kept,) = (tmp_path / "backups").glob("before-upgrade-*.db")
    assert snapshot.prove(kept).revision == revision


def test_there_are_older_schemas_to_try() -> None:
    assert len(OLD) >= 4
