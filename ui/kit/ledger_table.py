"""The table of a list: the keys an office expects, ticks, and a current row that is always visible."""

from __future__ import annotations

from array import array
from collections.abc import Iterable

from PySide6.QtCore import QEvent, QModelIndex, QPointF, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QMouseEvent, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QTableView, QWidget

from ui.kit.cells import Cell
from ui.kit.delegate import CellDelegate
from ui.kit.ledger_head import LedgerHead
from ui.kit.ledger_model import CELL, LedgerModel
from ui.kit.ledger_source import GroupRow
from ui.kit.tokens import GROUP_ROW, ROW

_ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


class Ticks:
    """Which rows are ticked; ticking a million rows keeps one flag and the exceptions."""

    def __init__(self) -> None:
        self._all, self._named = False, set[int]()

    def __bool__(self) -> bool:
        return self._all or bool(self._named)

    def has(self, identifier: int) -> bool:
        return (identifier in self._named) is not self._all

    def put(self, identifier: int, on: bool) -> None:
        if on is self._all:
            self._named.discard(identifier)
        else:
            self._named.add(identifier)

    def put_all(self) -> None:
        self._all, self._named = True, set()

    def clear(self) -> None:
        self._all, self._named = False, set()

    def of(self, ids: Iterable[int]) -> array[int]:
        """The ticked ones among `ids`, in their order."""
        return array("q", (each for each in ids if self.has(each)))

    def count(self, shown: int) -> int:
        return shown - len(self._named) if self._all else len(self._named)


