"""What the desk does by itself: forgets what expired, seals what was refused, draws up rounds, decides visits nobody decided."""

from __future__ import annotations

import shutil
from contextlib import suppress
from datetime import timedelta

from duty_desk.desk import SYSTEM, Desk
from duty_desk.errors import StorageError


def clear_opened(desk: Desk) -> None:
    """At start and end: remove the copies of attachments that other programs showed."""
    from duty_desk.attachments.keeping import OPENED

    shutil.rmtree(desk.folder / OPENED, ignore_errors=True)


def settle_files(desk: Desk) -> None:
    """Without a window: put right what a crash left of attachments, where nobody is just writing; else the next one does it."""
    if desk.read_only:
        return
    from duty_desk import attachments

    with suppress(StorageError):
        with desk.read() as read:
            if not attachments.has_unsettled(read):
                return
        # Whoever writes has the turn and may be about to keep its record; nobody waits for files that may lie a day longer.
        with desk.work(SYSTEM, waits=False) as work:
            attachments.sweep(work)


def tidy(desk: Desk) -> None:
    """Once an hour: drop what has expired, none of which is a record of the office; seal what was refused; decide what nobody decided."""
    if desk.read_only:
        return
    # Loaded long after the window stands.
    from duty_desk import attachments, disinfection, drafts, operations
    from duty_desk.gate import refusals_seal, visits
    from duty_desk.isolation import releasing

    with desk.work(SYSTEM) as work:
        drafts.forget_old(work)
        operations.forget_old(work)
        attachments.forget_removed(work)
        attachments.sweep(work)
        refusals_seal.seal_refusals(work)
        releasing.hold_on(work)
        # Rounds of yesterday that nobody did stay open: only a person says that they were missed, and why.
        disinfection.draw_up_until(work, work.at.date())
        disinfection.finish_airing(work)
        if not desk.is_demo:
            # Until the morning after the officer on duty may still decide.
            visits.decide_rest(work, work.at.date() - timedelta(days=1))
