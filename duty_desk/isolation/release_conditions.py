"""What a release asks for (form A1.11): the period is over, no fever in the last hours, required tests negative, no reading missing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import aliased

from db.models import Reading, StayTest
from duty_desk import formats, policy
from duty_desk.errors import Refusal
from duty_desk.isolation import reading_rows, slot_rules, stay_queries
from duty_desk.isolation.slot_rules import Presence, SlotState
from duty_desk.isolation.stay_queries import StayRow
from duty_desk.roles import Permission, may
from duty_desk.strings import t
from duty_desk.work import Read

NEGATIVE, POSITIVE, VOID = "negative", "positive", "void"
# In the order in which they are said.
PERIOD, TEMPERATURE, TESTS, READINGS, PAPERS = "period", "temperature", "tests", "readings", "papers"
# So many missing readings are named one by one.
_NAMED = 3
# A reading that stands for another counts in its place.
_later = aliased(Reading)


@dataclass(frozen=True, slots=True)
class Condition:
    """Something a release asks for: whether it is met, and in words what is missing or how it stands."""

    key: str
    met: bool
    words: str


@dataclass(frozen=True, slots=True)
class _Facts:
    """What is on record of several stays, read at once. `high` is the last abnormal reading of the last hours, in °C."""

    hours: int
    high: Mapping[int, tuple[datetime, float]]
    written: frozenset[reading_rows.Key]
    tests: Mapping[int, Mapping[date, str | None]]


def conditions(read: Read, stay: int, *, at: datetime | None = None) -> tuple[Condition, ...]:
    """What a release asks for, as it stands now or at a moment: period, temperature, tests, readings, and papers of an emergency.

    Raises Refusal for a stay that has not begun. Temperature and tests are for who may see health, as whoever releases may.
    """
    row = stay_queries.get_stay(read, stay)
    if row.admitted_at is None or row.due_on is None:
        raise Refusal("isolation.refusal.state", state=t(f"isolation.state.{row.state.value}"))
    return conditions_of(read, [row], at=at)[stay]


def conditions_of(
    read: Read, rows: Sequence[StayRow], *, at: datetime | None = None
) -> Mapping[int, tuple[Condition, ...]]:
    """As `conditions`, of many stays that have begun, by stay: a whole site is asked in a few queries."""
    moment = at or read.at
    facts = _gather(read, rows, moment)
    return {row.id: _conditions(read, row, facts, moment) for row in rows}


def _conditions(read: Read, row: StayRow, facts: _Facts, moment: datetime) -> tuple[Condition, ...]:
    found = [_period(row, moment.date())]
    if may(read, Permission.SEE_HEALTH):
        found += [_temperature(row, facts), _tests(read, row, facts, moment.date())]
    found.append(_readings(read, row, facts, moment))
    if row.is_emergency:
        words = t("isolation.list_mark").join(t(f"isolation.lacks.{each}") for each in row.lacks)
        said = (
            t("isolation.condition.papers_lack", missing=words) if words else t("isolation.condition.papers")
        )
        found.append(Condition(PAPERS, not row.lacks, said))
    return tuple(found)


def test_days(read: Read, row: StayRow) -> tuple[date, ...]:
    """The days on which the policy of the admission asks for a test; those before the person came are left out."""
    if row.admitted_at is None or row.due_on is None or row.days is None:
        return ()
    came = row.admitted_at.date()
    # Day n of the stay, counted back from its last day, so that an extension moves nothing.
    first = row.due_on - timedelta(days=row.days)
    wanted = (first + timedelta(days=int(n)) for n in policy.items(read, "iso.test_days", on=came))
    return tuple(day for day in wanted if came <= day <= row.due_on)


def _gather(read: Read, rows: Sequence[StayRow], moment: datetime) -> _Facts:
    ids = [row.id for row in rows]
    hours = policy.integer(read, "iso.release_clear_hours", on=moment.date())
    recent = (
        select(Reading)
        .outerjoin(_later, _later.replaces_id == Reading.id)
        .where(Reading.stay_id.in_(ids), _later.id.is_(None), Reading.temperature.is_not(None))
        .where(Reading.at > moment - timedelta(hours=hours), Reading.at <= moment)
        .order_by(Reading.at, Reading.id)
    )
    high: dict[int, tuple[datetime, float]] = {}
    for one in read.session.scalars(recent):
        value = one.retest if one.retest is not None else one.temperature
        if value is not None and reading_rows.is_abnormal(
            read, one.day, one.temperature, one.retest, one.method
        ):
            high[one.stay_id] = one.at, value
    tests: dict[int, dict[date, str | None]] = {}
    taken = select(StayTest).where(StayTest.stay_id.in_(ids)).order_by(StayTest.id)
    for test in read.session.scalars(taken):
        if test.result != VOID:
            tests.setdefault(test.stay_id, {})[test.due_on] = test.result
    first = min(
        (row.admitted_at.date() for row in rows if row.admitted_at is not None), default=moment.date()
    )
    written = frozenset(reading_rows.current(read, ids, first, moment.date()))
    return _Facts(hours, high, written, tests)


def _period(row: StayRow, today: date) -> Condition:
    assert row.due_on is not None
    met = today >= row.due_on
    key = "isolation.condition.period" if met else "isolation.condition.period_lacks"
    return Condition(PERIOD, met, t(key, day=formats.day(row.due_on), left=(row.due_on - today).days))


def _temperature(row: StayRow, facts: _Facts) -> Condition:
    if row.id not in facts.high:
        return Condition(TEMPERATURE, True, t("isolation.condition.temperature", hours=facts.hours))
    at, value = facts.high[row.id]
    said = t("isolation.condition.temperature_lacks", at=formats.moment(at), value=f"{value:.1f}")
    return Condition(TEMPERATURE, False, said)


def _tests(read: Read, row: StayRow, facts: _Facts, today: date) -> Condition:
    wanted, done = test_days(read, row), facts.tests.get(row.id, {})
    positive = [day for day, result in done.items() if result == POSITIVE]
    if positive:
        said = t("isolation.condition.tests_positive", day=formats.day(max(positive)))
        return Condition(TESTS, False, said)
    lacking = [day for day in wanted if day <= today and done.get(day) != NEGATIVE]
    if lacking:
        days = t("isolation.list_mark").join(map(formats.day, lacking))
        return Condition(TESTS, False, t("isolation.condition.tests_lack", days=days))
    return Condition(
        TESTS, True, t("isolation.condition.tests" if wanted else "isolation.condition.no_tests")
    )


def _readings(read: Read, row: StayRow, facts: _Facts, moment: datetime) -> Condition:
    missing = _missing(read, row, facts, moment)
    if not missing:
        return Condition(READINGS, True, t("isolation.condition.readings"))
    said = t("isolation.list_mark").join(missing[:_NAMED])
    return Condition(READINGS, False, t("isolation.condition.readings_lack", slots=said, count=len(missing)))


def _missing(read: Read, row: StayRow, facts: _Facts, moment: datetime) -> Sequence[str]:
    """The readings up to a moment that nobody took, in words."""
    assert row.admitted_at is not None
    presence, first = Presence(row.admitted_at, row.ended_at), row.admitted_at.date()
    found: list[str] = []
    for day, slot in slot_rules.slots_between(presence, first, moment.date(), reading_rows.windows_of(read)):
        if (row.id, day, slot.value) in facts.written:
            continue
        windows = reading_rows.windows_of(read, day)
        if slot_rules.state_of(presence, day, slot, windows, moment) is SlotState.MISSING:
            found.append(t(f"isolation.slot.{slot.value}", day=formats.day(day)))
    return found
