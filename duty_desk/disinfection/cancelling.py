"""A terminal round that is not owed after all: the person who left the room is back in it."""

from __future__ import annotations

from sqlalchemy import select

from db.models import Round
from db.vocabulary import DisinfectionKind, RoundState
from duty_desk import audit
from duty_desk.roles import step
from duty_desk.work import Work


@step
def cancel_terminal(work: Work, *, room: int, reason: str) -> None:
    """Let the open terminal round of a room go, when a move is taken back before anybody began to clean.

    No officer can do so by hand: a room comes back by its cleaning only.
    """
    query = select(Round).where(
        Round.room_id == room,
        Round.kind == DisinfectionKind.TERMINAL.value,
        Round.state == RoundState.OPEN.value,
    )
    for row in work.session.scalars(query.with_for_update()):
        row.state, row.reason = RoundState.EXEMPT.value, reason
        row.decided_at, row.decided_by = work.at, work.officer.id
        row.version += 1
        work.session.flush()
        audit.record(work, action="round.exempt", subject=("round", row.id), reason=reason)
