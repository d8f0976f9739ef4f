"""Beside the list of units: the sums of the day, and how the reports of two weeks came in."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from PySide6.QtCore import QSize, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QGridLayout, QSizePolicy, QVBoxLayout, QWidget

from duty_desk import formats
from duty_desk.strings import t
from duty_desk.unit_reports import Day, DayCount, papers
from ui.kit.labels import Label
from ui.kit.panels import SIDE_WIDTH, Panel
from ui.kit.tokens import SMALL, TITLE
from ui.reports.unit_chart import ReportsChart

# As many beside one another as there is room for.
ACROSS = 3
GAP = 12
MOST = 16_777_215


class UnitsSide(QWidget):
    """`day_chosen` is a day picked in the chart."""

    day_chosen = Signal(object)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setFixedWidth(SIDE_WIDTH)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Expanding)
        self.sums = Panel(t("reports_units.side.sums"), " ", parent=self)
        self._grid = QWidget()
        self.sums.body.addWidget(self._grid)
        self.sums.body.addStretch()
        self.history = Panel(t("reports_units.side.history"), " ", parent=self)
        self.chart = ReportsChart(self.history)
        self.chart.chosen.connect(self.day_chosen)
        self.line = Label("", px=SMALL, colour="text2", wrap=True)
        self.line.hide()
        self.history.body.addWidget(self.line)
        self.history.body.addWidget(self.chart, 1)
        self._joined = False
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(GAP)
        column.addWidget(self.sums)
        column.addWidget(self.history, 1)

    def minimumSizeHint(self) -> QSize:
        # A low window shows the sums alone.
        if self._joined:
            return super().minimumSizeHint()
        return QSize(SIDE_WIDTH, self.sums.minimumSizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._make_room()

    def join(self, on: bool) -> None:
        """Below a list the sums are one line over the chart; beside it a box of their own."""
        self._joined = on
        self.sums.setVisible(not on)
        self.line.setVisible(on)
        self.setMinimumWidth(0 if on else SIDE_WIDTH)
        self.setMaximumWidth(MOST if on else SIDE_WIDTH)
        across = QSizePolicy.Policy.Preferred if on else QSizePolicy.Policy.Fixed
        self.setSizePolicy(across, QSizePolicy.Policy.Expanding)
        self.history.show()
        self.show()
        self._make_room()

    def _make_room(self) -> None:
        if self._joined:
            return
        both = self.sums.minimumSizeHint().height() + GAP + self.history.minimumSizeHint().height()
        self.history.setVisible(self.height() >= both)

    def put(self, found: Day, days: Sequence[DayCount], shown: date) -> None:
        """The day in front and the two weeks that end with it."""
        note = t("reports_units.side.of", received=found.received, due=found.due)
        self.sums.set_head(t("reports_units.side.sums"), note)
        self.history.set_head(
            t("reports_units.side.history"), t("reports_units.side.due", count=days[-1].due if days else 0)
        )
        self._fill(found)
        self.chart.put(days, shown)

    def text(self, name: str) -> str:
        """The sum of a figure as it is shown."""
        return self._words.get(name, "")

    def _fill(self, found: Day) -> None:
        self._words: dict[str, str] = {}
        old, self._grid = self._grid, QWidget()
        grid = QGridLayout(self._grid)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(12)
        grid.setVerticalSpacing(2)
        for place, name in enumerate(papers.figures_shown(found)):
            value = found.totals[name]
            words = "\N{EN DASH}" if value is None else formats.number(value)
            self._words[name] = words
            row, column = divmod(place, ACROSS)
            grid.addWidget(
                Label(t(f"unit_reports.figure.{name}"), px=SMALL, colour="text2", elide=True),
                row * 2,
                column,
            )
            loud = bool(value) and name not in ("due", "on_campus", "off_campus")
            grid.addWidget(
                Label(words, px=TITLE, bold=True, colour="text" if loud or place < ACROSS else "text2"),
                row * 2 + 1,
                column,
            )
        said = (
            f"{t(f'unit_reports.figure.{name}')} {words}"
            for name, words in self._words.items()
            if words != "0"
        )
        self.line.setText("\N{IDEOGRAPHIC SPACE}".join(said))
        for column in range(ACROSS):
            grid.setColumnStretch(column, 1)
        self.sums.body.replaceWidget(old, self._grid)
        old.hide()
        old.deleteLater()
        self._grid.show()
        self._make_room()
