"""How the hand-over calls what it found: open items, who is inside, the figures of a shift."""

from __future__ import annotations

from typing import Final

from db.vocabulary import CrossingKind
from duty_desk import masking
from duty_desk.agenda import Item, rules
from duty_desk.handover.watches import WatchRow
from duty_desk.spans import Span
from duty_desk.strings import has, t

# Of these desks nothing is known to be about a thing alone.
_PERSONS: Final = frozenset({"screening"})


def name(item: Item) -> str:
    """What an open item is about; a person is shortened."""
    known = rules.WHATS.get((item.feature, item.what))
    personal = known.personal if known is not None else item.feature in _PERSONS
    return masking.mask_name(item.name) if personal else item.name


def what(feature: str, name: str) -> str:
    """A kind of open item; a desk that has not given it a word yet is named itself."""
    key = f"handover.what.{feature}.{name}"
    return t(key) if has(key) else t("handover.what.unnamed", feature=t(f"handover.feature.{feature}"))


def inside(kind: str, count: int, overdue: int) -> str:
    """How many of a kind are inside, and how many of them too long."""
    unit = "vehicle" if kind == CrossingKind.VEHICLE.value else "people"
    if overdue:
        return t(f"handover.inside.{unit}_late", count=count, overdue=overdue)
    return t(f"handover.inside.{unit}", count=count)


def shift(watch: WatchRow | Span) -> str:
    """Day shift, night shift."""
    return t(f"handover.shift.{watch.shift.value}")
