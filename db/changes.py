"""Which tables a session wrote, observed at flush, so that no service can forget to say so."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Delete, Insert, Table, Update, event
from sqlalchemy.orm import ORMExecuteState, Session

_KEY = "written_tables"


def observe(session: Session) -> None:
    """Start collecting the names of the tables that `session` writes."""
    session.info[_KEY] = set()


def written(session: Session) -> frozenset[str]:
    """Names of the tables written so far."""
    return frozenset(session.info.get(_KEY, ()))


def touches(session: Session, tables: frozenset[str]) -> bool:
    """Whether one of `tables` was written so far."""
    return not tables.isdisjoint(session.info.get(_KEY, ()))


def note(session: Session, *tables: str) -> None:
    """Say that statements on the bare connection wrote `tables`."""
    if _KEY in session.info:
        session.info[_KEY].update(tables)


# Once for all sessions: listening anew in each would cost every unit of work more than the writing itself.
@event.listens_for(Session, "before_flush")
def _before_flush(session: Session, _context: Any, _instances: Any) -> None:  # pyright: ignore[reportUnusedFunction]
    tables: set[str] | None = session.info.get(_KEY)
    if tables is None:
        return
    for instance in (*session.new, *session.deleted):
        tables.add(instance.__tablename__)
    for instance in session.dirty:
        # session.dirty also lists objects that were set to the value they had.
        if session.is_modified(instance):
            tables.add(instance.__tablename__)


@event.listens_for(Session, "do_orm_execute")
def _on_execute(state: ORMExecuteState) -> None:  # pyright: ignore[reportUnusedFunction]
    statement = state.statement
    if (
        _KEY in state.session.info
        and isinstance(statement, Insert | Update | Delete)
        and isinstance(statement.table, Table)
    ):
        state.session.info[_KEY].add(statement.table.name)
