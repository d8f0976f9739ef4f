"""Leads between views that share a segment: runs, parcels and registered vehicles; those inside and the morning check; log, incidents."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from duty_desk.strings import t
from ui.kit.choices import Choice, Segmented

if TYPE_CHECKING:
    from ui.gate.tab import GateTab

PAIRS = {"runs": ("runs", "parcels", "fleet"), "inside": ("inside", "morning"), "log": ("log", "incidents")}


class ViewPair(Segmented):
    """Stands at the left of the head of each of them."""

    def __init__(self, tab: GateTab, here: str, parent: QWidget) -> None:
        self._here = here
        pair = next(pair for pair in PAIRS.values() if here in pair)
        super().__init__(
            [Choice(key, t(f"gate_views.pair.{key}")) for key in pair],
            here,
            name=t("gate_views.pair.name"),
            parent=parent,
        )
        self.chosen.connect(lambda key: self._go(tab, key))

    def _go(self, tab: GateTab, key: str) -> None:
        self.set_value(self._here)
        tab.show_view(key)
