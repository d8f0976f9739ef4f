"""What the desk tidies by itself once an hour: expired drafts and operation identifiers."""

from __future__ import annotations

from duty_desk import drafts, operations
from duty_desk.desk import SYSTEM, Desk


def tidy(desk: Desk) -> None:
    """Drop what has expired. Nothing to say about it: none of it is a record of the office."""
    if desk.read_only:
        return
    with desk.work(SYSTEM) as work:
        drafts.forget_old(work)
        operations.forget_old(work)
