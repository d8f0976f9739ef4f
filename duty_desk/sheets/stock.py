"""Whether there is enough to hand out, counted down row by row: own restricted lots first, then by expiry."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from duty_desk.sheets.world import Lot


@dataclass(frozen=True, slots=True)
class Supply:
    """What one unit could get of an item: free or restricted to it, and what is held for others."""

    available: float
    held: float
    held_for: tuple[str, ...]


class Stock:
    """Lots with what is left of each while a sheet is judged."""

    def __init__(self, lots: tuple[Lot, ...]) -> None:
        self._lots: dict[str, list[tuple[Lot, list[float]]]] = {}
        for lot in lots:
            self._lots.setdefault(lot.item, []).append((lot, [lot.quantity]))

    def supply(self, item: str, unit: str, day: date, lot: str = "", store: str = "") -> Supply:
        """What `unit` may still get of `item` on `day`, from one lot or store when named."""
        available = held = 0.0
        held_for: list[str] = []
        for entry, left in self._usable(item, day, lot, store):
            if entry.restricted_to in ("", unit):
                available += left[0]
            elif left[0]:
                held += left[0]
                held_for.append(entry.restricted_to)
        return Supply(available, held, tuple(dict.fromkeys(held_for)))

    def take(self, item: str, unit: str, day: date, lot: str, store: str, quantity: float) -> None:
        """Count `quantity` down, the unit's own restricted lots first, then the earliest expiry."""
        usable = [pair for pair in self._usable(item, day, lot, store) if pair[0].restricted_to in ("", unit)]
        usable.sort(key=lambda pair: (not pair[0].restricted_to, pair[0].expiry or date.max))
        for _, left in usable:
            taken = min(left[0], quantity)
            left[0] = round(left[0] - taken, 6)
            quantity = round(quantity - taken, 6)

    def _usable(self, item: str, day: date, lot: str, store: str) -> list[tuple[Lot, list[float]]]:
        return [
            (entry, left)
            for entry, left in self._lots.get(item, [])
            if (entry.expiry is None or entry.expiry >= day)
            and (not lot or entry.lot == lot)
            and (not store or entry.store == store)
        ]
