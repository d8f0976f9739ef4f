"""The order of issue: own bound lots, then earliest expiry; every lot left out has its reason."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from duty_desk.supplies.fefo_rules import Candidate, Pick, Skip, Wish, passed_over, propose

D = Decimal
HERE, THERE = 1, 2
US, THEM = 10, 11
WISH = Wish(US, "值班", date(2020, 3, 6))
EARLY = Candidate(1, HERE, D(100), expires_on=date(2020, 6, 4))
LATE = Candidate(2, HERE, D(300), expires_on=date(2021, 1, 9))
NEVER = Candidate(3, HERE, D(50))


def taken(*candidates: Candidate, quantity: int, wish: Wish = WISH) -> list[tuple[int, int]]:
    return [(pick.lot, int(pick.quantity)) for pick in propose(candidates, D(quantity), wish).picks]


def test_what_expires_first_goes_first_and_what_never_does_goes_last() -> None:
    assert taken(NEVER, LATE, EARLY, quantity=420) == [(1, 100), (2, 300), (3, 20)]


def test_a_lot_of_ones_own_goes_before_an_earlier_expiry() -> None:
    own = Candidate(4, HERE, D(30), expires_on=date(2022, 1, 1), unit=US, purpose="门岗")
    assert taken(EARLY, own, quantity=40) == [(4, 30), (1, 10)]


def test_of_equal_expiry_the_own_store_and_then_the_older_lot_goes_first() -> None:
    there = replace(EARLY, store=THERE, rank=1)
    newer = replace(EARLY, lot=9)
    assert taken(there, newer, EARLY, quantity=250) == [(1, 100), (9, 100), (1, 50)]


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"expires_on": date(2020, 3, 5)}, Skip.EXPIRED),
        ({"held": True}, Skip.HELD),
        ({"unit": THEM}, Skip.OTHER_UNIT),
        ({"unit": THEM, "purpose": "值班"}, Skip.OTHER_UNIT),
        ({"purpose": "食堂"}, Skip.OTHER_PURPOSE),
        ({"store": THERE}, Skip.OTHER_STORE),
        ({"reserved": D(100)}, Skip.RESERVED),
    ],
)
def test_every_lot_left_out_has_its_reason(change: dict[str, object], reason: Skip) -> None:
    wish = replace(WISH, stores=frozenset({HERE}))
    found = propose([replace(EARLY, **change), LATE], D(10), wish)  # pyright: ignore[reportArgumentType]
    assert [(each.lot, each.reason) for each in found.skipped] == [(1, reason)]
    assert [(pick.lot, pick.quantity) for pick in found.picks] == [(2, D(10))]


@pytest.mark.parametrize(
    "change", [{"expires_on": date(2020, 3, 6)}, {"unit": US, "purpose": "门岗"}, {"purpose": "值 班"}]
)
def test_the_last_day_the_own_unit_and_the_bound_purpose_are_good(change: dict[str, object]) -> None:
    assert taken(replace(EARLY, **change), quantity=10) == [(1, 10)]  # pyright: ignore[reportArgumentType]


def test_what_is_promised_to_others_is_not_given_and_what_is_missing_is_told() -> None:
    found = propose([replace(EARLY, reserved=D(70)), LATE], D(400), WISH)
    assert [(pick.lot, pick.quantity) for pick in found.picks] == [(1, D(30)), (2, D(300))]
    assert found.short == 70


def test_only_what_leaves_an_earlier_lot_of_the_same_store_lying_needs_a_reason() -> None:
    candidates = [EARLY, LATE, replace(EARLY, lot=5, held=True), replace(EARLY, lot=6, store=THERE)]
    late = Pick(2, HERE, D(10))
    assert passed_over(candidates, [late], WISH) == [late]
    assert passed_over(candidates, [Pick(1, HERE, D(60)), late], WISH) == [late]
    assert passed_over(candidates, [Pick(1, HERE, D(100)), late], WISH) == []
    assert passed_over([LATE, replace(EARLY, lot=6, store=THERE)], [late], WISH) == []
