"""One view of the disinfection screen."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ui.views.view import View

if TYPE_CHECKING:
    from ui.disinfection.tab import DisinfectionTab


class DisinfectionView(View):
    """Base of the views that are no lists."""

    tab: DisinfectionTab
