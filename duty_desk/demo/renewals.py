"""Lets the passes of those who are still on duty run on, so that the list of the sample office shows more than ended ones.

Nothing is added and no day of issue changes: every sum of the published periods stays what it is.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta

from sqlalchemy import select

from db.models import Pass
from db.vocabulary import PassKind, PassStatus, Role
from duty_desk import passes
from duty_desk.desk import Desk
from duty_desk.passes import papers
from duty_desk.people import officers
from duty_desk.work import Read

# As many as are valid, and as many as end today, in the design of the screen.
VALID, LAST_DAY = 84, 12
# The night shift does it between two rounds, before anybody comes to the gate.
BEGIN = datetime(2020, 3, 6, 5, 40)


def renew(desk: Desk, set_clock: Callable[[datetime], object]) -> None:
    """Extend the newest passes by some days under the leader's approval, and give them their codes."""
    with desk.read() as read:
        chief = next(row.ref for row in officers.list_officers(read) if row.role == Role.CHIEF)
        leader = next(row.id for row in officers.list_officers(read) if row.role == Role.LEADER)
        chosen = _choose(read, BEGIN.date())
    set_clock(BEGIN)
    with desk.work(chief) as work:
        for pass_id, last in chosen:
            passes.extend(work, pass_id, valid_until=passes.end_of_day(last), approver=leader)
        papers.give_codes(work, [pass_id for pass_id, _ in chosen])


def _choose(read: Read, today: date) -> list[tuple[int, date]]:
    """Passes with their new last day; those that end today already count among the ones that do."""
    midnight = passes.end_of_day(today)
    query = (
        select(Pass.id, Pass.valid_until)
        .where(Pass.kind == PassKind.TEMPORARY.value, Pass.status == PassStatus.ISSUED.value)
        .order_by(Pass.sequence.desc())
    )
    rows = read.session.execute(query).all()
    ending = sum(row.valid_until == midnight for row in rows)
    ended = [row.id for row in rows if row.valid_until < midnight]
    days = [today + timedelta(days=1 + n % 7) for n in range(VALID)]
    for place in range(LAST_DAY - ending):
        days.insert(2 + 9 * place, today)
    # Spread over the list, as the units' needs are.
    return sorted(zip(ended[:: max(1, len(ended) * 2 // 5 // len(days))], days, strict=False))
