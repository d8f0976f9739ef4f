"""A list of the gates with its chips, search and days, and beside it the panel of one record; visitors, runs and the log are such."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any, ClassVar

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from duty_desk.gate import chips
from duty_desk.ledger import Request
from duty_desk.roles import Permission, may
from duty_desk.strings import t
from ui.gate.view import GateView
from ui.kit.period_filter import PeriodFilter
from ui.kit.tokens import GAP
from ui.views import list_view
from ui.views.list_view import Chip

if TYPE_CHECKING:
    from ui.gate.tab import GateTab


class ListView(list_view.ListView, GateView):
    """The chips stand in the line of the switch, search and days in a line of their own."""

    # Prefix of its texts: gate_views.<NAME>.
    NAME: ClassVar[str] = ""
    SEARCH_WIDTH = 240

    def __init__(self, tab: GateTab) -> None:
        with tab.desk.read() as read:
            self.may_work = may(read, Permission.WORK_GATE)
            # Comparing a person with a paper is the gate's task: whoever may, reads names in full.
            self.reveals = may(read, Permission.REVEAL)
            self.may_receive = may(read, Permission.RECEIVE_GOODS)
            self.may_import = may(read, Permission.IMPORT)
            self.may_print = may(read, Permission.PRINT)
        super().__init__(tab)

    # --- what a list says about itself ---

    def before_chips(self) -> Sequence[QWidget]:
        """What stands before the chips."""
        return ()

    def choices(self, read: Any) -> Mapping[str, Chip]:
        found = chips.CHOICES[self.LEDGER.key](read)
        return {key: Chip(t(f"gate_views.{self.NAME}.chip.{key}"), filters) for key, filters in found.items()}

    def narrowed(self, request: Request, chip: Chip) -> Request:
        return chips.narrowed(request, chip.filters)

    def follow(self, row: Any) -> None:
        """The bar moved while a panel is open."""

    # --- the same for all ---

    def fill_head(self, line: QHBoxLayout) -> None:
        line.setSpacing(GAP)
        for widget in self.before_chips():
            line.addWidget(widget, 0, Qt.AlignmentFlag.AlignVCenter)
        line.addWidget(self.chips, 1, Qt.AlignmentFlag.AlignVCenter)

    def fill_top(self, column: QVBoxLayout) -> None:
        self.period = PeriodFilter(lambda: self.desk.now, t(f"gate_views.{self.NAME}.days"))
        self.period.picked.connect(self._choose_days)
        line = QHBoxLayout()
        line.setSpacing(8)
        for widget in (self.search, self.period, *self.controls()):
            line.addWidget(widget)
        line.addStretch()
        for widget in self.buttons():
            line.addWidget(widget)
        column.addLayout(line)

    def restore(self, state: Mapping[str, Any]) -> None:
        if isinstance(state.get("chip"), str):
            self._chip = str(state["chip"])

    def clear_filters(self) -> None:
        self.period.put((None, None))

    def days(self) -> tuple[date | None, date | None]:
        """The days chosen by hand."""
        return self.period.value()

    def _choose_days(self) -> None:
        first, last = self.period.value()
        self.narrow(period=None if first is None and last is None else (first, last))
