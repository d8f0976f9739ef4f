"""The order of checks and the bands of temperature, at their edges."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from db.vocabulary import CrossingKind, Direction, PassStatus, RestrictionKind, TemperatureMethod
from duty_desk.gate import Band, Bands, Facts, Reason, judge
from duty_desk.gate.rules import Alternation, CrewCheck, Permit, RunFacts, Temperature, VisitFacts, propose

NOON = datetime(2020, 3, 6, 12)
PERMIT = Permit(PassStatus.ISSUED, NOON - timedelta(days=1), NOON + timedelta(days=1))
GOOD = Facts(
    NOON,
    CrossingKind.PASS,
    Direction.IN,
    permit=PERMIT,
    temperature=Temperature(36.5, TemperatureMethod.FOREHEAD, needed=True),
)
# Each wrong thing alone, in the order in which they are told.
WRONG = [
    (Reason.LOST, {"permit": replace(PERMIT, status=PassStatus.LOST)}),
    (Reason.PERSON_MISMATCH, {"person_matches": False}),
    (Reason.PLATE_MISMATCH, {"plate_matches": False}),
    (Reason.EXPIRED, {"permit": replace(PERMIT, valid_until=NOON)}),
    (Reason.NOT_YET, {"permit": replace(PERMIT, valid_from=NOON + timedelta(minutes=1))}),
    (Reason.OUT_OF_HOURS, {"permit": replace(PERMIT, in_hours=False)}),
    (Reason.GATE_CLOSED, {"gate_open": False}),
    (Reason.GATE_HOURS, {"gate_in_hours": False}),
    (Reason.WRONG_GATE, {"permit": replace(PERMIT, opens_gate=False)}),
    (Reason.INSIDE, {"last": Direction.IN, "last_at": NOON}),
    (Reason.ENTRIES_USED, {"permit": replace(PERMIT, entries=1, used=1)}),
    (Reason.ISOLATION, {"restriction": RestrictionKind.ISOLATION}),
    (Reason.NO_CHECK, {"crew_check": CrewCheck.MISSING}),
    (Reason.BAD_CHECK, {"crew_check": CrewCheck.ABNORMAL}),
    (Reason.MISSED_CHECK, {"crew_check": CrewCheck.MISSED}),
    (Reason.PHOTO, {"permit": replace(PERMIT, photo=True)}),
    (Reason.MANUAL, {"typed": True}),
    (Reason.MEASURE, {"temperature": Temperature(needed=True)}),
    (Reason.HIGH, {"temperature": Temperature(37.3, needed=True)}),
]


@pytest.mark.parametrize(("reason", "changes"), WRONG, ids=[reason.value for reason, _ in WRONG])
def test_each_wrong_thing_has_its_own_answer(reason: Reason, changes: dict[str, object]) -> None:
    assert judge(GOOD) is Reason.OK
    assert judge(replace(GOOD, **changes)) is reason  # pyright: ignore[reportArgumentType]


def test_of_several_wrong_things_the_first_in_the_order_is_told() -> None:
    order = [
        (Reason.VOIDED, {"permit": replace(PERMIT, status=PassStatus.VOIDED)}),
        (Reason.GATE_CLOSED, {"gate_open": False}),
        (Reason.INSIDE, {"last": Direction.IN}),
        (Reason.ISOLATION, {"restriction": RestrictionKind.ISOLATION}),
        (Reason.NO_CHECK, {"crew_check": CrewCheck.MISSING}),
        (Reason.HIGH, {"temperature": Temperature(38.5)}),
    ]
    for position in range(len(order)):
        changes: dict[str, object] = {}
        for _, more in reversed(order[position:]):
            changes |= more
        assert judge(replace(GOOD, **changes)) is order[position][0]  # pyright: ignore[reportArgumentType]


def test_nothing_below_step_three_or_above_five_can_be_overruled() -> None:
    for reason, changes in WRONG:
        facts = replace(GOOD, **changes)  # pyright: ignore[reportArgumentType]
        overruled = judge(facts, confirmed=frozenset(Reason), overruled=frozenset(Reason))
        stays = reason in {
            Reason.LOST,
            Reason.PERSON_MISMATCH,
            Reason.PLATE_MISMATCH,
            Reason.ISOLATION,
            Reason.NO_CHECK,
            Reason.BAD_CHECK,
            Reason.MISSED_CHECK,
            Reason.MEASURE,
            Reason.HIGH,
        }
        assert overruled is (reason if stays else Reason.OK)


def test_what_is_confirmed_was_only_to_be_looked_at() -> None:
    typed = replace(GOOD, typed=True)
    assert judge(typed, confirmed={Reason.MANUAL}) is Reason.OK
    expired = replace(GOOD, permit=replace(PERMIT, valid_until=NOON))
    assert judge(expired, confirmed={Reason.EXPIRED}) is Reason.EXPIRED


@pytest.mark.parametrize(
    ("mode", "minutes", "expected"),
    [
        (Alternation.HARD, 500, Reason.INSIDE),
        (Alternation.SOFT, 1, Reason.INSIDE_CHECK),
        (Alternation.TIMED, 10, Reason.INSIDE),
        (Alternation.TIMED, 11, Reason.INSIDE_CHECK),
        (Alternation.OFF, 1, Reason.OK),
    ],
)
def test_coming_in_twice(mode: Alternation, minutes: int, expected: Reason) -> None:
    """Acceptance check S-22: a photocopy comes in while the pass is inside."""
    facts = replace(
        GOOD,
        last=Direction.IN,
        last_at=NOON - timedelta(minutes=minutes),
        alternation=mode,
        alternation_minutes=10,
    )
    assert judge(facts) is expected
    assert judge(replace(facts, direction=Direction.OUT)) is Reason.OK


def test_going_out_twice_and_the_first_time() -> None:
    """Acceptance check S-22."""
    out = replace(GOOD, direction=Direction.OUT)
    assert judge(out) is Reason.OK
    assert judge(replace(out, last=Direction.OUT)) is Reason.OUTSIDE


def test_the_household_allowance_is_asked_of_exits_only() -> None:
    resident = replace(GOOD, kind=CrossingKind.HOUSEHOLD, permit=None, resident=True, quota_left=False)
    assert judge(resident) is Reason.OK
    out = replace(resident, direction=Direction.OUT)
    assert judge(out) is Reason.QUOTA
    assert judge(replace(out, exempt=True)) is Reason.EXEMPT
    quarantined = replace(out, restriction=RestrictionKind.HOME_QUARANTINE, exempt=True)
    assert judge(quarantined) is Reason.HOME_QUARANTINE
    assert judge(replace(quarantined, direction=Direction.IN)) is not Reason.HOME_QUARANTINE


def test_a_crew_at_another_gate_is_looked_at() -> None:
    crew = replace(GOOD, kind=CrossingKind.CREW, permit=replace(PERMIT, opens_gate=False))
    assert judge(crew) is Reason.OUT_OF_ZONE
    assert judge(crew, confirmed={Reason.OUT_OF_ZONE}) is Reason.OK


def test_a_crew_may_always_go_out() -> None:
    crew = replace(GOOD, kind=CrossingKind.CREW, direction=Direction.OUT, crew_check=CrewCheck.MISSING)
    assert judge(crew) is Reason.OK


def test_visitors() -> None:
    visit = replace(GOOD, kind=CrossingKind.VISIT, permit=None, visit=VisitFacts())
    assert judge(visit) is Reason.OK
    for expected, facts in (
        (Reason.HOST_UNCONFIRMED, VisitFacts(confirmed=False)),
        (Reason.VISIT_OVER, VisitFacts(over=True)),
        (Reason.VISIT_NOT_ADMITTED, VisitFacts(refused=True)),
        (Reason.VISIT_RECALLED, VisitFacts(recalled=True)),
    ):
        assert judge(replace(visit, visit=facts)) is expected


def test_supply_vehicles() -> None:
    lorry = replace(GOOD, kind=CrossingKind.VEHICLE, run=RunFacts(open=True))
    assert judge(lorry) is Reason.OK
    for expected, facts in (
        (Reason.RUN_MISSING, RunFacts(open=False)),
        (Reason.OUTSIDE_WINDOW, RunFacts(open=False, in_window=False)),
        (Reason.STAGE_MISSING, RunFacts(open=True, missing=4)),
        (Reason.CREW_DIFFERS, RunFacts(open=True, same_crew=False)),
    ):
        assert judge(replace(lorry, run=facts)) is expected


def test_nobody_without_a_paper_passes() -> None:
    assert judge(replace(GOOD, permit=None)) is Reason.NO_PASS


# --- temperature ---


@pytest.mark.parametrize(
    ("value", "band"),
    [
        (29.9, Band.IMPLAUSIBLE),
        (30.0, Band.LOW),
        (34.9, Band.LOW),
        (35.0, Band.NORMAL),
        (36.9, Band.NORMAL),
        (37.0, Band.ATTENTION),
        (37.2, Band.ATTENTION),
        (37.3, Band.HIGH),
        (37.9, Band.HIGH),
        (38.0, Band.EMERGENCY),
        (45.0, Band.EMERGENCY),
        (45.1, Band.IMPLAUSIBLE),
    ],
)
def test_bands(value: float, band: Band) -> None:
    assert Bands().band(value) is band


def test_limits_by_method() -> None:
    bands = Bands(by_method={TemperatureMethod.EAR: 37.5})
    assert bands.band(37.4, TemperatureMethod.EAR) is Band.ATTENTION
    assert bands.band(37.5, TemperatureMethod.EAR) is Band.HIGH
    assert bands.band(37.4, TemperatureMethod.FOREHEAD) is Band.HIGH
    assert bands.band(37.4) is Band.HIGH


def reading(value: float | None, *, first: float | None = None, waited: int = 15) -> Reason:
    due = NOON + timedelta(minutes=15 - waited) if first is not None else None
    return judge(replace(GOOD, temperature=Temperature(value, needed=True, first=first, due_at=due)))


def test_the_second_reading_decides() -> None:
    assert reading(37.3) is Reason.HIGH
    assert reading(36.5, first=37.3, waited=14) is Reason.RETEST_WAITS
    assert reading(36.5, first=37.3) is Reason.OK
    assert reading(37.3, first=37.5) is Reason.FEVER
    assert reading(37.2, first=37.5) is Reason.OK
    assert reading(None, first=37.5) is Reason.MEASURE
    assert reading(36.2, first=34.5) is Reason.OK
    assert reading(34.9, first=34.5) is Reason.LOW
    assert reading(37.6, first=34.5) is Reason.HIGH


def test_365_is_asked_about_and_nonsense_is_read_again() -> None:
    assert Bands().suggestion(365) == 36.5
    assert reading(365) is Reason.SUGGESTED
    for value in (0, -3, 3.65, 29.9, 46, 1000, 3650):
        assert Bands().suggestion(value) is None
        assert reading(value) is Reason.IMPLAUSIBLE


def test_the_direction_follows_the_last_one() -> None:
    assert propose(Direction.IN, lives_here=False) is Direction.OUT
    assert propose(Direction.OUT, lives_here=True) is Direction.IN
    assert propose(None, lives_here=False) is Direction.IN
    assert propose(None, lives_here=True) is Direction.OUT
