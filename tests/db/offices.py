"""The offices kept in `tests/data/offices`: one of each schema, with the work of a day in it, and the figures it counted.

python -m tests.db.offices         makes the file of every schema that has none yet; those that are there are never made again
"""

from __future__ import annotations

import json
import lzma
import shutil
import sqlite3
import tempfile
from contextlib import closing
from datetime import timedelta
from pathlib import Path
from typing import Any

from db import migrate, snapshot
from db.engine import APPLICATION_ID, Mode, open_engine
from duty_desk import audit
from duty_desk.desk import Desk, open_desk
from duty_desk.passes import pass_figures
from duty_desk.people.figures import place_figures

FOLDER = Path(__file__).resolve().parents[1] / "data" / "offices"
FIGURES = FOLDER / "figures.json"
# Before this one there were no passes, and so nothing that is counted.
FIRST = "0003"
ACTS = 120


def kept() -> list[str]:
    """Revisions of which an office is kept, oldest first."""
    return sorted(path.name.split(".")[0] for path in FOLDER.glob("*.db.xz"))


def unpack(revision: str, target: Path) -> None:
    """The office of a schema as a file."""
    target.write_bytes(lzma.decompress((FOLDER / f"{revision}.db.xz").read_bytes()))


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


def count_rows(path: Path, tables: list[str] | None = None) -> dict[str, int]:
    """Rows by table, of those named or of all."""
    with closing(sqlite3.connect(path)) as connection:
        names = tables if tables is not None else list(tables_of(connection, "main"))
        return {name: connection.execute(f'SELECT count(*) FROM "{name}"').fetchone()[0] for name in names}


def made_old(full: Desk, revision: str, folder: Path) -> dict[str, int]:
    """An office of an older schema with everything of the full one that it had a place for; rows by table."""
    path = folder / "office.db"
    engine = open_engine(path, Mode.CREATE)
    migrate.upgrade(engine, revision)
    engine.dispose()
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.execute("ATTACH ? AS now", (str(full.path),))
        there, here = tables_of(connection, "now"), tables_of(connection, "main")
        for name, columns in here.items():
            both = ", ".join(f'"{column}"' for column in columns if column in there.get(name, ()))
            if both:
                connection.execute(f'INSERT INTO main."{name}" ({both}) SELECT {both} FROM now."{name}"')
        assert connection.execute("PRAGMA main.application_id").fetchone() == (APPLICATION_ID,)
    return count_rows(path)


def figures(desk: Desk) -> Any:
    """What the office counts, as the papers print it."""
    with desk.read() as read:
        return json.loads(json.dumps({"places": place_figures(read), **pass_figures(read)}, default=str))


def facts(desk: Desk) -> dict[str, Any]:
    """Figures and the head of the chain, which an upgrade leaves as they are."""
    with desk.read() as read:
        return {"figures": figures(desk), "head": list(audit.head_of(read))}


def main() -> None:
    from tests.conftest import NOON, Clock, new_office, sign_in_first
    from tests.faults.acts import Worker, open_office
    from tests.faults.offices import build_everything

    FOLDER.mkdir(exist_ok=True)
    wanted = [one for one in migrate.known_revisions() if one >= FIRST and one not in kept()]
    known: dict[str, Any] = json.loads(FIGURES.read_text(encoding="utf-8")) if FIGURES.exists() else {}
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place) / "office"
        new_office(folder, Clock(NOON - timedelta(days=60))).close()
        desk = open_desk(folder, clock=Clock(NOON))
        sign_in_first(desk)
        build_everything(desk)
        desk.close()
        full = open_office(folder)
        worker = Worker(full, 40)
        for _ in range(ACTS):
            worker.act()
        for revision in wanted:
            old = Path(place) / revision
            old.mkdir()
            rows = made_old(full, revision, old)
            snapshot.vacuum_into(sqlite3.connect(old / "office.db", isolation_level=None), old / "small.db")
            packed = lzma.compress((old / "small.db").read_bytes(), preset=9)
            (FOLDER / f"{revision}.db.xz").write_bytes(packed)
            known[revision] = {"rows": rows, **facts(full)}
            shutil.rmtree(old)
        full.close()
    text = json.dumps(known, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    FIGURES.write_text(text + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
