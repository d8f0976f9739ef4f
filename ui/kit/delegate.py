"""Paints every cell of every list: one place for fills, the bar of the current row, lines and ticks."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, QModelIndex, QPersistentModelIndex, QRectF, QSize
from PySide6.QtGui import QColor, QHelpEvent, QPainter
from PySide6.QtWidgets import QAbstractItemView, QStyle, QStyledItemDelegate, QStyleOptionViewItem, QToolTip

from ui.kit.cells import Cell, needed_width, paint_cell, paint_tick
from ui.kit.ledger_model import CELL, ROW
from ui.kit.ledger_source import GroupRow
from ui.kit.paint import literal, smooth, write
from ui.kit.tokens import SMALL, Tone, text_width, tokens

Index = QModelIndex | QPersistentModelIndex


class CellDelegate(QStyledItemDelegate):
    """`ticked(row number)` tells whether a row is ticked, None while nothing is."""

    def __init__(self, view: QAbstractItemView) -> None:
        super().__init__(view)
        self.hovered = -1
        self.ticked: Callable[[int], bool] | None = None
        self.first_column: Callable[[], int] = lambda: 0
        self.strong_column = -1

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        return QSize(80, 32)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        # Given back as it came: the view fills the next cell of the current row with the same painter.
        painter.save()
        self._paint(painter, option, index)
        painter.restore()

    def _paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        # Not smooth: at 150 % the edges of neighbours would let a line of what is behind them through.
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
        place = QRectF(option.rect)  # type: ignore[attr-defined]
        row = index.data(ROW)
        if isinstance(row, GroupRow):
            self._paint_group(painter, place, row)
            return
        look = tokens()
        chosen = bool(option.state & QStyle.StateFlag.State_Selected)  # type: ignore[attr-defined]
        focused = self._view().hasFocus()
        first = index.column() == self.first_column()
        painter.fillRect(place, self._fill(chosen, focused, index.row()))
        smooth(painter)
        painter.fillRect(QRectF(place.left(), place.bottom() - 1, place.width(), 1), look.line)
        if chosen and first:
            painter.fillRect(
                QRectF(place.left(), place.top(), 3, place.height()), look.accent if focused else look.ctl
            )
        cell = index.data(CELL)
        if not isinstance(cell, Cell):
            return
        room = place
        if first and self.ticked is not None:
            room = paint_tick(painter, place, self.ticked(index.row()))
        strong = chosen and index.column() == self.strong_column
        paint_cell(painter, room, cell, self._right(index), strong)

    def _view(self) -> QAbstractItemView:
        view = self.parent()
        assert isinstance(view, QAbstractItemView)
        return view

    def _fill(self, chosen: bool, focused: bool, number: int) -> QColor:
        look = tokens()
        if chosen:
            return look.selected if focused else look.sunken
        return look.hover if number == self.hovered else look.surface

    def _right(self, index: Index) -> bool:
        column = index.model().columns[index.column()]  # type: ignore[attr-defined]
        return column.align == "right" or str(column.kind) == "number"

    def _paint_group(self, painter: QPainter, place: QRectF, row: GroupRow) -> None:
        look = tokens()
        painter.fillRect(place, look.window)
        smooth(painter)
        painter.fillRect(QRectF(place.left(), place.bottom() - 1, place.width(), 1), look.line)
        fore = look.tone(Tone(row.tone))[0] if row.tone else look.text
        room = place.adjusted(8, 0, -8, 0)
        write(painter, room, row.title, fore, SMALL, True)
        room.adjust(text_width(row.title, SMALL, True) + 8, 0, 0, 0)
        write(painter, room, row.note, look.text2, SMALL)

    def helpEvent(
        self, event: QHelpEvent, view: QAbstractItemView, option: QStyleOptionViewItem, index: Index
    ) -> bool:
        """The whole text of a cell that is cut, literally."""
        if event.type() is not QEvent.Type.ToolTip:
            return super().helpEvent(event, view, option, index)
        cell = index.data(CELL)
        text = ""
        if isinstance(cell, Cell):
            cut = needed_width(cell, index.column() == self.strong_column) > option.rect.width()  # type: ignore[attr-defined]
            text = cell.tip or ("  ".join(part for part in (cell.spoken, cell.second) if part) if cut else "")
        QToolTip.showText(event.globalPos(), literal(text) if text else "", view)
        return True
