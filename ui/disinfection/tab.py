"""The disinfection screen: the rounds of the day first, then rooms, records, solutions and what lies behind them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

from ui.disinfection.views import VIEWS
from ui.views.tab import ViewsTab


class DisinfectionTab(ViewsTab):
    """Views are lines of `ui/disinfection/views.py`; each of them says which tables it watches."""

    WATCHES: ClassVar[frozenset[str]] = frozenset(
        {"area", "plan", "round", "disinfection_record", "mix", "lamp", "lamp_use", "short_record"}
        | {"room", "lot", "stock", "policy", "officer"}
    )
    VIEWS = VIEWS
    TEXTS = "disinfection_tab.view"

    def read_facts(self) -> Mapping[str, int | None]:
        return {}
