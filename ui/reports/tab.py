"""The reports screen: the units of today first, then follow-up, bulletin, figures and the daily sheet."""

from __future__ import annotations

from typing import ClassVar

from ui.reports.views import VIEWS
from ui.views.tab import ViewsTab


class ReportsTab(ViewsTab):
    """Views are lines of `ui/reports/views.py`; each of them says which tables it watches."""

    WATCHES: ClassVar[frozenset[str]] = frozenset(
        {
            "unit_report",
            "report_call",
            "report_exemption",
            "unit",
            "key_person",
            "key_call",
            "key_count",
            "key_draw",
        }
        | {"bulletin", "bulletin_section", "bulletin_figure", "team_count", "grid_member", "health_check"}
        | {"return_batch", "returnee", "person_test", "policy"}
    )
    VIEWS = VIEWS
    TEXTS = "reports_tab.view"

    def facts(self) -> str:
        return self.view.facts()
