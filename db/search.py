"""Full-text search over a ledger's `search_doc`: FTS5 on SQLite, tsvector with GIN on PostgreSQL, same tokens.

Documents are space-separated tokens made by `duty_desk.search`. FTS5 keeps no positions (`detail=none`) and indexes prefixes of two
to eight characters; a term ending in `*` is a prefix.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, TextClause, bindparam, literal_column, select, table, text

SEARCHED = ("person", "unit", "household", "pass", "item", "donor")


def create_index(dialect: str, name: str) -> list[str]:
    """Statements that make the search index of table `name`, fill it, and (on SQLite the last three) keep it true."""
    if dialect == "postgresql":
        return [
            f'ALTER TABLE "{name}" ADD COLUMN search_vector tsvector GENERATED ALWAYS AS '
            "(array_to_tsvector(array_remove(string_to_array(search_doc, ' '), ''))) STORED",
            f'CREATE INDEX ix_{name}_search ON "{name}" USING gin (search_vector)',
        ]
    fts = f"{name}_fts"
    add = f"INSERT INTO {fts}(rowid, search_doc) VALUES (new.id, new.search_doc);"
    drop = f"INSERT INTO {fts}({fts}, rowid, search_doc) VALUES ('delete', old.id, old.search_doc);"
    return [
        f"CREATE VIRTUAL TABLE {fts} USING fts5(search_doc, content='{name}', content_rowid='id', "
        "tokenize='unicode61', detail=none, prefix='2 3 4 5 6 7 8')",
        rebuild(name),
        f'CREATE TRIGGER {fts}_insert AFTER INSERT ON "{name}" BEGIN {add} END',
        f'CREATE TRIGGER {fts}_delete AFTER DELETE ON "{name}" BEGIN {drop} END',
        f'CREATE TRIGGER {fts}_update AFTER UPDATE OF search_doc ON "{name}" BEGIN {drop} {add} END',
    ]


def rebuild(name: str) -> str:
    """SQLite's statement that makes an index anew: what was taken out of it stays in its pages until then."""
    return f"INSERT INTO {name}_fts({name}_fts) VALUES ('rebuild')"


def matches(dialect: str, name: str, identity: Any, groups: Sequence[Sequence[str]]) -> ColumnElement[bool]:
    """Condition: the row's document has, of every group, at least one term (`abc*` is a prefix).

    Terms hold letters and digits only; they are quoted all the same.
    """
    query = expression(dialect, groups)
    if dialect == "postgresql":
        # A file needs nothing of the other engine: loading it would cost every start.
        from sqlalchemy.dialects.postgresql import TSVECTOR

        vector: ColumnElement[Any] = literal_column(f'"{name}".search_vector', TSVECTOR)
        return vector.op("@@", is_comparison=True)(
            text("CAST(:search_query AS tsquery)").bindparams(search_query=query)
        )
    fts = table(f"{name}_fts")
    match: TextClause = text(f"{name}_fts MATCH :search_query").bindparams(bindparam("search_query", query))
    return identity.in_(select(literal_column("rowid")).select_from(fts).where(match))


def newest(dialect: str, name: str) -> TextClause:
    """Statement for the identifiers of the `limit` newest rows that match `search_query`, an `expression`; stops at the last one."""
    if dialect == "postgresql":
        return text(
            f'SELECT id FROM "{name}" WHERE search_vector @@ CAST(:search_query AS tsquery) ORDER BY id DESC LIMIT :limit'
        )
    return text(
        f"SELECT rowid FROM {name}_fts WHERE {name}_fts MATCH :search_query ORDER BY rowid DESC LIMIT :limit"
    )


def expression(dialect: str, groups: Sequence[Sequence[str]]) -> str:
    """The engine's query for `groups` of terms."""
    if dialect == "postgresql":
        return " & ".join("(" + " | ".join(_postgres(term) for term in group) + ")" for group in groups)
    return " AND ".join("(" + " OR ".join(_fts5(term) for term in group) + ")" for group in groups)


def _fts5(term: str) -> str:
    bare = term.rstrip("*").replace('"', '""')
    return f'"{bare}"*' if term.endswith("*") else f'"{bare}"'


def _postgres(term: str) -> str:
    bare = term.rstrip("*").replace("\\", "\\\\").replace("'", "''")
    return f"'{bare}':*" if term.endswith("*") else f"'{bare}'"
