"""A chart of a period."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QSize
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QWidget

from duty_desk import formats
from duty_desk.paper.chart import column_edges
from duty_desk.reports import period_papers
from duty_desk.reports.period import Chart
from duty_desk.strings import t
from ui.kit.column_chart import ColumnChart, Sheet
from ui.kit.tasks import Tasks

# The line of a chart needs a little more than columns do.
LEAST = QSize(320, 176)


class ChartView(ColumnChart):
    """Columns, one upon the other or side by side, with a line where the chart has one."""

    def __init__(self, tasks: Tasks, parent: QWidget | None = None) -> None:
        words = {"name": t("reports_figures.view.chart"), "waiting": t("reports_figures.view.drawing")}
        super().__init__(tasks, parent, **words)
        self.setMinimumSize(LEAST)
        self._chart: Chart | None = None

    def put(self, chart: Chart | None) -> None:
        """Show another chart; the same one is not drawn again."""
        if chart == self._chart and self.is_drawn:
            return
        self._chart = chart
        self.renew()

    @property
    def names(self) -> Sequence[str]:
        return self._chart.names if self._chart else ()

    def words_of(self, place: int) -> str:
        chart = self._chart
        if chart is None:
            return ""
        parts = [
            t("reports_figures.view.term", name=one.name, count=formats.number(one.values[place]))
            for one in chart.series
        ]
        if chart.line and chart.line_values[place] is not None:
            parts.append(
                t(
                    "reports_figures.view.term",
                    name=chart.line,
                    count=formats.number(chart.line_values[place]),
                )
            )
        said = t("reports_figures.view.list_mark").join(parts)
        if chart.totals is None:
            return t("reports_figures.view.column", name=chart.names[place], parts=said)
        total = formats.number(chart.totals[place])
        return t("reports_figures.view.column_sum", name=chart.names[place], parts=said, total=total)

    def summary(self) -> str:
        """What the highest column holds."""
        chart = self._chart
        assert chart is not None
        tall = [
            max(values) if chart.beside else sum(values)
            for values in zip(*(one.values for one in chart.series), strict=True)
        ]
        return t("reports_figures.view.highest", column=self.words_of(tall.index(max(tall))))

    def edges(self, place: int) -> tuple[float, float]:
        chart = self._chart
        assert chart is not None
        return column_edges(place, len(chart.names), line=bool(chart.line))

    def drawing(self) -> Callable[[Sheet], QImage]:
        chart = self._chart
        assert chart is not None
        return lambda sheet: sheet.stacked(
            chart.labels,
            period_papers.drawn_series(chart),
            unit=chart.unit,
            beside=chart.beside,
            line=period_papers.drawn_line(chart),
        )
