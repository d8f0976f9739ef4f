"""Cards of the passes screen: printed as everywhere, and given anew from there when that is too late."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ui.cards import CardPrinting

if TYPE_CHECKING:
    from ui.passes.tab import PassesTab


class PassPrinting(CardPrinting):
    """Cards of passes in the list, the panel or just given."""

    def __init__(self, tab: PassesTab) -> None:
        super().__init__(tab.shell, tab, tab.acts.reissue)
