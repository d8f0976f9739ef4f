"""Which tables a session wrote, observed at flush, so that no service can forget to say so."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Delete, Insert, Table, Update, event
from sqlalchemy.orm import ORMExecuteState, Session

_KEY = "written_tables"


def observe(session: Session) -> None:
    """Start collecting the names of the tables that `session` writes."""
    session.info[_KEY] = set()
    event.listen(session, "before_flush", _before_flush)
    event.listen(session, "do_orm_execute", _on_execute)


def written(session: Session) -> frozenset[str]:
    """Names of the tables written so far."""
    return frozenset(session.info.get(_KEY, ()))


def note(session: Session, *tables: str) -> None:
    """Say that statements on the bare connection wrote `tables`."""
    if _KEY in session.info:
        session.info[_KEY].update(tables)


def _before_flush(session: Session, _context: Any, _instances: Any) -> None:
    tables: set[str] = session.info[_KEY]
    for instance in (*session.new, *session.deleted):
        tables.add(instance.__tablename__)
    for instance in session.dirty:
        # session.dirty also lists objects that were set to the value they had.
        if session.is_modified(instance):
            tables.add(instance.__tablename__)


def _on_execute(state: ORMExecuteState) -> None:
    statement = state.statement
    if isinstance(statement, Insert | Update | Delete) and isinstance(statement.table, Table):
        state.session.info[_KEY].add(statement.table.name)
