"""One quantity over many units: the drawn example to the piece, and sums that are exact whatever is asked."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from duty_desk.supplies.allocation_rules import Claim, share_out

COLLEGES = (
    *(186, 142, 138, 96, 151, 118, 174, 163, 158, 104, 122),
    *(97, 115, 141, 132, 109, 147, 83, 64, 71, 126, 58),
)
FRONT = (86, 293, 31, 402, 486, 377, 334, 118, 136)
GIVEN = (
    *(370, 280, 270, 190, 300, 240, 350, 320, 310, 210, 240),
    *(190, 230, 280, 260, 220, 290, 170, 130, 140, 250, 120),
    *(170, 580, 60, 800, 970, 750, 670, 240, 400),
)


def test_ten_thousand_masks_over_thirty_one_units_are_shared_as_drawn() -> None:
    rows = [
        Claim(number, Decimal(heads), Decimal(400) if number == 31 else None)
        for number, heads in enumerate(COLLEGES + FRONT, 1)
    ]
    shares = share_out(Decimal(10_000), rows, Decimal(10))
    assert tuple(int(share.quantity) for share in shares) == GIVEN
    assert sum(share.quantity for share in shares) == 10_000
    # As drawn: what the locked one would have got by heads, and 11 that were rounded up.
    assert round(shares[30].exact, 1) == Decimal("274.3")
    assert round(shares[0].exact, 1) == Decimal("370.3")
    assert [share.unit for share in shares if share.locked] == [31]
    assert sum(share.rounded_up for share in shares) == 11


@pytest.mark.parametrize(
    ("total", "rows", "pack", "expected"),
    [
        (
            "10",
            ((1, None), (1, None), (1, None)),
            "1",
            ("4", "3", "3"),
        ),  # equal remainders: the first in the list
        ("10", ((1, None), (2, None), (0, None)), "1", ("3", "7", "0")),
        ("25", ((1, None), (1, None)), "10", ("15", "10")),  # less than a pack left over: to the next in turn
        ("100", ((1, "90"), (1, None), (1, None)), "1", ("90", "5", "5")),
        ("7.5", ((1, None), (1, None)), "2.5", ("5", "2.5")),
        ("10", ((0, None), (0, "4")), "1", ("0", "4")),  # nothing to go by: left to the officer
        ("10", ((1, "12"), (1, None)), "1", ("12", "0")),  # more locked than there is: seen in the sum
        ("0", ((1, None), (1, None)), "1", ("0", "0")),
    ],
)
def test_what_is_left_over_goes_in_a_known_order(
    total: str, rows: tuple[tuple[int, str | None], ...], pack: str, expected: tuple[str, ...]
) -> None:
    claims = [
        Claim(number, Decimal(weight), None if locked is None else Decimal(locked))
        for number, (weight, locked) in enumerate(rows)
    ]
    shares = share_out(Decimal(total), claims, Decimal(pack))
    assert tuple(share.quantity for share in shares) == tuple(Decimal(part) for part in expected)


@given(
    st.decimals(0, 100_000, places=3),
    st.lists(st.tuples(st.integers(0, 2_000), st.none() | st.integers(0, 500)), min_size=1, max_size=40),
    st.sampled_from(("1", "10", "50", "0.5", "7")),
)
def test_the_sum_is_the_total_and_nobody_is_a_pack_off(
    total: Decimal, heads: list[tuple[int, int | None]], pack: str
) -> None:
    rows = [
        Claim(number, Decimal(weight), None if locked is None else Decimal(locked))
        for number, (weight, locked) in enumerate(heads)
    ]
    shares = share_out(total, rows, Decimal(pack))
    assert [share.unit for share in shares] == [row.unit for row in rows]
    locked = sum((row.locked for row in rows if row.locked is not None), Decimal(0))
    if locked <= total and any(row.weight for row in rows if row.locked is None):
        assert sum(Fraction(share.quantity) for share in shares) == Fraction(total)
    for row, share in zip(rows, shares, strict=True):
        assert share.quantity >= 0
        if row.locked is not None:
            assert share.quantity == row.locked
        elif locked <= total:
            assert abs(share.quantity - share.exact) < Decimal(pack) + Decimal("1e-20")
