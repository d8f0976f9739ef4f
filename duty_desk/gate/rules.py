"""Whether somebody may pass (domain rule A1.20): the checks in their order, and what a temperature means (A2.8)."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum

from db.vocabulary import CrossingKind, Direction, PassStatus, RestrictionKind, TemperatureMethod
from duty_desk.gate.answer_rules import RULINGS, Reason, Word
from duty_desk.gate.return_rules import ReturnFacts, differs


class Alternation(StrEnum):
    """What it means to come in twice: refused, looked at, refused only within minutes of the first, or nothing."""

    HARD = "hard"
    SOFT = "soft"
    TIMED = "timed"
    OFF = "off"


class Band(StrEnum):
    """What a reading is."""

    IMPLAUSIBLE = "implausible"
    LOW = "low"
    NORMAL = "normal"
    ATTENTION = "attention"
    HIGH = "high"
    EMERGENCY = "emergency"


class CrewCheck(StrEnum):
    """What the morning checks say of somebody of a crew."""

    NOT_NEEDED = "not_needed"
    NORMAL = "normal"
    MISSING = "missing"
    ABNORMAL = "abnormal"
    MISSED = "missed"


@dataclass(frozen=True, slots=True)
class Bands:
    """The limits of a day in degrees Celsius. `abnormal` is by method; a method not named has the first one's."""

    low: float = 35.0
    attention: float = 37.0
    abnormal: float = 37.3
    by_method: Mapping[TemperatureMethod, float] = field(default_factory=dict[TemperatureMethod, float])
    emergency: float = 38.0
    plausible: tuple[float, float] = (30.0, 45.0)

    def abnormal_by(self, method: TemperatureMethod | None) -> float:
        """From which reading on it is abnormal."""
        return self.by_method.get(method, self.abnormal) if method is not None else self.abnormal

    def band(self, value: float, method: TemperatureMethod | None = None) -> Band:
        """What a reading is."""
        lowest, highest = self.plausible
        if not lowest <= value <= highest:
            return Band.IMPLAUSIBLE
        if value < self.low:
            return Band.LOW
        if value >= max(self.emergency, self.abnormal_by(method)):
            return Band.EMERGENCY
        if value >= self.abnormal_by(method):
            return Band.HIGH
        return Band.ATTENTION if value >= self.attention else Band.NORMAL

    def suggestion(self, value: float) -> float | None:
        """36.5 for 365 typed without the point; only ever proposed."""
        tenth = round(value / 10, 1)
        return tenth if value >= 100 and self.plausible[0] <= tenth <= self.plausible[1] else None


@dataclass(frozen=True, slots=True)
class Temperature:
    """A reading and what is known of an earlier one: `first` waits for this second one since before `due_at`."""

    value: float | None = None
    method: TemperatureMethod | None = None
    needed: bool = False
    bands: Bands = Bands()
    first: float | None = None
    due_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Permit:
    """What a pass says, held against the moment and the gate."""

    status: PassStatus
    valid_from: datetime
    valid_until: datetime
    opens_gate: bool = True
    in_hours: bool = True
    entries: int | None = None
    used: int = 0
    replaced: bool = False
    photo: bool = False


@dataclass(frozen=True, slots=True)
class VisitFacts:
    """What is known of a visitor's slip."""

    refused: bool = False
    confirmed: bool = True
    over: bool = False
    recalled: bool = False
    open: bool = False


@dataclass(frozen=True, slots=True)
class RunFacts:
    """What is known of a supply vehicle at the gate. `missing` is the first checkpoint not recorded before this one."""

    open: bool = False
    in_window: bool = True
    missing: int | None = None
    same_crew: bool = True
    run_id: int | None = None


@dataclass(frozen=True, slots=True)
class Facts:
    """Everything the judgement looks at."""

    at: datetime
    kind: CrossingKind
    direction: Direction
    gate_open: bool = True
    gate_in_hours: bool = True
    permit: Permit | None = None
    visit: VisitFacts | None = None
    run: RunFacts | None = None
    returning: ReturnFacts | None = None
    # A resident passes with the household instead of a pass, at the gates of the quarter.
    resident: bool = False
    at_home_gate: bool = True
    person_matches: bool = True
    plate_matches: bool = True
    last: Direction | None = None
    last_at: datetime | None = None
    alternation: Alternation = Alternation.HARD
    alternation_minutes: int = 0
    quota_left: bool = True
    exempt: bool = False
    moved_out: bool = False
    restriction: RestrictionKind | None = None
    crew_check: CrewCheck = CrewCheck.NOT_NEEDED
    typed: bool = False
    temperature: Temperature = Temperature()


