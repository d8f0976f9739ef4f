"""One view of the supplies screen."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ui.views.view import View

if TYPE_CHECKING:
    from ui.supplies.tab import SuppliesTab


class SuppliesView(View):
    """Base of the views that are no lists."""

    tab: SuppliesTab
