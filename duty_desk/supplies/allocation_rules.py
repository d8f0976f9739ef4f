"""One quantity shared over many units: by weight, in whole packs, to the last piece (product rule S5)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

NOTHING = Decimal(0)


@dataclass(frozen=True, slots=True)
class Claim:
    """A unit that is to get some. `weight` is its heads, its last consumption, or one; `locked` what an officer typed for it."""

    unit: int
    weight: Decimal
    locked: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Share:
    """What a unit gets. `exact` is its part before rounding; `rounded_up`: it got a pack that others did without."""

    unit: int
    exact: Decimal
    quantity: Decimal
    rounded_up: bool = False
    locked: bool = False


def share_out(total: Decimal, rows: Sequence[Claim], pack: Decimal = Decimal(1)) -> tuple[Share, ...]:
    """The share of each row, in their order.

    What is locked stays as typed; the rest goes to the others by weight, rounded down to whole packs, and the packs left over
    go to the largest remainders, ties by the order of the list. Less than one pack left goes to the next in that order, so
    that the sum is always the total. It cannot be where more is locked than there is, or nobody unlocked has a weight:
    then the others get nothing, and the sum tells.
    """
    if pack <= 0:
        raise ValueError(pack)
    open_rows = [position for position, row in enumerate(rows) if row.locked is None]
    left = max(
        Fraction(total) - sum(Fraction(row.locked) for row in rows if row.locked is not None), Fraction(0)
    )
    weight = sum((Fraction(rows[position].weight) for position in open_rows), Fraction(0))
    exact = {
        position: left * Fraction(rows[position].weight) / weight if weight else Fraction(0)
        for position in open_rows
    }
    given = _rounded(left, exact, Fraction(pack)) if weight else dict.fromkeys(open_rows, Fraction(0))
    whole = sum((Fraction(row.weight) for row in rows), Fraction(0))
    return tuple(
        Share(
            row.unit,
            _decimal(Fraction(total) * Fraction(row.weight) / whole if whole else Fraction(0)),
            row.locked,
            locked=True,
        )
        if row.locked is not None
        else Share(
            row.unit,
            _decimal(exact[position]),
            _decimal(given[position]),
            rounded_up=given[position] > exact[position],
        )
        for position, row in enumerate(rows)
    )


def _rounded(left: Fraction, exact: dict[int, Fraction], pack: Fraction) -> dict[int, Fraction]:
    given = {position: part // pack * pack for position, part in exact.items()}
    over = left - sum(given.values())
    # `sorted` keeps the order of the list where remainders are equal; who has no weight gets nothing at all.
    waiting = sorted(
        (position for position in exact if exact[position]), key=lambda at: given[at] - exact[at]
    )
    for position in waiting:
        piece = min(pack, over)
        given[position] += piece
        over -= piece
    return given


def _decimal(value: Fraction) -> Decimal:
    return Decimal(value.numerator) / Decimal(value.denominator)
