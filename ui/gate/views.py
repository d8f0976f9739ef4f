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
    """One view. `title` is the key of its name; `target` is imported when the view is first needed; `opens` kinds of records it shows."""

    key: str
    title: str
    target: str
    opens: tuple[str, ...] = ()

    def make(self, tab: GateTab) -> GateView:
        """Build the view."""
        module, name = self.target.split(":")
        made = getattr(import_module(module), name)(tab)
        assert isinstance(made, GateView)
        return made


# Keys are fixed: visitors, runs, log, figures. They are kept in the settings of officers.
VIEWS: tuple[ViewEntry, ...] = (
    ViewEntry("visitors", "gate_views.view.visitors", "ui.gate.visits:VisitsView", opens=("visit",)),
)
