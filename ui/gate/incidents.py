"""What the gates opened as incidents: fever at the second reading, a run whose loop did not close."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from ui.feature_tab import KeyHint
from ui.gate.view import GateView
from ui.gate.view_pair import ViewPair
from ui.incidents.listing import IncidentList
from ui.kit.tokens import GAP

if TYPE_CHECKING:
    from ui.gate.tab import GateTab

SOURCES = ("refusal", "crossing", "visit", "vehicle_run")


class IncidentsView(GateView):
    """The common list, narrowed to what the gates open."""

    WATCHES: ClassVar[frozenset[str]] = IncidentList.WATCHES

    def __init__(self, tab: GateTab) -> None:
        super().__init__(tab)
        self.incidents = IncidentList(tab.shell, self, sources=SOURCES)
        self.incidents.facts_changed.connect(tab.facts_changed)
        self.head = QWidget(self)
        head = QHBoxLayout(self.head)
        head.setContentsMargins(0, 0, 0, 0)
        head.setSpacing(GAP)
        head.addWidget(ViewPair(tab, "incidents", self.head), 0, Qt.AlignmentFlag.AlignVCenter)
        head.addWidget(self.incidents.chips, 1, Qt.AlignmentFlag.AlignVCenter)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.incidents, 1)

    def facts(self) -> str:
        return self.incidents.facts()

    def keys(self) -> tuple[KeyHint, ...]:
        return self.incidents.keys()

    def reload(self) -> None:
        self.incidents.reload()

    def focus_first(self) -> None:
        self.incidents.list.setFocus()

    def open_record(self, kind: str, record_id: int) -> bool:
        return self.incidents.show_record(record_id)

    def unsaved(self) -> bool:
        return self.incidents.unsaved()
