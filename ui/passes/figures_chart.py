"""The chart of passes issued, by reason."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from PySide6.QtGui import QImage
from PySide6.QtWidgets import QWidget

from duty_desk import formats
from duty_desk.passes.figure_report import Columns, series_of
from duty_desk.strings import t
from ui.kit.column_chart import ColumnChart, Sheet
from ui.kit.tasks import Tasks


class ChartView(ColumnChart):
    """A column for each day, week or month; its parts are the reasons."""

    def __init__(self, tasks: Tasks, parent: QWidget | None = None) -> None:
        super().__init__(tasks, parent, name=t("passes_figures.chart"), waiting=t("passes_figures.drawing"))
        self._columns: Columns | None = None
        self._words: Mapping[str, str] = {}

    def put(self, columns: Columns | None, words: Mapping[str, str]) -> None:
        """Show other figures; the same ones are not drawn again."""
        if columns == self._columns and words == self._words and self.is_drawn:
            return
        self._columns, self._words = columns, words
        self.renew()

    @property
    def names(self) -> Sequence[str]:
        return self._columns.names if self._columns else ()

    def words_of(self, place: int) -> str:
        columns = self._columns
        if columns is None:
            return ""
        parts = [
            t("passes_figures.term", name=self._words.get(group, group), count=formats.number(values[place]))
            for group, values in columns.groups.items()
            if values[place]
        ]
        total = formats.number(columns.totals[place])
        if not parts:
            return t("passes_figures.column_none", name=columns.names[place])
        if len(parts) == 1:
            return t("passes_figures.column_one", name=columns.names[place], part=parts[0])
        return t(
            "passes_figures.column",
            name=columns.names[place],
            parts=t("passes.list_mark").join(parts),
            total=total,
        )

    def summary(self) -> str:
        """What the highest column holds."""
        totals = self._columns.totals if self._columns else ()
        return t("passes_figures.highest", column=self.words_of(totals.index(max(totals))))

    def drawing(self) -> Callable[[Sheet], QImage]:
        columns, words = self._columns, self._words
        assert columns is not None
        return lambda sheet: sheet.stacked(
            columns.labels, series_of(columns, words), unit=t("passes.figures.unit")
        )
