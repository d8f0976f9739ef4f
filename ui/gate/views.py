"""The views of the gate screen beside the scan page, in the order of the switch: a further one is one more line here."""

from __future__ import annotations

from dataclasses import dataclass
from importlib import import_module
from typing import TYPE_CHECKING

from ui.gate.view import GateView

if TYPE_CHECKING:
    from ui.gate.tab import GateTab


@dataclass(frozen=True, slots=True)
class ViewEntry:
    """One view. `title` is the key of its name; `target` is imported when the view is first needed; `opens` kinds of records it shows.

    `under` names the view whose segment it shares: the two lead to one another.
    """

    key: str
    title: str
    target: str
    opens: tuple[str, ...] = ()
    under: str = ""

    def make(self, tab: GateTab) -> GateView:
        """Build the view."""
        module, name = self.target.split(":")
        made = getattr(import_module(module), name)(tab)
        assert isinstance(made, GateView)
        return made


# Keys are fixed; they are kept in the settings of officers.
VIEWS: tuple[ViewEntry, ...] = (
    ViewEntry("visitors", "gate_views.view.visitors", "ui.gate.visits:VisitsView", opens=("visit",)),
    ViewEntry("runs", "gate_views.view.runs", "ui.gate.runs:RunsView", opens=("vehicle_run",)),
    ViewEntry("parcels", "gate_views.view.parcels", "ui.gate.parcels:ParcelsView", under="runs"),
    ViewEntry("fleet", "gate_views.view.fleet", "ui.gate.fleet:FleetView", opens=("vehicle",), under="runs"),
    ViewEntry("inside", "gate_views.view.inside", "ui.gate.inside:InsideView"),
    ViewEntry("morning", "gate_views.view.morning", "ui.gate.morning:MorningView", under="inside"),
    ViewEntry("log", "gate_views.view.log", "ui.gate.log:LogView", opens=("crossing", "refusal")),
    ViewEntry(
        "incidents",
        "gate_views.view.incidents",
        "ui.gate.incidents:IncidentsView",
        opens=("incident",),
        under="log",
    ),
    ViewEntry("figures", "gate_views.view.figures", "ui.gate.figures:FiguresView"),
)
