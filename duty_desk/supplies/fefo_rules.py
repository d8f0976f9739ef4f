"""Which lots a unit gets: its own bound lots first, then what expires first, with the reason for every lot left out (S4)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

NOTHING = Decimal(0)


class Skip(StrEnum):
    """Why a lot is not taken."""

    EXPIRED = "expired"
    HELD = "held"
    OTHER_UNIT = "other_unit"
    OTHER_PURPOSE = "other_purpose"
    OTHER_STORE = "other_store"
    RESERVED = "reserved"


@dataclass(frozen=True, slots=True)
class Candidate:
    """What lies of a lot in a store. `reserved` is promised to others; `rank` tells which store is taken from first."""

    lot: int
    store: int
    quantity: Decimal
    reserved: Decimal = NOTHING
    expires_on: date | None = None
    held: bool = False
    unit: int | None = None
    purpose: str | None = None
    rank: int = 0

    @property
    def free(self) -> Decimal:
        """What nobody else was promised."""
        return self.quantity - self.reserved


@dataclass(frozen=True, slots=True)
class Wish:
    """For whom and what for, on which day, from which stores (all when None)."""

    unit: int
    purpose: str
    day: date
    stores: frozenset[int] | None = None


@dataclass(frozen=True, slots=True)
class Pick:
    """So much of a lot out of a store; `reason` is why it goes before one that is due earlier."""

    lot: int
    store: int
    quantity: Decimal
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class Skipped:
    """A lot that was left out."""

    lot: int
    store: int
    quantity: Decimal
    reason: Skip


@dataclass(frozen=True, slots=True)
class Proposal:
    """What to take, what was left out and why, and how much is missing."""

    picks: tuple[Pick, ...]
    skipped: tuple[Skipped, ...]
    short: Decimal


def propose(candidates: Sequence[Candidate], quantity: Decimal, wish: Wish) -> Proposal:
    """Take `quantity` in the order of issue."""
    picks: list[Pick] = []
    skipped: list[Skipped] = []
    for one in sorted(candidates, key=lambda each: _order(each, wish)):
        reason = why_not(one, wish)
        if reason is None and one.free <= 0:
            reason = Skip.RESERVED
        if reason is not None:
            if one.quantity > 0:
                skipped.append(Skipped(one.lot, one.store, one.quantity, reason))
        elif quantity > 0:
            taken = min(one.free, quantity)
            picks.append(Pick(one.lot, one.store, taken))
            quantity -= taken
    return Proposal(tuple(picks), tuple(skipped), quantity)


def why_not(one: Candidate, wish: Wish) -> Skip | None:
    """The rule that forbids to give this lot; None when it may go."""
    if one.held:
        return Skip.HELD
    if one.expires_on is not None and one.expires_on < wish.day:
        return Skip.EXPIRED
    if one.unit is not None and one.unit != wish.unit:
        return Skip.OTHER_UNIT
    # Bound to a unit, goods are that unit's whatever it does with them; bound to a purpose alone, the purpose decides.
    if one.unit is None and one.purpose and _bare(one.purpose) != _bare(wish.purpose):
        return Skip.OTHER_PURPOSE
    if wish.stores is not None and one.store not in wish.stores:
        return Skip.OTHER_STORE
    return None


def passed_over(candidates: Sequence[Candidate], picks: Sequence[Pick], wish: Wish) -> list[Pick]:
    """The picks that leave in the same store something that should have gone before them."""
    known = {(one.lot, one.store): one for one in candidates}
    taken = {(pick.lot, pick.store): pick.quantity for pick in picks}
    waiting = [
        one
        for one in candidates
        if why_not(one, wish) is None and one.free > taken.get((one.lot, one.store), NOTHING)
    ]
    return [
        pick
        for pick in picks
        if any(
            one.store == pick.store and _due(one, wish) < _due(known[pick.lot, pick.store], wish)
            for one in waiting
        )
    ]


def _due(one: Candidate, wish: Wish) -> tuple[bool, date]:
    return not _is_own(one, wish), one.expires_on or date.max


def _order(one: Candidate, wish: Wish) -> tuple[bool, date, int, int, int]:
    return *_due(one, wish), one.rank, one.lot, one.store


def _is_own(one: Candidate, wish: Wish) -> bool:
    """Bound to just this: nobody else can use it up."""
    if one.unit is not None:
        return one.unit == wish.unit
    return bool(one.purpose) and _bare(one.purpose or "") == _bare(wish.purpose)


def _bare(text: str) -> str:
    return "".join(text.split()).casefold()
