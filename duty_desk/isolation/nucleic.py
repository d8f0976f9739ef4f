"""Nucleic acid tests of those under observation: the days the rules ask for, samples taken, results (product rule I6).

A day asked for exists without a row until somebody takes the sample; a positive result opens an incident and marks the stay for referral.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import select

from db.models import Stay, StayTest
from db.vocabulary import IncidentKind
from duty_desk import audit, formats, masking
from duty_desk.errors import InputError, Refusal, StaleError
from duty_desk.isolation import flagging, stay_queries
from duty_desk.isolation.release_conditions import NEGATIVE, POSITIVE, VOID, test_days
from duty_desk.isolation.stay_queries import StayRow
from duty_desk.roles import Permission, may, requires
from duty_desk.strings import t
from duty_desk.work import Read, Work

PENDING = "pending"
RESULTS = (NEGATIVE, POSITIVE)
# A confirmed infection: the second of four levels.
LEVEL = 2


class SampleState(StrEnum):
    """How far a test has come at a moment; derived."""

    LATER = "later"
    DUE = "due"
    OVERDUE = "overdue"
    SAMPLED = "sampled"
    NEGATIVE = "negative"
    POSITIVE = "positive"
    VOID = "void"


@dataclass(frozen=True, slots=True)
class SampleRow:
    """One test of somebody. `id` is None while no sample was taken; `day` the how-manieth of the stay it is due on."""

    id: int | None
    stay: int
    number: str | None
    person: int
    name: str
    building: str
    room: str
    due_on: date
    day: int | None
    state: SampleState
    sampled_at: datetime | None
    result_at: datetime | None
    laboratory: str | None
    note: str | None
    version: int


@dataclass(frozen=True, slots=True)
class Resulted:
    """What a result led to: `incident` of a positive one."""

    incident: int | None = None


def list_tests(
    read: Read,
    day: date,
    *,
    site: str | None = None,
    revealed: bool = False,
    staying: Sequence[StayRow] | None = None,
) -> tuple[SampleRow, ...]:
    """The tests of a day, and those of earlier days that still lack a sample or a result; by room. Void ones are left out.

    `staying` where the caller has just read who is there.
    """
    rows = stay_queries.list_staying(read, site=site) if staying is None else staying
    found = [
        test
        for test in _tests(read, rows, revealed=revealed)
        if test.due_on == day or (test.due_on < day and test.state in _OPEN)
    ]
    return tuple(_shown(read, test) for test in found if test.state is not SampleState.VOID)


def tests_of(read: Read, stay: int) -> tuple[SampleRow, ...]:
    """All tests of one stay, void ones and those to come among them, by the day they are due."""
    found = sorted(_tests(read, [stay_queries.get_stay(read, stay)]), key=lambda test: test.due_on)
    return tuple(_shown(read, test) for test in found)


@requires(Permission.WORK_SITE)
def record_sample(
    work: Work,
    *,
    stay: int,
    due_on: date | None = None,
    at: datetime | None = None,
    laboratory: str | None = None,
    note: str | None = None,
) -> int:
    """A sample was taken: of the day `due_on`, or of the oldest day that still lacks one, or beside the rules. Returns the test."""
    row = _claim(work, stay)
    moment = at or work.at
    if moment > work.at:
        raise InputError("at", "isolation_care.error.later")
    if row.admitted_at is None or moment < row.admitted_at.replace(second=0):
        raise InputError("at", "isolation_care.error.before")
    if row.ended_at is not None and moment > row.ended_at:
        raise Refusal("isolation_care.refusal.ended")
    known = tests_of(work, stay)
    lacking = [test.due_on for test in known if test.state in (SampleState.DUE, SampleState.OVERDUE)]
    day = due_on or (lacking[0] if lacking else moment.date())
    if any(
        test.due_on == day and test.id is not None and test.state is not SampleState.VOID for test in known
    ):
        raise InputError("due_on", "isolation_care.error.sampled", day=day)
    new = StayTest(
        stay_id=stay,
        due_on=day,
        sampled_at=moment,
        result=PENDING,
        laboratory=_text(laboratory),
        note=_text(note),
        officer_id=work.officer.id,
    )
    work.session.add(new)
    work.session.flush()
    audit.record(work, action="nucleic.sample", subject=("stay", stay), after={"day": day})
    return new.id


@requires(Permission.WORK_SITE)
def record_samples(
    work: Work,
    samples: Sequence[tuple[int, date | None]],
    *,
    at: datetime | None = None,
    laboratory: str | None = None,
) -> tuple[int, ...]:
    """Samples taken along a corridor, each of a stay and the day it is for, as in `record_sample`. Returns the tests."""
    if not samples:
        raise InputError("samples", "isolation_care.error.nobody")
    return tuple(
        record_sample(work, stay=stay, due_on=day, at=at, laboratory=laboratory)
        for stay, day in dict.fromkeys(samples)
    )


@requires(Permission.WORK_SITE)
def take_back_samples(work: Work, tests: Sequence[int]) -> None:
    """Samples that were written down by mistake; raises StaleError when one has its result by now."""
    for test in tests:
        row, _stay = _claim_test(work, test, None)
        if row.result != PENDING:
            raise StaleError("storage.stale")
        void_test(work, test, reason=t("isolation_care.taken_back"))


@requires(Permission.WORK_SITE)
def record_result(
    work: Work,
    test: int,
    *,
    result: str,
    at: datetime | None = None,
    laboratory: str | None = None,
    note: str | None = None,
    version: int | None = None,
) -> Resulted:
    """Write the result, negative or positive, of a sample. One written wrongly is made void and taken again."""
    row, stay = _claim_test(work, test, version)
    if result not in RESULTS:
        raise InputError("result", "isolation_care.error.result")
    if row.result != PENDING:
        raise Refusal("isolation_care.refusal.resulted")
    moment = at or work.at
    if moment > work.at or (row.sampled_at is not None and moment < row.sampled_at):
        raise InputError("at", "isolation_care.error.result_at")
    row.result, row.result_at, row.officer_id = result, moment, work.officer.id
    row.laboratory = _text(laboratory) or row.laboratory
    row.note = _text(note) or row.note
    row.version += 1
    work.session.flush()
    audit.record(
        work,
        action="nucleic.result",
        subject=("stay", stay.id),
        after={"day": row.due_on},
        private={"result": result},
    )
    if result != POSITIVE:
        return Resulted()
    return Resulted(
        flagging.flag(
            work,
            stay,
            source=("stay_test", row.id),
            kind=IncidentKind.CASE,
            level=LEVEL,
            title=t("isolation_care.positive.title"),
            text=t("isolation_care.positive.text", day=formats.day(row.due_on)),
        )
    )


@requires(Permission.WORK_SITE)
def void_test(work: Work, test: int, *, reason: str, version: int | None = None) -> None:
    """A sample that cannot be used, or a result that was written wrongly: the day asks for a sample again."""
    row, stay = _claim_test(work, test, version)
    if row.result == VOID:
        raise StaleError("storage.stale")
    if not reason.strip():
        raise InputError("reason", "isolation_care.error.reason_missing")
    row.result, row.note, row.officer_id = VOID, reason.strip(), work.officer.id
    row.version += 1
    work.session.flush()
    audit.record(
        work,
        action="nucleic.void",
        subject=("stay", stay.id),
        after={"day": row.due_on},
        reason=reason.strip(),
    )


_RESULTS = frozenset({SampleState.NEGATIVE, SampleState.POSITIVE})
_OPEN = frozenset({SampleState.DUE, SampleState.OVERDUE, SampleState.SAMPLED})


def _tests(read: Read, stays: Sequence[StayRow], *, revealed: bool = True) -> Iterable[SampleRow]:
    """Samples and, where a day asked for has none in force, the day itself."""
    kept = _stored(read, [row.id for row in stays])
    for row in stays:
        stored = kept.get(row.id, ())
        for test in stored:
            yield _row(read, row, test.due_on, test, revealed)
        sampled = {test.due_on for test in stored if test.result != VOID}
        # Whoever has left is not asked any more.
        last = row.ended_at.date() if row.ended_at is not None else date.max
        for day in test_days(read, row):
            if day not in sampled and day <= last:
                yield _row(read, row, day, None, revealed)


def _shown(read: Read, test: SampleRow) -> SampleRow:
    """A test as the officer may see it: that a sample was taken for everybody, the result for those who may see health (check S-56)."""
    if test.state not in _RESULTS or may(read, Permission.SEE_HEALTH):
        return test
    return replace(test, state=SampleState.SAMPLED, result_at=None, note=None)


def _stored(read: Read, stays: Sequence[int]) -> Mapping[int, Sequence[StayTest]]:
    query = select(StayTest).where(StayTest.stay_id.in_(stays)).order_by(StayTest.due_on, StayTest.id)
    found: dict[int, list[StayTest]] = {}
    for test in read.session.scalars(query):
        found.setdefault(test.stay_id, []).append(test)
    return found


def _row(read: Read, stay: StayRow, due_on: date, test: StayTest | None, revealed: bool) -> SampleRow:
    today = read.at.date()
    if test is None:
        state = (
            SampleState.DUE
            if due_on == today
            else SampleState.LATER
            if due_on > today
            else SampleState.OVERDUE
        )
    else:
        state = SampleState.SAMPLED if test.result in (None, PENDING) else SampleState(test.result)
    return SampleRow(
        id=None if test is None else test.id,
        stay=stay.id,
        number=stay.number,
        person=stay.person_id,
        name=stay.name if revealed else masking.mask_name(stay.name),
        building=stay.building or "",
        room=stay.room_name or "",
        due_on=due_on,
        day=stay.day(due_on),
        state=state,
        sampled_at=None if test is None else test.sampled_at,
        result_at=None if test is None else test.result_at,
        laboratory=None if test is None else test.laboratory,
        note=None if test is None else test.note,
        version=0 if test is None else test.version,
    )


def _claim(work: Work, stay: int) -> Stay:
    row = work.session.scalar(select(Stay).where(Stay.id == stay).with_for_update())
    if row is None:
        raise StaleError("storage.stale")
    if row.admitted_at is None:
        raise Refusal("isolation_care.refusal.not_here")
    return row


def _claim_test(work: Work, test: int, version: int | None) -> tuple[StayTest, Stay]:
    row = work.session.get(StayTest, test)
    if row is None:
        raise StaleError("storage.stale")
    stay = _claim(work, row.stay_id)
    work.session.refresh(row)
    if version is not None and row.version != version:
        raise StaleError("storage.stale")
    return row, stay


def _text(value: str | None) -> str | None:
    return value.strip() or None if value is not None else None
