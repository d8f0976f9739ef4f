"""All daily reports with every edition: searched, filtered by days, taken out (product rules R1 and X3)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

from PySide6.QtWidgets import QWidget

from duty_desk.strings import t
from duty_desk.unit_reports import REPORTS
from ui.kit.buttons import Button
from ui.kit.notices import EmptyState
from ui.kit.period_filter import PeriodFilter
from ui.kit.tokens import Tone
from ui.views.columns import fitted
from ui.views.list_view import ALL, Chip, ListView

WIDTHS = {
    "day": 72,
    "unit": 136,
    "edition": 48,
    "due": 64,
    **dict.fromkeys(
        ("fever", "symptom", "visit", "central", "home", "new", "released", "on_campus", "off_campus"), 64
    ),
}
ICONS = {
    "late": ("timer-alert-outline", Tone.WARN),
    "zero": ("check-circle", Tone.NEUTRAL),
    "corrected": ("pencil-outline", Tone.INFO),
}


class UnitRegisterView(ListView):
    """Enter goes to the unit on that day."""

    LEDGER = fitted(REPORTS, WIDTHS, ("reason", "on_campus", "off_campus"))
    STRONG = "unit"
    SEARCHES = "reports_units.search"
    WATCHES: ClassVar[frozenset[str]] = frozenset({"unit_report", "unit"})

    def controls(self) -> Sequence[QWidget]:
        self.period = PeriodFilter(lambda: self.desk.now, t("unit_reports.column.day"))
        self.period.picked.connect(lambda: self.narrow(period=self.period.value()))
        return (self.period,)

    def choices(self, read: Any) -> Mapping[str, Chip]:
        found = {ALL: Chip(t("views.all"))}
        for kind, (icon, tone) in ICONS.items():
            found[kind] = Chip(t(f"unit_reports.kind.{kind}"), {"kind": kind}, icon, tone)
        return found

    def empty(self) -> QWidget:
        button = Button(t("reports_units.template.import"))
        button.clicked.connect(lambda: self.shell.open_import("reports"))
        return EmptyState(
            t("reports_units.register.empty"),
            t("reports_units.register.empty_next"),
            icon="file-chart-outline",
            tone=None,
            button=button,
        )

    def show_row(self, row_id: int) -> None:
        row = self.list.current_row()
        if row is None:
            return
        show = getattr(self.tab.show_view("units"), "show_of", None)
        if show is not None:
            show(row.row.unit_id, row.row.day)