_RESTRICTED = {
    RestrictionKind.ISOLATION: Reason.ISOLATION,
    RestrictionKind.HOME_QUARANTINE: Reason.HOME_QUARANTINE,
    RestrictionKind.FEVER: Reason.FEVER_OPEN,
    RestrictionKind.BLOCKED: Reason.BLOCKED,
}
_STATUS = {
    PassStatus.REQUESTED: Reason.NOT_APPROVED,
    PassStatus.REFUSED: Reason.NOT_GRANTED,
    PassStatus.VOIDED: Reason.VOIDED,
    PassStatus.LOST: Reason.LOST,
    PassStatus.RETURNED: Reason.RETURNED,
}
_CHECKS = {
    CrewCheck.MISSING: Reason.NO_CHECK,
    CrewCheck.ABNORMAL: Reason.BAD_CHECK,
    CrewCheck.MISSED: Reason.MISSED_CHECK,
}


def judge(facts: Facts, confirmed: Collection[Reason] = (), overruled: Collection[Reason] = ()) -> Reason:
    """The first reason that speaks against it, else that a temperature is missing, else OK.

    `confirmed` are reasons to look closer that the officer has looked at; `overruled` those a chief has overruled.
    """
    passed = {
        *(r for r in confirmed if RULINGS[r].confirmable),
        *(r for r in overruled if RULINGS[r].forcible),
    }
    looks: list[Reason] = []
    for check in _ORDER:
        for reason in check(facts):
            if reason in passed:
                continue
            if RULINGS[reason].word is not Word.CHECK:
                return reason
            looks.append(reason)
    if looks:
        return looks[0]
    found = judge_temperature(facts.temperature, facts.at)
    if found is not None:
        return found
    return Reason.EXEMPT if facts.exempt else Reason.OK


def judge_temperature(reading: Temperature, at: datetime) -> Reason | None:
    """What a reading calls for; None when nothing speaks against it."""
    value = reading.value
    if value is None:
        if reading.first is not None and reading.due_at is not None and at < reading.due_at:
            return Reason.RETEST_WAITS
        return Reason.MEASURE if reading.needed or reading.first is not None else None
    band = reading.bands.band(value, reading.method)
    if band is Band.IMPLAUSIBLE:
        return Reason.SUGGESTED if reading.bands.suggestion(value) is not None else Reason.IMPLAUSIBLE
    if reading.first is not None and reading.due_at is not None and at < reading.due_at:
        return Reason.RETEST_WAITS
    if band is Band.LOW:
        return Reason.LOW
    if band in (Band.HIGH, Band.EMERGENCY):
        was_high = reading.first is not None and reading.first >= reading.bands.abnormal
        return Reason.FEVER if was_high else Reason.HIGH
    return None


def may_be_retested(first: float, bands: Bands, wait: timedelta) -> timedelta:
    """How long somebody rests before the second reading: after a low one nobody waits."""
    return wait if first >= bands.abnormal else timedelta(0)


def propose(last: Direction | None, *, lives_here: bool) -> Direction:
    """The direction after the last one; without one a resident goes out, anybody else comes in."""
    if last is None:
        return Direction.OUT if lives_here else Direction.IN
    return Direction.OUT if last is Direction.IN else Direction.IN


def _permit(facts: Facts) -> list[Reason]:
    """Step 2: the pass is there, was not ended, and belongs to this person and this plate."""
    found: list[Reason] = []
    permit = facts.permit
    if permit is not None:
        if permit.replaced:
            found.append(Reason.REPLACED)
        elif permit.status in _STATUS:
            found.append(_STATUS[permit.status])
    elif not facts.resident and facts.visit is None and facts.run is None and not _comes_back(facts):
        found.append(Reason.NO_PASS)
    if not facts.person_matches:
        found.append(Reason.PERSON_MISMATCH)
    if not facts.plate_matches:
        found.append(Reason.PLATE_MISMATCH)
    return found


def _comes_back(facts: Facts) -> bool:
    """Whether the batch they belong to lets somebody in without a pass; it lets nobody out."""
    return facts.returning is not None and facts.direction is Direction.IN


def _returning(facts: Facts) -> list[Reason]:
    return differs(facts.returning) if facts.returning is not None and _comes_back(facts) else []


