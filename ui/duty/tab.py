"""The duty screen: the roster first, then log, hand-over, incidents and what lies behind them."""

from __future__ import annotations

from typing import ClassVar

from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QWidget

from ui.duty.side import DutySide
from ui.duty.views import VIEWS
from ui.feature_tab import Shell
from ui.kit.tokens import GAP
from ui.views.tab import ViewsTab
from ui.views.view import View

WIDE_WINDOW = 1600


class DutyTab(ViewsTab):
    """Views are lines of `ui/duty/views.py`; each of them says which tables it watches."""

    WATCHES: ClassVar[frozenset[str]] = frozenset(
        {
            "roster_person",
            "duty",
            "calendar_day",
            "log_entry",
            "repair",
            "patrol",
            "patrol_point",
            "reference",
            "restriction",
            "health_check",
            "person_test",
        }
        | {
            "watch",
            "handover",
            "desk_thing",
            "incident",
            "incident_entry",
            "incident_person",
            "incident_subject",
            "facility",
            "facility_rule",
            "booking",
            "booking_day",
            "policy",
        }
    )
    VIEWS = VIEWS
    TEXTS = "duty_tab.view"

    def __init__(self, shell: Shell) -> None:
        super().__init__(shell)
        # Something has just happened: whatever is in front, it is written down.
        self.bind("F4", self.report_incident)
        # In a wide window the roster leaves room for the hand-over and the incidents beside it; made when first seen.
        self.side: DutySide | None = None
        self._beside = QWidget(self)
        self._row = QHBoxLayout(self._beside)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(GAP)
        column = self.layout()
        assert column is not None
        column.replaceWidget(self._bodies, self._beside)
        self._row.addWidget(self._bodies, 1)

    def report_incident(self) -> None:
        """A new incident, on whichever view this is asked."""
        self.show_view("incidents").start()  # pyright: ignore[reportAttributeAccessIssue]

    def reload(self) -> None:
        super().reload()
        self._fit_side()

    def show_view(self, key: str) -> View:
        view = super().show_view(key)
        self._fit_side()
        return view

    def unsaved(self) -> bool:
        return super().unsaved() or bool(self.side and self.side.panel and self.side.panel.unsaved)

    def facts(self) -> str:
        return self.view.facts()

    def open_place(self, name: str) -> bool:
        """`handover` is the hand-over of the watch that runs (F10); asked for where it stands already, it is to be completed."""
        if name == "handover":
            if self.side is not None and self.side.isVisible() and self.side.hand_over():
                return True
            view = self.view if self.current_view == "handovers" else self.show_view("handovers")
            view.open_handover()  # pyright: ignore[reportAttributeAccessIssue]
            return True
        return super().open_place(name)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit_side()

    def _fit_side(self) -> None:
        """Beside the roster alone, and where the month keeps its whole width."""
        wanted = self.current_view == "roster" and self.window().width() >= WIDE_WINDOW
        if not wanted:
            if self.side is not None and not self.side.isHidden():
                self.side.save_draft()
                self.side.hide()
            return
        if self.side is None:
            self.side = DutySide(self.shell, self._beside)
            self.side.report_asked.connect(self.report_incident)
            self._row.addWidget(self.side)
        self.side.reload()
        self.side.show()

    def take_scan(self, code: str) -> bool:
        """The code on a work order opens it."""
        from duty_desk.duty import repair_rows

        with self.desk.read() as read:
            found = repair_rows.find_repair(read, code)
        return found is not None and self.open_record("repair", found)
