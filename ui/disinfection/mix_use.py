"""What places were planned to use and what they used, for the days chosen (product rule D4)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any, ClassVar

from PySide6.QtWidgets import QVBoxLayout, QWidget

from duty_desk import formats
from duty_desk.disinfection import mix_use
from duty_desk.strings import t
from ui.kit.cells import Cell
from ui.kit.desk_source import CellMaker
from ui.kit.labels import Label
from ui.kit.notices import EmptyState
from ui.kit.period_filter import PeriodFilter
from ui.kit.tokens import SMALL, Tone
from ui.views.columns import fitted
from ui.views.list_view import ListView

_WIDTHS = {"name": 264}
_DAYS = timedelta(days=6)
# Bounds the list is made with before the days are chosen.
_NEVER = date(2000, 1, 1)


class UseView(ListView):
    """The week up to today at first."""

    SEARCHES = "disinfection_mix.use.search"
    WATCHES: ClassVar[frozenset[str]] = frozenset({"disinfection_record", "round", "mix", "plan", "policy"})
    LEDGER = fitted(mix_use.use_list(_NEVER, _NEVER), _WIDTHS)
    STRONG = "name"
    HINTS: ClassVar[tuple[tuple[str, str], ...]] = (("↑↓", "views.hint.choose"),)

    def controls(self) -> Sequence[QWidget]:
        self.period = PeriodFilter(lambda: self.desk.now, t("disinfection_mix.view.day"))
        today = self.desk.now.date()
        self.period.put((today - _DAYS, today))
        self.period.picked.connect(self.choose_days)
        return (self.period,)

    def fill_top(self, column: QVBoxLayout) -> None:
        super().fill_top(column)
        self.mixed = Label("", px=SMALL, colour="text2", wrap=True)
        column.addWidget(self.mixed)

    def reload(self) -> None:
        first, last = self._days()
        self.put_ledger(fitted(mix_use.use_list(first, last), _WIDTHS))
        super().reload()
        with self.desk.read() as read:
            rows = mix_use.list_mixed(read, first, last)
        self.mixed.setText(
            t("disinfection_mix.use.mark").join(
                t(
                    "disinfection_mix.use.mixed",
                    product=t(f"disinfection_mix.product.{row.agent}"),
                    mixes=row.mixes,
                    mixed=formats.number(row.mixed_l),
                    used=formats.number(row.used_l),
                )
                for row in rows
            )
            or t("disinfection_mix.use.none_mixed")
        )

    def cells(self) -> Mapping[str, CellMaker]:
        return {"difference_l": _difference, "unmeasured": _unmeasured}

    def empty(self) -> QWidget:
        return EmptyState(
            t("disinfection_mix.use.empty"),
            t("disinfection_mix.use.empty_next"),
            icon="file-chart-outline",
            tone=None,
        )

    def choose_days(self) -> None:
        """Other days."""
        self.reload()

    def _days(self) -> tuple[date, date]:
        first, last = self.period.value()
        today = self.desk.now.date()
        last = last or max(today, first or today)
        return first or last - _DAYS, last


def _difference(row: Any) -> Cell:
    """More than planned by half is excessive, and says so without colour alone."""
    if row.difference_l is None:
        return Cell("")
    if row.planned_l and row.difference_l * 2 > row.planned_l:
        return Cell(formats.number(row.difference_l), icon="alert", tone=Tone.WARN)
    return Cell(formats.number(row.difference_l))


def _unmeasured(row: Any) -> Cell:
    return Cell(formats.number(row.unmeasured) if row.unmeasured else "")