def _visit(facts: Facts) -> list[Reason]:
    visit, going_in = facts.visit, facts.direction is Direction.IN
    if visit is None:
        return []
    if visit.over:
        return [Reason.VISIT_OVER]
    if visit.refused:
        return [Reason.VISIT_NOT_ADMITTED]
    if not going_in:
        return []
    if visit.recalled:
        return [Reason.VISIT_RECALLED]
    return [] if visit.confirmed else [Reason.HOST_UNCONFIRMED]


def _period(facts: Facts) -> list[Reason]:
    """Step 3: within the days and the daily hours."""
    permit = facts.permit
    if permit is None:
        return []
    if facts.at < permit.valid_from:
        return [Reason.NOT_YET]
    if facts.at >= permit.valid_until:
        return [Reason.EXPIRED]
    return [] if permit.in_hours else [Reason.OUT_OF_HOURS]


def _place(facts: Facts) -> list[Reason]:
    """Step 4: the gate stands open and is one of the pass's."""
    if not facts.gate_open:
        return [Reason.GATE_CLOSED]
    if not facts.gate_in_hours:
        return [Reason.GATE_HOURS]
    if facts.resident and not facts.at_home_gate:
        return [Reason.WRONG_GATE]
    if facts.permit is not None and not facts.permit.opens_gate:
        return [Reason.OUT_OF_ZONE if facts.kind is CrossingKind.CREW else Reason.WRONG_GATE]
    return []


def _alternation(facts: Facts) -> list[Reason]:
    """Step 5a: nobody comes in twice without having gone out, and the other way round."""
    if facts.last is not facts.direction or facts.alternation is Alternation.OFF:
        return []
    hard = facts.alternation is Alternation.HARD
    if facts.alternation is Alternation.TIMED and facts.last_at is not None:
        hard = facts.at - facts.last_at <= timedelta(minutes=facts.alternation_minutes)
    if facts.direction is Direction.IN:
        return [Reason.INSIDE if hard else Reason.INSIDE_CHECK]
    return [Reason.OUTSIDE if hard else Reason.OUTSIDE_CHECK]


def _allowance(facts: Facts) -> list[Reason]:
    """Step 5b: passages left on the pass, exits left to the household. Coming home is never asked about."""
    permit = facts.permit
    if permit is not None and permit.entries is not None and permit.used >= permit.entries:
        # What is counted is going in with a pass; a household's card counts going out.
        counted = Direction.OUT if facts.kind is CrossingKind.HOUSEHOLD else Direction.IN
        if facts.direction is counted:
            return [Reason.ENTRIES_USED]
    return []


def _quota(facts: Facts) -> list[Reason]:
    """Step 5c, asked after step 6: who may not leave at all is told that, and not to come again on another day."""
    if facts.direction is Direction.OUT and not facts.quota_left and not facts.exempt:
        return [Reason.QUOTA]
    return []


def _person(facts: Facts) -> list[Reason]:
    """Step 6: nothing keeps the person in. Coming home into home quarantine is never blocked."""
    if facts.moved_out:
        return [Reason.MOVED_OUT]
    if facts.restriction is None:
        return []
    if (
        facts.restriction is RestrictionKind.HOME_QUARANTINE
        and facts.resident
        and facts.direction is Direction.IN
    ):
        return []
    return [_RESTRICTED[facts.restriction]]


def _health(facts: Facts) -> list[Reason]:
    """Step 7: the morning check of a crew, the checkpoints of a supply vehicle."""
    found: list[Reason] = []
    if facts.direction is Direction.IN and facts.crew_check in _CHECKS:
        found.append(_CHECKS[facts.crew_check])
    run = facts.run
    if run is None:
        return found
    if not run.open:
        found.append(Reason.RUN_MISSING if run.in_window else Reason.OUTSIDE_WINDOW)
    elif run.missing is not None:
        found.append(Reason.STAGE_MISSING)
    elif not run.same_crew:
        found.append(Reason.CREW_DIFFERS)
    return found


def _looks(facts: Facts) -> list[Reason]:
    """What the officer has to look at, once nothing forbids it."""
    found: list[Reason] = []
    if facts.permit is not None and facts.permit.photo:
        found.append(Reason.PHOTO)
    if facts.typed:
        found.append(Reason.MANUAL)
    return found


_ORDER: tuple[Callable[[Facts], list[Reason]], ...] = (
    _permit,
    _visit,
    _period,
    _place,
    _alternation,
    _allowance,
    _person,
    _quota,
    _health,
    _returning,
    _looks,
)
