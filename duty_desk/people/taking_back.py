"""What every feature needs to take an import back: which rows nothing refers to any more, and statements over many rows."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, exists, or_

from db.base import Base
from duty_desk.people.merging import references
from duty_desk.roles import step
from duty_desk.work import Work


def unreferenced(model: type[Base]) -> ColumnElement[bool]:
    """Condition: no row of any table refers to the row of this one."""
    identity: Any = model.__table__.c.id
    uses: list[ColumnElement[bool]] = []
    for table, column in references(model.__tablename__):
        own = table.alias()
        uses.append(exists().where(own.c[column.name] == identity))
    return ~or_(*uses)


@step
def run(work: Work, statement: Any) -> int:
    """Change or delete rows without reading them; returns how many."""
    return work.session.execute(statement, execution_options={"synchronize_session": False}).rowcount  # pyright: ignore[reportAttributeAccessIssue]
