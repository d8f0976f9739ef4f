"""What the desk tidies by itself: expired drafts and identifiers, removed files, copies that were opened in other programs."""

from __future__ import annotations

import shutil

from duty_desk import attachments, drafts, operations
from duty_desk.attachments.keeping import OPENED
from duty_desk.desk import SYSTEM, Desk


def clear_opened(desk: Desk) -> None:
    """At start and end: remove the copies of attachments that other programs showed."""
    shutil.rmtree(desk.folder / OPENED, ignore_errors=True)


def tidy(desk: Desk) -> None:
    """Once an hour: drop what has expired. Nothing to say about it: none of it is a record of the office."""
    if desk.read_only:
        return
    with desk.work(SYSTEM) as work:
        drafts.forget_old(work)
        operations.forget_old(work)
        attachments.forget_removed(work)
