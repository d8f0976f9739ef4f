"""Does what a double click or a retry asked for once only: the second time its result is given again (invariant I-13)."""

from __future__ import annotations

import json
import secrets
from collections.abc import Callable
from datetime import timedelta
from typing import Any

from sqlalchemy import delete

from db.models import Operation
from duty_desk.roles import step
from duty_desk.work import Work

# Nobody presses again after so long.
KEPT = timedelta(days=30)


def new_id() -> str:
    """An identifier for one intended act: made when the form opens, kept until it has been answered."""
    return secrets.token_hex(16)


@step
def once(work: Work, operation: str, act: Callable[[], Any]) -> Any:
    """Run `act` unless this operation was done before; its result, which must fit into JSON, is remembered with it."""
    known = work.session.get(Operation, operation)
    if known is not None:
        return json.loads(known.result)
    # Given back as it will be read the next time, so that both answers are alike.
    result = json.dumps(act(), ensure_ascii=False)
    work.session.add(Operation(id=operation, at=work.at, result=result))
    work.session.flush()
    return json.loads(result)


@step
def forget_old(work: Work) -> int:
    """Drop the identifiers that nobody can send again; returns how many."""
    found = work.session.execute(delete(Operation).where(Operation.at < work.at - KEPT))
    return int(found.rowcount)  # pyright: ignore[reportAttributeAccessIssue]
