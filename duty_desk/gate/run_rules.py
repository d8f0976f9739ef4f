"""What is wrong with a vehicle's run (domain rules A1.19, product rule G6): found from its times, people, test and route alone."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from enum import StrEnum

STAGES = (1, 2, 3, 4, 5)
DISINFECTED, CHECKED, DRIVEN, UNLOADED, COMPARED = STAGES
# With one of these not in order the vehicle does not come in; it is done again until it is.
BEFORE_ENTRY = frozenset({DISINFECTED, CHECKED})
# What was not in order can be done again; where a vehicle drove cannot.
REPEATABLE = frozenset({DISINFECTED, CHECKED, UNLOADED})


class Fault(StrEnum):
    """One thing against a run."""

    BEFORE_WINDOW = "before_window"
    CREW_DIFFERS = "crew_differs"
    EXIT_MISSING = "exit_missing"
    ROUTE_OVERRUN = "route_overrun"
    STAGE_SKIPPED = "stage_skipped"
    OUT_OF_ORDER = "out_of_order"
    STAGE_FAILED = "stage_failed"
    TEST_EXPIRED = "test_expired"
    TEST_MISSING = "test_missing"
    UNREGISTERED_DRIVER = "unregistered_driver"
    OVERLONG = "overlong"
    CONDUCT = "conduct"
    TEMPERATURE = "temperature"
    VIDEO_MISSING = "video_missing"
    TOO_MANY = "too_many"


# With one of these the loop is not closed: a checkpoint or somebody is missing.
OPEN_LOOP = frozenset({Fault.CREW_DIFFERS, Fault.EXIT_MISSING, Fault.STAGE_SKIPPED})


@dataclass(frozen=True, slots=True)
class RunLimits:
    """The rules of the night."""

    window_start: time
    window_end: time
    max_stay: timedelta
    test_hours: timedelta
    crew_size: int = 2
    abnormal: float = 37.3


@dataclass(frozen=True, slots=True)
class RunSheet:
    """A run as it stands. `stages` has the time of each checkpoint passed; `failed` those recorded as not in order."""

    night: datetime
    stages: Mapping[int, datetime]
    crew_in: Collection[str]
    crew_out: Collection[str]
    driver: str = ""
    # Who is registered with the vehicle; None where the vehicle is not on record.
    registered: Collection[str] | None = None
    test_at: datetime | None = None
    temperature: float | None = None
    route_limit: timedelta | None = None
    failed: Collection[int] = field(default_factory=tuple[int, ...])
    windows_closed: bool | None = None
    stayed_in_cab: bool | None = None
    masks_worn: bool | None = None
    has_video: bool = True
    over: bool = True


def find_faults(sheet: RunSheet, limits: RunLimits, at: datetime | None = None) -> tuple[Fault, ...]:
    """Everything against a run. `over`: it is finished or its night is; what is still to come is not held against a running one.

    `at` is now, for one that is still running too long.
    """
    found: list[Fault] = []
    done = sheet.stages
    first = done.get(DISINFECTED) or done.get(CHECKED)
    if first is not None and not in_window(first, limits):
        found.append(Fault.BEFORE_WINDOW)
    found += _missing_stages(sheet)
    times = [done[stage] for stage in STAGES if stage in done]
    if times != sorted(times):
        found.append(Fault.OUT_OF_ORDER)
    if sheet.failed:
        found.append(Fault.STAGE_FAILED)
    if COMPARED in done and set(sheet.crew_in) != set(sheet.crew_out):
        found.append(Fault.CREW_DIFFERS)
    if overrun(sheet) is not None:
        found.append(Fault.ROUTE_OVERRUN)
    found += _people(sheet, limits, done.get(CHECKED) or first)
    stay = stay_of(sheet, at)
    if stay is not None and stay > limits.max_stay:
        found.append(Fault.OVERLONG)
    if False in (sheet.windows_closed, sheet.stayed_in_cab, sheet.masks_worn):
        found.append(Fault.CONDUCT)
    if not sheet.has_video and sheet.over:
        found.append(Fault.VIDEO_MISSING)
    return tuple(found)


def in_window(moment: datetime, limits: RunLimits) -> bool:
    """Whether a vehicle may come in at a moment; the window runs across midnight."""
    start, end, now = limits.window_start, limits.window_end, moment.time()
    return start <= now <= end if start <= end else now >= start or now <= end


def overrun(sheet: RunSheet) -> timedelta | None:
    """By how much the way to the place of unloading took too long; None when it did not."""
    begun, arrived = sheet.stages.get(CHECKED), sheet.stages.get(DRIVEN)
    if begun is None or arrived is None or sheet.route_limit is None:
        return None
    late = (arrived - begun) - sheet.route_limit
    return late if late > timedelta(0) else None


def stay_of(sheet: RunSheet, at: datetime | None = None) -> timedelta | None:
    """How long the vehicle was inside: from the check of its people to the comparison at the exit, or to now."""
    begun = sheet.stages.get(CHECKED) or sheet.stages.get(DISINFECTED)
    ended = sheet.stages.get(COMPARED) or at
    return ended - begun if begun is not None and ended is not None else None


def next_stage(done: Collection[int], failed: Collection[int] = ()) -> int | None:
    """The checkpoint that comes now; None when all are recorded. Before the entry a failed one comes again."""
    return next(
        (stage for stage in STAGES if stage not in done or (stage in failed and stage in BEFORE_ENTRY)), None
    )


def may_record(stage: int, done: Collection[int], failed: Collection[int]) -> bool:
    """Whether a checkpoint may be recorded now: the next one, or the last one again that was not in order."""
    again = stage in failed and stage in REPEATABLE and stage == max(done, default=0)
    return again or stage == next_stage(done, failed)


def is_closed_loop(faults: Collection[Fault]) -> bool:
    """Whether every checkpoint was passed and everybody went out who came in."""
    return not OPEN_LOOP & set(faults)


def _missing_stages(sheet: RunSheet) -> list[Fault]:
    done = sheet.stages
    last = max(done, default=0)
    found: list[Fault] = []
    if any(stage not in done for stage in STAGES if stage < last):
        found.append(Fault.STAGE_SKIPPED)
    if sheet.over and COMPARED not in done:
        found.append(Fault.EXIT_MISSING)
    return found


def _people(sheet: RunSheet, limits: RunLimits, entered: datetime | None) -> list[Fault]:
    found: list[Fault] = []
    if sheet.test_at is None:
        found.append(Fault.TEST_MISSING)
    elif entered is not None and entered - sheet.test_at > limits.test_hours:
        found.append(Fault.TEST_EXPIRED)
    if sheet.registered is not None and sheet.driver and sheet.driver not in sheet.registered:
        found.append(Fault.UNREGISTERED_DRIVER)
    if sheet.temperature is not None and sheet.temperature >= limits.abnormal:
        found.append(Fault.TEMPERATURE)
    if len(set(sheet.crew_in)) > limits.crew_size:
        found.append(Fault.TOO_MANY)
    return found
