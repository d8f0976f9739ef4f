"""What the passes screen offers beside its ledger, in the small menu at the end of the first line."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ui.kit.panels import SidePanel
    from ui.passes.tab import PassesTab


@dataclass(frozen=True, slots=True)
class MoreEntry:
    """One line of the menu: its words are `passes_tab.more.<key>`, `make` gives the panel to show beside the list.

    A `make` that opens a dialog or prints by itself returns None, and the panel beside the list stays as it is.
    """

    key: str
    make: Callable[[PassesTab], SidePanel | None]


def show(tab: PassesTab, entry: MoreEntry) -> bool:
    """Put the panel of an entry beside the list; True, as it was found."""
    panel = entry.make(tab)
    if panel is not None:
        tab.put_panel(panel)
        panel.setFocus()
    return True


def entries() -> tuple[MoreEntry, ...]:
    """In the order of the menu: figures, what is kept for a power cut, the register of issue."""
    return (
        MoreEntry("figures", _figures),
        MoreEntry("outage", _outage),
        MoreEntry("register", _register),
    )


def _figures(tab: PassesTab) -> SidePanel:
    from ui.passes.figures import FiguresPanel

    return FiguresPanel(tab)


def _outage(tab: PassesTab) -> SidePanel:
    from ui.passes.outage import OutagePanel

    return OutagePanel(tab)


def _register(tab: PassesTab) -> SidePanel:
    from ui.passes.figures_register import RegisterPanel

    return RegisterPanel(tab, tab.kind, tab.header.issued())