class LedgerTable(QTableView):
    """Rows only; everything around them is in `LedgerView`."""

    opened = Signal(int)
    current_moved = Signal()
    ticks_changed = Signal()
    verb_pressed = Signal(int, str)
    letter_pressed = Signal(str)
    unfold_pressed = Signal(bool)
    filter_asked = Signal()
    escape_pressed = Signal()
    copy_asked = Signal(bool)
    resized = Signal()

    def __init__(self, model: LedgerModel, row_height: int = ROW, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.ticks = Ticks()
        self._heads: set[int] = set()
        self._ledger, self._row_height = model, row_height
        self.setModel(model)
        self.head = LedgerHead(self)
        self.setHorizontalHeader(self.head)
        rows = self.verticalHeader()
        rows.setVisible(False)
        rows.setSectionResizeMode(rows.ResizeMode.Fixed)
        rows.setMinimumSectionSize(GROUP_ROW)
        rows.setDefaultSectionSize(row_height)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setCornerButtonEnabled(False)
        self.setTabKeyNavigation(False)
        self.setMouseTracking(True)
        self.setFrameShape(self.Shape.NoFrame)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setAttribute(Qt.WidgetAttribute.WA_InputMethodEnabled, False)
        self.painter = CellDelegate(self)
        self.painter.first_column = lambda: self.head.logicalIndex(0) if self.head.count() else 0
        self.setItemDelegate(self.painter)
        self.entered.connect(lambda index: self._hover(index.row()))

    def current_number(self) -> int:
        return self.currentIndex().row()

    def go_to(self, number: int) -> None:
        """Make a row current and visible."""
        index = self._ledger.index(number, self.painter.first_column())
        if index.isValid():
            self.setCurrentIndex(index)
            self.scrollTo(index)

    def lay_groups(self) -> None:
        """Headings run over all columns."""
        self.clearSpans()
        rows = self.verticalHeader()
        heads = self._ledger.group_numbers()
        # Where a heading stood before there may be a row now.
        for number in self._heads.difference(heads):
            if number < rows.count():
                rows.resizeSection(number, self._row_height)
        self._heads = set(heads)
        for number in heads:
            if self._ledger.columnCount() > 1:
                self.setSpan(number, 0, 1, self._ledger.columnCount())
            rows.resizeSection(number, GROUP_ROW)

    def set_tick(self, number: int, on: bool | None = None) -> None:
        """Tick a row; with None, turn it over."""
        if 0 <= number < len(self._ledger.ids) and not isinstance(self._ledger.row(number), GroupRow):
            identifier = self._ledger.ids[number]
            self.ticks.put(identifier, not self.ticks.has(identifier) if on is None else on)

    def ticks_moved(self) -> None:
        self.painter.ticked = self._is_ticked if self.ticks else None
        self.viewport().update()
        self.ticks_changed.emit()

    def _is_ticked(self, number: int) -> bool:
        return self.ticks.has(self._ledger.ids[number])

    def currentChanged(self, current: QModelIndex, previous: QModelIndex) -> None:
        super().currentChanged(current, previous)
        if current.row() != previous.row():
            self.current_moved.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key, held = Qt.Key(event.key()), event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        plain = held == Qt.KeyboardModifier.NoModifier
        shift = held == Qt.KeyboardModifier.ShiftModifier
        ctrl = bool(held & Qt.KeyboardModifier.ControlModifier)
        if key in _ENTER and plain:
            if self.current_number() >= 0:
                self.opened.emit(self.current_number())
        elif key == Qt.Key.Key_Space and plain:
            self.set_tick(self.current_number())
            self.ticks_moved()
        elif key in (Qt.Key.Key_Up, Qt.Key.Key_Down) and shift:
            self._range(1 if key == Qt.Key.Key_Down else -1)
        elif key == Qt.Key.Key_A and held == Qt.KeyboardModifier.ControlModifier:
            self.ticks.put_all()
            self.ticks_moved()
        elif key == Qt.Key.Key_C and ctrl:
            self.copy_asked.emit(bool(held & Qt.KeyboardModifier.ShiftModifier))
        elif key == Qt.Key.Key_Escape and plain:
            self._escape(event)
        elif key in (Qt.Key.Key_Home, Qt.Key.Key_End) and plain:
            self.go_to(self._edge(key == Qt.Key.Key_End))
        elif key in (Qt.Key.Key_Up, Qt.Key.Key_Down) and plain:
            self.step(1 if key == Qt.Key.Key_Down else -1)
        elif key in (Qt.Key.Key_Left, Qt.Key.Key_Right) and plain:
            self.unfold_pressed.emit(key == Qt.Key.Key_Right)
        elif plain and event.text() == "/":
            self.filter_asked.emit()
        elif plain and event.text().isalpha() and event.text().isascii():
            self.letter_pressed.emit(event.text().upper())
        elif key in (Qt.Key.Key_PageUp, Qt.Key.Key_PageDown):
            super().keyPressEvent(event)
        else:
            event.ignore()

    def _escape(self, event: QKeyEvent) -> None:
        if self.ticks:
            self.ticks.clear()
            self.ticks_moved()
        else:
            self.escape_pressed.emit()
            event.ignore()

    def _next(self, number: int, by: int) -> int:
        """The next row that is no heading, -1 when there is none."""
        number += by
        while 0 <= number < len(self._ledger.ids):
            if not isinstance(self._ledger.row(number), GroupRow):
                return number
            number += by
        return -1

    def _edge(self, last: bool) -> int:
        return self._next(len(self._ledger.ids), -1) if last else self._next(-1, 1)

    def step(self, by: int) -> None:
        here = self.current_number()
        number = self._edge(False) if here < 0 else self._next(here, by)
        if number >= 0:
            self.go_to(number)
        elif by < 0:
            self.scrollToTop()

    def _range(self, by: int) -> None:
        here = self.current_number()
        number = self._next(here, by)
        self.set_tick(here, True)
        if number >= 0:
            self.set_tick(number, True)
            self.go_to(number)
        self.ticks_moved()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        index = self.indexAt(event.position().toPoint())
        if index.isValid() and event.button() is Qt.MouseButton.LeftButton:
            if event.modifiers() & Qt.KeyboardModifier.ControlModifier or self._on_tick(
                event.position(), index
            ):
                self.set_tick(index.row())
                self.ticks_moved()
                self.go_to(index.row())
                return
            if event.modifiers() & Qt.KeyboardModifier.ShiftModifier and self.current_number() >= 0:
                first, last = sorted((self.current_number(), index.row()))
                for number in range(first, last + 1):
                    self.set_tick(number, True)
                self.ticks_moved()
        super().mousePressEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        super().mouseReleaseEvent(event)
        index = self.indexAt(event.position().toPoint())
        cell = index.data(CELL) if index.isValid() else None
        if isinstance(cell, Cell) and cell.verb and event.button() is Qt.MouseButton.LeftButton:
            self.verb_pressed.emit(index.row(), self._ledger.columns[index.column()].key)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        index = self.indexAt(event.position().toPoint())
        if index.isValid() and not isinstance(self._ledger.row(index.row()), GroupRow):
            self.opened.emit(index.row())

    def _on_tick(self, spot: QPointF, index: QModelIndex) -> bool:
        if not self.ticks or index.column() != self.painter.first_column():
            return False
        return spot.x() - self.visualRect(index).left() <= 32

    def leaveEvent(self, event: QEvent) -> None:
        self._hover(-1)
        super().leaveEvent(event)

    def _hover(self, number: int) -> None:
        if number != self.painter.hovered:
            self.painter.hovered = number
            self.viewport().update()

    def begin(self) -> None:
        """Make a row current where none is: the first that is no heading."""
        here = self.current_number()
        if here < 0 or isinstance(self._ledger.row(here), GroupRow):
            here = self._edge(False)
        if here >= 0 and not self.selectionModel().isRowSelected(here):
            self.go_to(here)
            self.selectRow(here)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.begin()
        self.viewport().update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.viewport().update()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.resized.emit()
