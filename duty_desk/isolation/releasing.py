"""A stay ends: released when days, temperatures and tests allow, or referred to a hospital; the room waits for cleaning at once (I7)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import select

from db.models import Restriction, Stay, StayTest
from db.vocabulary import Ending, RestrictionKind, StayState
from duty_desk import formats, numbering, policy
from duty_desk.errors import Refusal
from duty_desk.isolation import day_rules, reading_rows, records, slot_rules, stay_queries
from duty_desk.isolation.slot_rules import Presence, SlotState
from duty_desk.isolation.stay_queries import StayRow
from duty_desk.people import restrictions
from duty_desk.people.records import required, text_or_none
from duty_desk.roles import Permission, requires, step
from duty_desk.strings import t
from duty_desk.work import OfficerRef, Read, Work

SERIES = "stay.release"
NEGATIVE, POSITIVE, VOID = "negative", "positive", "void"
# In the order in which they are said.
PERIOD, TEMPERATURE, TESTS, READINGS, PAPERS = "period", "temperature", "tests", "readings", "papers"


@dataclass(frozen=True, slots=True)
class Condition:
    """Something a release asks for: whether it is met, and in words what is missing or how it stands."""

    key: str
    met: bool
    words: str


@dataclass(frozen=True, slots=True)
class Released:
    """A stay that ended: the number of its release, and the last day of the days at home that follow."""

    number: str
    home_until: date | None


@dataclass(frozen=True, slots=True)
class ReleaseRow:
    """Somebody whose last day comes, with what is still missing; `overdue` when the day has gone by."""

    stay: StayRow
    missing: tuple[Condition, ...]
    overdue: bool


@dataclass(frozen=True, slots=True)
class ReleaseDay:
    """The releases planned for a day."""

    day: date
    rows: tuple[ReleaseRow, ...]


def conditions(read: Read, stay: int, *, at: datetime | None = None) -> tuple[Condition, ...]:
    """What a release asks for, as it stands now or at a moment: period, temperature, tests, readings, and papers of an emergency."""
    row, moment = stay_queries.get_stay(read, stay), at or read.at
    if row.admitted_at is None or row.due_on is None:
        raise Refusal("isolation.refusal.state", state=t(f"isolation.state.{row.state.value}"))
    found = [
        _period(row, moment.date()),
        _temperature(read, row, moment),
        _tests(read, row, moment.date()),
        _readings(read, row),
    ]
    if row.is_emergency:
        words = t("isolation.list_mark").join(t(f"isolation.lacks.{each}") for each in row.lacks)
        found.append(
            Condition(PAPERS, not row.lacks, t("isolation.condition.papers_lack", missing=words))
            if row.lacks
            else Condition(PAPERS, True, t("isolation.condition.papers"))
        )
    return tuple(found)


@requires(Permission.WORK_SITE)
def release(
    work: Work,
    stay: int,
    *,
    at: datetime | None = None,
    kit_back: bool,
    override: str | None = None,
    override_by: OfficerRef | None = None,
    note: str | None = None,
    version: int,
) -> Released:
    """End a stay: the restriction is lifted, the room waits for its terminal round, days at home follow by the policy of the admission.

    What a condition lacks is waived only by a leader, `override_by`, for the reason `override`. Raises Refusal naming what is missing.
    """
    row = records.claim(work, stay, version, StayState.ADMITTED)
    moment = records.check_moment(work, at, row.admitted_at)
    unmet = [one for one in conditions(work, stay, at=moment) if not one.met]
    if unmet:
        if text_or_none(override) is None and override_by is None:
            missing = t("isolation.list_mark").join(one.words for one in unmet)
            raise Refusal("isolation.refusal.conditions", missing=missing)
        why = records.required_reason(override, "override")
        leader = records.second_officer(work, override_by, Permission.OVERRIDE_STAY, "override_by")
        records.write_change(
            work, row, "override", before={"unmet": [one.key for one in unmet]}, after={}, reason=why,
            approver=leader,
        )  # fmt: skip
    assert row.admitted_at is not None
    home = policy.integer(work, "iso.home_days", on=row.admitted_at.date())
    number = numbering.take(work, SERIES, moment.year).text
    until = day_rules.home_until(moment.date(), home)
    _end(
        work,
        row,
        Ending.RELEASED,
        moment,
        kit_back=kit_back,
        ending_note=text_or_none(note),
        release_number=number,
        home_until=until,
    )
    records.note(work, "release", row, unmet=[one.key for one in unmet])
    return Released(number, until)


@requires(Permission.WORK_SITE)
def refer(
    work: Work, stay: int, *, place: str, note: str | None = None, at: datetime | None = None, version: int
) -> None:
    """Hand somebody over to a hospital (domain A4 rule 8): the stay ends, the room waits for cleaning, passes go on resting.

    The gate refuses as for a fever until an officer lifts that, on the hospital's word.
    """
    row = records.claim(work, stay, version, StayState.ADMITTED)
    where = required(place, "place", "isolation.error.place_missing")
    moment = records.check_moment(work, at, row.admitted_at)
    _end(work, row, Ending.REFERRED, moment, ending_place=where, ending_note=text_or_none(note))
    restrictions.impose(
        work,
        person=row.person_id,
        kind=RestrictionKind.FEVER,
        starts_on=moment.date(),
        reason=t("isolation.referred", number=row.number or "", place=where),
        source=("stay", row.id),
    )
    records.note(work, "refer", row)


@step
def hold_on(work: Work) -> int:
    """Leave open the end of the restriction of whoever is there on the last day; returns of how many.

    Asked for once an hour. Gates know when a stay should end; it does end with the release, and nobody gets out by waiting.
    """
    query = (
        select(Restriction)
        .join(Stay, Stay.restriction_id == Restriction.id)
        .where(
            Stay.state == StayState.ADMITTED.value,
            Stay.due_on <= work.at.date(),
            Restriction.lifted_at.is_(None),
            Restriction.ends_on.is_not(None),
        )
    )
    rows = work.session.scalars(query).all()
    for row in rows:
        restrictions.change_end(work, row.id, ends_on=None, reason=t("isolation.not_released"))
    return len(rows)


def list_releases(read: Read, days: int = 7) -> tuple[ReleaseDay, ...]:
    """Planned releases day by day from today on, each day named; who is over their last day is under today."""
    today = read.at.date()
    by_day: dict[date, list[ReleaseRow]] = {today + timedelta(days=n): [] for n in range(days)}
    for row in stay_queries.list_staying(read):
        if row.due_on is None or max(row.due_on, today) not in by_day:
            continue
        # What lies ahead of the last day is no fault yet.
        found = tuple(one for one in conditions(read, row.id) if not one.met and one.key != PERIOD)
        by_day[max(row.due_on, today)].append(ReleaseRow(row, found, row.due_on < today))
    return tuple(ReleaseDay(day, tuple(rows)) for day, rows in by_day.items())


def _end(work: Work, row: Stay, ending: Ending, moment: datetime, **values: object) -> None:
    records.leave_room(work, row, moment)
    records.put(
        work,
        row,
        state=StayState.ENDED.value,
        ended_at=moment,
        ending=ending.value,
        released_by=work.officer.id,
        **values,
    )
    why = t("isolation.lifted", number=row.release_number or row.number or "")
    restrictions.lift_source(work, ("stay", row.id), reason=why)


def _period(row: StayRow, today: date) -> Condition:
    assert row.due_on is not None
    met = today >= row.due_on
    key = "isolation.condition.period" if met else "isolation.condition.period_lacks"
    return Condition(PERIOD, met, t(key, day=formats.day(row.due_on), left=(row.due_on - today).days))


def _temperature(read: Read, row: StayRow, moment: datetime) -> Condition:
    hours = policy.integer(read, "iso.release_clear_hours", on=moment.date())
    since = moment - timedelta(hours=hours)
    high = [one for one in reading_rows.list_readings(read, row.id) if one.abnormal and one.at > since]
    if not high:
        return Condition(TEMPERATURE, True, t("isolation.condition.temperature", hours=hours))
    worst = high[0]
    value = worst.retest if worst.retest is not None else worst.temperature
    return Condition(
        TEMPERATURE,
        False,
        t("isolation.condition.temperature_lacks", at=formats.moment(worst.at), value=f"{value:.1f}"),
    )


def _tests(read: Read, row: StayRow, today: date) -> Condition:
    wanted = test_days(read, row)
    if not wanted:
        return Condition(TESTS, True, t("isolation.condition.no_tests"))
    done = {
        test.due_on: test.result
        for test in read.session.scalars(
            select(StayTest).where(StayTest.stay_id == row.id).order_by(StayTest.id)
        )
        if test.result != VOID
    }
    positive = [day for day, result in done.items() if result == POSITIVE]
    open_ones = [day for day in wanted if day <= today and done.get(day) != NEGATIVE]
    if positive:
        return Condition(
            TESTS, False, t("isolation.condition.tests_positive", day=formats.day(max(positive)))
        )
    if open_ones:
        words = t("isolation.list_mark").join(map(formats.day, open_ones))
        return Condition(TESTS, False, t("isolation.condition.tests_lack", days=words))
    return Condition(TESTS, True, t("isolation.condition.tests"))


def test_days(read: Read, row: StayRow) -> tuple[date, ...]:
    """The days on which the policy of the admission asks for a test; those before the person came are left out."""
    if row.admitted_at is None or row.due_on is None or row.days is None:
        return ()
    came = row.admitted_at.date()
    # Day n of the stay, counted back from its last day, so that an extension moves nothing.
    first = row.due_on - timedelta(days=row.days)
    wanted = (first + timedelta(days=int(n)) for n in policy.items(read, "iso.test_days", on=came))
    return tuple(day for day in wanted if came <= day <= row.due_on)


def _readings(read: Read, row: StayRow) -> Condition:
    missing = missing_slots(read, row)
    if not missing:
        return Condition(READINGS, True, t("isolation.condition.readings"))
    words = t("isolation.list_mark").join(missing[:3])
    return Condition(READINGS, False, t("isolation.condition.readings_lack", slots=words, count=len(missing)))


def missing_slots(read: Read, row: StayRow) -> Sequence[str]:
    """The readings of a stay that nobody took, in words."""
    if row.admitted_at is None:
        return ()
    presence, today = Presence(row.admitted_at, row.ended_at), read.at.date()
    came = row.admitted_at.date()
    known = reading_rows.current(read, [row.id], came, today)
    found: list[str] = []
    for day, slot in slot_rules.slots_between(presence, came, today, reading_rows.windows_of(read)):
        if (row.id, day, slot.value) in known:
            continue
        windows = reading_rows.windows_of(read, day)
        if slot_rules.state_of(presence, day, slot, windows, read.at) is SlotState.MISSING:
            found.append(t(f"isolation.slot.{slot.value}", day=formats.day(day)))
    return found
