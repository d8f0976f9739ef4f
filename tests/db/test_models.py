"""Tables are loaded when they are first named; whatever is loaded can be written, because what it refers to came with it."""

from __future__ import annotations

import subprocess
import sys

from db import models
from tests.code_tree import CODE, ROOT, modules, report, short

HOMES = models._HOMES
NEEDS = models._NEEDS


def home_of_tables() -> dict[str, str]:
    models.whole()
    return {
        mapper.class_.__tablename__: mapper.class_.__module__.rpartition(".")[2]
        for mapper in models.Pass.registry.mappers
    }


def reach(home: str) -> set[str]:
    found, ahead = set[str](), [home]
    while ahead:
        if (each := ahead.pop()) not in found:
            found.add(each)
            ahead += NEEDS[each].split()
    return found


def test_every_table_is_found_where_it_is() -> None:
    files = {path.stem for path in (ROOT / "db" / "models").glob("*.py")} - {"__init__"}
    assert set(HOMES) == set(NEEDS) == files
    named = {(name, home) for home, names in HOMES.items() for name in names.split()}
    models.whole()
    mappers = models.Pass.registry.mappers
    defined = {(mapper.class_.__name__, mapper.class_.__module__.rpartition(".")[2]) for mapper in mappers}
    assert named == defined
    assert sorted(models.__all__) == sorted([*(name for name, _ in named), "whole"])


def test_what_a_table_refers_to_comes_with_it() -> None:
    homes = home_of_tables()
    report(
        [
            f"{table.name} refers to {key.column.table.name}: add {homes[key.column.table.name]} to what {homes[table.name]} needs"
            for table in models.whole().sorted_tables
            for key in table.foreign_keys
            if homes[key.column.table.name] not in reach(homes[table.name])
        ]
    )


def test_who_needs_all_tables_asks_for_them() -> None:
    """What happens to have been loaded is not the schema."""
    report(
        [
            f"{short(path)}:{number} asks for the tables loaded so far: ask db.models.whole()"
            for path in modules(*CODE)
            if short(path) not in ("db/base.py", "db/models/__init__.py")
            for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
            if "Base.metadata" in line
        ]
    )


def test_a_pass_is_loaded_without_the_gates() -> None:
    loaded = "import sys; from db.models import Pass; print(*sorted(sys.modules))"
    done = subprocess.run(
        [sys.executable, "-c", loaded], cwd=ROOT, capture_output=True, text=True, check=True
    ).stdout.split()
    present = {name.rpartition(".")[2] for name in done if name.startswith("db.models.")}
    assert present == reach("passes")
    assert "sqlalchemy.dialects.postgresql" not in done, "a file needs no server"
