"""Looks up in one go everything that decides whether somebody may pass: the gate waits for nothing else."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import bindparam, func, select

from db.models import Crossing, Visit
from db.vocabulary import (
    CrossingKind,
    CrossingOrigin,
    Direction,
    HouseholdState,
    PassStatus,
    RestrictionKind,
    TemperatureMethod,
)
from duty_desk import policy, screening
from duty_desk.errors import InputError, StaleError
from duty_desk.gate import limits, looking_up
from duty_desk.gate.return_rules import ReturnFacts
from duty_desk.gate.rules import (
    CrewCheck,
    Facts,
    Permit,
    RunFacts,
    Temperature,
    VisitFacts,
    propose,
)
from duty_desk.gate.run_facts import find_run_facts
from duty_desk.gate.subjects import Attempt, Subject
from duty_desk.passes import HouseholdQuota, household_quota
from duty_desk.passes.quick import ask
from duty_desk.passes.rules import is_within_hours
from duty_desk.people import restrictions
from duty_desk.people.rules import normalise_plate
from duty_desk.screening import returning as returning_rows
from duty_desk.screening.returning import Returning
from duty_desk.work import Read

# 36.5, with or without the degree sign that some thermometers send.
_READING = re.compile(r"(-?\d{1,4}(?:\.\d{1,2})?)(?:\N{DEGREE SIGN}?C)?")


@dataclass(frozen=True, slots=True)
class Situation:
    """The facts, and what is needed to say them in words. `row` is what was found of pass, person or visit."""

    facts: Facts
    subject: Subject
    attempt: Attempt
    row: Any
    quota: HouseholdQuota | None = None
    returning: Returning | None = None


_VISIT = select(
    Visit.admitted,
    Visit.host_confirmed,
    Visit.left_at,
    Visit.recalled_at,
    Visit.came_at,
).where(Visit.id == bindparam("visit_id"))
_USED = select(func.count()).where(
    Crossing.pass_id == bindparam("pass_id"),
    Crossing.direction == bindparam("direction"),
    Crossing.withdrawn_at.is_(None),
)


def gather(
    read: Read,
    subject: Subject,
    attempt: Attempt,
    at: datetime | None = None,
    *,
    quota_left: bool | None = None,
    found: Any = None,
) -> Situation:
    """Everything about a subject at a gate at a moment (now). Raises StaleError when it is gone meanwhile.

    `quota_left` is whether the household has an exit left, `found` the row of the register, where the caller has them already.
    """
    moment = at or read.at
    row = found if found is not None else _find(read, subject, attempt.gate, moment)
    visit = _visit(read, subject)
    returning = _returning(read, subject, moment)
    resident = subject.kind is CrossingKind.HOUSEHOLD and subject.pass_id is None
    last = Direction(row.last_direction) if row.last_direction is not None else None
    if visit is not None:
        # A visitor who came before may come again: what counts is this visit.
        last = Direction.IN if visit.open else None
    if returning is not None and returning.expected:
        # However somebody went in or out before the holidays: now they come.
        last = None
    direction = attempt.direction or propose(last, lives_here=subject.kind is CrossingKind.HOUSEHOLD)
    day = moment.date()
    quota = None
    if quota_left is None and subject.household_id is not None and direction is Direction.OUT:
        quota = household_quota(read, subject.household_id, moment)
    facts = Facts(
        at=moment,
        kind=subject.kind,
        direction=direction,
        gate_open=row.gate_open,
        gate_in_hours=is_within_hours(moment, row.opens_at, row.closes_at),
        permit=_permit(read, subject, row, direction, moment) if subject.pass_id is not None else None,
        visit=visit,
        run=_run(read, subject, direction, moment),
        returning=_return_facts(returning, row, attempt.gate, moment),
        resident=resident,
        at_home_gate=not resident or _is_home_gate(read, row),
        person_matches=attempt.person is None or attempt.person == subject.person_id,
        plate_matches=_plate_matches(subject, attempt, row),
        last=last,
        last_at=row.last_at,
        alternation=limits.alternation(read, day),
        alternation_minutes=policy.integer(read, "gate.alternation_minutes", day),
        quota_left=quota_left if quota is None and quota_left is not None else _has_exit(quota),
        exempt=attempt.exemption is not None,
        moved_out=subject.household_id is not None and row.home_state == HouseholdState.MOVED_OUT.value,
        restriction=_restriction(row, day),
        crew_check=_crew_check(read, subject, row, direction, moment),
        typed=subject.origin is CrossingOrigin.TYPED,
        temperature=_temperature(read, attempt, row, direction, subject, day, returning),
    )
    return Situation(facts, subject, attempt, row, quota, returning)


def parse_temperature(typed: float | str | None) -> float | None:
    """A reading as typed or scanned. Raises InputError("temperature", …) when it is no number."""
    if typed is None or typed == "":
        return None
    text = unicodedata.normalize("NFKC", str(typed)).strip().replace("\N{IDEOGRAPHIC FULL STOP}", ".")
    found = _READING.fullmatch(text)
    if found is None:
        raise InputError("temperature", "gate.error.temperature")
    return float(found[1])


def _has_exit(quota: HouseholdQuota | None) -> bool:
    # A household that nobody may leave is refused for that, not for its allowance.
    return quota is None or quota.allowed or quota.closed is not None


def _find(read: Read, subject: Subject, gate: int, moment: datetime) -> Any:
    if subject.pass_id is not None:
        return looking_up.by_pass(read, subject.pass_id, gate, moment)
    return looking_up.by_person(read, subject.person_id, gate, moment)


def _permit(read: Read, subject: Subject, row: Any, direction: Direction, moment: datetime) -> Permit:
    used = 0
    if row.entries is not None:
        used = ask(read, _USED, {"pass_id": row.pass_id, "direction": direction.value}).scalar() or 0
    # Of a moment before it was ended it is asked only afterwards: for a late entry and for a review.
    ended = row.ended_at is None or row.ended_at <= moment
    return Permit(
        status=PassStatus(row.status) if ended else PassStatus.ISSUED,
        valid_from=row.valid_from,
        valid_until=row.valid_until,
        opens_gate=row.opens is not None,
        in_hours=is_within_hours(moment, row.hours_from, row.hours_until),
        entries=row.entries,
        used=used,
        replaced=row.replaced_by_id is not None and ended,
        photo=row.photo_id is not None and bool(policy.value(read, "gate.check_photo", moment.date())),
    )


def _visit(read: Read, subject: Subject) -> VisitFacts | None:
    if subject.visit_id is None:
        return None
    row = ask(read, _VISIT, {"visit_id": subject.visit_id}).one_or_none()
    if row is None:
        raise StaleError("storage.stale")
    confirmed = row.host_confirmed or not policy.value(read, "visitor.host_required", row.came_at.date())
    return VisitFacts(
        refused=row.admitted is False,
        confirmed=confirmed,
        over=row.left_at is not None,
        recalled=row.recalled_at is not None,
        # Who is not known to have left may still be here.
        open=row.admitted is True and row.left_at is None,
    )


def _run(read: Read, subject: Subject, direction: Direction, moment: datetime) -> RunFacts | None:
    if subject.vehicle_id is None:
        return None
    return find_run_facts(read, subject.vehicle_id, direction, moment)


def _returning(read: Read, subject: Subject, moment: datetime) -> Returning | None:
    """The return batch somebody belongs to. While none is open, nothing is asked."""
    if subject.person_id is None or subject.visit_id is not None or not returning_rows.is_season(read):
        return None
    found = returning_rows.find(read, subject.person_id, moment)
    return found if found is not None and (found.expected or found.crossing is not None) else None


def _return_facts(returning: Returning | None, row: Any, gate: int, moment: datetime) -> ReturnFacts | None:
    if returning is None:
        return None
    if not returning.expected:
        # Who has come is known here only for a code that a scanner reads twice.
        return ReturnFacts(here=True) if returning.crossing == row.last_id else None
    return ReturnFacts(
        early=returning.is_early(moment),
        late=returning.is_late(moment),
        at_gate=returning.gate is None or returning.gate == gate,
        record_missing=returning.missing > 0,
        must_observe=returning.must_observe,
    )


def _is_home_gate(read: Read, row: Any) -> bool:
    named = policy.items(read, "gate.resident_gates")
    return not named or row.gate_name in named or row.gate_code in named


def _plate_matches(subject: Subject, attempt: Attempt, row: Any) -> bool:
    if attempt.plate is None or subject.kind is not CrossingKind.VEHICLE or row.plate is None:
        return True
    return normalise_plate(attempt.plate) == row.plate


def _restriction(row: Any, day: date) -> RestrictionKind | None:
    own = RestrictionKind(row.restriction) if row.restriction is not None else None
    if row.home_state != HouseholdState.HOME_QUARANTINE.value:
        return own
    begins, ends = row.quarantine_from, row.quarantine_until
    if (begins is not None and begins > day) or (ends is not None and ends < day):
        return own
    home = RestrictionKind.HOME_QUARANTINE
    return home if own is None else min(own, home, key=restrictions.ORDER.index)


def _crew_check(read: Read, subject: Subject, row: Any, direction: Direction, moment: datetime) -> CrewCheck:
    if subject.kind is not CrossingKind.CREW or direction is Direction.OUT or subject.person_id is None:
        return CrewCheck.NOT_NEEDED
    back = policy.integer(read, "gate.crew_days_back", moment.date())
    first = row.valid_from.date() if row.valid_from is not None else None
    found = screening.crew_check(read, subject.person_id, row.job_id, moment.date(), back=back, since=first)
    return CrewCheck(found.state)


def _temperature(
    read: Read,
    attempt: Attempt,
    row: Any,
    direction: Direction,
    subject: Subject,
    day: date,
    returning: Returning | None,
) -> Temperature:
    value = parse_temperature(attempt.temperature)
    # The people of a supply vehicle are measured at its second checkpoint.
    needed = subject.vehicle_id is None and limits.needs_temperature(read, direction, day)
    # Who comes back is measured whatever the rule is: an admission may hang on it.
    needed = needed or (returning is not None and returning.expected and direction is Direction.IN)
    if value is None and not needed and row.retest_id is None:
        return Temperature()
    return Temperature(
        value=value,
        method=attempt.method
        or (TemperatureMethod.AXILLARY if row.retest_id else TemperatureMethod.FOREHEAD),
        needed=needed,
        bands=limits.bands(read, day),
        first=row.retest_first,
        due_at=row.retest_due,
    )
