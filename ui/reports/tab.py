"""The reports screen: the units of today first, then follow-up, bulletin, figures and the daily sheet."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

from duty_desk import unit_reports
from duty_desk.unit_reports.open_items import UNIT_MISSING
from ui.feature_tab import Shell
from ui.kit.tokens import Tone
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

    def __init__(self, shell: Shell) -> None:
        super().__init__(shell)
        self._badge: tuple[int, Tone] = (0, Tone.NEUTRAL)

    def facts(self) -> str:
        return self.view.facts()

    def badge(self) -> tuple[int, Tone]:
        return self._badge

    def read_facts(self) -> Mapping[str, int | None]:
        """Units that should have reported by now."""
        with self.desk.read() as read:
            missing = unit_reports.count_open_items(read)[UNIT_MISSING]
        self._badge = (missing, Tone.DANGER)
        return {}
