"""What the grid of the day and the map of coverage share: a table whose cells are painted, each reached and named by the keyboard."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QEvent, QModelIndex, QPersistentModelIndex, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFocusEvent, QHelpEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QToolTip,
    QWidget,
)

from ui.kit.paint import box, literal, smooth, write
from ui.kit.tokens import BODY, ROW, tokens

Index = QModelIndex | QPersistentModelIndex
ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


class SunkenHead(QHeaderView):
    """A head over the columns; subclasses write what stands in a section."""

    def __init__(self, table: QTableView, height: int) -> None:
        super().__init__(Qt.Orientation.Horizontal, table)
        self.setFixedHeight(height)
        self.setSectionsClickable(False)
        self.setHighlightSections(False)
        self.setMinimumSectionSize(32)

    def write_section(self, painter: QPainter, rect: QRect, index: int) -> None:
        """The words of a section."""
        raise TypeError("a head says what stands over its columns")

    def paintSection(self, painter: QPainter, rect: QRect, index: int) -> None:
        look = tokens()
        smooth(painter)
        painter.fillRect(rect, look.sunken)
        painter.fillRect(QRectF(rect.left(), rect.bottom(), rect.width(), 1), look.line)
        self.write_section(painter, rect, index)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self.viewport())
        painter.fillRect(self.viewport().rect(), tokens().sunken)
        painter.end()
        super().paintEvent(event)


class PaintedCells(QStyledItemDelegate):
    """The line of the current cell is tinted and carries a bar, the cell itself a ring inside."""

    WIDTH = 64

    def paint_cell(self, painter: QPainter, place: QRectF, index: Index) -> None:
        """One cell."""
        raise TypeError("cells say how they look")

    def words(self, index: Index) -> str:
        """A cell in one sentence, for its tool tip."""
        raise TypeError("cells say what they mean")

    def ground(self, painter: QPainter, place: QRectF, chosen: bool, focused: bool, usual: QColor) -> None:
        """The line under a cell; `usual` where it is not the current one."""
        look = tokens()
        painter.fillRect(place, (look.selected if focused else look.sunken) if chosen else usual)
        painter.fillRect(QRectF(place.left(), place.bottom() - 1, place.width(), 1), look.line)

    def name(self, painter: QPainter, place: QRectF, words: str, chosen: bool, focused: bool) -> None:
        """What the line is about."""
        look = tokens()
        if chosen:
            bar = look.accent if focused else look.ctl
            painter.fillRect(QRectF(place.left(), place.top(), 3, place.height()), bar)
        write(painter, place.adjusted(8, 0, -4, 0), words, look.text, BODY, chosen)

    def ring(self, painter: QPainter, place: QRectF, focused: bool) -> None:
        """Round the current cell."""
        look = tokens()
        box(painter, place, None, look.focus if focused else look.ctl, 2)

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        return QSize(self.WIDTH, ROW)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
        self.paint_cell(painter, QRectF(option.rect), index)  # type: ignore[attr-defined]
        painter.restore()

    def helpEvent(
        self, event: QHelpEvent, view: QAbstractItemView, option: QStyleOptionViewItem, index: Index
    ) -> bool:
        if event.type() is not QEvent.Type.ToolTip:
            return super().helpEvent(event, view, option, index)
        said = self.words(index)
        QToolTip.showText(event.globalPos(), literal(said) if said else "", view)
        return True


class CellTable(QTableView):
    """A table without grid, selection and editing; subclasses share the width out among the columns."""

    def __init__(self, model: Any, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        model.setParent(self)
        self.setModel(model)
        rows = self.verticalHeader()
        rows.setVisible(False)
        rows.setSectionResizeMode(rows.ResizeMode.Fixed)
        rows.setDefaultSectionSize(ROW)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setTabKeyNavigation(False)
        self.setCornerButtonEnabled(False)
        self.setFrameShape(self.Shape.NoFrame)
        self.setSelectionMode(QAbstractItemView.SelectionMode.NoSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setAttribute(Qt.WidgetAttribute.WA_InputMethodEnabled, False)
        self.setAccessibleName(name)

    def begin(self) -> None:
        """The keyboard came in: make a cell current where none is."""

    def fit(self) -> None:
        """Share the width out."""

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.begin()
        self.viewport().update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.viewport().update()

    def currentChanged(self, current: QModelIndex, previous: QModelIndex) -> None:
        super().currentChanged(current, previous)
        self.viewport().update()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.fit()
