"""What the isolation sites put on the list of things to do: readings, second readings, referrals, tests, releases, papers, decisions."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import datetime, time, timedelta

from sqlalchemy import select

from db.models import Incident, Person, Stay
from db.vocabulary import IncidentState, ReadingSlot, StayState
from duty_desk import policy
from duty_desk.isolation import nucleic, reading_rows, stay_queries
from duty_desk.isolation.flagging import FLAGS
from duty_desk.isolation.nucleic import SampleState
from duty_desk.isolation.slot_rules import Presence, bounds
from duty_desk.isolation.stay_queries import StayRow
from duty_desk.open_item import OpenItem
from duty_desk.work import Read, Work

REFERRAL, RETEST_DUE = "referral", "retest_due"
# Missed so often in a row that the office's rule wants it reported; and simply missed.
READING_ESCALATED, READING_MISSED = "reading_escalated", "reading_missed"
TEST_DUE, RELEASE_DUE, PAPERS_DUE = "test_due", "release_due", "papers_due"
STAY_TO_DECIDE, STAY_TO_ADMIT = "stay_to_decide", "stay_to_admit"
WHATS = (
    REFERRAL, RETEST_DUE, READING_ESCALATED, READING_MISSED, PAPERS_DUE, TEST_DUE, RELEASE_DUE, STAY_TO_DECIDE,
    STAY_TO_ADMIT,
)  # fmt: skip
# The list shows what comes first; the counts say how much there is.
MOST = 200


def list_open_items(read: Read) -> tuple[OpenItem, ...]:
    """Everything open at the sites, the longest overdue first."""
    return tuple(sorted(_all(read), key=lambda item: item.due_at)[:MOST])


def count_open_items(read: Read) -> dict[str, int]:
    """How many there are of each."""
    found = Counter(item.what for item in _all(read))
    return {what: found[what] for what in WHATS}


def _all(read: Read) -> list[OpenItem]:
    """Read once in a reading, whether it is listed or counted."""
    key = "isolation.open_items"
    if key in read.memo and not isinstance(read, Work):
        return read.memo[key]
    staying, called = stay_queries.list_staying(read), list(_referrals(read))
    found = [
        *called,
        *_retests(read, staying, {item.subject[1] for item in called}),
        *_missed(read, {row.id: row for row in staying}),
        *_papers(staying),
        *_tests(read, staying),
        *_releases(read, staying),
        *_waiting(read),
    ]
    read.memo[key] = found
    return found


def _referrals(read: Read) -> Iterator[OpenItem]:
    query = (
        select(Stay.id, Stay.number, Person.name, Incident.found_at, Incident.place)
        .join(Person, Person.id == Stay.person_id)
        .join(Incident, Incident.id == Stay.incident_id)
        .where(
            Stay.state == StayState.ADMITTED.value,
            Incident.state == IncidentState.OPEN.value,
            Incident.source_kind.in_(FLAGS),
        )
    )
    for row in read.session.execute(query):
        yield OpenItem(REFERRAL, row.found_at, ("stay", row.id), row.name, row.place, row.number or "")


def _retests(read: Read, staying: tuple[StayRow, ...], called: set[int]) -> Iterator[OpenItem]:
    """Of today: whoever was high or low and was not measured again, unless somebody is called for already."""
    today = read.at.date()
    wait = timedelta(minutes=policy.integer(read, "temp.retest_wait_min"))
    known = reading_rows.current(read, [row.id for row in staying], today, today)
    for row in staying:
        if row.admitted_at is None or row.id in called:
            continue
        for slot in (ReadingSlot.AM, ReadingSlot.PM):
            taken = known.get((row.id, today, slot.value))
            view = reading_rows.view(read, Presence(row.admitted_at), today, slot, taken)
            if view.waits and view.at is not None:
                # Who may not see health is told that there is something to measure, not what was measured.
                seen = reading_rows.shown(read, view).temperature
                value = "" if seen is None else f"{seen:.1f}"
                yield _item(RETEST_DUE, view.at + wait, row, value)


def _missed(read: Read, staying: dict[int, StayRow]) -> Iterator[OpenItem]:
    for missed in reading_rows.list_missed(read, revealed=True):
        row = staying[missed.stay]
        day, slot = missed.slots[0]
        assert row.admitted_at is not None
        since = bounds(Presence(row.admitted_at), day, slot, reading_rows.windows_of(read, day))[1]
        what = READING_ESCALATED if missed.escalates else READING_MISSED
        yield _item(what, since, row, str(len(missed.slots)))


def _papers(staying: tuple[StayRow, ...]) -> Iterator[OpenItem]:
    for row in staying:
        if row.emergency_until is not None and row.lacks:
            yield _item(PAPERS_DUE, row.emergency_until, row, row.number or "")


def _tests(read: Read, staying: tuple[StayRow, ...]) -> Iterator[OpenItem]:
    for test in nucleic.list_tests(read, read.at.date(), revealed=True, staying=staying):
        if test.state in (SampleState.DUE, SampleState.OVERDUE):
            place = f"{test.building} {test.room}"
            due = datetime.combine(test.due_on, time())
            yield OpenItem(TEST_DUE, due, ("stay", test.stay), test.name, place, test.number or "")


def _releases(read: Read, staying: tuple[StayRow, ...]) -> Iterator[OpenItem]:
    """Today's, tomorrow's and those whose day has gone by."""
    tomorrow = read.at.date() + timedelta(days=1)
    for row in staying:
        if row.due_on is not None and row.due_on <= tomorrow:
            yield _item(RELEASE_DUE, datetime.combine(row.due_on, time()), row, row.number or "")


def _waiting(read: Read) -> Iterator[OpenItem]:
    for row in stay_queries.list_waiting(read):
        what = STAY_TO_ADMIT if row.state is StayState.APPROVED else STAY_TO_DECIDE
        since = (row.approved_at if what == STAY_TO_ADMIT else None) or row.requested_at
        yield _item(what, since, row, row.approval_number or "")


def _item(what: str, due_at: datetime, row: StayRow, detail: str) -> OpenItem:
    place = " ".join(part for part in (row.building, row.room_name) if part)
    return OpenItem(what, due_at, ("stay", row.id), row.name, place, detail)
