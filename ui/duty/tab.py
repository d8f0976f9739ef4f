"""The duty screen: the roster first, then log, hand-over, incidents and what lies behind them."""

from __future__ import annotations

from typing import ClassVar

from ui.duty.views import VIEWS
from ui.feature_tab import Shell
from ui.views.tab import ViewsTab


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
        self.bind("F4", lambda: self.show_view("incidents").start())  # pyright: ignore[reportAttributeAccessIssue]

    def facts(self) -> str:
        return self.view.facts()

    def open_place(self, name: str) -> bool:
        """`handover` is the hand-over of the watch that runs (F10); asked for where it stands already, it is to be completed."""
        if name == "handover":
            view = self.view if self.current_view == "handovers" else self.show_view("handovers")
            view.open_handover()  # pyright: ignore[reportAttributeAccessIssue]
            return True
        return super().open_place(name)

    def take_scan(self, code: str) -> bool:
        """The code on a work order opens it."""
        from duty_desk.duty import repair_rows

        with self.desk.read() as read:
            found = repair_rows.find_repair(read, code)
        return found is not None and self.open_record("repair", found)
