"""A month that is wider than its place: the days are moved under the names, which stay in sight."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QRectF
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QTableView, QWidget

from ui.duty.roster_model import NAME, RosterModel
from ui.duty.roster_paint import RosterCells


class FrozenNames(QTableView):
    """Base of the grid: its first column is painted once more over days that have been moved under it."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.roster = RosterModel()
        self.roster.setParent(self)
        self.setModel(self.roster)

    def freeze(self, cells: RosterCells) -> None:
        """Paint with these, names included."""
        self._cells = cells
        self.setItemDelegate(cells)
        self.horizontalScrollBar().valueChanged.connect(lambda _value: self._moved_under())

    def frozen(self) -> int:
        """How much of the left edge the names keep."""
        return self.columnWidth(NAME) if self.horizontalScrollBar().value() > 0 else 0

    def bring(self, index: QModelIndex) -> None:
        """Scroll until a cell is in sight, and not under a name."""
        self.scrollTo(index)
        if (hidden := self.frozen() - self.visualRect(index).left()) > 0:
            bar = self.horizontalScrollBar()
            bar.setValue(bar.value() - hidden)

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if wide := self.frozen():
            painter = QPainter(self.viewport())
            for row in range(len(self.roster.lines)):
                top, tall = self.rowViewportPosition(row), self.rowHeight(row)
                if -tall < top < self.viewport().height():
                    self._cells.paint_name(painter, QRectF(0, top, wide, tall), row)

    def _moved_under(self) -> None:
        # What was painted over the days may not be moved along with them.
        self.viewport().update()
        self.horizontalHeader().viewport().update()
