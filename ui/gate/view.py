"""One view of the gate screen beside the scan page."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ui.views.view import View

if TYPE_CHECKING:
    from ui.gate.tab import GateTab


class GateView(View):
    """Base of every view. A scan that it does not take goes to the scan page, which then comes to the front."""

    tab: GateTab

    @property
    def gate(self) -> int:
        """The gate this desk stands at; 0 while the office has none."""
        return self.tab.gate
