"""Writes the schema's next revision from the models, so that nobody types one by hand.

python tools/new_revision.py "Keep the colour of a pass"    a revision on top of the newest one
python tools/new_revision.py --initial                      before the first release: all of them anew, one for each subject

Look through what was written: data that must move is yours to add.
"""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from alembic.autogenerate import produce_migrations, render_python_code  # noqa: E402
from alembic.migration import MigrationContext  # noqa: E402
from alembic.operations import ops  # noqa: E402
from sqlalchemy import Table, create_engine, inspect  # noqa: E402

from db import migrate, models  # noqa: E402
from db.base import Base  # noqa: E402
from db.exact import Scaled  # noqa: E402
from db.search import SEARCHED  # noqa: E402

VERSIONS = ROOT / "db" / "migrations" / "versions"
LONGEST = 400
# Subjects in the order of their revisions; others follow by name. A table that others refer to comes with the first that does.
SUBJECTS = ("office", "people", "passes", "incidents", "vehicles", "gate", "isolation")
HEAD = """\"\"\"{title}.\"\"\"

import sqlalchemy as sa
from alembic import op
{imports}
revision = "{revision}"
down_revision = {before!r}
branch_labels = None
depends_on = None


def upgrade() -> None:
{body}
"""


def write_initial() -> None:
    """All revisions anew, from the models alone."""
    for path in VERSIONS.glob("[0-9]*.py"):
        path.unlink()
    set_head(write_tables(None, frozenset()) or "")


def write_tables(before: str | None, there: frozenset[str]) -> str | None:
    """A revision for each subject that has tables which are not `there` yet; the newest revision then."""
    for subject, tables in by_subject():
        new = [table for table in tables if table.name not in there]
        operations: list[Any] = []
        for table in new:
            operations.append(ops.CreateTableOp.from_table(table))
            indexes = sorted(table.indexes, key=lambda index: str(index.name))
            operations += [ops.CreateIndexOp.from_index(index) for index in indexes]
        if operations:
            revision = f"{int(before or 0) + 1:04d}"
            title = f"Tables of the {subject.replace('_', ' ')}"
            write(revision, before, title, render(operations), subject)
            before = revision
    return before


def write_next(title: str) -> None:
    """What the newest revision lacks of the models: new tables by subject, then the changes of those that were there."""
    engine = create_engine("sqlite://")
    with engine.begin() as connection:
        migrate.run_revisions(connection)
        context = MigrationContext.configure(
            connection,
            opts={"include_name": is_ours, "render_as_batch": True, "target_metadata": models.whole()},
        )
        there = frozenset(inspect(connection).get_table_names())
        found = produce_migrations(context, models.whole()).upgrade_ops
    if found is None or found.is_empty():
        raise SystemExit("The models say what the newest revision says; nothing was written.")
    head = write_tables(migrate.HEAD, there) or migrate.HEAD
    changed = [op for op in found.ops if getattr(op, "table_name", None) in there]
    if changed:
        revision = f"{int(head) + 1:04d}"
        write(revision, head, title, render(changed), re.sub(r"\W+", "_", title.lower()).strip("_"))
        head = revision
    set_head(head)


def by_subject() -> list[tuple[str, list[Table]]]:
    """Every table once, under the first subject that needs it, after all it refers to."""
    tables = models.whole().sorted_tables
    module = {
        mapper.class_.__tablename__: mapper.class_.__module__.rpartition(".")[2]
        for mapper in Base.registry.mappers
    }
    subjects = [*SUBJECTS, *sorted(set(module.values()) - set(SUBJECTS))]
    placed: dict[str, str] = {}

    def place(table: Table, subject: str) -> None:
        if table.name in placed:
            return
        placed[table.name] = subject
        for constraint in table.foreign_key_constraints:
            place(constraint.referred_table, subject)

    for subject in subjects:
        for table in tables:
            if module[table.name] == subject:
                place(table, subject)
    return [
        (subject, [table for table in tables if placed[table.name] == subject])
        for subject in subjects
        if subject in placed.values()
    ]


def is_ours(name: str | None, kind: str, parents: Any) -> bool:
    """Leave out what `db.derived` makes."""
    shadows = tuple(f"{searched}_fts" for searched in SEARCHED)
    return not (kind == "table" and name and name.startswith(shadows))


def render(operations: Any) -> str:
    """The operations as source, without the remarks of the generator."""
    batch = any(not isinstance(op, ops.CreateTableOp | ops.CreateIndexOp) for op in operations)
    body = render_python_code(
        ops.UpgradeOps(ops=list(operations)), render_as_batch=batch, render_item=plain_type
    )
    lines = [line for line in body.splitlines() if not line.strip().startswith("# ###")]
    first = next(line for line in lines if line.strip())
    extra = 4 - (len(first) - len(first.lstrip()))
    return "\n".join(" " * extra + line if line.strip() else "" for line in lines)


def plain_type(kind: str, item: Any, context: Any) -> str | bool:
    """A revision stands by itself: exact numbers are whole numbers to it."""
    return "sa.BigInteger()" if kind == "type" and isinstance(item, Scaled) else False


def write(revision: str, before: str | None, title: str, body: str, name: str) -> None:
    """One file, formatted; refused when it would be too long."""
    imports = "from sqlalchemy.dialects import postgresql\n" if "postgresql." in body else ""
    path = VERSIONS / f"{revision}_{name}.py"
    path.write_text(
        HEAD.format(title=title, imports=imports, revision=revision, before=before, body=body),
        encoding="utf-8",
    )
    subprocess.run([sys.executable, "-m", "ruff", "format", "--quiet", str(path)], check=True)
    length = len(path.read_text(encoding="utf-8").splitlines())
    print(f"{path.relative_to(ROOT)}: {length} lines")
    if length > LONGEST:
        raise SystemExit(
            f"More than {LONGEST} lines: give some of its tables a module of their own in db/models."
        )


def set_head(revision: str) -> None:
    """Repeat the newest revision where starting reads it."""
    path = ROOT / "db" / "migrate.py"
    text = path.read_text(encoding="utf-8")
    path.write_text(
        re.sub(r'^HEAD = ".*"$', f'HEAD = "{revision}"', text, flags=re.MULTILINE), encoding="utf-8"
    )


if __name__ == "__main__":
    if len(sys.argv) != 2:
        raise SystemExit(__doc__)
    write_initial() if sys.argv[1] == "--initial" else write_next(sys.argv[1])
