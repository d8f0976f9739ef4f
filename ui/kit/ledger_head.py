"""The head of a list: titles, the sort arrow, and the button for columns, export and print at its end."""

from __future__ import annotations

from PySide6.QtCore import QRect, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHeaderView, QTableView, QWidget

from ui.kit.cells import BAR_NUMBER
from ui.kit.ledger_model import LedgerModel
from ui.kit.paint import LEFT, RIGHT, smooth, write
from ui.kit.tokens import HEAD, SMALL, text_width, tokens

UP, DOWN = "\N{BLACK UP-POINTING TRIANGLE}", "\N{BLACK DOWN-POINTING TRIANGLE}"


class LedgerHead(QHeaderView):
    """Sunken, 12 px, an arrow beside the column that sorts. Sections can be dragged and resized."""

    def __init__(self, table: QTableView) -> None:
        super().__init__(Qt.Orientation.Horizontal, table)
        self.setSectionsMovable(True)
        self.setSectionsClickable(True)
        self.setHighlightSections(False)
        self.setMinimumSectionSize(32)
        self.setFixedHeight(HEAD)
        self.setStretchLastSection(False)
        self.sorted_column, self.descending = -1, False
        # What the button over the end of the head takes of it.
        self.tail = 0

    def show_sort(self, column: int, descending: bool) -> None:
        self.sorted_column, self.descending = column, descending
        self.viewport().update()

    def sizeHint(self) -> QSize:
        return QSize(super().sizeHint().width(), HEAD)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self.viewport())
        look = tokens()
        painter.fillRect(self.viewport().rect(), look.sunken)
        painter.fillRect(0, self.height() - 1, self.viewport().width(), 1, look.line)
        painter.end()
        super().paintEvent(event)

    def paintSection(self, painter: QPainter, rect: QRect, index: int) -> None:
        model = self.model()
        if not isinstance(model, LedgerModel):
            return
        look = tokens()
        smooth(painter)
        painter.fillRect(rect, look.sunken)
        painter.fillRect(QRectF(rect.left(), rect.bottom(), rect.width(), 1), look.line)
        column = model.columns[index]
        room = QRectF(rect).adjusted(8, 0, -8, 0)
        words = str(model.headerData(index, Qt.Orientation.Horizontal) or "")
        arrow = (DOWN if self.descending else UP) if index == self.sorted_column else ""
        right = column.align == "right" or str(column.kind) == "number"
        if column.align == "bar":  # over the number that stands before the bar
            right, room = True, QRectF(room.left(), room.top(), BAR_NUMBER, room.height())
        fore = look.accent_text if arrow else look.text2
        if right:
            room.setRight(min(room.right(), self.viewport().width() - self.tail))
            wide = text_width(arrow, SMALL) + 4 if arrow else 0
            write(painter, room.adjusted(0, 0, -wide, 0), words, fore, SMALL, False, RIGHT)
            write(painter, room, arrow, fore, SMALL, False, RIGHT)
            return
        taken = write(painter, room, words, fore, SMALL, False, LEFT)
        if arrow:
            write(painter, room.adjusted(taken + 4, 0, 0, 0), arrow, fore, SMALL, False, LEFT)


class HeadEnd(QWidget):
    """Carries the head on over the scroll bar, which begins below it."""

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        look = tokens()
        painter.fillRect(self.rect(), look.sunken)
        painter.fillRect(0, self.height() - 1, self.width(), 1, look.line)
