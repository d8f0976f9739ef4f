"""All bookings of all days, cancelled ones too: searched, filtered, taken out (product rules W8 and X3)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

from PySide6.QtWidgets import QWidget

from duty_desk.bookings import BOOKINGS, TONES
from duty_desk.strings import t
from ui.kit.notices import EmptyState
from ui.kit.period_filter import PeriodFilter
from ui.kit.tokens import Tone
from ui.views.columns import fitted
from ui.views.list_view import ALL, Chip, ListView


class BookingRegisterView(ListView):
    """Enter goes to the booking on its day."""

    LEDGER = fitted(BOOKINGS, {"day": 72, "facility": 104})
    STRONG = "slot"
    SEARCHES = "duty_bookings.register.search"
    WATCHES: ClassVar[frozenset[str]] = frozenset({"booking", "facility"})

    def controls(self) -> Sequence[QWidget]:
        self.period = PeriodFilter(lambda: self.desk.now, t("bookings.column.day"))
        self.period.picked.connect(lambda: self.narrow(period=self.period.value()))
        return (self.period,)

    def choices(self, read: Any) -> Mapping[str, Chip]:
        found = {ALL: Chip(t("views.all"))}
        for state, (tone, icon) in TONES.items():
            found[state] = Chip(t(f"bookings.state.{state}"), {"state": state}, icon, Tone(tone))
        return found

    def faint(self, row: Any) -> bool:
        return row.state.value == "cancelled"

    def empty(self) -> QWidget:
        return EmptyState(
            t("duty_bookings.register.empty"),
            t("duty_bookings.register.empty_next"),
            icon="calendar-clock-outline",
            tone=None,
        )

    def show_row(self, row_id: int) -> None:
        self.tab.show_view("bookings").open_record("booking", row_id)
