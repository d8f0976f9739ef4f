"""The head of a table that is typed into."""

from __future__ import annotations

from PySide6.QtCore import QRect, QRectF, QSize, Qt
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QHeaderView, QTableView

from ui.kit.grid_model import GridModel
from ui.kit.paint import LEFT, RIGHT, smooth, write
from ui.kit.tokens import HEAD, SMALL, tokens


class GridHead(QHeaderView):
    """Sunken, 12 px, thin lines between the columns."""

    def __init__(self, table: QTableView) -> None:
        super().__init__(Qt.Orientation.Horizontal, table)
        self.setSectionsClickable(False)
        self.setHighlightSections(False)
        self.setFixedHeight(HEAD)

    def sizeHint(self) -> QSize:
        return QSize(super().sizeHint().width(), HEAD)

    def paintSection(self, painter: QPainter, rect: QRect, index: int) -> None:
        model = self.model()
        if not isinstance(model, GridModel):
            return
        look = tokens()
        smooth(painter)
        painter.fillRect(rect, look.sunken)
        painter.fillRect(QRectF(rect.left(), rect.bottom(), rect.width(), 1), look.line)
        painter.fillRect(QRectF(rect.right(), rect.top(), 1, rect.height()), look.line)
        column = model.columns[index]
        align = RIGHT if column.align == "right" else LEFT
        write(painter, QRectF(rect).adjusted(8, 0, -8, 0), column.title, look.text2, SMALL, False, align)
