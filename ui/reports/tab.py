"""The reports screen: the units of today first, then follow-up, bulletin, figures and the daily sheet."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QApplication, QWidget

from duty_desk import unit_reports
from duty_desk.strings import t
from duty_desk.unit_reports.open_items import UNIT_MISSING
from ui.feature_tab import Shell
from ui.kit.choices import Choice
from ui.kit.tokens import Tone
from ui.reports.together import JOINED, Together
from ui.reports.views import VIEWS
from ui.views.tab import ViewsTab
from ui.views.view import View

WIDE_WINDOW = 1600


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
    _together: Together | None = None

    def __init__(self, shell: Shell) -> None:
        super().__init__(shell)
        self._badge: tuple[int, Tone] = (0, Tone.NEUTRAL)
        app = QApplication.instance()
        assert isinstance(app, QApplication)
        app.focusChanged.connect(self._follow)

    @property
    def joined(self) -> bool:
        """Whether units, key persons and bulletin stand beside one another now."""
        return self._together is not None and bool(self._together.views)

    def facts(self) -> str:
        units = self._views.get(JOINED[0])
        if self.joined and units is not None and self.current_view in JOINED:
            return units.facts()
        return self.view.facts()

    def reload(self) -> None:
        super().reload()
        if self.joined and self.current_view in JOINED:
            for key in JOINED:
                if key != self.current_view:
                    self._views[key].reload()

    def put_front(self, view: View) -> None:
        wide = self.window().width() >= WIDE_WINDOW and self.current_view in JOINED
        if wide:
            self._join()
        elif self._together is not None:
            self._together.give_back(self._heads, self._bodies)
        if wide and self._together is not None:
            self._heads.setCurrentWidget(self._together.head)
            self._bodies.setCurrentWidget(self._together)
        else:
            super().put_front(view)
        self.switch.set_choices(self._choices({}), self._segment())

    def panel_changed(self, view: View) -> None:
        """Something was opened or closed beside a list or the paper."""
        if self._together is not None:
            self._together.arrange(view)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        wide = self.window().width() >= WIDE_WINDOW
        if self.current_view in JOINED and wide is not self.joined:
            self.put_front(self.view)

    def _join(self) -> None:
        """Put the three beside one another, unless they stand there."""
        if self._together is None:
            self._together = Together(self)
            self._heads.addWidget(self._together.head)
            self._bodies.addWidget(self._together)
        if self.joined:
            return
        units, key, bulletin = (self.made(each) for each in JOINED)
        self._together.take(units, key, bulletin)  # pyright: ignore[reportArgumentType]
        for view in (units, key, bulletin):
            view.reload()

    def _follow(self, _old: QWidget | None, new: QWidget | None) -> None:
        """The keys and the help are those of the column the keyboard is in."""
        holder = self._together.holder(new) if self._together is not None else None
        found = next((key for key in JOINED if self._views.get(key) is holder), None) if holder else None
        if found is not None and found != self.current_view:
            self.current_view = found
            self.facts_changed.emit()

    def _choices(self, counts: Mapping[str, int | None]) -> list[Choice]:
        found = super()._choices(counts)
        if not self.joined:
            return found
        one = Choice(JOINED[0], t(f"{self.TEXTS}.together"))
        return [one, *(each for each in found if each.key not in JOINED)]

    def _segment(self) -> str:
        return JOINED[0] if self.joined and self.current_view in JOINED else super()._segment()

    def badge(self) -> tuple[int, Tone]:
        return self._badge

    def read_facts(self) -> Mapping[str, int | None]:
        """Units that should have reported by now."""
        with self.desk.read() as read:
            missing = unit_reports.count_open_items(read)[UNIT_MISSING]
        self._badge = (missing, Tone.DANGER)
        return {}
