"""The chart of who stood at the gates; the numbers stand in the table beside it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from PySide6.QtCore import Qt
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QWidget

from duty_desk import formats
from duty_desk.strings import t
from ui.kit.column_chart import ColumnChart, Sheet
from ui.kit.paint import set_tip
from ui.kit.tasks import Tasks

Heights = Mapping[str, tuple[int, ...]]


class ChartView(ColumnChart):
    """Columns by day, week or month. What one holds is told where the mouse points at it."""

    def __init__(self, tasks: Tasks, parent: QWidget) -> None:
        super().__init__(tasks, parent, name=t("gate.figures.chart"), waiting=t("gate.figures.drawing"))
        self._labels: tuple[str, ...] = ()
        self._heights: Heights = {}
        # The keyboard reads the same numbers in the table.
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.said.connect(lambda words: set_tip(self, words))

    def put(self, labels: tuple[str, ...], heights: Heights) -> None:
        """Show other columns; the same ones are not drawn again."""
        if (labels, heights) == (self._labels, self._heights) and self.is_drawn:
            return
        self._labels, self._heights = labels, heights
        self.renew()

    @property
    def names(self) -> Sequence[str]:
        return self._labels

    def words_of(self, place: int) -> str:
        counts = {measure: values[place] for measure, values in self._heights.items()}
        return f"{self._labels[place]}  {_in_words(counts)}"

    def summary(self) -> str:
        """The sums of the period."""
        return _in_words({measure: sum(values) for measure, values in self._heights.items()})

    def drawing(self) -> Callable[[Sheet], QImage]:
        labels, heights = self._labels, self._heights

        def draw(sheet: Sheet) -> QImage:
            from duty_desk.gate.figure_report import series_of

            return sheet.stacked(labels, series_of(heights), unit=t("gate.figures.unit"))

        return draw


def _in_words(counts: Mapping[str, int]) -> str:
    return " ".join(
        f"{t(f'gate.figures.measure.{name}')} {formats.number(count)}" for name, count in counts.items()
    )
