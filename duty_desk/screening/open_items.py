"""What screening puts on the list of things to do: teams without a report, calls to make, tests awaited, who has not come back."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta

from sqlalchemy import select

from db.models import Gate, Person, ReturnBatch, Returnee, TeamCount, Unit
from db.vocabulary import CheckSlot, ReturnState
from duty_desk import formats, policy
from duty_desk.open_item import OpenItem
from duty_desk.screening import key_rows, person_tests, return_rows, team_counts
from duty_desk.screening.key_rows import Followed
from duty_desk.work import Read

MORNING_MISSING, NOON_MISSING = "morning_missing", "noon_missing"
KEY_MISSED, KEY_TO_CALL, KEY_TO_VERIFY = "key_missed", "key_to_call", "key_to_verify"
TEST_AWAITED, RETURN_ABSENT = "test_awaited", "return_absent"
WHATS = (
    KEY_MISSED, KEY_TO_CALL, KEY_TO_VERIFY, MORNING_MISSING, NOON_MISSING, RETURN_ABSENT, TEST_AWAITED,
)  # fmt: skip
# Missed so often on one day that somebody else has to be found.
OFTEN = 2
# Teams are asked for reports where any team reported within these days: an office may do without.
_IN_USE = timedelta(days=14)
MOST = 200


def list_open_items(read: Read) -> tuple[OpenItem, ...]:
    """Everything open of screening, the longest overdue first."""
    return tuple(sorted(_all(read), key=lambda item: item.due_at)[:MOST])


def count_open_items(read: Read) -> dict[str, int]:
    """How many there are of each."""
    found = Counter(item.what for item in _all(read))
    return {what: found[what] for what in WHATS}


def _all(read: Read) -> list[OpenItem]:
    return [
        *_calls(read),
        *_teams(read, CheckSlot.MORNING, MORNING_MISSING, "screening.morning_until"),
        *_teams(read, CheckSlot.NOON, NOON_MISSING, "screening.noon_until"),
        *_absent(read),
        *_tests(read),
    ]


def _calls(read: Read) -> Iterator[OpenItem]:
    """Missed twice at any hour; everybody not reached once the time for calls is over, and who was drawn and not called again."""
    until = _clock(read, "key.call_until")
    late = read.at > until
    for row in key_rows.list_key_people(read, revealed=True):
        subject = ("key_person", row.id)
        if row.state is Followed.MISSED and row.missed >= OFTEN and row.last is not None:
            yield OpenItem(KEY_MISSED, row.last.at, subject, row.name, row.home, str(row.missed))
        elif late and row.state in (Followed.MISSED, Followed.WAITING):
            yield OpenItem(KEY_TO_CALL, until, subject, row.name, row.home, row.unit)
        elif late and row.drawn and not row.verified:
            yield OpenItem(KEY_TO_VERIFY, until, subject, row.name, row.home, row.unit)


def _teams(read: Read, slot: CheckSlot, what: str, rule: str) -> Iterator[OpenItem]:
    until = _clock(read, rule)
    if read.at <= until or not _is_used(read, slot):
        return
    for team in team_counts.total_of(team_counts.completeness(read, read.at.date(), slot)).teams:
        if team.is_silent:
            yield OpenItem(
                what, until, ("grid_team", team.id), team.name, team.branch, formats.number(team.expected)
            )


def _is_used(read: Read, slot: CheckSlot) -> bool:
    since: date = read.at.date() - _IN_USE
    query = select(TeamCount.id).where(TeamCount.slot == slot.value, TeamCount.day >= since).limit(1)
    return read.session.scalar(query) is not None


def _absent(read: Read) -> Iterator[OpenItem]:
    """Who has not come by the last hour of the batch's last day."""
    query = (
        select(Returnee.id, ReturnBatch, Person.name, Unit.name.label("unit"), Gate.name.label("gate"))
        .join(ReturnBatch, ReturnBatch.id == Returnee.batch_id)
        .join(Person, Person.id == Returnee.person_id)
        .outerjoin(Unit, Unit.id == Returnee.unit_id)
        .outerjoin(Gate, Gate.id == ReturnBatch.gate_id)
        .where(
            Returnee.state == ReturnState.EXPECTED.value,
            ReturnBatch.state == return_rows.OPEN,
            ReturnBatch.until_on <= read.at.date(),
        )
        .order_by(Returnee.id)
    )
    for returnee, batch, name, unit, gate in read.session.execute(query):
        if batch.until_time is not None:
            due = datetime.combine(batch.until_on, batch.until_time)
        else:
            due = datetime.combine(batch.until_on + timedelta(days=1), time())
        if read.at >= due:
            yield OpenItem(RETURN_ABSENT, due, ("returnee", returnee), name, unit or gate or "", batch.name)


def _tests(read: Read) -> Iterator[OpenItem]:
    for test in person_tests.list_tests(read, awaited=True, revealed=True):
        yield OpenItem(
            TEST_AWAITED, test.sampled_at, ("person_test", test.id), test.name, test.unit, test.lab
        )


def _clock(read: Read, rule: str) -> datetime:
    return datetime.combine(read.at.date(), time.fromisoformat(policy.text(read, rule)))
